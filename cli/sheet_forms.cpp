#include "cli/sheet_forms.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

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

bool has_ending(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

// Holder's files and sheets of transcripts, in any mix. A sheet with faults is refused whole: what is passed on to
// another system is all of it or nothing.
Result<std::vector<credential::TranscriptData>> pupils_of_files(Run& run, const FormOptions& o) {
  std::vector<credential::TranscriptData> out;
  std::vector<std::string> sheets;
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
    if (document->type().str() != "transcript") continue;
    documents = true;
    out.push_back(exchange::pupil_of(*document));
  }
  if (documents)
    run.out().note(run.say("Tệp văn bản được đọc, chưa kiểm tra chữ ký và hiệu lực: hocba verify TỆP.",
                           "Documents are read, their signatures and standing not checked: hocba verify FILE."));
  if (sheets.empty()) return out;
  exchange::ImportDefaults defaults;
  HOCBA_TRY(defaults.issuer.unit, code_option("0", "--unit"));
  defaults.any_columns = o.allow_columns;
  HOCBA_TRY(const Sheets read, read_sheets(sheets, o.sheet, exchange::ImportKind::transcript, defaults));
  if (read.errors() > 0) {
    if (!run.out().json_wanted())
      run.out().raw(render_wrapped(issue_table(read.issues, run.lang()), kTableWidth) + "\n");
    return Error(kRowsRefused, std::to_string(read.errors()));
  }
  for (const SheetRow& row : read.rows) out.push_back(std::get<credential::TranscriptData>(row.data));
  return out;
}

bool same_word(const std::string& wanted, const std::string& is) {
  return wanted.empty() || credential::fold(wanted) == credential::fold(is);
}

// The years of the class asked for, of the others nothing.
std::vector<credential::TranscriptData> of_class(std::vector<credential::TranscriptData> pupils, const FormOptions& o) {
  for (auto& pupil : pupils)
    std::erase_if(pupil.years, [&](const auto& year) {
      return !same_word(o.class_name, year.class_name) || (!o.period.empty() && year.period.str() != o.period);
    });
  return pupils;
}

Status write_form(const std::string& file, const exchange::FormSheet& form) {
  if (!has_ending(file, ".xlsx")) return write_new_file(file, exchange::form_csv(form), Access::owner);
  HOCBA_TRY(const std::string bytes, exchange::form_xlsx(form));
  return write_new_file(file, bytes, Access::owner);
}

Result<int> write_results(Run& run, const FormOptions& o) {
  if (o.to.empty()) return Error(kUsage, "-o FILE.xlsx");
  HOCBA_TRY(auto pupils, pupils_of_files(run, o));
  pupils = of_class(std::move(pupils), o);
  std::optional<credential::PeriodCode> period;
  for (const auto& pupil : pupils)
    for (const auto& year : pupil.years)
      if (!period || *period < year.period) period = year.period;
  if (!period) return Error(exchange::kFormEmpty, o.class_name + " " + o.period);
  HOCBA_TRY(const auto form, exchange::results_sheet(pupils, *period));
  HOCBA_RETURN_IF_ERROR(write_form(o.to, form));
  run.out().line(run.say("Đã ghi ", "Wrote ") + o.to + ": " + std::to_string(form.table.rows.size()) +
                 run.say(" học sinh, năm học ", " pupils, school year ") + period->str());
  run.out().json({{"file", o.to}, {"pupils", form.table.rows.size()}, {"period", period->str()}});
  return kExitDone;
}

Result<int> write_scores(Run& run, const FormOptions& o) {
  if (o.to.empty() == o.folder.empty())
    return Error(kUsage, run.say("cần một trong hai: -o TỆP, --out THƯ_MỤC", "one of -o FILE, --out FOLDER is needed"));
  HOCBA_TRY(auto pupils, pupils_of_files(run, o));
  pupils = of_class(std::move(pupils), o);
  auto names = exchange::score_sheets_of(pupils);
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
  json files = json::array();
  constexpr std::size_t kLongestName = 80;
  for (const auto& name : names) {
    const auto form =
        exchange::score_sheet(pupils, name, o.by_code ? exchange::ScoreForm::by_code : exchange::ScoreForm::by_number);
    const std::string own = exchange::plain_name(
        name.period + " " + name.class_name + " " + name.subject_code + " HK" + std::to_string(name.term),
        kLongestName);
    const std::string file = o.to.empty() ? o.folder + "/" + own + (o.csv ? ".csv" : ".xlsx") : o.to;
    HOCBA_RETURN_IF_ERROR(write_form(file, form));
    run.out().line(run.say("Đã ghi ", "Wrote ") + file + ": " + std::to_string(form.table.rows.size()) +
                   run.say(" học sinh", " pupils"));
    files.push_back({{"file", file},
                     {"class", name.class_name},
                     {"period", name.period},
                     {"subject", name.subject_code},
                     {"term", name.term},
                     {"pupils", form.table.rows.size()}});
  }
  run.out().json({{"files", std::move(files)}});
  return kExitDone;
}

// Issues are told and errors refuse: half a class is none.
Status tell_and_refuse(Run& run, const std::vector<SheetIssue>& issues) {
  const auto errors = std::count_if(issues.begin(), issues.end(), [](const SheetIssue& of) {
    return of.issue.level == exchange::RowIssue::Level::error;
  });
  if (!issues.empty() && !run.out().json_wanted())
    run.out().raw(render_wrapped(issue_table(issues, run.lang()), kTableWidth) + "\n");
  return errors == 0 ? done() : Status(Error(kRowsRefused, std::to_string(errors)));
}

Result<int> join_files(Run& run, const FormOptions& o) {
  if (o.to.empty()) return Error(kUsage, "-o FILE.xlsx");
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
  HOCBA_RETURN_IF_ERROR(tell_and_refuse(run, issues));
  const exchange::FormSheet form{rows, exchange::sheet_of(rows, exchange::ImportKind::transcript)};
  HOCBA_RETURN_IF_ERROR(write_form(o.to, form));
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
