// What strangers may ask of a node: pages of its directory, its state, look-ups; and how much of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
