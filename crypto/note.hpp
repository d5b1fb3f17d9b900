// C2SP signed notes (c2sp.org/signed-note): a text and signature lines "— <name> <base64(key id ‖ signature)>".
//
// Facts that are easy to get wrong: the key id is the first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key); text
// and signatures part at the LAST blank line; a line whose name and id match no known key is ignored; a bad signature
// by a known key refuses the whole note; strict base64. Types: 0x01 Ed25519, 0x04 timestamped cosignature.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.hpp"
#include "crypto/time.hpp"

namespace hocba::crypto {

enum class NoteKeyType : std::uint8_t { ed25519 = 0x01, cosignature = 0x04 };

inline constexpr std::size_t kMaxNoteBytes = 1u << 20;
inline constexpr std::size_t kMaxNoteSignatures = 100;

// A verifier key "name+hash+base64(type ‖ key)". Names: non-empty, no spaces, no plus sign, valid UTF-8.
struct NoteKey {
  std::string name;
  NoteKeyType type = NoteKeyType::ed25519;
  PublicKey key;
  std::uint32_t id() const;
  std::string vkey() const;
  static Result<NoteKey> parse(std::string_view vkey);
  bool operator==(const NoteKey&) const = default;
};

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string blob;  // after the 4 bytes of key id
};

struct Note {
  std::string text;  // with its final newline
  std::vector<NoteSignature> signatures;
  // Splits and checks the form; verifies nothing.
  static Result<Note> parse(std::string_view bytes);
  std::string to_text() const;
};

// A signature that was found good. `time` is set for cosignatures.
struct VerifiedNoteSignature {
  NoteKey key;
  std::optional<Time> time;
};

// The good signatures by `keys` (at most one per key). crypto.note_bad_signature if one by a known key is bad.
Result<std::vector<VerifiedNoteSignature>> verify_note(const Note& note, const std::vector<NoteKey>& keys);
NoteSignature sign_note(std::string_view text, std::string_view name, const KeyPair& key);               // type 01
NoteSignature cosign_note(std::string_view text, std::string_view name, const KeyPair& key, Time time);  // type 04

}  // namespace hocba::crypto
