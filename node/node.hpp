// A running node: the ledger of one data directory, its vault, and the threads that serve them.
//
// open() is the only start there is: it opens the store, restores the right edge, checks the tip, re-signs the last
// checkpoint (deterministic), starts the threads. stop() finishes what was accepted and ends them. Everything public
// here is thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ledger/chain/state.hpp"
#include "ledger/log/receipt.hpp"
#include "ledger/store/store.hpp"
#include "node/clock.hpp"
#include "node/config.hpp"

namespace hocba::node {

class Vault;
class Metrics;

// What readers see: one moment of the ledger, immutable, with its final checkpoint.
struct LedgerView {
  std::shared_ptr<const store::Snapshot> data;
  log::SignedCheckpoint checkpoint;
  chain::NetworkState network;
  chain::LedgerTip tip;
  Time cosigned;
};

struct Accepted {
  chain::RecordId id;
  log::LeafIndex index{};
  bool repeated = false;  // the record was there already
};

class Node {
 public:
  static Result<std::unique_ptr<Node>> open(const Config& config, std::unique_ptr<Clock> clock);
  ~Node();
  void stop();

  // Verifies (in a worker), orders, applies, syncs, cosigns; then calls `done` once, from one of the node's threads.
  // Never blocks: node.queue_full at once when the bound is reached.
  using Done = std::function<void(Result<Accepted>)>;
  void submit(std::string record, Done done);

  std::shared_ptr<const LedgerView> view() const;
  Result<log::Receipt> receipt(const LedgerView& view, log::LeafIndex index) const;
  std::string policy_text() const;

  Vault& vault();
  Metrics& metrics();
  const Config& config() const;
  const Clock& clock() const;

  Status request_snapshot();           // a status.snapshot record for lists changed since the last one
  Status set_test_clock(Time time);    // node.not_a_test_network
  struct Health { bool serving = false; std::uint64_t waiting = 0; std::vector<log::LintFinding> warnings; };
  Health health() const;

 private:
  struct State;
  explicit Node(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::node
