// The closed schemas of groups.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/credential/codes.hpp"
#include "ledger/credential/fields.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr TextBounds kComment{2000, true};

void read_result(Reading& reading, const json& value, const Place& place) {
  Fields result(reading, value, place);
  result.text("code", kCodeLike);
  result.text("name", {120});
  for (const char* mark : {"term1", "term2", "year"}) result.optional_integer(mark, 0, kMarkBound);
  for (const char* level : {"term1Level", "term2Level", "yearLevel"}) result.optional_text(level, kShort);
  result.end();
}

void read_year(Reading& reading, const json& content, const Place& place, std::string_view period) {
  constexpr std::int64_t kMostAbsences = 10'000;
  Fields year(reading, content, place);
  year.constant("period", period);
  year.text("className", kShort);
  year.integer("grade", 1, kMaxGrade);
  const json& results = year.array("results", 0, kMaxResults);
  for (std::size_t i = 0; i < results.size() && reading.ok(); ++i) {
    read_result(reading, results[i], Place{&place, "results", i});
  }
  for (const char* level : {"learning", "conduct"}) year.optional_text(level, kShort);
  year.optional_integer("absences", 0, kMostAbsences);
  year.optional_text("outcome", {200});
  year.end();
}

void read_comments(Reading& reading, const json& content, const Place& place, std::string_view period) {
  Fields comments(reading, content, place);
  comments.constant("period", period);
  comments.optional_text("comment", kComment);
  const json& subjects = comments.array("subjects", 0, kMaxResults);
  for (std::size_t i = 0; i < subjects.size() && reading.ok(); ++i) {
    const Place subject_place{&place, "subjects", i};
    Fields subject(reading, subjects[i], subject_place);
    subject.text("code", kCodeLike);
    subject.text("comment", kComment);
    subject.end();
  }
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

void read_texts(Reading& reading, const json& content, const Place& place, const std::vector<std::string_view>& names) {
  Fields fields(reading, content, place);
  for (const auto name : names) fields.optional_text(name, {500});
  fields.end();
}

}  // namespace

Status read_group(std::string_view type, std::string_view name, const json& content) {
  const TypeShape* shape = shape_of(type);
  if (shape == nullptr) return kTypeUnknown;
  if (!group_allowed(*shape, name)) return kGroupUnknown;
  Reading reading;
  const Place place{nullptr, name, std::nullopt};
  if (name == "identity")
    read_identity(reading, content, place);
  else if (name == "work")
    read_texts(reading, content, place, {"workplace", "audience"});
  else if (name == "family")
    read_texts(reading, content, place, {"father", "mother", "guardian"});
  else if (name == "contact")
    read_texts(reading, content, place, {"address"});
  else if (name == "sensitive")
    read_texts(reading, content, place, {"ethnicity", "health"});
  else if (name.substr(0, kYearPrefix.size()) == kYearPrefix)
    read_year(reading, content, place, name.substr(kYearPrefix.size()));
  else
    read_comments(reading, content, place, name.substr(kCommentsPrefix.size()));
  if (!reading.ok()) return reading.error();
  return done();
}

}  // namespace hocba::credential
