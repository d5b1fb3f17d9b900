// Dataset B has the numbers of its specification (domain §9.3).
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/proposals.hpp"
#include "ledger/exchange/quota.hpp"
#include "tools/sample/sites.hpp"

namespace hocba::sample {
namespace {

TEST(SampleSites, HasSixHundredAndTwoSitesInThirteenDistricts) {
  const Province province = make_province(2023, ProvinceSize::tinh);
  std::map<std::string, int> types;
  std::set<std::string> codes, numbers;
  for (const Site& site : province.sites) {
    ++types[site.type];
    EXPECT_TRUE(codes.insert(site.code).second) << site.code;
    EXPECT_FALSE(site.people.empty());
    for (const Attendee& one : site.people) EXPECT_TRUE(numbers.insert(one.person.personal_number).second);
  }
  EXPECT_EQ(province.sites.size(), 602u);
  const std::map<std::string, int> want = {
      {"kindergarten", 206},   {"primary", 150},          {"lower_secondary", 128}, {"primary_lower_secondary", 53},
      {"upper_secondary", 39}, {"continuing_centre", 13}, {"subordinate", 13}};
  EXPECT_EQ(types, want);
  ASSERT_EQ(province.districts.size(), 13u);
  for (const ProvinceDistrict& one : province.districts) EXPECT_GT(one.sites, 2u) << one.code;
  // The heaviest has most of the sites.
  for (const ProvinceDistrict& one : province.districts) EXPECT_LE(one.sites, province.districts[0].sites);
  const ProvinceTotals sums = totals(province);
  EXPECT_EQ(sums.late_dossiers, 3u);
  EXPECT_EQ(sums.late_reports, 1u);
  EXPECT_LT(sums.confirmed, sums.people);
  EXPECT_EQ(sums.late_lists, 12u);
  EXPECT_EQ(sums.collectives_awarded, 2u);
  EXPECT_EQ(sums.people_awarded, 4u);
}

// One class per site and audience of five or more, one of the rest per district and audience: none that is needlessly
// small.
TEST(SampleSites, CountsTheClassesOfTheDay) {
  const Province province = make_province(2023, ProvinceSize::mini);
  std::map<std::pair<std::size_t, std::string>, std::set<std::string>> few;
  std::size_t whole = 0, people_below_offices = 0;
  for (const Site& site : province.sites) {
    std::map<std::string, int> by_audience;
    for (const Attendee& one : site.people) ++by_audience[one.audience];
    for (const auto& [audience, count] : by_audience) {
      if (count >= 5)
        ++whole;
      else
        few[{site.district, audience}].insert(site.code);
    }
    people_below_offices += site.under_department ? 0 : site.people.size();
  }
  EXPECT_EQ(totals(province).classes, whole + few.size());
  std::size_t people = 0;
  for (std::size_t d = 0; d < province.districts.size(); ++d) people += people_of(province, d);
  EXPECT_EQ(people, people_below_offices);
}

// The make-up day has the teachers who were absent, each once.
TEST(SampleSites, TheMakeUpDayIsForTheTeachersWhoWereAbsent) {
  const Province province = make_province(2023, ProvinceSize::tinh);
  const auto table = exchange::parse_csv(make_up_of(province).bytes);
  ASSERT_TRUE(table.ok());
  std::set<std::string> numbers;
  for (const auto& row : table->rows) numbers.insert(row.cells[3]);
  EXPECT_EQ(numbers.size(), table->rows.size());
  EXPECT_EQ(numbers.size(), totals(province).absent_teachers);
  for (const Site& site : province.sites)
    for (const Attendee& one : site.people)
      EXPECT_EQ(numbers.count(one.person.personal_number), one.audience == "GV" && one.attended == 0 ? 1u : 0u);
}

// What the department awards fits its quota, and one collective more than that does not.
TEST(SampleSites, TheDepartmentsAwardsFitItsQuota) {
  const Province province = make_province(2023, ProvinceSize::tinh);
  EXPECT_EQ(exchange::parse_csv(awards_sheet(province).bytes)->rows.size(), 6u);
  EXPECT_EQ(exchange::parse_csv(awards_sheet(province, 4).bytes)->rows.size(), 10u);
}

TEST(SampleSites, TheProposalsFitTheQuotasAndThreeDossiersAreLate) {
  const Province province = make_province(2023, ProvinceSize::tinh);
  const auto count = [&](bool collective) {
    std::size_t out = 0;
    for (const ProposedAward& one : province.proposals) out += one.collective == collective ? 1 : 0;
    return out;
  };
  EXPECT_EQ(count(true), 12u);
  EXPECT_EQ(count(false), 19u);
  const auto table = exchange::parse_csv(proposals_sheet(province).bytes);
  ASSERT_TRUE(table.ok()) << table.error().to_string();
  const auto proposals = exchange::import_proposals(*table, {});
  for (const auto& issue : proposals.issues)
    EXPECT_NE(issue.level, exchange::RowIssue::Level::error) << issue.line << " " << issue.code->id;
  EXPECT_EQ(proposals.items.size(), 31u);
  EXPECT_TRUE(proposals.dated);
}

TEST(SampleSites, GivesTheSameBytesForTheSameSeed) {
  const Province one = make_province(7, ProvinceSize::mini), same = make_province(7, ProvinceSize::mini),
                 other = make_province(8, ProvinceSize::mini);
  EXPECT_EQ(attendance_of(one.sites[0]).bytes, attendance_of(same.sites[0]).bytes);
  EXPECT_NE(attendance_of(one.sites[0]).bytes, attendance_of(other.sites[0]).bytes);
  EXPECT_EQ(proposals_sheet(one).bytes, proposals_sheet(same).bytes);
}

}  // namespace
}  // namespace hocba::sample
