// Builders: plain data to unsigned documents. What is wrong is found by the schema and by examine(), so that a
// document that we build and one that we read obey the same rules.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/build_parts.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/correction_parts.hpp"
#include "ledger/credential/diploma.hpp"
#include "ledger/credential/draft.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/photo.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::credential {

std::string_view book_letters(std::string_view type) {
  // Each type has a book of its own: two certificates of one number must not read alike.
  return type == kTranscript               ? "HB"
         : type == kCertificate            ? "CC"
         : type == kDiploma                ? "VB"
         : type == kAward                  ? "GK"
         : type == kTrainingCertificate    ? "CCBD"
         : type == kAttendanceConfirmation ? "XNTD"
         : type == kExternalCompletion     ? "XNHT"
                                           : type;
}

namespace {

using nlohmann::json;

// 99TH0001/HB/2025/00012
std::string register_text(const Common& common, std::string_view type) {
  constexpr std::size_t kDigits = 5;
  std::string number = std::to_string(common.register_number);
  if (number.size() < kDigits) number.insert(0, kDigits - number.size(), '0');
  return common.issuer.unit.str() + "/" + std::string(book_letters(type)) + "/" + std::to_string(common.book) + "/" +
         number;
}

}  // namespace

json hocba_member(Draft& draft, const Common& common, std::string_view type) {
  json out = {{"version", 1},
              {"type", type},
              {"unit", common.issuer.unit.str()},
              {"period", common.period.str()},
              {"book", common.book},
              {"registerNumber", common.register_number},
              {"statusIndex", common.status_index},
              {"originality", to_text(common.originality)},
              {"salt", crypto::base64url(common.salt)}};
  draft.text(out, "serial", common.serial, 64);
  draft.text(out, "registerText", common.register_text.empty() ? register_text(common, type) : common.register_text,
             100);
  draft.text(out, "place", common.place, 100);
  if (common.supersedes) out["supersedes"] = to_urn(*common.supersedes);
  return out;
}

json core_frame(Draft& draft, const Common& common, const TypeShape& shape, std::string_view title) {
  json core = {{"@context", shape.contexts}, {"type", shape.vc_types}, {"id", to_urn(common.id)}};
  draft.text(core, "name", title);
  core["issuer"] = {{"id", std::string(kUnitUrn) + common.issuer.unit.str()}};
  draft.text(core["issuer"], "name", common.issuer.name);
  json& subject = core["credentialSubject"] = json::object();
  if (common.holder.collective) {
    if (shape.type != kAward) draft.refuse(kCollectiveOfPerson, "name");
    draft.text(subject, "name", common.holder.name);
  } else {
    draft.name(subject, "name", common.holder.name);
    draft.date(subject, "birthDate", common.holder.birth_date);
  }
  if (!valid_day(common.issued_on)) {
    draft.refuse(kBadDate, "issued_on");
  } else {
    core["validFrom"] = to_text(start_of_day_utc7(common.issued_on));
  }
  if (common.expires_on) {
    if (!valid_day(*common.expires_on))
      draft.refuse(kBadDate, "expires_on");
    else
      core["validUntil"] = to_text(valid_until(*common.expires_on));
  }
  core["credentialStatus"] = json::array({status_entry(common.status_list_base, "revocation", common.status_index),
                                          status_entry(common.status_list_base, "suspension", common.status_index)});
  return core;
}

void put_achievement(Draft& draft, json& core, const TypeShape& shape, const Common& common, const Said& said,
                     const json* modules) {
  const auto& [title, description, criteria, other_type] = said;
  json achievement = {{"type", {"Achievement"}},
                      {"achievementType", other_type.empty() ? shape.achievement_type : other_type},
                      {"criteria", json::object()}};
  draft.text(achievement, "name", title);
  draft.lines(achievement, "description", description.empty() ? title : description, 4000);
  draft.lines(achievement["criteria"], "narrative", criteria.empty() ? title : criteria, 4000);
  if (!draft.ok() || !achievement.contains("name") || !achievement.contains("description"))
    return draft.refuse(kFieldMissing, "title");
  const std::string id = achievement_id(common.issuer.unit.str(), shape.type, achievement);
  json& subject = core["credentialSubject"];
  core["issuer"]["type"] = {"Profile"};
  subject["type"] = {"AchievementSubject"};
  subject["identifier"] = name_identifier(subject["name"].get_ref<const std::string&>());
  if (modules != nullptr) {
    if (json described = result_descriptions(*modules, id); !described.is_null()) {
      achievement["resultDescription"] = std::move(described);
      subject["result"] = results(*modules, id);
    }
  }
  achievement["id"] = id;
  subject["achievement"] = std::move(achievement);
}

void put_decision(Draft& draft, json& hocba, const DecisionRef& decision) {
  json out = json::object();
  draft.text(out, "number", decision.number, 100);
  if (decision.date) draft.date(out, "date", *decision.date);
  if (!out.empty()) hocba["decision"] = std::move(out);
}

void put_group(Contents& contents, std::string name, json content) {
  if (!content.empty()) contents.emplace_back(std::move(name), std::move(content));
}

void put_identity(Draft& draft, Contents& contents, const Holder& holder) {
  if (holder.collective) {
    if (holder.personal_number || holder.sector_code) draft.refuse(kCollectiveOfPerson, "personal_number");
    return;
  }
  json content = json::object();
  if (holder.personal_number && !holder.personal_number->empty()) {
    const auto number = check_personal_number(*holder.personal_number, std::nullopt, std::nullopt);
    if (!number.ok()) return draft.refuse(number.error().code(), "personal_number");
    content["personalNumber"] = number->digits;
  }
  if (holder.sector_code) draft.text(content, "sectorCode", *holder.sector_code, 40);
  put_group(contents, "identity", std::move(content));
}

Contents identity_and_work(Draft& draft, const Holder& holder, const std::string& workplace,
                           const std::string& audience) {
  Contents contents;
  put_identity(draft, contents, holder);
  json work = json::object();
  draft.text(work, "workplace", workplace);
  draft.text(work, "audience", audience, 100);
  put_group(contents, "work", std::move(work));
  return contents;
}

Result<Document> finish(Draft& draft, const Common& common, json core, json hocba, Contents contents,
                        const SaltSource& salts) {
  if (!draft.ok()) return draft.error();
  // Before it was compared with the old document a correction is a reason alone.
  if (common.correction && !common.correction->changes.empty())
    put_correction(contents, *shape_of(hocba.at("type").get_ref<const std::string&>()), *common.correction);
  std::sort(contents.begin(), contents.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Group> groups;
  hocba["groups"] = json::array();
  for (auto& [name, content] : contents) {
    groups.push_back({name, salts(), crypto::canonical(content)});
    hocba["groups"].push_back({{"name", name}, {"digest", crypto::base64url(commitment(groups.back()))}});
  }
  core["hocba"] = std::move(hocba);
  HOCBA_TRY(Document document, Document::from_core(core, std::move(groups)));
  for (const auto& finding : examine(document)) {
    if (finding.level == Finding::Level::fail) return Error(*finding.code, finding.field);
  }
  return document;
}

namespace {

json modules_json(Draft& draft, const std::vector<CertificateModule>& modules) {
  json out = json::array();
  for (const auto& module : modules) {
    json entry = {{"periods", module.periods}, {"onlinePeriods", module.online_periods}};
    draft.text(entry, "code", module.code, 40);
    draft.text(entry, "name", module.name);
    if (module.score_tenths) entry["score"] = *module.score_tenths;
    out.push_back(std::move(entry));
  }
  return out;
}

Status put_sex(json& hocba, const std::string& typed) {
  if (typed.empty()) return done();
  const auto sex = sex_from_cell(typed);
  if (!sex.ok()) return sex.error().at("sex");
  hocba["sex"] = std::string(1, *sex);
  return done();
}

std::string_view transcript_title(std::string_view level) {
  if (level == "primary") return "Học bạ tiểu học";
  if (level == "lower-secondary") return "Học bạ trung học cơ sở";
  if (level == "upper-secondary") return "Học bạ trung học phổ thông";
  if (level == "vocational") return "Bảng kết quả học tập";
  return "Học bạ";
}

}  // namespace

Result<Document> build_certificate(const CertificateData& data, const SaltSource& salts) {
  Draft draft;
  const TypeShape& shape = *shape_of(kCertificate);
  json core = core_frame(draft, data.common, shape, data.title);
  json hocba = hocba_member(draft, data.common, kCertificate);
  draft.text(hocba, "programme", data.programme);
  draft.text(hocba, "course", data.course);
  draft.text(hocba, "className", data.class_code, 60);
  draft.text(hocba, "grade", data.grade, 60);
  put_decision(draft, hocba, data.decision);
  hocba["modules"] = modules_json(draft, data.modules);
  std::uint64_t periods = 0, online = 0;
  for (const auto& module : data.modules) {
    periods += module.periods;
    online += module.online_periods;
  }
  hocba["periods"] = periods;
  hocba["onlinePeriods"] = online;
  if (!draft.ok()) return draft.error();
  put_achievement(draft, core, shape, data.common, {data.title, data.programme, data.criteria}, &hocba["modules"]);
  Contents contents = identity_and_work(draft, data.common.holder, data.workplace, data.audience);
  return finish(draft, data.common, std::move(core), std::move(hocba), std::move(contents), salts);
}

Result<Document> build_diploma(const DiplomaData& data, const SaltSource& salts) {
  Draft draft;
  const TypeShape& shape = *shape_of(kDiploma);
  const DiplomaLevel* level = diploma_level(data.level);
  if (level == nullptr) return Error(kFieldBad, "hocba.level");
  const std::string title = data.title.empty() ? std::string(level->title) : data.title;
  json core = core_frame(draft, data.common, shape, title);
  json hocba = hocba_member(draft, data.common, kDiploma);
  hocba["level"] = data.level;
  draft.text(hocba, "field", data.field);
  draft.text(hocba, "mode", data.mode, 100);
  draft.text(hocba, "course", data.course);
  if (data.graduation_year) hocba["graduationYear"] = *data.graduation_year;
  draft.text(hocba, "grade", data.grade, 60);
  draft.text(hocba, "birthPlace", data.birth_place, 200);
  draft.text(hocba, "school", data.school);
  draft.text(hocba, "paperIssuer", data.paper_issuer);
  put_decision(draft, hocba, data.decision);
  HOCBA_RETURN_IF_ERROR(put_sex(hocba, data.sex));
  if (!draft.ok()) return draft.error();
  put_achievement(draft, core, shape, data.common, {title, data.field, {}, level->achievement_type}, nullptr);
  Contents contents;
  put_identity(draft, contents, data.common.holder);
  json sensitive = json::object();
  draft.text(sensitive, "ethnicity", data.ethnicity, 500);
  draft.text(sensitive, "nationality", data.nationality, 500);
  put_group(contents, "sensitive", std::move(sensitive));
  return finish(draft, data.common, std::move(core), std::move(hocba), std::move(contents), salts);
}

Result<Document> build_award(const AwardData& data, const SaltSource& salts) {
  Draft draft;
  const TypeShape& shape = *shape_of(kAward);
  json core = core_frame(draft, data.common, shape, data.title);
  json hocba = hocba_member(draft, data.common, kAward);
  draft.text(hocba, "level", data.level, 60);
  if (data.sudden) hocba["sudden"] = true;
  if (data.common.holder.collective) hocba["collective"] = true;
  if (data.evidence) hocba["evidence"] = crypto::base64url(*data.evidence);
  put_decision(draft, hocba, data.decision);
  if (!draft.ok()) return draft.error();
  put_achievement(draft, core, shape, data.common, {data.title, data.achievement, data.achievement}, nullptr);
  Contents contents = identity_and_work(draft, data.common.holder, data.workplace, {});
  return finish(draft, data.common, std::move(core), std::move(hocba), std::move(contents), salts);
}

Result<Document> build_transcript(const TranscriptData& data, const SaltSource& salts) {
  Draft draft;
  const TypeShape& shape = *shape_of(kTranscript);
  json core = core_frame(draft, data.common, shape, transcript_title(data.level));
  json hocba = hocba_member(draft, data.common, kTranscript);
  draft.text(hocba, "level", data.level, 60);
  draft.text(hocba, "field", data.field);
  draft.text(hocba, "birthPlace", data.birth_place, 200);
  put_school_place(draft, hocba, data.school_place);
  HOCBA_RETURN_IF_ERROR(put_sex(hocba, data.sex));
  Contents contents;
  put_identity(draft, contents, data.common.holder);
  json family = json::object(), contact = json::object(), sensitive = json::object();
  draft.text(family, "father", data.father, 500);
  draft.text(family, "fatherOccupation", data.father_occupation, 500);
  draft.text(family, "mother", data.mother, 500);
  draft.text(family, "motherOccupation", data.mother_occupation, 500);
  draft.text(family, "guardian", data.guardian, 500);
  draft.text(family, "guardianOccupation", data.guardian_occupation, 500);
  draft.text(contact, "address", data.address, 500);
  draft.text(contact, "hometown", data.hometown, 500);
  draft.text(sensitive, "ethnicity", data.ethnicity, 500);
  draft.text(sensitive, "health", data.health, 500);
  draft.text(sensitive, "nationality", data.nationality, 500);
  draft.text(sensitive, "policy", data.policy, 500);
  put_group(contents, "family", std::move(family));
  put_group(contents, "contact", std::move(contact));
  put_group(contents, "sensitive", std::move(sensitive));
  if (!data.photo.empty()) {
    const auto photo = photo_from_file(data.photo);
    if (!photo.ok()) return photo.error().at("photo");
    put_group(contents, kPhoto, {{"mediaType", photo->media_type}, {"data", crypto::base64url(photo->bytes)}});
  }
  std::vector<PeriodCode> periods;
  for (const auto& year : data.years) {
    if (std::find(periods.begin(), periods.end(), year.period) != periods.end())
      return Error(kYearDuplicate, year.period.str());
    periods.push_back(year.period);
    put_year(draft, contents, year);
  }
  return finish(draft, data.common, std::move(core), std::move(hocba), std::move(contents), salts);
}

Result<LedgerFacts> ledger_facts(const Document& document) { return document.facts(); }

}  // namespace hocba::credential
