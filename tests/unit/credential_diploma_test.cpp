// Diplomas: their levels, what they say, and the rules of dates and titles (domain §0, §2.1, VB-1).
#include "ledger/credential/diploma.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

Document diploma_of(const DiplomaData& data) { return build_diploma(data, test::counting_salts()).value(); }

std::string diploma_refusal(const DiplomaData& data) {
  const auto built = build_diploma(data, test::counting_salts());
  return built.ok() ? "" : std::string(built.error().code().id) + " " + built.error().detail();
}

std::vector<std::string> diploma_warnings(const DiplomaData& data) {
  std::vector<std::string> out;
  for (const Finding& finding : examine(diploma_of(data)))
    out.push_back(std::string(finding.code->id) + (finding.level == Finding::Level::fail ? " !" : "") +
                  (finding.rule.empty() ? "" : " " + std::string(finding.rule)));
  return out;
}

DiplomaData of_level(std::string_view level, Date issued_on, Originality originality) {
  DiplomaData data = test::sample_diploma();
  data.level = level;
  data.common.holder.birth_date = {1975, 3, 9};
  data.common.holder.personal_number.reset();
  data.common.issued_on = issued_on;
  data.common.originality = originality;
  data.decision.date = issued_on;
  data.graduation_year = issued_on.year;
  data.grade.clear();
  return data;
}

std::string said_in(const Document& document, std::string_view label_en) {
  for (const Line& line : describe(document))
    if (line.label_en == label_en) return line.value + (line.value_en.empty() ? "" : " / " + line.value_en);
  return {};
}

TEST(Diploma, IsAnOpenBadgeThatSaysLevelFieldAndRegister) {
  const Document document = diploma_of(test::sample_diploma());
  const json& core = document.core();
  EXPECT_EQ(core["type"], json({"VerifiableCredential", "AchievementCredential", "HocbaDiploma"}));
  EXPECT_EQ(core["name"], "Bằng tốt nghiệp cao đẳng");
  EXPECT_EQ(core["credentialSubject"]["achievement"]["achievementType"], "Diploma");
  EXPECT_EQ(core["credentialSubject"]["achievement"]["description"], "Công nghệ ô tô");
  EXPECT_EQ(core["hocba"]["registerText"], "99CD01/VB/2026/00001");
  EXPECT_EQ(said_in(document, "Level"), "cao đẳng / college");
  EXPECT_EQ(said_in(document, "Field"), "Công nghệ ô tô");
  EXPECT_EQ(said_in(document, "Mode of study"), "Chính quy");
  EXPECT_EQ(said_in(document, "Year of graduation"), "2026");
  EXPECT_EQ(said_in(document, "Classification"), "Khá");
  EXPECT_EQ(said_in(document, "Decision"), "88/QĐ-CĐM, 01/07/2026");
  EXPECT_EQ(said_in(document, "Sex"), "Nam / male");
  EXPECT_EQ(said_in(document, "Originality"), "bản gốc điện tử / electronic original");
  EXPECT_FALSE(derives_values(document));
  EXPECT_THAT(examine(document), IsEmpty());
}

TEST(Diploma, KeepsEthnicityAndPersonalNumberOutOfTheCore) {
  const Document document = diploma_of(test::sample_diploma());
  for (const char* secret : {"Hrê", "000204000789"}) EXPECT_EQ(document.core_text().find(secret), std::string::npos);
  EXPECT_EQ(document.group("sensitive")->content, R"({"ethnicity":"Hrê"})");
  EXPECT_EQ(said_in(document, "Ethnicity"), "Hrê");
}

TEST(Diploma, OfADigitisedPaperIsACopyAndNamesWhoIssuedThePaper) {
  DiplomaData data = of_level("college", {1998, 7, 20}, Originality::digitised);
  data.paper_issuer = "Trường Dạy nghề Mẫu";
  const Document document = diploma_of(data);
  EXPECT_EQ(said_in(document, "Originality"),
            "bản sao điện tử, số hóa từ bản giấy / electronic copy, digitised from paper");
  EXPECT_EQ(said_in(document, "Issuer of the paper"), "Trường Dạy nghề Mẫu");
  data.common.originality = Originality::electronic_original;
  EXPECT_EQ(diploma_refusal(data), "credential.paper_of_original hocba.paperIssuer");
}

TEST(Diploma, EachLevelHasItsTitleAndWhatIsNoDiplomaIsNotCalledOne) {
  for (const DiplomaLevel& level : diploma_levels()) {
    DiplomaData data = of_level(level.word, {2025, 6, 30}, Originality::electronic_original);
    const Document document = diploma_of(data);
    EXPECT_EQ(document.core()["name"], std::string(level.title));
    EXPECT_EQ(document.core()["credentialSubject"]["achievement"]["achievementType"],
              std::string(level.achievement_type));
    const bool diploma = level.achievement_type == "Diploma";
    EXPECT_EQ(document.core()["name"].get<std::string>().rfind("Bằng ", 0) == 0, diploma) << level.word;
    data.title = "BẰNG tốt nghiệp";
    EXPECT_EQ(diploma_refusal(data), diploma ? "" : "credential.diploma_title_wrong name") << level.word;
    // What people write for it leads back to it.
    for (const std::string_view typed : {level.word, level.vi, level.title})
      EXPECT_EQ(diploma_level_typed(typed), &level) << typed;
    data.title.clear();
    data.field.clear();
    EXPECT_EQ(diploma_refusal(data), level.vocational ? "credential.field_missing hocba.field" : "") << level.word;
  }
  EXPECT_EQ(diploma_level_typed("thpt")->word, "upper-secondary");
  EXPECT_EQ(diploma_level_typed("CAO  ĐẲNG nghề")->word, "college");
  EXPECT_EQ(diploma_level_typed("đại học"), nullptr);
  DiplomaData unknown = test::sample_diploma();
  unknown.level = "university";
  EXPECT_EQ(diploma_refusal(unknown), "credential.field_bad hocba.level");
}

TEST(Diploma, IsNotCalledWhatAnotherLevelIs) {
  for (const DiplomaLevel& level : diploma_levels()) {
    for (const DiplomaLevel& other : diploma_levels()) {
      DiplomaData data = of_level(level.word, {2025, 6, 30}, Originality::electronic_original);
      const std::string expected = &level == &other ? "" : "credential.diploma_title_wrong name";
      for (const char* more : {"", " hệ chính quy"}) {
        data.title = std::string(other.title) + more;
        EXPECT_EQ(diploma_refusal(data), expected) << level.word << ": " << data.title;
        data.common.originality = Originality::digitised;
        EXPECT_EQ(diploma_refusal(data), expected) << level.word << ": " << data.title;
      }
    }
  }
  DiplomaData own = of_level("college", {2025, 6, 30}, Originality::electronic_original);
  for (const char* title : {"Bằng cử nhân thực hành", "Bằng kỹ sư thực hành", "Bằng tốt nghiệp CAO ĐẲNG nghề"}) {
    own.title = title;
    EXPECT_EQ(diploma_refusal(own), "") << title;
  }
  // What is given no more is not given under another level either.
  DiplomaData evading = of_level("upper-secondary", {2026, 6, 30}, Originality::electronic_original);
  evading.title = "BẰNG TỐT NGHIỆP THCS";
  EXPECT_EQ(diploma_refusal(evading), "credential.diploma_title_wrong name");
  EXPECT_EQ(diploma_level_called("Bằng tốt nghiệp trung học phổ thông")->word, "upper-secondary");
  EXPECT_EQ(diploma_level_called("Bằng tốt nghiệp bổ túc"), nullptr);
}

// Luật 123/2025/QH15, in force 01/01/2026.
TEST(Diploma, OfLowerSecondarySchoolsEndsWithTheYear2025) {
  constexpr auto kOriginal = Originality::electronic_original;
  EXPECT_EQ(diploma_refusal(of_level("lower-secondary", {2025, 12, 31}, kOriginal)), "");
  EXPECT_EQ(diploma_refusal(of_level("lower-secondary", {2026, 1, 1}, kOriginal)),
            "credential.diploma_abolished validFrom");
  EXPECT_EQ(diploma_refusal(of_level("upper-secondary", {2026, 1, 1}, kOriginal)), "");
  EXPECT_THAT(diploma_warnings(of_level("lower-secondary", {2003, 6, 1}, Originality::digitised)), IsEmpty());
  EXPECT_THAT(diploma_warnings(of_level("lower-secondary", {2026, 1, 1}, Originality::digitised)),
              ElementsAre("credential.diploma_abolished VB-THCS"));
}

// VB-1: five days; the decision's day is none of them.
TEST(Diploma, IsDueFiveDaysAfterTheDecision) {
  struct Case {
    Date decided, issued;
    bool late;
  };
  for (const auto& [decided, issued, late] :
       {Case{{2026, 7, 1}, {2026, 7, 6}, false}, Case{{2026, 7, 1}, {2026, 7, 7}, true},
        Case{{2026, 4, 15}, {2026, 4, 21}, true}, Case{{2026, 4, 14}, {2026, 5, 30}, false},
        Case{{2026, 6, 28}, {2026, 7, 3}, false}, Case{{2026, 12, 30}, {2027, 1, 5}, true}}) {
    DiplomaData data = of_level("college", issued, Originality::electronic_original);
    data.decision.date = decided;
    const auto expected = late ? std::vector<std::string>{"credential.issued_late VB-1"} : std::vector<std::string>{};
    EXPECT_EQ(diploma_warnings(data), expected) << to_text(decided) << " " << to_text(issued);
    data.common.originality = Originality::digitised;
    EXPECT_THAT(diploma_warnings(data), IsEmpty());
    CertificateData certificate = test::sample_certificate();
    certificate.common.expires_on.reset();
    certificate.common.issued_on = issued;
    certificate.decision.date = decided;
    const auto findings = examine(build_certificate(certificate, test::counting_salts()).value());
    EXPECT_EQ(findings.size(), late ? 1u : 0u);
  }
}

TEST(Diploma, GraduationIsNotAfterTheIssueAndWhatIsUnlikelyIsNoted) {
  DiplomaData data = of_level("college", {2026, 7, 1}, Originality::electronic_original);
  data.graduation_year = 2027;
  EXPECT_EQ(diploma_refusal(data), "credential.graduation_after_issue hocba.graduationYear");
  data.graduation_year = 2025;
  EXPECT_THAT(diploma_warnings(data), IsEmpty());
  data.grade = "Giỏi";
  EXPECT_THAT(diploma_warnings(data), IsEmpty());
  data.level = "upper-secondary";
  EXPECT_THAT(diploma_warnings(data), ElementsAre("credential.grade_unexpected"));
  data.grade.clear();
  data.decision = {};
  EXPECT_THAT(diploma_warnings(data), ElementsAre("credential.decision_missing"));
  data.common.originality = Originality::digitised;
  data.grade = "Giỏi";  // once there was one, and old papers may name no decision
  EXPECT_THAT(diploma_warnings(data), IsEmpty());
}

}  // namespace
}  // namespace hocba::credential
