// The six causes for which a diploma, certificate or transcript is revoked (domain VB-7), and what each is called.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/credential/revocation.hpp"

namespace hocba::credential {
namespace {

using testing::ElementsAre;

TEST(RevocationCauses, AreTheSixOfTheRegulationInItsOrder) {
  EXPECT_THAT(revocation_causes(), ElementsAre("GIAN_LAN", "KHONG_DU_DIEU_KIEN", "SAI_THAM_QUYEN", "TAY_XOA",
                                               "CHO_MUON", "LOI_CO_QUAN_CAP"));
  for (const auto& code : revocation_causes()) EXPECT_EQ(to_text(*revocation_cause(code)), code);
}

TEST(RevocationCauses, TakeTheEarlierWordsThatMeantTheSameAndNoOther) {
  EXPECT_EQ(revocation_cause("fraud"), RevocationCause::fraud);
  EXPECT_EQ(revocation_cause("error"), RevocationCause::issuer_error);
  EXPECT_EQ(revocation_cause("gian_lan"), RevocationCause::fraud);
  for (const char* other : {"reissue", "inquiry", "", "GIAN LAN", "GIAN_LAN ", "ERROR", "NHAP_SAI"})
    EXPECT_FALSE(revocation_cause(other)) << other;
}

TEST(RevocationCauses, HaveTitlesThatPeopleRead) {
  EXPECT_EQ(reason_title("CHO_MUON", true), "Để cho người khác sử dụng");
  EXPECT_EQ(reason_title("CHO_MUON", false), "Lent to another person to use");
  EXPECT_EQ(reason_title("PHUC_KHAO", true), "Phúc khảo");
  EXPECT_EQ(reason_title("inquiry", true), "inquiry");
  for (const auto& list : {revocation_causes(), correction_reasons()})
    for (const auto& code : list)
      for (const bool vietnamese : {true, false}) EXPECT_NE(reason_title(code, vietnamese), code);
}

}  // namespace
}  // namespace hocba::credential
