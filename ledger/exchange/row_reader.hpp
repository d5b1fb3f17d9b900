// One row of an import: cells by meaning, each checked, each complaint noted with line, column and value. What could
// not be read comes back empty; failed() tells that the row gives no document. Internal to ledger/exchange.
#pragma once

#include "ledger/exchange/columns.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxCellText = 1000;

// The schema's word for a school level in Vietnamese, short or English ("THCS"); empty: none of them.
std::string_view school_level_word(std::string_view typed);

// The note that further remarks are not listed, where there are so many (import.hpp, kMaxIssues).
void note_cut(const CsvTable& table, std::vector<RowIssue>& issues);

// A result of the year in the words of TT 22/2021 (fields of learning and conduct; also T, K, Đ, CĐ) or TT 27/2020 (the
// educational result), or of TT 58/2011 for the years before them ("TB" is Trung bình); empty: none of them.
std::string spelled_result(Field field, std::string_view typed);

// Several texts in one cell: "Học sinh Giỏi; Giải Nhì; "a; b"". split_items(joined_items(x)) == x, but for empty ones
// and spaces at their ends.
std::vector<std::string> split_items(const std::string& text);
std::string joined_items(const std::vector<std::string>& items);

class RowReader {
 public:
  // Keeps references to all of these.
  // Begins with what reading the file found in cells that are used; nothing more is said of those.
  RowReader(const CsvTable& table, const ColumnMap& map, const CsvRow& row, std::vector<RowIssue>& issues);

  std::string text(Field field, bool required = false, std::size_t max_bytes = kMaxCellText);
  std::string person(Field field, bool required = false);  // a name (NM-1, NM-2)
  std::optional<Date> date(Field field, bool required = false);
  // A whole number between the two; otherwise an issue.
  std::optional<std::uint32_t> number(Field field, std::uint32_t min, std::uint32_t max);
  std::optional<int> tenths(Field field);
  bool flag(Field field);
  // Several in one cell: "8,0; 7,5; 9,0", or levels. Each mark goes to `marks`, each level to `levels`.
  void marks_or_levels(Field field, std::vector<int>& marks, std::vector<std::string>& levels);
  // The mark of a column that may hold a level instead ("8,0" or "Đ"); the level goes to `level`.
  std::optional<int> mark_or_level(Field field, std::string& level);
  std::string level(Field field);  // a level of the closed list (docs/formats/csv.md), as regulations write it
  // Hectograms of "25,4".
  std::optional<int> kilograms(Field field);
  // x, miễn: credential::kExempt; KT, khuyết tật: credential::kIndividualPlan.
  std::string not_assessed(Field field);
  std::string school_level(Field field);  // primary, lower-secondary …
  std::optional<credential::PeriodCode> period(Field field, bool required = false);
  std::string personal_number(std::optional<Date> birth, std::optional<char> sex);
  std::optional<char> sex();
  // What the row says of the paper, over what earlier rows said: an empty cell changes nothing.
  void paper(const ImportDefaults& defaults, credential::Common& out);
  // Who holds it and what the defaults say; common(): the paper's own, too.
  // `collective`: no birth date, no numbers of a person.
  credential::Common holder(const ImportDefaults& defaults, std::optional<char> sex, bool serial_required,
                            bool collective = false);
  credential::Common common(const ImportDefaults& defaults, std::optional<char> sex, bool serial_required,
                            bool collective = false);
  std::optional<crypto::Digest> sha256(Field field);  // 64 hex digits
  std::vector<std::string> items(Field field);        // "Học sinh Giỏi; Giải Nhì": several in one cell
  std::vector<credential::CertificateModule> modules();

  std::string cell(Field field) const;  // as it stands, trimmed
  // Of a column "Buổi N" that the sheet has.
  std::string session_cell(std::uint32_t number) const;
  void session_issue(RowIssue::Level level, std::uint32_t number, const Code& code, std::string detail = {});
  bool has_fault(Field field) const;  // the file has no readable value there
  bool failed() const { return failed_; }
  std::size_t line() const { return row_.line; }
  void issue(RowIssue::Level level, Field field, const Code& code, std::string detail = {});
  // About a value that is not, or not so, in the cell.
  void issue_with(RowIssue::Level level, Field field, std::string value, const Code& code, std::string detail);

 private:
  void correction(credential::Common& out);
  std::string cell_at(std::size_t column) const;
  void issue_at(RowIssue::Level level, std::size_t column, const Code& code, std::string detail);
  bool has_fault_at(std::size_t column) const;
  void tell(RowIssue issue);
  std::optional<std::uint32_t> number_at(std::size_t column, std::uint32_t max, std::uint32_t min = 0);
  std::string text_at(std::size_t column, std::size_t max_bytes);

  const CsvTable& table_;
  const ColumnMap& map_;
  const CsvRow& row_;
  std::vector<RowIssue>& issues_;
  bool failed_ = false, told_ = false;  // told: an error of this row is in the list
};

}  // namespace hocba::exchange
