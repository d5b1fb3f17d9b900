// Classes that are over before anything of them is recorded (import-external, import-attendance): opened, everybody
// enrolled, the register stored, its sessions, the results, closed.
//
// Before the first record is sent, all of them and the register lie on the disk (units/CODE/classes/CLASS.json, mode
// 0600), as approvals do: an interrupted run is completed by the next one, record by record the same bytes, so that no
// class stays open and nobody is left out. What the ledger refuses is cancelled, and its people are free again.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/files.hpp"
#include "cli/training_commands.hpp"
#include "cli/units.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

struct WaitingClass {
  std::string path;
  ClassInfo info;                    // id, name, provider
  chain::LeafIndex programme{};      // the version that it is opened under
  std::vector<std::string> records;  // signed, in their order
  ClassRegister kept;
  SeatNames people;
};

std::string classes_directory(const std::string& unit) { return unit_directory(unit) + "/classes"; }

Status keep_class(const WaitingClass& whole) {
  json records = json::array();
  for (const std::string& record : whole.records) records.push_back(crypto::base64url(record));
  HOCBA_TRY(json kept, crypto::parse_json(register_text(whole.kept)));
  return write_file(
      whole.path,
      crypto::canonical({{"people", whole.people}, {"records", std::move(records)}, {"register", std::move(kept)}}) +
          "\n",
      Access::owner);
}

Status name_class(WaitingClass& whole) {
  if (whole.records.empty()) return Error(kFileIo, whole.path);
  HOCBA_TRY(const auto first, chain::parse_record(whole.records.front()));
  const auto* body = std::get_if<chain::TrainingClass>(&first.body);
  if (body == nullptr || !first.unit) return Error(kFileIo, whole.path);
  whole.info.id = training::to_text(body->klass);
  whole.info.name = training::class_name(body->course.str(), body->number);
  whole.info.provider = first.unit->str();
  whole.programme = body->programme;
  return done();
}

Result<std::vector<WaitingClass>> waiting_classes(const std::string& unit) {
  namespace fs = std::filesystem;
  std::vector<WaitingClass> out;
  std::error_code error;
  for (fs::directory_iterator file(classes_directory(unit), error), end; !error && file != end; file.increment(error)) {
    if (file->path().extension() != ".json") continue;
    WaitingClass one;
    one.path = file->path().string();
    HOCBA_TRY(const std::string text, read_file(one.path));
    HOCBA_TRY(const json value, crypto::parse_json(text));
    Answer in(value, one.path);
    const json records = in.list("records"), kept = in.object("register"), people = in.object("people");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const auto& [seat, name] : people.items())
      if (name.is_string()) one.people[seat] = name.get<std::string>();
    for (const json& item : records) {
      if (!item.is_string()) return Error(kFileIo, one.path);
      const auto record = crypto::from_base64url(item.get_ref<const std::string&>());
      if (!record.ok()) return Error(kFileIo, one.path);
      one.records.push_back(*record);
    }
    HOCBA_TRY(one.kept, register_from_text(kept.dump(), one.path));
    HOCBA_RETURN_IF_ERROR(name_class(one));
    out.push_back(std::move(one));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

// Sorted by seat, so many to a record.
template <class Item, class Take>
Status in_records(std::vector<Item> items, std::size_t most, const Take& take) {
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.seat < b.seat; });
  for (std::size_t begin = 0; begin < items.size(); begin += most) {
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), begin + most));
    HOCBA_RETURN_IF_ERROR(take(std::vector<Item>(from, to)));
  }
  return done();
}

Result<WaitingClass> waiting_class(Run& run, const std::string& unit, WholeClass whole) {
  HOCBA_TRY(const auto acting, code_option(unit, "--unit", chain::kMaxUnitCode));
  HOCBA_TRY(const auto keys, run.keys());
  WaitingClass out;
  const auto klass = whole.body.klass;
  const auto add = [&](chain::Body body) -> Status {
    HOCBA_TRY(const auto record, new_record(run, std::move(body), acting));
    HOCBA_TRY(auto bytes, sign_record(record, keys));
    out.records.push_back(std::move(bytes));
    return done();
  };
  HOCBA_RETURN_IF_ERROR(add(std::move(whole.body)));
  HOCBA_RETURN_IF_ERROR(
      in_records(std::move(whole.seats), chain::kMaxEnrolSeats, [&](std::vector<chain::EnrolSeat> seats) {
        return add(chain::TrainingEnrol{klass, std::move(seats)});
      }));
  for (const RegisterSession& session : whole.kept.sessions) HOCBA_RETURN_IF_ERROR(add(session_record(klass, session)));
  HOCBA_RETURN_IF_ERROR(
      in_records(std::move(whole.results), chain::kMaxResults, [&](std::vector<chain::SeatResult> results) {
        return add(chain::TrainingResult{klass, {}, std::move(results)});
      }));
  chain::TrainingClose close;
  close.klass = klass;
  HOCBA_RETURN_IF_ERROR(add(std::move(close)));
  out.kept = std::move(whole.kept);
  out.people = std::move(whole.people);
  HOCBA_RETURN_IF_ERROR(name_class(out));
  HOCBA_RETURN_IF_ERROR(make_directories(classes_directory(unit), Access::owner));
  out.path = classes_directory(unit) + "/" + out.info.id + ".json";
  return out;
}

// Who attended comes after the enrolment: until then they are nobody of the class. What somebody wrote since stays.
Status store_whole_register(Run& run, const WaitingClass& whole) {
  const auto fill = [&](ClassRegister& stored) -> Status {
    const auto version = stored.version;
    stored = whole.kept;
    stored.version = version;
    return done();
  };
  HOCBA_TRY(const auto stored, class_register(run, whole.info));
  if (stored.version > 0) return done();
  const auto changed = change_class_register(run, whole.info, fill);
  return changed.ok() ? done() : Status(changed.error());
}

// The same record, said anew where it waited for longer than the ledger takes.
Result<Recorded> submit_of_class(Run& run, WaitingClass& whole, std::string& record) {
  HOCBA_TRY(ApiClient * node, run.api());
  auto recorded = node->submit(record);
  if (recorded.ok() || !recorded.error().is(chain::kRecordTooOld)) return recorded;
  HOCBA_TRY(auto old, chain::parse_record(record));
  HOCBA_TRY(const auto keys, run.keys());
  HOCBA_TRY(const auto anew, new_record(run, std::move(old.body), old.unit));
  HOCBA_TRY(record, sign_record(anew, keys));
  HOCBA_RETURN_IF_ERROR(keep_class(whole));
  return node->submit(record);
}

// `refused`: a record was, for good.
Status record_steps(Run& run, WaitingClass& whole, bool& refused) {
  bool stored = false;
  for (std::string& bytes : whole.records) {
    HOCBA_TRY(const auto record, chain::parse_record(bytes));
    const bool before_register = std::holds_alternative<chain::TrainingClass>(record.body) ||
                                 std::holds_alternative<chain::TrainingEnrol>(record.body);
    if (!before_register && !stored) {
      HOCBA_RETURN_IF_ERROR(store_whole_register(run, whole));
      stored = true;
    }
    const auto recorded = submit_of_class(run, whole, bytes);
    if (recorded.ok()) continue;
    refused = refused_for_good(recorded.error()) && recorded.error().code().id != "node.too_many_waiting";
    if (recorded.error().is(chain::kNoAuthority)) {
      HOCBA_TRY(const json value, crypto::parse_json(bytes));
      tell_authority(run, value, record.time);
    }
    return in_class_words(recorded.error(), whole.info.name, run.lang(), whole.people);
  }
  ::unlink(whole.path.c_str());
  return done();
}

// Refused for good: a class that was opened is cancelled, and its people are free for another. Whether it is over.
Result<bool> give_up_class(Run& run, const WaitingClass& whole) {
  const auto now = class_option(run, {.text = whole.info.id, .programme = {}, .provider = {}});
  bool over = now.ok() ? now->closed.has_value() : now.error().code().kind == Kind::not_found;
  if (!now.ok() && !over) return now.error();
  if (!over) {
    chain::TrainingClose body;
    HOCBA_TRY(body.klass, class_id(whole.info));
    body.cancelled = true;
    const auto sent =
        send_for_class(run, body, whole.info, SendOptions{}, run.say("Hủy lớp ", "Cancelled class ") + whole.info.name);
    over = sent.ok();
  }
  if (over) ::unlink(whole.path.c_str());
  return over;
}

// All records of it, or why not; what is left to do is then on the disk.
Status record_or_give_up(Run& run, WaitingClass& whole, bool& over) {
  bool refused = false;
  const Status recorded = record_steps(run, whole, refused);
  over = recorded.ok();
  if (refused) {
    const auto given_up = give_up_class(run, whole);
    over = given_up.ok() && *given_up;
  }
  return recorded;
}

}  // namespace

Result<ClassInfo> record_whole_class(Run& run, const std::string& unit, WholeClass whole) {
  HOCBA_TRY(auto waiting, waiting_class(run, unit, std::move(whole)));
  HOCBA_RETURN_IF_ERROR(keep_class(waiting));
  bool over = false;
  const Status recorded = record_or_give_up(run, waiting, over);
  if (!recorded.ok()) {
    if (!over)
      run.out().note(run.say("Lớp ", "Class ") + waiting.info.name +
                     run.say(" dừng giữa chừng; chạy lại lệnh này để hoàn tất.",
                             " stopped midway; run this command again to complete it."));
    return recorded.error();
  }
  return class_option(run, {.text = waiting.info.id, .programme = {}, .provider = {}});
}

Result<std::size_t> complete_earlier_classes(Run& run, const std::string& unit, const Programme& programme) {
  HOCBA_TRY(auto waiting, waiting_classes(unit));
  std::size_t completed = 0;
  for (WaitingClass& whole : waiting) {
    bool over = false;
    const Status recorded = record_or_give_up(run, whole, over);
    if (recorded.ok()) {
      run.out().line(run.say("Hoàn tất lớp của lần chạy trước: ", "Completed a class of the earlier run: ") +
                     whole.info.name);
      ++completed;
      continue;
    }
    const std::string why = error_text(recorded.error(), run.lang());
    if (over) {
      run.out().warning(run.say("lớp của lần chạy trước bị từ chối, người của lớp được xếp lại: ",
                                "a class of the earlier run was refused, its people are free again: ") +
                        whole.info.name + "; " + why);
      continue;
    }
    const auto of = programme_version(run, log::to_u64(whole.programme));
    if (!of.ok() || of->first == programme.first) return recorded.error();
    run.out().warning(
        run.say("lớp của lần chạy trước chưa hoàn tất được: ", "a class of an earlier run can't be completed yet: ") +
        whole.info.name + ", " + of->code() + "; " + why);
  }
  return completed;
}

void tell_recorded_classes(Run& run, const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  run.out().note(run.say("Đã ghi xong: ", "Recorded whole: ") + all +
                 run.say(". Chạy lại lệnh này với cùng các tệp: ai chưa có lớp sẽ được xếp lớp.",
                         ". Run this command again with the same files: who has no class yet gets one."));
}

std::string some_names(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 10;
  std::string out;
  for (std::size_t i = 0; i < std::min(kMostNames, names.size()); ++i) out += (i == 0 ? "" : ", ") + names[i];
  return std::to_string(names.size()) + " (" + out + (names.size() > kMostNames ? ", …)" : ")");
}

}  // namespace hocba::cli
