#include "ledger/training/evidence.hpp"

#include <map>
#include <set>

#include "ledger/training/book_state.hpp"

namespace hocba::training {

namespace {

// Since when an attempt is passed, of one that is passed as of a size: back from the result that holds, as long as the
// former ones pass too.
Time passed_since(const Book::State& s, const Book::State::Attempt& attempt, EntryIndex as_of) {
  const auto& klass = s.classes[attempt.klass];
  EntryIndex since = kNever;
  const auto look_at = [&](EntryIndex at, const PackedResult& result) {
    if (at >= as_of) return true;
    if (!passed(*klass.rule, klass.closed_totals, result.get())) return false;
    since = at;
    return true;
  };
  bool on = look_at(attempt.result_at, attempt.result);
  for (std::uint32_t i = attempt.former; on && i != kNone; i = s.former_results[i].former)
    on = look_at(s.former_results[i].at, s.former_results[i].result);
  HOCBA_CHECK(since != kNever);
  return s.time_of(std::max(since, klass.closed_at));
}

std::optional<EvidenceModule> module_of(const Book::State& s, const Book::State::Attempt& attempt,
                                        const EvidenceQuery& query) {
  const auto& klass = s.classes[attempt.klass];
  if (attempt.at >= query.as_of || klass.closed_at >= query.as_of || klass.cancelled) return std::nullopt;
  const auto result = s.result(attempt, query.as_of);
  if (!result || !passed(*klass.rule, klass.closed_totals, *result)) return std::nullopt;
  EvidenceModule out;
  out.passed_on = date_in_utc7(passed_since(s, attempt, query.as_of));
  if ((query.from && out.passed_on < *query.from) || (query.to && out.passed_on > *query.to)) return std::nullopt;
  out.year = out.passed_on.year;
  out.quarter = (out.passed_on.month + 2) / 3;
  out.programme = s.programmes[klass.programme].versions.front().at;
  out.code = s.newest(klass.programme, query.as_of)->rules->programme;
  out.course = klass.opened.course;
  out.audience = klass.opened.audience;
  out.topic = klass.opened.topic;
  out.seat = s.seat_ids[attempt.seat];
  out.id = klass.opened.id;
  out.provider = klass.opened.provider;
  out.number = klass.opened.number;
  out.attended = result->attended;
  out.periods = klass.closed_totals.periods;
  out.score = result->score;
  if (const auto document = s.document(attempt, query.as_of)) {
    out.credential = s.credential_ids[document->credential];
    out.standing = document->standing;
  }
  return out;
}

}  // namespace

std::vector<EvidencePerson> evidence(const Book& book, const People& people, const EvidenceQuery& query) {
  const Book::State& s = book.state();
  std::uint32_t programme = kNone;
  if (query.programme) {
    programme = s.programme_number(*query.programme, query.as_of);
    if (programme == kNone) return {};
  }
  const auto person_of = [&](std::uint32_t seat) -> const Person* {
    return seat < people.size() && people[seat] ? &*people[seat] : nullptr;
  };
  std::set<std::uint32_t> asked;
  if (query.persons) asked.insert(query.persons->begin(), query.persons->end());
  std::map<std::uint32_t, EvidencePerson> found;
  for (std::uint32_t seat = 0; seat < s.seats.size(); ++seat) {
    const Person* person = person_of(seat);
    const auto& roster = s.rosters[s.seats[seat].roster];
    if (person == nullptr || roster.at >= query.as_of || s.seats[seat].removed_at < query.as_of) continue;
    if (programme != kNone && roster.programme != programme) continue;
    if (query.unit && person->unit != *query.unit) continue;
    if (query.persons && asked.count(person->person) == 0) continue;
    found[person->person].person = person->person;
  }
  for (const auto& attempt : s.attempts) {
    if (attempt.at >= query.as_of) break;
    const Person* person = person_of(attempt.seat);
    if (person == nullptr || (programme != kNone && s.classes[attempt.klass].programme != programme)) continue;
    const auto it = found.find(person->person);
    if (it == found.end()) continue;
    if (auto module = module_of(s, attempt, query)) it->second.modules.push_back(std::move(*module));
  }
  std::vector<EvidencePerson> out;
  const auto take = [&](EvidencePerson&& person) {
    std::stable_sort(person.modules.begin(), person.modules.end(),
                     [](const EvidenceModule& a, const EvidenceModule& b) { return a.passed_on < b.passed_on; });
    out.push_back(std::move(person));
  };
  if (!query.persons)
    for (auto& [number, person] : found) take(std::move(person));
  else
    for (const std::uint32_t number : *query.persons)
      if (const auto it = found.find(number); it != found.end()) take(EvidencePerson(it->second));
  return out;
}

}  // namespace hocba::training
