// Byte strings: a type per meaning for those of fixed size, and one convention for the others.
//
// `Bytes<Tag, N>` is N bytes that mean one thing: a Digest is not a PublicKey though both are 32 bytes, and nothing
// converts by itself. Variable-length byte strings (entries, documents, encodings) are std::string, views of them
// std::string_view: this is what RocksDB, JSON and OpenSSL take.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba {

template <class Tag, std::size_t N>
struct Bytes {
  static constexpr std::size_t kSize = N;
  std::array<std::uint8_t, N> data{};

  auto operator<=>(const Bytes&) const = default;
  std::string_view view() const { return {reinterpret_cast<const char*>(data.data()), N}; }
  std::string str() const { return std::string(view()); }
  // N bytes exactly, or nothing is read: crypto.bad_length.
  static Result<Bytes> from(std::string_view raw);
  // For bytes whose length the program knows; a wrong length is a bug.
  static Bytes of(std::string_view raw) {
    HOCBA_CHECK(raw.size() == N);
    Bytes out;
    std::memcpy(out.data.data(), raw.data(), N);
    return out;
  }
};

Error bad_length(std::size_t expected, std::size_t found);

template <class Tag, std::size_t N>
Result<Bytes<Tag, N>> Bytes<Tag, N>::from(std::string_view raw) {
  if (raw.size() != N) return bad_length(N, raw.size());
  return of(raw);
}

// Bytes that must not outlive their use: moved, wiped on destruction, never printed or compared in variable time.
template <class Tag, std::size_t N>
class Secret;

struct BytesHash {
  template <class Tag, std::size_t N>
  std::size_t operator()(const Bytes<Tag, N>& b) const {
    static_assert(N >= sizeof(std::size_t));
    std::size_t h;
    std::memcpy(&h, b.data.data(), sizeof h);
    return h;
  }
};

}  // namespace hocba
