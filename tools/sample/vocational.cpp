#include "tools/sample/vocational.hpp"

#include <algorithm>

#include "ledger/exchange/import.hpp"
#include "tools/sample/people.hpp"

namespace hocba::sample {

namespace {

using credential::DiplomaData;

constexpr const char* kTrades[] = {
    "Điện công nghiệp",    "Công nghệ ô tô", "Kỹ thuật chế biến món ăn", "Công nghệ thông tin (ứng dụng)", "Hàn",
    "Kế toán doanh nghiệp"};
constexpr int kCopies = 12;

std::string four_digits(std::size_t number) {
  std::string out = std::to_string(number);
  return std::string(4 - std::min<std::size_t>(4, out.size()), '0') + out;
}

// `count` diplomas; old ones were given on paper between 1995 and 2010, and are now digitised.
std::string diplomas(Seeded& random, const std::string& prefix, const char* level, std::size_t count, bool old,
                     int first_person) {
  std::vector<DiplomaData> items;
  for (std::size_t i = 1; i <= count; ++i) {
    const int year = old ? random.between(1995, 2010) : 2025;
    const Person person = invent_person(random, year - 22, year - 20, first_person + static_cast<int>(i));
    DiplomaData data;
    auto& holder = data.common.holder;
    holder.name = person.name;
    holder.birth_date = person.birth_date;
    if (!old) holder.personal_number = person.personal_number;  // paper of those years had none
    data.common.serial = prefix + (old ? "-B" : "-") + four_digits(i);
    data.common.register_text = prefix + "/" + std::to_string(year) + "/" + four_digits(i);
    data.common.issued_on = old ? Date{year, 7, random.between(1, 28)} : Date{2025, 6, 30};
    data.common.place = "Tỉnh Mẫu";
    data.common.originality = old ? credential::Originality::digitised : credential::Originality::electronic_original;
    data.level = level;
    data.field = random.one_of(kTrades);
    data.mode = random.chance(80) ? "Chính quy" : "Vừa làm vừa học";
    data.graduation_year = year;
    data.decision = {std::to_string(random.between(10, 99)) + "/QĐ-CĐ",
                     old ? data.common.issued_on : Date{2025, 6, random.between(25, 30)}};
    data.sex = person.female ? "Nữ" : "Nam";
    data.birth_place = "Tỉnh Mẫu";
    if (old) {  // kept by the school that has the registers now
      data.paper_issuer = "Trường Dạy nghề Mẫu";
      data.ethnicity = "Kinh";
    }
    data.grade = random.chance(15) ? "Giỏi" : random.chance(60) ? "Khá" : "Trung bình";
    items.push_back(std::move(data));
  }
  return exchange::to_csv(exchange::export_diplomas(items));
}

}  // namespace

Vocational make_vocational(std::uint64_t seed) {
  Seeded random(seed);
  Vocational out;
  out.units = {{"99CD01", "Trường Cao đẳng Mẫu", "", 200, 100, {}, {}},
               {"99TC01", "Trường Trung cấp Mẫu 1", "", 120, 60, {}, {}},
               {"99TC02", "Trường Trung cấp Mẫu 2", "99CD01", 80, 40, {}, {}}};
  int person = 300'000;
  for (VocationalUnit& unit : out.units) {
    const char* level = unit.code == "99CD01" ? "college" : "intermediate";
    unit.diplomas = {unit.code + "-van-bang.csv", diplomas(random, unit.code, level, unit.born_digital, false, person)};
    unit.old_diplomas = {unit.code + "-so-hoa.csv",
                         diplomas(random, unit.code, level, unit.digitised, true, person + 1'000)};
    person += 10'000;
  }
  for (int i = 0; i < kCopies; ++i) {
    const std::size_t unit = static_cast<std::size_t>(i) % 2;  // the third has been merged by then
    out.copies.push_back({unit, static_cast<std::size_t>(random.between(0, 99)),
                          invent_person(random, 1970, 1990, 0).name, "Đơn số " + std::to_string(i + 1)});
  }
  return out;
}

}  // namespace hocba::sample
