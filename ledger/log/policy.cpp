// Reading and printing of policy files.
#include "ledger/log/policy.hpp"

#include <algorithm>
#include <set>

#include "crypto/encoding.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/text.hpp"

namespace hocba::log {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kNetworkFact = "hocba-network";
constexpr std::string_view kTestFact = "hocba-test";
constexpr std::string_view kOperatorsFact = "hocba-operators";
constexpr std::uint64_t kMaxOperators = 1000;
constexpr std::string_view kNone = "none";  // reserved: a quorum of nobody

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const auto begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(kBlanks), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

bool is_allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || byte == '\n' || (byte >= 0x20 && byte != 0x7f);
}

class Parser {
 public:
  Status line(std::string_view line) {
    const auto words = words_of(line);
    if (words.empty()) return done();
    if (words[0][0] == '#') return comment(line.substr(line.find('#') + 1));
    if (words[0] == "log") return log(words);
    if (words[0] == "witness") return witness(words);
    if (words[0] == "group") return group(words);
    if (words[0] == "quorum") return quorum(words);
    return Error(kPolicyMalformed, "a line begins with log, witness, group, quorum or #");
  }
  Result<Policy> finish() && {
    if (!seen_quorum_) return Error(kPolicyQuorum, "there is no quorum line");
    return std::move(policy_);
  }

 private:
  using Words = std::vector<std::string_view>;

  // The facts of a Hocba network. A line that names one must be right: to skip it would change what the reader was
  // told.
  Status comment(std::string_view text) {
    const auto words = words_of(text);
    if (words.empty()) return done();
    if (words[0] != kNetworkFact && words[0] != kTestFact && words[0] != kOperatorsFact) return done();
    const Error bad(kPolicyFact, std::string(words[0]));
    if (words.size() != 2 || !facts_.insert(std::string(words[0])).second) return bad;
    if (words[0] == kNetworkFact) {
      const auto id = crypto::bytes_from_base64url<NetworkId>(words[1]);
      if (!id.ok()) return bad;
      policy_.network = *id;
    } else if (words[0] == kTestFact) {
      if (words[1] != "true" && words[1] != "false") return bad;
      policy_.test = words[1] == "true";
    } else {
      const auto count = text::decimal(words[1], kMaxOperators);
      if (!count || *count == 0) return bad;
      policy_.operators = static_cast<std::uint32_t>(*count);
    }
    return done();
  }

  Status log(const Words& words) {
    if (words.size() < 2 || words.size() > 3) return Error(kPolicyMalformed, "log <vkey> [<url>]");
    if (policy_.logs.size() == kMaxPolicyItems) return Error(kPolicyTooLarge, "more than 64 logs");
    HOCBA_TRY(auto key, key_of(words[1], crypto::NoteKeyType::ed25519, log_keys_));
    policy_.logs.push_back({std::move(key), std::string(words.size() == 3 ? words[2] : "")});
    return done();
  }

  Status witness(const Words& words) {
    if (words.size() < 3 || words.size() > 4) return Error(kPolicyMalformed, "witness <name> <vkey> [<url>]");
    if (policy_.witnesses.size() == kMaxPolicyItems) return Error(kPolicyTooLarge, "more than 64 witnesses");
    HOCBA_RETURN_IF_ERROR(define(words[1]));
    HOCBA_TRY(auto key, key_of(words[2], crypto::NoteKeyType::cosignature, witness_keys_));
    policy_.witnesses.push_back(
        {std::string(words[1]), std::move(key), std::string(words.size() == 4 ? words[3] : "")});
    return done();
  }

  Status group(const Words& words) {
    if (words.size() < 4) return Error(kPolicyMalformed, "group <name> <all|any|k> <member>…");
    if (policy_.groups.size() == kMaxPolicyItems) return Error(kPolicyTooLarge, "more than 64 groups");
    PolicyGroup group{.name = std::string(words[1]), .members = {}};
    const std::uint64_t count = words.size() - 3;
    for (std::size_t i = 3; i < words.size(); ++i) {
      const std::string name(words[i]);
      if (names_.count(name) == 0) return Error(kPolicyUnknownName, name);
      // Once over all groups, so that a witness has one way to count (and a recursion over groups stays linear).
      if (!members_.insert(name).second) return Error(kPolicyDuplicateMember, name);
      group.members.push_back(name);
    }
    const auto threshold = words[2] == "all"   ? std::optional(count)
                           : words[2] == "any" ? std::optional(std::uint64_t{1})
                                               : text::decimal(words[2], count);
    if (!threshold || *threshold == 0) return Error(kPolicyThreshold, std::string(words[2]));
    group.threshold = static_cast<std::uint32_t>(*threshold);
    HOCBA_RETURN_IF_ERROR(define(words[1]));
    policy_.groups.push_back(std::move(group));
    return done();
  }

  Status quorum(const Words& words) {
    if (words.size() != 2) return Error(kPolicyMalformed, "quorum <name|none>");
    if (seen_quorum_) return Error(kPolicyQuorum, "there is a second quorum line");
    seen_quorum_ = true;
    if (words[1] == kNone) return done();
    if (names_.count(std::string(words[1])) == 0) return Error(kPolicyUnknownName, std::string(words[1]));
    policy_.quorum = std::string(words[1]);
    return done();
  }

  Status define(std::string_view name) {
    if (name == kNone || !names_.insert(std::string(name)).second) {
      return Error(kPolicyDuplicateName, std::string(name));
    }
    return done();
  }

  static Result<crypto::NoteKey> key_of(std::string_view vkey, crypto::NoteKeyType type,
                                        std::set<crypto::PublicKey>& seen) {
    HOCBA_TRY(auto key, crypto::NoteKey::parse(vkey));
    if (key.type != type) return Error(kPolicyKeyType, key.name);
    if (!seen.insert(key.key).second) return Error(kPolicyDuplicateKey, key.name);
    return key;
  }

  Policy policy_;
  bool seen_quorum_ = false;
  std::set<std::string> names_, members_, facts_;
  std::set<crypto::PublicKey> log_keys_, witness_keys_;
};

}  // namespace

Result<Policy> Policy::parse(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return Error(kPolicyTooLarge, std::to_string(text.size()) + " bytes");
  if (!text.empty() && text.back() != '\n') return Error(kPolicyMalformed, "the last line has no newline");
  Parser parser;
  for (int number = 1; const auto line = text::take_line(text); ++number) {
    const std::string place = "line " + std::to_string(number);
    if (!std::all_of(line->begin(), line->end(), is_allowed)) {
      return Error(kPolicyMalformed, place + ": a control character");
    }
    if (const auto status = parser.line(*line); !status.ok()) return status.error().at(place);
  }
  return std::move(parser).finish();
}

std::string Policy::to_text() const {
  std::string out;
  if (network) out += "# " + std::string(kNetworkFact) + " " + crypto::base64url(*network) + "\n";
  out += "# " + std::string(kTestFact) + (test ? " true\n" : " false\n");
  if (operators) out += "# " + std::string(kOperatorsFact) + " " + std::to_string(*operators) + "\n";
  const auto url = [](const std::string& text) { return text.empty() ? std::string("\n") : " " + text + "\n"; };
  for (const PolicyKey& log : logs) out += "log " + log.key.vkey() + url(log.url);
  for (const PolicyWitness& witness : witnesses) {
    out += "witness " + witness.name + " " + witness.key.vkey() + url(witness.url);
  }
  for (const PolicyGroup& group : groups) {
    out += "group " + group.name + " ";
    out += group.threshold == group.members.size() ? "all" : std::to_string(group.threshold);
    for (const std::string& member : group.members) out += " " + member;
    out += "\n";
  }
  return out + "quorum " + quorum.value_or(std::string(kNone)) + "\n";
}

}  // namespace hocba::log
