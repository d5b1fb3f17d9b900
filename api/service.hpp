// The API of one node: its routes, sessions and rates around a node::Node. Everything here works on values
// (api/http.hpp); api/main.cpp puts an HttpServer in front. Threads: handle() from any thread.
//
// Heavy work (building and verifying holder's files, deposits, searches) runs in a small pool behind a bounded queue; a
// full queue answers api.busy (503). Records are submitted and answered when they are final; no thread waits for them.
#pragma once

#include <memory>

#include "api/http.hpp"
#include "api/router.hpp"
#include "crypto/did_key.hpp"
#include "node/node.hpp"

namespace hocba::api {

class Service;

// Uploaded files of strangers have a thread and a short queue of their own: no answer about a record waits for them.
enum class Lane { own, uploads };

// One call, as an endpoint sees it.
struct Call {
  Service& service;
  const Request& request;
  const Params& params;
  std::optional<crypto::AnyKey> caller;  // of the session; set wherever the route asks for one
  std::shared_ptr<const node::LedgerView> view;
  std::shared_ptr<const void> keep;  // a copy of a Call keeps what it refers to
};

class Service {
 public:
  explicit Service(node::Node& node);
  ~Service();
  void handle(Request request, Respond respond);
  // The route's own bound, at most http.max_body_bytes; 0 where there is no such route.
  std::size_t body_limit(Method method, std::string_view path) const;
  const Router& router() const;
  void stop();  // ends the pool; calls under way are answered

  node::Node& node();
  class Sessions& sessions();
  // False: too many of this kind from this client. Each call was counted once already: `cost` is what it adds.
  bool allow(const Request& request, Rate rate, std::uint32_t cost);
  // False: this serial was looked up too often within an hour (api/guess_limit.hpp).
  bool allow_guess(std::string_view serial);
  // Sessions live by the system's clock, also where the ledger's is simulated and jumps years.
  Time session_time() const;
  // Runs in the pool; the work answers with a response or an error. api.busy where the lane is full.
  void in_pool(Respond respond, std::function<Result<Response>()> work, Lane lane = Lane::own);
  // `respond` as one that answers once: with what it is given, or with `late` when that takes longer than `wait_ms`.
  Respond within(std::uint32_t wait_ms, Response late, Respond respond);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// An endpoint that answers at once.
Endpoint at_once(std::function<Result<Response>(const Call&)> work);
// One that runs in the pool; what it needs of the call is kept alive.
Endpoint pooled(std::function<Result<Response>(const Call&)> work, Lane lane = Lane::own);

// The routes by subject; each file adds its own.
void add_log_routes(std::vector<Route>& routes);
void add_ledger_routes(std::vector<Route>& routes);
void add_record_routes(std::vector<Route>& routes);
void add_status_routes(std::vector<Route>& routes);
void add_register_routes(std::vector<Route>& routes);
void add_vault_routes(std::vector<Route>& routes);
void add_desk_routes(std::vector<Route>& routes);
void add_verify_routes(std::vector<Route>& routes);
void add_transfer_routes(std::vector<Route>& routes);
void add_request_routes(std::vector<Route>& routes);
void add_training_routes(std::vector<Route>& routes);
void add_roster_routes(std::vector<Route>& routes);
void add_report_routes(std::vector<Route>& routes);
void add_node_routes(std::vector<Route>& routes);

}  // namespace hocba::api
