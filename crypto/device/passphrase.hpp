// Passphrases as people type them: one spelling for all keyboards, and what a new one must have.
//
// Keyboards send a Vietnamese letter as one code point (NFC) or as a letter and its marks (NFD). A key file is wrapped
// under the composed form (Unicode Standard Annex #15, NFC), so that it opens with either (docs/formats/key-file.md).
// Copies made on the way are wiped. Threads: safe.
#pragma once

#include <cstddef>

#include "crypto/secret.hpp"

namespace hocba::crypto {

inline constexpr std::size_t kMinPassphrase = 10;  // characters of one that is being set

// Not bytes: a Vietnamese letter has up to three; a mark after its letter counts nothing, as in NFC.
std::size_t characters_of(const SecretText& passphrase);
// What is no UTF-8 stays as it is.
SecretText composed(const SecretText& passphrase);

}  // namespace hocba::crypto
