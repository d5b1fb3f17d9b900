// A policy that parses prints to one that parses to the same; the linter and the quorum's shape hold for all of them.
#include <cstdint>

#include "crypto/check.hpp"
#include "ledger/log/policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba;  // NOLINT
  const auto policy = log::Policy::parse({reinterpret_cast<const char*>(data), size});
  if (!policy.ok()) return 0;
  const auto again = log::Policy::parse(policy->to_text());
  HOCBA_CHECK(again.ok() && *again == *policy);
  const auto shape = log::quorum_shape(*policy);
  HOCBA_CHECK(shape.threshold <= shape.validators && shape.shared <= shape.threshold);
  HOCBA_CHECK(shape.validators <= policy->witnesses.size());
  // Whatever blocks every quorum meets each of them: together with a quorum it can't be more than everyone plus one.
  HOCBA_CHECK(!policy->quorum || shape.threshold + shape.blocking <= shape.validators + 1);
  for (const auto& finding : log::lint(*policy)) HOCBA_CHECK(finding.code != nullptr);
  return 0;
}
