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

// --- the public look-up (VB-11) --------------------------------------------------------------------------------------

class LookingUp : public test::DescribedApi {};

TEST_F(LookingUp, TakesTheSerialWithTheBirthDateOrWithTheRegisterNumberAndTellsNothingElse) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thử", "2001-02-03", "000123456789");
  const auto issued = api.net.issue(certificate);
  const auto& serial = certificate.data.common.serial;
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const auto printed = nlohmann::json::parse(post("/v1/search", {{"serial", serial}}).body)["documents"][0]["register"];
  api.token.clear();
  const auto by = [&](const char* field, const std::string& value, const std::string& of = {}) {
    return post("/v1/lookup", {{"serial", of.empty() ? serial : of}, {field, value}});
  };
  const auto absent = by("register", "KHONG/CO/2025/1", "KHONG-CO");
  EXPECT_EQ(code(absent), "api.no_match");
  for (const auto& [field, value] : {std::pair("birth_date", std::string("2001-02-03")), {"register", printed}}) {
    const auto found = by(field, value);
    ASSERT_EQ(found.status, 200) << found.body;
    EXPECT_EQ(nlohmann::json::parse(found.body)["id"], credential::to_text(issued.id));
    for (const char* inside : {"Thử", "000123456789", "2001-02-03"}) EXPECT_THAT(found.body, Not(HasSubstr(inside)));
    EXPECT_EQ(by(field, value, serial + "0").body, absent.body)
        << "a wrong serial, a wrong second input and nothing at all look alike";
  }
  EXPECT_EQ(by("register", printed.get<std::string>() + "0").body, absent.body);
  EXPECT_EQ(by("birth_date", "2001-02-04").body, absent.body);
}

// --- requests about personal data ------------------------------------------------------------------------------------

class DataRequests : public test::DescribedApi {
 protected:
  nlohmann::json asking(const char* kind) {
    return {{"unit", "79TH0001"}, {"kind", kind}, {"who", "Trần Thị Hoà"}, {"as", "parent"}, {"says", "Xin xem"}};
  }
};

TEST_F(DataRequests, GoThroughTheQueueOfTheUnitThatTheyAreMadeTo) {
  EXPECT_EQ(post("/v1/requests", asking("view")).status, 401);
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const auto entered = post("/v1/requests", asking("view"));
  ASSERT_EQ(entered.status, 201) << entered.body;
  const auto id = nlohmann::json::parse(entered.body)["id"].get<std::string>();
  post("/v1/requests", asking("withdraw"));
  auto page = get_json("/v1/requests?unit=79TH0001&open=true&limit=1");
  ASSERT_EQ(page["requests"].size(), 1u);
  EXPECT_EQ(page["next"], id);
  EXPECT_EQ(get_json("/v1/requests?after=" + id)["requests"][0]["kind"], "withdraw");
  const auto told = post("/v1/requests/" + id + "/acknowledge", nlohmann::json::object());
  EXPECT_EQ(told.status, 200) << told.body;
  const auto answered =
      post("/v1/requests/" + id + "/answer", {{"outcome", "refused"}, {"reason", "Đã cho xem"}, {"basis", "Đ.13"}});
  EXPECT_EQ(answered.status, 200) << answered.body;
  EXPECT_EQ(code(post("/v1/requests/" + id + "/answer", {{"outcome", "done"}})), "node.request_answered");
  EXPECT_EQ(get_json("/v1/requests?open=true")["requests"].size(), 1u);
  ASSERT_EQ(api.log_in("other-registrar").status, 201);
  EXPECT_EQ(code(get("/v1/requests?unit=79TH0001")), "node.may_not_read");
  EXPECT_EQ(code(post("/v1/requests/" + id + "/acknowledge", nlohmann::json::object())), "node.no_such_request");
}

TEST_F(DataRequests, AreRefusedWhereTheyAreNotInTheForm) {
  ASSERT_EQ(api.log_in("registrar").status, 201);
  auto bad = asking("forget");
  EXPECT_EQ(code(post("/v1/requests", bad)), "api.bad_body");
  bad = asking("erase");
  EXPECT_EQ(code(post("/v1/requests", bad)), "node.request_bad") << "of which document?";
  bad = asking("view");
  bad["received"] = "yesterday";
  EXPECT_EQ(code(post("/v1/requests", bad)), "api.bad_body");
  EXPECT_EQ(code(get("/v1/requests?limit=9999")), "api.bad_request");
  const auto id = nlohmann::json::parse(post("/v1/requests", asking("view")).body)["id"].get<std::string>();
  EXPECT_EQ(code(post("/v1/requests/" + id + "/answer", {{"outcome", "perhaps"}})), "api.bad_body");
}

}  // namespace
}  // namespace hocba::api
