// hocba training import-attendance: who was there, as many sites say of one training day. Sheets of the sites become
// classes that are opened, enrolled, resulted and closed in one go: 600 sites are one command, or one per district.
//
// A class has one audience, and a site's people of one audience are one class. Fewer than five of them go into a class
// with those of the other sheets at hand: who knows the list of a class of one knows whose result it is. Classes come
// in the order of their random ids, so that none of them stands where its site stands in a list.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/training_commands.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct AttendanceOptions {
  std::vector<std::string> files, trainers;
  std::string sheet, programme, course, topic, date, mode;
  std::uint64_t periods = 0;
  bool dry_run = false, skip_bad = false, allow_columns = false;
};

struct Attended {
  const Learner* learner = nullptr;
  std::uint32_t periods = 0;
};
// Who is to be in one class; of one site, or of several.
struct AttendedClass {
  std::string audience;
  std::set<std::string> units;
  std::vector<Attended> people;
};
struct ReadSites {
  std::vector<Learner> learners;
  std::vector<AttendedClass> classes;
  json files = json::array();
  std::size_t people = 0, attended = 0, left_out = 0, errors = 0;
  std::vector<std::string> learning;  // names of those left out who are in a class that is not closed
  std::vector<SheetIssue> issues;
};

// What would keep each of the classes from being closed is said before one is opened.
Status check_day(Run& run, const AttendanceOptions& o, const Programme& programme, const training::CourseRule& course,
                 const RegisterSession& day) {
  if (course.assessment != training::Assessment::attendance)
    return Error(kUsage, "--course " + o.course + ": " + assessment_words(course.assessment, run.lang()));
  HOCBA_TRY(const Time now, run.now());
  if (day.date > date_in_utc7(now)) return Error(training::kSessionFuture, to_text(day.date));
  const training::ClassTotals totals{day.periods, day.mode == training::Mode::online ? day.periods : 0};
  if (!training::enough_periods(course, totals))
    return Error(training::kTooFewPeriods,
                 std::to_string(day.periods) + " < " + std::to_string(course.min_periods.value_or(0)));
  if (!training::online_share_ok(course, totals))
    return Error(training::kOnlineShare, mode_words(day.mode, run.lang()));
  if (programme.rules.trainer_degree && o.trainers.empty()) return Error(kUsage, "--trainer");
  const auto& phase = programme.rules.phase;
  if (phase && (day.date < phase->from || day.date > phase->to))
    run.out().warning(std::string(pick(run.lang(), training::kOutsidePhase.vi, training::kOutsidePhase.en)) + " (" +
                      to_screen(phase->from) + "–" + to_screen(phase->to) + ") [" +
                      std::string(training::kOutsidePhase.id) + "]");
  return done();
}

// Of one sheet, by audience; who sat in a class before is left out: another attempt is opened by hand.
Status read_site(const AttendanceOptions& o, const std::string& file, const std::vector<exchange::ListedLearner>& list,
                 std::set<std::size_t>& taken, ReadSites& out, std::vector<AttendedClass>& classes) {
  HOCBA_TRY(auto sheet, read_training_sheet(file, o.sheet));
  const exchange::SheetSession day{1, static_cast<std::uint32_t>(o.periods)};
  const auto read = exchange::import_training_attendance(sheet.table, list, {&day, 1}, o.allow_columns);
  sheet.tell_of(read.issues);
  std::map<std::string, AttendedClass> by_audience;
  std::size_t people = 0, attended = 0, left_out = 0;
  for (const auto& item : read.items) {
    const Learner& learner = out.learners[item.learner];
    if (learner.state != "waiting" || !taken.insert(item.learner).second) {
      ++left_out;
      if (learner.state == "learning") out.learning.push_back(learner.name);
      continue;
    }
    const auto periods = item.periods.find(day.number);
    const std::uint32_t count = periods == item.periods.end() ? 0 : periods->second;
    AttendedClass& klass = by_audience[learner.audience];
    klass.audience = learner.audience;
    klass.units.insert(learner.unit);
    klass.people.push_back({&learner, count});
    ++people;
    attended += count > 0 ? 1 : 0;
  }
  for (auto& [audience, klass] : by_audience) classes.push_back(std::move(klass));
  out.files.push_back(
      {{"file", file}, {"people", people}, {"attended", attended}, {"left_out", left_out}, {"errors", sheet.errors()}});
  out.people += people, out.attended += attended, out.left_out += left_out, out.errors += sheet.errors();
  out.issues.insert(out.issues.end(), sheet.issues.begin(), sheet.issues.end());
  return done();
}

// Small ones of an audience together; none larger than the course lets it be.
std::vector<AttendedClass> sized(std::vector<AttendedClass> of_sites, std::size_t most) {
  std::vector<AttendedClass> out;
  std::map<std::string, AttendedClass> small;
  for (AttendedClass& klass : of_sites) {
    if (klass.people.size() >= chain::kSmallClass) {
      out.push_back(std::move(klass));
      continue;
    }
    AttendedClass& together = small[klass.audience];
    together.audience = klass.audience;
    together.units.insert(klass.units.begin(), klass.units.end());
    together.people.insert(together.people.end(), klass.people.begin(), klass.people.end());
  }
  for (auto& [audience, klass] : small) out.push_back(std::move(klass));
  std::vector<AttendedClass> parts;
  for (AttendedClass& klass : out) {
    // Of equal sizes: no last part of two or three people.
    const std::size_t count = (klass.people.size() + most - 1) / most;
    for (std::size_t i = 0; i < count; ++i) {
      const auto at = [&](std::size_t part) {
        return klass.people.begin() + static_cast<std::ptrdiff_t>(klass.people.size() * part / count);
      };
      parts.push_back({klass.audience, klass.units, {at(i), at(i + 1)}});
    }
  }
  return parts;
}

Result<ReadSites> read_sites(Run& run, const AttendanceOptions& o, const Programme& programme,
                             const training::CourseRule& course) {
  ReadSites out;
  HOCBA_TRY(out.learners, training_learners(run, {.programme = programme.first,
                                                  .course = course.course.str(),
                                                  .purpose = said_purpose(run, kHoldingClasses)}));
  sort_as_list(out.learners);
  auto list = listed(out.learners);
  for (auto& one : list) one.number = 0;  // a site's numbers are its own
  std::set<std::size_t> taken;
  std::vector<AttendedClass> of_sites;
  Progress progress(run.out(), run.say("Đọc điểm danh", "Reading attendance"), o.files.size());
  for (const std::string& file : o.files) {
    HOCBA_RETURN_IF_ERROR(read_site(o, file, list, taken, out, of_sites));
    progress.to(out.files.size());
  }
  progress.finish();
  out.classes = sized(std::move(of_sites), course.max_learners.value_or(training::kMaxLearners));
  return out;
}

Result<WholeClass> whole_class(Run& run, const AttendanceOptions& o, const Programme& programme,
                               const training::CourseRule& course, const RegisterSession& day,
                               const AttendedClass& attended) {
  WholeClass out;
  HOCBA_TRY(out.body.audience, code_option(attended.audience, "--audience"));
  out.body.course = course.course;
  out.body.klass = random_training_id<training::ClassId>();
  out.body.programme = chain::LeafIndex{programme.index};
  if (!o.topic.empty()) {
    HOCBA_TRY(out.body.topic, code_option(o.topic, "--topic"));
  }
  for (const std::string& text : o.trainers) {
    HOCBA_TRY(auto trainer, trainer_option(text));
    out.kept.trainers.push_back(std::move(trainer.kept));
    out.body.trainers.push_back(trainer.recorded);
  }
  std::sort(out.body.trainers.begin(), out.body.trainers.end(),
            [](const auto& a, const auto& b) { return a.person < b.person; });
  RegisterSession session = day;
  if (attended.units.size() == 1) {
    HOCBA_TRY(ApiClient * node, run.api());
    const auto unit = node->unit(*attended.units.begin());
    session.site = unit.ok() && !unit->name.empty() ? unit->name : *attended.units.begin();
  }
  for (const Attended& one : attended.people) {
    HOCBA_TRY(const auto seat, training::seat_id_from_text(one.learner->seat));
    session.attendance[one.learner->seat] = one.periods;
    out.people[one.learner->seat] = one.learner->name + ", " + to_screen(one.learner->birth_date);
    chain::EnrolSeat enrolled{std::nullopt, seat};
    if (!one.learner->last_class.empty()) {  // one that was cancelled
      HOCBA_TRY(enrolled.after, training::class_id_from_text(one.learner->last_class));
    }
    out.seats.push_back(enrolled);
    chain::SeatResult result;
    result.seat = seat;
    result.result.attended = one.periods;
    result.result.outcome = training::Outcome::completed;
    out.results.push_back(result);
  }
  draw_session_salt(session);
  out.kept.site = session.site;
  out.kept.sessions.push_back(std::move(session));
  return out;
}

Result<json> record_sites(Run& run, const AttendanceOptions& o, const Programme& programme,
                          const training::CourseRule& course, const RegisterSession& day, const ReadSites& read) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(std::uint32_t number, next_class_number(run, programme.first, unit, o.course));
  std::vector<WholeClass> classes;
  for (const AttendedClass& attended : read.classes) {
    HOCBA_TRY(auto whole, whole_class(run, o, programme, course, day, attended));
    classes.push_back(std::move(whole));
  }
  std::sort(classes.begin(), classes.end(),
            [](const WholeClass& a, const WholeClass& b) { return a.body.klass < b.body.klass; });
  json out = json::array();
  std::vector<std::string> names;
  Progress progress(run.out(), run.say("Ghi lớp", "Recording classes"), classes.size());
  for (WholeClass& whole : classes) {
    whole.body.number = number++;
    const std::string audience = whole.body.audience.str();
    const auto recorded = record_whole_class(run, unit, std::move(whole));
    if (!recorded.ok()) {
      progress.finish();
      tell_recorded_classes(run, names);
      return recorded.error();
    }
    const ClassInfo& info = *recorded;
    names.push_back(info.name);
    warn_of_small_class(run, info.name, info.learners());
    out.push_back({{"class", info.id},
                   {"name", info.name},
                   {"audience", audience},
                   {"learners", info.learners()},
                   {"passed", info.passed}});
    progress.to(out.size());
  }
  progress.finish();
  return out;
}

Result<int> import_attendance(Run& run, const AttendanceOptions& o) {
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_TRY(const auto code, code_option(o.course, "--course"));
  const auto* course = training::find_course(programme.rules, code);
  if (course == nullptr) return Error(kUnknownWord, "--course " + o.course);
  RegisterSession day;
  day.number = 1;
  day.periods = static_cast<std::uint32_t>(o.periods);
  HOCBA_TRY(day.date, date_option(o.date, "--date"));
  HOCBA_TRY(day.mode, mode_option(o.mode));
  HOCBA_RETURN_IF_ERROR(check_day(run, o, programme, *course, day));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  std::size_t completed = 0;
  if (!o.dry_run) {
    HOCBA_TRY(const std::string unit, run.unit());
    HOCBA_TRY(completed, complete_earlier_classes(run, unit, programme));
  }
  HOCBA_TRY(const auto read, read_sites(run, o, programme, *course));
  if (!read.issues.empty() && !run.out().json_wanted())
    run.out().raw(render_wrapped(issue_table(read.issues, run.lang()), kTableWidth) + "\n");
  if (read.left_out > 0)
    run.out().note(run.say("bỏ qua người đã có lớp: ", "left out, who have a class already: ") +
                   std::to_string(read.left_out));
  if (!read.learning.empty())
    run.out().warning(run.say("trong đó đang ở một lớp chưa kết thúc: ", "of these in a class that is not closed: ") +
                      some_names(read.learning));
  const int outcome = read.errors == 0 && read.learning.empty() ? kExitDone : kExitRefused;
  const std::string counted = std::to_string(o.files.size()) + run.say(" điểm cầu, ", " sites, ") +
                              std::to_string(read.people) + run.say(" người, có mặt ", " people, present ") +
                              std::to_string(read.attended) + run.say(", số lớp ", ", classes ") +
                              std::to_string(read.classes.size());
  json said = {
      {"dry_run", o.dry_run},      {"files", read.files},       {"people", read.people},
      {"attended", read.attended}, {"left_out", read.left_out}, {"learning", read.learning.size()},
      {"completed", completed},    {"errors", read.errors},     {"issues", issues_json(read.issues, run.lang())}};
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì: ", "A trial, nothing was recorded: ") + counted);
    run.out().json(said);
    return outcome;
  }
  if (read.errors > 0 && !o.skip_bad) return Error(kRowsRefused, std::to_string(read.errors));
  if (read.people == 0 && completed > 0) {
    run.out().json(said);
    return outcome;
  }
  if (read.people == 0) return Error(kNobodyToEnrol, o.course);
  HOCBA_TRY(said["classes"], record_sites(run, o, programme, *course, day, read));
  run.out().line(run.out().toned(Output::Tone::good, run.say("Đã xác nhận: ", "Confirmed: ") + counted));
  run.out().json(said);
  return outcome;
}

}  // namespace

void add_training_attendance_command(Args training, Run& run) {
  auto o = std::make_shared<AttendanceOptions>();
  Args command = training.command(
      "import-attendance", "điểm danh một ngày tập huấn của nhiều điểm cầu: mở lớp, ghi kết quả, kết thúc một lượt",
      "attendance of a training day at many sites: classes opened, resulted, closed in one go",
      "hocba training import-attendance diem-danh-*.xlsx --programme QUANG_NGAI_2023 --course TAP_HUAN_CDS --date "
      "28/09/2023 --periods 8 --mode online --unit 99DT0001 --dry-run --key sgu.key\n"
      "hocba training import-attendance diem-danh-*.xlsx --programme QUANG_NGAI_2023 --course TAP_HUAN_CDS --date "
      "28/09/2023 --periods 8 --mode online --unit 99DT0001 --key sgu.key");
  command
      .positionals("FILE", o->files,
                   "bảng điểm danh, mỗi điểm cầu một tệp (mẫu: hocba sheets form training-attendance)",
                   "attendance sheets, one of each site (their form: hocba sheets form training-attendance)")
      .required();
  command
      .option("--programme", o->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  command.option("--course", o->course, "mã khóa chỉ xác nhận tham dự", "code of the course that attendance completes")
      .required();
  command.option("--date", o->date, "ngày tập huấn: 28/09/2023", "the day: 28/09/2023").required();
  command.number("--periods", o->periods, 1, training::kMaxPeriods, "số tiết của ngày ấy", "periods of that day")
      .required();
  command.option("--mode", o->mode, "hình thức: in_person (trực tiếp), online (trực tuyến)", "mode: in_person, online")
      .required()
      .offers({"in_person", "online"});
  command.list("--trainer", o->trainers, "giảng viên: \"Họ tên; học vị; học hàm\", lặp lại",
               "a trainer: \"Name; degree; title\", repeated");
  command.option("--topic", o->topic, "chuyên đề, nơi có danh mục", "the topic, where there is a list");
  add_sheet_options(command, o->sheet, o->allow_columns);
  command.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  command.flag("--skip-bad", o->skip_bad, "bỏ qua các dòng lỗi", "leaves out rows with errors");
  command.action([o, &run] { return run.finish(import_attendance(run, *o)); });
}

}  // namespace hocba::cli
