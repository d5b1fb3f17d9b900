#include "cli/award_quota.hpp"

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "ledger/exchange/codes.hpp"

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

namespace {

// "Bằng khen, line 3" names another row by its place: said as the sheet numbers it, and in which file where that is
// another one.
void name_other_row(exchange::RowIssue& issue, const SheetRow& row, const Sheets& sheets,
                    const std::vector<std::size_t>& places) {
  constexpr std::string_view kLine = "line ";
  if (issue.code != &exchange::kProposalTwice && issue.code != &exchange::kProposalTwoTitles) return;
  const auto at = issue.detail.rfind(kLine);
  if (at == std::string::npos) return;
  const SheetRow& other = sheets.rows.at(places.at(std::stoull(issue.detail.substr(at + kLine.size()))));
  issue.detail.resize(at + kLine.size());
  issue.detail += std::to_string(other.line);
  if (other.file != row.file || other.sheet != row.sheet) issue.detail += ", " + short_name(other.file, other.sheet);
}

}  // namespace

Status hold_against_quota(Sheets& sheets, const exchange::QuotaFile& quota, bool skip_bad) {
  std::vector<exchange::AwardProposal> proposals;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < sheets.rows.size(); ++i) {
    const SheetRow& row = sheets.rows[i];
    const auto* award = std::get_if<credential::AwardData>(&row.data);
    if (award == nullptr) continue;
    exchange::AwardProposal one;
    one.line = places.size();  // its place: lines of several files are not told apart by their numbers
    one.title = award->title;
    one.kind = award->common.holder.collective ? exchange::AwardKind::collective : exchange::AwardKind::individual;
    one.name = award->common.holder.name;
    one.unit = award->workplace;
    one.birth_date = born(award->common.holder);
    proposals.push_back(std::move(one));
    places.push_back(i);
  }
  auto check = exchange::check_quota(quota.quotas, proposals, false);
  if (skip_bad && check.exceeded()) return Error(kQuotaExceededHere, exceeded_words(check));
  std::set<std::size_t> wrong;
  for (auto& issue : check.issues) {
    const std::size_t place = places.at(issue.line);
    const SheetRow& row = sheets.rows[place];
    name_other_row(issue, row, sheets, places);
    if (issue.level == exchange::RowIssue::Level::error) wrong.insert(place);
    const bool of_title = issue.code == &exchange::kQuotaTitleUnknown;
    sheets.issues.push_back(row.issue(issue.level, of_title ? exchange::Field::title : exchange::Field::name,
                                      *issue.code, std::move(issue.detail)));
  }
  refuse_rows(sheets, wrong);
  return done();
}

}  // namespace hocba::cli
