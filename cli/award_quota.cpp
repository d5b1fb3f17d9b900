#include "cli/award_quota.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr std::size_t kMaxAwardsRead = 1'000'000;

bool is_beyond(const exchange::RowIssue& issue) { return issue.code == &exchange::kQuotaExceeded; }

}  // namespace

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
             exchange::quota_words(count);
  return out;
}

std::string issued_words(const exchange::QuotaCheck& check) {
  std::string out;
  for (const exchange::QuotaCount& count : check.counts)
    if (count.issued != 0)
      out += (out.empty() ? "" : "; ") + count.title + ", " + std::string(exchange::words_of(count.kind)) + ": " +
             std::to_string(count.issued);
  return out;
}

namespace {

// "Bằng khen, line 3" names another row by its place: said as the sheet numbers it, and in which file where that is
// another one.
void name_other_row(exchange::RowIssue& issue, const SheetRow& row, const Sheets& sheets,
                    const std::vector<std::size_t>& places) {
  constexpr std::string_view kLine = "line ";
  if (issue.code != &exchange::kProposalTwice && issue.code != &exchange::kProposalTwoTitles &&
      issue.code != &exchange::kProposalAlike)
    return;
  const auto at = issue.detail.rfind(kLine);
  if (at == std::string::npos) return;
  const SheetRow& other = sheets.rows.at(places.at(std::stoull(issue.detail.substr(at + kLine.size()))));
  issue.detail.resize(at + kLine.size());
  issue.detail += std::to_string(other.line);
  if (other.file != row.file || other.sheet != row.sheet) issue.detail += ", " + short_name(other.file, other.sheet);
}

}  // namespace

Result<exchange::QuotaCheck> hold_against_quota(Sheets& sheets, const exchange::QuotaFile& quota, bool skip_bad,
                                                const std::vector<exchange::IssuedAward>& before) {
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
  auto check = exchange::check_quota(quota.quotas, proposals, false, before);
  if (skip_bad && check.exceeded()) return Error(kQuotaExceededHere, exceeded_words(check));
  // All but what exceeds a limit was told then, and the rows beyond it left the sheet.
  const bool again = !before.empty();
  std::set<std::size_t> wrong;
  for (const auto& found : check.issues) {
    if (again && !is_beyond(found)) continue;
    const std::size_t place = places.at(found.line);
    const SheetRow& row = sheets.rows[place];
    exchange::RowIssue issue = found;
    name_other_row(issue, row, sheets, places);
    if (issue.level == exchange::RowIssue::Level::error) wrong.insert(place);
    const bool of_title = issue.code == &exchange::kQuotaTitleUnknown;
    sheets.issues.push_back(row.issue(issue.level, of_title ? exchange::Field::title : exchange::Field::name,
                                      *issue.code, std::move(issue.detail)));
  }
  refuse_rows(sheets, wrong);
  return check;
}

namespace {

struct Standing {
  std::string serial;
  bool counts = false;
  int year = 0;  // of issue: the book that most likely has it
};

// Of the unit, the type and the period, page by page.
Result<std::map<std::string, Standing>> awards_found(ApiClient& node, const std::string& unit,
                                                     const std::string& period, const std::string& purpose) {
  const std::string place = "/v1/search";
  std::map<std::string, Standing> out;
  json body = {{"unit", unit}, {"type", "award"}, {"year", period}, {"purpose", purpose}};
  for (std::string next;;) {
    HOCBA_TRY(const json value, node.post(place, body));
    Answer in(value, place);
    for (const json& item : in.list("documents")) {
      Answer row(item, place);
      const std::string id = row.text("id"), standing = row.optional_text("standing");
      const auto issued = date_from_text(row.optional_text("issued"));
      out[id] = {row.optional_text("serial"), standing == "in_force" || standing == "suspended",
                 issued.ok() ? issued->year : 0};
      HOCBA_RETURN_IF_ERROR(row.end());
    }
    next = in.optional_text("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (next.empty()) return out;
    if (next == body.value("after", std::string()) || out.size() > kMaxAwardsRead)
      return Error(kAnswerMalformed, place + ": next");
    body["after"] = next;
  }
}

struct RegisterLine {
  std::string title;
  exchange::AwardKind kind{};
  std::uint64_t number = 0, book = 0;
};

// Lines of one book whose documents are shown, by id.
Status add_book(ApiClient& node, const std::string& unit, std::uint64_t year, const std::string& purpose,
                std::map<std::string, RegisterLine>& out) {
  const std::string place = "/v1/registers/" + percent_encode(unit) + "/award/" + std::to_string(year) + "/book";
  const std::string query = "?limit=200&purpose=" + percent_encode(purpose);
  for (std::optional<std::uint64_t> after = 0; after;) {
    const auto page = node.get(place + query + (*after == 0 ? "" : "&after=" + std::to_string(*after)));
    if (!page.ok() && page.error().code().kind == Kind::not_found) return done();  // nothing was reserved that year
    if (!page.ok()) return page.error();
    Answer in(*page, place);
    const json& lines = in.list("lines");
    const auto next = in.optional_number("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (next && (*next <= *after || lines.empty() || out.size() > kMaxAwardsRead))
      return Error(kAnswerMalformed, place);
    after = next;
    for (const json& item : lines) {
      Answer line(item, place);
      const std::string id = line.optional_text("id"), title = line.optional_text("title");
      const bool born = !line.optional_text("birth_date").empty();  // a collective is not
      const std::uint64_t number = line.number("number");
      HOCBA_RETURN_IF_ERROR(line.end());
      if (!id.empty() && !title.empty())
        out[id] = {title, born ? exchange::AwardKind::individual : exchange::AwardKind::collective, number, year};
    }
  }
  return done();
}

// One that lies in another book than its day says.
Result<RegisterLine> line_of_document(ApiClient& node, const std::string& id, const std::string& purpose) {
  HOCBA_TRY(const std::string text, node.holder_file(id, {}, {purpose, {}}));
  HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
  HOCBA_TRY(const auto document, exchange::open_document(file));
  const auto head = credential::headline(document);
  return RegisterLine{head.title, head.birth_date ? exchange::AwardKind::individual : exchange::AwardKind::collective,
                      0, 0};
}

}  // namespace

Result<std::vector<exchange::IssuedAward>> issued_awards(ApiClient& node, const std::string& unit,
                                                         const std::string& period, const NotCounted& except,
                                                         const std::string& purpose) {
  std::vector<exchange::IssuedAward> out;
  HOCBA_TRY(const auto found, awards_found(node, unit, period, purpose));
  std::map<std::string, RegisterLine> lines;
  std::set<int> years;
  for (const auto& [id, standing] : found)
    if (standing.counts && years.insert(standing.year).second)
      HOCBA_RETURN_IF_ERROR(add_book(node, unit, static_cast<std::uint64_t>(standing.year), purpose, lines));
  for (const auto& [id, standing] : found) {
    if (!standing.counts || except.ids.count(id) != 0 || except.serials.count(standing.serial) != 0) continue;
    if (lines.count(id) == 0) {
      HOCBA_TRY(lines[id], line_of_document(node, id, purpose));
    }
    const RegisterLine& line = lines[id];
    if (line.book == except.book && except.numbers.count(line.number) != 0) continue;
    out.push_back({line.title, line.kind});
  }
  return out;
}

}  // namespace hocba::cli
