// What errors and reports say in brackets, in the reader's words.
#include <gtest/gtest.h>

#include "ledger/chain/codes.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/log/codes.hpp"
#include "ledger/verify/codes.hpp"
#include "ledger/verify/details.hpp"

namespace hocba::verify {
namespace {

std::string vi(std::string_view detail, const Code& code = exchange::kCsvEncoding) {
  return detail_words(code, detail, true);
}
std::string en(std::string_view detail) { return detail_words(exchange::kCsvEncoding, detail, false); }

TEST(Details, NamePlacesInVietnamese) {
  EXPECT_EQ(vi("line 2"), "dòng 2");
  EXPECT_EQ(vi("line 12, column 3"), "dòng 12, cột 3");
  EXPECT_EQ(vi("entry 7"), "mục 7");
  EXPECT_EQ(vi("grant 7 by grant 5"), "quyền ở mục 7 do quyền ở mục 5");
  // A record counts its items from 0, people from 1.
  EXPECT_EQ(vi("item 0: grant 9"), "văn bản thứ 1: quyền ở mục 9");
  EXPECT_EQ(vi("at byte 12000"), "ở byte thứ 12000");
  EXPECT_EQ(vi("1 of 2"), "1 trong 2");
  EXPECT_EQ(vi("1 valid cosignatures, quorum 2 of 3"), "1 chữ ký xác nhận hợp lệ, cần 2 trong 3");
  EXPECT_EQ(vi("register number"), "số vào sổ");
  EXPECT_EQ(vi("period"), "kỳ");
}

TEST(Details, ShowTimesAsVietNamsClocksDo) {
  EXPECT_EQ(vi("grant 3, 2025-06-20T02:00:00Z"), "quyền ở mục 3, 20/06/2025 09:00:00 (UTC+7)");
  EXPECT_EQ(en("grant 3, 2025-06-20T02:00:00Z"), "grant 3, 20/06/2025 09:00:00 (UTC+7)");
}

TEST(Details, TranslateWhatLowerFoldersSaid) {
  const std::string said = vi(Error(log::kUnknownOrigin, "test.example/other").to_string());
  EXPECT_NE(said.find(log::kUnknownOrigin.vi), std::string::npos) << said;
  EXPECT_EQ(said.find("this log"), std::string::npos) << said;
}

TEST(Details, TranslateWhatIsWrongWithAnOptionAndKeepWhatWasTyped) {
  const Error wrong(credential::kBadCode);
  EXPECT_EQ(vi("--reason ghi sai 1 of 2: " + wrong.to_string()),
            "--reason ghi sai 1 of 2: " + std::string(wrong.code().vi) + " [credential.bad_code]");
}

TEST(Details, NameRolesBesideTheWordThatOptionsTake) {
  EXPECT_EQ(vi("principal: 0/1", kRolesUnmet), "hiệu trưởng (principal): 0/1");
  EXPECT_EQ(detail_words(kRolesUnmet, "principal", false), "principal");
  EXPECT_EQ(role_words("homeroom", true), "giáo viên chủ nhiệm");
  EXPECT_EQ(role_words("homeroom", false), "homeroom teacher");
  EXPECT_EQ(role_words("astronaut", true), "astronaut");
}

TEST(Details, SayHowManyConfirm) {
  EXPECT_EQ(vi("1/1", kTestNetwork), "cần 1 trong 1 nút xác nhận");
  EXPECT_EQ(detail_words(kSingleOperator, "2/3", false), "takes 2 of 3 validators");
}

TEST(Details, LeaveNamesAndWhatWasTypedAsTheyAre) {
  for (const char* text : {"--from 2024-09-05T01:02:03Z: dd/mm/yyyy", "79TH0001", "deadline 2", "line", "line two",
                           "/home/lan/grant.json", "year-2024-2025.results[3]", "item x", "2024-13-05T01:02:03Z", ""})
    EXPECT_EQ(vi(text), text);
}

}  // namespace
}  // namespace hocba::verify
