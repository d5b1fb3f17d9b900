#include "tools/sample/people.hpp"

#include <array>
#include <cstdio>

namespace hocba::sample {

namespace {

struct Weighted {
  const char* name;
  int weight;
};

constexpr Weighted kSurnames[] = {
    {"Nguyễn", 310}, {"Trần", 110}, {"Lê", 90},    {"Phạm", 70}, {"Hoàng", 30}, {"Huỳnh", 20},
    {"Vũ", 25},      {"Võ", 25},    {"Phan", 40},  {"Đặng", 20}, {"Bùi", 20},   {"Đỗ", 20},
    {"Hồ", 15},      {"Ngô", 15},   {"Dương", 10}, {"Lý", 10},   {"Đinh", 10},  {"Rơ Châm", 4},
    {"Siu", 4},      {"Thạch", 4},  {"Kim", 4},    {"Giàng", 3}, {"Lò", 3},     {"Vàng", 3},
};
constexpr const char* kMiddle[] = {"Ngọc", "Minh", "Thanh", "Gia", "Bảo", "Hoàng", "Đức", "Quỳnh", "Khánh", "Phương"};
constexpr const char* kGiven[] = {"An",    "Bình", "Chi",  "Dũng",  "Giang", "Hà",   "Hòa",  "Khôi", "Linh", "My",
                                  "Nghĩa", "Oanh", "Phúc", "Quyên", "Sơn",   "Thuý", "Uyên", "Vy",   "Ý",    "Yến"};

const char* surname(Seeded& random) {
  int total = 0;
  for (const auto& s : kSurnames) total += s.weight;
  int left = random.between(1, total);
  for (const auto& s : kSurnames) {
    left -= s.weight;
    if (left <= 0) return s.name;
  }
  return kSurnames[0].name;
}

std::string digits(const char* format, int a, int b, int c) {
  std::array<char, 24> out{};
  std::snprintf(out.data(), out.size(), format, a, b, c);
  return out.data();
}

}  // namespace

Person invent_person(Seeded& random, int from_year, int to_year, int serial) {
  Person out;
  out.female = random.chance(50);
  std::string middle = random.chance(30) ? (out.female ? "Thị" : "Văn") : random.one_of(kMiddle);
  out.name = std::string(surname(random)) + " " + middle + " " + random.one_of(kGiven);
  out.birth_date = {random.between(from_year, to_year), random.between(1, 12), random.between(1, 28)};
  // PPP G YY RRRRRR: G is century and sex (domain §5.1).
  const int century_and_sex = (out.birth_date.year / 100 - 19) * 2 + (out.female ? 1 : 0);
  out.personal_number = digits("000%d%02d%06d", century_and_sex, out.birth_date.year % 100, serial);
  out.sector_code = digits("99%08d", serial, 0, 0);
  return out;
}

}  // namespace hocba::sample
