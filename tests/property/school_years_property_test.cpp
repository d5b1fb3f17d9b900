// A school year as groups of a document and back, and as rows of a sheet and back: nothing is lost on the way.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "ledger/credential/kinds.hpp"
#include "ledger/credential/subjects.hpp"
#include "ledger/exchange/import.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  int upto(int bound) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(bound + 1)); }
  bool coin() { return upto(1) == 1; }
  std::optional<int> mark() { return coin() ? std::optional(upto(100)) : std::nullopt; }
  std::string word() {
    static const char* const kWords[] = {"", "Tốt", "Đạt", "Chưa đạt", "Khá", "Giải Nhì cấp xã", "a-b (c)"};
    return kWords[upto(6)];
  }
  std::vector<std::string> words() {
    std::vector<std::string> out;
    for (int i = upto(3); i > 0; --i)
      if (std::string one = word(); !one.empty()) out.push_back(std::move(one));
    return out;
  }
  TermAssessments term(bool scored) {
    TermAssessments out;
    if (coin()) return out;
    for (int i = upto(4); i > 0; --i) {
      if (scored)
        out.regular.push_back(upto(100));
      else
        out.regular_levels.emplace_back(kPassed);
    }
    if (scored) {
      out.topics = mark();
      out.midterm = mark();
      out.final = mark();
    } else {
      out.final_level = std::string(kNotPassed);
    }
    return out;
  }

 private:
  std::mt19937 engine_;
};

// Of no regulation (a vocational school), so that any values go together.
TranscriptYear random_year(Random& random, int first_year, bool assessments) {
  TranscriptYear out = test::sample_year(first_year, 6);
  for (auto& result : out.results) {
    const bool scored = random.coin();
    TranscriptResult fresh;
    fresh.code = result.code;
    fresh.name = result.name;
    fresh.comment = random.word();
    result = std::move(fresh);
    if (random.upto(9) == 0) {
      result.not_assessed = std::string(random.coin() ? kExempt : kIndividualPlan);
      continue;
    }
    if (scored) {
      result.term1_tenths = random.mark();
      result.year_tenths = random.mark();
      result.retest_tenths = random.mark();
      if (random.coin()) result.test = random.upto(10);
    } else {
      result.term2_level = std::string(kPassed);
      result.retest_level = random.coin() ? "" : std::string(kNotPassed);
    }
    if (!assessments) continue;
    result.term1 = random.term(scored);
    result.term2 = random.term(scored);
    const bool any = !result.term1.empty() || !result.term2.empty();
    if (any && random.coin()) result.periods = 1 + random.upto(300);
  }
  for (std::string* said :
       {&out.learning, &out.learning1, &out.learning2, &out.learning_retest, &out.conduct, &out.conduct1, &out.conduct2,
        &out.conduct_summer, &out.result, &out.outcome, &out.comment, &out.summer_comment, &out.school,
        &out.registry_number, &out.school_place.ward, &out.school_place.district, &out.school_place.province})
    *said = random.word();
  out.awards = random.words();
  out.competitions = random.words();
  out.certificates = random.words();
  if (random.coin()) out.absences_excused = random.upto(100);
  if (random.coin()) out.absences_unexcused = random.upto(100);
  if (random.coin()) out.height_cm = 90 + random.upto(90);
  if (random.coin()) out.weight_hectograms = 150 + random.upto(600);
  if (random.coin()) out.entered_on = Date{first_year, 9, 1 + random.upto(28)};
  // A sheet's rows of qualities are read as such in primary school alone.
  for (const TraitInfo& trait : primary_traits())
    if (assessments && random.coin())
      (trait.competence ? out.competences : out.qualities)
          .push_back({std::string(trait.code), std::string(trait.name), random.coin() ? "T" : "Đ", random.word()});
  return out;
}

std::map<std::string, std::string> contents(const Document& document) {
  std::map<std::string, std::string> out;
  for (const Group& group : document.groups()) out.emplace(group.name, group.content);
  return out;
}

TranscriptData random_data(Random& random, bool assessments) {
  TranscriptData data = test::sample_transcript(1, 0);
  data.level = "vocational";
  for (int i = 0; i <= random.upto(2); ++i) data.years.push_back(random_year(random, 2020 + i, assessments));
  return data;
}

TEST(SchoolYearsProperty, GroupsReadBackAsTheYearsTheyWereBuiltFrom) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    TranscriptData data = random_data(random, true);
    const auto built = build_transcript(data, test::counting_salts());
    ASSERT_TRUE(built.ok()) << seed << " " << built.error().to_string();
    data.years = school_years(*built);
    const auto again = build_transcript(data, test::counting_salts());
    ASSERT_TRUE(again.ok()) << seed << " " << again.error().to_string();
    EXPECT_EQ(contents(*built), contents(*again)) << seed;
  }
}

TEST(SchoolYearsProperty, SheetsReadBackAsTheYearsTheyWereWrittenFrom) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const TranscriptData data = random_data(random, false);
    const auto built = build_transcript(data, test::counting_salts());
    ASSERT_TRUE(built.ok()) << seed << " " << built.error().to_string();
    const auto sheet = exchange::to_csv(exchange::export_transcripts({data}));
    const auto table = exchange::parse_csv(sheet);
    ASSERT_TRUE(table.ok()) << seed << " " << table.error().to_string();
    exchange::ImportDefaults defaults;
    defaults.issuer = data.common.issuer;
    defaults.any_columns = true;
    auto imported = exchange::import_transcripts(*table, defaults);
    for (const auto& issue : imported.issues)
      EXPECT_NE(issue.level, exchange::RowIssue::Level::error) << seed << " " << issue.column << " " << issue.code->id;
    ASSERT_EQ(imported.items.size(), 1u) << seed;
    TranscriptData read = data;
    read.years = imported.items.front().years;
    const auto again = build_transcript(read, test::counting_salts());
    ASSERT_TRUE(again.ok()) << seed << " " << again.error().to_string();
    EXPECT_EQ(contents(*built), contents(*again)) << seed;
  }
}

}  // namespace
}  // namespace hocba::credential
