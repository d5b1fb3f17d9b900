// One school year of a transcript as data: what the year's page says (domain §1.2 section P3, §1.3 sections S1 and S2).
// Which members are used follows from the regulation of the level; docs/formats/document.md has the table. Plain data;
// what is empty or absent is not said. Words are those of the regulations, in Vietnamese: they are part of the
// document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/credential/types.hpp"

namespace hocba::credential {

// Words of documents. A comment subject (môn đánh giá bằng nhận xét) is Đạt or Chưa đạt.
inline constexpr std::string_view kPassed = "Đạt", kNotPassed = "Chưa đạt";
// Why nothing stands for a subject: by decision, or by the plan of a pupil with a disability.
inline constexpr std::string_view kExempt = "exempt", kIndividualPlan = "individual-plan";

// The assessments of one subject in one term, from the class register (sổ theo dõi và đánh giá). Marks in tenths.
struct TermAssessments {
  std::vector<int> regular;
  std::optional<int> topics;  // chuyên đề học tập: all of a subject's count as one regular assessment
  std::optional<int> midterm, final;
  std::vector<std::string> regular_levels;  // of a comment subject
  std::string midterm_level, final_level;
  bool operator==(const TermAssessments&) const = default;
  bool empty() const { return *this == TermAssessments{}; }
};

// A subject or educational activity.
struct TranscriptResult {
  std::string code, name;
  std::optional<int> term1_tenths, term2_tenths, year_tenths;
  std::string term1_level, term2_level, year_level;  // primary school: year_level alone, T, H or C
  std::string comment;
  std::optional<int> retest_tenths{};  // after đánh giá lại, beside the year's result and never over it
  std::string retest_level{};
  std::optional<int> test{};   // primary school: điểm kiểm tra định kỳ cuối năm, a whole number 0 to 10
  std::string not_assessed{};  // kExempt, kIndividualPlan
  TermAssessments term1{}, term2{};
  std::optional<int> periods{};  // tiết a year, where the assessments are here and the curriculum's number is not meant
  // Vocational schools: a module, môn học or mô đun. Its mark is the year's.
  std::optional<int> semester{}, credits{}, hours{};  // học kỳ, tín chỉ, giờ
  std::string letter{}, four_scale{};                 // điểm chữ, điểm hệ 4: as the school writes them
  bool not_counted{};                                 // in the average, by the school's own rule
};

// A quality or competence of primary school (phẩm chất, năng lực): T, Đ or C.
struct TranscriptTrait {
  std::string code, name, level, comment;
};

// Where a school is, as papers say it; no district since 01/07/2025.
struct SchoolPlace {
  std::string ward, district, province;
  bool operator==(const SchoolPlace&) const = default;
};

// Primary school: the class teacher hands what is known of the pupil to the teacher of the next year (HB-TH-9).
struct Handover {
  std::string from, to;
  Date date{0, 0, 0};       // a day of one that is whole
  std::string remark = {};  // what was agreed
  bool operator==(const Handover&) const = default;
};

struct TranscriptYear {
  PeriodCode period;
  std::string class_name;
  int grade = 0;
  std::vector<TranscriptResult> results;
  std::string learning, conduct;  // of the year
  std::optional<int> absences;    // sessions of the year (buổi)
  std::string outcome;            // được lên lớp …
  std::string comment;            // of the homeroom teacher
  std::string learning1, learning2, learning_retest;
  std::string conduct1, conduct2, conduct_summer;
  std::string result;  // primary school: đánh giá kết quả giáo dục
  std::vector<TranscriptTrait> qualities, competences;
  std::optional<int> absences_excused, absences_unexcused;  // primary school: days
  std::vector<std::string> awards, competitions, certificates;
  std::string summer_comment;
  std::optional<int> height_cm, weight_hectograms;  // primary school; 25,4 kg is 254
  std::string health;
  std::string school, registry_number;  // quá trình học tập: tên trường, số đăng bộ
  std::optional<Date> entered_on;       // ngày nhập học hoặc chuyển đến
  std::optional<int> average_tenths;    // vocational schools: điểm trung bình chung, as stated
  SchoolPlace school_place = {};        // of `school`
  std::optional<Handover> handover = {};
};

}  // namespace hocba::credential
