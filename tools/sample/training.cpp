#include "tools/sample/training.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <tuple>

#include "crypto/check.hpp"

namespace hocba::sample {

namespace {

constexpr int kFirstStaffSerial = 400'000;  // of personal numbers: apart from pupils and diploma holders
constexpr int kFullMark = 100;              // tenths
constexpr Date kFirstDay{2024, 10, 7};

// Staff of one level and audience, and the plan's classes for them.
struct Pool {
  const char* level;
  const char* audience;
  int staff, basic, advanced;  // people; classes
};
constexpr Pool kQuan[] = {{"TIEU_HOC", "CBQL", 180, 5, 2},
                          {"TIEU_HOC", "GV", 3230, 77, 23},
                          {"TIEU_HOC", "NV", 150, 4, 1},
                          {"THCS_VA_TRUC_THUOC", "CBQL", 112, 3, 1},
                          {"THCS_VA_TRUC_THUOC", "GV", 2480, 59, 18},
                          {"THCS_VA_TRUC_THUOC", "NV", 120, 3, 1}};
constexpr Pool kMini[] = {{"TIEU_HOC", "CBQL", 12, 1, 1},
                          {"TIEU_HOC", "GV", 60, 2, 2},
                          {"TIEU_HOC", "NV", 8, 1, 0},
                          {"THCS_VA_TRUC_THUOC", "CBQL", 6, 1, 0},
                          {"THCS_VA_TRUC_THUOC", "GV", 40, 2, 1}};
struct Counts {
  int primary, secondary, subordinate, wards, late;  // late: schools
};
constexpr Counts kQuanUnits{60, 36, 4, 12, 2}, kMiniUnits{3, 2, 1, 2, 1};

// Of the plan (domain §3.1), by audience.
constexpr const char* kBasicTopics[] = {"KIEN_THUC_CO_BAN_CDS", "CDS_TRONG_HOAT_DONG_GD",  "XAY_DUNG_QUAN_LY_DU_AN_CDS",
                                        "HA_TANG_CNTT",         "TU_DUY_SANG_TAO_DOI_MOI", "NEN_TANG_SO"};
constexpr const char* kTopicsOfManagers[] = {"KIEN_THUC_NANG_CAO_CDS", "CDS_TRONG_QUAN_LY_GD",
                                             "XAY_DUNG_QUAN_LY_DU_AN_CDS", "TU_DUY_SANG_TAO_DOI_MOI",
                                             "NEN_TANG_SO_TRONG_TRUONG"};
constexpr const char* kTopicsOfTeachers[] = {"KIEN_THUC_NANG_CAO_CDS", "CDS_TRONG_QUAN_LY_GD", "HA_TANG_CNTT",
                                             "TU_DUY_SANG_TAO_DOI_MOI"};
constexpr const char* kTopicsOfStaff[] = {"KIEN_THUC_NANG_CAO_CDS", "HA_TANG_CNTT", "TU_DUY_SANG_TAO_DOI_MOI"};
constexpr const char* kSubjects[] = {"Toán", "Ngữ văn", "Tiếng Anh", "Tin học", "Khoa học tự nhiên", "Âm nhạc"};

std::span<const char* const> topics_of(const std::string& audience, bool advanced) {
  if (!advanced) return kBasicTopics;
  if (audience == "CBQL") return kTopicsOfManagers;
  if (audience == "GV") return kTopicsOfTeachers;
  return kTopicsOfStaff;
}

Date plus(const Date& date, int days) {
  const std::chrono::sys_days from(std::chrono::year(date.year) / date.month / date.day);
  const std::chrono::year_month_day to(from + std::chrono::days(days));
  return {static_cast<int>(to.year()), static_cast<int>(static_cast<unsigned>(to.month())),
          static_cast<int>(static_cast<unsigned>(to.day()))};
}

std::string digits(std::size_t number, std::size_t width) {
  std::string out = std::to_string(number);
  return std::string(width - std::min(width, out.size()), '0') + out;
}

void make_units(TrainingPlan& plan, const Counts& counts) {
  for (int i = 1; i <= counts.wards; ++i)
    plan.wards.push_back({"99XA" + digits(static_cast<std::size_t>(i), 2), "Phường Mẫu " + std::to_string(i)});
  const auto add = [&](int count, const char* code, const char* name, const char* type, const char* level) {
    for (int i = 1; i <= count; ++i) {
      TrainingSchool school;
      school.code = code + digits(static_cast<std::size_t>(i), 4);
      school.name = name + std::to_string(i);
      school.type = type;
      school.level = level;
      school.ward = plan.wards[plan.schools.size() % plan.wards.size()].code;
      plan.schools.push_back(std::move(school));
    }
  };
  add(counts.primary, "99TH", "Trường Tiểu học Mẫu ", "primary", "TIEU_HOC");
  add(counts.secondary, "99CS", "Trường THCS Mẫu ", "lower_secondary", "THCS_VA_TRUC_THUOC");
  add(counts.subordinate, "99TT", "Đơn vị trực thuộc Mẫu ", "subordinate", "THCS_VA_TRUC_THUOC");
  // One in the middle of each half, where nobody sees them first.
  for (int i = 0; i < counts.late; ++i)
    plan.schools[plan.schools.size() * static_cast<std::size_t>(2 * i + 1) / static_cast<std::size_t>(2 * counts.late)]
        .late = true;
}

// The staff of a pool, spread over the schools of its level; gives their places in plan.staff.
std::vector<std::size_t> make_staff(TrainingPlan& plan, Seeded& random, const Pool& pool) {
  std::vector<std::size_t> schools, out;
  for (std::size_t i = 0; i < plan.schools.size(); ++i)
    if (plan.schools[i].level == pool.level) schools.push_back(i);
  const int advanced = (3 * pool.staff + 5) / 10;  // 30 %, to the nearest
  for (int i = 0; i < pool.staff; ++i) {
    StaffMember one;
    one.person = invent_person(random, 1966, 1998, kFirstStaffSerial + static_cast<int>(plan.staff.size()));
    one.school = schools[static_cast<std::size_t>(i) % schools.size()];
    one.audience = pool.audience;
    one.advanced = (i + 1) * advanced / pool.staff != i * advanced / pool.staff;
    one.survey = one.advanced ? random.between(3, 4) : random.between(1, 2);
    if (one.audience == "GV") one.subject = random.one_of(kSubjects);
    plan.schools[one.school].staff.push_back(plan.staff.size());
    out.push_back(plan.staff.size());
    plan.staff.push_back(std::move(one));
  }
  return out;
}

// Meetings of at most five periods, every other day: in person first.
void hold(PlannedClass& klass, int in_person, int online) {
  Date day = klass.first_day;
  const auto add = [&](int periods, bool is_online) {
    while (periods > 0) {
      const int now = std::min(periods, 5);
      klass.meetings.push_back({day, now, is_online});
      day = plus(day, 2);
      periods -= now;
    }
  };
  add(in_person, false);
  add(online, true);
  klass.closed_on = plus(klass.meetings.back().date, 3);
}

void make_classes(TrainingPlan& plan, Seeded& random, const Pool& pool, const std::vector<std::size_t>& staff,
                  bool advanced) {
  constexpr int kSpanDays = 395;
  constexpr const char* kDegrees[] = {"bachelor", "master", "master", "doctor"};
  const int classes = advanced ? pool.advanced : pool.basic;
  std::vector<std::size_t> sent;
  for (const std::size_t one : staff)
    if (!advanced || plan.staff[one].advanced) sent.push_back(one);
  const auto topics = topics_of(pool.audience, advanced);
  // With few classes fewer topics, so that whoever fails finds the same one again.
  const std::size_t used = std::clamp<std::size_t>(static_cast<std::size_t>(classes) / 2, 1, topics.size());
  for (int i = 0; i < classes; ++i) {
    PlannedClass klass;
    klass.course = advanced ? "CDS_NC" : "CDS_CB";
    klass.audience = pool.audience;
    klass.level = pool.level;
    klass.topic = topics[static_cast<std::size_t>(i) % used];
    klass.first_day = plus(kFirstDay, i * kSpanDays / classes + random.between(0, 4) + (advanced ? 2 : 0));
    klass.trainer = invent_person(random, 1960, 1985, 0).name;
    klass.degree = random.one_of(kDegrees);
    if (klass.degree == "doctor" && random.chance(50)) klass.title = "associate_professor";
    const bool full = i % 3 == 0;  // as much online as the plan allows
    if (advanced)
      hold(klass, full ? 21 : 24, full ? 9 : 6);
    else
      hold(klass, full ? 15 : 20, full ? 15 : 10 + i % 2);
    const auto count = sent.size();
    const auto from = count * static_cast<std::size_t>(i) / static_cast<std::size_t>(classes);
    const auto to = count * static_cast<std::size_t>(i + 1) / static_cast<std::size_t>(classes);
    for (std::size_t k = from; k < to; ++k) klass.learners.push_back({.staff = sent[k]});
    plan.classes.push_back(std::move(klass));
  }
}

int periods_of(const PlannedClass& klass) {
  int sum = 0;
  for (const TrainingMeeting& meeting : klass.meetings) sum += meeting.periods;
  return sum;
}

// The score as the plan's sentence says it, of tenths: 30 % and 70 %, one decimal, half-up.
int score_of(int attendance, int test) { return (3 * attendance + 7 * test + 5) / 10; }

void mark(Seeded& random, const PlannedClass& klass, TrainingLearner& learner) {
  constexpr int kPass = 50;
  do {
    learner.attendance = learner.passes ? random.between(70, kFullMark) : random.between(30, 70);
    learner.test = learner.passes ? random.between(45, kFullMark) : random.between(15, 48);
  } while ((score_of(learner.attendance, learner.test) >= kPass) != learner.passes);
  const int all = periods_of(klass);
  learner.attended = random.chance(80) ? all : all - random.between(1, learner.passes ? 5 : 12);
}

// Where somebody who failed in this class may learn the same again: the first class of the same kind that begins after
// it was closed.
std::size_t next_class(const TrainingPlan& plan, std::size_t at) {
  const PlannedClass& failed = plan.classes[at];
  const std::size_t cap = failed.course == "CDS_NC" ? 100 : 150;
  std::size_t best = plan.classes.size();
  for (std::size_t i = 0; i < plan.classes.size(); ++i) {
    const PlannedClass& other = plan.classes[i];
    if (other.course != failed.course || other.audience != failed.audience || other.topic != failed.topic ||
        other.level != failed.level || other.first_day <= failed.closed_on || other.learners.size() >= cap)
      continue;
    if (best == plan.classes.size() || other.first_day < plan.classes[best].first_day) best = i;
  }
  return best;
}

// 94 % pass at once, 5 % when they learn again, 1 % have not passed by the end.
void decide(TrainingPlan& plan, Seeded& random) {
  std::vector<std::pair<std::size_t, std::size_t>> may_repeat, others;  // class, place
  std::size_t seats = 0;
  for (std::size_t c = 0; c < plan.classes.size(); ++c) {
    const bool repeats = next_class(plan, c) != plan.classes.size();
    for (std::size_t i = 0; i < plan.classes[c].learners.size(); ++i, ++seats)
      (repeats && i % 2 == 0 ? may_repeat : others).emplace_back(c, i);
  }
  for (PlannedClass& klass : plan.classes)
    for (TrainingLearner& learner : klass.learners) learner.passes = true;
  const std::size_t again = (seats * 5 + 50) / 100, open = (seats + 50) / 100;
  const auto spread = [](std::size_t i, std::size_t wanted, std::size_t of) {
    return (i + 1) * wanted / of != i * wanted / of;
  };
  for (std::size_t i = 0; i < others.size(); ++i)
    if (spread(i, open, others.size())) plan.classes[others[i].first].learners[others[i].second].passes = false;
  for (std::size_t i = 0; i < may_repeat.size(); ++i) {
    if (!spread(i, again, may_repeat.size())) continue;
    const auto [c, place] = may_repeat[i];
    TrainingLearner& failed = plan.classes[c].learners[place];
    failed.passes = false;
    plan.classes[next_class(plan, c)].learners.push_back({.staff = failed.staff, .passes = true, .again = true});
  }
  for (PlannedClass& klass : plan.classes)
    for (TrainingLearner& learner : klass.learners) mark(random, klass, learner);
}

// §9.6 case 31: 4,9 and then 7,0; the first who learns again.
void plant_four_nine(TrainingPlan& plan) {
  for (PlannedClass& later : plan.classes) {
    for (TrainingLearner& learner : later.learners) {
      if (!learner.again) continue;
      learner.attendance = 70;
      learner.test = 70;
      for (PlannedClass& before : plan.classes)
        for (TrainingLearner& first : before.learners)
          if (first.staff == learner.staff && before.course == later.course && !first.passes) {
            first.attendance = 70;
            first.test = 40;  // 2,1 + 2,8
          }
      return;
    }
  }
}

// One for each cause, of certificates that are older than the day.
void revoke_three(TrainingPlan& plan) {
  constexpr const char* kCauses[] = {"LOI_CO_QUAN_CAP", "KHONG_DU_DIEU_KIEN", "GIAN_LAN"};
  constexpr Date kBefore{2025, 4, 1};
  std::vector<const TrainingLearner*> found;
  for (const PlannedClass& klass : plan.classes) {
    if (klass.course != "CDS_CB" || klass.audience != "GV" || !(klass.closed_on < kBefore)) continue;
    for (const TrainingLearner& learner : klass.learners)
      if (learner.passes && !learner.again) found.push_back(&learner);
  }
  HOCBA_CHECK(found.size() >= std::size(kCauses));
  for (std::size_t cause = 0; cause < std::size(kCauses); ++cause) {
    const int number = static_cast<int>(cause) + 1;
    const TrainingLearner& learner = *found[cause * found.size() / std::size(kCauses)];
    plan.revoked.push_back({learner.staff, "CDS_CB", kCauses[cause],
                            "Quyết định " + std::to_string(100 + number) + "/QĐ-ĐHM", Date{2025, 4, 10 + number}});
  }
}

void number_classes(TrainingPlan& plan) {
  const auto by_day = [](const PlannedClass& a, const PlannedClass& b) {
    return std::tie(a.first_day, a.course, a.level, a.audience, a.topic) <
           std::tie(b.first_day, b.course, b.level, b.audience, b.topic);
  };
  std::stable_sort(plan.classes.begin(), plan.classes.end(), by_day);
  std::map<std::string, int> last;
  for (PlannedClass& klass : plan.classes) klass.number = ++last[klass.course];
  std::stable_sort(plan.classes.begin(), plan.classes.end(), [](const PlannedClass& a, const PlannedClass& b) {
    return std::tie(a.closed_on, a.course, a.number) < std::tie(b.closed_on, b.course, b.number);
  });
}

}  // namespace

std::string PlannedClass::name() const { return course + "-" + digits(static_cast<std::size_t>(number), 2); }

TrainingPlan make_training(std::uint64_t seed, TrainingSize size) {
  Seeded random(seed);
  TrainingPlan plan;
  plan.size = size;
  const bool mini = size == TrainingSize::mini;
  make_units(plan, mini ? kMiniUnits : kQuanUnits);
  const std::span<const Pool> pools = mini ? std::span<const Pool>(kMini) : std::span<const Pool>(kQuan);
  for (const Pool& pool : pools) {
    const auto staff = make_staff(plan, random, pool);
    make_classes(plan, random, pool, staff, false);
    if (pool.advanced > 0) make_classes(plan, random, pool, staff, true);
  }
  decide(plan, random);
  number_classes(plan);
  plant_four_nine(plan);
  revoke_three(plan);
  return plan;
}

}  // namespace hocba::sample
