// The signing desk of a real node: transcripts of a class through all hands, what comes in between, restarts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "node/codes.hpp"
#include "node/desk.hpp"
#include "tests/node_support/desk_fixture.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node {
namespace {

using chain::Role;
using nlohmann::json;
using test::code;
using test::DeskOfASchool;
using test::key_named;
using test::must_be;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(DeskOfASchool, TakesATranscriptThroughAllHandsToTheLedger) {
  const auto name = on_the_desk();
  EXPECT_THAT(list("registrar"), IsEmpty());
  EXPECT_THAT(list("cn"), IsEmpty()) << "teachers first";
  ASSERT_THAT(list("toan"), SizeIs(1));
  EXPECT_EQ(list("toan").front().mine, Role::teacher);
  EXPECT_EQ(sign("toan", name), "");
  EXPECT_EQ(sign("van", name), "") << "a further teacher";
  EXPECT_EQ(sign("cn", name), "");
  EXPECT_EQ(list("principal").front().word, "GVCN_KY");
  EXPECT_EQ(sign("principal", name), "");
  EXPECT_THAT(list("registrar", DeskView::ready), IsEmpty());
  EXPECT_EQ(sign("seal", name), "");
  const auto ready = list("registrar", DeskView::ready);
  ASSERT_THAT(ready, SizeIs(1));
  EXPECT_THAT(ready.front().signers, SizeIs(5));
  EXPECT_TRUE(vault().holds(credential::CredentialId::of(name), ready.front().digest).value());
  net.must(issue_of(ready.front()), "79TH0001", {"principal", "seal"});
  EXPECT_THAT(list("registrar", DeskView::all), IsEmpty()) << "issued: no more of the desk";
  ASSERT_TRUE(desk().settle(view()).ok());
  EXPECT_EQ(desk().size(), 0u);
  const auto file = build_holder_file(view(), vault(), credential::CredentialId::of(name), {});
  EXPECT_TRUE(file.ok());
}

TEST_F(DeskOfASchool, ShowsAndTakesNothingOfOtherClassesAndSubjects) {
  const auto name = on_the_desk();
  for (const char* who : {"su", "toan-6a2", "other-principal", "nobody"}) {
    EXPECT_THAT(list(who, DeskView::all), IsEmpty()) << who;
    EXPECT_EQ(sign(who, name), kNoSuchDraft.id) << who;
    EXPECT_EQ(attach(who, {proof(who, content("registrar", name))}), kNoSuchDraft.id) << who;
    EXPECT_EQ(give_back(who, name), kNoSuchDraft.id) << who;
  }
}

TEST_F(DeskOfASchool, ShowsASubjectTeacherMarksAndNothingOfTheFamily) {
  const auto name = on_the_desk();
  std::vector<std::string> groups;
  for (const auto& group : content("toan", name).groups) groups.push_back(group.name);
  EXPECT_THAT(groups, ElementsAre("year-2024-2025"));
  EXPECT_GT(content("cn", name).groups.size(), 1u);
  const auto reads = vault().access_log(credential::CredentialId::of(name)).value();
  EXPECT_THAT(reads, SizeIs(2));
  EXPECT_EQ(reads.front().key, key("toan").did());
}

TEST_F(DeskOfASchool, TakesASignatureOfTheDraftAsItIsAndOfNothingElse) {
  const auto name = on_the_desk();
  auto wrong = proof("toan", content("toan", name));
  wrong.signature[0] = static_cast<char>(wrong.signature[0] ^ 1);
  EXPECT_NE(attach("toan", {wrong}), "");
  const auto other = on_the_desk(1);
  auto of_another = proof("toan", content("toan", other));
  of_another.name = name;
  EXPECT_EQ(attach("toan", {of_another}), kDeskChanged.id);
  of_another.seen = content("toan", name).item.digest;
  EXPECT_NE(attach("toan", {of_another}), "") << "the bytes decide";
  EXPECT_THAT(content("registrar", name).item.signers, IsEmpty());
  EXPECT_EQ(attach("van", {proof("toan", content("toan", name))}), "crypto.proof_bad_signature")
      << "nobody brings another's";
}

TEST_F(DeskOfASchool, LosesNoSignatureWhenTwoSignAtOnce) {
  const auto name = on_the_desk();
  const auto seen_by_toan = content("toan", name), seen_by_van = content("van", name);
  EXPECT_EQ(attach("toan", {proof("toan", seen_by_toan)}), "");
  EXPECT_EQ(attach("van", {proof("van", seen_by_van)}), kDeskChanged.id);
  EXPECT_EQ(sign("van", name), "");
  EXPECT_EQ(sign("van", name), kDeskSignedAlready.id);
  EXPECT_THAT(content("cn", name).item.signers, ElementsAre(key("toan").did(), key("van").did()));
}

TEST_F(DeskOfASchool, TakesEverySignatureOfTwoWhoWorkAtTheSameTime) {
  std::vector<DeskName> names;
  for (std::uint32_t n = 0; n < 8; ++n) names.push_back(on_the_desk(n));
  const auto moment = net.node().view();
  const auto work = [&](const std::string& who) {
    for (const DeskName& name : names) {
      // Each refusal means that the other one has signed: this ends.
      for (bool again = true; again;) {
        const auto seen = must_be(desk().read(*moment, key(who), {name}));
        const auto out = desk().attach(*moment, key(who), {proof(who, seen.front())});
        again = !out.front().ok() && out.front().error().is(kDeskChanged);
      }
    }
  };
  std::thread other([&] { work("van"); });
  work("toan");
  other.join();
  for (const DeskName& name : names) EXPECT_THAT(content("cn", name).item.signers, SizeIs(2));
}

TEST_F(DeskOfASchool, JudgesEachOfABatchAlone) {
  std::vector<DeskProof> proofs;
  for (std::uint32_t n = 0; n < 3; ++n) proofs.push_back(proof("toan", content("toan", on_the_desk(n))));
  proofs[1].signature[5] = static_cast<char>(proofs[1].signature[5] ^ 1);
  proofs.push_back(proofs[0]);
  const auto out = desk().attach(view(), key("toan"), proofs);
  EXPECT_TRUE(out[0].ok());
  EXPECT_FALSE(out[1].ok());
  EXPECT_TRUE(out[2].ok());
  EXPECT_FALSE(out[3].ok()) << "twice in one batch";
  EXPECT_THAT(list("toan"), SizeIs(1));
}

TEST_F(DeskOfASchool, DropsSignaturesWhenADraftIsReturnedAndKeepsTheReason) {
  const auto name = on_the_desk();
  EXPECT_EQ(sign("toan", name), "");
  EXPECT_EQ(give_back("cn", name, " "), kDeskReason.id);
  EXPECT_EQ(give_back("principal", name), "") << "may deposit, so may return";
  EXPECT_EQ(give_back("cn", name), kDeskReturned.id);
  EXPECT_EQ(sign("cn", name), kDeskReturned.id);
  const auto mine = list("registrar");
  ASSERT_THAT(mine, SizeIs(1)) << "whoever deposited corrects";
  EXPECT_EQ(mine.front().word, "TRA_LAI");
  EXPECT_EQ(mine.front().reason, "Sai điểm Toán");
  EXPECT_EQ(mine.front().returned_by, key("principal").did());
  EXPECT_THAT(list("toan", DeskView::returned), SizeIs(1)) << "whoever had signed sees it";
  EXPECT_THAT(mine.front().signers, IsEmpty());
  // The corrected one, under the same id and number, begins anew.
  EXPECT_EQ(depositing(transcript("Nguyễn Văn An")), "replaced");
  EXPECT_THAT(list("toan"), SizeIs(1));
  for (const char* who : {"toan", "cn", "principal", "seal"}) EXPECT_EQ(sign(who, name), "") << who;
  EXPECT_EQ(give_back("registrar", name), "") << "also one that is closed, until it is issued";
}

TEST_F(DeskOfASchool, IsReturnedByWhoseTurnItIs) {
  const auto name = on_the_desk();
  EXPECT_EQ(give_back("cn", name), kDeskNotYourTurn.id);
  EXPECT_EQ(give_back("toan", name), "");
}

TEST_F(DeskOfASchool, KeepsADraftThatIsDepositedAgainAndRefusesAnotherInItsPlace) {
  const auto document = transcript("Nguyễn Văn An");
  EXPECT_EQ(depositing(document), "fresh");
  EXPECT_EQ(sign("toan", document.id().str()), "");
  EXPECT_EQ(depositing(document), "kept");
  EXPECT_THAT(content("cn", document.id().str()).item.signers, SizeIs(1));
  EXPECT_EQ(depositing(transcript("Nguyễn Văn Bình")), kDeskWaiting.id);
  EXPECT_EQ(deposit(transcript("Nguyễn Văn An", 1), "toan"), chain::kNoAuthority.id);
  EXPECT_EQ(deposit(transcript("Nguyễn Văn An", 1), "other-registrar"), chain::kNoAuthority.id);
}

TEST_F(DeskOfASchool, JudgesSignaturesThatCameWithTheDraft) {
  auto document = transcript("Nguyễn Văn An");
  HOCBA_CHECK(document.sign(key_named("toan"), net.net.now, "urn:uuid:" + crypto::random_uuid()).ok());
  auto wrong = transcript("Nguyễn Văn An", 1);
  HOCBA_CHECK(wrong.sign(key_named("cn"), net.net.now, "urn:uuid:" + crypto::random_uuid()).ok());
  EXPECT_EQ(deposit(wrong), kDeskNotYourTurn.id);
  EXPECT_EQ(deposit(document), "");
  EXPECT_EQ(content("cn", document.id().str()).item.word, "GVBM_KY");
}

TEST_F(DeskOfASchool, NoticesAGrantThatEndsBetweenSigningAndIssuing) {
  const auto name = signed_by_all();
  ASSERT_THAT(list("registrar", DeskView::ready), SizeIs(1));
  const auto toan = list("registrar", DeskView::ready).front().grants.front();
  net.must(chain::KeyRevoke{toan, chain::RevokeReason::left, {}}, "79TH0001", {"manager"});
  EXPECT_THAT(list("registrar", DeskView::ready), IsEmpty());
  ASSERT_THAT(list("registrar"), SizeIs(1)) << "to be returned";
  EXPECT_TRUE(list("registrar").front().lapsed);
  EXPECT_EQ(give_back("registrar", name, "GV Toán đã chuyển"), "");
  EXPECT_EQ(depositing(transcript("Nguyễn Văn An")), "replaced");
  EXPECT_EQ(sign("toan", name), kNoSuchDraft.id) << "no right any more";
  EXPECT_EQ(sign("van", name), "");
}

// A registrar who has the keys, and does not come by the desk.
TEST_F(DeskOfASchool, IsNotTheOnlyPlaceWhereScopesHold) {
  signed_by_all();
  const auto by_desk = list("registrar", DeskView::ready).front();
  const auto outcome = [&](const std::string& teacher, log::LeafIndex right) {
    auto document = transcript("Nguyễn Văn An", 1);
    for (const std::string& who : {teacher, std::string("cn"), std::string("principal"), std::string("seal")})
      HOCBA_CHECK(document.sign(key_named(who), net.net.now, "urn:uuid:" + crypto::random_uuid()).ok());
    HOCBA_CHECK(vault().deposit(view(), {document.id(), document.core_text(), document.groups(), {}}).ok());
    DeskItem item = by_desk;
    item.name = document.id().str();
    item.digest = document.digest();
    item.number = document.facts().register_number;
    item.status_index = document.facts().status_index;
    item.grants.front() = right;
    return net.node().submit_and_wait(net.net.sign(net.net.record(issue_of(item), "79TH0001"), {"principal", "seal"}));
  };
  const auto refused = outcome("su", su_);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(kDocumentUnverifiable)) << refused.error().to_string();
  EXPECT_THAT(refused.error().detail(), testing::HasSubstr("node.desk_wrong_subject"));
  const auto taken = outcome("toan", by_desk.grants.front());
  EXPECT_TRUE(taken.ok()) << taken.error().to_string();
}

TEST_F(DeskOfASchool, LetsNobodySignWhoseScopeItCanNotOpen) {
  grant("hoa", Role::teacher, {{"class", "6A1"}, {"subject", "TOAN"}}, false);
  const auto name = on_the_desk();
  EXPECT_EQ(sign("hoa", name), kNoSuchDraft.id);
  EXPECT_THAT(list("hoa", DeskView::all), IsEmpty());
}

TEST_F(DeskOfASchool, IsTheSameAfterARestart) {
  const auto first = on_the_desk(), second = on_the_desk(1);
  EXPECT_EQ(sign("toan", first), "");
  EXPECT_EQ(give_back("registrar", second), "");
  restart();
  EXPECT_EQ(desk().size(), 2u);
  EXPECT_EQ(content("cn", first).item.word, "GVBM_KY");
  EXPECT_EQ(list("registrar").front().reason, "Sai điểm Toán");
  EXPECT_EQ(sign("su", first), kNoSuchDraft.id) << "scopes hold";
  EXPECT_EQ(sign("cn", first), "");
  std::vector<std::string> findings;
  ASSERT_TRUE(vault().scrub([&](const Error& found) { findings.push_back(found.detail()); }).ok());
  EXPECT_THAT(findings, IsEmpty());
}

TEST_F(DeskOfASchool, LeavesNothingReadableOnTheDiskAndNothingAtAllOnceDropped) {
  const auto name = on_the_desk();
  EXPECT_FALSE(on_disk("Nguyễn Văn An"));
  EXPECT_FALSE(desk().drop(view(), key("toan"), {name}).front().ok());
  EXPECT_TRUE(desk().drop(view(), key("registrar"), {name}).front().ok());
  EXPECT_EQ(desk().size(), 0u);
  stop();
  EXPECT_FALSE(on_disk("n" + name)) << "not even its name";
  net.open();
  EXPECT_EQ(depositing(transcript("Nguyễn Văn An")), "fresh");
}

TEST_F(DeskOfASchool, ForgetsWhatNobodyTouchedInTime) {
  on_the_desk();
  EXPECT_EQ(desk().settle(view()).value(), 0u);
  net.advance(days(31));
  ASSERT_TRUE(desk().settle(view()).ok()) << "here, or by the maintenance thread before";
  EXPECT_EQ(desk().size(), 0u);
}

TEST_F(DeskOfASchool, HasTheQuotaOfDocumentsThatWait) {
  net.config.vault.max_waiting_per_unit = 2;
  restart();
  on_the_desk();
  on_the_desk(1);
  EXPECT_EQ(deposit(transcript("Nguyễn Văn An", 2)), kTooManyWaiting.id);
}

// --- records -----------------------------------------------------------------------------------------------------

struct DeskOfRecords : DeskOfASchool {
  chain::CredentialId issued_;
  std::string salt_ = std::string(32, 's');
  json reason_ = {{"code", "error"}, {"basis", "QĐ 12"}};
  std::string revocation() {
    if (issued_ == chain::CredentialId()) issued_ = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03")).id;
    const auto salt = credential::Salt::of(salt_);
    chain::CredentialStatus body{issued_, chain::StatusAction::revoke, {}, {}};
    body.reason = chain::Commitment::of(credential::commitment("reason", salt, reason_).view());
    return net.net.sign(net.net.record(body, "79TH0001"), {"registrar"});
  }
  std::vector<Opening> openings() { return {{"reason", credential::Salt::of(salt_), crypto::canonical(reason_)}}; }
  std::string signed_also_by(const std::string& who, const std::string& record) {
    json value = must_be(crypto::parse_json(record));
    HOCBA_CHECK(crypto::add_proof(value, key_named(who), {.created = net.net.now}).ok());
    return must_be(chain::finish_record(std::move(value)));
  }
};

TEST_F(DeskOfRecords, KeepsAProposalUntilASecondPersonApproves) {
  const auto record = revocation();
  const auto name = must_be(desk().propose(view(), key("registrar"), record, openings()));
  EXPECT_EQ(must_be(desk().propose(view(), key("registrar"), record, openings())), name);
  restart();
  EXPECT_THAT(list("registrar"), IsEmpty());
  EXPECT_THAT(list("seal"), IsEmpty()) << "the policy asks for others";
  EXPECT_THAT(list("other-principal", DeskView::all), IsEmpty());
  ASSERT_THAT(list("principal"), SizeIs(1));
  EXPECT_EQ(list("principal").front().about, credential::to_text(issued_));
  const auto seen = content("principal", name);
  ASSERT_THAT(seen.openings, SizeIs(1));
  EXPECT_EQ(seen.openings.front().content, crypto::canonical(reason_));
  const auto bytes = must_be(desk().approve(view(), key("principal"), name, signed_also_by("principal", seen.record)));
  EXPECT_EQ(must_be(desk().approve(view(), key("principal"), name, signed_also_by("principal", seen.record))), bytes);
  const auto accepted = net.node().submit_and_wait(bytes);
  ASSERT_TRUE(accepted.ok()) << accepted.error().to_string();
  ASSERT_TRUE(desk().recorded(view(), name).ok());
  EXPECT_EQ(desk().size(), 0u);
  const auto opened = vault().openings(accepted->index);
  ASSERT_TRUE(opened.ok());
  EXPECT_THAT(*opened, SizeIs(1)) << "the reason stands with the entry";
}

TEST_F(DeskOfRecords, SettlesARecordThatWasPostedBeforeACrash) {
  const auto record = revocation();
  const auto name = must_be(desk().propose(view(), key("registrar"), record, openings()));
  const auto bytes = must_be(
      desk().approve(view(), key("principal"), name, signed_also_by("principal", content("principal", name).record)));
  const auto accepted = net.node().submit_and_wait(bytes);
  ASSERT_TRUE(accepted.ok());
  restart();
  EXPECT_THAT(list("principal", DeskView::all), IsEmpty());
  ASSERT_TRUE(desk().settle(view()).ok());
  EXPECT_EQ(desk().size(), 0u);
  EXPECT_THAT(vault().openings(accepted->index).value(), SizeIs(1));
}

TEST_F(DeskOfRecords, RefusesOtherRecordsOtherPeopleAndOtherOpenings) {
  const auto record = revocation();
  EXPECT_TRUE(desk().propose(view(), key("principal"), record, openings()).error().is(kDeskNotSigned));
  auto wrong = openings();
  wrong.front().content = R"({"code":"fraud"})";
  EXPECT_TRUE(desk().propose(view(), key("registrar"), record, wrong).error().is(kCommitmentWrong));
  const auto name = must_be(desk().propose(view(), key("registrar"), record, openings()));
  EXPECT_TRUE(desk().approve(view(), key("principal"), name, record).error().is(kDeskNotSigned));
  EXPECT_TRUE(desk()
                  .approve(view(), key("principal"), name, signed_also_by("principal", revocation()))
                  .error()
                  .is(kDeskNotSigned))
      << "another record";
  EXPECT_TRUE(desk()
                  .approve(view(), key("other-principal"), name, signed_also_by("other-principal", record))
                  .error()
                  .is(kNoSuchDraft));
  EXPECT_TRUE(desk()
                  .approve(view(), key("principal"), name, signed_also_by("seal", signed_also_by("principal", record)))
                  .error()
                  .is(kDeskNotSigned))
      << "a third signature";
}

TEST_F(DeskOfRecords, ReturnsAProposalWithAReason) {
  const auto name = must_be(desk().propose(view(), key("registrar"), revocation(), openings()));
  EXPECT_EQ(give_back("principal", name, "Chưa đủ căn cứ"), "");
  ASSERT_THAT(list("registrar"), SizeIs(1));
  EXPECT_EQ(list("registrar").front().reason, "Chưa đủ căn cứ");
  EXPECT_TRUE(
      desk()
          .approve(view(), key("principal"), name, signed_also_by("principal", content("registrar", name).record))
          .error()
          .is(kDeskReturned));
  EXPECT_TRUE(desk().drop(view(), key("registrar"), {name}).front().ok());
  EXPECT_EQ(desk().size(), 0u);
}

}  // namespace
}  // namespace hocba::node
