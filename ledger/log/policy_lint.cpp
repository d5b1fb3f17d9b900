// The linter of policies: what a reader of the file should know before trusting it (design §1, rule 4).
#include <algorithm>
#include <set>

#include "ledger/log/codes.hpp"
#include "ledger/log/policy.hpp"

namespace hocba::log {
namespace {

using Level = LintFinding::Level;
constexpr std::uint32_t kFewestForFaults = 4;  // f = 0 below

std::string figures(const QuorumShape& shape) {
  const std::uint32_t n = shape.validators;
  return "n = " + std::to_string(n) + ", k = " + std::to_string(shape.threshold) +
         ", f = " + std::to_string(tolerated_faults(n));
}

void lint_logs(const Policy& policy, std::vector<LintFinding>& out) {
  if (policy.logs.empty()) out.push_back({Level::error, &kLintNoLog, ""});
  std::set<std::string> origins;
  for (const PolicyKey& log : policy.logs) origins.insert(log.key.name);
  if (origins.size() > 1)
    out.push_back({Level::error, &kLintSeveralOrigins, *origins.begin() + ", " + *origins.rbegin()});
  for (const PolicyWitness& witness : policy.witnesses) {
    const auto shares = [&](const PolicyKey& log) { return log.key.key == witness.key.key; };
    if (std::any_of(policy.logs.begin(), policy.logs.end(), shares)) {
      out.push_back({Level::warning, &kLintSharedKey, witness.name});
    }
  }
}

void lint_quorum(const Policy& policy, std::vector<LintFinding>& out) {
  if (!policy.quorum) {
    out.push_back({Level::error, &kLintNoQuorum, ""});
    return;
  }
  const QuorumShape shape = quorum_shape(policy);
  const std::uint32_t faults = tolerated_faults(shape.validators);
  if (shape.shared <= faults) {
    out.push_back({Level::error, &kLintForkPossible,
                   figures(shape) + ", k >= " + std::to_string(default_quorum(shape.validators))});
  }
  if (shape.blocking <= faults) {
    out.push_back(
        {Level::error, &kLintCanBeStopped, figures(shape) + ", k <= " + std::to_string(shape.validators - faults)});
  }
  if (shape.validators < kFewestForFaults) {
    out.push_back({Level::warning, &kLintFewValidators, figures(shape)});
  } else if (policy.operators && *policy.operators < kFewestForFaults) {
    out.push_back({Level::warning, &kLintFewOperators, std::to_string(*policy.operators)});
  }
  if (policy.operators && *policy.operators > shape.validators) {
    out.push_back(
        {Level::error, &kLintOperators, std::to_string(*policy.operators) + " > " + std::to_string(shape.validators)});
  }
}

// Names that the quorum doesn't reach: usually a member forgotten in a group.
void lint_unused(const Policy& policy, std::vector<LintFinding>& out) {
  std::set<std::string> used;
  if (policy.quorum) used.insert(*policy.quorum);
  // Groups name only what stands above them, so one pass from below finds everything.
  for (auto group = policy.groups.rbegin(); group != policy.groups.rend(); ++group) {
    if (used.count(group->name) != 0) used.insert(group->members.begin(), group->members.end());
  }
  for (const PolicyWitness& witness : policy.witnesses) {
    if (used.count(witness.name) == 0) out.push_back({Level::warning, &kLintUnused, witness.name});
  }
  for (const PolicyGroup& group : policy.groups) {
    if (used.count(group.name) == 0) out.push_back({Level::warning, &kLintUnused, group.name});
  }
}

}  // namespace

std::vector<LintFinding> lint(const Policy& policy) {
  std::vector<LintFinding> out;
  lint_logs(policy, out);
  lint_quorum(policy, out);
  lint_unused(policy, out);
  if (!policy.network) out.push_back({Level::warning, &kLintNoNetwork, ""});
  if (policy.test) out.push_back({Level::note, &kLintTest, ""});
  std::stable_sort(out.begin(), out.end(),
                   [](const LintFinding& a, const LintFinding& b) { return a.level > b.level; });
  return out;
}

}  // namespace hocba::log
