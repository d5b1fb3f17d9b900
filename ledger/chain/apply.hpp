// The ledger's rules. Appending is a pure function of state and block: every node gets the same writes or the same
// refusal. One line per rule, one code per rule (ledger/chain/codes.def), one rejection test per rule.
//
// Two callers. A sequencer builds a block: it offers records one by one, a refused one leaves nothing behind, and
// finish() gives what the block must say. A validator or auditor checks a block that exists: apply().
// Threads: an Applier belongs to one thread. A storage error (Kind::internal) poisons it: nothing was decided.
#pragma once

#include "ledger/chain/block.hpp"
#include "ledger/chain/state.hpp"

namespace hocba::chain {

// Something worth telling that is not a refusal (a late roster, a key near its end).
struct Notice {
  LeafIndex index{};
  const Code* code = nullptr;
  std::string detail;
};

class Applier {
 public:
  // A block that follows the tip of `view` (or begins the ledger, on an empty view), with this time.
  // chain.time_went_back, chain.rules_unknown.
  static Result<Applier> begin(const StateView& view, const StateDigest& state, Time block_time);
  // Applies one record at the next index. On a refusal the view is as before.
  Status add(const VerifiedRecord& record);
  // How many were accepted.
  std::uint64_t count() const;
  LeafIndex next_index() const;

  struct Outcome {
    Writes writes;
    StateDigest state;
    std::vector<Notice> notices;
  };
  // Adds the block's own writes (the tip). `block_leaf` is not known yet when a block is built, since the block
  // carries the state digest: the tip is written by the next block's begin() from `previous`; see docs/formats/state.md.
  Result<Outcome> finish();

  const StateView& view() const;  // with what was added so far

  Applier(Applier&&) noexcept;
  ~Applier();

 private:
  struct State;
  explicit Applier(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct LedgerTip {  // where a ledger stands, beside its state
  Height height{};
  StateDigest state;
  log::Hash block_leaf;
  Time time;
  TreeSize size{};
  log::Hash root;
};

// Checks a whole block against the tip and state before it: chain, heights, times, root (the caller gives the root of
// the tree before the block's own leaf), proposer, every record, state digest. The first broken rule refuses it.
struct BlockInput {
  const VerifiedBlock& block;
  std::span<const VerifiedRecord> records;
  log::Hash root_before_block;
};
Result<Applier::Outcome> apply(const std::optional<LedgerTip>& tip, const StateView& view, const BlockInput& input);

}  // namespace hocba::chain
