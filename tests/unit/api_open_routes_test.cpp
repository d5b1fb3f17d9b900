// What strangers may ask of a node: pages of its directory, its state, look-ups; and how much of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/json.hpp"
#include "ledger/store/vault_tables.hpp"
#include "node/vault_objects.hpp"
#include "tests/node_support/described_api.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;

class OpenRoutes : public test::DescribedApi {};

// An attack: one serial is tried against all birth dates, from as many addresses as it takes.
TEST_F(OpenRoutes, LimitTheLookupsOfOneSerialFromAllAddressesTogether) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  api.net.issue(certificate);
  const auto guess = [&](int i, const std::string& serial) {
    api.peer = "192.0.2." + std::to_string(i % 250);
    return post("/v1/lookup", {{"serial", serial}, {"birth_date", "19" + std::to_string(10 + i % 90) + "-01-01"}});
  };
  int answered = 0;
  while (answered < 1'000 && guess(answered, certificate.data.common.serial).status == 404) ++answered;
  EXPECT_GE(answered, 30);
  ASSERT_LT(answered, 1'000);
  EXPECT_EQ(code(guess(answered, certificate.data.common.serial)), "api.too_many_guesses");
  EXPECT_EQ(guess(answered, "ANOTHER").status, 404);
}

// The standing is the ledger's word, whatever became of the document here.
TEST_F(OpenRoutes, TellTheStandingOfADamagedDocument) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  const auto issued = api.net.issue(certificate);
  const json asked = {{"serial", certificate.data.common.serial}, {"birth_date", "2001-02-03"}};
  EXPECT_TRUE(json::parse(post("/v1/lookup", asked).body).contains("originality"));
  api.net.node().stop();
  api.service->stop();
  api.service.reset();
  api.net.close();
  {
    const auto tables = store::VaultTables::open(api.net.directory() + "/vault", {}).value();
    HOCBA_CHECK(
        tables->write({{store::VaultTable::documents, node::core_name(issued.id, issued.digest), "spoiled"}}).ok());
  }
  api.net.open();
  api.service = std::make_unique<api::Service>(api.net.node());
  const auto answer = post("/v1/lookup", asked);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::parse(answer.body)["in_force"], true);
  EXPECT_FALSE(json::parse(answer.body).contains("originality"));
}

TEST_F(OpenRoutes, GiveUnitsAndPoliciesPageByPage) {
  for (const char* period : {"2026", "2027", "2028", "2029"})
    api.net.must(api.net.net.policy_body("certificate", period), "", test::NetworkBuilder::founders());
  for (const auto& [path, list, name] :
       {std::tuple("/v1/policies", "policies", "period"), std::tuple("/v1/units", "units", "unit")}) {
    const auto whole = get_json(path);
    EXPECT_FALSE(whole.contains("next"));
    std::vector<std::string> all, paged;
    for (const auto& one : whole[list]) all.push_back(one[name]);
    ASSERT_GE(all.size(), 3u);
    std::string after;
    for (std::size_t pages = 0; pages < 2 * all.size(); ++pages) {
      const auto page = get_json(std::string(path) + "?limit=2" + (after.empty() ? "" : "&after=" + after));
      EXPECT_LE(page[list].size(), 2u);
      for (const auto& one : page[list]) paged.push_back(one[name]);
      if (!page.contains("next")) break;
      after = page["next"];
    }
    EXPECT_EQ(paged, all) << path;
  }
  EXPECT_EQ(get("/v1/policies?after=%21").status, 400);
}

// An attack: a unit's manager records grants without end, and strangers ask for them.
TEST_F(OpenRoutes, GiveGrantsPageByPage) {
  const auto busy = crypto::AnyKey(test::key_named("busy").public_key()).did();
  for (const char* type : {"transcript", "certificate", "diploma", "award"})
    api.net.must(api.net.net.grant_body("busy", "79TH0001", chain::Role::teacher, {}, {type}), "79TH0001", {"manager"});
  for (const std::string& path : {std::string("/v1/units/79TH0001/grants"), "/v1/keys/" + busy + "/grants"}) {
    const auto whole = get_json(path);
    EXPECT_FALSE(whole.contains("next"));
    ASSERT_GE(whole["grants"].size(), 4u);
    json paged = json::array();
    std::string after;
    for (std::size_t pages = 0; pages < whole["grants"].size(); ++pages) {
      const auto page = get_json(path + "?limit=3" + (after.empty() ? "" : "&after=" + after));
      EXPECT_LE(page["grants"].size(), 3u);
      for (const auto& one : page["grants"]) paged.push_back(one);
      if (!page.contains("next")) break;
      after = page["next"].dump();
    }
    EXPECT_EQ(paged, whole["grants"]) << path;
    EXPECT_EQ(get(path + "?limit=201").status, 400);
    EXPECT_EQ(get(path + "?after=x").status, 400);
  }
}

TEST_F(OpenRoutes, WorkOnListsOutsideTheServingThread) {
  const auto key = crypto::AnyKey(test::key_named("registrar").public_key()).did();
  for (const std::string& path :
       {std::string("/v1/units"), std::string("/v1/units/79TH0001/grants"), "/v1/keys/" + key + "/grants",
        std::string("/v1/policies"), std::string("/v1/reservations/1")})
    EXPECT_TRUE(api.answers_elsewhere(path)) << path;
}

// A correction that nobody followed by the record that ends what it corrects.
TEST_F(OpenRoutes, TellOfACorrectionBesideWhatItCorrects) {
  test::NodeNetwork::Pupil pupil{"Nguyễn Văn An", "2013-02-01", "000213000123"};
  const auto first = api.net.transcript(pupil);
  ASSERT_TRUE(api.net.record(first).ok());
  pupil.supersedes = first.document.id;
  const auto second = api.net.transcript(pupil);
  ASSERT_TRUE(api.net.record(second).ok());
  // The school's name, without which no verdict is reached.
  const auto salt = credential::Salt::of(crypto::sha256("salt").view());
  const json profile = {{"name", "Trường Mẫu"}};
  chain::UnitUpdate update{test::code("79TH0001"), {}, {}, {}, {}};
  update.profile = chain::Commitment::of(credential::commitment("profile", salt, profile).view());
  api.net.must(update, "79SGD", {"office-manager"});
  const json opening = {{"content", profile}, {"salt", crypto::base64url(salt)}};
  ASSERT_TRUE(api.net.node()
                  .vault()
                  .put_profile(*api.net.node().view(), test::code("79TH0001"), crypto::canonical(opening), false)
                  .ok());
  ASSERT_TRUE(api.net.snapshot().ok());
  const auto report_of = [&](const chain::CredentialId& id) {
    const auto view = api.net.node().view();
    const auto file = node::build_holder_file(*view, api.net.node().vault(), id, {});
    HOCBA_CHECK(file.ok());
    const auto answer = ask(test::ApiMethod::post, "/v1/verify", exchange::to_text(*file));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  };
  EXPECT_EQ(report_of(second.document.id)["verdict"], "valid");
  EXPECT_EQ(report_of(second.document.id).value("beside", ""), chain::to_text(first.document.id));
  EXPECT_FALSE(report_of(first.document.id).contains("beside"));
  api.net.must(chain::CredentialStatus{first.document.id, chain::StatusAction::supersede, second.document.id,
                                       test::commitment("reason")},
               "79TH0001", {"registrar", "principal"});
  EXPECT_FALSE(report_of(second.document.id).contains("beside"));
}

TEST_F(OpenRoutes, ShowFiguresOfTheMachineToItsOperatorAlone) {
  const auto stranger = get_json("/v1/status");
  for (const char* figure : {"queue", "sessions", "disk_bytes", "disk_free_bytes", "version", "backups_scheduled"})
    EXPECT_FALSE(stranger.contains(figure)) << figure;
  for (const auto& warning : stranger["warnings"]) EXPECT_EQ(warning["code"].get<std::string>().substr(0, 4), "log.");
  ASSERT_EQ(api.log_in("registrar").status, 201);
  EXPECT_FALSE(get_json("/v1/status").contains("disk_bytes"));
  for (const char* key : {"founder-1", "nut-1-api"}) {
    ASSERT_EQ(api.log_in(key).status, 201) << key;
    EXPECT_GT(get_json("/v1/status")["disk_bytes"].get<std::uint64_t>(), 0u) << key;
  }
  api.token.clear();
  api.local = true;
  EXPECT_GT(get_json("/v1/status")["disk_bytes"].get<std::uint64_t>(), 0u);
  EXPECT_FALSE(json::parse(api.get("/v1/status", {{"x-forwarded-for", "203.0.113.7"}}).body).contains("disk_bytes"));
}

}  // namespace
}  // namespace hocba::api
