// A signed checkpoint has one spelling, and only a quorum makes it trusted.
#include <cstdint>

#include "crypto/check.hpp"
#include "tests/support/log_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba;  // NOLINT
  static const auto network = test::LogNetwork::of(4, 3);
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto checkpoint = log::Checkpoint::from_text(text); checkpoint.ok()) {
    HOCBA_CHECK(checkpoint->text() == text);
  }
  const auto parsed = log::SignedCheckpoint::parse(text);
  if (!parsed.ok()) return 0;
  HOCBA_CHECK(parsed->to_text() == text);
  HOCBA_CHECK(parsed->checkpoint.text() == parsed->note.text);
  if (const auto trusted = log::trust(network.policy, *parsed); trusted.ok()) {
    HOCBA_CHECK(trusted->cosignatures.size() >= 3 && trusted->checkpoint.origin == network.origin);
  }
  return 0;
}
