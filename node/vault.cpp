// Opening, depositing, reading, erasing. Search is in vault_find.cpp, the access log in vault_access.cpp.
#include "node/vault.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/text.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/ledger_index.hpp"
#include "node/log.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

using nlohmann::json;
using store::VaultTable;

namespace {

constexpr std::string_view kErasedTo = "erased_to";        // meta: be64 of the first ledger index not yet looked at
constexpr std::string_view kMasterCheck = "master_check";  // meta: nothing, sealed under a key of the master's
constexpr std::string_view kSigned = "signed";             // meta: be64 size ‖ root of the largest signed tree
constexpr std::string_view kScrubbed = "scrubbed";         // meta: be64 of the time at which a scrub last ended
constexpr std::size_t kMaxRouting = 16;
constexpr std::size_t kMaxProfileBytes = 16u << 10;

// meta: this document, or this group of it, was erased. The empty group is the whole document.
std::string tombstone_name(const credential::CredentialId& id, const std::string& group) {
  return "x" + id.str() + group;
}

std::string group_json(const credential::Group& group) {
  json value{{"salt", crypto::base64url(group.salt)}};
  value["content"] = json::parse(group.content, nullptr, false);
  return crypto::canonical(value);
}

Result<credential::Group> parse_group(const std::string& name, const std::string& text) {
  HOCBA_TRY(const json value, crypto::parse_json(text));
  if (!value.is_object() || !value.contains("salt") || !value["salt"].is_string() || !value.contains("content"))
    return Error(kScrubDocument, "group " + name);
  credential::Group group;
  group.name = name;
  HOCBA_TRY(group.salt, crypto::bytes_from_base64url<credential::Salt>(value["salt"].get_ref<const std::string&>()));
  group.content = crypto::canonical(value["content"]);
  return group;
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(const Config& config, const crypto::KeyPair& master, const Clock& clock) {
  store::StoreOptions options;
  options.block_cache_bytes = config.vault.block_cache_bytes;
  options.write_buffer_bytes = config.vault.write_buffer_bytes;
  HOCBA_TRY(auto tables, store::VaultTables::open(config.path("vault"), options));
  auto state = std::make_unique<State>(config, clock, std::move(tables), master);
  HOCBA_RETURN_IF_ERROR(state->check_master(master));
  HOCBA_RETURN_IF_ERROR(state->load_waiting());
  return std::unique_ptr<Vault>(new Vault(std::move(state)));
}

// A vault remembers its master key by a value that only this key opens. Where that value is absent or damaged, objects
// that open say the same: a few are tried, since one may be damaged too.
Status Vault::State::check_master(const crypto::KeyPair& master) const {
  const auto key = crypto::AeadKey::of(derived_key(master, "hocba vault master check v1").view());
  HOCBA_TRY(const auto kept, tables->get(VaultTable::meta, kMasterCheck));
  if (kept && crypto::open(key, *kept, kMasterCheck).ok()) return done();
  constexpr std::size_t kTried = 16;
  std::vector<std::string> names;
  HOCBA_RETURN_IF_ERROR(objects.visit_names("", [&](std::string_view name) {
    names.emplace_back(name);
    return names.size() < kTried;
  }));
  const bool fresh = !kept && names.empty();
  const bool opens = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto object = objects.get(name);  // a key without its object opens nothing
    if (object.ok() && object->has_value()) return true;
    const auto draft = drafts.get(name);
    return draft.ok() && draft->has_value();
  });
  if (!fresh && !opens) return Error(kWrongMasterKey, "keys/master.key");
  const std::string sealed = crypto::seal(key, crypto::random_aead_nonce(), "", kMasterCheck);
  return tables->write({{VaultTable::meta, std::string(kMasterCheck), sealed}});
}

Vault::Vault(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vault::~Vault() = default;

// --- depositing --------------------------------------------------------------------------------------------------

namespace {

Result<credential::Document> check_document(const LedgerView& view, const DepositRequest& request,
                                            std::size_t max_bytes) {
  std::size_t bytes = request.core.size();
  for (const auto& group : request.groups) bytes += group.content.size();
  if (bytes > max_bytes) return Error(kDocumentTooLarge, std::to_string(bytes) + " bytes");
  HOCBA_TRY(auto document, credential::Document::parse(request.core, request.groups));
  if (document.id() != request.id) return Error(kDocumentMismatch, "id");
  if (!document.closed()) return kDocumentNotClosed;
  HOCBA_TRY(const auto proofs, document.verify_proofs());
  HOCBA_TRY(const auto unit, chain::find_unit(*view.state, document.unit()));
  if (!unit) return Error(kDocumentMismatch, "unit " + document.unit().str());
  return document;
}

Status check_against_ledger(const LedgerView& view, const credential::Document& document) {
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, document.id()));
  if (recorded && recorded->digest != document.digest())
    return Error(kRecordedOtherwise, credential::to_text(document.id()));
  HOCBA_TRY(const bool gone, chain::group_erased(*view.data, document.id(), {}));
  if (gone) return Error(kDocumentErased, credential::to_text(document.id()));
  for (const auto& group : document.groups()) {
    HOCBA_TRY(const auto name, chain::CodeText::parse(group.name));
    HOCBA_TRY(const bool erased, chain::group_erased(*view.data, document.id(), name));
    if (erased) return Error(kDocumentErased, "group " + group.name);
  }
  // A group that the core names is missing only where it was erased.
  for (const auto& missing : document.missing_groups()) {
    HOCBA_TRY(const auto name, chain::CodeText::parse(missing));
    HOCBA_TRY(const bool erased, chain::group_erased(*view.data, document.id(), name));
    if (!erased) return Error(kDocumentMismatch, "group " + missing + " is missing");
  }
  return done();
}

}  // namespace

Result<crypto::Digest> Vault::deposit(const LedgerView& view, const DepositRequest& request) {
  HOCBA_TRY(const auto document, check_document(view, request, state_->config.vault.max_document_bytes));
  HOCBA_RETURN_IF_ERROR(check_against_ledger(view, document));
  if (request.routing.size() > kMaxRouting) return Error(kDocumentMismatch, "routing names too many units");
  const auto digest = document.digest();
  const auto id = document.id();
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, id));
  if (!recorded) HOCBA_RETURN_IF_ERROR(state_->check_training(view, document));
  const auto turn = state_->writers.pass();
  // `view` may be older than an erasure that was carried out meanwhile: what was destroyed does not come back.
  HOCBA_RETURN_IF_ERROR(state_->check_not_erased(id, document.groups()));
  if (!recorded) HOCBA_RETURN_IF_ERROR(check_not_taken_back(document));
  const WaitingDocument waits{document.unit().str(), id, digest};
  const Time now = state_->clock.now();
  std::vector<store::VaultWrite> batch;
  if (!recorded) batch.push_back({VaultTable::meta, waiting_row_name(waits), waiting_row_value(waits, now)});
  HOCBA_TRY(const bool here, state_->objects.exists(core_name(id, digest)));
  if (here) {
    if (recorded) return digest;
    HOCBA_RETURN_IF_ERROR(state_->tables->write(batch));
    state_->waiting.put(waits, now);
    return digest;
  }
  if (!recorded) HOCBA_RETURN_IF_ERROR(state_->make_room(view, waits.unit));
  state_->objects.put(batch, core_name(id, digest), document.core_text());
  state_->objects.put(batch, summary_name(id, digest), summary_json(summarise(document, request.routing)));
  for (const auto& group : document.groups())
    state_->objects.put(batch, group_name(id, digest, group.name), group_json(group));
  for (auto& key : state_->search.postings(document)) batch.push_back({VaultTable::search, key, std::string()});
  HOCBA_RETURN_IF_ERROR(state_->tables->write(batch));
  if (!recorded) state_->waiting.put(waits, now);
  return digest;
}

Result<bool> Vault::holds(const credential::CredentialId& id, const crypto::Digest& digest) const {
  if (state_->waiting.is_let_go(id, digest)) return false;
  return keeps(id, digest);
}

Result<bool> Vault::keeps(const credential::CredentialId& id, const crypto::Digest& digest) const {
  return state_->objects.exists(core_name(id, digest));
}

Result<std::uint64_t> Vault::count() const {
  std::uint64_t count = 0;
  HOCBA_RETURN_IF_ERROR(state_->objects.visit_names("d", [&](std::string_view) {
    ++count;
    return true;
  }));
  return count;
}

bool Vault::failed() const { return state_->tables->failed(); }

// --- reading -----------------------------------------------------------------------------------------------------

Result<std::optional<credential::Document>> Vault::core(const credential::CredentialId& id,
                                                        const crypto::Digest& digest) const {
  HOCBA_TRY(const auto text, state_->objects.get(core_name(id, digest)));
  if (!text) return std::optional<credential::Document>();
  HOCBA_TRY(auto document, credential::Document::parse(text->expose(), {}));
  if (document.digest() != digest) return Error(kScrubDocument, credential::to_text(id));
  return std::optional(std::move(document));
}

Result<Vault::Stored> Vault::read(const credential::CredentialId& id, const crypto::Digest& digest,
                                  const std::vector<std::string>* only) const {
  HOCBA_TRY(const auto core, state_->objects.get(core_name(id, digest)));
  if (!core) return Error(kNoSuchDocument, credential::to_text(id));
  Stored out;
  out.core = core->expose();
  const std::string prefix = group_prefix(id, digest);
  HOCBA_TRY(const auto names, state_->objects.names(prefix));
  for (const auto& name : names) {
    if (only != nullptr && std::find(only->begin(), only->end(), name.substr(prefix.size())) == only->end()) continue;
    HOCBA_TRY(const auto text, state_->objects.get(name));
    if (!text) continue;
    HOCBA_TRY(auto group, parse_group(name.substr(prefix.size()), text->expose()));
    out.groups.push_back(std::move(group));
  }
  HOCBA_TRY(const auto document, credential::Document::parse(out.core, out.groups));
  if (document.digest() != digest) return Error(kScrubDocument, credential::to_text(id));
  out.missing = document.missing_groups();
  return out;
}

Result<StoredSummary> Vault::State::summary(const credential::CredentialId& id, const crypto::Digest& digest) const {
  HOCBA_TRY(const auto text, objects.get(summary_name(id, digest)));
  if (!text) return Error(kNoSuchDocument, credential::to_text(id));
  return parse_summary(text->expose());
}

// --- erasing -----------------------------------------------------------------------------------------------------

// An erasure that fails keeps none of the others from being carried out. `erased_to` stays at the first that failed, so
// that it and those after it are tried again: the others find nothing left.
Result<std::uint64_t> Vault::carry_out_erasures(const LedgerView& view) {
  const std::uint64_t size = to_u64(view.tip.size);
  if (state_->erased_size.load() == size && !state_->tables->shred_pending()) return std::uint64_t{0};
  const auto turn = state_->writers.pass();
  // What a crash or an error interrupted: the rows are gone, so no erasure below would find them again.
  std::optional<Error> failed;
  if (const Status finished = state_->tables->shred({}); !finished.ok()) failed = finished.error();
  HOCBA_TRY(const auto mark, state_->tables->get(VaultTable::meta, kErasedTo));
  const std::uint64_t from = mark && mark->size() == 8 ? read_be64(*mark) : 0;
  HOCBA_TRY(const auto erasures, erasures_from(*view.data, log::LeafIndex{from}));
  std::uint64_t next = from;
  for (const auto& erasure : erasures) {
    const Status erased = state_->erase(erasure.credential, erasure.group);
    if (!erased.ok()) {
      log_error("vault.erasure_failed",
                Error(erased.error().code(), credential::to_text(erasure.credential) + ": " + erased.error().detail()));
      if (!failed) failed = erased.error();
    }
    if (!failed) next = to_u64(erasure.index) + 1;
  }
  // Only now: a crash before this repeats what was done.
  if (next != from)
    HOCBA_RETURN_IF_ERROR(state_->tables->write({{VaultTable::meta, std::string(kErasedTo), be64(next)}}));
  if (failed) return *failed;
  state_->erased_size.store(size);
  return std::uint64_t{erasures.size()};
}

Status Vault::State::check_not_erased(const credential::CredentialId& id,
                                      const std::vector<credential::Group>& groups) const {
  HOCBA_TRY(const auto whole, tables->get(VaultTable::meta, tombstone_name(id, {})));
  if (whole) return Error(kDocumentErased, credential::to_text(id));
  for (const auto& group : groups) {
    HOCBA_TRY(const auto gone, tables->get(VaultTable::meta, tombstone_name(id, group.name)));
    if (gone) return Error(kDocumentErased, "group " + group.name);
  }
  return done();
}

Status Vault::State::erase(const credential::CredentialId& id, const std::optional<chain::CodeText>& group) {
  // First the tombstone, then the destruction: both under the writers' turn, so that no deposit falls between them.
  const std::string tombstone = tombstone_name(id, group ? group->str() : std::string());
  HOCBA_TRY(const auto stands, tables->get(VaultTable::meta, tombstone));
  if (!stands) HOCBA_RETURN_IF_ERROR(tables->write({{VaultTable::meta, tombstone, std::string()}}));
  // Every deposited version: a draft that was deposited and replaced says the same about the person.
  const std::string prefix = "d" + id.str();
  HOCBA_TRY(const auto names, objects.names(prefix));
  Erased erased;
  for (const auto& name : names) {
    if (name.size() != prefix.size() + crypto::Digest::kSize) continue;
    HOCBA_RETURN_IF_ERROR(
        collect_version(id, crypto::Digest::of(std::string_view(name).substr(prefix.size())), group, erased));
  }
  return tables->shred(erased.doomed, erased.again);
}

Vault::State::Readable Vault::State::read_what_opens(const credential::CredentialId& id, const crypto::Digest& digest,
                                                     const std::vector<std::string>& group_names) const {
  Readable out;
  const auto unreadable = [&](const std::string& what, const Error& error) {
    log_error("vault.unreadable", Error(error.code(), "document " + credential::to_text(id) + ", " + what));
    out.whole = false;
  };
  auto core = objects.get(core_name(id, digest));
  if (!core) unreadable("core", core.error());
  if (core && *core && !credential::Document::parse((*core)->expose(), {}).ok())
    unreadable("core", Error(kScrubDocument));
  else if (core)
    out.core = *std::move(core);
  const std::string prefix = group_prefix(id, digest);
  for (const auto& name : group_names) {
    const std::string group_code = name.substr(prefix.size());
    const auto text = objects.get(name);
    if (text && !*text) continue;
    auto group = text ? parse_group(group_code, (*text)->expose()) : Result<credential::Group>(text.error());
    if (group && out.core && !credential::Document::parse(out.core->expose(), {*group}).ok())
      group = Error(kScrubDocument, group_code);
    if (group)
      out.groups.push_back(*std::move(group));
    else
      unreadable("group " + group_code, group.error());
  }
  return out;
}

Result<std::set<std::string>> Vault::State::find_postings(const credential::CredentialId& id,
                                                          const crypto::Digest& digest) const {
  const std::string tail = posting_tail(id, digest);
  std::set<std::string> out;
  HOCBA_RETURN_IF_ERROR(tables->scan(VaultTable::search, {}, {}, [&](std::string_view key, std::string_view) {
    if (key.size() == kTokenBytes + tail.size() && key.substr(kTokenBytes) == tail) out.emplace(key);
    return true;
  }));
  return out;
}

Status Vault::State::collect_version(const credential::CredentialId& id, const crypto::Digest& digest,
                                     const std::optional<chain::CodeText>& group, Erased& erased) const {
  const auto doom = [&](const std::string& name) {
    erased.doomed.emplace_back(VaultTable::keys, name);
    erased.doomed.emplace_back(VaultTable::documents, name);
  };
  const std::size_t before_this = erased.doomed.size();
  const std::string prefix = group_prefix(id, digest);
  HOCBA_TRY(const auto names, objects.names(prefix));
  for (const auto& name : names)
    if (!group || name.substr(prefix.size()) == group->str()) doom(name);
  // What is not here, perhaps any more, has left nothing: it went in one batch with what was made of it.
  HOCBA_TRY(const bool core_here, objects.exists(core_name(id, digest)));
  if (erased.doomed.size() == before_this && (group || !core_here)) return done();
  doom(summary_name(id, digest));
  if (!group) doom(core_name(id, digest));

  auto [core, groups, whole] = read_what_opens(id, digest, names);
  std::set<std::string> postings, stay;
  if (core && whole) {
    HOCBA_TRY(const auto before, credential::Document::parse(core->expose(), groups));
    postings = search.postings(before);
    postings.merge(search.earlier_postings(before));
  } else {
    HOCBA_TRY(postings, find_postings(id, digest));
  }
  if (core && group) {
    groups.erase(std::remove_if(groups.begin(), groups.end(), [&](const auto& g) { return g.name == group->str(); }),
                 groups.end());
    HOCBA_TRY(const auto after, credential::Document::parse(core->expose(), groups));
    stay = search.postings(after);
    // The summary may repeat what the group said (the class): it is made again under a new key.
    StoredSummary fresh = summarise(after, {});
    if (const auto old = summary(id, digest); old.ok()) fresh.routing = old->routing;
    objects.put(erased.again, summary_name(id, digest), summary_json(fresh));
  }
  for (const auto& posting : postings)
    if (!stay.count(posting)) erased.doomed.emplace_back(VaultTable::search, posting);
  return done();
}

// --- openings and profiles ---------------------------------------------------------------------------------------

namespace {

// The commitments that a record carries, by the name under which each was made.
std::vector<std::pair<std::string, chain::Commitment>> commitments_of(const chain::Record& record) {
  std::vector<std::pair<std::string, chain::Commitment>> out;
  if (const auto* grant = std::get_if<chain::KeyGrant>(&record.body)) {
    out.emplace_back("person", grant->person);
    if (grant->scope) out.emplace_back("scope", *grant->scope);
  } else if (const auto* status = std::get_if<chain::CredentialStatus>(&record.body)) {
    out.emplace_back("reason", status->reason);
  } else if (const auto* erase = std::get_if<chain::DocumentErase>(&record.body)) {
    out.emplace_back("basis", erase->basis);
  } else if (const auto* copy = std::get_if<chain::RegisterCopy>(&record.body)) {
    out.emplace_back("details", copy->details);
  } else if (const auto* request = std::get_if<chain::CustodyRequest>(&record.body)) {
    out.emplace_back("pupil", request->pupil);
  } else if (const auto* answer = std::get_if<chain::CustodyAccept>(&record.body)) {
    if (answer->reason) out.emplace_back("reason", *answer->reason);
  } else if (const auto* release = std::get_if<chain::CustodyRelease>(&record.body)) {
    out.emplace_back("sheet", release->sheet);
  } else if (const auto* result = std::get_if<chain::TrainingResult>(&record.body)) {
    if (result->reason) out.emplace_back("reason", *result->reason);
  }
  return out;
}

std::string profile_name(const chain::Commitment& recorded) { return "p" + recorded.str(); }

Status check_opening(const chain::Commitment& commitment, const std::string& name, const credential::Salt& salt,
                     const json& content) {
  if (credential::commitment(name, salt, content).view() != commitment.view()) return Error(kCommitmentWrong, name);
  return done();
}

}  // namespace

Result<json> checked_openings(const chain::Record& record, const std::vector<Opening>& openings) {
  const auto commitments = commitments_of(record);
  json list = json::array();
  for (const auto& opening : openings) {
    const auto found =
        std::find_if(commitments.begin(), commitments.end(), [&](const auto& c) { return c.first == opening.name; });
    if (found == commitments.end()) return Error(kNoSuchOpening, opening.name);
    HOCBA_TRY(const json content, crypto::parse_json(opening.content));
    HOCBA_RETURN_IF_ERROR(check_opening(found->second, opening.name, opening.salt, content));
    if (const Status texts = credential::check_texts(content); !texts) return texts.error().at(opening.name);
    list.push_back({{"name", opening.name}, {"salt", crypto::base64url(opening.salt)}, {"content", content}});
  }
  return list;
}

Status Vault::put_openings(const LedgerView& view, log::LeafIndex index, const std::vector<Opening>& openings) {
  HOCBA_TRY(const std::string entry, view.data->entry(index));
  HOCBA_TRY(const auto record, chain::parse_record(entry));
  HOCBA_TRY(const json fresh, checked_openings(record, openings));
  const auto turn = state_->writers.pass();
  // By name: opening the scope later leaves the person opened.
  HOCBA_TRY(const auto before, this->openings(index));
  json list = json::array();
  for (const auto& old : before) {
    const auto again = [&](const Opening& opening) { return opening.name == old.name; };
    if (std::any_of(openings.begin(), openings.end(), again)) continue;
    HOCBA_TRY(const json content, crypto::parse_json(old.content));
    list.push_back({{"name", old.name}, {"salt", crypto::base64url(old.salt)}, {"content", content}});
  }
  list.insert(list.end(), fresh.begin(), fresh.end());
  std::vector<store::VaultWrite> batch;
  state_->objects.put(batch, openings_name(index), crypto::canonical(list));
  return state_->tables->write(batch);
}

Result<std::vector<Opening>> Vault::openings(log::LeafIndex index) const {
  HOCBA_TRY(const auto text, state_->objects.get(openings_name(index)));
  if (!text) return std::vector<Opening>();
  HOCBA_TRY(const json list, crypto::parse_json(text->expose()));
  return openings_in(list);
}

Result<std::vector<Opening>> openings_in(const json& list) {
  std::vector<Opening> out;
  for (const auto& item : list) {
    Opening opening;
    opening.name = item.value("name", "");
    HOCBA_TRY(opening.salt, crypto::bytes_from_base64url<credential::Salt>(item.value("salt", "")));
    opening.content = crypto::canonical(item.at("content"));
    out.push_back(std::move(opening));
  }
  return out;
}

Status Vault::put_profile(const LedgerView& view, const chain::UnitCode& unit, const std::string& profile_json,
                          bool ahead) {
  if (profile_json.size() > kMaxProfileBytes) return Error(kDocumentTooLarge, "profile");
  HOCBA_TRY(const auto state, chain::find_unit(*view.state, unit));
  if (!state) return Error(kNoSuchOpening, unit.str());
  HOCBA_TRY(const json value, crypto::parse_json(profile_json));
  if (!value.is_object() || value.size() != 2 || !value.contains("content") || !value.contains("salt") ||
      !value["salt"].is_string())
    return Error(kCommitmentWrong, "a profile is {\"content\":…,\"salt\":…}");
  HOCBA_TRY(const auto salt,
            crypto::bytes_from_base64url<credential::Salt>(value["salt"].get_ref<const std::string&>()));
  if (const Status texts = credential::check_texts(value["content"]); !texts) return texts.error().at("profile");
  const auto commitment = chain::Commitment::of(credential::commitment("profile", salt, value["content"]).view());
  // Under its commitment: documents issued under an earlier name go on being shown with the profile of their time.
  std::vector<store::VaultWrite> batch = {{VaultTable::meta, profile_name(commitment), crypto::canonical(value)}};
  if (commitment == state->profile) return state_->tables->write(batch);
  if (!ahead) return Error(kCommitmentWrong, "profile");
  const auto turn = state_->writers.pass();
  HOCBA_RETURN_IF_ERROR(state_->replace_awaited(view, unit, commitment, batch));
  return state_->tables->write(batch);
}

// One profile per unit waits for its record. Another one takes its place; what a record has named meanwhile stays.
Status Vault::State::replace_awaited(const LedgerView& view, const chain::UnitCode& unit, const chain::Commitment& next,
                                     std::vector<store::VaultWrite>& batch) const {
  const std::string name = "q" + unit.str();
  HOCBA_TRY(const auto before, tables->get(VaultTable::meta, name));
  batch.push_back({VaultTable::meta, name, next.str()});
  if (!before || *before == next.str()) return done();
  HOCBA_TRY(const auto indexes, records_of_unit(*view.data, unit));
  for (const auto index : indexes) {
    HOCBA_TRY(const std::string entry, view.data->entry(index));
    HOCBA_TRY(const auto record, chain::parse_record(entry));
    const auto* registered = std::get_if<chain::UnitRegister>(&record.body);
    const auto* updated = std::get_if<chain::UnitUpdate>(&record.body);
    if (registered != nullptr && registered->profile.str() == *before) return done();
    if (updated != nullptr && updated->profile && updated->profile->str() == *before) return done();
  }
  batch.push_back({VaultTable::meta, profile_name(chain::Commitment::of(*before)), std::nullopt});
  return done();
}

Result<std::optional<std::string>> Vault::profile(const chain::Commitment& recorded) const {
  return state_->tables->get(VaultTable::meta, profile_name(recorded));
}

// --- scrub and backup --------------------------------------------------------------------------------------------

Status Vault::keep_scrubbed(Time time) {
  return state_->tables->write(
      {{VaultTable::meta, std::string(kScrubbed), be64(static_cast<std::uint64_t>(time.seconds))}});
}

Result<std::optional<Time>> Vault::scrubbed() const {
  HOCBA_TRY(const auto value, state_->tables->get(VaultTable::meta, kScrubbed));
  if (!value || value->size() != 8) return std::optional<Time>();
  return std::optional(Time{static_cast<std::int64_t>(read_be64(*value))});
}

Result<std::optional<SignedTree>> Vault::mark() const {
  HOCBA_TRY(const auto value, state_->tables->get(VaultTable::meta, kSigned));
  if (!value) return std::optional<SignedTree>();
  if (value->size() != 8 + log::Hash::kSize) return Error(kScrubDocument, "mark of the signed tree");
  return std::optional(SignedTree{log::TreeSize{read_be64(*value)}, log::Hash::of(std::string_view(*value).substr(8))});
}

Status Vault::keep_mark(const SignedTree& tree) {
  const auto turn = state_->marks.pass();
  HOCBA_TRY(const auto kept, mark());
  if (to_u64(tree.size) <= (kept ? to_u64(kept->size) : 0)) return done();
  return state_->tables->write({{VaultTable::meta, std::string(kSigned), be64(to_u64(tree.size)) + tree.root.str()}});
}

std::unique_lock<std::mutex> Vault::still_mark() const { return state_->marks.pass(); }

Status Vault::checkpoint_to(const std::string& directory) const { return state_->tables->checkpoint_to(directory); }

}  // namespace hocba::node
