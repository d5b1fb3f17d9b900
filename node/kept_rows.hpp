// The state at one view, with the rows kept that nearly every answer reads and that seldom change: units, grants,
// policies, the network. A look-up of one credential reads a dozen of them, and each is a search in every level of the
// store. What it gives is what the view's snapshot gives. Threads: safe.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "ledger/store/store.hpp"

namespace hocba::node {

class KeptRows : public chain::StateView {
 public:
  // `before`: of the view before this one (or none); its rows stay, unless `written`, the writes between the two,
  // has one of their tables. Then nothing is kept at first.
  KeptRows(std::shared_ptr<const store::Snapshot> data, const KeptRows* before, const chain::Writes& written);
  Result<std::optional<std::string>> get(std::string_view key) const override;
  std::size_t kept() const;
  // False: no grant is recorded as compromised, so that none can make a credential undecided. True also where that
  // could not be found out.
  bool some_compromised() const { return some_compromised_; }

 private:
  // Shared by all views between two writes to these tables: whichever of them reads a row, it is the same for all.
  struct Rows {
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::string> rows;
  };

  std::shared_ptr<const store::Snapshot> data_;
  std::shared_ptr<Rows> rows_;
  bool some_compromised_ = true;
};

}  // namespace hocba::node
