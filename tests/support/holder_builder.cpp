#include "tests/support/holder_builder.hpp"

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::test {

using namespace chain;  // NOLINT: a test's support

namespace {

constexpr const char* kUnit = "79TH0001";

std::string validator(std::size_t i) { return "nut-" + std::to_string(i + 1); }

log::Policy policy_of(const HolderNetwork::Options& options) {
  log::Policy policy;
  log::PolicyGroup group{.name = "validators", .threshold = options.quorum, .members = {}};
  for (std::size_t i = 0; i < options.validators; ++i) {
    const std::string name = validator(i);
    policy.logs.push_back({log_key_of(options.origin, key_named(name + "-log")), ""});
    policy.witnesses.push_back({name, witness_key_of(options.origin + "/" + name, key_named(name + "-vote")), ""});
    group.members.push_back(name);
  }
  policy.groups.push_back(std::move(group));
  policy.quorum = "validators";
  policy.test = options.test;
  policy.operators = static_cast<std::uint32_t>(options.validators);
  return policy;
}

NetworkBuilder::Options builder_options(const HolderNetwork::Options& options) {
  NetworkBuilder::Options out;
  out.test = options.test;
  out.origin = options.origin;
  out.validators = options.validators;
  out.quorum = options.quorum;
  return out;
}

}  // namespace

exchange::OpenedCommitment person_of(const std::string& key) {
  return {credential::Salt::of(crypto::sha256({"person salt ", key}).view()),
          crypto::canonical(nlohmann::json{{"name", "Người giữ khóa " + key}})};
}

Commitment commitment_to(std::string_view name, const exchange::OpenedCommitment& opened) {
  return Commitment::of(credential::commitment(name, opened.salt, must_be(crypto::parse_json(opened.content))).view());
}

HolderNetwork::HolderNetwork(Options options)
    : net(builder_options(options)), policy(policy_of(options)), options_(options) {
  found(options);
  policy.network = net.network();
}

void HolderNetwork::found(const Options& options) {
  const std::vector<RecordKind> manages = {RecordKind::unit_register, RecordKind::unit_update, RecordKind::unit_merge,
                                           RecordKind::key_grant,     RecordKind::key_rotate,  RecordKind::key_revoke};
  const std::vector<RecordKind> issues = {RecordKind::register_reserve, RecordKind::credential_issue,
                                          RecordKind::credential_status, RecordKind::document_erase};
  net.genesis();
  net.must(net.unit_body("79SGD", "", UnitType::department), "", NetworkBuilder::founders());
  net.must(net.grant_body("office-manager", "79SGD", Role::manager, manages), "", NetworkBuilder::founders());
  for (const auto& [type, period] :
       {std::pair("transcript", "2024-2025"), std::pair("certificate", "2025"), std::pair("award", "2024-2025")}) {
    net.must(net.policy_body(type, period), "", NetworkBuilder::founders());
  }
  net.close_block();
  const exchange::OpenedCommitment profile{credential::Salt::of(crypto::sha256("profile salt").view()),
                                           crypto::canonical(nlohmann::json{{"name", options.issuer_name}})};
  profile_json = crypto::canonical(
      nlohmann::json{{"content", {{"name", options.issuer_name}}}, {"salt", crypto::base64url(profile.salt)}});
  UnitRegister unit = net.unit_body(kUnit, "79SGD", options.unit_type);
  unit.profile = commitment_to("profile", profile);
  unit_record = net.must(unit, "79SGD", {"office-manager"});
  const auto grant = [&](const std::string& key, Role role, const std::vector<RecordKind>& kinds, const std::string& by,
                         const std::string& acting) {
    KeyGrant body = net.grant_body(key, kUnit, role, kinds);
    body.person = commitment_to("person", person_of(key));
    net.must(body, acting, {by});
  };
  grant("manager", Role::manager, manages, "office-manager", "79SGD");
  grant("principal", Role::principal, issues, "manager", kUnit);
  grant("seal", Role::seal, issues, "manager", kUnit);
  grant("registrar", Role::registrar, issues, "manager", kUnit);
  grant("homeroom", Role::homeroom, {}, "manager", kUnit);
  grant("teacher", Role::teacher, {}, "manager", kUnit);
  net.close_block();
  net.advance(days(30));
}

credential::Common HolderNetwork::common_for(const std::string& type, const std::string& period,
                                             LeafIndex reservation) {
  const auto row = must_be(find_reservation(net.view(), reservation));
  const std::uint32_t used = used_[type]++;
  auto common = sample_common(static_cast<std::uint8_t>(used + 1 + 60 * used_.size()));
  common.issuer = {code(kUnit), options_.issuer_name};
  common.period = code(period);
  common.serial = type + "-" + std::to_string(used + 1);
  common.register_number = row->first;
  common.status_index = status_index(*row, row->first);
  return common;
}

Issued HolderNetwork::issue(const std::string& type, const std::string& period, const Build& build,
                            const Names& signers, std::optional<Names> cited, const Amend& amend) {
  const LeafIndex reservation = net.reserve(type, 1);
  net.close_block();
  const auto row = must_be(find_reservation(net.view(), reservation));
  credential::Document document = build(common_for(type, period, reservation), counting_salts());
  std::uint8_t n = 0;
  for (const std::string& signer : signers) {
    ++n;
    must_be(document.sign(key_named(signer), net.now + Duration{60 * n}, proof_id_of(n)));
  }
  net.advance(Duration{3600 + 60 * std::int64_t{n}});
  CredentialIssue body;
  body.type = code(type);
  body.period = code(period);
  body.book = row->year;
  body.policy = must_be(find_policy(net.view(), body.type, body.period))->index;
  for (const std::string& key : cited.value_or(signers)) body.grants.push_back(net.grant_of(key));
  std::sort(body.grants.begin(), body.grants.end());
  IssueItem item;
  item.id = document.id();
  item.digest = document.digest();
  item.number = document.facts().register_number;
  item.status = document.facts().status_index;
  item.serial_tag = SerialTag::of(crypto::sha256({"serial ", document.serial(), type}).view());
  body.items.push_back(item);
  if (amend) amend(body);
  const LeafIndex record = net.must(body, kUnit, record_signers);
  net.close_block();
  cosigned = net.now + Duration{60};
  return {std::move(document), record};
}

Issued HolderNetwork::issue_certificate() {
  return issue("certificate", "2025",
               [](credential::Common common, const credential::SaltSource& salts) {
                 auto data = sample_certificate();
                 common.expires_on = data.common.expires_on;
                 common.holder = data.common.holder;
                 data.common = std::move(common);
                 return must_be(credential::build_certificate(data, salts));
               },
               {"principal", "seal"});
}

Issued HolderNetwork::issue_diploma(credential::Originality originality) {
  net.must(net.policy_body("diploma", "2026"), "", NetworkBuilder::founders());
  net.close_block();
  return issue("diploma", "2026",
               [&](credential::Common common, const credential::SaltSource& salts) {
                 auto data = sample_diploma();
                 common.holder = data.common.holder;
                 common.originality = originality;
                 if (originality == credential::Originality::digitised) data.paper_issuer = "Trường Dạy nghề Mẫu";
                 data.common = std::move(common);
                 data.common.issued_on = {2025, 6, 2};
                 data.graduation_year = 2025;
                 data.decision.date = Date{2025, 5, 30};
                 return must_be(credential::build_diploma(data, salts));
               },
               {"principal", "seal"});
}

Issued HolderNetwork::issue_award() {
  return issue("award", "2024-2025",
               [](credential::Common common, const credential::SaltSource& salts) {
                 auto data = sample_award();
                 data.common = std::move(common);
                 return must_be(credential::build_award(data, salts));
               },
               {"principal", "seal"});
}

Issued HolderNetwork::issue_transcript() {
  return issue("transcript", "2024-2025",
               [](credential::Common common, const credential::SaltSource& salts) {
                 auto data = sample_transcript();
                 data.common = std::move(common);
                 return must_be(credential::build_transcript(data, salts));
               },
               {"teacher", "homeroom", "principal", "seal"});
}

void HolderNetwork::snapshot() {
  net.advance(hours(1));
  StatusSnapshot body;
  std::map<StatusPurpose, std::string> bits;
  for (const StatusPurpose purpose : {StatusPurpose::revocation, StatusPurpose::suspension}) {
    bits[purpose] = must_be(status_bits(net.view(), purpose, 0));
    body.lists.push_back({purpose, 0, snapshot_digest(purpose, 0, bits[purpose])});
  }
  snapshots_.push_back(net.must(body, "", {"nut-1-api"}));
  for (auto& [purpose, raw] : bits) snapshot_bits_[{snapshots_.back(), purpose}] = std::move(raw);
  net.close_block();
  cosigned = net.now + Duration{60};
}

LeafIndex HolderNetwork::change(const Issued& issued, StatusAction action, std::optional<CredentialId> successor) {
  net.advance(hours(1));
  const CredentialStatus body{issued.document.id(), action, successor, commitment("reason")};
  changes_.push_back(net.must(body, kUnit, {"registrar", "principal"}));
  net.close_block();
  cosigned = net.now + Duration{60};
  return changes_.back();
}

LeafIndex HolderNetwork::erase(const Issued& issued, const std::string& group) {
  net.advance(hours(1));
  const LeafIndex at = net.must(DocumentErase{issued.document.id(), code(group), commitment("basis")}, kUnit,
                                {"registrar", "principal"});
  erased_[credential::to_text(issued.document.id())].emplace_back(group, at);
  net.close_block();
  cosigned = net.now + Duration{60};
  return at;
}

void HolderNetwork::forge(LeafIndex at, Body body, const std::string& unit, const Names& keys) {
  forged_[static_cast<std::size_t>(log::to_u64(at))] = net.sign(net.record(std::move(body), unit), keys);
}

const std::string& HolderNetwork::entry(std::size_t index) const {
  const auto forged = forged_.find(index);
  return forged == forged_.end() ? net.entries()[index] : forged->second;
}

log::SignedCheckpoint HolderNetwork::checkpoint(log::TreeSize size) const {
  std::vector<log::Hash> leaves;
  for (std::size_t i = 0; i < log::to_u64(size); ++i) leaves.push_back(log::leaf_hash(entry(i)));
  const log::Checkpoint checkpoint{options_.origin, size, NaiveTree(leaves).root(leaves.size())};
  log::SignedCheckpoint out{.checkpoint = checkpoint, .note = {.text = checkpoint.text(), .signatures = {}}};
  out.note.signatures.push_back(crypto::sign_note(out.note.text, options_.origin, key_named(validator(0) + "-log")));
  for (std::size_t i = 0; i < options_.quorum; ++i) {
    out.note.signatures.push_back(crypto::cosign_note(out.note.text, policy.witnesses[i].key.name,
                                                      key_named(validator(i) + "-vote"),
                                                      cosigned + Duration{static_cast<std::int64_t>(i)}));
  }
  return out;
}

exchange::Proven HolderNetwork::prove(LeafIndex index, std::optional<TreeSize> size) const {
  const TreeSize in = size.value_or(TreeSize{net.entries().size()});
  std::vector<log::Hash> leaves;
  for (std::size_t i = 0; i < log::to_u64(in); ++i) leaves.push_back(log::leaf_hash(entry(i)));
  const auto at = static_cast<std::size_t>(log::to_u64(index));
  const log::Receipt receipt{.extra = std::nullopt,
                             .index = index,
                             .proof = NaiveTree(leaves).path(at, leaves.size()),
                             .checkpoint = checkpoint(in)};
  return {entry(at), receipt.to_text()};
}

exchange::ProvenInBlock HolderNetwork::prove_in_block(LeafIndex index) const {
  std::uint64_t block = log::to_u64(index);
  while (!looks_like_block(entry(block))) ++block;
  return {prove(index), prove(LeafIndex{block})};
}

exchange::GrantEvidence HolderNetwork::grant_evidence(const std::string& key) const {
  exchange::GrantEvidence out = grant_evidence(net.grant_of(key));
  out.person = person_of(key);
  return out;
}
exchange::GrantEvidence HolderNetwork::grant_evidence(LeafIndex index) const {
  exchange::GrantEvidence out{.record = prove(index)};
  const bool rotation = must_be(parse_record(out.record.entry)).kind() == RecordKind::key_rotate;
  if (rotation) out.block = prove_in_block(index).block;
  return out;
}

exchange::HolderFile HolderNetwork::file(const Issued& issued) const {
  exchange::HolderFile out;
  out.network = *net.network();
  out.core = issued.document.core_text();
  const auto erased = erased_.find(credential::to_text(issued.document.id()));
  for (const auto& group : issued.document.groups()) {
    exchange::DisclosedGroup shown{
        .kind = exchange::DisclosedGroup::Kind::disclosed, .group = group, .erasure = std::nullopt};
    for (const auto& [name, index] : erased == erased_.end() ? decltype(erased->second){} : erased->second) {
      if (name != group.name) continue;
      shown = {
          .kind = exchange::DisclosedGroup::Kind::erased, .group = {name, {}, {}}, .erasure = prove_in_block(index)};
    }
    out.groups.push_back(std::move(shown));
  }
  out.issue = prove_in_block(issued.record);
  const Record record = must_be(parse_record(out.issue.record.entry));
  const auto& body = std::get<CredentialIssue>(record.body);
  out.units.push_back({prove(unit_record), *profile_json});
  for (const LeafIndex grant : body.grants) {
    auto evidence = grant_evidence(grant);
    for (const char* key : {"teacher", "homeroom", "principal", "seal"}) {
      if (net.grant_of(key) == grant) evidence.person = person_of(key);
    }
    out.grants.push_back(std::move(evidence));
  }
  out.policy = prove(body.policy);
  for (const LeafIndex index : changes_) {
    const Record change = must_be(parse_record(net.entries()[log::to_u64(index)]));
    if (std::get<CredentialStatus>(change.body).credential == issued.document.id())
      out.changes.push_back(prove_in_block(index));
  }
  if (!snapshots_.empty()) {
    exchange::StatusEvidence status{.snapshot = prove_in_block(snapshots_.back()), .lists = {}};
    for (const StatusPurpose purpose : {StatusPurpose::revocation, StatusPurpose::suspension}) {
      status.lists.push_back({std::string(to_text(purpose)), 0, snapshot_bits_.at({snapshots_.back(), purpose})});
    }
    out.status = std::move(status);
  }
  return out;
}

}  // namespace hocba::test
