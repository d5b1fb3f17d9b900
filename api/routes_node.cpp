// The node itself: how it is, its metrics, sessions, the clock of test networks.

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/openapi.hpp"
#include "api/problem.hpp"
#include "api/rights.hpp"
#include "api/service.hpp"
#include "api/session.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "node/codes.hpp"
#include "node/metrics.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxSmallBody = 4u << 10;
constexpr std::string_view kVersion = "0.1.0";

// --- state of the node ---------------------------------------------------------------------------------------------

// A program on this machine. A caller behind a proxy on this machine is not.
bool is_here(const Request& asked) {
  return asked.local && asked.headers.count("x-forwarded-for") == 0 && asked.headers.count("forwarded") == 0;
}

// Figures of the machine and of its upkeep are for who runs it: this machine, founders, validators.
bool may_see_figures(const Call& call) {
  if (is_here(call.request)) return true;
  if (!call.caller) return false;
  const auto& validators = call.view->network.validators;
  return is_founder(*call.view, *call.caller).ok() ||
         std::any_of(validators.begin(), validators.end(),
                     [&](const auto& each) { return crypto::AnyKey(each.api_key) == *call.caller; });
}

Result<Response> status(const Call& call) {
  auto& node = call.service.node();
  const auto& view = *call.view;
  const auto health = node.health();
  const bool figures = may_see_figures(call);
  json warnings = json::array();
  for (const auto& warning : health.warnings) {
    // What everybody may know: how far this network can be trusted.
    if (!figures && !warning.code->id.starts_with("log.")) continue;
    json one = {{"code", warning.code->id}, {"vi", warning.code->vi}, {"en", warning.code->en}};
    if (!warning.detail.empty()) one["detail"] = warning.detail;
    warnings.push_back(std::move(one));
  }
  const auto size = log::to_u64(view.tip.size);
  const Time now = node.clock().now();
  json out = {{"network", crypto::base64url(view.network.network)},
              {"origin", view.network.origin},
              {"test", view.network.test},
              {"serving", health.serving},
              {"height", chain::to_u64(view.tip.height)},
              {"size", size},
              {"final_size", log::to_u64(view.checkpoint.checkpoint.size)},
              {"time", to_text(view.tip.time)},
              {"as_of", to_text(view.cosigned)},
              {"clock", to_text(now)},
              {"clock_simulated", node.clock().simulated()},
              {"lag_seconds", std::max<std::int64_t>(0, now.seconds - view.cosigned.seconds)},
              {"warnings", warnings}};
  if (!figures) return json_response(out);
  out["version"] = kVersion;
  out["queue"] = health.waiting;
  out["backups_scheduled"] = !node.config().maintenance.backup_directory.empty();
  out["sessions"] = call.service.sessions().count();
  out["disk_bytes"] = health.disk_bytes;
  std::error_code error;
  const auto space = std::filesystem::space(node.config().directory, error);
  if (health.last_backup) out["last_backup"] = to_text(*health.last_backup);
  if (!error) out["disk_free_bytes"] = space.available;
  return json_response(out);
}

Result<Response> health(const Call& call) {
  if (!call.service.node().health().serving) return node::kStopped;
  return json_response({{"status", "ok"}});
}

// Numbers about the node are for its operator.
Result<Response> metrics(const Call& call) {
  if (!is_here(call.request)) return Error(kLocalOnly);
  Response out = text_response(call.service.node().metrics().text());
  out.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return out;
}

Result<Response> openapi(const Call&) {
  Response out;
  out.body = openapi_text();
  out.headers.emplace_back("Cache-Control", "public, max-age=3600");
  return out;
}

// --- sessions ------------------------------------------------------------------------------------------------------

Result<crypto::AnyKey> key_in(Body& body) {
  HOCBA_TRY(const auto did, body.text("key"));
  auto key = crypto::key_from_did(did);
  if (!key) return Error(kBadBody, "key");
  return key;
}

Result<Response> challenge(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto key, key_in(body));
  HOCBA_RETURN_IF_ERROR(body.finish());
  HOCBA_RETURN_IF_ERROR(may_log_in(*call.view, key));
  const auto issued = call.service.sessions().challenge(key, call.service.session_time());
  return json_response({{"challenge", issued.text},
                        {"node", call.service.sessions().node().did()},
                        {"expires", to_text(issued.expires)}});
}

Result<Response> open_session(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto key, key_in(body));
  HOCBA_TRY(const auto challenge_text, body.text("challenge"));
  HOCBA_TRY(const auto signature_text, body.text("signature"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  const auto signature = crypto::from_base64url(signature_text);
  if (!signature) return Error(kBadBody, "signature");
  HOCBA_TRY(const auto issued,
            call.service.sessions().open(key, challenge_text, *signature, call.service.session_time()));
  Response out = json_response({{"token", issued.text}, {"expires", to_text(issued.expires)}}, 201);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

Result<Response> close_session(const Call& call) {
  constexpr std::string_view kBearer = "Bearer ";
  call.service.sessions().close(call.request.header("authorization").substr(kBearer.size()));
  return json_response({{"closed", true}});
}

// --- the clock of a test network -----------------------------------------------------------------------------------

Result<Response> set_clock(const Call& call) {
  HOCBA_RETURN_IF_ERROR(is_founder(*call.view, *call.caller));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto text, body.text("time"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  const auto time = time_from_text(text);
  if (!time) return Error(kBadBody, "time");
  HOCBA_RETURN_IF_ERROR(call.service.node().set_test_clock(*time));
  return json_response({{"clock", to_text(call.service.node().clock().now())}});
}

}  // namespace

void add_node_routes(std::vector<Route>& routes) {
  routes.push_back({Method::get, "/v1/status", Access::open, Rate::reads, 0, pooled(status)});
  routes.push_back({Method::get, "/v1/openapi.json", Access::open, Rate::reads, 0, at_once(openapi)});
  routes.push_back({Method::get, "/health", Access::open, Rate::reads, 0, at_once(health)});
  routes.push_back({Method::get, "/metrics", Access::open, Rate::reads, 0, pooled(metrics)});
  routes.push_back(
      {Method::post, "/v1/session/challenge", Access::open, Rate::writes, kMaxSmallBody, at_once(challenge)});
  routes.push_back({Method::post, "/v1/session", Access::open, Rate::writes, kMaxSmallBody, at_once(open_session)});
  routes.push_back({Method::post, "/v1/session/close", Access::session, Rate::writes, 0, at_once(close_session)});
  routes.push_back({Method::post, "/v1/test/clock", Access::session, Rate::writes, kMaxSmallBody, pooled(set_clock)});
}

}  // namespace hocba::api
