// C2SP tlog-policy: whom a verifier trusts. Lines `log <vkey> [<url>]`, `witness <name> <vkey> [<url>]`,
// `group <name> <all|any|k> <member>…`, `quorum <name|none>`; comments with `#`.
//
// A Hocba policy file is one log origin (each validator has its own log key under it), the validators as witnesses, and a
// group with quorum k. Three facts of the network stand in comment lines that our reader understands and others skip:
//   # hocba-network <base64url leaf hash of the genesis record>
//   # hocba-test true|false
//   # hocba-operators <n>
// The linter knows rule 4 of the design: f = ⌊(n−1)/3⌋, 2k − n > f, k ≤ n − f; below 4 validators it warns that the
// operators could rewrite the ledger.
#pragma once

#include <map>
#include <optional>
#include <variant>

#include "ledger/log/checkpoint.hpp"

namespace hocba::log {

struct NetworkIdTag {};
using NetworkId = Bytes<NetworkIdTag, 32>;

struct PolicyKey {
  crypto::NoteKey key;
  std::string url;  // may be empty
};
struct PolicyWitness {
  std::string name;
  crypto::NoteKey key;
  std::string url;
};
struct PolicyGroup {
  std::string name;
  std::uint32_t threshold = 0;
  std::vector<std::string> members;  // names of witnesses or groups above
};

struct Policy {
  std::vector<PolicyKey> logs;
  std::vector<PolicyWitness> witnesses;
  std::vector<PolicyGroup> groups;
  std::optional<std::string> quorum;  // a witness or group; nothing: `none`
  std::optional<NetworkId> network;
  bool test = false;

  static Result<Policy> parse(std::string_view text);
  std::string to_text() const;
};

struct LintFinding {
  enum class Level { note, warning, error };
  Level level;
  const Code* code;    // stable; sentences in both languages
  std::string detail;
};
std::vector<LintFinding> lint(const Policy& policy);

// A checkpoint that the policy accepts: signed by one of its logs, cosigned by its quorum.
struct TrustedCheckpoint {
  Checkpoint checkpoint;
  std::vector<crypto::VerifiedNoteSignature> cosignatures;  // valid, by distinct keys of the policy
  Time time;  // the (f+1)-th latest among the valid cosignatures' times: at least one honest validator saw it then
};
// log.unknown_origin, log.not_signed, log.no_quorum, note.bad_signature.
Result<TrustedCheckpoint> trust(const Policy& policy, const SignedCheckpoint& checkpoint);

// n validators, quorum k (design §1.4).
std::uint32_t tolerated_faults(std::uint32_t validators);
std::uint32_t default_quorum(std::uint32_t validators);
// n = size of the quorum group, k = its threshold.
struct QuorumShape { std::uint32_t validators = 0; std::uint32_t threshold = 0; };
QuorumShape quorum_shape(const Policy& policy);

}  // namespace hocba::log
