// The permission table as a table: what the handbook prints, and which row a document and its groups are under. What
// its cells do is in api_permissions_test.cpp.
#include "node/permission_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "ledger/credential/training_document.hpp"
#include "tests/support/paths.hpp"

namespace hocba::node {
namespace {

using chain::UnitType;
using testing::HasSubstr;

TEST(ThePermissionTable, StandsInTheHandbookCellByCell) {
  std::ifstream in(test::source_root() + "/docs/formats/permissions.md");
  std::stringstream text;
  text << in.rdbuf();
  const std::string page = text.str();
  std::string head = "| record | held by |";
  for (std::size_t i = 0; i < kSeats; ++i) head += " " + std::string(name_of(static_cast<Seat>(i)).name) + " |";
  EXPECT_THAT(page, HasSubstr(head + "\n"));
  const char* const held[] = {"ledger", "node", "later"};
  for (const MatterRow& row : permission_table()) {
    std::string line =
        "| " + std::string(row.name) + ": " + std::string(row.vi) + " | " + held[static_cast<int>(row.held)] + " |";
    for (const Cell& cell : row.cells)
      line += " " + (cell.text == "-" ? std::string("–") : std::string(cell.text)) + " |";
    EXPECT_THAT(page, HasSubstr(line + "\n"));
  }
  for (std::size_t i = 0; i < kSeats; ++i)
    EXPECT_THAT(page, HasSubstr(std::string(name_of(static_cast<Seat>(i)).vi))) << i;
}

TEST(ThePermissionTable, TellsWhichRowADocumentAndItsGroupsAreUnder) {
  EXPECT_EQ(matter_of("transcript", UnitType::upper_secondary), Matter::year);
  EXPECT_EQ(matter_of("certificate", UnitType::training_provider), Matter::training_certificate);
  EXPECT_EQ(matter_of("certificate", UnitType::primary_lower_secondary), Matter::completion);
  EXPECT_EQ(matter_of("certificate", UnitType::upper_secondary), Matter::diploma);
  for (const auto type : credential::training_types())
    EXPECT_EQ(matter_of(type, UnitType::upper_secondary), Matter::training_certificate);
  EXPECT_EQ(matter_of("award", UnitType::training_provider), Matter::award);
  EXPECT_EQ(matter_of("diploma", UnitType::vocational), Matter::diploma);
  for (const auto& [group, matter] : {std::pair("family", Matter::pupil_file),
                                      {"photo", Matter::pupil_file},
                                      {"contact", Matter::pupil_file},
                                      {"sensitive", Matter::pupil_file},
                                      {"health-2024-2025", Matter::pupil_file},
                                      {"marks-2024-2025", Matter::marks},
                                      {"comments-2024-2025", Matter::marks},
                                      {"year-2024-2025", Matter::year},
                                      {"identity", Matter::year},
                                      {"correction", Matter::year}})
    EXPECT_EQ(matter_of_group(group, Matter::year), matter) << group;
  EXPECT_EQ(matter_of_group("contact", Matter::award), Matter::award);
}

}  // namespace
}  // namespace hocba::node
