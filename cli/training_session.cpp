// hocba training class session add, replace; attendance: what was taught, and who came. Date, periods and mode go to
// the ledger; site, trainer and attendance to the provider's register, to which the ledger has a commitment per
// session. The register is stored first: what the ledger commits to can always be opened. A record that is refused
// gives the register back what it had; two who write at once both find theirs in it. A session that is in the register
// and not on the ledger is somebody's whose record is on its way, or of a run that was cut off: it is never written
// over unasked.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/training_commands.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct SessionOptions {
  ClassName name;
  std::string date, mode, site, trainer, attendance, sheet;
  std::uint64_t number = 0, periods = kUnsaid;
  bool paper = false, dry_run = false, allow_columns = false, again = false;
  static constexpr std::uint64_t kUnsaid = 100'000;
};

std::string session_words(const Run& run, const RegisterSession& session) {
  return run.say("buổi ", "session ") + std::to_string(session.number) + ", " + to_screen(session.date) + ", " +
         std::to_string(session.periods) + run.say(" tiết ", " periods ") + mode_words(session.mode, run.lang());
}

// Who came, out of a sheet: of each session that it has columns of, by seat.
struct TakenAttendance {
  std::map<std::uint32_t, std::map<std::string, std::uint32_t>> sessions;
  json told;
};
Result<TakenAttendance> take_attendance(Run& run, const OpenedClass& opened, const SessionOptions& o,
                                        std::vector<exchange::SheetSession> sessions) {
  HOCBA_TRY(const auto list, class_list(run, opened));
  HOCBA_TRY(auto sheet, read_training_sheet(o.attendance, o.sheet));
  const auto read = exchange::import_training_attendance(sheet.table, list.listed, sessions, o.allow_columns);
  sheet.tell_of(read.issues);
  HOCBA_RETURN_IF_ERROR(refuse_bad_rows(run, sheet, false));
  TakenAttendance out;
  std::map<std::uint32_t, std::size_t> present;
  for (const auto& one : read.items)
    for (const auto& [number, periods] : one.periods) {
      out.sessions[number][list.learners[one.learner].seat] = periods;
      present[number] += periods > 0 ? 1 : 0;
    }
  out.told = {{"learners", list.listed.size()}, {"rows", read.items.size()}, {"sessions", json::array()}};
  for (const auto& [number, seats] : out.sessions) {
    run.out().line(run.say("Buổi ", "Session ") + std::to_string(number) + run.say(": có mặt ", ": present ") +
                   std::to_string(present[number]) + "/" + std::to_string(seats.size()));
    out.told["sessions"].push_back({{"number", number}, {"present", present[number]}});
  }
  if (!read.missing.empty()) {
    constexpr std::size_t kMostNames = 10;
    std::string names;
    for (std::size_t i = 0; i < std::min(kMostNames, read.missing.size()); ++i)
      names += (names.empty() ? "" : ", ") + list.learners[read.missing[i]].name;
    run.out().warning(run.say("không có trong bảng: ", "not in the sheet: ") + std::to_string(read.missing.size()) +
                      " (" + names + (read.missing.size() > kMostNames ? ", …)" : ")"));
  }
  return out;
}

// What the rules say of it before anything is stored.
Status check_session(Run& run, const OpenedClass& opened, const RegisterSession& session) {
  const ClassInfo& info = opened.info;
  if (info.closed) return in_class_words(Error(training::kClassClosed), info.name, run.lang());
  if (opened.course->assessment == training::Assessment::external)
    return in_class_words(Error(training::kSessionExternal), info.name, run.lang());
  HOCBA_TRY(const Time now, run.now());
  if (session.periods > 0 && session.date > date_in_utc7(now))
    return in_class_words(Error(training::kSessionFuture, to_screen(session.date)), info.name, run.lang());
  const auto& phase = opened.programme.rules.phase;
  if (phase && (session.date < phase->from || session.date > phase->to))
    run.out().warning(std::string(pick(run.lang(), training::kOutsidePhase.vi, training::kOutsidePhase.en)) + " (" +
                      to_screen(phase->from) + "–" + to_screen(phase->to) + ")");
  for (const auto& [seat, periods] : session.attendance)
    if (periods > session.periods)
      return in_class_words(
          Error(training::kAttendedTooMuch, std::to_string(periods) + " > " + std::to_string(session.periods)),
          info.name, run.lang());
  return done();
}

using ChangeRegister = std::function<Status(ClassRegister&)>;

// The sessions of a register become again what they were, unless somebody has written them since.
void put_back(Run& run, const ClassInfo& info, const ClassRegister& before, const ClassRegister& ours,
              std::vector<std::uint32_t> numbers) {
  const auto undo = [&](ClassRegister& now) -> Status {
    for (const std::uint32_t number : numbers) {
      const RegisterSession *stored = now.find(number), *written = ours.find(number), *was = before.find(number);
      if (stored == nullptr || written == nullptr || stored->salt != written->salt) continue;
      if (was != nullptr)
        now.session(number) = *was;
      else
        std::erase_if(now.sessions, [&](const auto& session) { return session.number == number; });
    }
    return done();
  };
  if (const auto back = change_class_register(run, info, undo); !back.ok())
    run.out().warning(run.say("sổ theo dõi lớp còn phần chưa ghi sổ cái (hocba training class check): ",
                              "the register has what is not on the ledger (hocba training class check): ") +
                      error_text(back.error(), run.lang()));
}

// A trainer keeps attendance; records are signed by the provider's others.
bool may_not_record(const Error& error) { return error.is(chain::kGrantWrongKind) || error.is(chain::kNoAuthority); }

// With what puts it on the ledger as the register has it.
Error written_by_another(const Run& run, const ClassInfo& info, std::uint32_t number) {
  return Error(kRegisterChangedHere, info.name + run.say(", buổi ", ", session ") + std::to_string(number) +
                                         ": hocba training class session replace " + info.name + " --number " +
                                         std::to_string(number));
}

struct KeepSessions {
  std::vector<std::uint32_t> numbers;
  bool fresh = false;    // a number that nobody else may take meanwhile: sent once, and never another's session
  bool by_hand = false;  // attendance: stays in the register where the key can't sign records
  bool recorded = true;  // what became of it
};
// The register, then the records: of what the register has by then, as others may write the same session.
Status keep_sessions(Run& run, const OpenedClass& opened, const ChangeRegister& change, KeepSessions& keep) {
  const ClassInfo& info = opened.info;
  HOCBA_TRY(const auto klass, class_id(info));
  ClassRegister before;
  const auto remember = [&](ClassRegister& kept) -> Status {
    before = kept;
    return change(kept);
  };
  HOCBA_TRY(ClassRegister ours, change_class_register(run, info, remember, keep.fresh));
  constexpr int kRounds = 5;
  for (int round = 0; round < kRounds && !keep.numbers.empty(); ++round) {
    for (std::size_t i = 0; i < keep.numbers.size(); ++i) {
      const RegisterSession* session = ours.find(keep.numbers[i]);
      if (session == nullptr) continue;
      const auto sent = send_for_class(run, session_record(klass, *session), info, SendOptions{},
                                       info.name + ", " + session_words(run, *session));
      if (sent.ok()) continue;
      if (keep.by_hand && may_not_record(sent.error())) {
        keep.recorded = false;
        return done();
      }
      if (refused_for_good(sent.error()))
        put_back(run, info, before, ours, {keep.numbers.begin() + static_cast<std::ptrdiff_t>(i), keep.numbers.end()});
      return sent.error();
    }
    HOCBA_TRY(ClassRegister now, class_register(run, info));
    std::vector<std::uint32_t> rewritten;
    for (const std::uint32_t number : keep.numbers) {
      const RegisterSession *stored = now.find(number), *written = ours.find(number);
      if (keep.fresh && (stored == nullptr || written == nullptr || stored->salt != written->salt))
        return written_by_another(run, info, number);
      if (stored != nullptr && written != nullptr && stored->salt != written->salt) rewritten.push_back(number);
    }
    keep.numbers = std::move(rewritten);
    before = ours;
    ours = std::move(now);
  }
  if (!keep.numbers.empty())
    run.out().warning(run.say("sổ theo dõi lớp đang được nhiều người ghi; hãy xem lại bằng hocba training class check ",
                              "others keep writing this register; look at it with hocba training class check ") +
                      info.name);
  return done();
}

// Which of a session's fields are said; its attendance, where a sheet is given.
Status fill_session(const Run& run, const SessionOptions& o, const OpenedClass& opened, bool recorded,
                    RegisterSession& session) {
  if (!o.date.empty()) {
    HOCBA_TRY(session.date, date_option(o.date, "--date"));
  }
  if (!o.mode.empty()) {
    HOCBA_TRY(session.mode, mode_option(o.mode));
  }
  if (o.periods != SessionOptions::kUnsaid) session.periods = static_cast<std::uint32_t>(o.periods);
  if (session.periods == 0 && !recorded)
    return in_class_words(Error(training::kSessionPeriods), opened.info.name, run.lang());
  if (session.periods == 0) session.attendance.clear();
  if (!o.site.empty()) session.site = o.site;
  if (!o.trainer.empty()) session.trainer = o.trainer;
  session.paper |= o.paper;
  draw_session_salt(session);
  return done();
}

Result<int> record_session(Run& run, const SessionOptions& o, bool replaces) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  const ClassInfo& info = opened->info;
  HOCBA_TRY(auto kept, class_register(run, info));
  const auto number = static_cast<std::uint32_t>(replaces ? o.number : info.next_session());
  // One that a run left in the register before it was cut off can be recorded as it stands there.
  const bool recorded = info.records(number), known = replaces && kept.find(number) != nullptr;
  if (replaces && !recorded && !(known && number == info.next_session()))
    return in_class_words(Error(training::kSessionNumber, "next: " + std::to_string(info.next_session())), info.name,
                          run.lang());
  if (!known && (o.date.empty() || o.mode.empty() || o.periods == SessionOptions::kUnsaid))
    return Error(kUsage, "--date, --periods, --mode");
  TakenAttendance taken;
  std::string mine;  // salt of what this run wrote last
  const auto change = [&](ClassRegister& of) -> Status {
    const auto waits = [&](const RegisterSession& session) { return session.number >= number && session.salt != mine; };
    if (!replaces && o.again) std::erase_if(of.sessions, waits);
    const auto another = std::find_if(of.sessions.begin(), of.sessions.end(), waits);
    if (!replaces && another != of.sessions.end()) return written_by_another(run, info, another->number);
    if (known && of.find(number) == nullptr) return written_by_another(run, info, number);
    RegisterSession& session = of.session(number);
    HOCBA_RETURN_IF_ERROR(fill_session(run, o, *opened, recorded, session));
    mine = session.salt;
    for (const auto& [seat, periods] : taken.sessions[number]) session.attendance[seat] = periods;
    return done();
  };
  HOCBA_RETURN_IF_ERROR(change(kept));
  if (!o.attendance.empty()) {
    HOCBA_TRY(taken, take_attendance(run, *opened, o, {{number, kept.session(number).periods}}));
    HOCBA_RETURN_IF_ERROR(change(kept));
  }
  HOCBA_RETURN_IF_ERROR(check_session(run, *opened, *kept.find(number)));
  KeepSessions keep;
  keep.numbers = {number};
  keep.fresh = !replaces;
  if (o.dry_run)
    run.out().line(run.say("Xem thử, chưa ghi gì: ", "A trial, nothing was recorded: ") +
                   session_words(run, *kept.find(number)));
  else
    HOCBA_RETURN_IF_ERROR(keep_sessions(run, *opened, change, keep));
  run.out().json({{"class", info.id},
                  {"name", info.name},
                  {"session", number},
                  {"dry_run", o.dry_run},
                  {"attendance", std::move(taken.told)}});
  return kExitDone;
}

// As the register has it, and the ledger too.
bool is_recorded(const ClassInfo& info, const RegisterSession* kept,
                 const std::map<std::string, std::uint32_t>& attendance) {
  const auto same = [&](const auto& one) {
    const auto found = kept->attendance.find(one.first);
    return found != kept->attendance.end() && found->second == one.second;
  };
  return kept != nullptr && std::all_of(attendance.begin(), attendance.end(), same) &&
         std::any_of(info.recorded.begin(), info.recorded.end(), [&](const auto& recorded) {
           return recorded.number == kept->number && recorded.details == session_opening(*kept);
         });
}

Result<int> record_attendance(Run& run, const SessionOptions& o) {
  HOCBA_TRY(const auto opened, open_class_option(run, o.name));
  HOCBA_TRY(auto kept, class_register(run, opened->info));
  std::vector<exchange::SheetSession> sessions;
  for (const auto& session : kept.sessions)
    if (session.periods > 0 && opened->info.records(session.number))
      sessions.push_back({session.number, session.periods});
  HOCBA_TRY(auto taken, take_attendance(run, *opened, o, sessions));
  // The class's own sheet has what was kept before: that is not recorded again.
  const std::size_t asked = taken.sessions.size();
  std::erase_if(taken.sessions,
                [&](const auto& one) { return is_recorded(opened->info, kept.find(one.first), one.second); });
  const std::size_t left_alone = asked - taken.sessions.size();
  if (left_alone > 0)
    run.out().line(run.say("Không đổi, không ghi lại: số buổi ", "Unchanged, not recorded again: sessions ") +
                   std::to_string(left_alone));
  const auto change = [&](ClassRegister& of) -> Status {
    for (const auto& [number, seats] : taken.sessions) {
      RegisterSession& session = of.session(number);
      for (const auto& [seat, periods] : seats) session.attendance[seat] = periods;
      draw_session_salt(session);
    }
    return done();
  };
  HOCBA_RETURN_IF_ERROR(change(kept));
  KeepSessions keep;
  keep.by_hand = true;
  for (const auto& [number, seats] : taken.sessions) {
    keep.numbers.push_back(number);
    HOCBA_RETURN_IF_ERROR(check_session(run, *opened, *kept.find(number)));
  }
  if (o.dry_run)
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
  else if (!keep.numbers.empty())
    HOCBA_RETURN_IF_ERROR(keep_sessions(run, *opened, change, keep));
  if (!keep.recorded)
    run.out().note(run.say("Đã lưu vào sổ theo dõi lớp. Khóa này không ký được bản ghi: cán bộ của đơn vị đào tạo ghi "
                           "sổ cái bằng hocba training class session replace ",
                           "Kept in the register. This key can't sign records: the provider's staff put it on the "
                           "ledger with hocba training class session replace ") +
                   opened->info.name + " --number N");
  run.out().json({{"class", opened->info.id},
                  {"name", opened->info.name},
                  {"dry_run", o.dry_run},
                  {"recorded", keep.recorded && !o.dry_run},
                  {"attendance", taken.told}});
  return kExitDone;
}

void add_session_options(Args& command, SessionOptions& o) {
  add_class_name(command, o.name);
  command.option("--date", o.date, "ngày học: 12/10/2024", "the day: 12/10/2024");
  command.number("--periods", o.periods, 0, training::kMaxPeriods, "số tiết", "periods");
  command.option("--mode", o.mode, "hình thức: in_person (trực tiếp), online (trực tuyến)", "mode: in_person, online")
      .offers({"in_person", "online"});
  command.option("--site", o.site, "địa điểm, điểm cầu", "the site");
  command.option("--trainer", o.trainer, "giảng viên của buổi", "who taught");
  command.flag("--paper", o.paper, "điểm danh trên giấy, có chữ ký", "attendance was taken on paper, with signatures");
  command.option("--attendance", o.attendance, "bảng điểm danh của buổi này", "attendance sheet of this session");
  add_sheet_options(command, o.sheet, o.allow_columns);
  command.flag("--dry-run", o.dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
}

}  // namespace

void add_training_session_commands(Args family, Run& run) {
  Args session = family.command("session", "buổi học của lớp", "sessions of a class");
  auto a = std::make_shared<SessionOptions>();
  Args add = session.command("add", "ghi một buổi học", "records a session",
                             "hocba training class session add CDS_NC-07 --date 12/10/2024 --periods 5 --mode "
                             "in_person --site \"Trường Tiểu học Mẫu 1\" --key sgu.key\n"
                             "hocba training class session add CDS_NC-07 --date 19/10/2024 --periods 4 --mode online "
                             "--attendance buoi-2.xlsx --key sgu.key");
  add_session_options(add, *a);
  add.flag("--again", a->again, "bỏ buổi còn trong sổ theo dõi lớp mà chưa ghi sổ cái (lần chạy trước bị ngắt)",
           "drops a session that is in the register and not on the ledger (an earlier run was cut off)");
  add.action([a, &run] { return run.finish(record_session(run, *a, false)); });
  auto r = std::make_shared<SessionOptions>();
  Args replace = session.command(
      "replace", "ghi lại một buổi, hoặc buổi còn trong sổ theo dõi lớp mà chưa ghi sổ cái; 0 tiết: buổi không diễn ra",
      "records a session anew, or one that is in the register and not on the ledger; 0 "
      "periods: it did not take place",
      "hocba training class session replace CDS_NC-07 --number 2 --periods 0 --key sgu.key");
  add_session_options(replace, *r);
  replace.number("--number", r->number, 1, chain::kMaxSessions, "số của buổi", "the session's number").required();
  replace.action([r, &run] { return run.finish(record_session(run, *r, true)); });
  auto t = std::make_shared<SessionOptions>();
  Args attendance =
      family.command("attendance", "điểm danh nhiều buổi từ một bảng: các cột Buổi 1, Buổi 2 …",
                     "attendance of several sessions out of a sheet: columns Buổi 1, Buổi 2 …",
                     "hocba training class attendance CDS_NC-07 diem-danh-07.xlsx --dry-run --key sgu.key\n"
                     "hocba training class attendance CDS_NC-07 diem-danh-07.xlsx --key sgu.key");
  add_class_name(attendance, t->name);
  attendance
      .positional("FILE", t->attendance, "bảng điểm danh (mẫu: hocba sheets form training-attendance)",
                  "the sheet (its form: hocba sheets form training-attendance)")
      .required();
  add_sheet_options(attendance, t->sheet, t->allow_columns);
  attendance.flag("--dry-run", t->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  attendance.action([t, &run] { return run.finish(record_attendance(run, *t)); });
}

}  // namespace hocba::cli
