#include "node/training_check.hpp"

#include "ledger/chain/codes.hpp"
#include "ledger/chain/training_state.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/training/programme_file.hpp"
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
  crypto::Digest file;        // of the version that the class was opened under
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
  return KnownAttempt{*seat,
                      *klass,
                      *attempt->result,
                      std::move(course),
                      days,
                      programme->rules.programme,
                      programme->first_office,
                      programme->rules.document};
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

Error word_differs(const char* what, const std::string& said, const std::string& wanted) {
  return {training::kDocumentDiffers, std::string(what) + ": " + said + "; the ledger has " + wanted};
}

// In either language of the file; what it does not name is called by its code.
bool is_called(const std::string& said, const training::Words& words) {
  const auto same = [&](const std::string& word) {
    const auto clean = credential::clean_text(word, word.size());
    return said == (clean.ok() ? *clean : word);
  };
  return same(words.vi) || same(words.en);
}

// A reader takes names for facts, and sees codes only beside them.
Status check_names(const credential::TrainingContent& content, const TrainingModule& module,
                   const training::ProgrammeFile& file) {
  const training::Words course = training::words_of(file.courses, module.course);
  if (!is_called(module.name, course)) return word_differs("name", module.name, course.vi);
  if (module.topic) {
    const training::Words topic = training::words_of(file.topics, *module.topic);
    if (!module.topic_name.empty() && !is_called(module.topic_name, topic))
      return word_differs("topicName", module.topic_name, topic.vi);
  }
  if (!content.programme_name.empty() && !is_called(content.programme_name, file.title))
    return word_differs("programmeName", content.programme_name, file.title.vi);
  return done();
}

// What the class is called, and that it was over when the document was issued.
Status check_class(const TrainingModule& module, Date issued, const TrainingSources::Class& klass) {
  const std::string name = training::class_name(module.course.str(), klass.number);
  if (!module.class_name.empty() && module.class_name != name)
    return word_differs("className", module.class_name, name);
  if (klass.closed && issued < date_in_utc7(*klass.closed))
    return word_differs("validFrom", to_screen(issued), to_screen(date_in_utc7(*klass.closed)));
  return done();
}

Status check_words(const credential::Document& document, const credential::TrainingContent& content,
                   const TrainingModule& module, const KnownAttempt& known, const TrainingSources& sources) {
  if (sources.find_class) {
    HOCBA_TRY(const auto klass, sources.find_class(known.klass.id));
    if (klass) HOCBA_RETURN_IF_ERROR(check_class(module, document.facts().issued_on, *klass));
  }
  if (!sources.programme_file) return done();
  HOCBA_TRY(const auto text, sources.programme_file(known.file));
  if (!text) return done();
  const auto file = training::read_programme_file(*text);
  return file.ok() ? check_names(content, module, *file) : done();
}

}  // namespace

Status check_training(const chain::StateView& state, const credential::Document& document,
                      const TrainingSources& sources) {
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
    const Status words = check_words(document, *content, module, *known, sources);
    if (!words.ok()) return words.error().at(place);
    item.attempts->push_back(item_attempt(*known));
  }
  return verify::check_attempts(document, item);
}

}  // namespace hocba::node
