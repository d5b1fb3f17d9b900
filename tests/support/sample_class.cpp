#include "tests/support/sample_class.hpp"

#include <random>

#include "ledger/credential/primary.hpp"
#include "ledger/credential/secondary.hpp"
#include "ledger/credential/subjects.hpp"

namespace hocba::test {
namespace {

using credential::SubjectInfo;
using credential::TermAssessments;
using credential::TranscriptResult;
namespace secondary = credential::secondary;

// Not std::uniform_int_distribution, which differs between libraries.
class Draw {
 public:
  explicit Draw(std::uint32_t seed) : random_(seed) {}
  int between(int least, int most) {
    return least + static_cast<int>(random_() % static_cast<std::uint32_t>(most - least + 1));
  }

 private:
  std::mt19937 random_;
};

std::string_view level_of_grade(int grade) {
  return grade <= 5 ? "primary" : grade <= 9 ? "lower-secondary" : "upper-secondary";
}

void fill_term(Draw& draw, const SubjectInfo& subject, int grade, TermAssessments& term, std::optional<int>& mark,
               std::string& level) {
  const auto& rules = secondary::tt22_2021();
  const int tests = secondary::regular_tests(rules, std::max(1, credential::periods_of(subject, grade)));
  if (subject.kind == credential::SubjectKind::commented) {
    term.regular_levels.assign(static_cast<std::size_t>(tests), "Đạt");
    level = term.midterm_level = term.final_level = "Đạt";
    return;
  }
  for (int i = 0; i < tests; ++i) term.regular.push_back(draw.between(50, 100));
  term.midterm = draw.between(50, 100);
  term.final = draw.between(50, 100);
  mark = secondary::term_average(rules, {term.regular, *term.midterm, *term.final});
}

TranscriptResult secondary_result(Draw& draw, const SubjectInfo& subject, int grade) {
  TranscriptResult out;
  fill_term(draw, subject, grade, out.term1, out.term1_tenths, out.term1_level);
  fill_term(draw, subject, grade, out.term2, out.term2_tenths, out.term2_level);
  out.year_level = out.term2_level;
  if (out.term1_tenths)
    out.year_tenths = secondary::year_average(secondary::tt22_2021(), *out.term1_tenths, *out.term2_tenths);
  return out;
}

TranscriptResult primary_result(Draw& draw, const SubjectInfo& subject, int grade) {
  TranscriptResult out;
  out.year_level = draw.between(0, 2) == 0 ? "H" : "T";
  if (subject.first_tested_grade != 0 && grade >= subject.first_tested_grade) out.test = draw.between(5, 10);
  return out;
}

void primary_year(Draw& draw, credential::TranscriptYear& year) {
  std::vector<credential::primary::Subject> subjects;
  for (const auto& result : year.results)
    subjects.push_back(
        {result.code, result.name, credential::primary::subject_level_from(result.year_level), result.test});
  std::vector<credential::primary::Trait> traits;
  for (const auto& trait : credential::primary_traits()) {
    if (year.grade < trait.first_grade) continue;
    const std::string level = draw.between(0, 3) == 0 ? "Đ" : "T";
    auto& list = trait.competence ? year.competences : year.qualities;
    list.push_back({std::string(trait.code), std::string(trait.name), level, ""});
    traits.push_back({list.back().code, list.back().name, credential::primary::trait_level_from(level)});
  }
  year.result = credential::primary::to_vietnamese(
      credential::primary::year_result(credential::primary::tt27_2020(), subjects, traits).result);
}

// No two pupils of a class have one name.
std::string name_of(Draw& draw, std::size_t pupil) {
  constexpr const char* kSurnames[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Rơ Châm", "Võ"};
  constexpr const char* kGiven[] = {"An",    "Bình", "Chi",  "Dũng", "Giang", "Hòa",  "Khôi", "Linh",
                                    "Nghĩa", "Oanh", "Phúc", "Sơn",  "Thúy",  "Uyên", "Vy",   "Yến"};
  constexpr const char* kMiddle[] = {"Minh", "Ngọc", "Thanh", "Gia", "Bảo", "Đức"};
  return std::string(kSurnames[draw.between(0, 7)]) + " " + kMiddle[(pupil / 16) % 6] + " " + kGiven[pupil % 16] +
         (pupil >= 96 ? " " + std::string(kMiddle[(pupil / 96) % 6]) : "");
}

std::string digits(std::size_t number, std::size_t width) {
  std::string out = std::to_string(number);
  return std::string(width - std::min(width, out.size()), '0') + out;
}

}  // namespace

exchange::ImportDefaults sample_school() {
  exchange::ImportDefaults out;
  out.issuer = {.unit = *credential::UnitCode::parse("79TH0001"), .name = "Trường Mẫu 1"};
  out.book = 2025;
  out.status_list_base = "https://node.example/v1/status-lists";
  return out;
}

std::vector<credential::TranscriptData> sample_class(const ClassShape& shape) {
  Draw draw(shape.seed);
  const std::string_view level = level_of_grade(shape.grade);
  const int born = std::stoi(shape.period) - 5 - shape.grade;
  std::vector<credential::TranscriptData> out;
  for (std::size_t i = 0; i < shape.pupils; ++i) {
    credential::TranscriptData data;
    const bool girl = draw.between(0, 1) == 1;
    auto& common = data.common;
    common.issuer = sample_school().issuer;
    common.book = 2025;
    common.status_list_base = sample_school().status_list_base;
    common.period = credential::PeriodCode::parse(shape.period).value();
    common.issued_on = Date{std::stoi(shape.period) + 1, 5, 30};
    common.holder.name = name_of(draw, i);
    common.holder.birth_date = Date{born, draw.between(1, 12), draw.between(1, 28)};
    common.holder.personal_number = std::string("000") + (girl ? "3" : "2") + digits(born % 100, 2) + digits(i + 1, 6);
    common.holder.sector_code = "99" + digits(shape.seed % 1000, 3) + digits(i + 1, 5);
    common.place = "Thủ Đức";
    common.serial = "HB-" + std::to_string(shape.seed) + "-" + digits(i + 1, 4);
    data.level = level;
    data.sex = girl ? "Nữ" : "Nam";
    credential::TranscriptYear year;
    year.period = common.period;
    year.class_name = shape.name;
    year.grade = shape.grade;
    for (const SubjectInfo& subject : credential::all_subjects()) {
      const bool taught = subject.level == level && subject.first_grade <= shape.grade &&
                          shape.grade <= subject.last_grade &&
                          (!subject.elective || subject.code == "VL" || subject.code == "MT") &&
                          (level == "primary" || credential::periods_of(subject, shape.grade) != 0);
      if (!taught) continue;
      auto result = level == "primary" ? primary_result(draw, subject, shape.grade)
                                       : secondary_result(draw, subject, shape.grade);
      result.code = subject.code;
      result.name = subject.name;
      if (draw.between(0, 5) == 0) result.comment = "Tiến bộ, cần đọc kỹ đề";
      if (!shape.register_marks) result.term1 = result.term2 = TermAssessments{};
      year.results.push_back(std::move(result));
    }
    if (level == "primary")
      primary_year(draw, year);
    else
      year.conduct1 = year.conduct2 = year.conduct = "Tốt";
    year.absences = level == "primary" ? std::nullopt : std::optional(draw.between(0, 9));
    data.years.push_back(std::move(year));
    out.push_back(std::move(data));
  }
  return out;
}

exchange::Table filled_columns(const exchange::Table& table) {
  exchange::Table out;
  out.rows.resize(table.rows.size());
  for (std::size_t r = 0; r < table.rows.size(); ++r) out.rows[r].line = table.rows[r].line;
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    bool filled = false;
    for (const auto& row : table.rows) filled = filled || !row.cells[i].empty();
    if (!filled) continue;
    out.header.push_back(table.header[i]);
    for (std::size_t r = 0; r < table.rows.size(); ++r) out.rows[r].cells.push_back(table.rows[r].cells[i]);
  }
  return out;
}

}  // namespace hocba::test
