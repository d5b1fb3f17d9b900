#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/codes.hpp"
#include "ledger/log/codes.hpp"
#include "tests/support/log_fixture.hpp"

namespace hocba::log {
namespace {

using test::LogNetwork;

bool finds(const Policy& policy, const Code& code) {
  const auto findings = lint(policy);
  return std::any_of(findings.begin(), findings.end(), [&](const LintFinding& f) { return f.code == &code; });
}

// Keys for texts: a log, and witnesses a, b, c, d.
struct Keys {
  std::string log = test::log_key_of("hocba.example/test", test::key_from_words("log")).vkey();
  std::string log2 = test::log_key_of("hocba.example/test", test::key_from_words("log2")).vkey();
  std::string a = test::witness_key_of("w.example/a", test::key_from_words("a")).vkey();
  std::string b = test::witness_key_of("w.example/b", test::key_from_words("b")).vkey();
  std::string c = test::witness_key_of("w.example/c", test::key_from_words("c")).vkey();
};

TEST(PolicyText, IsParsedAndPrintedForEveryNumberOfValidators) {
  for (std::uint32_t n = 1; n <= 10; ++n) {
    for (std::uint32_t k = 1; k <= n; ++k) {
      Policy policy = LogNetwork::of(n, k).policy;
      policy.test = n % 2 == 0;
      if (n % 3 == 0) policy.operators = n;
      policy.logs[0].url = "https://node1.hocba.example/";
      policy.witnesses[0].url = "https://node1.hocba.example/witness";
      const auto parsed = Policy::parse(policy.to_text());
      ASSERT_TRUE(parsed.ok()) << parsed.error().to_string();
      EXPECT_EQ(*parsed, policy);
      EXPECT_EQ(parsed->to_text(), policy.to_text());
    }
  }
}

TEST(PolicyText, AllowsBlanksCommentsGroupsOfGroupsAndHighOctets) {
  const Keys keys;
  const auto policy =
      Policy::parse("# a comment with b\xff octets\n\n \t \n  #another\nlog\t" + keys.log + "  \n\twitness A " +
                    keys.a + " https://a.example\nwitness \xe2\x84\xaa " + keys.b + "\nwitness K " + keys.c +
                    "\ngroup inner any \xe2\x84\xaa K\ngroup outer all A inner\nquorum outer\n# hocba-other x\n");
  ASSERT_TRUE(policy.ok()) << policy.error().to_string();
  EXPECT_EQ(policy->witnesses.size(), 3u);
  EXPECT_EQ(policy->groups[0].threshold, 1u);
  EXPECT_EQ(policy->groups[1].threshold, 2u);
  EXPECT_EQ(quorum_shape(*policy).validators, 3u);
  EXPECT_EQ(quorum_shape(*policy).threshold, 2u);
  EXPECT_EQ(Policy::parse(policy->to_text()).value(), *policy);
}

TEST(PolicyText, ReadsTheFactsOfANetwork) {
  const auto network = std::string(43, 'A');
  const auto policy =
      Policy::parse("# hocba-network " + network + "\n#hocba-test true\n # hocba-operators 3\nquorum none\n");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->network, NetworkId{});
  EXPECT_TRUE(policy->test);
  EXPECT_EQ(policy->operators, 3u);
  EXPECT_FALSE(policy->quorum);
  EXPECT_FALSE(Policy::parse("quorum none\n")->network);
}

TEST(PolicyText, RefusesEachRuleBrokenWithItsCode) {
  const Keys keys;
  const std::string w = "witness A " + keys.a + "\nwitness B " + keys.b + "\n";
  const std::string q = "quorum A\n";
  const std::vector<std::pair<std::string, const Code*>> cases = {
      {"", &kPolicyQuorum},
      {w, &kPolicyQuorum},
      {w + q + q, &kPolicyQuorum},
      {w + "quorum\n", &kPolicyMalformed},
      {w + "quorum A B\n", &kPolicyMalformed},
      {w + "quorum C\n", &kPolicyUnknownName},
      {q + w, &kPolicyUnknownName},
      {w + q + "Log " + keys.log + "\n", &kPolicyMalformed},
      {w + "quorum A", &kPolicyMalformed},
      {w + "quorum A\r\n", &kPolicyMalformed},
      {w + q + "# \x07\n", &kPolicyMalformed},
      {w + q + "# \x7f\n", &kPolicyMalformed},
      {w + q + "log\n", &kPolicyMalformed},
      {w + q + "log " + keys.log + " url more\n", &kPolicyMalformed},
      {w + q + "log " + keys.log + "\nlog " + keys.log + "\n", &kPolicyDuplicateKey},
      {w + q + "log " + keys.a + "\n", &kPolicyKeyType},
      {w + "witness C " + keys.log + "\n" + q, &kPolicyKeyType},
      {w + "witness C " + keys.a + "\n" + q, &kPolicyDuplicateKey},
      {w + "witness C " + test::witness_key_of("other.name", test::key_from_words("a")).vkey() + "\n" + q,
       &kPolicyDuplicateKey},
      {w + "witness A " + keys.c + "\n" + q, &kPolicyDuplicateName},
      {w + "witness none " + keys.c + "\n" + q, &kPolicyDuplicateName},
      {w + "witness C\n" + q, &kPolicyMalformed},
      {w + "group none all A\n" + q, &kPolicyDuplicateName},
      {w + "group A all B\n" + q, &kPolicyDuplicateName},
      {w + "group g all\n" + q, &kPolicyMalformed},
      {w + "group g all A C\n" + q, &kPolicyUnknownName},
      {w + "group g all g\n" + q, &kPolicyUnknownName},
      {w + "group g all none\n" + q, &kPolicyUnknownName},
      {w + "group g all A A\n" + q, &kPolicyDuplicateMember},
      {w + "group g all A\ngroup h all A B\n" + q, &kPolicyDuplicateMember},
      {w + "group g 0 A B\n" + q, &kPolicyThreshold},
      {w + "group g 3 A B\n" + q, &kPolicyThreshold},
      {w + "group g 01 A B\n" + q, &kPolicyThreshold},
      {w + "group g -1 A B\n" + q, &kPolicyThreshold},
      {w + "group g most A B\n" + q, &kPolicyThreshold},
      {w + q + "# hocba-test yes\n", &kPolicyFact},
      {w + q + "# hocba-test true\n# hocba-test true\n", &kPolicyFact},
      {w + q + "# hocba-network short\n", &kPolicyFact},
      {w + q + "# hocba-network\n", &kPolicyFact},
      {w + q + "# hocba-operators 0\n", &kPolicyFact},
      {w + q + "# hocba-operators three\n", &kPolicyFact},
      {std::string(kMaxPolicyBytes, '\n') + q, &kPolicyTooLarge},
  };
  ASSERT_TRUE(Policy::parse(w + q).ok());
  for (const auto& [text, code] : cases) {
    const auto parsed = Policy::parse(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_TRUE(parsed.error().is(*code)) << text << parsed.error().to_string();
  }
  EXPECT_FALSE(Policy::parse(w + q + "log not-a-key\n").ok());
  EXPECT_NE(Policy::parse(w + q + "Log\n").error().detail().find("line 4"), std::string::npos);
}

TEST(PolicyText, BoundsTheNumberOfLines) {
  std::string text;
  for (int i = 0; i < 65; ++i) {
    const std::string name = "w" + std::to_string(i);
    if (i == 64) {
      EXPECT_TRUE(Policy::parse(text + "quorum none\n").ok());
    }
    text += "witness " + name + " " + test::witness_key_of(name, test::key_from_words(name)).vkey() + "\n";
  }
  EXPECT_TRUE(Policy::parse(text + "quorum none\n").error().is(kPolicyTooLarge));
}

// Rule 4 of the design, written out by hand for n = 1 … 10: f, the least k with 2k − n > f, the greatest k ≤ n − f.
TEST(PolicyRules, FollowTheTable) {
  struct Row {
    std::uint32_t n, f, least, greatest;
  };
  for (const Row row : {Row{1, 0, 1, 1}, Row{2, 0, 2, 2}, Row{3, 0, 2, 3}, Row{4, 1, 3, 3}, Row{5, 1, 4, 4},
                        Row{6, 1, 4, 5}, Row{7, 2, 5, 5}, Row{8, 2, 6, 6}, Row{9, 2, 6, 7}, Row{10, 3, 7, 7}}) {
    EXPECT_EQ(tolerated_faults(row.n), row.f);
    EXPECT_EQ(default_quorum(row.n), row.least);
    for (std::uint32_t k = 1; k <= row.n; ++k) {
      const Policy policy = LogNetwork::of(row.n, k).policy;
      const std::uint32_t shared = 2 * k > row.n ? 2 * k - row.n : 0;
      EXPECT_EQ(quorum_shape(policy), (QuorumShape{row.n, k, shared, row.n - k + 1}));
      EXPECT_EQ(finds(policy, kLintForkPossible), k < row.least) << k << " of " << row.n;
      EXPECT_EQ(finds(policy, kLintCanBeStopped), k > row.greatest) << k << " of " << row.n;
      EXPECT_EQ(finds(policy, kLintFewValidators), row.n < 4) << k << " of " << row.n;
      EXPECT_EQ(lint(policy).empty(), row.n >= 4 && k >= row.least && k <= row.greatest);
    }
  }
  EXPECT_EQ(tolerated_faults(0), 0u);
  EXPECT_EQ(default_quorum(0), 0u);
}

TEST(PolicyRules, NestedGroupsAreJudgedByWhatTheirQuorumsShare) {
  // 2 of 3 pairs, each `any`: quorums {1,3} and {2,5} share nothing.
  Policy policy = LogNetwork::of(6, 4).policy;
  policy.groups = {{"p", 1, {"w1", "w2"}}, {"q", 1, {"w3", "w4"}}, {"r", 1, {"w5", "w6"}}, {"all", 2, {"p", "q", "r"}}};
  policy.quorum = "all";
  EXPECT_EQ(quorum_shape(policy), (QuorumShape{6, 2, 0, 4}));
  EXPECT_TRUE(finds(policy, kLintForkPossible));
  // 2 of 3 pairs, each `all`: two quorums share a whole pair, and two witnesses can stop it.
  for (auto& group : policy.groups) group.threshold = 2;
  EXPECT_EQ(quorum_shape(policy), (QuorumShape{6, 4, 2, 2}));
  EXPECT_FALSE(finds(policy, kLintForkPossible));
  EXPECT_FALSE(finds(policy, kLintCanBeStopped));
}

TEST(PolicyLint, FindsEachMistake) {
  const Policy good = LogNetwork::of(4, 3).policy;
  EXPECT_TRUE(lint(good).empty());
  const auto with = [&](auto change) {
    Policy policy = good;
    change(policy);
    return policy;
  };
  EXPECT_TRUE(finds(with([](Policy& p) { p.logs.clear(); }), kLintNoLog));
  EXPECT_TRUE(finds(with([](Policy& p) { p.logs[1].key.name = "other"; }), kLintSeveralOrigins));
  EXPECT_TRUE(finds(with([](Policy& p) { p.witnesses[1].key.key = p.logs[2].key.key; }), kLintSharedKey));
  EXPECT_TRUE(finds(with([](Policy& p) { p.quorum.reset(); }), kLintNoQuorum));
  EXPECT_TRUE(finds(with([](Policy& p) { p.operators = 1; }), kLintFewOperators));
  EXPECT_TRUE(finds(with([](Policy& p) { p.operators = 5; }), kLintOperators));
  EXPECT_TRUE(lint(with([](Policy& p) { p.operators = 4; })).empty());
  EXPECT_TRUE(finds(with([](Policy& p) { p.network.reset(); }), kLintNoNetwork));
  EXPECT_TRUE(finds(with([](Policy& p) { p.test = true; }), kLintTest));
  EXPECT_TRUE(finds(with([](Policy& p) { p.groups[0].members.pop_back(); }), kLintUnused));
  EXPECT_TRUE(finds(with([](Policy& p) { p.quorum = "w1"; }), kLintUnused));
}

TEST(PolicyLint, PutsTheWorstFirst) {
  Policy policy = LogNetwork::of(3, 1).policy;
  policy.test = true;
  const auto findings = lint(policy);
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].level, LintFinding::Level::error);
  EXPECT_EQ(findings[1].level, LintFinding::Level::warning);
  EXPECT_EQ(findings[2].level, LintFinding::Level::note);
  EXPECT_EQ(findings[0].detail, "n = 3, k = 1, f = 0, k >= 2");
}

class Trust : public testing::Test {
 protected:
  LogNetwork network = LogNetwork::of(4, 3);
  Checkpoint checkpoint{.origin = network.origin, .size = TreeSize{7}, .root = leaf_hash("root")};
};

TEST_F(Trust, NeedsTheQuorum) {
  const auto trusted = trust(network.policy, network.sign(checkpoint, {{0, {100}}, {1, {90}}, {3, {80}}}));
  ASSERT_TRUE(trusted.ok()) << trusted.error().to_string();
  EXPECT_EQ(trusted->checkpoint, checkpoint);
  EXPECT_EQ(trusted->cosignatures.size(), 3u);
  const auto refused = trust(network.policy, network.sign(checkpoint, {{0, {100}}, {1, {90}}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kNoQuorum));
  EXPECT_EQ(refused.error().detail(), "2 valid cosignatures, quorum 3 of 4");
}

TEST_F(Trust, AcceptsTheLogKeyOfAnyValidator) {
  for (int log = 0; log < 4; ++log) {
    EXPECT_TRUE(trust(network.policy, network.sign_by(log, checkpoint, {{0, {1}}, {1, {1}}, {2, {1}}})).ok());
  }
}

// f = ⌊(n−1)/3⌋ validators may lie about the time, in both directions.
TEST_F(Trust, TheTimeIsTheFPlusFirstLatest) {
  const auto time_of = [&](const std::vector<std::pair<int, Time>>& votes) {
    return trust(network.policy, network.sign(checkpoint, votes))->time.seconds;
  };
  EXPECT_EQ(time_of({{0, {100}}, {1, {90}}, {2, {80}}}), 90);
  EXPECT_EQ(time_of({{2, {80}}, {1, {90}}, {0, {4'000'000'000}}}), 90) << "one validator from the future";
  EXPECT_EQ(time_of({{0, {0}}, {1, {90}}, {2, {80}}}), 80) << "one from the past";
  EXPECT_EQ(time_of({{0, {100}}, {1, {90}}, {2, {80}}, {3, {95}}}), 95);
  EXPECT_EQ(time_of({{0, {5}}, {1, {5}}, {2, {5}}}), 5);
  network = LogNetwork::of(7, 5);
  EXPECT_EQ(time_of({{0, {10}}, {1, {20}}, {2, {30}}, {3, {40}}, {4, {50}}}), 30);
  network = LogNetwork::of(1, 1);
  EXPECT_EQ(time_of({{0, {10}}}), 10);
  network = LogNetwork::of(3, 2);
  EXPECT_EQ(time_of({{0, {10}}, {1, {20}}}), 20);
}

TEST_F(Trust, AWitnessOutsideTheQuorumProvesNoTime) {
  network.policy.groups[0].members.pop_back();
  network.policy.groups[0].threshold = 2;
  const auto trusted = trust(network.policy, network.sign(checkpoint, {{0, {10}}, {1, {20}}, {3, {999}}}));
  ASSERT_TRUE(trusted.ok());
  EXPECT_EQ(trusted->time.seconds, 20);
  EXPECT_EQ(trusted->cosignatures.size(), 3u);
}

TEST_F(Trust, WithoutAQuorumNoTimeIsProved) {
  network.policy.quorum.reset();
  const auto trusted = trust(network.policy, network.sign(checkpoint, {{0, {10}}}));
  ASSERT_TRUE(trusted.ok());
  EXPECT_EQ(trusted->time, Time{});
}

TEST_F(Trust, OneKeyIsOneWitnessHoweverManyLinesItSigns) {
  EXPECT_FALSE(trust(network.policy, network.sign(checkpoint, {{0, {1}}, {0, {2}}, {0, {3}}})).ok());
  // A policy that no parser would accept: three names for one key.
  Policy policy = network.policy;
  const auto& key = network.vote_keys[0];
  for (std::size_t i = 1; i < 3; ++i) policy.witnesses[i].key = test::witness_key_of("alias" + std::to_string(i), key);
  SignedCheckpoint signed_checkpoint = network.sign(checkpoint, {{0, {1}}});
  const std::string text = checkpoint.text();
  signed_checkpoint.note.signatures.push_back(crypto::cosign_note(text, "alias1", key, {2}));
  signed_checkpoint.note.signatures.push_back(crypto::cosign_note(text, "alias2", key, {3}));
  const auto trusted = trust(policy, signed_checkpoint);
  ASSERT_FALSE(trusted.ok());
  EXPECT_TRUE(trusted.error().is(kNoQuorum));
}

TEST_F(Trust, RefusesAnotherOriginAndAnUnsignedCheckpoint) {
  auto other = checkpoint;
  other.origin = "other.example";
  EXPECT_TRUE(trust(network.policy, network.sign(other, {})).error().is(kUnknownOrigin));
  auto votes_only = network.sign(checkpoint, {{0, {1}}, {1, {1}}, {2, {1}}});
  votes_only.note.signatures.erase(votes_only.note.signatures.begin());
  EXPECT_TRUE(trust(network.policy, votes_only).error().is(kNotSigned));
}

TEST_F(Trust, JudgesTheSignedTextNotTheObject) {
  auto forged = network.sign(checkpoint, {{0, {1}}, {1, {1}}, {2, {1}}});
  forged.checkpoint.root = leaf_hash("another root");
  const auto trusted = trust(network.policy, forged);
  ASSERT_TRUE(trusted.ok());
  EXPECT_EQ(trusted->checkpoint.root, checkpoint.root);
}

TEST_F(Trust, ABadSignatureByAKnownKeyRefusesAndAnUnknownOneIsIgnored) {
  auto with_bad = network.sign(checkpoint, {{0, {1}}, {1, {1}}, {2, {1}}, {3, {1}}});
  with_bad.note.signatures[4].blob[20] ^= 1;
  EXPECT_TRUE(trust(network.policy, with_bad).error().is(crypto::kNoteBadSignature));
  with_bad.note.signatures[4].key_id ^= 1;
  EXPECT_TRUE(trust(network.policy, with_bad).ok());
  with_bad.note.signatures[3].name += "x";
  EXPECT_TRUE(trust(network.policy, with_bad).error().is(kNoQuorum));
}

TEST_F(Trust, ACycleOfGroupsIsNoQuorum) {
  network.policy.groups = {{"validators", 1, {"loop"}}, {"loop", 1, {"validators"}}};
  const auto trusted = trust(network.policy, network.sign(checkpoint, {{0, {1}}, {1, {1}}, {2, {1}}}));
  EXPECT_TRUE(trusted.error().is(kNoQuorum));
}

}  // namespace
}  // namespace hocba::log
