// Documents of training against a second way of counting: scores by trying every tenth, results in the words of the
// plan; builder, reader and judge agree on random documents, right and wrong ones.
#include <gtest/gtest.h>

#include <random>

#include "ledger/credential/training_document.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

// The nearest tenth to (weight · attendance + (100 − weight) · test) / 100, halves up, found by trying all.
std::uint32_t score_by_trying(std::uint32_t weight, std::uint32_t attendance, std::uint32_t test) {
  const std::uint32_t hundredfold = weight * attendance + (100 - weight) * test;
  for (std::uint32_t tenth = 0; tenth <= 100; ++tenth)
    if (2 * hundredfold < 100 * (2 * tenth + 1)) return tenth;
  return 100;
}

struct Drawn {
  TrainingData data;
  bool sound = true;
};

Drawn draw(std::mt19937& engine) {
  const auto number = [&](std::uint32_t from, std::uint32_t to) { return from + engine() % (to - from + 1); };
  Drawn out{test::sample_training(), true};
  const std::size_t modules = number(1, 3);
  out.data.modules.resize(1);
  for (std::size_t i = 1; i < modules; ++i) out.data.modules.push_back(out.data.modules.front());
  for (std::size_t i = 0; i < modules; ++i) {
    TrainingModule& module = out.data.modules[i];
    const auto n = static_cast<std::uint8_t>(10 * (i + 1));
    module.course = test::code_of("K" + std::to_string(i));
    module.attempt = {test::id_of(n), test::id_of(static_cast<std::uint8_t>(n + 1)), test::salt_of(n)};
    module.periods = number(30, 32);
    module.online_periods = number(0, 33);
    module.attended = number(20, 33);
    const std::uint32_t weight = number(0, 100);
    module.weights = TrainingWeights{weight, 100 - weight};
    module.attendance_tenths = number(40, 100);
    module.test_tenths = number(30, 100);
    const std::uint32_t score = score_by_trying(weight, *module.attendance_tenths, *module.test_tenths);
    module.score_tenths = score + (number(0, 7) == 0 && score < 100 ? 1 : 0);
    module.pass_tenths = number(45, 55);
    if (number(0, 1) == 0) module.min_attendance = number(60, 90);
    const bool enough = !module.min_attendance ||
                        static_cast<double>(module.attended) / module.periods >= *module.min_attendance / 100.0 - 1e-9;
    out.sound = out.sound && module.score_tenths == score && *module.score_tenths >= *module.pass_tenths && enough &&
                module.attended <= module.periods && module.online_periods <= module.periods;
  }
  return out;
}

TEST(TrainingDocumentProperty, OnlyWhatFollowsFromItsPartsIsBuilt) {
  std::mt19937 engine(4);
  std::size_t sound = 0, refused = 0;
  for (int round = 0; round < 4'000; ++round) {
    const Drawn drawn = draw(engine);
    const auto built = build_training(drawn.data, test::counting_salts());
    ASSERT_EQ(built.ok(), drawn.sound) << round << " " << (built.ok() ? "" : built.error().to_string());
    (drawn.sound ? sound : refused) += 1;
    if (!built.ok()) continue;
    const auto content = training_of(*built);
    ASSERT_TRUE(content.has_value());
    for (const DerivedValue& value : judge_training(*content).derived) ASSERT_TRUE(value.agrees());
    const auto read = Document::parse(built->core_text(), built->groups());
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read->digest(), built->digest());
  }
  EXPECT_GT(sound, 500u);
  EXPECT_GT(refused, 500u);
}

// One bit of the salt, one letter, one year.
TEST(TrainingDocumentProperty, TheSeatOpensForOnePersonAndOneSalt) {
  std::mt19937 engine(5);
  for (int round = 0; round < 500; ++round) {
    Salt salt;
    for (auto& byte : salt.data) byte = static_cast<std::uint8_t>(engine());
    const Date birth = {1960 + static_cast<int>(engine() % 45), 1 + static_cast<int>(engine() % 12),
                        1 + static_cast<int>(engine() % 28)};
    const std::string name = "Nguyễn Văn " + std::string(1, static_cast<char>('A' + engine() % 26));
    const Digest seat = seat_commitment(salt, name, birth);
    Salt other = salt;
    other.data[engine() % other.data.size()] ^= static_cast<std::uint8_t>(1u << (engine() % 8));
    ASSERT_NE(seat_commitment(other, name, birth), seat);
    ASSERT_NE(seat_commitment(salt, name + "h", birth), seat);
    ASSERT_NE(seat_commitment(salt, name, {birth.year + 1, birth.month, birth.day}), seat);
    ASSERT_EQ(seat_commitment(salt, name, birth), seat);
  }
}

}  // namespace
}  // namespace hocba::credential
