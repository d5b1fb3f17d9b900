// The registers of classes, the files of programmes, and how long things are kept.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/text.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/desk_rows.hpp"
#include "node/training_fields.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;

namespace {

constexpr std::size_t kMaxRegisterBytes = 2u << 20;
constexpr std::size_t kMaxLine = 300;
constexpr std::uint64_t kMostPeriods = 1'000;
constexpr std::size_t kForgottenAtOnce = 200;  // each shredding rewrites files

std::string register_object(const training::ClassId& id, std::uint32_t version) {
  return register_prefix(id) + be32(version);
}

Status check_line(TrainingFields& fields, const char* name, bool needed) {
  HOCBA_TRY(const auto text, fields.optional_text(name, kMaxLine));
  if (!text && needed) return fields.bad(name, "missing");
  if (text && !credential::printable(*text)) return fields.bad(name);
  return done();
}

Status check_salt(TrainingFields& fields) {
  HOCBA_TRY(const auto salt, fields.text("salt", 50));
  return crypto::bytes_from_base64url<credential::Salt>(salt).ok() ? done() : Status(fields.bad("salt"));
}

Status check_trainer(const json& value, const std::string& place) {
  TrainingFields fields(value, place);
  HOCBA_RETURN_IF_ERROR(check_line(fields, "name", true));
  HOCBA_TRY(const auto degree, fields.text("degree", 20));
  if (!training::degree_from_text(degree).ok()) return fields.bad("degree");
  HOCBA_TRY(const auto title, fields.optional_text("title", 40));
  if (title && !training::academic_title_from_text(*title).ok()) return fields.bad("title");
  HOCBA_RETURN_IF_ERROR(check_salt(fields));
  return fields.finish();
}

Status check_attendance(const json& value, const std::string& place, const std::set<training::SeatId>& seats) {
  if (!value.is_object()) return Error(kTrainingField, place);
  for (const auto& [name, periods] : value.items()) {
    const auto seat = training::seat_id_from_text(name);
    if (!seat || !seats.contains(*seat)) return Error(kTrainingField, place + ": a seat that is not of the class");
    if (!periods.is_number_unsigned() || periods.get<std::uint64_t>() > kMostPeriods)
      return Error(kTrainingField, place + ": periods");
  }
  return done();
}

Status check_session(const json& value, const std::string& place, const std::set<training::SeatId>& seats) {
  TrainingFields fields(value, place);
  HOCBA_TRY(const auto number, fields.number("number", chain::kMaxSessions));
  if (number == 0) return fields.bad("number");
  HOCBA_TRY(const auto day, fields.date("date"));
  (void)day;
  HOCBA_TRY(const auto periods, fields.number("periods", kMostPeriods));
  (void)periods;
  HOCBA_TRY(const auto mode, fields.text("mode", 20));
  if (!training::mode_from_text(mode).ok()) return fields.bad("mode");
  HOCBA_RETURN_IF_ERROR(check_line(fields, "site", false));
  HOCBA_RETURN_IF_ERROR(check_line(fields, "trainer", false));
  HOCBA_TRY(const bool paper, fields.flag("paper"));
  (void)paper;
  HOCBA_RETURN_IF_ERROR(check_salt(fields));
  if (const json* attendance = fields.find("attendance"))
    HOCBA_RETURN_IF_ERROR(check_attendance(*attendance, fields.at("attendance"), seats));
  return fields.finish();
}

// Of a course that another system assesses: the day that it says, by seat.
Status check_completed(const json& value, const std::string& place, const std::set<training::SeatId>& seats) {
  if (!value.is_object()) return Error(kTrainingField, place);
  for (const auto& [name, said] : value.items()) {
    const auto seat = training::seat_id_from_text(name);
    if (!seat || !seats.contains(*seat)) return Error(kTrainingField, place + ": a seat that is not of the class");
    TrainingFields fields(said, place);
    HOCBA_TRY(const auto day, fields.date("completed_on"));
    (void)day;
    HOCBA_RETURN_IF_ERROR(fields.finish());
  }
  return done();
}

Status check_register(const json& value, const std::set<training::SeatId>& seats) {
  TrainingFields fields(value, {});
  HOCBA_TRY(const auto trainers, fields.list("trainers", chain::kMaxTrainers));
  for (std::size_t i = 0; i < trainers.size(); ++i)
    HOCBA_RETURN_IF_ERROR(check_trainer(*trainers[i], "trainers/" + std::to_string(i)));
  HOCBA_RETURN_IF_ERROR(check_line(fields, "site", false));
  HOCBA_RETURN_IF_ERROR(check_line(fields, "note", false));
  HOCBA_TRY(const auto sessions, fields.list("sessions", chain::kMaxSessions));
  std::set<std::uint64_t> numbers;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const std::string place = "sessions/" + std::to_string(i);
    HOCBA_RETURN_IF_ERROR(check_session(*sessions[i], place, seats));
    if (!numbers.insert(sessions[i]->at("number").get<std::uint64_t>()).second)
      return Error(kTrainingField, place + "/number: twice");
  }
  if (const json* learners = fields.find("learners"))
    HOCBA_RETURN_IF_ERROR(check_completed(*learners, "learners", seats));
  return fields.finish();
}

// Whether one of the items opens the commitment: its salt, and all else of it or those of its fields alone.
bool opens(const json& content, const char* list, const char* name, const chain::Commitment& commitment,
           const char* field = nullptr) {
  const auto items = content.find(list);
  if (items == content.end()) return false;
  return std::any_of(items->begin(), items->end(), [&](const json& item) {
    const auto salt = crypto::bytes_from_base64url<credential::Salt>(item.at("salt").get_ref<const std::string&>());
    if (!salt.ok()) return false;
    json said = field == nullptr ? item : json{{field, item.value(field, json())}};
    if (field == nullptr) said.erase("salt");
    return credential::commitment(name, *salt, said).view() == commitment.view();
  });
}

Status check_against_ledger(const LedgerView& view, const TrainingFacts& facts, const training::Book::ClassView& klass,
                            const json& content) {
  HOCBA_TRY(const std::string opening, view.data->entry(log::LeafIndex{klass.at}));
  HOCBA_TRY(const auto record, chain::parse_record(opening));
  if (const auto* body = std::get_if<chain::TrainingClass>(&record.body))
    for (const auto& trainer : body->trainers)
      if (!opens(content, "trainers", "trainer", trainer.person, "name")) return Error(kRegisterDiffers, "trainers");
  for (const auto& session : facts.book.sessions(klass.opened.id, as_of_size(view))) {
    HOCBA_TRY(const std::string entry, view.data->entry(log::LeafIndex{session.at}));
    HOCBA_TRY(const auto recorded, chain::parse_record(entry));
    const auto* body = std::get_if<chain::TrainingSession>(&recorded.body);
    if (body != nullptr && body->details && !opens(content, "sessions", "session", *body->details))
      return Error(kRegisterDiffers, "sessions/" + std::to_string(session.number));
  }
  return done();
}

}  // namespace

// The provider's people, and its trainers: of the class that the scope of their grant names (CDS_NC-07), where it names
// one.
Result<bool> TrainingDesk::State::writes_register(const LedgerView& view, TrainingRights& rights,
                                                  const crypto::AnyKey& key,
                                                  const training::Book::ClassView& klass) const {
  const std::string name = credential::fold(training::class_name(klass.opened.course.str(), klass.opened.number));
  HOCBA_TRY(const auto people, rights.among_provider(klass.opened.provider));
  DeskRights scopes(view, vault, rights.now());
  for (const auto& one : people) {
    const Relation relation = one.role == chain::Role::trainer ? Relation::own_class : Relation::own;
    if ((permission({one.type, one.role, relation}, Matter::attendance).rights & kCreate) == 0) continue;
    if (relation == Relation::own) return true;
    HOCBA_TRY(const auto* grants, scopes.of(key, one.unit));
    for (const auto& grant : *grants)
      if (grant.body.role == chain::Role::trainer && grant.scope &&
          (grant.scope->class_name.empty() || grant.scope->class_name == name))
        return true;
  }
  return false;
}

Result<std::uint32_t> TrainingDesk::put_register(const LedgerView& view, const crypto::AnyKey& caller,
                                                 const training::ClassId& id, std::uint32_t after,
                                                 const std::string& text) {
  if (text.size() > kMaxRegisterBytes) return Error(kTrainingField, "too long");
  HOCBA_TRY(const json value, crypto::parse_json(text));
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto klass = facts->book.find_class(id, as_of_size(view));
    if (!klass) return Error(kTrainingNotFound, training::to_text(id));
    HOCBA_TRY(const bool own, state_->writes_register(view, rights, caller, *klass));
    if (!own) return Error(kTrainingNotYours, klass->opened.provider.str());
    const auto seats = facts->book.seats_of_class(id, as_of_size(view));
    HOCBA_RETURN_IF_ERROR(check_register(value, {seats.begin(), seats.end()}));
    if (klass->closed) HOCBA_RETURN_IF_ERROR(check_against_ledger(view, *facts, *klass, value));
  }
  const auto turn = state_->turn.pass();
  HOCBA_TRY(const auto versions, state_->own().objects.names(register_prefix(id)));
  if (versions.size() != after) return Error(kRegisterChanged, std::to_string(versions.size()));
  if (versions.size() >= kMaxRegisterVersions) return Error(kTrainingFull, training::to_text(id));
  const auto version = static_cast<std::uint32_t>(versions.size() + 1);
  HOCBA_RETURN_IF_ERROR(
      state_->keep(register_object(id, version),
                   crypto::canonical({{"by", caller.did()}, {"register", value}, {"time", to_text(state_->now())}})));
  return version;
}

Result<RegisterVersion> TrainingDesk::get_register(const LedgerView& view, const Reader& reader,
                                                   const training::ClassId& id) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  HOCBA_TRY(const auto versions, state_->own().objects.names(register_prefix(id)));
  if (versions.empty()) return Error(kTrainingNotFound, training::to_text(id));
  HOCBA_TRY(const auto text, state_->get(versions.back()));
  if (!text) return Error(kTrainingNotFound, training::to_text(id));
  HOCBA_TRY(json kept, crypto::parse_json(text->expose()));
  TrainingLog log(reader, state_->now());
  std::set<std::string> shown;
  bool whole = false;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto klass = facts->book.find_class(id, as_of_size(view));
    if (!klass) return Error(kTrainingNotFound, training::to_text(id));
    HOCBA_TRY(const bool writes, state_->writes_register(view, rights, reader.key, *klass));
    HOCBA_TRY(const auto of_provider, rights.over(klass->opened.provider, Matter::attendance));
    whole = writes || of_provider.has_value();
    if (!writes && of_provider) log.shows(*of_provider);
    for (const auto& seat : facts->book.seats_of_class(id, as_of_size(view))) {
      if (whole) break;
      const auto row = facts->opened.find(seat);
      if (row == facts->opened.end()) continue;
      HOCBA_TRY(const auto reach, rights.over(facts->codes.code(row->second.unit), Matter::attendance));
      if (!reach) continue;
      shown.insert(training::to_text(seat));
      log.shows(*reach);
    }
  }
  if (!whole && shown.empty()) return Error(kTrainingNotYours, training::to_text(id));
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-register"));
  RegisterVersion out;
  out.version = static_cast<std::uint32_t>(versions.size());
  HOCBA_TRY(out.time, time_from_text(kept.at("time").get<std::string>()));
  out.by = kept.at("by");
  out.whole = whole;
  json& content = kept.at("register");
  if (!whole && content.contains("sessions"))
    for (auto& session : content["sessions"]) {
      if (!session.contains("attendance")) continue;
      json some = json::object();
      for (const auto& [seat, periods] : session["attendance"].items())
        if (shown.contains(seat)) some[seat] = periods;
      session["attendance"] = std::move(some);
    }
  if (!whole && content.contains("learners")) {
    json some = json::object();
    for (const auto& [seat, said] : content["learners"].items())
      if (shown.contains(seat)) some[seat] = said;
    content["learners"] = std::move(some);
  }
  out.text = crypto::canonical(content);
  return out;
}

// --- programme files -------------------------------------------------------------------------------------------------

Status TrainingDesk::put_programme_file(const LedgerView& view, const crypto::AnyKey& caller,
                                        const crypto::Digest& digest, const std::string& text) {
  if (text.empty() || text.size() > kMaxFileBytes || !crypto::valid_utf8(text)) return Error(kTrainingField, "file");
  if (crypto::sha256(text) != digest) return Error(kTrainingField, "digest");
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  std::string office;
  for (const auto& one : rights.mine())
    if (chain::is_office(one.type) && !is_inspector(one.type, one.role)) office = one.unit.str();
  if (office.empty()) return Error(kTrainingNotYours, "an office's key is needed");
  const auto turn = state_->turn.pass();
  HOCBA_TRY(const auto names, state_->own().objects.names("tf"));
  state_->leaving.erase(file_object(digest));
  if (std::find(names.begin(), names.end(), file_object(digest)) != names.end()) return done();
  if (names.size() >= kMaxFiles) return Error(kTrainingFull, "programme files");
  HOCBA_RETURN_IF_ERROR(state_->check_room(view, "tf", office, kMaxWaitingFiles));
  return state_->keep(file_object(digest),
                      crypto::canonical({{"file", text}, {"stored", to_text(state_->now())}, {"unit", office}}));
}

// Anybody of a unit may bring what no record names yet: so much, and no more until some of it is recorded or over.
Status TrainingDesk::State::check_room(const LedgerView& view, const char* prefix, const std::string& unit,
                                       std::size_t most) {
  std::set<crypto::Digest> recorded;
  {
    HOCBA_TRY(const auto facts, index.read(view));
    for (const auto& [digest, at] : facts->documents) recorded.insert(digest);
    for (const auto& filed : facts->reports) recorded.insert(filed.body.digest);
  }
  HOCBA_TRY(const auto names, own().objects.names(prefix));
  std::size_t waiting = 0;
  for (const auto& name : names) {
    if (name.size() != 2 + crypto::Digest::kSize) continue;
    if (recorded.contains(crypto::Digest::of(std::string_view(name).substr(2)))) continue;
    auto brought = brought_by.find(name);
    if (brought == brought_by.end()) {
      HOCBA_TRY(const auto text, get(name));
      if (!text) continue;
      HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
      brought = brought_by.emplace(name, kept.value("unit", std::string())).first;
    }
    waiting += brought->second == unit ? 1 : 0;
  }
  if (waiting >= most) return Error(kTrainingFull, unit + ": " + std::to_string(waiting));
  return done();
}

Result<std::optional<std::string>> TrainingDesk::programme_file(const crypto::Digest& digest) const {
  HOCBA_TRY(const auto text, state_->get(file_object(digest)));
  if (!text) return std::optional<std::string>();
  HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
  return std::optional(kept.at("file").get<std::string>());
}

// --- how long
// ----------------------------------------------------------------------------------------------------------

namespace {

bool older(const json& kept, const char* name, Time before) {
  const auto found = kept.find(name);
  if (found == kept.end() || !found->is_string()) return false;
  const auto time = time_from_text(found->get<std::string>());
  return time.ok() && *time < before;
}

}  // namespace

// A programme's file or a report that some record names.
bool TrainingDesk::State::named_by_ledger(const TrainingFacts& facts, const std::string& name) const {
  if (name.size() != 2 + crypto::Digest::kSize) return false;
  const auto digest = crypto::Digest::of(std::string_view(name).substr(2));
  if (name.substr(0, 2) == "tf") return facts.documents.contains(digest);
  return name.substr(0, 2) == "tr" && std::any_of(facts.reports.begin(), facts.reports.end(),
                                                  [&](const auto& one) { return one.body.digest == digest; });
}

Result<std::vector<std::string>> TrainingDesk::State::over(const TrainingFacts& facts, std::size_t most,
                                                           Time at) const {
  std::vector<std::string> out;
  constexpr std::int64_t kDaysOfAYear = 366;  // never before the years are over
  const Time answered = at - days(kDaysOfAYear * std::int64_t{own().config.requests.keep_years});
  for (const auto& [id, row] : facts.proposals) {
    const ProposalState state = state_of(facts, id, row);
    const Time since = row.returned.value_or(row.received);
    if (state != ProposalState::open && since < answered && out.size() < most) out.push_back(proposal_object(id));
  }
  if (own().config.vault.waiting_days == 0) return out;
  const Time waiting = at - days(own().config.vault.waiting_days);
  for (const auto& roster : facts.rosters)
    if (!roster.gone() && !facts.recorded.contains(roster.id) && roster.stored < waiting && out.size() < most)
      out.push_back(openings_object(roster.id));
  for (const char* prefix : {"tf", "tr"}) {
    HOCBA_TRY(const auto objects, own().objects.names(prefix));
    for (const auto& name : objects) {
      if (out.size() == most || named_by_ledger(facts, name)) continue;
      HOCBA_TRY(const auto text, get(name));
      if (!text) continue;
      HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
      if (older(kept, "stored", waiting)) out.push_back(name);
    }
  }
  return out;
}

Result<TrainingDesk::Counts> TrainingDesk::counts(const LedgerView& view) {
  HOCBA_TRY(const auto facts, state_->index.read(view));
  Counts out;
  out.seats = facts->book.seat_count();
  for (const auto& person : facts->people) out.openings += person ? 1 : 0;
  for (const auto& [id, row] : facts->proposals)
    out.proposals += state_->state_of(*facts, id, row) == ProposalState::open ? 1 : 0;
  return out;
}

Result<std::size_t> TrainingDesk::let_go(const LedgerView& view, Time now) {
  const auto turn = state_->turn.pass();
  std::vector<std::string> names;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(names, state_->over(*facts, kForgottenAtOnce, now));
  }
  if (names.empty() && state_->leaving.empty()) return std::size_t{0};
  const auto facts = state_->index.change();
  for (const auto& name : names) {
    state_->leaving.insert(name);
    if (name.substr(0, 2) == "tp") facts->proposals.erase(name.substr(2));
    if (name.substr(0, 2) == "ts") facts->remove_roster(training::RosterId::of(std::string_view(name).substr(2)));
  }
  return state_->leaving.size();
}

bool TrainingDesk::lets_go() const {
  const auto turn = state_->turn.pass();
  return !state_->leaving.empty();
}

Result<std::size_t> TrainingDesk::destroy_let_go(const LedgerView& later) {
  const auto turn = state_->turn.pass();
  std::vector<std::string> names;
  std::vector<training::RosterId> recorded;
  {
    HOCBA_TRY(const auto facts, state_->index.read(later));
    for (const auto& name : state_->leaving) {
      const std::string_view id = std::string_view(name).substr(2);
      if (name.substr(0, 2) == "ts" && facts->recorded.contains(training::RosterId::of(id)))
        recorded.push_back(training::RosterId::of(id));
      else if (!state_->named_by_ledger(*facts, name))
        names.push_back(name);
    }
  }
  for (const auto& id : recorded) {
    HOCBA_TRY(const auto openings, state_->openings(id));
    const auto facts = state_->index.change();
    if (!facts->roster_places.contains(id)) take_in(*facts, openings);
  }
  state_->leaving.clear();
  if (names.empty()) return std::size_t{0};
  std::vector<std::pair<store::VaultTable, std::string>> doomed;
  for (const auto& name : names)
    for (const auto table : {store::VaultTable::keys, store::VaultTable::documents}) doomed.emplace_back(table, name);
  const Status gone = state_->own().tables->shred(doomed);
  if (!gone.ok() && !state_->own().tables->shred_pending()) return gone.error();
  return names.size();
}

}  // namespace hocba::node
