// The row of the original register that a document gives (domain §2.2).
#include <gtest/gtest.h>

#include "ledger/credential/register_entry.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

TEST(RegisterEntryOf, ACertificateHasDecisionGradeAndNumbers) {
  auto data = test::sample_certificate();
  data.common.originality = Originality::digitised;
  const auto entry = register_entry(build_certificate(data, test::counting_salts()).value());
  EXPECT_EQ(entry.name, "Đặng Văn Khôi");
  EXPECT_EQ(entry.birth_date, (Date{1988, 11, 5}));
  EXPECT_EQ(entry.grade, "Khá");
  EXPECT_EQ(entry.course, "CDS_CB");
  EXPECT_EQ(entry.decision, "123/QĐ-ĐHM");
  EXPECT_EQ(entry.decision_date, (Date{2025, 5, 30}));
  EXPECT_EQ(entry.serial, "CDS-CB-0001");
  EXPECT_EQ(entry.register_text, "99DVDT01/CC/2025/00001");
  EXPECT_EQ(entry.personal_number, "000088000456");
  EXPECT_EQ(entry.originality, Originality::digitised);
  EXPECT_FALSE(entry.has_sensitive);
  EXPECT_EQ(entry.sex, "");
}

TEST(RegisterEntryOf, ATranscriptHasSexBirthPlaceAndEthnicityWhereThatPartIsHere) {
  const auto document = build_transcript(test::sample_transcript(), test::counting_salts()).value();
  const auto entry = register_entry(document);
  EXPECT_EQ(entry.sex, "F");
  EXPECT_EQ(entry.birth_place, "Tỉnh Mẫu");
  EXPECT_EQ(entry.ethnicity, "Kinh");
  EXPECT_TRUE(entry.has_sensitive);
  const auto less = register_entry(document.showing({"identity"}).value());
  EXPECT_FALSE(less.ethnicity);
  EXPECT_TRUE(less.has_sensitive) << "the document has it, and it is not here";
  EXPECT_TRUE(less.personal_number);
}

}  // namespace
}  // namespace hocba::credential
