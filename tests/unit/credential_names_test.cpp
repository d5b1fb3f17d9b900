#include "ledger/credential/names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/types.hpp"

namespace hocba::credential {
namespace {

using testing::ElementsAre;

template <class T>
std::string code_of(const Result<T>& result) {
  return result.ok() ? "accepted" : std::string(result.error().code().id);
}

struct Cleaned {
  const char* typed;
  const char* stored;  // or a code
};
class CleanName : public testing::TestWithParam<Cleaned> {};
TEST_P(CleanName, StoresOrRefuses) {
  const auto name = clean_name(GetParam().typed);
  EXPECT_EQ(name.ok() ? *name : code_of(name), GetParam().stored) << GetParam().typed;
}
INSTANTIATE_TEST_SUITE_P(
    Names, CleanName,
    testing::Values(Cleaned{"Nguyễn Văn An", "Nguyễn Văn An"}, Cleaned{"  Nguyễn   Văn\tAn ", "Nguyễn Văn An"},
                    Cleaned{"Nguyễn\u00a0Văn\u3000An", "Nguyễn Văn An"},
                    Cleaned{"Nguye\u0302\u0303n Va\u0306n An", "Nguyễn Văn An"},  // odd case 2: NFD
                    Cleaned{"Nguyê\u0303n", "Nguyễn"},                            // mixed
                    Cleaned{"\u00d0ặng Thị \u00f0ào", "Đặng Thị đào"},            // odd case 3: eth
                    Cleaned{"H’Hen Niê", "H’Hen Niê"},                            // odd case 4
                    Cleaned{"Y Moan", "Y Moan"}, Cleaned{"Siu", "Siu"}, Cleaned{"Rơ Châm H'Mok", "Rơ Châm H'Mok"},
                    Cleaned{"Nguyễn-Trần Ngọc Minh Thanh Gia Bảo An", "Nguyễn-Trần Ngọc Minh Thanh Gia Bảo An"},
                    Cleaned{"Hoà", "Hoà"}, Cleaned{"Hòa", "Hòa"},  // NM-3: not changed
                    Cleaned{"Phạm Uyển", "Phạm Uyển"}, Cleaned{"Hoàng Thuý Ngoãn", "Hoàng Thuý Ngoãn"},
                    Cleaned{"Khuâng Luân Quế Giú", "Khuâng Luân Quế Giú"}, Cleaned{"Müller", "Müller"},
                    Cleaned{"An\u200b Bình\ufeff", "An Bình"}, Cleaned{"", "credential.bad_name"},
                    Cleaned{"   ", "credential.bad_name"}, Cleaned{"An\x01", "credential.bad_name"},
                    Cleaned{"An\u202e", "credential.bad_name"}, Cleaned{"An 2", "credential.bad_name"},
                    Cleaned{"---", "credential.bad_name"}, Cleaned{"An\xff", "credential.bad_name"},
                    Cleaned{"An\xc3", "credential.bad_name"},
                    Cleaned{"NguyÔn V¨n §øc", "credential.name_legacy_font"},  // TCVN3
                    Cleaned{"TrÇn B×nh", "credential.name_legacy_font"},
                    Cleaned{"Nguyeãn Vaên Ñöùc", "credential.name_legacy_font"},  // VNI
                    Cleaned{"Traàn Thò Hoâng", "credential.name_legacy_font"}));

TEST(CleanName, RefusesWhatIsTooLong) {
  EXPECT_TRUE(clean_name(std::string(120, 'a')).ok());
  EXPECT_EQ(code_of(clean_name(std::string(121, 'a'))), "credential.name_too_long");
  EXPECT_EQ(code_of(clean_name(std::string(1 << 20, 'a'))), "credential.name_too_long");
}

TEST(WithoutBlankEnds, LeavesNothingWhereCleaningLeavesNothing) {
  EXPECT_EQ(without_blank_ends(" \u00a0\u200b 8\u00a0,5 \f\ufeff\u3000"), "8\u00a0,5");
  EXPECT_EQ(without_blank_ends(""), "");
  EXPECT_EQ(without_blank_ends("\xa0"), "\xa0");  // half of a no-break space
  EXPECT_EQ(without_blank_ends("\xc2 a"), "\xc2 a");
  for (char16_t c = 1; c < 0xd800; ++c) {
    const std::string alone =
        c < 0x80    ? std::string(1, static_cast<char>(c))
        : c < 0x800 ? std::string{static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 63))}
                    : std::string{static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
                                  static_cast<char>(0x80 | (c & 63))};
    const auto clean = clean_text(" " + alone + alone, 100);
    ASSERT_EQ(without_blank_ends(" " + alone + alone).empty(), clean.ok() && clean->empty()) << static_cast<int>(c);
  }
}

TEST(Fold, DropsMarksCaseAndSpaces) {
  EXPECT_EQ(fold("Nguyễn Văn An"), "nguyen van an");
  EXPECT_EQ(fold("  ĐẶNG   Thị Ðào "), "dang thi dao");
  EXPECT_EQ(fold("H’Hen"), "h'hen");
  EXPECT_EQ(fold("Hoà"), fold("Hòa"));
  EXPECT_EQ(fold("Thuý"), fold("Thúy"));
  EXPECT_EQ(fold("Vỹ Ươm Ỹ"), "vy uom y");
  EXPECT_EQ(fold("\xff"), "");
  EXPECT_THAT(folded_tokens("Nguyễn Thị  Bích Ngọc"), ElementsAre("nguyen", "thi", "bich", "ngoc"));
}

TEST(NameMatches, FindsTokensByTheirBeginningInAnyOrder) {
  EXPECT_TRUE(name_matches("Nguyễn Văn An", "nguyen an"));
  EXPECT_TRUE(name_matches("Nguyễn Văn An", "An Nguyễn"));
  EXPECT_TRUE(name_matches("Nguyễn Văn An", "ng v a"));
  EXPECT_TRUE(name_matches("Ngô Nguyễn", "ng nguyen"));
  EXPECT_FALSE(name_matches("Nguyễn Văn An", "an an"));
  EXPECT_FALSE(name_matches("Nguyễn Văn An", "binh"));
  EXPECT_FALSE(name_matches("Nguyễn Văn An", ""));
}

TEST(NameSortKey, OrdersByGivenNameThenFamilyThenMiddle) {
  std::vector<std::string> names = {"Trần Văn Ý",    "Nguyễn Thị Đào", "Nguyễn An",    "Lê Văn Dung",   "Trần Ân",
                                    "Phạm Ăn",       "Lê Thị Hòa",     "Lê Thị Hoa",   "Nguyễn Văn An", "Siu",
                                    "Nguyễn Bảo An", "Đặng Hoạ",       "Đặng Văn Hoà", "Đinh Hoả"};
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return name_sort_key(a) < name_sort_key(b); });
  EXPECT_THAT(names, ElementsAre("Nguyễn An", "Nguyễn Bảo An", "Nguyễn Văn An", "Phạm Ăn", "Trần Ân", "Lê Văn Dung",
                                 "Nguyễn Thị Đào", "Lê Thị Hoa", "Đặng Văn Hoà", "Lê Thị Hòa", "Đinh Hoả", "Đặng Hoạ",
                                 "Siu", "Trần Văn Ý"));
}

TEST(NameSortKey, OrdersTonesAsSchoolsDo) {  // ngang < huyền < hỏi < ngã < sắc < nặng
  const std::vector<std::string> tones = {"Ma", "Mà", "Mả", "Mã", "Má", "Mạ"};
  for (std::size_t i = 1; i < tones.size(); ++i)
    EXPECT_LT(name_sort_key(tones[i - 1]), name_sort_key(tones[i])) << tones[i];
  const std::vector<std::string> letters = {"A", "Ă", "Â", "B", "C", "D", "Đ", "E", "Ê", "G", "H", "I", "K", "L", "M",
                                            "N", "O", "Ô", "Ơ", "P", "Q", "R", "S", "T", "U", "Ư", "V", "X", "Y"};
  for (std::size_t i = 1; i < letters.size(); ++i)
    EXPECT_LT(name_sort_key(letters[i - 1]), name_sort_key(letters[i])) << letters[i];
}

TEST(NameSortKey, DoesNotCareWhereTheToneStands) {  // NM-3
  for (const auto& [old_way, new_way] :
       {std::pair{"Hòa", "Hoà"}, {"Khỏe", "Khoẻ"}, {"THÚY", "THUÝ"}, {"Lê Hóa An", "Lê Hoá An"}}) {
    EXPECT_EQ(name_sort_key(old_way), name_sort_key(new_way)) << old_way;
  }
  EXPECT_NE(name_sort_key("Mùa"), name_sort_key("Muà"));  // no such syllable: left alone
}

TEST(NameSortKey, IsTheSameForComposedAndDecomposed) {
  EXPECT_EQ(name_sort_key("Nguye\u0302\u0303n"), name_sort_key("Nguyễn"));
}

TEST(UpperVi, KnowsVietnameseLetters) { EXPECT_EQ(upper_vi("đặng thị ơn ưu ỷ"), "ĐẶNG THỊ ƠN ƯU Ỷ"); }

std::vector<const Code*> warnings(std::string_view typed, std::optional<Date> birth = {},
                                  std::optional<char> sex = {}) {
  const auto number = check_personal_number(typed, birth, sex);
  return number.ok() ? number->warnings : std::vector<const Code*>{&kBadPersonalNumber};
}

TEST(PersonalNumber, IsTwelveDigits) {
  EXPECT_EQ(check_personal_number(" 079312000123 ", {}, {})->digits, "079312000123");
  EXPECT_EQ(check_personal_number("'079312000123", {}, {})->digits, "079312000123");
  for (const char* bad : {"", "12345678", "0793120001234", "07931200012a", "079 312000123", "-79312000123"}) {
    EXPECT_EQ(code_of(check_personal_number(bad, {}, {})), "credential.bad_personal_number") << bad;
  }
}

TEST(PersonalNumber, PutsBackLeadingZerosAndSaysSo) {  // odd case 5
  const auto number = check_personal_number("79312000123", {}, {});
  EXPECT_EQ(number->digits, "079312000123");
  EXPECT_TRUE(number->padded);
  EXPECT_THAT(number->warnings, ElementsAre(&kPersonalNumberPadded));
}

TEST(PersonalNumber, PutsZerosBackOnlyWhereNothingElseIsMissing) {
  const Date born{1985, 3, 15};
  const auto code = [&](const char* typed, std::optional<Date> birth, std::optional<char> sex) {
    return code_of(check_personal_number(typed, birth, sex));
  };
  EXPECT_EQ(check_personal_number("185000001", born, 'F')->digits, "000185000001");
  EXPECT_THAT(warnings("185000001", born, 'F'), ElementsAre(&kPersonalNumberPadded, &kPersonalNumberTest));
  EXPECT_EQ(check_personal_number("1185000123", born, 'F')->digits, "001185000123");
  EXPECT_EQ(check_personal_number("79185000123", born, 'F')->digits, "079185000123");
  for (const char* card : {"211234567", "186000001", "385000001"})
    EXPECT_EQ(code(card, born, {}), "credential.personal_number_short") << card;
  EXPECT_EQ(code("185000001", born, 'M'), "credential.personal_number_short");
  EXPECT_EQ(code("07918500123", born, 'F'), "credential.personal_number_short");  // a digit lost in the middle
  EXPECT_EQ(code("3185000123", born, 'F'), "credential.personal_number_short");   // no such province
}

TEST(PersonalNumber, WarnsOfContradictionsAndAccepts) {  // odd case 6
  const Date born{2012, 2, 13};
  EXPECT_THAT(warnings("079312000123", born, 'F'), ElementsAre());
  EXPECT_THAT(warnings("079212000123", born, 'M'), ElementsAre());
  EXPECT_THAT(warnings("079312000123", born, 'M'), ElementsAre(&kPersonalNumberSex));
  EXPECT_THAT(warnings("079112000123", born, 'F'), ElementsAre(&kPersonalNumberCentury));
  EXPECT_THAT(warnings("079311000123", born, 'F'), ElementsAre(&kPersonalNumberYear));
  EXPECT_THAT(warnings("003312000123", born, 'F'), ElementsAre(&kPersonalNumberProvince));
  EXPECT_THAT(warnings("000312000123", born, 'F'), ElementsAre(&kPersonalNumberTest));
}

TEST(SexFromCell, KnowsTheSpellingsOfFiles) {
  for (const char* male : {"Nam", "NAM", "m", "1", "01"}) EXPECT_EQ(sex_from_cell(male).value(), 'M') << male;
  for (const char* female : {"Nữ", "nu", "F", "2", "02"}) EXPECT_EQ(sex_from_cell(female).value(), 'F') << female;
  EXPECT_EQ(code_of(sex_from_cell("3")), "credential.bad_sex");
  EXPECT_EQ(code_of(sex_from_cell("")), "credential.bad_sex");
}

struct Cell {
  const char* typed;
  const char* read;  // or a code
};
class DateCell : public testing::TestWithParam<Cell> {};
TEST_P(DateCell, ReadsOrRefuses) {
  const auto date = date_from_cell(GetParam().typed);
  EXPECT_EQ(date.ok() ? to_text(*date) : code_of(date), GetParam().read) << GetParam().typed;
}
INSTANTIATE_TEST_SUITE_P(
    Cells, DateCell,
    testing::Values(Cell{"13/02/2012", "2012-02-13"}, Cell{"1/2/2012", "2012-02-01"}, Cell{"13-02-2012", "2012-02-13"},
                    Cell{"13.02.2012", "2012-02-13"}, Cell{"2012-02-13", "2012-02-13"},
                    Cell{" 13/02/2012 ", "2012-02-13"}, Cell{"40952", "2012-02-13"}, Cell{"20000", "1954-10-03"},
                    Cell{"60000", "2064-04-08"}, Cell{"36585", "2000-02-29"}, Cell{"36586", "2000-03-01"},
                    Cell{"29/02/2012", "2012-02-29"}, Cell{"02/13/2012", "credential.date_month_first"},
                    Cell{"29/02/2011", "credential.bad_date"}, Cell{"31/04/2012", "credential.bad_date"},
                    Cell{"32/01/2012", "credential.bad_date"}, Cell{"0/1/2012", "credential.bad_date"},
                    Cell{"19999", "credential.bad_date"}, Cell{"60001", "credential.bad_date"},
                    Cell{"13/02/12", "credential.bad_date"}, Cell{"13/02-2012", "credential.bad_date"},
                    Cell{"2012/02/13", "credential.bad_date"}, Cell{"2012-13-02", "credential.bad_date"},
                    Cell{"2012-2-13", "credential.bad_date"}, Cell{"", "credential.bad_date"},
                    Cell{"hôm qua", "credential.bad_date"}, Cell{"//", "credential.bad_date"},
                    Cell{"13/02/1899", "credential.bad_date"}, Cell{"13/02/2012 00:00", "credential.bad_date"},
                    Cell{"40952.5", "credential.bad_date"}));

class MarkCell : public testing::TestWithParam<Cell> {};
TEST_P(MarkCell, ReadsOrRefuses) {
  const auto tenths = tenths_from_cell(GetParam().typed);
  EXPECT_EQ(tenths.ok() ? tenths_to_screen(*tenths) : code_of(tenths), GetParam().read) << GetParam().typed;
}
INSTANTIATE_TEST_SUITE_P(Cells, MarkCell,
                         testing::Values(Cell{"8,3", "8,3"}, Cell{"8.3", "8,3"}, Cell{"8", "8,0"}, Cell{"10", "10,0"},
                                         Cell{"10,0", "10,0"}, Cell{"0", "0,0"}, Cell{"08", "8,0"},
                                         Cell{" 7,5 ", "7,5"}, Cell{"8,25", "credential.mark_too_fine"},
                                         Cell{"8.30", "8,3"}, Cell{"10,00", "10,0"},
                                         Cell{"8,305", "credential.mark_too_fine"}, Cell{"8,30", "8,3"},
                                         Cell{"10,1", "credential.bad_mark"}, Cell{"11", "credential.bad_mark"},
                                         Cell{"-1", "credential.bad_mark"}, Cell{"8,", "credential.bad_mark"},
                                         Cell{",5", "credential.bad_mark"}, Cell{"", "credential.bad_mark"},
                                         Cell{"1e1", "credential.bad_mark"}, Cell{"8,3,1", "credential.bad_mark"},
                                         Cell{"Đ", "credential.bad_mark"}, Cell{"100", "credential.bad_mark"}));

TEST(CredentialId, IsAVersion4UuidInLowerCase) {
  const CredentialId id = uuid_from_random(CredentialId::of(std::string(16, '\xff')));
  EXPECT_EQ(to_text(id), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(credential_id_from_text(to_text(id)).value(), id);
  EXPECT_EQ(credential_id_from_urn(to_urn(id)).value(), id);
  for (const char* bad : {"FFFFFFFF-ffff-4fff-bfff-ffffffffffff", "ffffffff-ffff-1fff-bfff-ffffffffffff",
                          "ffffffff-ffff-4fff-cfff-ffffffffffff", "ffffffffffff4fffbfffffffffffffff",
                          "ffffffff-ffff-4fff-bfff-fffffffffff", "ffffffff+ffff-4fff-bfff-ffffffffffff", ""}) {
    EXPECT_EQ(code_of(credential_id_from_text(bad)), "credential.bad_id") << bad;
  }
  EXPECT_EQ(code_of(credential_id_from_urn("urn:UUID:ffffffff-ffff-4fff-bfff-ffffffffffff")), "credential.bad_id");
}

TEST(CodeText, HasOneAlphabet) {
  for (const char* good : {"99TH0001", "a", "2024-2025", "a.b_c-d"}) EXPECT_TRUE(CodeText::parse(good).ok()) << good;
  for (const char* bad : {"", "-a", ".a", "_a", "a b", "đ", "a/b"})
    EXPECT_EQ(code_of(CodeText::parse(bad)), "credential.bad_code") << bad;
  EXPECT_TRUE(CodeText::parse(std::string(20, 'a'), kMaxUnitCode).ok());
  EXPECT_EQ(code_of(CodeText::parse(std::string(21, 'a'), kMaxUnitCode)), "credential.bad_code");
}

TEST(Period, IsASchoolYearOrAYear) {
  for (const char* good : {"2024-2025", "2025", "1999-2000"}) EXPECT_TRUE(is_period(good)) << good;
  for (const char* bad : {"", "2024-2026", "2025-2024", "24-25", "2024/2025", "0999", "2024-2025x", "x024"})
    EXPECT_FALSE(is_period(bad)) << bad;
}

}  // namespace
}  // namespace hocba::credential
