#include "ledger/credential/subjects.hpp"

#include <algorithm>

#include "ledger/credential/names.hpp"

namespace hocba::credential {
namespace {

constexpr std::string_view kPrimary = "primary", kLower = "lower-secondary", kUpper = "upper-secondary";
constexpr SubjectKind kScored = SubjectKind::scored, kCommented = SubjectKind::commented;

// In primary school every subject has a level; those with tests have a mark as well.
constexpr SubjectInfo primary(std::string_view code, std::string_view name, int first, int last, int tested_from,
                              bool elective = false) {
  return {kPrimary, code, name, tested_from != 0 ? kScored : kCommented, first, last, {}, tested_from, elective};
}
constexpr SubjectInfo lower(std::string_view code, std::string_view name, SubjectKind kind, std::array<int, 5> periods,
                            bool elective = false) {
  return {kLower, code, name, kind, 6, 9, periods, 0, elective};
}
constexpr SubjectInfo upper(std::string_view code, std::string_view name, SubjectKind kind, int periods,
                            bool elective = false) {
  return {kUpper, code, name, kind, 10, 12, {periods, periods, periods}, 0, elective};
}
constexpr std::array<int, 5> every(int periods) { return {periods, periods, periods, periods}; }

constexpr SubjectInfo kSubjects[] = {
    primary("TV", "Tiếng Việt", 1, 5, 1),
    primary("TOAN", "Toán", 1, 5, 1),
    primary("NN1", "Ngoại ngữ 1", 1, 5, 3),
    primary("DD", "Đạo đức", 1, 5, 0),
    primary("TNXH", "Tự nhiên và Xã hội", 1, 3, 0),
    primary("LSDL", "Lịch sử và Địa lí", 4, 5, 4),
    primary("KH", "Khoa học", 4, 5, 4),
    primary("TIN", "Tin học", 3, 5, 3),
    primary("CN", "Công nghệ", 3, 5, 3),
    primary("GDTC", "Giáo dục thể chất", 1, 5, 0),
    primary("AN", "Âm nhạc", 1, 5, 0),
    primary("MT", "Mĩ thuật", 1, 5, 0),
    primary("HDTN", "Hoạt động trải nghiệm", 1, 5, 0),
    primary("TDT", "Tiếng dân tộc thiểu số", 1, 5, 1, true),
    lower("VAN", "Ngữ văn", kScored, every(140)),
    lower("TOAN", "Toán", kScored, every(140)),
    lower("NN1", "Ngoại ngữ 1", kScored, every(105)),
    lower("GDCD", "Giáo dục công dân", kScored, every(35)),
    lower("LSDL", "Lịch sử và Địa lí", kScored, every(105)),
    lower("KHTN", "Khoa học tự nhiên", kScored, every(140)),
    lower("CN", "Công nghệ", kScored, {35, 35, 52, 52}),
    lower("TIN", "Tin học", kScored, every(35)),
    lower("GDTC", "Giáo dục thể chất", kCommented, every(70)),
    lower("NT", "Nghệ thuật", kCommented, every(70)),
    lower("AN", "Nghệ thuật (Âm nhạc)", kCommented, {}),
    lower("MT", "Nghệ thuật (Mĩ thuật)", kCommented, {}),
    lower("HDTN", "Hoạt động trải nghiệm, hướng nghiệp", kCommented, every(105)),
    lower("GDDP", "Nội dung giáo dục của địa phương", kCommented, every(35)),
    lower("TDT", "Tiếng dân tộc thiểu số", kScored, every(105), true),
    lower("NN2", "Ngoại ngữ 2", kScored, every(105), true),
    upper("VAN", "Ngữ văn", kScored, 105),
    upper("TOAN", "Toán", kScored, 105),
    upper("NN1", "Ngoại ngữ 1", kScored, 105),
    upper("LS", "Lịch sử", kScored, 52),
    upper("GDQPAN", "Giáo dục quốc phòng và an ninh", kScored, 35),
    upper("DL", "Địa lí", kScored, 70, true),
    upper("KTPL", "Giáo dục kinh tế và pháp luật", kScored, 70, true),
    upper("VL", "Vật lí", kScored, 70, true),
    upper("HH", "Hóa học", kScored, 70, true),
    upper("SH", "Sinh học", kScored, 70, true),
    upper("CN", "Công nghệ", kScored, 70, true),
    upper("TIN", "Tin học", kScored, 70, true),
    upper("AN", "Âm nhạc", kCommented, 70, true),
    upper("MT", "Mĩ thuật", kCommented, 70, true),
    upper("GDTC", "Giáo dục thể chất", kCommented, 70),
    upper("HDTN", "Hoạt động trải nghiệm, hướng nghiệp", kCommented, 105),
    upper("GDDP", "Nội dung giáo dục của địa phương", kCommented, 35),
    upper("TDT", "Tiếng dân tộc thiểu số", kScored, 105, true),
    upper("NN2", "Ngoại ngữ 2", kScored, 105, true),
};

constexpr TraitInfo kTraits[] = {
    {"YN", "Yêu nước", false, 1},
    {"NA", "Nhân ái", false, 1},
    {"CC", "Chăm chỉ", false, 1},
    {"TT", "Trung thực", false, 1},
    {"TN", "Trách nhiệm", false, 1},
    {"TCTH", "Tự chủ và tự học", true, 1},
    {"GTHT", "Giao tiếp và hợp tác", true, 1},
    {"GQVD", "Giải quyết vấn đề và sáng tạo", true, 1},
    {"NGNG", "Ngôn ngữ", true, 1},
    {"TINH", "Tính toán", true, 1},
    {"KHOA", "Khoa học", true, 1},
    {"CNGH", "Công nghệ", true, 3},
    {"THOC", "Tin học", true, 3},
    {"TMI", "Thẩm mĩ", true, 1},
    {"THCH", "Thể chất", true, 1},
};

}  // namespace

std::span<const SubjectInfo> all_subjects() { return kSubjects; }

const SubjectInfo* subject_of(std::string_view level, int grade, std::string_view code) {
  const auto found = std::find_if(std::begin(kSubjects), std::end(kSubjects), [&](const SubjectInfo& subject) {
    return subject.level == level && subject.code == code && subject.first_grade <= grade &&
           grade <= subject.last_grade;
  });
  return found == std::end(kSubjects) ? nullptr : &*found;
}

const SubjectInfo* subject_meant(std::string_view level, int grade, std::string_view code, std::string_view name) {
  const std::string folded_code = fold_words(code), folded_name = fold_words(name);
  const auto found = std::find_if(std::begin(kSubjects), std::end(kSubjects), [&](const SubjectInfo& subject) {
    return subject_of(level, grade, subject.code) == &subject &&
           (fold_words(subject.code) == folded_code || fold_words(subject.name) == folded_name);
  });
  return found == std::end(kSubjects) ? nullptr : &*found;
}

bool is_compulsory(const SubjectInfo& subject, int grade) {
  return !subject.elective && subject.first_grade <= grade && grade <= subject.last_grade &&
         subject.first_tested_grade <= grade;
}

int periods_of(const SubjectInfo& subject, int grade) {
  if (grade < subject.first_grade || grade > subject.last_grade) return 0;
  return subject.periods.at(static_cast<std::size_t>(grade - subject.first_grade));
}

std::span<const TraitInfo> primary_traits() { return kTraits; }

}  // namespace hocba::credential
