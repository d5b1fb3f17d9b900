// The closed schemas of documents and groups, as code; docs/schemas/*.json say the same for others. Internal to
// ledger/credential.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ledger/credential/document.hpp"
#include "ledger/credential/limits.hpp"

namespace hocba::credential {

// Of a transcript's core and of a year's page: where the school is.
inline constexpr std::string_view kSchoolPlace[] = {"schoolWard", "schoolDistrict", "schoolProvince"};

inline constexpr std::string_view kContextW3c = "https://www.w3.org/ns/credentials/v2";
inline constexpr std::string_view kContextOpenBadges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
inline constexpr std::string_view kContextHocba = "https://hocba.example/contexts/v1";  // ADR: context URL
inline constexpr std::string_view kUnitUrn = "urn:hocba:unit:";
inline constexpr std::string_view kAchievementUrn = "urn:hocba:achievement:";
inline constexpr std::string_view kCertificate = "certificate";
inline constexpr std::string_view kAward = "award";
inline constexpr std::string_view kDiploma = "diploma";
inline constexpr std::string_view kTranscript = "transcript";
inline constexpr std::string_view kTrainingCertificate = "training-certificate";
inline constexpr std::string_view kAttendanceConfirmation = "attendance-confirmation";
inline constexpr std::string_view kExternalCompletion = "external-completion";
inline constexpr std::string_view kYearPrefix = "year-";          // year-2024-2025
inline constexpr std::string_view kCommentsPrefix = "comments-";  // comments-2024-2025
inline constexpr std::string_view kMarksPrefix = "marks-";        // assessments of the class register
inline constexpr std::string_view kHealthPrefix = "health-";
// What a module's `result` says, by TrainingKind: only passed attempts are cited.
inline constexpr std::string_view kTrainingResults[] = {"Đạt", "Đã tham dự", "Hoàn thành"};
inline constexpr const char* kPhoto = "photo";
inline constexpr const char* kCorrection = "correction";  // of a document that supersedes another
inline constexpr std::uint64_t kStatusListEntries = 131'072;
inline constexpr std::uint64_t kMaxStatusIndex = kStatusListEntries << 20;
inline constexpr std::uint32_t kMaxRegisterNumber = 99'999'999;
// Years of the days of issue and of expiry: VC 2.0 writes them as times, RFC 3339, which for us begin with 1970.
inline constexpr int kFirstValidYear = 1971, kLastValidYear = 2199;
inline constexpr int kMarkBound = 1000;  // what a mark may be to be read; examine() judges it

struct TypeShape {
  // achievement_type: empty where it is no Open Badge; of a diploma its level has another (diploma.hpp)
  std::string_view type, vc_type, achievement_type;
  std::vector<std::string_view> contexts, vc_types, groups;
};
// Nothing for a type that this version doesn't know.
const TypeShape* shape_of(std::string_view type);

// What reading a core yields besides the core itself.
struct CoreReading {
  LedgerFacts facts;
  std::vector<GroupDigest> groups;  // as in the core, where they stand by name
  std::vector<std::string> proof_ids;
};
Result<CoreReading> read_core(const nlohmann::json& core);
Status read_group(std::string_view type, std::string_view name, const nlohmann::json& content);
bool group_allowed(const TypeShape& shape, std::string_view name);

// Parts of the core that follow from others, computed by builders and compared by the schema.
bool valid_day(Date date);          // exists, within those years
Time valid_until(Date expires_on);  // the last second of that day in Việt Nam
std::string achievement_id(std::string_view unit, std::string_view type, const nlohmann::json& achievement);
nlohmann::json name_identifier(std::string_view name);  // Open Badges wants an identifier of the subject
// One per module that has a score; null where there is none.
nlohmann::json result_descriptions(const nlohmann::json& modules, std::string_view achievement);
nlohmann::json results(const nlohmann::json& modules, std::string_view achievement);
nlohmann::json status_entry(std::string_view base, std::string_view purpose, std::uint64_t status_index);

}  // namespace hocba::credential
