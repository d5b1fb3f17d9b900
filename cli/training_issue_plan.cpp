#include <algorithm>

#include "cli/codes.hpp"
#include "cli/training_issue.hpp"
#include "crypto/encoding.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

namespace {

// One person, as far as lists tell: by number, else by name, birth date and school.
std::string person_key(const Learner& learner) {
  if (!learner.personal_number.empty()) return "number\n" + learner.personal_number;
  return credential::fold(learner.name) + "\n" + to_text(learner.birth_date) + "\n" + learner.unit;
}

void plan_rule(const std::vector<const PassedSeat*>& free, const training::CertificateRule& rule, IssuePlan& out) {
  // By person in the order of the list, then by course.
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, std::vector<const PassedSeat*>>> people;
  for (const PassedSeat* seat : free) {
    const std::string key = person_key(*seat->learner);
    if (people.count(key) == 0) order.push_back(key);
    people[key][seat->klass->info.course].push_back(seat);
  }
  for (const std::string& key : order) {
    auto& courses = people[key];
    for (;;) {
      PlannedDocument document;
      std::size_t left = 0;
      for (const auto& course : rule.courses) {
        auto& seats = courses[course.str()];
        left += seats.size();
        if (!seats.empty()) document.seats.push_back(seats.front());
      }
      if (document.seats.size() != rule.courses.size()) {
        out.incomplete += left;
        break;
      }
      for (const auto& course : rule.courses) courses[course.str()].erase(courses[course.str()].begin());
      out.documents.push_back(std::move(document));
    }
  }
}

std::optional<std::uint32_t> only_if(bool wanted, const std::optional<std::uint32_t>& value) {
  return wanted ? value : std::nullopt;
}

Result<credential::TrainingModule> module_of_seat(const PassedSeat& seat, credential::TrainingKind kind) {
  const OpenedClass& klass = *seat.klass;
  const ClassInfo& info = klass.info;
  const training::CourseRule& course = *klass.course;
  credential::TrainingModule out;
  out.course = course.course;
  out.name = klass.programme.course_name(course.course, Lang::vi);
  out.class_name = info.name;
  if (!info.topic.empty()) {
    HOCBA_TRY(out.topic, code_option(info.topic, "topic"));
    out.topic_name = klass.programme.topic_name(*out.topic, Lang::vi);
  }
  out.periods = info.totals.periods;
  out.online_periods = info.totals.online;
  out.from = info.first_day;
  out.to = info.last_day;
  const training::ResultData& result = *seat.seat.result;
  const bool certificate = kind == credential::TrainingKind::certificate;
  out.attended = result.attended;
  out.attendance_tenths = only_if(certificate, result.attendance);
  out.test_tenths = only_if(certificate, result.test);
  out.score_tenths = result.score;
  if (result.score) out.pass_tenths = course.pass_tenths;
  out.min_attendance = course.min_attendance;
  if (certificate && course.weights) out.weights = {course.weights->attendance, course.weights->test};
  if (kind == credential::TrainingKind::external) {
    out.assessed_by = info.source;
    HOCBA_TRY(out.source, code_option(info.source, "source"));
    out.from = out.to = seat.completed;
  }
  HOCBA_TRY(out.attempt.klass, credential::credential_id_from_text(info.id));
  HOCBA_TRY(out.attempt.seat, credential::credential_id_from_text(seat.learner->seat));
  const auto salt = crypto::bytes_from_base64url<credential::Salt>(seat.learner->salt);
  if (!salt.ok()) return Error(kAnswerMalformed, "/v1/training/learners: salt");
  out.attempt.salt = *salt;
  return out;
}

// As the programme's file calls it, where a document of the kind may be called so; else what follows from the kind.
std::string title_of_programme(const PlannedDocument& planned, credential::TrainingKind kind) {
  const Programme& programme = planned.seats.front()->klass->programme;
  if (!programme.file) return {};
  for (const auto& document : programme.file->documents) {
    const auto& courses = document.rule.courses;
    const bool same = courses.size() == planned.seats.size() && document.rule.type.str() == credential::to_text(kind) &&
                      std::all_of(planned.seats.begin(), planned.seats.end(), [&](const PassedSeat* seat) {
                        return std::find(courses.begin(), courses.end(), seat->klass->course->course) != courses.end();
                      });
    if (!same) continue;
    for (const std::string& title :
         {document.title.vi, document.title.vi + std::string(credential::kAssessedElsewhere)})
      if (credential::title_fits(kind, title)) return title;
  }
  return {};
}

}  // namespace

IssuePlan plan_documents(const std::vector<PassedSeat>& seats, const std::vector<training::CertificateRule>& rules,
                         const std::set<std::string>& again) {
  IssuePlan out;
  std::vector<const PassedSeat*> free;
  for (const PassedSeat& seat : seats) {
    const bool revoked = !seat.learner->credential.empty() && !seat.certified();
    if (seat.certified())
      ++out.certified;
    else if (revoked && again.count(seat.learner->seat) == 0)
      ++out.revoked;
    else
      free.push_back(&seat);
  }
  for (const auto& rule : rules) {
    std::vector<const PassedSeat*> of_rule;
    for (const PassedSeat* seat : free)
      if (std::find(rule.courses.begin(), rule.courses.end(), seat->klass->course->course) != rule.courses.end())
        of_rule.push_back(seat);
    plan_rule(of_rule, rule, out);
  }
  // By the random ids of their seats: register numbers stand on the ledger beside the seats, and in the order of a
  // class list they would say whose each is.
  std::sort(out.documents.begin(), out.documents.end(), [](const PlannedDocument& a, const PlannedDocument& b) {
    return a.seats.front()->learner->seat < b.seats.front()->learner->seat;
  });
  return out;
}

Result<credential::TrainingData> training_data(const PlannedDocument& planned, credential::TrainingKind kind,
                                               const chain::UnitCode& issuer, const IssuedOn& said,
                                               const std::map<std::string, std::string>& unit_names) {
  HOCBA_CHECK(!planned.seats.empty());
  const Learner& learner = *planned.seats.front()->learner;
  const Programme& programme = planned.seats.front()->klass->programme;
  credential::TrainingData out;
  out.kind = kind;
  out.common.issuer = {issuer, said.issuer_name};
  out.common.holder.name = learner.name;
  out.common.holder.birth_date = learner.birth_date;
  if (!learner.personal_number.empty()) out.common.holder.personal_number = learner.personal_number;
  if (!learner.sector_code.empty()) out.common.holder.sector_code = learner.sector_code;
  HOCBA_TRY(out.common.period, period_option(said.period, "--period"));
  out.common.issued_on = said.day;
  out.common.place = said.place;
  out.common.status_list_base = said.status_list_base;
  out.title = said.title;
  if (out.title.empty()) out.title = title_of_programme(planned, kind);
  out.programme = programme.rules.programme;
  HOCBA_TRY(out.office, code_option(programme.first_office, "office", chain::kMaxUnitCode));
  out.programme_name = programme.title(Lang::vi);
  out.decision.number = said.decision;
  out.decision.date = said.decision_date;
  for (const PassedSeat* seat : planned.seats) {
    HOCBA_TRY(auto module, module_of_seat(*seat, kind));
    out.modules.push_back(std::move(module));
  }
  std::sort(out.modules.begin(), out.modules.end(), [](const auto& a, const auto& b) { return a.course < b.course; });
  const auto unit = unit_names.find(learner.unit);
  out.workplace = unit == unit_names.end() ? learner.unit : unit->second;
  const auto audience = training::CodeText::parse(learner.audience);
  out.audience = audience.ok() ? programme.audience_name(*audience, Lang::vi) : learner.audience;
  return out;
}

}  // namespace hocba::cli
