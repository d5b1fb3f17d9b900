#include "crypto/did_key.hpp"

#include "crypto/codes.hpp"
#include "crypto/did_key_text.hpp"
#include "crypto/encoding.hpp"

namespace hocba::crypto {
namespace {

// Multicodec codes as unsigned varints: ed25519-pub 0xed, p256-pub 0x1200.
constexpr std::string_view kEd25519Prefix = "\xed\x01";
constexpr std::string_view kP256Prefix = "\x80\x24";
constexpr std::string_view kDid = "did:key:";

Result<AnyKey> decode(std::string_view bytes) {
  const auto prefix = bytes.substr(0, 2);
  const auto rest = bytes.substr(prefix.size());
  if (prefix == kEd25519Prefix && rest.size() == PublicKey::kSize) return AnyKey(PublicKey::of(rest));
  if (prefix == kP256Prefix && rest.size() == P256PublicKey::kSize) return AnyKey(P256PublicKey::of(rest));
  return kBadDidKey;
}

// The text after "did:key:": 'z' for base58btc, then the multicodec bytes. No accepted key begins with a zero byte,
// so the base58 text of one is unique.
Result<AnyKey> decode_multibase(std::string_view text) {
  if (text.empty() || text.front() != 'z') return kBadDidKey;
  const auto bytes = from_base58(text.substr(1));
  if (!bytes.ok()) return kBadDidKey;
  return decode(*bytes);
}

Result<AnyKey> checked(Result<AnyKey> key) {
  if (!key.ok()) return key;
  if (const auto* ed = std::get_if<PublicKey>(&key->variant())) {
    if (!usable(*ed)) return Error(kBadDidKey, "not a usable Ed25519 key");
  } else if (!usable(std::get<P256PublicKey>(key->variant()))) {
    return Error(kBadDidKey, "not a point of P-256");
  }
  return key;
}

Result<AnyKey> split_method(std::string_view method) {
  if (method.substr(0, kDid.size()) != kDid) return kBadDidKey;
  const auto rest = method.substr(kDid.size());
  const auto hash = rest.find('#');
  if (hash == std::string_view::npos || rest.substr(0, hash) != rest.substr(hash + 1)) return kBadDidKey;
  return decode_multibase(rest.substr(0, hash));
}

}  // namespace

std::string AnyKey::multicodec() const {
  std::string out;
  if (const auto* ed = std::get_if<PublicKey>(&key_)) {
    out.append(kEd25519Prefix).append(ed->view());
  } else {
    out.append(kP256Prefix).append(std::get<P256PublicKey>(key_).view());
  }
  return out;
}

Result<AnyKey> AnyKey::from_multicodec(std::string_view bytes) { return checked(decode(bytes)); }

std::string AnyKey::did() const { return std::string(kDid) + 'z' + base58(multicodec()); }

std::string AnyKey::verification_method() const {
  const std::string text = did();
  return text + '#' + text.substr(kDid.size());
}

Result<AnyKey> key_from_did(std::string_view did) {
  if (did.substr(0, kDid.size()) != kDid) return kBadDidKey;
  return checked(decode_multibase(did.substr(kDid.size())));
}

Result<AnyKey> key_from_verification_method(std::string_view method) { return checked(split_method(method)); }

Result<AnyKey> key_text_of_method(std::string_view method) { return split_method(method); }

}  // namespace hocba::crypto
