// The words of documents. Codes and ids that the chain also uses are defined here, below it.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "crypto/did_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/time.hpp"

namespace hocba::credential {

using crypto::AnyKey;
using crypto::Digest;
struct SaltTag {};
using Salt = Bytes<SaltTag, 32>;
struct CredentialIdTag {};
using CredentialId = Bytes<CredentialIdTag, 16>;  // text: UUID version 4, lower case; `urn:uuid:` in a document
// 16 random bytes made a version 4 UUID (RFC 9562 §5.4): the six fixed bits are set. Only such ids are accepted.
CredentialId uuid_from_random(const CredentialId& random);
bool is_uuid4(const CredentialId& id);
std::string to_text(const CredentialId& id);
Result<CredentialId> credential_id_from_text(std::string_view text);  // credential.bad_id
std::string to_urn(const CredentialId& id);                           // urn:uuid:…; also the form of proof ids
Result<CredentialId> credential_id_from_urn(std::string_view urn);    // credential.bad_id

// A code: 1 to 40 characters of [a-zA-Z0-9._-], beginning with a letter or digit. Units are at most 20 (domain §5.2).
class CodeText {
 public:
  static Result<CodeText> parse(std::string_view text, std::size_t max = 40);
  const std::string& str() const { return text_; }
  auto operator<=>(const CodeText&) const = default;

 private:
  std::string text_;
};
using UnitCode = CodeText;        // 99TH0001
using CredentialType = CodeText;  // transcript, certificate, award, …
using PeriodCode = CodeText;      // a school year 2024-2025, or a year 2025
inline constexpr std::size_t kMaxUnitCode = 20;
// 2024-2025 (two years that follow each other) or 2025; years 1950 to 2199. What documents accept as a period.
bool is_period(std::string_view text);

}  // namespace hocba::credential
