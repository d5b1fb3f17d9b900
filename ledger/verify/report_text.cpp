// A report as JSON (docs/formats/report.md) and as lines for a terminal.
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
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
void put(json& out, const char* name, const std::optional<Time>& time) {
  if (time) out[name] = to_text(*time);
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

Sentence role_word(std::string_view role) {
  constexpr std::pair<std::string_view, Sentence> kRoles[] = {
      {"manager", {"quản lý", "manager"}},       {"principal", {"hiệu trưởng", "principal"}},
      {"deputy", {"phó hiệu trưởng", "deputy"}}, {"seal", {"con dấu", "seal"}},
      {"registrar", {"văn thư", "registrar"}},   {"homeroom", {"giáo viên chủ nhiệm", "homeroom teacher"}},
      {"teacher", {"giáo viên", "teacher"}},     {"officer", {"chuyên viên", "officer"}},
      {"inspector", {"thanh tra", "inspector"}}, {"trainer", {"giảng viên", "trainer"}}};
  for (const auto& [id, sentence] : kRoles) {
    if (id == role) return sentence;
  }
  return {role, role};
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

class Lines {
 public:
  explicit Lines(bool vi) : vi_(vi) {}
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
  json out = {{"hocba-report", 1},
              {"verdict", to_text(report.verdict)},
              {"says", both(headline_of(report.verdict))},
              {"test_network", report.test_network},
              {"single_operator", report.single_operator},
              {"checks", json::array()}};
  for (const Check& check : report.checks) out["checks"].push_back(check_json(check));
  put(out, "as_of", report.as_of);
  put(out, "since", report.since);
  put(out, "recorded_at", report.recorded_at);
  if (report.standing) out["standing"] = chain::to_text(*report.standing);
  if (report.successor) out["successor"] = credential::to_text(*report.successor);
  put(out, "id", report.id);
  put(out, "type", report.type);
  put(out, "unit", report.unit);
  put(out, "issuer_name", report.issuer_name);
  put(out, "title", report.title);
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
  return crypto::canonical(out);
}

std::vector<std::string> to_lines(const Report& report, std::string_view lang) {
  Lines lines(lang != "en");
  lines.add(std::string(lines.say(headline_of(report.verdict))));
  if (report.test_network) {
    lines.add(std::string(lines.say(
        {"MẠNG THỬ NGHIỆM: văn bản không có giá trị pháp lý", "TEST NETWORK: the document has no legal value"})));
  }
  if (report.single_operator) {
    lines.add(std::string(lines.say({"Lưu ý: dưới 4 đơn vị vận hành; bên vận hành có thể viết lại sổ cái này",
                                     "Note: fewer than 4 operators; the operator could rewrite this ledger"})));
  }
  lines.add({"Văn bản", "Document"}, report.title);
  lines.add({"Đơn vị cấp", "Issuer"},
            report.issuer_name.empty() ? std::string() : report.issuer_name + " (" + report.unit + ")");
  for (const Signatory& signatory : report.signatories) {
    const std::string who = signatory.person.empty() ? signatory.unit : signatory.person;
    lines.add({"Đã ký", "Signed by"},
              std::string(lines.say(role_word(signatory.role))) + ", " + who + ", " + to_screen(signatory.signed_at));
  }
  if (report.recorded_at) lines.add({"Ghi sổ lúc", "Recorded at"}, to_screen(*report.recorded_at));
  // What the ledger says of the genuine document would mislead beside a forged one.
  const bool authentic = report.verdict != Verdict::not_genuine;
  if (authentic && report.as_of) lines.add({"Tính đến", "As of"}, to_screen(*report.as_of));
  if (authentic && report.standing) {
    lines.add({"Hiệu lực", "Status"}, std::string(lines.say(standing_word(*report.standing))) +
                                          (report.since ? ", " + to_screen(*report.since) : std::string()));
  }
  if (authentic && report.successor) lines.add({"Thay bằng", "Superseded by"}, credential::to_text(*report.successor));
  lines.add({"Phần không đưa ra", "Parts withheld"}, joined(report.withheld));
  lines.add({"Phần đã xoá theo quy định", "Parts erased as the law provides"}, joined(report.erased));
  lines.add(std::string());
  for (const Check& check : report.checks) {
    lines.add(std::string(symbol(check.outcome)) + " " + std::string(lines.say(title_of(check.name))) + " (" +
              std::string(lines.say(outcome_word(check.outcome))) + "): " + std::string(lines.say(sentence_of(check))));
    const bool explain = check.outcome == Outcome::fail || check.outcome == Outcome::unknown;
    if (explain && !check.evidence.empty()) lines.add("    " + check.evidence);
    if (explain && !check.next_en.empty()) lines.add("    → " + std::string(lines.say({check.next_vi, check.next_en})));
  }
  return lines.take();
}

}  // namespace hocba::verify
