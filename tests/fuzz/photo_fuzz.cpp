// Foreign bytes as a photo: never a crash, and what is left of one is plain: taken in again it stays as it is.
#include "ledger/credential/photo.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using hocba::credential::photo_from_file;
  const auto photo = photo_from_file(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!photo.ok()) return 0;
  const auto again = photo_from_file(photo->bytes);
  HOCBA_CHECK(again.ok() && again->bytes == photo->bytes && again->width == photo->width);
  return 0;
}
