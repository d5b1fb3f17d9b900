// A receipt has one spelling, and proves nothing but the entry that it was made for.
#include <cstdint>

#include "crypto/check.hpp"
#include "tests/support/log_fixture.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba;  // NOLINT
  static const auto network = test::LogNetwork::of(4, 3);
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto receipt = log::Receipt::parse(text);
  if (!receipt.ok()) return 0;
  HOCBA_CHECK(receipt->to_text() == text);
  HOCBA_CHECK(!log::verify_receipt(*receipt, "an entry that was never logged", network.policy).ok());
  return 0;
}
