// What a policy accepts: quorums, their shape, and the time that a quorum proves.
#include <algorithm>
#include <set>

#include "ledger/log/codes.hpp"
#include "ledger/log/policy.hpp"

namespace hocba::log {
namespace {

// A policy as a tree under the quorum's name. Policies that were built by a program may be wrong where a parsed one
// cannot be (a cycle, an unknown name, a member twice), so each name is entered once: a second time it counts as
// nothing.
class Quorum {
 public:
  explicit Quorum(const Policy& policy) : policy_(policy) {}

  bool satisfied_by(const std::set<std::string>& cosigned) {
    return !policy_.quorum || satisfied(*policy_.quorum, cosigned);
  }
  QuorumShape shape() { return policy_.quorum ? shape(*policy_.quorum) : QuorumShape{}; }
  // Names of the witnesses below the quorum, known after either of the above.
  const std::set<std::string>& witnesses() const { return witnesses_; }

 private:
  bool satisfied(const std::string& name, const std::set<std::string>& cosigned) {
    if (is_witness(name)) return witnesses_.insert(name).second && cosigned.count(name) != 0;
    const PolicyGroup* group = enter(name);
    if (group == nullptr) return false;
    std::uint32_t count = 0;
    for (const std::string& member : group->members) count += satisfied(member, cosigned) ? 1 : 0;
    return count >= group->threshold && group->threshold != 0;
  }

  QuorumShape shape(const std::string& name) {
    if (is_witness(name)) return witnesses_.insert(name).second ? QuorumShape{1, 1, 1, 1} : QuorumShape{};
    const PolicyGroup* group = enter(name);
    if (group == nullptr) return {};
    QuorumShape sum;
    std::vector<std::uint32_t> thresholds, shared, blocking;
    for (const std::string& member : group->members) {
      const QuorumShape part = shape(member);
      sum.validators += part.validators;
      thresholds.push_back(part.threshold);
      shared.push_back(part.shared);
      blocking.push_back(part.blocking);
    }
    // Two quorums of k of n members have at least 2k − n members in common, and without n − k + 1 of them there is
    // none; in the worst case these are the members where that takes the fewest witnesses.
    const std::size_t n = group->members.size();
    const std::size_t k = std::min<std::size_t>(group->threshold, n);
    sum.threshold = sum_of_smallest(std::move(thresholds), k);
    sum.shared = sum_of_smallest(std::move(shared), 2 * k > n ? 2 * k - n : 0);
    sum.blocking = sum_of_smallest(std::move(blocking), n - k + 1);
    return sum;
  }

  static std::uint32_t sum_of_smallest(std::vector<std::uint32_t> values, std::size_t count) {
    std::sort(values.begin(), values.end());
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < std::min(count, values.size()); ++i) sum += values[i];
    return sum;
  }

  bool is_witness(const std::string& name) const {
    return std::any_of(policy_.witnesses.begin(), policy_.witnesses.end(),
                       [&](const PolicyWitness& witness) { return witness.name == name; });
  }

  const PolicyGroup* enter(const std::string& name) {
    if (!entered_.insert(name).second) return nullptr;
    for (const PolicyGroup& group : policy_.groups) {
      if (group.name == name) return &group;
    }
    return nullptr;
  }

  const Policy& policy_;
  std::set<std::string> entered_, witnesses_;
};

}  // namespace

std::uint32_t tolerated_faults(std::uint32_t validators) { return validators == 0 ? 0 : (validators - 1) / 3; }

std::uint32_t default_quorum(std::uint32_t validators) {
  if (validators == 0) return 0;
  return (validators + tolerated_faults(validators)) / 2 + 1;
}

QuorumShape quorum_shape(const Policy& policy) { return Quorum(policy).shape(); }

Result<TrustedCheckpoint> trust(const Policy& policy, const SignedCheckpoint& signed_checkpoint) {
  // The text is parsed again, so that what is trusted is what the signatures cover, whoever built the object.
  HOCBA_TRY(auto checkpoint, Checkpoint::from_text(signed_checkpoint.note.text));
  std::vector<crypto::NoteKey> keys;
  for (const PolicyKey& log : policy.logs) {
    if (log.key.name == checkpoint.origin && log.key.type == crypto::NoteKeyType::ed25519) keys.push_back(log.key);
  }
  if (keys.empty()) return Error(kUnknownOrigin, checkpoint.origin);
  for (const PolicyWitness& witness : policy.witnesses) {
    if (witness.key.type == crypto::NoteKeyType::cosignature) keys.push_back(witness.key);
  }
  HOCBA_TRY(const auto verified, crypto::verify_note(signed_checkpoint.note, keys));

  TrustedCheckpoint out{.checkpoint = std::move(checkpoint), .cosignatures = {}, .time = {}};
  bool log_signed = false;
  std::set<std::string> cosigned;
  std::set<crypto::PublicKey> counted;  // one key is one witness, under however many names
  std::vector<std::pair<std::string, Time>> times;
  for (const auto& signature : verified) {
    if (signature.key.type == crypto::NoteKeyType::ed25519) log_signed = true;
    if (!signature.time || !counted.insert(signature.key.key).second) continue;
    const auto witness = std::find_if(policy.witnesses.begin(), policy.witnesses.end(),
                                      [&](const PolicyWitness& w) { return w.key == signature.key; });
    HOCBA_CHECK(witness != policy.witnesses.end());
    cosigned.insert(witness->name);
    times.emplace_back(witness->name, *signature.time);
    out.cosignatures.push_back(signature);
  }
  if (!log_signed) return Error(kNotSigned, out.checkpoint.origin);
  Quorum quorum(policy);
  if (!quorum.satisfied_by(cosigned)) {
    const QuorumShape shape = quorum_shape(policy);
    return Error(kNoQuorum, std::to_string(cosigned.size()) + " valid cosignatures, quorum " +
                                std::to_string(shape.threshold) + " of " + std::to_string(shape.validators));
  }
  std::vector<Time> of_quorum;
  for (const auto& [name, time] : times) {
    if (quorum.witnesses().count(name) != 0) of_quorum.push_back(time);
  }
  std::sort(of_quorum.begin(), of_quorum.end(), std::greater<>());
  const std::size_t faults = tolerated_faults(quorum_shape(policy).validators);
  if (faults < of_quorum.size()) out.time = of_quorum[faults];
  return out;
}

}  // namespace hocba::log
