// One person taken out of the lists of training: out of the openings of rosters, of proposals and of registers, on the
// word of two people of the office. The objects are written anew without them, under other keys, and what was there
// before is shredded. The ledger stays as it is: the seat counts on, and is nobody's.
//
// Crash-safe by two means. VaultTables::shred() changes all objects of one call in one batch, and finishes destroying
// at the next start. And what is to be done is written down before (an object `te`) and crossed out in the last batch,
// with the openings: so of several batches none is forgotten.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/data_integrity.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/text.hpp"
#include "node/codes.hpp"
#include "node/log.hpp"
#include "node/training_erasure.hpp"
#include "node/training_fields.hpp"

namespace hocba::node {

using nlohmann::json;
using training::EntryIndex;
using training::SeatId;

namespace {

constexpr Duration kErasureAge = days(7);
constexpr std::size_t kMaxBasis = 500, kMaxErasureBytes = 64u << 10;
constexpr std::size_t kBatchBytes = 2u << 20;  // of what is written anew at once

}  // namespace

namespace {

// --- what was signed -------------------------------------------------------------------------------------------------

struct Statement {
  Time time;
  std::vector<SeatId> seats;
  std::map<std::string, std::set<std::uint32_t>> lists;
  bool survey = false;
};

Result<Statement> statement_from(const json& value, const chain::NetworkState& network) {
  TrainingFields fields(value, {});
  Statement out;
  HOCBA_TRY(const auto form, fields.number("hocba", 1));
  HOCBA_TRY(const auto kind, fields.text("kind", 40));
  if (form != 1 || kind != "training-erasure") return fields.bad("kind", "training-erasure is expected");
  HOCBA_TRY(const auto net, fields.text("network", 60));
  if (net != crypto::base64url(network.network)) return fields.bad("network", "another network");
  HOCBA_TRY(out.time, fields.time("time"));
  HOCBA_TRY(const auto seats, fields.texts("seats", TrainingDesk::kMaxErased, 40));
  for (const auto& text : seats) {
    const auto seat = training::seat_id_from_text(text);
    if (!seat || std::find(out.seats.begin(), out.seats.end(), *seat) != out.seats.end()) return fields.bad("seats");
    out.seats.push_back(*seat);
  }
  HOCBA_TRY(const auto lists, fields.list("lists", TrainingDesk::kMaxErased));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    TrainingFields place(*lists[i], "lists/" + std::to_string(i));
    HOCBA_TRY(const auto list, place.text("list", 50));
    const auto id = crypto::from_base64url(list);
    if (!id || id->size() != crypto::Digest::kSize) return place.bad("list");
    HOCBA_TRY(const auto person, place.number("person", TrainingDesk::kMaxPeople));
    HOCBA_RETURN_IF_ERROR(place.finish());
    if (!out.lists[*id].insert(static_cast<std::uint32_t>(person)).second) return place.bad("person", "twice");
  }
  if (out.seats.empty() && out.lists.empty()) return fields.bad("seats", "none");
  HOCBA_TRY(const auto parts, fields.texts("parts", 1, 20));
  if (!parts.empty() && parts.front() != "survey") return fields.bad("parts", "survey, or the whole person");
  out.survey = !parts.empty();
  HOCBA_TRY(const auto request, fields.optional_text("request", 40));
  if (request && !credential::credential_id_from_text(*request)) return fields.bad("request");
  HOCBA_TRY(const auto basis, fields.text("basis", kMaxBasis));
  if (!credential::printable(basis, true)) return fields.bad("basis");
  (void)fields.find("proof");
  HOCBA_RETURN_IF_ERROR(fields.finish());
  return out;
}

// What somebody must have a right over, to take people out.
struct Concerned {
  std::set<credential::UnitCode> offices, schools;
};

Result<bool> may_erase(TrainingRights& rights, const Concerned& concerned) {
  for (const auto& office : concerned.offices) {
    HOCBA_TRY(const auto own, rights.approves_for(office));
    if (!own) return false;
  }
  for (const auto& school : concerned.schools) {
    HOCBA_TRY(auto reach, rights.over(school, Matter::nomination));
    for (auto office = concerned.offices.begin(); !reach && office != concerned.offices.end(); ++office) {
      HOCBA_TRY(reach, rights.as_office(*office, Matter::nomination));  // of schools that went to another office
    }
    if (!reach) return false;
  }
  return true;
}

// Whose key it is, as far as the ledger knows: commitments to persons, of grants in force.
Result<std::set<std::string>> persons_behind(const LedgerView& view, const crypto::AnyKey& key, Time now) {
  std::set<std::string> out;
  HOCBA_TRY(const auto grants, chain::grants_of_key(*view.state, key));
  for (const auto index : grants) {
    HOCBA_TRY(const auto grant, chain::find_grant(*view.state, index));
    if (grant && grant->in_force(now)) out.insert(grant->grant.person.str());
  }
  return out;
}

// Two keys of the office whose grants name different persons, as the ledger asks where a document is erased.
Status check_two_hands(const LedgerView& view, const json& statement, Time signed_at, const Concerned& concerned,
                       Time now) {
  if (signed_at > now || signed_at < now - kErasureAge) return Error(kErasureUnsigned, "time");
  HOCBA_TRY(const auto proofs, crypto::verify_proofs(statement));
  std::vector<std::pair<std::string, std::set<std::string>>> hands;
  for (const auto& proof : proofs) {
    if (proof.purpose != "assertionMethod") return Error(kErasureUnsigned, "purpose");
    HOCBA_TRY(auto rights, TrainingRights::of(view, proof.key, now));
    HOCBA_TRY(const bool may, may_erase(rights, concerned));
    if (!may) continue;
    HOCBA_TRY(auto persons, persons_behind(view, proof.key, now));
    hands.emplace_back(proof.key.did(), std::move(persons));
  }
  const auto apart = [](const auto& a, const auto& b) {
    return a.first != b.first && std::none_of(a.second.begin(), a.second.end(),
                                              [&](const std::string& person) { return b.second.contains(person); });
  };
  for (std::size_t i = 0; i < hands.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (apart(hands[i], hands[j])) return done();
  return Error(kErasureUnsigned, std::to_string(hands.size()) + " of 2");
}

// --- what is left of an object ---------------------------------------------------------------------------------------

using Numbers = std::map<SeatId, std::uint32_t>;

Result<std::string> openings_without(std::string_view name, std::string_view text, const Numbers& seats, bool survey) {
  HOCBA_TRY(auto openings, read_openings(training::RosterId::of(name.substr(2)), text));
  for (auto& seat : openings.seats) {
    const auto wanted = seats.find(seat.seat);
    if (wanted == seats.end()) continue;
    seat.survey.reset();
    if (survey) continue;
    seat.erased = true;
    seat.number = wanted->second;
  }
  return openings_text(openings);
}

// The places of the others stay. The list's signature covered the names, and holds no more.
std::string proposal_without(json kept, const std::set<std::uint32_t>& places, bool survey) {
  json& people = kept.at("proposal").at("people");
  for (const auto place : places) {
    if (place >= people.size()) continue;
    json& one = people[place];
    if (survey)
      one.erase("survey");
    else
      one = {{"audience", one.at("audience")},
             {"courses", one.at("courses")},
             {"erased", true},
             {"level", one.at("level")}};
  }
  kept["erased"] = true;
  return crypto::canonical(kept);
}

std::string register_without(json kept, const Numbers& seats, const std::set<std::uint32_t>& sessions) {
  json& content = kept.at("register");
  for (const auto& [seat, number] : seats) {
    const std::string text = training::to_text(seat);
    if (content.contains("learners")) content["learners"].erase(text);
    if (!content.contains("sessions")) continue;
    for (auto& session : content["sessions"])
      if (session.contains("attendance")) session["attendance"].erase(text);
  }
  if (!sessions.empty()) {
    std::set<std::uint32_t> erased = sessions;
    for (const auto& number : kept.value("erased", json::array())) erased.insert(number.get<std::uint32_t>());
    kept["erased"] = erased;
  }
  return crypto::canonical(kept);
}

}  // namespace

// --- which objects ---------------------------------------------------------------------------------------------------

namespace {

// The seats, with those that were removed: these count nowhere, and go with them. Nothing may be left that says whose
// the others were.
Result<std::vector<SeatPlaces>> whole_people(const LedgerView& view, const TrainingFacts& facts,
                                             std::vector<SeatPlaces> seats) {
  std::set<SeatId> named;
  for (const auto& one : seats) named.insert(one.seat);
  std::string left;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    for (const auto& other : facts.seats_of_person.at(facts.opened.at(seats[i].seat).person)) {
      const SeatRow& row = facts.opened.at(other);
      if (named.contains(other) || facts.rosters[row.roster].programme != seats[i].programme) continue;
      HOCBA_TRY(auto places, seat_places(view, facts, other, row));
      if (places.removed && !places.certificate && !places.learning) {
        named.insert(other);
        seats.push_back(std::move(places));
        continue;
      }
      left += (left.empty() ? "" : ", ") + seat_words(other);
    }
  }
  if (!left.empty()) return Error(kSeatsLeft, left);
  return seats;
}

Status check_erasable(const SeatPlaces& seat) {
  if (seat.certificate)
    return Error(kSeatCertified, seat_words(seat.seat) + ", " + credential::to_text(*seat.certificate));
  if (seat.learning) return Error(kSeatLearning, seat_words(seat.seat) + ", " + training::to_text(*seat.learning));
  return done();
}

}  // namespace

Result<TrainingDesk::State::Erasure> TrainingDesk::State::plan_erasure(const LedgerView& view,
                                                                       const TrainingFacts& facts,
                                                                       TrainingRights& rights, Erasure erasure) const {
  Concerned concerned;
  std::vector<SeatPlaces> seats;
  for (const auto& [seat, number] : erasure.numbers) {
    const auto row = facts.opened.find(seat);
    if (row == facts.opened.end() || !facts.recorded.contains(facts.rosters[row->second.roster].id))
      return Error(kTrainingNotFound, seat_words(seat));
    HOCBA_TRY(auto places, seat_places(view, facts, seat, row->second));
    concerned.offices.insert(places.office);
    concerned.schools.insert(places.unit);
    seats.push_back(std::move(places));
  }
  for (const auto& [id, places] : erasure.lists) {
    const auto found = facts.proposals.find(id);
    if (found == facts.proposals.end()) return Error(kTrainingNotFound, "proposal " + proposal_text(id));
    HOCBA_TRY(const auto programme, programme_at(facts, found->second.programme, as_of_size(view)));
    concerned.offices.insert(programme.first_office);
    concerned.schools.insert(found->second.unit);
    if (*places.rbegin() >= found->second.people) return Error(kTrainingField, "lists: person");
  }
  HOCBA_TRY(const bool may, may_erase(rights, concerned));
  if (!may) return Error(kTrainingNotYours, concerned.offices.begin()->str());
  for (const auto& seat : seats) {
    if (seat.erased) return Error(kSeatErased, seat_words(seat.seat));
    if (!erasure.survey) HOCBA_RETURN_IF_ERROR(check_erasable(seat));
  }
  if (!erasure.survey) {
    HOCBA_TRY(seats, whole_people(view, facts, std::move(seats)));
  }
  const json statement = json::parse(erasure.statement);
  if (statement.contains("proof")) {  // else it is a trial
    HOCBA_TRY(const auto signed_at, time_from_text(statement.at("time").get<std::string>()));
    HOCBA_RETURN_IF_ERROR(check_two_hands(view, statement, signed_at, concerned, erasure.time));
  }

  std::map<std::pair<std::uint32_t, EntryIndex>, std::uint32_t> numbered;
  std::set<std::string> objects;
  std::set<training::ClassId> classes;
  std::set<EntryIndex> programmes;
  for (const auto& seat : seats) {
    const SeatRow& row = facts.opened.at(seat.seat);
    const auto fresh = static_cast<std::uint32_t>(facts.persons.size() + numbered.size());
    erasure.numbers[seat.seat] = numbered.emplace(std::pair(row.person, seat.programme), fresh).first->second;
    objects.insert(openings_object(seat.roster));
    for (const auto& roster : facts.rosters)
      for (const auto& one : roster.reseats)
        if (one.seat == seat.seat) objects.insert(openings_object(roster.id));
    classes.insert(seat.classes.begin(), seat.classes.end());
    programmes.insert(seat.programme);
  }

  std::vector<WantedPerson> wanted;
  for (const auto& name : objects) {
    erasure.objects.push_back({name});
    HOCBA_TRY(const auto kept, openings(training::RosterId::of(std::string_view(name).substr(2))));
    for (const auto& seat : kept.seats)
      if (erasure.numbers.contains(seat.seat))
        wanted.push_back({facts.persons.keys_of(seat.person), facts.codes.code(facts.opened.at(seat.seat).unit).str()});
  }
  for (const auto& [id, row] : facts.proposals) {
    const auto named = erasure.lists.find(id);
    if (named == erasure.lists.end() && !programmes.contains(row.programme)) continue;
    HOCBA_TRY(const auto text, get(proposal_object(id)));
    if (!text) continue;
    HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
    auto places = places_in(kept.at("proposal"), facts.persons, wanted);
    if (named != erasure.lists.end()) places.insert(named->second.begin(), named->second.end());
    if (places.empty()) continue;
    if (state_of(facts, id, row) == ProposalState::open) return Error(kListUnanswered, proposal_text(id));
    erasure.objects.push_back({proposal_object(id), std::move(places)});
  }
  if (erasure.survey) return erasure;
  for (const auto& id : classes) {
    const auto klass = facts.book.find_class(id, as_of_size(view));
    HOCBA_TRY(const auto versions, own().objects.names(register_prefix(id)));
    for (const auto& name : versions) {
      HOCBA_TRY(const auto text, get(name));
      if (!text) continue;
      HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
      if (register_without(kept, erasure.numbers, {}) == text->expose()) continue;
      Erasure::Object object{name};
      // Which sessions opened what the ledger commits to, and will not without this person.
      if (name == versions.back() && klass) {
        HOCBA_TRY(const auto differing, sessions_that_differ(view, facts, *klass, kept.at("register")));
        const json register_after = json::parse(register_without(kept, erasure.numbers, {})).at("register");
        HOCBA_TRY(const auto after, sessions_that_differ(view, facts, *klass, register_after));
        std::set_difference(after.begin(), after.end(), differing.begin(), differing.end(),
                            std::inserter(object.sessions, object.sessions.end()));
      }
      erasure.objects.push_back(std::move(object));
    }
  }
  return erasure;
}

// --- carrying it out -------------------------------------------------------------------------------------------------

namespace {

json object_json(const std::string& name, const std::set<std::uint32_t>& people,
                 const std::set<std::uint32_t>& sessions) {
  return {{"name", crypto::base64url(name)}, {"people", people}, {"sessions", sessions}};
}

}  // namespace

Result<std::optional<TrainingDesk::State::Erasure>> TrainingDesk::State::erasure(const std::string& id) const {
  HOCBA_TRY(const auto text, get(erasure_object(id)));
  if (!text) return std::optional<Erasure>();
  HOCBA_TRY(const json kept, crypto::parse_json(text->expose()));
  try {
    Erasure out;
    out.id = id;
    out.statement = crypto::canonical(kept.at("statement"));
    HOCBA_TRY(out.time, time_from_text(kept.at("time").get<std::string>()));
    out.by = kept.at("by");
    out.done = kept.at("done");
    out.survey = kept.at("survey");
    out.counted = {id, kept.at("seats"), kept.at("lists"), kept.at("registers")};
    if (out.done) return std::optional(std::move(out));
    for (const auto& [seat, number] : kept.at("numbers").items()) {
      HOCBA_TRY(const auto parsed, training::seat_id_from_text(seat));
      out.numbers[parsed] = number.get<std::uint32_t>();
    }
    for (const auto& object : kept.at("objects")) {
      HOCBA_TRY(auto name, crypto::from_base64url(object.at("name").get<std::string>()));
      out.objects.push_back({std::move(name), object.at("people").get<std::set<std::uint32_t>>(),
                             object.at("sessions").get<std::set<std::uint32_t>>()});
    }
    return std::optional(std::move(out));
  } catch (const json::exception&) {
    return Error(kScrubDocument, "an erasure");
  }
}

std::string TrainingDesk::State::erasure_text(const Erasure& erasure) {
  json out = {{"by", erasure.by},
              {"done", erasure.done},
              {"survey", erasure.survey},
              {"statement", json::parse(erasure.statement)},
              {"time", to_text(erasure.time)},
              {"seats", erasure.counted.seats},
              {"lists", erasure.counted.lists},
              {"registers", erasure.counted.registers}};
  if (erasure.done) return crypto::canonical(out);
  out["numbers"] = json::object();
  out["objects"] = json::array();
  for (const auto& [seat, number] : erasure.numbers) out["numbers"][training::to_text(seat)] = number;
  for (const auto& one : erasure.objects) out["objects"].push_back(object_json(one.name, one.people, one.sessions));
  return crypto::canonical(out);
}

Result<std::string> TrainingDesk::State::without(const Erasure& erasure, std::size_t which, std::string_view text) {
  const auto& object = erasure.objects[which];
  const std::string_view kind = std::string_view(object.name).substr(0, 2);
  if (kind == "ts") return openings_without(object.name, text, erasure.numbers, erasure.survey);
  HOCBA_TRY(json kept, crypto::parse_json(text));
  try {
    if (kind == "tp") return proposal_without(std::move(kept), object.people, erasure.survey);
    return register_without(std::move(kept), erasure.numbers, object.sessions);
  } catch (const json::exception&) {
    return Error(kScrubDocument, "training");
  }
}

Status TrainingDesk::State::carry_out(Erasure& erasure) const {
  std::sort(erasure.objects.begin(), erasure.objects.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });  // openings last
  std::vector<std::pair<store::VaultTable, std::string>> doomed;
  std::vector<store::VaultWrite> again;
  std::size_t bytes = 0;
  const auto rewrite = [&](const std::string& name, std::string_view text) {
    for (const auto table : {store::VaultTable::keys, store::VaultTable::documents}) doomed.emplace_back(table, name);
    own().objects.put(again, name, text);
    bytes += text.size();
  };
  // Also where old files could not be removed yet: the rows are written, and the next shred() finishes.
  const auto shred = [&]() -> Status {
    const Status gone = own().tables->shred(doomed, again);
    doomed.clear();
    again.clear();
    bytes = 0;
    return gone.ok() || own().tables->shred_pending() ? done() : gone;
  };
  for (std::size_t i = 0; i < erasure.objects.size(); ++i) {
    HOCBA_TRY(const auto text, get(erasure.objects[i].name));
    if (!text) continue;
    HOCBA_TRY(const auto left, without(erasure, i, text->expose()));
    if (bytes != 0 && bytes + left.size() > kBatchBytes) HOCBA_RETURN_IF_ERROR(shred());
    rewrite(erasure.objects[i].name, left);
  }
  erasure.done = true;
  rewrite(erasure_object(erasure.id), erasure_text(erasure));
  const Status gone = shred();
  erasure.done = gone.ok();
  return gone;
}

// Whom the seats said is found by nothing any more, but by what other seats say of them.
Status TrainingDesk::State::erase_from_facts(const Erasure& erasure) const {
  if (erasure.survey) return done();
  const auto facts = index.change();
  std::set<std::uint32_t> before;
  for (const auto& [seat, number] : erasure.numbers) {
    const auto row = facts->opened.find(seat);
    if (row == facts->opened.end() || row->second.erased) continue;
    before.insert(row->second.person);
    facts->erase_person(seat, number);
  }
  Opener opener(*this);
  for (const auto person : before) {
    const auto left = facts->seats_of_person.find(person);
    if (left == facts->seats_of_person.end()) continue;
    facts->persons.forget(person);
    for (const auto& seat : left->second) {
      HOCBA_TRY(const SeatOpening* opening, opener.open(*facts, facts->opened.at(seat)));
      facts->persons.put(person, facts->persons.keys_of(opening->person));
    }
    facts->forget_gone(person, facts->size);
  }
  return done();
}

// Before anything is loaded: what is loaded is then what is left.
Status TrainingDesk::State::load_erasures() {
  HOCBA_TRY(const auto names, own().objects.names("te"));
  for (const auto& name : names) {
    const std::string id = name.substr(2);
    auto kept = erasure(id);
    if (kept.ok() && *kept && (*kept)->done) continue;
    const Status finished = kept.ok() && *kept ? carry_out(**kept) : kept.ok() ? done() : Status(kept.error());
    if (finished.ok()) continue;
    log_error("training.forgetting_failed", finished.error().at("erasure"));
    unfinished.push_back(id);
    if (!kept.ok()) continue;
    for (const auto& [seat, number] : (*kept)->numbers) index.change()->persons.keep_number(number);
  }
  return done();
}

Status TrainingDesk::State::finish_erasures() {
  while (!unfinished.empty()) {
    HOCBA_TRY(auto kept, erasure(unfinished.back()));
    if (kept && !kept->done) HOCBA_RETURN_IF_ERROR(carry_out(*kept));
    if (kept) HOCBA_RETURN_IF_ERROR(erase_from_facts(*kept));
    unfinished.pop_back();
  }
  return done();
}

Result<ErasedPeople> TrainingDesk::erase(const LedgerView& view, const crypto::AnyKey& caller, const std::string& text,
                                         bool trial) {
  if (text.size() > kMaxErasureBytes) return Error(kTrainingField, "too long");
  HOCBA_TRY(const json value, crypto::parse_json(text));
  HOCBA_TRY(auto statement, statement_from(value, view.network));
  HOCBA_TRY(auto rights, TrainingRights::of(view, caller, state_->now()));
  State::Erasure erasure;
  erasure.id = crypto::sha256(crypto::canonical_without(value, "proof")).str();
  const auto turn = state_->turn.pass();
  HOCBA_TRY(const auto known, state_->erasure(erasure.id));
  if (known && known->done) return known->counted;
  if (known) {
    HOCBA_RETURN_IF_ERROR(state_->finish_erasures());
    return known->counted;
  }
  if (!trial && !value.contains("proof")) return Error(kErasureUnsigned, "0 of 2");
  erasure.statement = crypto::canonical(value);
  erasure.time = state_->now();
  erasure.by = caller.did();
  erasure.survey = statement.survey;
  erasure.lists = std::move(statement.lists);
  for (const auto& seat : statement.seats) erasure.numbers[seat] = 0;
  {
    HOCBA_TRY(const auto facts, state_->index.read(view));
    HOCBA_TRY(erasure, state_->plan_erasure(view, *facts, rights, std::move(erasure)));
  }
  erasure.counted = erasure.counts();
  if (trial) return erasure.counted;
  HOCBA_RETURN_IF_ERROR(state_->keep(erasure_object(erasure.id), State::erasure_text(erasure)));
  const Status gone = state_->carry_out(erasure);
  if (gone.ok()) {
    HOCBA_RETURN_IF_ERROR(state_->erase_from_facts(erasure));
    return erasure.counted;
  }
  state_->unfinished.push_back(erasure.id);
  for (const auto& [seat, number] : erasure.numbers) state_->index.change()->persons.keep_number(number);
  return gone.error();
}

}  // namespace hocba::node
