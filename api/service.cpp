#include "api/service.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/codes.hpp"
#include "api/guess_limit.hpp"
#include "api/pending.hpp"
#include "api/problem.hpp"
#include "api/rate_limit.hpp"
#include "api/session.hpp"
#include "crypto/device/random.hpp"
#include "node/metrics.hpp"
#include "node/queue.hpp"

namespace hocba::api {

namespace {

// Each connection has one request under way, and batches answer once: this is never reached in practice.
constexpr std::size_t kPoolQueue = 8'192;
constexpr int kPoolThreads = 2;
// Uploaded files of strangers wait for each other, not answers about records for them.
constexpr std::size_t kUploadQueue = 16;

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  add_log_routes(routes);
  add_ledger_routes(routes);
  add_record_routes(routes);
  add_status_routes(routes);
  add_register_routes(routes);
  add_vault_routes(routes);
  add_desk_routes(routes);
  add_verify_routes(routes);
  add_transfer_routes(routes);
  add_request_routes(routes);
  add_training_routes(routes);
  add_roster_routes(routes);
  add_report_routes(routes);
  add_node_routes(routes);
  return routes;
}

Rates rates_of(const node::HttpConfig& http) {
  return {http.requests_per_minute, http.writes_per_minute, http.lookups_per_minute, http.verifications_per_minute};
}

std::int64_t monotonic_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

struct Kept {
  Request request;
  Params params;
};

}  // namespace

struct Service::State {
  using Task = std::function<void()>;
  node::Node& node;
  Router router{all_routes()};
  Sessions sessions;
  RateLimit rates;
  GuessLimit guesses;
  node::Queue<Task> tasks{kPoolQueue};
  node::Queue<Task> uploads{kUploadQueue};
  std::vector<std::thread> pool;
  Pending pending;

  explicit State(node::Node& n)
      : node(n),
        sessions({n.view()->network.network, n.api_key()}, n.config().http.session_s, n.config().http.max_sessions,
                 crypto::random_string(32)),
        rates(rates_of(n.config().http)),
        guesses(n.config().http.lookups_per_serial_per_hour, crypto::random_string(32)) {
    for (int i = 0; i < kPoolThreads; ++i) pool.emplace_back([this] { work(tasks, "hocba-pool"); });
    pool.emplace_back([this] { work(uploads, "hocba-uploads"); });
  }
  static void work(node::Queue<Task>& queue, const char* name) {
    pthread_setname_np(pthread_self(), name);
    for (;;) {
      auto task = queue.take(1);
      if (task.empty()) return;
      task.front()();
    }
  }
};

Service::Service(node::Node& node) : state_(std::make_unique<State>(node)) {}
Service::~Service() { stop(); }

void Service::stop() {
  state_->tasks.close();
  state_->uploads.close();
  for (auto& thread : state_->pool) thread.join();
  state_->pool.clear();
}

node::Node& Service::node() { return state_->node; }
Sessions& Service::sessions() { return state_->sessions; }
Time Service::session_time() const { return node::SystemClock().now(); }
bool Service::allow(const Request& request, Rate rate, std::uint32_t cost) {
  return state_->rates.allow(request.peer, rate, monotonic_ms(), cost);
}
bool Service::allow_guess(std::string_view serial) { return state_->guesses.allow(serial, monotonic_ms()); }
const Router& Service::router() const { return state_->router; }

std::size_t Service::body_limit(Method method, std::string_view path) const {
  const auto match = state_->router.match(method, path);
  const std::size_t most = state_->node.config().http.max_body_bytes;
  return match.route ? std::min(match.route->max_body, most) : 0;
}

Respond Service::within(std::uint32_t wait_ms, Response late, Respond respond) {
  return state_->pending.within(wait_ms, std::move(late), std::move(respond));
}

void Service::in_pool(Respond respond, std::function<Result<Response>()> work, Lane lane) {
  State::Task task = [respond, work = std::move(work)] {
    auto result = work();
    respond(result ? std::move(result).value() : problem(result.error()));
  };
  if (!(lane == Lane::uploads ? state_->uploads : state_->tasks).push(task)) respond(problem(kBusy));
}

void Service::handle(Request request, Respond respond) {
  const auto began = std::chrono::steady_clock::now();
  auto kept = std::make_shared<Kept>();
  kept->request = std::move(request);
  const Request& asked = kept->request;
  auto match = state_->router.match(asked.method, asked.target.path);
  const std::string label = match.route ? match.route->pattern : "other";
  Respond measured = [this, label, began, respond = std::move(respond)](Response response) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    state_->node.metrics().http(label, response.status, took.count());
    respond(std::move(response));
  };
  if (!match.route) {
    if (match.allowed.empty()) return measured(problem(kNoSuchPath));
    Response refused = problem(kWrongMethod, 405);
    refused.headers.emplace_back("Allow", match.allowed);
    return measured(std::move(refused));
  }
  if (!state_->rates.allow(asked.peer, match.route->rate, monotonic_ms())) return measured(problem(kTooMany));
  kept->params = std::move(match.params);
  Call call{*this, kept->request, kept->params, std::nullopt, state_->node.view(), kept};
  constexpr std::string_view kBearer = "Bearer ";
  const auto header = asked.header("authorization");
  if (header.starts_with(kBearer)) {
    auto caller = state_->sessions.caller(header.substr(kBearer.size()), session_time());
    // An open route answers strangers, so also those whose session is over.
    if (!caller && match.route->access == Access::session) return measured(problem(caller.error()));
    if (caller) call.caller = *caller;
  } else if (match.route->access == Access::session) {
    return measured(problem(kNoSession));
  }
  match.route->endpoint(call, std::move(measured));
}

Endpoint at_once(std::function<Result<Response>(const Call&)> work) {
  return [work = std::move(work)](const Call& call, const Respond& respond) {
    auto result = work(call);
    respond(result ? std::move(result).value() : problem(result.error()));
  };
}

Endpoint pooled(std::function<Result<Response>(const Call&)> work, Lane lane) {
  return [work = std::move(work), lane](const Call& call, Respond respond) {
    call.service.in_pool(
        std::move(respond), [work, call] { return work(call); }, lane);
  };
}

}  // namespace hocba::api
