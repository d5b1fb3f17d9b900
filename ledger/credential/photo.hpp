// The holder's photo (ảnh 3×4) of a transcript's first page: the group `photo`, which can be withheld or erased alone.
//
// What a camera writes beside the picture (place and time of the shot, its owner, a preview) is left out when a photo
// is taken in, and refused in a document: of a JPEG only what is needed to show it stays (tables, frame, scans; JFIF's
// own header), of a PNG its critical chunks and those of colour. Pixels are not looked at. Pure. Source: ITU-T T.81
// Annex B (markers), W3C PNG (Third Edition) §5 and §11 (chunks).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/credential/document.hpp"

namespace hocba::credential {

inline constexpr std::size_t kMaxPhotoBytes = 200u << 10;      // of a file that is read
inline constexpr std::size_t kMaxPlainPhotoBytes = 64u << 10;  // of what stays, as a document has it
inline constexpr std::uint32_t kMaxPhotoSide = 2'000;          // pixels

struct Photo {
  std::string_view media_type;  // image/jpeg, image/png
  std::string bytes;
  std::uint32_t width = 0, height = 0;  // pixels
};
// The picture alone. credential.photo_bad: neither JPEG nor PNG, cut, too large in bytes or pixels; a
// JPEG that a camera took on its side (Orientation), which would lie once that is left out.
Result<Photo> photo_from_file(std::string_view bytes);
// Of a document whose group `photo` is shown.
std::optional<Photo> photo_of(const Document& document);

}  // namespace hocba::credential
