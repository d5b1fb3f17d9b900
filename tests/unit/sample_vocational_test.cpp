// Dataset C has the numbers of its specification, and its sheets are imported whole.
#include <gmock/gmock.h>

#include "ledger/exchange/import.hpp"
#include "tools/sample/vocational.hpp"

namespace hocba::sample {
namespace {

TEST(SampleVocational, HasSixHundredDiplomasTwoHundredOfThemDigitised) {
  const Vocational made = make_vocational(2025);
  std::size_t whole = 0, digitised = 0;
  for (const VocationalUnit& unit : made.units) {
    for (const Sheet* sheet : {&unit.diplomas, &unit.old_diplomas}) {
      exchange::ImportDefaults defaults;
      defaults.issuer.name = unit.name;
      const auto imported = exchange::import_diplomas(*exchange::parse_csv(sheet->bytes), defaults);
      for (const auto& issue : imported.issues)
        EXPECT_NE(issue.level, exchange::RowIssue::Level::error) << sheet->file_name << " " << issue.code->id;
      whole += imported.items.size();
      for (const auto& item : imported.items)
        digitised += item.common.originality == credential::Originality::digitised ? 1u : 0u;
    }
  }
  EXPECT_EQ(whole, 600u);
  EXPECT_EQ(digitised, 200u);
  EXPECT_EQ(made.copies.size(), 12u);
  EXPECT_EQ(std::count_if(made.units.begin(), made.units.end(), [](const auto& u) { return !u.merged_into.empty(); }),
            1);
}

TEST(SampleVocational, GivesTheSameBytesForTheSameSeed) {
  const Vocational one = make_vocational(7), same = make_vocational(7), other = make_vocational(8);
  EXPECT_EQ(one.units[0].diplomas.bytes, same.units[0].diplomas.bytes);
  EXPECT_NE(one.units[0].diplomas.bytes, other.units[0].diplomas.bytes);
}

}  // namespace
}  // namespace hocba::sample
