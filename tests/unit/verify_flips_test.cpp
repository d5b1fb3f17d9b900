// The holder controls every byte of the file. Whatever is changed: never "valid" with other content, signer, time or
// status. HOCBA_FLIP_ALL=1 tries every bit of every byte of all kinds of documents; otherwise one bit of each byte of a
// certificate, a different bit from byte to byte, and one byte in 16 of the other kinds.
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

// Each made once. Four validators with a quorum of three: signatures by several keys stand in every receipt.
const std::map<std::string, Case>& cases() {
  static const std::map<std::string, Case> kCases = [] {
    std::map<std::string, Case> out;
    test::HolderNetwork network({.validators = 4, .quorum = 3});
    const auto certificate = network.issue_certificate();
    const auto award = network.issue_award();
    const auto transcript = network.issue_transcript();
    network.snapshot();
    out["certificate"] = case_of(network, certificate);
    out["award"] = case_of(network, award);
    out["transcript"] = case_of(network, transcript);
    network.change(award, chain::StatusAction::revoke);
    network.snapshot();
    out["revoked"] = case_of(network, award);
    return out;
  }();
  return kCases;
}

bool thorough() {
  const char* all = std::getenv("HOCBA_FLIP_ALL");
  return all != nullptr && *all == '1';
}

// A changed file that is called valid says all that the file said, and differs in nothing that anyone reads: that is so
// where the change only spells the compressed status bits in another way.
void expect_harmless(const Case& original, const std::string& changed, const std::string& what,
                     std::size_t& immaterial) {
  const Report report = verify_file(changed, original.policy);
  if (report.verdict != Verdict::valid) return;
  ASSERT_EQ(original.verdict, Verdict::valid) << what;
  ASSERT_EQ(to_json(report), original.report) << what;
  ASSERT_EQ(described(changed), original.content) << what;
  ASSERT_EQ(exchange::to_text(*exchange::parse_holder_file(changed)), original.text) << what;
  ++immaterial;
}

constexpr int kSlices = 8;  // so that test shards share the work

class EveryByte : public testing::TestWithParam<std::tuple<std::string, int>> {};

TEST_P(EveryByte, FlippedNeverMakesAnotherValidDocument) {
  const auto& [name, slice] = GetParam();
  const Case& original = cases().at(name);
  const std::size_t stride = thorough() || name == "certificate" ? 1 : 16;
  std::size_t tried = 0, immaterial = 0;
  for (std::size_t i = static_cast<std::size_t>(slice); i < original.text.size(); i += kSlices * stride) {
    for (int bit = 0; bit < 8; ++bit) {
      if (!thorough() && bit != static_cast<int>(i / (kSlices * stride) % 8)) continue;
      std::string changed = original.text;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      expect_harmless(original, changed, name + ", byte " + std::to_string(i) + ", bit " + std::to_string(bit),
                      immaterial);
      if (HasFatalFailure()) return;
      ++tried;
    }
  }
  EXPECT_GE(tried, original.text.size() / (kSlices * stride));
  EXPECT_LE(immaterial, 1 + tried / 100);  // the compressed bits are a few dozen bytes
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
  const Case& mine = cases().at("certificate");
  for (const std::string other : {"award", "transcript"}) {
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
