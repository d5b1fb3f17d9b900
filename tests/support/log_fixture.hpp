// For tests of the log: the definitions of RFC 6962 §2.1 written down naively, and a small network with fixed keys.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ledger/log/policy.hpp"
#include "ledger/log/receipt.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::test {

// Entry i of every tree of these tests: "entry 7".
std::string entry_text(std::uint64_t index);
std::vector<log::Hash> leaf_hashes(std::uint64_t count);

// The recursive definitions, word for word; ranges are [begin, end). Hashes of ranges are remembered, nothing else.
class NaiveTree : public log::HashReader {
 public:
  explicit NaiveTree(std::vector<log::Hash> leaves) : leaves_(std::move(leaves)) {}
  log::Hash hash(std::size_t begin, std::size_t end) const;  // MTH(D[begin:end])
  log::Hash root(std::size_t size) const { return hash(0, size); }
  log::Proof path(std::size_t index, std::size_t size) const { return path(index, 0, size); }
  log::Proof consistency(std::size_t from, std::size_t to) const { return subproof(from, 0, to, true); }
  Result<std::vector<log::Hash>> read_hashes(std::span<const log::NodeId> ids) const override;
  int calls() const { return calls_; }

 private:
  log::Proof path(std::size_t index, std::size_t begin, std::size_t end) const;
  log::Proof subproof(std::size_t old, std::size_t begin, std::size_t end, bool complete) const;
  std::vector<log::Hash> leaves_;
  mutable std::map<std::pair<std::size_t, std::size_t>, log::Hash> known_;
  mutable int calls_ = 0;
};

crypto::KeyPair key_from_words(std::string_view words);  // seed = SHA-256(words)
crypto::NoteKey log_key_of(std::string_view name, const crypto::KeyPair& key);
crypto::NoteKey witness_key_of(std::string_view name, const crypto::KeyPair& key);

// n validators w1…wn with a log key and a vote key each, quorum `validators` of k.
struct LogNetwork {
  std::string origin = "hocba.example/test";
  std::vector<crypto::KeyPair> log_keys, vote_keys;
  log::Policy policy;

  static LogNetwork of(std::uint32_t validators, std::uint32_t quorum);
  // Signed by log key 0 and cosigned by these validators (from 0) at these times, in this order.
  log::SignedCheckpoint sign(const log::Checkpoint& checkpoint, const std::vector<std::pair<int, Time>>& votes) const;
  log::SignedCheckpoint sign_by(int log_key, const log::Checkpoint& checkpoint,
                                const std::vector<std::pair<int, Time>>& votes) const;
};

}  // namespace hocba::test
