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

struct LedgerTip {  // where a ledger stands, beside its state: kept by the store, rebuilt by an audit
  Height height{};
  StateDigest state;
  log::Hash block_leaf;
  Time time;
  TreeSize size{};
  log::Hash root;
};

class Applier {
 public:
  // A block that follows `tip` (nothing: begins the ledger, on an empty view), with this block time.
  // chain.time_went_back, chain.rules_unknown.
  static Result<Applier> begin(const std::optional<LedgerTip>& tip, const StateView& view, Time block_time);
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
  // What the block changes. The tip itself is no part of the state: a block carries the state's digest.
  Result<Outcome> finish();

  const StateView& view() const;  // with what was added so far

  Applier(Applier&&) noexcept;
  ~Applier();

 private:
  struct State;
  explicit Applier(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
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
