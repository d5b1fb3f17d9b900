#include "api/training_views.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/training/programme_file.hpp"

namespace hocba::api {

using nlohmann::json;

namespace {

template <class T>
void put(json& out, const char* name, const std::optional<T>& value) {
  if (value) out[name] = *value;
}
void put_code(json& out, const char* name, const std::optional<credential::CodeText>& code) {
  if (code) out[name] = code->str();
}
template <class T>
void put_when(json& out, const char* name, const std::optional<T>& time) {
  if (time) out[name] = to_text(*time);
}

void put_document(json& out, const std::optional<credential::CredentialId>& credential,
                  const std::optional<training::Standing>& standing) {
  if (credential) out["credential"] = credential::to_text(*credential);
  if (standing) out["standing"] = training::to_text(*standing);
}

json course_rules(const training::CourseRule& course) {
  json out = {{"assessment", training::to_text(course.assessment)}, {"pass_tenths", course.pass_tenths}};
  put(out, "max_learners", course.max_learners);
  put(out, "max_online", course.max_online);
  put(out, "min_periods", course.min_periods);
  put(out, "min_attendance", course.min_attendance);
  put(out, "period_minutes", course.period_minutes);
  if (course.weights) out["weights"] = {{"attendance", course.weights->attendance}, {"test", course.weights->test}};
  return out;
}

}  // namespace

json result_view(const training::ResultData& result) {
  json out = {{"attended", result.attended}, {"outcome", training::to_text(result.outcome)}};
  put(out, "attendance", result.attendance);
  put(out, "test", result.test);
  put(out, "score", result.score);
  return out;
}

json attempt_view(const training::Book::AttemptView& attempt) {
  json out = {{"class", training::to_text(attempt.id)}, {"over", attempt.over}, {"passed", attempt.passed}};
  if (attempt.result) out["result"] = result_view(*attempt.result);
  put_when(out, "closed", attempt.closed);
  put_document(out, attempt.credential, attempt.standing);
  return out;
}

json seat_view(const training::Book::SeatView& seat) {
  json out = {{"seat", training::to_text(seat.seat)},
              {"programme", seat.programme},
              {"audience", seat.audience.str()},
              {"course", seat.course.str()},
              {"late", seat.late},
              {"removed", seat.removed},
              {"passed", seat.passed},
              {"attempts", json::array()}};
  for (const auto& attempt : seat.attempts) out["attempts"].push_back(attempt_view(attempt));
  put_document(out, seat.credential, seat.standing);
  return out;
}

Result<json> recorded_of_class(const node::LedgerView& view, const node::TrainingFacts& facts,
                               const training::Book::ClassView& klass) {
  json out = {{"trainers", json::array()}, {"sessions", json::array()}};
  HOCBA_TRY(const std::string opening, view.data->entry(log::LeafIndex{klass.at}));
  HOCBA_TRY(const auto record, chain::parse_record(opening));
  if (const auto* body = std::get_if<chain::TrainingClass>(&record.body))
    for (const auto& trainer : body->trainers) out["trainers"].push_back(crypto::base64url(trainer.person));
  for (const auto& session : facts.book.sessions(klass.opened.id, node::as_of_size(view))) {
    json one = {{"number", session.number}, {"index", session.at}, {"periods", session.periods}};
    HOCBA_TRY(const std::string entry, view.data->entry(log::LeafIndex{session.at}));
    HOCBA_TRY(const auto recorded, chain::parse_record(entry));
    if (const auto* body = std::get_if<chain::TrainingSession>(&recorded.body))
      if (body->details) one["details"] = crypto::base64url(*body->details);
    out["sessions"].push_back(std::move(one));
  }
  return out;
}

Result<json> class_view(const node::LedgerView& view, const node::TrainingFacts& facts,
                        const training::Book::ClassView& klass) {
  const auto& opened = klass.opened;
  json out = {{"class", training::to_text(opened.id)},
              {"number", opened.number},
              {"name", training::class_name(opened.course.str(), opened.number)},
              {"programme", opened.programme},
              {"version", opened.version},
              {"provider", opened.provider.str()},
              {"course", opened.course.str()},
              {"audience", opened.audience.str()},
              {"enrolled", klass.enrolled},
              {"withdrawn", klass.withdrawn},
              {"resulted", klass.resulted},
              {"passed", klass.passed},
              {"sessions", klass.sessions},
              {"periods", klass.totals.periods},
              {"online", klass.totals.online},
              {"index", klass.at},
              {"opened", to_text(klass.time)},
              {"cancelled", klass.cancelled}};
  put_code(out, "level", opened.level);
  put_code(out, "topic", opened.topic);
  put_code(out, "source", opened.source);
  put_when(out, "first_day", klass.first_day);
  put_when(out, "last_day", klass.last_day);
  put_when(out, "closed", klass.closed);
  HOCBA_TRY(const std::string entry, view.data->entry(log::LeafIndex{klass.at}));
  HOCBA_TRY(const auto record, chain::parse_record(entry));
  if (const auto* body = std::get_if<chain::TrainingClass>(&record.body)) put(out, "capacity", body->capacity);
  const auto* rules = facts.book.rules_of(opened.version);
  const auto* course = rules != nullptr ? training::find_course(*rules, opened.course) : nullptr;
  if (course != nullptr) out["rules"] = course_rules(*course);
  return out;
}

Result<json> programme_view(const Call& call, const node::TrainingFacts& facts, training::EntryIndex version,
                            bool whole) {
  const auto found = facts.book.find_programme(version, node::as_of_size(*call.view));
  const auto* rules = facts.book.rules_of(version);
  if (!found || rules == nullptr) return Error(kNothingThere, "programme");
  HOCBA_TRY(const std::string entry, call.view->data->entry(log::LeafIndex{version}));
  HOCBA_TRY(const json record, crypto::parse_json(entry));
  json out = {{"index", version},
              {"first", found->first},
              {"newest", version == found->newest},
              {"office", record.at("unit")},
              {"programme", rules->programme.str()},
              {"document", crypto::base64url(rules->document)},
              {"rules", record.at("body")}};
  if (version != found->newest) out["newest_index"] = found->newest;
  HOCBA_TRY(const auto file, call.service.node().training().programme_file(rules->document));
  if (!file) return out;
  if (const auto read = training::read_programme_file(*file); read.ok())
    out["title"] = {{"vi", read->title.vi}, {"en", read->title.en}};
  if (whole) out["file"] = *file;
  return out;
}

json places_view(const node::SeatPlaces& places) {
  json out = {{"seat", training::to_text(places.seat)},
              {"roster", training::to_text(places.roster)},
              {"programme", places.programme},
              {"unit", places.unit.str()},
              {"office", places.office.str()},
              {"course", places.course.str()},
              {"erased", places.erased},
              {"removed", places.removed},
              {"classes", json::array()},
              {"lists", json::array()}};
  for (const auto& klass : places.classes) out["classes"].push_back(training::to_text(klass));
  for (const auto& list : places.proposals) out["lists"].push_back(crypto::base64url(list));
  if (places.learning) out["learning"] = training::to_text(*places.learning);
  if (places.certificate) out["certificate"] = credential::to_text(*places.certificate);
  return out;
}

json person_view(const node::ListedPerson& person) { return node::person_json(person); }

Result<json> module_view(const Call& call, const training::EvidenceModule& module) {
  json out = {{"programme", module.programme},
              {"code", module.code.str()},
              {"course", module.course.str()},
              {"audience", module.audience.str()},
              {"class", training::to_text(module.id)},
              {"name", training::class_name(module.course.str(), module.number)},
              {"provider", module.provider.str()},
              {"seat", training::to_text(module.seat)},
              {"passed_on", to_text(module.passed_on)},
              {"attended", module.attended},
              {"periods", module.periods}};
  put_code(out, "topic", module.topic);
  put(out, "score", module.score);
  if (module.credential) {
    HOCBA_TRY(const auto facts, call.service.node().training().certificate(*call.view, *module.credential));
    json& certificate = out["certificate"] = {{"id", credential::to_text(*module.credential)}};
    if (module.standing) certificate["standing"] = training::to_text(*module.standing);
    if (!facts.serial.empty()) certificate["serial"] = facts.serial;
    put_when(certificate, "since", facts.since);
  }
  return out;
}

json report_facts(const node::FiledReport& report) {
  json out = {{"index", log::to_u64(report.index)},
              {"unit", report.unit.str()},
              {"programme", report.programme},
              {"kind", training::to_text(report.body.kind)},
              {"period", report.body.period.str()},
              {"digest", crypto::base64url(report.body.digest)},
              {"as_of", log::to_u64(report.body.as_of)},
              {"time", to_text(report.time)},
              {"late", report.late},
              {"based_on", json::array()}};
  for (const auto index : report.body.based_on) out["based_on"].push_back(log::to_u64(index));
  if (report.body.replaces) out["replaces"] = log::to_u64(*report.body.replaces);
  return out;
}

json coverage_view(const node::CoverageAnswer& answer) {
  json rows = json::array(), plan = json::array();
  for (const auto& row : answer.rows) {
    json one = {{"key", row.key},         {"course", row.course.str()},     {"people", row.people},
                {"passed", row.passed},   {"failed", row.failed},           {"learning", row.learning},
                {"waiting", row.waiting}, {"certified", row.certified},     {"late", row.late},
                {"retaken", row.retaken}, {"denominator", row.denominator}, {"reached", row.reached}};
    put(one, "target", row.target);
    put_when(one, "target_by", row.target_by);
    rows.push_back(std::move(one));
  }
  for (const auto& row : answer.plan) {
    json one = {{"audience", row.audience.str()}, {"planned", row.planned},     {"opened", row.opened},
                {"closed", row.closed},           {"cancelled", row.cancelled}, {"retakes", row.retakes}};
    put_code(one, "course", row.course);
    put_code(one, "level", row.level);
    plan.push_back(std::move(one));
  }
  return {
      {"as_of", answer.as_of}, {"time", to_text(answer.time)}, {"rows", std::move(rows)}, {"plan", std::move(plan)}};
}

node::Reader training_reader(const Call& call) {
  return {*call.caller, std::string(call.request.query("purpose").value_or("")),
          std::string(call.request.query("decision").value_or(""))};
}

Result<PageAsk> page_ask(const Call& call, std::size_t usual, std::size_t most) {
  PageAsk out{usual, {}};
  if (const auto limit = call.request.query("limit")) {
    HOCBA_TRY(const auto number, number_from(*limit, "limit", most));
    if (number == 0) return Error(kBadRequest, "limit");
    out.limit = number;
  }
  if (const auto after = call.request.query("after")) out.after = std::string(*after);
  return out;
}

Result<std::optional<credential::CodeText>> code_asked(const Call& call, const char* name) {
  const auto given = call.request.query(name);
  if (!given) return std::optional<credential::CodeText>();
  auto code = credential::CodeText::parse(*given);
  if (!code) return Error(kBadRequest, name);
  return std::optional(*std::move(code));
}
Result<std::optional<credential::UnitCode>> unit_asked(const Call& call, const char* name) {
  const auto given = call.request.query(name);
  if (!given) return std::optional<credential::UnitCode>();
  auto code = credential::UnitCode::parse(*given, credential::kMaxUnitCode);
  if (!code) return Error(kBadRequest, name);
  return std::optional(*std::move(code));
}
Result<std::optional<std::uint64_t>> index_asked(const Call& call, const char* name) {
  const auto given = call.request.query(name);
  if (!given) return std::optional<std::uint64_t>();
  HOCBA_TRY(const auto number, number_from(*given, name, log::kMaxTreeSize));
  return std::optional(number);
}
Result<std::optional<Date>> date_asked(const Call& call, const char* name) {
  const auto given = call.request.query(name);
  if (!given) return std::optional<Date>();
  const auto date = date_from_text(*given);
  if (!date) return Error(kBadRequest, name);
  return std::optional(*date);
}

Response no_store(const json& value, int status) {
  Response out = json_response(value, status);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace hocba::api
