// Who may read, and the hash-chained log of reads.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/names.hpp"
#include "node/audience.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

using nlohmann::json;
using store::VaultTable;

namespace {

constexpr std::string_view kAccessHead = "access_head";  // meta: be64(count) ‖ hash of the last entry
constexpr std::size_t kMaxPurposeBytes = 500;

std::string entry_key(std::uint64_t sequence) { return "l" + be64(sequence); }
std::string document_prefix(const credential::CredentialId& id) { return "d" + id.str(); }

std::string entry_json(const AccessEntry& entry) {
  json value{{"sequence", entry.sequence},
             {"time", to_text(entry.time)},
             {"key", entry.key},
             {"unit", entry.unit},
             {"purpose", entry.purpose},
             {"groups", entry.groups},
             {"previous", crypto::base64url(entry.previous)}};
  json& documents = value["documents"] = json::array();
  for (const auto& id : entry.documents) documents.push_back(credential::to_text(id));
  value["search"] = entry.search;
  if (entry.book) value["book"] = true;
  if (entry.entry) value["entry"] = log::to_u64(*entry.entry);
  return crypto::canonical(value);
}

Result<AccessEntry> parse_entry(const std::string& text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  try {
    AccessEntry entry;
    entry.sequence = value.at("sequence");
    HOCBA_TRY(entry.time, time_from_text(value.at("time").get<std::string>()));
    for (const auto& id : value.at("documents").get<std::vector<std::string>>()) {
      HOCBA_TRY(const auto document, credential::credential_id_from_text(id));
      entry.documents.push_back(document);
    }
    entry.search = value.at("search");
    entry.book = value.value("book", false);
    if (value.contains("entry")) entry.entry = log::LeafIndex{value.at("entry").get<std::uint64_t>()};
    entry.key = value.at("key");
    entry.unit = value.at("unit");
    entry.purpose = value.at("purpose");
    entry.groups = value.at("groups").get<std::vector<std::string>>();
    HOCBA_TRY(entry.previous, crypto::bytes_from_base64url<crypto::Digest>(value.at("previous").get<std::string>()));
    return entry;
  } catch (const json::exception&) {
    return Error(kScrubDocument, "access log");
  }
}

Result<AccessHead> read_head(const store::VaultTables& tables) {
  HOCBA_TRY(const auto value, tables.get(VaultTable::meta, kAccessHead));
  if (!value) return AccessHead{};
  if (value->size() != 8 + crypto::Digest::kSize) return Error(kScrubDocument, "access log");
  return AccessHead{read_be64(*value), crypto::Digest::of(std::string_view(*value).substr(8))};
}

// The entries from `from` on continue its hash and end in `head`.
Result<bool> chain_holds(const store::VaultTables& tables, const crypto::AeadKey& access_key, const AccessHead& from,
                         const AccessHead& head) {
  if (from.count > head.count) return false;  // the log became shorter
  crypto::Digest previous = from.last;
  for (std::uint64_t sequence = from.count; sequence < head.count; ++sequence) {
    const std::string key = entry_key(sequence);
    HOCBA_TRY(const auto sealed, tables.get(VaultTable::access, key));
    if (!sealed) return false;
    const auto text = crypto::open(access_key, *sealed, key);
    if (!text) return false;
    const auto entry = parse_entry(text->expose());
    if (!entry || entry->sequence != sequence || entry->previous != previous) return false;
    previous = crypto::sha256(text->expose());
  }
  return previous == head.last;
}

}  // namespace

bool ClassRight::teaches_in(std::string_view period) const {
  if (!chain::period_from_text(period).ok()) return false;
  const std::string first(period.substr(0, 4)), last(period.substr(period.size() - 4));
  const bool calendar_year = period.size() == 4;
  const auto begin = time_from_text(first + (calendar_year ? "-01-01" : "-10-01") + "T00:00:00Z");
  const auto end = time_from_text(last + (calendar_year ? "-12-31" : "-05-31") + "T00:00:00Z");
  return begin.ok() && end.ok() && from <= *end && *begin < to;
}

Result<std::vector<ClassRight>> class_rights(const LedgerView& view, const Vault& vault, const chain::AnyKey& key,
                                             Time now) {
  constexpr std::size_t kMaxRotations = 64;
  std::vector<ClassRight> out;
  HOCBA_TRY(const auto grants, homeroom_grants(*view.data, key, now));
  for (const auto& grant : grants) {
    HOCBA_TRY(const auto given_by, given_by_another(*view.data, grant));
    // The scope was opened where it was committed: at the key.grant that rotations lead back to.
    log::LeafIndex index = grant.recorded_by;
    for (std::size_t step = 0; step < kMaxRotations; ++step) {
      HOCBA_TRY(const std::string entry, view.data->entry(index));
      HOCBA_TRY(const auto record, chain::parse_record(entry));
      const auto* rotate = std::get_if<chain::KeyRotate>(&record.body);
      if (rotate == nullptr) break;
      index = rotate->grant;
    }
    HOCBA_TRY(const auto opened, vault.openings(index));
    for (const auto& opening : opened) {
      if (opening.name != "scope") continue;
      HOCBA_TRY(const json scope, crypto::parse_json(opening.content));
      const auto name = scope.is_object() ? scope.find("class") : scope.end();
      if (!scope.is_object() || name == scope.end() || !name->is_string()) continue;
      std::string folded = credential::fold(name->get<std::string>());
      if (!folded.empty())
        out.push_back({grant.grant.unit, std::move(folded), grant.grant.from, grant.grant.to, given_by});
    }
  }
  return out;
}

Result<Vault::Permission> Vault::may_read(const LedgerView& view, const chain::AnyKey& key,
                                          const credential::CredentialId& id) const {
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, id));
  if (!credential) return Error(kNoSuchDocument, credential::to_text(id));
  const Time now = state_->clock.now();
  HOCBA_TRY(const auto mine, reading_units(*view.data, key, now));
  HOCBA_TRY(const Audience audience, audience_of(*view.data, *credential, now));
  const auto among = [](const std::vector<chain::UnitCode>& units, const chain::UnitCode& unit) {
    return std::find(units.begin(), units.end(), unit) != units.end();
  };
  std::optional<Permission> asked;  // with a purpose
  for (const auto& one : mine) {
    if (!among(audience.issuers, one.unit)) continue;
    if (!one.given_by) return Permission{one.unit, true, true};
    if (!asked) asked = Permission{*one.given_by, false, true};
  }
  for (const auto& one : mine)
    if (!asked && among(audience.superiors, one.unit)) asked = Permission{one.unit, false, false};
  if (asked) return *asked;
  if (const auto stored = state_->summary(id, credential->digest); stored) {
    HOCBA_TRY(const auto classes, class_rights(view, *this, key, now));
    for (const auto& right : classes) {
      if (among(audience.issuers, right.unit) && credential::fold(stored->summary.class_name) == right.class_name &&
          right.teaches_in(stored->summary.period))
        return Permission{right.given_by.value_or(right.unit), !right.given_by, true};
    }
    for (const auto& one : mine)
      if (std::find(stored->routing.begin(), stored->routing.end(), one.unit.str()) != stored->routing.end())
        return Permission{one.unit, false, false};
  }
  return Error(kMayNotRead, credential::to_text(id));
}

namespace {

// Whose a record's commitments are: the unit that made it and the one that it is about; the credential, if of one.
struct RecordParties {
  std::vector<chain::UnitCode> units;
  bool by_founders = false;
  std::optional<credential::CredentialId> credential;
};

Result<std::optional<chain::TransferState>> transfer_of(const chain::StateView& state, const chain::Body& body) {
  std::optional<chain::TransferId> id;
  if (const auto* request = std::get_if<chain::CustodyRequest>(&body)) id = request->transfer;
  if (const auto* answer = std::get_if<chain::CustodyAccept>(&body)) id = answer->transfer;
  if (const auto* release = std::get_if<chain::CustodyRelease>(&body)) id = release->transfer;
  if (!id) return std::optional<chain::TransferState>();
  return chain::find_transfer(state, *id);
}

Result<RecordParties> parties_of(const LedgerView& view, log::LeafIndex index) {
  HOCBA_TRY(const auto entry, view.data->entry(index));
  const auto record = chain::parse_record(entry);
  if (!record) return Error(kNoSuchOpening, "no record at this index");
  RecordParties out;
  out.by_founders = !record->unit;
  if (record->unit) out.units.push_back(*record->unit);
  if (const auto* grant = std::get_if<chain::KeyGrant>(&record->body)) out.units.push_back(grant->unit);
  if (const auto* status = std::get_if<chain::CredentialStatus>(&record->body)) out.credential = status->credential;
  if (const auto* erase = std::get_if<chain::DocumentErase>(&record->body)) out.credential = erase->credential;
  if (const auto* copy = std::get_if<chain::RegisterCopy>(&record->body)) out.credential = copy->credential;
  // What a transfer commits to is for both schools.
  HOCBA_TRY(const auto transfer, transfer_of(*view.data, record->body));
  if (transfer) {
    out.units.push_back(transfer->leaving);
    out.units.push_back(transfer->receiving);
  }
  return out;
}

const ReadingUnit* first_in(const std::vector<ReadingUnit>& mine, const std::vector<chain::UnitCode>& list,
                            bool given_by_itself) {
  const auto found = std::find_if(mine.begin(), mine.end(), [&](const ReadingUnit& one) {
    return !(given_by_itself && one.given_by) && std::find(list.begin(), list.end(), one.unit) != list.end();
  });
  return found == mine.end() ? nullptr : &*found;
}

}  // namespace

Result<std::vector<Opening>> Vault::openings_for(const LedgerView& view, const Reader& reader, log::LeafIndex index) {
  HOCBA_TRY(const RecordParties parties, parties_of(view, index));
  const auto& founders = view.network.authority.keys;
  const bool founder = std::find(founders.begin(), founders.end(), reader.key) != founders.end();
  if (parties.by_founders && founder) return openings(index);
  const Time now = state_->clock.now();
  HOCBA_TRY(const auto mine, reading_units(*view.data, reader.key, now));
  std::optional<chain::UnitCode> above;
  for (const auto& unit : parties.units) {
    HOCBA_TRY(const Audience audience, audience_of(*view.data, unit, now));
    if (first_in(mine, audience.issuers, true) != nullptr) return openings(index);
    if (const auto* superior = first_in(mine, audience.superiors, false)) above = superior->unit;
    if (const auto* placed = first_in(mine, audience.issuers, false)) above = placed->given_by;
  }
  if (!above) return Error(kMayNotOpen);
  HOCBA_RETURN_IF_ERROR(State::check_purpose(reader.purpose, true));
  HOCBA_TRY(auto opened, openings(index));
  AccessEntry entry;
  entry.time = now;
  if (parties.credential) entry.documents = {*parties.credential};
  entry.key = reader.key.did();
  entry.unit = above->str();
  entry.purpose = reader.purpose;
  entry.entry = index;
  for (const auto& one : opened) entry.groups.push_back(one.name);
  HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return opened;
}

Result<exchange::HolderFile> Vault::holder_file_for(const LedgerView& view, const Reader& reader,
                                                    const credential::CredentialId& id,
                                                    const std::vector<std::string>& groups, Time now) {
  HOCBA_TRY(const Permission permission, may_read(view, reader.key, id));
  HOCBA_RETURN_IF_ERROR(State::check_purpose(reader.purpose, !permission.issuer));
  HOCBA_TRY(auto file, build_holder_file(view, *this, id, groups));
  if (permission.issuer) return file;

  // On disk before the document leaves: a read that is not in the log did not happen.
  AccessEntry entry;
  entry.time = now;
  entry.documents = {id};
  entry.key = reader.key.did();
  entry.unit = permission.unit.str();
  entry.purpose = reader.purpose;
  for (const auto& group : file.groups)
    if (group.kind == exchange::DisclosedGroup::Kind::disclosed) entry.groups.push_back(group.group.name);
  HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return file;
}

Status Vault::State::check_purpose(const std::string& purpose, bool needed) {
  if (needed && purpose.empty()) return kPurposeNeeded;
  if (purpose.size() > kMaxPurposeBytes || !crypto::valid_utf8(purpose))
    return Error(kPurposeNeeded, "too long or not UTF-8");
  return done();
}

Status Vault::State::log_access(AccessEntry entry) {
  const auto turn = writers.pass();
  HOCBA_TRY(const AccessHead head, read_head(*tables));
  entry.sequence = head.count;
  entry.previous = head.last;
  const std::string text = entry_json(entry);
  const std::string key = entry_key(entry.sequence);
  std::vector<store::VaultWrite> batch = {
      {VaultTable::access, key, crypto::seal(access_key, crypto::random_aead_nonce(), text, key)},
      {VaultTable::meta, std::string(kAccessHead), be64(head.count + 1) + crypto::sha256(text).str()}};
  for (const auto& id : entry.documents)
    batch.push_back({VaultTable::access, document_prefix(id) + be64(entry.sequence), std::string()});
  return tables->write(batch);
}

Result<std::vector<AccessEntry>> Vault::access_log(const credential::CredentialId& id) const {
  const std::string prefix = document_prefix(id);
  std::vector<std::uint64_t> sequences;
  HOCBA_RETURN_IF_ERROR(
      state_->tables->scan(VaultTable::access, prefix, prefix, [&](std::string_view key, std::string_view) {
        if (key.size() == prefix.size() + 8) sequences.push_back(read_be64(key.substr(prefix.size())));
        return true;
      }));
  std::vector<AccessEntry> out;
  for (const auto sequence : sequences) {
    const std::string key = entry_key(sequence);
    HOCBA_TRY(const auto sealed, state_->tables->get(VaultTable::access, key));
    if (!sealed) return Error(kScrubDocument, "access log " + std::to_string(sequence));
    HOCBA_TRY(const auto text, crypto::open(state_->access_key, *sealed, key));
    HOCBA_TRY(auto entry, parse_entry(text.expose()));
    out.push_back(std::move(entry));
  }
  return out;
}

Result<bool> Vault::access_log_intact(bool all) const {
  // Entries never change: they are walked without the writers' turn, from where the last walk ended.
  AccessHead head, from;
  {
    const auto turn = state_->writers.pass();
    HOCBA_TRY(head, read_head(*state_->tables));
    if (!all) from = state_->verified;
  }
  HOCBA_TRY(const bool intact, chain_holds(*state_->tables, state_->access_key, from, head));
  const auto turn = state_->writers.pass();
  if (!intact)
    state_->verified = {};
  else if (head.count > state_->verified.count)
    state_->verified = head;
  return intact;
}

}  // namespace hocba::node
