// What builders share: a draft of a core or group. Internal to ledger/credential.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/credential/school_year.hpp"

namespace hocba::credential {

// Collects cleaned members; the first text that can't be cleaned is kept with its place.
class Draft {
 public:
  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }

  // Empty text: the member is left out.
  void text(nlohmann::json& object, const char* name, std::string_view typed, std::size_t max = 300);
  void name(nlohmann::json& object, const char* member, std::string_view typed);
  // Several lines, each cleaned, empty ones at the ends dropped.
  void lines(nlohmann::json& object, const char* name, std::string_view typed, std::size_t max);
  void date(nlohmann::json& object, const char* name, Date date);
  void refuse(const Code& code, std::string_view place);

 private:
  void take(nlohmann::json& object, const char* name, Result<std::string> cleaned);
  std::optional<Error> error_;
};

using Contents = std::vector<std::pair<std::string, nlohmann::json>>;  // groups by name
// The groups of one school year: the page, comments, assessments, health.
void put_year(Draft& draft, Contents& contents, const TranscriptYear& year);
// Of the core's `hocba` and of a year's page.
void put_school_place(Draft& draft, nlohmann::json& object, const SchoolPlace& place);
SchoolPlace school_place_of(const nlohmann::json& object);
// Of a subject in a group marks-<period>: its member term1 or term2, nothing where that is absent.
TermAssessments assessments_of(const nlohmann::json& subject, const char* term);

}  // namespace hocba::credential
