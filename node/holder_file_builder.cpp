// The holder's file of a recorded document, from the ledger and the vault.
#include <algorithm>
#include <map>
#include <set>

#include "ledger/credential/kinds.hpp"
#include "node/codes.hpp"
#include "node/ledger_index.hpp"
#include "node/vault.hpp"

namespace hocba::node {

namespace {

using exchange::DisclosedGroup;
using exchange::Proven;
using exchange::ProvenInBlock;

// Reads entries with their receipts at one checkpoint.
class Source {
 public:
  explicit Source(const LedgerView& view) : view_(view) {}

  Result<Proven> proven(log::LeafIndex index) const {
    Proven out;
    HOCBA_TRY(out.entry, view_.data->entry(index));
    HOCBA_TRY(const auto receipt, make_receipt(view_, index));
    out.receipt = receipt.to_text();
    return out;
  }
  Result<ProvenInBlock> in_block(log::LeafIndex index) const {
    ProvenInBlock out;
    HOCBA_TRY(out.record, proven(index));
    HOCBA_TRY(const BlockPlace block, closing_block(*view_.data, index));
    HOCBA_TRY(out.block, proven(block.index));
    return out;
  }
  Result<chain::Record> record(log::LeafIndex index) const {
    HOCBA_TRY(const std::string entry, view_.data->entry(index));
    return chain::parse_record(entry);
  }
  Result<bool> is_rotation(log::LeafIndex index) const {
    HOCBA_TRY(const auto found, record(index));
    return found.kind() == chain::RecordKind::key_rotate;
  }
  const store::Snapshot& data() const { return *view_.data; }

 private:
  const LedgerView& view_;
};

// How many changes of status a file shows: the newest. Together with the newest confirmation they say all that a
// verifier asks, however long the history is.
constexpr std::size_t kShownChanges = 64;

struct Changes {
  std::vector<log::LeafIndex> status;                          // ascending
  std::vector<std::pair<std::string, log::LeafIndex>> erased;  // group, record
};
Result<Changes> changes_of(const Source& source, const credential::CredentialId& id) {
  Changes out;
  std::optional<log::LeafIndex> confirmed;
  HOCBA_TRY(const auto indexes, changes_of_credential(source.data(), id));
  for (const auto index : indexes) {
    HOCBA_TRY(const auto record, source.record(index));
    if (const auto* erase = std::get_if<chain::DocumentErase>(&record.body); erase != nullptr && erase->group) {
      out.erased.emplace_back(erase->group->str(), index);
      continue;
    }
    const auto* change = std::get_if<chain::CredentialStatus>(&record.body);
    if (change != nullptr && change->action == chain::StatusAction::confirm)
      confirmed = index;
    else
      out.status.push_back(index);
  }
  if (out.status.size() > kShownChanges) out.status.erase(out.status.begin(), out.status.end() - kShownChanges);
  if (confirmed) out.status.push_back(*confirmed);
  std::sort(out.status.begin(), out.status.end());
  return out;
}

Result<std::vector<DisclosedGroup>> groups_of(const Source& source, const Vault::Stored& stored, const Changes& changes,
                                              const std::vector<std::string>& chosen) {
  std::vector<DisclosedGroup> out;
  for (const auto& group : stored.groups) {
    DisclosedGroup shown;
    shown.group.name = group.name;
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), group.name) != chosen.end()) {
      shown.kind = DisclosedGroup::Kind::disclosed;
      shown.group = group;
    }
    out.push_back(std::move(shown));
  }
  for (const auto& name : stored.missing) {
    DisclosedGroup missing;
    missing.group.name = name;
    for (const auto& [group, index] : changes.erased) {
      if (group != name) continue;
      missing.kind = DisclosedGroup::Kind::erased;
      HOCBA_TRY(auto erasure, source.in_block(index));
      missing.erasure = std::move(erasure);
    }
    out.push_back(std::move(missing));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.group.name < b.group.name; });
  for (const auto& name : chosen) {
    if (std::any_of(out.begin(), out.end(), [&](const auto& g) { return g.group.name == name; })) continue;
    std::vector<credential::GroupDigest> known;
    for (const auto& g : out) known.push_back({g.group.name, {}});
    return credential::unknown_group(name, known);
  }
  return out;
}

// key.revoke of the grant, the newest: they tell whoever verifies offline that the key was stolen. One is the rule; a
// second one says that the theft was earlier than thought.
Status add_revocations(const Source& source, log::LeafIndex grant, std::set<log::LeafIndex>& seen,
                       exchange::HolderFile& file) {
  constexpr std::size_t kShownRevocations = 8;
  HOCBA_TRY(const auto changes, changes_of_grant(source.data(), grant));
  std::size_t shown = 0;
  for (auto index = changes.rbegin(); index != changes.rend() && shown < kShownRevocations; ++index) {
    HOCBA_TRY(const bool rotation, source.is_rotation(*index));
    if (rotation || !seen.insert(*index).second) continue;
    exchange::GrantEvidence evidence;
    HOCBA_TRY(evidence.record, source.proven(*index));
    file.grants.push_back(std::move(evidence));
    ++shown;
  }
  return done();
}

// key.grant, or key.rotate after the grant that it rotates; each with its revocations.
Status add_grant(const Source& source, const Vault& vault, log::LeafIndex index, std::set<log::LeafIndex>& seen,
                 exchange::HolderFile& file, std::set<std::string>& units) {
  std::vector<log::LeafIndex> chain{index};
  for (std::size_t step = 0; step < exchange::kMaxGrantRecords; ++step) {
    HOCBA_TRY(const auto record, source.record(chain.back()));
    const auto* rotate = std::get_if<chain::KeyRotate>(&record.body);
    if (rotate == nullptr) break;
    chain.push_back(rotate->grant);
  }
  HOCBA_TRY(const auto grant, chain::find_grant(source.data(), index));
  if (grant) units.insert(grant->grant.unit.str());
  for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
    if (!seen.insert(*it).second) continue;
    exchange::GrantEvidence evidence;
    HOCBA_TRY(const bool rotation, source.is_rotation(*it));
    if (rotation) {
      HOCBA_TRY(auto closed, source.in_block(*it));
      evidence.record = std::move(closed.record);
      evidence.block = std::move(closed.block);
    } else {
      HOCBA_TRY(evidence.record, source.proven(*it));
    }
    HOCBA_TRY(const auto opened, vault.openings(*it));
    for (const auto& opening : opened) {
      if (opening.name == "person") evidence.person = exchange::OpenedCommitment{opening.salt, opening.content};
      if (opening.name == "scope") evidence.scope = exchange::OpenedCommitment{opening.salt, opening.content};
    }
    file.grants.push_back(std::move(evidence));
    HOCBA_RETURN_IF_ERROR(add_revocations(source, *it, seen, file));
  }
  return done();
}

// Signatories of a unit that was merged, perhaps by way of others, into the issuer: each step's record is evidence.
Status add_successors(const chain::StateView& state, const chain::UnitCode& issuer, std::set<std::string>& units) {
  for (const std::string& first : std::set<std::string>(units)) {
    HOCBA_TRY(auto current, chain::UnitCode::parse(first));
    for (std::size_t step = 0; step < chain::kMaxMergers && current != issuer; ++step) {
      HOCBA_TRY(const auto unit, chain::find_unit(state, current));
      if (!unit || !unit->merged_into) break;
      current = *unit->merged_into;
      units.insert(current.str());
    }
  }
  return done();
}

// What a unit's records say of it at the issue, and how it is called now; of all later and replaced ones, none is
// asked. By index, with the profile that the record commits to.
using UnitHistory = std::map<log::LeafIndex, std::optional<chain::Commitment>>;
Result<UnitHistory> history_of(const Source& source, const chain::UnitCode& unit, log::LeafIndex issued) {
  UnitHistory out;
  HOCBA_TRY(const auto indexes, records_of_unit(source.data(), unit));
  using Told = std::pair<log::LeafIndex, std::optional<chain::Commitment>>;
  std::optional<Told> end, named_then, named_now;
  for (const auto index : indexes) {
    HOCBA_TRY(const auto record, source.record(index));
    const auto* updated = std::get_if<chain::UnitUpdate>(&record.body);
    if (updated == nullptr) {  // registered, merged: once each
      const auto* registered = std::get_if<chain::UnitRegister>(&record.body);
      out[index] = registered == nullptr ? std::nullopt : std::optional(registered->profile);
      continue;
    }
    const Told told{index, updated->profile};
    if (updated->to && index < issued) end = told;
    if (updated->profile && index < issued) named_then = told;
    if (updated->profile) named_now = told;
  }
  for (const auto& told : {end, named_then, named_now})
    if (told) out.insert(*told);
  return out;
}

Status add_unit(const Source& source, const Vault& vault, const chain::UnitCode& unit, log::LeafIndex issued,
                exchange::HolderFile& file) {
  HOCBA_TRY(const auto history, history_of(source, unit, issued));
  for (const auto& [index, recorded] : history) {
    exchange::UnitEvidence evidence;
    HOCBA_TRY(evidence.record, source.proven(index));
    // Each profile stands with the record whose commitment it opens: a document names its issuer as it was called then.
    if (recorded) {
      HOCBA_TRY(auto profile, vault.profile(*recorded));
      evidence.profile = std::move(profile).value_or(std::string());
    }
    file.units.push_back(std::move(evidence));
  }
  return done();
}

Status add_status(const Source& source, std::uint64_t status_index, exchange::HolderFile& file) {
  const auto shard = static_cast<std::uint32_t>(status_index / chain::kShardBits);
  std::optional<log::LeafIndex> snapshot;
  std::vector<exchange::StatusListBits> lists;
  for (const auto purpose : {chain::StatusPurpose::revocation, chain::StatusPurpose::suspension}) {
    HOCBA_TRY(auto newest, newest_snapshot(source.data(), purpose, shard));
    if (!newest) continue;
    // One record shows both lists; where they ever differ, the newer record counts alone.
    if (snapshot && *snapshot != newest->index) {
      if (to_u64(newest->index) < to_u64(*snapshot)) continue;
      lists.clear();
    }
    snapshot = newest->index;
    lists.push_back({std::string(chain::to_text(purpose)), shard, std::move(newest->raw_bits)});
  }
  if (!snapshot) return done();
  exchange::StatusEvidence status;
  HOCBA_TRY(status.snapshot, source.in_block(*snapshot));
  status.lists = std::move(lists);
  file.status = std::move(status);
  return done();
}

}  // namespace

Result<exchange::HolderFile> build_holder_file(const LedgerView& view, const Vault& vault,
                                               const credential::CredentialId& id,
                                               const std::vector<std::string>& groups) {
  const Source source(view);
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, id));
  if (!credential) return Error(kNoSuchDocument, credential::to_text(id));
  if (credential->erased) return Error(kDocumentErased, credential::to_text(id));
  HOCBA_TRY(auto stored, vault.read(id, credential->digest));
  HOCBA_TRY(const Changes changes, changes_of(source, id));
  HOCBA_TRY(const auto record, source.record(credential->issued));
  const auto& issue = std::get<chain::CredentialIssue>(record.body);

  exchange::HolderFile file;
  file.network = view.network.network;
  HOCBA_TRY(file.groups, groups_of(source, stored, changes, groups));
  file.core = std::move(stored.core);
  HOCBA_TRY(file.issue, source.in_block(credential->issued));
  std::set<std::string> units{credential->unit.str()};
  std::set<log::LeafIndex> seen;
  for (const auto grant : issue.grants) HOCBA_RETURN_IF_ERROR(add_grant(source, vault, grant, seen, file, units));
  HOCBA_RETURN_IF_ERROR(add_successors(source.data(), credential->unit, units));
  for (const auto& unit : units) {
    HOCBA_TRY(const auto code, chain::UnitCode::parse(unit));
    HOCBA_RETURN_IF_ERROR(add_unit(source, vault, code, credential->issued, file));
  }
  HOCBA_TRY(file.policy, source.proven(issue.policy));
  for (const auto index : changes.status) {
    HOCBA_TRY(auto change, source.in_block(index));
    file.changes.push_back(std::move(change));
  }
  HOCBA_RETURN_IF_ERROR(add_status(source, credential->status, file));
  return file;
}

Status add_register_copy(const LedgerView& view, exchange::HolderFile& file, const credential::CredentialId& id,
                         log::LeafIndex index) {
  const Source source(view);
  HOCBA_TRY(const auto record, source.record(index));
  const auto* copy = std::get_if<chain::RegisterCopy>(&record.body);
  if (copy == nullptr || copy->credential != id) return Error(kNoSuchDocument, "copy " + std::to_string(to_u64(index)));
  HOCBA_TRY(const auto proven, source.in_block(index));
  file.evidence.push_back(exchange::register_copy_evidence(proven));
  return done();
}

}  // namespace hocba::node
