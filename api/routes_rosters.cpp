// Lists of people: what schools propose, who sits on the seats that an office approves, who learns, the registers of
// classes. All of it needs a session; who may do what follows from the ledger as of now (node/training_desk.hpp).
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/training_views.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxProposalBody = 2u << 20, kMaxOpeningsBody = 1u << 20, kMaxRegisterBody = 2u << 20,
                      kMaxReturnBody = 4u << 10;
constexpr std::size_t kMaxPeopleErasureBody = 64u << 10, kMaxPersonBody = 4u << 10;
constexpr std::uint32_t kHeavyPerson = 5;     // every list is read
constexpr std::size_t kLearnersPerCall = 50;  // of a page, which counts as one for every so many
// What is written counts by its size: a seat's opening as some five writes, a class's whole register as a few hundred.
constexpr std::size_t kOpeningsPerWrite = 64, kRegisterPerWrite = 256;

Status pay_for_body(const Call& call, std::size_t bytes_per_write) {
  const auto cost = static_cast<std::uint32_t>(call.request.body.size() / bytes_per_write);
  return call.service.allow(call.request, Rate::writes, cost) ? done() : Status(kTooMany);
}
Status pay_for_page(const Call& call, std::size_t limit) {
  const auto cost = static_cast<std::uint32_t>(limit / kLearnersPerCall);
  return call.service.allow(call.request, Rate::reads, cost) ? done() : Status(kTooMany);
}

node::TrainingDesk& desk_of(const Call& call) { return call.service.node().training(); }

Result<std::string> proposal_id(std::string_view text) {
  auto bytes = crypto::from_base64url(text);
  if (!bytes || bytes->size() != crypto::Digest::kSize) return Error(kBadRequest, "id");
  return bytes;
}

json proposed_json(const node::Proposed& proposed) {
  return {{"id", crypto::base64url(proposed.id)},
          {"received", to_text(proposed.received)},
          {"late", proposed.late},
          {"people", proposed.people}};
}

Result<Response> propose_people(const Call& call) {
  HOCBA_TRY(const auto proposed, desk_of(call).propose(*call.view, *call.caller, call.request.body));
  return no_store(proposed_json(proposed), 201);
}

Result<std::optional<node::ProposalState>> state_asked(const Call& call) {
  const auto given = call.request.query("state");
  if (!given) return std::optional<node::ProposalState>();
  using State = node::ProposalState;
  for (const auto state : {State::open, State::approved, State::partly, State::returned})
    if (node::to_text(state) == *given) return std::optional(state);
  return Error(kBadRequest, "state: open, approved, partly, returned");
}

Result<Response> list_proposals(const Call& call) {
  node::ProposalQuery query;
  HOCBA_TRY(const auto page_asked, page_ask(call, 100, 1'000));
  query.limit = page_asked.limit;
  if (page_asked.after) {
    HOCBA_TRY(query.after, proposal_id(*page_asked.after));
  }
  HOCBA_TRY(query.programme, index_asked(call, "programme"));
  HOCBA_TRY(query.state, state_asked(call));
  HOCBA_RETURN_IF_ERROR(pay_for_page(call, query.limit));
  HOCBA_TRY(const auto page, desk_of(call).proposals(*call.view, training_reader(call), query));
  json list = json::array();
  for (const auto& line : page.lines) {
    json one = proposed_json(line.proposed);
    one["unit"] = line.unit.str();
    one["programme"] = line.programme;
    one["state"] = node::to_text(line.state);
    if (line.returned) one["returned"] = {{"reason", line.reason}, {"time", to_text(*line.returned)}};
    list.push_back(std::move(one));
  }
  return no_store({{"proposals", std::move(list)}, {"more", page.more}});
}

Result<Response> one_proposal(const Call& call) {
  HOCBA_TRY(const auto id, proposal_id(call.params["id"]));
  HOCBA_TRY(const auto text, desk_of(call).proposal(*call.view, training_reader(call), id));
  HOCBA_TRY(const json value, crypto::parse_json(text));
  return no_store(value);
}

Result<Response> return_proposal(const Call& call) {
  HOCBA_TRY(const auto id, proposal_id(call.params["id"]));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto reason, body.text("reason"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  HOCBA_RETURN_IF_ERROR(desk_of(call).return_proposal(*call.view, *call.caller, id, reason));
  return no_store({{"id", call.params["id"]}, {"state", "returned"}});
}

Result<Response> put_seat_openings(const Call& call) {
  HOCBA_RETURN_IF_ERROR(pay_for_body(call, kOpeningsPerWrite));
  const auto asked = call.request.query("trial");
  if (asked && *asked != "true") return Error(kBadRequest, "trial: true");
  const bool trial = asked.has_value();
  HOCBA_TRY(const auto stored, desk_of(call).put_openings(*call.view, *call.caller, call.request.body, trial));
  json out = {{"stored", trial ? 0 : stored.seats}, {"schools", stored.schools}};
  if (!trial) return no_store(out);
  json refused = json::array();
  for (const auto& [seat, why] : stored.refused)
    refused.push_back({{"seat", training::to_text(seat)}, {"code", why.code().id}});
  out["refused"] = std::move(refused);
  return no_store(out);
}

Result<Response> withdraw_seat_openings(const Call& call) {
  const auto id = training::roster_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  HOCBA_RETURN_IF_ERROR(desk_of(call).withdraw_openings(*call.view, *call.caller, *id));
  return no_store({{"roster", call.params["id"]}, {"state", "withdrawn"}});
}

json learner_json(const node::Learner& learner) {
  const auto& opening = learner.opening;
  json out = {{"seat", training::to_text(opening.seat)},
              {"programme", learner.programme},
              {"audience", opening.audience.str()},
              {"course", opening.course.str()},
              {"unit", opening.unit.str()},
              {"level", opening.level.str()},
              {"state", node::to_text(learner.state)},
              {"late", opening.late.value_or(learner.seat.late)},
              {"attempts", learner.seat.attempts.size()}};
  if (!learner.proposal.empty()) out["proposal"] = crypto::base64url(learner.proposal);
  if (opening.erased)
    out["erased"] = true;
  else
    out["person"] = person_view(opening.person);
  if (learner.inner && !opening.erased) out["salt"] = crypto::base64url(opening.salt);
  if (learner.inner && opening.survey) out["survey"] = *opening.survey;
  if (!learner.seat.attempts.empty()) out["last"] = attempt_view(learner.seat.attempts.back());
  if (learner.seat.credential) out["credential"] = credential::to_text(*learner.seat.credential);
  if (learner.seat.standing) out["standing"] = training::to_text(*learner.seat.standing);
  return out;
}

Result<Response> list_learners(const Call& call) {
  node::LearnerQuery query;
  HOCBA_TRY(const auto page_asked, page_ask(call, 200, 1'000));
  query.limit = page_asked.limit;
  if (page_asked.after) {
    const auto seat = training::seat_id_from_text(*page_asked.after);
    if (!seat) return Error(kBadRequest, "after");
    query.after = *seat;
  }
  HOCBA_TRY(query.programme, index_asked(call, "programme"));
  HOCBA_TRY(query.course, code_asked(call, "course"));
  HOCBA_TRY(query.audience, code_asked(call, "audience"));
  HOCBA_TRY(query.unit, unit_asked(call, "unit"));
  if (const auto klass = call.request.query("class")) {
    const auto id = training::class_id_from_text(*klass);
    if (!id) return Error(kBadRequest, "class");
    query.klass = *id;
  }
  if (const auto state = call.request.query("state")) {
    query.state = node::learner_state_from(*state);
    if (!query.state) return Error(kBadRequest, "state: waiting, learning, failed, passed");
  }
  HOCBA_RETURN_IF_ERROR(pay_for_page(call, query.limit));
  HOCBA_TRY(const auto page, desk_of(call).learners(*call.view, training_reader(call), query));
  json list = json::array();
  for (const auto& learner : page.learners) list.push_back(learner_json(learner));
  return no_store({{"learners", std::move(list)}, {"more", page.more}});
}

Result<Response> erase_people(const Call& call) {
  const bool trial = call.request.query("trial") == "true";
  HOCBA_TRY(const auto erased, desk_of(call).erase(*call.view, *call.caller, call.request.body, trial));
  return no_store({{"id", crypto::base64url(erased.id)},
                   {"seats", erased.seats},
                   {"lists", erased.lists},
                   {"registers", erased.registers},
                   {"trial", trial}});
}

// In the body, for a name stands in no address.
Result<Response> places_of_person(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  node::AskedPerson person;
  HOCBA_TRY(person.name, body.text("name"));
  HOCBA_TRY(const auto born, body.text("birth_date"));
  const auto date = date_from_text(born);
  if (!date) return Error(kBadBody, "birth_date");
  person.birth_date = *date;
  HOCBA_TRY(person.personal_number, body.optional_text("personal_number"));
  HOCBA_TRY(const auto programme, body.optional_number("programme", log::kMaxTreeSize));
  HOCBA_TRY(auto purpose, body.optional_text("purpose"));
  HOCBA_TRY(auto decision, body.optional_text("decision"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (!call.service.allow(call.request, Rate::reads, kHeavyPerson)) return Error(kTooMany);
  const node::Reader reader{*call.caller, std::move(purpose).value_or(std::string()),
                            std::move(decision).value_or(std::string())};
  HOCBA_TRY(const auto places, desk_of(call).places_of(*call.view, reader, person, programme));
  json seats = json::array(), lists = json::array();
  for (const auto& seat : places.seats) seats.push_back(places_view(seat));
  for (const auto& one : places.lists)
    lists.push_back({{"list", crypto::base64url(one.proposal)},
                     {"person", one.place},
                     {"unit", one.unit.str()},
                     {"programme", one.programme},
                     {"state", node::to_text(one.state)}});
  return no_store({{"seats", std::move(seats)}, {"lists", std::move(lists)}});
}

Result<training::ClassId> class_of(const Call& call) {
  auto id = training::class_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  return id;
}

Result<Response> put_register(const Call& call) {
  HOCBA_TRY(const auto id, class_of(call));
  HOCBA_TRY(const auto after, index_asked(call, "after"));
  if (!after || *after > 0xffffffff) return Error(kBadRequest, "after: the version that was read, 0 before the first");
  HOCBA_RETURN_IF_ERROR(pay_for_body(call, kRegisterPerWrite));
  HOCBA_TRY(const auto version, desk_of(call).put_register(*call.view, *call.caller, id,
                                                           static_cast<std::uint32_t>(*after), call.request.body));
  return no_store({{"class", training::to_text(id)}, {"version", version}});
}

Result<Response> get_register(const Call& call) {
  HOCBA_TRY(const auto id, class_of(call));
  HOCBA_TRY(const auto version, index_asked(call, "version"));
  if (version && (*version == 0 || *version > 0xffff)) return Error(kBadRequest, "version: 1 …");
  std::optional<std::uint32_t> asked;
  if (version) asked = static_cast<std::uint32_t>(*version);
  HOCBA_TRY(const auto found, desk_of(call).get_register(*call.view, training_reader(call), id, asked));
  HOCBA_TRY(auto content, crypto::parse_json(found.text));
  return no_store({{"class", training::to_text(id)},
                   {"version", found.version},
                   {"time", to_text(found.time)},
                   {"by", found.by},
                   {"whole", found.whole},
                   {"erased", found.erased},
                   {"register", std::move(content)}});
}

}  // namespace

void add_roster_routes(std::vector<Route>& routes) {
  const auto add = [&](Method method, const char* pattern, Rate rate, std::size_t max_body, Endpoint endpoint) {
    routes.push_back({method, pattern, Access::session, rate, max_body, std::move(endpoint)});
  };
  add(Method::post, "/v1/training/proposals", Rate::writes, kMaxProposalBody, pooled(propose_people));
  add(Method::get, "/v1/training/proposals", Rate::reads, 0, pooled(list_proposals));
  add(Method::get, "/v1/training/proposals/{id}", Rate::reads, 0, pooled(one_proposal));
  add(Method::post, "/v1/training/proposals/{id}/return", Rate::writes, kMaxReturnBody, pooled(return_proposal));
  add(Method::put, "/v1/training/openings", Rate::writes, kMaxOpeningsBody, pooled(put_seat_openings));
  add(Method::post, "/v1/training/openings/{id}/withdraw", Rate::writes, 0, pooled(withdraw_seat_openings));
  add(Method::post, "/v1/training/erasures", Rate::writes, kMaxPeopleErasureBody, pooled(erase_people));
  add(Method::post, "/v1/training/person", Rate::reads, kMaxPersonBody, pooled(places_of_person));
  add(Method::get, "/v1/training/learners", Rate::reads, 0, pooled(list_learners));
  add(Method::get, "/v1/training/classes/{id}/register", Rate::reads, 0, pooled(get_register));
  add(Method::put, "/v1/training/classes/{id}/register", Rate::writes, kMaxRegisterBody, pooled(put_register));
}

}  // namespace hocba::api
