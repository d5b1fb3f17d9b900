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

struct List {
  chain::StatusPurpose purpose{};
  std::uint32_t shard = 0;
  std::string bits;
};

Result<List> list_of(const Call& call) {
  List out;
  HOCBA_TRY(out.purpose, purpose_from(call.params["purpose"]));
  HOCBA_TRY(const auto shards, chain::shard_count(*call.view->data));
  HOCBA_TRY(const auto shard, number_from(call.params["shard"], "shard", UINT32_MAX));
  if (shard >= shards) return Error(kNothingThere, "shard");
  out.shard = static_cast<std::uint32_t>(shard);
  HOCBA_TRY(out.bits, chain::status_bits(*call.view->data, out.purpose, out.shard));
  return out;
}

// W3C Bitstring Status List 1.0: for verifiers that know nothing of this ledger. Signed by the node, as of the moment
// of its newest checkpoint; the ledger's own proof of the bits is the snapshot record in a holder's file.
Result<Response> as_credential(const Call& call, const List& list) {
  auto& node = call.service.node();
  const auto& http = node.config().http;
  std::string base = http.public_url;
  if (base.empty()) {
    base = (http.tls_certificate.empty() ? "http://" : "https://") + http.listen + ":" + std::to_string(http.port);
  }
  const std::string id = base + call.request.target.path;
  const nlohmann::json credential = {{"@context", {"https://www.w3.org/ns/credentials/v2"}},
                                     {"id", id},
                                     {"type", {"VerifiableCredential", "BitstringStatusListCredential"}},
                                     {"issuer", node.api_key().did()},
                                     {"validFrom", to_text(call.view->cosigned)},
                                     {"credentialSubject",
                                      {{"id", id + "#list"},
                                       {"type", "BitstringStatusList"},
                                       {"statusPurpose", chain::to_text(list.purpose)},
                                       {"encodedList", "u" + crypto::base64url(exchange::gzip(list.bits))}}}};
  Response out;
  HOCBA_TRY(out.body, node.sign_statement(credential, call.view->cosigned));
  out.body.push_back('\n');
  out.content_type = "application/vc";
  return out;
}

Result<Response> as_json(const Call& call, const List& list) {
  nlohmann::json body = {{"purpose", chain::to_text(list.purpose)},
                         {"shard", list.shard},
                         {"length", chain::kShardBits},
                         {"bits", crypto::base64url(exchange::gzip(list.bits))},
                         {"digest", crypto::base64url(chain::snapshot_digest(list.purpose, list.shard, list.bits))},
                         {"as_of", to_text(call.view->cosigned)}};
  HOCBA_TRY(const auto snapshot, node::newest_snapshot(*call.view->data, list.purpose, list.shard));
  if (snapshot) body["index"] = log::to_u64(snapshot->index);
  return json_response(body);
}

Result<Response> status_list(const Call& call) {
  HOCBA_TRY(auto list, list_of(call));
  const auto wanted = call.request.header("accept");
  Response out;
  if (wanted == "application/octet-stream") {
    out.content_type = std::string(wanted);
    out.body = std::move(list.bits);
  } else if (wanted.starts_with("application/vc")) {
    HOCBA_TRY(out, as_credential(call, list));
  } else {
    HOCBA_TRY(out, as_json(call, list));
  }
  out.headers.emplace_back("Cache-Control", "public, max-age=60");
  out.headers.emplace_back("Vary", "Accept");
  return tagged(call.request, std::move(out));
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
