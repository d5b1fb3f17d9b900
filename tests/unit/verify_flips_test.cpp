// The holder controls every byte of the file. Whatever is changed: never "valid" with other content, signer, time or
// status. Every byte of the files below is flipped in three ways: the lowest bit, the bit between upper and lower case,
// the highest bit. One byte in four of the revoked document, and in builds that are slow on purpose one in 4 (debug) or
// 64 (sanitizers) of all; HOCBA_FLIP_ALL=1 tries all eight bits of every byte of everything.
//
// What is compared: a changed file that is called valid must have, to the last byte, the same report (as JSON: verdict,
// every check with its evidence, ids, issuer, signatories and when they signed, time of the record, as-of time,
// standing, groups withheld and erased), the same content as it is described to people, and be the same file once it is
// written anew. That leaves one thing free, the way in which the status bits are compressed.
//
// The runs share a Memory, since a flip changes one of some twenty signed pieces; that it changes no report is checked
// on every valid one and on a sample of the others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "ledger/verify/codes.hpp"
#include "ledger/verify/engine.hpp"
#include "tests/support/holder_builder.hpp"

namespace hocba::verify {
namespace {

struct Case {
  std::string text;     // the file
  std::string report;   // its report as JSON
  std::string content;  // described for people
  log::Policy policy;
  Verdict verdict{};
};

std::string described(const std::string& text) {
  const auto file = exchange::parse_holder_file(text);
  if (!file.ok()) return "unreadable";
  const auto document = exchange::open_document(*file);
  if (!document.ok()) return "unreadable";
  std::string out;
  for (const auto& line : credential::describe(*document))
    out += line.section_en + "/" + line.label_en + "=" + line.value + "\n";
  return out;
}

Case case_of(const test::HolderNetwork& network, const test::Issued& issued) {
  Case out;
  out.text = exchange::to_text(network.file(issued));
  out.policy = network.policy;
  const Report report = verify_file(out.text, out.policy);
  out.report = to_json(report);
  out.verdict = report.verdict;
  out.content = described(out.text);
  return out;
}

// Each made once. Four validators with a quorum of three, so that signatures by several keys stand in every receipt;
// one validator for the last two kinds.
const std::map<std::string, Case>& cases() {
  static const std::map<std::string, Case> kCases = [] {
    std::map<std::string, Case> out;
    test::HolderNetwork network({.validators = 4, .quorum = 3});
    const auto certificate = network.issue_certificate();
    const auto award = network.issue_award();
    network.snapshot();
    out["certificate"] = case_of(network, certificate);
    network.change(award, chain::StatusAction::revoke);
    network.snapshot();
    out["revoked"] = case_of(network, award);
    test::HolderNetwork small;
    const auto other_award = small.issue_award();
    const auto transcript = small.issue_transcript();
    small.snapshot();
    out["award"] = case_of(small, other_award);
    out["transcript"] = case_of(small, transcript);
    return out;
  }();
  return kCases;
}

bool thorough() {
  const char* all = std::getenv("HOCBA_FLIP_ALL");
  return all != nullptr && *all == '1';
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kStride = 64;
#elif defined(NDEBUG)
constexpr std::size_t kStride = 1;
#else
constexpr std::size_t kStride = 4;
#endif
constexpr int kSlices = 8;  // so that test shards share the work
constexpr int kSampled = 64;

class EveryByte : public testing::TestWithParam<std::tuple<std::string, int>> {
 protected:
  // Counts what is valid all the same.
  void expect_harmless(const Case& original, const std::string& changed, const std::string& what) {
    Options options;
    options.memory = &memory_;
    const Report report = verify_file(changed, original.policy, options);
    const bool valid = report.verdict == Verdict::valid;
    if (valid || tried_ % kSampled == 0) {
      ASSERT_EQ(to_json(report), to_json(verify_file(changed, original.policy))) << what;
    }
    ++tried_;
    if (!valid) return;
    ASSERT_EQ(original.verdict, Verdict::valid) << what;
    ASSERT_EQ(to_json(report), original.report) << what;
    ASSERT_EQ(described(changed), original.content) << what;
    ASSERT_EQ(exchange::to_text(*exchange::parse_holder_file(changed)), original.text) << what;
    ++immaterial_;
  }

  Memory memory_;
  std::size_t tried_ = 0, immaterial_ = 0;
};

TEST_P(EveryByte, FlippedNeverMakesAnotherValidDocument) {
  const auto& [name, slice] = GetParam();
  const Case& original = cases().at(name);
  const std::vector<int> bits = thorough() ? std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7} : std::vector<int>{0, 5, 7};
  const std::size_t step = kSlices * (thorough() ? 1 : name == "revoked" ? std::max<std::size_t>(kStride, 4) : kStride);
  for (std::size_t i = static_cast<std::size_t>(slice); i < original.text.size(); i += step) {
    for (const int bit : bits) {
      std::string changed = original.text;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      expect_harmless(original, changed, name + ", byte " + std::to_string(i) + ", bit " + std::to_string(bit));
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GE(tried_, original.text.size() / step * bits.size());
  EXPECT_LE(immaterial_, 1 + tried_ / 100);  // the compressed bits are a few dozen bytes
}

INSTANTIATE_TEST_SUITE_P(Of, EveryByte,
                         testing::Combine(testing::Values("certificate", "award", "transcript", "revoked"),
                                          testing::Range(0, kSlices)),
                         [](const auto& param) {
                           return std::get<0>(param.param) + "_" + std::to_string(std::get<1>(param.param));
                         });

TEST(EveryPiece, TakenAwayDoubledOrExchangedNeverMakesAnotherValidDocument) {
  for (const auto& [name, original] : cases()) {
    const auto file = exchange::parse_holder_file(original.text);
    ASSERT_TRUE(file.ok());
    std::size_t tried = 0, valid = 0;
    // `may_be_valid`: withholding a group or a person is the holder's right; the rest of the report stays.
    const auto attempt = [&](exchange::HolderFile changed, const std::string& what) {
      ++tried;
      const Report report = verify_file(exchange::to_text(changed), original.policy);
      if (report.verdict == Verdict::valid) ++valid;
      EXPECT_NE(report.verdict, Verdict::valid) << name << ": " << what;
    };
    const auto pieces = [](exchange::HolderFile& f) {
      std::vector<exchange::Proven*> out = {&f.issue.record, &f.issue.block, &f.policy};
      for (auto& unit : f.units) out.push_back(&unit.record);
      for (auto& grant : f.grants) out.push_back(&grant.record);
      if (f.status) out.insert(out.end(), {&f.status->snapshot.record, &f.status->snapshot.block});
      return out;
    };
    exchange::HolderFile probe = *file;
    const std::size_t count = pieces(probe).size();
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        if (a == b) continue;
        exchange::HolderFile changed = *file;  // receipt of another entry
        pieces(changed)[a]->receipt = pieces(changed)[b]->receipt;
        attempt(changed, "receipt " + std::to_string(a) + " of " + std::to_string(b));
        changed = *file;  // another entry with its own receipt
        const auto grants_exchanged = a > 3 && b > 3 && a < 4 + file->grants.size() && b < 4 + file->grants.size();
        *pieces(changed)[a] = *pieces(changed)[b];
        if (!grants_exchanged) attempt(changed, "piece " + std::to_string(a) + " from " + std::to_string(b));
      }
    }
    for (std::size_t i = 0; i < file->grants.size(); ++i) {
      exchange::HolderFile changed = *file;
      changed.grants.erase(changed.grants.begin() + static_cast<std::ptrdiff_t>(i));
      attempt(changed, "without a grant");
      changed = *file;
      changed.grants.push_back(changed.grants[i]);
      attempt(changed, "a grant twice");
    }
    exchange::HolderFile changed = *file;
    changed.units.clear();
    attempt(changed, "without units");
    changed = *file;
    changed.status.reset();
    attempt(changed, "without status");
    for (std::size_t i = 0; i < 2; ++i) {
      changed = *file;
      changed.status->lists.erase(changed.status->lists.begin() + static_cast<std::ptrdiff_t>(i));
      attempt(changed, "without a list");
    }
    EXPECT_GT(tried, 50u);
    EXPECT_EQ(valid, 0u);
  }
}

TEST(EveryPiece, OfAnotherDocumentMakesNoValidOne) {
  for (const auto& [own, other] : {std::pair("certificate", "revoked"), std::pair("award", "transcript")}) {
    const Case& mine = cases().at(own);  // of one network with the other
    const auto theirs = exchange::parse_holder_file(cases().at(other).text);
    auto file = exchange::parse_holder_file(mine.text);
    ASSERT_TRUE(file.ok() && theirs.ok());
    auto changed = *file;
    changed.core = theirs->core;
    EXPECT_EQ(verify_file(exchange::to_text(changed), mine.policy).verdict, Verdict::not_genuine);
    changed = *file;
    changed.issue = theirs->issue;
    EXPECT_EQ(verify_file(exchange::to_text(changed), mine.policy).verdict, Verdict::not_genuine);
    changed = *file;
    changed.groups = theirs->groups;
    EXPECT_EQ(verify_file(exchange::to_text(changed), mine.policy).verdict, Verdict::not_genuine);
    changed = *file;
    changed.policy = theirs->policy;
    EXPECT_EQ(verify_file(exchange::to_text(changed), mine.policy).verdict, Verdict::not_genuine);
  }
}

TEST(EveryPiece, AnOlderSnapshotDoesNotHideARevocation) {
  // The holder kept the snapshot of before the revocation; receipts under today's checkpoint are public.
  test::HolderNetwork network;
  const auto issued = network.issue_certificate();
  network.snapshot();
  const auto before = network.file(issued);
  const Time snapshot_block = network.net.now;
  network.change(issued, chain::StatusAction::revoke);
  network.snapshot();
  auto file = network.file(issued);
  EXPECT_EQ(verify_file(exchange::to_text(file), network.policy).verdict, Verdict::not_in_force);
  file.changes.clear();
  const auto snapshot = log::Receipt::parse(before.status->snapshot.record.receipt);
  file.status = before.status;
  file.status->snapshot = network.prove_in_block(snapshot->index);
  const Report report = verify_file(exchange::to_text(file), network.policy);
  ASSERT_EQ(report.verdict, Verdict::valid);  // as of then it was, and the report says no later time than that
  EXPECT_EQ(report.as_of, snapshot_block);
}

}  // namespace
}  // namespace hocba::verify
