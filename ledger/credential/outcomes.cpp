// How a school year ends, in the words of the regulations (HB-LL, HB-TH-7).
#include <array>

#include "ledger/credential/judge_parts.hpp"

namespace hocba::credential {
namespace {

// clang-format off
constexpr std::string_view kPromotedAlso = "len lop|duoc len lop thang|len lop thang", kStaysAlso = "khong len lop|o lai lop|luu ban";
constexpr OutcomeWords kRetest{Ending::pending_retest, "Kiểm tra lại trong hè", "kiem tra lai|thi lai|danh gia lai|danh gia lai trong he"};
constexpr OutcomeWords kSummer{Ending::pending_summer, "Rèn luyện trong hè", "ren luyen he|ren luyen trong ky nghi he"};
constexpr std::array<OutcomeWords, 4> kGrade = {{
    {Ending::promoted, "Được lên lớp", kPromotedAlso}, {Ending::not_promoted, "Không được lên lớp", kStaysAlso}, kRetest, kSummer}};
constexpr std::array<OutcomeWords, 4> kGrade9 = {{
    {Ending::promoted, "Hoàn thành chương trình trung học cơ sở", "hoan thanh chuong trinh thcs|hoan thanh ct thcs|htct thcs"},
    {Ending::not_promoted, "Chưa hoàn thành chương trình trung học cơ sở", "chua hoan thanh chuong trinh thcs|chua hoan thanh ct thcs"}, kRetest, kSummer}};
constexpr std::array<OutcomeWords, 4> kGrade12 = {{
    {Ending::promoted, "Hoàn thành chương trình giáo dục phổ thông", "hoan thanh chuong trinh gdpt|hoan thanh chuong trinh thpt|hoan thanh chuong trinh trung hoc pho thong"},
    {Ending::not_promoted, "Chưa hoàn thành chương trình giáo dục phổ thông", "chua hoan thanh chuong trinh gdpt|chua hoan thanh chuong trinh thpt"}, kRetest, kSummer}};
constexpr std::array<OutcomeWords, 5> kPrimaryGrade = {{
    {Ending::promoted, "Hoàn thành chương trình lớp học", "hoan thanh|hoan thanh chuong trinh lop"},
    {Ending::not_promoted, "Chưa hoàn thành chương trình lớp học", "chua hoan thanh"},
    {Ending::promoted, "Được lên lớp", "len lop"},
    {Ending::not_promoted, "Ở lại lớp", "luu ban"}, kSummer}};
constexpr std::array<OutcomeWords, 4> kPrimaryLast = {{
    {Ending::promoted, "Hoàn thành chương trình tiểu học", "hoan thanh|htct tieu hoc|hoan thanh chuong trinh th"},
    {Ending::not_promoted, "Chưa hoàn thành chương trình tiểu học", "chua hoan thanh"},
    {Ending::not_promoted, "Ở lại lớp", "luu ban"}, kSummer}};
// clang-format on

}  // namespace

std::span<const OutcomeWords> outcomes(std::string_view level, int grade) {
  constexpr int kLastOfPrimary = 5, kLastOfLower = 9, kLastOfUpper = 12;
  if (level == "primary") {
    if (grade == kLastOfPrimary) return kPrimaryLast;
    return kPrimaryGrade;
  }
  if (level == "lower-secondary" && grade == kLastOfLower) return kGrade9;
  if (level == "upper-secondary" && grade == kLastOfUpper) return kGrade12;
  return kGrade;
}

}  // namespace hocba::credential
