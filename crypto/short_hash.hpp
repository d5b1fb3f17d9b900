// SipHash-2-4 with 64 bits (Aumasson and Bernstein, 2012), by libsodium: for hash tables whose keys strangers choose.
// Not a digest: it hides nothing, and who knows the key finds two texts of one hash. Threads: safe.
#pragma once

#include <string_view>

#include "crypto/bytes.hpp"

namespace hocba::crypto {

struct ShortHashKeyTag {};
using ShortHashKey = Bytes<ShortHashKeyTag, 16>;

std::uint64_t short_hash(const ShortHashKey& key, std::string_view bytes);

}  // namespace hocba::crypto
