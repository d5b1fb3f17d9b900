// The provider's register of a class (sổ theo dõi lớp): trainers, sites, sessions with who came. Kept in the node's
// vault; the ledger has a commitment to each session.
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/files.hpp"
#include "cli/training.hpp"
#include "cli/units.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

json session_json(const RegisterSession& session) {
  json out = {{"number", session.number},
              {"periods", session.periods},
              {"date", to_text(session.date)},
              {"mode", training::to_text(session.mode)}};
  if (!session.site.empty()) out["site"] = session.site;
  if (!session.trainer.empty()) out["trainer"] = session.trainer;
  if (session.paper) out["paper"] = true;
  if (!session.attendance.empty()) out["attendance"] = session.attendance;
  return out;
}

Result<RegisterSession> read_session(const json& item, const std::string& place) {
  Answer in(item, place);
  RegisterSession out;
  constexpr std::uint64_t kMost = 100'000;
  out.number = static_cast<std::uint32_t>(std::min(in.number("number"), kMost));
  out.periods = static_cast<std::uint32_t>(std::min(in.number("periods"), kMost));
  const auto date = date_from_text(in.text("date"));
  const auto mode = training::mode_from_text(in.text("mode"));
  out.site = in.optional_text("site");
  out.trainer = in.optional_text("trainer");
  out.paper = in.optional_flag("paper");
  out.salt = in.optional_text("salt");
  if (in.has("attendance"))
    for (const auto& [seat, periods] : in.object("attendance").items()) {
      if (!periods.is_number_unsigned() || periods.get<std::uint64_t>() > kMost)
        return Error(kAnswerMalformed, place + ": attendance");
      out.attendance[seat] = periods.get<std::uint32_t>();
    }
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!date.ok() || !mode.ok()) return Error(kAnswerMalformed, place + ": session");
  out.date = *date;
  out.mode = *mode;
  return out;
}

json register_json(const ClassRegister& kept) {
  json out = {{"trainers", json::array()}, {"sessions", json::array()}};
  for (const RegisterTrainer& trainer : kept.trainers) {
    json one = {{"name", trainer.name}, {"degree", trainer.degree}, {"salt", trainer.salt}};
    if (!trainer.title.empty()) one["title"] = trainer.title;
    out["trainers"].push_back(std::move(one));
  }
  for (const RegisterSession& session : kept.sessions) {
    json one = session_json(session);
    one["salt"] = session.salt;
    out["sessions"].push_back(std::move(one));
  }
  if (!kept.site.empty()) out["site"] = kept.site;
  for (const auto& [seat, day] : kept.completed) out["learners"][seat] = {{"completed_on", to_text(day)}};
  return out;
}

Result<ClassRegister> read_register(const json& value, const std::string& place) {
  Answer in(value, place);
  ClassRegister out;
  out.site = in.optional_text("site");
  if (in.has("trainers"))
    for (const json& item : in.list("trainers")) {
      Answer one(item, place);
      out.trainers.push_back(
          {one.text("name"), one.text("degree"), one.optional_text("title"), one.optional_text("salt")});
      HOCBA_RETURN_IF_ERROR(one.end());
    }
  if (in.has("sessions"))
    for (const json& item : in.list("sessions")) {
      HOCBA_TRY(auto session, read_session(item, place));
      out.sessions.push_back(std::move(session));
    }
  if (in.has("learners"))
    for (const auto& [seat, said] : in.object("learners").items()) {
      Answer one(said, place);
      const auto day = date_from_text(one.text("completed_on"));
      HOCBA_RETURN_IF_ERROR(one.end());
      if (!day.ok()) return Error(kAnswerMalformed, place + ": learners");
      out.completed[seat] = *day;
    }
  HOCBA_RETURN_IF_ERROR(in.end());
  std::sort(out.sessions.begin(), out.sessions.end(),
            [](const RegisterSession& a, const RegisterSession& b) { return a.number < b.number; });
  return out;
}

std::string register_path(const std::string& id) { return "/v1/training/classes/" + id + "/register"; }

}  // namespace

const RegisterSession* ClassRegister::find(std::uint32_t number) const {
  const auto found = std::find_if(sessions.begin(), sessions.end(), [&](const auto& s) { return s.number == number; });
  return found == sessions.end() ? nullptr : &*found;
}

RegisterSession& ClassRegister::session(std::uint32_t number) {
  const auto at = std::lower_bound(sessions.begin(), sessions.end(), number,
                                   [](const RegisterSession& s, std::uint32_t wanted) { return s.number < wanted; });
  if (at != sessions.end() && at->number == number) return *at;
  RegisterSession fresh;
  fresh.number = number;
  return *sessions.insert(at, std::move(fresh));
}

std::optional<std::uint32_t> ClassRegister::attended(const ClassInfo& info, const std::string& seat) const {
  std::optional<std::uint32_t> out;
  for (const RegisterSession& session : sessions) {
    if (session.periods == 0 || !info.records(session.number)) continue;
    const auto found = session.attendance.find(seat);
    if (found == session.attendance.end()) return std::nullopt;
    out = out.value_or(0) + found->second;
  }
  return out;
}

std::string register_text(const ClassRegister& kept) { return crypto::canonical(register_json(kept)); }

Result<ClassRegister> register_from_text(const std::string& text, const std::string& place) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  return read_register(value, place);
}

std::string waiting_register_path(const std::string& provider, const std::string& id) {
  return unit_directory(provider) + "/registers/" + id + ".json";
}

namespace {

constexpr std::string_view kChanged = "node.register_changed";

Status store_register(ApiClient& node, const std::string& id, ClassRegister& kept) {
  const std::string path = register_path(id);
  HOCBA_TRY(const json value, node.put(path + "?after=" + std::to_string(kept.version), register_json(kept)));
  Answer in(value, path);
  kept.version = static_cast<std::uint32_t>(std::min<std::uint64_t>(in.number("version"), 0xffff));
  return done();
}

Result<ClassRegister> stored_register(Run& run, ApiClient& node, const std::string& id,
                                      const std::string& former = {}) {
  const std::string path = register_path(id);
  const auto value = node.get(path + "?purpose=" + percent_encode(said_purpose(run, kHoldingClasses)) + former);
  if (!value.ok() && value.error().code().kind == Kind::not_found) return ClassRegister{};
  if (!value.ok()) return value.error();
  Answer in(*value, path);
  const json kept = in.object("register");
  const auto version = in.number("version");
  const bool whole = in.flag("whole");
  std::set<std::uint32_t> erased;
  for (const json& number : in.list("erased"))
    if (number.is_number_unsigned()) erased.insert(static_cast<std::uint32_t>(number.get<std::uint64_t>() & 0xffff));
  HOCBA_RETURN_IF_ERROR(in.end());
  HOCBA_TRY(auto out, read_register(kept, path));
  out.version = static_cast<std::uint32_t>(std::min<std::uint64_t>(version, 0xffff));
  out.whole = whole;
  out.erased = std::move(erased);
  return out;
}

}  // namespace

Result<ClassRegister> class_register(Run& run, const ClassInfo& info) {
  HOCBA_RETURN_IF_ERROR(run.log_in());
  HOCBA_TRY(ApiClient * node, run.api());
  const std::string waiting = waiting_register_path(info.provider, info.id);
  HOCBA_TRY(auto kept, stored_register(run, *node, info.id));
  if (!exists(waiting)) return kept;
  if (kept.trainers.empty()) {
    HOCBA_TRY(const std::string text, read_file(waiting));
    HOCBA_TRY(const auto opened, register_from_text(text, waiting));
    kept.trainers = opened.trainers;
    if (kept.site.empty()) kept.site = opened.site;
    HOCBA_RETURN_IF_ERROR(store_register(*node, info.id, kept));
  }
  ::unlink(waiting.c_str());
  return kept;
}

Result<ClassRegister> former_register(Run& run, const ClassInfo& info, std::uint32_t version) {
  HOCBA_TRY(ApiClient * node, run.api());
  return stored_register(run, *node, info.id, "&version=" + std::to_string(version));
}

Result<ClassRegister> change_class_register(Run& run, const ClassInfo& info,
                                            const std::function<Status(ClassRegister&)>& change, bool once) {
  constexpr int kMostWriters = 20;
  for (int attempt = 1;; ++attempt) {
    HOCBA_TRY(auto kept, class_register(run, info));
    HOCBA_RETURN_IF_ERROR(change(kept));
    HOCBA_TRY(ApiClient * node, run.api());
    const Status stored = store_register(*node, info.id, kept);
    if (stored.ok()) return kept;
    if (once || attempt == kMostWriters || stored.error().code().id != kChanged) return stored.error();
  }
}

chain::Commitment session_commitment(const RegisterSession& session) {
  const auto salt = crypto::bytes_from_base64url<credential::Salt>(session.salt);
  HOCBA_CHECK(salt.ok());
  return chain::Commitment::of(credential::commitment("session", *salt, session_json(session)).view());
}

std::string session_opening(const RegisterSession& session) {
  if (!crypto::bytes_from_base64url<credential::Salt>(session.salt).ok()) return {};
  return crypto::base64url(session_commitment(session));
}

std::string trainer_opening(const RegisterTrainer& trainer) {
  const auto salt = crypto::bytes_from_base64url<credential::Salt>(trainer.salt);
  if (!salt.ok()) return {};
  return crypto::base64url(credential::commitment("trainer", *salt, {{"name", trainer.name}}));
}

}  // namespace hocba::cli
