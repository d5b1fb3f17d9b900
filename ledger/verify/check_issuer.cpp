// The issuing unit: registered, in existence when it issued, and called what the document calls it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/verify/examination.hpp"

namespace hocba::verify {
namespace {

using nlohmann::json;

// {"content":…,"salt":…}, which parse_holder_file has read before.
Result<std::string> name_in_profile(const std::string& profile, const chain::Commitment& recorded) {
  const auto value = crypto::parse_json(profile);
  if (!value.ok() || !value->is_object() || !value->contains("salt") || !value->contains("content"))
    return kProfileWrong;
  const auto& salt_text = (*value)["salt"];
  if (!salt_text.is_string()) return kProfileWrong;
  const auto salt = crypto::bytes_from_base64url<credential::Salt>(salt_text.get<std::string>());
  if (!salt.ok()) return kProfileWrong;
  const auto& content = (*value)["content"];
  if (credential::commitment("profile", *salt, content).view() != recorded.view()) return kProfileWrong;
  if (!content.is_object() || !content.contains("name") || !content["name"].is_string()) return kProfileWrong;
  return content["name"].get<std::string>();
}

// The profile that a record commits to, if it does; the same for this unit alone.
std::optional<chain::Commitment> profile_in(const chain::Record& record) {
  if (const auto* body = std::get_if<chain::UnitRegister>(&record.body)) return body->profile;
  if (const auto* body = std::get_if<chain::UnitUpdate>(&record.body)) return body->profile;
  return std::nullopt;
}
std::optional<chain::Commitment> profile_of(const chain::Record& record, const chain::UnitCode& unit) {
  const auto* registered = std::get_if<chain::UnitRegister>(&record.body);
  const auto* updated = std::get_if<chain::UnitUpdate>(&record.body);
  const bool of_unit =
      (registered != nullptr && registered->unit == unit) || (updated != nullptr && updated->unit == unit);
  return of_unit ? profile_in(record) : std::nullopt;
}

}  // namespace

void Examination::read_units() {
  for (const auto& evidence : file_.units) {
    auto proven = ledger_.record(evidence.record, kUnitNotProven);
    if (!proven.ok()) {
      if (!units_error_) units_error_ = proven.error();
      continue;
    }
    const auto kind = proven->record().kind();
    const bool expected = kind == chain::RecordKind::unit_register || kind == chain::RecordKind::unit_update ||
                          kind == chain::RecordKind::unit_merge;
    if (!expected && !units_error_) units_error_ = Error(kRecordWrongKind, std::string(chain::to_text(kind)));
    if (expected) units_.emplace_back(std::move(proven).value(), evidence.profile);
  }
  std::sort(units_.begin(), units_.end(), [](const auto& a, const auto& b) { return a.first.index < b.first.index; });
}

// A signatory of the issuing unit itself, or of one that was merged into it (perhaps by way of others) before the
// issue: a successor records what its predecessor's people signed while that unit was. A unit is merged once, so
// another merger than the one that is needed contradicts; that none is shown leaves it open, for the ledger let only
// such grants be cited.
Status Examination::check_unit_of(const chain::UnitCode& unit, Time created) const {
  chain::UnitCode current = unit;
  for (std::size_t step = 0; step <= chain::kMaxMergers; ++step) {
    if (current == *issue_->record.record().unit) return done();
    const auto merge = std::find_if(units_.begin(), units_.end(), [&](const auto& u) {
      const auto* body = std::get_if<chain::UnitMerge>(&u.first.record().body);
      return body != nullptr && body->unit == current;
    });
    if (merge == units_.end()) return Error(kMergerMissing, current.str());
    const auto& body = std::get<chain::UnitMerge>(merge->first.record().body);
    if (!(merge->first.index < issue_->record.index) || body.at > issue_->block.time) break;
    if (step == 0 && !(created < body.at)) return Error(kGrantWrongTime, current.str() + ": " + to_text(created));
    current = body.into;
  }
  return Error(kGrantWrongUnit, unit.str());
}

// The document names its issuer as the profile does that was in force when it was recorded. Where the file shows only
// another profile of the unit (it was renamed since, or back), the same name there will do, another one says nothing.
Status Examination::check_name(const std::string& named) const {
  const chain::UnitCode& unit = *issue_->record.record().unit;
  std::optional<std::string> in_force;
  bool named_elsewhere = false;
  for (const auto& [proven, profile] : units_) {
    const auto recorded = profile_of(proven.record(), unit);
    const bool before = proven.index < issue_->record.index;
    if (recorded && before) in_force.reset();  // a newer profile takes the place of the older one
    if (profile.empty()) continue;
    const auto any = profile_in(proven.record());
    if (!any) return kProfileWrong;
    HOCBA_TRY(auto shown, name_in_profile(profile, *any));
    if (!recorded) continue;
    if (shown == named) named_elsewhere = true;
    if (before) in_force = std::move(shown);
  }
  if (in_force) return *in_force == named ? done() : Error(kIssuerNameDiffers, *in_force);
  return named_elsewhere ? done() : Error(kProfileMissing, unit.str());
}

Finding Examination::check_issuer() {
  if (units_error_) return *units_error_;
  if (issued_ == nullptr || !document_ || !issue_->record.record().unit) return kNotReached;
  const chain::UnitCode& unit = *issue_->record.record().unit;
  const Time at = issue_->block.time;
  std::optional<Time> from, to, merged_at;  // as of the issue: each record may change what an earlier one said
  for (const auto& [proven, unused] : units_) {
    if (proven.index >= issue_->record.index) continue;
    const auto& body = proven.record().body;
    if (const auto* r = std::get_if<chain::UnitRegister>(&body); r != nullptr && r->unit == unit) {
      from = r->from;
      to = r->to;
    } else if (const auto* u = std::get_if<chain::UnitUpdate>(&body); u != nullptr && u->unit == unit) {
      if (u->to) to = u->to;
    } else if (const auto* m = std::get_if<chain::UnitMerge>(&body); m != nullptr && m->unit == unit) {
      merged_at = m->at;
    }
  }
  if (!from) return Error(kUnitMissing, unit.str());
  if (at < *from || (to && *to <= at) || (merged_at && *merged_at <= at)) return Error(kUnitNotActive, unit.str());
  HOCBA_RETURN_IF_ERROR(check_name(credential::headline(*document_).issuer_name));
  return pass(unit.str());
}

}  // namespace hocba::verify
