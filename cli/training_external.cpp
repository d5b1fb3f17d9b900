// hocba training import-external: completions that another system reports (LMS, MOOC) become a class of its own, which
// says who assessed: opened, enrolled, resulted and closed in one go.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/training_commands.hpp"
#include "cli/whose.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ExternalOptions {
  std::string file, sheet, programme, course, audience, topic, source;
  bool dry_run = false, skip_bad = false, all_columns = false, yes = false;
};

// People of one audience are one class; a class has one.
using ByAudience = std::map<std::string, std::vector<const exchange::ExternalCompletion*>>;

struct ReadExternal {
  std::vector<Learner> learners;
  ReadSheet sheet;
  exchange::ImportedExternal read;
};

Result<ReadExternal> read_external(Run& run, const ExternalOptions& o, const Programme& programme,
                                   const training::CourseRule& course) {
  ReadExternal out;
  HOCBA_TRY(out.learners, training_learners(run, {.programme = programme.first,
                                                  .course = course.course.str(),
                                                  .audience = o.audience,
                                                  .purpose = said_purpose(run, kHoldingClasses)}));
  sort_as_list(out.learners);
  HOCBA_TRY(out.sheet, read_training_sheet(o.file, o.sheet));
  exchange::ExternalRules rules;
  rules.course = &course;
  rules.names = {programme.course_name(course.course, Lang::vi), programme.course_name(course.course, Lang::en)};
  HOCBA_TRY(const Time now, run.now());
  rules.today = date_in_utc7(now);
  rules.any_columns = !o.all_columns;
  out.read = exchange::import_training_external(out.sheet.table, listed(out.learners), rules);
  out.sheet.tell_of(out.read.issues);
  return out;
}

// The class of one audience, from opening to closing.
Result<ClassInfo> record_external(Run& run, const ExternalOptions& o, const Programme& programme,
                                  const ReadExternal& read, const std::string& audience,
                                  const std::vector<const exchange::ExternalCompletion*>& items) {
  HOCBA_TRY(const std::string unit, run.unit());
  WholeClass whole;
  chain::TrainingClass& body = whole.body;
  HOCBA_TRY(body.audience, code_option(audience, "--audience"));
  HOCBA_TRY(body.course, code_option(o.course, "--course"));
  HOCBA_TRY(body.source, code_option(o.source, "--source"));
  if (!o.topic.empty()) {
    HOCBA_TRY(body.topic, code_option(o.topic, "--topic"));
  }
  body.klass = random_training_id<training::ClassId>();
  HOCBA_TRY(body.number, next_class_number(run, programme.first, unit, o.course));
  body.programme = chain::LeafIndex{programme.index};
  for (const auto* item : items) {
    const Learner& learner = read.learners[item->learner];
    HOCBA_TRY(const auto seat, training::seat_id_from_text(learner.seat));
    chain::EnrolSeat enrolled{std::nullopt, seat};
    if (!learner.last_class.empty()) {
      HOCBA_TRY(enrolled.after, training::class_id_from_text(learner.last_class));
    }
    whole.seats.push_back(enrolled);
    whole.results.push_back({item->result, seat});
    whole.kept.completed[learner.seat] = item->completed_on;
    whole.people[learner.seat] = named_in_sheet(learner.name, item->line, run.lang());
  }
  return record_whole_class(run, unit, std::move(whole));
}

// What the last attempts of those in the sheet say: an export that is cumulative says them again every month.
struct Earlier {
  std::optional<std::uint32_t> score;
  std::optional<Date> completed_on;  // nothing: the register that has it is not for this key, or says none
};
Result<std::map<std::string, Earlier>> earlier_completions(Run& run, const ReadExternal& read) {
  std::map<std::string, Earlier> out;
  std::set<std::string> classes;
  for (const auto& item : read.read.items) {
    const Learner& learner = read.learners[item.learner];
    if (learner.state == "failed" && !learner.last_class.empty()) classes.insert(learner.last_class);
  }
  for (const std::string& id : classes) {
    HOCBA_TRY(const ClassInfo info, class_option(run, {.text = id, .programme = {}, .provider = {}}));
    HOCBA_TRY(const auto seats, seats_of_class(run, id));
    const auto kept = class_register(run, info);
    // Another provider's class has a register that is not for this key. Not read now is not the same as none.
    if (!kept.ok() && kept.error().code().kind != Kind::forbidden && kept.error().code().kind != Kind::not_found)
      return kept.error();
    for (const ClassSeat& seat : seats) {
      const auto told = [&](const auto& of) {
        return read.learners[of.learner].seat == seat.seat && read.learners[of.learner].last_class == id;
      };
      if (!seat.result || std::none_of(read.read.items.begin(), read.read.items.end(), told)) continue;
      Earlier& one = out[seat.seat];
      one.score = seat.result->score;
      if (!kept.ok()) continue;
      if (const auto day = kept->completed.find(seat.seat); day != kept->completed.end())
        one.completed_on = day->second;
    }
  }
  return out;
}

bool said_before(const exchange::ExternalCompletion& item, const Learner& learner,
                 const std::map<std::string, Earlier>& earlier) {
  const auto found = earlier.find(learner.seat);
  if (found == earlier.end() || found->second.score != item.result.score) return false;
  return !found->second.completed_on || found->second.completed_on == item.completed_on;
}

// "GV 1, NV 3"; empty: there are none. What is over `most` goes into a further class.
std::string small_classes(const ByAudience& by_audience, std::size_t most) {
  std::string out;
  for (const auto& [audience, items] : by_audience)
    for (std::size_t left = items.size(); left > 0; left -= std::min(left, most))
      if (const std::size_t size = std::min(left, most); size < chain::kSmallClass)
        out += (out.empty() ? "" : ", ") + audience + " " + std::to_string(size);
  return out;
}

Result<int> import_external(Run& run, const ExternalOptions& o) {
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_TRY(const auto code, code_option(o.course, "--course"));
  const auto* course = training::find_course(programme.rules, code);
  if (course == nullptr || course->assessment != training::Assessment::external)
    return Error(kNotExternal, programme.code() + ", " + o.course);
  HOCBA_RETURN_IF_ERROR(run.log_in());
  std::size_t completed = 0;
  if (!o.dry_run) {
    HOCBA_TRY(const std::string unit, run.unit());
    HOCBA_TRY(completed, complete_earlier_classes(run, unit, programme));
  }
  HOCBA_TRY(const auto read, read_external(run, o, programme, *course));
  const Status good = refuse_bad_rows(run, read.sheet, o.skip_bad);
  Table table{.headers = {run.say("dòng", "line"), run.say("họ tên", "name"), run.say("đối tượng", "audience"),
                          run.say("hoàn thành", "completed"), run.say("điểm", "score"), run.say("kết quả", "result")},
              .rows = {},
              .right = {true, false, false, false, true}};
  HOCBA_TRY(const auto earlier, earlier_completions(run, read));
  ByAudience by_audience;
  std::size_t passing = 0, before = 0;
  std::vector<std::string> learning, by_score;  // names
  for (const auto& item : read.read.items) {
    const Learner& learner = read.learners[item.learner];
    const bool same = said_before(item, learner, earlier);
    const bool again = learner.state == "passed" || learner.state == "learning" || same;
    before += again ? 1 : 0;
    if (learner.state == "learning") learning.push_back(learner.name);
    if (same && !earlier.at(learner.seat).completed_on) by_score.push_back(learner.name);
    passing += !again && item.passes ? 1 : 0;
    table.rows.push_back({std::to_string(item.line), learner.name, learner.audience, to_screen(item.completed_on),
                          mark_words(item.result.score),
                          again         ? learner_state_words(learner.state, run.lang())
                          : item.passes ? run.say("đạt", "passed")
                                        : run.say("chưa đạt", "failed")});
    if (!again) by_audience[learner.audience].push_back(&item);
  }
  run.out().table(table);
  if (before > 0)
    run.out().note(run.say("bỏ qua người đã đạt, đang học, hoặc đã ghi đúng kết quả này: ",
                           "left out, who passed, are learning, or have this very result already: ") +
                   std::to_string(before));
  if (!learning.empty())
    run.out().warning(run.say("đang ở một lớp chưa kết thúc, kết quả chưa được ghi: ",
                              "in a class that is not closed, so that their results were not recorded: ") +
                      some_names(learning));
  if (!by_score.empty())
    run.out().warning(run.say("không xem được ngày hoàn thành đã ghi nên chỉ so điểm, coi là đã ghi rồi: ",
                              "the day that was recorded is not to be seen: taken as recorded by the score alone: ") +
                      some_names(by_score));
  const int outcome = read.sheet.errors() == 0 && learning.empty() ? kExitDone : kExitRefused;
  json said = {{"dry_run", o.dry_run},
               {"rows", read.read.items.size()},
               {"passed", passing},
               {"left_out", before},
               {"errors", read.sheet.errors()},
               {"issues", issues_json(read.sheet.issues, run.lang())},
               {"completed", completed},
               {"learning", learning.size()}};
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
    run.out().json(said);
    return outcome;
  }
  HOCBA_RETURN_IF_ERROR(good);
  if (by_audience.empty() && before == 0) return Error(kNobodyToEnrol, o.file);
  const std::size_t most = course->max_learners.value_or(training::kMaxLearners);
  if (const std::string small = small_classes(by_audience, most); !small.empty())
    HOCBA_RETURN_IF_ERROR(confirm_unless(
        o.yes, run,
        run.say("Sẽ mở lớp dưới 5 học viên (", "A class of fewer than 5 learners would be opened (") + small +
            run.say("): ai biết danh sách gần như đoán được kết quả của từng người; nên chờ thêm người.",
                    "): who knows the list can nearly tell whose result is whose; better wait for more.")));
  json classes = json::array();
  std::vector<std::string> names;
  for (auto& [audience, items] : by_audience) {
    // Who is in a class with whom says nothing of the order of the sheet.
    std::sort(items.begin(), items.end(), [&](const auto* a, const auto* b) {
      return read.learners[a->learner].seat < read.learners[b->learner].seat;
    });
    for (std::size_t begin = 0; begin < items.size(); begin += most) {
      const std::size_t end = std::min<std::size_t>(items.size(), begin + most);
      const auto recorded = record_external(
          run, o, programme, read, audience,
          {items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end)});
      if (!recorded.ok()) {
        tell_recorded_classes(run, names);
        return recorded.error();
      }
      const ClassInfo& info = *recorded;
      names.push_back(info.name);
      warn_of_small_class(run, info.name, info.learners());
      run.out().line(run.say("Lớp ", "Class ") + info.name + run.say(": đạt ", ": passed ") +
                     std::to_string(info.passed) + "/" + std::to_string(info.learners()));
      classes.push_back({{"class", info.id}, {"name", info.name}, {"passed", info.passed}});
    }
  }
  said["classes"] = std::move(classes);
  run.out().json(said);
  return outcome;
}

}  // namespace

void add_training_external_command(Args training, Run& run) {
  auto o = std::make_shared<ExternalOptions>();
  Args command = training.command("import-external", "nhập kết quả hoàn thành từ hệ thống khác (LMS, MOOC)",
                                  "imports completions of another system (LMS, MOOC)",
                                  "hocba training import-external mooc.csv --programme BR_VT_2022 --course MOOC_KNS "
                                  "--source MOOC --unit 99DT0001 --dry-run --key dao-tao.key\n"
                                  "hocba training import-external mooc.csv --programme BR_VT_2022 --course MOOC_KNS "
                                  "--source MOOC --unit 99DT0001 --key dao-tao.key");
  command
      .positional("FILE", o->file, "danh sách hoàn thành (mẫu: hocba sheets form training-external)",
                  "the list of completions (its form: hocba sheets form training-external)")
      .required();
  command
      .option("--programme", o->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  command.option("--course", o->course, "mã khóa do hệ thống ngoài đánh giá", "code of the externally assessed course")
      .required();
  command.option("--source", o->source, "mã hệ thống đã dạy và đánh giá", "code of the system that taught and assessed")
      .required();
  command.option("--audience", o->audience, "chỉ đối tượng này", "of this audience alone");
  command.option("--topic", o->topic, "chuyên đề, nơi có danh mục", "the topic, where there is a list");
  command.option("--sheet", o->sheet, "trang tính của tệp .xlsx", "sheet of an .xlsx file");
  command.flag("--all-columns", o->all_columns, "từ chối bảng có cột lạ (mặc định: bỏ qua cột lạ)",
               "refuses a sheet with unknown columns (default: they are not read)");
  command.flag("--dry-run", o->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  command.flag("--yes", o->yes, "mở cả lớp dưới 5 học viên, không hỏi lại",
               "opens classes of fewer than 5 learners, too; does not ask");
  command.flag("--skip-bad", o->skip_bad, "bỏ qua các dòng lỗi", "leaves out rows with errors");
  command.action([o, &run] { return run.finish(import_external(run, *o)); });
}

}  // namespace hocba::cli
