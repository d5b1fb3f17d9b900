// The check "training": a document says what the ledger recorded of the attempts that it cites, and its person opens
// their seats (docs/adr/training.md §3). Everything from the holder's file alone.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/verify/training.hpp"
#include "tests/support/said.hpp"
#include "tests/support/training_play.hpp"

namespace hocba::verify {
namespace {

using credential::TrainingKind;
using nlohmann::json;
using test::AlterTraining;
using test::check;
using test::HolderNetwork;
using test::Issued;
using test::Learner;
using test::said;
using test::TakenCourse;
using test::TrainingPlay;
using testing::HasSubstr;
using testing::Not;

const Learner kKhoi = {"Đặng Văn Khôi", {1988, 11, 5}};
const Learner kKhoa = {"Đặng Văn Khoa", {1988, 11, 5}};

constexpr const char* kDiffers = "training fail training.document_differs -> not genuine";
constexpr const char* kAnothers = "training fail training.wrong_person -> not genuine";

std::string evidence_of(const Report& report) {
  return report.checks.at(static_cast<std::size_t>(CheckName::training)).evidence;
}

// One network, on which each test takes new courses: a passed seat is certified once.
struct TrainedNetwork {
  HolderNetwork network{TrainingPlay::network()};
  TrainingPlay play{network.net};

  Report report_of(TrainingKind kind, const std::vector<TakenCourse>& taken, const Learner& learner,
                   const AlterTraining& alter = {}) {
    const Issued issued = test::issue_training(network, kind, taken, learner, alter);
    network.snapshot();
    return check(network.file(issued), network.policy);
  }
  // A document of the basic course that was changed before it was signed: the record is true, the document is not.
  Report altered(const AlterTraining& alter) {
    return report_of(TrainingKind::certificate, {play.take("CDS_CB", kKhoi)}, kKhoi, alter);
  }
};
TrainedNetwork& trained() {
  static TrainedNetwork world;
  return world;
}

TEST(VerifyTraining, ATrueDocumentIsValidOfflineWhateverItsKind) {
  auto& [network, play] = trained();
  const auto two =
      trained().report_of(TrainingKind::certificate, {play.take("CDS_NC", kKhoi), play.take("CDS_CB", kKhoi)}, kKhoi);
  EXPECT_EQ(said(two, CheckName::training), "training pass -> valid");
  EXPECT_EQ(evidence_of(two), "2");
  EXPECT_EQ(two.training_data, true);
  EXPECT_EQ(two.holder, "Đặng Văn Khôi");
  for (const auto& [kind, course] :
       {std::pair(TrainingKind::attendance, "TAP_HUAN"), std::pair(TrainingKind::external, "MOOC_KNS")}) {
    const auto report = trained().report_of(kind, {play.take(course, kKhoi)}, kKhoi);
    EXPECT_EQ(said(report, CheckName::training), "training pass -> valid");
    EXPECT_EQ(said(report, CheckName::arithmetic), "arithmetic pass -> valid");
    EXPECT_EQ(report.type, credential::to_text(kind));
  }
}

TEST(VerifyTraining, FiguresThatTheLedgerDoesNotHaveAreNotGenuine) {
  const auto changed = [](const std::function<void(credential::TrainingModule & module)>& change) {
    const Report report = trained().altered([&](credential::TrainingData& data) { change(data.modules.front()); });
    EXPECT_EQ(said(report, CheckName::training), kDiffers);
    EXPECT_EQ(said(report, CheckName::arithmetic), "arithmetic pass -> not genuine");  // it agrees with itself
    EXPECT_TRUE(report.id.empty());
    EXPECT_EQ(report.training_data, std::nullopt);
    return evidence_of(report);
  };
  EXPECT_EQ(changed([](auto& module) {
              module.test_tenths = 90;
              module.score_tenths = 89;
            }),
            "modules[0].test: 90; the ledger has 40");
  EXPECT_EQ(changed([](auto& module) {
              module.weights = credential::TrainingWeights{100, 0};
              module.score_tenths = 85;
            }),
            "modules[0].score: 85; the ledger has 54");
  EXPECT_EQ(changed([](auto& module) { module.attendance_tenths = 88; }),  // 5,44: the same score
            "modules[0].attendance: 88; the ledger has 85");
  EXPECT_EQ(changed([](auto& module) { module.topic = test::code("HA_TANG_CNTT"); }),
            "modules[0].topic: HA_TANG_CNTT; the ledger has -");
  EXPECT_EQ(changed([](auto& module) { module.periods = 40; }), "modules[0].periods: 40; the ledger has 30");
  EXPECT_EQ(changed([](auto& module) { module.online_periods = 0; }), "modules[0].onlinePeriods: 0; the ledger has 9");
  EXPECT_EQ(changed([](auto& module) { module.attended = 30; }), "modules[0].attended: 30; the ledger has 28");
  EXPECT_EQ(changed([](auto& module) { module.course = test::code("CDS_NC"); }),
            "modules[0].course: CDS_NC; the ledger has CDS_CB");
  EXPECT_THAT(changed([](auto& module) { module.attempt.klass = test::id_of(7); }),
              HasSubstr("modules[0].class: 07070707-"));
  EXPECT_EQ(changed([](auto& module) { module.attempt.seat = test::id_of(7); }), "modules[0].seat");
}

// Its issuer chose the day: nothing in the file says otherwise, and the verdict is not held back by it.
TEST(VerifyTraining, ADocumentDatedBeforeItsTrainingEndedIsSaidToBe) {
  const auto dated = [](Date day) {
    return trained().altered([&](credential::TrainingData& data) { data.common.issued_on = day; });
  };
  const Report early = dated({2019, 12, 31});
  EXPECT_EQ(said(early, CheckName::arithmetic), "arithmetic unknown credential.module_dates_wrong -> valid");
  const auto lines = to_lines(early, "vi");
  EXPECT_THAT(lines, testing::Contains(HasSubstr("hocba.modules[0].to: 17/09/2024, ≤ 31/12/2019")));
  EXPECT_THAT(lines, testing::Contains(HasSubstr("tên gọi, ngày học và mức điểm đạt là lời của đơn vị cấp")));
  EXPECT_EQ(said(dated({2024, 9, 17}), CheckName::arithmetic), "arithmetic pass -> valid");
}

TEST(VerifyTraining, WhoAssessedIsWhomTheLedgerHas) {
  const Report report =
      trained().report_of(TrainingKind::external, {trained().play.take("MOOC_KNS", kKhoi)}, kKhoi,
                          [](credential::TrainingData& data) { data.modules[0].source = test::code("LMS_TRUONG"); });
  EXPECT_EQ(said(report, CheckName::training), kDiffers);
  EXPECT_EQ(evidence_of(report), "modules[0].source: LMS_TRUONG; the ledger has MOOC_MAU");
}

TEST(VerifyTraining, AnotherProgrammeOrAnotherOfficesIsNotGenuine) {
  for (const AlterTraining& alter : {AlterTraining([](auto& data) { data.programme = test::code("DE_AN_869"); }),
                                     AlterTraining([](auto& data) { data.office = test::code("79PGD"); })}) {
    const Report report = trained().altered(alter);
    EXPECT_EQ(said(report, CheckName::training), kDiffers);
    EXPECT_THAT(evidence_of(report), HasSubstr("; the ledger has DE_AN_MAU of 79SGD"));
  }
}

TEST(VerifyTraining, WhoDoesNotOpenTheSeatIsAnotherPerson) {
  for (const AlterTraining& alter : {
           AlterTraining([](auto& data) { data.common.holder.name = kKhoa.name; }),
           AlterTraining([](auto& data) { data.common.holder.birth_date.day = 6; }),
           AlterTraining([](auto& data) { data.modules[0].attempt.salt = test::salt_of(1); }),
       }) {
    const Report report = trained().altered(alter);
    EXPECT_EQ(said(report, CheckName::training), kAnothers);
    EXPECT_EQ(evidence_of(report), "modules[0].seat");
    EXPECT_TRUE(report.holder.empty());
  }
}

TEST(VerifyTraining, OneSeatOfAnotherPersonAmongOnesOwnIsNotGenuine) {
  auto& [network, play] = trained();
  const auto report =
      trained().report_of(TrainingKind::certificate, {play.take("CDS_CB", kKhoi), play.take("CDS_NC", kKhoa)}, kKhoi);
  EXPECT_EQ(said(report, CheckName::training), kAnothers);
  EXPECT_EQ(evidence_of(report), "modules[1].seat");
}

TEST(VerifyTraining, FewerModulesThanTheRecordCitesAreNotGenuine) {
  auto& [network, play] = trained();
  const auto report =
      trained().report_of(TrainingKind::certificate, {play.take("CDS_CB", kKhoi), play.take("CDS_NC", kKhoi)}, kKhoi,
                          [](auto& data) { data.modules.pop_back(); });
  EXPECT_EQ(said(report, CheckName::training), kDiffers);
  EXPECT_EQ(evidence_of(report), "attempts");
}

// Its issuer states a pass mark that the score does not reach: no figure that the ledger has, and wrong all the same.
TEST(VerifyTraining, ADocumentThatIsWrongByItselfIsUndecided) {
  auto& [network, play] = trained();
  const Issued issued = test::issue_training(network, TrainingKind::certificate, {play.take("CDS_CB", kKhoi)}, kKhoi,
                                             {}, [](credential::Document document) {
                                               json core = document.core();
                                               core["hocba"]["modules"][0]["passMark"] = 55;
                                               return credential::Document::from_core(core, document.groups()).value();
                                             });
  network.snapshot();
  const Report report = check(network.file(issued), network.policy);
  EXPECT_EQ(said(report, CheckName::training), "training pass -> undecided");
  EXPECT_EQ(said(report, CheckName::arithmetic), "arithmetic fail verify.arithmetic_wrong -> undecided");
}

TEST(VerifyTraining, TheHoldersFileAloneDecides) {
  HolderNetwork network(TrainingPlay::network());
  TrainingPlay play(network.net);
  const Issued mine = test::issue_training(network, TrainingKind::certificate, {play.take("CDS_CB", kKhoi)}, kKhoi);
  const Issued theirs = test::issue_training(network, TrainingKind::certificate, {play.take("CDS_CB", kKhoa)}, kKhoa);
  network.snapshot();
  auto file = network.file(mine);
  EXPECT_THAT(exchange::to_text(file), Not(HasSubstr("training.class")));  // no record of training beside it
  EXPECT_EQ(check(file, network.policy).verdict, Verdict::valid);
  const auto withheld = exchange::with_groups(file, {});
  EXPECT_EQ(said(check(withheld, network.policy), CheckName::training), "training pass -> valid");
  // Whoever edits the file, or shows another's record, never comes as far.
  file.core.replace(file.core.find(R"("score":54)"), 10, R"("score":84)");
  EXPECT_EQ(said(check(file, network.policy), CheckName::training),
            "training unknown verify.not_reached -> not genuine");
  auto swapped = network.file(mine);
  swapped.issue = network.file(theirs).issue;
  EXPECT_EQ(said(check(swapped, network.policy), CheckName::recorded),
            "recorded fail verify.not_in_record -> not genuine");
}

TEST(VerifyTraining, AttemptsOfADocumentThatIsNotAboutTrainingContradict) {
  auto& [network, play] = trained();
  const Issued certificate = network.issue_certificate();
  chain::IssueItem item;
  EXPECT_TRUE(check_attempts(certificate.document, item).ok());
  item.attempts.emplace();
  EXPECT_EQ(check_attempts(certificate.document, item).error().code().id, training::kDocumentDiffers.id);
  network.snapshot();
  const auto report = check(network.file(certificate), network.policy);
  EXPECT_EQ(said(report, CheckName::training), "training not applicable -> valid");
  EXPECT_EQ(report.training_data, false);
  const auto lines = to_lines(report, "vi");
  EXPECT_THAT(lines, testing::Contains(HasSubstr("không dựa trên dữ liệu bồi dưỡng của sổ cái")));
  EXPECT_EQ(json::parse(to_json(report)).at("training_data"), false);
}

TEST(VerifyTraining, OfAnotherTypeNothingIsSaidOfTraining) {
  auto& [network, play] = trained();
  const Issued award = network.issue_award();
  network.snapshot();
  const auto report = check(network.file(award), network.policy);
  EXPECT_EQ(report.training_data, std::nullopt);
  EXPECT_FALSE(json::parse(to_json(report)).contains("training_data"));
}

TEST(VerifyTraining, ACorrectedNameOpensTheSeatOnceTheOfficeReseatedIt) {
  HolderNetwork network(TrainingPlay::network());
  TrainingPlay play(network.net);
  const auto taken = play.take("CDS_CB", kKhoa);
  const Issued before = test::issue_training(network, TrainingKind::certificate, {taken}, kKhoa);
  const auto now = play.reseat(taken, kKhoi);
  network.snapshot();
  EXPECT_EQ(said(check(network.file(before), network.policy), CheckName::training), "training pass -> valid");
  network.change(before, chain::StatusAction::suspend);
  const Issued after = test::issue_training(network, TrainingKind::certificate, {now}, kKhoi,
                                            [&](auto& data) { data.common.supersedes = before.document.id(); });
  network.change(before, chain::StatusAction::supersede, after.document.id());
  network.snapshot();
  const auto report = check(network.file(after), network.policy);
  EXPECT_EQ(said(report, CheckName::training), "training pass -> valid");
  EXPECT_EQ(evidence_of(report), "1");
  EXPECT_EQ(report.holder, "Đặng Văn Khôi");
  const auto old = check(network.file(before), network.policy);
  EXPECT_EQ(said(old, CheckName::training), "training pass -> not in force");
  EXPECT_EQ(old.holder, "Đặng Văn Khoa");
  EXPECT_EQ(old.successor, after.document.id());
}

// Whatever its issuer signs: a correction is not a way to give a pass away to a namesake, or to who was born that day.
TEST(VerifyTraining, ACorrectionForANamesakeIsNotGenuine) {
  auto& [network, play] = trained();
  for (const Learner& other : {Learner{kKhoi.name, {1991, 3, 4}}, Learner{"Lê Thị Hoà", kKhoi.birth_date}}) {
    const auto taken = play.take("CDS_CB", kKhoi);
    const Issued mine = test::issue_training(network, TrainingKind::certificate, {taken}, kKhoi);
    network.change(mine, chain::StatusAction::suspend);
    const Issued theirs = test::issue_training(network, TrainingKind::certificate, {taken}, other,
                                               [&](auto& data) { data.common.supersedes = mine.document.id(); });
    network.change(mine, chain::StatusAction::supersede, theirs.document.id());
    network.snapshot();
    const auto report = check(network.file(theirs), network.policy);
    EXPECT_EQ(said(report, CheckName::training), kAnothers);
    EXPECT_EQ(evidence_of(report), "modules[0].seat");
    EXPECT_TRUE(report.holder.empty());
  }
}

TEST(VerifyTraining, TellsInTheReadersWordsWhatDiffers) {
  const Report report = trained().altered([](credential::TrainingData& data) { data.modules[0].attended = 29; });
  const auto lines = to_lines(report, "vi");
  EXPECT_THAT(lines, testing::Contains(HasSubstr("mô đun 1: số tiết dự: 29; sổ cái ghi 28")));
}

}  // namespace
}  // namespace hocba::verify
