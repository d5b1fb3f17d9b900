// ZIP archives as spreadsheet programs write them: a directory at the end, parts stored or deflated (zlib inflates).
// Strict: no zip64, no encryption, no part named twice, nothing outside the file, checksums compared. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/error.hpp"

namespace hocba::exchange {

inline constexpr std::size_t kMaxZipParts = 4096;
// Deflate reaches 1032:1; sheets of real offices stay under 50:1. What is larger than kZipRatioFree is held to the
// ratio.
inline constexpr std::size_t kMaxZipRatio = 250;
inline constexpr std::size_t kZipRatioFree = 1u << 20;

struct ZipPart {
  std::string name;  // slashes only, none in front
  std::size_t offset = 0, packed = 0, size = 0;
  std::uint32_t crc = 0;
  bool deflated = false;
};

class ZipReader {
 public:
  // Keeps a view of `bytes`. exchange.xlsx_damaged with what is wrong, exchange.sheet_format for an encrypted one,
  // exchange.xlsx_too_large for too many parts.
  static Result<ZipReader> open(std::string_view bytes);
  // Names are compared as OPC does, ASCII case ignored; null: not there.
  const ZipPart* find(std::string_view name) const;
  // Gives the part in pieces; ends early where `take` returns an Error, which is the result. Before it begins, the size
  // that the directory names is compared with `max_size` and the ratio: exchange.xlsx_too_large.
  Status inflate(const ZipPart& part, std::size_t max_size, const std::function<Status(std::string_view)>& take) const;
  Result<std::string> read(const ZipPart& part, std::size_t max_size) const;

 private:
  Status read_directory(std::string_view directory, std::size_t count);
  std::string_view bytes_;
  std::vector<ZipPart> parts_;  // by lower-case name
};

// Parts in this order, deflated, all dated 1980-01-01: equal parts give equal bytes on one zlib.
std::string write_zip(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace hocba::exchange
