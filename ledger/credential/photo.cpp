#include "ledger/credential/photo.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

std::uint32_t big_endian_at(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < count; ++i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

Error bad(const char* why) { return Error(kPhotoBad, why); }

Result<Photo> checked(Photo photo) {
  if (photo.bytes.size() > kMaxPlainPhotoBytes) return bad("> 64 KiB");
  if (photo.width == 0 || photo.height == 0) return bad("0 px");
  if (photo.width > kMaxPhotoSide || photo.height > kMaxPhotoSide) return bad("> 2000 px");
  return photo;
}

// Segments up to the first scan; from there to the end of the image all is picture.
Result<Photo> plain_jpeg(std::string_view bytes) {
  constexpr unsigned char kStartOfScan = 0xDA, kApp0 = 0xE0, kApp15 = 0xEF, kComment = 0xFE;
  constexpr std::size_t kFrameHeader = 9;  // length, precision, height, width, components
  Photo out{"image/jpeg", std::string(bytes.substr(0, 2)), 0, 0};
  std::size_t at = 2;
  for (;;) {
    if (at + 4 > bytes.size() || bytes[at] != '\xFF') return bad("JPEG");
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    const std::size_t length = big_endian_at(bytes, at + 2, 2);
    if (length < 2 || at + 2 + length > bytes.size()) return bad("JPEG");
    const std::string_view segment = bytes.substr(at, 2 + length);
    // C4 tables, C8 reserved, CC arithmetic conditioning are no frames.
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      if (length < kFrameHeader || out.width != 0) return bad("JPEG");
      out.height = big_endian_at(segment, 5, 2);
      out.width = big_endian_at(segment, 7, 2);
    }
    const bool jfif = marker == kApp0 && segment.substr(4, 5) == std::string_view("JFIF\0", 5);
    constexpr std::size_t kJfifBytes = 18;  // without a thumbnail
    if (jfif && segment.size() >= kJfifBytes) {
      out.bytes += std::string("\xFF\xE0\0\x10", 4) + std::string(segment.substr(4, 12)) + std::string(2, '\0');
    } else if ((marker < kApp0 || marker > kApp15) && marker != kComment) {
      out.bytes += segment;
    }
    at += segment.size();
    if (marker == kStartOfScan) break;
  }
  // What stands behind the end of the image is another file's.
  const std::size_t end = bytes.rfind("\xFF\xD9");
  if (out.width == 0 || end == std::string_view::npos || end < at) return bad("JPEG");
  out.bytes += bytes.substr(at, end + 2 - at);
  return checked(std::move(out));
}

Result<Photo> plain_png(std::string_view bytes) {
  static constexpr std::array<std::string_view, 9> kKept = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                            "gAMA", "sRGB", "cHRM", "pHYs"};
  constexpr std::size_t kHeaderBytes = 13, kFrame = 12;  // of a chunk: length, type, checksum
  Photo out{"image/png", std::string(kPngSignature), 0, 0};
  std::size_t at = kPngSignature.size();
  for (bool first = true;; first = false) {
    if (at + kFrame > bytes.size()) return bad("PNG");
    const std::size_t length = big_endian_at(bytes, at, 4);
    if (length > bytes.size() - at - kFrame) return bad("PNG");
    const std::string_view type = bytes.substr(at + 4, 4);
    if (first != (type == "IHDR") || (first && length != kHeaderBytes)) return bad("PNG");
    if (first) {
      out.width = big_endian_at(bytes, at + 8, 4);
      out.height = big_endian_at(bytes, at + 12, 4);
    }
    if (std::find(kKept.begin(), kKept.end(), type) != kKept.end()) out.bytes += bytes.substr(at, kFrame + length);
    at += kFrame + length;
    if (type == "IEND") break;
  }
  return checked(std::move(out));
}

}  // namespace

Result<Photo> photo_from_file(std::string_view bytes) {
  if (bytes.size() > kMaxPhotoBytes) return bad("> 200 KiB");
  if (bytes.substr(0, 2) == "\xFF\xD8") return plain_jpeg(bytes);
  if (bytes.substr(0, kPngSignature.size()) == kPngSignature) return plain_png(bytes);
  return bad("JPEG, PNG");
}

std::optional<Photo> photo_of(const Document& document) {
  const Group* group = document.group(kPhoto);
  if (group == nullptr) return std::nullopt;
  const auto content = crypto::parse_json(group->content);
  HOCBA_CHECK(content.ok());  // Document::make read it, and what is in it
  auto bytes = crypto::from_base64url(content->at("data").get_ref<const std::string&>());
  HOCBA_CHECK(bytes.ok());
  auto photo = photo_from_file(*bytes);
  HOCBA_CHECK(photo.ok());
  return *std::move(photo);
}

}  // namespace hocba::credential
