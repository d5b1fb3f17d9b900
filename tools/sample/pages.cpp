// One page of a school year, its marks made so that the rules give the level that is meant.
#include <algorithm>

#include "crypto/check.hpp"
#include "ledger/credential/secondary.hpp"
#include "ledger/credential/subjects.hpp"
#include "tools/sample/district.hpp"

namespace hocba::sample {

namespace {

using credential::SubjectInfo;
using credential::SubjectKind;
using credential::TranscriptResult;
using credential::TranscriptYear;

constexpr const char* kSubjectComments[] = {
    "Có nhiều tiến bộ, cần phát huy.",    "Nắm vững kiến thức, trình bày cẩn thận.",
    "Hoàn thành các nhiệm vụ được giao.", "Cần luyện tập thêm phần vận dụng.",
    "Tích cực phát biểu, hợp tác tốt.",   "Tiếp thu bài tốt, cần cẩn thận hơn khi làm bài.",
    "Cần đọc kỹ yêu cầu trước khi làm.",  "Có ý thức tự học, chuẩn bị bài đầy đủ.",
};
constexpr const char* kYearComments[] = {
    "Chăm ngoan, hòa đồng với bạn bè.",
    "Có trách nhiệm với việc của lớp.",
    "Cần mạnh dạn hơn trong học tập.",
    "Lễ phép, thực hiện tốt nội quy.",
};

struct Band {
  int low, high;
};

// Of n scored subjects, 7 to 9: what each may be, so that the target and no other level comes out.
std::vector<Band> bands_for(Seeded& random, Target target, int n) {
  std::vector<Band> out;
  const auto add = [&](int count, Band band) {
    for (int i = 0; i < count && static_cast<int>(out.size()) < n; ++i) out.push_back(band);
  };
  switch (target) {
    case Target::first:  // all from 6,5 and six from 8,0
      add(random.between(6, n), {80, 98});
      add(n, {65, 79});
      break;
    case Target::second:  // all from 5,0 and six from 6,5, but fewer than six from 8,0
      add(random.between(0, 3), {80, 90});
      add(6 - static_cast<int>(out.size()), {65, 79});
      add(random.between(0, n - 6), {50, 64});
      add(n, {65, 79});
      break;
    case Target::third:  // six from 5,0 and none below 3,5, but fewer than six from 6,5
      add(random.between(0, 2), {65, 76});
      add(6 - static_cast<int>(out.size()), {50, 64});
      add(random.between(0, n - 6), {35, 49});
      add(n, {50, 64});
      break;
    case Target::fourth:  // three below 3,5: one alone could be raised (HB-NANG)
      add(3, {20, 34});
      add(n, {40, 62});
      break;
  }
  for (std::size_t i = out.size(); i > 1; --i)
    std::swap(out[i - 1], out[static_cast<std::size_t>(random.between(0, static_cast<int>(i) - 1))]);
  return out;
}

void secondary_results(Seeded& random, TranscriptYear& page, Target target, const std::vector<std::string>& electives) {
  const std::string_view level = level_of_grade(page.grade);
  std::vector<const SubjectInfo*> subjects;
  int scored = 0;
  for (const SubjectInfo& subject : credential::all_subjects()) {
    if (subject.level != level || page.grade < subject.first_grade || subject.last_grade < page.grade) continue;
    const bool chosen = std::find(electives.begin(), electives.end(), subject.code) != electives.end();
    if (subject.elective && !chosen) continue;
    if (!subject.elective && credential::periods_of(subject, page.grade) == 0) continue;  // parts of Nghệ thuật
    subjects.push_back(&subject);
    scored += subject.kind == SubjectKind::scored ? 1 : 0;
  }
  const auto bands = bands_for(random, target, scored);
  std::size_t next = 0;
  for (const SubjectInfo* subject : subjects) {
    TranscriptResult result;
    result.code = subject->code;
    result.name = subject->name;
    if (subject->kind == SubjectKind::scored) {
      const Band band = bands[next++];
      result.term1_tenths = random.between(band.low, band.high);
      result.term2_tenths = random.between(band.low, band.high);
    } else {
      result.term1_level = result.term2_level = credential::kPassed;
    }
    result.comment = random.one_of(kSubjectComments);
    page.results.push_back(std::move(result));
  }
  const bool weak = target == Target::fourth;
  page.conduct1 = weak ? "Khá" : random.chance(target == Target::third ? 60 : 90) ? "Tốt" : "Khá";
  page.conduct2 = weak ? "Đạt" : random.chance(target == Target::third ? 60 : 92) ? "Tốt" : "Khá";
  page.absences = random.between(0, weak ? 20 : 8);
}

// Before TT 22/2021 and TT 27/2020 came to the last grade of each level: the curriculum of 2006, results in the words
// of TT 58/2011. No rules of ours derive those; the words follow the target.
struct OldSubject {
  const char *code, *name;
  bool scored;
};
constexpr OldSubject kOldSubjects[] = {
    {"VAN", "Ngữ văn", true},  {"TOAN", "Toán", true},  {"NN1", "Ngoại ngữ", true},
    {"VL", "Vật lí", true},    {"HH", "Hóa học", true}, {"SH", "Sinh học", true},
    {"LS", "Lịch sử", true},   {"DL", "Địa lí", true},  {"GDCD", "Giáo dục công dân", true},
    {"CN", "Công nghệ", true}, {"TD", "Thể dục", false}};

void old_results(Seeded& random, TranscriptYear& page, Target target) {
  constexpr Band kBands[] = {{82, 97}, {66, 79}, {51, 64}, {20, 45}};
  constexpr const char* kWords[] = {"Giỏi", "Khá", "Trung bình", "Yếu"};
  const auto at = static_cast<std::size_t>(target);
  for (const OldSubject& subject : kOldSubjects) {
    TranscriptResult result;
    result.code = subject.code;
    result.name = subject.name;
    if (subject.scored) {
      result.term1_tenths = random.between(kBands[at].low, kBands[at].high);
      result.term2_tenths = random.between(kBands[at].low, kBands[at].high);
    } else {
      result.term1_level = result.term2_level = credential::kPassed;
    }
    result.comment = random.one_of(kSubjectComments);
    page.results.push_back(std::move(result));
  }
  page.learning1 = page.learning2 = page.learning = kWords[at];
  page.conduct1 = page.conduct2 = page.conduct = random.chance(85) ? "Tốt" : "Khá";
  page.absences = random.between(0, 8);
  constexpr int kLastOfLower = 9;
  page.outcome = std::string(target == Target::fourth ? "Chưa hoàn thành" : "Hoàn thành") +
                 (page.grade == kLastOfLower ? " chương trình trung học cơ sở" : " chương trình giáo dục phổ thông");
}

bool governed(const TranscriptYear& page) {
  return !credential::judge_year(level_of_grade(page.grade), page).regulation.empty();
}

void primary_results(Seeded& random, TranscriptYear& page, Target target) {
  constexpr int kSecondLanguageGrade = 3;  // before it Ngoại ngữ 1 is elective
  const auto not_taught = [&](const SubjectInfo& subject) {
    return subject.level != "primary" || page.grade < subject.first_grade || subject.last_grade < page.grade ||
           subject.elective || (subject.code == "NN1" && page.grade < kSecondLanguageGrade);
  };
  std::size_t weak = 0;  // the subject that decides
  for (const SubjectInfo& subject : credential::all_subjects()) {
    if (not_taught(subject)) continue;
    TranscriptResult result;
    result.code = subject.code;
    result.name = subject.name;
    const bool tested = subject.first_tested_grade != 0 && page.grade >= subject.first_tested_grade;
    if (subject.code == "TOAN") weak = page.results.size();
    const bool well = target == Target::first || target == Target::second || random.chance(45);
    result.year_level = well ? "T" : "H";
    if (tested)
      result.test = target == Target::first    ? random.between(9, 10)
                    : target == Target::second ? random.between(7, 10)
                    : well                     ? random.between(7, 10)
                                               : random.between(5, 8);
    result.comment = random.one_of(kSubjectComments);
    page.results.push_back(std::move(result));
  }
  TranscriptResult& deciding = page.results[weak];
  if (target == Target::second) deciding.test = random.between(7, 8);
  if (target == Target::third) deciding.year_level = "H", deciding.test = random.between(5, 7);
  if (target == Target::fourth) deciding.year_level = "C", deciding.test = random.between(2, 4);
  for (const auto& trait : credential::primary_traits()) {
    if (page.grade < trait.first_grade) continue;
    const bool good = target == Target::first || target == Target::second || random.chance(60);
    auto& list = trait.competence ? page.competences : page.qualities;
    list.push_back({std::string(trait.code), std::string(trait.name), good ? "T" : "Đ", {}});
  }
  page.absences_excused = random.between(0, 5);
  page.absences_unexcused = random.between(0, 1);
  page.height_cm = 105 + 6 * page.grade + random.between(-5, 6);
  page.weight_hectograms = 160 + 30 * page.grade + random.between(-25, 40);
  page.health = "Bình thường";
}

}  // namespace

std::string_view level_of_grade(int grade) {
  constexpr int kLastOfPrimary = 5, kLastOfLower = 9;
  return grade <= kLastOfPrimary ? "primary" : grade <= kLastOfLower ? "lower-secondary" : "upper-secondary";
}

void fill_page(Seeded& random, TranscriptYear& page, Target target, const std::vector<std::string>& electives) {
  const bool primary = level_of_grade(page.grade) == "primary";
  if (primary)
    primary_results(random, page, target);
  else if (governed(page))
    secondary_results(random, page, target, electives);
  else
    old_results(random, page, target);
  page.comment = random.one_of(kYearComments);
  derive_page(page);
  if (!primary) return;
  if (!governed(page)) page.qualities.clear(), page.competences.clear();
  if (target == Target::fourth)  // decided by the principal, after support and another assessment
    page.outcome = "Ở lại lớp";
  else
    page.outcome = page.grade == 5 ? "Hoàn thành chương trình tiểu học" : "Hoàn thành chương trình lớp học";
  if (target == Target::first) page.awards = {"Học sinh Xuất sắc"};
  if (target == Target::second && random.chance(60))
    page.awards = {"Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện"};
}

void derive_page(TranscriptYear& page) {
  const std::string_view level = level_of_grade(page.grade);
  for (TranscriptResult& result : page.results) {
    if (result.term1_tenths && result.term2_tenths)
      result.year_tenths = credential::secondary::year_average(credential::secondary::tt22_2021(), *result.term1_tenths,
                                                               *result.term2_tenths);
    if (!result.term2_level.empty()) result.year_level = result.term2_level;
  }
  if (!governed(page)) return;
  const bool waits = page.outcome == "Kiểm tra lại trong hè";
  for (std::string* said :
       {&page.learning1, &page.learning2, &page.learning, &page.learning_retest, &page.conduct, &page.result})
    said->clear();
  if (level != "primary") {
    page.awards.clear();
    if (!waits) page.outcome.clear();
  }
  const std::pair<const char*, std::string*> fields[] = {
      {"learning1", &page.learning1}, {"learning2", &page.learning2},
      {"learning", &page.learning},   {"learningRetest", &page.learning_retest},
      {"conduct", &page.conduct},     {"result", &page.result}};
  const auto judged = credential::judge_year(level, page);
  for (const auto& value : judged.derived) {
    for (const auto& [name, to] : fields)
      if (value.field == name) *to = value.expected;
    if (value.field == "outcome" && level != "primary" && !waits) page.outcome = value.expected;
    if (value.field == "awards" && level != "primary") page.awards = {value.expected};
  }
  for (const auto& remark : judged.remarks) HOCBA_CHECK(!remark.fails);
}

}  // namespace hocba::sample
