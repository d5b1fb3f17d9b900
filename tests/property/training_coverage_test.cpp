// Coverage against the sentence it comes from (domain §3.1, BD-6: "distinct people with at least one passed module /
// roster denominator at the report date, by school, level, audience"), read naively over random histories; and an
// answer as of a size against that of a book which never heard of what came after.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "ledger/training/evidence.hpp"
#include "ledger/training/report.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/training_history.hpp"

namespace hocba::training {
namespace {

using test::book_of;
using test::History;
using test::HistoryMaker;
using test::word;

constexpr std::uint32_t kSeeds = test::kSanitized ? 8 : 40;
constexpr std::size_t kRecords = 240;

// What happened before a size, as a clerk would write it down.
struct NaiveAttempt {
  ClassId klass;
  SeatId seat;
  std::optional<ResultData> result;
};
struct NaiveSeat {
  std::uint64_t programme = 0;
  std::string audience, course;
  bool late = false, removed = false;
};
struct NaiveClass {
  ClassOpened opened;
  bool closed = false, cancelled = false;
  std::map<std::uint32_t, std::pair<Mode, std::uint32_t>> sessions;
};
class NaiveLedger {
 public:
  NaiveLedger(const History& history, EntryIndex as_of) {
    for (const auto& fed : history)
      if (fed.at < as_of) read(fed);
  }
  std::map<std::uint64_t, std::pair<std::uint64_t, ProgrammeRules>> versions;  // record -> first, rules
  std::map<SeatId, NaiveSeat> seats;
  std::map<ClassId, NaiveClass> classes;
  std::vector<NaiveAttempt> attempts;
  std::map<CredentialId, std::pair<std::vector<Attempted>, Standing>> documents;
  std::set<CredentialId> erased;
  Time last;

  const ProgrammeRules& newest(std::uint64_t first) const {
    const ProgrammeRules* out = nullptr;
    for (const auto& [at, version] : versions)
      if (version.first == first) out = &version.second;
    return *out;
  }
  // Domain §3.1 BD-2 to BD-5 for the two ways of assessment that the histories have.
  bool passed(const NaiveAttempt& attempt) const {
    const NaiveClass& klass = classes.at(attempt.klass);
    if (!klass.closed || klass.cancelled || !attempt.result || attempt.result->outcome != Outcome::completed)
      return false;
    std::uint32_t periods = 0;
    for (const auto& [number, session] : klass.sessions) periods += session.second;
    const CourseRule* rule = nullptr;
    for (const auto& course : versions.at(klass.opened.version).second.courses)
      if (course.course == klass.opened.course) rule = &course;
    const bool there = attempt.result->attended * 100 >= rule->min_attendance.value_or(0) * periods;
    if (rule->assessment == Assessment::attendance) return attempt.result->attended >= 1 && there;
    return *attempt.result->score >= rule->pass_tenths && there;
  }
  bool failed(const NaiveAttempt& attempt) const {
    const NaiveClass& klass = classes.at(attempt.klass);
    return klass.closed && !klass.cancelled && attempt.result && attempt.result->outcome == Outcome::completed &&
           !passed(attempt);
  }
  bool learning(const NaiveAttempt& attempt) const {
    return !classes.at(attempt.klass).closed && !(attempt.result && attempt.result->outcome == Outcome::withdrawn);
  }
  bool certified(const NaiveAttempt& attempt) const {
    for (const auto& [id, document] : documents)
      for (const auto& cited : document.first)
        if (erased.count(id) == 0 && cited.id == attempt.klass && cited.seat == attempt.seat &&
            document.second == Standing::in_force)
          return true;
    return false;
  }

 private:
  void read(const test::Fed& fed) {
    last = fed.time;
    if (const auto* programme = std::get_if<test::ProgrammeFed>(&fed.what))
      versions[fed.at] = {programme->first, programme->rules};
    if (const auto* roster = std::get_if<test::RosterFed>(&fed.what)) {
      for (const auto& seat : roster->added)
        seats[seat.seat] = {roster->programme, seat.audience.str(), seat.course.str(), roster->late, false};
      for (const auto& seat : roster->removed) seats[seat].removed = true;
    }
    if (const auto* opened = std::get_if<ClassOpened>(&fed.what)) classes[opened->id].opened = *opened;
    if (const auto* enrol = std::get_if<test::EnrolFed>(&fed.what))
      for (const auto& seat : enrol->seats) attempts.push_back({enrol->id, seat, std::nullopt});
    if (const auto* session = std::get_if<test::SessionFed>(&fed.what))
      classes[session->id].sessions[session->number] = {session->mode, session->periods};
    if (const auto* results = std::get_if<test::ResultsFed>(&fed.what))
      for (const auto& result : results->results)
        for (auto& attempt : attempts)
          if (attempt.klass == results->id && attempt.seat == result.seat) attempt.result = result.result;
    if (const auto* close = std::get_if<test::CloseFed>(&fed.what))
      classes[close->id].closed = true, classes[close->id].cancelled = close->cancelled;
    if (const auto* issued = std::get_if<Issued>(&fed.what))
      documents[issued->credential] = {issued->attempts, Standing::in_force};
    if (const auto* standing = std::get_if<test::StandingFed>(&fed.what)) {
      if (standing->standing == Standing::erased)
        erased.insert(standing->credential);
      else
        documents[standing->credential].second = standing->standing;
    }
  }
};

// The sentence, with sets of people.
class NaiveCoverage {
 public:
  NaiveCoverage(const NaiveLedger& ledger, const Book& book, const People& people, const CoverageQuery& query)
      : ledger_(ledger), query_(query) {
    for (const auto& [id, seat] : ledger.seats) {
      if (seat.programme != query.programme || seat.removed) continue;
      const std::uint32_t number = book.number_of(id);
      const auto& person = people[number];
      who_[id] = person ? "person " + std::to_string(person->person) : "seat " + std::to_string(number);
      unit_[id] = person ? person->unit.str() : "";
      level_[id] = person ? person->level.str() : "";
    }
  }

  std::vector<CoverageRow> rows() const {
    const ProgrammeRules& rules = ledger_.newest(query_.programme);
    std::set<std::string> keys;
    for (const auto& [id, name] : who_)
      if (let_through(id)) keys.insert(key_of(id));
    if (query_.by == By::all) keys.insert("");
    for (const auto& course : rules.courses)
      for (const auto& audience : course.audiences) {
        if (query_.audience && *query_.audience != audience.audience) continue;
        if (query_.by == By::audience) keys.insert(audience.audience.str());
        if (query_.by == By::topic)
          for (const auto& topic : audience.topics) keys.insert(topic.str());
      }
    if (query_.by == By::topic) {
      keys.erase("");
      for (const auto& [id, klass] : ledger_.classes)
        if (klass.opened.topic) keys.insert(klass.opened.topic->str());
    }
    std::vector<CoverageRow> out;
    for (const auto& key : keys)
      for (const auto& course : rules.courses)
        if (!query_.course || *query_.course == course.course)
          if (auto row = this->row(key, course, rules)) out.push_back(*row);
    return out;
  }

 private:
  std::string key_of(const SeatId& id) const {
    switch (query_.by) {
      case By::unit:
        return unit_.at(id);
      case By::level:
        return level_.at(id);
      case By::audience:
        return ledger_.seats.at(id).audience;
      default:
        return {};
    }
  }
  bool let_through(const SeatId& id) const {
    const auto& seat = ledger_.seats.at(id);
    if (query_.audience && seat.audience != query_.audience->str()) return false;
    if (query_.level && level_.at(id) != query_.level->str()) return false;
    if (query_.unit && unit_.at(id) != query_.unit->str()) return false;
    if (query_.within.empty()) return true;
    for (const auto& unit : query_.within)
      if (unit.str() == unit_.at(id)) return true;
    return false;
  }
  std::set<SeatId> seats_of(const std::string& who, const std::string& course) const {
    std::set<SeatId> out;
    for (const auto& [id, name] : who_)
      if (name == who && ledger_.seats.at(id).course == course) out.insert(id);
    return out;
  }

  std::optional<CoverageRow> row(const std::string& key, const CourseRule& course, const ProgrammeRules& rules) const {
    CoverageRow row;
    row.key = key;
    row.course = course.course;
    const bool by_topic = query_.by == By::topic;
    std::set<std::string> members, heads;
    for (const auto& [id, who] : who_) {
      if (!let_through(id) || (!by_topic && key_of(id) != key)) continue;
      if (ledger_.seats.at(id).course == course.course.str()) members.insert(who);
      for (const auto& audience : course.audiences)
        if (audience.audience.str() == ledger_.seats.at(id).audience) heads.insert(who);
    }
    for (const auto& who : members) {
      bool taken = false, in_time = false, any_passed = false, any_first = false, any_learning = false,
           any_failed = false, any_certified = false;
      for (const auto& id : seats_of(who, course.course.str())) {
        in_time = in_time || !ledger_.seats.at(id).late;
        bool failed_before = false;
        for (const auto& attempt : ledger_.attempts) {
          if (attempt.seat != id) continue;
          const auto& topic = ledger_.classes.at(attempt.klass).opened.topic;
          const bool counts = !by_topic || (topic && topic->str() == key);
          taken = taken || counts;
          if (counts && ledger_.passed(attempt)) {
            any_passed = true;
            any_first = any_first || !failed_before;
            any_certified = any_certified || ledger_.certified(attempt);
          }
          any_learning = any_learning || (counts && ledger_.learning(attempt));
          any_failed = any_failed || (counts && ledger_.failed(attempt));
          failed_before = failed_before || ledger_.failed(attempt);
        }
      }
      if (by_topic && !taken) continue;
      ++row.people;
      if (!in_time) ++row.late;
      if (any_passed) {
        ++row.passed;
        if (any_certified) ++row.certified;
        if (!any_first) ++row.retaken;
      } else if (any_learning) {
        ++row.learning;
      } else if (any_failed) {
        ++row.failed;
      } else {
        ++row.waiting;
      }
    }
    row.denominator = static_cast<std::uint32_t>(heads.size());
    bool listed = query_.by == By::all;
    for (const auto& audience : course.audiences) {
      if (query_.audience && *query_.audience != audience.audience) continue;
      listed = listed || (query_.by == By::audience && audience.audience.str() == key);
      for (const auto& topic : audience.topics) listed = listed || (by_topic && topic.str() == key);
    }
    const auto passed_it = [&](const std::string& who) {
      const auto seats = seats_of(who, course.course.str());
      return std::any_of(ledger_.attempts.begin(), ledger_.attempts.end(), [&](const auto& attempt) {
        return seats.count(attempt.seat) != 0 && ledger_.passed(attempt);
      });
    };
    const auto passed_heads = std::count_if(heads.begin(), heads.end(), passed_it);
    if (by_topic) row.denominator = static_cast<std::uint32_t>(listed ? may_take(key, course) : members.size());
    if (!by_topic) set_target(row, rules, static_cast<std::size_t>(passed_heads));
    if (!by_topic && !row.target) row.denominator = row.people;
    if (!listed && row.people == 0 && (!row.target || row.denominator == 0)) return std::nullopt;
    return row;
  }

  // People with a seat of the course, of the audiences that have this topic.
  std::size_t may_take(const std::string& topic, const CourseRule& course) const {
    std::set<std::string> out;
    for (const auto& [id, who] : who_)
      for (const auto& audience : course.audiences)
        for (const auto& listed : audience.topics)
          if (listed.str() == topic && let_through(id) && ledger_.seats.at(id).course == course.course.str() &&
              ledger_.seats.at(id).audience == audience.audience.str())
            out.insert(who);
    return out.size();
  }

  void set_target(CoverageRow& row, const ProgrammeRules& rules, std::size_t passed_heads) const {
    const Date day = query_.day.value_or(date_in_utc7(ledger_.last));
    std::optional<CodeText> audience = query_.audience;
    if (query_.by == By::audience) audience = word(row.key);
    // (not its own audience's, kind of day, day) -> target; the first is the one that holds.
    std::map<std::tuple<bool, int, std::int64_t, std::size_t>, const TargetRule*> choices;
    for (std::size_t i = 0; i < rules.targets.size(); ++i) {
      const auto& target = rules.targets[i];
      if (target.course != row.course || (target.audience && target.audience != audience)) continue;
      const std::int64_t days = target.by ? start_of_day_utc7(*target.by).seconds : 0;
      const int kind = !target.by ? 1 : *target.by >= day ? 0 : 2;
      choices[{!target.audience, kind, kind == 2 ? -days : days, i}] = &target;
    }
    if (choices.empty()) return;
    const TargetRule& target = *choices.begin()->second;
    row.target = target.percent;
    row.target_by = target.by;
    row.reached = row.denominator > 0 && passed_heads * 100 >= target.percent * row.denominator;
  }

  const NaiveLedger& ledger_;
  const CoverageQuery& query_;
  std::map<SeatId, std::string> who_, unit_, level_;  // of the seats that count
};

std::string line(const CoverageRow& r) {
  std::string out = r.key + " " + r.course.str();
  for (const std::uint32_t n : {r.people, r.passed, r.failed, r.learning, r.waiting, r.certified, r.late, r.retaken,
                                r.denominator, r.target.value_or(999), std::uint32_t{r.reached}})
    out += " " + std::to_string(n);
  return out + (r.target_by ? " " + to_text(*r.target_by) : "");
}
std::vector<std::string> lines(const std::vector<CoverageRow>& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.push_back(line(row));
  return out;
}

std::string result_text(const std::optional<ResultData>& r) {
  if (!r) return "-";
  return std::to_string(r->attended) + "/" + std::to_string(r->attendance.value_or(999)) + "/" +
         std::to_string(r->test.value_or(999)) + "/" + std::to_string(r->score.value_or(999)) + "/" +
         std::string(to_text(r->outcome));
}
std::string time_text(const std::optional<Time>& time) { return time ? to_text(*time) : "-"; }

// All that a book says as of a size but coverage.
std::vector<std::string> everything(const Book& book, const History& history, EntryIndex as_of) {
  std::vector<std::string> out;
  for (const auto& p : book.programmes(as_of)) {
    out.push_back("programme " + std::to_string(p.first) + " " + std::to_string(p.newest) + " " + p.office.str() + " " +
                  std::to_string(p.rules->targets.size()) + " " + std::to_string(p.rules->courses[0].pass_tenths));
    for (const auto& r : book.rosters(p.first, as_of))
      out.push_back("roster " + to_text(r.id) + " " + std::to_string(r.at) + " " + to_text(r.time) + " " +
                    std::to_string(r.late) + " " + std::to_string(r.seats) + " " + std::to_string(r.removed));
    for (const auto& line : book.classes(p.newest, as_of)) {
      const auto c = *book.find_class(line.opened->id, as_of);
      EXPECT_EQ(line.closed, c.closed.has_value());
      std::string text = "class " + to_text(c.opened.id) + " " + time_text(c.closed) + " " + to_text(c.time);
      for (const std::uint32_t n : {c.enrolled, c.withdrawn, c.resulted, c.passed, c.sessions, c.totals.periods,
                                    c.totals.online, std::uint32_t{c.cancelled}})
        text += " " + std::to_string(n);
      out.push_back(text + (c.first_day ? to_text(*c.first_day) + to_text(*c.last_day) : ""));
      for (const auto& seat : book.seats_of_class(c.opened.id, as_of)) out.push_back("  " + to_text(seat));
    }
    for (const auto& row : plan_against_done(book, p.first, as_of))
      out.push_back("plan " + row.audience.str() + " " + (row.course ? row.course->str() : "") + " " +
                    (row.level ? row.level->str() : "") + " " + std::to_string(row.planned) + " " +
                    std::to_string(row.opened) + " " + std::to_string(row.closed) + " " +
                    std::to_string(row.cancelled));
  }
  for (const auto& fed : history) {
    const auto* roster = std::get_if<test::RosterFed>(&fed.what);
    if (roster == nullptr) continue;
    for (const auto& added : roster->added) {
      const auto seat = book.find_seat(added.seat, as_of);
      if (!seat) continue;
      std::string text = "seat " + to_text(seat->seat) + " " + std::to_string(seat->programme) + " " +
                         seat->audience.str() + " " + seat->course.str() + " " + std::to_string(seat->late) +
                         std::to_string(seat->removed) + std::to_string(seat->passed);
      for (const auto& a : seat->attempts)
        text += " [" + to_text(a.id) + " " + result_text(a.result) + " " + std::to_string(a.over) +
                std::to_string(a.passed) + time_text(a.closed) + "]";
      if (seat->credential) text += " " + to_text(*seat->credential) + std::string(to_text(*seat->standing));
      out.push_back(text);
    }
  }
  return out;
}

std::vector<std::string> evidence_lines(const Book& book, const People& people, EntryIndex as_of) {
  EvidenceQuery query;
  query.as_of = as_of;
  std::vector<std::string> out;
  for (const auto& person : evidence(book, people, query)) {
    out.push_back(std::to_string(person.person));
    for (const auto& m : person.modules)
      out.push_back("  " + m.code.str() + " " + to_text(m.id) + " " + to_text(m.seat) + " " + to_text(m.passed_on) +
                    " " + std::to_string(m.score.value_or(999)) + " " + (m.credential ? to_text(*m.credential) : "-") +
                    std::string(m.standing ? to_text(*m.standing) : ""));
  }
  return out;
}

ReportQuery some_report(HistoryMaker& maker, EntryIndex programme, EntryIndex as_of) {
  const std::pair<ReportKind, const char*> periods[] = {{ReportKind::monthly, "2024-11"},
                                                        {ReportKind::monthly, "2024-12"},
                                                        {ReportKind::quarterly, "2024-Q4"},
                                                        {ReportKind::yearly, "2025"},
                                                        {ReportKind::ad_hoc, "2024-12-31"}};
  ReportQuery out;
  out.programme = programme;
  out.as_of = as_of;
  std::tie(out.kind, out.period) = periods[maker.pick(5)];
  out.reporter = maker.pick(3) == 0 ? Reporter::school : Reporter::office;
  out.unit = word(out.reporter == Reporter::school ? "79TH0002" : "79PGD01");
  return out;
}

std::vector<CoverageQuery> questions(HistoryMaker& maker, EntryIndex programme, EntryIndex as_of) {
  std::vector<CoverageQuery> out;
  for (const By by : {By::all, By::unit, By::level, By::audience, By::topic}) {
    CoverageQuery query;
    query.programme = programme;
    query.as_of = as_of;
    query.by = by;
    out.push_back(query);
    if (maker.pick(2) == 0) query.audience = word(maker.pick(2) == 0 ? "GV" : "CBQL");
    if (maker.pick(3) == 0) query.course = word("CDS_NC");
    if (maker.pick(3) == 0) query.unit = word("79TH0002");
    if (maker.pick(3) == 0) query.within = {word("79THCS01"), word("79TH0002")};
    if (maker.pick(4) == 0) query.level = word("TIEU_HOC");
    if (maker.pick(2) == 0) query.day = Date{2024, 12, 31};
    if (maker.pick(4) == 0) query.day = Date{2025, 6, 1};
    out.push_back(query);
  }
  return out;
}

class TrainingCoverageProperty : public testing::Test {
 protected:
  // How much the histories held, lest a test passes on empty ones.
  std::uint32_t passed_ = 0, retaken_ = 0, certified_ = 0, late_ = 0, waiting_ = 0;
  std::uint32_t reports_ = 0, refused_ = 0, asked_ = 0;
  void note(const std::vector<CoverageRow>& rows) {
    for (const auto& row : rows) {
      passed_ += row.passed;
      retaken_ += row.retaken;
      certified_ += row.certified;
      late_ += row.late;
      waiting_ += row.waiting;
    }
  }
};

TEST_F(TrainingCoverageProperty, EqualsTheSentenceReadNaivelyAndForgetsWhatCameAfter) {
  for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    HistoryMaker maker(seed);
    const History history = maker.make(kRecords);
    const Book whole = book_of(history);
    const People people = maker.people(whole, 25);
    const EntryIndex end = history.back().at + 1;
    for (const EntryIndex as_of : {end, EntryIndex{6} + maker.pick(static_cast<std::uint32_t>(end)), end * 3 / 4}) {
      const Book prefix = book_of(history, as_of);
      const NaiveLedger ledger(history, as_of);
      ASSERT_EQ(everything(whole, history, as_of), everything(prefix, history, as_of)) << "as of " << as_of;
      ASSERT_EQ(evidence_lines(whole, people, as_of), evidence_lines(prefix, people, as_of));
      for (const auto& programme : whole.programmes(as_of)) {
        const ReportQuery asked = some_report(maker, programme.first, as_of);
        const auto report = build_report(whole, people, asked), again = build_report(prefix, people, asked);
        ASSERT_EQ(report.ok(), again.ok());  // not: the period ended before the programme began
        reports_ += report.ok() && *report == *again ? 1 : 0;
        refused_ += report.ok() ? 0 : 1;
        ++asked_;
        for (const auto& query : questions(maker, programme.first, as_of)) {
          SCOPED_TRACE(std::string(to_text(query.by)) + " as of " + std::to_string(as_of));
          const auto rows = coverage(whole, people, query);
          ASSERT_EQ(lines(rows), lines(NaiveCoverage(ledger, whole, people, query).rows()));
          ASSERT_EQ(lines(rows), lines(coverage(prefix, people, query)));
          ASSERT_EQ(missing_seats(whole, people, query), missing_seats(prefix, people, query));
          note(rows);
        }
      }
    }
  }
  EXPECT_EQ(reports_ + refused_, asked_);  // each built twice is the same
  EXPECT_GT(reports_, 2 * kSeeds);
  EXPECT_GT(passed_, 100 * kSeeds);
  // Few retake in a history: of eight it may be none.
  if (!test::kSanitized) EXPECT_GT(retaken_, kSeeds);
  EXPECT_GT(certified_, 25 * kSeeds);
  EXPECT_GT(late_, 25 * kSeeds);
  EXPECT_GT(waiting_, 25 * kSeeds);
}

TEST_F(TrainingCoverageProperty, DoesNotDependOnTheOrderOfListsInsideARecord) {
  for (std::uint32_t seed = 101; seed <= 110; ++seed) {
    HistoryMaker maker(seed);
    const History history = maker.make(kRecords);
    const Book book = book_of(history), other = book_of(maker.shuffled(history));
    const People people = maker.people(book, 25);
    const EntryIndex end = history.back().at + 1;
    ASSERT_EQ(everything(book, history, end), everything(other, history, end));
    for (std::uint32_t seat = 0; seat < book.seat_count(); ++seat) ASSERT_EQ(book.seat_of(seat), other.seat_of(seat));
    for (const auto& query : questions(maker, book.programmes(end).front().first, end))
      ASSERT_EQ(lines(coverage(book, people, query)), lines(coverage(other, people, query)));
  }
}

// Missing and passed together are the denominator, whatever is asked.
TEST_F(TrainingCoverageProperty, TheMissingAreThoseOfTheDenominatorWhoHaveNotPassed) {
  for (std::uint32_t seed = 201; seed <= 215; ++seed) {
    HistoryMaker maker(seed);
    const History history = maker.make(kRecords);
    const Book book = book_of(history);
    const People people = maker.people(book, 25);
    const EntryIndex end = history.back().at + 1;
    for (auto query : questions(maker, book.programmes(end).front().first, end)) {
      query.by = By::all;
      const auto dropped = [&](const CodeText& course) {
        const auto programme = book.find_programme(query.programme, query.as_of);
        if (!programme) return false;
        for (std::uint32_t number = 0; number < book.seat_count(); ++number) {
          const auto seat = book.find_seat(book.seat_of(number), query.as_of);
          if (!seat || seat->programme != programme->first || seat->course != course) continue;
          const auto* rule = find_course(*programme->rules, course);
          if (rule == nullptr || find_audience(*rule, seat->audience) == nullptr) return true;
        }
        return false;
      };
      std::map<std::string, std::uint32_t> missing;
      for (const auto& one : missing_seats(book, people, query)) ++missing[one.course.str()];
      for (const auto& row : coverage(book, people, query)) {
        EXPECT_GE(missing[row.course.str()], row.people - row.passed);
        // Of one school, its heads may have passed as people of another one; and who has a seat of an audience that the
        // course no longer has is none of its heads.
        if (query.unit || !query.within.empty() || query.level || query.audience) continue;
        EXPECT_GE(missing[row.course.str()], std::max(row.people, row.denominator) - row.passed);
        if (!dropped(row.course)) {
          EXPECT_EQ(missing[row.course.str()], row.denominator - row.passed) << row.course.str();
        }
      }
    }
  }
}

}  // namespace
}  // namespace hocba::training
