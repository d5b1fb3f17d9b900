// Ordering and voting, as interfaces from the first day (design §8): one node orders in its own process and is its own
// quorum; several nodes will order through etcd and collect each other's cosignatures. The ledger thread drives both.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/chain/block.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/store/store.hpp"

namespace hocba::node {

// Takes verified records in, gives the next group to put into a block. Implementations: LocalSequencer.
class Sequencer {
 public:
  virtual ~Sequencer() = default;
  struct Submission {
    chain::VerifiedRecord record;
    std::function<void(Result<log::LeafIndex>)> decided;  // called on the ledger thread: appended and final, or refused
  };
  // node.queue_full when the bound is reached; the submission is then untouched by the ledger.
  virtual Status submit(Submission submission) = 0;
  // Blocks until there is something to order, `wake` was called, or the stop was asked for. At most `max` of them.
  virtual std::vector<Submission> next_group(std::size_t max) = 0;
  virtual void wake() = 0;
  virtual void stop() = 0;
  virtual std::size_t waiting() const = 0;
};

// Turns a committed size into a final checkpoint. Implementations: SoleVoter (1 of 1).
class Voting {
 public:
  virtual ~Voting() = default;
  // The vote was persisted with the group. Signs and cosigns; gives the checkpoint once k cosignatures are there.
  virtual Result<log::SignedCheckpoint> finalise(const store::Vote& vote) = 0;
};

}  // namespace hocba::node
