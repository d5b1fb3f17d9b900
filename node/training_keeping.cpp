// The registers of classes and the files of programmes.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/programme_difference.hpp"
#include "ledger/credential/document.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/text.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/training/programme_file.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/desk_rows.hpp"
#include "node/training_check.hpp"
#include "node/training_fields.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;

namespace {

constexpr std::size_t kMaxRegisterBytes = 2u << 20;
constexpr std::size_t kMaxLine = 300;
constexpr std::uint64_t kMostPeriods = 1'000;
constexpr std::size_t kRegistersAtOnce = 50;  // all versions are read to choose them

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

const json* session_of(const json& content, std::uint32_t number) {
  const auto sessions = content.find("sessions");
  if (sessions == content.end()) return nullptr;
  for (const auto& session : *sessions)
    if (session.at("number") == number) return &session;
  return nullptr;
}

// `kept`: the version before. What it opens of a closed class stays so; what was lost before may be put back, all of it
// or some. A session from which somebody's attendance was erased opens nothing: it stays as it is.
Status check_against_ledger(const LedgerView& view, const TrainingFacts& facts, const training::Book::ClassView& klass,
                            const json& content, const json& kept) {
  const bool had = kept.contains("register");
  HOCBA_TRY(const std::string opening, view.data->entry(log::LeafIndex{klass.at}));
  HOCBA_TRY(const auto record, chain::parse_record(opening));
  if (const auto* body = std::get_if<chain::TrainingClass>(&record.body))
    for (const auto& trainer : body->trainers)
      if (!opens(content, "trainers", "trainer", trainer.person, "name") &&
          (!had || opens(kept.at("register"), "trainers", "trainer", trainer.person, "name")))
        return Error(kRegisterDiffers, "trainers");
  HOCBA_TRY(const auto differing, sessions_that_differ(view, facts, klass, content));
  std::vector<std::uint32_t> lost;
  if (had) {
    HOCBA_TRY(lost, sessions_that_differ(view, facts, klass, kept.at("register")));
  }
  const json erased = kept.value("erased", json::array());
  for (const auto number : differing) {
    if (std::find(erased.begin(), erased.end(), number) != erased.end()) {
      const json* now = session_of(content, number);
      const json* before = had ? session_of(kept.at("register"), number) : nullptr;
      if (now == nullptr || before == nullptr || *now != *before)
        return Error(kRegisterDiffers, "sessions/" + std::to_string(number));
    } else if (std::find(lost.begin(), lost.end(), number) == lost.end()) {
      return Error(kRegisterDiffers, "sessions/" + std::to_string(number));
    }
  }
  return done();
}

// The commitments that the ledger has to a class's register: its trainers' and its sessions'.
Result<std::vector<std::pair<bool, chain::Commitment>>> register_commitments(const LedgerView& view,
                                                                             const TrainingFacts& facts,
                                                                             const training::Book::ClassView& klass) {
  std::vector<std::pair<bool, chain::Commitment>> out;  // whether of a trainer
  HOCBA_TRY(const std::string opening, view.data->entry(log::LeafIndex{klass.at}));
  HOCBA_TRY(const auto record, chain::parse_record(opening));
  if (const auto* body = std::get_if<chain::TrainingClass>(&record.body))
    for (const auto& trainer : body->trainers) out.emplace_back(true, trainer.person);
  for (const auto& session : facts.book.sessions(klass.opened.id, as_of_size(view))) {
    HOCBA_TRY(const std::string entry, view.data->entry(log::LeafIndex{session.at}));
    HOCBA_TRY(const auto recorded, chain::parse_record(entry));
    const auto* body = std::get_if<chain::TrainingSession>(&recorded.body);
    if (body != nullptr && body->details) out.emplace_back(false, *body->details);
  }
  return out;
}

json of_own_people(const json& rows, const std::set<std::string>& shown) {
  json out = json::object();
  for (const auto& [seat, said] : rows.items())
    if (shown.contains(seat)) out[seat] = said;
  return out;
}

// Their own people's rows. Without salts: who has them all but a few guesses these against what the ledger has.
void keep_rows(json& content, const std::set<std::string>& shown) {
  for (const char* list : {"trainers", "sessions"})
    if (content.contains(list))
      for (auto& item : content[list]) {
        item.erase("salt");
        if (item.contains("attendance")) item["attendance"] = of_own_people(item["attendance"], shown);
      }
  if (content.contains("learners")) content["learners"] = of_own_people(content["learners"], shown);
}

}  // namespace

std::uint32_t register_version(const std::string& name) {
  constexpr std::size_t kNumber = 4;
  return name.size() < kNumber ? 0 : read_be32(std::string_view(name).substr(name.size() - kNumber));
}

Status TrainingDesk::State::make_room(const LedgerView& view, const training::ClassId& id,
                                      std::vector<std::string> versions) {
  std::erase_if(versions, [&](const auto& name) { return leaving.contains(name); });
  if (versions.size() < kMaxRegisterVersions) return done();
  std::vector<std::pair<bool, chain::Commitment>> unopened;
  {
    HOCBA_TRY(const auto facts, index.read(view));
    const auto klass = facts->book.find_class(id, as_of_size(view));
    if (!klass) return done();
    HOCBA_TRY(unopened, register_commitments(view, *facts, *klass));
  }
  std::map<std::string, std::vector<std::string>> by_writer;  // newest first
  for (auto name = versions.rbegin(); name != versions.rend(); ++name) {
    const auto text = get(*name);
    if (!text.ok() || !*text) continue;  // a scrub tells of it
    HOCBA_TRY(const json kept, crypto::parse_json((*text)->expose()));
    const json& content = kept.at("register");
    const auto opened = std::erase_if(unopened, [&](const auto& one) {
      return one.first ? opens(content, "trainers", "trainer", one.second, "name")
                       : opens(content, "sessions", "session", one.second);
    });
    if (opened == 0 && name != versions.rbegin()) by_writer[kept.value("by", std::string())].push_back(*name);
  }
  for (std::size_t gone = 0; gone < kRegistersAtOnce; ++gone) {
    const auto most = std::max_element(by_writer.begin(), by_writer.end(),
                                       [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    if (most == by_writer.end() || most->second.empty()) break;
    leaving.insert(most->second.back());
    most->second.pop_back();
  }
  return done();
}

Result<std::vector<std::uint32_t>> sessions_that_differ(const LedgerView& view, const TrainingFacts& facts,
                                                        const training::Book::ClassView& klass, const json& content) {
  std::vector<std::uint32_t> out;
  for (const auto& session : facts.book.sessions(klass.opened.id, as_of_size(view))) {
    HOCBA_TRY(const std::string entry, view.data->entry(log::LeafIndex{session.at}));
    HOCBA_TRY(const auto recorded, chain::parse_record(entry));
    const auto* body = std::get_if<chain::TrainingSession>(&recorded.body);
    if (body != nullptr && body->details && !opens(content, "sessions", "session", *body->details))
      out.push_back(session.number);
  }
  return out;
}

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
  const auto turn = state_->turn.pass();
  HOCBA_TRY(const auto versions, state_->own().objects.names(register_prefix(id)));
  const std::uint32_t newest = versions.empty() ? 0 : register_version(versions.back());
  json kept = json::object();
  if (newest != 0) {
    HOCBA_TRY(const auto before, state_->get(versions.back()));
    if (before) {
      HOCBA_TRY(kept, crypto::parse_json(before->expose()));
    }
  }
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    const auto klass = facts->book.find_class(id, as_of_size(view));
    if (!klass) return Error(kTrainingNotFound, training::to_text(id));
    HOCBA_TRY(const bool own, state_->writes_register(view, rights, caller, *klass));
    if (!own) return Error(kTrainingNotYours, klass->opened.provider.str());
    std::set<training::SeatId> seats;
    for (const auto& seat : facts->book.seats_of_class(id, as_of_size(view))) {
      const auto row = facts->opened.find(seat);
      if (row == facts->opened.end() || !row->second.erased) seats.insert(seat);
    }
    HOCBA_RETURN_IF_ERROR(check_register(value, seats));
    if (klass->closed) HOCBA_RETURN_IF_ERROR(check_against_ledger(view, *facts, *klass, value, kept));
  }
  if (newest != after) return Error(kRegisterChanged, std::to_string(newest));
  if (newest != 0 && kept.value("register", json()) == value) return newest;  // nothing is new
  HOCBA_RETURN_IF_ERROR(state_->make_room(view, id, versions));
  json stored = {{"by", caller.did()}, {"register", value}, {"time", to_text(state_->now())}};
  if (kept.contains("erased")) stored["erased"] = kept["erased"];
  HOCBA_RETURN_IF_ERROR(state_->keep(register_object(id, newest + 1), crypto::canonical(stored)));
  return newest + 1;
}

Result<RegisterVersion> TrainingDesk::get_register(const LedgerView& view, const Reader& reader,
                                                   const training::ClassId& id, std::optional<std::uint32_t> version) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, state_->now(), !reader.decision.empty()));
  HOCBA_TRY(const auto versions, state_->own().objects.names(register_prefix(id)));
  // Former versions give way in time: their numbers have gaps.
  const auto asked = version            ? std::find(versions.begin(), versions.end(), register_object(id, *version))
                     : versions.empty() ? versions.end()
                                        : versions.end() - 1;
  if (asked == versions.end()) return Error(kTrainingNotFound, training::to_text(id));
  HOCBA_TRY(const auto text, state_->get(*asked));
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
  if (!whole && (shown.empty() || version)) return Error(kTrainingNotYours, training::to_text(id));
  HOCBA_RETURN_IF_ERROR(state_->log_reading(log, "training-register"));
  RegisterVersion out;
  out.version = register_version(*asked);
  HOCBA_TRY(out.time, time_from_text(kept.at("time").get<std::string>()));
  out.by = kept.at("by");
  out.whole = whole;
  if (kept.contains("erased")) out.erased = kept["erased"].get<std::vector<std::uint32_t>>();
  json& content = kept.at("register");
  if (!whole) keep_rows(content, shown);
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
  // What is there already is dated anew: it waits for its record from now on.
  if (std::find(names.begin(), names.end(), file_object(digest)) == names.end()) {
    if (names.size() >= kMaxFiles) return Error(kTrainingFull, "programme files");
    HOCBA_RETURN_IF_ERROR(state_->check_room(view, "tf", office, {kMaxWaitingFiles, kMaxFilesOfUnit}));
    state_->brought_by[file_object(digest)] = office;
  }
  return state_->keep(file_object(digest),
                      crypto::canonical({{"file", text}, {"stored", to_text(state_->now())}, {"unit", office}}));
}

// Anybody of a unit may bring what no record names yet: so much, and no more until some of it is recorded or over.
Status TrainingDesk::State::check_room(const LedgerView& view, const char* prefix, const std::string& unit,
                                       const Room& room) {
  std::set<crypto::Digest> recorded;
  {
    HOCBA_TRY(const auto facts, index.read(view));
    for (const auto& [digest, at] : facts->documents) recorded.insert(digest);
    for (const auto& filed : facts->reports) recorded.insert(filed.body.digest);
  }
  HOCBA_TRY(const auto names, own().objects.names(prefix));
  std::size_t waiting = 0, all = 0;
  for (const auto& name : names) {
    if (name.size() != 2 + crypto::Digest::kSize) continue;
    auto brought = brought_by.find(name);
    if (brought == brought_by.end()) {
      HOCBA_TRY(const auto text, get(name));
      if (!text) continue;
      HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
      brought = brought_by.emplace(name, kept.value("unit", std::string())).first;
    }
    if (brought->second != unit) continue;
    ++all;
    waiting += recorded.contains(crypto::Digest::of(std::string_view(name).substr(2))) ? 0 : 1;
  }
  if (waiting >= room.waiting) return Error(kTrainingFull, unit + ": " + std::to_string(waiting));
  if (all >= room.all) return Error(kTrainingFull, unit + ": " + std::to_string(all));
  return done();
}

Result<std::optional<std::string>> Vault::State::programme_file(const crypto::Digest& digest) const {
  HOCBA_TRY(const auto text, objects.get(file_object(digest)));
  if (!text) return std::optional<std::string>();
  HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
  return std::optional(kept.at("file").get<std::string>());
}
Result<std::optional<std::string>> TrainingDesk::programme_file(const crypto::Digest& digest) const {
  return state_->own().programme_file(digest);
}

Status TrainingDesk::State::check_programme(const training::ProgrammeRules& rules) const {
  HOCBA_TRY(const auto text, own().programme_file(rules.document));
  if (!text || leaves(file_object(rules.document))) return Error(kProgrammeMissing, crypto::base64url(rules.document));
  const auto file = training::read_programme_file(*text);
  if (!file.ok()) return Error(kProgrammeDiffers, file.error().to_string());
  const auto given = training::rules_with_providers(*file, rules.providers);
  if (!given.ok()) return Error(kProgrammeDiffers, given.error().to_string());
  std::string places;
  for (const auto& place : chain::differing_rules(rules, *given)) places += (places.empty() ? "" : ", ") + place;
  return places.empty() ? done() : Status(Error(kProgrammeDiffers, places));
}

Status Vault::State::check_training(const LedgerView& view, const credential::Document& document) const {
  if (training == nullptr || !credential::training_of(document)) return node::check_training(*view.state, document);
  TrainingSources sources;
  sources.find_class = [&](const training::ClassId& id) -> Result<std::optional<TrainingSources::Class>> {
    HOCBA_TRY(const auto facts, training->read(view));
    const auto klass = facts->book.find_class(id, as_of_size(view));
    if (!klass) return std::optional<TrainingSources::Class>();
    return std::optional(TrainingSources::Class{klass->opened.number, klass->closed});
  };
  sources.programme_file = [this](const crypto::Digest& digest) { return programme_file(digest); };
  return node::check_training(*view.state, document, sources);
}

}  // namespace hocba::node
