#include "crypto/device/key_file_text.hpp"

#include <sodium.h>

#include <nlohmann/json.hpp>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;

constexpr std::size_t kSealedBytes = Seed::kSize + 40;

const std::string* text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

std::optional<std::uint64_t> number_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

// Exact bytes of a base64url member.
Result<std::string> bytes_of(const json& object, const char* name, std::size_t size) {
  const std::string* text = text_of(object, name);
  if (text == nullptr) return Error(kKeyFileMalformed, name);
  auto bytes = from_base64url(*text);
  if (!bytes.ok() || bytes->size() != size) return Error(kKeyFileMalformed, name);
  return bytes;
}

Status read_sealed(const json& object, KeyFileText& out) {
  const auto kdf = object.find("kdf");
  const std::string* cipher = text_of(object, "cipher");
  if (kdf == object.end() || !kdf->is_object() || cipher == nullptr || object.size() != 5) return kKeyFileMalformed;
  const std::string* name = text_of(*kdf, "name");
  const auto ops = number_of(*kdf, "ops");
  const auto memory = number_of(*kdf, "memory");
  const bool weak = kdf->contains("testing");
  if (name == nullptr || *name != "argon2id" || *cipher != "xchacha20-poly1305" || !ops || !memory ||
      kdf->size() != (weak ? 5u : 4u)) {
    return Error(kKeyFileMalformed, "kdf");
  }
  if (*ops < crypto_pwhash_argon2id_OPSLIMIT_MIN || *ops > kMaxKdfOps ||
      *memory < crypto_pwhash_argon2id_MEMLIMIT_MIN || *memory > kMaxKdfMemory || *memory % 1024 != 0) {
    return Error(kKeyFileMalformed, "kdf cost");
  }
  // A file with a cheap passphrase hash says so, and no other file does.
  const bool must_be_weak = *memory < crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE;
  if (weak != must_be_weak || (weak && (*kdf)["testing"] != json(true))) return Error(kKeyFileMalformed, "kdf testing");
  HOCBA_TRY(out.salt, bytes_of(*kdf, "salt", crypto_pwhash_argon2id_SALTBYTES));
  HOCBA_TRY(out.sealed, bytes_of(object, "sealed", kSealedBytes));
  out.ops = *ops;
  out.memory = *memory;
  return done();
}

}  // namespace

Result<KeyFileText> parse_key_file(std::string_view text) {
  auto parsed = parse_json(text, JsonLimits{.max_bytes = kMaxKeyFileBytes, .max_depth = 3});
  if (!parsed.ok() || !parsed->is_object()) return kKeyFileMalformed;
  const json& object = *parsed;
  if (number_of(object, "hocba-key") != 1u) return Error(kKeyFileMalformed, "hocba-key must be 1");
  const std::string* did = text_of(object, "public");
  if (did == nullptr) return Error(kKeyFileMalformed, "public");
  const auto key = key_from_did(*did);
  if (!key.ok() || !key->is_ed25519()) return Error(kKeyFileMalformed, "public");
  KeyFileText out;
  out.public_key = std::get<PublicKey>(key->variant());
  if (!object.contains("seed")) {
    HOCBA_RETURN_IF_ERROR(read_sealed(object, out));
    return out;
  }
  if (object.size() != 3) return kKeyFileMalformed;
  HOCBA_TRY(std::string bytes, bytes_of(object, "seed", Seed::kSize));
  const SecretText seed(std::move(bytes));
  out.seed = Seed::of(seed.expose());
  return out;
}

SecretText format_key_file(const KeyFileText& file) {
  json object = {{"hocba-key", 1}, {"public", AnyKey(file.public_key).did()}};
  if (file.seed) {
    object["seed"] = base64url(file.seed->expose());
  } else {
    json kdf = {{"name", "argon2id"}, {"salt", base64url(file.salt)}, {"ops", file.ops}, {"memory", file.memory}};
    if (file.memory < crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE) kdf["testing"] = true;
    object["kdf"] = std::move(kdf);
    object["cipher"] = "xchacha20-poly1305";
    object["sealed"] = base64url(file.sealed);
  }
  return SecretText(canonical(object) + "\n");
}

}  // namespace hocba::crypto
