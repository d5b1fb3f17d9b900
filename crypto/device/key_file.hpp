// Key files: one Ed25519 key in a JSON file with mode 0600, its seed encrypted under a passphrase by default.
//
// Form (docs/formats/key-file.md): {"hocba-key":1,"public":"did:key:z6Mk…","kdf":{"name":"argon2id","salt",
// "ops","memory",("testing":true)},"cipher":"xchacha20-poly1305","sealed":"…"} or, where the user chose no passphrase,
// {"hocba-key":1,"public":…,"seed":…}. A file readable by others is refused, as ssh does.
// Writing is atomic (temporary file, fsync, rename, fsync of the directory) and never overwrites unless told.
#pragma once

#include <optional>
#include <string>

#include "crypto/did_key.hpp"
#include "crypto/sealed.hpp"

namespace hocba::crypto {

// Argon2id cost. `interactive` takes about 0.1 s and 64 MiB, `moderate` (the default) 0.7 s and 256 MiB,
// `testing` the least libsodium allows: for tests and sample networks only, and the file says so.
enum class KdfCost { testing, interactive, moderate };

Status write_key_file(const std::string& path, const KeyPair& key, const std::optional<SecretText>& passphrase,
                      KdfCost cost = KdfCost::moderate, bool overwrite = false);
// The public half without a passphrase.
Result<PublicKey> read_public_key(const std::string& path);
bool needs_passphrase(const std::string& path);
Result<KeyPair> read_key_file(const std::string& path, const std::optional<SecretText>& passphrase);
Status change_passphrase(const std::string& path, const std::optional<SecretText>& from,
                         const std::optional<SecretText>& to, KdfCost cost = KdfCost::moderate);

}  // namespace hocba::crypto
