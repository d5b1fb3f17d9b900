// Phiếu điều chỉnh: what a new document changes in the old one, and that it says so truly.
#include "ledger/credential/correction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Document built(const TranscriptData& data) { return build_transcript(data, test::counting_salts()).value(); }

// Maths of the second year: term 2 from a to b, and what follows from it.
TranscriptData corrected_data() {
  TranscriptData out = test::sample_transcript();
  auto& maths = out.years[1].results[1];
  maths.term2_tenths = *maths.term2_tenths + 9;
  maths.year_tenths = (2 * (*maths.term1_tenths + 2 * *maths.term2_tenths) + 3) / 6;
  out.common.holder.name = "Nguyễn Thị Thử";
  out.common.supersedes = test::sample_common(9).id;
  out.common.serial += "-DC1";
  return out;
}
std::vector<std::string> told(const std::vector<Change>& changes) {
  const auto words = [](const std::optional<ContentValue>& value) -> std::string {
    if (!value) return "-";
    if (const auto* text = std::get_if<std::string>(&*value)) return *text;
    return std::to_string(std::get<std::int64_t>(*value));
  };
  std::vector<std::string> out;
  for (const Change& change : changes)
    out.push_back(change.place + " " + words(change.before) + " > " + words(change.after));
  return out;
}

TEST(Correction, ListsWhatDiffersByPlace) {
  const Document before = built(test::sample_transcript()), after = built(corrected_data());
  EXPECT_THAT(told(differences(before, after)),
              ElementsAre("name " + test::sample_transcript().common.holder.name + " > Nguyễn Thị Thử",
                          "year-2024-2025.results.TOAN.term2 73 > 82", "year-2024-2025.results.TOAN.year 72 > 78"));
  EXPECT_THAT(differences(before, before), IsEmpty());
}

TEST(Correction, ComparesNoGroupThatIsWithheld) {
  const Document before = built(test::sample_transcript()), after = built(corrected_data());
  const Document less = after.showing({"identity"}).value();
  EXPECT_THAT(told(differences(before, less)), testing::SizeIs(1));  // the name
  auto data = test::sample_transcript();
  data.guardian = "Trần Thị Mẫu";  // said where nothing was
  EXPECT_THAT(told(differences(before, built(data))), ElementsAre("family.guardian - > Trần Thị Mẫu"));
  EXPECT_THAT(told(differences(built(data), before)), ElementsAre("family.guardian Trần Thị Mẫu > -"));
}

TEST(Correction, TheFootOfATableCountsPlacesAndNamesSubjects) {
  const Document before = built(test::sample_transcript()), after = built(corrected_data());
  const auto tables = corrected_tables(differences(before, after));
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_EQ(tables[0].period.str(), "2024-2025");
  EXPECT_EQ(tables[0].places, 2);
  EXPECT_THAT(tables[0].subjects, ElementsAre("TOAN"));
}

// A subject more is one place for each of its marks; its comment is part of the table; a new year has nothing struck
// out.
TEST(Correction, TheFootCountsNeitherNamesOfAddedSubjectsNorPagesThatAreNew) {
  auto data = test::sample_transcript();
  const Document before = built(data);
  TranscriptResult more;
  more.code = "NN2";
  more.name = "Ngoại ngữ 2";
  more.term1_tenths = more.term2_tenths = more.year_tenths = 70;
  data.years[0].results.push_back(more);
  data.years[0].results[1].comment = "Đã sửa";
  data.years.push_back(test::sample_year(2025, 8));
  for (const bool added : {true, false}) {
    const auto tables =
        added ? corrected_tables(differences(before, built(data))) : corrected_tables(differences(built(data), before));
    ASSERT_EQ(tables.size(), 1u) << added;
    EXPECT_EQ(tables[0].period.str(), "2023-2024");
    EXPECT_EQ(tables[0].places, 4) << added;  // three marks, one comment
    EXPECT_THAT(tables[0].subjects, testing::UnorderedElementsAre("TOAN", "NN2"));
  }
}

TEST(Correction, ComparesAllThatTheCoreOfACertificateSays) {
  const auto certificate = [](const std::function<void(CertificateData&)>& change) {
    auto data = test::sample_certificate();
    change(data);
    return build_certificate(data, test::counting_salts()).value();
  };
  const Document before = certificate([](CertificateData&) {});
  const std::pair<const char*, std::function<void(CertificateData&)>> kChanges[] = {
      {"achievement.criteria", [](CertificateData& c) { c.criteria = "Đạt từ 7,0"; }},
      {"validUntil",
       [](CertificateData& c) {
         c.common.expires_on = Date{2031, 6, 1};
       }},
      {"issuer.name", [](CertificateData& c) { c.common.issuer.name = "Trường Đại học Mẫu Hai"; }},
      {"grade", [](CertificateData& c) { c.grade = "Giỏi"; }}};
  for (const auto& [place, change] : kChanges) {
    const auto changes = differences(before, certificate(change));
    ASSERT_EQ(changes.size(), 1u) << place;
    EXPECT_EQ(changes[0].place, place);
  }
  auto award = test::sample_award();
  const Document old = build_award(award, test::counting_salts()).value();
  award.achievement = "Giải Nhất";
  const auto changes = differences(old, build_award(award, test::counting_salts()).value());
  ASSERT_EQ(changes.size(), 2u);  // what it is for is its criteria, too
  EXPECT_EQ(changes[1].place, "achievement.description");
}

TEST(Correction, ShowsItsValuesAsPeopleWriteThem) {
  TranscriptData old_data = test::sample_transcript(), data = corrected_data();
  data.sex = "Nam";
  data.common.holder.birth_date = {2012, 12, 3};
  data.common.expires_on = Date{2030, 6, 1};
  old_data.years[1].weight_hectograms = 254;
  data.years[1].weight_hectograms = 264;
  data.common.correction =
      Correction{CorrectionReason::civil_status, "QĐ 1", differences(built(old_data), built(data))};
  std::string lines, english;
  for (const Line& line : describe(built(data))) {
    lines += line.label_vi + ": " + line.value + "\n";
    english += line.label_en + "\n";
  }
  for (const char* said : {"Giới tính: Nữ → Nam", "Ngày sinh: 13/02/2012 → 03/12/2012",
                           "Có giá trị đến: – → 01/06/2030", "Sức khỏe năm học 2024-2025, cân nặng: 25,4 → 26,4"})
    EXPECT_THAT(lines, HasSubstr(said));
  EXPECT_THAT(english, HasSubstr("School year 2024-2025, Toán, second term\n"));
}

Document with_correction(const std::function<void(Correction&)>& change = [](Correction&) {}) {
  TranscriptData data = corrected_data();
  Correction correction{CorrectionReason::entry_error, "QĐ 12/QĐ-THCSM ngày 10/06/2025",
                        differences(built(test::sample_transcript()), built(data))};
  change(correction);
  data.common.correction = correction;
  auto document = build_transcript(data, test::counting_salts());
  HOCBA_CHECK(document.ok());
  return std::move(document).value();
}

TEST(Correction, StandsInTheNewDocumentAndSaysWhatItChanged) {
  const Document document = with_correction();
  const auto said = correction_of(document);
  ASSERT_TRUE(said.has_value());
  EXPECT_EQ(said->reason, CorrectionReason::entry_error);
  EXPECT_EQ(said->changes.size(), 3u);
  EXPECT_THAT(examine(document), IsEmpty());
  std::string lines;
  for (const Line& line : describe(document)) lines += line.section_vi + " " + line.label_vi + ": " + line.value + "\n";
  EXPECT_THAT(lines, HasSubstr("Trong bảng này có sửa chữa ở: 2 chỗ, thuộc các môn học: Toán"));
  EXPECT_THAT(lines, HasSubstr("Năm học 2024-2025, Toán, học kỳ II: 7,3 → 8,2"));
  EXPECT_THAT(lines, HasSubstr("Họ và tên: " + test::sample_transcript().common.holder.name + " → Nguyễn Thị Thử"));
  EXPECT_THAT(lines, HasSubstr("Lý do: Nhập sai"));
  // Withheld: nothing to compare, and nothing wrong.
  const Document less = document.showing({"identity"}).value();
  EXPECT_FALSE(correction_of(less).has_value());
}

// A mother's name, an address and a mark corrected.
Document with_private_correction() {
  TranscriptData old_data = test::sample_transcript(), data = corrected_data();
  old_data.mother = "Lê Thị Cũ";
  data.mother = "Lê Thị Mới";
  old_data.address = "12 đường Cũ";
  data.address.clear();
  data.common.correction =
      Correction{CorrectionReason::entry_error, "QĐ 12", differences(built(old_data), built(data))};
  return built(data);
}

TEST(Correction, SaysOfAGroupWhatItWasInThatGroupAlone) {
  const Document document = with_private_correction();
  EXPECT_THAT(examine(document), IsEmpty());
  const std::string& correction = document.group("correction")->content;
  for (const char* value : {"Lê Thị Cũ", "Lê Thị Mới", "đường Cũ", "73", "82"})
    EXPECT_THAT(correction, testing::Not(HasSubstr(value)));
  EXPECT_THAT(correction, HasSubstr("Nguyễn Thị Thử"));  // of the core, which all may see
  const auto said = correction_of(document);
  ASSERT_TRUE(said.has_value());
  EXPECT_THAT(told(said->changes), testing::Contains("family.mother Lê Thị Cũ > Lê Thị Mới"));
  const auto shown_of = [](const Correction& of, const char* place) {
    const auto found =
        std::find_if(of.changes.begin(), of.changes.end(), [&](const Change& c) { return c.place == place; });
    return found != of.changes.end() && found->shown;
  };
  EXPECT_TRUE(shown_of(*said, "family.mother"));
  // Who may not see the family sees that it was corrected; so does who reads after its erasure.
  const Document less = document.showing({"correction", "year-2024-2025"}).value();
  const auto rest = correction_of(less);
  ASSERT_TRUE(rest.has_value());
  EXPECT_THAT(told(rest->changes), testing::Contains("family.mother - > -"));
  EXPECT_FALSE(shown_of(*rest, "family.mother"));
  EXPECT_TRUE(shown_of(*rest, "year-2024-2025.results.TOAN.term2"));
  EXPECT_THAT(examine(less), IsEmpty());
  std::string lines;
  for (const Line& line : describe(less)) lines += line.label_vi + ": " + line.value + "\n";
  EXPECT_THAT(lines, HasSubstr("Năm học 2024-2025, Toán, học kỳ II: 7,3 → 8,2"));
  EXPECT_THAT(lines, HasSubstr("đã sửa, không cho xem"));
}

// The document with another content of a group, its digest made to fit.
Result<Document> rewritten(const Document& document, const std::string& name,
                           const std::function<void(nlohmann::json&)>& change) {
  nlohmann::json core = document.core();
  std::vector<Group> groups = document.groups();
  for (Group& group : groups) {
    if (group.name != name) continue;
    auto content = crypto::parse_json(group.content).value();
    change(content);
    group.content = crypto::canonical(content);
    for (auto& digest : core["hocba"]["groups"])
      if (digest["name"] == name) digest["digest"] = crypto::base64url(commitment(group));
  }
  return Document::from_core(core, groups);
}

TEST(Correction, ValuesStandWhereTheyBelongAndNowhereElse) {
  const Document document = with_private_correction();
  const auto wrong_places = [&](const std::string& name, const std::function<void(nlohmann::json&)>& change) {
    std::vector<std::string> out;
    for (const Finding& finding : examine(rewritten(document, name, change).value()))
      if (finding.code->id == kCorrectionWrong.id) out.push_back(finding.field);
    return out;
  };
  EXPECT_THAT(wrong_places("correction", [](auto&) {}), IsEmpty());
  // A value of a group within the correction; a place that its group doesn't know; one that the correction leaves out.
  EXPECT_THAT(wrong_places("correction",
                           [](auto& content) {
                             for (auto& one : content["changes"])
                               if (one["place"] == "family.mother") one["before"] = "Lê Thị Cũ";
                           }),
              ElementsAre("correction.family.mother"));
  EXPECT_THAT(wrong_places("family", [](auto& content) { content.erase("corrected"); }),
              ElementsAre("correction.family.mother"));
  EXPECT_THAT(wrong_places("family", [](auto& content) { content["corrected"][0]["before"] = "Lê Thị Mới"; }),
              ElementsAre("correction.family.mother"));
  EXPECT_THAT(wrong_places("correction",
                           [](auto& content) {
                             auto& changes = content["changes"];
                             changes.erase(std::find_if(changes.begin(), changes.end(), [](const auto& one) {
                               return one["place"] == "family.mother";
                             }));
                           }),
              ElementsAre("correction.family.mother"));
  // Of another group's places, out of order, with more than there is to say: no such group can be read.
  for (const std::function<void(nlohmann::json&)>& change :
       {std::function<void(nlohmann::json&)>([](auto& c) { c["corrected"][0]["place"] = "contact.address"; }),
        std::function<void(nlohmann::json&)>([](auto& c) { c["corrected"].push_back(c["corrected"][0]); }),
        std::function<void(nlohmann::json&)>([](auto& c) { c["corrected"][0]["after"] = "x"; }),
        std::function<void(nlohmann::json&)>([](auto& c) { c["corrected"] = nlohmann::json::array(); })})
    EXPECT_FALSE(rewritten(document, "family", change).ok());
}

TEST(Correction, AChangeThatTheDocumentDoesNotSayIsFound) {
  TranscriptData data = corrected_data();
  Correction correction{CorrectionReason::remarking, "QĐ 12", {{"name", std::string("Ai đó"), std::string("Khác")}}};
  data.common.correction = correction;
  const auto wrong = build_transcript(data, test::counting_salts());
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code().id, kCorrectionWrong.id);
  data.common.correction->changes = {{"name", data.common.holder.name, data.common.holder.name}};  // changes nothing
  EXPECT_FALSE(build_transcript(data, test::counting_salts()).ok());
  data = test::sample_transcript();
  data.common.correction = {
      CorrectionReason::remarking, "QĐ 12", {{"name", std::string("Ai đó"), data.common.holder.name}}};
  const auto of_nothing = build_transcript(data, test::counting_salts());
  ASSERT_FALSE(of_nothing.ok());
  EXPECT_EQ(of_nothing.error().code().id, kCorrectionOfNothing.id);
}

TEST(Correction, ReadsReasonsAsCodesAndAsWords) {
  EXPECT_EQ(correction_reason("CAI_CHINH_HO_TICH"), CorrectionReason::civil_status);
  EXPECT_EQ(correction_reason("Cải chính hộ tịch"), CorrectionReason::civil_status);
  EXPECT_EQ(correction_reason("nhap sai"), CorrectionReason::entry_error);
  EXPECT_EQ(correction_reason("vì sao"), std::nullopt);
  EXPECT_EQ(to_text(CorrectionReason::other), "KHAC");
}

}  // namespace
}  // namespace hocba::credential
