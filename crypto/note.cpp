#include "crypto/note.hpp"

#include <algorithm>
#include <array>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"

namespace hocba::crypto {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash and a space: each signature line begins so
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::size_t kTimeBytes = 8;
constexpr std::int64_t kLastTime = 253402300799;  // 9999-12-31T23:59:59Z, the last that has a text form here

template <class Number>
std::string big_endian(Number number) {
  std::string out(sizeof number, '\0');
  for (std::size_t i = 0; i < sizeof number; ++i) {
    out[i] = static_cast<char>((number >> (8 * (sizeof number - 1 - i))) & 0xff);
  }
  return out;
}

template <class Number>
Number from_big_endian(std::string_view bytes) {
  Number number = 0;
  for (const char c : bytes) number = static_cast<Number>((number << 8) | static_cast<std::uint8_t>(c));
  return number;
}

// Is there a Unicode White_Space character? In UTF-8, since names are checked as bytes.
bool has_space(std::string_view name) {
  constexpr std::array<std::string_view, 19> kWide{
      "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
      "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
      "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  if (name.find_first_of("\t\n\v\f\r ") != std::string_view::npos) return true;
  return std::any_of(kWide.begin(), kWide.end(),
                     [&](std::string_view space) { return name.find(space) != std::string_view::npos; });
}

bool valid_name(std::string_view name) {
  const bool control =
      std::any_of(name.begin(), name.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x20; });
  return !name.empty() && !control && valid_utf8(name) && name.find('+') == std::string_view::npos && !has_space(name);
}

std::string cosigned_message(std::string_view text, Time time) {
  std::string message = "cosignature/v1\ntime " + std::to_string(time.seconds) + "\n";
  return message.append(text);
}

Result<NoteSignature> parse_line(std::string_view line) {
  if (line.substr(0, kDash.size()) != kDash) return Error(kNoteMalformed, "signature line");
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos || !valid_name(line.substr(0, space))) return Error(kNoteMalformed, "key name");
  const auto blob = from_base64(line.substr(space + 1));
  if (!blob.ok() || blob->size() <= kKeyIdBytes) return Error(kNoteMalformed, "signature");
  const std::string_view bytes = *blob;
  return NoteSignature{std::string(line.substr(0, space)), from_big_endian<std::uint32_t>(bytes.substr(0, kKeyIdBytes)),
                       std::string(bytes.substr(kKeyIdBytes))};
}

// Nothing where the signature is bad.
std::optional<VerifiedNoteSignature> check(std::string_view text, const NoteSignature& signature, const NoteKey& key) {
  std::string_view blob = signature.blob;
  if (key.type == NoteKeyType::ed25519) {
    if (blob.size() != Signature::kSize || !verify(key.key, text, Signature::of(blob))) return std::nullopt;
    return VerifiedNoteSignature{key, std::nullopt};
  }
  if (blob.size() != kTimeBytes + Signature::kSize) return std::nullopt;
  const auto seconds = from_big_endian<std::uint64_t>(blob.substr(0, kTimeBytes));
  if (seconds > static_cast<std::uint64_t>(kLastTime)) return std::nullopt;
  const Time time{static_cast<std::int64_t>(seconds)};
  if (!verify(key.key, cosigned_message(text, time), Signature::of(blob.substr(kTimeBytes)))) return std::nullopt;
  return VerifiedNoteSignature{key, time};
}

}  // namespace

std::uint32_t NoteKey::id() const {
  const char code = static_cast<char>(type);
  const Digest digest = sha256({name, "\n", std::string_view(&code, 1), key.view()});
  return from_big_endian<std::uint32_t>(digest.view().substr(0, kKeyIdBytes));
}

std::string NoteKey::vkey() const {
  std::string bytes(1, static_cast<char>(type));
  bytes.append(key.view());
  return name + '+' + hex(big_endian(id())) + '+' + base64(bytes);
}

Result<NoteKey> NoteKey::parse(std::string_view vkey) {
  const auto first = vkey.find('+');
  if (first == std::string_view::npos) return kBadNoteKey;
  const auto rest = vkey.substr(first + 1);
  const auto second = rest.find('+');  // base64 has '+' too: the second one ends the hash
  if (second == std::string_view::npos) return kBadNoteKey;
  const auto bytes = from_base64(rest.substr(second + 1));
  if (!bytes.ok() || bytes->size() != 1 + PublicKey::kSize) return Error(kBadNoteKey, "key bytes");
  NoteKey out;
  out.name = std::string(vkey.substr(0, first));
  const auto type = static_cast<std::uint8_t>(bytes->front());
  if (type != static_cast<std::uint8_t>(NoteKeyType::ed25519) &&
      type != static_cast<std::uint8_t>(NoteKeyType::cosignature)) {
    return Error(kBadNoteKey, "key type " + std::to_string(type));
  }
  out.type = static_cast<NoteKeyType>(type);
  out.key = PublicKey::of(std::string_view(*bytes).substr(1));
  if (!valid_name(out.name)) return Error(kBadNoteKey, "name");
  if (rest.substr(0, second) != hex(big_endian(out.id()))) return Error(kBadNoteKey, "hash does not fit name and key");
  if (!usable(out.key)) return Error(kBadNoteKey, "not a usable Ed25519 key");
  return out;
}

Result<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return Error(kNoteMalformed, "too long");
  const bool control =
      std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<std::uint8_t>(c) < 0x20 && c != '\n'; });
  if (control || !valid_utf8(bytes)) return Error(kNoteMalformed, "not plain UTF-8 text");
  const auto blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos || blank == 0 || bytes.back() != '\n')
    return Error(kNoteMalformed, "no blank line");
  Note out;
  out.text = std::string(bytes.substr(0, blank + 1));
  for (std::string_view rest = bytes.substr(blank + 2); !rest.empty();) {
    if (out.signatures.size() == kMaxNoteSignatures) return Error(kNoteMalformed, "too many signatures");
    const auto end = rest.find('\n');
    HOCBA_TRY(auto signature, parse_line(rest.substr(0, end)));
    out.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  if (out.signatures.empty()) return Error(kNoteMalformed, "no signature");
  return out;
}

std::string Note::to_text() const {
  std::string out = text + '\n';
  for (const auto& signature : signatures) {
    out.append(kDash).append(signature.name).append(" ");
    out.append(base64(big_endian(signature.key_id) + signature.blob)).append("\n");
  }
  return out;
}

Result<std::vector<VerifiedNoteSignature>> verify_note(const Note& note, const std::vector<NoteKey>& keys) {
  std::vector<std::pair<std::uint32_t, const NoteKey*>> known;
  known.reserve(keys.size());
  for (const auto& key : keys) known.emplace_back(key.id(), &key);
  std::vector<VerifiedNoteSignature> out;
  for (const auto& signature : note.signatures) {
    const auto match = std::find_if(known.begin(), known.end(), [&](const auto& candidate) {
      return candidate.first == signature.key_id && candidate.second->name == signature.name;
    });
    if (match == known.end()) continue;
    const auto good = check(note.text, signature, *match->second);
    if (!good) return Error(kNoteBadSignature, signature.name);
    const bool seen = std::any_of(out.begin(), out.end(), [&](const auto& other) { return other.key == good->key; });
    if (!seen) out.push_back(*good);
  }
  return out;
}

NoteSignature sign_note(std::string_view text, std::string_view name, const KeyPair& key) {
  const NoteKey verifier{std::string(name), NoteKeyType::ed25519, key.public_key()};
  return {verifier.name, verifier.id(), key.sign(text).str()};
}

NoteSignature cosign_note(std::string_view text, std::string_view name, const KeyPair& key, Time time) {
  HOCBA_CHECK(time.seconds >= 0 && time.seconds <= kLastTime);
  const NoteKey verifier{std::string(name), NoteKeyType::cosignature, key.public_key()};
  const std::string stamp = big_endian(static_cast<std::uint64_t>(time.seconds));
  return {verifier.name, verifier.id(), stamp + key.sign(cosigned_message(text, time)).str()};
}

}  // namespace hocba::crypto
