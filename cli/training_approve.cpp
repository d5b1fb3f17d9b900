// hocba training roster approve, remove. Approving draws a random seat and a salt for every person and course, mixes
// the lists of all schools, sorts the seats by their random ids and cuts them into records: where a seat stands says
// nothing about whose list it came from.
//
// Before anything is sent, each record and what opens it lie on the disk (units/CODE/rosters/ROSTER.json, mode 0600):
// an interrupted run is completed by the next one with the same seats, so nobody gets two. Then the openings, then the
// record: a seat on the ledger can always be opened.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/training_approval.hpp"
#include "cli/training_commands.hpp"
#include "cli/training_roster.hpp"
#include "cli/units.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct ApproveOptions {
  std::string programme, course;
  std::vector<std::string> names;  // of proposals, or of seats
  bool all = false, dry_run = false, again = false, alone = false;
  WantedLists lists() const { return {names, all, again}; }
};

constexpr std::size_t kMixedSchools = 3;  // fewer in a run: the ledger nearly tells whose seats its records are

// --- what lies on the disk until it is recorded
// -------------------------------------------------------------------------

struct WaitingRoster {
  std::string path, record;
  json openings;
};

std::string rosters_directory(const std::string& unit) { return unit_directory(unit) + "/rosters"; }

Status keep_roster(const WaitingRoster& roster) {
  return write_file(
      roster.path,
      crypto::canonical({{"record", crypto::base64url(roster.record)}, {"openings", roster.openings}}) + "\n",
      Access::owner);
}

Result<std::vector<WaitingRoster>> waiting_rosters(const std::string& unit) {
  namespace fs = std::filesystem;
  std::vector<WaitingRoster> out;
  std::error_code error;
  for (fs::directory_iterator file(rosters_directory(unit), error), end; !error && file != end; file.increment(error)) {
    if (file->path().extension() != ".json") continue;
    WaitingRoster one;
    one.path = file->path().string();
    HOCBA_TRY(const std::string text, read_file(one.path));
    HOCBA_TRY(const json value, crypto::parse_json(text));
    Answer in(value, one.path);
    one.openings = in.object("openings");
    const auto record = crypto::from_base64url(in.text("record"));
    HOCBA_RETURN_IF_ERROR(in.end());
    if (!record.ok()) return Error(kFileIo, one.path);
    one.record = *record;
    out.push_back(std::move(one));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

// The same seats, said anew: a record that waited for longer than the ledger takes, or while its office published the
// programme's next version.
Result<std::string> signed_anew(Run& run, const std::string& bytes) {
  HOCBA_TRY(const auto old, chain::parse_record(bytes));
  chain::Body body = old.body;
  if (auto* roster = std::get_if<chain::TrainingRoster>(&body)) {
    HOCBA_TRY(const auto newest, newest_version(run, log::to_u64(roster->programme)));
    roster->programme = chain::LeafIndex{newest};
  }
  HOCBA_TRY(const auto record, new_record(run, std::move(body), old.unit));
  HOCBA_TRY(const auto keys, run.keys());
  return sign_record(record, keys);
}

// `openings`: all but programme and roster.
Result<WaitingRoster> waiting_roster(Run& run, const std::string& unit, chain::TrainingRoster body, json openings) {
  HOCBA_TRY(const auto acting, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_TRY(const auto keys, run.keys());
  HOCBA_RETURN_IF_ERROR(make_directories(rosters_directory(unit), Access::owner));
  WaitingRoster out;
  const std::string id = training::to_text(body.roster);
  out.path = rosters_directory(unit) + "/" + id + ".json";
  out.openings = std::move(openings);
  out.openings["programme"] = log::to_u64(body.programme);
  out.openings["roster"] = id;
  HOCBA_TRY(const auto record, new_record(run, std::move(body), acting));
  HOCBA_TRY(out.record, sign_record(record, keys));
  return out;
}

// Openings, then the record. A refusal for good takes the file away, so that the people can be approved anew.
Result<Recorded> record_roster(Run& run, WaitingRoster& roster) {
  HOCBA_TRY(ApiClient * node, run.api());
  const auto stored = node->put("/v1/training/openings", roster.openings);
  if (!stored.ok()) {
    if (refused_for_good(stored.error())) ::unlink(roster.path.c_str());
    return stored.error();
  }
  for (bool again = false;; again = true) {
    auto recorded = node->submit(roster.record);
    if (recorded.ok()) {
      ::unlink(roster.path.c_str());
      return recorded;
    }
    if (!again && (recorded.error().is(chain::kRecordTooOld) || recorded.error().is(training::kProgrammeNotCurrent))) {
      HOCBA_TRY(roster.record, signed_anew(run, roster.record));
      HOCBA_RETURN_IF_ERROR(keep_roster(roster));
      continue;
    }
    if (refused_for_good(recorded.error())) {
      // Its people are free once their openings are taken back; until then the next run has to know of them.
      Answer openings(roster.openings, roster.path);
      const auto withdrawn = node->post_empty("/v1/training/openings/" + openings.text("roster") + "/withdraw");
      if (withdrawn.ok() || withdrawn.error().code().kind == Kind::not_found)
        ::unlink(roster.path.c_str());
      else
        run.out().warning(run.say("người của lần duyệt bị từ chối chưa được trả lại, hãy chạy lại lệnh này: ",
                                  "the people of the refused approval are not free yet, run this command again: ") +
                          error_text(withdrawn.error(), run.lang()));
    }
    return recorded.error();
  }
}

std::string people_of(const WaitingRoster& roster) {
  constexpr std::size_t kMostNames = 20;
  std::string names;
  std::size_t count = 0;
  const auto seats = roster.openings.find("seats");
  if (seats == roster.openings.end() || !seats->is_array()) return names;
  for (const json& seat : *seats) {
    const json person = seat.is_object() ? seat.value("person", json::object()) : json::object();
    if (!person.is_object() || !person.contains("name") || !person["name"].is_string()) continue;
    if (++count <= kMostNames) names += (names.empty() ? "" : ", ") + person["name"].get<std::string>();
  }
  return names + (count > kMostNames ? ", …" : "");
}

// Refusals name the seat, whose id was drawn a moment ago: who was to sit there, and of which school.
SeatNames names_in(const WaitingRoster& roster) {
  SeatNames out;
  for (const char* part : {"seats", "reseat"}) {
    const auto seats = roster.openings.find(part);
    if (seats == roster.openings.end() || !seats->is_array()) continue;
    for (const json& seat : *seats) {
      if (!seat.is_object() || !seat.contains("seat") || !seat["seat"].is_string()) continue;
      const json person = seat.value("person", json::object());
      const auto text = [](const json& of, const char* field) {
        const auto found = of.is_object() ? of.find(field) : of.end();
        return found != of.end() && found->is_string() ? found->get<std::string>() : std::string();
      };
      const auto born = date_from_text(text(person, "birth_date"));
      const std::string unit = text(seat, "unit");
      out[seat["seat"].get<std::string>()] =
          (unit.empty() ? "" : unit + ": ") + text(person, "name") + (born.ok() ? ", " + to_screen(*born) : "");
    }
  }
  return out;
}

}  // namespace

Result<Recorded> record_roster_of(Run& run, const std::string& unit, chain::TrainingRoster body, const json& openings) {
  HOCBA_TRY(auto roster, waiting_roster(run, unit, std::move(body), openings));
  HOCBA_RETURN_IF_ERROR(keep_roster(roster));
  return record_roster(run, roster);
}

// What an earlier run left. Refused for good: its people are free, and this run approves them anew. What can't be
// completed now stops this run only where it is of the same programme, whose people would get second seats.
Result<std::size_t> complete_earlier(Run& run, const std::string& unit, const Programme& programme) {
  HOCBA_TRY(auto waiting, waiting_rosters(unit));
  std::size_t completed = 0;
  for (WaitingRoster& roster : waiting) {
    const auto recorded = record_roster(run, roster);
    if (recorded.ok()) {
      run.out().line(run.say("Hoàn tất lần duyệt trước: mục ", "Completed the earlier approval: entry ") +
                     std::to_string(recorded->index));
      ++completed;
      continue;
    }
    const Error why = with_names(recorded.error(), names_in(roster));
    if (refused_for_good(why)) {
      run.out().warning(run.say("lần duyệt trước bị từ chối, những người này cần duyệt lại: ",
                                "an earlier approval was refused, these people are to be approved again: ") +
                        people_of(roster) + "; " + error_text(why, run.lang()));
      continue;
    }
    HOCBA_TRY(const auto record, chain::parse_record(roster.record));
    const auto* body = std::get_if<chain::TrainingRoster>(&record.body);
    if (body == nullptr) return Error(kFileIo, roster.path);
    const auto of = programme_version(run, log::to_u64(body->programme));
    if (!of.ok() || of->first == programme.first) return why;
    run.out().warning(run.say("lần duyệt trước của ", "an earlier approval of ") + of->code() +
                      run.say(" chưa hoàn tất được: ", " can't be completed yet: ") + error_text(why, run.lang()));
  }
  return completed;
}

namespace {

Result<std::vector<WaitingRoster>> keep_all(Run& run, const std::string& unit, std::vector<DrawnRoster> rosters) {
  std::vector<WaitingRoster> out;
  for (DrawnRoster& one : rosters) {
    HOCBA_TRY(auto openings, crypto::parse_json(one.openings));
    HOCBA_TRY(auto roster, waiting_roster(run, unit, std::move(one.body), std::move(openings)));
    out.push_back(std::move(roster));
  }
  for (const WaitingRoster& roster : out) HOCBA_RETURN_IF_ERROR(keep_roster(roster));
  return out;
}

// All lists of a run are mixed, so a seat is one of those of the run: this many schools', for its course and audience.
std::set<std::string> schools_of(const Approval& approval) {
  std::set<std::string> out;
  for (const Nominee& nominee : approval.nominees) out.insert(nominee.unit);
  return out;
}
std::vector<std::string> of_one_school(const Approval& approval) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> schools;
  for (const Nominee& nominee : approval.nominees)
    schools[{nominee.course.str(), nominee.person.audience.str()}].insert(nominee.unit);
  std::vector<std::string> out;
  for (const auto& [what, units] : schools)
    if (units.size() == 1) out.push_back(what.first + ", " + what.second + ": " + *units.begin());
  return out;
}

// Returns whether these lists may go: they come from several schools, or somebody said that they go alone.
bool mixed_enough(Run& run, const ApproveOptions& o, const Approval& approval) {
  const auto schools = schools_of(approval);
  if (schools.empty()) return true;
  if (schools.size() < kMixedSchools)
    run.out().warning(
        run.say("chỉ có danh sách của ", "lists of ") + std::to_string(schools.size()) +
        run.say(" trường: ai biết danh sách sẽ đoán được chỗ học trên sổ cái là của trường nào; hãy chờ duyệt "
                "cùng danh sách của trường khác",
                " school(s) alone: who knows the lists can tell from the ledger whose seats these are; "
                "better approve them with those of other schools"));
  else
    for (const std::string& group : of_one_school(approval))
      run.out().warning(run.say("chỉ một trường cử: ", "of one school alone: ") + group);
  return schools.size() >= kMixedSchools || o.alone;
}

json counts_by(const Approval& approval, std::string (*key)(const Nominee&)) {
  std::map<std::string, std::size_t> counts;
  for (const Nominee& nominee : approval.nominees) ++counts[key(nominee)];
  return counts;
}

void tell_approval(Run& run, const Approval& approval) {
  Output& out = run.out();
  std::map<std::pair<std::string, std::string>, std::size_t> counts;
  for (const Nominee& nominee : approval.nominees) ++counts[{nominee.course.str(), nominee.person.audience.str()}];
  Table table{.headers = {run.say("khóa", "course"), run.say("đối tượng", "audience"), run.say("chỗ học", "seats")},
              .rows = {},
              .right = {false, false, true}};
  for (const auto& [what, count] : counts) table.rows.push_back({what.first, what.second, std::to_string(count)});
  out.table(table);
  if (approval.seated > 0)
    out.line(run.say("Đã có chỗ học của chính danh sách này, không duyệt lại: ",
                     "With a seat of the same list already, left out: ") +
             std::to_string(approval.seated));
  for (const std::string& problem : approval.problems) out.line(out.toned(Output::Tone::bad, "! ") + problem);
}

Result<int> approve_rosters(Run& run, const ApproveOptions& o) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  std::size_t completed = 0;
  if (!o.dry_run) {
    HOCBA_TRY(completed, complete_earlier(run, unit, programme));
  }
  HOCBA_TRY(auto approval, read_proposals_whole(run, o.lists(), programme));
  HOCBA_TRY(auto drawn, draw_and_try(run, programme, approval));
  HOCBA_TRY(const Time now, run.now());
  const bool late = programme.rules.roster_due && date_in_utc7(now) > *programme.rules.roster_due;
  tell_approval(run, approval);
  if (late)
    run.out().warning(
        run.say("sau hạn nộp danh sách ", "after the lists were due, ") + to_screen(*programme.rules.roster_due) +
        run.say(": sổ cái đánh dấu lần duyệt này là muộn; thống kê chỉ tính NỘP MUỘN cho danh sách đến muộn: ",
                ": the ledger marks this approval as late; figures count as late whose lists came late: ") +
        std::to_string(approval.late) + "/" + std::to_string(approval.proposals));
  const bool mixed = mixed_enough(run, o, approval);
  const auto said = [&](bool dry) {
    return json{{"dry_run", dry},
                {"schools", schools_of(approval).size()},
                {"alone", schools_of(approval).size() < kMixedSchools},
                {"lists", approval.proposals},
                {"late_lists", approval.late},
                {"late", late},
                {"seats", approval.nominees.size()},
                {"seated_before", approval.seated},
                {"by_course", counts_by(approval, [](const Nominee& n) { return n.course.str(); })},
                {"by_audience", counts_by(approval, [](const Nominee& n) { return n.person.audience.str(); })},
                {"problems", approval.problems}};
  };
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì: ", "A trial, nothing was recorded: ") +
                   std::to_string(approval.nominees.size()) + run.say(" chỗ học, ", " seats, ") +
                   std::to_string(approval.problems.size()) + run.say(" điều cần xem lại.", " problems."));
    run.out().json(said(true));
    return approval.problems.empty() ? kExitDone : kExitRefused;
  }
  if (!approval.problems.empty()) return Error(kRosterProblems, std::to_string(approval.problems.size()));
  if (approval.nominees.empty()) {
    run.out().line(run.say("Không có danh sách nào chờ duyệt.", "No list waits for approval."));
    json out = said(false);
    out["completed"] = completed;
    run.out().json(out);
    return kExitDone;
  }
  if (!mixed) return Error(kRosterAlone, std::to_string(schools_of(approval).size()));
  HOCBA_TRY(auto rosters, keep_all(run, unit, std::move(drawn)));
  Progress progress(run.out(), run.say("Ghi chỗ học", "Recording seats"), rosters.size());
  json indexes = json::array();
  for (WaitingRoster& roster : rosters) {
    const auto recorded = record_roster(run, roster);
    if (!recorded.ok()) {
      progress.finish();
      run.out().note(run.say("Dừng giữa chừng; chạy lại lệnh này để hoàn tất, không ai có hai chỗ.",
                             "Stopped midway; run this command again to complete it, nobody gets two seats."));
      return with_names(recorded.error(), names_in(roster));
    }
    indexes.push_back(recorded->index);
    progress.to(indexes.size());
  }
  progress.finish();
  run.out().line(run.out().toned(Output::Tone::good,
                                 run.say("Đã duyệt ", "Approved ") + std::to_string(approval.proposals) +
                                     run.say(" danh sách: ", " lists: ") + std::to_string(approval.nominees.size()) +
                                     run.say(" chỗ học", " seats")) +
                 (late ? run.say(", NỘP MUỘN", ", late") : ""));
  json out = said(false);
  out["completed"] = completed;
  out["entries"] = std::move(indexes);
  run.out().json(out);
  return kExitDone;
}

// --- seats that are taken off
// -------------------------------------------------------------------------------------------

Result<int> remove_seats(Run& run, const ApproveOptions& o) {
  HOCBA_TRY(const std::string unit, run.unit());
  HOCBA_TRY(const auto programme, programme_option(run, o.programme));
  HOCBA_TRY(const auto acting, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(auto learners, training_learners(run, {.programme = programme.first,
                                                   .course = o.course,
                                                   .purpose = said_purpose(run, kApprovingRosters),
                                                   .erased = true}));
  sort_as_list(learners);
  const auto list = listed(learners);
  HOCBA_TRY(const auto places, learners_named(list, o.names));
  chain::TrainingRoster body;
  body.programme = chain::LeafIndex{programme.index};
  body.roster = random_training_id<training::RosterId>();
  for (const std::size_t place : places) {
    body.removed.push_back(list[place].seat);
    run.out().line(learners[place].seat + "  " + learners[place].name + ", " + learners[place].born() + ", " +
                   learners[place].course + ", " + learner_state_words(learners[place].state, run.lang()));
  }
  std::sort(body.removed.begin(), body.removed.end());
  if (body.removed.size() > chain::kMaxRosterSeats) return Error(kUsage, "> " + std::to_string(chain::kMaxRosterSeats));
  const std::size_t count = body.removed.size();
  if (o.dry_run) {
    run.out().line(run.say("Xem thử, chưa ghi gì.", "A trial, nothing was recorded."));
    run.out().json({{"dry_run", true}, {"seats", count}});
    return kExitDone;
  }
  const auto recorded =
      send(run, body, acting, SendOptions{}, run.say("Đưa khỏi danh sách: ", "Removed: ") + std::to_string(count));
  if (!recorded.ok()) return with_names(recorded.error(), seat_names(learners));
  if (*recorded) run.out().json({{"removed", count}, {"index", (*recorded)->index}});
  return kExitDone;
}

}  // namespace

void add_training_approve_commands(Args family, Run& run) {
  auto a = std::make_shared<ApproveOptions>();
  Args approve = family.command(
      "approve", "phòng (Sở) duyệt danh sách: mỗi người, mỗi khóa một chỗ học ngẫu nhiên",
      "the office approves lists: a random seat for each person and course",
      "hocba training roster approve --all --programme DE_AN_869 --unit 99PGD001 --dry-run --key chuyen-vien.key\n"
      "hocba training roster approve --all --programme DE_AN_869 --unit 99PGD001 --key chuyen-vien.key");
  approve.positionals("ID", a->names, "mã danh sách", "ids of lists");
  approve
      .option("--programme", a->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  approve.flag("--all", a->all, "mọi danh sách đang chờ", "every list that waits");
  approve.flag("--again", a->again, "người đã có chỗ học của khóa này thêm một chỗ nữa (mô đun thứ hai)",
               "who has a seat of the course gets a further one (a second module)");
  approve.flag("--alone", a->alone,
               "duyệt dù danh sách chỉ của một hai trường (không giấu được chỗ học của trường nào)",
               "although the lists are of one or two schools, whose seats are not hidden then");
  approve.flag("--dry-run", a->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  approve.action([a, &run] { return run.finish(approve_rosters(run, *a)); });
  auto r = std::make_shared<ApproveOptions>();
  Args remove = family.command("remove", "đưa chỗ học ra khỏi danh sách (nghỉ việc, cử nhầm)",
                               "takes seats off the roster (left, put forward by mistake)",
                               "hocba training roster remove \"Trần Thị Thử; 15/03/1985\" --programme DE_AN_869 "
                               "--course CDS_CB --unit 99PGD001 --key chuyen-vien.key");
  remove
      .positionals("SEAT", r->names, "mã chỗ học, hoặc \"Họ tên; dd/mm/yyyy\"",
                   "the seat's id, or \"Name; dd/mm/yyyy\"")
      .required();
  remove.option("--programme", r->programme, "mã chương trình, hoặc CƠ_QUAN/MÃ", "the programme's code, or OFFICE/CODE")
      .required();
  remove.option("--course", r->course, "khóa của chỗ học", "the seat's course");
  remove.flag("--dry-run", r->dry_run, "chỉ kiểm tra, không ghi gì", "checks alone, records nothing");
  remove.action([r, &run] { return run.finish(remove_seats(run, *r)); });
}

}  // namespace hocba::cli
