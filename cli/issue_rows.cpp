// Of single rows: what the ledger says of the documents that they replace, and what is unlikely across the sheets of a
// run.
#include <algorithm>

#include "cli/codes.hpp"
#include "cli/issue.hpp"
#include "cli/words.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/exchange/codes.hpp"

namespace hocba::cli {

namespace {

using Level = exchange::RowIssue::Level;

std::string place_of(const Run& run, const SheetRow& row) {
  return row.file.substr(row.file.rfind('/') + 1) + run.say(", dòng ", ", line ") + std::to_string(row.line);
}

}  // namespace

// The unit itself, or one that was merged into it, over any number of mergers.
Result<bool> Issuing::is_ours(std::string unit) const {
  HOCBA_TRY(ApiClient * node, run_.api());
  for (std::size_t step = 0; !unit.empty() && step <= chain::kMaxMergers; ++step) {
    if (unit == unit_) return true;
    HOCBA_TRY(const UnitInfo info, node->unit(unit));
    unit = info.merged_into;
  }
  return false;
}

// Why this document can't be superseded by one of this run, as the ledger's rules will have it; empty: it can, unless
// it was revoked, which a node does not tell from a suspension.
Result<std::string> Issuing::why_not_superseded(const StandingInfo& old) const {
  if (old.type != o_.type) return run_.say("loại khác: ", "of another type: ") + type_words(old.type, run_.lang());
  HOCBA_TRY(const bool ours, is_ours(old.unit));
  if (!ours) return run_.say("do đơn vị khác cấp: ", "issued by another unit: ") + old.unit;
  if (!old.superseded_by.empty()) return run_.say("đã được thay bằng ", "superseded already by ") + old.superseded_by;
  return std::string();
}

// The column "Thay thế". A row that names what can't be superseded becomes an issue and leaves the run. What an earlier
// run of this sheet has issued may have superseded it meanwhile: asked only while no numbers are reserved.
Status Issuing::check_supersedes() {
  HOCBA_TRY(ApiClient * node, run_.api());
  std::map<std::string, std::size_t> named;
  std::set<std::size_t> refused;
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    const SheetRow& row = sheets_.rows[i];
    if (!row.common().supersedes) continue;
    const std::string id = credential::to_text(*row.common().supersedes);
    const auto standing = node->credential(id);
    const bool unknown = !standing.ok() && standing.error().code().kind == Kind::not_found;
    if (!standing.ok() && !unknown) return standing.error();
    const auto [first, fresh] = named.emplace(id, i);
    std::string why;
    if (!fresh) {
      why = place_of(run_, sheets_.rows[first->second]);
    } else if (!unknown) {
      HOCBA_TRY(why, why_not_superseded(*standing));
    }
    if (!unknown && why.empty()) {
      if (!standing->in_force)
        sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::supersedes, kSupersedesNotInForce, {}));
      continue;
    }
    refused.insert(i);
    sheets_.issues.push_back(row.issue(Level::error, exchange::Field::supersedes,
                                       unknown ? kSupersedesUnknown : kSupersedesRefused, std::move(why)));
  }
  leave_out(refused);
  return done();
}

// Notes, no errors: a school may have reasons.
void Issuing::note_oddities(const UnitInfo* unit) {
  constexpr std::pair<std::string_view, std::string_view> kLevelOfUnit[] = {
      {"primary", "primary"}, {"lower_secondary", "lower-secondary"}, {"upper_secondary", "upper-secondary"}};
  const auto* const only = std::find_if(std::begin(kLevelOfUnit), std::end(kLevelOfUnit),
                                        [&](const auto& of) { return unit != nullptr && of.first == unit->type; });
  std::map<std::string, const SheetRow*> by_number;
  for (const SheetRow& row : sheets_.rows) {
    const auto* transcript = std::get_if<credential::TranscriptData>(&row.data);
    if (transcript != nullptr && only != std::end(kLevelOfUnit) && !transcript->level.empty() &&
        transcript->level != only->second)
      sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::school_level, kLevelOfAnotherUnit,
                                         unit_type_words(unit->type, run_.lang())));
    const auto& holder = row.common().holder;
    if (!holder.personal_number || holder.personal_number->empty()) continue;
    const auto [other, fresh] = by_number.emplace(*holder.personal_number, &row);
    if (fresh || other->second->file == row.file) continue;  // within a file the importer has looked
    const bool one_person = other->second->common().holder.name == holder.name;
    if (one_person && transcript == nullptr) continue;  // several certificates of one person are usual
    sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::personal_number,
                                       one_person ? kPersonalNumberTwice : exchange::kNumberTwoNames,
                                       place_of(run_, *other->second)));
  }
}

}  // namespace hocba::cli
