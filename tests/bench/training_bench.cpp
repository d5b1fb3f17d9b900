// Coverage over 100,000 people with 3 seats each and 300,000 attempts (HOCBA_BENCH_PEOPLE: other numbers), one core:
// what feeding costs, what the book takes in memory, and how long each answer takes, beside a bare walk over as many
// attempts in an array (the bound). Aim: any coverage well under 200 ms.
#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "ledger/training/evidence.hpp"
#include "ledger/training/report.hpp"
#include "tests/bench/bound.hpp"
#include "tests/support/training_history.hpp"

namespace {

using namespace hocba;            // NOLINT: a program of its own
using namespace hocba::training;  // NOLINT

constexpr std::size_t kRounds = 9;
constexpr std::uint32_t kSeatsEach = 3, kInRoster = 200, kInClass = 40, kPeopleOfSchool = 60;

// Of this process, as the system sees it: whatever allocator is linked.
double resident_mb() {
  std::ifstream in("/proc/self/statm");
  std::size_t pages = 0, resident = 0;
  in >> pages >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

class Load {
 public:
  explicit Load(std::uint32_t people) : people_of_load(people) {
    Book& b = book;
    b.programme(next(), time_, 1, test::word("79PGD01"), test::training_rules());
    const char* const courses[kSeatsEach] = {"CDS_CB", "CDS_NC", "TAP_HUAN"};
    for (std::uint32_t course = 0; course < kSeatsEach; ++course) {
      std::vector<SeatId> seats;
      for (std::uint32_t person = 0; person < people; person += kInRoster) {
        std::vector<SeatAdded> added;
        for (std::uint32_t i = person; i < std::min(person + kInRoster, people); ++i) {
          added.push_back({random_id<SeatId>(), test::word("GV"), test::word(courses[course])});
          seats.push_back(added.back().seat);
        }
        b.roster(next(), time_, 1, random_id<RosterId>(), person % 7 == 0, added, {});
      }
      first_seat.push_back(seats.front());
      for (std::uint32_t i = 0; i < seats.size(); ++i) seat_person.emplace_back(seats[i], i);
      for (std::size_t i = 0; i < seats.size(); i += kInClass)
        teach({seats.begin() + static_cast<std::ptrdiff_t>(i),
               seats.begin() + static_cast<std::ptrdiff_t>(std::min(i + kInClass, seats.size()))},
              courses[course]);
    }
  }

  Book book;
  std::uint32_t people_of_load;
  std::vector<SeatId> first_seat;
  std::vector<std::pair<SeatId, std::uint32_t>> seat_person;
  std::size_t attempts = 0;
  EntryIndex size() const { return at_; }

  People people() const {
    People out(book.seat_count());
    for (const auto& [seat, person] : seat_person) {
      const std::string unit = "79TH" + std::to_string(1'000 + person / kPeopleOfSchool);
      out[book.number_of(seat)] = Person{person, test::word(unit), test::word(person % 5 < 3 ? "TIEU_HOC" : "THCS")};
    }
    return out;
  }

 private:
  template <class Id>
  Id random_id() {
    Id out;
    for (auto& byte : out.data) byte = static_cast<std::uint8_t>(random_());
    return out;
  }
  EntryIndex next() { return at_++; }

  void teach(const std::vector<SeatId>& seats, const char* course) {
    ClassOpened opened;
    opened.id = random_id<ClassId>();
    opened.programme = opened.version = 1;
    opened.provider = test::word("79DT01");
    opened.course = test::word(course);
    opened.audience = test::word("GV");
    if (opened.course == test::word("CDS_NC")) opened.topic = test::word("quan_ly");
    opened.number = ++classes_;
    book.opened(next(), time_, opened);
    book.enrolled(next(), time_, opened.id, seats);
    for (std::uint32_t session = 1; session <= 6; ++session)
      book.session(next(), time_, opened.id, session, {2024, 11, 4}, Mode::in_person, 5);
    std::vector<Book::Result> results;
    std::vector<SeatId> failed;
    for (const auto& seat : seats) {
      ResultData result;
      result.attended = 30;
      const bool fails = opened.course != test::word("TAP_HUAN") && random_() % 20 == 0;
      if (opened.course != test::word("TAP_HUAN"))
        result.attendance = result.test = result.score = fails ? 49 : 50 + random_() % 50;
      results.push_back({seat, result});
      if (fails) failed.push_back(seat);
    }
    book.results(next(), time_, opened.id, results);
    book.closed(next(), time_, opened.id, false);
    attempts += seats.size();
    for (const auto& result : results)
      if (!result.result.score || *result.result.score >= 50)
        book.issued(next(), time_,
                    {random_id<CredentialId>(),
                     test::word("training-certificate"),
                     opened.provider,
                     {{opened.id, result.seat}}});
    time_ = time_ + Duration{600};
    if (failed.size() > 0 && seats.size() > kInClass / 2) teach(failed, course);
  }

  std::mt19937 random_{20240910};
  EntryIndex at_ = 1;
  Time time_ = start_of_day_utc7({2024, 9, 10});
  std::uint32_t classes_ = 0;
};

template <class Work>
double milliseconds(Work work) {
  std::vector<double> out;
  for (std::size_t i = 0; i < kRounds; ++i) {
    const double start = bench::processor_seconds();
    work();
    out.push_back((bench::processor_seconds() - start) * 1e3);
  }
  return bench::median(out);
}

struct BareAttempt {  // as many bytes as the book has of an attempt
  std::uint64_t at, result_at;
  std::uint32_t seat, klass, before, former, cite;
  std::uint16_t attended;
  std::uint8_t outcome, attendance, score, test;
};

}  // namespace

int main() {
  const char* const asked = std::getenv("HOCBA_BENCH_PEOPLE");
  const auto people_count = static_cast<std::uint32_t>(asked != nullptr ? std::atol(asked) : 100'000);
  const double before_mb = resident_mb(), before_s = bench::processor_seconds();
  const Load load(people_count);
  const double fed_s = bench::processor_seconds() - before_s, book_mb = resident_mb() - before_mb;
  const People people = load.people();
  std::printf("%-52s %9.2f s    (%llu records)\n", "feeding the book", fed_s,
              static_cast<unsigned long long>(load.size()));
  std::printf("%-52s %9.0f MB   (with what the benchmark keeps: 20 bytes a seat)\n", "the book in memory", book_mb);

  // The bound: one walk over as many attempts, looking at each and at a byte of its seat.
  std::vector<BareAttempt> bare(load.attempts);
  std::mt19937 random(7);
  for (auto& attempt : bare) attempt.seat = random() % load.book.seat_count(), attempt.score = random() % 101;
  std::vector<std::uint8_t> facts(load.book.seat_count());
  volatile std::uint32_t kept = 0;
  const double bound = milliseconds([&] {
    std::uint32_t passed = 0;
    for (const auto& attempt : bare) {
      facts[attempt.seat] |= attempt.score >= 50 ? 1 : 2;
      passed += attempt.score >= 50 ? 1 : 0;
    }
    kept = kept + passed;
  });
  std::printf("%-52s %9.2f ms   (%zu attempts of %zu bytes)\n", "a bare walk over the attempts (the bound)", bound,
              bare.size(), sizeof(BareAttempt));

  double worst = 0;
  const auto say = [&](const std::string& what, double ms, std::size_t rows) {
    std::printf("%-52s %9.2f ms   %6.1f of the bound, %zu rows\n", what.c_str(), ms, ms / bound, rows);
  };
  for (const By by : {By::all, By::audience, By::level, By::unit, By::topic}) {
    CoverageQuery query;
    query.programme = 1;
    query.as_of = load.size();
    query.by = by;
    std::size_t rows = 0;
    const double ms = milliseconds([&] { rows = coverage(load.book, people, query).size(); });
    say("coverage by " + std::string(to_text(by)), ms, rows);
    query.as_of = load.size() * 2 / 3;
    const double then = milliseconds([&] { rows = coverage(load.book, people, query).size(); });
    say("  as of two thirds of the log", then, rows);
    worst = std::max({worst, ms, then});
  }
  CoverageQuery query;
  query.programme = 1;
  query.as_of = load.size();
  query.unit = test::word("79TH1000");
  std::size_t rows = 0;
  const double one = milliseconds([&] { rows = missing_seats(load.book, people, query).size(); });
  say("who is missing in one school", one, rows);
  EvidenceQuery evidence_query;
  evidence_query.as_of = load.size();
  evidence_query.unit = test::word("79TH1000");
  const double of_school = milliseconds([&] { rows = evidence(load.book, people, evidence_query).size(); });
  say("evidence of one school", of_school, rows);
  ReportQuery report;
  report.programme = 1;
  report.as_of = load.size();
  report.kind = ReportKind::yearly;
  report.period = "2024";
  report.unit = test::word("79PGD01");
  report.reporter = Reporter::office;
  std::string text;
  const double whole = milliseconds([&] { text = *build_report(load.book, people, report); });
  std::printf("%-52s %9.2f ms   %6.1f of the bound, %zu bytes\n", "a yearly report of all", whole, whole / bound,
              text.size());
  const double open_copy =
      milliseconds([&] { text = *public_view(*build_report(load.book, people, report), By::unit); });
  std::printf("%-52s %9.2f ms   %6.1f of the bound\n", "  and its public copy", open_copy, open_copy / bound);
  std::printf("%-52s %9.2f ms   (aim: well under 200)\n", "the slowest coverage", worst);
}
