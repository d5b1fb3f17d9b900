// What documents may not have done to them, and what their readers are told: erasures of what is not there, standing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/node_support/described_api.hpp"

namespace hocba::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class Erasing : public test::DescribedApi {
 protected:
  std::string record_of(const credential::CredentialId& id, const char* group, const test::Names& keys) {
    const chain::DocumentErase body{id, test::code(group), test::commitment("basis")};
    return api.net.net.sign(api.net.net.record(body, "79TH0001"), keys);
  }
  std::uint64_t size() { return log::to_u64(api.net.node().view()->tip.size); }
};

TEST_F(Erasing, RefusesAPartThatTheDocumentHasNotByEitherWayIntoTheLedger) {
  const auto issued = api.net.issue(api.net.certificate("Nguyễn Thị Thử", "2001-02-03", "000123456789"));
  const auto erase = "/v1/documents/" + credential::to_text(issued.id) + "/erase";
  const auto before = size();
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const auto family = record_of(issued.id, "family", {"registrar", "principal"});
  const auto refused = post(erase, {{"record", family}, {"group", "family"}});
  EXPECT_EQ(code(refused), "credential.group_unknown");
  EXPECT_THAT(refused.body, HasSubstr("identity")) << "its own parts, to those who may read it";
  EXPECT_EQ(code(ask(Method::post, "/v1/records", family)), "credential.group_unknown");
  EXPECT_EQ(size(), before);
  // Whoever may not read the document is not told which parts it has.
  const auto other = ask(Method::post, "/v1/records", record_of(issued.id, "family", {"other-manager"}));
  EXPECT_EQ(code(other), "credential.group_unknown");
  EXPECT_THAT(other.body, Not(HasSubstr("identity")));
  EXPECT_EQ(size(), before);
  const auto identity = record_of(issued.id, "identity", {"registrar", "principal"});
  EXPECT_EQ(post(erase, {{"record", identity}, {"group", "identity"}}).status, 201);
}

TEST_F(Erasing, LeavesTheJudgementOfAnErasedDocumentToTheLedger) {
  const auto issued = api.net.issue(api.net.certificate("Nguyễn Thị Thử", "2001-02-03", "000123456789"));
  const auto erase = "/v1/documents/" + credential::to_text(issued.id) + "/erase";
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const auto whole =
      api.net.net.sign(api.net.net.record(chain::DocumentErase{issued.id, {}, test::commitment("basis")}, "79TH0001"),
                       {"registrar", "principal"});
  ASSERT_EQ(post(erase, {{"record", whole}}).status, 201);
  const auto family = record_of(issued.id, "family", {"registrar", "principal"});
  EXPECT_EQ(code(post(erase, {{"record", family}, {"group", "family"}})), "chain.already_erased");
}

class StandingOf : public test::DescribedApi {};

TEST_F(StandingOf, IsToldInFullToThoseWhoMayReadTheDocument) {
  const auto issued = issue_one();
  const auto path = "/v1/credentials/" + credential::to_text(issued.id);
  chain::CredentialStatus body;
  body.credential = issued.id;
  body.action = chain::StatusAction::suspend;
  body.reason = test::commitment("reason");
  api.net.must(body, "79TH0001", {"registrar", "principal"});
  const auto open = get_json(path);
  EXPECT_EQ(open["in_force"], false);
  EXPECT_FALSE(open.contains("standing")) << "revoked or suspended is not the public's";
  ASSERT_EQ(api.log_in("other-manager").status, 201);
  EXPECT_FALSE(get_json(path).contains("standing"));
  ASSERT_EQ(api.log_in("registrar").status, 201);
  EXPECT_EQ(get_json(path)["standing"], "suspended");
  const auto found = post("/v1/search", {{"unit", "79TH0001"}});
  ASSERT_EQ(found.status, 200) << found.body;
  const auto documents = nlohmann::json::parse(found.body)["documents"];
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0]["standing"], "suspended");
  EXPECT_TRUE(documents[0].contains("since"));
}

TEST_F(StandingOf, AnswersAsAStrangersWhereTheSessionIsOver) {
  const auto issued = issue_one();
  api.token = "no-such-token";
  EXPECT_EQ(get_json("/v1/credentials/" + credential::to_text(issued.id)).value("in_force", false), true);
  EXPECT_EQ(post("/v1/search", {{"unit", "79TH0001"}}).status, 401);
}

}  // namespace
}  // namespace hocba::api
