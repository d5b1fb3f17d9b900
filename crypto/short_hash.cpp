#include "crypto/short_hash.hpp"

#include <sodium.h>

#include "crypto/sodium_ready.hpp"

namespace hocba::crypto {

std::uint64_t short_hash(const ShortHashKey& key, std::string_view bytes) {
  static_assert(ShortHashKey::kSize == crypto_shorthash_KEYBYTES && sizeof(std::uint64_t) == crypto_shorthash_BYTES);
  sodium_ready();
  std::uint64_t out = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&out), reinterpret_cast<const unsigned char*>(bytes.data()),
                   bytes.size(), key.data.data());
  return out;
}

}  // namespace hocba::crypto
