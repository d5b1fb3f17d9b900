// What the file and a node's news say of validity: status, expiry, stolen keys, certificates, who runs the ledger; what
// a report repeats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/verify/codes.hpp"
#include "ledger/verify/engine.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/said.hpp"

namespace hocba::verify {
namespace {

using chain::StatusAction;
using exchange::HolderFile;
using test::check;
using test::HolderNetwork;
using test::Issued;
using test::said;
using testing::Contains;
using testing::HasSubstr;

TEST(VerifyStatus, WithoutASnapshotNothingIsKnown) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  const Report report = check(network.file(issued), network.policy);
  EXPECT_EQ(said(report, CheckName::status), "status unknown verify.status_missing -> undecided");
  EXPECT_FALSE(report.as_of.has_value());
  EXPECT_EQ(exit_code(report.verdict), 5);
}

TEST(VerifyStatus, ASnapshotFromBeforeTheIssueSaysNothing) {
  HolderNetwork network;
  network.issue_award();
  network.snapshot();
  const Issued issued = network.issue_certificate();
  EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::status),
            "status unknown verify.status_too_old -> undecided");
}

TEST(VerifyStatus, OneOfTheTwoListsIsNotEnough) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  HolderFile file = network.file(issued);
  file.status->lists.pop_back();
  EXPECT_EQ(said(check(file, network.policy), CheckName::status), "status unknown verify.status_missing -> undecided");
}

TEST(VerifyStatus, BitsThatTheLedgerDidNotRecordFail) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.change(issued, StatusAction::revoke);
  network.snapshot();
  HolderFile file = network.file(issued);
  file.changes.clear();
  file.status->lists[0].raw.assign(exchange::kMaxStatusBytes, '\0');  // "nothing is revoked"
  EXPECT_EQ(said(check(file, network.policy), CheckName::status),
            "status fail verify.status_wrong_list -> not genuine");
  file = network.file(issued);
  file.changes.clear();
  std::swap(file.status->lists[0].raw, file.status->lists[1].raw);
  EXPECT_EQ(said(check(file, network.policy), CheckName::status),
            "status fail verify.status_wrong_list -> not genuine");
  file = network.file(issued);
  file.status->snapshot.record.receipt = file.policy.receipt;
  EXPECT_EQ(said(check(file, network.policy), CheckName::status),
            "status fail verify.status_not_proven -> not genuine");
  file = network.file(issued);
  file.status->snapshot = file.issue;
  EXPECT_EQ(said(check(file, network.policy), CheckName::status),
            "status fail verify.record_wrong_kind -> not genuine");
}

TEST(VerifyStatus, ARevokedDocumentIsNotInForceWithOrWithoutItsRecord) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.change(issued, StatusAction::revoke);
  const Time since = network.net.now;
  network.snapshot();
  HolderFile file = network.file(issued);
  Report report = check(file, network.policy);
  EXPECT_EQ(said(report, CheckName::status), "status fail verify.revoked -> not in force");
  EXPECT_EQ(report.since, since);
  EXPECT_EQ(exit_code(report.verdict), 3);
  HolderFile hidden = file;
  hidden.changes.clear();  // the bit says it all the same
  report = check(hidden, network.policy);
  EXPECT_EQ(said(report, CheckName::status), "status fail verify.revoked -> not in force");
  EXPECT_FALSE(report.since.has_value());
  hidden = file;
  hidden.status.reset();  // and so does the record
  EXPECT_EQ(said(check(hidden, network.policy), CheckName::status), "status fail verify.revoked -> not in force");
}

TEST(VerifyStatus, ASuspensionCanBeLifted) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.change(issued, StatusAction::suspend);
  network.snapshot();
  EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::status),
            "status fail verify.suspended -> not in force");
  const HolderFile before = network.file(issued);
  network.change(issued, StatusAction::reinstate);
  const Time lifted = network.net.now;
  // The old snapshot's bit is set; the reinstatement is newer than it.
  const Report report = check(network.file(issued), network.policy);
  EXPECT_EQ(said(report, CheckName::status), "status pass -> valid");
  EXPECT_EQ(report.as_of, lifted);
  network.snapshot();
  EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::status), "status pass -> valid");
  EXPECT_EQ(said(check(before, network.policy), CheckName::status), "status fail verify.suspended -> not in force");
}

TEST(VerifyStatus, ASupersededDocumentNamesItsSuccessor) {
  HolderNetwork network;
  const Issued old = network.issue_certificate();
  const Issued fresh = network.issue_certificate();
  network.change(old, StatusAction::supersede, fresh.document.id());
  network.snapshot();
  const Report report = check(network.file(old), network.policy);
  EXPECT_EQ(said(report, CheckName::status), "status fail verify.superseded -> not in force");
  EXPECT_EQ(report.successor, fresh.document.id());
  EXPECT_EQ(check(network.file(fresh), network.policy).verdict, Verdict::valid);
}

TEST(VerifyStatus, AChangeNewerThanTheSnapshotCounts) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  network.change(issued, StatusAction::revoke);
  EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::status),
            "status fail verify.revoked -> not in force");
}

TEST(VerifyStatus, AChangeOfAnotherDocumentFails) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  const Issued other = network.issue_award();
  network.change(other, StatusAction::revoke);
  network.snapshot();
  HolderFile file = network.file(issued);
  file.changes = network.file(other).changes;
  EXPECT_EQ(said(check(file, network.policy), CheckName::status), "status fail verify.change_wrong -> not genuine");
  file.changes[0].record.receipt = file.policy.receipt;
  EXPECT_EQ(said(check(file, network.policy), CheckName::status),
            "status fail verify.change_not_proven -> not genuine");
}

struct WithNews {
  HolderNetwork network;
  Issued issued = network.issue_certificate();
  HolderFile file;
  Options options;
  WithNews() {
    network.snapshot();
    file = network.file(issued);
  }
  void ask() {
    News news;
    news.credential = *chain::find_credential(network.net.view(), issued.document.id());
    for (const char* key : {"principal", "seal"})
      news.grants.push_back(**chain::find_grant(network.net.view(), network.net.grant_of(key)));
    news.as_of = network.net.now + hours(1);
    options.news = news;
  }
};

TEST(VerifyStatus, NewsOfANodeIsFresherThanTheFile) {
  WithNews w;
  w.ask();
  Report report = check(w.file, w.network.policy, w.options);
  EXPECT_EQ(said(report, CheckName::status), "status pass -> valid");
  EXPECT_EQ(said(report, CheckName::compromise), "compromise pass -> valid");
  EXPECT_EQ(report.as_of, w.network.net.now + hours(1));
  HolderFile bare = w.file;
  bare.status.reset();
  EXPECT_EQ(check(bare, w.network.policy, w.options).verdict, Verdict::valid);
  w.network.change(w.issued, StatusAction::revoke);
  w.ask();
  report = check(w.file, w.network.policy, w.options);
  EXPECT_EQ(said(report, CheckName::status), "status fail verify.revoked -> not in force");
  EXPECT_TRUE(report.since.has_value());
  w.options.news->credential->erased = true;
  report = check(w.file, w.network.policy, w.options);
  EXPECT_EQ(said(report, CheckName::status), "status fail verify.document_erased -> not in force");
  EXPECT_FALSE(report.standing.has_value());
  EXPECT_FALSE(report.since.has_value());
  w.options.news->credential->erased = false;
  w.options.news->credential->digest.data[0] ^= 1;
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::status),
            "status fail verify.digest_differs -> not genuine");
}

// What a node tells strangers: no reason, and whether the document is undecided, but not by which grants.
TEST(VerifyStatus, ANodeThatSaysOnlyNotInForceIsNotTakenForMore) {
  WithNews w;
  w.network.change(w.issued, StatusAction::suspend);
  w.ask();
  w.options.news->reason_not_public = true;
  const Report report = check(w.file, w.network.policy, w.options);
  EXPECT_EQ(said(report, CheckName::status), "status fail verify.not_in_force -> not in force");
  EXPECT_FALSE(report.standing.has_value());
  EXPECT_EQ(report.since, w.network.net.now);
  EXPECT_THAT(to_json(report), HasSubstr("\"standing\":\"not in force\""));
  EXPECT_THAT(to_lines(report, "en"), Contains(testing::StartsWith("Status: not in force, ")));
  // Where the file itself shows that change, its reason stands.
  const HolderFile shown = w.network.file(w.issued);
  EXPECT_EQ(said(check(shown, w.network.policy, w.options), CheckName::status),
            "status fail verify.suspended -> not in force");
}

TEST(VerifyStatus, WhatTheNodeFindsUndecidedIsUndecidedWithoutItsGrants) {
  WithNews w;
  w.ask();
  w.options.news->grants.clear();
  w.options.news->undecided = true;
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise),
            "compromise unknown verify.compromised -> undecided");
  w.options.news->undecided = false;
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise), "compromise pass -> valid");
}

TEST(VerifyStatus, NewsOfANodeThatDoesNotKnowTheDocumentAnswersNothing) {
  WithNews w;
  w.ask();
  w.options.news->credential.reset();
  w.options.news->grants.clear();
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise),
            "compromise unknown verify.compromise_not_asked -> valid");
  w.ask();
  w.options.news->credential->id.data[0] ^= 1;
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise),
            "compromise unknown verify.compromise_not_asked -> valid");
}

TEST(VerifyStatus, ANameThatCouldSteerATerminalIsNotRepeated) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  const auto seal = network.net.grant_of("seal");
  auto body = std::get<chain::KeyGrant>(chain::parse_record(network.net.entries()[log::to_u64(seal)])->body);
  const exchange::OpenedCommitment odd{test::person_of("seal").salt,
                                       crypto::canonical(nlohmann::json{{"name", "A\x1b[2J"}})};
  body.person = test::commitment_to("person", odd);
  network.forge(seal, body, "79TH0001", {"manager"});
  HolderFile file = network.file(issued);
  file.grants.back().person = odd;
  const Report report = check(file, network.policy);
  EXPECT_EQ(said(report, CheckName::signatories), "signatories pass -> valid");
  ASSERT_EQ(report.signatories.size(), 2u);
  EXPECT_EQ(report.signatories[1].person, "");
}

TEST(VerifyStatus, AVerifierSaysHowOldAStatusMayBe) {
  WithNews w;
  const Time known = *check(w.file, w.network.policy).as_of;
  w.options.fresh_from = known;
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::status), "status pass -> valid");
  w.options.fresh_from = known + Duration{1};
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::status),
            "status unknown verify.status_stale -> undecided");
  w.ask();
  EXPECT_EQ(check(w.file, w.network.policy, w.options).verdict, Verdict::valid);
  w.network.change(w.issued, StatusAction::revoke);  // an ending is an ending, however old the news of it
  w.options.news.reset();
  w.options.fresh_from = w.network.net.now + days(400);
  EXPECT_EQ(check(w.network.file(w.issued), w.network.policy, w.options).verdict, Verdict::not_in_force);
}

TEST(VerifyStatus, OldNewsDoesNotReplaceTheFile) {
  WithNews w;
  w.ask();
  w.network.change(w.issued, StatusAction::revoke);
  w.network.snapshot();
  w.options.news->as_of = w.network.net.now - days(1);
  EXPECT_EQ(said(check(w.network.file(w.issued), w.network.policy, w.options), CheckName::status),
            "status fail verify.revoked -> not in force");
}

// Anyone between can say "in force"; the end in the file is cosigned.
TEST(VerifyStatus, ANodesWordDoesNotUndoAnEndThatTheFileProves) {
  WithNews w;
  w.ask();
  w.network.change(w.issued, StatusAction::revoke);
  w.network.snapshot();
  w.options.news->as_of = w.network.net.now + days(1);
  EXPECT_EQ(said(check(w.network.file(w.issued), w.network.policy, w.options), CheckName::status),
            "status fail verify.revoked -> not in force");
}

TEST(VerifyStatus, AStolenKeyMakesUndecidedUntilTheUnitConfirms) {
  WithNews w;
  EXPECT_EQ(said(check(w.file, w.network.policy), CheckName::compromise),
            "compromise unknown verify.compromise_not_asked -> valid");
  w.network.net.advance(hours(1));
  const auto revoked = w.network.net.must(
      chain::KeyRevoke{w.network.net.grant_of("seal"), chain::RevokeReason::theft, w.network.net.now - days(1)},
      "79TH0001", {"manager"});
  w.network.net.close_block();
  w.ask();
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise),
            "compromise unknown verify.compromised -> undecided");
  HolderFile told = w.network.file(w.issued);  // a file may say it, too
  told.grants.push_back(w.network.grant_evidence(revoked));
  EXPECT_EQ(said(check(told, w.network.policy), CheckName::compromise),
            "compromise unknown verify.compromised -> undecided");
  w.network.change(w.issued, StatusAction::confirm);
  w.ask();
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise), "compromise pass -> valid");
  told = w.network.file(w.issued);
  told.grants.push_back(w.network.grant_evidence(revoked));
  EXPECT_EQ(said(check(told, w.network.policy), CheckName::compromise),
            "compromise unknown verify.compromise_not_asked -> valid");
}

// A suspension hidden, a later confirmation shown: the file proves nothing newer than its snapshot.
TEST(VerifyStatus, AConfirmationDoesNotMakeAnOldSnapshotNewer) {
  WithNews w;
  const auto shown_before = check(w.file, w.network.policy).as_of;
  w.network.net.advance(hours(1));
  w.network.net.must(
      chain::KeyRevoke{w.network.net.grant_of("seal"), chain::RevokeReason::theft, w.network.net.now - days(1)},
      "79TH0001", {"manager"});
  w.network.net.close_block();
  w.network.change(w.issued, StatusAction::suspend);
  w.network.change(w.issued, StatusAction::confirm);
  HolderFile hidden = w.network.file(w.issued);
  ASSERT_EQ(hidden.changes.size(), 2u);
  hidden.changes.erase(hidden.changes.begin());
  const Report report = check(hidden, w.network.policy);
  ASSERT_TRUE(report.as_of.has_value());
  EXPECT_LE(*report.as_of, *shown_before);
}

// Not only the document's signatories: who signed the record of its issue stands behind it as well.
TEST(VerifyStatus, AStolenKeyThatSignedTheIssueRecordMakesUndecided) {
  HolderNetwork network;
  network.record_signers = {"principal", "seal", "registrar"};
  const Issued issued = network.issue_certificate();
  network.snapshot();
  const HolderFile file = network.file(issued);
  network.net.advance(hours(1));
  network.net.must(
      chain::KeyRevoke{network.net.grant_of("registrar"), chain::RevokeReason::theft, network.net.now - days(1)},
      "79TH0001", {"manager"});
  network.net.close_block();
  News news;
  news.credential = *chain::find_credential(network.net.view(), issued.document.id());
  news.grants.push_back(**chain::find_grant(network.net.view(), network.net.grant_of("registrar")));
  news.as_of = network.net.now + hours(1);
  Options options;
  options.news = news;
  EXPECT_EQ(said(check(file, network.policy, options), CheckName::compromise),
            "compromise unknown verify.compromised -> undecided");
}

// Neither signatory's key was stolen, but the one with which they were given their rights.
TEST(VerifyStatus, AStolenKeyThatGrantedTheSignatoriesMakesUndecided) {
  WithNews w;
  auto& net = w.network.net;
  net.advance(hours(1));
  const auto manager = net.grant_of("manager");
  const auto granted = [&] { return **chain::find_grant(net.view(), net.grant_of("seal")); }().behind.back().used;
  const auto ask = [&](Time since) {
    net.must(chain::KeyRevoke{manager, chain::RevokeReason::theft, since}, "79SGD", {"office-manager"});
    net.close_block();
    w.ask();
    w.options.news->granting = {**chain::find_grant(net.view(), manager)};
    return said(check(w.file, w.network.policy, w.options), CheckName::compromise);
  };
  EXPECT_EQ(ask(granted + Duration{1}), "compromise pass -> valid");
  EXPECT_EQ(ask(granted), "compromise unknown verify.compromised -> undecided");
  w.options.news->credential->confirmed_by = net.grant_of("manager");  // before it was revoked
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise),
            "compromise unknown verify.compromised -> undecided");
  w.options.news->credential->confirmed_by = log::LeafIndex{to_u64(*w.options.news->granting.front().revoked_by) + 1};
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise), "compromise pass -> valid");
}

TEST(VerifyStatus, AKeyStolenAfterTheIssueHarmsNothing) {
  WithNews w;
  w.network.net.advance(days(2));
  w.network.net.must(
      chain::KeyRevoke{w.network.net.grant_of("seal"), chain::RevokeReason::theft, w.network.net.now - hours(1)},
      "79TH0001", {"manager"});
  w.network.net.close_block();
  w.ask();
  EXPECT_EQ(said(check(w.file, w.network.policy, w.options), CheckName::compromise), "compromise pass -> valid");
}

TEST(VerifyStatus, ExpiryIsTheEndOfTheDayInVietNam) {
  WithNews w;  // 2030-06-01
  const auto at = [&](std::string_view time) {
    Options options;
    options.now = test::time_at(time);
    return said(check(w.file, w.network.policy, options), CheckName::expiry);
  };
  EXPECT_EQ(at("2030-06-01T16:59:59Z"), "expiry pass -> valid");
  EXPECT_EQ(at("2030-06-01T17:00:00Z"), "expiry fail verify.expired -> not in force");
  HolderFile bare = w.file;
  bare.status.reset();
  EXPECT_EQ(said(check(bare, w.network.policy), CheckName::expiry),
            "expiry unknown verify.expiry_unknown -> undecided");
  const Issued award = w.network.issue_award();
  w.network.snapshot();
  EXPECT_EQ(said(check(w.network.file(award), w.network.policy), CheckName::expiry), "expiry not applicable -> valid");
}

TEST(VerifyStatus, EvidenceThatTheLedgerDoesNotNameFails) {
  WithNews w;
  EXPECT_EQ(said(check(w.file, w.network.policy), CheckName::evidence), "evidence not applicable -> valid");
  w.file.evidence.push_back({"x509", "no certificate"});
  EXPECT_EQ(said(check(w.file, w.network.policy), CheckName::evidence),
            "evidence fail verify.certificate_malformed -> not genuine");
}

TEST(VerifyStatus, EveryVerdictSaysWhenOneOperatorCouldRewriteTheLedger) {
  WithNews w;
  Report report = check(w.file, w.network.policy);
  EXPECT_EQ(said(report, CheckName::operators), "operators unknown verify.single_operator -> valid");
  EXPECT_TRUE(report.single_operator);
  EXPECT_TRUE(verify_file("broken", w.network.policy).single_operator);
  HolderNetwork four({.validators = 4, .quorum = 3});
  const Issued issued = four.issue_certificate();
  four.snapshot();
  EXPECT_EQ(said(check(four.file(issued), four.policy), CheckName::operators), "operators pass -> valid");
  log::Policy weak = four.policy;
  weak.groups[0].threshold = 2;  // two ledgers could both look final
  EXPECT_EQ(said(check(four.file(issued), weak), CheckName::operators),
            "operators unknown verify.policy_unsound -> undecided");
}

TEST(VerifyStatus, EveryVerdictOnADocumentOfATestNetworkSaysTest) {
  HolderNetwork network({.test = true});
  const Issued issued = network.issue_certificate();
  network.snapshot();
  const Report report = check(network.file(issued), network.policy);
  EXPECT_EQ(said(report, CheckName::operators), "operators unknown verify.test_network -> valid");
  EXPECT_TRUE(report.test_network);
  EXPECT_TRUE(verify_file("broken", network.policy).test_network);
  for (const char* lang : {"vi", "en"}) {
    const auto lines = to_lines(report, lang);
    const std::string says = std::string(lang) == "vi" ? "THỬ NGHIỆM" : "TEST NETWORK";
    EXPECT_THAT(lines, Contains(HasSubstr(says)));
    // What is no document, or of another network, has nothing to do with that of the policy.
    EXPECT_THAT(to_lines(verify_file("broken", network.policy), lang), testing::Not(Contains(HasSubstr(says))));
    HolderNetwork other({.test = true, .origin = "other.example/ledger"});
    EXPECT_THAT(to_lines(check(network.file(issued), other.policy), lang), testing::Not(Contains(HasSubstr(says))));
  }
}

TEST(VerifyReport, EveryCodeHasANextStepAndTwoSentences) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  HolderFile file = network.file(issued);
  file.grants.clear();
  const Report report = check(file, network.policy);
  for (const Check& each : report.checks) {
    if (each.outcome == Outcome::pass || each.outcome == Outcome::not_applicable) {
      EXPECT_EQ(each.code, nullptr);
      continue;
    }
    ASSERT_NE(each.code, nullptr);
    EXPECT_FALSE(each.next_vi.empty()) << each.code->id;
    EXPECT_FALSE(each.next_en.empty()) << each.code->id;
  }
  EXPECT_GT(codes().size(), 40u);
  EXPECT_THAT(to_json(report), HasSubstr(R"("verdict":"undecided")"));
}

}  // namespace
}  // namespace hocba::verify
