#include "ledger/credential/types.hpp"

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"

namespace hocba::credential {

namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<CodeText> CodeText::parse(std::string_view text, std::size_t max) {
  if (text.empty() || text.size() > max || !is_alnum(text.front())) return Error(kBadCode);
  for (const char c : text) {
    if (!is_alnum(c) && c != '.' && c != '_' && c != '-') return Error(kBadCode);
  }
  CodeText out;
  out.text_.assign(text);
  return out;
}

std::string to_text(const CredentialId& id) {
  const std::string hex = crypto::hex(id.view());
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
    out += hex[i];
  }
  return out;
}

Result<CredentialId> credential_id_from_text(std::string_view text) {
  if (text.size() != 36) return Error(kBadId);
  CredentialId id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return Error(kBadId);
      continue;
    }
    int digit = 0;
    if (is_digit(c)) {
      digit = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      digit = c - 'a' + 10;
    } else {
      return Error(kBadId);
    }
    auto& byte = id.data[nibble / 2];
    byte = static_cast<std::uint8_t>(nibble % 2 == 0 ? digit << 4 : byte | digit);
    ++nibble;
  }
  // RFC 9562: version 4, variant 10.
  if ((id.data[6] >> 4) != 4 || (id.data[8] >> 6) != 2) return Error(kBadId);
  return id;
}

}  // namespace hocba::credential
