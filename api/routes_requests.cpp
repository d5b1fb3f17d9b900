// Requests about personal data (PD-3 to PD-5): entered, listed with their deadlines, acknowledged, answered. For the
// people of the unit that they are made to; what they say never leaves the vault but to these.
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/training_views.hpp"
#include "api/views.hpp"
#include "node/requests.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxRequestBody = 32u << 10;
constexpr std::uint64_t kMaxRequestsPage = 1'000;

Response private_json(const json& value, int status = 200) {
  Response out = json_response(value, status);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

json request_view(const node::DataRequest& request) {
  json out = node::fields_of(request);
  out["id"] = credential::to_text(request.id);
  out["kept"] = request.kept;
  out["acknowledge_working_days"] = request.clock.acknowledge_working_days;
  out["days"] = request.clock.days;
  out["acknowledge_by"] = to_text(request.clock.acknowledge_by);
  out["late_acknowledging"] = request.late_acknowledging;
  out["due"] = to_text(request.clock.due);
  out["late"] = request.late;
  out["holidays_known"] = request.clock.holidays_known;
  return out;
}

// Of one about seats of training: where the person stands, as far as the caller may know.
json request_view(const Call& call, const node::DataRequest& request) {
  json out = request_view(request);
  if (request.asked.seats.empty()) return out;
  out["lists"] = json::array();
  const auto places = call.service.node().training().places_of(*call.view, *call.caller, request.asked.seats);
  if (!places.ok()) return out;
  for (const auto& one : *places) out["lists"].push_back(places_view(one));
  return out;
}

Result<node::NewRequest> new_request(const std::string& text) {
  node::NewRequest out;
  HOCBA_TRY(auto body, Body::parse(text));
  HOCBA_TRY(const auto unit, body.text("unit"));
  HOCBA_TRY(out.unit, unit_from(unit));
  HOCBA_TRY(const auto word, body.text("kind"));
  const auto kind = node::request_kind_from(word);
  if (!kind) return Error(kBadBody, "kind: view, correct, withdraw, restrict, erase");
  out.kind = *kind;
  HOCBA_TRY(const auto document, body.optional_text("document"));
  if (document) {
    auto id = credential::credential_id_from_text(*document);
    if (!id) return Error(kBadBody, "document");
    out.document = *id;
  }
  HOCBA_TRY(out.parts, body.texts("parts", node::Requests::kMaxParts));
  HOCBA_TRY(const auto seats, body.texts("seats", node::Requests::kMaxSeats));
  for (const auto& one : seats) {
    const auto seat = training::seat_id_from_text(one);
    if (!seat) return Error(kBadBody, "seats");
    out.seats.push_back(*seat);
  }
  HOCBA_TRY(out.who, body.text("who"));
  HOCBA_TRY(out.as, body.text("as"));
  HOCBA_TRY(auto contact, body.optional_text("contact"));
  out.contact = std::move(contact).value_or(std::string());
  HOCBA_TRY(out.says, body.text("says"));
  HOCBA_TRY(const auto received, body.optional_text("received"));
  if (received) {
    const auto time = time_from_text(*received);
    if (!time) return Error(kBadBody, "received");
    out.received = *time;
  }
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

Result<credential::CredentialId> request_id(const Call& call) {
  auto id = credential::credential_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  return id;
}

Result<Response> enter_request(const Call& call) {
  HOCBA_TRY(const auto asked, new_request(call.request.body));
  HOCBA_TRY(const auto request, call.service.node().requests().enter(*call.view, *call.caller, asked));
  return private_json(request_view(call, request), 201);
}

Result<Response> list_requests(const Call& call) {
  node::RequestQuery query;
  if (const auto unit = call.request.query("unit")) {
    HOCBA_TRY(query.unit, unit_from(*unit));
  }
  query.open = call.request.query("open") == "true";
  if (const auto after = call.request.query("after")) {
    auto id = credential::credential_id_from_text(*after);
    if (!id) return Error(kBadRequest, "after");
    query.after = *id;
  }
  if (const auto limit = call.request.query("limit")) {
    HOCBA_TRY(const auto number, number_from(*limit, "limit", kMaxRequestsPage));
    query.limit = static_cast<std::uint32_t>(std::max<std::uint64_t>(number, 1));
  }
  HOCBA_TRY(const auto page, call.service.node().requests().list(*call.view, *call.caller, query));
  json list = json::array();
  for (const auto& request : page.requests) list.push_back(request_view(call, request));
  json out = {{"requests", std::move(list)}};
  if (page.more) out["next"] = credential::to_text(page.requests.back().id);
  return private_json(out);
}

Result<Response> acknowledge_request(const Call& call) {
  HOCBA_TRY(const auto id, request_id(call));
  HOCBA_TRY(const auto request, call.service.node().requests().acknowledge(*call.view, *call.caller, id));
  return private_json(request_view(call, request));
}

Result<Response> answer_request(const Call& call) {
  HOCBA_TRY(const auto id, request_id(call));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto outcome, body.text("outcome"));
  HOCBA_TRY(auto reason, body.optional_text("reason"));
  HOCBA_TRY(auto basis, body.optional_text("basis"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (outcome != "done" && outcome != "refused") return Error(kBadBody, "outcome: done, refused");
  const auto word = outcome == "done" ? node::RequestAnswer::Outcome::done : node::RequestAnswer::Outcome::refused;
  HOCBA_TRY(const auto request, call.service.node().requests().answer(*call.view, *call.caller, id,
                                                                      {word, std::move(reason).value_or(std::string()),
                                                                       std::move(basis).value_or(std::string())}));
  return private_json(request_view(call, request));
}

}  // namespace

void add_request_routes(std::vector<Route>& routes) {
  const auto add = [&](Method method, const char* pattern, Rate rate, std::size_t max_body, Endpoint endpoint) {
    routes.push_back({method, pattern, Access::session, rate, max_body, std::move(endpoint)});
  };
  add(Method::post, "/v1/requests", Rate::writes, kMaxRequestBody, pooled(enter_request));
  add(Method::get, "/v1/requests", Rate::reads, 0, pooled(list_requests));
  add(Method::post, "/v1/requests/{id}/acknowledge", Rate::writes, 0, pooled(acknowledge_request));
  add(Method::post, "/v1/requests/{id}/answer", Rate::writes, kMaxRequestBody, pooled(answer_request));
}

}  // namespace hocba::api
