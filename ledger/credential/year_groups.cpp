// A school year as the groups of a transcript, and back: the page, what is said beside it, the register's assessments,
// and what is known of the pupil's health, each of which can be withheld or erased alone.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/json.hpp"
#include "ledger/credential/draft.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

void put_number(json& object, const char* name, const std::optional<int>& value) {
  if (value) object[name] = *value;
}

void put_texts(Draft& draft, json& object, const char* name, const std::vector<std::string>& texts) {
  json out = json::array();
  for (const std::string& text : texts) {
    json one = json::object();
    draft.text(one, name, text);
    if (one.contains(name)) out.push_back(std::move(one[name]));
  }
  if (!out.empty()) object[name] = std::move(out);
}

json result_json(Draft& draft, const TranscriptResult& result) {
  json out = json::object();
  draft.text(out, "code", result.code, 40);
  draft.text(out, "name", result.name, 120);
  put_number(out, "term1", result.term1_tenths);
  put_number(out, "term2", result.term2_tenths);
  put_number(out, "year", result.year_tenths);
  put_number(out, "retest", result.retest_tenths);
  put_number(out, "test", result.test);
  draft.text(out, "term1Level", result.term1_level, 60);
  draft.text(out, "term2Level", result.term2_level, 60);
  draft.text(out, "yearLevel", result.year_level, 60);
  draft.text(out, "retestLevel", result.retest_level, 60);
  draft.text(out, "notAssessed", result.not_assessed, 60);
  put_number(out, "semester", result.semester);
  put_number(out, "credits", result.credits);
  put_number(out, "hours", result.hours);
  draft.text(out, "letter", result.letter, 60);
  draft.text(out, "fourScale", result.four_scale, 60);
  if (result.not_counted) out["notCounted"] = true;
  return out;
}

json term_json(Draft& draft, const TermAssessments& term) {
  json out = json::object();
  if (!term.regular.empty()) out["regular"] = term.regular;
  put_number(out, "topics", term.topics);
  put_number(out, "midterm", term.midterm);
  put_number(out, "final", term.final);
  put_texts(draft, out, "regularLevels", term.regular_levels);
  draft.text(out, "midtermLevel", term.midterm_level, 60);
  draft.text(out, "finalLevel", term.final_level, 60);
  return out;
}

void put_marks(Draft& draft, Contents& contents, const TranscriptYear& year) {
  json subjects = json::array();
  for (const TranscriptResult& result : year.results) {
    if (result.term1.empty() && result.term2.empty()) continue;
    json subject = json::object();
    draft.text(subject, "code", result.code, 40);
    put_number(subject, "periods", result.periods);
    if (!result.term1.empty()) subject["term1"] = term_json(draft, result.term1);
    if (!result.term2.empty()) subject["term2"] = term_json(draft, result.term2);
    subjects.push_back(std::move(subject));
  }
  if (!subjects.empty())
    contents.emplace_back(std::string(kMarksPrefix) + year.period.str(),
                          json{{"period", year.period.str()}, {"subjects", std::move(subjects)}});
}

json traits_json(Draft& draft, const std::vector<TranscriptTrait>& traits) {
  json out = json::array();
  for (const TranscriptTrait& trait : traits) {
    json one = json::object();
    draft.text(one, "code", trait.code, 40);
    draft.text(one, "name", trait.name, 120);
    draft.text(one, "level", trait.level, 60);
    out.push_back(std::move(one));
  }
  return out;
}

void put_comments(Draft& draft, Contents& contents, const TranscriptYear& year) {
  json out = {{"period", year.period.str()}, {"subjects", json::array()}};
  const auto add = [&](json& to, const std::string& code, const std::string& said) {
    json comment = json::object();
    draft.text(comment, "code", code, 40);
    draft.lines(comment, "comment", said, 2000);
    if (comment.contains("comment")) to.push_back(std::move(comment));
  };
  for (const TranscriptResult& result : year.results) add(out["subjects"], result.code, result.comment);
  json traits = json::array();
  for (const auto* list : {&year.qualities, &year.competences})
    for (const TranscriptTrait& trait : *list) add(traits, trait.code, trait.comment);
  draft.lines(out, "comment", year.comment, 2000);
  draft.lines(out, "summerComment", year.summer_comment, 2000);
  if (!traits.empty()) out["traits"] = std::move(traits);
  constexpr std::size_t kAlways = 2;  // period, subjects
  if (out.size() > kAlways || !out["subjects"].empty())
    contents.emplace_back(std::string(kCommentsPrefix) + year.period.str(), std::move(out));
}

json handover_json(Draft& draft, const Handover& handover) {
  json out = json::object();
  draft.text(out, "from", handover.from, kMaxHandoverName);
  draft.text(out, "to", handover.to, kMaxHandoverName);
  draft.date(out, "date", handover.date);
  draft.text(out, "remark", handover.remark, kMaxHandoverRemark);
  return out;
}

// ---- and back -------------------------------------------------------------------------------------------------

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::string() : found->get<std::string>();
}
std::optional<int> number_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::nullopt : std::optional(found->get<int>());
}
std::vector<std::string> texts_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::vector<std::string>() : found->get<std::vector<std::string>>();
}

TranscriptResult result_of(const json& value) {
  TranscriptResult out;
  out.code = text_of(value, "code");
  out.name = text_of(value, "name");
  out.term1_tenths = number_of(value, "term1");
  out.term2_tenths = number_of(value, "term2");
  out.year_tenths = number_of(value, "year");
  out.retest_tenths = number_of(value, "retest");
  out.test = number_of(value, "test");
  out.term1_level = text_of(value, "term1Level");
  out.term2_level = text_of(value, "term2Level");
  out.year_level = text_of(value, "yearLevel");
  out.retest_level = text_of(value, "retestLevel");
  out.not_assessed = text_of(value, "notAssessed");
  out.semester = number_of(value, "semester");
  out.credits = number_of(value, "credits");
  out.hours = number_of(value, "hours");
  out.letter = text_of(value, "letter");
  out.four_scale = text_of(value, "fourScale");
  out.not_counted = value.contains("notCounted");
  return out;
}

std::vector<TranscriptTrait> traits_of(const json& page, const char* name) {
  std::vector<TranscriptTrait> out;
  if (!page.contains(name)) return out;
  for (const json& trait : page.at(name))
    out.push_back({text_of(trait, "code"), text_of(trait, "name"), text_of(trait, "level"), {}});
  return out;
}

Date date_of(const json& object, const char* name) {
  return date_from_text(object.at(name).get_ref<const std::string&>()).value();  // the schema has seen it
}

TranscriptYear page_of(const json& page) {
  TranscriptYear out;
  out.period = PeriodCode::parse(text_of(page, "period")).value();  // the schema has seen it
  out.class_name = text_of(page, "className");
  out.grade = page.at("grade").get<int>();
  for (const json& result : page.at("results")) out.results.push_back(result_of(result));
  out.learning1 = text_of(page, "learning1");
  out.learning2 = text_of(page, "learning2");
  out.learning = text_of(page, "learning");
  out.learning_retest = text_of(page, "learningRetest");
  out.conduct1 = text_of(page, "conduct1");
  out.conduct2 = text_of(page, "conduct2");
  out.conduct = text_of(page, "conduct");
  out.conduct_summer = text_of(page, "conductSummer");
  out.result = text_of(page, "result");
  out.qualities = traits_of(page, "qualities");
  out.competences = traits_of(page, "competences");
  out.absences = number_of(page, "absences");
  out.absences_excused = number_of(page, "absencesExcused");
  out.absences_unexcused = number_of(page, "absencesUnexcused");
  out.average_tenths = number_of(page, "average");
  out.outcome = text_of(page, "outcome");
  out.awards = texts_of(page, "awards");
  out.competitions = texts_of(page, "competitions");
  out.certificates = texts_of(page, "certificates");
  out.school = text_of(page, "school");
  out.registry_number = text_of(page, "registryNumber");
  if (page.contains("enteredOn")) out.entered_on = date_of(page, "enteredOn");
  out.school_place = school_place_of(page);
  if (const auto handover = page.find("handover"); handover != page.end())
    out.handover = {text_of(*handover, "from"), text_of(*handover, "to"), date_of(*handover, "date"),
                    text_of(*handover, "remark")};
  return out;
}

std::optional<json> content_of(const Document& document, std::string_view prefix, const std::string& period) {
  const Group* group = document.group(std::string(prefix) + period);
  if (group == nullptr) return std::nullopt;
  auto content = crypto::parse_json(group->content);
  HOCBA_CHECK(content.ok());  // Document::make read it
  return std::move(*content);
}

void add_beside(const Document& document, TranscriptYear& year) {
  const std::string& period = year.period.str();
  std::map<std::string, TranscriptResult*> subjects;
  for (TranscriptResult& result : year.results) subjects.emplace(result.code, &result);
  if (const auto marks = content_of(document, kMarksPrefix, period)) {
    for (const json& subject : marks->at("subjects")) {
      const auto found = subjects.find(text_of(subject, "code"));
      if (found == subjects.end()) continue;
      found->second->periods = number_of(subject, "periods");
      found->second->term1 = assessments_of(subject, "term1");
      found->second->term2 = assessments_of(subject, "term2");
    }
  }
  if (const auto comments = content_of(document, kCommentsPrefix, period)) {
    year.comment = text_of(*comments, "comment");
    year.summer_comment = text_of(*comments, "summerComment");
    for (const json& subject : comments->at("subjects"))
      if (const auto found = subjects.find(text_of(subject, "code")); found != subjects.end())
        found->second->comment = text_of(subject, "comment");
    for (auto* list : {&year.qualities, &year.competences})
      for (TranscriptTrait& trait : *list)
        for (const json& said : comments->value("traits", json::array()))
          if (text_of(said, "code") == trait.code) trait.comment = text_of(said, "comment");
  }
  if (const auto health = content_of(document, kHealthPrefix, period)) {
    year.height_cm = number_of(*health, "height");
    year.weight_hectograms = number_of(*health, "weight");
    year.health = text_of(*health, "health");
  }
}

}  // namespace

void put_school_place(Draft& draft, json& object, const SchoolPlace& place) {
  draft.text(object, "schoolWard", place.ward, kMaxSchoolPlace);
  draft.text(object, "schoolDistrict", place.district, kMaxSchoolPlace);
  draft.text(object, "schoolProvince", place.province, kMaxSchoolPlace);
}

SchoolPlace school_place_of(const json& object) {
  return {text_of(object, "schoolWard"), text_of(object, "schoolDistrict"), text_of(object, "schoolProvince")};
}

TermAssessments assessments_of(const json& subject, const char* name) {
  TermAssessments out;
  const auto found = subject.find(name);
  if (found == subject.end()) return out;
  if (found->contains("regular")) out.regular = found->at("regular").get<std::vector<int>>();
  out.topics = number_of(*found, "topics");
  out.midterm = number_of(*found, "midterm");
  out.final = number_of(*found, "final");
  out.regular_levels = texts_of(*found, "regularLevels");
  out.midterm_level = text_of(*found, "midtermLevel");
  out.final_level = text_of(*found, "finalLevel");
  return out;
}

void put_year(Draft& draft, Contents& contents, const TranscriptYear& year) {
  json page = {{"period", year.period.str()}, {"grade", year.grade}, {"results", json::array()}};
  draft.text(page, "className", year.class_name, 60);
  for (const TranscriptResult& result : year.results) page["results"].push_back(result_json(draft, result));
  draft.text(page, "learning1", year.learning1, 60);
  draft.text(page, "learning2", year.learning2, 60);
  draft.text(page, "learning", year.learning, 60);
  draft.text(page, "learningRetest", year.learning_retest, 60);
  draft.text(page, "conduct1", year.conduct1, 60);
  draft.text(page, "conduct2", year.conduct2, 60);
  draft.text(page, "conduct", year.conduct, 60);
  draft.text(page, "conductSummer", year.conduct_summer, 60);
  draft.text(page, "result", year.result, 60);
  if (!year.qualities.empty()) page["qualities"] = traits_json(draft, year.qualities);
  if (!year.competences.empty()) page["competences"] = traits_json(draft, year.competences);
  put_number(page, "absences", year.absences);
  put_number(page, "absencesExcused", year.absences_excused);
  put_number(page, "absencesUnexcused", year.absences_unexcused);
  put_number(page, "average", year.average_tenths);
  draft.text(page, "outcome", year.outcome, 200);
  put_texts(draft, page, "awards", year.awards);
  put_texts(draft, page, "competitions", year.competitions);
  put_texts(draft, page, "certificates", year.certificates);
  draft.text(page, "school", year.school);
  draft.text(page, "registryNumber", year.registry_number, 60);
  if (year.entered_on) draft.date(page, "enteredOn", *year.entered_on);
  put_school_place(draft, page, year.school_place);
  if (year.handover) page["handover"] = handover_json(draft, *year.handover);
  contents.emplace_back(std::string(kYearPrefix) + year.period.str(), std::move(page));
  put_comments(draft, contents, year);
  put_marks(draft, contents, year);
  json health = {{"period", year.period.str()}};
  put_number(health, "height", year.height_cm);
  put_number(health, "weight", year.weight_hectograms);
  draft.text(health, "health", year.health, 500);
  if (health.size() > 1) contents.emplace_back(std::string(kHealthPrefix) + year.period.str(), std::move(health));
}

std::vector<TranscriptYear> school_years(const Document& document) {
  std::vector<TranscriptYear> out;
  for (const Group& group : document.groups()) {
    if (group.name.compare(0, kYearPrefix.size(), kYearPrefix) != 0) continue;
    const auto page = content_of(document, kYearPrefix, group.name.substr(kYearPrefix.size()));
    out.push_back(page_of(*page));
    add_beside(document, out.back());
  }
  return out;
}

std::vector<std::string> assessments_of_nothing(const Document& document) {
  std::vector<std::string> out;
  for (const Group& group : document.groups()) {
    if (group.name.compare(0, kMarksPrefix.size(), kMarksPrefix) != 0) continue;
    const std::string period = group.name.substr(kMarksPrefix.size());
    const auto page = content_of(document, kYearPrefix, period);
    const auto& digests = document.group_digests();
    const bool withheld = !page && std::any_of(digests.begin(), digests.end(), [&](const GroupDigest& one) {
      return one.name == std::string(kYearPrefix) + period;
    });
    if (withheld) continue;
    std::set<std::string> codes;
    if (page)
      for (const json& result : page->at("results")) codes.insert(text_of(result, "code"));
    const auto marks = content_of(document, kMarksPrefix, period);
    for (const json& subject : marks->at("subjects"))
      if (const std::string code = text_of(subject, "code"); codes.count(code) == 0)
        out.push_back(group.name + ".subjects." + code);
  }
  return out;
}

}  // namespace hocba::credential
