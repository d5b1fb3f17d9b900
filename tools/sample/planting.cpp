#include "tools/sample/planting.hpp"

#include <algorithm>
#include <array>

#include "crypto/check.hpp"

namespace hocba::sample {

namespace {

using credential::TranscriptYear;

constexpr std::size_t kPrimarySchool = 0, kLowerSchool = 1, kUpperSchool = 3;

// §1.4: the year's marks of the eight scored subjects, in tenths, both terms alike.
struct Vector {
  const char* number;
  std::array<int, 8> marks;
  bool comment_failed;
};
constexpr std::array<Vector, 6> kVectors = {{{"T6", {80, 80, 80, 80, 80, 80, 65, 65}, false},
                                             {"T7", {80, 80, 80, 80, 80, 79, 65, 65}, false},
                                             {"T9", {90, 90, 90, 90, 90, 90, 90, 49}, false},
                                             {"T11", {90, 90, 90, 90, 90, 90, 90, 90}, true},
                                             {"T13", {70, 70, 70, 70, 70, 70, 70, 34}, false},
                                             {"T15", {90, 90, 90, 90, 90, 90, 49, 49}, false}}};

void put_vector(TranscriptYear& page, const Vector& vector) {
  std::size_t next = 0;
  for (auto& result : page.results) {
    if (result.term1_tenths) {
      result.term1_tenths = result.term2_tenths = vector.marks.at(next++);
    } else if (vector.comment_failed && result.code == "GDTC") {
      result.term1_level = result.term2_level = credential::kNotPassed;
    }
  }
}

class Planting {
 public:
  Planting(District& district, int year) : d_(district), year_(year) {}

  std::map<std::size_t, OddPage> run() {
    names();
    cells();
    years();
    vectors();
    upper_school();
    primary_school();
    return std::move(odd_);
  }

 private:
  std::size_t at(std::size_t school, int grade, std::size_t place) const {
    const auto found = std::find_if(d_.classes.begin(), d_.classes.end(), [&](const SchoolClass& one) {
      return one.year == year_ && one.school == school && one.grade == grade;
    });
    HOCBA_CHECK(found != d_.classes.end());
    return found->pages.at(place);
  }
  Pupil& pupil_of(std::size_t page) { return d_.pupils[d_.pages[page].pupil]; }
  OddPage& plant(const std::string& number, std::size_t page, const char* what) {
    d_.planted.push_back({number, page, what});
    return odd_[page];
  }

  void names() {
    constexpr int kGrade = 6;
    const auto page = [&](std::size_t place) { return at(kLowerSchool, kGrade, place); };
    Person& first = pupil_of(page(0)).person;
    Person& second = pupil_of(page(1)).person;
    second.name = first.name;
    second.birth_date = first.birth_date;
    second.personal_number.replace(4, 2, first.personal_number, 4, 2);
    second.personal_number[3] = first.personal_number[3];
    second.female = first.female;
    plant("1", page(0), "cùng họ tên, cùng ngày sinh");
    plant("1", page(1), "cùng họ tên, cùng ngày sinh");
    const std::array<std::pair<const char*, const char*>, 5> named = {
        {{"2", "Nguyễn Thị Hòa"}, {"3", "Đặng Văn Sơn"}, {"4", "H’Hen Niê"}, {"4", "Y Moan"}, {"4", "Siu"}}};
    for (std::size_t i = 0; i < named.size(); ++i) {
      pupil_of(page(i + 2)).person.name = named.at(i).second;
      plant(named.at(i).first, page(i + 2), "họ tên");
    }
  }

  void cells() {
    constexpr int kGrade = 7;
    const auto page = [&](std::size_t place) { return at(kLowerSchool, kGrade, place); };
    plant("5", page(0), "số định danh mất các số 0 đầu");
    plant("10", page(0), "dòng tiêu đề lặp lại giữa bảng");
    Person& contradicted = pupil_of(page(1)).person;
    contradicted.personal_number[3] = contradicted.personal_number[3] == '2' ? '3' : '2';
    plant("6", page(1), "số định danh trái giới tính");
    plant("7", page(2), "ngày sinh là số của Excel");
    Person& day = pupil_of(page(3)).person;
    day.birth_date.month = 2;
    day.birth_date.day = 13;
    plant("8", page(3), "ngày 13 tháng 02");
    Pupil& temporary = pupil_of(page(4));
    temporary.temporary_code = "TAM-" + temporary.person.sector_code.substr(4);
    plant("9", page(4), "mã tạm, năm sau có mã của Bộ");
  }

  void years() {
    constexpr int kGrade = 7;
    const auto page = [&](std::size_t place) { return at(kLowerSchool, kGrade, place); };
    OddPage& absent = plant("14", page(5), "46 buổi nghỉ, Tốt và Tốt");
    absent.target = Target::first;
    absent.change = [](TranscriptYear& year) {
      year.conduct1 = year.conduct2 = "Tốt";
      year.absences = 46;
    };
    OddPage& retested = plant("16", page(6), "đánh giá lại trong hè, được lên lớp");
    retested.target = Target::fourth;
    retested.retested = true;
    OddPage& corrected = plant("17", page(7), "sửa điểm sau khi phát hành");
    corrected.target = Target::second;
    corrected.corrected = true;
  }

  void vectors() {
    constexpr int kGrade = 8;
    for (std::size_t i = 0; i < kVectors.size(); ++i) {
      const Vector& vector = kVectors.at(i);
      const std::size_t page = at(kLowerSchool, kGrade, i);
      OddPage& odd = plant(vector.number, page, "§1.4");
      odd.target = Target::first;
      odd.change = [&vector](TranscriptYear& year) { put_vector(year, vector); };
      if (vector.number == std::string("T9") || vector.number == std::string("T11"))
        plant("15", page, "nâng mức theo HB-NANG");
    }
    OddPage& average = plant("T4", at(kLowerSchool, kGrade, kVectors.size()), "HK I 7,9; HK II 8,3");
    average.target = Target::second;
    average.change = [](TranscriptYear& year) {
      year.results[0].term1_tenths = 79;
      year.results[0].term2_tenths = 83;
    };
    plant("11", at(kLowerSchool, kGrade, kVectors.size() + 1), "ở lại lớp").target = Target::fourth;
  }

  void upper_school() {
    constexpr int kGrade = 10;
    OddPage& disabled = plant("19", at(kUpperSchool, kGrade, 0), "khuyết tật, không đánh giá một số môn");
    disabled.target = Target::second;
    disabled.change = [](TranscriptYear& year) {
      for (auto& result : year.results) {
        if (result.code != "GDTC" && result.code != "GDQPAN") continue;
        credential::TranscriptResult blank;
        blank.code = result.code;
        blank.name = result.name;
        blank.not_assessed = credential::kIndividualPlan;
        result = blank;
      }
    };
    const std::size_t changes = at(kUpperSchool, kGrade, 1);
    plant("20", changes, "đổi môn lựa chọn từ lớp 11").target = Target::first;
    Pupil& pupil = pupil_of(changes);
    const auto& chosen = electives_of_combination(pupil.combination);
    pupil.swap_from = chosen[0];
    for (const char* other : {"DL", "VL", "HH"})
      if (std::find(chosen.begin(), chosen.end(), std::string_view(other)) == chosen.end()) pupil.swap_to = other;
    plant("25", at(kUpperSchool, kGrade, 2), "KT. HIỆU TRƯỞNG: phó hiệu trưởng ký thay");
    for (int grade = kGrade; grade <= 12; ++grade) {
      for (const SchoolClass& one : d_.classes) {
        if (one.year != year_ || one.school != kUpperSchool || one.grade != grade) continue;
        const std::size_t page = one.pages.back();
        if (pupil_of(page).combination != kBothArts || noted("21")) continue;
        plant("21", page, "chọn cả Âm nhạc và Mĩ thuật: 7 môn tính điểm").target = Target::second;
      }
    }
    HOCBA_CHECK(noted("21"));
  }

  void primary_school() {
    OddPage& traveller = plant("12", at(kPrimarySchool, 2, 1), "chuyển đi giữa học kỳ I rồi về");
    traveller.goes_and_comes_back = true;
    OddPage& renamed = plant("18", at(kPrimarySchool, 3, 1), "cải chính họ tên trên mọi năm học");
    renamed.renamed = true;
    Pupil& pupil = pupil_of(at(kPrimarySchool, 3, 1));
    pupil.person.name = "Trần Gia Bão";
    pupil.new_name = "Trần Gia Bảo";
  }

  bool noted(const char* number) const {
    return std::any_of(d_.planted.begin(), d_.planted.end(), [&](const Planted& one) { return one.number == number; });
  }
  District& d_;
  int year_;
  std::map<std::size_t, OddPage> odd_;
};

}  // namespace

std::map<std::size_t, OddPage> plant_before(District& district, int year) { return Planting(district, year).run(); }

void plant_after(District& district, int year) {
  for (const Move& move : district.moves) {
    if (move.when != Move::When::summer || move.year != year || move.pages.empty()) continue;
    district.planted.push_back({"13", move.pages.back(), "chuyển trường qua ngày 01/07/2025"});
    break;
  }
}

}  // namespace hocba::sample
