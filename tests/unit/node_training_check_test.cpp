// What a node asks of a document of training before anybody signs it: that the ledger has its attempts as it says.
#include "node/training_check.hpp"

#include <gtest/gtest.h>

#include "ledger/training/codes.hpp"
#include "tests/support/shipped_programmes.hpp"
#include "tests/support/training_play.hpp"

namespace hocba::node {
namespace {

using credential::TrainingKind;
using test::AlterTraining;
using test::HolderNetwork;
using test::TakenCourse;
using test::TrainingPlay;

const test::Learner kLearner = {"Đặng Văn Khôi", {1988, 11, 5}};

struct Deposits {
  HolderNetwork network{TrainingPlay::network()};
  TrainingPlay play{network.net};
  TakenCourse basic = play.take("CDS_CB", kLearner);
  TakenCourse advanced = play.take("CDS_NC", kLearner);

  // "" or "training.not_passed …".
  TrainingSources sources = {};
  std::string refusal(const credential::TrainingData& data) const {
    const auto document = credential::build_training(data, test::counting_salts());
    HOCBA_CHECK(document.ok());
    const Status status = check_training(network.net.state(), *document, sources);
    return status.ok() ? "" : std::string(status.error().code().id) + " " + status.error().detail();
  }
  std::string refusal(TrainingKind kind, const std::vector<TakenCourse>& taken, const AlterTraining& alter = {}) const {
    auto data = test::training_data_of(kind, taken, kLearner);
    if (alter) alter(data);
    return refusal(data);
  }
  std::string altered(const AlterTraining& alter) const {
    return refusal(TrainingKind::certificate, {advanced}, alter);
  }
};

TEST(TrainingDeposit, OfPassedAttemptsOfTheHolderIsTaken) {
  Deposits t;
  EXPECT_EQ(t.refusal(TrainingKind::certificate, {t.basic, t.advanced}), "");
  EXPECT_EQ(t.refusal(TrainingKind::attendance, {t.play.take("TAP_HUAN", kLearner)}), "");
  EXPECT_EQ(t.refusal(TrainingKind::external, {t.play.take("MOOC_KNS", kLearner)}), "");
  const auto certificate = credential::build_certificate(test::sample_certificate(), test::counting_salts()).value();
  EXPECT_TRUE(check_training(t.network.net.state(), certificate).ok());
}

TEST(TrainingDeposit, OfWhatTheLedgerDoesNotHaveIsRefused) {
  Deposits t;
  const std::string unknown = credential::to_text(test::id_of(7));
  EXPECT_EQ(t.altered([](auto& data) { data.modules[0].attempt.seat = test::id_of(7); }),
            "training.seat_unknown modules[0]: " + unknown);
  EXPECT_EQ(t.altered([](auto& data) { data.modules[0].attempt.klass = test::id_of(7); }),
            "training.class_unknown modules[0]: " + unknown);
  EXPECT_EQ(t.altered([&](auto& data) { data.modules[0].attempt.klass = t.basic.module.attempt.klass; }),
            "training.not_enrolled modules[0]: " + credential::to_text(t.advanced.module.attempt.seat));
  const auto open = t.play.take("CDS_CB", kLearner, std::nullopt, false);
  EXPECT_EQ(t.refusal(TrainingKind::certificate, {open}),
            "training.class_open modules[0]: " + credential::to_text(open.module.attempt.klass));
}

TEST(TrainingDeposit, OfAnAttemptThatDidNotPassIsRefusedAtTheBoundary) {
  Deposits t;
  auto result = TrainingPlay::passing("CDS_CB");
  result.attendance = 70;
  result.test = 40;
  result.score = 49;
  auto failed = t.play.take("CDS_CB", kLearner, result);
  // A document that says so itself is refused when it is built: it claims what would pass.
  failed.module.test_tenths = 41;
  failed.module.score_tenths = 50;
  EXPECT_EQ(t.refusal(TrainingKind::certificate, {failed}),
            "training.not_passed modules[0]: " + credential::to_text(failed.module.attempt.seat));
  result.test = 41;
  result.score = 50;
  EXPECT_EQ(t.refusal(TrainingKind::certificate, {t.play.take("CDS_CB", kLearner, result)}), "");
}

TEST(TrainingDeposit, OfOtherFiguresRulesOrTopicIsRefused) {
  Deposits t;
  const auto differs = [&](const AlterTraining& alter) {
    const std::string said = t.altered(alter), code = "training.document_differs ";
    return said.substr(0, code.size()) == code ? said.substr(code.size()) : said;
  };
  EXPECT_EQ(differs([](auto& data) { data.modules[0].periods = 31; }), "modules[0].periods: 31; the ledger has 30");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].attended = 30; }), "modules[0].attended: 30; the ledger has 28");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].pass_tenths = 40; }), "modules[0]: passMark");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].min_attendance = 10; }), "modules[0]: minAttendance");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].topic.reset(); }),
            "modules[0].topic: -; the ledger has HA_TANG_CNTT");
  EXPECT_EQ(differs([](auto& data) {
              data.modules[0].weights.reset();
              data.modules[0].attendance_tenths.reset();
              data.modules[0].test_tenths.reset();
            }),
            "modules[0]: weights");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].test_tenths = 41; }),
            "modules[0].test: 41; the ledger has 40");  // the same score
  EXPECT_EQ(differs([](auto& data) {
              data.modules[0].weights = credential::TrainingWeights{31, 69};  // 2,635 + 2,760
            }),
            "modules[0]: weights");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].from = Date{2024, 9, 9}; }), "modules[0]: from");
  EXPECT_EQ(differs([](auto& data) { data.modules[0].to = Date{2024, 9, 18}; }), "modules[0]: to");
  EXPECT_EQ(differs([](auto& data) { data.programme = test::code("DE_AN_KHAC"); }),
            "programme: DE_AN_KHAC of 79SGD; the ledger has DE_AN_MAU of 79SGD");
}

// As if the class was closed on 30/10/2024 in Việt Nam.
TEST(TrainingDeposit, BeforeItsLastClassWasClosedIsRefused) {
  Deposits t;
  t.sources.find_class = [](const training::ClassId&) -> Result<std::optional<TrainingSources::Class>> {
    return std::optional(TrainingSources::Class{2, time_from_text("2024-10-29T17:00:00Z").value()});
  };
  const auto on = [&](Date day) {
    return t.altered([&](auto& data) {
      data.common.issued_on = day;
      data.modules[0].class_name.clear();
    });
  };
  EXPECT_EQ(on({2024, 10, 29}),
            "training.document_differs modules[0]: validFrom: 29/10/2024; the ledger has 30/10/2024");
  EXPECT_EQ(on({2020, 1, 1}), "training.document_differs modules[0]: validFrom: 01/01/2020; the ledger has 30/10/2024");
  EXPECT_EQ(on({2024, 10, 30}), "");
}

TEST(TrainingDeposit, OfAnotherClassNameIsRefused) {
  Deposits t;
  t.sources.find_class = [](const training::ClassId&) -> Result<std::optional<TrainingSources::Class>> {
    return std::optional(TrainingSources::Class{2, std::nullopt});
  };
  const auto called = [&](const char* name) {
    return t.altered([&](auto& data) { data.modules[0].class_name = name; });
  };
  EXPECT_EQ(called("CDS_NC-02"), "");
  EXPECT_EQ(called(""), "") << "it need not be named";
  EXPECT_EQ(called("LOP-THAC-SI"),
            "training.document_differs modules[0]: className: LOP-THAC-SI; the ledger has CDS_NC-02");
  EXPECT_EQ(called("CDS_NC-2"), "training.document_differs modules[0]: className: CDS_NC-2; the ledger has CDS_NC-02");
}

TEST(TrainingDeposit, OfOtherTitlesThanTheProgrammesFileIsRefusedWhereItIsKept) {
  Deposits t;
  const auto file = test::shipped_programme("DE_AN_869");
  const auto titled = [&](const AlterTraining& alter = {}) {
    return t.altered([&](auto& data) {
      data.programme_name = file.title.vi;
      data.modules[0].name = training::words_of(file.courses, test::code("CDS_NC")).vi;
      data.modules[0].topic_name = training::words_of(file.topics, test::code("HA_TANG_CNTT")).vi;
      if (alter) alter(data);
    });
  };
  const auto begins = [](const std::string& said, const std::string& with) {
    return said.rfind("training.document_differs modules[0]: " + with, 0) == 0;
  };
  const AlterTraining otherwise[] = {[](auto& data) { data.modules[0].name = "Chuyển đổi số và Trí tuệ nhân tạo"; },
                                     [](auto& data) { data.modules[0].topic_name = "Quản trị đại học"; },
                                     [](auto& data) { data.programme_name = "Chương trình thạc sĩ"; }};
  for (const auto& alter : otherwise) EXPECT_EQ(titled(alter), "") << "nothing to compare with";
  t.sources.programme_file = [](const crypto::Digest&) -> Result<std::optional<std::string>> {
    return std::optional(test::shipped_text("DE_AN_869.toml"));
  };
  EXPECT_EQ(titled(), "");
  EXPECT_EQ(titled([&](auto& data) { data.programme_name = file.title.en; }), "") << "in either language";
  const char* const members[] = {"name: Chuyển đổi số và", "topicName: Quản trị",
                                 "programmeName: Chương trình thạc sĩ"};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(begins(titled(otherwise[i]), members[i])) << titled(otherwise[i]);
  t.sources.programme_file = [](const crypto::Digest&) -> Result<std::optional<std::string>> {
    return std::optional<std::string>();
  };
  EXPECT_EQ(titled(otherwise[2]), "") << "not kept here";
}

TEST(TrainingDeposit, OfAnotherSystemThanTheClassesIsRefusedAndItsDaysAreItsOwnWord) {
  Deposits t;
  const auto taken = t.play.take("MOOC_KNS", kLearner);
  EXPECT_EQ(t.refusal(TrainingKind::external, {taken}, [](auto& data) { data.modules[0].source = test::code("LMS"); }),
            "training.document_differs modules[0].source: LMS; the ledger has MOOC_MAU");
  EXPECT_EQ(t.refusal(TrainingKind::external, {taken}, [](auto& data) { data.modules[0].to = Date{2025, 3, 1}; }), "");
}

TEST(TrainingDeposit, OfAnotherKindThanTheCourseIsRefused) {
  Deposits t;
  auto confirmed = t.basic;
  for (auto* mark : {&confirmed.module.attendance_tenths, &confirmed.module.test_tenths, &confirmed.module.score_tenths,
                     &confirmed.module.pass_tenths})
    mark->reset();
  confirmed.module.weights.reset();
  EXPECT_EQ(t.refusal(TrainingKind::attendance, {confirmed}), "training.document_differs modules[0]: type");
}

TEST(TrainingDeposit, OfAnotherPersonIsRefused) {
  Deposits t;
  const std::string refused = "training.wrong_person modules[0].seat";
  EXPECT_EQ(t.altered([](auto& data) { data.common.holder.name = "Đặng Văn Khoa"; }), refused);
  EXPECT_EQ(t.altered([](auto& data) { data.common.holder.birth_date.year = 1989; }), refused);
  EXPECT_EQ(t.altered([](auto& data) { data.modules[0].attempt.salt = test::salt_of(1); }), refused);
}

// Before the office has reseated, a correction can't be deposited; after it, the old name can't.
TEST(TrainingDeposit, UnderACorrectedNameTakesAReseat) {
  Deposits t;
  const test::Learner renamed = {"Đặng Văn Khoa", kLearner.birth_date};
  const auto first = test::issue_training(t.network, TrainingKind::certificate, {t.basic}, kLearner);
  const auto called = [&](const TakenCourse& taken, const test::Learner& learner) {
    return t.refusal(TrainingKind::certificate, {taken}, [&](auto& data) {
      data.common.holder.name = learner.name;
      data.common.supersedes = first.document.id();
    });
  };
  EXPECT_EQ(called(t.basic, renamed), "training.wrong_person modules[0].seat");
  const auto now = t.play.reseat(t.basic, renamed);
  EXPECT_EQ(called(now, renamed), "");
  EXPECT_EQ(called(t.basic, kLearner), "training.wrong_person modules[0].seat");
}

}  // namespace
}  // namespace hocba::node
