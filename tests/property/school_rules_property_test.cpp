// The rules of TT 22/2021 and TT 27/2020 against second implementations, written from the regulations' sentences and
// as naively as possible: decimals as fractions, conditions spelled out, subjects removed one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "ledger/credential/judgement.hpp"
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
    const std::size_t scored = 4 + random() % 6;  // below six, and with one subject to spare
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

// «Từ 35 tiết/năm trở xuống: 02; trên 35 đến 70 tiết/năm: 03; trên 70 tiết/năm: 04»
TEST(SchoolRules, RegularTestsAreThoseOfTheSentence) {
  for (int periods = 1; periods <= 400; ++periods)
    ASSERT_EQ(secondary::regular_tests(secondary::tt22_2021(), periods), periods > 70 ? 4 : periods > 35 ? 3 : 2);
}

// Điều 8 khoản 2 điểm b, sentence by sentence.
int conduct_of(int first, int second) {  // 0: Chưa đạt … 3: Tốt
  if (second == 3 && first >= 2) return 3;
  if ((second == 2 && first >= 1) || (second == 1 && first == 3) || (second == 3 && first <= 1)) return 2;
  if ((second == 2 && first == 0) || (second == 1 && first <= 2)) return 1;
  return 0;
}

// A page of grade 7 made at random, each part perhaps left out, and what its sentences say of it.
class RandomPage {
 public:
  explicit RandomPage(std::mt19937& random) : random_(random) {
    constexpr const char* kScored[] = {"VAN", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN"};
    constexpr const char* kCommented[] = {"GDTC", "NT", "HDTN", "GDDP"};
    constexpr int kAround[] = {34, 35, 49, 50, 64, 65, 79, 80, 90, 95};
    page.period = PeriodCode::parse("2024-2025").value();
    page.grade = 7;
    const int base = kAround[random_() % 10];
    for (const char* code : kScored) {
      TranscriptResult result;
      result.code = result.name = code;
      result.year_tenths = random_() % 8 == 0 ? kAround[random_() % 10] : base;
      page.results.push_back(result);
      pupil.marks.push_back(*result.year_tenths);
    }
    for (const char* code : kCommented) {
      TranscriptResult result;
      result.code = result.name = code;
      const bool passed = random_() % 14 != 0;
      result.year_level = passed ? kPassed : kNotPassed;
      page.results.push_back(result);
      pupil.comments.push_back(passed);
    }
    say_conduct();
    if (random_() % 4 != 0) page.absences = random_() % 4 == 0 ? 46 : 40 + static_cast<int>(random_() % 6);
    retest();
  }

  TranscriptYear page;
  Pupil pupil;                               // by the year's results
  std::optional<Pupil> retested;             // by those after re-assessment
  std::optional<int> conduct, last_conduct;  // of the year, after summer

 private:
  static std::string word_of(int level) {
    constexpr const char* kWords[] = {"Chưa đạt", "Đạt", "Khá", "Tốt"};
    return kWords[level];
  }
  void say_conduct() {
    const int first = static_cast<int>(3 - random_() % 13 % 4), second = static_cast<int>(3 - random_() % 13 % 4);
    if (random_() % 4 != 0) {
      page.conduct1 = word_of(first);
      page.conduct2 = word_of(second);
      conduct = conduct_of(first, second);
    } else if (random_() % 2 == 0) {
      conduct = second;
      page.conduct = word_of(second);
    }
    last_conduct = conduct;
    if (conduct == 0 && random_() % 2 == 0) {
      last_conduct = static_cast<int>(random_() % 4);
      page.conduct_summer = word_of(*last_conduct);
    }
  }
  // Of whoever's learning was Chưa đạt and whose conduct isn't: the subjects below 5,0 or Chưa đạt, or some of them.
  void retest() {
    if (level_of(pupil) != 0 || last_conduct == 0 || random_() % 3 == 0) return;
    Pupil after = pupil;
    bool any = false;
    for (std::size_t i = 0; i < page.results.size(); ++i) {
      TranscriptResult& result = page.results[i];
      if (random_() % 4 == 0) continue;
      if (result.year_tenths && *result.year_tenths < 50) {
        after.marks[i] = 40 + static_cast<int>(random_() % 60);
        result.retest_tenths = after.marks[i];
        any = true;
      } else if (result.year_level == kNotPassed) {
        result.retest_level = kPassed;
        after.comments[i - pupil.marks.size()] = true;
        any = true;
      }
    }
    if (any) retested = after;
  }
  std::mt19937& random_;
};

// «Được lên lớp: … nghỉ học không quá 45 buổi»: a page may say that the summer decides, unless absences have.
void say_pending(std::mt19937& random, TranscriptYear& page) {
  if (random() % 3 == 0) page.outcome = random() % 2 == 0 ? "Kiểm tra lại trong hè" : "Rèn luyện trong hè";
}

TEST(SchoolRules, APageOfAYearIsJudgedAsTheSentencesSay) {
  constexpr const char* kWords[] = {"Chưa đạt", "Đạt", "Khá", "Tốt"};
  std::mt19937 random(12);
  std::map<std::string, int> seen;
  for (int round = 0; round < 20'000; ++round) {
    RandomPage one(random);
    say_pending(random, one.page);
    const auto judged = judge_year("lower-secondary", one.page);
    const auto expected = [&](const char* field) -> std::string {
      for (const auto& value : judged.derived)
        if (value.field == field) return value.expected;
      return {};
    };
    for (const auto& remark : judged.remarks) ASSERT_FALSE(remark.fails) << remark.code->id << " " << remark.field;
    const int learning = level_of(one.pupil);
    ASSERT_EQ(expected("learning"), kWords[learning]);
    if (!one.page.conduct1.empty()) {
      ASSERT_EQ(expected("conduct"), kWords[*one.conduct]);
    }
    const int last_learning = one.retested ? level_of(*one.retested) : learning;
    ASSERT_EQ(expected("learningRetest"), one.retested ? kWords[last_learning] : "");
    // «Kết quả rèn luyện cả năm từ mức Đạt trở lên; kết quả học tập cả năm từ mức Đạt trở lên; nghỉ học không quá 45
    // buổi»
    const bool behaved = !one.last_conduct || *one.last_conduct >= 1, present = one.page.absences.value_or(0) <= 45;
    const bool whole = one.last_conduct && one.page.absences;
    const std::string outcome = last_learning == 0 || !behaved || !present ? "Không được lên lớp"
                                : whole                                    ? "Được lên lớp"
                                                                           : "";
    if (expected("outcome") != outcome) {
      ASSERT_EQ(expected("outcome"), one.page.outcome);
      ASSERT_EQ(outcome, "Không được lên lớp");
      ASSERT_TRUE(present);
      ++seen["waits"];
    } else if (!present && !one.page.outcome.empty()) {
      ++seen["waits for nothing"];
    }
    // «Học sinh Xuất sắc: rèn luyện Tốt, học tập Tốt, ít nhất 06 môn đạt từ 9,0; Học sinh Giỏi: rèn luyện Tốt, học tập
    // Tốt»
    const auto nines =
        std::count_if(one.pupil.marks.begin(), one.pupil.marks.end(), [](int mark) { return mark >= 90; });
    const std::string honour = learning != 3 || one.conduct != 3 ? ""
                               : nines >= 6                      ? "Học sinh Xuất sắc"
                                                                 : "Học sinh Giỏi";
    ASSERT_EQ(expected("awards"), honour);
    ++seen[outcome];
    ++seen[honour];
    seen["retested"] += one.retested.has_value();
    seen["summer"] += !one.page.conduct_summer.empty();
  }
  for (const char* what : {"Được lên lớp", "Không được lên lớp", "Học sinh Xuất sắc", "Học sinh Giỏi", "retested",
                           "summer", "waits", "waits for nothing"})
    EXPECT_GT(seen[what], 50) << what;
}

// What every result of the blank subjects would give: all marks at and below each bound, both words.
void all_levels(Pupil pupil, std::vector<std::size_t> marks, std::vector<std::size_t> comments,
                std::vector<bool>& out) {
  if (!marks.empty()) {
    const std::size_t at = marks.back();
    marks.pop_back();
    for (const int mark : {0, 34, 35, 49, 50, 64, 65, 79, 80, 89, 90, 100}) {
      pupil.marks[at] = mark;
      all_levels(pupil, marks, comments, out);
    }
  } else if (!comments.empty()) {
    const std::size_t at = comments.back();
    comments.pop_back();
    for (const bool passed : {false, true}) {
      pupil.comments[at] = passed;
      all_levels(pupil, marks, comments, out);
    }
  } else {
    out.at(static_cast<std::size_t>(level_of(pupil))) = true;
  }
}

// «ĐTBmcn = (ĐTBmhkI + 2 × ĐTBmhkII) : 3», «cả năm: theo học kỳ II», also where the page leaves the year blank. Where
// it leaves out more, every level that some result would give is possible: one alone is derived, and of several no
// statement may need more than the lowest.
TEST(SchoolRules, NothingRestsOnWhatAPageLeavesBlank) {
  constexpr const char* kScored[] = {"VAN", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN"};
  constexpr const char* kCommented[] = {"GDTC", "NT", "HDTN", "GDDP"};
  constexpr const char* kWords[] = {"Chưa đạt", "Đạt", "Khá", "Tốt"};
  constexpr const char* kAwards[] = {"", "", "", "Học sinh Giỏi", "Học sinh Xuất sắc"};
  constexpr const char* kOutcomes[] = {"", "Được lên lớp", "Không được lên lớp"};
  constexpr int kAround[] = {20, 34, 35, 49, 50, 64, 65, 79, 80, 90};
  std::mt19937 random(45);
  std::map<std::string, int> seen;
  for (int round = 0; round < 3'000; ++round) {
    TranscriptYear page;
    page.period = PeriodCode::parse("2024-2025").value();
    page.grade = 7;
    page.conduct1 = page.conduct2 = "Tốt";
    page.absences = 3;
    Pupil pupil;
    std::vector<std::size_t> marks, comments;  // that are not known
    std::vector<std::string> missing;
    const int base = kAround[random() % 10];
    const unsigned rare = 6 + random() % 40;
    for (const char* code : kScored) {
      TranscriptResult result;
      result.code = result.name = code;
      const int second = random() % 8 == 0 ? kAround[random() % 10] : base;
      if (random() % rare == 0 && marks.size() < 2) {
        marks.push_back(pupil.marks.size());
        if (random() % 2 == 0) (random() % 2 == 0 ? result.term1_tenths : result.term2_tenths) = second;
        missing.push_back("results[" + std::to_string(page.results.size()) + "].year");
        pupil.marks.push_back(0);
      } else if (random() % 3 == 0) {
        const int first = base;
        result.term1_tenths = first;
        result.term2_tenths = second;
        pupil.marks.push_back(rounded(first + 2 * second, 3));
      } else {
        result.year_tenths = second;
        pupil.marks.push_back(second);
      }
      page.results.push_back(result);
    }
    for (const char* code : kCommented) {
      TranscriptResult result;
      result.code = result.name = code;
      const bool passed = random() % 14 != 0;
      if (random() % rare == 0) {
        comments.push_back(pupil.comments.size());
        if (random() % 2 == 0) result.term1_level = kPassed;
        missing.push_back("results[" + std::to_string(page.results.size()) + "].yearLevel");
        pupil.comments.push_back(false);
      } else {
        (random() % 3 == 0 ? result.term2_level : result.year_level) = passed ? kPassed : kNotPassed;
        pupil.comments.push_back(passed);
      }
      page.results.push_back(result);
    }
    std::vector<bool> possible(4);
    all_levels(pupil, marks, comments, possible);
    const int lowest = static_cast<int>(std::find(possible.begin(), possible.end(), true) - possible.begin());
    const bool sure = std::count(possible.begin(), possible.end(), true) == 1;
    const int said = static_cast<int>(random() % 5) - 1;
    if (said >= 0) page.learning = kWords[said];
    const std::string award = kAwards[random() % 5];
    if (!award.empty()) page.awards = {award};
    page.outcome = kOutcomes[random() % 3];
    const bool rests = said > lowest || (!award.empty() && lowest < 3) || (page.outcome == kOutcomes[1] && lowest == 0);

    const auto judged = judge_year("lower-secondary", page);
    std::vector<std::string> failed;
    for (const auto& remark : judged.remarks)
      if (remark.fails) {
        ASSERT_EQ(remark.code->id, "credential.result_missing");
        failed.push_back(remark.field);
      }
    ASSERT_EQ(failed, rests ? missing : std::vector<std::string>());
    std::string level;
    for (const auto& value : judged.derived)
      if (value.field == "learning") level = value.expected;
    ASSERT_EQ(level, sure ? kWords[lowest] : "");
    ++seen[!missing.empty() && sure ? "sure" : sure ? "whole" : rests ? "rests" : "silent"];
  }
  for (const char* what : {"sure", "whole", "rests", "silent"}) EXPECT_GT(seen[what], 100) << what;
}

// «Học kỳ: Đạt nếu đủ số lần kiểm tra, đánh giá theo quy định và tất cả các lần được đánh giá mức Đạt; cả năm: theo học
// kỳ II»
TEST(SchoolRules, CommentSubjectsAreJudgedAsTheSentencesSay) {
  std::mt19937 random(9);
  int passes = 0;
  for (int round = 0; round < 5'000; ++round) {
    TranscriptYear page;
    page.period = PeriodCode::parse("2024-2025").value();
    page.grade = 7;
    TranscriptResult sport;
    sport.code = sport.name = "GDTC";
    std::size_t regular = 0, failed = 0;
    const auto one = [&]() -> std::string {
      if (random() % 12 != 0) return std::string(kPassed);
      ++failed;
      return std::string(kNotPassed);
    };
    for (std::size_t i = random() % 5; i > 0; --i, ++regular) sport.term2.regular_levels.push_back(one());
    if (random() % 5 != 0) sport.term2.midterm_level = one();
    if (random() % 5 != 0) sport.term2.final_level = one();
    if (sport.term2.empty()) continue;
    const bool there = !sport.term2.midterm_level.empty() && !sport.term2.final_level.empty() && regular >= 2;
    const bool passed = there && failed == 0;
    sport.term1_level = random() % 2 == 0 ? kPassed : kNotPassed;
    sport.term2_level = passed ? kPassed : kNotPassed;
    page.results.push_back(sport);
    for (const bool told_wrong : {false, true}) {
      if (told_wrong) page.results[0].term2_level = passed ? kNotPassed : kPassed;
      page.results[0].year_level = page.results[0].term2_level;
      const auto judged = judge_year("lower-secondary", page);
      // «Môn đánh giá bằng nhận xét: 02 lần»; tables of 70 periods a year have three.
      const bool unusual = std::any_of(judged.remarks.begin(), judged.remarks.end(), [](const auto& remark) {
        return remark.code->id == std::string_view("credential.regular_tests_count");
      });
      ASSERT_EQ(unusual, regular != 2 && regular != 3);
      for (const auto& value : judged.derived) {
        if (value.field == "results[0].term2Level") {
          ASSERT_EQ(value.expected, passed ? kPassed : kNotPassed);
          ASSERT_EQ(value.agrees(), !told_wrong);
        }
        if (value.field == "results[0].yearLevel") {
          ASSERT_EQ(value.expected, page.results[0].term2_level);
        }
      }
    }
    passes += passed;
  }
  EXPECT_GT(passes, 500);
}

// Điều 11, Điều 13: completed is promoted, whatever word says it; titles follow from the result.
TEST(SchoolRules, PrimaryOutcomesAndTitlesAreThoseOfTheSentences) {
  constexpr const char* kResults[] = {"Chưa hoàn thành", "Hoàn thành", "Hoàn thành tốt", "Hoàn thành xuất sắc"};
  constexpr const char* kPromoted[] = {"Hoàn thành chương trình lớp học", "Được lên lớp"};
  constexpr const char* kOthers[] = {"Chưa hoàn thành chương trình lớp học", "Ở lại lớp", "Rèn luyện trong hè"};
  for (int result = 0; result < 4; ++result) {
    TranscriptYear page;
    page.period = PeriodCode::parse("2024-2025").value();
    page.grade = 2;
    TranscriptResult maths;
    maths.code = maths.name = "TOAN";
    maths.year_level = result >= 2 ? "T" : result == 1 ? "H" : "C";
    maths.test = result == 3 ? 9 : result == 2 ? 7 : result == 1 ? 5 : 4;
    page.results.push_back(maths);
    page.result = kResults[result];
    const auto wrong = [&](const char* outcome, const char* award) {
      page.outcome = outcome;
      page.awards.clear();
      if (*award != 0) page.awards.emplace_back(award);
      const auto judged = judge_year("primary", page);
      return std::any_of(judged.derived.begin(), judged.derived.end(),
                         [](const auto& value) { return !value.agrees(); });
    };
    for (const char* outcome : kPromoted) EXPECT_FALSE(wrong(outcome, "")) << result;
    // Whoever has not completed the year is judged by the principal: any word may be true.
    for (const char* outcome : kOthers) EXPECT_EQ(wrong(outcome, ""), result != 0) << result << outcome;
    EXPECT_EQ(wrong("", "Học sinh Xuất sắc"), result != 3);
    EXPECT_EQ(wrong("", "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện"), result != 2);
    EXPECT_TRUE(wrong("", "Học sinh Giỏi"));
  }
}

}  // namespace
}  // namespace hocba::credential
