// The training plan as the sheets that schools and the provider send, and what must come of it.
#include <algorithm>
#include <chrono>
#include <set>

#include "ledger/exchange/csv.hpp"
#include "tools/sample/training.hpp"

namespace hocba::sample {

namespace {

const char* word_of(const std::string& audience) {
  if (audience == "CBQL") return "Cán bộ quản lý";
  return audience == "GV" ? "Giáo viên" : "Nhân viên";
}

std::string tenths(int mark) { return std::to_string(mark / 10) + "," + std::to_string(mark % 10); }

std::string to_csv(std::vector<std::string> header, std::vector<std::vector<std::string>> rows) {
  exchange::CsvTable table{.header = std::move(header)};
  std::size_t line = 2;
  for (auto& cells : rows) table.rows.push_back({.line = line++, .cells = std::move(cells)});
  return exchange::to_csv(table);
}

std::string serial_of_excel(const Date& date) {
  constexpr std::int64_t kExcelZero = -25'569;  // 30/12/1899, in days from 1970
  const auto days = std::chrono::sys_days(std::chrono::year(date.year) / date.month / date.day).time_since_epoch();
  return std::to_string(days.count() - kExcelZero);
}

// A staff member's cells as every sheet begins.
std::vector<std::string> who(const TrainingPlan& plan, std::size_t staff, std::size_t number) {
  const Person& person = plan.staff[staff].person;
  return {std::to_string(number), person.name, to_screen(person.birth_date), person.personal_number};
}

// How offices write some of them (domain §9.6, cases 2, 5, 7): the same person all the same.
void write_oddly(std::vector<std::string>& cells, const Person& person, std::size_t school, std::size_t row) {
  if (row != school % 7) return;
  switch (school % 5) {
    case 1:
      cells[3].erase(0, 3);  // Excel took the zeros away
      break;
    case 2:
      cells[2] = serial_of_excel(person.birth_date);
      break;
    case 3:
      cells[1] = "  " + cells[1] + " ";
      break;
    default:
      break;
  }
}

struct Count {
  TrainingTotals totals;
  std::set<std::size_t> basic_passed, advanced_passed;
};

}  // namespace

Sheet roster_sheet(const TrainingPlan& plan, const TrainingSchool& school) {
  std::vector<std::vector<std::string>> rows;
  const auto place = static_cast<std::size_t>(&school - plan.schools.data());
  for (const std::size_t i : school.staff) {
    const StaffMember& one = plan.staff[i];
    auto cells = who(plan, i, rows.size() + 1);
    write_oddly(cells, one.person, place, rows.size());
    for (std::string more :
         {one.person.sector_code, std::string(word_of(one.audience)), school.level,
          std::string(one.advanced ? "CDS_CB; CDS_NC" : "CDS_CB"), std::to_string(one.survey), one.subject})
      cells.push_back(std::move(more));
    rows.push_back(std::move(cells));
  }
  return {"cu-di-hoc-" + school.code + ".csv",
          to_csv({"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Mã định danh Bộ GD&ĐT", "Đối tượng",
                  "Cấp học", "Khóa học", "Mức khảo sát", "Môn dạy"},
                 std::move(rows))};
}

Sheet learner_sheet(const TrainingPlan& plan, const PlannedClass& klass) {
  std::vector<std::vector<std::string>> rows;
  for (const TrainingLearner& learner : klass.learners) rows.push_back(who(plan, learner.staff, rows.size() + 1));
  return {"hoc-vien-" + klass.name() + ".csv",
          to_csv({"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân"}, std::move(rows))};
}

Sheet result_sheet(const TrainingPlan& plan, const PlannedClass& klass) {
  std::vector<std::vector<std::string>> rows;
  for (const TrainingLearner& learner : klass.learners) {
    auto cells = who(plan, learner.staff, rows.size() + 1);
    for (std::string more : {tenths(learner.attendance), tenths(learner.test), std::to_string(learner.attended)})
      cells.push_back(std::move(more));
    rows.push_back(std::move(cells));
  }
  return {"ket-qua-" + klass.name() + ".csv", to_csv({"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân",
                                                      "Điểm chuyên cần", "Điểm khảo sát", "Số tiết dự"},
                                                     std::move(rows))};
}

Sheet attendance_sheet(const TrainingPlan& plan, const PlannedClass& klass) {
  std::vector<std::string> header = {"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân"};
  int all = 0;
  for (std::size_t i = 0; i < klass.meetings.size(); ++i) {
    header.push_back("Buổi " + std::to_string(i + 1));
    all += klass.meetings[i].periods;
  }
  std::vector<std::vector<std::string>> rows;
  for (const TrainingLearner& learner : klass.learners) {
    auto cells = who(plan, learner.staff, rows.size() + 1);
    int missed = all - learner.attended;  // from the last meeting backwards
    std::vector<int> there;
    for (auto meeting = klass.meetings.rbegin(); meeting != klass.meetings.rend(); ++meeting) {
      const int away = std::min(missed, meeting->periods);
      missed -= away;
      there.insert(there.begin(), meeting->periods - away);
    }
    for (const int periods : there) cells.push_back(std::to_string(periods));
    rows.push_back(std::move(cells));
  }
  return {"diem-danh-" + klass.name() + ".csv", to_csv(std::move(header), std::move(rows))};
}

Sheet staff_sheet(const TrainingPlan& plan, const TrainingSchool& school) {
  std::vector<std::vector<std::string>> rows;
  for (const std::size_t i : school.staff) rows.push_back(who(plan, i, rows.size() + 1));
  return {"nhan-su-" + school.code + ".csv",
          to_csv({"STT", "Họ và tên", "Ngày sinh", "Số định danh cá nhân"}, std::move(rows))};
}

TrainingTotals expected_of(const TrainingPlan& plan, Date day, const std::string& level, const std::string& audience) {
  const auto counts = [&](std::size_t i) {
    return (level.empty() || plan.schools[plan.staff[i].school].level == level) &&
           (audience.empty() || plan.staff[i].audience == audience);
  };
  Count count;
  TrainingTotals& t = count.totals;
  for (std::size_t i = 0; i < plan.staff.size(); ++i) {
    if (!counts(i)) continue;
    const StaffMember& one = plan.staff[i];
    const std::size_t seats = one.advanced ? 2 : 1;
    ++t.staff;
    t.seats += seats;
    ++t.basic_people;
    t.advanced_people += one.advanced ? 1 : 0;
    t.late_seats += plan.schools[one.school].late ? seats : 0;
  }
  for (const PlannedClass& klass : plan.classes) {
    if (day < klass.closed_on) continue;
    const bool here = (level.empty() || klass.level == level) && (audience.empty() || klass.audience == audience);
    if (here) {
      ++t.classes;
      for (const TrainingMeeting& meeting : klass.meetings) {
        t.periods += static_cast<std::size_t>(meeting.periods);
        t.online_periods += meeting.online ? static_cast<std::size_t>(meeting.periods) : 0;
      }
    }
    for (const TrainingLearner& learner : klass.learners) {
      if (!counts(learner.staff)) continue;
      ++t.attempts;
      if (!learner.passes) continue;
      ++(learner.again ? t.passed_again : t.passed_first);
      (klass.course == "CDS_NC" ? count.advanced_passed : count.basic_passed).insert(learner.staff);
    }
  }
  t.certificates = t.passed_first + t.passed_again;
  t.open = t.seats - t.certificates;  // by that day
  for (const RevokedCertificate& one : plan.revoked) t.revoked += counts(one.staff) && !(day < one.on) ? 1 : 0;
  t.basic_passed = count.basic_passed.size();
  t.advanced_passed = count.advanced_passed.size();
  return t;
}

TrainingTotals expected(const TrainingPlan& plan, Date day) { return expected_of(plan, day, "", ""); }

Sheet totals_sheet(const TrainingPlan& plan) {
  std::vector<std::vector<std::string>> rows;
  for (const Date day : {Date{2024, 12, 31}, Date{2025, 12, 31}}) {
    for (const char* level : {"", "TIEU_HOC", "THCS_VA_TRUC_THUOC"}) {
      for (const char* audience : {"", "CBQL", "GV", "NV"}) {
        const TrainingTotals t = expected_of(plan, day, level, audience);
        std::vector<std::string> cells = {to_screen(day), level, audience};
        for (const std::size_t number :
             {t.staff, t.seats, t.late_seats, t.classes, t.attempts, t.passed_first, t.passed_again, t.open,
              t.certificates, t.revoked, t.basic_people, t.basic_passed, t.advanced_people, t.advanced_passed,
              t.periods, t.online_periods})
          cells.push_back(std::to_string(number));
        rows.push_back(std::move(cells));
      }
    }
  }
  return {"tong-so.csv",
          to_csv({"Ngày", "Cấp", "Đối tượng", "Người", "Chỗ học", "Chỗ học nộp muộn", "Lớp đã đóng", "Lượt học",
                  "Đạt lần đầu", "Đạt khi học lại", "Chưa đạt", "Chứng chỉ", "Thu hồi", "Người học cơ bản",
                  "Đạt cơ bản", "Người học nâng cao", "Đạt nâng cao", "Tiết", "Tiết trực tuyến"},
                 std::move(rows))};
}

}  // namespace hocba::sample
