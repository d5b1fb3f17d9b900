// Foreign bytes as a block: never a crash; what is accepted is canonical and is no record.
#include "crypto/json.hpp"
#include "ledger/chain/block.hpp"

#include <nlohmann/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = hocba::chain::parse_block(bytes);
  if (!parsed.ok()) {
    HOCBA_CHECK(!hocba::chain::verify_block(bytes).ok());
    return 0;
  }
  HOCBA_CHECK(hocba::chain::looks_like_block(bytes));
  HOCBA_CHECK(hocba::crypto::parse_canonical(bytes).ok());
  HOCBA_CHECK(!hocba::chain::parse_record(bytes).ok());
  return 0;
}
