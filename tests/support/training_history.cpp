#include "tests/support/training_history.hpp"

namespace hocba::test {

using namespace training;  // NOLINT: of this file

ProgrammeRules training_rules() {
  ProgrammeRules rules;
  rules.programme = word("DE_AN_869");
  CourseRule basic;
  basic.course = word("CDS_CB");
  basic.assessment = Assessment::scored;
  basic.audiences = {{word("CBQL"), {}}, {word("GV"), {}}, {word("NV"), {}}};
  basic.min_periods = 30;
  basic.weights = Weights{30, 70};
  CourseRule advanced = basic;
  advanced.course = word("CDS_NC");
  advanced.audiences = {{word("CBQL"), {word("nen_tang_so"), word("quan_ly")}},
                        {word("GV"), {word("ha_tang"), word("quan_ly")}}};
  advanced.min_attendance = 80;
  CourseRule talk;
  talk.course = word("TAP_HUAN");
  talk.assessment = Assessment::attendance;
  talk.audiences = {{word("GV"), {}}};
  rules.courses = {basic, advanced, talk};
  rules.targets = {{std::nullopt, std::nullopt, word("CDS_CB"), 100}, {std::nullopt, std::nullopt, word("CDS_NC"), 30}};
  rules.planned = {{word("GV"), 2, std::nullopt, std::nullopt}, {word("GV"), 1, word("CDS_NC"), std::nullopt}};
  return rules;
}

History HistoryMaker::make(std::size_t records) {
  for (const char* code : {"DE_AN_869", "TB_2023"}) {
    Programme programme{at_, at_, training_rules()};
    programme.rules.programme = word(code);
    programmes_.push_back(programme);
    put(ProgrammeFed{programme.first, word("79PGD01"), programme.rules});
    new_roster();
  }
  while (history_.size() < records) step();
  return history_;
}

void HistoryMaker::step() {
  const std::uint32_t dice = pick(100);
  if (dice < 2) return new_version();
  if (dice < 12 || seats_.size() < 20) return new_roster();
  if (dice < 20 || classes_.empty()) return new_class();
  const std::size_t klass = pick(static_cast<std::uint32_t>(classes_.size()));
  if (dice < 40) return enrol(klass);
  if (dice < 55) return hold_session(klass);
  if (dice < 75) return give_results(klass);
  if (dice < 85) return close(klass);
  if (dice < 94) return issue();
  change_standing();
}

void HistoryMaker::new_version() {
  Programme& programme = programmes_[pick(2)];
  programme.newest = at_;
  programme.rules.courses[0].pass_tenths = 40 + pick(30);
  programme.rules.targets[1].percent = 20 + pick(50);
  if (pick(2) == 0) programme.rules.targets.push_back({word("GV"), std::nullopt, word("CDS_NC"), 50});
  if (pick(2) == 0) programme.rules.targets.push_back({std::nullopt, Date{2025, 1, 1}, word("CDS_CB"), 70});
  // The basic course is for NV or not: who has passed it stays counted, though no target is about them any more.
  auto& audiences = programme.rules.courses[0].audiences;
  if (pick(3) == 0) audiences.size() == 3 ? audiences.pop_back() : audiences.push_back({word("NV"), {}});
  programme.rules.planned.push_back({word("CBQL"), 1 + pick(4), std::nullopt, word("TIEU_HOC")});
  put(ProgrammeFed{programme.first, word(pick(3) == 0 ? "79SGD" : "79PGD01"), programme.rules});
}

void HistoryMaker::new_roster() {
  const std::size_t number = pick(static_cast<std::uint32_t>(programmes_.size()));
  RosterFed roster;
  roster.programme = programmes_[number].first;
  roster.id = roster_id(next_id_++);
  roster.late = pick(3) == 0;
  const std::uint32_t size = 1 + pick(12);
  for (std::uint32_t i = 0; i < size; ++i) {
    const auto& courses = programmes_[number].rules.courses;
    const CourseRule& course = courses[pick(static_cast<std::uint32_t>(courses.size()))];
    const auto& audience = course.audiences[pick(static_cast<std::uint32_t>(course.audiences.size()))].audience;
    Seat seat;
    seat.id = seat_id(next_id_++);
    seat.programme = number;
    seat.audience = audience.str();
    seat.course = course.course.str();
    roster.added.push_back({seat.id, audience, course.course});
    seats_.push_back(seat);
  }
  for (auto& seat : seats_) {
    const bool new_here = std::any_of(roster.added.begin(), roster.added.end(),
                                      [&](const SeatAdded& added) { return added.seat == seat.id; });
    if (new_here || seat.programme != number || seat.removed || seat.passed || seat.open || pick(30) != 0) continue;
    seat.removed = true;
    roster.removed.push_back(seat.id);
  }
  shuffle(roster.added);
  put(roster);
}

void HistoryMaker::new_class() {
  const std::size_t number = pick(2) % programmes_.size();
  const Programme& programme = programmes_[number];
  const CourseRule& course = programme.rules.courses[pick(static_cast<std::uint32_t>(programme.rules.courses.size()))];
  const AudienceRule& audience = course.audiences[pick(static_cast<std::uint32_t>(course.audiences.size()))];
  Class klass;
  klass.opened = {class_id(next_id_++),
                  programme.first,
                  programme.newest,
                  word(pick(4) == 0 ? "79DT02" : "79DT01"),
                  course.course,
                  audience.audience,
                  {},
                  {},
                  {},
                  static_cast<std::uint32_t>(classes_.size() + 1)};
  if (!audience.topics.empty())
    klass.opened.topic = audience.topics[pick(static_cast<std::uint32_t>(audience.topics.size()))];
  if (pick(2) == 0) klass.opened.level = word(pick(2) == 0 ? "TIEU_HOC" : "THCS");
  classes_.push_back(klass);
  put(klass.opened);
}

const CourseRule& HistoryMaker::course_of(const Class& klass) const {
  for (const auto& fed : history_)
    if (const auto* version = std::get_if<ProgrammeFed>(&fed.what);
        version != nullptr && fed.at == klass.opened.version)
      return *find_course(version->rules, klass.opened.course);
  HOCBA_CHECK(false);
}

bool HistoryMaker::passes(const Class& klass, std::size_t seat) const {
  const auto it = klass.results.find(seat);
  return klass.closed && !klass.cancelled && it != klass.results.end() &&
         passed(course_of(klass), {klass.periods, 0}, it->second);
}

void HistoryMaker::enrol(std::size_t number) {
  Class& klass = classes_[number];
  if (klass.closed) return;
  EnrolFed enrolled{klass.opened.id, {}};
  for (std::size_t i = 0; i < seats_.size(); ++i) {
    Seat& seat = seats_[i];
    const bool fits = programmes_[seat.programme].first == klass.opened.programme &&
                      seat.course == klass.opened.course.str() && seat.audience == klass.opened.audience.str();
    if (!fits || seat.removed || seat.passed || seat.open || pick(3) == 0) continue;
    // Where an attempt was in this class already, a ledger takes the withdrawn one up again or not: not here.
    if (std::count(klass.seats.begin(), klass.seats.end(), i) != 0) continue;
    seat.open = number;
    klass.seats.push_back(i);
    enrolled.seats.push_back(seat.id);
  }
  if (enrolled.seats.empty()) return;
  shuffle(enrolled.seats);
  put(enrolled);
}

void HistoryMaker::hold_session(std::size_t number) {
  Class& klass = classes_[number];
  if (klass.closed) return;
  const bool again = klass.sessions > 0 && pick(4) == 0;
  if (!again) ++klass.sessions;
  const std::uint32_t periods = again ? pick(3) * 5 : 5 + pick(10);
  const SessionFed session{klass.opened.id, again ? 1 + pick(klass.sessions) : klass.sessions, date_in_utc7(time_),
                           pick(3) == 0 ? Mode::online : Mode::in_person, periods};
  put(session);
  std::map<std::uint32_t, std::uint32_t> all;
  for (const auto& fed : history_)
    if (const auto* s = std::get_if<SessionFed>(&fed.what); s != nullptr && s->id == klass.opened.id)
      all[s->number] = s->periods;
  klass.periods = 0;
  for (const auto& [n, p] : all) klass.periods += p;
}

ResultData HistoryMaker::some_result(const CourseRule& course, std::uint32_t periods) {
  ResultData out;
  out.outcome = pick(12) == 0 ? Outcome::withdrawn : Outcome::completed;
  out.attended = periods == 0 ? 0 : pick(3) == 0 ? pick(periods + 1) : periods;
  if (out.outcome == Outcome::withdrawn || course.assessment != Assessment::scored) return out;
  out.attendance = 40 + pick(61);
  out.test = 20 + pick(81);
  out.score = weighted_score(*course.weights, *out.attendance, *out.test);
  return out;
}

void HistoryMaker::give_results(std::size_t number) {
  Class& klass = classes_[number];
  if (klass.cancelled) return;
  ResultsFed results{klass.opened.id, {}};
  for (const std::size_t i : klass.seats) {
    Seat& seat = seats_[i];
    if (pick(2) == 0) continue;
    // In a closed class a correction: of what no later attempt and no document in force rests on.
    if (klass.closed && (seat.document || (seat.open && *seat.open != number) || pick(4) != 0)) continue;
    if (!klass.closed && seat.open != number) continue;
    const bool last = !klass.closed || std::none_of(classes_.begin() + static_cast<std::ptrdiff_t>(number) + 1,
                                                    classes_.end(), [&](const Class& other) {
                                                      return std::count(other.seats.begin(), other.seats.end(), i) != 0;
                                                    });
    if (!last) continue;
    klass.results[i] = some_result(course_of(klass), klass.periods);
    results.results.push_back({seat.id, klass.results[i]});
    if (klass.closed) seat.passed = passes(klass, i);
    if (!klass.closed && klass.results[i].outcome == Outcome::withdrawn && pick(2) == 0) seat.open.reset();
  }
  if (results.results.empty()) return;
  shuffle(results.results);
  put(results);
}

void HistoryMaker::close(std::size_t number) {
  Class& klass = classes_[number];
  if (klass.closed) return;
  const bool cancelled = klass.results.empty() ? pick(2) == 0 : false;
  if (!cancelled && (klass.seats.empty() || klass.results.size() < klass.seats.size())) {
    if (klass.seats.empty() || pick(3) != 0) return;
    ResultsFed rest{klass.opened.id, {}};
    for (const std::size_t i : klass.seats) {
      if (klass.results.count(i) != 0) continue;
      klass.results[i] = some_result(course_of(klass), klass.periods);
      rest.results.push_back({seats_[i].id, klass.results[i]});
    }
    put(rest);
  }
  klass.closed = true;
  klass.cancelled = cancelled;
  put(CloseFed{klass.opened.id, cancelled});
  for (const std::size_t i : klass.seats) {
    if (seats_[i].open == number) seats_[i].open.reset();
    seats_[i].passed = seats_[i].passed || passes(klass, i);
  }
}

void HistoryMaker::issue() {
  for (auto& klass : classes_)
    for (const std::size_t i : klass.seats) {
      Seat& seat = seats_[i];
      if (!passes(klass, i) || seat.document || pick(6) != 0) continue;
      seat.document = document_id(next_id_++);
      documents_.emplace_back(*seat.document, Standing::in_force);
      put(Issued{*seat.document, word("training-certificate"), klass.opened.provider, {{klass.opened.id, seat.id}}});
      return;
    }
}

void HistoryMaker::change_standing() {
  if (documents_.empty()) return;
  auto& [id, standing] = documents_[pick(static_cast<std::uint32_t>(documents_.size()))];
  if (pick(6) == 0) {  // once, whatever its standing; which may still change
    if (!erased_.insert(id).second) return;
    put(StandingFed{id, Standing::erased});
    for (auto& seat : seats_)
      if (seat.document == id) seat.document.reset();
    return;
  }
  if (standing == Standing::revoked || standing == Standing::superseded) return;
  standing = standing == Standing::suspended ? (pick(2) == 0 ? Standing::in_force : Standing::revoked)
                                             : (pick(2) == 0 ? Standing::suspended : Standing::revoked);
  put(StandingFed{id, standing});
  for (auto& seat : seats_)
    if (standing == Standing::revoked && seat.document == id) seat.document.reset();
}

People HistoryMaker::people(const Book& book, std::uint32_t persons) {
  People out(book.seat_count());
  const char* const units[] = {"79TH0001", "79TH0002", "79THCS01"};
  for (auto& place : out) {
    if (pick(8) == 0) continue;
    Person person;
    person.person = pick(persons);
    if (person.person % 5 == 0) person.person += 3'000'000'000u;            // the caller's numbers need not be small
    const std::uint32_t unit = pick(6) == 0 ? pick(3) : person.person % 3;  // most in one school, some in two
    person.unit = word(units[unit]);
    person.level = word(unit == 2 ? "THCS" : "TIEU_HOC");
    place = person;
  }
  return out;
}

History HistoryMaker::shuffled(const History& history) {
  History out = history;
  for (auto& fed : out) {
    if (auto* roster = std::get_if<RosterFed>(&fed.what)) shuffle(roster->added), shuffle(roster->removed);
    if (auto* enrol = std::get_if<EnrolFed>(&fed.what)) shuffle(enrol->seats);
    if (auto* results = std::get_if<ResultsFed>(&fed.what)) shuffle(results->results);
    if (auto* issued = std::get_if<Issued>(&fed.what)) shuffle(issued->attempts);
  }
  return out;
}

}  // namespace hocba::test
