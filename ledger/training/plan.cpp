// Plan against done: the classes of a plan beside those that were opened (domain §8, TD12).
#include <tuple>

#include "ledger/training/book_state.hpp"

namespace hocba::training {

namespace {

// How closely a planned row fits a class; 0: not at all. What another system teaches is planned where it is named.
int fit(const PlannedClasses& planned, const Book::State::Class& of) {
  const ClassOpened& klass = of.opened;
  if (!planned.course && of.rule->assessment == Assessment::external) return 0;
  if (planned.audience != klass.audience) return 0;
  if (planned.course && *planned.course != klass.course) return 0;
  if (planned.level && planned.level != klass.level) return 0;
  return 1 + (planned.course ? 2 : 0) + (planned.level ? 1 : 0);
}

PlanRow& row_of(std::vector<PlanRow>& rows, const CodeText& audience, const std::optional<CodeText>& course,
                const std::optional<CodeText>& level) {
  for (auto& row : rows)
    if (row.audience == audience && row.course == course && row.level == level) return row;
  rows.push_back({audience, course, level});
  return rows.back();
}

// Whether who sits in the class was all assessed before, and failed.
bool repeats(const Book::State& s, const Book::State::Class& klass, EntryIndex as_of) {
  bool any = false;
  for (const std::uint32_t number : klass.attempts) {
    if (s.attempts[number].at >= as_of) continue;
    bool assessed = false;
    for (std::uint32_t i = s.attempts[number].before; i != kNone && !assessed; i = s.attempts[i].before) {
      const auto& before = s.classes[s.attempts[i].klass];
      const auto result = s.result(s.attempts[i], as_of);
      assessed = before.closed_at < as_of && !before.cancelled && result && result->outcome == Outcome::completed;
    }
    if (!assessed) return false;
    any = true;
  }
  return any;
}

}  // namespace

std::vector<PlanRow> plan_against_done(const Book& book, EntryIndex programme, EntryIndex as_of) {
  const Book::State& s = book.state();
  std::vector<PlanRow> out;
  const std::uint32_t number = s.programme_number(programme, as_of);
  if (number == kNone) return out;
  const ProgrammeRules& rules = *s.newest(number, as_of)->rules;
  for (const auto& planned : rules.planned)
    row_of(out, planned.audience, planned.course, planned.level).planned += planned.classes;
  for (const std::uint32_t i : s.programmes[number].classes) {
    const auto& klass = s.classes[i];
    if (klass.at >= as_of) continue;
    const PlannedClasses* best = nullptr;
    for (const auto& planned : rules.planned)
      if (fit(planned, klass) > (best == nullptr ? 0 : fit(*best, klass))) best = &planned;
    PlanRow& row = best != nullptr ? row_of(out, best->audience, best->course, best->level)
                                   : row_of(out, klass.opened.audience, klass.opened.course, klass.opened.level);
    if (repeats(s, klass, as_of)) {
      ++row.retakes;
      continue;
    }
    ++row.opened;
    if (klass.closed_at < as_of) ++(klass.cancelled ? row.cancelled : row.closed);
  }
  std::sort(out.begin(), out.end(), [](const PlanRow& a, const PlanRow& b) {
    return std::tie(a.audience, a.course, a.level) < std::tie(b.audience, b.course, b.level);
  });
  return out;
}

}  // namespace hocba::training
