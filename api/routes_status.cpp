// Status lists: the raw bits that verifiers and caches read, and snapshots on request.

#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "ledger/exchange/gzip.hpp"
#include "node/ledger_index.hpp"

namespace hocba::api {

namespace {

Result<chain::StatusPurpose> purpose_from(std::string_view text) {
  for (const auto purpose : {chain::StatusPurpose::revocation, chain::StatusPurpose::suspension}) {
    if (chain::to_text(purpose) == text) return purpose;
  }
  return Error(kNothingThere, "purpose");
}

Result<Response> status_list(const Call& call) {
  const auto& view = *call.view;
  HOCBA_TRY(const auto purpose, purpose_from(call.params["purpose"]));
  HOCBA_TRY(const auto shards, chain::shard_count(*view.data));
  HOCBA_TRY(const auto shard, number_from(call.params["shard"], "shard", UINT32_MAX));
  if (shard >= shards) return Error(kNothingThere, "shard");
  const auto number = static_cast<std::uint32_t>(shard);
  HOCBA_TRY(auto bits, chain::status_bits(*view.data, purpose, number));
  Response out;
  if (call.request.header("accept") == "application/octet-stream") {
    out.content_type = "application/octet-stream";
    out.body = std::move(bits);
  } else {
    const auto packed = exchange::gzip(bits);
    nlohmann::json body = {{"purpose", chain::to_text(purpose)},
                           {"shard", number},
                           {"length", chain::kShardBits},
                           {"bits", crypto::base64url(packed)},
                           {"digest", crypto::base64url(chain::snapshot_digest(purpose, number, bits))},
                           {"as_of", to_text(view.cosigned)}};
    HOCBA_TRY(const auto snapshot, node::newest_snapshot(*view.data, purpose, number));
    if (snapshot) body["index"] = log::to_u64(snapshot->index);
    out = json_response(body);
  }
  out.headers.emplace_back("Cache-Control", "public, max-age=60");
  return out;
}

// Waits for finality, so it runs in the pool.
Result<Response> snapshot(const Call& call) {
  HOCBA_RETURN_IF_ERROR(call.service.node().request_snapshot());
  const auto view = call.service.node().view();
  return json_response({{"size", log::to_u64(view->tip.size)}, {"as_of", to_text(view->cosigned)}});
}

}  // namespace

void add_status_routes(std::vector<Route>& routes) {
  routes.push_back(
      {Method::get, "/v1/status-lists/{purpose}/{shard}", Access::open, Rate::reads, 0, at_once(status_list)});
  routes.push_back({Method::post, "/v1/status/snapshot", Access::session, Rate::writes, 0, pooled(snapshot)});
}

}  // namespace hocba::api
