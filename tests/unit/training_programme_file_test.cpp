// A programme's file: what it gives, and that each mistake is told with its line and place.
#include "ledger/training/programme_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/training/codes.hpp"

namespace hocba::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CodeText file_code(std::string_view text) { return *CodeText::parse(text); }
std::vector<std::string> code_texts(const std::vector<CodeText>& codes) {
  std::vector<std::string> out;
  for (const auto& one : codes) out.push_back(one.str());
  return out;
}
// A small file; tests put lines in place of others.
constexpr std::string_view kSmallFile = R"(hocba = 1
programme = "P1"
title = { vi = "Chương trình", en = "Programme" }
unknown = ["phase"]
[audiences]
GV = { vi = "Giáo viên", en = "Teachers" }
[topics]
T1 = { vi = "Một", en = "One" }
[sources]
S1 = "«một»"
[roster]
due = "16/09/2024"
source = "S1"
[[courses]]
code = "A"
title = { vi = "Khóa A", en = "Course A" }
assessment = "scored"
weights = { attendance = 30, test = 70 }
pass_mark = "5,5"
audiences = { GV = ["T1"] }
[[certificates]]
courses = ["A"]
title = { vi = "Chứng chỉ", en = "Certificate" }
[[planned]]
audience = "GV"
classes = 3
[[targets]]
course = "A"
percent = 30
[[reports]]
kind = "yearly"
reporter = "school"
day = 9
month = 12
)";

std::string replaced_in_small(std::string_view from, std::string_view to) {
  std::string text(kSmallFile);
  const auto at = text.find(from);
  HOCBA_CHECK(at != std::string::npos);
  return text.replace(at, from.size(), to);
}
// "training.file_key: … (line 3: …)" as "code | detail".
std::string file_refusal(const std::string& text) {
  const auto file = read_programme_file(text);
  return file.ok() ? "read" : std::string(file.error().code().id) + " | " + file.error().detail();
}

TEST(ProgrammeFiles, ReadTheSmallOne) {
  const auto file = read_programme_file(kSmallFile);
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  EXPECT_EQ(file->rules.courses[0].pass_tenths, 55u);
  EXPECT_THAT(file->defaulted, IsEmpty());
  EXPECT_EQ(words_of(file->topics, file_code("T1")).en, "One");
  EXPECT_EQ(words_of(file->topics, file_code("T2")).vi, "T2");
}

TEST(ProgrammeFiles, TakeMarksAsPeopleWriteThem) {
  for (const char* mark : {"\"5,0\"", "\"5.0\"", "5.0", "5", "\"5\""}) {
    const auto file = read_programme_file(replaced_in_small("\"5,5\"", mark));
    ASSERT_TRUE(file.ok()) << mark;
    EXPECT_EQ(file->rules.courses[0].pass_tenths, 50u) << mark;
  }
  const auto left_out = read_programme_file(replaced_in_small("pass_mark = \"5,5\"\n", ""));
  ASSERT_TRUE(left_out.ok());
  EXPECT_EQ(left_out->rules.courses[0].pass_tenths, 50u);
  EXPECT_THAT(left_out->defaulted, ElementsAre("courses[A].pass_mark"));
  for (const char* mark : {"\"5,55\"", "5.55", "10.1", "-1", "11", "\"năm\"", "true"})
    EXPECT_EQ(file_refusal(replaced_in_small("\"5,5\"", mark)), "training.file_mark | line 19: courses[A].pass_mark")
        << mark;
}

TEST(ProgrammeFiles, TakeDatesAsPeopleWriteThem) {
  for (const char* date : {"\"16/09/2024\"", "\"16/9/2024\"", "\"2024-09-16\"", "2024-09-16"}) {
    const auto file = read_programme_file(replaced_in_small("\"16/09/2024\"", date));
    ASSERT_TRUE(file.ok()) << date;
    EXPECT_EQ(to_text(*file->rules.roster_due), "2024-09-16") << date;
  }
  for (const char* date :
       {"\"30/02/2024\"", "\"09/16/2024\"", "\"09/2024\"", "\"45551\"", "20240916", "\"1949-01-01\""})
    EXPECT_EQ(file_refusal(replaced_in_small("\"16/09/2024\"", date)), "training.file_date | line 12: roster.due")
        << date;
  // A month is its first day where something begins, its last where it ends.
  const auto phase = read_programme_file(
      replaced_in_small("unknown = [\"phase\"]", "phase = { from = \"2024-02\", to = \"02/2024\" }"));
  ASSERT_TRUE(phase.ok()) << phase.error().to_string();
  EXPECT_EQ(to_text(phase->rules.phase->from), "2024-02-01");
  EXPECT_EQ(to_text(phase->rules.phase->to), "2024-02-29");
  EXPECT_EQ(
      file_refusal(replaced_in_small("unknown = [\"phase\"]", "phase = { from = \"03/2024\", to = \"02/2024\" }")),
      "training.file_value | line 4: phase.to: before `from`");
  EXPECT_EQ(
      file_refusal(replaced_in_small("unknown = [\"phase\"]", "phase = { from = \"13/2024\", to = \"02/2024\" }")),
      "training.file_date | line 4: phase.from");
}

struct RefusalCase {
  const char *from, *to, *refusal;
};
TEST(ProgrammeFiles, TellEachMistakeWithItsLineAndPlace) {
  const RefusalCase cases[] = {
      {"hocba = 1", "hocba = 2", "training.file_version | line 1: hocba: 2"},
      {"hocba = 1", "", "training.file_version | line 1: hocba"},
      {"hocba = 1", "hocba = 1\ncolour = 3", "training.file_key | line 2: colour"},
      {"day = 9", "dya = 9", "training.file_missing | line 30: reports[0].day"},
      {"percent = 30", "percent = 30\nnote = \"x\"", "training.file_key | line 30: targets[0].note"},
      {"hocba = 1", "hocba = \"1", "training.file_malformed | line 1"},
      {"programme = \"P1\"", "", "training.file_missing | line 1: programme"},
      {", en = \"Course A\"", "", "training.file_missing | line 16: courses[A].title.en"},
      {"vi = \"Khóa A\"", "vi = \"\"", "training.file_value | line 16: courses[A].title.vi"},
      {"vi = \"Khóa A\"", "vi = 7", "training.file_value | line 16: courses[A].title.vi: a text in quotes"},
      {"\"P1\"", "\"Đề án\"", "training.file_value | line 2: programme: no code"},
      {"\"scored\"", "\"marked\"",
       "training.file_value | line 17: courses[A].assessment: no word of the format: marked"},
      {"test = 70", "test = 60", "training.file_value | line 18: courses[A].weights: together 100"},
      {"classes = 3", "classes = 0", "training.file_value | line 26: planned[0].classes"},
      {"percent = 30", "percent = 101", "training.file_value | line 29: targets[0].percent"},
      {"month = 12", "month = 2\n", "read"},
      {"day = 9\nmonth = 12", "day = 30\nmonth = 2", "training.file_value | line 33: reports[0].day"},
      {"source = \"S1\"", "source = \"S2\"", "training.file_reference | line 13: roster.source: [sources] S2"},
      {"[\"T1\"]", "[\"T2\"]", "training.file_reference | line 20: courses[A].audiences.GV: [topics] T2"},
      {"GV = [\"T1\"]", "NV = [\"T1\"]", "training.file_reference | line 20: courses[A].audiences.NV: [audiences] NV"},
      {"courses = [\"A\"]", "courses = [\"B\"]", "training.file_reference | line 22: certificates[0].courses"},
      {"\"Chứng chỉ\"", "\"Giấy xác nhận tham dự\"", "training.file_value | line 23: certificates[0].title"},
      {"course = \"A\"", "course = \"B\"", "training.file_reference | line 28: targets[0].course"},
      {"classes = 3", "classes = 3\nlevel = \"TH\"", "training.file_reference | line 27: planned[0].level"},
      {"[\"T1\"]", "[\"T1\", \"T1\"]", "training.file_twice | line 20: courses[A].audiences.GV: T1"},
      {"[[targets]]", "[[planned]]\naudience = \"GV\"\nclasses = 1\n[[targets]]",
       "training.file_twice | line 28: planned[1].audience"},
      {"[[reports]]", "[[reports]]\nkind = \"yearly\"\nreporter = \"school\"\n[[reports]]",
       "training.file_twice | line 34: reports[1].kind"},
      {"[[reports]]",
       "[[reports]]\nkind = \"ad_hoc\"\nreporter = \"school\"\ndate = \"01/02/2024\"\n[[reports]]\nkind = "
       "\"ad_hoc\"\nreporter = \"school\"\n[[reports]]\nkind = \"ad_hoc\"\nreporter = \"school\"\ndate = "
       "\"02/02/2024\"\n[[reports]]",
       "read"},
      {"[[reports]]",
       "[[reports]]\nkind = \"ad_hoc\"\nreporter = \"school\"\n[[reports]]\nkind = \"ad_hoc\"\nreporter = "
       "\"school\"\n[[reports]]",
       "training.file_twice | line 34: reports[1].kind"},
      {"[[reports]]",
       "[[reports]]\nkind = \"ad_hoc\"\nreporter = \"school\"\ndate = \"01/02/2024\"\n[[reports]]\nkind = "
       "\"ad_hoc\"\nreporter = \"school\"\ndate = \"2024-02-01\"\n[[reports]]",
       "training.file_twice | line 35: reports[1].kind"},
      {"[[reports]]",
       "[[reports]]\nkind = \"ad_hoc\"\nreporter = \"school\"\n[[reports]]\nkind = \"ad_hoc\"\nreporter = "
       "\"office\"\n[[reports]]",
       "read"},
      {"[\"phase\"]", "[\"phase\", \"pass_mark\"]", "training.file_unknown_given | line 4: unknown: pass_mark"},
      {"[\"phase\"]", "[\"A.weights\"]", "training.file_unknown_given | line 4: unknown: A.weights"},
      {"[\"phase\"]", "[\"roster\"]", "training.file_unknown_given | line 4: unknown: roster"},
      {"[\"phase\"]", "[\"report_day\"]", "training.file_unknown_given | line 4: unknown: report_day"},
      {"[\"phase\"]", "[\"A.min_attendance\"]", "read"},
      {"[\"phase\"]", "[\"B.min_attendance\"]", "training.file_reference | line 4: unknown: B.min_attendance"},
      {"[\"phase\"]", "[\"weather\"]", "training.file_value | line 4: unknown: no word of the format: weather"},
      {"[\"phase\"]", "[\"phase\", \"phase\"]", "training.file_twice | line 4: unknown: phase"},
      {"[sources]", "[sources]\nS2 = \"«hai»\"", "training.file_unused | line 10: sources.S2"},
      {"[topics]", "[topics]\nT0 = { vi = \"Không\", en = \"None\" }", "training.file_unused | line 8: topics.T0"},
      {"\"scored\"\nweights = { attendance = 30, test = 70 }\npass_mark = \"5,5\"", "\"attendance\"\npass_mark = 5",
       "training.file_value | line 18: courses[A].pass_mark"},
      {"\"scored\"\nweights = { attendance = 30, test = 70 }", "\"external\"\nmin_periods = 30",
       "training.file_value | line 18: courses[A].min_periods"},
      {"\"scored\"", "\"external\"", "training.file_value | line 18: courses[A].weights"},
      {"[[reports]]", "a.b.c.d.e.f.g.h.i = 1\n[[reports]]", "training.file_malformed | line 30: too deep"},
  };
  for (const RefusalCase& one : cases)
    EXPECT_THAT(file_refusal(replaced_in_small(one.from, one.to)), testing::StartsWith(one.refusal))
        << one.from << " -> " << one.to;
}

TEST(ProgrammeFiles, RefuseACertificateForCoursesOfTwoWays) {
  const std::string text = replaced_in_small("courses = [\"A\"]", "courses = [\"A\", \"B\"]") +
                           "[[courses]]\ncode = \"B\"\ntitle = { vi = \"Khóa B\", en = \"Course B\" }\n"
                           "assessment = \"attendance\"\naudiences = { GV = [] }\n";
  EXPECT_THAT(file_refusal(text), testing::StartsWith("training.file_value | line 22: certificates[0].courses"));
}

TEST(ProgrammeFiles, AreToldToPeopleInBothLanguages) {
  const auto file = read_programme_file(
      replaced_in_small("unknown = [\"phase\"]", "unknown = [\"A.min_attendance\"]\nproviders = [\"99DH0001\"]"));
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  std::map<std::string, std::string> said;
  for (const auto& line : describe_programme(*file)) {
    said[line.place] = line.value.vi + " / " + line.value.en;
    if (line.place == "roster") {
      EXPECT_THAT(line.sources, ElementsAre("S1"));
    }
    EXPECT_FALSE(line.defaulted) << line.place;
  }
  EXPECT_EQ(said["courses[A].pass_mark"], "từ 5,5 điểm / from 5,5");
  EXPECT_EQ(said["courses[A].audiences.GV"], "Một / One");
  EXPECT_EQ(said["planned[0]"], "3 lớp / 3 classes");
  EXPECT_EQ(said["targets[0]"], "30 % tất cả các đối tượng / 30 % of: everybody on the rosters");
  EXPECT_EQ(said["reports[0]"], "chậm nhất ngày 09/12 hằng năm / by 09/12 (day/month) of the year");
  EXPECT_EQ(said["providers"], "99DH0001 / 99DH0001");
  EXPECT_EQ(said["unknown.A.min_attendance"], "A: kế hoạch không nêu / A: not stated");
}

TEST(ProgrammeFiles, AreBounded) {
  EXPECT_THAT(file_refusal(std::string(kSmallFile) + std::string(kMaxProgrammeFile, '#')),
              testing::StartsWith("training.file_too_large"));
  // Keys that nest as deep as the bounds let them: refused, not a crash.
  std::string dots = "a";
  for (int i = 0; i < 40; ++i) dots += ".a";
  EXPECT_THAT(file_refusal(dots + " = 1"), testing::StartsWith("training.file_malformed | line 1: too deep"));
  EXPECT_THAT(file_refusal(dots + ".a = 1"), testing::StartsWith("training.file_malformed | line 1: more than 40"));
  std::string nested;
  for (int i = 0; i < 120; ++i) nested += dots + " = [{\n";
  EXPECT_THAT(file_refusal(nested), testing::StartsWith("training.file_malformed"));
  std::string closed = nested.substr(0, nested.size() - 1) + "}";
  for (int i = 1; i < 120; ++i) closed += "]}";
  EXPECT_THAT(file_refusal(closed + "]"), testing::StartsWith("training.file_malformed"));
  EXPECT_THAT(file_refusal(std::string("hocba = 1\0", 10)), testing::StartsWith("training.file_malformed"));
  EXPECT_THAT(file_refusal("\xff\xfe"), testing::StartsWith("training.file_malformed"));
}

TEST(ProgrammeFiles, WantAProviderWhenTheyAreRecorded) {
  const auto file = read_programme_file(kSmallFile);
  ASSERT_TRUE(file.ok());
  const auto none = rules_with_providers(*file, {});
  ASSERT_FALSE(none.ok());
  EXPECT_TRUE(none.error().is(kFileNoProvider));
  const auto listed = read_programme_file(replaced_in_small("hocba = 1", "hocba = 1\nproviders = [\"99DH0002\"]"));
  ASSERT_TRUE(listed.ok());
  const auto both = rules_with_providers(*listed, {file_code("99DH0001"), file_code("99DH0002")});
  ASSERT_TRUE(both.ok());
  EXPECT_THAT(code_texts(both->providers), ElementsAre("99DH0001", "99DH0002"));
  EXPECT_THAT(file_refusal(replaced_in_small("hocba = 1", "hocba = 1\nproviders = [\"99DH0002-99DH0002-99\"]")),
              "read");
  EXPECT_THAT(file_refusal(replaced_in_small("hocba = 1", "hocba = 1\nproviders = [\"99DH0002-99DH0002-991\"]")),
              testing::StartsWith("training.file_value | line 2: providers"));
}

}  // namespace
}  // namespace hocba::training
