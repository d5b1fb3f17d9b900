// What a diploma may be (domain §2.1; TT 10/2026/TT-BGDĐT): its levels, their titles and the rules of dates. Levels are
// data here, in one place; schema, builders, importers and sentences for people read them.
//
// Lower secondary schools give no diploma since 01/01/2026 (Luật 123/2025/QH15): what was given before stays valid. The
// certificate of having completed the general education programme is for those who have no upper secondary diploma, so
// that it is never called one. Pure; threads: safe; nothing throws.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/credential/kinds.hpp"

namespace hocba::credential {

struct DiplomaLevel {
  std::string_view word;    // in documents: "college"
  std::string_view vi, en;  // of the level: "cao đẳng"
  std::string_view title;   // of the document, where the issuer has no other
  std::string_view also;    // what sheets write for it, folded, separated by |
  // Of Open Badges: Diploma; Certificate and CertificateOfCompletion are no diplomas, and their titles don't say so.
  std::string_view achievement_type;
  bool vocational = false;  // has a field (ngành, nghề)
};
std::span<const DiplomaLevel> diploma_levels();
const DiplomaLevel* diploma_level(std::string_view word);         // nothing: unknown
const DiplomaLevel* diploma_level_typed(std::string_view typed);  // "Cao đẳng", "THPT", "Bằng tốt nghiệp trung cấp"
// The level whose title this is or begins with: "Bằng tốt nghiệp cao đẳng chính quy". Nothing: a title of its own.
const DiplomaLevel* diploma_level_called(std::string_view title);

inline constexpr Date kNoLowerSecondarySince{2026, 1, 1};
// VB-1 (TT 10/2026): digital within five days of the recognition decision, for decisions since it is in force.
inline constexpr Date kDigitalDeadlineSince{2026, 4, 15};
inline constexpr int kDigitalDeadlineDays = 5;

// Appends what is against a rule (fail) or unlikely (warning) in a diploma.
void examine_diploma(const Document& document, std::vector<Finding>& out);
// VB-1, of certificates and diplomas.
void examine_deadline(const Document& document, std::vector<Finding>& out);

}  // namespace hocba::credential
