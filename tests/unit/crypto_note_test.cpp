#include <gtest/gtest.h>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/note.hpp"
#include "tests/support/seeded_key.hpp"

namespace hocba::crypto {
namespace {

using test::key_from;

NoteKey verifier(const char* name, char seed, NoteKeyType type = NoteKeyType::ed25519) {
  return {name, type, key_from(seed).public_key()};
}

// The examples of the C2SP pages signed-note and tlog-cosignature.
const std::string kPoem =
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
const std::string kCheckpoint =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

TEST(Note, ReadsAndWritesThePublishedExamples) {
  const auto poem = Note::parse(kPoem);
  ASSERT_TRUE(poem.ok()) << poem.error().to_string();
  EXPECT_EQ(poem->text, kPoem.substr(0, kPoem.find("\n— ")));  // blank lines inside belong to the text
  ASSERT_EQ(poem->signatures.size(), 1u);
  EXPECT_EQ(poem->signatures[0].name, "quasimodo.example/salvatore");
  EXPECT_EQ(poem->signatures[0].blob.size(), 64u);
  EXPECT_EQ(poem->to_text(), kPoem);
  const auto checkpoint = Note::parse(kCheckpoint);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->signatures.size(), 2u);
  EXPECT_EQ(checkpoint->signatures[1].key_id, 0x8d66cf3fu);
  EXPECT_EQ(checkpoint->signatures[1].blob.size(), 72u);
  EXPECT_EQ(checkpoint->to_text(), kCheckpoint);
}

// The example in the documentation of Go's golang.org/x/mod/sumdb/note.
TEST(Note, VerifiesTheExampleOfGo) {
  const auto key = NoteKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_TRUE(key.ok()) << key.error().to_string();
  EXPECT_EQ(key->id(), 0xc74f20a3u);
  EXPECT_EQ(key->vkey(), "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  const auto note = Note::parse(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
      "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  ASSERT_TRUE(note.ok());
  const auto good = verify_note(*note, {*key});
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good->size(), 1u);
}

TEST(Note, SignsWhatItVerifies) {
  Note note{"text\n", {}};
  note.signatures.push_back(sign_note(note.text, "log.example", key_from(1)));
  note.signatures.push_back(cosign_note(note.text, "witness.example", key_from(2), Time{1725498123}));
  const auto back = Note::parse(note.to_text());
  ASSERT_TRUE(back.ok());
  const auto good =
      verify_note(*back, {verifier("log.example", 1), verifier("witness.example", 2, NoteKeyType::cosignature)});
  ASSERT_TRUE(good.ok());
  ASSERT_EQ(good->size(), 2u);
  EXPECT_FALSE((*good)[0].time.has_value());
  EXPECT_EQ((*good)[1].time, Time{1725498123});
}

TEST(Note, ACosignatureSignsItsHeaderAndTheText) {
  const auto signature = cosign_note("origin\n1\nroot\n", "w", key_from(2), Time{1679315147});
  EXPECT_EQ(hex(signature.blob.substr(0, 8)), "00000000641850cb");
  EXPECT_TRUE(verify(key_from(2).public_key(), "cosignature/v1\ntime 1679315147\norigin\n1\nroot\n",
                     Signature::of(signature.blob.substr(8))));
}

TEST(Note, IgnoresUnknownKeysEvenOfAKnownName) {
  Note note{"text\n", {}};
  note.signatures.push_back(sign_note(note.text, "log.example", key_from(9)));  // known name, unknown key
  note.signatures.push_back(sign_note(note.text, "other.example", key_from(1)));
  note.signatures.push_back({"future.example", 7, "any blob"});
  const auto good = verify_note(note, {verifier("log.example", 1)});
  ASSERT_TRUE(good.ok());
  EXPECT_TRUE(good->empty());
}

TEST(Note, ABadSignatureByAKnownKeyRefusesTheNote) {
  Note note{"text\n", {}};
  note.signatures.push_back(sign_note(note.text, "log.example", key_from(1)));
  note.signatures.push_back(sign_note("other\n", "second.example", key_from(2)));
  const std::vector<NoteKey> keys{verifier("log.example", 1), verifier("second.example", 2)};
  EXPECT_TRUE(verify_note(note, keys).error().is(kNoteBadSignature));
  note.signatures[1].blob = "short";
  EXPECT_TRUE(verify_note(note, keys).error().is(kNoteBadSignature));
  note.signatures[1] = cosign_note(note.text, "second.example", key_from(2), Time{5});
  EXPECT_EQ(verify_note(note, keys)->size(), 1u);  // another type is another key id, and so an unknown key
  auto cosignature = cosign_note(note.text, "second.example", key_from(2), Time{5});
  cosignature.blob[7] = 6;  // another time
  note.signatures[1] = cosignature;
  EXPECT_TRUE(
      verify_note(note, {verifier("second.example", 2, NoteKeyType::cosignature)}).error().is(kNoteBadSignature));
  cosignature.blob[0] = '\x80';  // beyond 2^63
  note.signatures[1] = cosignature;
  EXPECT_TRUE(
      verify_note(note, {verifier("second.example", 2, NoteKeyType::cosignature)}).error().is(kNoteBadSignature));
}

TEST(Note, CountsAKeyOnce) {
  Note note{"text\n", {}};
  for (int i = 0; i < 3; ++i) note.signatures.push_back(cosign_note(note.text, "w", key_from(2), Time{100 + i}));
  const auto good = verify_note(note, {verifier("w", 2, NoteKeyType::cosignature)});
  ASSERT_EQ(good->size(), 1u);
  EXPECT_EQ(good->front().time, Time{100});
}

TEST(Note, RefusesOtherForms) {
  const std::string signature = kPoem.substr(kPoem.find("— "));
  for (const std::string& bad : {std::string(),
                                 std::string("\n"),
                                 std::string("\n\n"),
                                 std::string("text\n"),
                                 std::string("text\n\n"),
                                 "\n\n" + signature,
                                 "text" + signature,
                                 "text\n" + signature,
                                 "text\n\n" + signature.substr(0, signature.size() - 1),
                                 "text\n\n" + signature + "\n",
                                 "text\n\n" + signature + "trailing",
                                 "text\r\n\n" + signature,
                                 "te\tx\n\n" + signature,
                                 "te\xffx\n\n" + signature,
                                 std::string("te\0x\n\n", 6) + signature,
                                 std::string("text\n\n-- a AAAAAAA=\n"),
                                 std::string("text\n\n— name\n"),
                                 std::string("text\n\n—  AAAAAAA=\n"),
                                 std::string("text\n\n— a+b AAAAAAA=\n"),
                                 std::string("text\n\n— a\u00a0b AAAAAAA=\n"),
                                 std::string("text\n\n— a\u2003 AAAAAAA=\n"),
                                 std::string("text\n\n— a AAAA AAA=\n"),
                                 std::string("text\n\n— a AAAAAAB=\n"),
                                 std::string("text\n\n— a AAAAAAA\n"),
                                 std::string("text\n\n— a AAAAAA==\n"),
                                 std::string("text\n\n— a \n"),
                                 std::string("text\n\n—a AAAAAAA=\n")})
    EXPECT_TRUE(Note::parse(bad).error().is(kNoteMalformed)) << bad;
  EXPECT_TRUE(Note::parse("text\n\n— a AAAAAAA=\n").ok());  // the shortest: one byte after the key id
}

TEST(Note, HoldsTheLimits) {
  std::string many = "text\n\n";
  for (std::size_t i = 0; i < kMaxNoteSignatures; ++i) many += "— a AAAAAAA=\n";
  EXPECT_TRUE(Note::parse(many).ok());
  EXPECT_TRUE(Note::parse(many + "— a AAAAAAA=\n").error().is(kNoteMalformed));
  EXPECT_TRUE(Note::parse(std::string(kMaxNoteBytes, 'x') + "\n\n— a AAAAAAA=\n").error().is(kNoteMalformed));
}

TEST(NoteKey, RefusesOtherForms) {
  const std::string good = verifier("log.example", 1).vkey();
  EXPECT_EQ(*NoteKey::parse(good), verifier("log.example", 1));
  const std::string cosigner = verifier("log.example", 1, NoteKeyType::cosignature).vkey();
  EXPECT_EQ(NoteKey::parse(cosigner)->type, NoteKeyType::cosignature);
  EXPECT_NE(NoteKey::parse(cosigner)->id(), NoteKey::parse(good)->id());
  std::string changed = good;
  changed[good.find('+') + 1] ^= 1;
  const NoteKey small{"log.example", NoteKeyType::ed25519, PublicKey{}};
  for (const std::string& bad :
       {std::string(), std::string("a"), std::string("a+b"), "x" + good, changed, good + " ", good.substr(1),
        "+" + good, good.substr(0, good.size() - 4), std::string("a b+00000000+AAAA"), small.vkey()})
    EXPECT_TRUE(NoteKey::parse(bad).error().is(kBadNoteKey)) << bad;
}

}  // namespace
}  // namespace hocba::crypto
