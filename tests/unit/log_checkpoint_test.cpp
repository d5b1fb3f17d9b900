#include <gtest/gtest.h>

#include "crypto/codes.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/log/tree.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

constexpr char kRoot[] = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

TEST(Checkpoint, IsOriginSizeAndRoot) {
  const std::string text = std::string("example.com/behind-the-sofa\n20852163\n") + kRoot + "\n";
  const auto checkpoint = Checkpoint::from_text(text);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(to_u64(checkpoint->size), 20852163u);
  EXPECT_EQ(checkpoint->text(), text);
}

TEST(Checkpoint, HasOneSpelling) {
  const std::string root = kRoot;
  const std::string empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  EXPECT_TRUE(Checkpoint::from_text("o\n0\n" + empty + "\n").ok());
  EXPECT_TRUE(Checkpoint::from_text("học bạ\n1\n" + root + "\n").ok());
  EXPECT_TRUE(Checkpoint::from_text("o\n9007199254740991\n" + root + "\n").ok());
  for (const std::string& wrong : {
           std::string(),
           std::string("\n"),
           "o\n1\n" + root,
           "o\n1\n" + root + "\nextension\n",
           "o\n1\n" + root + "\n\n",
           "\n1\n" + root + "\n",
           "o\n01\n" + root + "\n",
           "o\n+1\n" + root + "\n",
           "o\n-1\n" + root + "\n",
           "o\n 1\n" + root + "\n",
           "o\n1 \n" + root + "\n",
           "o\n1\r\n" + root + "\n",
           "o\n\n" + root + "\n",
           "o\n0x1\n" + root + "\n",
           "o\n9007199254740992\n" + root + "\n",
           "o\n18446744073709551616\n" + root + "\n",
           "o\n36893488147419103233\n" + root + "\n",
           "o\n1\n" + root.substr(0, 43) + "\n",
           "o\n1\n" + root + "=\n",
           std::string("o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n"),  // a trailing bit is set
           std::string("o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n"),
           std::string("o\n1\nAAAA\n"),
           "o\n0\n" + root + "\n",
           "\x01o\n1\n" + root + "\n",
           "\xff\n1\n" + root + "\n",
           "o\t\n1\n" + root + "\n",
           std::string(256, 'o') + "\n1\n" + root + "\n",
       }) {
    const auto parsed = Checkpoint::from_text(wrong);
    ASSERT_FALSE(parsed.ok()) << wrong;
    EXPECT_TRUE(parsed.error().is(kCheckpointMalformed)) << wrong;
  }
}

// The published example of c2sp.org/tlog-checkpoint and tlog-cosignature.
TEST(SignedCheckpoint, KeepsTheBytesOfThePublishedExample) {
  const std::string note =
      "example.com/behind-the-sofa\n"
      "20852163\n"
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
      "\n"
      "— example.com/behind-the-sofa "
      "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
      "— witness.example.com/w1 "
      "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
  const auto parsed = SignedCheckpoint::parse(note);
  ASSERT_TRUE(parsed.ok()) << parsed.error().to_string();
  EXPECT_EQ(to_u64(parsed->checkpoint.size), 20852163u);
  EXPECT_EQ(parsed->note.signatures.size(), 2u);
  EXPECT_EQ(parsed->to_text(), note);
}

TEST(SignedCheckpoint, IsRefusedWithoutSignaturesOrWithAnotherText) {
  const auto network = test::LogNetwork::of(1, 1);
  const std::string good =
      network.sign({.origin = network.origin, .size = TreeSize{1}, .root = leaf_hash("a")}, {}).to_text();
  EXPECT_TRUE(SignedCheckpoint::parse(good).ok());
  const std::string text = good.substr(0, good.find("\n\n") + 1);
  EXPECT_FALSE(SignedCheckpoint::parse(text).ok());
  EXPECT_FALSE(SignedCheckpoint::parse(text + "\n").ok());
  EXPECT_FALSE(SignedCheckpoint::parse(good.substr(0, good.size() - 1)).ok());
  EXPECT_FALSE(SignedCheckpoint::parse(good + "\n").ok());
  EXPECT_TRUE(SignedCheckpoint::parse("an extension\n" + good).error().is(kCheckpointMalformed));
}

}  // namespace
}  // namespace hocba::log
