#include "ledger/credential/document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

// Members in canonical order. `content` is canonical text; `name` is written as a JSON string.
Digest commitment_of(std::string_view canonical_content, std::string_view name, const Salt& salt) {
  return crypto::sha256({R"({"content":)", canonical_content, R"(,"name":)", crypto::canonical(json(name)),
                         R"(,"salt":")", crypto::base64url(salt), R"("})"});
}

// A group is what the core says, of its schema, and in its one spelling.
Status check_group(const Group& group, const CoreReading& core) {
  const auto named =
      std::lower_bound(core.groups.begin(), core.groups.end(), group.name,
                       [](const GroupDigest& each, const std::string& name) { return each.name < name; });
  const bool known = named != core.groups.end() && named->name == group.name;
  if (!known) return unknown_group(group.name, core.groups);
  const auto content = crypto::parse_canonical(group.content, {kMaxDocumentBytes, 16, false});
  if (!content.ok()) return content.error().at(group.name);
  if (commitment_of(group.content, group.name, group.salt) != named->digest) return Error(kGroupMismatch, group.name);
  return read_group(core.facts.type.str(), group.name, *content);
}

crypto::ProofOptions options_for(Time created, std::string_view proof_id, const std::vector<std::string>& earlier) {
  crypto::ProofOptions out;
  out.created = created;
  out.id = std::string(proof_id);
  out.previous_proof = earlier;
  return out;
}

}  // namespace

Digest commitment(std::string_view name, const Salt& salt, const json& content) {
  return commitment_of(crypto::canonical(content), name, salt);
}
Digest commitment(const Group& group) { return commitment_of(group.content, group.name, group.salt); }

std::string_view to_text(Originality originality) {
  return originality == Originality::electronic_original ? "GOC_DIEN_TU" : "SO_HOA";
}

struct Document::State {
  json core;
  CoreReading reading;
  std::vector<Group> groups;

  Status may_sign(std::string_view proof_id) const {
    if (!credential_id_from_urn(proof_id).ok()) return Error(kBadId, "proof id");
    const auto& ids = reading.proof_ids;
    if (std::find(ids.begin(), ids.end(), proof_id) != ids.end()) return Error(kProofChain, "proof id");
    if (ids.size() >= kMaxSignatories) return kTooManySignatories;
    return done();
  }
};

Document::Document(std::unique_ptr<State> state) : state_(std::move(state)) {}
Document::Document(const Document& other) : state_(std::make_unique<State>(*other.state_)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(const Document& other) {
  if (this != &other) state_ = std::make_unique<State>(*other.state_);
  return *this;
}
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::parse(std::string_view core, std::vector<Group> groups) {
  if (core.size() > kMaxDocumentBytes) return kDocumentTooLarge;
  constexpr int kDepth = 16;
  HOCBA_TRY(json value, crypto::parse_json(core, {kMaxDocumentBytes, kDepth, false}));
  auto state = std::make_unique<State>();
  state->core = std::move(value);
  return make(std::move(state), std::move(groups), core.size());
}

Result<Document> Document::from_core(const json& core, std::vector<Group> groups) {
  auto state = std::make_unique<State>();
  state->core = core;
  return make(std::move(state), std::move(groups), 0);
}

Result<Document> Document::make(std::unique_ptr<State> state, std::vector<Group> groups, std::size_t core_bytes) {
  if (groups.size() > kMaxGroups) return Error(kDocumentTooLarge, "groups");
  std::size_t bytes = core_bytes;
  for (const auto& group : groups) bytes += group.content.size();
  if (bytes > kMaxDocumentBytes) return kDocumentTooLarge;
  HOCBA_TRY(state->reading, read_core(state->core));
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.name < b.name; });
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i > 0 && groups[i - 1].name == groups[i].name) return Error(kGroupDuplicate);
    HOCBA_RETURN_IF_ERROR(check_group(groups[i], state->reading));
  }
  state->groups = std::move(groups);
  return Document(std::move(state));
}

const json& Document::core() const { return state_->core; }
std::string Document::core_text() const { return crypto::canonical(state_->core); }
const std::vector<Group>& Document::groups() const { return state_->groups; }
const std::vector<GroupDigest>& Document::group_digests() const { return state_->reading.groups; }
const LedgerFacts& Document::facts() const { return state_->reading.facts; }
CredentialId Document::id() const { return facts().id; }
CredentialType Document::type() const { return facts().type; }
UnitCode Document::unit() const { return facts().unit; }
PeriodCode Document::period() const { return facts().period; }
std::string Document::serial() const { return facts().serial; }
Digest Document::digest() const { return crypto::sha256(core_text()); }
bool Document::closed() const { return !state_->reading.proof_ids.empty(); }
std::size_t Document::proof_count() const { return state_->reading.proof_ids.size(); }

const Group* Document::group(std::string_view name) const {
  const auto found = std::find_if(groups().begin(), groups().end(), [&](const Group& g) { return g.name == name; });
  return found == groups().end() ? nullptr : &*found;
}

std::vector<std::string> Document::missing_groups() const {
  std::vector<std::string> out;
  for (const auto& each : group_digests()) {
    if (group(each.name) == nullptr) out.push_back(each.name);
  }
  return out;
}

Result<Document> Document::showing(const std::vector<std::string>& names) const {
  auto state = std::make_unique<State>(State{state_->core, state_->reading, {}});
  for (const auto& each : groups()) {
    if (std::find(names.begin(), names.end(), each.name) != names.end()) state->groups.push_back(each);
  }
  for (const auto& name : names) {
    if (group(name) == nullptr) return unknown_group(name, group_digests());
  }
  return Document(std::move(state));
}

Result<std::string> Document::signing_input(const AnyKey& key, Time created, std::string_view proof_id) const {
  HOCBA_RETURN_IF_ERROR(state_->may_sign(proof_id));
  return crypto::signing_input(state_->core, key, options_for(created, proof_id, state_->reading.proof_ids));
}

Status Document::attach(const AnyKey& key, Time created, std::string_view proof_id, std::string_view signature) {
  HOCBA_RETURN_IF_ERROR(state_->may_sign(proof_id));
  HOCBA_RETURN_IF_ERROR(
      crypto::attach_proof(state_->core, key, options_for(created, proof_id, state_->reading.proof_ids), signature));
  state_->reading.proof_ids.emplace_back(proof_id);
  return done();
}

Status Document::sign(const crypto::KeyPair& key, Time created, std::string_view proof_id) {
  HOCBA_RETURN_IF_ERROR(state_->may_sign(proof_id));
  HOCBA_RETURN_IF_ERROR(
      crypto::add_proof(state_->core, key, options_for(created, proof_id, state_->reading.proof_ids)));
  state_->reading.proof_ids.emplace_back(proof_id);
  return done();
}

Status Document::sign(crypto::Signer& signer, Time created, std::string_view proof_id) {
  HOCBA_RETURN_IF_ERROR(state_->may_sign(proof_id));
  HOCBA_RETURN_IF_ERROR(
      crypto::add_proof(state_->core, signer, options_for(created, proof_id, state_->reading.proof_ids)));
  state_->reading.proof_ids.emplace_back(proof_id);
  return done();
}

Result<std::vector<crypto::CheckedProof>> Document::verify_proofs() const {
  return crypto::verify_proofs(state_->core);
}

}  // namespace hocba::credential
