// The closed schemas of groups.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/correction_parts.hpp"
#include "ledger/credential/fields.hpp"
#include "ledger/credential/limits.hpp"
#include "ledger/credential/photo.hpp"
#include "ledger/credential/schema.hpp"
#include "ledger/credential/school_year.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr TextBounds kComment{2000, true};

constexpr std::size_t kMaxTraits = 20, kMaxTexts = 20, kMaxAssessments = 20;
constexpr std::int64_t kMostInChange = 1'000'000'000;
constexpr std::int64_t kMaxTest = 100;  // what may be read; examine() judges it

void read_result(Reading& reading, const json& value, const Place& place, Codes& codes) {
  Fields result(reading, value, place);
  codes.read(result);
  result.text("name", {120});
  for (const char* mark : {"term1", "term2", "year", "retest"}) result.optional_integer(mark, 0, kMarkBound);
  result.optional_integer("test", 0, kMaxTest);
  for (const char* level : {"term1Level", "term2Level", "yearLevel", "retestLevel", "letter", "fourScale"})
    result.optional_text(level, kShort);
  result.optional_integer("semester", 1, kMostSemesters);
  result.optional_integer("credits", 0, kMostCredits);
  result.optional_integer("hours", 0, kMostHours);
  if (result.has("notCounted"))
    result.constant("notCounted", true);
  else
    result.skip("notCounted");
  if (result.has("notAssessed"))
    result.word("notAssessed", {kExempt, kIndividualPlan});
  else
    result.skip("notAssessed");
  result.end();
}

void read_traits(Reading& reading, Fields& page, std::string_view name, Codes& codes) {
  if (!page.has(name)) return page.skip(name);
  const json& traits = page.array(name, 1, kMaxTraits);
  for (std::size_t i = 0; i < traits.size() && reading.ok(); ++i) {
    const Place place{&page.place(), name, i};
    Fields trait(reading, traits[i], place);
    codes.read(trait);
    trait.text("name", {120});
    trait.optional_text("level", kShort);
    trait.end();
  }
}

// A list of texts; absent rather than empty.
void read_text_list(Reading& reading, Fields& object, std::string_view name, TextBounds bounds, std::size_t most) {
  if (!object.has(name)) return object.skip(name);
  const json& texts = object.array(name, 1, most);
  for (std::size_t i = 0; i < texts.size() && reading.ok(); ++i) {
    // Read as the only member of an object, for the rules of texts are there.
    const json one = {{"text", texts[i]}};
    const Place place{&object.place(), name, i};
    Fields fields(reading, one, place);
    fields.text("text", bounds);
    fields.end();
  }
}

// Whole or absent: who handed over, who received, on which day.
void read_handover(Reading& reading, Fields& year) {
  if (!year.has("handover")) return year.skip("handover");
  const Place place{&year.place(), "handover", std::nullopt};
  Fields handover(reading, year.object("handover"), place);
  for (const char* teacher : {"from", "to"}) handover.text(teacher, {kMaxHandoverName});
  handover.date("date");
  handover.optional_text("remark", {kMaxHandoverRemark});
  handover.end();
}

void read_year(Reading& reading, const json& content, const Place& place, std::string_view period) {
  constexpr std::int64_t kMostAbsences = 10'000;
  Fields year(reading, content, place);
  year.constant("period", period);
  year.text("className", kShort);
  year.integer("grade", 1, kMaxGrade);
  const json& results = year.array("results", 0, kMaxResults);
  Codes codes, trait_codes;  // comments name qualities and competences by codes alone
  for (std::size_t i = 0; i < results.size() && reading.ok(); ++i) {
    read_result(reading, results[i], Place{&place, "results", i}, codes);
  }
  for (const char* level : {"learning1", "learning2", "learning", "learningRetest", "conduct1", "conduct2", "conduct",
                            "conductSummer", "result"})
    year.optional_text(level, kShort);
  for (const char* traits : {"qualities", "competences"}) read_traits(reading, year, traits, trait_codes);
  for (const char* absences : {"absences", "absencesExcused", "absencesUnexcused"})
    year.optional_integer(absences, 0, kMostAbsences);
  year.optional_integer("average", 0, kMarkBound);
  year.optional_text("outcome", {200});
  for (const char* texts : {"awards", "competitions", "certificates"})
    read_text_list(reading, year, texts, {300}, kMaxTexts);
  year.optional_text("school", {300});
  year.optional_text("registryNumber", kShort);
  year.optional_date("enteredOn");
  for (const std::string_view name : kSchoolPlace) year.optional_text(name, {kMaxSchoolPlace});
  read_handover(reading, year);
  year.end();
}

void read_term(Reading& reading, Fields& subject, std::string_view name) {
  if (!subject.has(name)) return subject.skip(name);
  const Place place{&subject.place(), name, std::nullopt};
  Fields term(reading, subject.object(name), place);
  if (term.has("regular")) {
    const json& marks = term.array("regular", 1, kMaxAssessments);
    for (std::size_t i = 0; i < marks.size() && reading.ok(); ++i) {
      if (!marks[i].is_number_integer() || marks[i] < 0 || marks[i] > kMarkBound)
        reading.refuse(kFieldBad, Place{&place, "regular", i});
    }
  } else {
    term.skip("regular");
  }
  for (const char* mark : {"topics", "midterm", "final"}) term.optional_integer(mark, 0, kMarkBound);
  read_text_list(reading, term, "regularLevels", kShort, kMaxAssessments);
  for (const char* level : {"midtermLevel", "finalLevel"}) term.optional_text(level, kShort);
  term.end();
}

void read_marks(Reading& reading, const json& content, const Place& place, std::string_view period) {
  constexpr std::int64_t kMostPeriods = 400;
  Fields marks(reading, content, place);
  marks.constant("period", period);
  const json& subjects = marks.array("subjects", 1, kMaxResults);
  Codes codes;
  for (std::size_t i = 0; i < subjects.size() && reading.ok(); ++i) {
    const Place subject_place{&place, "subjects", i};
    Fields subject(reading, subjects[i], subject_place);
    codes.read(subject);
    subject.optional_integer("periods", 1, kMostPeriods);
    read_term(reading, subject, "term1");
    read_term(reading, subject, "term2");
    subject.end();
  }
  marks.end();
}

void read_health(Reading& reading, const json& content, const Place& place, std::string_view period) {
  constexpr std::int64_t kTallest = 250, kHeaviest = 3'000;  // cm; tenths of a kilogram
  Fields health(reading, content, place);
  health.constant("period", period);
  health.optional_integer("height", 1, kTallest);
  health.optional_integer("weight", 1, kHeaviest);
  health.optional_text("health", {500});
  health.end();
}

void read_said(Reading& reading, Fields& comments, std::string_view name) {
  const json& all = comments.array(name, 0, kMaxResults);
  Codes codes;
  for (std::size_t i = 0; i < all.size() && reading.ok(); ++i) {
    const Place place{&comments.place(), name, i};
    Fields one(reading, all[i], place);
    codes.read(one);
    one.text("comment", kComment);
    one.end();
  }
}

void read_comments(Reading& reading, const json& content, const Place& place, std::string_view period) {
  Fields comments(reading, content, place);
  comments.constant("period", period);
  comments.optional_text("comment", kComment);
  comments.optional_text("summerComment", kComment);
  read_said(reading, comments, "subjects");
  if (comments.has("traits"))
    read_said(reading, comments, "traits");
  else
    comments.skip("traits");
  comments.end();
}

void read_identity(Reading& reading, const json& content, const Place& place) {
  constexpr std::size_t kDigits = 12;
  Fields identity(reading, content, place);
  if (const auto number = identity.optional_text("personalNumber", {kDigits})) {
    const bool digits = std::all_of(number->begin(), number->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (number->size() != kDigits || !digits) identity.refuse(kBadPersonalNumber, "personalNumber");
  }
  identity.optional_text("sectorCode", kCodeLike);
  identity.end();
}

// Exactly what photo_from_file leaves: nothing a camera wrote beside the picture.
void read_photo(Reading& reading, const json& content, const Place& place) {
  Fields photo(reading, content, place);
  const std::size_t type = photo.word("mediaType", {"image/jpeg", "image/png"});
  const std::string& data = photo.text("data", {kMaxPlainPhotoBytes / 3 * 4 + 4});
  photo.end();
  if (!reading.ok()) return;
  const auto bytes = crypto::from_base64url(data);
  const auto plain = bytes.ok() ? photo_from_file(*bytes) : Result<Photo>(bytes.error());
  const bool same = plain.ok() && plain->bytes == *bytes && (plain->media_type == "image/png") == (type == 1);
  if (!same) photo.refuse(kPhotoBad, "data");
}

void read_texts(Reading& reading, const json& content, const Place& place, const std::vector<std::string_view>& names) {
  Fields fields(reading, content, place);
  for (const auto name : names) fields.optional_text(name, {500});
  fields.end();
}

// A text or an integer, as contents have them.
void read_value(Fields& change, std::string_view name, const json& value) {
  if (!change.has(name)) return change.skip(name);
  if (value.at(std::string(name)).is_string())
    change.optional_text(name, kComment);
  else
    change.optional_integer(name, 0, kMostInChange);
}

constexpr std::size_t kMaxChanges = 2'000;

// In order, each place once. `whole`: with what it is now, too.
void read_changes(Reading& reading, const json& changes, const Place& up, std::string_view list, bool whole) {
  std::string before;
  for (std::size_t i = 0; i < changes.size() && reading.ok(); ++i) {
    const Place place{&up, list, i};
    Fields change(reading, changes[i], place);
    const std::string& where = change.text("place", {200});
    if (!reading.ok()) return;
    if (i > 0 && where <= before) change.refuse(kFieldBad, "place");
    before = where;
    read_value(change, "before", changes[i]);
    if (whole) read_value(change, "after", changes[i]);
    change.end();
  }
}

void read_correction(Reading& reading, const json& content, const Place& place) {
  Fields correction(reading, content, place);
  correction.word("reason", {"NHAP_SAI", "PHUC_KHAO", "DANH_GIA_LAI", "CAI_CHINH_HO_TICH", "CHUYEN_TRUONG", "KHAC"});
  correction.text("basis", {300});
  const json& changes = correction.array("changes", 1, kMaxChanges);
  read_changes(reading, changes, place, "changes", true);
  correction.end();
}

// What the group said before it was corrected (correction.hpp); of its own places alone.
void read_corrected(Reading& reading, const json& corrected, const Place& place) {
  const json wrapped = {{kCorrected, corrected}};
  Fields fields(reading, wrapped, place);
  const json& changes = fields.array(kCorrected, 1, kMaxChanges);
  fields.end();
  read_changes(reading, changes, place, kCorrected, false);
  if (!reading.ok()) return;
  const std::string prefix = std::string(place.name) + ".";
  for (const json& change : changes)
    if (change.at("place").get_ref<const std::string&>().compare(0, prefix.size(), prefix) != 0)
      reading.refuse(kFieldBad, place);
}

void read_content(Reading& reading, std::string_view type, std::string_view name, const json& content,
                  const Place& place) {
  if (name == "identity")
    read_identity(reading, content, place);
  else if (name == kPhoto)
    read_photo(reading, content, place);
  else if (name == kCorrection)
    read_correction(reading, content, place);
  else if (name == "work" && type == kAward)
    read_texts(reading, content, place, {"workplace"});
  else if (name == "work")
    read_texts(reading, content, place, {"workplace", "audience"});
  else if (name == "family")
    read_texts(reading, content, place,
               {"father", "fatherOccupation", "mother", "motherOccupation", "guardian", "guardianOccupation"});
  else if (name == "contact")
    read_texts(reading, content, place, {"address", "hometown"});
  else if (name == "sensitive" && type == kDiploma)
    read_texts(reading, content, place, {"ethnicity", "nationality"});
  else if (name == "sensitive")
    read_texts(reading, content, place, {"ethnicity", "health", "nationality", "policy"});
  else if (name.substr(0, kYearPrefix.size()) == kYearPrefix)
    read_year(reading, content, place, name.substr(kYearPrefix.size()));
  else if (name.substr(0, kMarksPrefix.size()) == kMarksPrefix)
    read_marks(reading, content, place, name.substr(kMarksPrefix.size()));
  else if (name.substr(0, kHealthPrefix.size()) == kHealthPrefix)
    read_health(reading, content, place, name.substr(kHealthPrefix.size()));
  else
    read_comments(reading, content, place, name.substr(kCommentsPrefix.size()));
}

}  // namespace

Status read_group(std::string_view type, std::string_view name, const json& content) {
  const TypeShape* shape = shape_of(type);
  if (shape == nullptr) return kTypeUnknown;
  if (!group_allowed(*shape, name)) return kGroupUnknown;
  Reading reading;
  const Place place{nullptr, name, std::nullopt};
  if (content.is_object() && content.contains(kCorrected) && name != kCorrection && name != kPhoto) {
    read_corrected(reading, content.at(kCorrected), place);
    json rest = content;
    rest.erase(kCorrected);
    if (reading.ok()) read_content(reading, type, name, rest, place);
  } else {
    read_content(reading, type, name, content, place);
  }
  if (!reading.ok()) return reading.error();
  return done();
}

}  // namespace hocba::credential
