// The ledger thread: takes groups from the sequencer, applies, commits, cosigns, publishes, answers. It owns the tip,
// the right edge of the tree, and the only writes to the store.
//
// The order around a crash, per group:
//   1. apply            in memory; a refused record leaves nothing behind
//   2. store.commit     one synced batch: entries, block, tiles, state, indexes, tip and the vote
//   3. mark             the tree's size and root, outside the store (node/signed_mark.hpp)
//   4. sign, cosign     only what 2 made durable; deterministic, so a start after a crash here gives the same bytes
//   5. publish, answer
// A storage error in 2 leaves it unknown what is on disk: the loop then refuses everything until the next start, which
// reads it.
//
// Threads: open() and append_genesis() before run(); run() in the ledger thread; view(), post(), failed() from any.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "ledger/log/tree.hpp"
#include "node/clock.hpp"
#include "node/config.hpp"
#include "node/ledger_index.hpp"
#include "node/ledger_view.hpp"
#include "node/metrics.hpp"
#include "node/queue.hpp"
#include "node/sequencer.hpp"
#include "node/signed_mark.hpp"
#include "node/state_cache.hpp"

namespace hocba::node {

class LedgerLoop {
 public:
  struct Parts {
    const Config& config;
    store::Store& store;
    Sequencer& sequencer;
    Voting& voting;
    const Clock& clock;
    Metrics& metrics;
    const crypto::KeyPair& api_key;
    chain::CodeText proposer;
    SignedMark& mark;
  };
  explicit LedgerLoop(Parts parts);

  // Block 0 of an empty store.
  Status append_genesis(chain::VerifiedRecord genesis);
  // Restores tip, right edge and checkpoint from the store; checks that they agree.
  Status restore();
  void run();  // until the sequencer has finished

  std::shared_ptr<const LedgerView> view() const { return std::atomic_load(&view_); }
  // Work for the ledger thread between two groups; `done` gets node.stopped if it ended before.
  using Task = std::function<Status()>;
  using TaskDone = std::function<void(Status)>;
  void post(Task task, TaskDone done);
  bool failed() const { return failed_.load(); }
  // To be posted: every record that was submitted before is decided.
  bool nothing_waits() const { return parts_.sequencer.waiting() == 0; }

  // To be posted.
  Status recosign();
  // After a repair of the store: what was read before it is read again.
  Status read_anew();
  // Lists that changed since their last snapshot, or whose snapshot is older than `max_age`.
  Status take_snapshots(std::optional<Duration> max_age);
  // The two lists of one shard, unless they have a snapshot that is newer than this entry and still right.
  Status take_snapshot_of(std::uint32_t shard, log::LeafIndex covering);

 private:
  struct Group;
  struct Posted {
    Task task;
    TaskDone done;
  };
  void order_group(std::vector<Submission> submissions);
  Status order(std::vector<Submission>& submissions, Group& group);
  Status close_block(Group& group);
  // `written`: the state writes since the view before; `anew`: nothing that the view before kept is kept.
  Status publish(const store::Vote& vote, const chain::Writes& written, bool anew = false);
  struct SnapshotQuestion {
    std::optional<Duration> max_age;
    std::optional<log::LeafIndex> covering;
  };
  using ListPair = std::array<crypto::Digest, 2>;  // revocation, suspension
  Status add_lists_due(std::uint32_t shard, const SnapshotQuestion& question, std::vector<chain::SnapshotList>& out);
  Result<ListPair> digests_of(std::uint32_t shard);
  void forget_changed_lists(const chain::Writes& writes);
  Status record_snapshots(const std::vector<chain::SnapshotList>& lists);
  Result<Time> block_time() const;
  void run_posted();
  void fail(const Error& error);

  const Parts parts_;
  std::optional<chain::LedgerTip> tip_;
  store::Vote vote_;
  log::CompactRange edge_;
  StateCache cache_;
  Queue<Posted> posted_;
  // Digests of the lists that have not changed since they were computed: one costs as much as reading 32 KiB.
  std::map<std::uint32_t, ListPair> digests_;
  struct Checked {
    log::TreeSize size{};
    Time at;
  };
  std::optional<Checked> all_checked_;  // when all lists were last found covered, and what the ledger's size was
  std::shared_ptr<const LedgerView> view_;
  std::atomic<bool> failed_{false};
};

}  // namespace hocba::node
