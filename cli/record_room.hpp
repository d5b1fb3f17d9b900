// How many documents a record of issue takes: as many as asked, and no more than its bytes allow, which those of
// training use up by the attempts that they cite. Pure.
#pragma once

#include "ledger/chain/record.hpp"

namespace hocba::cli {

// Of the 65,535 bytes of a record; the rest is for what is no item, most of it grants and proofs.
inline constexpr std::size_t kIssueItemsBytes = 56'000;

class RecordRoom {
 public:
  explicit RecordRoom(std::size_t most_items = chain::kDefaultIssueItems) : most_(most_items) {}
  // Counts one with these attempts, unless it has to go into the next record; the first one always has room.
  bool take(const std::optional<std::vector<chain::ItemAttempt>>& attempts);

 private:
  std::size_t most_, items_ = 0, bytes_ = 0;
};

}  // namespace hocba::cli
