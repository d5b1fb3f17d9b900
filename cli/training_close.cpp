// hocba training class close, check: what the ledger checks when a class is closed, said before in plain words.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/training_check.hpp"
#include "cli/training_commands.hpp"
#include "crypto/encoding.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

std::vector<Error> why_not_closed(const OpenedClass& opened, const std::vector<ClassSeat>& seats, bool cancelled) {
  const ClassInfo& info = opened.info;
  std::vector<Error> out;
  if (info.closed) return {Error(training::kClassClosed)};
  std::size_t missing = 0, given = 0;
  std::uint32_t most = 0;
  for (const ClassSeat& seat : seats) {
    if (!seat.result) ++missing;
    if (seat.result && !seat.withdrawn()) ++given;
    if (seat.result) most = std::max(most, seat.result->attended);
  }
  if (cancelled) {
    if (given > 0) out.emplace_back(training::kResultsGiven);
    return out;
  }
  if (info.learners() == 0) out.emplace_back(training::kClassEmpty);
  if (opened.course->assessment != training::Assessment::external) {
    if (!training::enough_periods(*opened.course, info.totals))
      out.emplace_back(training::kTooFewPeriods, std::to_string(info.totals.periods) + " < " +
                                                     std::to_string(opened.course->min_periods.value_or(1)));
    if (!training::online_share_ok(*opened.course, info.totals))
      out.emplace_back(training::kOnlineShare, std::to_string(info.totals.online) + " * 100 > " +
                                                   std::to_string(opened.course->max_online.value_or(0)) + " * " +
                                                   std::to_string(info.totals.periods));
  }
  if (missing > 0) out.emplace_back(training::kResultsMissing, std::to_string(missing));
  if (most > info.totals.periods)
    out.emplace_back(training::kAttendedTooMuch, std::to_string(most) + " > " + std::to_string(info.totals.periods));
  return out;
}

namespace {

struct CloseOptions {
  ClassName name;
  bool cancelled = false, dry_run = false, anyway = false, restore = false;
};

json problems_json(const std::vector<Error>& problems) {
  json out = json::array();
  for (const Error& problem : problems) out.push_back({{"code", problem.code().id}, {"detail", problem.detail()}});
  return out;
}

// Who failed, whose attendance is below the minimum: no obstacle to closing, and good to know before it.
void tell_outlook(Run& run, const OpenedClass& opened, const std::vector<ClassSeat>& seats, bool closed = false) {
  const auto& course = *opened.course;
  std::size_t passes = 0, below = 0, absent = 0, left = 0;
  for (const ClassSeat& seat : seats) {
    if (!seat.result) continue;
    if (seat.withdrawn())
      ++left;
    else if (training::passed(course, opened.info.totals, *seat.result))
      ++passes;
    else if (seat.result->score && *seat.result->score < course.pass_tenths)
      ++below;
    else
      ++absent;
  }
  run.out().line((closed ? run.say("Đạt: ", "Passed: ") : run.say("Sẽ đạt: ", "Will pass: ")) + std::to_string(passes) +
                 run.say("; dưới điểm đạt ", "; below the pass mark ") + mark_words(course.pass_tenths) + ": " +
                 std::to_string(below) + run.say("; không đủ tham dự: ", "; attended too little: ") +
                 std::to_string(absent) + run.say("; thôi học: ", "; left: ") + std::to_string(left));
}

// With a key of the provider, whose results are missing.
void tell_missing(Run& run, const OpenedClass& opened) {
  if (run.globals.keys.empty()) return;
  const auto list = class_list(run, opened);
  if (!list.ok()) return;
  constexpr std::size_t kMostNames = 20;
  std::string names;
  std::size_t count = 0;
  for (std::size_t i = 0; i < list->learners.size(); ++i)
    if (!list->seats[i].result && ++count <= kMostNames) names += (names.empty() ? "" : ", ") + list->learners[i].name;
  if (count > 0)
    run.out().line(run.say("Chưa có kết quả: ", "Without a result: ") + names + (count > kMostNames ? ", …" : ""));
}

std::vector<Error> in_words_of(const std::vector<Error>& problems, const std::string& name, Lang lang) {
  std::vector<Error> out;
  for (const Error& problem : problems) out.push_back(in_class_words(problem, name, lang));
  return out;
}

bool opens_trainers(const ClassRegister& kept, const ClassInfo& info) {
  return std::all_of(info.trainers.begin(), info.trainers.end(), [&](const std::string& commitment) {
    return std::any_of(kept.trainers.begin(), kept.trainers.end(),
                       [&](const auto& trainer) { return trainer_opening(trainer) == commitment; });
  });
}

bool opens_session(const ClassRegister& kept, const ClassInfo::RecordedSession& recorded) {
  const RegisterSession* session = kept.find(recorded.number);
  return recorded.details.empty() || (session != nullptr && session_opening(*session) == recorded.details);
}

// What of the register does not open what the ledger commits to: "trainers", "2" (a session). With whom may read it.
// Apart from them the sessions that did, until somebody's attendance was erased from them.
struct ComparedRegister {
  std::vector<std::string> differing, erased;
};
Result<ComparedRegister> register_differs(Run& run, const ClassInfo& info) {
  HOCBA_TRY(const auto kept, class_register(run, info));
  if (!kept.whole) return Error(kLearnersHidden, info.name);
  ComparedRegister out;
  if (!opens_trainers(kept, info)) out.differing.emplace_back("trainers");
  for (const auto& recorded : info.recorded)
    if (!opens_session(kept, recorded)) {
      const bool erased = kept.find(recorded.number) != nullptr && kept.erased.contains(recorded.number);
      (erased ? out.erased : out.differing).push_back(std::to_string(recorded.number));
    }
  for (const RegisterSession& session : kept.sessions)
    if (!info.records(session.number)) out.differing.push_back(std::to_string(session.number));
  return out;
}

// Nothing: this key may not read it, which is told.
Result<std::optional<ComparedRegister>> tell_differences(Run& run, const ClassInfo& info) {
  auto compared = register_differs(run, info);
  if (!compared.ok()) {
    const Kind kind = compared.error().code().kind;
    if (kind != Kind::forbidden && kind != Kind::refused) return compared.error();
    run.out().note(run.say("không so được sổ theo dõi lớp với sổ cái: ", "the register was not compared: ") +
                   error_text(compared.error(), run.lang()));
    return std::optional<ComparedRegister>();
  }
  for (const std::string& number : compared->erased)
    run.out().note(
        run.say("buổi ", "session ") + number +
        run.say(": điểm danh của một người đã bị xóa theo yêu cầu, nên không còn mở được cam kết trên sổ cái; "
                "trước khi xóa thì khớp, và phần còn lại không ai sửa được",
                ": somebody's attendance was erased on request, so it no longer opens what the ledger "
                "commits to; before that it did, and nobody can change the rest"));
  for (const std::string& what : compared->differing) {
    std::string line =
        run.out().toned(Output::Tone::bad, "! ") +
        (what == "trainers" ? run.say("giảng viên", "trainers") : run.say("buổi ", "session ") + what) +
        run.say(": sổ theo dõi lớp không khớp cam kết trên sổ cái", ": the register is not what the ledger commits to");
    if (what != "trainers" && !info.closed)
      line += run.say("; ghi lại: hocba training class session replace ",
                      "; put it on the ledger: hocba training class session replace ") +
              info.name + " --number " + what;
    run.out().line(line);
  }
  return std::optional(*std::move(compared));
}

// What can be opened of a closed class out of former versions of its register, put back into it.
Result<std::size_t> restore_register(Run& run, const ClassInfo& info) {
  std::size_t found = 0;
  const auto put_back = [&](ClassRegister& kept) -> Status {
    if (!kept.whole) return Error(kLearnersHidden, info.name);
    found = std::erase_if(kept.sessions, [&](const auto& session) { return !info.records(session.number); });
    for (std::uint32_t version = kept.version; version > 1; --version) {
      const bool complete = opens_trainers(kept, info) &&
                            std::all_of(info.recorded.begin(), info.recorded.end(),
                                        [&](const auto& recorded) { return opens_session(kept, recorded); });
      if (complete) break;
      const auto found_version = former_register(run, info, version - 1);
      if (!found_version.ok() && found_version.error().code().kind == Kind::not_found) continue;  // it gave way
      HOCBA_TRY(const ClassRegister former, found_version);
      if (!opens_trainers(kept, info) && opens_trainers(former, info)) {
        kept.trainers = former.trainers;
        ++found;
      }
      for (const auto& recorded : info.recorded) {
        if (opens_session(kept, recorded) || !opens_session(former, recorded)) continue;
        kept.session(recorded.number) = *former.find(recorded.number);
        ++found;
      }
    }
    return found > 0 ? done() : Status(Error(kNothingNew, info.name));
  };
  HOCBA_TRY(const auto kept, change_class_register(run, info, put_back));
  return found;
}

Result<json> tell_register(Run& run, const ClassInfo& info) {
  HOCBA_TRY(const auto compared, tell_differences(run, info));
  if (!compared) return json();
  const auto& differs = compared->differing;
  if (differs.empty())
    run.out().line(run.out().toned(Output::Tone::good, run.say("Sổ theo dõi lớp khớp cam kết trên sổ cái: ",
                                                               "The register is what the ledger commits to: ")) +
                   std::to_string(info.recorded.size() - compared->erased.size()) + run.say(" buổi, ", " sessions, ") +
                   std::to_string(info.trainers.size()) + run.say(" giảng viên", " trainers"));
  return json(differs);
}

Result<int> check_class(Run& run, const CloseOptions& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  HOCBA_TRY(const auto seats, seats_of_class(run, opened->info.id));
  if (o.restore) {
    if (!opened->info.closed) return Error(kClassStillOpen, opened->info.name);
    HOCBA_TRY(const std::size_t found, restore_register(run, opened->info));
    run.out().line(
        run.say("Đưa lại vào sổ theo dõi lớp từ bản cũ: ", "Put back into the register from former versions: ") +
        std::to_string(found));
  }
  // Of a closed class there is its register to be checked, with a key of who may read it.
  const bool keyed = !run.globals.keys.empty();
  std::vector<Error> found;
  if (!opened->info.closed || !keyed) found = why_not_closed(*opened, seats, o.cancelled);
  const auto problems = in_words_of(found, opened->info.name, run.lang());
  json differs;
  if (keyed) {
    HOCBA_TRY(differs, tell_register(run, opened->info));
  }
  for (const Error& problem : problems)
    run.out().line(run.out().toned(Output::Tone::bad, "! ") + problem.detail() + " [" + std::string(problem.code().id) +
                   "]");
  if (!opened->info.closed) {
    tell_missing(run, *opened);
    tell_outlook(run, *opened, seats);
    warn_of_small_class(run, opened->info.name, opened->info.learners());
  }
  if (problems.empty() && !opened->info.closed)
    run.out().line(run.out().toned(Output::Tone::good, run.say("Lớp ", "Class ") + opened->info.name +
                                                           run.say(": kết thúc được", ": can be closed")));
  run.out().json({{"class", opened->info.id},
                  {"name", opened->info.name},
                  {"good", problems.empty() && (differs.is_null() || differs.empty())},
                  {"problems", problems_json(problems)},
                  {"register_differs", differs}});
  return problems.empty() && (differs.is_null() || differs.empty()) ? kExitDone : kExitRefused;
}

Result<int> close_class(Run& run, const CloseOptions& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  const ClassInfo& info = opened->info;
  HOCBA_TRY(const auto seats, seats_of_class(run, info.id));
  const auto problems = in_words_of(why_not_closed(*opened, seats, o.cancelled), info.name, run.lang());
  // All of them at once: the ledger would name the first.
  if (problems.size() > 1)
    for (const Error& problem : problems)
      run.out().line(run.out().toned(Output::Tone::bad, "! ") + problem.detail() + " [" +
                     std::string(problem.code().id) + "]");
  if (!problems.empty()) return problems.front();
  HOCBA_RETURN_IF_ERROR(register_matches(run, info, o.anyway));
  if (o.dry_run) {
    if (!o.cancelled) tell_outlook(run, *opened, seats);
    run.out().line((o.cancelled ? run.say("Xem thử, chưa ghi gì; hủy được lớp ",
                                          "A trial, nothing was recorded; this class can be cancelled: ")
                                : run.say("Xem thử, chưa ghi gì; kết thúc được lớp ",
                                          "A trial, nothing was recorded; this class can be closed: ")) +
                   info.name);
    run.out().json({{"class", info.id}, {"name", info.name}, {"cancelled", o.cancelled}, {"dry_run", true}});
    return kExitDone;
  }
  chain::TrainingClose body;
  HOCBA_TRY(body.klass, class_id(info));
  body.cancelled = o.cancelled;
  const std::string what =
      (o.cancelled ? run.say("Hủy lớp ", "Cancelled class ") : run.say("Kết thúc lớp ", "Closed class ")) + info.name;
  HOCBA_TRY(const auto sent, send_for_class(run, body, info, SendOptions{}, what));
  if (!o.cancelled) tell_outlook(run, *opened, seats, true);
  run.out().json({{"class", info.id},
                  {"name", info.name},
                  {"cancelled", o.cancelled},
                  {"dry_run", false},
                  {"index", sent->index}});
  return kExitDone;
}

}  // namespace

Status register_matches(Run& run, const ClassInfo& info, bool anyway) {
  HOCBA_TRY(const auto compared, tell_differences(run, info));
  if (!compared || compared->differing.empty() || anyway) return done();
  std::string all = info.name;
  for (const std::string& what : compared->differing) all += ", " + what;
  return Error(kRegisterDiffersHere, std::move(all));
}

void add_training_close_commands(Args family, Run& run) {
  auto c = std::make_shared<CloseOptions>();
  Args close = family.command("close", "kết thúc lớp: sổ cái kiểm tra mọi quy định",
                              "closes a class: the ledger checks every rule",
                              "hocba training class close CDS_NC-07 --dry-run --key sgu.key\n"
                              "hocba training class close CDS_NC-07 --key sgu.key\n"
                              "hocba training class close CDS_NC-08 --cancelled --key sgu.key");
  add_class_name(close, c->name);
  close.flag("--cancelled", c->cancelled, "lớp không tổ chức được: không ai đạt",
             "the class did not come about: nobody passed");
  add_anyway(close, c->anyway);
  close.flag("--dry-run", c->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  close.action([c, &run] { return run.finish(close_class(run, *c)); });
  auto k = std::make_shared<CloseOptions>();
  Args check = family.command("check", "còn gì khiến lớp chưa kết thúc được", "what keeps a class from being closed",
                              "hocba training class check CDS_NC-07\n"
                              "hocba training class check CDS_NC-07 --key sgu.key");
  add_class_name(check, k->name);
  check.flag("--cancelled", k->cancelled, "hủy lớp thì sao", "what if it is cancelled");
  check.flag("--restore", k->restore, "lớp đã kết thúc: đưa lại vào sổ theo dõi lớp các bản cũ khớp sổ cái",
             "of a closed class: puts what the ledger commits to back into the register, from its former versions");
  check.action([k, &run] { return run.finish(check_class(run, *k)); });
}

}  // namespace hocba::cli
