// training.class, training.enrol, training.session: docs/adr/training.md says why they are as they are.
#include <algorithm>

#include "ledger/chain/rules_training.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::chain {

Result<training::CourseRule> require_course(const RuleContext& c, const ClassState& klass) {
  HOCBA_TRY(const auto* programme, require_programme(c, klass.version));
  return course_in(*programme, klass);
}

Status require_free(const RuleContext& c, const SeatState& seat) {
  HOCBA_TRY(const auto last, last_attempt(c.state, seat));
  if (!last) return done();
  if (last->learning()) return training::kSeatBusy;
  HOCBA_TRY(const auto course, require_course(c, last->klass));
  return is_passed(course, last->klass, last->attempt) ? Status(training::kSeatPassed) : done();
}

Result<ClassState> require_class(const RuleContext& c, const ClassId& id) {
  HOCBA_TRY(auto klass, find_class(c.state, id));
  if (!klass) return Error(training::kClassUnknown, training::to_text(id));
  return std::move(*klass);
}

Status require_class_provider(const RuleContext& c, const ClassState& klass) {
  HOCBA_TRY(const UnitCode living, successor_of(c.state, klass.provider, c.now));
  if (living != *c.record.unit) return Error(training::kNotProvider, "of " + living.str());
  return done();
}

Result<ClassState> require_open_class(const RuleContext& c, const ClassId& id) {
  HOCBA_TRY(auto klass, require_class(c, id));
  HOCBA_RETURN_IF_ERROR(require_class_provider(c, klass));
  return require_open(std::move(klass));
}

Result<ClassState> require_open(ClassState klass) {
  if (klass.standing != ClassStanding::open)
    return Error(training::kClassClosed, training::to_text(klass.id) + " " + std::string(to_text(klass.standing)));
  return klass;
}

namespace {

constexpr std::uint32_t kMinutesOfDay = 24 * 60;

// A class of a school's own, or of a unit below it, would say where its learners teach.
bool is_school(UnitType type) {
  return type == UnitType::kindergarten || type == UnitType::primary || type == UnitType::lower_secondary ||
         type == UnitType::primary_lower_secondary || type == UnitType::upper_secondary ||
         type == UnitType::multi_level;
}

Status require_no_school(const RuleContext& c, const UnitState& unit) {
  if (is_school(unit.type)) return Error(training::kSchoolTeaches, unit.code.str());
  if (unit.type != UnitType::subordinate) return done();
  HOCBA_TRY(const auto above, superior_of(c.state, unit, c.now));
  if (!above) return done();
  HOCBA_TRY(const auto school, require_unit(c, *above));
  return is_school(school.type) ? Status(Error(training::kSchoolTeaches, unit.code.str())) : done();
}

std::uint32_t most_learners(const training::CourseRule& course) {
  return std::min(course.max_learners.value_or(training::kMaxLearners), training::kMaxLearners);
}

// Who teaches. Of an external course nobody does, as far as the ledger knows.
Status check_trainers(const training::ProgrammeRules& rules, const training::CourseRule& course,
                      const TrainingClass& b) {
  if (!rules.trainer_degree || course.assessment == training::Assessment::external) return done();
  if (b.trainers.empty()) return Error(training::kTrainerDegree, "no trainer");
  for (const Trainer& trainer : b.trainers) {
    if (trainer.degree < *rules.trainer_degree)
      return Error(training::kTrainerDegree, std::string(training::to_text(trainer.degree)));
  }
  return done();
}

Status check_class(const training::ProgrammeRules& rules, const training::CourseRule& course, const TrainingClass& b) {
  const auto* audience = training::find_audience(course, b.audience);
  if (audience == nullptr) return Error(training::kWrongAudience, b.audience.str());
  // Planned classes are counted by level. Another system asks nobody where they teach.
  const bool named = rules.levels.empty() || course.assessment == training::Assessment::external;
  if (b.level ? std::find(rules.levels.begin(), rules.levels.end(), *b.level) == rules.levels.end() : !named)
    return Error(training::kLevelUnknown, b.level ? b.level->str() : "no level");
  const auto& topics = audience->topics;
  const bool right =
      topics.empty() ? !b.topic : b.topic && std::find(topics.begin(), topics.end(), *b.topic) != topics.end();
  if (!right) return Error(training::kWrongTopic, b.topic ? b.topic->str() : "no topic");
  return done();
}

Status check_size(const training::CourseRule& course, const TrainingClass& b) {
  if (!b.capacity) return done();
  if (*b.capacity < 1 || *b.capacity > most_learners(course))
    return Error(training::kClassTooLarge,
                 std::to_string(*b.capacity) + ", at most " + std::to_string(most_learners(course)));
  return done();
}

using Topics = std::vector<CodeText>;

// Who failed learns the same until it is passed, as long as it is taught: by the version of the class. A class that did
// not come about, or that the learner left, binds nobody and frees nobody.
Status same_topic_again(const RuleContext& c, const ClassState& klass, const Topics& taught, SeatState& seat) {
  HOCBA_TRY(const auto last, last_attempt(c.state, seat));
  const bool failed = last && last->klass.standing == ClassStanding::closed && last->attempt.result &&
                      last->attempt.result->outcome == training::Outcome::completed;
  if (failed && last->klass.topic) seat.failed = last->klass.topic;
  if (seat.failed && seat.failed != klass.topic &&
      std::find(taught.begin(), taught.end(), *seat.failed) != taught.end())
    return Error(training::kWrongTopic, seat.failed->str());
  return done();
}

Status enrol_seat(const RuleContext& c, const ClassState& klass, LeafIndex programme, const Topics& taught,
                  const EnrolSeat& b) {
  HOCBA_TRY(auto seat, find_seat(c.state, b.seat));
  if (!seat || seat->programme != programme) return training::kSeatUnknown;
  if (seat->removed) return training::kSeatRemoved;
  if (seat->course != klass.course) return Error(training::kWrongCourse, seat->course.str());
  if (seat->audience != klass.audience) return Error(training::kWrongAudience, seat->audience.str());
  HOCBA_RETURN_IF_ERROR(require_free(c, *seat));
  if (b.after != seat->last)
    return Error(training::kAttemptLink, seat->last ? "after " + training::to_text(*seat->last) : "the first attempt");
  if (seat->last) {
    // Who left this class comes back by a new result, not by another attempt in it.
    HOCBA_TRY(const auto known, find_attempt(c.state, klass.id, b.seat));
    if (known) return Error(training::kAttemptLink, "the seat is in this class");
    HOCBA_RETURN_IF_ERROR(same_topic_again(c, klass, taught, *seat));
  }
  if (seat->attempts >= kMaxSeatAttempts) return training::kTooManyAttempts;
  write_row(c.state, attempt_key(klass.id, b.seat), AttemptState{b.after, std::nullopt});
  seat->last = klass.id;
  ++seat->attempts;
  write_row(c.state, seat_key(b.seat), *seat);
  return done();
}

// What a session adds to the class's sums; one that is there is taken out of them first.
Status count_session(const RuleContext& c, const training::CourseRule& course, const TrainingSession& b,
                     ClassState& klass) {
  if (b.number > klass.sessions + 1)
    return Error(training::kSessionNumber, "next: " + std::to_string(klass.sessions + 1));
  const bool fresh = b.number == klass.sessions + 1;
  if (fresh && b.periods == 0) return training::kSessionPeriods;
  // Where the plan doesn't say how long a period is, it is a minute at least.
  const std::uint32_t minutes = b.periods * course.period_minutes.value_or(1);
  if (minutes > kMinutesOfDay) return Error(training::kSessionPeriods, std::to_string(minutes) + " minutes");
  if (fresh) {
    ++klass.sessions;
  } else {
    HOCBA_TRY(const auto old, find_session(c.state, klass.id, b.number));
    if (!old) return Error(kStateCorrupt, "session of class " + training::to_text(klass.id));
    klass.periods -= old->periods;
    if (old->mode == training::Mode::online) klass.online -= old->periods;
  }
  klass.periods += b.periods;
  if (b.mode == training::Mode::online) klass.online += b.periods;
  if (klass.periods > training::kMaxPeriods || klass.sessions > kMaxSessions) return training::kClassTooLong;
  return done();
}

}  // namespace

Status apply_body(const RuleContext& c, const TrainingClass& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_TRY(const auto* programme, require_programme(c, b.programme));
  HOCBA_TRY(const bool listed, is_provider(c.state, programme->rules, *c.record.unit, c.now));
  if (!listed) return Error(training::kNotProvider, c.record.unit->str());
  HOCBA_TRY(const auto unit, require_unit(c, *c.record.unit));
  HOCBA_RETURN_IF_ERROR(require_no_school(c, unit));
  HOCBA_TRY(programme, require_newest_programme(c, b.programme));
  HOCBA_TRY(const auto existing, find_class(c.state, b.klass));
  if (existing) return Error(training::kClassExists, training::to_text(b.klass));
  const auto* course = training::find_course(programme->rules, b.course);
  if (course == nullptr) return Error(training::kCourseUnknown, b.course.str());
  HOCBA_RETURN_IF_ERROR(check_class(programme->rules, *course, b));
  std::string number = class_number_key({*c.record.unit, programme->first, b.course, b.number});
  HOCBA_TRY(const auto taken, c.state.get(number));
  if (taken) return Error(training::kClassNumberTaken, std::to_string(b.number));
  HOCBA_RETURN_IF_ERROR(check_size(*course, b));
  HOCBA_RETURN_IF_ERROR(check_trainers(programme->rules, *course, b));
  if (b.source.has_value() != (course->assessment == training::Assessment::external)) return training::kSourceField;
  ClassState klass;
  klass.index = c.index;
  klass.version = b.programme;
  klass.provider = *c.record.unit;
  klass.course = b.course;
  klass.audience = b.audience;
  klass.topic = b.topic;
  klass.source = b.source;
  klass.places = b.capacity.value_or(most_learners(*course));
  if (klass.places < kSmallClass) c.notices.push_back({c.index, &training::kClassSmall, training::to_text(b.klass)});
  write_row(c.state, class_key(b.klass), klass);
  c.state.put(std::move(number), std::string(b.klass.view()));
  return done();
}

Status apply_body(const RuleContext& c, const TrainingEnrol& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_TRY(auto klass, require_open_class(c, b.klass));
  HOCBA_TRY(const auto* programme, require_programme(c, klass.version));
  // Whom the newest version lists no more brings its classes to their end, and takes nobody in.
  HOCBA_TRY(const auto* newest, newest_programme(c, programme->first));
  HOCBA_TRY(const bool listed, is_provider(c.state, newest->rules, *c.record.unit, c.now));
  if (!listed) return Error(training::kNotProvider, c.record.unit->str());
  HOCBA_TRY(const auto course, course_in(*programme, klass));
  const auto* audience = training::find_audience(course, klass.audience);
  const Topics taught = audience != nullptr ? audience->topics : Topics();
  for (const EnrolSeat& seat : b.seats) {
    if (auto status = enrol_seat(c, klass, programme->first, taught, seat); !status.ok())
      return status.error().at("seat " + training::to_text(seat.seat));
  }
  klass.enrolled += static_cast<std::uint32_t>(b.seats.size());
  const std::uint32_t learners = klass.enrolled - klass.withdrawn;
  if (learners > klass.places)
    return Error(training::kClassFull, std::to_string(learners) + " of " + std::to_string(klass.places));
  write_row(c.state, class_key(b.klass), klass);
  return done();
}

Status apply_body(const RuleContext& c, const TrainingSession& b) {
  HOCBA_RETURN_IF_ERROR(require_unit_signers(c, std::nullopt));
  HOCBA_TRY(auto klass, require_open_class(c, b.klass));
  HOCBA_TRY(const auto* programme, require_programme(c, klass.version));
  HOCBA_TRY(const auto course, course_in(*programme, klass));
  if (course.assessment == training::Assessment::external) return training::kSessionExternal;
  // What has not taken place can't be counted: else a certificate could come before its lessons.
  if (date_in_utc7(c.now) < b.date) return Error(training::kSessionFuture, hocba::to_text(b.date));
  HOCBA_RETURN_IF_ERROR(count_session(c, course, b, klass));
  const auto& phase = programme->rules.phase;
  if (phase && b.periods > 0 && (b.date < phase->from || phase->to < b.date)) {
    c.notices.push_back({c.index, &training::kOutsidePhase, training::to_text(b.klass) + " " + hocba::to_text(b.date)});
  }
  write_row(c.state, session_key(b.klass, b.number), SessionState{b.date, b.mode, b.periods});
  write_row(c.state, class_key(b.klass), klass);
  return done();
}

}  // namespace hocba::chain
