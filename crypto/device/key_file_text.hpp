// For crypto/device/key_file.cpp and its fuzzer: the text of a key file, apart from the disk it lies on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/device/key_file.hpp"

namespace hocba::crypto {

inline constexpr std::size_t kMaxKeyFileBytes = 4096;
// What an Argon2id file may ask of the reader: enough for every KdfCost, too little to hang or starve a machine.
inline constexpr std::uint64_t kMaxKdfOps = 10;
inline constexpr std::uint64_t kMaxKdfMemory = std::uint64_t{1} << 30;

struct KeyFileText {
  PublicKey public_key;
  std::optional<Seed> seed;  // where there is no passphrase
  std::string salt;          // of Argon2id, 16 bytes
  std::uint64_t ops = 0;
  std::uint64_t memory = 0;  // bytes
  std::string sealed;        // nonce ‖ ciphertext ‖ tag of the seed
};

Result<KeyFileText> parse_key_file(std::string_view text);
SecretText format_key_file(const KeyFileText& file);

}  // namespace hocba::crypto
