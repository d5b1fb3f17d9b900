#include "ledger/exchange/row_reader.hpp"

#include <algorithm>

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/limits.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {
namespace {

// 2024-2025, also with spaces around the hyphen or a dash instead of it.
std::string period_text(std::string text) {
  for (const std::string_view dash : {"–", "—", "/"}) {
    const auto at = text.find(dash);
    if (at != std::string::npos) text.replace(at, dash.size(), "-");
  }
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

// What a typed word stands for: words compared folded, so that "CD" and "cđ" are CĐ.
struct Word {
  std::string_view key, meaning;
};
// Subjects assessed by comments (TT 22/2021: Đ, CĐ) and primary school's levels (TT 27/2020: T, H, C); also in full.
constexpr Word kLevels[] = {{"d", "Đ"},
                            {"cd", "CĐ"},
                            {"t", "T"},
                            {"h", "H"},
                            {"c", "C"},
                            {"dat", "Đạt"},
                            {"chua dat", "Chưa đạt"},
                            {"hoan thanh tot", "Hoàn thành tốt"},
                            {"hoan thanh", "Hoàn thành"},
                            {"chua hoan thanh", "Chưa hoàn thành"}};
constexpr std::string_view kLevelList = "Đ, CĐ, T, H, C, Đạt, Chưa đạt, Hoàn thành tốt, Hoàn thành, Chưa hoàn thành";
constexpr Word kSchoolLevels[] = {{"primary", "primary"},
                                  {"tieu hoc", "primary"},
                                  {"th", "primary"},
                                  {"lower secondary", "lower-secondary"},
                                  {"trung hoc co so", "lower-secondary"},
                                  {"thcs", "lower-secondary"},
                                  {"upper secondary", "upper-secondary"},
                                  {"trung hoc pho thong", "upper-secondary"},
                                  {"thpt", "upper-secondary"},
                                  {"vocational", "vocational"},
                                  {"giao duc nghe nghiep", "vocational"},
                                  {"gdnn", "vocational"}};

template <std::size_t N>
std::string_view meaning_of(const Word (&words)[N], std::string_view typed) {
  const std::string key = header_key(typed);
  const auto found = std::find_if(std::begin(words), std::end(words), [&](const Word& w) { return w.key == key; });
  return found == std::end(words) ? std::string_view() : found->meaning;
}

}  // namespace

std::string spelled_result(Field field, std::string_view typed) {
  constexpr Word kLevelWords[] = {{"tot", "Tốt"},
                                  {"t", "Tốt"},
                                  {"kha", "Khá"},
                                  {"k", "Khá"},
                                  {"dat", "Đạt"},
                                  {"d", "Đạt"},
                                  {"chua dat", "Chưa đạt"},
                                  {"cd", "Chưa đạt"},
                                  {"gioi", "Giỏi"},
                                  {"trung binh", "Trung bình"},
                                  {"tb", "Trung bình"},
                                  {"yeu", "Yếu"},
                                  {"kem", "Kém"}};
  constexpr Word kEducationalResults[] = {{"hoan thanh xuat sac", "Hoàn thành xuất sắc"},
                                          {"htxs", "Hoàn thành xuất sắc"},
                                          {"hoan thanh tot", "Hoàn thành tốt"},
                                          {"htt", "Hoàn thành tốt"},
                                          {"hoan thanh", "Hoàn thành"},
                                          {"ht", "Hoàn thành"},
                                          {"chua hoan thanh", "Chưa hoàn thành"},
                                          {"cht", "Chưa hoàn thành"}};
  return std::string(field == Field::year_result ? meaning_of(kEducationalResults, typed)
                                                 : meaning_of(kLevelWords, typed));
}

std::string_view school_level_word(std::string_view typed) { return meaning_of(kSchoolLevels, typed); }

RowReader::RowReader(const CsvTable& table, const ColumnMap& map, const CsvRow& row, std::vector<RowIssue>& issues)
    : table_(table), map_(map), row_(row), issues_(issues) {
  const auto used = [&](std::size_t column) {
    const auto holds = [&](const auto& of) { return of.second == column; };
    return std::any_of(map.fields.begin(), map.fields.end(), holds) ||
           std::any_of(map.modules.begin(), map.modules.end(), holds) ||
           std::any_of(map.sessions.begin(), map.sessions.end(), holds);
  };
  for (const CellFault& fault : row.faults) {
    if (!used(fault.column)) continue;
    failed_ = true;
    tell({.level = RowIssue::Level::error,
          .line = row.line,
          .column = table.header[fault.column],
          .value = row.cells[fault.column],
          .code = fault.code,
          .detail = fault.detail});
  }
}

// A sheet whose columns slid by one has a dozen mistakes in each of its rows: what is kept of them is bounded, and
// still no row is refused without a reason.
void RowReader::tell(RowIssue issue) {
  const bool error = issue.level == RowIssue::Level::error;
  if (issues_.size() >= kMaxIssues && (told_ || !error)) return;
  told_ |= error;
  issues_.push_back(std::move(issue));
}

void note_cut(const CsvTable& table, std::vector<RowIssue>& issues) {
  if (issues.size() < kMaxIssues) return;
  issues.push_back({.level = RowIssue::Level::warning,
                    .line = table.header_line,
                    .column = {},
                    .value = {},
                    .code = &kIssuesCut,
                    .detail = std::to_string(kMaxIssues)});
}

bool RowReader::has_fault(Field field) const {
  const auto it = map_.fields.find(field);
  return it != map_.fields.end() && has_fault_at(it->second);
}

bool RowReader::has_fault_at(std::size_t column) const {
  return std::any_of(row_.faults.begin(), row_.faults.end(),
                     [&](const CellFault& fault) { return fault.column == column; });
}

std::string RowReader::cell_at(std::size_t column) const {
  return std::string(credential::without_blank_ends(row_.cells[column]));
}

std::string RowReader::cell(Field field) const {
  const auto it = map_.fields.find(field);
  return it == map_.fields.end() ? std::string() : cell_at(it->second);
}

std::string RowReader::session_cell(std::uint32_t number) const { return cell_at(map_.sessions.at(number)); }

void RowReader::session_issue(RowIssue::Level level, std::uint32_t number, const Code& code, std::string detail) {
  issue_at(level, map_.sessions.at(number), code, std::move(detail));
}

void RowReader::issue_at(RowIssue::Level level, std::size_t column, const Code& code, std::string detail) {
  if (level == RowIssue::Level::error) failed_ = true;
  if (has_fault_at(column)) return;
  tell({.level = level,
        .line = row_.line,
        .column = table_.header[column],
        .value = row_.cells[column],
        .code = &code,
        .detail = std::move(detail)});
}

void RowReader::issue_with(RowIssue::Level level, Field field, std::string value, const Code& code,
                           std::string detail) {
  const auto it = map_.fields.find(field);
  if (level == RowIssue::Level::error) failed_ = true;
  tell({.level = level,
        .line = row_.line,
        .column = it == map_.fields.end() ? std::string(header_of(field)) : table_.header[it->second],
        .value = std::move(value),
        .code = &code,
        .detail = std::move(detail)});
}

void RowReader::issue(RowIssue::Level level, Field field, const Code& code, std::string detail) {
  const auto it = map_.fields.find(field);
  if (it != map_.fields.end()) return issue_at(level, it->second, code, std::move(detail));
  if (level == RowIssue::Level::error) failed_ = true;
  tell({.level = level,
        .line = row_.line,
        .column = std::string(header_of(field, map_.kind)),
        .value = {},
        .code = &code,
        .detail = std::move(detail)});
}

std::string RowReader::text_at(std::size_t column, std::size_t max_bytes) {
  const std::string raw = cell_at(column);
  if (raw.size() > max_bytes) {
    issue_at(RowIssue::Level::error, column, kCellTooLong,
             std::to_string(raw.size()) + " > " + std::to_string(max_bytes));
    return {};
  }
  auto clean = credential::clean_text(raw, max_bytes);
  if (clean.ok()) return std::move(clean).value();
  issue_at(RowIssue::Level::error, column, kCellControl, clean.error().detail());
  return {};
}

std::string RowReader::text(Field field, bool required, std::size_t max_bytes) {
  const auto it = map_.fields.find(field);
  std::string out = it == map_.fields.end() ? std::string() : text_at(it->second, max_bytes);
  if (required && cell(field).empty()) issue(RowIssue::Level::error, field, kCellMissing);
  return out;
}

std::string RowReader::person(Field field, bool required) {
  const std::string typed = cell(field);
  if (typed.empty()) {
    if (required) issue(RowIssue::Level::error, field, kCellMissing);
    return {};
  }
  auto name = credential::clean_name(typed);
  if (name.ok()) return std::move(name).value();
  issue(RowIssue::Level::error, field, name.error().code(), name.error().detail());
  return {};
}

std::optional<Date> RowReader::date(Field field, bool required) {
  const std::string typed = cell(field);
  if (typed.empty()) {
    if (required) issue(RowIssue::Level::error, field, kCellMissing, "dd/mm/yyyy");
    return std::nullopt;
  }
  const auto date = credential::date_from_cell(typed);
  if (date.ok()) return *date;
  issue(RowIssue::Level::error, field, date.error().code(), "dd/mm/yyyy");
  return std::nullopt;
}

std::optional<std::uint32_t> RowReader::number_at(std::size_t column, std::uint32_t max, std::uint32_t min) {
  const std::string typed = cell_at(column);
  if (typed.empty()) return std::nullopt;
  std::uint64_t value = 0;
  const bool digits = typed.size() <= 9 && std::all_of(typed.begin(), typed.end(), [&](char c) {
                        value = value * 10 + static_cast<std::uint64_t>(c - '0');
                        return c >= '0' && c <= '9';
                      });
  if (digits && min <= value && value <= max) return static_cast<std::uint32_t>(value);
  issue_at(RowIssue::Level::error, column, kCellNumber, std::to_string(min) + " … " + std::to_string(max));
  return std::nullopt;
}

std::optional<std::uint32_t> RowReader::number(Field field, std::uint32_t min, std::uint32_t max) {
  const auto it = map_.fields.find(field);
  return it == map_.fields.end() ? std::nullopt : number_at(it->second, max, min);
}

std::optional<int> RowReader::tenths(Field field) {
  const std::string typed = cell(field);
  if (typed.empty()) return std::nullopt;
  const auto mark = credential::tenths_from_cell(typed);
  if (mark.ok()) return *mark;
  issue(RowIssue::Level::error, field, mark.error().code(), "0 … 10,0");
  return std::nullopt;
}

std::optional<int> RowReader::mark_or_level(Field field, std::string& level) {
  const std::string typed = cell(field);
  if (typed.empty()) return std::nullopt;
  const bool a_number = typed[0] == '-' || (typed[0] >= '0' && typed[0] <= '9');
  if (a_number || !level.empty()) return tenths(field);
  level = this->level(field);
  return std::nullopt;
}

std::vector<std::string> split_items(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t first = std::min(text.find_first_not_of(' ', begin), text.size());
    // In quotes, doubled inside, where the item itself has a semicolon; other quotes are the text's own.
    std::string quoted;
    std::size_t at = first + 1;
    bool closed = false, needed = false;
    for (; text[first] == '"' && at < text.size() && !closed; ++at) {
      if (text[at] != '"') {
        needed = needed || text[at] == ';';
        quoted += text[at];
      } else if (text[at + 1] == '"') {
        needed = true;
        quoted += text[at++];
      } else {
        closed = true;
      }
    }
    const std::size_t behind = std::min(text.find_first_not_of(' ', at), text.size());
    if (closed && needed && (behind == text.size() || text[behind] == ';')) {
      const std::size_t from = quoted.find_first_not_of(' ');  // there is a semicolon or a quote
      out.push_back(quoted.substr(from, quoted.find_last_not_of(' ') + 1 - from));
      begin = behind + 1;
      continue;
    }
    const std::size_t end = std::min(text.find(';', begin), text.size());
    if (first < end) out.push_back(text.substr(first, text.find_last_not_of(' ', end - 1) + 1 - first));
    begin = end + 1;
  }
  return out;
}

std::string joined_items(const std::vector<std::string>& items) {
  const auto joined = [&](bool quotes) {
    std::string out;
    for (const std::string& item : items) {
      out += out.empty() ? "" : "; ";
      if (item.find(';') == std::string::npos && !(quotes && item.substr(0, 1) == "\"")) {
        out += item;
        continue;
      }
      out += '"';
      for (const char c : item) out += c == '"' ? std::string("\"\"") : std::string(1, c);
      out += '"';
    }
    return out;
  };
  std::string out = joined(false);
  return split_items(out) == items ? out : joined(true);  // quotes of the text's own may be taken for ours
}

std::vector<std::string> RowReader::items(Field field) { return split_items(text(field)); }

void RowReader::marks_or_levels(Field field, std::vector<int>& marks, std::vector<std::string>& levels) {
  for (const std::string& item : items(field)) {
    const auto mark = credential::tenths_from_cell(item);
    const std::string_view level = meaning_of(kLevels, item);
    if (mark.ok())
      marks.push_back(*mark);
    else if (!level.empty())
      levels.emplace_back(level);
    else
      issue(RowIssue::Level::error, field, mark.error().code(), "8,0; 7,5 … | Đ; CĐ …");
  }
}

std::string RowReader::level(Field field) {
  const std::string typed = cell(field);
  const std::string_view meaning = meaning_of(kLevels, typed);
  if (!typed.empty() && meaning.empty())
    issue(RowIssue::Level::error, field, kCellUnknownWord, "0 … 10,0; " + std::string(kLevelList));
  return std::string(meaning);
}

std::optional<int> RowReader::kilograms(Field field) {
  constexpr int kHeaviest = 3'000;
  const std::string typed = cell(field);
  if (typed.empty()) return std::nullopt;
  const std::size_t point = typed.find_first_of(",.");
  const std::string whole = typed.substr(0, point),
                    decimal = point == std::string::npos ? "0" : typed.substr(point + 1);
  const auto digits = [](const std::string& text, std::size_t most) {
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (digits(whole, 3) && digits(decimal, 1)) {
    const int value = std::stoi(whole) * 10 + std::stoi(decimal);
    if (value > 0 && value <= kHeaviest) return value;
  }
  issue(RowIssue::Level::error, field, kCellNumber, "0,1 … 300,0");
  return std::nullopt;
}

std::string RowReader::not_assessed(Field field) {
  constexpr Word kWords[] = {{"x", credential::kExempt},
                             {"mien", credential::kExempt},
                             {"exempt", credential::kExempt},
                             {"kt", credential::kIndividualPlan},
                             {"khuyet tat", credential::kIndividualPlan},
                             {"individual plan", credential::kIndividualPlan}};
  const std::string typed = cell(field);
  const std::string_view meaning = meaning_of(kWords, typed);
  if (!typed.empty() && meaning.empty())
    issue(RowIssue::Level::error, field, kCellUnknownWord, "x, Miễn, KT, Khuyết tật");
  return std::string(meaning);
}

std::string RowReader::school_level(Field field) {
  const std::string typed = cell(field);
  const std::string_view meaning = school_level_word(typed);
  if (!typed.empty() && meaning.empty())
    issue(RowIssue::Level::error, field, kCellUnknownWord, "Tiểu học, THCS, THPT, GDNN");
  return std::string(meaning);
}

bool RowReader::flag(Field field) {
  const std::string word = credential::fold(cell(field));
  for (const std::string_view yes : {"x", "co", "yes", "true", "1", "dot xuat"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"", "khong", "no", "false", "0"}) {
    if (word == no) return false;
  }
  issue(RowIssue::Level::error, field, kCellFlag);
  return false;
}

std::optional<credential::PeriodCode> RowReader::period(Field field, bool required) {
  const std::string typed = cell(field);
  if (typed.empty()) {
    if (required) issue(RowIssue::Level::error, field, kCellMissing, "2024-2025");
    return std::nullopt;
  }
  const std::string text = period_text(typed);
  auto code = credential::PeriodCode::parse(text);
  if (credential::is_period(text) && code.ok()) return std::move(code).value();
  issue(RowIssue::Level::error, field, kCellPeriod, "2024-2025");
  return std::nullopt;
}

std::optional<char> RowReader::sex() {
  const std::string typed = cell(Field::sex);
  if (typed.empty()) return std::nullopt;
  const auto sex = credential::sex_from_cell(typed);
  if (sex.ok()) return *sex;
  issue(RowIssue::Level::error, Field::sex, sex.error().code(), "Nam, Nữ, M, F, 1, 2");
  return std::nullopt;
}

std::string RowReader::personal_number(std::optional<Date> birth, std::optional<char> sex) {
  const std::string typed = cell(Field::personal_number);
  if (typed.empty()) return {};
  auto number = credential::check_personal_number(typed, birth, sex);
  if (!number.ok()) {
    issue(RowIssue::Level::error, Field::personal_number, number.error().code(), number.error().detail());
    return {};
  }
  for (const Code* warning : number->warnings) {
    issue(RowIssue::Level::warning, Field::personal_number, *warning, number->padded ? number->digits : std::string());
  }
  return number->digits;
}

void RowReader::paper(const ImportDefaults& defaults, credential::Common& out) {
  if (auto entry = text(Field::register_text, false, 100); !entry.empty()) out.register_text = std::move(entry);
  if (const auto day = date(Field::issued_on)) {
    out.issued_on = *day;
    if (defaults.today && *day > *defaults.today)
      issue(RowIssue::Level::error, Field::issued_on, kDateFuture, "> " + to_screen(*defaults.today));
  }
  if (const auto day = date(Field::expires_on)) out.expires_on = day;
  if (auto place = text(Field::place, false, 100); !place.empty()) out.place = std::move(place);
  const std::string originality = header_key(cell(Field::originality));
  if (originality == "so hoa" || originality == "ban so hoa" || originality == "digitised") {
    out.originality = credential::Originality::digitised;
  } else if (!originality.empty() && originality != "goc" && originality != "ban goc" && originality != "goc dien tu" &&
             originality != "ban goc dien tu" && originality != "electronic original") {
    issue(RowIssue::Level::error, Field::originality, kCellUnknownWord, "GOC_DIEN_TU, SO_HOA");
  }
  if (const std::string id = cell(Field::supersedes); !id.empty()) {
    const auto parsed = credential::credential_id_from_text(id);
    if (parsed.ok())
      out.supersedes = *parsed;
    else
      issue(RowIssue::Level::error, Field::supersedes, kCellId);
  }
  correction(out);
}

// Reason and legal basis of what the document changes in the one that it replaces; the changes are found by comparing.
void RowReader::correction(credential::Common& out) {
  const std::string typed = cell(Field::correction_reason);
  const std::string basis = text(Field::correction_basis);
  if (typed.empty() && basis.empty()) return;
  const auto reason = credential::correction_reason(typed);
  if (typed.empty() || basis.empty())
    issue(RowIssue::Level::error, typed.empty() ? Field::correction_reason : Field::correction_basis, kCellMissing);
  else if (!reason)
    issue(RowIssue::Level::error, Field::correction_reason, kCellUnknownWord,
          "NHAP_SAI, PHUC_KHAO, DANH_GIA_LAI, CAI_CHINH_HO_TICH, CHUYEN_TRUONG, KHAC");
  else
    out.correction = credential::Correction{*reason, basis, {}};
}

std::optional<crypto::Digest> RowReader::sha256(Field field) {
  std::string typed = cell(field);
  if (typed.empty()) return std::nullopt;
  std::transform(typed.begin(), typed.end(), typed.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c; });
  const auto bytes = crypto::from_hex(typed);
  if (bytes.ok() && bytes->size() == crypto::Digest::kSize) return crypto::Digest::of(*bytes);
  issue(RowIssue::Level::error, field, kCellDigest);
  return std::nullopt;
}

credential::Common RowReader::common(const ImportDefaults& defaults, std::optional<char> known_sex,
                                     bool serial_required, bool collective) {
  auto out = holder(defaults, known_sex, serial_required, collective);
  if (cell(Field::issued_on).empty()) issue(RowIssue::Level::error, Field::issued_on, kCellMissing, "dd/mm/yyyy");
  paper(defaults, out);
  if (out.correction && !out.supersedes)
    issue(RowIssue::Level::error, Field::supersedes, credential::kCorrectionOfNothing);
  return out;
}

credential::Common RowReader::holder(const ImportDefaults& defaults, std::optional<char> known_sex,
                                     bool serial_required, bool collective) {
  credential::Common out;
  out.issuer = defaults.issuer;
  out.book = defaults.book;
  out.status_list_base = defaults.status_list_base;
  out.holder.collective = collective;
  if (collective) {
    constexpr std::size_t kLongest = 300;
    out.holder.name = text(Field::name, true, kLongest);
    for (const Field field : {Field::birth_date, Field::personal_number, Field::sector_code})
      if (!cell(field).empty()) issue(RowIssue::Level::error, field, kCellOfPerson);
  } else {
    out.holder.name = person(Field::name, true);
    const auto birth = date(Field::birth_date, true);
    out.holder.birth_date = birth.value_or(Date{});
    if (auto digits = personal_number(birth, known_sex); !digits.empty())
      out.holder.personal_number = std::move(digits);
    if (auto code = text(Field::sector_code, false, 40); !code.empty()) out.holder.sector_code = std::move(code);
  }
  out.serial = text(Field::serial, serial_required, 64);
  return out;
}

std::vector<credential::CertificateModule> RowReader::modules() {
  constexpr std::uint32_t kMaxPeriods = 10'000;
  std::vector<credential::CertificateModule> out;
  for (std::uint32_t n = 1; n <= credential::kMaxModules; ++n) {
    credential::CertificateModule module;
    bool used = false;
    for (const ModulePart part : kModuleParts) {
      const auto it = map_.modules.find({n, part});
      if (it == map_.modules.end() || cell_at(it->second).empty()) continue;
      used = true;
      switch (part) {
        case ModulePart::code:
          module.code = text_at(it->second, 40);
          break;
        case ModulePart::name:
          module.name = text_at(it->second, kMaxCellText);
          break;
        case ModulePart::periods:
          module.periods = number_at(it->second, kMaxPeriods).value_or(0);
          break;
        case ModulePart::online_periods:
          module.online_periods = number_at(it->second, kMaxPeriods).value_or(0);
          break;
        case ModulePart::score: {
          const auto mark = credential::tenths_from_cell(cell_at(it->second));
          if (mark.ok())
            module.score_tenths = *mark;
          else
            issue_at(RowIssue::Level::error, it->second, mark.error().code(), "0 … 10,0");
        }
      }
    }
    if (used) out.push_back(std::move(module));
  }
  return out;
}

}  // namespace hocba::exchange
