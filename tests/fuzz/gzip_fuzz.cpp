// A status list's gzip from a file of anyone: never more bytes than asked for, and what is accepted has exactly that
// many and survives our own compression.
#include <cstdint>
#include <string_view>

#include "crypto/check.hpp"
#include "ledger/exchange/gzip.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::size_t expected : {std::size_t{0}, std::size_t{1}, std::size_t{64}, std::size_t{16'384}}) {
    const auto raw = exchange::gunzip(bytes, expected);
    if (!raw.ok()) continue;
    HOCBA_CHECK(raw->size() == expected);
    const auto again = exchange::gunzip(exchange::gzip(*raw), expected);
    HOCBA_CHECK(again.ok() && *again == *raw);
  }
  return 0;
}
