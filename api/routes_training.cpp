// Programmes, classes and seats as the ledger has them: public, since seats are random and names stand elsewhere.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/training_views.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kUsualTrainingPage = 100, kMostTrainingPage = 1'000;
// A page of programmes ends there: each has its whole rules, and a reader who takes his time holds the answer.
constexpr std::size_t kProgrammePageBytes = 256u << 10;
constexpr std::size_t kProgrammesPerCall = 50;

Result<node::TrainingIndex::Reading> facts_of(const Call& call) {
  return call.service.node().training().index().read(*call.view);
}

Result<Response> list_programmes(const Call& call) {
  HOCBA_TRY(const auto page, page_ask(call, kUsualTrainingPage, kMostTrainingPage));
  if (!call.service.allow(call.request, Rate::reads, static_cast<std::uint32_t>(page.limit / kProgrammesPerCall)))
    return Error(kTooMany);
  HOCBA_TRY(const auto facts, facts_of(call));
  const auto as_of = node::as_of_size(*call.view);
  std::optional<training::EntryIndex> after;
  if (page.after) {
    HOCBA_TRY(const auto index, number_from(*page.after, "after", log::kMaxTreeSize));
    const auto last = facts->book.find_programme(index, as_of);
    if (!last) return Error(kNothingThere, "after");
    after = last->first;
  }
  json list = json::array();
  bool more = false;
  std::size_t bytes = 0;
  for (const auto& programme : facts->book.programmes(as_of)) {
    if (after && programme.first <= *after) continue;
    more = list.size() == page.limit;
    if (more) break;
    HOCBA_TRY(auto one, programme_view(call, *facts, programme.newest, false));
    bytes += one.dump().size();
    more = !list.empty() && bytes > kProgrammePageBytes;
    if (more) break;
    list.push_back(std::move(one));
  }
  return json_response({{"programmes", std::move(list)}, {"more", more}});
}

Result<Response> one_programme(const Call& call) {
  HOCBA_TRY(const auto index, number_from(call.params["name"], "index", log::kMaxTreeSize));
  HOCBA_TRY(const auto facts, facts_of(call));
  HOCBA_TRY(const auto out, programme_view(call, *facts, index, true));
  return json_response(out);
}

Result<Response> put_programme_file(const Call& call) {
  const auto digest = crypto::bytes_from_base64url<crypto::Digest>(call.params["name"]);
  if (!digest) return Error(kBadRequest, "digest");
  auto& desk = call.service.node().training();
  HOCBA_RETURN_IF_ERROR(desk.put_programme_file(*call.view, *call.caller, *digest, call.request.body));
  return json_response({{"document", crypto::base64url(*digest)}});
}

Result<training::ClassId> class_id(const Call& call) {
  auto id = training::class_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  return id;
}

Result<Response> list_classes(const Call& call) {
  HOCBA_TRY(const auto page, page_ask(call, kUsualTrainingPage, kMostTrainingPage));
  HOCBA_TRY(const auto programme, index_asked(call, "programme"));
  HOCBA_TRY(const auto provider, unit_asked(call, "provider"));
  HOCBA_TRY(const auto course, code_asked(call, "course"));
  const auto state = call.request.query("state");
  if (state && *state != "open" && *state != "closed") return Error(kBadRequest, "state: open, closed");
  HOCBA_TRY(const auto facts, facts_of(call));
  const auto as_of = node::as_of_size(*call.view);
  std::vector<training::EntryIndex> programmes;
  if (programme) {
    const auto found = facts->book.find_programme(*programme, as_of);
    if (!found) return Error(kNothingThere, "programme");
    programmes.push_back(found->first);
  } else {
    for (const auto& one : facts->book.programmes(as_of)) programmes.push_back(one.first);
  }
  json list = json::array();
  bool waiting = page.after.has_value(), more = false;
  for (const auto first : programmes) {
    // Figures are worked out for the page alone: anybody may ask.
    for (const auto& line : facts->book.classes(first, as_of)) {
      if (waiting) {
        waiting = training::to_text(line.opened->id) != *page.after;
        continue;
      }
      if (provider && line.opened->provider != *provider) continue;
      if (course && line.opened->course != *course) continue;
      if (state && (*state == "closed") != line.closed) continue;
      more = list.size() == page.limit;
      if (more) break;
      HOCBA_TRY(auto one, class_view(*call.view, *facts, *facts->book.find_class(line.opened->id, as_of)));
      list.push_back(std::move(one));
    }
    if (more) break;
  }
  if (waiting) return Error(kNothingThere, "after");
  return json_response({{"classes", std::move(list)}, {"more", more}});
}

Result<Response> one_class(const Call& call) {
  HOCBA_TRY(const auto id, class_id(call));
  HOCBA_TRY(const auto facts, facts_of(call));
  const auto found = facts->book.find_class(id, node::as_of_size(*call.view));
  if (!found) return Error(kNothingThere, "class");
  HOCBA_TRY(auto out, class_view(*call.view, *facts, *found));
  HOCBA_TRY(out["recorded"], recorded_of_class(*call.view, *facts, *found));
  return json_response(out);
}

Result<Response> seats_of_class(const Call& call) {
  HOCBA_TRY(const auto id, class_id(call));
  HOCBA_TRY(const auto facts, facts_of(call));
  const auto as_of = node::as_of_size(*call.view);
  if (!facts->book.find_class(id, as_of)) return Error(kNothingThere, "class");
  json list = json::array();
  for (const auto& seat_id : facts->book.seats_of_class(id, as_of)) {
    const auto seat = facts->book.find_seat(seat_id, as_of);
    if (!seat) continue;
    for (std::size_t i = 0; i < seat->attempts.size(); ++i) {
      if (seat->attempts[i].id != id) continue;
      json one = attempt_view(seat->attempts[i]);
      one.erase("class");
      one["seat"] = training::to_text(seat_id);
      one["attempt"] = i + 1;
      if (i != 0) one["after"] = training::to_text(seat->attempts[i - 1].id);
      list.push_back(std::move(one));
    }
  }
  return json_response({{"class", training::to_text(id)}, {"seats", std::move(list)}});
}

Result<Response> one_seat(const Call& call) {
  const auto id = training::seat_id_from_text(call.params["seat"]);
  if (!id) return Error(kBadRequest, "seat");
  HOCBA_TRY(const auto facts, facts_of(call));
  const auto seat = facts->book.find_seat(*id, node::as_of_size(*call.view));
  if (!seat) return Error(kNothingThere, "seat");
  json out = seat_view(*seat);
  const auto number = facts->book.number_of(*id);
  if (number < facts->seats.size()) {
    out["person"] = crypto::base64url(facts->seats[number].person);
    out["roster"] = facts->seats[number].roster;
  }
  return json_response(out);
}

}  // namespace

void add_training_routes(std::vector<Route>& routes) {
  const auto open = [&](const char* pattern, auto work) {
    routes.push_back({Method::get, pattern, Access::open, Rate::reads, 0, pooled(work)});
  };
  open("/v1/training/programmes", list_programmes);
  open("/v1/training/programmes/{name}", one_programme);
  routes.push_back({Method::put, "/v1/training/programmes/{name}", Access::session, Rate::writes,
                    node::TrainingDesk::kMaxFileBytes, pooled(put_programme_file)});
  open("/v1/training/classes", list_classes);
  open("/v1/training/classes/{id}", one_class);
  open("/v1/training/classes/{id}/seats", seats_of_class);
  open("/v1/training/seats/{seat}", one_seat);
}

}  // namespace hocba::api
