// A key file that is read is written back with the same content, and asks for no more than the limits.
#include <cstdint>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/device/key_file_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto file = parse_key_file(text);
  if (!file.ok()) return 0;
  HOCBA_CHECK(file->seed.has_value() || (file->memory <= kMaxKdfMemory && file->ops <= kMaxKdfOps));
  const auto written = format_key_file(*file);
  const auto again = parse_key_file(written.expose());
  HOCBA_CHECK(again.ok());
  HOCBA_CHECK(again->public_key == file->public_key && again->sealed == file->sealed && again->salt == file->salt);
  HOCBA_CHECK(format_key_file(*again).expose() == written.expose());
  return 0;
}
