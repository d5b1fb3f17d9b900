#include "cli/award_quota.hpp"

#include "cli/codes.hpp"
#include "cli/files.hpp"

namespace hocba::cli {

Result<exchange::QuotaFile> read_quota_file(const std::string& path, Lang lang) {
  HOCBA_TRY(const std::string bytes, read_file(path));
  auto table = exchange::read_table(bytes);
  if (!table.ok()) return table.error().at(path);
  auto quota = exchange::read_quota(*table);
  if (quota.good()) return quota;
  std::string faults;
  for (const auto& issue : quota.issues)
    faults += (faults.empty() ? "" : "; ") + std::string(pick(lang, "dòng ", "line ")) + std::to_string(issue.line) +
              ", " + issue.column + ": " + std::string(issue.code->id) +
              (issue.detail.empty() ? "" : " (" + issue.detail + ")");
  return Error(kQuotaMalformed, path + ": " + faults);
}

std::string exceeded_words(const exchange::QuotaCheck& check) {
  std::string out;
  for (const exchange::QuotaCount& count : check.counts)
    if (count.exceeded())
      out += (out.empty() ? "" : "; ") + count.title + ", " + std::string(exchange::words_of(count.kind)) + ": " +
             std::to_string(count.proposed) + " > " + std::to_string(count.limit);
  return out;
}

Status hold_against_quota(Sheets& sheets, const exchange::QuotaFile& quota, bool skip_bad) {
  std::vector<exchange::AwardProposal> proposals;
  std::vector<const SheetRow*> rows;
  for (const SheetRow& row : sheets.rows) {
    const auto* award = std::get_if<credential::AwardData>(&row.data);
    if (award == nullptr) continue;
    exchange::AwardProposal one;
    one.line = rows.size();  // its place: lines of several files are not told apart by their numbers
    one.title = award->title;
    one.kind = award->common.holder.collective ? exchange::AwardKind::collective : exchange::AwardKind::individual;
    one.name = award->common.holder.name;
    one.unit = award->workplace;
    one.birth_date = born(award->common.holder);
    proposals.push_back(std::move(one));
    rows.push_back(&row);
  }
  auto check = exchange::check_quota(quota.quotas, proposals, false);
  if (skip_bad && check.exceeded()) return Error(kQuotaExceededHere, exceeded_words(check));
  for (auto& issue : check.issues) {
    const SheetRow& row = *rows.at(issue.line);
    issue.line = row.line;
    sheets.issues.push_back({row.file, std::move(issue), row.sheet});
  }
  return done();
}

}  // namespace hocba::cli
