// The signing desk over the API: every answer as the OpenAPI file describes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/data_integrity.hpp"
#include "crypto/device/random.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "node/codes.hpp"
#include "node/desk.hpp"
#include "tests/node_support/described_api.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::key_named;
using test::must_be;
using testing::SizeIs;

struct DeskRoutes : test::DescribedApi {
  void as(const std::string& who) { ASSERT_EQ(api.log_in(who).status, 201) << who; }
  // A certificate without signatures, as its registrar deposits it.
  json draft() {
    const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
    json value = test::ApiNetwork::deposit_json(certificate);
    value["document"].erase("proof");
    return value;
  }
  std::string deposited() {
    const json one = draft();
    as("registrar");
    const auto answer = post("/v1/desk/drafts", {{"drafts", {one}}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(json::parse(answer.body)["results"][0]["deposited"], "fresh");
    return one["document"]["id"].get<std::string>().substr(9);
  }
  json read(const std::string& id) {
    const auto answer = post("/v1/desk/read", {{"ids", {id}}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body)["items"][0];
  }
  json proof(const std::string& who, const json& item) {
    auto document = must_be(credential::Document::from_core(item["content"], {}));
    const std::string id = "urn:uuid:" + crypto::random_uuid();
    const auto input = must_be(document.signing_input(key_named(who).public_key(), api.net.net.now, id));
    return {{"id", item["id"]},
            {"digest", item["digest"]},
            {"created", to_text(api.net.net.now)},
            {"proof", id},
            {"signature", crypto::base64url(key_named(who).sign(input))}};
  }
  json sign(const std::string& who, const std::string& id) {
    as(who);
    return json::parse(post("/v1/desk/proofs", {{"proofs", {proof(who, read(id))}}}).body)["results"][0];
  }
};

TEST_F(DeskRoutes, TakeADraftThroughToTheLedger) {
  const std::string id = deposited();
  EXPECT_EQ(get_json("/v1/desk")["total"], 0);
  EXPECT_EQ(get_json("/v1/desk?view=all")["total"], 1);
  EXPECT_EQ(sign("seal", id)["code"], "node.desk_not_your_turn");
  EXPECT_EQ(sign("principal", id)["state"], "HT_KY");
  EXPECT_EQ(sign("principal", id)["code"], "node.desk_signed_already");
  EXPECT_EQ(sign("seal", id)["ready"], true);
  as("registrar");
  const json ready = get_json("/v1/desk?view=ready&type=certificate&unit=79TH0001&class=CB-01&limit=1");
  ASSERT_THAT(ready["items"], SizeIs(1));
  EXPECT_THAT(ready["items"][0]["grants"], SizeIs(2));
  EXPECT_EQ(get_json("/v1/desk?view=all&class=CB-02")["total"], 0);
}

TEST_F(DeskRoutes, AreForKnownKeysAndWellFormedCalls) {
  EXPECT_EQ(code(get("/v1/desk")), "api.no_session");
  const std::string id = deposited();
  EXPECT_EQ(code(get("/v1/desk?view=other")), "api.bad_request");
  EXPECT_EQ(code(get("/v1/desk?after=x")), "api.bad_request");
  EXPECT_EQ(code(post("/v1/desk/read", {{"ids", json::array()}})), "api.bad_body");
  EXPECT_EQ(code(post("/v1/desk/read", {{"ids", {"x"}}})), "api.bad_request");
  EXPECT_EQ(code(post("/v1/desk/drafts", {{"drafts", {{{"documents", 1}}}}})), "api.bad_body");
  EXPECT_EQ(code(post("/v1/desk/drafts", json::object())), "api.bad_body");
  EXPECT_EQ(code(post("/v1/desk/proofs", {{"proofs", {{{"id", id}}}}})), "api.bad_body");
  EXPECT_EQ(code(post("/v1/desk/return", {{"ids", {id}}})), "api.bad_body");
  EXPECT_EQ(post("/v1/desk/records", {{"record", json::object()}}).status, 400);
  as("other-principal");
  EXPECT_EQ(code(post("/v1/desk/read", {{"ids", {id}}})), "node.no_such_draft");
}

TEST_F(DeskRoutes, ReturnAndDrop) {
  const std::string id = deposited();
  as("principal");
  auto back = json::parse(post("/v1/desk/return", {{"ids", {id}}, {"reason", "Sai tên"}}).body)["results"][0];
  EXPECT_EQ(back["state"], "TRA_LAI");
  EXPECT_EQ(back["reason"], "Sai tên");
  as("registrar");
  EXPECT_EQ(get_json("/v1/desk")["total"], 1);
  EXPECT_EQ(get_json("/v1/desk?view=returned")["total"], 1);
  EXPECT_EQ(json::parse(post("/v1/desk/drop", {{"ids", {id}}}).body)["results"][0]["id"], id);
  EXPECT_EQ(get_json("/v1/desk?view=all")["total"], 0);
}

TEST_F(DeskRoutes, PageThroughWhatThereIs) {
  for (int i = 0; i < 3; ++i) deposited();
  const json first = get_json("/v1/desk?view=all&limit=2");
  EXPECT_THAT(first["items"], SizeIs(2));
  EXPECT_EQ(first["total"], 3);
  const json rest = get_json("/v1/desk?view=all&limit=2&after=" + first["next"].get<std::string>());
  EXPECT_THAT(rest["items"], SizeIs(1));
  EXPECT_FALSE(rest.contains("total"));
  EXPECT_FALSE(rest.contains("next"));
}

TEST_F(DeskRoutes, RecordAProposalOnceASecondPersonApproves) {
  const auto issued = issue_one();
  const json reason = {{"code", "error"}};
  const auto salt = crypto::random_of<credential::Salt>();
  chain::CredentialStatus body{issued.id, chain::StatusAction::revoke, {}, {}};
  body.reason = chain::Commitment::of(credential::commitment("reason", salt, reason).view());
  json record = chain::record_json(api.net.net.record(body, "79TH0001"));
  const auto sign_record = [&](const char* who) {
    ASSERT_TRUE(crypto::add_proof(record, key_named(who), {.created = api.net.net.now}).ok());
    record = must_be(crypto::parse_json(must_be(chain::finish_record(record))));
  };
  sign_record("registrar");
  as("registrar");
  const json openings = {{"reason", {{"salt", crypto::base64url(salt)}, {"content", reason}}}};
  const auto proposed = post("/v1/desk/records", {{"record", record}, {"openings", openings}});
  ASSERT_EQ(proposed.status, 201) << proposed.body;
  const std::string id = json::parse(proposed.body)["id"];
  as("principal");
  EXPECT_EQ(get_json("/v1/desk")["items"][0]["id"], id);
  EXPECT_EQ(read(id)["openings"]["reason"]["content"], reason);
  EXPECT_EQ(code(post("/v1/desk/records/" + id + "/approve", {{"record", record}})), "node.desk_not_signed");
  sign_record("principal");
  const auto approved = post("/v1/desk/records/" + id + "/approve", {{"record", record}});
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(json::parse(approved.body)["recorded"], true);
  EXPECT_EQ(get_json("/v1/desk?view=all")["total"], 0);
}

TEST_F(DeskRoutes, KeepARecordThatTheLedgerDoesNotTakeYet) {
  const auto issued = issue_one();
  chain::CredentialStatus body{issued.id, chain::StatusAction::reinstate, {}, test::commitment("reason")};
  json record = chain::record_json(api.net.net.record(body, "79TH0001"));
  for (const char* who : {"registrar", "principal"}) {
    ASSERT_TRUE(crypto::add_proof(record, key_named(who), {.created = api.net.net.now}).ok());
    record = must_be(crypto::parse_json(must_be(chain::finish_record(record))));
    as(who);
    const auto answer = post(std::string(who) == "registrar"
                                 ? "/v1/desk/records"
                                 : "/v1/desk/records/" + crypto::base64url(chain::record_id(record)) + "/approve",
                             {{"record", record}});
    if (std::string(who) == "registrar") continue;
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(json::parse(answer.body)["recorded"], false);
    EXPECT_TRUE(json::parse(answer.body).contains("code"));
  }
  EXPECT_EQ(get_json("/v1/desk?view=all")["total"], 1);
}

// One case for each name under which a record of some kind commits to something.
TEST_F(DeskRoutes, TakeWhatOpensEveryCommitmentThatARecordHas) {
  const auto id = issue_one().id;
  const auto salt = crypto::random_of<credential::Salt>();
  const json content = {{"code", "x"}};
  const auto of = [&](const char* name) {
    return chain::Commitment::of(credential::commitment(name, salt, content).view());
  };
  auto& net = api.net.net;
  auto granted = net.grant_body("new key", "79TH0001", chain::Role::teacher, {});
  granted.person = of("person");
  auto scoped = net.grant_body("new key", "79TH0001", chain::Role::teacher, {});
  scoped.scope = of("scope");
  const auto leaving = test::code("79TH0001"), receiving = test::code("79TH0002");
  const std::tuple<const char*, const char*, chain::Body> cases[] = {
      {"person", "manager", granted},
      {"scope", "manager", scoped},
      {"reason", "registrar", chain::CredentialStatus{id, chain::StatusAction::revoke, {}, of("reason")}},
      {"basis", "registrar", chain::DocumentErase{id, {}, of("basis")}},
      {"details", "registrar", chain::RegisterCopy{id, 2025, 1, of("details")}},
      {"pupil", "registrar", chain::CustodyRequest{leaving, of("pupil"), receiving, test::transfer_id(1)}},
      {"reason", "registrar", chain::CustodyAccept{chain::CustodyAnswer::refuse, of("reason"), test::transfer_id(1)}},
      {"sheet", "registrar", chain::CustodyRelease{{}, of("sheet"), test::transfer_id(1)}}};
  for (const auto& [name, who, body] : cases) {
    json record = chain::record_json(net.record(body, "79TH0001"));
    ASSERT_TRUE(crypto::add_proof(record, key_named(who), {.created = net.now}).ok());
    record = must_be(crypto::parse_json(must_be(chain::finish_record(record))));
    as(who);
    const json openings = {{name, {{"salt", crypto::base64url(salt)}, {"content", content}}}};
    const auto proposed = post("/v1/desk/records", {{"record", record}, {"openings", openings}});
    ASSERT_EQ(proposed.status, 201) << name << proposed.body;
    EXPECT_EQ(read(json::parse(proposed.body)["id"])["openings"][name]["content"], content) << name;
  }
}

}  // namespace
}  // namespace hocba::api
