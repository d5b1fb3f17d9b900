// A spreadsheet of anyone as a roster, as results, attendance and completions of a class: no crash, every complaint has
// a code and a place, nobody is taken twice, and what is taken keeps the rules of the course.
#include <cstdint>
#include <set>
#include <string_view>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/training_sheets.hpp"

using namespace hocba;

namespace {

training::CodeText word_of(std::string_view text) { return training::CodeText::parse(text).value(); }

std::vector<exchange::ListedLearner> listed_people() {
  std::vector<exchange::ListedLearner> out;
  for (const char* name : {"Lê Hoa", "Lê Hoà", "Trần Thị Thử", "Vũ Ý", "Vũ Ý"}) {
    exchange::ListedLearner one;
    one.number = static_cast<std::uint32_t>(out.size() + 1);
    one.seat.data.fill(static_cast<std::uint8_t>(one.number));
    one.name = name;
    one.birth_date = {1980, 1, 1};
    out.push_back(one);
  }
  out[2].personal_number = "000180000003";
  out[4].attended = 12;
  return out;
}

void check_issues(const std::vector<exchange::RowIssue>& issues) {
  for (const auto& issue : issues) HOCBA_CHECK(issue.code != nullptr && issue.line > 0);
}
template <class Items>
void check_once(const Items& items, std::size_t people) {
  std::set<std::size_t> seen;
  for (const auto& item : items) HOCBA_CHECK(item.learner < people && seen.insert(item.learner).second);
}

void roster_of(const exchange::Table& table) {
  exchange::RosterRules rules;
  rules.courses = {{{word_of("CDS_CB"), {"Cơ bản"}}, {word_of("GV"), word_of("NV")}},
                   {{word_of("STEM"), {}}, {word_of("GV")}}};
  rules.audiences = {{word_of("GV"), {"Giáo viên"}}, {word_of("NV"), {"Nhân viên"}}};
  rules.level_if_unsaid = word_of("TIEU_HOC");
  rules.any_columns = true;
  const auto read = exchange::import_training_roster(table, rules);
  check_issues(read.issues);
  for (const auto& person : read.people) {
    HOCBA_CHECK(!person.name.empty() && !person.courses.empty());
    HOCBA_CHECK(std::set<training::CodeText>(person.courses.begin(), person.courses.end()).size() ==
                person.courses.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto table = exchange::parse_csv({reinterpret_cast<const char*>(data), size});
  if (!table.ok()) return 0;
  roster_of(*table);
  const auto people = listed_people();
  training::CourseRule course;
  course.course = word_of("CDS_CB");
  const training::ClassTotals totals{30, 9};
  for (const auto assessment :
       {training::Assessment::scored, training::Assessment::attendance, training::Assessment::external}) {
    course.assessment = assessment;
    course.weights.reset();
    for (const bool weighted : {false, true}) {
      if (weighted && assessment != training::Assessment::scored) continue;
      if (weighted) course.weights = training::Weights{30, 70};
      const auto read = exchange::import_training_results(*table, people, course, totals, true);
      check_issues(read.issues);
      check_once(read.items, people.size());
      HOCBA_CHECK(read.items.size() + read.missing.size() <= people.size());
      for (const auto& item : read.items)
        HOCBA_CHECK(training::check_result(course, item.result).ok() && item.result.attended <= totals.periods);
    }
  }
  for (const std::vector<exchange::SheetSession>& sessions :
       {std::vector<exchange::SheetSession>{{1, 5}}, std::vector<exchange::SheetSession>{{1, 5}, {2, 4}}}) {
    const auto read = exchange::import_training_attendance(*table, people, sessions, true);
    check_issues(read.issues);
    check_once(read.items, people.size());
    for (const auto& item : read.items)
      for (const auto& [number, periods] : item.periods) HOCBA_CHECK(number <= 2 && periods <= 5);
  }
  exchange::ExternalRules rules;
  rules.course = &course;
  const auto completed = exchange::import_training_external(*table, people, rules);
  check_issues(completed.issues);
  check_once(completed.items, people.size());
  check_issues(exchange::import_training_learners(*table, people).issues);
  return 0;
}
