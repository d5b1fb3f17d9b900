// Ordering and voting, as interfaces from the first day (design §8): one node orders in its own process and is its own
// quorum; several nodes will order through etcd and collect each other's cosignatures. The ledger thread drives both.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "crypto/note.hpp"
#include "ledger/chain/record.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/store/store.hpp"

namespace hocba::node {

struct Accepted;

struct Submission {
  chain::VerifiedRecord record;
  std::function<void(Result<Accepted>)> decided;  // called once, on the ledger thread: final, or refused
};

// Orders records by the place that was reserved for each when it arrived, while workers verify them in any order.
// Implementations: LocalSequencer.
class Sequencer {
 public:
  virtual ~Sequencer() = default;
  using Place = std::uint64_t;
  // node.queue_full where a bound is reached, node.stopped after stop().
  virtual Result<Place> reserve(std::size_t bytes) = 0;
  virtual void fill(Place place, Submission submission) = 0;
  virtual void drop(Place place) = 0;  // it was refused before ordering
  // Blocks until there is something to order, `wake` was called, or the stop was asked for. The longest run of filled
  // places, at most `records` and `bytes`; empty after wake() or stop(). finished(): stopped, and nothing is left.
  virtual std::vector<Submission> next_group(std::size_t records, std::size_t bytes) = 0;
  virtual void wake() = 0;
  virtual void stop() = 0;
  virtual bool finished() const = 0;
  virtual std::size_t waiting() const = 0;
};
std::unique_ptr<Sequencer> make_local_sequencer(std::size_t max_records, std::size_t max_bytes);

// Turns a committed size into a final checkpoint. Implementations: SoleVoter (1 of 1).
class Voting {
 public:
  virtual ~Voting() = default;
  // The vote was persisted with the group. Signs and cosigns; gives the checkpoint once k cosignatures are there.
  // Deterministic: the same vote gives the same bytes.
  virtual Result<log::SignedCheckpoint> finalise(const store::Vote& vote) = 0;
};
std::unique_ptr<Voting> make_sole_voter(std::string origin, std::string witness, crypto::KeyPair log_key,
                                        crypto::KeyPair vote_key);

}  // namespace hocba::node
