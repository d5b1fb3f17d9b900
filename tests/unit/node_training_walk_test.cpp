// The five source plans and regular training, each from roster to report on a real node with a simulated clock, over
// its API: what differs between them is the table below, what is done is tests/node_support/programme_walk.hpp.
#include "tests/node_support/programme_walk.hpp"

namespace hocba::test {
namespace {

using training::ReportKind;

struct WalkedPlan {
  const char* name;
  WalkPlan plan;
  std::size_t classes, documents, reports, late;
};

void PrintTo(const WalkedPlan& walked, std::ostream* out) { *out << walked.name; }

// Reports: of two schools and two offices; of each kind of reporter that the plan gives a last day, one late.
const std::vector<WalkedPlan>& walked_plans() {
  static const std::vector<WalkedPlan> plans = {
      {"ThuDuc",
       {.programme = "DE_AN_869",
        .office = "79PGD",
        .start = "2024-09-01",
        .lists = "2024-09-10",
        .in_person = "2024-10-15",
        .online = "2024-10-22",
        .again = "2024-11-12",
        .corrected = "2025-03-03",
        .reports = {{ReportKind::yearly, "2024", 4}},
        .targets = {{"CDS_CB", 100, 100, "nnny"}, {"CDS_NC", 30, 30, "yyyy"}},
        .merged = true,
        .after_merger = {ReportKind::yearly, "2025", 5}},
       14,
       35,
       7,
       2},
      {"TanBinh",
       {.programme = "TAN_BINH_2023",
        .office = "79PGD",
        .start = "2023-03-20",
        .lists = "2023-04-03",
        .in_person = "2023-04-18",
        .online = "2023-04-25",
        .again = "2023-07-18",
        .corrected = "2023-10-16",
        .reports = {{ReportKind::quarterly, "2023-Q2", 3}, {ReportKind::quarterly, "2023-Q3", 4}},
        .targets = {{"NHAN_THUC_KY_NANG", 100, 100, "nnny"}}},
       10,
       25,
       8,
       4},
      // 70 % until 2025, exactly reached; 100 % until 2030.
      {"Vocational",
       {.programme = "QD_2550",
        .office = "79SGD",
        .start = "2023-09-01",
        .lists = "2023-09-12",
        .in_person = "2023-10-10",
        .online = "2023-10-17",
        .again = "2023-11-14",
        .corrected = "2026-01-05",
        .people = 10,
        .failing = 4,
        .reports = {{ReportKind::yearly, "2023", 7}, {ReportKind::ad_hoc, "2024-03-01", 7, "2024-03-08"}},
        .targets = {{"NANG_LUC_SO", 70, 100, "nyny"}, {"HOC_LIEU_SO", 70, 100, "nyny"}}},
       9,
       30,
       8,
       2},
      // One event, online for all; whoever was not at their site is called once more.
      {"QuangNgai",
       {.programme = "QUANG_NGAI_2023",
        .office = "79SGD",
        .start = "2023-08-20",
        .lists = "2023-08-28",
        .in_person = "",
        .online = "2023-09-15",
        .again = "2023-09-26",
        .corrected = "2023-11-06",
        .reports = {{ReportKind::ad_hoc, "2023-09-30", 4}},
        .targets = {{"TAP_HUAN_CDS", 100, 100, "nnny", {"GV", "NV"}}}},
       10,
       25,
       4,
       1},
      // Monthly, on no day: nothing is late.
      {"BaRiaVungTau",
       {.programme = "BR_VT_2022",
        .office = "79SGD",
        .start = "2022-02-01",
        .lists = "2022-02-14",
        .in_person = "2022-03-08",
        .online = "2022-03-15",
        .again = "2022-04-12",
        .corrected = "2022-06-06",
        .reports = {{ReportKind::monthly, "2022-03", 3, "2022-04-04"},
                    {ReportKind::monthly, "2022-04", 4, "2022-05-05"}}},
       72,
       180,
       8,
       0},
      // One document for all three courses, each attended to the last period.
      {"RegularTraining",
       {.programme = "BDTX_2024_2025",
        .office = "79PGD",
        .start = "2024-09-01",
        .lists = "2024-09-10",
        .in_person = "2024-10-15",
        .online = "2024-10-22",
        .again = "2024-11-12",
        .corrected = "2025-06-16",
        .reports = {{ReportKind::ad_hoc, "2025-05-30", 4, "2025-05-30"}},
        .merged = true},
       12,
       10,
       4,
       0},
  };
  return plans;
}

class ProgrammesOnANode : public ProgrammeWalk, public testing::WithParamInterface<WalkedPlan> {
 protected:
  ProgrammesOnANode() : ProgrammeWalk(GetParam().plan) {}
};

TEST_P(ProgrammesOnANode, GoFromRosterToReport) {
  roster_to_report();
  EXPECT_EQ(classes, GetParam().classes);
  EXPECT_EQ(documents, GetParam().documents);
  EXPECT_EQ(reports(), GetParam().reports);
  EXPECT_EQ(late, GetParam().late);
}

INSTANTIATE_TEST_SUITE_P(Shipped, ProgrammesOnANode, testing::ValuesIn(walked_plans()),
                         [](const auto& walked) { return std::string(walked.param.name); });

}  // namespace
}  // namespace hocba::test
