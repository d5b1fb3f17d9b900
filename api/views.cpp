#include "api/views.hpp"

#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "crypto/encoding.hpp"

namespace hocba::api {

using crypto::base64url;
using nlohmann::json;

namespace {

template <class List, class F>
json array_of(const List& list, F&& text) {
  json out = json::array();
  for (const auto& item : list) out.push_back(text(item));
  return out;
}

template <class T>
void put_time(json& out, const char* name, const std::optional<T>& time) {
  if (time) out[name] = to_text(*time);
}

}  // namespace

json unit_view(const chain::UnitState& unit) {
  json out = {{"unit", unit.code.str()},
              {"type", chain::to_text(unit.type)},
              {"from", to_text(unit.from)},
              {"registered", log::to_u64(unit.registered)},
              {"updated", log::to_u64(unit.updated)},
              {"profile_commitment", base64url(unit.profile)}};
  if (unit.parent) out["parent"] = unit.parent->str();
  put_time(out, "to", unit.to);
  if (unit.merged_into) out["merged_into"] = unit.merged_into->str();
  put_time(out, "merged_at", unit.merged_at);
  if (unit.serial_secret) out["serial_secret"] = base64url(*unit.serial_secret);
  return out;
}

json grant_view(const chain::GrantState& state) {
  const auto& grant = state.grant;
  json out = {{"index", log::to_u64(state.index)},
              {"recorded_by", log::to_u64(state.recorded_by)},
              {"key", grant.key.did()},
              {"unit", grant.unit.str()},
              {"role", chain::to_text(grant.role)},
              {"kinds", array_of(grant.kinds, [](auto kind) { return chain::to_text(kind); })},
              {"types", array_of(grant.types, [](const auto& type) { return type.str(); })},
              {"from", to_text(grant.from)},
              {"to", to_text(grant.to)},
              {"person", base64url(grant.person)}};
  if (grant.delegated_by) out["delegated_by"] = log::to_u64(*grant.delegated_by);
  if (grant.scope) out["scope"] = base64url(*grant.scope);
  if (grant.certificate) out["certificate"] = base64url(*grant.certificate);
  put_time(out, "ended", state.ended);
  put_time(out, "compromised_since", state.compromised_since);
  out["behind"] = array_of(state.behind, [](const chain::GrantBehind& b) {
    return json{{"grant", log::to_u64(b.grant)}, {"used", to_text(b.used)}};
  });
  return out;
}

json policy_view(const chain::PolicyState& state) {
  const auto& policy = state.policy;
  const auto role = [](chain::Role r) { return chain::to_text(r); };
  return {{"index", log::to_u64(state.index)},
          {"type", policy.type.str()},
          {"period", policy.period.str()},
          {"record_roles", array_of(policy.record_roles, role)},
          {"status_proposers", array_of(policy.status_proposers, role)},
          {"status_approvers", array_of(policy.status_approvers, role)},
          {"document_roles", array_of(policy.document_roles, [](const chain::DocumentRole& r) {
             return json{{"role", chain::to_text(r.role)}, {"at_least", r.at_least}};
           })}};
}

json validator_view(const chain::Validator& validator) {
  const auto did = [](const crypto::PublicKey& key) { return crypto::AnyKey(key).did(); };
  return {{"name", validator.name.str()},
          {"log", did(validator.log_key)},
          {"vote", did(validator.vote_key)},
          {"api", did(validator.api_key)}};
}

json standing_view(const chain::CredentialState& credential, bool undecided, Time as_of) {
  json out = {{"id", chain::to_text(credential.id)},
              {"type", credential.type.str()},
              {"unit", credential.unit.str()},
              {"period", credential.period.str()},
              {"in_force", credential.standing == chain::CredentialStanding::in_force},
              {"undecided", undecided},
              {"issued_at", to_text(credential.issued_at)},
              {"index", log::to_u64(credential.issued)},
              {"digest", base64url(credential.digest)},
              {"as_of", to_text(as_of)}};
  put_time(out, "since", credential.since);
  if (credential.successor) out["superseded_by"] = chain::to_text(*credential.successor);
  if (credential.erased) out["erased"] = true;
  return out;
}

json transfer_view(const chain::TransferState& transfer, Time as_of) {
  const auto step = [](const chain::TransferStep& s) {
    return json{{"index", log::to_u64(s.index)}, {"time", to_text(s.time)}};
  };
  json out = {{"id", chain::to_text(transfer.id)},
              {"leaving", transfer.leaving.str()},
              {"receiving", transfer.receiving.str()},
              {"standing", chain::to_text(transfer.standing)},
              {"requested", step(transfer.requested)},
              {"credentials", array_of(transfer.credentials, [](const auto& id) { return chain::to_text(id); })},
              {"as_of", to_text(as_of)}};
  if (transfer.accepted) out["accepted"] = step(*transfer.accepted);
  if (transfer.released) out["released"] = step(*transfer.released);
  if (transfer.ended) out["ended"] = step(*transfer.ended);
  return out;
}

Result<std::uint64_t> number_from(std::string_view text, std::string_view name, std::uint64_t max) {
  const bool plain = !text.empty() && text.size() <= 16 &&
                     text.find_first_not_of("0123456789") == std::string_view::npos &&
                     (text.size() == 1 || text.front() != '0');
  if (!plain) return Error(kBadRequest, std::string(name));
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  if (value > max) return Error(kBadRequest, std::string(name));
  return value;
}

Result<chain::UnitCode> unit_from(std::string_view text) {
  auto code = chain::UnitCode::parse(text, credential::kMaxUnitCode);
  if (!code) return Error(kBadRequest, "unit");
  return code;
}

Result<log::LeafIndex> index_from(std::string_view text, const node::LedgerView& view) {
  HOCBA_TRY(const auto number, number_from(text, "index", log::kMaxTreeSize));
  if (!log::contains(view.tip.size, log::LeafIndex{number})) return Error(kNothingThere, "index");
  return log::LeafIndex{number};
}

}  // namespace hocba::api
