// The shapes of the types, and what a core repeats for readers of foreign vocabularies.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

constexpr int kTenths = 10;
constexpr std::string_view kMaxMark = "10";

// "8.3": Open Badges has marks as text with a decimal point.
std::string mark_text(std::int64_t tenths) {
  return std::to_string(tenths / kTenths) + "." + std::to_string(tenths % kTenths);
}

std::string result_id(std::string_view achievement, std::size_t module) {
  return std::string(achievement) + ":result:" + std::to_string(module);
}

}  // namespace

const TypeShape* shape_of(std::string_view type) {
  static const std::vector<TypeShape> kShapes = {
      {kCertificate,
       "HocbaCertificate",
       "Certificate",
       {kContextW3c, kContextOpenBadges, kContextHocba},
       {"VerifiableCredential", "AchievementCredential", "HocbaCertificate"},
       {"correction", "identity", "work"}},
      {kAward,
       "HocbaAward",
       "Award",
       {kContextW3c, kContextOpenBadges, kContextHocba},
       {"VerifiableCredential", "AchievementCredential", "HocbaAward"},
       {"correction", "identity", "work"}},
      {kDiploma,
       "HocbaDiploma",
       "Diploma",
       {kContextW3c, kContextOpenBadges, kContextHocba},
       {"VerifiableCredential", "AchievementCredential", "HocbaDiploma"},
       {"correction", "identity", "sensitive"}},
      // Open Badges' word for the second says that somebody took part, and no more.
      {kTrainingCertificate,
       "HocbaTrainingCertificate",
       "Certificate",
       {kContextW3c, kContextOpenBadges, kContextHocba},
       {"VerifiableCredential", "AchievementCredential", "HocbaTrainingCertificate"},
       {"correction", "identity", "work"}},
      {kAttendanceConfirmation,
       "HocbaAttendanceConfirmation",
       "Course",
       {kContextW3c, kContextOpenBadges, kContextHocba},
       {"VerifiableCredential", "AchievementCredential", "HocbaAttendanceConfirmation"},
       {"correction", "identity", "work"}},
      {kExternalCompletion,
       "HocbaExternalCompletion",
       "CertificateOfCompletion",
       {kContextW3c, kContextOpenBadges, kContextHocba},
       {"VerifiableCredential", "AchievementCredential", "HocbaExternalCompletion"},
       {"correction", "identity", "work"}},
      {kTranscript,
       "HocbaTranscript",
       "",
       {kContextW3c, kContextHocba},
       {"VerifiableCredential", "HocbaTranscript"},
       {"contact", "correction", "family", "identity", "photo", "sensitive"}},
  };
  const auto found = std::find_if(kShapes.begin(), kShapes.end(), [&](const auto& s) { return s.type == type; });
  return found == kShapes.end() ? nullptr : &*found;
}

bool group_allowed(const TypeShape& shape, std::string_view name) {
  if (std::find(shape.groups.begin(), shape.groups.end(), name) != shape.groups.end()) return true;
  if (shape.type != kTranscript) return false;
  for (const std::string_view prefix : {kYearPrefix, kCommentsPrefix, kMarksPrefix, kHealthPrefix}) {
    if (name.substr(0, prefix.size()) == prefix && is_period(name.substr(prefix.size()))) return true;
  }
  return false;
}

bool valid_day(Date date) { return exists(date) && date.year >= kFirstValidYear && date.year <= kLastValidYear; }

Time valid_until(Date expires_on) {
  constexpr std::int64_t kDay = 86'400;
  return start_of_day_utc7(expires_on) + Duration{kDay - 1};
}

// One achievement of a unit has one id in all credentials: it follows from what the achievement says.
std::string achievement_id(std::string_view unit, std::string_view type, const json& achievement) {
  const json said = {{"criteria", achievement.at("criteria")},
                     {"description", achievement.at("description")},
                     {"name", achievement.at("name")},
                     {"type", type},
                     {"unit", unit}};
  const Digest digest = crypto::sha256(crypto::canonical(said));
  return std::string(kAchievementUrn) + std::string(unit) + ":" + crypto::base64url(digest);
}

json name_identifier(std::string_view name) {
  return json::array(
      {{{"hashed", false}, {"identityHash", name}, {"identityType", "name"}, {"type", {"IdentityObject"}}}});
}

json result_descriptions(const json& modules, std::string_view achievement) {
  json out;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (!modules[i].contains("score")) continue;
    out.push_back({{"id", result_id(achievement, i)},
                   {"type", {"ResultDescription"}},
                   {"name", modules[i]["name"]},
                   {"resultType", "RawScore"},
                   {"valueMin", "0"},
                   {"valueMax", kMaxMark}});
  }
  return out;
}

json results(const json& modules, std::string_view achievement) {
  json out;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const auto score = modules[i].find("score");
    if (score == modules[i].end()) continue;
    out.push_back({{"type", {"Result"}},
                   {"resultDescription", result_id(achievement, i)},
                   {"value", mark_text(score->get<std::int64_t>())}});
  }
  return out;
}

json status_entry(std::string_view base, std::string_view purpose, std::uint64_t status_index) {
  const std::string list =
      std::string(base) + "/" + std::string(purpose) + "/" + std::to_string(status_index / kStatusListEntries);
  const std::string index = std::to_string(status_index % kStatusListEntries);
  return {{"id", list + "#" + index},
          {"type", "BitstringStatusListEntry"},
          {"statusPurpose", purpose},
          {"statusListIndex", index},
          {"statusListCredential", list}};
}

}  // namespace hocba::credential
