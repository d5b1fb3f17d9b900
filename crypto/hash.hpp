// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), by OpenSSL, whose SHA-NI path is several times libsodium's.
// Threads: functions are thread-safe; an Sha256 object belongs to one thread.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "crypto/bytes.hpp"

namespace hocba::crypto {

struct DigestTag {};
using Digest = Bytes<DigestTag, 32>;

Digest sha256(std::string_view bytes);
Digest sha256(std::initializer_list<std::string_view> parts);  // of the concatenation
Digest hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts);
bool equal_constant_time(std::string_view a, std::string_view b);

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  // A second hash that goes on from here: what several messages have in front is hashed once.
  Sha256 fork() const;
  void update(std::string_view bytes);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hocba::crypto
