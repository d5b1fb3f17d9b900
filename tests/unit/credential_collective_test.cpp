// Awards to collectives: no birth date, no personal number, nobody to be found by them.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/correction.hpp"
#include "ledger/credential/kinds.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::IsEmpty;

AwardData collective_award() {
  AwardData data = test::sample_award();
  data.common.holder = {};
  data.common.holder.collective = true;
  data.common.holder.name = "Tập thể giáo viên Trường THCS Mẫu 1";
  data.workplace = "Phòng Giáo dục Mẫu";
  data.evidence = crypto::sha256("Báo cáo thành tích");
  return data;
}
std::string refusal_of_award(const AwardData& data) {
  const auto built = build_award(data, test::counting_salts());
  return built.ok() ? "" : std::string(built.error().code().id) + " " + built.error().detail();
}
std::string refusal_of_core(const json& core, std::vector<Group> groups) {
  const auto read = Document::from_core(core, std::move(groups));
  return read.ok() ? "" : std::string(read.error().code().id) + " " + read.error().detail();
}

TEST(CollectiveAward, NamesACollectiveWithoutABirthDate) {
  const Document document = build_award(collective_award(), test::counting_salts()).value();
  const json& core = document.core();
  EXPECT_EQ(core["credentialSubject"]["name"], "Tập thể giáo viên Trường THCS Mẫu 1");
  EXPECT_FALSE(core["credentialSubject"].contains("birthDate"));
  EXPECT_EQ(core["hocba"]["collective"], true);
  EXPECT_EQ(core["hocba"]["evidence"], crypto::base64url(crypto::sha256("Báo cáo thành tích")));
  EXPECT_FALSE(headline(document).birth_date);
  EXPECT_EQ(document.group("work")->content, R"({"workplace":"Phòng Giáo dục Mẫu"})");
  EXPECT_EQ(document.core_text().find("Phòng Giáo dục Mẫu"), std::string::npos);
  EXPECT_THAT(examine(document), IsEmpty());
  std::vector<std::string> labels;
  for (const Line& line : describe(document)) labels.push_back(line.label_en + ": " + line.value);
  EXPECT_THAT(labels, Contains("Collective: Tập thể giáo viên Trường THCS Mẫu 1"));
  EXPECT_THAT(labels, Contains("Report of achievements (SHA-256): " +
                               crypto::hex(crypto::sha256("Báo cáo thành tích").view())));
  for (const std::string& label : labels) EXPECT_EQ(label.find("birth"), std::string::npos) << label;
  // Reads back as it was, and a correction can be compared with it.
  EXPECT_EQ(Document::parse(document.core_text(), document.groups()).value().core(), core);
  AwardData renamed = collective_award();
  renamed.common.holder.name = "Tập thể Trường THCS Mẫu 1";
  const auto changes = differences(document, build_award(renamed, test::counting_salts()).value());
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].place, "name");
}

TEST(CollectiveAward, HasNothingOfAPerson) {
  AwardData data = collective_award();
  data.common.holder.personal_number = "000312000123";
  EXPECT_EQ(refusal_of_award(data), "credential.collective_of_person personal_number");
  data = collective_award();
  data.common.holder.sector_code = "9900000001";
  EXPECT_EQ(refusal_of_award(data), "credential.collective_of_person personal_number");
  DiplomaData diploma = test::sample_diploma();
  diploma.common.holder = collective_award().common.holder;
  EXPECT_TRUE(build_diploma(diploma, test::counting_salts()).error().is(kCollectiveOfPerson));

  const Document document = build_award(collective_award(), test::counting_salts()).value();
  json core = document.core();
  core["credentialSubject"]["birthDate"] = "2012-02-13";
  EXPECT_EQ(refusal_of_core(core, document.groups()), "credential.collective_of_person credentialSubject.birthDate");
  core = document.core();
  core["hocba"]["collective"] = false;
  EXPECT_EQ(refusal_of_core(core, document.groups()), "credential.field_bad hocba.collective");
  core = document.core();
  core["hocba"].erase("collective");
  EXPECT_EQ(refusal_of_core(core, document.groups()), "credential.field_missing credentialSubject.birthDate");
  core = document.core();
  const json identity = {{"name", "identity"}, {"digest", core["hocba"]["groups"][0]["digest"]}};
  core["hocba"]["groups"].insert(core["hocba"]["groups"].begin(), identity);
  EXPECT_EQ(refusal_of_core(core, document.groups()), "credential.collective_of_person hocba.groups");
  // Of a certificate it is no field at all.
  json certificate = build_certificate(test::sample_certificate(), test::counting_salts()).value().core();
  certificate["hocba"]["collective"] = true;
  EXPECT_EQ(refusal_of_core(certificate, {}), "credential.field_unknown hocba.collective");
}

TEST(SuddenAward, IsNotedWhereItNamesNoDecision) {
  AwardData data = test::sample_award();
  EXPECT_THAT(examine(build_award(data, test::counting_salts()).value()), IsEmpty());
  data.decision = {};
  const auto findings = examine(build_award(data, test::counting_salts()).value());
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, &kDecisionMissing);
  data.sudden = false;
  EXPECT_THAT(examine(build_award(data, test::counting_salts()).value()), IsEmpty());
}

}  // namespace
}  // namespace hocba::credential
