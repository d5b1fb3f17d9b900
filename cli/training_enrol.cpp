// hocba training class enrol, unenrol: who sits in a class.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/training_commands.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct EnrolCommand {
  ClassName name;
  EnrolOptions options;
  std::vector<std::string> people;
};

// Why one can't be enrolled, before the ledger says so; empty: can.
std::string why_not_enrolled(const Run& run, const Learner& learner) {
  if (learner.state == "passed") return run.say("đã đạt khóa này", "has passed the course");
  if (learner.state == "learning") return run.say("đang học ở một lớp khác", "is in another open class");
  return {};
}

// In a sheet, or picked. A re-take goes on with the topic of the attempt before.
Result<std::vector<Learner>> chosen_learners(Run& run, const OpenedClass& opened, const EnrolOptions& o) {
  HOCBA_TRY(auto all, training_learners(run, {.programme = opened.info.programme,
                                              .course = opened.info.course,
                                              .audience = opened.info.audience,
                                              .unit = o.unit,
                                              .purpose = said_purpose(run, kHoldingClasses)}));
  sort_as_list(all);
  std::vector<Learner> out;
  if (!o.file.empty()) {
    HOCBA_TRY(auto sheet, read_training_sheet(o.file, o.sheet));
    const auto list = listed(all);
    const auto read = exchange::import_training_learners(sheet.table, list);
    sheet.tell_of(read.issues);
    HOCBA_RETURN_IF_ERROR(refuse_bad_rows(run, sheet, false));
    for (const std::size_t place : read.items) out.push_back(all[place]);
    return out;
  }
  const std::string wanted = o.failed ? "failed" : "waiting";
  for (Learner& learner : all) {
    const bool fits = learner.state == wanted &&
                      (opened.info.level.empty() || learner.level.empty() || learner.level == opened.info.level);
    if (fits) out.push_back(std::move(learner));
  }
  if (o.failed && !opened.info.topic.empty()) {
    std::map<std::string, std::string> topics;  // of the class before
    std::vector<Learner> same;
    for (Learner& learner : out) {
      if (topics.count(learner.last_class) == 0) {
        HOCBA_TRY(const auto before, class_option(run, {.text = learner.last_class, .programme = {}, .provider = {}}));
        topics[learner.last_class] = before.topic;
      }
      if (topics[learner.last_class] == opened.info.topic) same.push_back(std::move(learner));
    }
    out = std::move(same);
  }
  // By their random ids: no school's people come first.
  std::sort(out.begin(), out.end(), [](const Learner& a, const Learner& b) { return a.seat < b.seat; });
  if (out.size() < o.pick)
    run.out().warning(run.say("chỉ có ", "there are only ") + std::to_string(out.size()) +
                      run.say(" người chờ lớp này", " people who wait for this class"));
  if (out.size() > o.pick) out.resize(o.pick);
  return out;
}

Status record_enrolment(Run& run, const OpenedClass& opened, const std::vector<Learner>& learners) {
  HOCBA_TRY(const auto klass, class_id(opened.info));
  std::vector<chain::EnrolSeat> seats;
  for (const Learner& learner : learners) {
    chain::EnrolSeat seat;
    HOCBA_TRY(seat.seat, training::seat_id_from_text(learner.seat));
    if (!learner.last_class.empty()) {
      HOCBA_TRY(seat.after, training::class_id_from_text(learner.last_class));
    }
    seats.push_back(seat);
  }
  std::sort(seats.begin(), seats.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  for (std::size_t begin = 0; begin < seats.size(); begin += chain::kMaxEnrolSeats) {
    chain::TrainingEnrol body;
    body.klass = klass;
    const std::size_t end = std::min(seats.size(), begin + chain::kMaxEnrolSeats);
    body.seats.assign(seats.begin() + static_cast<std::ptrdiff_t>(begin),
                      seats.begin() + static_cast<std::ptrdiff_t>(end));
    const std::string what = run.say("Ghi danh lớp ", "Enrolled in class ") + opened.info.name + ", " +
                             std::to_string(end - begin) + run.say(" người", " people");
    HOCBA_TRY(const auto sent,
              send_for_class(run, body, opened.info, SendOptions{}, what, nullptr, seat_names(learners)));
  }
  return done();
}

Result<int> enrol_learners(Run& run, const EnrolCommand& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  if (!o.options.wanted()) return Error(kUsage, "--learners, --pick");
  HOCBA_TRY(const std::size_t count, enrol_in_class(run, *opened, o.options));
  run.out().json(
      {{"class", opened->info.id}, {"name", opened->info.name}, {"dry_run", o.options.dry_run}, {"enrolled", count}});
  return kExitDone;
}

// Leaving before the end is a result, and what was attended until then is part of it.
Result<int> unenrol_learners(Run& run, const EnrolCommand& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  HOCBA_TRY(const auto list, class_list(run, *opened));
  HOCBA_TRY(const auto places, learners_named(list.listed, o.people, true));
  chain::TrainingResult body;
  HOCBA_TRY(body.klass, class_id(opened->info));
  for (const std::size_t place : places) {
    chain::SeatResult result;
    result.seat = list.listed[place].seat;
    result.result.outcome = training::Outcome::withdrawn;
    result.result.attended = std::min(list.listed[place].attended.value_or(0), opened->info.totals.periods);
    body.results.push_back(result);
    run.out().line(list.learners[place].name + ", " + to_screen(list.learners[place].birth_date));
  }
  std::sort(body.results.begin(), body.results.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  const std::size_t count = body.results.size();
  if (o.options.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
  } else {
    HOCBA_TRY(const auto sent,
              send_for_class(run, body, opened->info, SendOptions{},
                             run.say("Thôi học lớp ", "Left class ") + opened->info.name + ": " + std::to_string(count),
                             nullptr, seat_names(list.learners)));
  }
  run.out().json({{"class", opened->info.id}, {"dry_run", o.options.dry_run}, {"withdrawn", count}});
  return kExitDone;
}

}  // namespace

void add_enrol_options(Args& command, EnrolOptions& options) {
  command.option("--learners", options.file, "bảng người được ghi danh: chỗ học, hoặc họ tên và ngày sinh",
                 "sheet of who is enrolled: seats, or names and birth dates");
  command.number("--pick", options.pick, 1, training::kMaxLearners, "lấy chừng ấy người đang chờ lớp",
                 "takes so many of those who wait");
  command.option("--of-unit", options.unit, "với --pick: chỉ người của trường này",
                 "with --pick: of this school alone");
  command.flag("--failed", options.failed, "với --pick: người chưa đạt, học lại (cùng chuyên đề)",
               "with --pick: who failed and learns again (the same topic)");
  command.option("--sheet", options.sheet, "trang tính của tệp .xlsx", "sheet of an .xlsx file");
}

Result<std::size_t> enrol_in_class(Run& run, const OpenedClass& opened, const EnrolOptions& o) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(auto learners, chosen_learners(run, opened, o));
  std::vector<std::string> problems;
  for (const Learner& learner : learners)
    if (const std::string why = why_not_enrolled(run, learner); !why.empty())
      problems.push_back(learner.name + ", " + to_screen(learner.birth_date) + ": " + why);
  for (const std::string& problem : problems) run.out().line("! " + problem);
  if (!problems.empty()) return Error(kRowsRefused, std::to_string(problems.size()));
  if (learners.empty()) return Error(kNobodyToEnrol, opened.info.name);
  const std::uint64_t together = opened.info.learners() + learners.size();
  warn_of_small_class(run, opened.info.name, together);
  const auto again = static_cast<std::uint64_t>(
      std::count_if(learners.begin(), learners.end(), [](const Learner& one) { return !one.last_class.empty(); }));
  // The ledger tells a re-take from a first attempt (docs/PRIVACY.md): among others these few are a small class.
  if (again > 0 && again < chain::kSmallClass && together >= chain::kSmallClass)
    run.out().warning(
        run.say("chỉ có ", "only ") + std::to_string(again) +
        run.say(
            " người học lại: sổ cái cho thấy chỗ học nào là học lại, nên ai biết danh sách gần như biết kết quả của "
            "họ; nên xếp những người học lại vào cùng một lớp",
            " of these learn again: the ledger shows which seats do, so who knows the list nearly knows their "
            "results; put those who learn again into one class"));
  if (again > 0)
    run.out().warning(run.say(
        "kết quả của lần học trước không sửa được nữa khi người học đã vào lớp mới: xong phúc khảo hãy ghi danh học "
        "lại",
        "results of the attempt before can't be corrected any more once the learner is in another class: enrol after "
        "appeals are decided"));
  const std::uint64_t cap = std::min<std::uint64_t>(opened.info.capacity.value_or(training::kMaxLearners),
                                                    opened.course->max_learners.value_or(training::kMaxLearners));
  if (together > cap)
    return in_class_words(Error(training::kClassFull, std::to_string(together) + " > " + std::to_string(cap)),
                          opened.info.name, run.lang());
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì: ", "A trial, nothing was recorded: ") +
                   std::to_string(learners.size()) + run.say(" người vào lớp ", " people into class ") +
                   opened.info.name);
    return learners.size();
  }
  HOCBA_RETURN_IF_ERROR(record_enrolment(run, opened, learners));
  return learners.size();
}

void add_training_enrol_commands(Args family, Run& run) {
  auto e = std::make_shared<EnrolCommand>();
  Args enrol = family.command("enrol", "ghi danh vào lớp: theo bảng, hoặc lấy người đang chờ",
                              "enrols learners: of a sheet, or those who wait",
                              "hocba training class enrol CDS_CB-12 --pick 42 --key sgu.key\n"
                              "hocba training class enrol CDS_NC-07 --learners lop-07.xlsx --dry-run --key sgu.key");
  add_class_name(enrol, e->name);
  add_enrol_options(enrol, e->options);
  enrol.flag("--dry-run", e->options.dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  enrol.action([e, &run] { return run.finish(enrol_learners(run, *e)); });
  auto u = std::make_shared<EnrolCommand>();
  Args unenrol = family.command("unenrol", "ghi nhận người thôi học giữa chừng", "records who left before the end",
                                "hocba training class unenrol CDS_NC-07 \"Trần Thị Thử; 15/03/1985\" --key sgu.key");
  add_class_name(unenrol, u->name);
  unenrol
      .positionals("LEARNER", u->people, "số trong danh sách, mã chỗ học, hoặc \"Họ tên; dd/mm/yyyy\"",
                   "number in the list, seat, or \"Name; dd/mm/yyyy\"")
      .required();
  unenrol.flag("--dry-run", u->options.dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  unenrol.action([u, &run] { return run.finish(unenrol_learners(run, *u)); });
}

}  // namespace hocba::cli
