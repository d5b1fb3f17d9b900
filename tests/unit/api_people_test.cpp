// Who has a transcript already: what `hocba issue` asks before it reserves numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/node_support/described_api.hpp"

namespace hocba::api::people_test {
namespace {

using nlohmann::json;
using Pupil = test::NodeNetwork::Pupil;

const Pupil kAn{"Nguyễn Văn An", "2013-02-01", "000213000123", "7900000001"};

struct PeopleRoute : test::DescribedApi {
  std::string issued(const Pupil& pupil) {
    const auto made = api.net.transcript(pupil);
    const auto done = api.net.record(made, pupil.unit);
    EXPECT_TRUE(done.ok()) << done.error().to_string();
    return credential::to_text(made.document.id);
  }
  static json asked(const json& people, const std::string& period = "2024-2025", const std::string& unit = "79TH0001") {
    return {{"unit", unit}, {"type", "transcript"}, {"period", period}, {"people", people}};
  }
  test::ApiResponse standing(const json& body) { return post("/v1/people/standing", body); }
  static json person(const json& more) {
    json out = {{"level", "lower-secondary"}};
    out.update(more);
    return out;
  }
};

TEST_F(PeopleRoute, SaysWhichTranscriptsOfAPersonStand) {
  const std::string id = issued(kAn);
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const json people = {person({{"personal_number", "000213000123"}}),
                       person({{"sector_code", "7900000001"}}),
                       person({{"personal_number", "000213000999"}, {"sector_code", "7900000001"}}),
                       person({{"personal_number", "000213000999"}}),
                       person(json::object()),
                       {{"level", "primary"}, {"personal_number", "000213000123"}}};
  const auto answer = standing(asked(people));
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json none = json::array();
  EXPECT_EQ(json::parse(answer.body), (json{{"one_each", true}, {"people", {{id}, {id}, {id}, none, none, none}}}));
  EXPECT_EQ(json::parse(standing(asked(json::array({people[0]}), "2025-2026")).body)["people"], json::array({none}));
}

TEST_F(PeopleRoute, AnswersKeysThatMayDepositAlone) {
  issued(kAn);
  const json people = json::array({person({{"personal_number", "000213000123"}})});
  EXPECT_EQ(code(standing(asked(people))), "api.no_session");
  ASSERT_EQ(api.log_in("other-principal").status, 201);
  EXPECT_EQ(code(standing(asked(people))), "api.not_yours");
  ASSERT_EQ(api.log_in("office-manager").status, 201);
  EXPECT_EQ(code(standing(asked(people))), "api.not_yours") << "who stands above the unit issues nothing for it";
  ASSERT_EQ(api.log_in("registrar").status, 201);
  EXPECT_EQ(code(standing(asked(people, "2024-2025", "79TH0002"))), "api.not_yours");
}

// The right of "teacher" is the office's gift: it searches with a purpose and is logged, so it is told less here.
TEST_F(PeopleRoute, TellsWhomOnlyAUnitAboveLetWhetherAndNotWhich) {
  const std::string id = issued(kAn);
  api.net.must(
      api.net.net.grant_body("teacher", "79TH0001", chain::Role::registrar, {chain::RecordKind::credential_issue}),
      "79SGD", {"office-manager"});
  const json people = {person({{"personal_number", "000213000123"}}), person({{"personal_number", "000213000999"}}),
                       person({{"personal_number", "000213000123"}, {"supersedes", id}})};
  ASSERT_EQ(api.log_in("teacher").status, 201);
  EXPECT_EQ(json::parse(standing(asked(people)).body)["people"], (json{true, false, false}));
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const json none = json::array();
  EXPECT_EQ(json::parse(standing(asked(people)).body)["people"], (json{json::array({id}), none, none}));
}

TEST_F(PeopleRoute, RefusesWhatItCannotRead) {
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const json one = person({{"personal_number", "000213000123"}});
  json no_unit = asked(json::array({one})), more = no_unit;
  no_unit.erase("unit");
  more["x"] = 1;
  for (const json& odd :
       {json::object(), no_unit, more, asked(json::array()), asked(json::array({json::object()})),
        asked(json::array({person({{"name", "An"}})})), asked(json::array({person({{"personal_number", 7}})})),
        asked(json::array({person({{"supersedes", "x"}})})), asked(json::array({one}), "x y"),
        asked(std::vector<json>(201, one))})
    EXPECT_EQ(code(standing(odd)), "api.bad_body") << odd.dump().substr(0, 120);
  EXPECT_EQ(standing(asked(std::vector<json>(200, one))).status, 200);
}

// Nor where the node keeps no documents of the unit, which nobody asks it about then.
TEST(PeopleRouteOfANodeWithoutTheRule, SaysNothing) {
  for (const bool copies : {true, false}) {
    test::ApiNetwork api([&](node::Config& config) {
      if (copies)
        config.node.one_transcript = false;
      else
        config.node.serves = {"79TH0002"};
    });
    const auto made = api.net.transcript(kAn);
    ASSERT_TRUE(api.net.record(made).ok());
    ASSERT_EQ(api.log_in("registrar").status, 201);
    const json body = {{"unit", "79TH0001"},
                       {"type", "transcript"},
                       {"period", "2024-2025"},
                       {"people", {{{"level", "lower-secondary"}, {"personal_number", "000213000123"}}}}};
    const auto answer = api.post("/v1/people/standing", body);
    EXPECT_EQ(json::parse(answer.body), (json{{"one_each", false}, {"people", json::array()}}));
  }
}

}  // namespace
}  // namespace hocba::api::people_test
