// A report as JSON (docs/formats/report.md) and as lines for a terminal.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/originality.hpp"
#include "ledger/verify/codes.hpp"
#include "ledger/verify/details.hpp"
#include "ledger/verify/sentences.hpp"

namespace hocba::verify {
namespace {

using nlohmann::json;

json both(Sentence sentence) { return {{"en", sentence.en}, {"vi", sentence.vi}}; }

Sentence sentence_of(const Check& check) {
  if (check.code != nullptr) return {check.code->vi, check.code->en};
  return check.outcome == Outcome::pass ? passed(check.name) : not_applicable(check.name);
}

json check_json(const Check& check) {
  json out = {{"check", to_text(check.name)},
              {"outcome", to_text(check.outcome)},
              {"title", both(title_of(check.name))},
              {"says", both(sentence_of(check))}};
  if (check.code != nullptr) out["code"] = check.code->id;
  if (!check.evidence.empty()) out["evidence"] = check.evidence;
  if (!check.next_en.empty()) out["next"] = both({check.next_vi, check.next_en});
  return out;
}

void put(json& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}
template <class T>  // Time, Date
void put(json& out, const char* name, const std::optional<T>& value) {
  if (value) out[name] = to_text(*value);
}

std::string_view symbol(Outcome outcome) {
  constexpr std::string_view kSymbols[] = {"✓", "✗", "?", "–"};
  return kSymbols[static_cast<std::size_t>(outcome)];
}

Sentence standing_word(chain::CredentialStanding standing) {
  switch (standing) {
    case chain::CredentialStanding::in_force:
      return {"còn hiệu lực", "in force"};
    case chain::CredentialStanding::suspended:
      return {"tạm dừng hiệu lực", "suspended"};
    case chain::CredentialStanding::revoked:
      return {"đã bị thu hồi", "revoked"};
    case chain::CredentialStanding::superseded:
      break;
  }
  return {"đã được thay thế", "superseded"};
}

// Said wherever certificates or timestamps are shown, so that nobody reads more into them.
constexpr Sentence kNotClaimed{
    "tệp này không theo khuôn dạng XML của Bộ GD&ĐT (chưa công bố); không hỏi tổ chức chứng thực xem chứng thư có bị "
    "thu hồi không (OCSP, CRL); không xét mục đích sử dụng và tên tổ chức ghi trong chứng thư",
    "this file does not follow the ministry's XML profile (not public); the authority was not asked whether it revoked "
    "the certificate (OCSP, CRL); the usages and the name that the certificate states were not judged"};

constexpr Sentence kNotInForceWord{"không còn hiệu lực", "not in force"};

const Check* failed(const Report& report, const Code& code) {
  const auto it = std::find_if(report.checks.begin(), report.checks.end(),
                               [&](const Check& c) { return c.code != nullptr && c.code->id == code.id; });
  return it == report.checks.end() ? nullptr : &*it;
}

// Nothing below a check like this says anything about the document.
bool ends_the_list(const Report& report, const Check& check) {
  const Check& network = report.checks.at(static_cast<std::size_t>(CheckName::network));
  const bool reached = network.code == nullptr || network.code->id != kNotReached.id;
  return (check.name == CheckName::file && !reached) ||
         (check.name == CheckName::network && check.outcome == Outcome::fail);
}

class Lines {
 public:
  explicit Lines(bool vi) : vi_(vi) {}
  std::string evidence(const Check& check) const { return detail_words(*check.code, check.evidence, vi_); }
  std::string_view role(std::string_view role) const { return role_words(role, vi_); }
  // "Năm học 2024-2025 (year-2024-2025)": the name is what `fetch --groups` takes.
  std::string groups(const std::vector<std::string>& names) const {
    std::string out;
    for (const auto& name : names) {
      const auto title = credential::group_title(name);
      out += (out.empty() ? "" : ", ") + (vi_ ? title.vi : title.en) + " (" + name + ")";
    }
    return out;
  }
  std::string_view say(Sentence sentence) const { return vi_ ? sentence.vi : sentence.en; }
  void add(Sentence label, std::string_view value) {
    if (!value.empty()) out_.push_back(std::string(say(label)) + ": " + std::string(value));
  }
  void add(std::string line) { out_.push_back(std::move(line)); }
  std::vector<std::string> take() { return std::move(out_); }

 private:
  bool vi_;
  std::vector<std::string> out_;
};

}  // namespace

std::string to_json(const Report& report) {
  json out = {
      {"hocba-report", 1},      {"verdict", to_text(report.verdict)},  {"says", both(headline_of(report.verdict))},
      {"news", report.news},    {"test_network", report.test_network}, {"single_operator", report.single_operator},
      {"checks", json::array()}};
  for (const Check& check : report.checks) out["checks"].push_back(check_json(check));
  put(out, "as_of", report.as_of);
  put(out, "since", report.since);
  put(out, "recorded_at", report.recorded_at);
  if (report.standing) out["standing"] = chain::to_text(*report.standing);
  if (report.reason_not_public) out["standing"] = kNotInForceWord.en;
  if (report.successor) out["successor"] = credential::to_text(*report.successor);
  if (report.beside) out["beside"] = credential::to_text(*report.beside);
  put(out, "id", report.id);
  put(out, "type", report.type);
  put(out, "unit", report.unit);
  put(out, "issuer_name", report.issuer_name);
  put(out, "title", report.title);
  put(out, "holder", report.holder);
  put(out, "birth_date", report.birth_date);
  put(out, "serial", report.serial);
  put(out, "issued_on", report.issued_on);
  if (report.training_data) out["training_data"] = *report.training_data;
  if (report.originality) out["originality"] = credential::to_text(*report.originality);
  if (!report.withheld.empty()) out["withheld"] = report.withheld;
  if (!report.erased.empty()) out["erased"] = report.erased;
  for (const Signatory& signatory : report.signatories) {
    json one = {{"role", signatory.role},
                {"unit", signatory.unit},
                {"signed_at", to_text(signatory.signed_at)},
                {"key", signatory.key}};
    put(one, "person", signatory.person);
    out["signatories"].push_back(std::move(one));
  }
  for (const SeenCertificate& c : report.certificates)
    out["certificates"].push_back({{"subject", c.subject},
                                   {"issuer", c.issuer},
                                   {"serial", c.serial},
                                   {"key", c.key},
                                   {"not_before", to_text(c.not_before)},
                                   {"not_after", to_text(c.not_after)},
                                   {"judged_at", to_text(c.judged_at)},
                                   {"trusted", c.trusted}});
  for (const SeenTimestamp& t : report.timestamps)
    out["timestamps"].push_back({{"time", to_text(t.time)}, {"authority", t.authority}, {"trusted", t.trusted}});
  for (const SeenCopy& c : report.copies)
    out["copies"].push_back({{"number", c.number}, {"year", c.year}, {"unit", c.unit}, {"given", to_text(c.given)}});
  if (!report.certificates.empty() || !report.timestamps.empty()) out["not_claimed"] = both(kNotClaimed);
  return crypto::canonical(out);
}

namespace {

void add_evidence(Lines& lines, const Report& report) {
  const auto standing = [&](bool trusted) {
    return std::string(lines.say(trusted ? Sentence{"được tin", "trusted"}
                                         : Sentence{"chưa dẫn tới bên mà bạn tin", "leads to nobody whom you trust"}));
  };
  for (const SeenCertificate& c : report.certificates) {
    lines.add({"Chứng thư số", "Certificate"}, c.subject);
    lines.add("    " + std::string(lines.say({"do ", "by "})) + c.issuer + "; " + to_screen(c.not_before) + " – " +
              to_screen(c.not_after) + "; " + standing(c.trusted));
  }
  for (const SeenTimestamp& t : report.timestamps)
    lines.add({"Dấu thời gian", "Timestamp"}, to_screen(t.time) + ", " + t.authority + "; " + standing(t.trusted));
  if (!report.certificates.empty() || !report.timestamps.empty())
    lines.add({"Không khẳng định", "Not claimed"}, lines.say(kNotClaimed));
}

// The verdict, as of when, and whether a node was asked: who reads one line alone must not read more into it.
std::string headline(const Lines& lines, const Report& report) {
  if (const Check* foreign = failed(report, kFileForeign)) {
    return std::string(lines.say({"CHƯA KẾT LUẬN ĐƯỢC: đây không phải tệp văn bản của Hocba",
                                  "UNDECIDED: this is no document file of Hocba"})) +
           (foreign->evidence.empty() ? std::string() : " (" + foreign->evidence + ")");
  }
  if (failed(report, kFileDamaged) != nullptr) {
    return std::string(lines.say({"CHƯA KẾT LUẬN ĐƯỢC: tệp trống, bị cắt hoặc hỏng, không đọc được",
                                  "UNDECIDED: the file is empty, cut or damaged and can't be read"}));
  }
  if (failed(report, kFileResaved) != nullptr && report.verdict != Verdict::not_genuine) {
    return std::string(lines.say({"CHƯA KẾT LUẬN ĐƯỢC: tệp đã được mở rồi lưu lại bằng chương trình khác",
                                  "UNDECIDED: the file was opened and saved by another program"}));
  }
  if (failed(report, kNetworkOther) != nullptr && !ends_the_list(report, report.checks.front())) {
    return std::string(lines.say({"KHÔNG XÁC THỰC theo tệp chính sách này: văn bản tự nhận thuộc mạng khác",
                                  "NOT GENUINE by this policy file: the document says it is of another network"}));
  }
  std::string out(lines.say(headline_of(report.verdict)));
  if (report.verdict != Verdict::valid || !report.as_of) return out;
  out += std::string(lines.say({" tính đến ", " as of "})) + to_screen(*report.as_of);
  if (!report.news) out += std::string(lines.say({", chưa hỏi nút nào", ", no node was asked"}));
  return out;
}

void add_checks(Lines& lines, const Report& report) {
  for (const Check& check : report.checks) {
    lines.add(std::string(symbol(check.outcome)) + " " + std::string(lines.say(title_of(check.name))) + " (" +
              std::string(lines.say(outcome_word(check.outcome))) + "): " + std::string(lines.say(sentence_of(check))));
    const bool explain = (check.outcome == Outcome::fail || check.outcome == Outcome::unknown) &&
                         check.code->id != kNotReached.id;  // said of the check that ended it
    if (explain && !check.evidence.empty()) lines.add("    " + lines.evidence(check));
    if (explain && !check.next_en.empty()) lines.add("    → " + std::string(lines.say({check.next_vi, check.next_en})));
    if (ends_the_list(report, check)) return;
  }
}

}  // namespace

std::vector<std::string> to_lines(const Report& report, std::string_view lang) {
  Lines lines(lang != "en");
  lines.add(headline(lines, report));
  // Where the file is no document, or of another network, what the policy says of its own network is beside the point.
  const bool ours = std::none_of(report.checks.begin(), report.checks.end(),
                                 [&](const Check& check) { return ends_the_list(report, check); });
  if (report.test_network && ours) {
    lines.add(std::string(lines.say(
        {"MẠNG THỬ NGHIỆM: văn bản không có giá trị pháp lý", "TEST NETWORK: the document has no legal value"})));
  }
  if (report.single_operator && ours) {
    lines.add(std::string(lines.say({"Lưu ý: dưới 4 đơn vị vận hành; bên vận hành có thể viết lại sổ cái này",
                                     "Note: fewer than 4 operators; the operator could rewrite this ledger"})));
  }
  if (report.beside)
    lines.add(std::string(lines.say({"Lưu ý: văn bản này ghi là thay thế văn bản dưới đây, mà văn bản ấy vẫn còn hiệu "
                                     "lực vì đơn vị cấp chưa ghi việc thay thế; hãy hỏi đơn vị cấp dùng bản nào: ",
                                     "Note: this says that it corrects the document below, which is still in force, "
                                     "since its issuer has not recorded that; ask the issuer which one counts: "})) +
              credential::to_text(*report.beside));
  if (report.training_data == false)
    lines.add(
        std::string(lines.say({"Lưu ý: chứng chỉ này không dựa trên dữ liệu bồi dưỡng của sổ cái; chương trình, "
                               "số tiết và điểm là lời của đơn vị cấp",
                               "Note: no training data of the ledger stands behind this certificate; programme, "
                               "periods and scores are its issuer's word"})));
  for (const SeenCopy& copy : report.copies)
    lines.add({"BẢN SAO TỪ SỔ GỐC", "COPY FROM THE REGISTER"},
              std::string(lines.say({"số ", "no. "})) + std::to_string(copy.number) + "/" + std::to_string(copy.year) +
                  ", " + copy.unit + ", " + to_screen(date_in_utc7(copy.given)));
  lines.add({"Văn bản", "Document"}, report.title);
  if (report.originality) {
    const auto words = credential::words_of(*report.originality);
    const std::string says(lines.say({words.says_vi, words.says_en}));
    lines.add({"Bản chất", "Originality"},
              report.copies.empty() ? says
                                    : std::string(lines.say({"cấp từ sổ gốc; văn bản trong sổ: ",
                                                             "given from the register; the document in it: "})) +
                                          says);
  }
  lines.add({"Đơn vị cấp", "Issuer"},
            report.issuer_name.empty() ? std::string() : report.issuer_name + " (" + report.unit + ")");
  lines.add({"Cấp cho", "Issued to"}, report.holder);
  if (report.birth_date) lines.add({"Ngày sinh", "Date of birth"}, to_screen(*report.birth_date));
  lines.add({"Số hiệu", "Serial number"}, report.serial);
  if (report.issued_on) lines.add({"Ngày cấp", "Issued on"}, to_screen(*report.issued_on));
  for (const Signatory& signatory : report.signatories) {
    const std::string who = signatory.person.empty() ? signatory.unit : signatory.person;
    lines.add({"Đã ký", "Signed by"},
              std::string(lines.role(signatory.role)) + ", " + who + ", " + to_screen(signatory.signed_at));
  }
  add_evidence(lines, report);
  if (report.recorded_at) lines.add({"Ghi sổ lúc", "Recorded at"}, to_screen(*report.recorded_at));
  // What the ledger says of the genuine document would mislead beside a forged one.
  const bool authentic = report.verdict != Verdict::not_genuine;
  if (authentic && report.as_of) lines.add({"Tính đến", "As of"}, to_screen(*report.as_of));
  if (authentic && (report.standing || report.reason_not_public)) {
    const Sentence word = report.standing ? standing_word(*report.standing) : kNotInForceWord;
    lines.add({"Hiệu lực", "Status"},
              std::string(lines.say(word)) + (report.since ? ", " + to_screen(*report.since) : std::string()));
  }
  if (authentic && report.successor) lines.add({"Thay bằng", "Superseded by"}, credential::to_text(*report.successor));
  lines.add({"Phần không đưa ra", "Parts withheld"}, lines.groups(report.withheld));
  lines.add({"Phần đã xóa theo quy định", "Parts erased as the law provides"}, lines.groups(report.erased));
  lines.add(std::string());
  add_checks(lines, report);
  return lines.take();
}

}  // namespace hocba::verify
