// A note that is read prints to the same bytes; a verifier key too; verifying never stops the program.
#include <cstdint>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/note.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto key = NoteKey::parse(text);
  if (key.ok()) HOCBA_CHECK(key->vkey() == text);
  const auto note = Note::parse(text);
  if (!note.ok()) return 0;
  HOCBA_CHECK(note->to_text() == text);
  HOCBA_CHECK(!note->signatures.empty() && note->text.back() == '\n');
  static const auto kSigner = KeyPair::from_seed(Seed::of(std::string(32, 1)));
  const std::string name = note->signatures.front().name;
  const NoteKey log{name, NoteKeyType::ed25519, kSigner.public_key()};
  const NoteKey witness{name, NoteKeyType::cosignature, kSigner.public_key()};
  const auto before = verify_note(*note, {log, witness});
  // With our two signatures in front, those are found and the others decide as before.
  Note more = *note;
  more.signatures.insert(more.signatures.begin(), cosign_note(note->text, name, kSigner, hocba::Time{1}));
  more.signatures.insert(more.signatures.begin(), sign_note(note->text, name, kSigner));
  const auto after = verify_note(more, {log, witness});
  HOCBA_CHECK(after.ok() == before.ok());
  if (after.ok()) HOCBA_CHECK(after->size() == 2);
  return 0;
}
