// School years' pages that keep the rules, and what judging one of them says. Header only.
#pragma once

#include <string>
#include <vector>

#include "ledger/credential/judgement.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::test {

inline constexpr const char* kLower = "lower-secondary";

inline credential::TranscriptResult scored(const char* code, int term1, int term2, int year) {
  credential::TranscriptResult out;
  out.code = out.name = code;
  out.term1_tenths = term1;
  out.term2_tenths = term2;
  out.year_tenths = year;
  return out;
}
inline credential::TranscriptResult commented(const char* code, std::string_view term1, std::string_view term2,
                                              std::string_view year) {
  credential::TranscriptResult out;
  out.code = out.name = code;
  out.term1_level = term1;
  out.term2_level = term2;
  out.year_level = year;
  return out;
}

// Grade 7, 2024-2025: all 7,0 but one subject, which is 8,0; Khá, Tốt, promoted.
inline credential::TranscriptYear page() {
  credential::TranscriptYear out;
  out.period = credential::PeriodCode::parse("2024-2025").value();
  out.class_name = "7A1";
  out.grade = 7;
  for (const char* code : {"VAN", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN"})
    out.results.push_back(scored(code, 70, 70, 70));
  out.results.push_back(scored("TIN", 80, 80, 80));
  for (const char* code : {"GDTC", "NT", "HDTN", "GDDP"})
    out.results.push_back(commented(code, credential::kPassed, credential::kPassed, credential::kPassed));
  out.learning1 = out.learning2 = out.learning = "Khá";
  out.conduct1 = out.conduct2 = out.conduct = "Tốt";
  out.absences = 3;
  out.outcome = "Được lên lớp";
  return out;
}
inline credential::TranscriptResult of_primary(const char* code, const char* level, std::optional<int> test) {
  credential::TranscriptResult out;
  out.code = out.name = code;
  out.year_level = level;
  out.test = test;
  return out;
}
inline credential::TranscriptYear primary_page() {
  credential::TranscriptYear out;
  out.period = credential::PeriodCode::parse("2024-2025").value();
  out.class_name = "4A";
  out.grade = 4;
  for (const char* code : {"TV", "TOAN", "NN1", "LSDL", "KH", "TIN", "CN"})
    out.results.push_back(of_primary(code, "T", 9));
  for (const char* code : {"DD", "GDTC", "AN", "MT", "HDTN"}) out.results.push_back(of_primary(code, "T", {}));
  for (const credential::TraitInfo& trait : credential::primary_traits())
    (trait.competence ? out.competences : out.qualities)
        .push_back({std::string(trait.code), std::string(trait.name), "T", {}});
  out.result = "Hoàn thành xuất sắc";
  out.outcome = "Hoàn thành chương trình lớp học";
  out.awards = {"Học sinh Xuất sắc"};
  return out;
}

// "code field expected found", of what disagrees or is remarked as wrong.
inline std::vector<std::string> wrong(const credential::TranscriptYear& year, std::string_view level = kLower) {
  std::vector<std::string> out;
  const credential::YearJudgement judged = credential::judge_year(level, year);
  for (const auto& value : judged.derived)
    if (!value.agrees())
      out.push_back(std::string(value.code->id) + " " + value.field + " " + value.expected + " | " + value.found);
  for (const auto& remark : judged.remarks)
    if (remark.fails) out.push_back(std::string(remark.code->id) + " " + remark.field);
  return out;
}
inline std::vector<std::string> warned(const credential::TranscriptYear& year, std::string_view level = kLower) {
  std::vector<std::string> out;
  for (const auto& remark : credential::judge_year(level, year).remarks)
    if (!remark.fails) out.push_back(std::string(remark.code->id) + " " + remark.field);
  return out;
}
inline const credential::DerivedValue* value_of(const credential::YearJudgement& judged, std::string_view field) {
  for (const auto& value : judged.derived)
    if (value.field == field) return &value;
  return nullptr;
}

// A pupil with 3,0 in maths, 2,0 in literature: Chưa đạt, may be tested again, and then is promoted or not.
inline credential::TranscriptYear failing() {
  auto year = page();
  year.results[0] = scored("VAN", 20, 20, 20);
  year.results[1] = scored("TOAN", 30, 30, 30);
  year.learning1 = year.learning2 = year.learning = "Chưa đạt";
  year.outcome = "Không được lên lớp";
  return year;
}

}  // namespace hocba::test
