// Entry bundles and tiles: what is read is written back as the same bytes.
#include <cstdint>

#include "crypto/check.hpp"
#include "ledger/log/tile.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba;  // NOLINT
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto entries = log::decode_bundle(bytes); entries.ok()) {
    HOCBA_CHECK(entries->size() <= log::kTileWidth && log::encode_bundle(*entries) == bytes);
  }
  if (const auto hashes = log::decode_tile(bytes); hashes.ok()) {
    HOCBA_CHECK(hashes->size() <= log::kTileWidth && log::encode_tile(*hashes) == bytes);
  }
  return 0;
}
