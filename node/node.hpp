// A running node: the ledger of one data directory, its vault, and the threads that serve them.
//
// open() is the only start there is: it opens the store, appends block 0 to an empty one, restores the right edge,
// checks the tip, re-signs the last checkpoint (deterministic), carries out erasures that a crash interrupted, starts
// the threads. stop() finishes what was accepted and ends them. Everything public here is thread-safe.
//
//   submit ─▶ [workers: parse, verify, deposit check] ─▶ sequencer ─▶ [ledger thread: apply, commit, cosign] ─▶ done
//
// Order: records are ordered as they were submitted. A crash loses what was not answered and nothing else.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "node/clock.hpp"
#include "node/config.hpp"
#include "node/ledger_view.hpp"

namespace hocba::node {

class Desk;
class Requests;
class TrainingDesk;
class Vault;
class Metrics;

struct Accepted {
  chain::RecordId id;
  log::LeafIndex index{};
  chain::Height height{};  // of the block that closes it
  bool repeated = false;   // the record was there already
};

struct Warning {
  const Code* code = nullptr;
  std::string detail;
};

class Node {
 public:
  // `clock` empty: the one that the configuration says. node.no_genesis, node.wrong_keys, node.wrong_network, store.….
  static Result<std::unique_ptr<Node>> open(const Config& config, std::unique_ptr<Clock> clock = nullptr);
  ~Node();  // stop()
  void stop();

  // Verifies (in a worker), orders, applies, syncs, cosigns; then calls `done` once, from one of the node's threads:
  // it must not block. Never blocks: node.queue_full at once (on the caller's thread) when a bound is reached.
  using Done = std::function<void(Result<Accepted>)>;
  void submit(std::string record, Done done);
  // The same and waits. For tests, tools and small programs.
  Result<Accepted> submit_and_wait(std::string record);

  std::shared_ptr<const LedgerView> view() const;
  Result<log::Receipt> receipt(const LedgerView& view, log::LeafIndex index) const;
  std::string policy_text() const;

  Vault& vault();
  Desk& desk();
  Requests& requests();
  TrainingDesk& training();
  Metrics& metrics();
  const Config& config() const;
  const Clock& clock() const;

  // Statements of the node itself, as a W3C credential with an eddsa-jcs-2022 proof of its api key: canonical text.
  chain::AnyKey api_key() const;
  Result<std::string> sign_statement(nlohmann::json statement, Time created) const;

  // Appends a status.snapshot of the lists that changed since their last one, and waits until it is final. Nothing
  // changed: done, with no record. Not to be called from `Done`.
  Status request_snapshot();
  // The same for one shard's lists, unless they have one that is newer than this entry (of a credential just issued).
  Status request_snapshot_of(std::uint32_t shard, log::LeafIndex covering);
  // Cosigns the unchanged checkpoint again with the clock's time (the maintenance thread does it hourly).
  Status recosign();
  // At most 400 days ahead at a time, and never beyond 2199: one slip of a founder's hand can't be taken back.
  // node.not_a_test_network, node.clock_not_simulated, node.clock_would_go_back, node.clock_too_far.
  Status set_test_clock(Time time);
  // A consistent backup of the running node (node/backup.hpp) into a new file.
  Status backup(const std::string& file, const std::string& passphrase_file);

  struct Health {
    bool serving = false;
    std::uint64_t waiting = 0;
    std::uint64_t disk_bytes = 0;     // of ledger and vault, measured within the last minute
    std::optional<Time> last_backup;  // that succeeded, as far as this node knows
    std::vector<Warning> warnings;    // what an operator should act on; docs/OPERATING.md says how
  };
  Health health() const;

 private:
  struct State;
  explicit Node(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace hocba::node
