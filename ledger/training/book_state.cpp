#include "ledger/training/book_state.hpp"

#include <map>

namespace hocba::training {

namespace {

constexpr std::uint8_t kAbsent = 0xff;

std::uint8_t pack_mark(const std::optional<std::uint32_t>& mark) {
  HOCBA_CHECK(!mark || *mark <= static_cast<std::uint32_t>(kFullMark));
  return mark ? static_cast<std::uint8_t>(*mark) : kAbsent;
}
std::optional<std::uint32_t> unpack_mark(std::uint8_t mark) {
  if (mark == kAbsent) return std::nullopt;
  return mark;
}

}  // namespace

PackedResult::PackedResult(const ResultData& result)
    : attended_(static_cast<std::uint16_t>(result.attended)),
      withdrawn_(result.outcome == Outcome::withdrawn),
      attendance_(pack_mark(result.attendance)),
      score_(pack_mark(result.score)),
      test_(pack_mark(result.test)) {
  HOCBA_CHECK(result.attended <= kMaxPeriods);
}

ResultData PackedResult::get() const {
  ResultData out;
  out.attendance = unpack_mark(attendance_);
  out.attended = attended_;
  out.outcome = outcome();
  out.score = unpack_mark(score_);
  out.test = unpack_mark(test_);
  return out;
}

void Book::State::begin(EntryIndex at, Time time) {
  if (!records.empty() && records.back().at == at) return;
  HOCBA_CHECK(records.empty() || (records.back().at < at && records.back().time <= time));
  records.push_back({at, time});
}

Time Book::State::time_of(EntryIndex at) const {
  const auto it = std::lower_bound(records.begin(), records.end(), at,
                                   [](const When& when, EntryIndex index) { return when.at < index; });
  HOCBA_CHECK(it != records.end() && it->at == at);
  return it->time;
}

std::uint32_t Book::State::programme_number(EntryIndex version, EntryIndex as_of) const {
  if (version >= as_of) return kNone;
  const auto it = std::lower_bound(versions.begin(), versions.end(), std::pair(version, std::uint32_t{0}));
  return it == versions.end() || it->first != version ? kNone : it->second;
}

const Book::State::Version* Book::State::newest(std::uint32_t programme, EntryIndex as_of) const {
  const auto& all = programmes[programme].versions;
  const auto it = std::partition_point(all.begin(), all.end(), [&](const Version& v) { return v.at < as_of; });
  return it == all.begin() ? nullptr : &*(it - 1);
}

ClassTotals Book::State::totals(const Class& klass, EntryIndex as_of) const {
  if (klass.closed_at < as_of) return klass.closed_totals;
  std::map<std::uint32_t, const SessionSet*> present;
  for (const auto& set : klass.sessions)
    if (set.at < as_of) present[set.number] = &set;
  ClassTotals out;
  for (const auto& [number, set] : present) {
    out.periods += set->periods;
    if (set->mode == Mode::online) out.online += set->periods;
  }
  return out;
}

std::uint32_t Book::State::find_attempt(std::uint32_t seat, std::uint32_t klass) const {
  std::uint32_t attempt = seats[seat].attempt;
  while (attempt != kNone && attempts[attempt].klass != klass) attempt = attempts[attempt].before;
  return attempt;
}

std::optional<ResultData> Book::State::result(const Attempt& attempt, EntryIndex as_of) const {
  if (attempt.result_at == kNever) return std::nullopt;
  if (attempt.result_at < as_of) return attempt.result.get();
  for (std::uint32_t i = attempt.former; i != kNone; i = former_results[i].former)
    if (former_results[i].at < as_of) return former_results[i].result.get();
  return std::nullopt;
}

std::optional<Standing> Book::State::standing(const Credential& credential, EntryIndex as_of) const {
  if (credential.at >= as_of) return std::nullopt;
  if (credential.standing_at < as_of) return credential.standing;
  for (std::uint32_t i = credential.former; i != kNone; i = former_standings[i].former)
    if (former_standings[i].at < as_of) return former_standings[i].standing;
  return std::nullopt;  // never: the first of the chain is the issue itself
}

std::optional<Book::State::Document> Book::State::document(const Attempt& attempt, EntryIndex as_of) const {
  std::optional<Document> last;
  for (std::uint32_t i = attempt.cite; i != kNone; i = cites[i].before) {
    const auto now = standing(credentials[cites[i].credential], as_of);
    if (!now) continue;
    if (*now == Standing::in_force) return Document{cites[i].credential, *now};
    if (!last) last = Document{cites[i].credential, *now};
  }
  return last;
}

}  // namespace hocba::training
