// How much a unit may leave on a node that no record names: reports that it built and files of programmes. What it may
// not is no other unit's loss, and there is room again once some of it is on the ledger or over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/training_desk.hpp"
#include "tests/node_support/api_network.hpp"
#include "tests/node_support/training_fixture.hpp"
#include "tests/support/programme_text.hpp"

namespace hocba::node::training_bounds_test {
namespace {

using test::code;
using test::must_be;

class TheTrainingBounds : public test::TrainingDeskFixture {
 protected:
  BuiltReport build(const char* unit, const char* key) {
    const ReportAsk ask{log::to_u64(world->programme), training::ReportKind::yearly, "2024", code(unit), {}, {}, {}};
    return must_be(desk().build_report(world->view(), world->key(key), ask));
  }
  std::string keep(const BuiltReport& built, const char* key) {
    return refusal(desk().put_report(world->view(), world->key(key), built.digest, built.text));
  }
  std::string bring(const std::string& text, const char* key) {
    return refusal(desk().put_programme_file(world->view(), world->key(key), crypto::sha256(text), text));
  }
};

TEST_F(TheTrainingBounds, KeepSoManyReportsOfAUnitThatNobodyFiled) {
  std::vector<BuiltReport> built;
  for (std::size_t i = 0; i < TrainingDesk::kMaxWaitingReports; ++i) {
    built.push_back(build("79PGD", "pgd-officer"));  // each with another salt
    ASSERT_EQ(keep(built.back(), "pgd-officer"), "") << i;
  }
  const auto one_more = build("79PGD", "pgd-officer");
  EXPECT_EQ(keep(one_more, "pgd-officer"), "node.training_full");
  EXPECT_EQ(keep(built.front(), "pgd-officer"), "") << "which is there already";
  EXPECT_EQ(keep(build("79TH0009", "th9-principal"), "th9-principal"), "") << "of another unit";
  restart();
  EXPECT_EQ(keep(one_more, "pgd-officer"), "node.training_full") << "counted anew";
  chain::ReportFile body;
  body.as_of = log::TreeSize{built[3].as_of};
  body.digest = built[3].digest;
  body.kind = training::ReportKind::yearly;
  body.period = code("2024");
  body.programme = world->programme;
  net.must(body, "79PGD", {"pgd-officer"});
  EXPECT_EQ(keep(one_more, "pgd-officer"), "");
  EXPECT_EQ(keep(build("79PGD", "pgd-officer"), "pgd-officer"), "node.training_full");
  EXPECT_EQ(must_be(desk().let_go(world->view(), net.net.now + days(31))), TrainingDesk::kMaxWaitingReports + 1);
  must_be(desk().destroy_let_go(world->view()));
  EXPECT_EQ(keep(build("79PGD", "pgd-officer"), "pgd-officer"), "");
}

TEST_F(TheTrainingBounds, KeepSoManyFilesOfAnOfficeThatNoProgrammeNames) {
  auto rules = test::TrainingWorld::rules();
  rules.providers = {code("79DHSG")};
  const std::string file = test::programme_text(rules);
  const auto text = [&](std::size_t n) { return file + "# bản " + std::to_string(n) + "\n"; };
  for (std::size_t i = 0; i < TrainingDesk::kMaxWaitingFiles; ++i) ASSERT_EQ(bring(text(i), "pgd-officer"), "") << i;
  const std::string one_more = text(TrainingDesk::kMaxWaitingFiles);
  EXPECT_EQ(bring(one_more, "pgd-officer"), "node.training_full");
  EXPECT_EQ(bring(text(7), "pgd-officer"), "") << "which is there already";
  EXPECT_EQ(bring(one_more, "xa-officer"), "") << "of another office";
  EXPECT_EQ(bring("# khác\n", "dh-officer"), "node.training_not_yours");
  rules.document = crypto::sha256(text(7));
  net.must(chain::TrainingProgramme{rules, std::nullopt}, "79PGD", {"pgd-officer"});
  EXPECT_EQ(bring("# một bản nữa\n", "pgd-officer"), "");
  EXPECT_EQ(bring("# thêm một bản\n", "pgd-officer"), "node.training_full");
  EXPECT_EQ(must_be(desk().let_go(world->view(), net.net.now + days(31))), TrainingDesk::kMaxWaitingFiles + 1);
  must_be(desk().destroy_let_go(world->view()));
  EXPECT_TRUE(must_be(desk().programme_file(rules.document)).has_value()) << "which the ledger names";
  EXPECT_EQ(bring("# thêm một bản\n", "pgd-officer"), "");
}

// It is computed again, over all seats: as dear as to build one, whatever is made of it.
TEST(TrainingBounds, CountAReportThatIsBroughtForTheWalkThatItIs) {
  constexpr std::uint32_t kReads = 60;
  test::ApiNetwork http([](Config& config) {
    test::TrainingNode::configure(config);
    config.http.requests_per_minute = kReads;
    config.http.writes_per_minute = 100'000;
  });
  test::TrainingNode world(http.net);
  ASSERT_EQ(http.log_in("pgd-officer").status, 201);
  const std::string path = "/v1/training/reports/" + crypto::base64url(crypto::sha256("x"));
  std::uint32_t answered = 0;
  for (int status = 0; status != 429 && answered < kReads;) {
    status = http.call(api::Method::put, path, "{}").status;
    if (status != 429) ++answered;
  }
  EXPECT_GT(answered, 0u);
  EXPECT_LE(answered, kReads / 5 + 1);
}

}  // namespace
}  // namespace hocba::node::training_bounds_test
