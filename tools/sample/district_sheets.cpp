// A district's pages as the sheets that schools send, some cells as offices write them.
#include <algorithm>
#include <chrono>

#include "ledger/exchange/import.hpp"
#include "tools/sample/district.hpp"

namespace hocba::sample {

namespace {

using credential::TranscriptData;
using credential::TranscriptYear;

Date end_of(const std::string& period) { return {std::stoi(period.substr(5)), 5, 31}; }

TranscriptData data_of(const District& d, const Page& page, const TranscriptYear& year) {
  const Pupil& pupil = d.pupils[page.pupil];
  TranscriptData data;
  auto& holder = data.common.holder;
  holder.name = pupil.person.name;
  holder.birth_date = pupil.person.birth_date;
  holder.personal_number = pupil.person.personal_number;
  const bool later = static_cast<std::size_t>(page.year) + 1 == d.years.size();
  holder.sector_code = pupil.temporary_code.empty() || later ? pupil.person.sector_code : pupil.temporary_code;
  data.common.serial = page.serial;
  data.common.issued_on = end_of(year.period.str());
  data.common.place = "Phường Mẫu";
  data.level = level_of_grade(year.grade);
  data.sex = pupil.person.female ? "Nữ" : "Nam";
  data.birth_place = pupil.birth_place;
  data.ethnicity = pupil.ethnicity;
  data.father = pupil.father;
  data.mother = pupil.mother;
  data.years.push_back(year);
  return data;
}

std::size_t place_of(const exchange::CsvTable& table, std::string_view header) {
  const auto found = std::find(table.header.begin(), table.header.end(), header);
  HOCBA_CHECK(found != table.header.end());
  return static_cast<std::size_t>(found - table.header.begin());
}

std::string excel_serial(const Date& date) {
  constexpr std::int64_t kExcelEpoch = -25'569;  // 30/12/1899, in days from 1970
  const auto days = std::chrono::sys_days(std::chrono::year(date.year) / date.month / date.day).time_since_epoch();
  return std::to_string(days.count() - kExcelEpoch);
}

// What an office makes of the rows of one pupil.
void write_oddly(exchange::CsvTable& table, const std::string& number, const std::string& serial,
                 const Person& person) {
  const auto serials = place_of(table, "Số hiệu"), names = place_of(table, "Họ và tên"),
             numbers = place_of(table, "Số định danh cá nhân"), dates = place_of(table, "Ngày sinh");
  for (auto& row : table.rows) {
    if (row.cells[serials] != serial) continue;
    if (number == "2") row.cells[names] = "Nguye\u0302\u0303n Thi\u0323 Ho\u0300a";
    if (number == "3") row.cells[names] = "\u00D0ặng Văn Sơn";
    if (number == "5") row.cells[numbers].erase(0, 3);
    if (number == "7") row.cells[dates] = excel_serial(person.birth_date);
  }
  if (number != "10") return;
  exchange::CsvRow again;
  again.cells = table.header;
  table.rows.insert(table.rows.begin() + static_cast<std::ptrdiff_t>(table.rows.size() / 2), again);
}

}  // namespace

Sheet class_sheet(const District& d, const SchoolClass& school_class) {
  std::vector<TranscriptData> items;
  for (const std::size_t page : school_class.pages) items.push_back(data_of(d, d.pages[page], d.pages[page].page));
  auto table = exchange::export_transcripts(items);
  for (const Planted& one : d.planted) {
    const Page& page = d.pages[one.page];
    if (&d.classes[page.class_index] == &school_class)
      write_oddly(table, one.number, page.serial, d.pupils[page.pupil].person);
  }
  return {school_class.file_name, exchange::to_csv(table)};
}

Result<Sheet> replacement_sheet(const District& d, const SchoolClass& school_class, ReplacementRound round,
                                const std::map<std::string, std::string>& id_of_serial) {
  const bool june = round.round == Replacement::Round::june;
  std::vector<TranscriptData> items;
  for (const Replacement& one : d.replacements) {
    const Page& page = d.pages[one.page];
    if (&d.classes[page.class_index] != &school_class || one.year != round.year || one.round != round.round) continue;
    TranscriptData data = data_of(d, page, one.corrected);
    const auto id = id_of_serial.find(page.serial);
    HOCBA_CHECK(id != id_of_serial.end());
    HOCBA_TRY(data.common.supersedes, credential::credential_id_from_text(id->second));
    data.common.correction = credential::Correction{one.reason, one.basis, {}};
    data.common.serial += kReplacementSuffix;
    const int made_in = std::stoi(d.years[static_cast<std::size_t>(round.year)].substr(5));
    data.common.issued_on = june ? Date{made_in, 6, 10} : Date{made_in, 8, 20};
    if (one.reason == credential::CorrectionReason::civil_status)
      data.common.holder.name = d.pupils[page.pupil].new_name;
    items.push_back(std::move(data));
  }
  std::string name = school_class.file_name;
  const std::string in = d.years[static_cast<std::size_t>(round.year)].substr(5);  // a page may be of an earlier year
  name.insert(name.rfind('.'), (june ? "-dieu-chinh-" : "-danh-gia-lai-") + in);
  if (items.empty()) return Sheet{name, {}};
  return Sheet{name, exchange::to_csv(exchange::export_transcripts(items))};
}

Sheet planted_sheet(const District& d) {
  exchange::CsvTable table;
  table.header = {"Trường hợp", "Tệp", "Số hiệu", "Nội dung"};
  for (const Planted& one : d.planted)
    table.rows.push_back(
        {table.rows.size() + 2,
         {one.number, d.classes[d.pages[one.page].class_index].file_name, d.pages[one.page].serial, one.what}});
  return {"truong-hop.csv", exchange::to_csv(table)};
}

}  // namespace hocba::sample
