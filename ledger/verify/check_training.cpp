// A document of training says of each module what the ledger recorded of the attempt behind it, and the seats are its
// holder's. `apply` compared the record with the state (rules.md §8), so that the record's word is the ledger's; who
// sits on a seat it can't know, and whoever holds the document can.
#include "ledger/verify/training.hpp"

#include <algorithm>

#include "ledger/credential/training_document.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/verify/examination.hpp"

namespace hocba::verify {
namespace {

std::string module_place(std::size_t module, const char* field) {
  return "modules[" + std::to_string(module) + "]." + field;
}
// Marks are tenths, as documents and records have them.
Error module_differs(std::size_t module, const char* field, const std::string& found, const std::string& expected) {
  return Error(training::kDocumentDiffers, module_place(module, field) + ": " + found + "; the ledger has " + expected);
}

std::string number_text(const std::optional<std::uint32_t>& number) { return number ? std::to_string(*number) : "-"; }

Status check_attempt(const chain::ItemAttempt& recorded, const credential::TrainingModule& module, std::size_t index) {
  if (recorded.klass.view() != module.attempt.klass.view())
    return module_differs(index, "class", credential::to_text(module.attempt.klass), training::to_text(recorded.klass));
  if (recorded.course != module.course)
    return module_differs(index, "course", module.course.str(), recorded.course.str());
  const std::pair<const char*, std::pair<std::uint32_t, std::uint32_t>> numbers[] = {
      {"periods", {module.periods, recorded.periods}},
      {"onlinePeriods", {module.online_periods, recorded.online}},
      {"attended", {module.attended, recorded.attended}}};
  for (const auto& [field, both] : numbers)
    if (both.first != both.second)
      return module_differs(index, field, std::to_string(both.first), std::to_string(both.second));
  const std::pair<const char*, std::pair<std::optional<std::uint32_t>, std::optional<std::uint32_t>>> marks[] = {
      {"attendance", {module.attendance_tenths, recorded.attendance}},
      {"test", {module.test_tenths, recorded.test}},
      {"score", {module.score_tenths, recorded.score}}};
  for (const auto& [field, both] : marks)
    if (both.first != both.second)
      return module_differs(index, field, number_text(both.first), number_text(both.second));
  const std::pair<const char*, std::pair<std::optional<credential::CodeText>, std::optional<credential::CodeText>>>
      codes[] = {{"topic", {module.topic, recorded.topic}}, {"source", {module.source, recorded.source}}};
  for (const auto& [field, both] : codes)
    if (both.first != both.second)
      return module_differs(index, field, both.first ? both.first->str() : "-", both.second ? both.second->str() : "-");
  return done();
}

}  // namespace

Status check_attempts(const credential::Document& document, const chain::IssueItem& item) {
  const auto content = credential::training_of(document);
  const std::size_t recorded = item.attempts ? item.attempts->size() : 0;
  if (content.has_value() != item.attempts.has_value() || (content && content->modules.size() != recorded))
    return Error(training::kDocumentDiffers, "attempts");
  if (!content) return done();
  for (std::size_t i = 0; i < content->modules.size(); ++i) {
    const credential::TrainingModule& module = content->modules[i];
    const auto attempt = std::find_if(item.attempts->begin(), item.attempts->end(),
                                      [&](const auto& one) { return one.seat.view() == module.attempt.seat.view(); });
    // Another seat than the record's: another person's, then, or nobody's.
    if (attempt == item.attempts->end()) return Error(training::kDocumentDiffers, module_place(i, "seat"));
    if (attempt->programme != content->programme || attempt->office != content->office)
      return Error(training::kDocumentDiffers, "programme: " + content->programme.str() + " of " +
                                                   content->office.str() + "; the ledger has " +
                                                   attempt->programme.str() + " of " + attempt->office.str());
    HOCBA_RETURN_IF_ERROR(check_attempt(*attempt, module, i));
    const auto opened =
        credential::seat_commitment(module.attempt.salt, content->holder_name, content->holder_birth_date);
    if (opened.view() != attempt->person.view()) return Error(training::kWrongPerson, module_place(i, "seat"));
  }
  return done();
}

Finding Examination::check_training() {
  if (!document_ || !recorded_) return kNotReached;
  HOCBA_RETURN_IF_ERROR(check_attempts(*document_, *item_));
  const auto content = credential::training_of(*document_);
  if (!content) return nothing_to_check();
  return pass(std::to_string(content->modules.size()));
}

}  // namespace hocba::verify
