#include "cli/training_attempts.hpp"

#include <algorithm>

#include "ledger/credential/training_document.hpp"

namespace hocba::cli {

namespace {

std::vector<chain::ItemAttempt> cited_attempts(const std::vector<credential::TrainingModule>& modules,
                                               const chain::CodeText& programme, const chain::UnitCode& office,
                                               const std::string& name, const Date& birth_date) {
  std::vector<chain::ItemAttempt> out;
  for (const credential::TrainingModule& module : modules) {
    chain::ItemAttempt attempt;
    attempt.attendance = module.attendance_tenths;
    attempt.attended = module.attended;
    attempt.klass = training::ClassId::of(module.attempt.klass.view());
    attempt.course = module.course;
    attempt.office = office;
    attempt.online = module.online_periods;
    attempt.periods = module.periods;
    attempt.person = chain::Commitment::of(credential::seat_commitment(module.attempt.salt, name, birth_date).view());
    attempt.programme = programme;
    attempt.score = module.score_tenths;
    attempt.source = module.source;
    attempt.test = module.test_tenths;
    attempt.topic = module.topic;
    attempt.seat = training::SeatId::of(module.attempt.seat.view());
    out.push_back(std::move(attempt));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.seat < b.seat; });
  return out;
}

}  // namespace

std::optional<std::vector<chain::ItemAttempt>> attempts_of(const credential::Document& document) {
  const auto content = credential::training_of(document);
  if (!content) return std::nullopt;
  return cited_attempts(content->modules, content->programme, content->office, content->holder_name,
                        content->holder_birth_date);
}

std::vector<chain::ItemAttempt> attempts_of(const credential::TrainingData& data) {
  const auto& holder = data.common.holder;
  return cited_attempts(data.modules, data.programme, data.office, holder.name, holder.birth_date);
}

}  // namespace hocba::cli
