#include <map>
#include <tuple>

#include "ledger/training/codes.hpp"
#include "ledger/training/roll.hpp"

namespace hocba::training {

namespace {

// One row in the making.
struct Tally {
  std::uint32_t people = 0, passed = 0, failed = 0, learning = 0, waiting = 0;
  std::uint32_t certified = 0, late = 0, retaken = 0, heads = 0, heads_passed = 0;

  void add(Facts facts) {
    ++people;
    if ((facts & fact::kInTime) == 0) ++late;
    if (facts & fact::kPassed) {
      ++passed;
      if (facts & fact::kCertified) ++certified;
      if ((facts & fact::kFirstTime) == 0) ++retaken;
    } else if (facts & fact::kLearning) {
      ++learning;
    } else if (facts & fact::kFailed) {
      ++failed;
    } else {
      ++waiting;
    }
  }
  CoverageRow row(std::string key, const CodeText& course) const {
    CoverageRow out;
    out.key = std::move(key);
    out.course = course;
    out.people = people;
    out.passed = passed;
    out.failed = failed;
    out.learning = learning;
    out.waiting = waiting;
    out.certified = certified;
    out.late = late;
    out.retaken = retaken;
    out.denominator = heads;
    return out;
  }
};

// Whether `a` is the better choice of two targets on a day: the next one due, else one without a day, else the last.
bool holds_before(const TargetRule& a, const TargetRule& b, Date day) {
  const auto rank = [&](const TargetRule& t) { return !t.by ? 1 : *t.by >= day ? 0 : 2; };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (!a.by || !b.by) return false;
  return rank(a) == 0 ? *a.by < *b.by : *a.by > *b.by;
}

const TargetRule* target_for(const ProgrammeRules& rules, const CodeText& course,
                             const std::optional<CodeText>& audience, Date day) {
  const TargetRule* best = nullptr;
  for (const auto& target : rules.targets) {
    if (target.course != course || (target.audience && target.audience != audience)) continue;
    if (best != nullptr && best->audience.has_value() != target.audience.has_value()) {
      if (target.audience) best = &target;  // the audience's own goes before that of all
    } else if (best == nullptr || holds_before(target, *best, day)) {
      best = &target;
    }
  }
  return best;
}

// Which courses are for an audience, or have a target for it: as bits, by the audience's code number.
enum class For { anybody, target };
std::vector<std::uint32_t> courses_of_audiences(const Book::State& s, const ProgrammeRules& rules, For which) {
  static_assert(kMaxCourses <= 32);
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < rules.courses.size(); ++i)
    for (const auto& audience : rules.courses[i].audiences) {
      if (which == For::target && target_for(rules, rules.courses[i].course, audience.audience, Date{}) == nullptr)
        continue;
      const std::uint32_t code = s.codes.find(audience.audience.str());
      if (code == kNone) continue;
      if (out.size() <= code) out.resize(code + 1, 0);
      out[code] |= std::uint32_t{1} << i;
    }
  return out;
}

class Counting {
 public:
  Counting(const Book& book, const People& people, const CoverageQuery& query)
      : s_(book.state()),
        people_(people),
        query_(query),
        roll_(call_roll(book, people, query.programme, query.as_of)),
        filter_(s_, people, query) {
    if (query.day) {
      day_ = *query.day;
    } else if (const auto time = book.time_at(query.as_of)) {
      day_ = date_in_utc7(*time);
    }
  }

  std::vector<CoverageRow> rows() {
    if (roll_.rules == nullptr) return {};
    std::vector<CoverageRow> out = query_.by == By::topic ? topic_rows() : group_rows();
    std::sort(out.begin(), out.end(), [](const CoverageRow& a, const CoverageRow& b) {
      return std::tie(a.key, a.course) < std::tie(b.key, b.course);
    });
    return out;
  }

 private:
  const CodeText& course_code(std::uint32_t course) const { return roll_.rules->courses[course].course; }
  std::uint32_t course_of(std::uint32_t seat) const { return roll_.course_of[s_.seats[seat].course]; }
  bool asked(std::uint32_t course) const { return !query_.course || course_code(course) == *query_.course; }

  // Calls seat_in(person, seat) for what the filters let through; all seats of a person one after the other.
  template <class SeatIn>
  void each_seat(SeatIn seat_in) const {
    for (std::uint32_t person = 0; person < roll_.people(); ++person)
      for (std::uint32_t i = roll_.begin[person]; i < roll_.begin[person + 1]; ++i)
        if (filter_.passes(roll_.seats[i])) seat_in(person, roll_.seats[i]);
  }

  // A person counts once in a group and course: what remembers the last person that did. Grows with the groups.
  class Once {
   public:
    explicit Once(std::uint32_t courses) : courses_(courses) {}
    bool first(std::uint32_t group, std::uint32_t course, std::uint32_t person) {
      const std::size_t at = std::size_t{group} * courses_ + course;
      if (last_.size() <= at) last_.resize((std::size_t{group} + 1) * courses_, kNone);
      if (last_[at] == person) return false;
      last_[at] = person;
      return true;
    }

   private:
    std::uint32_t courses_;
    std::vector<std::uint32_t> last_;
  };

  std::vector<CoverageRow> group_rows() {
    GroupCodes codes(people_, query_.by == By::unit ? GroupCodes::Of::unit : GroupCodes::Of::level);
    const auto group_of = [&](std::uint32_t seat) -> std::uint32_t {
      if (query_.by == By::all) return 0;
      if (query_.by == By::audience) return s_.seats[seat].audience;
      return codes.number(seat);
    };
    const auto audience_courses = courses_of_audiences(s_, *roll_.rules, For::anybody);
    Once in_course(roll_.courses), in_heads(roll_.courses);
    std::vector<Tally> tallies;
    each_seat([&](std::uint32_t person, std::uint32_t seat) {
      const std::uint32_t group = group_of(seat), course = course_of(seat), audience = s_.seats[seat].audience;
      if (tallies.size() < (std::size_t{group} + 1) * roll_.courses)
        tallies.resize((std::size_t{group} + 1) * roll_.courses);
      Tally* of_group = &tallies[std::size_t{group} * roll_.courses];
      if (in_course.first(group, course, person)) of_group[course].add(roll_.of(person, course));
      std::uint32_t courses = audience < audience_courses.size() ? audience_courses[audience] : 0;
      for (std::uint32_t i = 0; courses != 0; ++i, courses >>= 1)
        if ((courses & 1) != 0 && in_heads.first(group, i, person)) {
          ++of_group[i].heads;
          if ((roll_.of(person, i) & fact::kPassed) != 0) ++of_group[i].heads_passed;
        }
    });
    return finished(tallies, codes);
  }

  std::vector<CoverageRow> finished(const std::vector<Tally>& tallies, const GroupCodes& codes) const {
    std::vector<CoverageRow> out;
    const auto add = [&](std::string key, std::uint32_t course, const Tally& tally, bool even_empty) {
      if (!asked(course)) return;
      std::optional<CodeText> audience = query_.audience;
      if (query_.by == By::audience) audience = CodeText::parse(key).value();
      const TargetRule* target = target_for(*roll_.rules, course_code(course), audience, day_);
      if (!even_empty && tally.people == 0 && (target == nullptr || tally.heads == 0)) return;
      CoverageRow row = tally.row(std::move(key), course_code(course));
      if (target == nullptr) {
        row.denominator = tally.people;
      } else {
        row.target = target->percent;
        row.target_by = target->by;
        row.reached = row.denominator > 0 &&  // nobody reaches nothing
                      std::uint64_t{tally.heads_passed} * 100 >= std::uint64_t{*row.target} * row.denominator;
      }
      out.push_back(std::move(row));
    };
    const auto tally_of = [&](std::size_t group, std::uint32_t course) {
      const std::size_t at = group * roll_.courses + course;
      return at < tallies.size() ? tallies[at] : Tally{};
    };
    if (query_.by == By::all) {
      for (std::uint32_t course = 0; course < roll_.courses; ++course) add({}, course, tally_of(0, course), true);
      return out;
    }
    if (query_.by == By::audience) {
      // The audiences of each course, and those that only an earlier version let in.
      for (std::uint32_t course = 0; course < roll_.courses; ++course)
        for (const auto& rule : roll_.rules->courses[course].audiences)
          if (!query_.audience || rule.audience == *query_.audience)
            add(rule.audience.str(), course, tally_of(s_.codes.find(rule.audience.str()), course), true);
      for (std::size_t i = 0; i < tallies.size(); ++i) {
        const auto course = static_cast<std::uint32_t>(i % roll_.courses);
        const CodeText& audience = s_.codes[static_cast<std::uint32_t>(i / roll_.courses)];
        if (tallies[i].people != 0 && find_audience(roll_.rules->courses[course], audience) == nullptr)
          add(audience.str(), course, tallies[i], false);
      }
      return out;
    }
    for (std::uint32_t group = 0; group < codes.count(); ++group)
      for (std::uint32_t course = 0; course < roll_.courses; ++course)
        add(codes.code(group), course, tally_of(group, course), false);
    return out;
  }

  // Who took part in a class of a topic, and what came of it there.
  std::vector<CoverageRow> topic_rows() {
    std::vector<bool> chosen(std::size_t{roll_.people()} * roll_.courses);  // by person and course
    std::vector<std::uint32_t> heads(roll_.courses);
    const TopicPlaces places = topic_places();
    std::vector<std::uint32_t> listed_heads(places.count), last(places.count, kNone);
    each_seat([&](std::uint32_t person, std::uint32_t seat) {
      const std::size_t at = std::size_t{person} * roll_.courses + course_of(seat);
      if (!chosen[at]) ++heads[course_of(seat)];
      chosen[at] = true;
      const auto listed = places.of.find({course_of(seat), s_.seats[seat].audience});
      if (listed == places.of.end()) return;
      for (const std::uint32_t place : listed->second) {
        if (last[place] != person) ++listed_heads[place];
        last[place] = person;
      }
    });
    struct Part {
      std::uint64_t topic_course;
      std::uint32_t person;
      Facts facts;
    };
    std::vector<Part> parts;
    std::vector<Facts> seats(s_.seats.size());
    walk_attempts(s_, roll_.classes, query_.as_of, seats, [&](std::uint32_t seat, const ClassFacts& klass, Facts adds) {
      const std::uint32_t person = roll_.persons[seat];
      if (klass.topic == kNone || person == kNone) return;
      const std::uint32_t course = course_of(seat);
      if (!chosen[std::size_t{person} * roll_.courses + course]) return;
      parts.push_back({std::uint64_t{klass.topic} * roll_.courses + course, person,
                       static_cast<Facts>(adds | (roll_.of(person, course) & fact::kInTime))});
    });
    std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
      return std::tie(a.topic_course, a.person) < std::tie(b.topic_course, b.person);
    });
    std::vector<CoverageRow> out = empty_topics(places, listed_heads);
    for (std::size_t i = 0; i < parts.size();) {
      const std::uint64_t key = parts[i].topic_course;
      Tally tally;
      while (i < parts.size() && parts[i].topic_course == key) {
        const std::uint32_t person = parts[i].person;
        Facts facts = 0;
        for (; i < parts.size() && parts[i].topic_course == key && parts[i].person == person; ++i)
          facts |= parts[i].facts;
        tally.add(facts);
      }
      const auto course = static_cast<std::uint32_t>(key % roll_.courses);
      tally.heads = heads[course];
      if (!asked(course)) continue;
      CoverageRow row = tally.row(s_.codes[static_cast<std::uint32_t>(key / roll_.courses)].str(), course_code(course));
      const auto listed = std::find_if(out.begin(), out.end(), [&](const CoverageRow& empty) {
        return empty.key == row.key && empty.course == row.course;
      });
      if (listed == out.end()) {
        out.push_back(std::move(row));
      } else {
        row.denominator = listed->denominator;
        *listed = std::move(row);
      }
    }
    return out;
  }

  // The topics of each course that the rules list, numbered; and which of them an audience may take.
  struct TopicPlaces {
    std::uint32_t count = 0;
    std::map<std::pair<std::uint32_t, CodeText>, std::uint32_t> number;                // course and topic
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> of;  // course and audience
  };
  TopicPlaces topic_places() const {
    TopicPlaces out;
    for (std::uint32_t course = 0; course < roll_.courses; ++course)
      for (const auto& rule : roll_.rules->courses[course].audiences) {
        if (query_.audience && rule.audience != *query_.audience) continue;
        auto& places = out.of[{course, s_.codes.find(rule.audience.str())}];
        for (const auto& topic : rule.topics) {
          const auto [place, fresh] = out.number.emplace(std::pair(course, topic), out.count);
          if (fresh) ++out.count;
          places.push_back(place->second);
        }
      }
    return out;
  }
  // Of the topics that the rules list (of the audience, where one is asked for), whether anyone learned them or not.
  std::vector<CoverageRow> empty_topics(const TopicPlaces& places, const std::vector<std::uint32_t>& heads) const {
    std::vector<CoverageRow> out;
    for (const auto& [topic, place] : places.number) {
      if (!asked(topic.first)) continue;
      Tally none;
      none.heads = heads[place];
      out.push_back(none.row(topic.second.str(), course_code(topic.first)));
    }
    return out;
  }

  const Book::State& s_;
  const People& people_;
  const CoverageQuery& query_;
  Roll roll_;
  SeatFilter filter_;
  Date day_;
};

}  // namespace

std::string_view to_text(By by) {
  switch (by) {
    case By::all:
      return "all";
    case By::unit:
      return "unit";
    case By::level:
      return "level";
    case By::audience:
      return "audience";
    case By::topic:
      return "topic";
  }
  HOCBA_CHECK(false);
}

Result<By> by_from_text(std::string_view text) {
  for (const By by : {By::all, By::unit, By::level, By::audience, By::topic})
    if (text == to_text(by)) return by;
  return Error(kUnknownWord, std::string(text));
}

std::vector<CoverageRow> coverage(const Book& book, const People& people, const CoverageQuery& query) {
  return Counting(book, people, query).rows();
}

namespace {

MissingState state_of_missing(Facts facts) {
  if ((facts & fact::kLearning) != 0) return MissingState::learning;
  if ((facts & fact::kFailed) != 0) return MissingState::failed;
  return (facts & fact::kSeated) != 0 ? MissingState::waiting : MissingState::not_nominated;
}

}  // namespace

std::string_view to_text(MissingState state) {
  switch (state) {
    case MissingState::not_nominated:
      return "not_nominated";
    case MissingState::waiting:
      return "waiting";
    case MissingState::learning:
      return "learning";
    case MissingState::failed:
      return "failed";
  }
  HOCBA_CHECK(false);
}

std::vector<MissingSeat> missing_seats(const Book& book, const People& people, const CoverageQuery& query) {
  const Book::State& s = book.state();
  const Roll roll = call_roll(book, people, query.programme, query.as_of);
  if (roll.rules == nullptr) return {};
  const SeatFilter filter(s, people, query);
  const auto targeted = courses_of_audiences(s, *roll.rules, For::target);
  std::uint32_t wanted = 0;  // courses, as bits
  for (std::uint32_t course = 0; course < roll.courses; ++course)
    if (!query.course || roll.rules->courses[course].course == *query.course) wanted |= std::uint32_t{1} << course;
  struct Found {
    std::uint32_t seat, course;
    MissingState state;
  };
  std::vector<Found> found;
  for (std::uint32_t person = 0; person < roll.people(); ++person) {
    std::uint32_t named = 0;
    const auto take = [&](std::uint32_t seat, std::uint32_t courses) {
      courses &= wanted & ~named;
      named |= courses;
      for (std::uint32_t course = 0; courses != 0; ++course, courses >>= 1) {
        const Facts facts = roll.of(person, course);
        if ((courses & 1) != 0 && (facts & fact::kPassed) == 0)
          found.push_back({seat, course, state_of_missing(facts)});
      }
    };
    // The seats of a course go before those by which a person is one of its heads.
    for (const bool heads : {false, true})
      for (std::uint32_t i = roll.begin[person]; i < roll.begin[person + 1]; ++i) {
        const std::uint32_t seat = roll.seats[i], audience = s.seats[seat].audience;
        if (!filter.passes(seat)) continue;
        const std::uint32_t of_heads = audience < targeted.size() ? targeted[audience] : 0;
        take(seat, heads ? of_heads : std::uint32_t{1} << roll.course_of[s.seats[seat].course]);
      }
  }
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return std::tie(a.seat, a.course) < std::tie(b.seat, b.course); });
  std::vector<MissingSeat> out;
  out.reserve(found.size());
  for (const auto& one : found)
    out.push_back({s.seat_ids[one.seat], roll.rules->courses[one.course].course, one.state});
  return out;
}

}  // namespace hocba::training
