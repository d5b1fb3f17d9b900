// Transfers over the API: where one stands, what is due, who may list a school's, who opens the commitments, and who
// reads the document before and after.
#include "ledger/credential/document.hpp"
#include "tests/node_support/described_api.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::commitment;
using test::transfer_id;

class Transfers : public test::DescribedApi {
 protected:
  std::string id_ = to_text(transfer_id(1));
  std::string path_ = "/v1/transfers/" + id_;
  chain::CustodyRequest request(std::uint64_t n = 1) {
    return {test::code("79TH0001"), commitment("pupil"), test::code("79TH0002"), transfer_id(n)};
  }
  void accept(std::uint64_t n = 1) {
    api.net.must(chain::CustodyAccept{chain::CustodyAnswer::accept, {}, transfer_id(n)}, "79TH0002",
                 {"other-principal"});
  }
  void release(const std::vector<chain::CredentialId>& ids) {
    api.net.must(chain::CustodyRelease{ids, commitment("sheet"), transfer_id(1)}, "79TH0001",
                 {"registrar", "principal"});
  }
  void receive() { api.net.must(chain::CustodyReceive{transfer_id(1)}, "79TH0002", {"other-principal"}); }
};

TEST_F(Transfers, AreShownWithWhatIsDueNext) {
  EXPECT_EQ(code(get(path_)), "api.nothing_there");
  EXPECT_EQ(code(get("/v1/transfers/1")), "api.bad_request");
  api.net.must(request(), "79TH0001", {"registrar"});
  json now = get_json(path_);
  EXPECT_EQ(now["standing"], "requested");
  EXPECT_EQ(now["working_days"], 5);
  EXPECT_EQ(now["since"], now["requested"]["time"]);
  EXPECT_EQ(now["late"], false);
  accept();
  now = get_json(path_);
  EXPECT_EQ(now["standing"], "accepted");
  EXPECT_EQ(now["working_days"], 3);
  const auto issued = issue_one();
  release({issued.id});
  now = get_json(path_);
  EXPECT_EQ(now["credentials"], json::array({chain::to_text(issued.id)}));
  EXPECT_EQ(now["working_days"], 5);
  receive();
  now = get_json(path_);
  EXPECT_EQ(now["standing"], "received");
  EXPECT_FALSE(now.contains("due"));
  EXPECT_TRUE(now.contains("ended"));
}

TEST_F(Transfers, OfAUnitAreListedForItsOwnKeysAlone) {
  for (std::uint64_t n = 1; n <= 3; ++n) api.net.must(request(n), "79TH0001", {"registrar"});
  api.net.must(chain::CustodyAccept{chain::CustodyAnswer::refuse, commitment("why"), transfer_id(2)}, "79TH0002",
               {"other-principal"});
  const std::string list = "/v1/units/79TH0002/transfers";
  EXPECT_EQ(get(list).status, 401);
  api.log_in("registrar");
  EXPECT_EQ(code(get(list)), "api.not_yours");
  api.log_in("other-registrar");
  json all = get_json(list);
  ASSERT_EQ(all["transfers"].size(), 3u);
  EXPECT_EQ(all["transfers"][0]["id"], to_text(transfer_id(1)));
  EXPECT_FALSE(all.contains("next"));
  EXPECT_EQ(get_json(list + "?open=true")["transfers"].size(), 2u);
  const json first = get_json(list + "?limit=2");
  ASSERT_EQ(first["transfers"].size(), 2u);
  const json second = get_json(list + "?limit=2&after=" + first["next"].dump());
  ASSERT_EQ(second["transfers"].size(), 1u);
  EXPECT_EQ(second["transfers"][0]["id"], to_text(transfer_id(3)));
  for (const char* limit : {"x", "201"}) EXPECT_EQ(code(get(list + "?limit=" + limit)), "api.bad_request") << limit;
  EXPECT_TRUE(api.answers_elsewhere(list)) << "thousands of them keep no stranger's call waiting";
}

TEST_F(Transfers, WhatARequestCommitsToIsOpenedByBothSchools) {
  const auto salt = credential::Salt::of(crypto::sha256("salt").view());
  const json pupil = {{"name", "Nguyễn Thị Thuý An"}, {"birth_date", "2012-02-03"}};
  auto body = request();
  body.pupil = chain::Commitment::of(credential::commitment("pupil", salt, pupil).view());
  const auto at = std::to_string(log::to_u64(api.net.must(body, "79TH0001", {"registrar"})));
  const std::string path = "/v1/entries/" + at + "/openings";
  api.log_in("registrar");
  const json opening = {{"content", pupil}, {"salt", crypto::base64url(salt)}};
  json openings = json::object();
  openings["pupil"] = opening;
  EXPECT_EQ(put(path, openings).status, 200);
  for (const char* key : {"registrar", "other-principal"}) {
    api.log_in(key);
    EXPECT_EQ(get_json(path)["pupil"]["content"], pupil) << key;
  }
  api.log_in("office-manager");  // above both: with a purpose
  EXPECT_EQ(code(get(path)), "node.purpose_needed");
}

TEST_F(Transfers, TheNewSchoolReadsFromTheReceiptOnAndTheOldOneGoesOnReading) {
  const auto issued = issue_one();
  const std::string document = "/v1/documents/" + chain::to_text(issued.id);
  const auto status_for = [&](const char* key) {
    api.log_in(key);
    return get(document).status;
  };
  api.net.must(request(), "79TH0001", {"registrar"});
  accept();
  release({issued.id});
  EXPECT_EQ(status_for("other-registrar"), 403);
  receive();
  EXPECT_EQ(status_for("other-registrar"), 200);
  EXPECT_EQ(status_for("registrar"), 200);
}

TEST_F(Transfers, TheNewSchoolFindsThePupilFromTheReceiptOn) {
  const auto issued = issue_one();
  const auto found_by = [&](const char* key, const json& query) {
    api.log_in(key);
    const auto answer = post("/v1/search", query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return test::ApiNetwork::json_of(answer)["documents"].size();
  };
  const json name = {{"name", "Thuy An"}}, all = json::object(), other = {{"name", "Lê"}};
  api.net.must(request(), "79TH0001", {"registrar"});
  accept();
  release({issued.id});
  EXPECT_EQ(found_by("other-registrar", name), 0u);
  receive();
  EXPECT_EQ(found_by("other-registrar", name), 1u);
  EXPECT_EQ(found_by("other-registrar", all), 1u);
  EXPECT_EQ(found_by("other-registrar", other), 0u);
  EXPECT_EQ(found_by("other-registrar", {{"name", "Thuy An"}, {"unit", "79TH0002"}}), 1u);
  EXPECT_EQ(found_by("registrar", name), 1u);
  // The office above both finds it once.
  EXPECT_EQ(found_by("office-manager", {{"name", "Thuy An"}, {"purpose", "kiểm tra"}}), 1u);
}

}  // namespace
}  // namespace hocba::api
