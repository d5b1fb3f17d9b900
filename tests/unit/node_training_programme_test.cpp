// A programme is recorded with the file that everybody reads, and enforces what that file says: else an office could
// publish one text and have another one hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/node_support/training_fixture.hpp"
#include "tests/support/programme_text.hpp"

namespace hocba::node::training_programme_test {
namespace {

using test::code;

class TheTrainingProgramme : public test::TrainingDeskFixture {
 protected:
  static training::ProgrammeRules rules() {
    auto out = test::TrainingWorld::rules();
    out.providers = {code("79DHSG")};
    return out;
  }
  // "" or "node.programme_differs planned".
  std::string recorded(const training::ProgrammeRules& one) {
    const auto result = net.submit(chain::TrainingProgramme{one, std::nullopt}, "79PGD", {"pgd-officer"});
    return result.ok() ? "" : std::string(result.error().code().id) + " " + result.error().detail();
  }
};

TEST_F(TheTrainingProgramme, IsRecordedWithItsFileAlone) {
  auto one = rules();
  one.document = crypto::sha256("a file that nobody brought");
  EXPECT_EQ(recorded(one), "node.programme_missing " + crypto::base64url(one.document));
  world->put_file(one, "pgd-officer", "# bản hai\n");
  EXPECT_EQ(recorded(one), "");
}

TEST_F(TheTrainingProgramme, EnforcesWhatItsFileSays) {
  auto one = rules();
  world->put_file(one, "pgd-officer", "# bản hai\n");
  auto other = one;
  other.courses[0].max_learners = 2;
  EXPECT_EQ(recorded(other), "node.programme_differs courses[CDS_CB].max_learners");
  other = one;
  other.courses[1].pass_tenths = 10;
  other.planned.clear();
  EXPECT_EQ(recorded(other), "node.programme_differs courses[CDS_NC].pass_tenths, planned");
  other = one;
  other.providers = {code("79DHSG"), code("79TH0009")};
  EXPECT_EQ(recorded(other), "") << "providers are named when it is published";
  // A file that is no programme's gives no rules.
  const std::string text = "# rác\n";
  ASSERT_TRUE(desk().put_programme_file(world->view(), world->key("pgd-officer"), crypto::sha256(text), text).ok());
  other.document = crypto::sha256(text);
  EXPECT_THAT(recorded(other), testing::StartsWith("node.programme_differs training.file_"));
}

}  // namespace
}  // namespace hocba::node::training_programme_test
