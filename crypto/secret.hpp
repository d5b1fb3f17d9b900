// Secret<Tag, N>: key material. Moves only, is wiped when it goes, has no comparison, no printing, no conversion.
// SecretText: the same for a passphrase or a decrypted document of variable length.
#pragma once

#include "crypto/bytes.hpp"

namespace hocba {

void wipe(void* memory, std::size_t size);  // not optimised away (sodium_memzero)

template <class Tag, std::size_t N>
class Secret {
 public:
  static constexpr std::size_t kSize = N;
  Secret() = default;
  static Secret of(std::string_view raw) {
    HOCBA_CHECK(raw.size() == N);
    Secret out;
    std::memcpy(out.bytes_.data(), raw.data(), N);
    return out;
  }
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { wipe(other.bytes_.data(), N); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      wipe(other.bytes_.data(), N);
    }
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes_.data(), N); }

  // The one way to the bytes, named so that a reader notices it.
  std::string_view expose() const { return {reinterpret_cast<const char*>(bytes_.data()), N}; }
  std::uint8_t* expose_mutable() { return bytes_.data(); }
  Secret clone() const { return of(expose()); }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  SecretText(SecretText&& other) noexcept : text_(std::move(other.text_)) { other.clear(); }
  SecretText& operator=(SecretText&& other) noexcept {
    if (this != &other) {
      clear();
      text_ = std::move(other.text_);
      other.clear();
    }
    return *this;
  }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() { clear(); }
  const std::string& expose() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void clear();
  std::string text_;
};

}  // namespace hocba
