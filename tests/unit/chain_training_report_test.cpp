// One rejection per rule of version 1 (docs/formats/rules.md §8): reports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/training_fixture.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::TrainingRulesTest;
using test::TrainingWorld;
using testing::Contains;
using testing::IsEmpty;
using training::ReportKind;

TEST_F(TrainingRulesTest, AReportIsAboutAPeriodAndASize) {
  net_.now = test::time_at("2024-09-30T17:00:00Z");  // 01/10/2024 in Việt Nam
  auto body = world_.report_body(ReportKind::monthly, "2024-10");
  body.programme = LeafIndex{2};
  office_refused("training.programme_unknown", body);
  office_refused("training.report_period", world_.report_body(ReportKind::monthly, "2024-Q4"));
  office_refused("training.report_period", world_.report_body(ReportKind::yearly, "2024-2025"));
  body = world_.report_body(ReportKind::monthly, "2024-10");
  body.as_of = TreeSize{0};
  office_refused("training.report_as_of", body);
  body.as_of = TreeSize{log::to_u64(net_.open_block().next_index()) + 1};
  office_refused("training.report_as_of", body);
  body.as_of = TreeSize{log::to_u64(net_.open_block().next_index())};
  const LeafIndex at = by_office(body);
  EXPECT_EQ((**find_report(net_.view(), at)).unit, code("79PGD"));
  // Any unit that has the kind, and any version of the programme.
  world_.publish(TrainingWorld::rules());
  accepted(world_.report_body(ReportKind::monthly, "2024-10"), "79TH0001", {"school-reporter"});
  accepted(body, "79DH01", {"dh-officer"});
  refused("chain.grant_wrong_kind", body, "79TH0001", {"registrar"});
}

// What nobody can know yet: filed, it would be in time for ever.
TEST_F(TrainingRulesTest, AReportIsOfAPeriodThatHasBegun) {
  for (const auto& [kind, period, eve] : {std::tuple(ReportKind::quarterly, "2024-Q4", "2024-09-30T16:59:59Z"),
                                          std::tuple(ReportKind::ad_hoc, "2024-10-09", "2024-10-08T16:59:59Z"),
                                          std::tuple(ReportKind::monthly, "2024-11", "2024-10-31T16:59:59Z"),
                                          std::tuple(ReportKind::yearly, "2025", "2024-12-31T16:59:59Z")}) {
    net_.now = test::time_at(eve);
    office_refused("training.report_period", world_.report_body(kind, period));
    net_.advance(Duration{1'000});
    by_office(world_.report_body(kind, period));
  }
}

TEST_F(TrainingRulesTest, AUnitHasOneReportOfAPeriodAndSaysWhatANewOneReplaces) {
  net_.now = test::time_at("2025-01-01T00:00:00Z");
  const auto body = world_.report_body(ReportKind::yearly, "2024");
  const LeafIndex first = by_office(body);
  office_refused("training.report_exists", body);
  auto next = body;
  next.replaces = LeafIndex{3};
  office_refused("training.report_replaces", next);
  next.replaces = first;
  const LeafIndex second = by_office(next);
  office_refused("training.report_replaces", next);
  refused("training.report_replaces", next, "79DH01", {"dh-officer"});  // another unit's
  auto other = world_.report_body(ReportKind::monthly, "2024-10");
  other.replaces = second;
  office_refused("training.report_replaces", other);  // another period's
  by_office(world_.report_body(ReportKind::yearly, "2025"));
  // The successor replaces what the unit filed that was merged into it, once.
  accepted(UnitMerge{code("79PGD"), code("79XA01"), net_.now + hours(1)}, "79SGD", {"office-manager"});
  next.replaces = second;
  refused("training.report_replaces", next, "79XA01", {"xa-officer"});
  net_.advance(hours(1));
  accepted(next, "79XA01", {"xa-officer"});
  refused("training.report_replaces", next, "79XA01", {"xa-officer"});
}

TEST_F(TrainingRulesTest, AReportRestsOnReportsOfOthersAboutTheSame) {
  net_.now = test::time_at("2024-10-01T00:00:00Z");
  const auto body = world_.report_body(ReportKind::quarterly, "2024-Q4");
  const LeafIndex school = accepted(body, "79TH0001", {"school-reporter"});
  const LeafIndex other =
      accepted(world_.report_body(ReportKind::quarterly, "2024-Q3"), "79TH0001", {"school-reporter"});
  auto office = body;
  for (const LeafIndex wrong : {other, LeafIndex{3}, world_.programme}) {
    office.based_on = {wrong};
    office_refused("training.report_source", office);
  }
  office.based_on = {school};
  const LeafIndex own = by_office(office);
  auto again = body;
  again.based_on = {own};
  again.replaces = own;
  office_refused("training.report_source", again);  // its own
}

TEST_F(TrainingRulesTest, ALateReportIsTakenNoticedAndStaysFlagged) {
  const auto body = world_.report_body(ReportKind::quarterly, "2024-Q4");
  net_.now = test::time_at("2024-12-20T16:59:59Z");  // the school by the 20th, the office by the 25th
  EXPECT_THAT(notices(body, "79TH0001", {"school-reporter"}), IsEmpty());
  net_.now = test::time_at("2024-12-25T16:59:59Z");
  EXPECT_THAT(notices(body, "79XA01", {"xa-officer"}), IsEmpty());
  net_.now = test::time_at("2024-12-25T17:00:00Z");
  EXPECT_THAT(notices(body, "79PGD", TrainingWorld::office_keys()), Contains("training.report_late"));
  EXPECT_THAT(notices(body, "79DH01", {"dh-officer"}), IsEmpty());  // nothing is set for providers
  std::size_t late = 0;
  for (const auto& [key, value] : net_.state().all()) {
    if (key.substr(0, 1) != table_prefix(Table::report)) continue;
    late += static_cast<std::size_t>(value.back() == 1);
  }
  EXPECT_EQ(late, 1u);
}

}  // namespace
}  // namespace hocba::chain
