#include "ledger/exchange/zip.hpp"

#include <zlib.h>

#include <algorithm>

#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {
namespace {

// APPNOTE.TXT 4.3: little-endian records, each with its signature.
constexpr std::uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22;
constexpr std::uint16_t kEncrypted = 1, kStored = 0, kDeflated = 8;
constexpr std::uint16_t kFirstDate = (1 << 5) | 1;  // 1980-01-01
constexpr std::size_t kPiece = 1u << 16;

std::uint16_t u16(std::string_view b, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(b[at]) | static_cast<unsigned char>(b[at + 1]) << 8);
}
std::uint32_t u32(std::string_view b, std::size_t at) {
  return u16(b, at) | static_cast<std::uint32_t>(u16(b, at + 2)) << 16;
}
void put16(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8 & 0xff);
}
void put32(std::string& out, std::size_t value) {
  put16(out, value & 0xffff);
  put16(out, value >> 16 & 0xffff);
}

Error damaged(std::string what) { return {kXlsxDamaged, "ZIP: " + std::move(what)}; }

std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

Bytef* bytes_in(std::string_view bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }
std::uint32_t crc_of(std::uint32_t so_far, std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32(so_far, bytes_in(bytes), static_cast<uInt>(bytes.size())));
}

// Where the end record begins: its comment fills the file to the last byte.
std::size_t end_record(std::string_view bytes) {
  constexpr std::size_t kLongestComment = 0xffff;
  for (std::size_t comment = 0; comment <= kLongestComment && bytes.size() >= kEndSize + comment; ++comment) {
    const std::size_t at = bytes.size() - kEndSize - comment;
    if (u32(bytes, at) == kEnd && u16(bytes, at + 20) == comment) return at;
  }
  return std::string_view::npos;
}

struct Inflating {
  z_stream stream{};
  bool ready = inflateInit2(&stream, -15) == Z_OK;
  Inflating() = default;
  ~Inflating() { inflateEnd(&stream); }
  Inflating(const Inflating&) = delete;
  Inflating& operator=(const Inflating&) = delete;
};

}  // namespace

Result<ZipReader> ZipReader::open(std::string_view bytes) {
  const std::size_t end = end_record(bytes);
  if (end == std::string_view::npos) return damaged("no directory at the end; the file is cut");
  const std::size_t count = u16(bytes, end + 10), size = u32(bytes, end + 12), offset = u32(bytes, end + 16);
  if (u16(bytes, end + 4) != 0 || u16(bytes, end + 6) != 0 || u16(bytes, end + 8) != count)
    return damaged("several disks");
  if (count > kMaxZipParts) return Error(kXlsxTooLarge, std::to_string(count) + " parts");
  if (offset > end || size > end - offset) return damaged("the directory lies outside the file");
  ZipReader out;
  out.bytes_ = bytes;
  HOCBA_RETURN_IF_ERROR(out.read_directory(bytes.substr(offset, size), count));
  return out;
}

Status ZipReader::read_directory(std::string_view directory, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (directory.size() < kCentralSize || u32(directory, 0) != kCentral) return damaged("the directory is cut");
    const std::size_t name_size = u16(directory, 28);
    const std::size_t entry = kCentralSize + name_size + u16(directory, 30) + u16(directory, 32);
    if (directory.size() < entry) return damaged("the directory is cut");
    const std::string_view stored_name = directory.substr(kCentralSize, name_size);
    ZipPart part{.name = std::string(stored_name),
                 .offset = u32(directory, 42),
                 .packed = u32(directory, 20),
                 .size = u32(directory, 24),
                 .crc = u32(directory, 16)};
    const std::uint16_t flags = u16(directory, 8), method = u16(directory, 10);
    directory.remove_prefix(entry);
    std::replace(part.name.begin(), part.name.end(), '\\', '/');
    while (!part.name.empty() && part.name.front() == '/') part.name.erase(0, 1);
    part.name = lower(part.name);
    if ((flags & kEncrypted) != 0) return Error(kSheetFormat, "password");
    if (method != kStored && method != kDeflated) return damaged("method " + std::to_string(method));
    part.deflated = method == kDeflated;
    if (!part.deflated && part.packed != part.size) return damaged("a stored part of two sizes");

    // The local header says the name once more and where the data begins; its sizes may be empty.
    if (part.offset > bytes_.size() || bytes_.size() - part.offset < kLocalSize || u32(bytes_, part.offset) != kLocal ||
        u16(bytes_, part.offset + 26) != name_size)
      return damaged("a part does not begin where the directory says");
    const std::size_t data = kLocalSize + name_size + u16(bytes_, part.offset + 28);
    const std::size_t room = bytes_.size() - part.offset;
    if (data > room || part.packed > room - data) return damaged("a part lies outside the file");
    if (bytes_.substr(part.offset + kLocalSize, name_size) != stored_name) return damaged("a part of two names");
    part.offset += data;
    parts_.push_back(std::move(part));
  }
  const auto by_name = [](const ZipPart& a, const ZipPart& b) { return a.name < b.name; };
  std::sort(parts_.begin(), parts_.end(), by_name);
  const auto twice = std::adjacent_find(parts_.begin(), parts_.end(),
                                        [](const ZipPart& a, const ZipPart& b) { return a.name == b.name; });
  if (twice != parts_.end()) return damaged("a part stands there twice");
  return done();
}

const ZipPart* ZipReader::find(std::string_view name) const {
  const std::string wanted = lower(name);
  const auto at = std::lower_bound(parts_.begin(), parts_.end(), wanted,
                                   [](const ZipPart& part, const std::string& key) { return part.name < key; });
  return at != parts_.end() && at->name == wanted ? &*at : nullptr;
}

Status ZipReader::inflate(const ZipPart& part, std::size_t max_size,
                          const std::function<Status(std::string_view)>& take) const {
  if (part.size > max_size || (part.size > kZipRatioFree && part.size / kMaxZipRatio > part.packed))
    return Error(kXlsxTooLarge, part.name + ": " + std::to_string(part.packed) + " -> " + std::to_string(part.size));
  std::string_view packed = bytes_.substr(part.offset, part.packed);
  std::uint32_t crc = crc_of(0, {});
  if (!part.deflated) {
    for (; !packed.empty(); packed.remove_prefix(std::min(kPiece, packed.size()))) {
      crc = crc_of(crc, packed.substr(0, kPiece));
      HOCBA_RETURN_IF_ERROR(take(packed.substr(0, kPiece)));
    }
    return crc == part.crc ? done() : Status(damaged(part.name + ": wrong checksum"));
  }
  Inflating inflating;
  if (!inflating.ready) return damaged("zlib has no memory");
  z_stream& stream = inflating.stream;
  stream.next_in = bytes_in(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string piece(kPiece, '\0');
  std::size_t written = 0;
  for (int end = Z_OK; end != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    end = ::inflate(&stream, Z_NO_FLUSH);
    const std::string_view got(piece.data(), piece.size() - stream.avail_out);
    if ((end != Z_OK && end != Z_STREAM_END) || (end == Z_OK && got.empty()))
      return damaged(part.name + ": cut or damaged");
    written += got.size();
    if (written > part.size) return damaged(part.name + ": longer than the directory says");
    crc = crc_of(crc, got);
    HOCBA_RETURN_IF_ERROR(take(got));
  }
  if (written != part.size || stream.avail_in != 0)
    return damaged(part.name + ": another size than the directory says");
  return crc == part.crc ? done() : Status(damaged(part.name + ": wrong checksum"));
}

Result<std::string> ZipReader::read(const ZipPart& part, std::size_t max_size) const {
  std::string out;
  HOCBA_RETURN_IF_ERROR(inflate(part, max_size, [&](std::string_view piece) {
    out += piece;
    return done();
  }));
  return out;
}

std::string write_zip(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string out, directory;
  for (const auto& [name, text] : parts) {
    z_stream stream{};
    HOCBA_CHECK(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = bytes_in(text);
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    HOCBA_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    packed.resize(stream.total_out);
    deflateEnd(&stream);

    std::string shared;  // what both records say: version 2.0, no flags, deflated, the date
    put16(shared, 20);
    put16(shared, 0);
    put16(shared, kDeflated);
    put16(shared, 0);
    put16(shared, kFirstDate);
    put32(shared, crc_of(crc_of(0, {}), text));
    put32(shared, packed.size());
    put32(shared, text.size());
    put16(shared, name.size());
    put16(shared, 0);  // no extra field
    put32(directory, kCentral);
    put16(directory, 20);  // made by: version 2.0, DOS
    directory += shared;
    put16(directory, 0);  // no comment, first disk, no attributes
    put16(directory, 0);
    put16(directory, 0);
    put32(directory, 0);
    put32(directory, out.size());
    directory += name;
    put32(out, kLocal);
    out += shared + name + packed;
  }
  const std::size_t offset = out.size();
  out += directory;
  put32(out, kEnd);
  put16(out, 0);
  put16(out, 0);
  put16(out, parts.size());
  put16(out, parts.size());
  put32(out, directory.size());
  put32(out, offset);
  put16(out, 0);
  return out;
}

}  // namespace hocba::exchange
