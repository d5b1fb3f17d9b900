// The state and the indexes that a replay gives, while scrub compares them with the stored ones: a map for small
// ledgers, or a store of its own in a directory that is emptied before and removed after. Threads: one.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "ledger/chain/state_view.hpp"
#include "node/ledger_index.hpp"

namespace hocba::node {

class ScratchState : public chain::StateView {
 public:
  // An empty directory name: in memory.
  static Result<std::unique_ptr<ScratchState>> open(const std::string& directory);
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  virtual Status put_state(const chain::Writes& writes) = 0;
  virtual Status put_index(const IndexWrites& writes) = 0;
  virtual Result<std::optional<std::string>> get_index(std::string_view key) const = 0;
  virtual Status visit_state(const Visit& visit) const = 0;
  virtual Status visit_index(const Visit& visit) const = 0;
};

}  // namespace hocba::node
