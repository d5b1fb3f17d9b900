// A tile path has one spelling.
#include <cstdint>

#include "crypto/check.hpp"
#include "ledger/log/tile.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hocba;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto path = log::parse_tile_path(text);
  if (!path.ok()) return 0;
  HOCBA_CHECK(log::tile_path(path->tile, path->width) == text);
  HOCBA_CHECK(log::tile_width(path->tile, log::TreeSize{log::kMaxTreeSize}) >= 0);
  return 0;
}
