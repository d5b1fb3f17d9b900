#include "ledger/exchange/proposals.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {
namespace {

constexpr std::size_t kLongestCollective = 300, kLongestTitle = 300;

// How the names of awards begin: other words alone in a row may be somebody whose cells are missing.
bool is_of_award(const std::string& text) {
  constexpr std::string_view kWords[] = {"giay khen",  "bang khen",      "khen",       "danh hieu",   "huan chuong",
                                         "huy chuong", "ky niem chuong", "co thi dua", "chien si",    "lao dong",
                                         "tap the",    "giai thuong",    "hoc sinh",   "sinh vien",   "thu khen",
                                         "guong",      "anh hung",       "nha giao",   "certificate", "award"};
  const std::string folded = credential::fold_words(text);
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
    return folded.substr(0, word.size()) == word && (folded.size() == word.size() || folded[word.size()] == ' ');
  });
}

// "II. Tập thể", "b) Cá nhân": without what numbers it.
std::string without_number(const std::string& text) {
  const std::size_t end = text.find_first_of(".)");
  if (end == std::string::npos || end == 0 || end > 4 || end + 1 >= text.size() || text[end + 1] != ' ') return text;
  const bool numbers = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
  return numbers ? text.substr(text.find_first_not_of(' ', end + 1)) : text;
}

bool is_number(const std::string& cell) {
  return !cell.empty() && std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class ProposalReader {
 public:
  ProposalReader(const Table& table, const ProposalDefaults& defaults) : table_(table), defaults_(defaults) {
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      const std::string key = header_key(table.header[i]);
      if (key == "stt" || key == "no" || key == "tt" || key == "so thu tu") number_ = i;
    }
  }

  Proposals run() {
    const ColumnMap map = map_columns(table_, ImportKind::proposal, false, out_.issues);
    if (!map.complete || map.refused) return std::move(out_);
    out_.dated = map.fields.count(Field::submitted_on) != 0;
    for (const Row& csv_row : table_.rows) {
      RowReader row(table_, map, csv_row, out_.issues);
      if (is_heading(row, csv_row))
        read_heading(row, number_ && !credential::fold_words(csv_row.cells[*number_]).empty());
      else
        read_row(row);
    }
    tell_empty_heading();
    return std::move(out_);
  }

 private:
  // A number in front makes it a row of somebody whose other cells are missing, and those are complained about.
  bool is_heading(const RowReader& row, const Row& cells) const {
    if (row.cell(Field::name).empty()) return false;
    for (const Field field : {Field::workplace, Field::achievement, Field::birth_date, Field::submitted_on})
      if (!row.cell(field).empty()) return false;
    return !number_ || !is_number(cells.cells[*number_]);
  }

  void read_heading(RowReader& row, bool lettered) {
    const std::string typed = row.text(Field::name, true, kLongestTitle);
    const std::string text = without_number(typed);
    if (const auto kind = award_kind(text)) {
      kind_ = kind;
      return;
    }
    tell_empty_heading();
    title_ = text;
    kind_.reset();
    heading_line_ = row.line();
    heading_known_ = lettered || text != typed || is_of_award(text) || is_known(text);
  }
  bool is_known(const std::string& title) const {
    const auto same = [&](const std::string& known) { return credential::fold(known) == credential::fold(title); };
    return same(defaults_.title) || std::any_of(defaults_.titles.begin(), defaults_.titles.end(), same);
  }
  // What looks like an award may have been somebody whose cells are missing.
  void tell_empty_heading() {
    if (heading_line_ != 0) tell_heading(kHeadingEmpty);
  }
  void tell_heading(const Code& code) {
    out_.issues.push_back({.level = RowIssue::Level::warning,
                           .line = heading_line_,
                           .column = std::string(header_of(Field::name, ImportKind::proposal)),
                           .value = title_,
                           .code = &code,
                           .detail = {}});
    heading_line_ = 0;
  }

  void read_row(RowReader& row) {
    AwardProposal out;
    out.line = row.line();
    out.title = row.text(Field::title, false, kLongestTitle);
    if (out.title.empty()) out.title = title_.empty() ? defaults_.title : title_;
    const std::string typed = row.cell(Field::award_kind);
    out.kind = award_kind(typed);
    if (!typed.empty() && !out.kind)
      row.issue(RowIssue::Level::error, Field::award_kind, kCellUnknownWord, "Tập thể, Cá nhân");
    if (typed.empty()) out.kind = kind_ ? kind_ : defaults_.kind;
    if (defaults_.must_name && out.title.empty())
      row.issue(RowIssue::Level::error, Field::title, kCellMissing, "--title");
    if (defaults_.must_name && !out.kind && typed.empty())
      row.issue(RowIssue::Level::error, Field::award_kind, kCellMissing, "--kind");
    out.name = out.kind == AwardKind::individual ? row.person(Field::name, true)
                                                 : row.text(Field::name, true, kLongestCollective);
    out.unit = row.text(Field::workplace, true);
    out.achievement = row.text(Field::achievement, true);
    out.note = row.text(Field::note);
    out.birth_date = row.date(Field::birth_date);
    out.submitted_on = row.date(Field::submitted_on);
    if (heading_line_ != 0 && !heading_known_) tell_heading(kHeadingTaken);
    heading_line_ = 0;
    if (!row.failed()) out_.items.push_back(std::move(out));
  }

  const Table& table_;
  const ProposalDefaults& defaults_;
  Proposals out_;
  std::optional<std::size_t> number_;  // the column of STT
  std::string title_;                  // of the last heading
  std::optional<AwardKind> kind_;
  std::size_t heading_line_ = 0;  // of a title with no row below it so far
  bool heading_known_ = false;    // it reads as an award's
};

// "A", "B" …: how offices letter the awards of one table.
std::string letter(std::size_t n) {
  constexpr std::size_t kLetters = 26;
  return n < kLetters ? std::string(1, static_cast<char>('A' + n)) : std::to_string(n + 1) + ".";
}

}  // namespace

std::optional<AwardKind> award_kind(std::string_view typed) {
  const std::string folded = credential::fold(typed);
  if (folded == "tap the" || folded == "collective") return AwardKind::collective;
  if (folded == "ca nhan" || folded == "individual") return AwardKind::individual;
  return std::nullopt;
}

std::string_view words_of(AwardKind kind) { return kind == AwardKind::collective ? "Tập thể" : "Cá nhân"; }

std::size_t Proposals::errors() const {
  return static_cast<std::size_t>(std::count_if(
      issues.begin(), issues.end(), [](const RowIssue& issue) { return issue.level == RowIssue::Level::error; }));
}

Proposals import_proposals(const Table& table, const ProposalDefaults& defaults) {
  return ProposalReader(table, defaults).run();
}

std::vector<RowIssue> homonyms_of_summary(const std::vector<AwardProposal>& proposals) {
  std::vector<RowIssue> out;
  std::map<std::string, std::pair<std::optional<Date>, std::size_t>> seen;
  for (const AwardProposal& one : proposals) {
    const std::string kind(one.kind ? words_of(*one.kind) : std::string_view());
    const auto [first, fresh] = seen.emplace(
        one.title + "\n" + kind + "\n" + credential::upper_vi(one.name) + "\n" + credential::upper_vi(one.unit),
        std::pair(one.birth_date, one.line));
    if (fresh || first->second.first == one.birth_date) continue;
    out.push_back({.level = RowIssue::Level::warning,
                   .line = one.line,
                   .column = std::string(header_of(Field::name, ImportKind::proposal)),
                   .value = one.name,
                   .code = &kSummaryHomonym,
                   .detail = "line " + std::to_string(first->second.second)});
  }
  return out;
}

Table summary_table(const std::vector<AwardProposal>& proposals) {
  Table table;
  for (const char* name : {"STT", "Tên tập thể/cá nhân", "Đơn vị", "Tóm tắt thành tích nổi bật", "Ghi chú"})
    table.header.emplace_back(name);
  const auto add = [&](std::string number, std::string name, std::string unit = {}, std::string achievement = {},
                       std::string note = {}) {
    table.rows.push_back(
        {.line = table.rows.size() + 2,
         .cells = {std::move(number), std::move(name), std::move(unit), std::move(achievement), std::move(note)}});
  };
  struct Group {
    std::string title;
    std::array<std::vector<const AwardProposal*>, 3> rows;  // not said, collectives, individuals
  };
  std::vector<Group> groups;
  std::map<std::string_view, std::size_t> places;
  for (const AwardProposal& one : proposals) {
    const auto [place, is_new] = places.emplace(one.title, groups.size());
    if (is_new) groups.push_back({one.title, {}});
    groups[place->second].rows[one.kind ? 1 + static_cast<std::size_t>(*one.kind) : 0].push_back(&one);
  }
  // What no heading can say stands before the first one.
  std::stable_partition(groups.begin(), groups.end(), [](const Group& group) { return group.title.empty(); });
  std::size_t lettered = 0;
  for (const Group& group : groups) {
    if (!group.title.empty()) add(letter(lettered++), group.title);
    std::size_t kinds = 0;
    for (std::size_t kind = 0; kind < group.rows.size(); ++kind) {
      if (kind > 0 && !group.rows[kind].empty())
        add(++kinds == 1 ? "I" : "II", std::string(words_of(static_cast<AwardKind>(kind - 1))));
      std::size_t number = 0;
      for (const AwardProposal* one : group.rows[kind])
        add(std::to_string(++number), one->name, one->unit, one->achievement, one->note);
    }
  }
  return table;
}

}  // namespace hocba::exchange
