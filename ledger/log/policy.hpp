// C2SP tlog-policy: whom a verifier trusts. Lines `log <vkey> [<url>]`, `witness <name> <vkey> [<url>]`,
// `group <name> <all|any|k> <member>…`, `quorum <name|none>`; comments with `#`.
//
// A Hocba policy file is one log origin (each validator has its own log key under it), the validators as witnesses, and
// a group with quorum k. Three facts of the network stand in comment lines that our reader understands and others skip:
//   # hocba-network <base64url leaf hash of the genesis record>
//   # hocba-test true|false
//   # hocba-operators <n>                   how many separate organisations run the validators
// The linter knows rule 4 of the design: f = ⌊(n−1)/3⌋, 2k − n > f, k ≤ n − f; below 4 validators (or 4 operators) it
// warns that the operators could rewrite the ledger. For nested groups it uses what rule 4 means: any two quorums share
// more than f witnesses, and no f witnesses can prevent every quorum.
//
// Bounds: kMaxPolicyBytes, and 64 each of logs, witnesses and groups. Values; threads: pure functions.
#pragma once

#include <map>
#include <optional>

#include "ledger/log/checkpoint.hpp"

namespace hocba::log {

inline constexpr std::size_t kMaxPolicyBytes = 64u << 10;
inline constexpr std::size_t kMaxPolicyItems = 64;  // each of logs, witnesses, groups

struct NetworkIdTag {};
using NetworkId = Bytes<NetworkIdTag, 32>;

struct PolicyKey {
  crypto::NoteKey key;
  std::string url;  // may be empty
  bool operator==(const PolicyKey&) const = default;
};
struct PolicyWitness {
  std::string name;
  crypto::NoteKey key;
  std::string url;
  bool operator==(const PolicyWitness&) const = default;
};
struct PolicyGroup {
  std::string name;
  std::uint32_t threshold = 0;
  std::vector<std::string> members;  // names of witnesses or groups above
  bool operator==(const PolicyGroup&) const = default;
};

struct Policy {
  std::vector<PolicyKey> logs;
  std::vector<PolicyWitness> witnesses;
  std::vector<PolicyGroup> groups;
  std::optional<std::string> quorum;  // a witness or group; nothing: `none`
  std::optional<NetworkId> network;
  bool test = false;
  std::optional<std::uint32_t> operators;

  // log.policy_malformed and the other log.policy_… codes; the detail says the line.
  static Result<Policy> parse(std::string_view text);
  std::string to_text() const;  // parses to an equal policy
  bool operator==(const Policy&) const = default;
};

struct LintFinding {
  enum class Level { note, warning, error };
  Level level;
  const Code* code;  // stable; sentences in both languages
  std::string detail;
};
// Worst first. Empty for a sound policy of a network that is run by at least 4 operators.
std::vector<LintFinding> lint(const Policy& policy);

// A checkpoint that the policy accepts: signed by one of its logs, cosigned by its quorum.
struct TrustedCheckpoint {
  Checkpoint checkpoint;
  std::vector<crypto::VerifiedNoteSignature> cosignatures;  // valid, by distinct keys of the policy
  // The (f+1)-th latest among the times of the quorum group's cosignatures: an honest validator held this
  // checkpoint as the newest then or later, so what the tree says is true as of this time.
  // Time{} where there are not f+1 of them (`quorum none`, or a policy that breaks rule 4): no time is proved.
  Time time;
};
// The policy holds for any object, also one that was not parsed: two witnesses with one key count once.
// log.unknown_origin, log.not_signed, log.no_quorum, crypto.note_bad_signature.
Result<TrustedCheckpoint> trust(const Policy& policy, const SignedCheckpoint& checkpoint);

// f and the smallest k that rule 4 allows for n validators.
std::uint32_t tolerated_faults(std::uint32_t validators);
std::uint32_t default_quorum(std::uint32_t validators);
// n = witnesses under the quorum, k = the fewest of them that satisfy it; for one flat group its size and threshold.
struct QuorumShape {
  std::uint32_t validators = 0;
  std::uint32_t threshold = 0;
  std::uint32_t shared = 0;    // the fewest witnesses that two quorums have in common; flat: max(0, 2k − n)
  std::uint32_t blocking = 0;  // the fewest witnesses that can prevent every quorum; flat: n − k + 1
  bool operator==(const QuorumShape&) const = default;
};
QuorumShape quorum_shape(const Policy& policy);

}  // namespace hocba::log
