// Rows that replace documents: each is compared with the old one, field by field, as the signed correction (phiếu điều
// chỉnh) will say it. A trial shows the same, and refuses for the same reasons.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/award_quota.hpp"
#include "cli/codes.hpp"
#include "cli/issue.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

// What each correction changes, found by comparing with the old document, whose parts the issuer may read. A session is
// open. Gives the rows that can't be issued so, whose issues say why.
Result<std::set<std::size_t>> Issuing::compare_rows() {
  using Level = exchange::RowIssue::Level;
  HOCBA_TRY(ApiClient * node, run_.api());
  std::set<std::size_t> refused;
  compared_.clear();
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    SheetRow& row = sheets_.rows[i];
    if (!row.common().supersedes) continue;
    const std::string old = credential::to_text(*row.common().supersedes);
    HOCBA_TRY(const std::string text, node->holder_file(old, {}, {}));
    HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
    HOCBA_TRY(const auto before, exchange::open_document(file));
    HOCBA_TRY(const auto after, build_trial(row));
    auto changes = credential::differences(before, after);
    Compared& compared = compared_.emplace_back();
    compared.file = row.file;
    compared.line = row.line;
    compared.name = row.common().holder.name;
    compared.old = old;
    compared.changes = changes;
    std::string places;
    for (const auto& change : changes) {
      places += (places.empty() ? "" : ", ") + change.place;
      compared.words.push_back(credential::words_of(change, after));
    }
    if (!row.common().correction) {  // a certificate that is issued once more; who changes something says why
      if (changes.empty()) continue;
      refused.insert(i);
      sheets_.issues.push_back(
          row.issue(Level::error, exchange::Field::correction_reason, exchange::kCellMissing, std::move(places)));
      continue;
    }
    row.common().correction->changes = changes;
    if (!changes.empty()) {
      sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::correction_reason, kCorrects,
                                         std::to_string(changes.size()) + ": " + places));
      continue;
    }
    refused.insert(i);
    sheets_.issues.push_back(row.issue(Level::error, exchange::Field::supersedes, kCorrectsNothing, {}));
  }
  leave_out(refused);
  return refused;
}

// Done in each run anew: an old document stays what it is.
Status Issuing::compare_with_superseded() {
  const std::size_t told = sheets_.issues.size();
  HOCBA_TRY(const auto refused, compare_rows());
  tell_issues(told);
  if (refused.empty() || (o_.skip_bad && !sheets_.rows.empty())) return done();
  return Error(kRowsRefused, std::to_string(refused.size()));
}

// What the real run reads with a session, a trial reads with one, too: the old documents of rows that replace some, who
// has a transcript already, and the awards that were issued under the quotas. It is the one thing for which a trial
// opens a key, that of who would record. What a node does not answer is an Error; what it refuses is a problem that the
// real run would meet.
Status Issuing::compare_in_trial() {
  const bool replaces = std::any_of(sheets_.rows.begin(), sheets_.rows.end(),
                                    [](const SheetRow& row) { return row.common().supersedes.has_value(); });
  const bool asks_people = has_transcripts() && !numbers_asked();
  if (!replaces && !quota_ && !asks_people) return done();
  const auto recorder = std::find_if(signers_.begin(), signers_.end(), [](const Signer& signer) {
    return std::any_of(signer.grants.begin(), signer.grants.end(),
                       [](const GrantInfo& grant) { return grant.allows("credential.issue"); });
  });
  if (recorder == signers_.end()) {
    const std::string take =
        run_.say(" (cần --key hoặc --sign của người phát hành)", " (takes the --key or --sign of who issues)");
    if (replaces)
      unchecked_.push_back(
          run_.say("những chỗ khác với văn bản bị thay thế", "what differs from the superseded documents") + take);
    if (quota_)
      unchecked_.push_back(run_.say("khen thưởng đã cấp trước theo chỉ tiêu", "awards issued before under the quotas") +
                           take);
    return done();
  }
  const auto key = run_.open_key(recorder->file);
  if (!key.ok() && !replaces && !quota_) return done();  // said to be unchecked: nothing else takes the key
  const auto look = [&]() -> Status {
    if (!key.ok()) return key.error();
    HOCBA_RETURN_IF_ERROR(run_.log_in(*key));
    if (replaces) HOCBA_RETURN_IF_ERROR(compare_rows());
    if (asks_people) HOCBA_RETURN_IF_ERROR(check_people());
    return hold_against_issued();
  };
  const Status looked = look();
  if (looked.ok()) return done();
  if (exit_code(looked.error()) == kExitInternal) return looked.error();
  problems_.push_back(looked.error());
  return done();
}

// What the unit has issued before takes its places of the quotas. A session is open. What this very run issued, where
// it was interrupted, are its own rows, and who replaces an award takes its place.
Status Issuing::hold_against_issued() {
  if (!quota_ || sheets_.rows.empty()) return done();
  HOCBA_TRY(ApiClient * node, run_.api());
  NotCounted except{book_, earlier_.numbers, {}, {}};
  std::set<std::string> periods;
  for (const SheetRow& row : sheets_.rows) {
    const auto& common = row.common();
    periods.insert(common.period.str());
    if (!common.serial.empty()) except.serials.insert(common.serial);
    if (common.supersedes) except.ids.insert(credential::to_text(*common.supersedes));
  }
  std::vector<exchange::IssuedAward> before;
  for (const std::string& period : periods) {
    HOCBA_TRY(const auto issued, issued_awards(*node, unit_, period, except, "Chỉ tiêu khen thưởng"));
    before.insert(before.end(), issued.begin(), issued.end());
  }
  if (before.empty()) return done();
  HOCBA_TRY(const auto check, hold_against_quota(sheets_, *quota_, o_.skip_bad, before));
  if (const std::string issued = issued_words(check); !issued.empty())
    run_.out().note(
        run_.say("Đã cấp trước trong kỳ, theo bảng chỉ tiêu: ", "Issued before in the period, under the quotas: ") +
        issued);
  return done();
}

void Issuing::tell_compared() const {
  Output& out = run_.out();
  for (const Compared& row : compared_) {
    out.line(run_.say("Điều chỉnh, dòng ", "Correction, line ") + std::to_string(row.line) + ", " + row.name +
             run_.say(", thay ", ", in the place of ") + row.old + ":");
    if (row.words.empty()) out.line(run_.say("  không khác gì", "  nothing differs"));
    for (const credential::ChangeWords& one : row.words)
      out.line("  " + run_.say(one.vi, one.en) + ": " + one.before + " → " + one.after);
  }
}

json Issuing::compared_json() const {
  json out = json::array();
  for (const Compared& row : compared_) {
    json changes = json::array();
    for (std::size_t i = 0; i < row.changes.size(); ++i)
      changes.push_back({{"place", row.changes[i].place},
                         {"vi", row.words[i].vi},
                         {"en", row.words[i].en},
                         {"before", row.words[i].before},
                         {"after", row.words[i].after}});
    out.push_back({{"file", row.file}, {"line", row.line}, {"supersedes", row.old}, {"changes", std::move(changes)}});
  }
  return out;
}

}  // namespace hocba::cli
