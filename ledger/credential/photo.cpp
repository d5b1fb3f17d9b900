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

// Of a scan's data: up to the next marker. FF 00 is a byte of the picture, FF D0 … D7 are restarts within it.
std::size_t end_of_scan(std::string_view bytes, std::size_t at) {
  constexpr unsigned char kFirstRestart = 0xD0, kLastRestart = 0xD7;
  for (; at + 1 < bytes.size(); ++at) {
    if (bytes[at] != '\xFF') continue;
    const auto next = static_cast<unsigned char>(bytes[at + 1]);
    if (next != 0 && (next < kFirstRestart || next > kLastRestart)) return at;
  }
  return bytes.size();
}

// Exif's Orientation (tag 0112 of the first directory): 1 upright, or not said; else the picture lies or is mirrored,
// and nobody would know it once the segment is left out. Of a directory that is cut nothing is known.
std::size_t orientation_of(std::string_view segment) {
  constexpr std::size_t kTiffAt = 10, kTiffHeader = 8, kEntry = 12, kValueAt = 8;  // after marker, length, "Exif\0\0"
  constexpr std::size_t kOrientation = 0x0112;
  if (segment.size() < kTiffAt + kTiffHeader || segment.substr(4, 6) != std::string_view("Exif\0\0", 6)) return 1;
  const std::string_view tiff = segment.substr(kTiffAt);
  const bool little = tiff.substr(0, 2) == "II";
  const auto number = [&](std::size_t at, std::size_t count) -> std::size_t {
    if (at > tiff.size() || count > tiff.size() - at) return 0;
    std::string bytes(tiff.substr(at, count));
    if (little) std::reverse(bytes.begin(), bytes.end());
    return big_endian_at(bytes, 0, count);
  };
  const std::size_t directory = number(4, 4);
  for (std::size_t i = 0, count = number(directory, 2); i < count; ++i) {
    const std::size_t entry = directory + 2 + i * kEntry;
    if (entry >= tiff.size()) break;
    if (number(entry, 2) == kOrientation) return number(entry + kValueAt, 2);
  }
  return 1;
}

// Frames and tables (C0 … CF, of which C8 is reserved); scans, tables, restart interval and the like (DA … DF).
bool is_kept(unsigned char marker) {
  return (marker >= 0xC0 && marker <= 0xCF && marker != 0xC8) || (marker >= 0xDA && marker <= 0xDF);
}
// Or left out: applications' (E0 … EF) and comments (FE). All others are reserved, or have no business here.
bool is_known(unsigned char marker) { return is_kept(marker) || (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE; }

// Segments and scans up to the end of the image. What stands behind it is another file's: a preview, a film.
Result<Photo> plain_jpeg(std::string_view bytes) {
  constexpr unsigned char kEnd = 0xD9, kStartOfScan = 0xDA, kApp0 = 0xE0, kApp1 = 0xE1;
  constexpr std::size_t kFrameHeader = 9;  // length, precision, height, width, components
  Photo out{"image/jpeg", std::string(bytes.substr(0, 2)), 0, 0};
  bool scanned = false;
  std::size_t at = 2;
  for (;;) {
    if (at + 2 > bytes.size() || bytes[at] != '\xFF') return bad("JPEG");
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    if (marker == kEnd) break;
    if (!is_known(marker)) return bad("JPEG");
    if (at + 4 > bytes.size()) return bad("JPEG");
    const std::size_t length = big_endian_at(bytes, at + 2, 2);
    if (length < 2 || at + 2 + length > bytes.size()) return bad("JPEG");
    const std::string_view segment = bytes.substr(at, 2 + length);
    // C4 tables, C8 reserved, CC arithmetic conditioning are no frames.
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      if (length < kFrameHeader || out.width != 0) return bad("JPEG");
      out.height = big_endian_at(segment, 5, 2);
      out.width = big_endian_at(segment, 7, 2);
    }
    if (marker == kApp1 && orientation_of(segment) > 1) return bad("Orientation");
    const bool jfif = marker == kApp0 && segment.substr(4, 5) == std::string_view("JFIF\0", 5);
    constexpr std::size_t kJfifBytes = 18;  // without a thumbnail
    if (jfif && segment.size() >= kJfifBytes) {
      out.bytes += std::string("\xFF\xE0\0\x10", 4) + std::string(segment.substr(4, 12)) + std::string(2, '\0');
    } else if (is_kept(marker)) {
      out.bytes += segment;
    }
    at += segment.size();
    if (marker != kStartOfScan) continue;
    scanned = true;
    const std::size_t end = end_of_scan(bytes, at);
    out.bytes += bytes.substr(at, end - at);
    at = end;
  }
  if (out.width == 0 || !scanned) return bad("JPEG");
  out.bytes += "\xFF\xD9";
  return checked(std::move(out));
}

// Chunks of one length alone: more could be anything.
bool odd_length(std::string_view type, std::size_t length) {
  static constexpr std::pair<std::string_view, std::size_t> kLengths[] = {{"IHDR", 13}, {"IEND", 0},  {"gAMA", 4},
                                                                          {"sRGB", 1},  {"cHRM", 32}, {"pHYs", 9}};
  return std::any_of(std::begin(kLengths), std::end(kLengths),
                     [&](const auto& known) { return known.first == type && known.second != length; });
}

Result<Photo> plain_png(std::string_view bytes) {
  static constexpr std::array<std::string_view, 9> kKept = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                            "gAMA", "sRGB", "cHRM", "pHYs"};
  constexpr std::size_t kFrame = 12;  // of a chunk: length, type, checksum
  Photo out{"image/png", std::string(kPngSignature), 0, 0};
  std::size_t at = kPngSignature.size();
  for (bool first = true;; first = false) {
    if (at + kFrame > bytes.size()) return bad("PNG");
    const std::size_t length = big_endian_at(bytes, at, 4);
    if (length > bytes.size() - at - kFrame) return bad("PNG");
    const std::string_view type = bytes.substr(at + 4, 4);
    if (first != (type == "IHDR") || odd_length(type, length)) return bad("PNG");
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
