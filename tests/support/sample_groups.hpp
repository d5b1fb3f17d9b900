// Commit groups for tests of the store: not real records, but entries, state, index, tip and vote that fit together, so
// that a reader can recompute all of them from the entries alone.
#pragma once

#include <cstdint>

#include "ledger/store/store.hpp"

namespace hocba::test {

// The entry at an index; deterministic, about `bytes` long, and different for each index and `variant`.
std::string sample_entry(std::uint64_t index, std::size_t bytes = 200, int variant = 0);
// What the group whose entry this is wrote for it to the state and to the index.
std::string sample_state_key(std::uint64_t index);
std::string sample_state_value(std::uint64_t index);
std::string sample_index_key(std::uint64_t index);

class SampleGroups {
 public:
  explicit SampleGroups(std::size_t entry_bytes = 200, int variant = 0) : bytes_(entry_bytes), variant_(variant) {}
  store::CommitGroup next(std::size_t entries);
  std::uint64_t size() const { return log::to_u64(range_.size()); }

 private:
  std::size_t bytes_;
  int variant_;
  log::CompactRange range_;
  std::uint64_t height_ = 0;
};

// Reads the whole ledger back: every entry, tile, state and index row as the groups wrote them, tip and vote of one
// group boundary, the root from the entries. Empty, or what is wrong.
std::string whole_ledger_fault(const store::Snapshot& snapshot, std::size_t entry_bytes = 200, int variant = 0);

}  // namespace hocba::test
