// hocba log prove-fork: two ledgers of one network that part after their founding, as only its operator could sign
// them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "tests/support/ledger_export.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Proven {
  int code = -1;
  std::string out, err;
};

class ProveFork : public testing::Test {
 protected:
  void SetUp() override {
    for (auto* net : {&left, &right}) net->found();
    grow(left, 3);
    right.advance(days(1));
    grow(right, 3);
    ASSERT_TRUE(write_file(files / "policy.txt", test::export_of(left).policy.to_text()).ok());
  }
  static void grow(test::NetworkBuilder& net, int blocks) {
    for (int i = 0; i < blocks; ++i) {
      net.issue_one();
      net.close_block();
      net.advance({1});
    }
  }
  // The ledger's checkpoint, or its whole export where `whole`.
  std::string save(const test::NetworkBuilder& net, const std::string& name, std::uint64_t size = 0) {
    for (const auto& [path, bytes] : test::export_of(net, size).files) {
      const std::filesystem::path file = files / (name + "/" + path);
      std::filesystem::create_directories(file.parent_path());
      HOCBA_CHECK(write_file(file.string(), bytes).ok());
    }
    return files / name;
  }
  Proven prove(const std::string& first, const std::string& second, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"hocba",
                                      "log",
                                      "prove-fork",
                                      first + "/checkpoint",
                                      second + "/checkpoint",
                                      "--lang",
                                      "en",
                                      "--context",
                                      "/nonexistent/context.toml",
                                      "--policy",
                                      files / "policy.txt"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<const char*> argv;
    for (const auto& word : words) argv.push_back(word.c_str());
    std::ostringstream out, err;
    const int code = run_program(static_cast<int>(argv.size()), argv.data(), out, err, false);
    return {code, out.str(), err.str()};
  }
  test::ScratchDirectory files;
  test::NetworkBuilder left, right;
};

TEST_F(ProveFork, SeesTwoRootsOfOneSizeAndNamesWhoSignedBoth) {
  const auto ran = prove(save(left, "left"), save(right, "right"), {"-o", files / "evidence.json"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("signed both: "));
  EXPECT_THAT(ran.out, HasSubstr("nut-1"));
  const auto evidence = json::parse(read_file(files / "evidence.json").value());
  EXPECT_EQ(evidence["first"], read_file(files / "left/checkpoint").value());
  EXPECT_EQ(evidence["second"], read_file(files / "right/checkpoint").value());
  EXPECT_EQ(evidence["signed_both"].size(), 1u);
}

TEST_F(ProveFork, SeesASmallerOneThatTheLargerDoesNotContinueInEitherOrder) {
  const auto small = save(left, "left");
  grow(right, 4);
  const auto large = save(right, "right");
  for (const auto& [a, b] : {std::pair(small, large), std::pair(large, small)}) {
    const auto ran = prove(a, b, {"--tiles", large, "--json"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    const auto evidence = json::parse(ran.out);
    EXPECT_FALSE(evidence["consistency"].empty());
    EXPECT_EQ(evidence["first"], read_file(small + "/checkpoint").value());
  }
}

TEST_F(ProveFork, ProvesNothingOfAnHonestLedger) {
  const auto now = save(left, "now");
  const auto size = left.entries().size();
  grow(left, 2);
  const auto later = save(left, "later");
  const auto ran = prove(now, later, {"--tiles", later});
  EXPECT_EQ(ran.code, kExitRefused);
  EXPECT_THAT(ran.err, HasSubstr("[cli.not_forked]"));
  EXPECT_EQ(prove(now, now).code, kExitRefused);
  EXPECT_EQ(prove(now, save(left, "again", size)).code, kExitRefused);
}

TEST_F(ProveFork, AsksForTheTilesOfTheLargerLedgerAndForNoOthers) {
  const auto small = save(left, "left");
  grow(right, 4);
  const auto large = save(right, "right");
  const auto none = prove(small, large);
  EXPECT_EQ(none.code, kExitUsage);
  EXPECT_THAT(none.err, HasSubstr("--tiles"));
  // Tiles of another ledger of that size say nothing about this checkpoint.
  grow(left, 4);
  const auto others = prove(small, large, {"--tiles", save(left, "others")});
  EXPECT_EQ(others.code, kExitRefused);
  EXPECT_THAT(others.err, HasSubstr("[cli.audit_root_differs]"));
}

TEST_F(ProveFork, TrustsNoCheckpointThatThePolicyDoesNot) {
  const auto real = save(left, "left"), forged = save(right, "right");
  std::string text = read_file(forged + "/checkpoint").value();
  text.erase(text.rfind("\xe2\x80\x94"));  // the cosignature's line
  ASSERT_TRUE(write_file(forged + "/checkpoint", text).ok());
  const auto ran = prove(real, forged);
  EXPECT_EQ(ran.code, kExitRefused);
  EXPECT_THAT(ran.err, HasSubstr("[log.no_quorum]"));
  EXPECT_THAT(ran.err, HasSubstr("right/checkpoint"));
}

}  // namespace
}  // namespace hocba::cli
