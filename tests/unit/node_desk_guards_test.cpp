// What the signing desk must not let happen: a document issued that was returned, a right counted that does not fit, a
// reader whose right has ended or is for something else, one who reads in another's name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/chain/codes.hpp"
#include "node/codes.hpp"
#include "tests/node_support/desk_fixture.hpp"

namespace hocba::node {
namespace {

using chain::Role;
using nlohmann::json;
using test::code;
using test::DeskOfASchool;
using test::key_named;
using test::must_be;
using testing::Contains;
using testing::IsEmpty;
using testing::SizeIs;

struct DeskGuards : DeskOfASchool {
  std::string record_signed_by(const chain::Body& body, const std::string& who) {
    return net.net.sign(net.net.record(body, "79TH0001"), {who});
  }
  std::string approve(const std::string& who, const DeskName& name, const std::string& record) {
    json value = must_be(crypto::parse_json(record));
    HOCBA_CHECK(crypto::add_proof(value, key_named(who), {.created = net.net.now}).ok());
    const auto out = desk().approve(view(), key(who), name, must_be(chain::finish_record(std::move(value))));
    return out.ok() ? std::string() : std::string(out.error().code().id);
  }
  std::string refused(const chain::Body& body) {
    const auto out = net.submit(body, "79TH0001", {"principal", "seal"});
    return out.ok() ? std::string() : out.error().to_string();
  }
  bool held(const DeskItem& item) {
    return must_be(vault().holds(credential::CredentialId::of(item.name), item.digest));
  }
  std::vector<log::LeafIndex> grants_of(const std::vector<std::string>& names) {
    std::vector<log::LeafIndex> out;
    for (const auto& name : names) {
      const auto some = must_be(chain::grants_of_key(*view().state, key(name), code("79TH0001")));
      out.insert(out.end(), some.begin(), some.end());
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  // A transcript of 6A1 that came by no desk, signed at once, and the record that would issue it.
  // `back`: so much earlier than it the last one says that it signed.
  chain::CredentialIssue signed_elsewhere(const std::vector<std::string>& names, Time created, Duration back = {}) {
    auto document = transcript("Nguyễn Văn An");
    for (const auto& name : names) {
      if (name == names.back()) created = created - back;
      HOCBA_CHECK(document.sign(key_named(name), created, "urn:uuid:" + crypto::random_uuid()).ok());
    }
    HOCBA_CHECK(vault().deposit(view(), {document.id(), document.core_text(), document.groups(), {}}).ok());
    DeskItem item;
    item.name = document.id().str();
    item.digest = document.digest();
    item.book = document.facts().book;
    item.number = document.facts().register_number;
    item.status_index = document.facts().status_index;
    item.policy = must_be(chain::find_policy(*view().state, code("transcript"), code("2024-2025")))->index;
    return issue_of(item);
  }
  chain::CredentialIssue citing(chain::CredentialIssue body, const std::vector<std::string>& names) {
    body.grants = grants_of(names);
    return body;
  }
};

// --- one person, one transcript

TEST_F(DeskGuards, TakesNoDraftOfWhoHasATranscriptThatStands) {
  const auto name = signed_by_all(), waits = on_the_desk(1);
  ASSERT_EQ(refused(issue_of(list("registrar", DeskView::ready).front())), "");
  EXPECT_EQ(deposit(transcript("Nguyễn Văn An", 2)), kPersonTwice.id) << "before anybody signs it";
  EXPECT_EQ(give_back("registrar", waits), "");
  EXPECT_EQ(depositing(transcript("Nguyễn Văn Anh", 1)), kPersonTwice.id) << "corrected, it is one too many still";
  net.must(
      chain::CredentialStatus{
          credential::CredentialId::of(name), chain::StatusAction::revoke, {}, test::commitment("reason")},
      "79TH0001", {"registrar", "principal"});
  EXPECT_EQ(depositing(transcript("Nguyễn Văn An", 2)), "fresh");
}

// --- what was closed once

TEST_F(DeskGuards, IssuesNothingThatWasReturnedAfterItWasClosed) {
  const auto name = signed_by_all();
  const auto first = list("registrar", DeskView::ready).front();
  const auto stale = record_signed_by(issue_of(first), "seal");
  const auto proposal = must_be(desk().propose(view(), key("seal"), stale, {}));
  EXPECT_THAT(list("registrar", DeskView::ready), IsEmpty()) << "a record names it";
  ASSERT_TRUE(held(first));
  EXPECT_EQ(give_back("registrar", name), "");
  EXPECT_FALSE(held(first));
  EXPECT_EQ(approve("principal", proposal, stale), kDeskChanged.id) << "returned";
  EXPECT_EQ(depositing(transcript("Nguyễn Văn Anh")), "replaced");
  for (const char* who : {"toan", "cn", "principal", "seal"}) EXPECT_EQ(sign(who, name), "") << who;
  EXPECT_EQ(approve("principal", proposal, stale), kDeskChanged.id) << "corrected";
  ASSERT_THAT(list("seal"), SizeIs(1));
  EXPECT_TRUE(list("seal").front().lapsed) << "whoever proposed it is told";
  EXPECT_THAT(refused(issue_of(first)), testing::HasSubstr(kNotDeposited.id)) << "nor past the desk";
  restart();
  EXPECT_FALSE(held(first)) << "a restart brings nothing back";
  const auto ready = list("registrar", DeskView::ready);
  ASSERT_THAT(ready, SizeIs(1)) << "the stale record does not hold the corrected one back";
  EXPECT_EQ(refused(issue_of(ready.front())), "");
}

TEST_F(DeskGuards, DestroysTheVaultsCopyOfWhatIsReturnedOrDropped) {
  const auto returned = signed_by_all(), dropped = signed_by_all(1);
  EXPECT_EQ(must_be(vault().count()), 2u);
  EXPECT_EQ(give_back("registrar", returned), "");
  EXPECT_TRUE(desk().drop(view(), key("registrar"), {dropped}).front().ok());
  vault().let_go(net.net.now);
  vault().confirm_let_go();
  ASSERT_TRUE(vault().destroy_let_go(view()).ok()) << "here, or by the maintenance thread before";
  EXPECT_EQ(must_be(vault().count()), 0u);
  EXPECT_EQ(vault().waiting(), 0u);
}

TEST_F(DeskGuards, KeepsWhatWasRecordedWhileItWasReturned) {
  const auto name = signed_by_all();
  const auto item = list("registrar", DeskView::ready).front();
  const auto before = net.node().view();
  net.must(issue_of(item), "79TH0001", {"principal", "seal"});
  // As by somebody who looked before the record was final.
  EXPECT_TRUE(desk().give_back(*before, key("registrar"), {name}, "Sai").front().ok());
  vault().let_go(net.net.now);
  vault().confirm_let_go();
  ASSERT_TRUE(vault().destroy_let_go(view()).ok());
  EXPECT_TRUE(build_holder_file(view(), vault(), credential::CredentialId::of(name), {}).ok());
  ASSERT_TRUE(desk().settle(view()).ok());
  EXPECT_EQ(desk().size(), 0u);
}

// --- rights under which documents were signed

TEST_F(DeskGuards, CountsATeacherWhoHeadsAnotherClassAsATeacher) {
  grant("van", Role::homeroom, {{"class", "6A2"}});
  const auto body = signed_elsewhere({"toan", "van", "cn", "principal", "seal"}, net.net.now);
  EXPECT_EQ(refused(citing(body, {"toan", "van", "cn", "principal", "seal"})), "");
}

TEST_F(DeskGuards, TakesNoRightForItsClassAndAnotherForItsTime) {
  grant("moi", Role::teacher, {{"class", "6A2"}, {"subject", "TOAN"}});
  const Time then = net.net.now;
  net.advance(hours(1));
  grant("moi", Role::teacher, {{"class", "6A1"}, {"subject", "TOAN"}});
  const auto body = signed_elsewhere({"moi", "cn", "principal", "seal"}, then);
  EXPECT_THAT(refused(citing(body, {"moi", "cn", "principal", "seal"})), testing::HasSubstr(kDocumentUnverifiable.id));
}

TEST_F(DeskGuards, TakesNoDocumentWhoseSignaturesGoBackInTime) {
  net.advance(hours(1));
  const std::vector<std::string> names = {"toan", "cn", "principal", "seal"};
  const auto body = signed_elsewhere(names, net.net.now, hours(1));
  EXPECT_THAT(refused(citing(body, names)), testing::HasSubstr(kDeskWrongTime.id));
}

// --- who reads

TEST_F(DeskGuards, ShowsNothingToAKeyWhoseRightHasEnded) {
  const auto name = on_the_desk();
  EXPECT_EQ(sign("toan", name), "");
  const auto record = record_signed_by(chain::RegisterReserve{code("transcript"), 2025, 1}, "registrar");
  const auto proposal = must_be(desk().propose(view(), key("registrar"), record, {}));
  net.must(chain::KeyRevoke{grants_of({"toan"}).front(), chain::RevokeReason::lost, {}}, "79TH0001", {"manager"});
  net.must(chain::KeyRevoke{net.net.grant_of("registrar"), chain::RevokeReason::left, {}}, "79TH0001", {"manager"});
  for (const char* who : {"toan", "registrar"}) {
    EXPECT_THAT(list(who, DeskView::all), IsEmpty()) << who;
    for (const auto& one : {name, proposal}) {
      EXPECT_TRUE(desk().read(view(), key(who), {one}).error().is(kNoSuchDraft)) << who;
      EXPECT_EQ(give_back(who, one), kNoSuchDraft.id) << who;
      EXPECT_TRUE(desk().drop(view(), key(who), {one}).front().error().is(kNoSuchDraft)) << who;
    }
  }
  EXPECT_EQ(desk().size(), 2u);
}

TEST_F(DeskGuards, ShowsWhoSignedThatADraftIsThereAndItsContentsByARightOfNow) {
  const auto name = on_the_desk();
  EXPECT_EQ(sign("toan", name), "");
  grant("toan", Role::teacher, {{"class", "6A2"}, {"subject", "TOAN"}});
  const auto of_6a1 = content("cn", name).item.grants.front();
  net.must(chain::KeyRevoke{of_6a1, chain::RevokeReason::left, {}}, "79TH0001", {"manager"});
  ASSERT_THAT(list("toan", DeskView::all), SizeIs(1)) << "still of the school";
  EXPECT_TRUE(desk().read(view(), key("toan"), {name}).error().is(kNoSuchDraft));
  EXPECT_EQ(give_back("registrar", name), "");
  EXPECT_EQ(list("toan", DeskView::returned).front().reason, "Sai điểm Toán");
}

TEST_F(DeskGuards, TellsTheReasonOfAReturnToDepositorsAndFormerSignersAlone) {
  const auto name = on_the_desk();
  EXPECT_EQ(sign("toan", name), "");
  EXPECT_EQ(give_back("registrar", name), "");
  EXPECT_EQ(list("toan", DeskView::returned).front().reason, "Sai điểm Toán");
  ASSERT_THAT(list("van", DeskView::returned), SizeIs(1));
  EXPECT_EQ(list("van", DeskView::returned).front().reason, "");
  const auto seen = desk().give_back(view(), key("van"), {name}, "Tôi cũng trả").front();
  EXPECT_TRUE(seen.error().is(kDeskReturned));
  EXPECT_EQ(seen.error().detail(), "");
}

TEST_F(DeskGuards, ShowsNothingOfOneTypeToAKeyThatWasGrantedAnother) {
  const auto name = on_the_desk();
  net.must(net.net.grant_body("awards", "79TH0001", Role::principal, {}, {"award"}), "79TH0001", {"manager"});
  EXPECT_THAT(list("awards", DeskView::all), IsEmpty());
  EXPECT_TRUE(desk().read(view(), key("awards"), {name}).error().is(kNoSuchDraft));
  net.must(net.net.grant_body("awards", "79TH0001", Role::principal, {}, {"award", "transcript"}), "79TH0001",
           {"manager"});
  EXPECT_THAT(list("awards", DeskView::all), SizeIs(1));
}

TEST_F(DeskGuards, LetsAKeyThatAUnitAbovePlacedReadInThatUnitsNameAndWithAPurpose) {
  const auto name = on_the_desk();
  net.must(net.net.grant_body("placed", "79TH0001", Role::principal, {}, {"transcript"}), "79SGD", {"office-manager"});
  DeskQuery all;
  all.view = DeskView::all;
  EXPECT_TRUE(desk().list(view(), key("placed"), all).error().is(kPurposeNeeded));
  EXPECT_TRUE(desk().read(view(), key("placed"), {name}).error().is(kPurposeNeeded));
  EXPECT_THAT(must_be(vault().access_log(credential::CredentialId::of(name))), IsEmpty());
  all.purpose = "Thanh tra";
  EXPECT_THAT(must_be(desk().list(view(), key("placed"), all)).items, SizeIs(1));
  EXPECT_TRUE(desk().read(view(), key("placed"), {name}, "Kiểm tra học bạ").ok());
  const auto log = must_be(vault().access_log(credential::CredentialId::of(name)));
  ASSERT_THAT(log, SizeIs(2));
  EXPECT_TRUE(log[0].search);
  EXPECT_EQ(log[0].purpose, "Thanh tra");
  EXPECT_EQ(log[1].purpose, "Kiểm tra học bạ");
  for (const auto& entry : log) {
    EXPECT_EQ(entry.unit, "79SGD");
    EXPECT_EQ(entry.key, key("placed").did());
  }
  // A right that the school gave, too, is enough.
  net.must(net.net.grant_body("placed", "79TH0001", Role::principal, {}, {"transcript"}), "79TH0001", {"manager"});
  EXPECT_TRUE(desk().read(view(), key("placed"), {name}).ok());
  EXPECT_EQ(must_be(vault().access_log(credential::CredentialId::of(name))).back().unit, "79TH0001");
}

// --- records

TEST_F(DeskGuards, LogsTheReadingOfWhatOpensTransfersAndRecordsOfIssue) {
  const auto moves = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03")).id;
  const auto salt = credential::Salt::of(std::string(32, 's'));
  const json sheet = {{"digest", "x"}};
  const chain::CustodyRelease release{
      {moves}, chain::Commitment::of(credential::commitment("sheet", salt, sheet).view()), test::transfer_id(1)};
  const auto released = must_be(desk().propose(view(), key("registrar"), record_signed_by(release, "registrar"),
                                               {{"sheet", salt, crypto::canonical(sheet)}}));
  content("principal", released);
  const auto log = must_be(vault().access_log(moves));
  ASSERT_THAT(log, SizeIs(1));
  EXPECT_THAT(log.front().groups, Contains("sheet"));
  const auto name = signed_by_all();
  const auto reads = must_be(vault().access_log(credential::CredentialId::of(name))).size();
  const auto issue = record_signed_by(issue_of(list("registrar", DeskView::ready).front()), "seal");
  content("principal", must_be(desk().propose(view(), key("seal"), issue, {})));
  EXPECT_THAT(must_be(vault().access_log(credential::CredentialId::of(name))), SizeIs(reads + 1));
}

TEST_F(DeskGuards, TakesNoSecondProposalInThePlaceOfTheFirst) {
  const auto name = signed_by_all();
  const auto body = issue_of(list("registrar", DeskView::ready).front());
  const auto record = net.net.record(body, "79TH0001");
  const auto by_seal = net.net.sign(record, {"seal"}), by_principal = net.net.sign(record, {"principal"});
  const auto proposal = must_be(desk().propose(view(), key("seal"), by_seal, {}));
  EXPECT_EQ(must_be(desk().propose(view(), key("seal"), by_seal, {})), proposal);
  EXPECT_TRUE(desk().propose(view(), key("principal"), by_principal, {}).error().is(kDeskWaiting))
      << "that signature would be lost";
  EXPECT_EQ(give_back("principal", proposal), "");
  EXPECT_TRUE(desk().propose(view(), key("seal"), by_seal, {}).error().is(kDeskReturned));
}

// --- batches

TEST_F(DeskGuards, CountsWhatOneCallDepositsAlready) {
  net.config.vault.max_waiting_per_unit = 2;
  restart();
  std::vector<DeskDraft> drafts;
  for (const std::uint32_t n : {0u, 1u, 2u}) drafts.push_back(draft_of(transcript("Nguyễn Văn An", n)));
  const auto out = desk().deposit(view(), key("registrar"), drafts);
  EXPECT_TRUE(out[0].ok());
  EXPECT_TRUE(out[1].ok());
  EXPECT_TRUE(out[2].error().is(kTooManyWaiting));
}

TEST_F(DeskGuards, TakesOneDraftOfAnIdFromOneCall) {
  const auto out = desk().deposit(view(), key("registrar"),
                                  {draft_of(transcript("Nguyễn Văn An")), draft_of(transcript("Nguyễn Văn Bình"))});
  EXPECT_TRUE(out[0].ok());
  EXPECT_TRUE(out[1].error().is(kDeskWaiting));
  EXPECT_EQ(content("cn", transcript("Nguyễn Văn An").id().str()).item.holder, "Nguyễn Văn An");
}

TEST_F(DeskGuards, GoesOnFromTheLastOfAPageAndCountsOnce) {
  for (std::uint32_t n = 0; n < 5; ++n) on_the_desk(n);
  DeskQuery query;
  query.view = DeskView::all;
  query.limit = 2;
  std::vector<DeskName> seen;
  for (bool more = true; more;) {
    const auto page = must_be(desk().list(view(), key("cn"), query));
    EXPECT_EQ(page.total, query.after.empty() ? std::optional<std::uint64_t>(5) : std::nullopt);
    for (const auto& item : page.items) seen.push_back(item.name);
    query.after = seen.back();
    more = page.more;
  }
  EXPECT_THAT(seen, SizeIs(5));
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

}  // namespace
}  // namespace hocba::node
