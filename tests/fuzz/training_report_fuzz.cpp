// Anyone's file taken for a training report: no crash; what is published of it shows no count of 1 to 4 people,
// and it adds up with others or is refused with its index.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "ledger/training/codes.hpp"
#include "ledger/training/report.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto sums = training::roll_up({{7, std::string(text)}, {9, std::string(text)}});
  if (!sums.ok()) {
    HOCBA_CHECK(sums.error().is(training::kReportSource));
    HOCBA_CHECK(sums.error().detail().compare(0, 2, "7:") == 0);
  }
  const auto cut = size % 2 == 0 ? training::By::unit : training::By::audience;
  const auto copy = training::public_view(text, cut);
  if (!copy.ok()) {
    HOCBA_CHECK(copy.error().is(training::kReportMalformed));
    return 0;
  }
  const auto shown = nlohmann::json::parse(*copy);
  HOCBA_CHECK(shown["public"] == true);
  HOCBA_CHECK(!shown.contains("salt"));
  for (const auto& row : shown["coverage"])
    for (const char* name : {"people", "passed"})
      if (row.at(name).is_number()) HOCBA_CHECK(row[name] == 0 || row[name] >= training::kSmallestShown);
  // A copy of the copy is the same, or it is none: it has texts where the report has counts.
  if (const auto again = training::public_view(*copy, cut); again.ok()) HOCBA_CHECK(*again == *copy);
  return 0;
}
