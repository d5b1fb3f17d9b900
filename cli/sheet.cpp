#include "cli/sheet.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/verify/details.hpp"

namespace hocba::cli {

credential::Common& SheetRow::common() {
  return std::visit([](auto& d) -> credential::Common& { return d.common; }, data);
}
const credential::Common& SheetRow::common() const {
  return std::visit([](const auto& d) -> const credential::Common& { return d.common; }, data);
}

SheetIssue SheetRow::issue(exchange::RowIssue::Level level, exchange::Field field, const Code& code,
                           std::string detail) const {
  const auto found = typed.find(field);
  const TypedCell there = found == typed.end() ? TypedCell{} : found->second;
  return {file,
          {.level = level,
           .line = line,
           .column = there.header,
           .value = there.cell,
           .code = &code,
           .detail = std::move(detail)},
          sheet};
}

std::string short_name(const std::string& file, const std::string& sheet) {
  return file.substr(file.rfind('/') + 1) + (sheet.empty() ? "" : " [" + sheet + "]");
}

std::size_t Sheets::errors() const {
  return static_cast<std::size_t>(std::count_if(issues.begin(), issues.end(), [](const SheetIssue& i) {
    return i.issue.level == exchange::RowIssue::Level::error;
  }));
}

void refuse_rows(Sheets& sheets, const std::set<std::size_t>& places) {
  std::vector<SheetRow> kept;
  for (std::size_t i = 0; i < sheets.rows.size(); ++i) {
    SheetRow& row = sheets.rows[i];
    if (places.count(i) == 0) {
      kept.push_back(std::move(row));
      continue;
    }
    for (const std::size_t line : row.rows)
      sheets.refused.push_back({row.file, {line, row.line, row.common().holder.name}});
  }
  sheets.rows = std::move(kept);
}

std::optional<exchange::ImportKind> import_kind(std::string_view type) {
  if (type == "certificate") return exchange::ImportKind::certificate;
  if (type == "diploma") return exchange::ImportKind::diploma;
  if (type == "award") return exchange::ImportKind::award;
  if (type == "transcript") return exchange::ImportKind::transcript;
  return std::nullopt;
}

namespace {

// By line. Of a transcript's rows the first stands for all.
using TypedRows = std::map<std::size_t, std::map<exchange::Field, TypedCell>>;
TypedRows typed_rows(const exchange::CsvTable& table, exchange::ImportKind kind) {
  std::vector<exchange::RowIssue> told_by_the_import;
  const auto columns = exchange::map_columns(table, kind, true, told_by_the_import);
  TypedRows out;
  for (const exchange::CsvRow& row : table.rows)
    for (const exchange::Field field :
         {exchange::Field::serial, exchange::Field::supersedes, exchange::Field::correction_reason,
          exchange::Field::school_level, exchange::Field::personal_number, exchange::Field::name,
          exchange::Field::title, exchange::Field::birth_date, exchange::Field::grade})
      if (const auto at = columns.fields.find(field); at != columns.fields.end() && at->second < row.cells.size())
        out[row.line][field] = {table.header[at->second], row.cells[at->second]};
  return out;
}

// `refused_by`: the header's line, where a column is missing that no document can do without.
template <class Data>
void take(Sheets& out, const std::string& file, const std::string& sheet, const TypedRows& typed,
          exchange::Imported<Data> imported, std::optional<std::size_t> refused_by) {
  for (std::size_t i = 0; i < imported.items.size(); ++i) {
    if (refused_by) {
      for (const std::size_t line : imported.rows[i])
        out.refused.push_back({file, {line, *refused_by, imported.items[i].common.holder.name}});
      continue;
    }
    const auto row = typed.find(imported.lines[i]);
    out.rows.push_back({file, imported.lines[i], std::move(imported.items[i])});
    out.rows.back().sheet = sheet;
    out.rows.back().rows = std::move(imported.rows[i]);
    if (row != typed.end()) out.rows.back().typed = row->second;
  }
  for (const exchange::RefusedRow& row : imported.refused) out.refused.push_back({file, row});
  bool told_of_test_numbers = false;  // of a whole class of test numbers: once is enough
  for (auto& issue : imported.issues) {
    if (issue.code == &credential::kPersonalNumberTest && std::exchange(told_of_test_numbers, true)) continue;
    out.issues.push_back({file, std::move(issue), sheet});
  }
}

}  // namespace

Result<Sheets> read_sheets(const std::vector<std::string>& files, const std::string& sheet, exchange::ImportKind kind,
                           const exchange::ImportDefaults& defaults) {
  Sheets out;
  out.files = files;
  crypto::Sha256 hash;
  for (const std::string& file : files) {
    HOCBA_TRY(const std::string bytes, read_file(file));
    hash.update(bytes);
    auto table = exchange::read_table(bytes, sheet);
    if (!table.ok()) return table.error().at(file);
    hash.update(table->sheet);  // two sheets of one workbook are two runs
    if (&file == &files.front()) out.sheet = table->sheet;
    for (auto& note : table->notes) out.issues.push_back({file, std::move(note), table->sheet});
    const auto typed = typed_rows(*table, kind);
    auto missing = exchange::missing_columns(*table, kind);
    for (auto& issue : missing.issues) out.issues.push_back({file, std::move(issue), table->sheet});
    const auto header = missing.of_all ? std::optional(table->header_line) : std::nullopt;
    switch (kind) {
      case exchange::ImportKind::certificate:
        take(out, file, table->sheet, typed, exchange::import_certificates(*table, defaults), header);
        break;
      case exchange::ImportKind::diploma:
        take(out, file, table->sheet, typed, exchange::import_diplomas(*table, defaults), header);
        break;
      case exchange::ImportKind::award:
        take(out, file, table->sheet, typed, exchange::import_awards(*table, defaults), header);
        break;
      case exchange::ImportKind::transcript:
        take(out, file, table->sheet, typed, exchange::import_transcripts(*table, defaults), header);
        break;
      case exchange::ImportKind::proposal:
      case exchange::ImportKind::quota:
      case exchange::ImportKind::training_roster:
      case exchange::ImportKind::training_results:
      case exchange::ImportKind::training_attendance:
      case exchange::ImportKind::training_external:
      case exchange::ImportKind::training_corrections:
        return Error(kUsage, file);  // no documents: import_kind() gives neither
    }
  }
  out.digest = hash.finish();
  return out;
}

std::optional<Date> born(const credential::Holder& holder) {
  return holder.collective ? std::nullopt : std::optional(holder.birth_date);
}

Result<credential::Document> build(const SheetRow& row, const credential::SaltSource& salts) {
  struct Builder {
    const credential::SaltSource& salt_source;
    Result<credential::Document> operator()(const credential::CertificateData& d) const {
      return credential::build_certificate(d, salt_source);
    }
    Result<credential::Document> operator()(const credential::DiplomaData& d) const {
      return credential::build_diploma(d, salt_source);
    }
    Result<credential::Document> operator()(const credential::AwardData& d) const {
      return credential::build_award(d, salt_source);
    }
    Result<credential::Document> operator()(const credential::TranscriptData& d) const {
      return credential::build_transcript(d, salt_source);
    }
    Result<credential::Document> operator()(const credential::TrainingData& d) const {
      return credential::build_training(d, salt_source);
    }
  };
  return std::visit(Builder{salts}, row.data);
}

namespace {

// What the sheet calls a field of the document.
std::string column_of(const std::string& place) {
  constexpr std::pair<std::string_view, std::string_view> kColumns[] = {{"credentialSubject.birthDate", "Ngày sinh"},
                                                                        {"credentialSubject.name", "Họ và tên"},
                                                                        {"hocba.level", "Cấp học"},
                                                                        {"hocba.serial", "Số hiệu"},
                                                                        {"hocba.registerText", "Số vào sổ"},
                                                                        {"hocba.field", "Ngành, nghề"},
                                                                        {"hocba.graduationYear", "Năm tốt nghiệp"},
                                                                        {"hocba.paperIssuer", "Cơ quan cấp bản giấy"},
                                                                        {"validFrom", "Ngày cấp"},
                                                                        {"hocba.decision", "Quyết định số"},
                                                                        {"hocba.grade", "Xếp loại"},
                                                                        {"hocba.expiresOn", "Ngày hết hạn"},
                                                                        {"validUntil", "Ngày hết hạn"}};
  for (const auto& [field, column] : kColumns)
    if (place == field) return std::string(column);
  // Of a year: "year-2024-2025.grade".
  for (const auto& [end, column] : {std::pair<std::string_view, std::string_view>(".grade", "Khối"),
                                    {".className", "Lớp"},
                                    {".absences", "Số buổi nghỉ"}})
    if (place.size() > end.size() && place.substr(place.size() - end.size()) == end) return std::string(column);
  return place;
}

}  // namespace

Result<credential::Document> build_trial(const SheetRow& row) {
  SheetRow trial = row;
  credential::CredentialId id;
  id.data[0] = 1;
  trial.common().id = credential::uuid_from_random(id);
  trial.common().register_number = 1;
  if (trial.common().serial.empty()) trial.common().serial = "0";
  return build(trial, [] { return credential::Salt{}; });
}

namespace {

// What a reader of the document would be warned of, and no importer sees in a row.
void note_unlikely(const credential::Document& document, const SheetRow& row, std::vector<SheetIssue>& issues) {
  for (const auto& finding : credential::examine(document)) {
    const Code* const known[] = {&credential::kIssuedLate, &credential::kDecisionMissing, &credential::kGradeUnexpected,
                                 &credential::kDiplomaAbolished};
    if (std::find(std::begin(known), std::end(known), finding.code) == std::end(known)) continue;
    issues.push_back({row.file,
                      {.level = exchange::RowIssue::Level::warning,
                       .line = row.line,
                       .column = column_of(finding.field),
                       .value = finding.found,
                       .code = finding.code,
                       .detail = finding.expected},
                      row.sheet});
  }
}

}  // namespace

void try_build(Sheets& sheets) {
  std::vector<SheetRow> good;
  for (SheetRow& row : sheets.rows) {
    const auto built = build_trial(row);
    if (built.ok()) {
      note_unlikely(*built, row, sheets.issues);
      good.push_back(std::move(row));
      continue;
    }
    for (const std::size_t line : row.rows)
      sheets.refused.push_back({row.file, {line, row.line, row.common().holder.name}});
    sheets.issues.push_back({row.file,
                             {.level = exchange::RowIssue::Level::error,
                              .line = row.line,
                              .column = column_of(built.error().detail()),
                              .value = {},
                              .code = &built.error().code(),
                              .detail = {}},
                             row.sheet});
  }
  sheets.rows = std::move(good);
  // By file, as they were named, and by line.
  std::map<std::string_view, std::size_t> place;
  for (const std::string& file : sheets.files) place.emplace(file, place.size());
  const auto key = [&](const SheetIssue& of) {
    const auto found = place.find(of.file);
    return std::pair(found == place.end() ? place.size() : found->second, of.issue.line);
  };
  std::stable_sort(sheets.issues.begin(), sheets.issues.end(),
                   [&](const SheetIssue& a, const SheetIssue& b) { return key(a) < key(b); });
}

nlohmann::json issues_json(const std::vector<SheetIssue>& issues, Lang lang) {
  nlohmann::json out = nlohmann::json::array();
  for (const auto& [file, issue, sheet] : issues)
    out.push_back(
        {{"file", file},
         {"sheet", sheet},
         {"line", issue.line},
         {"column", issue.column},
         {"level", issue.level == exchange::RowIssue::Level::error ? "error" : "warning"},
         {"value", issue.value},
         {"code", issue.code == nullptr ? "" : issue.code->id},
         {"vi", issue.code == nullptr ? "" : issue.code->vi},
         {"en", issue.code == nullptr ? "" : issue.code->en},
         {"detail",
          issue.code == nullptr ? issue.detail : verify::detail_words(*issue.code, issue.detail, lang == Lang::vi)}});
  return out;
}

Result<bool> workbook_named(const std::string& path) {
  const std::size_t point = path.rfind('.');
  std::string ending = point == std::string::npos ? std::string() : path.substr(point);
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  if (ending == ".xlsx") return true;
  if (ending == ".csv") return false;
  return Error(kUsage, path + ": .xlsx, .csv");
}

Result<std::string> sheet_bytes(const exchange::Table& table, exchange::ImportKind kind, const std::string& path) {
  HOCBA_TRY(const bool workbook, workbook_named(path));
  if (workbook) return exchange::write_xlsx(table, exchange::sheet_of(table, kind));
  return exchange::to_csv(table);
}

Table issue_table(const std::vector<SheetIssue>& issues, Lang lang) {
  Table table{.headers = {std::string(pick(lang, "tệp", "file")), std::string(pick(lang, "dòng", "line")),
                          std::string(pick(lang, "cột", "column")), std::string(pick(lang, "giá trị", "value")),
                          std::string(pick(lang, "mức", "level")),
                          std::string(pick(lang, "vì sao, làm gì", "why, what to do"))},
              .rows = {},
              .right = {false, true}};
  // Every error is listed; of a note that comes again and again, the first few and how many more.
  constexpr std::size_t kNotesShown = 3;
  // An error that comes again and again says what to do three times.
  std::map<std::string_view, std::size_t> notes, errors;
  constexpr std::size_t kMostShown = 36;  // an id whole
  // Errors first, else notes on each row bury them.
  std::vector<SheetIssue> sorted = issues;
  std::stable_partition(sorted.begin(), sorted.end(),
                        [](const SheetIssue& of) { return of.issue.level == exchange::RowIssue::Level::error; });
  for (const auto& [file, issue, sheet] : sorted) {
    const bool error = issue.level == exchange::RowIssue::Level::error;
    if (!error && issue.code != nullptr && ++notes[issue.code->id] > kNotesShown) continue;
    const bool said = error && issue.code != nullptr && ++errors[issue.code->id] > kNotesShown && !issue.detail.empty();
    std::string why =
        issue.code == nullptr || said ? std::string() : std::string(pick(lang, issue.code->vi, issue.code->en));
    const std::string detail =
        issue.code == nullptr ? issue.detail : verify::detail_words(*issue.code, issue.detail, lang == Lang::vi);
    if (!detail.empty()) why += said ? detail : " (" + detail + ")";
    if (issue.code != nullptr) why += " [" + std::string(issue.code->id) + "]";
    table.rows.push_back({short_name(file, sheet), std::to_string(issue.line), issue.column,
                          clip(issue.value, kMostShown),
                          std::string(error ? pick(lang, "lỗi", "error") : pick(lang, "chú ý", "note")), why});
  }
  for (const auto& [code, count] : notes) {
    if (count <= kNotesShown) continue;
    table.rows.push_back({"", "", "", "", std::string(pick(lang, "chú ý", "note")),
                          std::string(pick(lang, "và ", "and ")) + std::to_string(count - kNotesShown) +
                              std::string(pick(lang, " dòng nữa: ", " more rows: ")) + std::string(code)});
  }
  return table;
}

}  // namespace hocba::cli
