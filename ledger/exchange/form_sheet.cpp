#include "ledger/exchange/form_sheet.hpp"

#include <nlohmann/json.hpp>

#include "ledger/exchange/csv.hpp"

namespace hocba::exchange {

credential::TranscriptData pupil_of(const credential::Document& transcript) {
  credential::TranscriptData out;
  const auto head = credential::headline(transcript);
  const auto details = credential::holder_details(transcript);
  const auto& hocba = transcript.core().at("hocba");
  out.common.holder = {.name = head.holder_name,
                       .birth_date = head.birth_date.value_or(Date{}),  // a pupil has one
                       .personal_number = details.personal_number,
                       .sector_code = details.sector_code};
  out.common.serial = transcript.serial();
  out.common.period = transcript.period();
  out.level = hocba.value("level", "");
  const std::string sex = hocba.value("sex", "");
  out.sex = sex.empty() ? "" : sex == "M" ? "Nam" : "Nữ";
  out.years = credential::school_years(transcript);
  for (auto& year : out.years) {
    year.health.clear();
    year.height_cm.reset();
    year.weight_hectograms.reset();
  }
  return out;
}

std::string form_csv(const FormSheet& form) { return to_csv(form.table, form.table.titles); }
Result<std::string> form_xlsx(const FormSheet& form) { return write_xlsx(form.table, form.sheet); }

std::string plain_name(std::string_view text, std::size_t characters) {
  constexpr std::string_view kNever = "[]:*?/\\'\"<>|.";
  std::string out;
  std::size_t taken = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && (static_cast<unsigned char>(c) < 0x20 || kNever.find(c) != std::string_view::npos)) continue;
    if (begins && ++taken > characters) break;
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out.empty() ? "Sheet1" : out;
}

}  // namespace hocba::exchange
