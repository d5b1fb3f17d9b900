// What credential.issue and credential.status ask of training documents: no certificate without what the ledger itself
// knows (docs/adr/training.md).
#include <algorithm>

#include "ledger/chain/rules_training.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::chain {

namespace {

Status compare(const char* field, std::uint32_t said, std::uint32_t known) {
  if (said == known) return done();
  return Error(training::kAttemptDiffers,
               std::string(field) + ": " + std::to_string(said) + ", on the ledger " + std::to_string(known));
}

Status compare(const char* field, std::optional<std::uint32_t> said, std::optional<std::uint32_t> known) {
  if (said.has_value() != known.has_value()) return Error(training::kAttemptDiffers, field);
  return said ? compare(field, *said, *known) : done();
}

Status compare(const char* field, const std::optional<CodeText>& said, const std::optional<CodeText>& known) {
  if (said == known) return done();
  return Error(training::kAttemptDiffers, std::string(field) + ": " + (known ? known->str() : "none"));
}

Status check_figures(const ItemAttempt& said, const ClassState& klass, const training::ResultData& result) {
  HOCBA_RETURN_IF_ERROR(compare("attendance", said.attendance, result.attendance));
  HOCBA_RETURN_IF_ERROR(compare("attended", said.attended, result.attended));
  if (said.course != klass.course) return Error(training::kAttemptDiffers, "course: " + klass.course.str());
  HOCBA_RETURN_IF_ERROR(compare("online", said.online, klass.online));
  HOCBA_RETURN_IF_ERROR(compare("periods", said.periods, klass.periods));
  HOCBA_RETURN_IF_ERROR(compare("score", said.score, result.score));
  HOCBA_RETURN_IF_ERROR(compare("source", said.source, klass.source));
  HOCBA_RETURN_IF_ERROR(compare("test", said.test, result.test));
  return compare("topic", said.topic, klass.topic);
}

// Course codes repeat in other programmes, and codes of programmes with other offices: the attempt names both.
Status check_programme_of(const ItemAttempt& said, const ProgrammeState& programme) {
  if (said.programme != programme.rules.programme)
    return Error(training::kAttemptDiffers, "programme: " + programme.rules.programme.str());
  if (said.office != programme.first_office)
    return Error(training::kAttemptDiffers, "office: " + programme.first_office.str());
  return done();
}

// One attempt of an item.
struct Cited {
  LeafIndex programme{};  // first
  bool own = false;       // the acting unit, or one merged into it, held the class
};
Result<Cited> cite_attempt(const RuleContext& c, training::Assessment assessment, const CredentialId& credential,
                           const ItemAttempt& said) {
  HOCBA_TRY(const auto klass, find_class(c.state, said.klass));
  if (!klass || klass->standing != ClassStanding::closed)
    return Error(training::kClassOpen, training::to_text(said.klass));
  HOCBA_TRY(const auto attempt, find_attempt(c.state, said.klass, said.seat));
  HOCBA_TRY(auto seat, find_seat(c.state, said.seat));
  if (!attempt || !attempt->result || !seat) return training::kNotEnrolled;
  // No rule leads here: who is removed has not passed and can't pass any more. If one ever did, no document follows.
  if (seat->removed) return training::kSeatRemoved;
  HOCBA_TRY(const auto* programme, require_programme(c, klass->version));
  HOCBA_TRY(const auto course, course_in(*programme, *klass));
  // A version may have changed what is issued for a course; the class was assessed as it was.
  if (course.assessment != assessment)
    return Error(training::kCertificateCourses, std::string(training::to_text(course.assessment)));
  if (!is_passed(course, *klass, *attempt)) return training::kNotPassed;
  HOCBA_RETURN_IF_ERROR(check_figures(said, *klass, *attempt->result));
  if (said.person != seat->person) return training::kWrongPerson;
  if (seat->credential) {
    HOCBA_TRY(const auto earlier, find_credential(c.state, *seat->credential));
    if (!earlier) return Error(kStateCorrupt, "credential of seat " + training::to_text(said.seat));
    // Nor where it was erased: copies of it are about, and until it is revoked the status lists say that it is in
    // force.
    if (earlier->standing == CredentialStanding::in_force)
      return Error(training::kAlreadyCertified, to_text(*seat->credential));
  }
  seat->credential = credential;
  write_row(c.state, seat_key(said.seat), *seat);
  HOCBA_TRY(const UnitCode holder, successor_of(c.state, klass->provider, c.now));
  HOCBA_RETURN_IF_ERROR(check_programme_of(said, *programme));
  return Cited{programme->first, holder == *c.record.unit};
}

}  // namespace

Status cite_attempts(const RuleContext& c, const CredentialType& type, const IssueItem& item) {
  const auto assessment = training::assessment_of_type(type.str());
  if (assessment.has_value() != item.attempts.has_value()) return Error(training::kAttemptsField, type.str());
  if (!assessment) return done();
  CitedSeatsState cited;
  std::vector<CodeText> courses;
  std::optional<LeafIndex> programme;
  bool mixed = false, own = false;
  for (const ItemAttempt& attempt : *item.attempts) {
    auto one = cite_attempt(c, *assessment, item.id, attempt);
    if (!one.ok()) return one.error().at("seat " + training::to_text(attempt.seat));
    mixed = mixed || (programme && *programme != one->programme);
    own = own || one->own;
    programme = one->programme;
    courses.push_back(attempt.course);
    cited.seats.push_back(attempt.seat);
  }
  if (mixed) return training::kProgrammesMixed;
  HOCBA_TRY(const auto* newest, newest_programme(c, *programme));
  std::sort(courses.begin(), courses.end());
  const auto& rules = newest->rules.certificates;
  const bool provided = std::any_of(rules.begin(), rules.end(),
                                    [&](const auto& rule) { return rule.type == type && rule.courses == courses; });
  if (!provided) return Error(training::kCertificateCourses, type.str());
  HOCBA_TRY(const bool listed, is_provider(c.state, newest->rules, *c.record.unit, c.now));
  // A stranger who is listed as well must not take a seat's one document.
  if (!listed || !own) return Error(training::kNotProvider, c.record.unit->str());
  write_row(c.state, cited_seats_key(item.id), cited);
  return done();
}

Status require_same_seats(const RuleContext& c, const CredentialId& credential, const CredentialId& successor) {
  HOCBA_TRY(const auto before, cited_seats(c.state, credential));
  HOCBA_TRY(const auto after, cited_seats(c.state, successor));
  if (!std::includes(after.begin(), after.end(), before.begin(), before.end()))
    return Error(kSuccessorWrong, "of other seats");
  return done();
}

Status require_last_of_seats(const RuleContext& c, const CredentialState& credential) {
  HOCBA_TRY(const auto seats, cited_seats(c.state, credential.id));
  for (const SeatId& id : seats) {
    HOCBA_TRY(const auto seat, find_seat(c.state, id));
    if (!seat) return Error(kStateCorrupt, "seat " + training::to_text(id));
    if (seat->credential != credential.id) return Error(training::kAlreadyCertified, "seat " + training::to_text(id));
  }
  return done();
}

}  // namespace hocba::chain
