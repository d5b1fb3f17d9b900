// How the objects of training lie in the vault: names and JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/training_fields.hpp"
#include "node/training_state.hpp"

namespace hocba::node {

using nlohmann::json;

namespace {

constexpr std::size_t kMaxCoursesOfAPerson = 32;

json seat_json(const SeatOpening& seat) {
  json out = {{"seat", training::to_text(seat.seat)},
              {"audience", seat.audience.str()},
              {"course", seat.course.str()},
              {"level", seat.level.str()},
              {"unit", seat.unit.str()},
              {"number", seat.number}};
  if (seat.erased) {
    out["erased"] = true;
  } else {
    out["salt"] = crypto::base64url(seat.salt);
    out["person"] = person_json(seat.person);
    if (seat.survey) out["survey"] = *seat.survey;
  }
  if (seat.again) out["again"] = true;
  if (seat.reseat) out["reseat"] = true;
  if (seat.late) out["late"] = *seat.late;
  if (seat.list) out["list"] = *seat.list;
  return out;
}

// What this node wrote itself, so a fault is damage.
Result<SeatOpening> read_seat(const json& value) {
  SeatOpening out;
  HOCBA_TRY(out.seat, training::seat_id_from_text(value.at("seat").get<std::string>()));
  HOCBA_TRY(out.audience, credential::CodeText::parse(value.at("audience").get<std::string>()));
  HOCBA_TRY(out.course, credential::CodeText::parse(value.at("course").get<std::string>()));
  HOCBA_TRY(out.level, credential::CodeText::parse(value.at("level").get<std::string>()));
  HOCBA_TRY(out.unit, credential::UnitCode::parse(value.at("unit").get<std::string>(), credential::kMaxUnitCode));
  out.again = value.value("again", false);
  out.reseat = value.value("reseat", false);
  if (value.contains("late")) out.late = value.at("late").get<bool>();
  if (value.contains("list")) out.list = value.at("list").get<std::uint32_t>();
  out.number = value.at("number");
  out.erased = value.value("erased", false);
  if (out.erased) return out;
  HOCBA_TRY(out.salt, crypto::bytes_from_base64url<credential::Salt>(value.at("salt").get<std::string>()));
  const json& person = value.at("person");
  out.person.name = person.at("name");
  HOCBA_TRY(out.person.birth_date, date_from_text(person.at("birth_date").get<std::string>()));
  if (person.contains("personal_number")) out.person.personal_number = person.at("personal_number").get<std::string>();
  if (person.contains("sector_code")) out.person.sector_code = person.at("sector_code").get<std::string>();
  if (value.contains("survey")) out.survey = value.at("survey").get<std::string>();
  return out;
}

Result<ProposedPerson> proposed_person(const json& value, const std::string& place, Date today) {
  ProposedPerson out;
  TrainingFields fields(value, place);
  HOCBA_TRY(out.level, fields.code("level"));
  HOCBA_TRY(out.audience, fields.code("audience"));
  HOCBA_TRY(const auto survey, fields.optional_code("survey"));
  HOCBA_TRY(const auto courses, fields.texts("courses", kMaxCoursesOfAPerson, 40));
  for (const auto& text : courses) {
    const auto code = credential::CodeText::parse(text);
    if (!code || std::find(out.courses.begin(), out.courses.end(), *code) != out.courses.end())
      return fields.bad("courses");
    out.courses.push_back(*code);
  }
  if (out.courses.empty()) return fields.bad("courses", "none");
  json person = value;
  for (const char* other : {"level", "audience", "survey", "courses"}) person.erase(other);
  HOCBA_TRY(out.person, person_from(person, place, today));
  return out;
}

}  // namespace

std::string openings_object(const training::RosterId& id) { return "ts" + id.str(); }
std::string proposal_object(const std::string& id) { return "tp" + id; }
std::string register_prefix(const training::ClassId& id) { return "tc" + id.str(); }
std::string erasure_object(const std::string& id) { return "te" + id; }
std::string file_object(const crypto::Digest& digest) { return "tf" + digest.str(); }
std::string report_object(const crypto::Digest& digest) { return "tr" + digest.str(); }
std::string proposal_text(const std::string& id) { return crypto::base64url(id); }

std::string_view to_text(ProposalState state) {
  switch (state) {
    case ProposalState::open:
      return "open";
    case ProposalState::approved:
      return "approved";
    case ProposalState::partly:
      return "partly";
    case ProposalState::returned:
      return "returned";
  }
  return "open";
}

constexpr std::string_view kLearnerStates[] = {"waiting", "learning", "failed", "passed"};
std::string_view to_text(LearnerState state) { return kLearnerStates[static_cast<std::size_t>(state)]; }
std::optional<LearnerState> learner_state_from(std::string_view text) {
  const auto found = std::find(std::begin(kLearnerStates), std::end(kLearnerStates), text);
  if (found == std::end(kLearnerStates)) return std::nullopt;
  return static_cast<LearnerState>(found - std::begin(kLearnerStates));
}

// As coverage counts people: assessed and not passed is failed, as long as nothing is open.
LearnerState learner_state(const training::Book::SeatView& seat) {
  if (seat.passed) return LearnerState::passed;
  if (seat.attempts.empty()) return LearnerState::waiting;
  if (std::any_of(seat.attempts.begin(), seat.attempts.end(), [](const auto& one) { return !one.over; }))
    return LearnerState::learning;
  const bool assessed = std::any_of(seat.attempts.begin(), seat.attempts.end(), [](const auto& one) {
    return one.closed && one.result && one.result->outcome == training::Outcome::completed;
  });
  return assessed ? LearnerState::failed : LearnerState::waiting;
}

Result<training::Book::ProgrammeView> programme_at(const TrainingFacts& facts, training::EntryIndex any_version,
                                                   training::EntryIndex as_of) {
  const auto found = facts.book.find_programme(any_version, as_of);
  if (!found) return Error(kTrainingNotFound, "programme " + std::to_string(any_version));
  return *found;
}

Status check_unit_asked(const LedgerView& view, const std::optional<credential::UnitCode>& unit) {
  if (!unit) return done();
  HOCBA_TRY(const auto known, chain::find_unit(*view.state, *unit));
  return known ? done() : Status(Error(kTrainingField, "unit " + unit->str()));
}

Status check_asked(const LedgerView& view, const training::Book::ProgrammeView& programme,
                   const std::optional<credential::UnitCode>& unit, const std::optional<credential::CodeText>& course) {
  if (course && training::find_course(*programme.rules, *course) == nullptr)
    return Error(kTrainingField, "course " + course->str());
  return check_unit_asked(view, unit);
}

std::string openings_text(const RosterOpenings& openings) {
  json seats = json::array(), proposals = json::array();
  for (const auto& seat : openings.seats) seats.push_back(seat_json(seat));
  for (const auto& id : openings.proposals) proposals.push_back(proposal_text(id));
  json out = {{"by", openings.by},         {"programme", openings.programme}, {"proposals", std::move(proposals)},
              {"seats", std::move(seats)}, {"sequence", openings.sequence},   {"stored", to_text(openings.stored)}};
  if (!openings.office.empty()) out["office"] = openings.office;
  if (openings.withdrawn) out["withdrawn"] = true;
  return crypto::canonical(out);
}

Result<RosterOpenings> read_openings(const training::RosterId& id, std::string_view text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  try {
    RosterOpenings out;
    out.roster = id;
    out.programme = value.at("programme");
    out.sequence = value.at("sequence");
    out.by = value.at("by");
    out.office = value.value("office", "");
    out.withdrawn = value.value("withdrawn", false);
    HOCBA_TRY(out.stored, time_from_text(value.at("stored").get<std::string>()));
    for (const auto& proposal : value.at("proposals")) {
      HOCBA_TRY(auto bytes, crypto::from_base64url(proposal.get<std::string>()));
      out.proposals.push_back(std::move(bytes));
    }
    for (const auto& one : value.at("seats")) {
      HOCBA_TRY(auto seat, read_seat(one));
      out.seats.push_back(std::move(seat));
    }
    return out;
  } catch (const json::exception&) {
    return Error(kScrubDocument, "openings of a roster");
  }
}

Result<Proposal> proposal_from(const json& value, const chain::NetworkState& network, Date today) {
  TrainingFields fields(value, {});
  Proposal out;
  HOCBA_TRY(const auto form, fields.number("hocba", 1));
  HOCBA_TRY(const auto kind, fields.text("kind", 40));
  if (form != 1 || kind != "roster-proposal") return fields.bad("kind", "roster-proposal is expected");
  HOCBA_TRY(const auto net, fields.text("network", 60));
  if (net != crypto::base64url(network.network)) return fields.bad("network", "another network");
  HOCBA_TRY(out.unit, fields.code("unit", credential::kMaxUnitCode));
  HOCBA_TRY(out.programme, fields.number("programme", log::kMaxTreeSize));
  HOCBA_TRY(out.time, fields.time("time"));
  HOCBA_TRY(const auto people, fields.list("people", TrainingDesk::kMaxPeople));
  if (people.empty()) return fields.bad("people", "none");
  for (std::size_t i = 0; i < people.size(); ++i) {
    HOCBA_TRY(auto person, proposed_person(*people[i], "people/" + std::to_string(i), today));
    out.people.push_back(std::move(person));
  }
  HOCBA_TRY(const json* proof, fields.need("proof"));
  if (!proof->is_array() || proof->empty()) return fields.bad("proof");
  HOCBA_RETURN_IF_ERROR(fields.finish());
  out.id = crypto::sha256(crypto::canonical_without(value, "proof")).str();
  return out;
}

}  // namespace hocba::node
