#include "ledger/credential/kinds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

template <class Data>
Result<Document> build(const Data& data) {
  if constexpr (std::is_same_v<Data, CertificateData>)
    return build_certificate(data, test::counting_salts());
  else if constexpr (std::is_same_v<Data, AwardData>)
    return build_award(data, test::counting_salts());
  else
    return build_transcript(data, test::counting_salts());
}
template <class Data>
std::string refusal_of_data(const Data& data) {
  const auto document = build(data);
  return document.ok() ? std::string("accepted")
                       : std::string(document.error().code().id) + " " + document.error().detail();
}
std::string value_of(const std::vector<Line>& lines, std::string_view label_en, std::string_view section_en = {}) {
  for (const auto& line : lines) {
    if (line.label_en == label_en && (section_en.empty() || line.section_en == section_en)) return line.value;
  }
  return "no such line";
}
// The document with one group's content changed and the core made to vouch for it: what a careless issuer could sign.
Document with_group(const Document& document, const std::string& name, const std::function<void(json&)>& change) {
  json core = document.core();
  auto groups = document.groups();
  for (auto& group : groups) {
    if (group.name != name) continue;
    json content = json::parse(group.content);
    change(content);
    group.content = crypto::canonical(content);
    for (auto& named : core["hocba"]["groups"]) {
      if (named["name"] == name) named["digest"] = crypto::base64url(commitment(group));
    }
  }
  auto out = Document::from_core(core, groups);
  HOCBA_CHECK(out.ok());
  return std::move(out).value();
}

TEST(Certificate, IsAnOpenBadgeWithOurFieldsUnderOneTerm) {
  const Document document = build(test::sample_certificate()).value();
  const json& core = document.core();
  EXPECT_EQ(core["type"], json({"VerifiableCredential", "AchievementCredential", "HocbaCertificate"}));
  EXPECT_EQ(core["validFrom"], "2025-06-01T17:00:00Z");  // 2 June begins in Việt Nam
  EXPECT_EQ(core["validUntil"], "2030-06-01T16:59:59Z");
  EXPECT_EQ(core["credentialSubject"]["result"][0]["value"], "8.3");
  EXPECT_EQ(core["credentialSubject"]["achievement"]["resultDescription"][0]["id"],
            core["credentialSubject"]["result"][0]["resultDescription"]);
  EXPECT_EQ(core["hocba"]["modules"][0]["score"], 83);
  EXPECT_EQ(core["hocba"]["periods"], 60);
  EXPECT_EQ(core["hocba"]["onlinePeriods"], 15);
  EXPECT_EQ(core["credentialStatus"][0]["id"], "https://node.example/v1/status-lists/revocation/1#1");
  EXPECT_EQ(core["credentialStatus"][1]["statusListCredential"], "https://node.example/v1/status-lists/suspension/1");
  EXPECT_EQ(core["hocba"]["registerText"], "99DVDT01/CC/2025/00001");
}

TEST(Certificate, KeepsPersonalNumberAndWorkplaceOutOfTheCore) {
  const Document document = build(test::sample_certificate()).value();
  EXPECT_EQ(document.core_text().find("000088000456"), std::string::npos);
  EXPECT_EQ(document.core_text().find("Trường THCS Mẫu Một"), std::string::npos);
  EXPECT_EQ(document.group("identity")->content, R"({"personalNumber":"000088000456"})");
  EXPECT_EQ(document.group("work")->content, R"({"audience":"Giáo viên","workplace":"Trường THCS Mẫu Một"})");
}

TEST(Certificate, SameAchievementHasOneIdInAllCredentialsOfAUnit) {
  const auto id = [](const CertificateData& data) {
    return build(data).value().core()["credentialSubject"]["achievement"]["id"];
  };
  auto other = test::sample_certificate(2);
  EXPECT_EQ(id(test::sample_certificate(1)), id(other));
  other.criteria = "Khác";
  EXPECT_NE(id(test::sample_certificate(1)), id(other));
}

TEST(Award, SaysForWhatAndThatItWasSudden) {
  const Document document = build(test::sample_award()).value();
  const auto lines = describe(document);
  EXPECT_EQ(value_of(lines, "For"), "Có thành tích đột xuất trong chuyển đổi số");
  EXPECT_EQ(value_of(lines, "Form"), "đột xuất");
  EXPECT_EQ(value_of(lines, "Decision"), "45/QĐ-SGDĐT, 01/06/2025");
  auto plain = test::sample_award();
  plain.sudden = false;
  EXPECT_FALSE(build(plain).value().core()["hocba"].contains("sudden"));
}

TEST(Transcript, HasAGroupPerYearAndPerKindOfPrivateData) {
  const Document document = build(test::sample_transcript()).value();
  std::vector<std::string> names;
  for (const auto& each : document.group_digests()) names.push_back(each.name);
  EXPECT_THAT(names, ElementsAre("comments-2023-2024", "comments-2024-2025", "contact", "family", "identity",
                                 "sensitive", "year-2023-2024", "year-2024-2025"));
  for (const char* secret : {"Kinh", "Toán", "Trần Thị Hoà", "Số 1, đường Mẫu", "6A2", "000312000123"}) {
    EXPECT_EQ(document.core_text().find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(document.group("sensitive")->content, R"({"ethnicity":"Kinh"})");
}

TEST(Transcript, LeavesOutGroupsThatWouldBeEmpty) {
  TranscriptData data = test::sample_transcript(1, 0);
  data.ethnicity = data.address = data.father = data.mother = " ";
  data.common.holder.personal_number.reset();
  data.common.holder.sector_code.reset();
  EXPECT_THAT(build(data).value().group_digests(), IsEmpty());
}

TEST(Transcript, NoTwoGroupsShareASalt) {
  const Document document = build(test::sample_transcript()).value();
  std::set<Salt> salts;
  for (const auto& group : document.groups()) salts.insert(group.salt);
  EXPECT_EQ(salts.size(), document.groups().size());
}

TEST(Builders, CleanWhatPeopleTyped) {
  auto data = test::sample_award();
  data.common.holder.name = "  Nguye\xcc\x82\xcc\x83n\xc2\xa0  Ða ";  // NFD ễ, no-break space, eth
  data.title = "Giấy   khen ";
  const Document document = build(data).value();
  EXPECT_EQ(headline(document).holder_name, "Nguyễn Đa");
  EXPECT_EQ(headline(document).title, "Giấy khen");
}

TEST(Builders, RefuseWithThePlace) {
  auto certificate = test::sample_certificate();
  certificate.common.holder.name = "Nguyen\x01";
  EXPECT_EQ(refusal_of_data(certificate), "credential.bad_name name");
  certificate = test::sample_certificate();
  certificate.title = "";
  EXPECT_EQ(refusal_of_data(certificate), "credential.field_missing title");
  certificate = test::sample_certificate();
  certificate.common.issued_on = {2025, 2, 30};
  EXPECT_EQ(refusal_of_data(certificate), "credential.bad_date issued_on");
  certificate = test::sample_certificate();
  certificate.common.holder.birth_date = {2025, 13, 1};
  EXPECT_EQ(refusal_of_data(certificate), "credential.bad_date birthDate");
  certificate = test::sample_certificate();
  certificate.common.expires_on = Date{2024, 1, 1};
  EXPECT_EQ(refusal_of_data(certificate), "credential.dates_out_of_order validUntil");
  certificate = test::sample_certificate();
  certificate.common.id = CredentialId{};  // random bytes that were never made a UUID
  EXPECT_EQ(refusal_of_data(certificate), "credential.field_bad id");
  certificate = test::sample_certificate();
  certificate.common.serial = "";
  EXPECT_EQ(refusal_of_data(certificate), "credential.field_missing hocba.serial");
  certificate = test::sample_certificate();
  certificate.common.register_number = 0;
  EXPECT_EQ(refusal_of_data(certificate), "credential.field_bad hocba.registerNumber");
  certificate = test::sample_certificate();
  certificate.common.status_list_base = "";
  EXPECT_EQ(refusal_of_data(certificate), "credential.status_mismatch credentialStatus");
  certificate = test::sample_certificate();
  certificate.common.holder.personal_number = "12345";
  EXPECT_EQ(refusal_of_data(certificate), "credential.bad_personal_number personal_number");
  certificate = test::sample_certificate();
  certificate.modules[1].score_tenths = 101;
  EXPECT_EQ(refusal_of_data(certificate), "credential.mark_out_of_range hocba.modules[1].score");
  certificate = test::sample_certificate();
  certificate.modules[0].online_periods = 31;
  EXPECT_EQ(refusal_of_data(certificate), "credential.online_exceeds_total hocba.modules[0].onlinePeriods");
}

TEST(Builders, RefuseTranscriptsThatAreWrong) {
  auto data = test::sample_transcript();
  data.years[1].period = data.years[0].period;
  EXPECT_EQ(refusal_of_data(data), "credential.year_duplicate 2023-2024");
  data = test::sample_transcript();
  data.level = "university";
  EXPECT_EQ(refusal_of_data(data), "credential.field_bad hocba.level");
  data = test::sample_transcript();
  data.sex = "X";
  EXPECT_EQ(refusal_of_data(data), "credential.bad_sex sex");
  data = test::sample_transcript();
  data.years[0].period = test::code_of("HK1");
  EXPECT_EQ(refusal_of_data(data), "credential.field_bad hocba.groups[1].name");
  data = test::sample_transcript();
  data.years[0].results[2].year_tenths = *data.years[0].results[2].year_tenths + 1;
  EXPECT_EQ(refusal_of_data(data), "credential.year_average_wrong year-2023-2024.results[2].year");
  data = test::sample_transcript();
  data.years[0].absences = 400;
  EXPECT_EQ(refusal_of_data(data), "credential.bad_absences year-2023-2024.absences");
  data = test::sample_transcript();
  data.years[0].results[0].code = "";
  EXPECT_EQ(refusal_of_data(data), "credential.field_missing comments-2023-2024.subjects[0].code");
  data.years[0].results[0].comment = "";
  EXPECT_EQ(refusal_of_data(data), "credential.field_missing year-2023-2024.results[0].code");
}

TEST(Examine, FindsNothingInSoundDocuments) {
  EXPECT_THAT(examine(build(test::sample_certificate()).value()), IsEmpty());
  EXPECT_THAT(examine(build(test::sample_award()).value()), IsEmpty());
  EXPECT_THAT(examine(build(test::sample_transcript()).value()), IsEmpty());
}

// "Agrees" would be said of a document in which nothing was compared.
TEST(Examine, KnowsWhereThereIsNothingToRecompute) {
  EXPECT_TRUE(derives_values(build(test::sample_certificate()).value()));
  EXPECT_TRUE(derives_values(build(test::sample_transcript()).value()));
  EXPECT_FALSE(derives_values(build(test::sample_award()).value()));
  auto vocational = test::sample_transcript();
  vocational.level = "vocational";
  EXPECT_FALSE(derives_values(build(vocational).value()));
}

TEST(Examine, RecomputesTheYearAverageFromRoundedTerms) {  // HB-MCN; T4 of domain.md: 7,9 and 8,3 give 8,2
  const Document sound = build(test::sample_transcript()).value();
  const auto with_marks = [&](int first, int second, int year) {
    return examine(with_group(sound, "year-2024-2025", [&](json& c) {
      c["results"][0]["term1"] = first;
      c["results"][0]["term2"] = second;
      c["results"][0]["year"] = year;
      for (const char* follows : {"learning", "outcome"}) c.erase(follows);
    }));
  };
  EXPECT_THAT(with_marks(79, 83, 82), IsEmpty());
  EXPECT_THAT(with_marks(80, 81, 81), IsEmpty());  // 80,67
  EXPECT_THAT(with_marks(0, 100, 67), IsEmpty());
  EXPECT_THAT(with_marks(100, 0, 33), IsEmpty());
  const auto wrong = with_marks(79, 83, 81);
  ASSERT_EQ(wrong.size(), 1u);
  EXPECT_EQ(wrong[0].code, &kYearAverageWrong);
  EXPECT_EQ(wrong[0].level, Finding::Level::fail);
  EXPECT_EQ(wrong[0].field, "year-2024-2025.results[0].year");
  EXPECT_EQ(wrong[0].expected, "8,2");
  EXPECT_EQ(wrong[0].found, "8,1");
}

TEST(Examine, FindsAssessmentsOfASubjectThatThePageDoesNotHave) {
  auto data = test::sample_transcript();
  auto& maths = data.years[1].results[1];
  maths.term1 = {.regular = {69, 69, 69, 69},
                 .topics = {},
                 .midterm = 69,
                 .final = 69,
                 .regular_levels = {},
                 .midterm_level = {},
                 .final_level = {}};
  const Document sound = build(data).value();
  EXPECT_THAT(examine(sound), IsEmpty());
  const Document strayed = with_group(sound, "marks-2024-2025", [](json& c) { c["subjects"][0]["code"] = "Toan"; });
  const auto findings = examine(strayed);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, &kAssessmentsOfNothing);
  EXPECT_EQ(findings[0].level, Finding::Level::fail);
  EXPECT_EQ(findings[0].field, "marks-2024-2025.subjects.Toan");
  // A page that is withheld may have it.
  EXPECT_THAT(examine(strayed.showing({"marks-2024-2025"}).value()), IsEmpty());
}

TEST(Examine, YearAverageAgreesWithTheDefinitionForAllMarks) {
  for (int first = 0; first <= 100; ++first) {
    for (int second = 0; second <= 100; ++second) {
      // Nearest tenth of (h1 + 2·h2)/3, halves up: there are no halves, since 3 doesn't divide them.
      const int sum = first + 2 * second;
      const int naive = sum % 3 == 2 ? sum / 3 + 1 : sum / 3;
      ASSERT_EQ((2 * sum + 3) / 6, naive);
    }
  }
}

TEST(Examine, DoesNotAverageWherePrimarySchoolsDont) {
  auto data = test::sample_transcript();
  data.level = "primary";
  data.years = {test::sample_year(2018, 4)};  // before TT 27/2020 came to its grade
  data.years[0].results[0].year_tenths = 10;
  EXPECT_TRUE(build(data).ok());
}

TEST(Examine, WarnsOfWhatIsUnlikelyAndStillBuilds) {
  auto data = test::sample_transcript();
  data.common.holder.birth_date = {2006, 2, 13};
  data.common.holder.personal_number = "079312000123";
  const Document document = build(data).value();
  std::vector<const Code*> codes;
  for (const auto& finding : examine(document)) {
    EXPECT_EQ(finding.level, Finding::Level::warning);
    codes.push_back(finding.code);
  }
  EXPECT_THAT(codes, ElementsAre(&kPersonalNumberYear, &kBirthYearUnlikely, &kBirthYearUnlikely));
  auto certificate = test::sample_certificate();
  certificate.decision.date = Date{2025, 7, 1};
  const auto findings = examine(build(certificate).value());
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, &kDecisionAfterIssue);
}

TEST(Examine, FindsAWrongSumOfPeriods) {
  const Document document = build(test::sample_certificate()).value();
  json core = document.core();
  core["hocba"]["periods"] = 90;
  const auto findings = examine(Document::from_core(core, document.groups()).value());
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, &kPeriodsSumWrong);
  EXPECT_EQ(findings[0].expected, "60");
}

TEST(Describe, UsesVietnameseDatesAndDecimalCommas) {
  const auto lines = describe(build(test::sample_transcript()).value());
  EXPECT_EQ(value_of(lines, "Date of birth"), "13/02/2012");
  EXPECT_EQ(value_of(lines, "Issued on"), "02/06/2025");
  EXPECT_EQ(value_of(lines, "Ngữ văn", "School year 2024-2025"), "I 6,5 · II 6,9 · CN 6,8");
  EXPECT_EQ(value_of(lines, "Giáo dục thể chất", "School year 2024-2025"), "I Đạt · II Đạt · CN Đạt");
  EXPECT_EQ(value_of(lines, "Ethnicity"), "Kinh");
  EXPECT_EQ(value_of(lines, "Sex"), "Nữ");
}

TEST(Describe, ShowsWhatACertificatesTotalsAreTheSumsOf) {
  auto data = test::sample_certificate();
  EXPECT_EQ(value_of(describe(build(data).value()), "Total periods"), "30 + 30 = 60 tiết (15 + 0 = 15 trực tuyến)");
  data.modules.pop_back();
  data.modules[0].online_periods = 0;
  EXPECT_EQ(value_of(describe(build(data).value()), "Total periods"), "30 tiết");
}

TEST(Describe, SaysWhichGroupsAreWithheldAndWhichErased) {
  const Document document = build(test::sample_transcript()).value();
  const auto lines = describe(document.showing({"year-2023-2024"}).value(), {"contact"});
  std::map<std::string, std::string> groups;
  for (const auto& line : lines) {
    if (line.label_en == "This part") groups[line.section_en] = line.value + " / " + line.value_en;
  }
  EXPECT_EQ(groups.size(), 7u);
  EXPECT_EQ(groups["Contact"], "đã xóa theo quy định / erased as the law provides");
  EXPECT_EQ(groups["School year 2024-2025"], "không đưa ra / withheld");
}

TEST(Describe, EveryLineHasBothLanguages) {
  for (const auto& document : {build(test::sample_certificate()).value(), build(test::sample_award()).value(),
                               build(test::sample_transcript()).value()}) {
    for (const auto& line : describe(document)) {
      EXPECT_FALSE(line.section_vi.empty() || line.section_en.empty() || line.label_vi.empty() ||
                   line.label_en.empty() || line.value.empty())
          << line.label_en;
    }
  }
}

TEST(HolderDetails, ComeFromTheGroupsThatAreHere) {
  const Document document = build(test::sample_transcript()).value();
  EXPECT_EQ(holder_details(document).personal_number, "000312000123");
  EXPECT_THAT(holder_details(document).classes, ElementsAre("6A2", "7A2"));
  EXPECT_EQ(holder_details(document.showing({}).value()).personal_number, std::nullopt);
}

TEST(LedgerFacts, AreWhatTheCoreSays) {
  auto data = test::sample_certificate(9);
  data.common.supersedes = test::id_of(4);
  data.common.originality = Originality::digitised;
  const auto facts = ledger_facts(build(data).value()).value();
  EXPECT_EQ(facts.id, test::id_of(9));
  EXPECT_EQ(facts.type.str(), "certificate");
  EXPECT_EQ(facts.unit.str(), "99DVDT01");
  EXPECT_EQ(facts.period.str(), "2025");
  EXPECT_EQ(facts.serial, "CDS-CB-0009");
  EXPECT_EQ(facts.book, 2025u);
  EXPECT_EQ(facts.register_number, 9u);
  EXPECT_EQ(facts.status_index, 131'081u);
  EXPECT_EQ(facts.supersedes, test::id_of(4));
  EXPECT_EQ(facts.expires_on, (Date{2030, 6, 1}));
  EXPECT_EQ(facts.issued_on, (Date{2025, 6, 2}));
  EXPECT_EQ(facts.originality, Originality::digitised);
}

}  // namespace
}  // namespace hocba::credential
