// A holder's file as anyone may upload it: what is accepted is written back as the same file (but for how the status
// bits are compressed), and the engine always gives a whole report, which under a policy that trusts nobody is never
// "valid" and never "not in force".
#include <cstdint>
#include <string_view>

#include "ledger/exchange/holder_file.hpp"
#include "ledger/verify/engine.hpp"

using namespace hocba;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto file = exchange::parse_holder_file(bytes);
  if (file.ok()) {
    const std::string text = exchange::to_text(*file);
    const auto again = exchange::parse_holder_file(text);
    HOCBA_CHECK(again.ok() && exchange::to_text(*again) == text);
    HOCBA_CHECK(file->status.has_value() || text == bytes);
    (void)exchange::open_document(*file);
    HOCBA_CHECK(exchange::parse_holder_file(exchange::to_text(exchange::with_groups(*file, {}))).ok());
  }
  const log::Policy nobody;
  const verify::Report report = verify::verify_file(bytes, nobody);
  HOCBA_CHECK(report.checks.size() == verify::kChecks);
  HOCBA_CHECK(report.verdict == verify::Verdict::not_genuine || report.verdict == verify::Verdict::undecided);
  HOCBA_CHECK(!verify::to_json(report).empty() && !verify::to_lines(report, "vi").empty());
  return 0;
}
