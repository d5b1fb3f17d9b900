#include "ledger/credential/types.hpp"

#include <algorithm>
#include <array>

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"

namespace hocba::credential {
namespace {

constexpr std::size_t kUuidText = 36;
constexpr std::array<std::size_t, 4> kHyphens = {8, 13, 18, 23};
constexpr std::string_view kUrn = "urn:uuid:";

bool is_hyphen_place(std::size_t i) { return std::find(kHyphens.begin(), kHyphens.end(), i) != kHyphens.end(); }

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Four digits, 1950 to 2199, as ledger/chain has it; 0 if not.
int year_of(std::string_view text) {
  constexpr int kFirst = 1950, kLast = 2199;
  if (text.size() != 4) return 0;
  int year = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return 0;
    year = year * 10 + (c - '0');
  }
  return year >= kFirst && year <= kLast ? year : 0;
}

}  // namespace

CredentialId uuid_from_random(const CredentialId& random) {
  CredentialId out = random;
  out.data[6] = static_cast<std::uint8_t>((out.data[6] & 0x0f) | 0x40);
  out.data[8] = static_cast<std::uint8_t>((out.data[8] & 0x3f) | 0x80);
  return out;
}

bool is_uuid4(const CredentialId& id) { return (id.data[6] & 0xf0) == 0x40 && (id.data[8] & 0xc0) == 0x80; }

std::string to_text(const CredentialId& id) {
  std::string out = crypto::hex(id.view());
  for (const std::size_t place : kHyphens) out.insert(place, 1, '-');
  return out;
}

Result<CredentialId> credential_id_from_text(std::string_view text) {
  if (text.size() != kUuidText) return kBadId;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_hyphen_place(i)) {
      if (text[i] != '-') return kBadId;
    } else {
      digits += text[i];
    }
  }
  const auto raw = crypto::from_hex(digits);
  if (!raw.ok() || raw->size() != CredentialId::kSize) return kBadId;
  const CredentialId id = CredentialId::of(*raw);
  if (!is_uuid4(id)) return kBadId;
  return id;
}

std::string to_urn(const CredentialId& id) { return std::string(kUrn) + to_text(id); }

Result<CredentialId> credential_id_from_urn(std::string_view urn) {
  if (urn.substr(0, kUrn.size()) != kUrn) return kBadId;
  return credential_id_from_text(urn.substr(kUrn.size()));
}

Result<CodeText> CodeText::parse(std::string_view text, std::size_t max) {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  if (text.empty() || text.size() > max || !is_alphanumeric(text.front()) ||
      !std::all_of(text.begin(), text.end(), allowed)) {
    return kBadCode;
  }
  CodeText out;
  out.text_ = std::string(text);
  return out;
}

bool is_period(std::string_view text) {
  constexpr std::size_t kSchoolYear = 9;
  if (text.size() != kSchoolYear) return year_of(text) != 0;
  const int first = year_of(text.substr(0, 4));
  return first != 0 && text[4] == '-' && year_of(text.substr(5)) == first + 1;
}

}  // namespace hocba::credential
