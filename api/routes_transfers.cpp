// Transfers of pupils: where each stands and what is due next. A record of them says nothing of who the pupil is, and
// nor do these; what opens its commitments is asked for like any other (/v1/entries/{index}/openings).
#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/rights.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "ledger/credential/working_days.hpp"
#include "node/ledger_index.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxTransfersPage = 200;
constexpr std::uint64_t kUsualPage = 100;

Result<json> with_deadline(const Call& call, const chain::TransferState& transfer) {
  const Time now = call.service.node().clock().now();
  json out = transfer_view(transfer, call.view->cosigned);
  HOCBA_TRY(const auto deadline, chain::next_deadline(*call.view->data, transfer, now));
  if (!deadline) return out;
  const auto& calendar = call.service.node().config().working_days;
  const Date due = calendar.due(deadline->since, deadline->working_days);
  out["since"] = to_text(deadline->since);
  out["working_days"] = deadline->working_days;
  out["due"] = to_text(due);
  out["late"] = calendar.is_late(deadline->since, deadline->working_days, now);
  out["holidays_known"] = due <= calendar.complete_through();
  return out;
}

Result<Response> transfer(const Call& call) {
  const auto id = chain::transfer_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  HOCBA_TRY(const auto found, chain::find_transfer(*call.view->data, *id));
  if (!found) return Error(kNothingThere, "transfer");
  HOCBA_TRY(const auto out, with_deadline(call, *found));
  return json_response(out);
}

// In the order of their requests; `next` is the index to go on after. With `open=true` those that are not over: a page
// may then hold fewer than there are.
Result<Response> transfers_of_unit(const Call& call) {
  HOCBA_TRY(const auto code, unit_from(call.params["code"]));
  HOCBA_RETURN_IF_ERROR(may_act_for(*call.view, *call.caller, code, call.service.node().clock().now()));
  std::uint64_t limit = kUsualPage;
  if (const auto given = call.request.query("limit")) {
    HOCBA_TRY(limit, number_from(*given, "limit", kMaxTransfersPage));
  }
  limit = std::max<std::uint64_t>(limit, 1);
  std::optional<log::LeafIndex> after;
  if (const auto given = call.request.query("after")) {
    HOCBA_TRY(after, index_from(*given, *call.view));
  }
  const bool open = call.request.query("open") == "true";
  HOCBA_TRY(const auto places, node::transfers_of_unit(*call.view->data, code, after, limit));
  json list = json::array();
  for (const auto& place : places) {
    HOCBA_TRY(const auto found, chain::find_transfer(*call.view->data, place.id));
    if (!found || (open && chain::is_over(found->standing))) continue;
    HOCBA_TRY(auto one, with_deadline(call, *found));
    list.push_back(std::move(one));
  }
  json out = {{"unit", code.str()}, {"transfers", list}};
  if (places.size() == limit) out["next"] = log::to_u64(places.back().requested);
  return json_response(out);
}

}  // namespace

void add_transfer_routes(std::vector<Route>& routes) {
  routes.push_back({Method::get, "/v1/transfers/{id}", Access::open, Rate::reads, 0, at_once(transfer)});
  routes.push_back(
      {Method::get, "/v1/units/{code}/transfers", Access::session, Rate::reads, 0, pooled(transfers_of_unit)});
}

}  // namespace hocba::api
