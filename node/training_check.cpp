#include "node/training_check.hpp"

#include "ledger/chain/codes.hpp"
#include "ledger/chain/training_state.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/verify/training.hpp"

namespace hocba::node {
namespace {

using credential::TrainingModule;

// Of one module: what the ledger has.
struct KnownAttempt {
  chain::SeatState seat;
  chain::ClassState klass;
  training::ResultData result;
  training::CourseRule course;
  std::optional<training::Phase> days;  // of its sessions; none in external classes
  training::CodeText programme;
  training::UnitCode office;  // of the programme's first version
};

Result<KnownAttempt> known_attempt(const chain::StateView& state, const TrainingModule& module) {
  const auto seat_id = training::SeatId::of(module.attempt.seat.view());
  const auto class_id = training::ClassId::of(module.attempt.klass.view());
  HOCBA_TRY(const auto seat, chain::find_seat(state, seat_id));
  if (!seat) return Error(training::kSeatUnknown, training::to_text(seat_id));
  HOCBA_TRY(const auto klass, chain::find_class(state, class_id));
  if (!klass) return Error(training::kClassUnknown, training::to_text(class_id));
  if (klass->standing != chain::ClassStanding::closed) return Error(training::kClassOpen, training::to_text(class_id));
  HOCBA_TRY(const auto attempt, chain::find_attempt(state, class_id, seat_id));
  if (!attempt || !attempt->result) return Error(training::kNotEnrolled, training::to_text(seat_id));
  HOCBA_TRY(const auto programme, chain::find_programme(state, klass->version));
  if (!programme) return Error(chain::kStateCorrupt, "programme of class " + training::to_text(class_id));
  HOCBA_TRY(auto course, chain::course_in(*programme, *klass));
  if (!chain::is_passed(course, *klass, *attempt)) return Error(training::kNotPassed, training::to_text(seat_id));
  HOCBA_TRY(const auto days, chain::days_of_class(state, *klass));
  return KnownAttempt{
      *seat, *klass, *attempt->result, std::move(course), days, programme->rules.programme, programme->first_office};
}

chain::ItemAttempt item_attempt(const KnownAttempt& known) {
  chain::ItemAttempt out;
  out.attendance = known.result.attendance;
  out.attended = known.result.attended;
  out.klass = known.klass.id;
  out.course = known.klass.course;
  out.office = known.office;
  out.online = known.klass.online;
  out.periods = known.klass.periods;
  out.person = known.seat.person;
  out.programme = known.programme;
  out.score = known.result.score;
  out.seat = known.seat.id;
  out.source = known.klass.source;
  out.test = known.result.test;
  out.topic = known.klass.topic;
  return out;
}

// What the record of the issue does not repeat.
Status check_rules(const TrainingModule& module, const KnownAttempt& known) {
  const auto differs = [](const char* what) { return Status(Error(training::kDocumentDiffers, what)); };
  if (module.pass_tenths && *module.pass_tenths != known.course.pass_tenths) return differs("passMark");
  if (module.weights.has_value() != known.course.weights.has_value()) return differs("weights");
  if (module.weights && (module.weights->attendance != known.course.weights->attendance ||
                         module.weights->test != known.course.weights->test))
    return differs("weights");
  const bool external = known.course.assessment == training::Assessment::external;
  if (!external && module.min_attendance != known.course.min_attendance) return differs("minAttendance");
  if (known.days && module.from != known.days->from) return differs("from");
  if (known.days && module.to != known.days->to) return differs("to");
  return done();
}

Status check_module(std::string_view type, const TrainingModule& module, const KnownAttempt& known) {
  if (type != training::document_type(known.course.assessment)) return Error(training::kDocumentDiffers, "type");
  return check_rules(module, known);
}

}  // namespace

Status check_training(const chain::StateView& state, const credential::Document& document) {
  const auto content = credential::training_of(document);
  if (!content) return done();
  chain::IssueItem item;
  item.attempts.emplace();
  for (std::size_t i = 0; i < content->modules.size(); ++i) {
    const TrainingModule& module = content->modules[i];
    const std::string place = "modules[" + std::to_string(i) + "]";
    const auto known = known_attempt(state, module);
    if (!known.ok()) return known.error().at(place);
    const Status fits = check_module(document.facts().type.str(), module, *known);
    if (!fits.ok()) return fits.error().at(place);
    item.attempts->push_back(item_attempt(*known));
  }
  return verify::check_attempts(document, item);
}

}  // namespace hocba::node
