// The rules of TT 22/2021 and TT 27/2020 against second implementations, written from the regulations' sentences and
// as naively as possible: decimals as fractions, conditions spelled out, subjects removed one by one.
#include <gtest/gtest.h>

#include <random>

#include "ledger/credential/primary.hpp"
#include "ledger/credential/secondary.hpp"

namespace hocba::credential {
namespace {

// A number of points as a fraction, rounded to one decimal, a half up, by trying all hundred and one results.
int rounded(long numerator, long denominator) {  // tenths = numerator / denominator
  for (int tenths = 0; tenths <= 100; ++tenths) {
    const bool not_below = 2 * numerator >= (2 * tenths - 1) * denominator;
    const bool below_next = 2 * numerator < (2 * tenths + 1) * denominator;
    if (not_below && below_next) return tenths;
  }
  return -1;
}

TEST(SchoolRules, AveragesOfATermAndAYearAreTheFractionsOfTheRegulation) {
  const auto& rules = secondary::tt22_2021();
  std::mt19937 random(22);
  for (int round = 0; round < 20'000; ++round) {
    secondary::TermMarks marks;
    marks.regular.resize(1 + random() % 5);
    long sum = 0;
    for (int& mark : marks.regular) sum += mark = static_cast<int>(random() % 101);
    marks.midterm = static_cast<int>(random() % 101);
    marks.final = static_cast<int>(random() % 101);
    const long weights = static_cast<long>(marks.regular.size()) + 5;
    ASSERT_EQ(secondary::term_average(rules, marks), rounded(sum + 2 * marks.midterm + 3 * marks.final, weights));
  }
  for (int first = 0; first <= 100; ++first)
    for (int second = 0; second <= 100; ++second)
      ASSERT_EQ(secondary::year_average(rules, first, second), rounded(first + 2 * second, 3));
}

struct Pupil {
  std::vector<int> marks;
  std::vector<bool> comments;
};

// «Mức Tốt: tất cả các môn nhận xét đạt; các môn điểm số từ 6,5 trở lên, trong đó có ít nhất 06 môn từ 8,0 trở lên»
// etc.
bool reaches_good(const Pupil& p) {
  int eights = 0;
  for (const bool passed : p.comments)
    if (!passed) return false;
  for (const int mark : p.marks) {
    if (mark < 65) return false;
    if (mark >= 80) ++eights;
  }
  return eights >= 6;
}
bool reaches_fair(const Pupil& p) {
  int many = 0;
  for (const bool passed : p.comments)
    if (!passed) return false;
  for (const int mark : p.marks) {
    if (mark < 50) return false;
    if (mark >= 65) ++many;
  }
  return many >= 6;
}
bool reaches_passed(const Pupil& p) {
  int many = 0, failed = 0;
  for (const bool passed : p.comments)
    if (!passed) ++failed;
  for (const int mark : p.marks) {
    if (mark < 35) return false;
    if (mark >= 50) ++many;
  }
  return failed <= 1 && many >= 6;
}
int raw_level(const Pupil& p) { return reaches_good(p) ? 3 : reaches_fair(p) ? 2 : reaches_passed(p) ? 1 : 0; }

// Every pupil that is this one without one subject.
std::vector<Pupil> without_one(const Pupil& p) {
  std::vector<Pupil> out;
  for (std::size_t i = 0; i < p.marks.size(); ++i) {
    out.push_back(p);
    out.back().marks.erase(out.back().marks.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::size_t i = 0; i < p.comments.size(); ++i) {
    out.push_back(p);
    out.back().comments.erase(out.back().comments.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return out;
}
int level_of(const Pupil& p) {
  const int raw = raw_level(p);
  for (const Pupil& rest : without_one(p)) {
    if (raw <= 1 && reaches_good(rest)) return raw + 1;
    if (raw == 0 && reaches_fair(rest)) return raw + 1;
  }
  return raw;
}

TEST(SchoolRules, TheLearningLevelIsWhatTheSentencesSay) {
  std::mt19937 random(7);
  std::vector<int> seen(4), raised(4);
  for (int round = 0; round < 60'000; ++round) {
    Pupil pupil;
    // Around the bounds, mostly equal, so that levels and single causes are frequent.
    const int around[] = {34, 35, 49, 50, 64, 65, 79, 80, 90};
    const int base = around[random() % 9];
    const std::size_t scored = 6 + random() % 4;
    for (std::size_t i = 0; i < scored; ++i) pupil.marks.push_back(random() % 6 == 0 ? around[random() % 9] : base);
    for (int i = 0; i < 4; ++i) pupil.comments.push_back(random() % 9 != 0);
    std::vector<secondary::Subject> subjects;
    for (const int mark : pupil.marks) subjects.push_back({"D", "D", mark, {}});
    for (const bool passed : pupil.comments) subjects.push_back({"N", "N", {}, passed});
    std::shuffle(subjects.begin(), subjects.end(), random);
    const auto found = secondary::learning(secondary::tt22_2021(), subjects);
    const int expected = level_of(pupil);
    ASSERT_EQ(static_cast<int>(found.before_raise), raw_level(pupil));
    ASSERT_EQ(static_cast<int>(found.level), expected) << testing::PrintToString(pupil.marks);
    ASSERT_EQ(found.cause.has_value(), expected != raw_level(pupil));
    ++seen.at(static_cast<std::size_t>(expected));
    raised.at(static_cast<std::size_t>(expected)) += found.cause.has_value();
  }
  for (const int count : seen) EXPECT_GT(count, 500);
  EXPECT_GT(raised[1], 100);
  EXPECT_GT(raised[2], 100);
}

// What is blank is not judged.
TEST(SchoolRules, PrimaryResultsAreWhatTheSentencesSay) {
  std::mt19937 random(27);
  std::vector<int> seen(4);
  for (int round = 0; round < 40'000; ++round) {
    std::vector<primary::Subject> subjects(3 + random() % 6);
    std::vector<primary::Trait> traits(3 + random() % 8);
    const unsigned rare = 4 + random() % 30;
    const int base = 4 + static_cast<int>(random() % 7);
    for (auto& s : subjects) {
      if (random() % 12 != 0)
        s.level = random() % rare == 0 ? static_cast<primary::SubjectLevel>(random() % 3)
                                       : primary::SubjectLevel::well_completed;
      if (random() % 2 == 0) s.test = random() % rare == 0 ? static_cast<int>(random() % 11) : base;
    }
    for (auto& t : traits)
      if (random() % 12 != 0)
        t.level = random() % rare == 0 ? static_cast<primary::TraitLevel>(random() % 3) : primary::TraitLevel::good;

    bool all_t = true, none_c = true;
    int lowest = 10;
    for (const auto& s : subjects) {
      if (s.level && *s.level != primary::SubjectLevel::well_completed) all_t = false;
      if (s.level && *s.level == primary::SubjectLevel::not_completed) none_c = false;
      if (s.test) lowest = std::min(lowest, *s.test);
    }
    for (const auto& t : traits) {
      if (t.level && *t.level != primary::TraitLevel::good) all_t = false;
      if (t.level && *t.level == primary::TraitLevel::needs_effort) none_c = false;
    }
    const int expected = all_t && lowest >= 9 ? 3 : all_t && lowest >= 7 ? 2 : none_c && lowest >= 5 ? 1 : 0;
    const auto found = primary::year_result(primary::tt27_2020(), subjects, traits);
    ASSERT_EQ(static_cast<int>(found.result), expected);
    ++seen.at(static_cast<std::size_t>(expected));
  }
  for (const int count : seen) EXPECT_GT(count, 500);
}

}  // namespace
}  // namespace hocba::credential
