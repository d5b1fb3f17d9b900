// Documents of training: what the three types say, what follows from their own content, what they may be called
// (domain §3.4, BD-3, BD-5).
#include "ledger/credential/training_document.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/register_entry.hpp"
#include "ledger/training/completion.hpp"
#include "ledger/training/types.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Document training_document(const TrainingData& data) { return build_training(data, test::counting_salts()).value(); }

std::string training_refusal(const TrainingData& data) {
  const auto built = build_training(data, test::counting_salts());
  return built.ok() ? "" : std::string(built.error().code().id) + " " + built.error().detail();
}

// The core of a good document with one change, as somebody might write it by hand.
std::string refusal_of(const TrainingData& data, const std::function<void(json& hocba)>& change) {
  json core = training_document(data).core();
  change(core["hocba"]);
  const auto read = Document::from_core(core, {});
  return read.ok() ? "" : std::string(read.error().code().id) + " " + read.error().detail();
}
// What examine() says of it: "credential.training_score_wrong hocba.modules[0].score 8,3 not 8,4".
std::vector<std::string> faults_of(const TrainingData& data, const std::function<void(json& core)>& change) {
  json core = training_document(data).core();
  change(core);
  const auto document = Document::from_core(core, {});
  if (!document.ok()) return {document.error().to_string()};
  std::vector<std::string> out;
  for (const Finding& finding : examine(*document))
    if (finding.level == Finding::Level::fail)
      out.push_back(std::string(finding.code->id) + " " + finding.field + " " + finding.expected + " not " +
                    finding.found);
  return out;
}

std::string line_of(const Document& document, std::string_view label_en) {
  for (const Line& line : describe(document))
    if (line.label_en == label_en) return line.value + (line.value_en.empty() ? "" : " / " + line.value_en);
  return {};
}

TEST(TrainingDocument, NamesTheTypesThatTheLedgerAsksAttemptsOf) {
  ASSERT_EQ(training_types().size(), 3u);
  for (std::size_t i = 0; i < training_types().size(); ++i) {
    const auto assessment = static_cast<training::Assessment>(i);
    EXPECT_EQ(training_types()[i], training::document_type(assessment));
    EXPECT_EQ(to_text(static_cast<TrainingKind>(i)), training_types()[i]);
    EXPECT_EQ(training_kind(training_types()[i]), static_cast<TrainingKind>(i));
  }
  EXPECT_EQ(training_kind("certificate"), std::nullopt);
}

TEST(TrainingDocument, IsAnOpenBadgeWithModulesAttemptsAndRegister) {
  const Document document = training_document(test::sample_training());
  const json& core = document.core();
  const json& hocba = core["hocba"];
  EXPECT_EQ(core["type"], json({"VerifiableCredential", "AchievementCredential", "HocbaTrainingCertificate"}));
  EXPECT_EQ(core["name"], "Chứng chỉ Đào tạo, bồi dưỡng kỹ năng số");
  EXPECT_EQ(core["credentialSubject"]["achievement"]["achievementType"], "Certificate");
  EXPECT_EQ(core["credentialSubject"]["result"][1]["value"], "5.4");
  EXPECT_EQ(hocba["registerText"], "99DVDT01/CCBD/2025/00001");
  EXPECT_EQ(hocba["periods"], 60);
  EXPECT_EQ(hocba["onlinePeriods"], 24);
  EXPECT_EQ(hocba["attempts"][1]["course"], "CDS_NC");
  EXPECT_EQ(hocba["attempts"][1]["seat"], to_text(test::id_of(52)));
  EXPECT_EQ(hocba["modules"][1]["result"], "Đạt");
  EXPECT_TRUE(derives_values(document));
  EXPECT_THAT(examine(document), IsEmpty());
}

TEST(TrainingDocument, IsReadBackAsItWasBuilt) {
  for (const TrainingData& data : {test::sample_training(), test::sample_attendance(), test::sample_external()}) {
    const Document document = training_document(data);
    const auto content = training_of(document);
    ASSERT_TRUE(content.has_value());
    EXPECT_EQ(content->kind, data.kind);
    EXPECT_EQ(content->programme, data.programme);
    EXPECT_EQ(content->office, data.office);
    EXPECT_EQ(content->holder_name, data.common.holder.name);
    EXPECT_EQ(content->holder_birth_date, data.common.holder.birth_date);
    ASSERT_EQ(content->modules.size(), data.modules.size());
    TrainingData again = data;
    again.modules = content->modules;
    EXPECT_EQ(training_document(again).core(), document.core());
  }
  EXPECT_FALSE(training_of(build_certificate(test::sample_certificate(), test::counting_salts()).value()));
}

TEST(TrainingDocument, SaysItsModulesForPeople) {
  const Document document = training_document(test::sample_training());
  EXPECT_EQ(line_of(document, "Programme"), "Đào tạo, bồi dưỡng kỹ năng số (DE_AN_MAU, 79SGD)");
  EXPECT_EQ(
      line_of(document, "Module CDS_NC Chuyển đổi số trong giáo dục (phần nâng cao)"),
      "lớp CDS_NC-07 · chuyên đề HA_TANG_CNTT Hạ tầng công nghệ thông tin · 30 tiết (9 trực tuyến) · đã dự 28 tiết"
      " · 05/10/2024 – 16/11/2024 · chuyên cần 8,5 · khảo sát 4,0 · điểm 5,4 (đạt từ 5,0) · Đạt / "
      "class CDS_NC-07 · topic HA_TANG_CNTT Hạ tầng công nghệ thông tin · 30 periods (9 online) · attended 28 "
      "periods · 05/10/2024 – 16/11/2024 · attendance and discussion 8,5 · test 4,0 · score 5,4 (pass mark 5,0) · "
      "passed");
  EXPECT_EQ(line_of(document, "Total periods"), "30 + 30 = 60 tiết (15 + 9 = 24 trực tuyến)");
  EXPECT_EQ(line_of(document, "Workplace"), "Trường THCS Mẫu Một");
  EXPECT_EQ(line_of(document, "Note"), "");
  EXPECT_THAT(holder_details(document).classes, ElementsAre("CDS_CB-07", "CDS_NC-07"));
  const RegisterEntry entry = register_entry(document);
  EXPECT_EQ(entry.title, "Chứng chỉ Đào tạo, bồi dưỡng kỹ năng số");
  EXPECT_EQ(entry.course, "Chuyển đổi số trong giáo dục (phần cơ bản); Chuyển đổi số trong giáo dục (phần nâng cao)");
  EXPECT_EQ(entry.decision, "123/QĐ-ĐHM");
}

TEST(TrainingDocument, OfAttendanceSaysThatItIsNoCertificate) {
  const Document document = training_document(test::sample_attendance());
  EXPECT_EQ(headline(document).title, "Giấy xác nhận tham dự Tập huấn kỹ năng số");
  EXPECT_EQ(document.core()["hocba"]["registerText"], "99DVDT01/XNTD/2025/00001");
  EXPECT_THAT(line_of(document, "Note"), HasSubstr("không phải là chứng chỉ"));
  EXPECT_THAT(line_of(document, "Note"), HasSubstr("it is no certificate"));
  const json& achievement = document.core()["credentialSubject"]["achievement"];
  EXPECT_EQ(achievement["achievementType"], "Course");
  EXPECT_THAT(achievement["criteria"]["narrative"].get<std::string>(), HasSubstr("không phải là chứng chỉ"));
  EXPECT_THAT(document.core_text(), Not(HasSubstr("passMark")));
  EXPECT_THAT(examine(document), IsEmpty());
}

TEST(TrainingDocument, OfAnExternalCourseSaysWhoAssessed) {
  const Document document = training_document(test::sample_external());
  EXPECT_EQ(headline(document).title, "Xác nhận hoàn thành khóa học Kỹ năng số cho mọi người (đánh giá bên ngoài)");
  EXPECT_EQ(document.core()["hocba"]["registerText"], "99DVDT01/XNHT/2025/00001");
  EXPECT_THAT(line_of(document, "Note"),
              HasSubstr("do Nền tảng MOOC Mẫu (MOOC_MAU) đánh giá; đơn vị cấp không đánh giá"));
  EXPECT_THAT(line_of(document, "Note"), HasSubstr("assessed by Nền tảng MOOC Mẫu (MOOC_MAU); the issuer did not"));
  EXPECT_THAT(examine(document), IsEmpty());
  TrainingData unscored = test::sample_external();
  unscored.modules[0].score_tenths.reset();
  unscored.modules[0].pass_tenths.reset();
  EXPECT_THAT(examine(training_document(unscored)), IsEmpty());
  EXPECT_THAT(judge_training(*training_of(training_document(unscored))).derived, IsEmpty());
}

TEST(TrainingDocument, ExplainsScoreAndResult) {
  const auto judgement = judge_training(*training_of(training_document(test::sample_training())));
  ASSERT_EQ(judgement.derived.size(), 4u);
  EXPECT_THAT(judgement.remarks, IsEmpty());
  EXPECT_EQ(judgement.derived[2].field, "hocba.modules[1].score");
  EXPECT_EQ(judgement.derived[2].how[0].rule, "BD-3");
  EXPECT_EQ(judgement.derived[2].how[0].sums, "(30 × 8,5 + 70 × 4,0) : 100 = 5,35 → 5,4");
  EXPECT_EQ(judgement.derived[3].how[0].sums, "5,4 ≥ 5,0");
  const auto attended = judge_training(*training_of(training_document(test::sample_attendance())));
  ASSERT_EQ(attended.derived.size(), 1u);
  EXPECT_EQ(attended.derived[0].how[0].sums, "8 ≥ 1; 8 × 100 ≥ 80 × 8");
}

TEST(TrainingDocument, OpensTheSeatWithItsOwnNameAndSaltAlone) {
  const auto content = *training_of(training_document(test::sample_training()));
  const Salt salt = content.modules[0].attempt.salt;
  const Digest seat = seat_commitment(salt, "Đặng Văn Khôi", {1988, 11, 5});
  EXPECT_EQ(seat, commitment("seat", salt, json{{"name", "Đặng Văn Khôi"}, {"birth_date", "1988-11-05"}}));
  EXPECT_EQ(seat, seat_commitment(salt, content.holder_name, content.holder_birth_date));
  EXPECT_NE(seat, seat_commitment(salt, "Đặng Văn Khoa", {1988, 11, 5}));
  EXPECT_NE(seat, seat_commitment(salt, "Đặng Văn Khôi", {1988, 11, 6}));
  EXPECT_NE(seat, seat_commitment(test::salt_of(1), "Đặng Văn Khôi", {1988, 11, 5}));
}

TEST(TrainingDocument, RefusesWhatDoesNotFollow) {
  TrainingData data = test::sample_training();
  data.modules[0].score_tenths = 84;
  EXPECT_EQ(training_refusal(data), "credential.training_score_wrong hocba.modules[0].score");
  data = test::sample_training();
  data.modules[1].weights = TrainingWeights{30, 60};
  EXPECT_EQ(training_refusal(data), "credential.weights_sum_wrong hocba.modules[1].weights");
  data = test::sample_training();
  data.modules[1].pass_tenths = 55;
  EXPECT_EQ(training_refusal(data), "credential.training_result_wrong hocba.modules[1].result");
  data = test::sample_training();
  data.modules[0].min_attendance = 94;  // 28 of 30
  EXPECT_EQ(training_refusal(data), "credential.training_result_wrong hocba.modules[0].result");
  data.modules[0].min_attendance = 93;
  EXPECT_EQ(training_refusal(data), "");
  data.modules[0].attended = 31;
  EXPECT_EQ(training_refusal(data), "credential.attended_exceeds_total hocba.modules[0].attended");
  data = test::sample_training();
  data.modules[0].online_periods = 31;
  EXPECT_EQ(training_refusal(data), "credential.online_exceeds_total hocba.modules[0].onlinePeriods");
  data = test::sample_training();
  data.modules[0].to = Date{2024, 10, 4};
  EXPECT_EQ(training_refusal(data), "credential.module_dates_wrong hocba.modules[0].to");
  data = test::sample_training();
  data.modules[0].test_tenths = 101;
  EXPECT_EQ(training_refusal(data), "credential.mark_out_of_range hocba.modules[0].test");
  data = test::sample_attendance();
  data.modules[0].attended = 0;
  EXPECT_EQ(training_refusal(data), "credential.training_result_wrong hocba.modules[0].result");
  data = test::sample_external();
  data.modules[0].score_tenths = 49;
  EXPECT_EQ(training_refusal(data), "credential.training_result_wrong hocba.modules[0].result");
  data.modules[0].score_tenths = 50;
  EXPECT_EQ(training_refusal(data), "");
}

TEST(TrainingDocument, SaysWhatItsOwnContentGives) {
  const TrainingData data = test::sample_training();
  EXPECT_THAT(faults_of(data,
                        [](json& core) {
                          core["hocba"]["modules"][1]["score"] = 60;
                          core["credentialSubject"]["result"][1]["value"] = "6.0";
                        }),
              ElementsAre("credential.training_score_wrong hocba.modules[1].score 5,4 not 6,0"));
  EXPECT_THAT(faults_of(data, [](json& core) { core["hocba"]["modules"][1]["passMark"] = 55; }),
              ElementsAre("credential.training_result_wrong hocba.modules[1].result Chưa đạt not Đạt"));
  EXPECT_THAT(faults_of(data, [](json& core) { core["hocba"]["periods"] = 61; }),
              ElementsAre("credential.periods_sum_wrong hocba.periods 60 not 61"));
}

TEST(TrainingDocument, IsCalledWhatItIs) {
  const auto called = [](TrainingData data, const char* title) {
    data.title = title;
    return training_refusal(data);
  };
  constexpr const char* kWrong = "credential.training_title_wrong name";
  EXPECT_EQ(called(test::sample_training(), "Chứng chỉ bồi dưỡng kỹ năng số"), "");
  EXPECT_EQ(called(test::sample_training(), "Giấy chứng nhận hoàn thành khóa bồi dưỡng"), "");
  EXPECT_EQ(called(test::sample_training(), "Bằng tốt nghiệp kỹ năng số"), kWrong);
  EXPECT_EQ(called(test::sample_attendance(), "Chứng chỉ tham dự tập huấn"), kWrong);
  EXPECT_EQ(called(test::sample_attendance(), "Xác nhận tham dự tập huấn"), "");
  EXPECT_EQ(called(test::sample_external(), "Chứng chỉ kỹ năng số (đánh giá bên ngoài)"), kWrong);
  EXPECT_EQ(called(test::sample_external(), "Xác nhận hoàn thành khóa học kỹ năng số"), kWrong);
  EXPECT_EQ(called(test::sample_external(), "Giấy xác nhận hoàn thành khóa học ngoài hệ thống"), "");
}

TEST(TrainingDocument, HasTheFieldsOfItsKindAndNoOthers) {
  const auto module = [](json& hocba) -> json& { return hocba["modules"][0]; };
  const TrainingData scored = test::sample_training(), attendance = test::sample_attendance(),
                     external = test::sample_external();
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h).erase("passMark"); }),
            "credential.field_missing hocba.modules[0].passMark");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h).erase("weights"); }),
            "credential.field_unknown hocba.modules[0].attendance");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h).erase("test"); }),
            "credential.field_missing hocba.modules[0].test");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h)["result"] = "Chưa đạt"; }),
            "credential.field_bad hocba.modules[0].result");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h)["assessedBy"] = "LMS"; }),
            "credential.field_unknown hocba.modules[0].assessedBy");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h)["periods"] = 1001; }),
            "credential.field_bad hocba.modules[0].periods");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h).erase("from"); }),
            "credential.field_missing hocba.modules[0].from");
  EXPECT_EQ(refusal_of(attendance, [&](json& h) { module(h)["score"] = 90; }),
            "credential.field_unknown hocba.modules[0].score");
  EXPECT_EQ(refusal_of(external, [&](json& h) { module(h).erase("assessedBy"); }),
            "credential.field_missing hocba.modules[0].assessedBy");
  EXPECT_EQ(refusal_of(external, [&](json& h) { module(h).erase("source"); }),
            "credential.field_missing hocba.modules[0].source");
  EXPECT_EQ(refusal_of(scored, [&](json& h) { module(h)["source"] = "LMS"; }),
            "credential.field_unknown hocba.modules[0].source");
  EXPECT_EQ(refusal_of(external, [&](json& h) { module(h)["periods"] = 30; }),
            "credential.field_bad hocba.modules[0].periods");
  EXPECT_EQ(refusal_of(scored, [](json& h) { h.erase("programmeOffice"); }),
            "credential.field_missing hocba.programmeOffice");
  EXPECT_EQ(refusal_of(scored, [](json& h) { h["modules"] = json::array(); }), "credential.field_bad hocba.modules");
}

TEST(TrainingDocument, CitesOneAttemptForEachModuleAndEachSeatOnce) {
  const TrainingData data = test::sample_training();
  EXPECT_EQ(refusal_of(data, [](json& h) { h["attempts"].erase(1); }), "credential.field_bad hocba.attempts");
  EXPECT_EQ(refusal_of(data, [](json& h) { std::swap(h["attempts"][0], h["attempts"][1]); }),
            "credential.field_bad hocba.attempts[0].course");
  EXPECT_EQ(refusal_of(data, [](json& h) { h["attempts"][1]["seat"] = h["attempts"][0]["seat"]; }),
            "credential.code_duplicate hocba.attempts[1].seat");
  EXPECT_EQ(refusal_of(data, [](json& h) { h["attempts"][1]["class"] = "CDS_NC-07"; }),
            "credential.field_bad hocba.attempts[1].class");
  EXPECT_EQ(refusal_of(data, [](json& h) { h["attempts"][0].erase("salt"); }),
            "credential.field_missing hocba.attempts[0].salt");
  TrainingData twice = data;
  twice.modules[1].course = twice.modules[0].course;
  EXPECT_EQ(training_refusal(twice), "credential.code_duplicate hocba.modules[1].code");
  TrainingData nameless = data;
  nameless.modules[0].name = " ";
  EXPECT_EQ(training_refusal(nameless), "credential.field_missing name");
}

TEST(TrainingDocument, IsNobodysCollective) {
  TrainingData data = test::sample_training();
  data.common.holder = {"Tổ Toán", {}, std::nullopt, std::nullopt, true};
  EXPECT_EQ(training_refusal(data), "credential.collective_of_person name");
}

TEST(TrainingDocument, IsCorrectedByANewOneThatSaysWhatChanged) {
  TrainingData data = test::sample_training();
  const Document before = training_document(data);
  data.common.id = test::id_of(2);
  data.common.supersedes = before.id();
  data.modules[1].topic_name = "Hạ tầng CNTT";
  data.modules[1].test_tenths = 41;  // 5,42: the same score
  const auto changes = differences(before, training_document(data));
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].place, "modules.CDS_NC.test");
  EXPECT_EQ(changes[1].place, "modules.CDS_NC.topicName");
  data.common.correction = Correction{CorrectionReason::entry_error, "QĐ 9", changes};
  const Document document = training_document(data);
  EXPECT_EQ(line_of(document, "Module CDS_NC, test mark"), "4,0 → 4,1");
  EXPECT_THAT(examine(document), IsEmpty());
}

TEST(TrainingDocument, WarnsOfLateIssueAndOfSessionsAfterIt) {
  TrainingData data = test::sample_training();
  data.modules[0].to = Date{2025, 6, 3};
  const auto found = examine(training_document(data));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].level, Finding::Level::warning);
  EXPECT_EQ(found[0].code->id, kModuleDatesWrong.id);
  data = test::sample_training();
  data.common.issued_on = {2026, 6, 8};
  data.decision.date = Date{2026, 6, 1};
  const auto late = examine(training_document(data));
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0].code->id, kIssuedLate.id);
}

// The document's score is the ledger's, over every pair of marks and some weights.
TEST(TrainingDocument, WorksOutTheScoreAsTheLedgerDoes) {
  TrainingContent content = *training_of(training_document(test::sample_training()));
  content.modules.resize(1);
  TrainingModule& module = content.modules[0];
  for (const std::uint32_t share : {0u, 30u, 33u, 50u, 100u}) {
    module.weights = TrainingWeights{share, 100 - share};
    for (std::uint32_t attendance = 0; attendance <= 100; ++attendance) {
      for (std::uint32_t test = 0; test <= 100; test += 3) {
        module.attendance_tenths = attendance;
        module.test_tenths = test;
        const std::uint32_t score = training::weighted_score({share, 100 - share}, attendance, test);
        module.score_tenths = score;
        const auto judged = judge_training(content);
        ASSERT_TRUE(judged.derived[0].agrees()) << share << " " << attendance << " " << test;
        ASSERT_EQ(judged.derived[1].agrees(), score >= 50);
        module.score_tenths = score == 0 ? 1 : score - 1;
        ASSERT_FALSE(judge_training(content).derived[0].agrees());
      }
    }
  }
}

}  // namespace
}  // namespace hocba::credential
