// Dataset B (domain §9.3): one training day of a province in September 2023, attended at 602 sites of 13 districts, and
// the awards that were proposed after it. What comes out of it is a confirmation of attendance, no certificate.
// Seeded; pure; threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/sample/people.hpp"
#include "tools/sample/sheets.hpp"

namespace hocba::sample {

enum class ProvinceSize { mini, tinh };

struct Attendee {
  Person person;
  std::string audience;  // CB, GV, NV
  int attended = 0;      // of kDayPeriods
};
struct Site {
  std::string code, name, type;  // type: as `hocba unit register --type` takes it
  std::size_t district = 0;
  bool under_department = false;  // THPT and continuing centres
  bool late_list = false;         // of who is to come: sent after kListDue
  std::vector<Attendee> people;
};
struct ProvinceDistrict {
  std::string code, name;
  int weight = 0;  // of its schools (domain §9.3)
  bool late_report = false;
  std::size_t sites = 0;
};
struct ProposedAward {
  bool collective = false;
  std::string title;  // Bằng khen … (quota 10 and 15), Giấy khen … (5 and 10)
  std::string name, unit, achievement;
  Date birth_date;  // of a person
  Date dossier;     // when it came; late after 07/09/2023
};
struct Province {
  std::vector<ProvinceDistrict> districts;
  std::vector<Site> sites;
  std::vector<ProposedAward> proposals;  // 12 collective, 19 individual
};
inline constexpr const char* kProvinceDepartment = "99SOB";
inline constexpr const char* kProvinceProvider = "99DTB";  // holds the day for the department
inline constexpr Date kTrainingDay{2023, 9, 28};
inline constexpr Date kDossierDue{2023, 9, 7};  // «trước ngày 08/9/2023»
inline constexpr Date kListDue{2023, 9, 25};    // the plan names no day; the department of this dataset did
inline constexpr Date kMakeUpDay{2023, 10, 2};  // of teachers who were absent; outside the plan's September
inline constexpr Date kReportDue{2023, 10, 9};  // «trước ngày 10/10/2023»
inline constexpr int kDayPeriods = 8;

Province make_province(std::uint64_t seed, ProvinceSize size);

// Whom a school puts forward: STT, name, birth date, personal number, audience, level, course.
Sheet list_of(const Site& site);
// Who attended at a site, as its school sends it: STT, name, birth date, personal number, periods.
Sheet attendance_of(const Site& site);
// The teachers who were absent on the day, who all come on kMakeUpDay.
Sheet make_up_of(const Province& province);
// All proposals with award, kind, birth date and the dossier's day, for `hocba award check`.
Sheet proposals_sheet(const Province& province);
// The department's own of them as they are awarded, `more` collectives beside them.
Sheet awards_sheet(const Province& province, std::size_t more = 0);
// The plan's limits: 10 and 15, 5 and 10 (QN3, QN4).
Sheet quota_sheet();

// Counted from the plan, as those who play it must find them.
struct ProvinceTotals {
  std::size_t sites = 0, people = 0, confirmed = 0, late_dossiers = 0, late_reports = 0;
  std::size_t late_lists = 0, people_of_late_lists = 0;
  std::size_t absent_teachers = 0;  // they come on kMakeUpDay
  // A site's people of one audience are a class; of fewer than five, with the others of the district.
  std::size_t classes = 0;
  std::size_t collectives_awarded = 0, people_awarded = 0;  // by the department itself
};
ProvinceTotals totals(const Province& province);
std::size_t people_of(const Province& province, std::size_t district);  // at sites below its office

}  // namespace hocba::sample
