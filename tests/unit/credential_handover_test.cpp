// Where a school is, on the cover and of each year; how a class goes from one teacher to the next (HB-TH-9).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/credential/change_words.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/judgement.hpp"
#include "ledger/credential/schema.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/judged_pages.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kGroup = "year-2024-2025";

Handover sample_handover() { return {"Trần Thị Thử", "Lê Văn Mẫu", {2025, 5, 30}, "Đọc chậm, cần kèm thêm"}; }

TranscriptData primary_transcript() {
  TranscriptData data = test::sample_transcript(1, 0);
  data.level = "primary";
  data.common.holder.birth_date = {2015, 2, 13};
  data.common.holder.personal_number.reset();
  data.school_place = {"Phường Mẫu", "Quận Thử", "Thành phố Mẫu"};
  data.years = {test::primary_page()};
  data.years[0].school = "Trường Tiểu học Mẫu";
  data.years[0].school_place = {"Xã Thử", "", "Tỉnh Thử"};
  data.years[0].handover = sample_handover();
  return data;
}
Result<Document> built_of(const TranscriptData& data) { return build_transcript(data, test::counting_salts()); }
json page_content(const Document& document) { return crypto::parse_json(document.group(kGroup)->content).value(); }
std::string read(const json& content) {
  const auto status = read_group(kTranscript, kGroup, content);
  return status.ok() ? "ok" : std::string(status.error().code().id) + " " + status.error().detail();
}

TEST(Handover, StandsOnThePageAndReadsBack) {
  const TranscriptData data = primary_transcript();
  const auto document = built_of(data);
  ASSERT_TRUE(document.ok()) << document.error().to_string();
  const json& hocba = document->core().at("hocba");
  EXPECT_EQ(hocba.at("schoolWard"), "Phường Mẫu");
  EXPECT_EQ(hocba.at("schoolDistrict"), "Quận Thử");
  EXPECT_EQ(hocba.at("schoolProvince"), "Thành phố Mẫu");
  const json page = page_content(*document);
  EXPECT_EQ(page.at("schoolWard"), "Xã Thử");
  EXPECT_FALSE(page.contains("schoolDistrict"));
  EXPECT_EQ(page.at("handover"), json({{"from", "Trần Thị Thử"},
                                       {"to", "Lê Văn Mẫu"},
                                       {"date", "2025-05-30"},
                                       {"remark", "Đọc chậm, cần kèm thêm"}}));
  const auto years = school_years(*document);
  ASSERT_EQ(years.size(), 1u);
  EXPECT_EQ(years[0].school_place, data.years[0].school_place);
  EXPECT_EQ(years[0].handover, data.years[0].handover);
}

TEST(Handover, NothingIsSaidWhereNothingIsKnown) {
  TranscriptData data = primary_transcript();
  data.school_place = {};
  data.years[0].school_place = {};
  data.years[0].handover.reset();
  const auto document = built_of(data);
  ASSERT_TRUE(document.ok()) << document.error().to_string();
  const json page = page_content(*document);
  for (const std::string_view name : kSchoolPlace) {
    EXPECT_FALSE(document->core().at("hocba").contains(name)) << name;
    EXPECT_FALSE(page.contains(name)) << name;
  }
  EXPECT_FALSE(page.contains("handover"));
  EXPECT_EQ(school_years(*document)[0].handover, std::nullopt);
}

TEST(Handover, IsWholeOrRefused) {
  const json whole = page_content(built_of(primary_transcript()).value());
  EXPECT_EQ(read(whole), "ok");
  const auto changed = [&](auto change) {
    json page = whole;
    change(page, page["handover"]);
    return read(page);
  };
  EXPECT_EQ(changed([](json&, json& handover) { handover.erase("remark"); }), "ok");
  for (const char* part : {"from", "to", "date"})
    EXPECT_EQ(changed([&](json&, json& handover) { handover.erase(part); }),
              std::string("credential.field_missing year-2024-2025.handover.") + part);
  for (const json& date : {json("30/05/2025"), json("2025-02-30"), json(20250530), json("")})
    EXPECT_EQ(changed([&](json&, json& handover) { handover["date"] = date; }),
              "credential.field_bad year-2024-2025.handover.date");
  for (const char* part : {"from", "to", "remark"})
    for (const json& text : {json(""), json(3), json(std::string(501, 'x')), json("a\nb")})
      EXPECT_EQ(changed([&](json&, json& handover) { handover[part] = text; }),
                std::string("credential.field_bad year-2024-2025.handover.") + part)
          << text;
  EXPECT_EQ(changed([](json&, json& handover) { handover["signed"] = true; }),
            "credential.field_unknown year-2024-2025.handover.signed");
  EXPECT_EQ(changed([](json& page, json&) { page["handover"] = "Trần Thị Thử"; }),
            "credential.field_bad year-2024-2025.handover");
  EXPECT_EQ(changed([](json& page, json&) { page["schoolWard"] = std::string(121, 'x'); }),
            "credential.field_bad year-2024-2025.schoolWard");
  EXPECT_EQ(changed([](json& page, json&) { page["schoolCountry"] = "x"; }),
            "credential.field_unknown year-2024-2025.schoolCountry");
  TranscriptData data = primary_transcript();
  data.years[0].handover->to.clear();
  EXPECT_EQ(built_of(data).error().to_string().substr(0, 24), "credential.field_missing");
  data = primary_transcript();
  data.years[0].handover->date = Handover().date;
  EXPECT_EQ(&built_of(data).error().code(), &kBadDate);
}

TEST(Handover, OfTheCoverIsClosedToo) {
  const Document document = built_of(primary_transcript()).value();
  const auto refused = [&](const char* name, const json& value) {
    json core = document.core();
    core["hocba"][name] = value;
    const auto again = Document::from_core(core, document.groups());
    return again.ok() ? "ok" : std::string(again.error().code().id) + " " + again.error().detail();
  };
  EXPECT_EQ(refused("schoolWard", ""), "credential.field_bad hocba.schoolWard");
  EXPECT_EQ(refused("schoolProvince", 79), "credential.field_bad hocba.schoolProvince");
  EXPECT_EQ(refused("schoolCountry", "x"), "credential.field_unknown hocba.schoolCountry");
  json core = build_certificate(test::sample_certificate(), test::counting_salts()).value().core();
  core["hocba"]["schoolWard"] = "Phường Mẫu";
  EXPECT_FALSE(Document::from_core(core, {}).ok());  // of transcripts alone
}

TEST(Handover, IsOfPrimarySchoolAndOfItsYearOrLater) {
  struct Case {
    const char* level;
    Date date;
    std::vector<std::string> findings;
  };
  const Case cases[] = {
      {"primary", {2025, 5, 30}, {}},
      {"primary", {2024, 8, 1}, {}},
      {"primary", {2025, 9, 5}, {}},
      {"primary", {2024, 7, 31}, {"credential.handover_early handover.date"}},
      {"primary", {2023, 9, 5}, {"credential.handover_early handover.date"}},
      {"lower-secondary", {2025, 5, 30}, {"credential.handover_not_primary handover"}},
      {"upper-secondary", {2025, 5, 30}, {"credential.handover_not_primary handover"}},
      {"vocational", {2025, 5, 30}, {"credential.handover_not_primary handover"}},
      {"lower-secondary",
       {2024, 5, 30},
       {"credential.handover_not_primary handover", "credential.handover_early handover.date"}},
  };
  for (const auto& [level, date, findings] : cases) {
    TranscriptYear year;  // nothing else is said
    year.period = test::code_of("2024-2025");
    year.grade = 0;
    year.handover = sample_handover();
    year.handover->date = date;
    EXPECT_EQ(test::wrong(year, level), findings) << level << " " << to_text(date);
    for (const Remark& remark : judge_year(level, year).remarks) EXPECT_EQ(remark.rule, "HB-TH-9");
  }
  TranscriptData data = primary_transcript();
  data.years[0].handover->date = {2024, 7, 31};
  EXPECT_EQ(&built_of(data).error().code(), &kHandoverEarly);
  data = test::sample_transcript();
  data.years[1].handover = sample_handover();
  EXPECT_EQ(&built_of(data).error().code(), &kHandoverNotPrimary);
  EXPECT_EQ(built_of(data).error().detail(), "year-2024-2025.handover");
}

TEST(Handover, AfterTheIssueIsDoubted) {
  TranscriptData data = primary_transcript();
  const auto doubted = [&] {
    std::vector<std::string> out;
    for (const Finding& finding : examine(built_of(data).value()))
      if (finding.code == &kHandoverAfterIssue)
        out.push_back(finding.field + " " + finding.expected + " " + finding.found);
    return out;
  };
  data.years[0].handover->date = data.common.issued_on;
  EXPECT_THAT(doubted(), IsEmpty());
  data.years[0].handover->date = {2025, 8, 20};
  EXPECT_THAT(doubted(), ElementsAre("year-2024-2025.handover.date 02/06/2025 20/08/2025"));
  EXPECT_EQ(kHandoverAfterIssue.id, "credential.handover_after_issue");
}

TEST(Handover, IsDescribedInBothLanguages) {
  std::vector<std::string> lines;
  for (const Line& line : describe(built_of(primary_transcript()).value()))
    lines.push_back(line.section_en + " | " + line.label_vi + " | " + line.label_en + " | " + line.value);
  EXPECT_THAT(lines,
              testing::IsSupersetOf(
                  {"Content | Trường đóng tại | The school is in | Phường Mẫu, Quận Thử, Thành phố Mẫu",
                   "School year 2024-2025 | Trường đóng tại | The school is in | Xã Thử, Tỉnh Thử",
                   "School year 2024-2025 | Bàn giao lớp | Class handover | Trần Thị Thử → Lê Văn Mẫu, 30/05/2025",
                   "School year 2024-2025 | Nội dung bàn giao | Agreed at the handover | Đọc chậm, cần kèm thêm"}));
}

TEST(Handover, ChangesAreCalledByTheirNames) {
  TranscriptData data = primary_transcript();
  const Document before = built_of(data).value();
  data.school_place.province = "Tỉnh Mẫu";
  data.years[0].school_place.ward.clear();
  data.years[0].handover = Handover{"Phan Thị Thử", "Lê Văn Sáu", {2025, 6, 1}};
  const Document after = built_of(data).value();
  std::vector<std::string> changes;
  for (const Change& change : differences(before, after)) {
    const ChangeWords said = words_of(change, after);
    EXPECT_NE(said.vi, change.place);
    changes.push_back(said.en + ": " + said.before + " → " + said.after);
  }
  EXPECT_THAT(changes, testing::UnorderedElementsAre(
                           "The school's province: Thành phố Mẫu → Tỉnh Mẫu",
                           "School year 2024-2025, The school's ward: Xã Thử → –",
                           "School year 2024-2025, class handed over by: Trần Thị Thử → Phan Thị Thử",
                           "School year 2024-2025, class received by: Lê Văn Mẫu → Lê Văn Sáu",
                           "School year 2024-2025, day of the class handover: 30/05/2025 → 01/06/2025",
                           "School year 2024-2025, agreed at the class handover: Đọc chậm, cần kèm thêm → –"));
}

}  // namespace
}  // namespace hocba::credential
