// Who may read, and the hash-chained log of reads.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/training_state.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/text.hpp"
#include "node/audience.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/training_rights.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

using nlohmann::json;
using store::VaultTable;

namespace {

constexpr std::string_view kAccessHead = "access_head";  // meta: be64(count) ‖ hash of the last entry
constexpr std::size_t kMaxPurposeBytes = 500, kMaxDecisionBytes = 100;

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
  if (!entry.decision.empty()) value["decision"] = entry.decision;
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
    entry.decision = value.value("decision", std::string());
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
    HOCBA_TRY(const auto unit, chain::find_unit(*view.data, grant.grant.unit));
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
        out.push_back({grant.grant.unit, std::move(folded), grant.grant.from, grant.grant.to, given_by,
                       unit ? unit->type : chain::UnitType()});
    }
  }
  return out;
}

namespace {

// The less a right asks of its reader, the better.
int demands(const Vault::Permission& permission) { return permission.issuer ? 0 : permission.decision ? 2 : 1; }

// What may_read() weighs: the best of those that read the document at all.
class BestRight {
 public:
  BestRight(Matter matter, bool decision_named) : matter_(matter), decision_named_(decision_named) {}
  void consider(const Reach& reach) {
    const Permitted permitted = permission(reach.as, matter_);
    if (!permitted.reads()) return;
    const Vault::Permission found{reach.behalf, reach.unasked, permitted.decision, reach.as, matter_};
    const auto rank = [&](const Vault::Permission& one) { return rank_of(demands(one), decision_named_); };
    if (!best_ || rank(found) < rank(*best_)) best_ = found;
  }
  bool unasked() const { return best_ && best_->issuer; }
  const std::optional<Vault::Permission>& best() const { return best_; }

 private:
  const Matter matter_;
  const bool decision_named_;
  std::optional<Vault::Permission> best_;
};

bool is_among(const std::vector<chain::UnitCode>& units, const chain::UnitCode& unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

}  // namespace

Result<Vault::Permission> Vault::may_read(const LedgerView& view, const chain::AnyKey& key,
                                          const credential::CredentialId& id, bool decision_named) const {
  HOCBA_TRY(const auto credential, chain::find_credential(*view.state, id));
  if (!credential) return Error(kNoSuchDocument, credential::to_text(id));
  const Time now = state_->clock.now();
  HOCBA_TRY(const auto mine, reading_units(*view.data, key, now));
  HOCBA_TRY(const Audience audience, audience_of(*view.data, *credential, now));
  HOCBA_TRY(const Matter matter, matter_of_credential(*view.data, *credential));
  BestRight rights(matter, decision_named);
  for (const auto& one : mine)
    if (const auto reach = reach_of(one, audience)) rights.consider(*reach);
  const auto stored =
      rights.unasked() ? Result<StoredSummary>(kNoSuchDocument) : state_->summary(id, credential->digest);
  if (stored) {
    HOCBA_TRY(const auto classes, class_rights(view, *this, key, now));
    for (const auto& right : classes) {
      if (is_among(audience.issuers, right.unit) && credential::fold(stored->summary.class_name) == right.class_name &&
          right.teaches_in(stored->summary.period))
        rights.consider(right.reach());
    }
    for (const auto& one : mine)
      if (std::find(stored->routing.begin(), stored->routing.end(), one.unit.str()) != stored->routing.end())
        rights.consider({{one.type, one.role, Relation::routed}, one.unit});
  }
  if (rights.best()) return *rights.best();
  return Error(kMayNotRead, credential::to_text(id));
}

namespace {

// Whose a record's commitments are: the unit that made it and the one that it is about; the credential, if of one.
struct RecordParties {
  std::vector<chain::UnitCode> units;
  bool by_founders = false;
  std::optional<credential::CredentialId> credential;
  chain::Body body;
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
  out.body = record->body;
  return out;
}

Matter matter_of_record(const chain::Body& body, Matter credential) {
  if (std::holds_alternative<chain::RegisterCopy>(body)) return Matter::register_copy;
  if (std::holds_alternative<chain::CustodyRequest>(body) || std::holds_alternative<chain::CustodyAccept>(body) ||
      std::holds_alternative<chain::CustodyRelease>(body))
    return Matter::transfer;
  if (std::holds_alternative<chain::CredentialStatus>(body) || std::holds_alternative<chain::DocumentErase>(body))
    return credential;
  return Matter::units;
}

// Who may do anything with a matter may know what was said with its records.
struct Opened {
  bool unasked = false;
  std::optional<chain::UnitCode> behalf;
  bool decision = false;
};
Result<Opened> may_open_record(const LedgerView& view, const RecordParties& parties,
                               const std::vector<ReadingUnit>& mine, Time now) {
  Matter credential = Matter::units;
  if (parties.credential) {
    HOCBA_TRY(const auto state, chain::find_credential(*view.data, *parties.credential));
    if (state) {
      HOCBA_TRY(credential, matter_of_credential(*view.data, *state));
    }
  }
  const Matter matter = matter_of_record(parties.body, credential);
  Opened out;
  for (const auto& unit : parties.units) {
    HOCBA_TRY(const Audience audience, audience_of(*view.data, unit, now));
    for (const auto& one : mine) {
      const auto reach = reach_of(one, audience);
      if (!reach) continue;
      const Permitted permitted = permission(reach->as, matter);
      if (permitted.rights == 0) continue;
      out.unasked = out.unasked || reach->unasked;
      if (out.behalf && (permitted.decision || !out.decision)) continue;
      out.behalf = reach->behalf;
      out.decision = permitted.decision;
    }
  }
  return out;
}

// Of a correction, the provider's record is about learners, who are others' people: those above the provider alone have
// no say in it.
Result<Opened> may_open_correction(const LedgerView& view, const chain::TrainingResult& body,
                                   const chain::UnitCode& provider, const std::vector<chain::UnitCode>& schools,
                                   const Reader& reader, Time now) {
  HOCBA_TRY(auto rights, TrainingRights::of(view, reader.key, now, !reader.decision.empty()));
  HOCBA_TRY(const auto klass, chain::find_class(*view.data, body.klass));
  if (!klass) return Error(chain::kStateCorrupt, "class " + training::to_text(body.klass));
  HOCBA_TRY(const auto version, chain::find_programme(*view.data, klass->version));
  if (!version) return Error(chain::kStateCorrupt, "programme of class " + training::to_text(body.klass));
  HOCBA_TRY(const auto reach, rights.over_correction(provider, version->office, schools));
  Opened out;
  if (!reach) return out;
  out.unasked = reach->unasked;
  out.behalf = reach->behalf;
  out.decision = permission(reach->as, Matter::module_marks).decision;
  return out;
}

}  // namespace

Result<std::vector<Opening>> Vault::openings_for(const LedgerView& view, const Reader& reader, log::LeafIndex index,
                                                 const std::vector<chain::UnitCode>& schools) {
  HOCBA_TRY(const RecordParties parties, parties_of(view, index));
  const auto& founders = view.network.authority.keys;
  const bool founder = std::find(founders.begin(), founders.end(), reader.key) != founders.end();
  if (parties.by_founders && founder) return openings(index);
  const Time now = state_->clock.now();
  Opened right;
  if (const auto* correction = std::get_if<chain::TrainingResult>(&parties.body)) {
    HOCBA_TRY(right, may_open_correction(view, *correction, parties.units.front(), schools, reader, now));
  } else {
    HOCBA_TRY(const auto mine, reading_units(*view.data, reader.key, now));
    HOCBA_TRY(right, may_open_record(view, parties, mine, now));
  }
  if (right.unasked) return openings(index);
  if (!right.behalf) return Error(kMayNotOpen);
  HOCBA_RETURN_IF_ERROR(State::check_reason(reader, true, right.decision));
  HOCBA_TRY(auto opened, openings(index));
  AccessEntry entry;
  entry.time = now;
  if (parties.credential) entry.documents = {*parties.credential};
  entry.key = reader.key.did();
  entry.unit = right.behalf->str();
  entry.purpose = reader.purpose;
  entry.decision = reader.decision;
  entry.entry = index;
  for (const auto& one : opened) entry.groups.push_back(one.name);
  HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return opened;
}

namespace {

// What of a document the reader's cells show: the groups asked for, or, where none are named and some are not shown,
// those that are. Empty: all.
Result<std::vector<std::string>> parts_for(const Vault::Permission& right, const std::vector<std::string>& asked,
                                           const std::optional<credential::Document>& document) {
  const auto shown = [&](const std::string& name) { return right.reads(matter_of_group(name, right.matter)); };
  for (const auto& name : asked)
    if (!shown(name)) return Error(kPartNotYours, name);
  if (!asked.empty() || !document) return asked;
  std::vector<std::string> out;
  for (const auto& group : document->group_digests())
    if (shown(group.name)) out.push_back(group.name);
  if (out.size() == document->group_digests().size()) return std::vector<std::string>();
  if (out.empty()) return Error(kPartNotYours, credential::to_text(document->id()));
  return out;
}

}  // namespace

Result<exchange::HolderFile> Vault::holder_file_for(const LedgerView& view, const Reader& reader,
                                                    const credential::CredentialId& id,
                                                    const std::vector<std::string>& groups, Time now) {
  HOCBA_TRY(const Permission right, may_read(view, reader.key, id, !reader.decision.empty()));
  HOCBA_RETURN_IF_ERROR(State::check_reason(reader, !right.issuer, right.decision));
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, id));
  HOCBA_CHECK(recorded.has_value());  // may_read found it
  HOCBA_TRY(const auto document, core(id, recorded->digest));
  HOCBA_TRY(const auto parts, parts_for(right, groups, document));
  HOCBA_TRY(auto file, build_holder_file(view, *this, id, parts));
  if (right.issuer) return file;

  // On disk before the document leaves: a read that is not in the log did not happen.
  AccessEntry entry;
  entry.time = now;
  entry.documents = {id};
  entry.key = reader.key.did();
  entry.unit = right.unit.str();
  entry.purpose = reader.purpose;
  entry.decision = reader.decision;
  for (const auto& group : file.groups)
    if (group.kind == exchange::DisclosedGroup::Kind::disclosed) entry.groups.push_back(group.group.name);
  HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  return file;
}

Result<std::vector<AccessEntry>> Vault::access_log_for(const LedgerView& view, const Reader& reader,
                                                       const credential::CredentialId& id) {
  HOCBA_TRY(const Permission right, may_read(view, reader.key, id, !reader.decision.empty()));
  const Permitted permitted = permission(right.as, Matter::access_log);
  // Whoever got the document by routing chose neither its readers nor who is to know them.
  if (!permitted.reads() || right.as.relation == Relation::routed) return Error(kPartNotYours, credential::to_text(id));
  if (!right.issuer) {
    HOCBA_RETURN_IF_ERROR(State::check_reason(reader, true, permitted.decision));
    AccessEntry entry;
    entry.time = state_->clock.now();
    entry.documents = {id};
    entry.key = reader.key.did();
    entry.unit = right.unit.str();
    entry.purpose = reader.purpose;
    entry.decision = reader.decision;
    entry.groups = {std::string(kAccessLogPart)};
    HOCBA_RETURN_IF_ERROR(state_->log_access(std::move(entry)));
  }
  return access_log(id);
}

Status Vault::State::check_reason(const Reader& reader, bool purpose_needed, bool decision_needed) {
  // A decision has a number; anything else that is written there names none.
  const bool named =
      std::any_of(reader.decision.begin(), reader.decision.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (decision_needed && !named) return kDecisionNeeded;
  const bool clean = reader.decision.size() <= kMaxDecisionBytes &&
                     (reader.decision.empty() || credential::printable(reader.decision));
  if (!clean) return Error(kDecisionNeeded, "too long, or not text");
  if (purpose_needed && reader.purpose.empty()) return kPurposeNeeded;
  if (reader.purpose.size() > kMaxPurposeBytes || !crypto::valid_utf8(reader.purpose))
    return Error(kPurposeNeeded, "too long or not UTF-8");
  // Blanks, what nobody sees, and escapes say nothing.
  if (purpose_needed && !credential::printable(crypto::nfc(reader.purpose), true))
    return Error(kPurposeNeeded, "blank, or not text");
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
