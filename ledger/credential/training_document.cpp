#include "ledger/credential/training_document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/credential/build_parts.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/training_parts.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr std::string_view kTypes[] = {kTrainingCertificate, kAttendanceConfirmation, kExternalCompletion};

void put_if(json& out, const char* name, const std::optional<std::uint32_t>& value) {
  if (value) out[name] = *value;
}
void put_if(Draft& draft, json& out, const char* name, const std::optional<Date>& value) {
  if (value) draft.date(out, name, *value);
}

json module_json(Draft& draft, TrainingKind kind, const TrainingModule& module) {
  json out = {{"code", module.course.str()},
              {"periods", module.periods},
              {"onlinePeriods", module.online_periods},
              {"attended", module.attended},
              {"result", kTrainingResults[static_cast<std::size_t>(kind)]}};
  draft.text(out, "name", module.name);
  if (!out.contains("name")) draft.refuse(kFieldMissing, "name");
  draft.text(out, "className", module.class_name, 60);
  if (module.topic) {
    out["topic"] = module.topic->str();
    draft.text(out, "topicName", module.topic_name);
  }
  put_if(draft, out, "from", module.from);
  put_if(draft, out, "to", module.to);
  put_if(out, "attendance", module.attendance_tenths);
  put_if(out, "test", module.test_tenths);
  put_if(out, "score", module.score_tenths);
  put_if(out, "passMark", module.pass_tenths);
  put_if(out, "minAttendance", module.min_attendance);
  if (module.weights) out["weights"] = {{"attendance", module.weights->attendance}, {"test", module.weights->test}};
  draft.text(out, "assessedBy", module.assessed_by, 200);
  if (module.source) out["source"] = module.source->str();
  return out;
}

std::optional<std::uint32_t> number_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::nullopt : std::optional(found->get<std::uint32_t>());
}
std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::string() : found->get<std::string>();
}
std::optional<Date> day_in(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return std::nullopt;
  const auto date = date_from_text(found->get_ref<const std::string&>());
  HOCBA_CHECK(date.ok());  // the schema read it; so below
  return *date;
}
CodeText code_in(const json& object, const char* name) {
  const auto parsed = CodeText::parse(object.at(name).get_ref<const std::string&>());
  HOCBA_CHECK(parsed.ok());
  return *parsed;
}
CredentialId uuid_in(const json& object, const char* name) {
  const auto id = credential_id_from_text(object.at(name).get_ref<const std::string&>());
  HOCBA_CHECK(id.ok());
  return *id;
}

TrainingModule module_of(const json& said, const json& attempt) {
  TrainingModule out;
  out.course = code_in(said, "code");
  out.name = text_in(said, "name");
  out.class_name = text_in(said, "className");
  if (said.contains("topic")) out.topic = code_in(said, "topic");
  out.topic_name = text_in(said, "topicName");
  out.periods = *number_in(said, "periods");
  out.online_periods = *number_in(said, "onlinePeriods");
  out.attended = *number_in(said, "attended");
  out.from = day_in(said, "from");
  out.to = day_in(said, "to");
  out.attendance_tenths = number_in(said, "attendance");
  out.test_tenths = number_in(said, "test");
  out.score_tenths = number_in(said, "score");
  out.pass_tenths = number_in(said, "passMark");
  out.min_attendance = number_in(said, "minAttendance");
  if (const auto weights = said.find("weights"); weights != said.end())
    out.weights = TrainingWeights{*number_in(*weights, "attendance"), *number_in(*weights, "test")};
  out.assessed_by = text_in(said, "assessedBy");
  if (said.contains("source")) out.source = code_in(said, "source");
  const auto salt = crypto::bytes_from_base64url<Salt>(attempt.at("salt").get_ref<const std::string&>());
  HOCBA_CHECK(salt.ok());
  out.attempt = {uuid_in(attempt, "class"), uuid_in(attempt, "seat"), *salt};
  return out;
}

}  // namespace

std::string_view to_text(TrainingKind kind) { return kTypes[static_cast<std::size_t>(kind)]; }
std::optional<TrainingKind> training_kind(std::string_view type) {
  const auto* const found = std::find(std::begin(kTypes), std::end(kTypes), type);
  if (found == std::end(kTypes)) return std::nullopt;
  return static_cast<TrainingKind>(found - std::begin(kTypes));
}
std::span<const std::string_view> training_types() { return kTypes; }

Digest seat_commitment(const Salt& salt, std::string_view name, Date birth_date) {
  return commitment("seat", salt, {{"birth_date", to_text(birth_date)}, {"name", name}});
}

std::string training_title(TrainingKind kind, std::string_view of) {
  const std::string name(of);
  switch (kind) {
    case TrainingKind::certificate:
      return "Chứng chỉ " + name;
    case TrainingKind::attendance:
      return "Giấy xác nhận tham dự " + name;
    case TrainingKind::external:
      break;
  }
  return "Xác nhận hoàn thành khóa học " + name + std::string(kAssessedElsewhere);
}

Result<Document> build_training(const TrainingData& data, const SaltSource& salts) {
  Draft draft;
  const TypeShape& shape = *shape_of(to_text(data.kind));
  const std::string& called = data.modules.size() == 1 ? data.modules.front().name : data.programme_name;
  const std::string title = data.title.empty() ? training_title(data.kind, called) : data.title;
  json core = core_frame(draft, data.common, shape, title);
  json hocba = hocba_member(draft, data.common, to_text(data.kind));
  hocba["programme"] = data.programme.str();
  hocba["programmeOffice"] = data.office.str();
  draft.text(hocba, "programmeName", data.programme_name);
  put_decision(draft, hocba, data.decision);
  json modules = json::array(), attempts = json::array();
  std::uint64_t periods = 0, online = 0;
  for (const TrainingModule& module : data.modules) {
    modules.push_back(module_json(draft, data.kind, module));
    attempts.push_back({{"class", to_text(module.attempt.klass)},
                        {"course", module.course.str()},
                        {"salt", crypto::base64url(module.attempt.salt)},
                        {"seat", to_text(module.attempt.seat)}});
    periods += module.periods;
    online += module.online_periods;
  }
  hocba["modules"] = std::move(modules);
  hocba["attempts"] = std::move(attempts);
  hocba["periods"] = periods;
  hocba["onlinePeriods"] = online;
  if (!draft.ok()) return draft.error();
  // Who reads the Open Badge alone is told, too, what it is not.
  std::string criteria = data.criteria;
  if (criteria.empty()) {
    TrainingContent said;
    said.kind = data.kind;
    said.modules = data.modules;
    if (const auto notice = notice_of(said)) criteria = notice->vi;
  }
  put_achievement(draft, core, shape, data.common, {title, data.programme_name, criteria}, &hocba["modules"]);
  Contents contents = identity_and_work(draft, data.common.holder, data.workplace, data.audience);
  return finish(draft, data.common, std::move(core), std::move(hocba), std::move(contents), salts);
}

std::optional<TrainingContent> training_of(const Document& document) {
  const auto kind = training_kind(document.facts().type.str());
  if (!kind) return std::nullopt;
  const json& core = document.core();
  const json& hocba = core.at("hocba");
  TrainingContent out;
  out.kind = *kind;
  out.programme = code_in(hocba, "programme");
  out.office = code_in(hocba, "programmeOffice");
  out.programme_name = text_in(hocba, "programmeName");
  const json &modules = hocba.at("modules"), &attempts = hocba.at("attempts");
  for (std::size_t i = 0; i < modules.size(); ++i) out.modules.push_back(module_of(modules[i], attempts[i]));
  const json& subject = core.at("credentialSubject");
  out.holder_name = text_in(subject, "name");
  out.holder_birth_date = *day_in(subject, "birthDate");
  return out;
}

}  // namespace hocba::credential
