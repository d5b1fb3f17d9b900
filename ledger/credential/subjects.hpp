// The subjects of general education (Chương trình giáo dục phổ thông 2018) as data: how they are assessed, how many
// periods a year they have in which grade (domain §1.2, §1.3). Schools may teach what is not here: nothing is known of
// it then, and nothing refused. Codes are this project's. Threads: safe.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace hocba::credential {

enum class SubjectKind { scored, commented };

struct SubjectInfo {
  std::string_view level;  // primary, lower-secondary, upper-secondary
  std::string_view code;   // TOAN
  std::string_view name;   // Toán
  SubjectKind kind{};
  int first_grade = 0, last_grade = 0;
  std::array<int, 5> periods{};  // tiết of each grade from first_grade on; 0: the curriculum fixes none here
  int first_tested_grade = 0;    // primary school: from this grade on it has periodic tests; 0: never
  bool elective = false;
};
std::span<const SubjectInfo> all_subjects();
// Nothing for a code that is not known at this level and grade.
const SubjectInfo* subject_of(std::string_view level, int grade, std::string_view code);
// The subject whose code or name this is but for case and accents: for the remedy of a code that is not known.
const SubjectInfo* subject_meant(std::string_view level, int grade, std::string_view code, std::string_view name);
// Whether every pupil of the grade has it: no elective, and in primary school nothing before the grade of its first
// test (Ngoại ngữ 1 is elective in grades 1 and 2).
bool is_compulsory(const SubjectInfo& subject, int grade);
// Tiết a year; 0 where it is not known.
int periods_of(const SubjectInfo& subject, int grade);

struct TraitInfo {
  std::string_view code, name;
  bool competence = false;
  int first_grade = 1;
};
std::span<const TraitInfo> primary_traits();  // TT 27/2020: five qualities, ten competences

}  // namespace hocba::credential
