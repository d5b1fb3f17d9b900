// Foreign bytes as a record: never a crash; what is accepted is canonical and is written back as the same bytes.
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/chain/record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto parsed = hocba::chain::parse_record(bytes);
  if (!parsed.ok()) {
    HOCBA_CHECK(!hocba::chain::verify_record(bytes).ok());
    return 0;
  }
  const auto tree = hocba::crypto::parse_canonical(bytes);
  HOCBA_CHECK(tree.ok());
  auto again = hocba::chain::record_json(*parsed);
  again["proof"] = (*tree)["proof"];
  HOCBA_CHECK(hocba::crypto::canonical(again) == bytes);
  return 0;
}
