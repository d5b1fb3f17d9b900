// What a return or a drop takes back stays taken back: a signature cannot be ungiven, so the node refuses it for ever,
// whoever kept a copy and whichever way it comes. And nobody's draft is taken by another unit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/chain/codes.hpp"
#include "node/codes.hpp"
#include "tests/node_support/desk_fixture.hpp"

namespace hocba::node {
namespace {

using nlohmann::json;
using test::code;
using test::DeskOfASchool;
using test::key_named;
using test::must_be;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct TakenBack : DeskOfASchool {
  // What somebody who may read keeps of a draft, proofs included.
  DeskDraft copy_of(const DeskName& name) {
    const auto seen = content("registrar", name);
    return {seen.core, seen.groups};
  }
  std::string to_the_vault(const DeskDraft& copy) {
    const auto document = must_be(credential::Document::parse(copy.core, copy.groups));
    const auto out = vault().deposit(view(), {document.id(), copy.core, copy.groups, {}});
    return out.ok() ? std::string() : std::string(out.error().code().id);
  }
  std::string to_the_desk(const DeskDraft& copy) {
    const auto out = desk().deposit(view(), key("registrar"), {copy}).front();
    return out.ok() ? std::string() : std::string(out.error().code().id);
  }
  // The same signatures but the last, which is given anew: other bytes, another digest.
  DeskDraft sealed_anew(const DeskDraft& copy) {
    json core = must_be(crypto::parse_json(copy.core));
    core["proof"].erase(core["proof"].size() - 1);
    auto document = must_be(credential::Document::from_core(core, copy.groups));
    HOCBA_CHECK(document.sign(key_named("seal"), net.net.now, "urn:uuid:" + crypto::random_uuid()).ok());
    return draft_of(document);
  }
  void destroy() {
    vault().let_go(net.net.now);
    vault().confirm_let_go();
    ASSERT_TRUE(vault().destroy_let_go(view()).ok());
  }
  std::string issuing(DeskItem item, const DeskDraft& as) {
    item.digest = must_be(credential::Document::parse(as.core, as.groups)).digest();
    const auto out = net.submit(issue_of(item), "79TH0001", {"principal", "seal"});
    return out.ok() ? std::string() : out.error().to_string();
  }
};

TEST_F(TakenBack, IsNotDepositedAgainAfterAReturn) {
  const auto name = signed_by_all();
  const auto item = list("registrar", DeskView::ready).front();
  const auto copy = copy_of(name);
  EXPECT_EQ(give_back("principal", name), "");
  EXPECT_EQ(to_the_vault(copy), kSignatureTakenBack.id);
  EXPECT_EQ(to_the_desk(copy), kSignatureTakenBack.id);
  destroy();
  EXPECT_EQ(to_the_vault(copy), kSignatureTakenBack.id) << "nor when nothing of it is left";
  restart();
  EXPECT_EQ(to_the_vault(copy), kSignatureTakenBack.id) << "nor after a restart";
  EXPECT_EQ(to_the_vault(sealed_anew(copy)), kSignatureTakenBack.id) << "nor under another seal";
  EXPECT_THAT(issuing(item, copy), HasSubstr(kNotDeposited.id));
  // Corrected and signed anew it is issued like any other.
  EXPECT_EQ(depositing(transcript("Nguyễn Văn Anh")), "replaced");
  for (const char* who : {"toan", "cn", "principal", "seal"}) EXPECT_EQ(sign(who, name), "") << who;
  EXPECT_EQ(issuing(list("registrar", DeskView::ready).front(), copy_of(name)), "");
}

TEST_F(TakenBack, IsNotIssuedFromACopyThatWasDepositedBeforeTheReturn) {
  const auto name = signed_by_all();
  const auto item = list("registrar", DeskView::ready).front();
  const auto prepared = sealed_anew(copy_of(name));
  ASSERT_EQ(to_the_vault(prepared), "");
  EXPECT_EQ(give_back("principal", name), "");
  EXPECT_THAT(issuing(item, prepared), HasSubstr(kSignatureTakenBack.id));
}

TEST_F(TakenBack, IsNotDepositedAgainAfterADrop) {
  const auto closed = signed_by_all(), begun = on_the_desk(1);
  for (const char* who : {"toan", "cn"}) EXPECT_EQ(sign(who, begun), "") << who;
  const auto closed_copy = copy_of(closed), begun_copy = copy_of(begun);
  for (const auto& status : desk().drop(view(), key("principal"), {closed, begun})) EXPECT_TRUE(status.ok());
  destroy();
  for (const auto& copy : {closed_copy, begun_copy}) {
    EXPECT_EQ(to_the_vault(copy), kSignatureTakenBack.id);
    EXPECT_EQ(to_the_desk(copy), kSignatureTakenBack.id);
  }
}

TEST_F(TakenBack, DoesNotComeBackToTheDeskWithTheOldSignatures) {
  const auto name = on_the_desk();
  for (const char* who : {"toan", "cn", "principal"}) EXPECT_EQ(sign(who, name), "") << who;
  const auto copy = copy_of(name);
  EXPECT_EQ(give_back("principal", name), "");
  EXPECT_EQ(to_the_desk(copy), kSignatureTakenBack.id);
  const auto mine = list("registrar");
  ASSERT_THAT(mine, SizeIs(1));
  EXPECT_EQ(mine.front().reason, "Sai điểm Toán") << "the reason stands";
  EXPECT_THAT(mine.front().signers, IsEmpty());
  // Without them, the same content may come again: whoever returned it by mistake lets it be signed anew.
  json bare = must_be(crypto::parse_json(copy.core));
  bare.erase("proof");
  EXPECT_EQ(to_the_desk({crypto::canonical(bare), copy.groups}), "");
  EXPECT_EQ(sign("toan", name), "");
}

TEST_F(TakenBack, IsNoRecordedDocumentWhateverBecomesOfItsDraft) {
  const auto name = signed_by_all();
  const auto item = list("registrar", DeskView::ready).front();
  const auto copy = copy_of(name);
  EXPECT_EQ(issuing(item, copy), "");
  (void)desk().drop(view(), key("registrar"), {name});
  EXPECT_EQ(to_the_vault(copy), "") << "a vault that lost it gets it again";
}

// A person with rights in two units knows the id.
TEST_F(TakenBack, IsNotTheDraftOfAnotherUnit) {
  const auto document = transcript("Nguyễn Văn An");
  EXPECT_EQ(deposit(document), "");
  const DeskName name = document.id().str();
  EXPECT_EQ(give_back("registrar", name), "");
  json core = document.core();
  core["hocba"]["unit"] = "79TH0002";
  core["issuer"]["id"] = "urn:hocba:unit:79TH0002";
  const auto number = std::to_string(document.facts().register_number);
  core["hocba"]["registerText"] = "79TH0002/HB/2025/" + std::string(5 - number.size(), '0') + number;
  const auto theirs = must_be(credential::Document::from_core(core, document.groups()));
  EXPECT_EQ(deposit(theirs, "other-registrar"), kDeskWaiting.id);
  const auto mine = list("registrar");
  ASSERT_THAT(mine, SizeIs(1));
  EXPECT_EQ(mine.front().reason, "Sai điểm Toán");
  EXPECT_EQ(depositing(transcript("Nguyễn Văn Anh")), "replaced") << "the unit's own goes on";
}

TEST_F(TakenBack, LeavesTheQuotaAsItWas) {
  net.config.vault.max_waiting_per_unit = 1;
  restart();
  for (int round = 0; round < 3; ++round) {
    const auto name = on_the_desk();
    EXPECT_EQ(give_back("registrar", name), "");
    EXPECT_EQ(depositing(transcript("Nguyễn Văn Anh")), "replaced");
    EXPECT_EQ(deposit(transcript("Nguyễn Văn An", 1)), kTooManyWaiting.id) << round;
    EXPECT_TRUE(desk().drop(view(), key("registrar"), {name}).front().ok());
  }
}

}  // namespace
}  // namespace hocba::node
