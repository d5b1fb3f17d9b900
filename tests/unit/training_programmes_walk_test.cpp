// Each shipped programme, walked on the ledger's own rules from roster to report: every course for every audience is
// taught at the programme's bounds and one step beyond them, somebody fails and takes it again, documents are issued,
// targets are told, and each report that the plan asks for is filed: on its last day and a second later, or on any day
// where the plan names none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/training/report.hpp"
#include "tests/support/shipped_programmes.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::must_be;
using test::Names;
using test::NetworkBuilder;
using test::TrainingWorld;
using training::Assessment;

constexpr std::size_t kWalkLearners = 5;

// The training book of everything in the network's closed blocks.
class BookOfEntries {
 public:
  explicit BookOfEntries(const NetworkBuilder& net) : net_(net) {
    for (const std::string& entry : net.entries()) {
      if (const auto record = parse_record(entry); record.ok()) {  // the others are blocks
        record_ = &*record;
        std::visit([&](const auto& body) { take(body); }, record->body);
      }
      ++at_;
    }
  }
  training::Book book;

 private:
  template <class Other>
  void take(const Other&) {}
  void take(const TrainingProgramme& body) {
    const auto version = must_be(find_programme(net_.view(), LeafIndex{at_}));
    book.programme(at_, record_->time, to_u64(version->first), *record_->unit, body.rules);
  }
  void take(const TrainingRoster& body) {
    std::vector<training::SeatAdded> added;
    for (const auto& seat : body.seats) added.push_back({seat.seat, seat.audience, seat.course});
    book.roster(at_, record_->time, first_of(body.programme), body.roster,
                must_be(find_roster(net_.view(), body.roster))->late, added, body.removed);
  }
  void take(const TrainingClass& body) {
    training::ClassOpened opened;
    opened.id = body.klass;
    opened.programme = first_of(body.programme);
    opened.version = to_u64(body.programme);
    opened.provider = *record_->unit;
    opened.course = body.course;
    opened.audience = body.audience;
    opened.level = body.level;
    opened.topic = body.topic;
    opened.source = body.source;
    opened.number = body.number;
    book.opened(at_, record_->time, opened);
  }
  void take(const TrainingEnrol& body) {
    std::vector<SeatId> seats;
    for (const auto& seat : body.seats) seats.push_back(seat.seat);
    book.enrolled(at_, record_->time, body.klass, seats);
  }
  void take(const TrainingSession& body) {
    book.session(at_, record_->time, body.klass, body.number, body.date, body.mode, body.periods);
  }
  void take(const TrainingResult& body) {
    std::vector<training::Book::Result> results;
    for (const auto& one : body.results) results.push_back({one.seat, one.result});
    book.results(at_, record_->time, body.klass, results);
  }
  void take(const TrainingClose& body) { book.closed(at_, record_->time, body.klass, body.cancelled); }
  void take(const CredentialIssue& body) {
    for (const auto& item : body.items) {
      training::Issued issued{item.id, body.type, *record_->unit, {}};
      for (const auto& attempt : item.attempts.value_or(std::vector<ItemAttempt>()))
        issued.attempts.push_back({attempt.klass, attempt.seat});
      book.issued(at_, record_->time, issued);
    }
  }
  std::uint64_t first_of(LeafIndex version) const { return book.find_programme(to_u64(version), at_)->first; }

  const NetworkBuilder& net_;
  const Record* record_ = nullptr;
  std::uint64_t at_ = 0;
};

class ProgrammeWalk {
 public:
  // `begin`: the network's first day; rosters are approved nine days later. `day`: of the sessions.
  ProgrammeWalk(const std::string& name, const char* begin, const char* day)
      : net_(options(begin)), world_(net_), day_(test::date_at(day)) {
    const auto file = test::shipped_programme(name);
    duties_ = file.reports;
    rules_ = must_be(training::rules_with_providers(file, {code(TrainingWorld::kProvider)}));
    rules_.programme = code("SHIPPED_" + name);  // the network has a programme of its own
    world_.publish(rules_);
  }

  void roster_to_report() {
    for (const auto& course : rules_.courses)
      for (const auto& audience : course.audiences)
        seats_.push_back({course.course, audience.audience,
                          world_.approve(course.course.str(), audience.audience.str(), kWalkLearners)});
    rosters_on_their_last_day();
    net_.close_block();
    net_.now = std::max(net_.now, start_of_day_utc7(day_));
    auto next = seats_.begin();
    for (const auto& course : rules_.courses)
      for (const auto& audience : course.audiences) teach(course, audience, (next++)->seats);
    for (const auto& certificate : rules_.certificates) document(certificate);
    everybody_is_covered();
    targets_are_told();
    reports_are_filed();
    reports_are_rebuilt();
  }

  std::size_t documents = 0, reports = 0, classes = 0;

 private:
  static NetworkBuilder::Options options(const char* begin) {
    NetworkBuilder::Options out;
    out.start = test::time_at(begin);
    return out;
  }
  std::string refusal(Body body, const std::string& unit = TrainingWorld::kProvider,
                      const Names& keys = TrainingWorld::provider_keys()) {
    const auto result = net_.submit(std::move(body), unit, keys);
    return result.ok() ? "accepted" : std::string(result.error().code().id);
  }
  TrainingClass class_of(const training::CourseRule& course, const training::AudienceRule& audience) {
    TrainingClass body = world_.class_body(course.course.str(), audience.audience.str());
    body.level.reset();
    if (!rules_.levels.empty()) body.level = rules_.levels.front();
    for (const auto& planned : rules_.planned)
      if (planned.audience == audience.audience && planned.level) body.level = planned.level;
    body.capacity = course.max_learners;
    return body;
  }
  void refuse_wrong_classes(const training::CourseRule& course, const training::AudienceRule& audience) {
    TrainingClass body = class_of(course, audience);
    body.audience = code("KHONG_CO");
    EXPECT_EQ(refusal(body), "training.wrong_audience");
    body = class_of(course, audience);
    body.topic = code("KHONG_CO");
    EXPECT_EQ(refusal(body), "training.wrong_topic");
    body = class_of(course, audience);
    body.level = code("KHONG_CO");
    EXPECT_EQ(refusal(body), "training.level_unknown");
    if (course.max_learners) {
      body = class_of(course, audience);
      body.capacity = *course.max_learners + 1;
      EXPECT_EQ(refusal(body), "training.class_too_large");
    }
    if (rules_.trainer_degree && course.assessment != Assessment::external) {
      body = class_of(course, audience);
      body.trainers.clear();
      EXPECT_EQ(refusal(body), "training.trainer_degree");
    }
  }
  // «Đúng đối tượng»: nobody of another course or audience, and nobody from no roster.
  void refuse_wrong_seats(const training::CourseRule& course, const training::AudienceRule& audience,
                          const ClassId& klass) {
    const auto enrolled = [&](const SeatId& seat) { return refusal(world_.enrol_body(klass, {seat})); };
    for (const Seats& other : seats_) {
      if (other.course != course.course) {
        EXPECT_EQ(enrolled(other.seats.front()), "training.wrong_course");
      } else if (other.audience != audience.audience) {
        EXPECT_EQ(enrolled(other.seats.front()), "training.wrong_audience");
      }
    }
    EXPECT_EQ(enrolled(test::seat_id(9'000'000)), "training.seat_unknown");
  }
  void session(const ClassId& klass, std::uint32_t periods, training::Mode mode) {
    if (periods == 0) return;
    TrainingSession body = world_.session_body(klass, periods, mode);
    body.date = day_;
    world_.must(body, TrainingWorld::kProvider, TrainingWorld::provider_keys());
  }
  ClassId opened(const training::CourseRule& course, const training::AudienceRule& audience,
                 const std::vector<SeatId>& seats) {
    const TrainingClass body = class_of(course, audience);
    EXPECT_EQ(refusal(body), "accepted");
    world_.enrol(body.klass, seats);
    ++classes;
    return body.klass;
  }
  // As many online periods as the course allows; the class cannot be closed with one more, nor with one period less.
  void hold(const training::CourseRule& course, const ClassId& klass, const std::vector<SeatId>& seats) {
    if (course.assessment == Assessment::external) return;
    const std::uint32_t periods = course.min_periods.value_or(4);
    const std::uint32_t online = course.max_online ? periods * *course.max_online / 100 : periods / 2;
    session(klass, online, training::Mode::online);
    session(klass, periods - online - 1, training::Mode::in_person);
    world_.give(klass, seats, 50, 50);
    if (course.min_periods) {
      EXPECT_EQ(refusal(TrainingClose{false, klass}), "training.too_few_periods");
    }
    if (course.max_online) {
      session(klass, 1, training::Mode::online);
      EXPECT_EQ(refusal(TrainingClose{false, klass}), "training.online_share");
      TrainingSession again = world_.session_body(klass, 1, training::Mode::in_person);
      --again.number;
      again.date = day_;
      world_.must(again, TrainingWorld::kProvider, TrainingWorld::provider_keys());
    } else {
      session(klass, 1, training::Mode::in_person);
    }
  }
  // The first learner misses the pass by a tenth, or leaves where there are no marks; the others reach it exactly.
  void teach(const training::CourseRule& course, const training::AudienceRule& audience,
             const std::vector<SeatId>& seats) {
    SCOPED_TRACE(course.course.str() + " " + audience.audience.str());
    refuse_wrong_classes(course, audience);
    const ClassId klass = opened(course, audience, seats);
    refuse_wrong_seats(course, audience, klass);
    hold(course, klass, seats);
    const std::vector<SeatId> first(seats.begin(), seats.begin() + 1);
    world_.give(klass, seats, course.pass_tenths, course.pass_tenths);
    if (course.assessment == Assessment::attendance)
      world_.withdraw(klass, first);
    else
      world_.give(klass, first, course.pass_tenths - 1, course.pass_tenths - 1);
    EXPECT_EQ(refusal(TrainingClose{false, klass}), "accepted");
    for (const SeatId& seat : seats)
      EXPECT_EQ(standing(seat), seat == seats.front() ? SeatStanding::not_passed : SeatStanding::passed);
    expect_no_document(course, klass, seats.front());
    const ClassId again = opened(course, audience, first);
    hold(course, again, first);
    world_.give(again, first, 70, 70);
    EXPECT_EQ(refusal(TrainingClose{false, again}), "accepted");
    EXPECT_EQ(standing(seats.front()), SeatStanding::passed);
    passed_[course.course.str()].emplace_back(again, seats.front());
    for (const SeatId& seat : seats)
      if (seat != seats.front()) passed_[course.course.str()].emplace_back(klass, seat);
  }
  SeatStanding standing(const SeatId& id) {
    return must_be(standing_of(net_.view(), *must_be(find_seat(net_.view(), id))));
  }
  void expect_no_document(const training::CourseRule& course, const ClassId& klass, const SeatId& seat) {
    const std::string type(training::document_type(course.assessment));
    const auto body = world_.issue_body(type, {{world_.attempt_of(klass, seat)}});
    EXPECT_EQ(refusal(body, TrainingWorld::kProvider, {"dh-principal", "dh-seal"}), "training.not_passed");
  }
  // One document per person: the n-th who passed each of its courses.
  void document(const training::CertificateRule& certificate) {
    SCOPED_TRACE(certificate.courses.front().str());
    std::vector<std::vector<ItemAttempt>> items;
    for (std::size_t n = 0; n < passed_[certificate.courses.front().str()].size(); ++n) {
      std::vector<ItemAttempt> attempts;
      for (const auto& course : certificate.courses) {
        const auto& [klass, seat] = passed_[course.str()].at(n);
        attempts.push_back(world_.attempt_of(klass, seat));
      }
      std::sort(attempts.begin(), attempts.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
      items.push_back(std::move(attempts));
    }
    if (certificate.courses.size() > 1) {
      const auto part = world_.issue_body(certificate.type.str(), {{items.front().front()}});
      EXPECT_EQ(refusal(part, TrainingWorld::kProvider, {"dh-principal", "dh-seal"}), "training.certificate_courses");
    }
    documents += items.size();
    const auto all = world_.issue_body(certificate.type.str(), items);
    EXPECT_EQ(refusal(all, TrainingWorld::kProvider, {"dh-principal", "dh-seal"}), "accepted");
    const auto twice = world_.issue_body(certificate.type.str(), items);
    EXPECT_EQ(refusal(twice, TrainingWorld::kProvider, {"dh-principal", "dh-seal"}), "training.already_certified");
  }

  // All passed in the end, one learner of each audience at the second attempt; nobody is named, so a seat is a person.
  void everybody_is_covered() {
    net_.close_block();
    const BookOfEntries entries(net_);
    training::CoverageQuery query;
    query.programme = to_u64(world_.programme);
    query.as_of = net_.entries().size();
    query.day = day_;
    const auto rows = training::coverage(entries.book, {}, query);
    EXPECT_EQ(rows.size(), rules_.courses.size());
    for (const auto& row : rows) {
      SCOPED_TRACE(row.course.str());
      const auto& course = *training::find_course(rules_, row.course);
      const auto audiences = course.audiences.size();
      const auto untaught = row.course == rules_.courses.front().course ? late_seats_ : 0;
      EXPECT_EQ(row.people, audiences * kWalkLearners + untaught);
      EXPECT_EQ(row.passed, audiences * kWalkLearners);
      EXPECT_EQ(row.certified, row.passed);
      EXPECT_EQ(row.retaken, course.assessment == Assessment::attendance ? 0 : audiences);  // who left had no result
    }
  }
  // Each on the day until which it holds, for its audience or for all; what has none is told without.
  void targets_are_told() {
    const BookOfEntries entries(net_);
    const auto rows_on = [&](training::By by, std::optional<Date> day) {
      training::CoverageQuery query;
      query.programme = to_u64(world_.programme);
      query.as_of = net_.entries().size();
      query.by = by;
      query.day = day.value_or(day_);
      return training::coverage(entries.book, {}, query);
    };
    for (const auto& target : rules_.targets) {
      SCOPED_TRACE(target.course.str() + " " + std::to_string(target.percent));
      std::size_t told = 0;
      for (const auto& row : rows_on(target.audience ? training::By::audience : training::By::all, target.by)) {
        if (row.course != target.course || (target.audience && row.key != target.audience->str())) continue;
        EXPECT_EQ(row.target, target.percent);
        EXPECT_EQ(row.target_by, target.by);
        ++told;
      }
      EXPECT_EQ(told, 1u);
    }
    for (const auto& row : rows_on(training::By::audience, {})) {
      const bool has = std::any_of(rules_.targets.begin(), rules_.targets.end(), [&](const auto& target) {
        return target.course == row.course && (!target.audience || target.audience->str() == row.key);
      });
      EXPECT_EQ(row.target.has_value(), has) << row.course.str() << " " << row.key;
    }
  }

  void at_end_of(Date day) {
    net_.close_block();
    net_.now = start_of_day_utc7(day) + days(1) - Duration{1};
  }
  void rosters_on_their_last_day() {
    if (!rules_.roster_due) return;
    at_end_of(*rules_.roster_due);
    EXPECT_FALSE(roster_late());
    net_.close_block();
    net_.advance(Duration{1});
    EXPECT_TRUE(roster_late());
  }
  bool roster_late() {
    const auto& course = rules_.courses.front();
    auto body = world_.roster_body(
        {world_.roster_seat(1'000'000 + ++late_seats_, course.course.str(), course.audiences.front().audience.str())});
    world_.must(body, TrainingWorld::kOffice, TrainingWorld::office_keys());
    return must_be(find_roster(net_.view(), body.roster))->late;
  }
  static std::string period_of(training::ReportKind kind, Date day) {
    const std::string iso = to_text(day);
    switch (kind) {
      case training::ReportKind::monthly:
        return iso.substr(0, 7);
      case training::ReportKind::quarterly:
        return iso.substr(0, 5) + "Q" + std::to_string((day.month + 2) / 3);
      case training::ReportKind::yearly:
        return iso.substr(0, 4);
      case training::ReportKind::ad_hoc:
        return iso;
    }
    return {};
  }
  struct Filing {
    Date day;  // of its filing: the last in time, or any after the period where the plan names none
    bool due = false;
    training::ReportKind kind{};
    training::Reporter reporter{};
    std::string period;
  };
  void plan_filing(training::ReportKind kind, training::Reporter reporter, Date about) {
    Filing one{{}, false, kind, reporter, period_of(kind, about)};
    const auto due = training::due_date(rules_, kind, reporter, one.period);
    one.due = due.has_value();
    one.day = due.value_or(training::days_of(kind, one.period).to);
    filings_.push_back(std::move(one));
  }
  // What the plan asks for: monthly reports of three months in a row, one of each other kind.
  void plan_filings() {
    for (const auto& duty : duties_) {
      Date about = day_;
      for (int more = duty.kind == training::ReportKind::monthly ? 3 : 1; more > 0; --more) {
        plan_filing(duty.kind, duty.reporter, about);
        about = about.month == 12 ? Date{about.year + 1, 1, 1} : Date{about.year, about.month + 1, 1};
      }
    }
    // A plan that asks for none: the office may file one all the same, which is never late.
    if (duties_.empty()) plan_filing(training::ReportKind::yearly, training::Reporter::office, day_);
    std::stable_sort(filings_.begin(), filings_.end(), [](const Filing& a, const Filing& b) { return a.day < b.day; });
  }
  void reports_are_filed() {
    plan_filings();
    for (const Filing& one : filings_) {
      const bool school = one.reporter == training::Reporter::school;
      const std::string unit = school ? "79TH0001" : TrainingWorld::kOffice;
      const Names keys = school ? Names{"school-reporter"} : TrainingWorld::office_keys();
      if (net_.now < start_of_day_utc7(one.day) + days(1) - Duration{1}) at_end_of(one.day);
      net_.close_block();
      ReportFile body = world_.report_body(one.kind, one.period);
      body.as_of = TreeSize{net_.entries().size()};
      body.digest = digest_of(body, unit, one.reporter);
      const LeafIndex filed = world_.must(body, unit, keys);
      EXPECT_FALSE(must_be(find_report(net_.view(), filed))->late) << one.period;
      ++reports;
      again_.push_back({filed, one.due, unit, keys, body});
      filed_.push_back({unit, one.reporter, body});
    }
    net_.close_block();
    net_.advance(Duration{1});
    while (!again_.empty()) {  // the last due day of all is over
      auto [filed, due, unit, keys, body] = again_.back();
      again_.pop_back();
      body.replaces = filed;
      EXPECT_EQ(must_be(find_report(net_.view(), world_.must(body, unit, keys)))->late, due) << body.period.str();
    }
  }

  // The report that the book gives, as of the size that the record says.
  Digest digest_of(const ReportFile& body, const std::string& unit, training::Reporter reporter) const {
    const BookOfEntries entries(net_);
    training::ReportQuery query;
    query.programme = to_u64(body.programme);
    query.as_of = to_u64(body.as_of);
    query.kind = body.kind;
    query.period = body.period.str();
    query.unit = code(unit);
    query.reporter = reporter;
    return training::report_digest(must_be(training::build_report(entries.book, {}, query)));
  }
  // Late rosters and later reports came since: what was filed is still what the ledger gives.
  void reports_are_rebuilt() {
    net_.close_block();
    for (const auto& [unit, reporter, body] : filed_) EXPECT_EQ(digest_of(body, unit, reporter), body.digest);
  }

  struct Seats {
    CodeText course, audience;
    std::vector<SeatId> seats;
  };
  struct Kept {
    std::string unit;
    training::Reporter reporter{};
    ReportFile body;
  };
  struct Filed {
    LeafIndex index{};
    bool due = false;  // on a day, which is over
    std::string unit;
    Names keys;
    ReportFile body;
  };
  NetworkBuilder net_;
  TrainingWorld world_;
  training::ProgrammeRules rules_;
  std::vector<training::ReportDuty> duties_;
  Date day_;
  std::vector<Seats> seats_;
  std::vector<Filing> filings_;
  std::map<std::string, std::vector<std::pair<ClassId, SeatId>>> passed_;  // by course
  std::uint64_t late_seats_ = 0;
  std::vector<Filed> again_;
  std::vector<Kept> filed_;
};

struct Walked {
  std::size_t classes, documents, reports;
};
void expect_walked(const char* name, const char* begin, const char* day, Walked expected) {
  ProgrammeWalk walk(name, begin, day);
  walk.roster_to_report();
  EXPECT_EQ(walk.classes, expected.classes);
  EXPECT_EQ(walk.documents, expected.documents);
  EXPECT_EQ(walk.reports, expected.reports);
}

// Classes: two per course and audience, the second for whoever failed; five documents each.
TEST(ProgrammesOnTheLedger, ThuDucFromRosterToDecember) {
  expect_walked("DE_AN_869", "2024-09-01T00:00:00Z", "2024-10-15", {14, 35, 2});
}
TEST(ProgrammesOnTheLedger, TanBinhFromRosterToTheQuarter) {
  expect_walked("TAN_BINH_2023", "2023-03-20T00:00:00Z", "2023-04-18", {10, 25, 2});
}
TEST(ProgrammesOnTheLedger, VocationalFromRosterToTheYear) {
  expect_walked("QD_2550", "2023-09-01T00:00:00Z", "2023-10-10", {6, 15, 3});
}
TEST(ProgrammesOnTheLedger, QuangNgaiFromRosterToTheDistrictsReport) {
  expect_walked("QUANG_NGAI_2023", "2023-08-20T00:00:00Z", "2023-09-15", {10, 25, 1});
}
TEST(ProgrammesOnTheLedger, BaRiaVungTauWhoseMonthlyReportsHaveNoDay) {
  expect_walked("BR_VT_2022", "2022-02-01T00:00:00Z", "2022-03-15", {72, 180, 3});
}
TEST(ProgrammesOnTheLedger, RegularTrainingEndsInOneDocumentForThreeCourses) {
  expect_walked("BDTX_2024_2025", "2024-09-01T00:00:00Z", "2024-10-15", {12, 10, 1});
}

}  // namespace
}  // namespace hocba::chain
