// Of whom records are under way that issue transcripts: between the check of one (node/deposit_check.hpp), in any
// worker, and the view that has it, a second record of the same person would find neither. So each claims its people
// first, looks at the view after that, and lets go when it was decided and the view says so.
//
// Memory alone: a restart has nothing under way. Bounded by the records in the queue. Threads: safe.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/deposit_check.hpp"
#include "node/queue.hpp"

namespace hocba::node {

class PeopleUnderWay {
 public:
  // Lets go when the last copy goes.
  using Claim = std::shared_ptr<const void>;

  PeopleUnderWay();
  // All of them or none: node.person_twice, naming the other document. The same document again, or the one that
  // `supersedes` names, is none other.
  Result<Claim> claim(std::vector<Issuee> people);

 private:
  struct Table {
    Turnstile turn;
    std::multimap<std::string, credential::CredentialId> claimed;
  };
  std::shared_ptr<Table> table_;
};

}  // namespace hocba::node
