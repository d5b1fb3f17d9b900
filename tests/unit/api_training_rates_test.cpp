// What calls of training count for, by what they read and write.
#include "tests/node_support/described_api.hpp"
#include "tests/node_support/training_node.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;

// By what is read and written: a page of proposals, a register.
class TrainingRates : public test::DescribedApi {
 protected:
  TrainingRates()
      : DescribedApi([](node::Config& config) {
          test::TrainingNode::configure(config);
          config.http.requests_per_minute = 15;
          config.http.writes_per_minute = 40;
        }),
        world(api.net) {}
  test::TrainingNode world;
};

TEST_F(TrainingRates, CountBySize) {
  const auto klass = "/v1/training/classes/" + training::to_text(world.open_class()) + "/register?after=";
  ASSERT_EQ(api.log_in("dh-officer").status, 201);
  EXPECT_EQ(get("/v1/training/proposals?limit=10").status, 200);
  EXPECT_EQ(code(get("/v1/training/proposals?limit=1000")), "api.too_many");
  EXPECT_EQ(put(klass + "0", {{"note", "x"}}).status, 200);
  const json large = {{"note", std::string(300, 'x')}, {"site", std::string(300, 'x')}};
  json filled = large;
  filled["trainers"] = json::array();
  for (int i = 0; i < 16; ++i) {
    filled["trainers"].push_back(test::TrainingNode::trainer_json());
    filled["trainers"].back()["name"] = std::string(290, 'x');
  }
  EXPECT_EQ(put(klass + "1", large).status, 200);
  EXPECT_EQ(put(klass + "2", filled).status, 200);
  EXPECT_EQ(code(put(klass + "3", filled)), "api.too_many");
}

}  // namespace
}  // namespace hocba::api
