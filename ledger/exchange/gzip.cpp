#include "ledger/exchange/gzip.hpp"

#include <zlib.h>

#include "ledger/exchange/codes.hpp"

namespace hocba::exchange {
namespace {

constexpr int kGzip = 15 + 16;  // the largest window, gzip framing
// Magic, deflate, no flags, no time. The two bytes that follow (level, system) are not read by anyone.
constexpr std::string_view kHeader{"\x1f\x8b\x08\0\0\0\0\0", 8};

Bytef* input_of(std::string_view bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

}  // namespace

std::string gzip(std::string_view raw) {
  z_stream stream{};
  HOCBA_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, raw.size()), '\0');
  stream.next_in = input_of(raw);
  stream.avail_in = static_cast<uInt>(raw.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  HOCBA_CHECK(end == Z_STREAM_END);
  return out;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t size) {
  const auto bad = [](std::string_view why) { return Error(kGzipMalformed, std::string(why)); };
  if (bytes.substr(0, kHeader.size()) != kHeader) return bad("the header has a name, a time or another method");
  if (bytes.size() > size + 1024) return bad("it is longer than what it should hold");
  z_stream stream{};
  if (inflateInit2(&stream, kGzip) != Z_OK) return bad("zlib has no memory");
  std::string out(size + 1, '\0');  // one byte of room more, so that a longer list is noticed
  stream.next_in = input_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = inflate(&stream, Z_FINISH);
  const std::size_t written = stream.total_out;
  const bool rest = stream.avail_in != 0;
  inflateEnd(&stream);
  if (end != Z_STREAM_END) return bad("the data is cut, damaged or longer than the list");
  if (rest) return bad("there are bytes after the end");
  if (written != size)
    return bad("it holds " + std::to_string(written) + " bytes, the list has " + std::to_string(size));
  out.resize(size);
  return out;
}

}  // namespace hocba::exchange
