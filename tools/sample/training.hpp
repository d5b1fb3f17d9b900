// The training part of dataset A (domain §9.2): the staff of a district, who is sent to which course, the 197 classes
// of the plan, each learner's marks, who has to learn again, whose certificate is revoked. Dataset B stands in
// sites.hpp.
//
// `expected()` counts what must come out from this plan alone, by loops that share no code with the ledger: the demo
// and the tests hold the ledger's totals against it. Seeded: the same seed and size give the same people and sheets on
// every machine. Pure; threads: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/sample/people.hpp"
#include "tools/sample/sheets.hpp"

namespace hocba::sample {

enum class TrainingSize { mini, quan };

inline constexpr const char* kTrainingDepartment = "99SO";
inline constexpr const char* kTrainingDistrict = "99PGDA";  // ends on 30/06/2025
inline constexpr const char* kTrainingProvider = "99DHM";
inline constexpr const char* kTrainingPartner = "99DHP";  // a cooperating institution

struct TrainingSchool {
  std::string code, name, type;  // type: as `hocba unit register --type` takes it
  std::string level;             // TIEU_HOC, THCS_VA_TRUC_THUOC
  std::string ward;              // above it from 01/07/2025 on
  bool late = false;             // sends its list after 16/09/2024
  std::vector<std::size_t> staff;
};
struct TrainingWard {
  std::string code, name;
};
struct StaffMember {
  Person person;
  std::size_t school = 0;
  std::string audience;   // CBQL, GV, NV
  bool advanced = false;  // is sent to the advanced course as well
  int survey = 0;         // level found by the survey, 1 to 4; nobody but office and school learns it
  std::string subject;    // of teachers
};
struct TrainingMeeting {  // one session
  Date date;
  int periods = 0;
  bool online = false;
};
struct TrainingLearner {
  std::size_t staff = 0;
  int attended = 0;              // periods
  int attendance = 0, test = 0;  // tenths
  bool passes = false;           // by the plan: the marks are made for it
  bool again = false;            // failed before
};
struct PlannedClass {
  std::string course, audience, level, topic;  // codes of the programme DE_AN_869
  int number = 0;                              // of the course, in the order of their first days
  std::string trainer, degree, title;          // title: học hàm, may be empty
  std::vector<TrainingMeeting> meetings;
  std::vector<TrainingLearner> learners;
  Date first_day, closed_on;
  std::string name() const;  // CDS_NC-07
};
struct RevokedCertificate {
  std::size_t staff = 0;
  std::string course, cause, basis;  // cause: a reason code of `hocba revoke`
  Date on;
};

struct TrainingPlan {
  TrainingSize size{};
  std::vector<TrainingWard> wards;
  std::vector<TrainingSchool> schools;
  std::vector<StaffMember> staff;
  std::vector<PlannedClass> classes;  // by closed_on, then name
  std::vector<RevokedCertificate> revoked;
};
TrainingPlan make_training(std::uint64_t seed, TrainingSize size);

// What must have come out by the end of a day.
struct TrainingTotals {
  std::size_t staff = 0, seats = 0, late_seats = 0, classes = 0, attempts = 0, passed_first = 0, passed_again = 0,
              open = 0, certificates = 0, revoked = 0;
  std::size_t basic_people = 0, basic_passed = 0, advanced_people = 0, advanced_passed = 0;
  std::size_t periods = 0, online_periods = 0;
};
TrainingTotals expected(const TrainingPlan& plan, Date day);
// The same for one level and audience; empty: all.
TrainingTotals expected_of(const TrainingPlan& plan, Date day, const std::string& level, const std::string& audience);

Sheet roster_sheet(const TrainingPlan& plan, const TrainingSchool& school);
Sheet learner_sheet(const TrainingPlan& plan, const PlannedClass& klass);  // who is enrolled
Sheet result_sheet(const TrainingPlan& plan, const PlannedClass& klass);
Sheet attendance_sheet(const TrainingPlan& plan, const PlannedClass& klass);
// The staff list of one school, for the bulk check of certificates.
Sheet staff_sheet(const TrainingPlan& plan, const TrainingSchool& school);
// All totals, per level and audience as well, as of both Decembers. A CSV file.
Sheet totals_sheet(const TrainingPlan& plan);

}  // namespace hocba::sample
