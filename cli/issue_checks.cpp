// What is found before anything is changed: who signs, policies, the serial secret, serials that are used already, a
// result file of another run. With --dry-run, all of it is told at once.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/issue.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/columns.hpp"
#include "ledger/verify/details.hpp"

namespace hocba::cli {

using nlohmann::json;

bool may_sign_as(const GrantInfo& grant, std::string_view role) {
  // A deputy to whom the principal has delegated signs for the principal.
  return grant.role == role || (role == "principal" && grant.role == "deputy" && grant.delegated_by);
}

Result<std::vector<const Signer*>> chain_of(const PolicyInfo& policy, const std::vector<Signer>& signers) {
  std::vector<const Signer*> out;
  std::string missing;  // all of them: who is asked for one after the other is asked in vain
  for (const auto& wanted : policy.document_roles) {
    std::uint64_t found = 0;
    for (const Signer& signer : signers) {
      const bool used = std::find(out.begin(), out.end(), &signer) != out.end();
      const bool can = std::any_of(signer.grants.begin(), signer.grants.end(),
                                   [&](const GrantInfo& g) { return may_sign_as(g, wanted.role); });
      const bool meant = signer.role.empty() || signer.role == wanted.role;
      if (used || !can || !meant) continue;
      out.push_back(&signer);
      ++found;
    }
    if (found < wanted.at_least)
      missing += (missing.empty() ? "" : ", ") + wanted.role + ": " + std::to_string(found) + "/" +
                 std::to_string(wanted.at_least);
  }
  if (!missing.empty()) return Error(kSignatureMissing, missing);
  return out;
}

namespace {

// "hiệu trưởng 79TH0001 (giấy khen)"
std::string grant_words(const GrantInfo& grant, Lang lang) {
  std::string types;
  for (const std::string& type : grant.types) types += (types.empty() ? "" : ", ") + type_words(type, lang);
  return role_words(grant.role, lang) + " " + grant.unit + (types.empty() ? "" : " (" + types + ")");
}

}  // namespace

// role (may be empty), file
Result<std::vector<std::pair<std::string, std::string>>> Issuing::named_signers() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& text : o_.signs) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return Error(kUsage, "--sign " + text + run_.say(": cần vai_trò=TỆP, ví dụ ", ": role=FILE is needed, as ") +
                               "--sign principal=" + text.substr(equals == 0 ? 1 : 0));
    const std::string role = text.substr(0, equals);
    HOCBA_RETURN_IF_ERROR(role_option(role, "--sign"));
    out.emplace_back(role, text.substr(equals + 1));
  }
  for (const std::string& file : run_.globals.keys) {
    const bool named = std::any_of(out.begin(), out.end(), [&](const auto& w) { return w.second == file; });
    if (!named) out.emplace_back("", file);
  }
  return out;
}

// A trial reads the public half alone: here it asks for no passphrase, and for a PIN only of a token that hides its
// keys (but see compare_in_trial).
Result<Signer> Issuing::find_signer(const std::string& role, const std::string& file) const {
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const Time now, run_.now());
  Signer signer;
  signer.role = role;
  signer.file = file;
  std::string did;
  if (o_.dry_run) {
    HOCBA_TRY(const auto key, run_.public_key(file));
    did = key.did();
  } else {
    HOCBA_TRY(signer.key, run_.open_key(file));
    did = signer.key->public_key().did();
  }
  HOCBA_TRY(const auto grants, node->grants_of_key(did));
  std::string held;
  for (const GrantInfo& grant : grants) {
    if (grant.in_force(now)) held += (held.empty() ? "" : ", ") + grant_words(grant, run_.lang());
    const bool fits =
        grant.unit == unit_ && grant.in_force(now) &&
        (grant.types.empty() || std::find(grant.types.begin(), grant.types.end(), o_.type) != grant.types.end());
    if (fits && (role.empty() || may_sign_as(grant, role))) signer.grants.push_back(grant);
  }
  if (signer.grants.empty())
    return Error(kGrantNotFound,
                 file + run_.say(": cần ", ": needed: ") +
                     (role.empty() ? run_.say("một vai trò ký", "a role that signs") : role_words(role, run_.lang())) +
                     " " + unit_ + ", " + type_words(o_.type, run_.lang()) + run_.say("; khóa này có: ", "; it has: ") +
                     (held.empty() ? run_.say("không có quyền nào còn hiệu lực", "nothing in force") : held));
  return signer;
}

Status Issuing::find_signers() {
  HOCBA_TRY(const auto named, named_signers());
  if (named.empty())
    return Error(kNeedKey, o_.desk ? run_.say("--key: khóa của văn thư; người khác ký trên bàn ký",
                                              "--key: the registrar's; the others sign on the desk")
                                   : run_.say("--sign vai_trò=TỆP", "--sign role=FILE"));
  for (const auto& [role, file] : named) {
    HOCBA_TRY(auto signer, find_signer(role, file));
    signers_.push_back(std::move(signer));
  }
  return done();
}

Status Issuing::find_policies() {
  for (const SheetRow& row : sheets_.rows) {
    const std::string period = row.common().period.str();
    if (policies_.count(period) != 0) continue;
    HOCBA_RETURN_IF_ERROR(find_policy(period));
    HOCBA_RETURN_IF_ERROR(check_signers(policies_.at(period)));
  }
  return done();
}

Status Issuing::find_policy(const std::string& period) {
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(auto policy, node->policy(o_.type, period));
  if (!policy) {
    HOCBA_TRY(const std::string others, periods_with_policy());
    const bool typed = !o_.period.empty() && o_.period == period;
    return Error(chain::kNoPolicy, "--type " + o_.type + " --period " + period +
                                       (typed ? run_.say(", theo --period", ", of --period")
                                              : run_.say(", theo cột Năm học hoặc năm của Ngày cấp",
                                                         ", of the column Năm học, or the year "
                                                         "of the date of issue")) +
                                       run_.say("; các kỳ đã có chính sách: ", "; periods that have a policy: ") +
                                       (others.empty() ? run_.say("chưa có", "none") : others));
  }
  policies_.emplace(period, std::move(*policy));
  return done();
}

// Of this type, as far as one page of the node's answer goes.
Result<std::string> Issuing::periods_with_policy() const {
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const json value, node->get("/v1/policies"));
  Answer in(value, "/v1/policies");
  std::string out;
  for (const json& item : in.list("policies")) {
    Answer policy(item, "/v1/policies");
    const std::string type = policy.text("type"), period = policy.text("period");
    HOCBA_RETURN_IF_ERROR(policy.end());
    if (type == o_.type) out += (out.empty() ? "" : ", ") + period;
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Status Issuing::check_signers(const PolicyInfo& policy) const {
  if (o_.desk) return done();  // the others sign on the desk
  const auto chain = chain_of(policy, signers_);
  const auto recorders = record_signers(policy);
  if (chain.ok() && recorders.ok()) return done();
  const std::string first = chain.ok() ? "" : chain.error().detail(),
                    second = recorders.ok() ? "" : recorders.error().detail();
  return Error(kSignatureMissing, first + (first.empty() || second.empty() ? "" : "; ") + second);
}

Result<std::vector<const Signer*>> Issuing::record_signers(const PolicyInfo& policy) const {
  std::vector<const Signer*> out;
  std::string missing;
  for (const std::string& role : policy.record_roles) {
    const auto found = std::find_if(signers_.begin(), signers_.end(), [&](const Signer& s) {
      return std::any_of(s.grants.begin(), s.grants.end(),
                         [&](const GrantInfo& g) { return g.role == role && g.allows("credential.issue"); });
    });
    if (found == signers_.end())
      missing += (missing.empty() ? "" : ", ") + role + " (credential.issue)";
    else if (std::find(out.begin(), out.end(), &*found) == out.end())
      out.push_back(&*found);
  }
  if (!missing.empty()) return Error(kSignatureMissing, missing);
  return out;
}

Result<const Signer*> Issuing::signer_for(std::string_view kind) const {
  for (const Signer& signer : signers_)
    if (std::any_of(signer.grants.begin(), signer.grants.end(), [&](const GrantInfo& g) { return g.allows(kind); }))
      return &signer;
  return Error(kGrantNotFound, std::string(kind));
}

Status Issuing::find_serial_secret() {
  HOCBA_TRY(serial_secret_, read_serial_secret(serial_secret_path(run_, unit_, o_.serial_secret)));
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const UnitInfo unit, node->unit(unit_));
  if (unit.serial_secret.empty() || unit.serial_secret == crypto::base64url(commitment_of(*serial_secret_)))
    return done();
  serial_secret_.reset();  // no tag of it means anything
  return Error(kSerialSecretWrong, unit_);
}

Status Issuing::check_book() const {
  HOCBA_TRY(ApiClient * node, run_.api());
  HOCBA_TRY(const bool closed, node->book_closed(unit_, o_.type, book_));
  return closed ? Status(Error(chain::kBookClosed, o_.type + " " + std::to_string(book_))) : done();
}

// A row whose serial the unit has used already becomes an issue and leaves the run. What an interrupted run of this
// sheet recorded would be found as well: asked only while no numbers are reserved for it.
Status Issuing::check_serials() {
  HOCBA_TRY(ApiClient * node, run_.api());
  std::map<std::string, std::size_t> row_of;
  std::vector<std::string> tags;
  std::set<std::size_t> taken_rows;
  const auto ask = [&]() -> Status {
    if (tags.empty()) return done();
    HOCBA_TRY(const auto taken, node->taken_serials(unit_, tags));
    tags.clear();
    for (const TakenSerial& used : taken) {
      const auto found = row_of.find(used.tag);
      if (found == row_of.end()) return Error(kAnswerMalformed, "/v1/units/…/serials");
      const SheetRow& row = sheets_.rows[found->second];
      taken_rows.insert(found->second);
      sheets_.issues.push_back(row.issue(exchange::RowIssue::Level::error, exchange::Field::serial, kSerialUsed,
                                         run_.say("số vào sổ ", "register number ") + std::to_string(used.number) +
                                             "/" + std::to_string(used.year) + ", " + used.id));
    }
    return done();
  };
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    const std::string& serial = sheets_.rows[i].common().serial;
    if (serial.empty()) continue;
    tags.push_back(crypto::base64url(serial_tag(*serial_secret_, o_.type, serial)));
    row_of[tags.back()] = i;
    if (tags.size() == ApiClient::kMaxSerials) HOCBA_RETURN_IF_ERROR(ask());
  }
  HOCBA_RETURN_IF_ERROR(ask());
  leave_out(taken_rows);
  return done();
}

// A result file says which id went to whom: one that names other ids than this run's is not written over, nor is a file
// that is none (a slip of --result).
Status Issuing::keep_other_result(const std::set<std::string>& ours) const {
  if (!exists(result_)) return done();
  HOCBA_TRY(const std::string bytes, read_file(result_));
  if (bytes.empty()) return done();
  const auto table = exchange::parse_csv(bytes);
  if (!table.ok()) return Error(kFileExists, result_);
  std::size_t column = 0;
  while (column < table->header.size() && table->header[column] != kResultIdVi && table->header[column] != kResultIdEn)
    ++column;
  if (column == table->header.size()) return Error(kFileExists, result_);
  for (const auto& row : table->rows)
    if (column < row.cells.size() && !row.cells[column].empty() && ours.count(row.cells[column]) == 0)
      return Error(kResultOfAnotherRun, result_);
  return done();
}

// Everything that a run would meet, as far as the node and the files at hand can tell. An Error where the node doesn't
// answer; what is wrong otherwise is kept in problems_.
Status Issuing::try_with_node() {
  const auto note = [&](const auto& result) -> Status {
    if (result.ok()) return done();
    if (exit_code(result.error()) == kExitInternal) return result.error();
    problems_.push_back(result.error());
    return done();
  };
  HOCBA_TRY(const auto named, named_signers());
  bool all_known = !named.empty(), all_sign = true;
  for (const auto& [role, file] : named) {
    auto signer = find_signer(role, file);
    all_known = all_known && signer.ok();
    if (signer.ok())
      signers_.push_back(*std::move(signer));
    else
      HOCBA_RETURN_IF_ERROR(note(signer));
  }
  if (named.empty())
    unchecked_.push_back(run_.say("người ký (nêu bằng --sign vai_trò=TỆP)", "who signs (name them: --sign role=FILE)"));
  std::set<std::string> periods;
  for (const SheetRow& row : sheets_.rows) periods.insert(row.common().period.str());
  for (const std::string& period : periods) {
    HOCBA_RETURN_IF_ERROR(note(find_policy(period)));
    const auto policy = policies_.find(period);
    if (policy == policies_.end() || !all_known) continue;
    const auto signing = check_signers(policy->second);
    all_sign = all_sign && signing.ok();
    HOCBA_RETURN_IF_ERROR(note(signing));
  }
  if (all_known && all_sign) HOCBA_RETURN_IF_ERROR(note(signer_for("register.reserve")));
  HOCBA_RETURN_IF_ERROR(note(find_serial_secret()));
  HOCBA_RETURN_IF_ERROR(note(read_plan()));
  if (numbers_asked()) {
    const std::string count = std::to_string(earlier_.issued);
    if (!earlier_.all && !earlier_.over)
      unchecked_.push_back(run_.say(
          "số hiệu, cột Thay thế (đợt này đang dở, đã cấp " + count + ": bỏ --dry-run để tiếp tục)",
          "serials, superseded documents (this run was begun, " + count + " issued: leave out --dry-run to go on)"));
    return done();
  }
  HOCBA_RETURN_IF_ERROR(note(keep_other_result({})));
  HOCBA_RETURN_IF_ERROR(note(check_book()));
  if (serial_secret_)
    HOCBA_RETURN_IF_ERROR(check_serials());
  else
    unchecked_.push_back(run_.say("số hiệu đã dùng hay chưa", "whether serials are used already"));
  return check_supersedes();
}

// With --against: what the sheet says otherwise than the one of the last import. Of a former workbook the sheet of the
// same name, where it has one; else its first, as it would be read alone.
Result<std::optional<FormerSheet>> Issuing::difference_to_former() const {
  if (o_.against.empty()) return std::optional<FormerSheet>();
  if (o_.files.size() != 1)
    return Error(kUsage, run_.say("--against so với một tệp; hãy chạy từng tệp một",
                                  "--against compares one file; run them one by one"));
  auto diff = difference_of_files(o_.against, sheets_.sheet, o_.files.front(), o_.sheet);
  std::string compared = sheets_.sheet;
  if (!diff.ok() && !compared.empty() && diff.error().is(exchange::kXlsxSheetUnknown)) {
    diff = difference_of_files(o_.against, "", o_.files.front(), o_.sheet);
    HOCBA_TRY(const std::string bytes, read_file(o_.against));
    const auto former = exchange::read_table(bytes);
    compared = former.ok() ? former->sheet : std::string();
  }
  if (!diff.ok()) return diff.error();
  return std::optional(FormerSheet{compared, *std::move(diff)});
}

Result<int> Issuing::trial() {
  HOCBA_TRY(const auto former, difference_to_former());  // a wrong name is told before anything is asked
  const bool asked = !o_.offline && !run_.globals.node.empty();
  if (asked) {
    HOCBA_RETURN_IF_ERROR(try_with_node());
    HOCBA_RETURN_IF_ERROR(compare_in_trial());
  } else {
    unchecked_.push_back(
        run_.say("chính sách, người ký, khóa số hiệu, số hiệu đã dùng, sổ còn mở, văn bản bị thay thế (cần một nút: "
                 "--node URL)",
                 "policy, signatories, serial secret, serials used, an open register, superseded documents (these "
                 "need a node: --node URL)"));
  }
  // Who has one is in the vault, which answers a session alone. Of a run that came to its end nothing is left to ask.
  if (has_transcripts() && !people_asked_ && !earlier_.all && !earlier_.over)
    unchecked_.push_back(
        run_.say("học sinh nào đã có học bạ của trường cho năm học này (cần nút và khóa của người phát hành; nút từ "
                 "chối bản thứ hai nếu không có cột Thay thế)",
                 "which pupils have a transcript of the school year already (takes a node, and the key of who issues; "
                 "the node refuses a second one without the column Thay thế)"));
  if (rows_read_ == 0 && sheets_.errors() == 0) problems_.push_back(Error(kNothingToIssue, o_.files.front()));
  Output& out = run_.out();
  json problems = json::array();
  for (const Error& error : problems_) {
    out.line(out.toned(Output::Tone::bad, "! ") + error_text(error, run_.lang()));
    problems.push_back({{"code", error.code().id}, {"detail", error.detail()}});
  }
  tell_issues(0);
  tell_compared();
  if ((earlier_.all || earlier_.over) && problems_.empty()) out.line(earlier_words());
  const std::size_t errors = sheets_.errors() + problems_.size();
  if (!earlier_.over)
    out.line(run_.say("Xem thử, chưa ghi gì: ", "A trial, nothing was recorded: ") +
             std::to_string(sheets_.rows.size()) + run_.say(" văn bản đạt, ", " documents are good, ") +
             std::to_string(errors) + run_.say(" lỗi.", errors == 1 ? " error." : " errors."));
  json difference;
  if (former) {
    tell_difference(out, former->difference, short_name(o_.against, former->sheet));
    difference = difference_json(former->difference);
    difference["former_sheet"] = former->sheet;
  }
  std::size_t taken = 0;
  for (const SheetRow& row : sheets_.rows) taken += row.rows.size();
  json refused = json::array();
  for (const auto& [file, row] : sheets_.refused)
    refused.push_back({{"file", file}, {"line", row.line}, {"because", row.because}, {"name", row.name}});
  tell_left_out();
  for (const std::string& what : unchecked_) out.line(run_.say("Chưa kiểm: ", "Not checked: ") + what);
  out.json({{"dry_run", true},
            {"good", sheets_.rows.size()},
            {"errors", errors},
            {"rows", {{"taken", taken}, {"refused", std::move(refused)}}},
            {"issued_before", earlier_.issued},
            {"issues", issues_json(sheets_.issues, run_.lang())},
            {"problems", problems},
            {"asked_node", asked},
            {"not_checked", unchecked_},
            {"corrections", compared_json()},
            {"difference", std::move(difference)}});
  return errors == 0 && !earlier_.over ? kExitDone : kExitRefused;
}

}  // namespace hocba::cli
