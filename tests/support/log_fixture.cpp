#include "tests/support/log_fixture.hpp"

#include "crypto/hash.hpp"

namespace hocba::test {

std::string entry_text(std::uint64_t index) { return "entry " + std::to_string(index); }

std::vector<log::Hash> leaf_hashes(std::uint64_t count) {
  std::vector<log::Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(log::leaf_hash(entry_text(i)));
  return leaves;
}

namespace {
// The largest power of two smaller than n.
std::size_t largest_power_below(std::size_t n) {
  std::size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}
}  // namespace

log::Hash NaiveTree::hash(std::size_t begin, std::size_t end) const {
  if (begin == end) return log::empty_root();
  if (end - begin == 1) return leaves_.at(begin);
  const auto found = known_.find({begin, end});
  if (found != known_.end()) return found->second;
  const std::size_t k = largest_power_below(end - begin);
  const log::Hash hash = log::node_hash(this->hash(begin, begin + k), this->hash(begin + k, end));
  known_.emplace(std::pair(begin, end), hash);
  return hash;
}

log::Proof NaiveTree::path(std::size_t index, std::size_t begin, std::size_t end) const {
  if (end - begin == 1) return {};
  const std::size_t k = largest_power_below(end - begin);
  log::Proof proof = index < k ? path(index, begin, begin + k) : path(index - k, begin + k, end);
  proof.push_back(index < k ? hash(begin + k, end) : hash(begin, begin + k));
  return proof;
}

log::Proof NaiveTree::subproof(std::size_t old, std::size_t begin, std::size_t end, bool complete) const {
  if (old == end - begin) return complete ? log::Proof{} : log::Proof{hash(begin, end)};
  const std::size_t k = largest_power_below(end - begin);
  log::Proof proof = old <= k ? subproof(old, begin, begin + k, complete) : subproof(old - k, begin + k, end, false);
  proof.push_back(old <= k ? hash(begin + k, end) : hash(begin, begin + k));
  return proof;
}

Result<std::vector<log::Hash>> NaiveTree::read_hashes(std::span<const log::NodeId> ids) const {
  ++calls_;
  std::vector<log::Hash> hashes;
  for (const log::NodeId id : ids) hashes.push_back(hash(id.index << id.level, (id.index + 1) << id.level));
  return hashes;
}

crypto::KeyPair key_from_words(std::string_view words) {
  return crypto::KeyPair::from_seed(crypto::Seed::of(crypto::sha256(words).view()));
}

crypto::NoteKey log_key_of(std::string_view name, const crypto::KeyPair& key) {
  return {.name = std::string(name), .type = crypto::NoteKeyType::ed25519, .key = key.public_key()};
}

crypto::NoteKey witness_key_of(std::string_view name, const crypto::KeyPair& key) {
  return {.name = std::string(name), .type = crypto::NoteKeyType::cosignature, .key = key.public_key()};
}

LogNetwork LogNetwork::of(std::uint32_t validators, std::uint32_t quorum) {
  LogNetwork network;
  log::PolicyGroup group{.name = "validators", .threshold = quorum, .members = {}};
  for (std::uint32_t i = 1; i <= validators; ++i) {
    const std::string number = std::to_string(i);
    const std::string name = "w" + number;
    network.log_keys.push_back(key_from_words("log key " + number));
    network.vote_keys.push_back(key_from_words("vote key " + number));
    network.policy.logs.push_back({log_key_of(network.origin, network.log_keys.back()), ""});
    network.policy.witnesses.push_back(
        {name, witness_key_of(network.origin + "/" + name, network.vote_keys.back()), ""});
    group.members.push_back(name);
  }
  network.policy.groups.push_back(group);
  network.policy.quorum = "validators";
  network.policy.network = log::NetworkId::of(crypto::sha256("the genesis record").view());
  return network;
}

log::SignedCheckpoint LogNetwork::sign(const log::Checkpoint& checkpoint,
                                       const std::vector<std::pair<int, Time>>& votes) const {
  return sign_by(0, checkpoint, votes);
}

log::SignedCheckpoint LogNetwork::sign_by(int log_key, const log::Checkpoint& checkpoint,
                                          const std::vector<std::pair<int, Time>>& votes) const {
  log::SignedCheckpoint out{.checkpoint = checkpoint, .note = {.text = checkpoint.text(), .signatures = {}}};
  out.note.signatures.push_back(
      crypto::sign_note(out.note.text, origin, log_keys.at(static_cast<std::size_t>(log_key))));
  for (const auto& [index, time] : votes) {
    const auto i = static_cast<std::size_t>(index);
    out.note.signatures.push_back(
        crypto::cosign_note(out.note.text, policy.witnesses.at(i).key.name, vote_keys.at(i), time));
  }
  return out;
}

}  // namespace hocba::test
