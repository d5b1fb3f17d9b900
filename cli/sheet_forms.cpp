#include "cli/sheet_forms.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/sheet.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/holder_file.hpp"
#include "ledger/exchange/results_sheet.hpp"
#include "ledger/exchange/score_join.hpp"
#include "ledger/exchange/score_sheet.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct FormOptions {
  std::vector<std::string> files;
  std::string class_name, period, subject, sheet, to, folder, class_list, issued_on;
  std::uint64_t term = 0;
  bool by_code = false, csv = false, allow_columns = false;
};

// Where a pupil comes from, and which groups of the document are not in the file.
struct PupilSource {
  std::string file;
  std::set<std::string> hidden;
  bool hides(std::string_view prefix, const std::string& period) const {
    return std::any_of(hidden.begin(), hidden.end(), [&](const std::string& name) {
      return name.substr(0, prefix.size()) == prefix && (period.empty() || name.substr(prefix.size()) == period);
    });
  }
};
struct Pupils {
  std::vector<credential::TranscriptData> data;
  std::vector<PupilSource> sources;   // of each
  std::vector<std::string> left_out;  // files and rows that are in no form
};
constexpr std::string_view kPages = "year-", kRegisters = "marks-";

std::string joined_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) out += (i == 0 ? "" : ", ") + names[i];
  return out + (names.size() > kShown ? ", … (" + std::to_string(names.size()) + ")" : "");
}
void note_names(Run& run, const std::vector<std::string>& names, std::string_view vi, std::string_view en) {
  if (!names.empty()) run.out().note(run.say(vi, en) + joined_names(names));
}

// Issues are told and errors refuse: half a class is none. True: refused, and scripts were told.
Result<bool> refused(Run& run, const std::vector<SheetIssue>& issues) {
  const auto errors = std::count_if(issues.begin(), issues.end(), [](const SheetIssue& of) {
    return of.issue.level == exchange::RowIssue::Level::error;
  });
  if (!issues.empty() && !run.out().json_wanted())
    run.out().raw(render_wrapped(issue_table(issues, run.lang()), kTableWidth) + "\n");
  if (errors == 0) return false;
  if (!run.out().json_wanted()) return Error(kSheetRefused, std::to_string(errors));
  run.out().json({{"errors", errors}, {"issues", issues_json(issues, run.lang())}});
  return true;
}

// Holder's files and sheets of transcripts, in any mix. A sheet with faults is refused whole: what is passed on to
// another system is all of it or nothing. Nothing: refused, and told.
Result<std::optional<Pupils>> pupils_of_files(Run& run, const FormOptions& o) {
  Pupils out;
  std::vector<std::string> sheets, others;
  bool documents = false;
  for (const std::string& file : o.files) {
    HOCBA_TRY(const std::string bytes, read_file(file));
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == std::string::npos || bytes[first] != '{') {
      sheets.push_back(file);
      continue;
    }
    const auto holder_file = exchange::parse_holder_file(bytes);
    if (!holder_file.ok()) return holder_file.error().at(file);
    const auto document = exchange::open_document(*holder_file);
    if (!document.ok()) return document.error().at(file);
    if (document->type().str() != "transcript") {
      others.push_back(file);
      continue;
    }
    documents = true;
    out.data.push_back(exchange::pupil_of(*document));
    PupilSource source{file, {}};
    for (const auto& group : holder_file->groups)
      if (group.kind != exchange::DisclosedGroup::Kind::disclosed) source.hidden.insert(group.group.name);
    out.sources.push_back(std::move(source));
  }
  note_names(run, others, "Không phải học bạ, bỏ qua: ", "No transcripts, left out: ");
  out.left_out = others;
  if (documents)
    run.out().note(run.say("Tệp văn bản được đọc, chưa kiểm tra chữ ký và hiệu lực: hocba verify TỆP.",
                           "Documents are read, their signatures and standing not checked: hocba verify FILE."));
  if (sheets.empty()) return std::optional(std::move(out));
  exchange::ImportDefaults defaults;
  HOCBA_TRY(defaults.issuer.unit, code_option("0", "--unit"));
  defaults.any_columns = o.allow_columns;
  HOCBA_TRY(const Sheets read, read_sheets(sheets, o.sheet, exchange::ImportKind::transcript, defaults));
  if (read.errors() > 0) {
    HOCBA_TRY(const bool told, refused(run, read.issues));
    if (told) return std::optional<Pupils>();
  }
  for (const SheetRow& row : read.rows) {
    out.data.push_back(std::get<credential::TranscriptData>(row.data));
    out.sources.push_back({short_name(row.file, row.sheet) + ":" + std::to_string(row.line), {}});
  }
  return std::optional(std::move(out));
}

bool same_word(const std::string& wanted, const std::string& is) {
  return wanted.empty() || credential::fold(wanted) == credential::fold(is);
}

// The years of the class asked for, of the others nothing.
void keep_class(Pupils& pupils, const FormOptions& o) {
  for (auto& pupil : pupils.data)
    std::erase_if(pupil.years, [&](const auto& year) {
      return !same_word(o.class_name, year.class_name) || (!o.period.empty() && year.period.str() != o.period);
    });
}
// Nobody drops out unseen: of whom a page may be wanted that the file doesn't show is an error, who is of another class
// or year is named.
Status tell_left_out(Run& run, Pupils& pupils, const std::string& period, bool every_year) {
  std::vector<std::string> withheld, elsewhere;
  for (std::size_t i = 0; i < pupils.data.size(); ++i) {
    const auto& years = pupils.data[i].years;
    const bool here = std::any_of(years.begin(), years.end(),
                                  [&](const auto& year) { return period.empty() || year.period.str() == period; });
    const auto& source = pupils.sources[i];
    if ((every_year || !here) && source.hides(kPages, period))
      withheld.push_back(source.file);
    else if (!here)
      elsewhere.push_back(source.file);
  }
  if (!withheld.empty()) return Error(kYearWithheld, joined_names(withheld));
  note_names(run, elsewhere, "Không có trang của lớp, năm học này, bỏ qua: ",
             "Without a page of this class and school year, left out: ");
  pupils.left_out.insert(pupils.left_out.end(), elsewhere.begin(), elsewhere.end());
  return done();
}

Result<std::string> form_bytes(const std::string& file, const exchange::FormSheet& form) {
  HOCBA_TRY(const bool workbook, workbook_named(file));
  return workbook ? exchange::form_xlsx(form) : Result<std::string>(exchange::form_csv(form));
}

struct FormFile {
  std::string name, bytes;
  std::size_t pupils = 0;
};
// All or none of them, as far as names go; of a run that was cut short, what is already there as it should be may stay,
// so that the same command ends it.
Status write_all_new(const std::vector<FormFile>& files, bool same_may_stay) {
  std::vector<std::string> in_the_way;
  std::set<std::string> names, standing;
  for (const FormFile& file : files) {
    const bool twice = !names.insert(file.name).second;
    if (!twice && !exists(file.name)) continue;
    const auto there = read_file(file.name);
    if (!twice && same_may_stay && there.ok() && *there == file.bytes)
      standing.insert(file.name);
    else
      in_the_way.push_back(file.name);
  }
  if (!in_the_way.empty()) return Error(kFileExists, joined_names(in_the_way));
  for (const FormFile& file : files)
    if (standing.count(file.name) == 0) HOCBA_RETURN_IF_ERROR(write_new_file(file.name, file.bytes, Access::owner));
  return done();
}

Result<int> write_results(Run& run, const FormOptions& o) {
  if (o.to.empty()) return Error(kUsage, "-o FILE.xlsx");
  HOCBA_RETURN_IF_ERROR(workbook_named(o.to));
  HOCBA_TRY(auto pupils, pupils_of_files(run, o));
  if (!pupils) return kExitRefused;
  keep_class(*pupils, o);
  std::optional<credential::PeriodCode> period;
  for (const auto& pupil : pupils->data)
    for (const auto& year : pupil.years)
      if (!period || *period < year.period) period = year.period;
  HOCBA_RETURN_IF_ERROR(tell_left_out(run, *pupils, period ? period->str() : o.period, false));
  if (!period) return Error(exchange::kFormEmpty, o.class_name + " " + o.period);
  HOCBA_TRY(const auto form, exchange::results_sheet(pupils->data, *period));
  HOCBA_TRY(const std::string bytes, form_bytes(o.to, form));
  HOCBA_RETURN_IF_ERROR(write_new_file(o.to, bytes, Access::owner));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.to + ": " + std::to_string(form.table.rows.size()) +
                 run.say(" học sinh, năm học ", " pupils, school year ") + period->str());
  run.out().json(
      {{"file", o.to}, {"pupils", form.table.rows.size()}, {"period", period->str()}, {"left_out", pupils->left_out}});
  return kExitDone;
}

Result<int> write_scores(Run& run, const FormOptions& o) {
  if (o.to.empty() == o.folder.empty())
    return Error(kUsage, run.say("cần một trong hai: -o TỆP, --out THƯ_MỤC", "one of -o FILE, --out FOLDER is needed"));
  if (!o.to.empty()) HOCBA_RETURN_IF_ERROR(workbook_named(o.to));
  HOCBA_TRY(auto pupils, pupils_of_files(run, o));
  if (!pupils) return kExitRefused;
  keep_class(*pupils, o);
  HOCBA_RETURN_IF_ERROR(tell_left_out(run, *pupils, o.period, o.class_name.empty()));
  std::vector<std::string> no_register;
  for (std::size_t i = 0; i < pupils->data.size(); ++i)
    for (const auto& year : pupils->data[i].years)
      if (pupils->sources[i].hides(kRegisters, year.period.str())) no_register.push_back(pupils->sources[i].file);
  note_names(run, no_register, "Không có điểm thành phần (bị giữ lại hoặc đã xóa): ",
             "Without the class register's marks (withheld or erased): ");
  auto names = exchange::score_sheets_of(pupils->data);
  std::erase_if(names, [&](const auto& name) {
    return (!o.subject.empty() && o.subject != name.subject_code && !same_word(o.subject, name.subject)) ||
           (o.term != 0 && static_cast<int>(o.term) != name.term);
  });
  if (names.empty()) return Error(exchange::kFormEmpty, o.class_name + " " + o.period + " " + o.subject);
  if (!o.to.empty() && names.size() != 1)
    return Error(kUsage, "-o: " + std::to_string(names.size()) +
                             run.say(" bảng; thêm --class, --subject, --term, --period, hoặc --out THƯ_MỤC",
                                     " sheets; add --class, --subject, --term, --period, or --out FOLDER"));
  if (!o.folder.empty()) HOCBA_RETURN_IF_ERROR(make_directories(o.folder, Access::owner));
  constexpr std::size_t kLongestName = 80;
  std::vector<FormFile> written;
  for (const auto& name : names) {
    const auto form = exchange::score_sheet(pupils->data, name,
                                            o.by_code ? exchange::ScoreForm::by_code : exchange::ScoreForm::by_number);
    const std::string own = exchange::plain_name(
        name.period + " " + name.class_name + " " + name.subject_code + " HK" + std::to_string(name.term),
        kLongestName);
    const std::string file = o.to.empty() ? o.folder + "/" + own + (o.csv ? ".csv" : ".xlsx") : o.to;
    HOCBA_TRY(std::string bytes, form_bytes(file, form));
    written.push_back({file, std::move(bytes), form.table.rows.size()});
  }
  HOCBA_RETURN_IF_ERROR(write_all_new(written, !o.folder.empty()));
  json files = json::array();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& name = names[i];
    const auto& [file, bytes, count] = written[i];
    run.out().line(run.say("Đã ghi ", "Wrote ") + file + ": " + std::to_string(count) +
                   run.say(" học sinh", " pupils"));
    files.push_back({{"file", file},
                     {"class", name.class_name},
                     {"period", name.period},
                     {"subject", name.subject_code},
                     {"term", name.term},
                     {"pupils", count}});
  }
  run.out().json({{"files", std::move(files)}, {"left_out", pupils->left_out}});
  return kExitDone;
}

Result<int> join_files(Run& run, const FormOptions& o) {
  if (o.to.empty()) return Error(kUsage, "-o FILE.xlsx");
  HOCBA_RETURN_IF_ERROR(workbook_named(o.to));
  std::vector<exchange::ImportedScores> sheets;
  std::vector<SheetIssue> issues;
  std::vector<std::string> names_of_sheets;
  const exchange::ScoreSheetName known{o.period, o.class_name, o.subject, {}, static_cast<int>(o.term)};
  for (const std::string& file : o.files) {
    HOCBA_TRY(const std::string bytes, read_file(file));
    const auto table = exchange::read_table(bytes, o.sheet);
    if (!table.ok()) return table.error().at(file);
    auto read = exchange::import_scores(*table, known, o.allow_columns);
    if (!read.ok()) return read.error().at(file);
    for (auto& note : read->issues) issues.push_back({file, std::move(note), table->sheet});
    names_of_sheets.push_back(table->sheet);
    sheets.push_back(*std::move(read));
  }
  auto joined = exchange::join_scores(sheets);
  for (auto& of : joined.issues) issues.push_back({o.files[of.sheet], std::move(of.issue), names_of_sheets[of.sheet]});
  exchange::Table rows = exchange::transcript_rows(joined.pupils);
  if (!o.class_list.empty()) {
    HOCBA_TRY(const std::string bytes, read_file(o.class_list));
    const auto list = exchange::read_table(bytes);
    if (!list.ok()) return list.error().at(o.class_list);
    std::vector<exchange::RowIssue> told;
    const auto filled = exchange::fill_from_class_list(rows, *list, told);
    if (!filled.ok()) return filled.error().at(o.class_list);
    for (auto& issue : told) issues.push_back({o.class_list, std::move(issue), list->sheet});
  }
  if (!o.issued_on.empty()) {
    HOCBA_TRY(const Date day, date_option(o.issued_on, "--issued-on"));
    exchange::fill_column(rows, exchange::Field::issued_on, to_screen(day));
  }
  HOCBA_TRY(const bool told, refused(run, issues));
  if (told) return kExitRefused;
  const exchange::FormSheet form{rows, exchange::sheet_of(rows, exchange::ImportKind::transcript)};
  HOCBA_TRY(const std::string bytes, form_bytes(o.to, form));
  HOCBA_RETURN_IF_ERROR(write_new_file(o.to, bytes, Access::owner));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.to + ": " + std::to_string(joined.pupils.size()) +
                 run.say(" học sinh, ", " pupils, ") + std::to_string(rows.rows.size()) +
                 run.say(" dòng từ ", " rows of ") + std::to_string(sheets.size()) +
                 run.say(" bảng điểm", " score sheets"));
  run.out().json({{"file", o.to},
                  {"pupils", joined.pupils.size()},
                  {"rows", rows.rows.size()},
                  {"sheets", sheets.size()},
                  {"issues", issues_json(issues, run.lang())}});
  return kExitDone;
}

using Command = Result<int> (*)(Run&, const FormOptions&);
Args add_form(Args sheets, Run& run, const std::shared_ptr<FormOptions>& o, const char* name, std::string_view vi,
              std::string_view en, const char* example, Command act) {
  Args command = sheets.command(name, vi, en, example);
  command.option("--class", o->class_name, "lớp: 6A1", "the class: 6A1");
  command.option("--period", o->period, "năm học: 2024-2025", "the school year: 2024-2025");
  command.option("-o,--to", o->to, "tệp ghi ra, .xlsx hoặc .csv", "the file to write, .xlsx or .csv");
  command.option("--sheet", o->sheet, "trang tính của tệp .xlsx", "sheet of an .xlsx file");
  command.flag("--allow-columns", o->allow_columns, "nhận cả bảng có cột lạ", "takes sheets with unknown columns");
  command.action([o, &run, act] {
    if (!o->period.empty()) {
      const auto period = period_option(o->period, "--period");
      if (!period.ok()) return run.fail(period.error());
    }
    return run.finish(act(run, *o));
  });
  return command;
}

void add_subject_options(Args command, FormOptions& o) {
  command.option("--subject", o.subject, "mã môn: TOAN", "the subject's code: TOAN");
  command.number("--term", o.term, 1, 2, "học kỳ: 1 hoặc 2", "the term: 1 or 2");
}

}  // namespace

void add_form_commands(Args sheets, Run& run) {
  auto results = std::make_shared<FormOptions>();
  add_form(sheets, run, results, "results", "kết quả tiểu học theo mẫu KetQuaHocTapImportExcel",
           "primary school results in the form KetQuaHocTapImportExcel",
           "hocba sheets results hoc-ba-1.json hoc-ba-2.json --class 3A1 -o KetQuaHocTap-3A1.xlsx\n"
           "hocba sheets results lop-3a1.xlsx -o KetQuaHocTap-3A1.xlsx",
           write_results)
      .positionals("FILE", results->files, "tệp học bạ (.json) hoặc bảng học bạ",
                   "transcripts (.json) or sheets of transcripts")
      .required();
  auto scores = std::make_shared<FormOptions>();
  Args score =
      add_form(sheets, run, scores, "scores", "bảng điểm từng môn của lớp, THCS và THPT",
               "a class's score sheets, one per subject and term",
               "hocba sheets scores lop-6a1.xlsx --out bang-diem\n"
               "hocba sheets scores hoc-ba-1.json hoc-ba-2.json --class 6A1 --subject TOAN --term 2 -o toan-6a1.xlsx",
               write_scores);
  score
      .positionals("FILE", scores->files, "tệp học bạ (.json) hoặc bảng học bạ",
                   "transcripts (.json) or sheets of transcripts")
      .required();
  add_subject_options(score, *scores);
  score.option("--out", scores->folder, "thư mục cho mọi bảng điểm", "folder for all the sheets");
  score.flag("--csv", scores->csv, "với --out: ghi CSV", "with --out: writes CSV");
  score.flag("--by-code", scores->by_code, "mẫu bắt đầu bằng Mã định danh Bộ GD&ĐT",
             "the form that begins with the sector code");
  auto join = std::make_shared<FormOptions>();
  Args joined =
      add_form(sheets, run, join, "join", "ghép bảng điểm các môn thành bảng học bạ của lớp",
               "joins score sheets to the sheet of a class's transcripts",
               "hocba sheets join toan-hk1.xlsx toan-hk2.xlsx van-hk1.xlsx van-hk2.xlsx --class-list lop-6a1.xlsx -o "
               "hoc-ba-6a1.xlsx\n"
               "hocba sheets join toan.csv --subject TOAN --class 6A1 --term 2 --period 2024-2025 -o toan-6a1.xlsx",
               join_files);
  joined.positionals("FILE", join->files, "bảng điểm", "score sheets").required();
  add_subject_options(joined, *join);
  joined.option("--class-list", join->class_list, "danh sách lớp: các cột khác của học bạ",
                "the class list: the transcripts' other columns");
  joined.option("--issued-on", join->issued_on, "ngày cấp: 30/05/2025", "date of issue: 30/05/2025");
}

}  // namespace hocba::cli
