#include "tests/support/network_builder.hpp"

#include "crypto/ed25519.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::test {

using namespace chain;  // NOLINT: a test's support

namespace {

const std::vector<RecordKind>& school_kinds() {
  static const std::vector<RecordKind> kinds = {
      RecordKind::register_reserve, RecordKind::register_spoil,   RecordKind::register_copy,
      RecordKind::register_close,   RecordKind::credential_issue, RecordKind::credential_status,
      RecordKind::document_erase,   RecordKind::custody_request,  RecordKind::custody_accept,
      RecordKind::custody_release,  RecordKind::custody_receive};
  return kinds;
}
const std::vector<RecordKind>& manager_kinds() {
  static const std::vector<RecordKind> kinds = {RecordKind::unit_register, RecordKind::unit_update,
                                                RecordKind::unit_merge,    RecordKind::key_grant,
                                                RecordKind::key_rotate,    RecordKind::key_revoke};
  return kinds;
}

}  // namespace

CodeText code(std::string_view text) { return must_be(CodeText::parse(text)); }
Time time_at(std::string_view text) { return must_be(time_from_text(text)); }
Commitment commitment(std::string_view of) { return Commitment::of(crypto::sha256({"commitment ", of}).view()); }

CredentialId credential_id(std::uint64_t n) {
  auto id = CredentialId::of(crypto::sha256({"credential ", std::to_string(n)}).view().substr(0, 16));
  id.data[6] = static_cast<std::uint8_t>((id.data[6] & 0x0f) | 0x40);
  id.data[8] = static_cast<std::uint8_t>((id.data[8] & 0x3f) | 0x80);
  return id;
}

TransferId transfer_id(std::uint64_t n) { return TransferId::of(credential_id(1'000'000 + n).view()); }

const crypto::KeyPair& key_named(const std::string& name) {
  static std::map<std::string, crypto::KeyPair> keys;
  auto found = keys.find(name);
  if (found == keys.end()) {
    const Digest seed = crypto::sha256({"hocba test key ", name});
    found = keys.emplace(name, crypto::KeyPair::from_seed(crypto::Seed::of(seed.view()))).first;
  }
  return found->second;
}

NetworkBuilder::NetworkBuilder(Options options) : now(options.start), options_(std::move(options)) {}

const Names& NetworkBuilder::founders() {
  static const Names names = {"founder-1", "founder-2"};
  return names;
}

Record NetworkBuilder::record(Body body, const std::string& unit) {
  Record out;
  out.body = std::move(body);
  if (out.kind() != RecordKind::network_genesis) out.network = network_;
  if (!unit.empty()) out.unit = code(unit);
  out.time = now;
  out.nonce = Nonce::of(crypto::sha256({"nonce ", std::to_string(++nonces_)}).view().substr(0, 16));
  return out;
}

std::string NetworkBuilder::sign(const Record& record, const Names& keys) const {
  std::vector<const crypto::KeyPair*> pairs;
  for (const std::string& name : keys) pairs.push_back(&key_named(name));
  return must_be(sign_record(record, pairs, record.time));
}

VerifiedRecord NetworkBuilder::verified(const Record& record, const Names& keys) const {
  return must_be(verify_record(sign(record, keys)));
}

Applier& NetworkBuilder::open_block() {
  if (!applier_) {
    applier_ = std::make_unique<Applier>(must_be(Applier::begin(tip_, state_, now)));
    block_time_ = now;
  }
  return *applier_;
}

Result<LeafIndex> NetworkBuilder::add(const VerifiedRecord& record) {
  if (applier_ && block_time_ < now) close_block();
  Applier& block = open_block();
  const LeafIndex index = block.next_index();
  HOCBA_RETURN_IF_ERROR(block.add(record));
  pending_.push_back(record);
  if (const auto* grant = std::get_if<KeyGrant>(&record.record().body)) {
    for (const auto& name : {"manager", "principal", "seal", "registrar", "homeroom", "teacher", "office-manager",
                             "other-manager", "other-principal", "other-seal", "other-registrar"}) {
      if (AnyKey(key_named(name).public_key()) == grant->key) grants_[name] = index;
    }
  }
  return index;
}

Result<LeafIndex> NetworkBuilder::submit(Body body, const std::string& unit, const Names& keys) {
  return add(verified(record(std::move(body), unit), keys));
}

LeafIndex NetworkBuilder::must(Body body, const std::string& unit, const Names& keys) {
  return must_be(submit(std::move(body), unit, keys));
}

void NetworkBuilder::close_block() {
  if (!applier_) return;
  if (applier_->count() == 0) return drop_block();
  auto outcome = must_be(applier_->finish());
  for (const VerifiedRecord& r : pending_) tree_.append(r.leaf());
  Block block;
  block.height = tip_ ? Height{to_u64(tip_->height) + 1} : Height{0};
  if (tip_) block.previous = tip_->block_leaf;
  block.time = block_time_;
  block.first = tip_ ? LeafIndex{log::to_u64(tip_->size)} : LeafIndex{0};
  block.count = pending_.size();
  block.root = tree_.root();
  block.state = outcome.state;
  block.proposer = code("nut-1");
  const auto verified_block = must_be(verify_block(must_be(sign_block(block, key_named("nut-1-api")))));
  const auto again = must_be(chain::apply(tip_, state_, {verified_block, pending_, block.root}));
  HOCBA_CHECK(again.writes == outcome.writes && again.state == outcome.state);
  for (const VerifiedRecord& r : pending_) entries_.push_back(r.bytes());
  entries_.push_back(verified_block.bytes());
  tree_.append(verified_block.leaf());
  applier_.reset();
  pending_.clear();
  state_.apply(outcome.writes);
  tip_ = LedgerTip{block.height, block.state, verified_block.leaf(), block.time, tree_.size(), tree_.root()};
}

void NetworkBuilder::drop_block() {
  applier_.reset();
  pending_.clear();
}

const StateView& NetworkBuilder::view() const { return applier_ ? applier_->view() : state_; }

NetworkGenesis NetworkBuilder::genesis_body() const {
  NetworkGenesis b;
  b.origin = options_.origin;
  b.test = options_.test;
  b.authority.threshold = 2;
  for (const char* name : {"founder-1", "founder-2", "founder-3"})
    b.authority.keys.emplace_back(key_named(name).public_key());
  for (std::size_t i = 1; i <= options_.validators; ++i) {
    const std::string name = "nut-" + std::to_string(i);
    b.validators.push_back({code(name), key_named(name + "-log").public_key(), key_named(name + "-vote").public_key(),
                            key_named(name + "-api").public_key()});
  }
  b.quorum = options_.quorum;
  return b;
}

void NetworkBuilder::genesis() {
  const VerifiedRecord genesis = verified(record(genesis_body()), founders());
  must_be(add(genesis));
  close_block();
  network_ = log::NetworkId::of(genesis.leaf().view());
}

UnitRegister NetworkBuilder::unit_body(const std::string& unit, const std::string& parent, UnitType type) const {
  UnitRegister b;
  b.unit = code(unit);
  b.type = type;
  if (!parent.empty()) b.parent = code(parent);
  b.from = options_.start;
  b.profile = commitment("profile " + unit);
  b.serial_secret = commitment("serial secret " + unit);
  return b;
}

KeyGrant NetworkBuilder::grant_body(const std::string& key, const std::string& unit, Role role,
                                    std::vector<RecordKind> kinds, const Names& types) const {
  KeyGrant b;
  b.key = key_named(key).public_key();
  b.unit = code(unit);
  b.role = role;
  b.kinds = std::move(kinds);
  for (const std::string& type : types) b.types.push_back(code(type));
  b.from = now;
  b.to = now + days(3 * 365);
  b.person = commitment("person " + key);
  return b;
}

PolicySet NetworkBuilder::policy_body(const std::string& type, const std::string& period) const {
  PolicySet b;
  b.type = code(type);
  b.period = code(period);
  b.record_roles = {Role::principal, Role::seal};
  b.status_proposers = {Role::registrar};
  b.status_approvers = {Role::principal};
  if (type == "transcript") b.document_roles = {{Role::teacher, 1}, {Role::homeroom, 1}};
  b.document_roles.push_back({Role::principal, 1});
  b.document_roles.push_back({Role::seal, 1});
  return b;
}

void NetworkBuilder::found() {
  genesis();
  must(unit_body("79SGD", "", UnitType::department), "", founders());
  must(grant_body("office-manager", "79SGD", Role::manager, manager_kinds()), "", founders());
  for (const auto& [type, period] : {std::pair("transcript", "2024-2025"), std::pair("certificate", "2025")}) {
    must(policy_body(type, period), "", founders());
  }
  close_block();
  for (const char* unit : {"79TH0001", "79TH0002"}) {
    must(unit_body(unit, "79SGD", UnitType::primary), "79SGD", {"office-manager"});
    const std::string prefix = std::string(unit) == "79TH0001" ? "" : "other-";
    must(grant_body(prefix + "manager", unit, Role::manager, manager_kinds()), "79SGD", {"office-manager"});
    for (const auto& [name, role] : {std::pair("principal", Role::principal), std::pair("seal", Role::seal),
                                     std::pair("registrar", Role::registrar)}) {
      must(grant_body(prefix + name, unit, role, school_kinds()), unit, {prefix + "manager"});
    }
  }
  must(grant_body("homeroom", "79TH0001", Role::homeroom, {}), "79TH0001", {"manager"});
  must(grant_body("teacher", "79TH0001", Role::teacher, {}, {"transcript"}), "79TH0001", {"manager"});
  close_block();
}

LeafIndex NetworkBuilder::reserve(const std::string& type, std::uint32_t count, const std::string& unit) {
  return must(RegisterReserve{code(type), 2025, count}, unit, {unit == "79TH0001" ? "registrar" : "other-registrar"});
}

CredentialIssue NetworkBuilder::issue_body(LeafIndex reservation, std::uint32_t count) {
  const auto row = must_be(find_reservation(view(), reservation));
  HOCBA_CHECK(row.has_value());
  return issue_body(*row, count);
}

CredentialIssue NetworkBuilder::issue_body(const ReservationState& row, std::uint32_t count) {
  const bool transcript = row.type.str() == "transcript";
  CredentialIssue b;
  b.type = row.type;
  b.period = code(transcript ? "2024-2025" : "2025");
  b.book = row.year;
  b.policy = must_be(find_policy(view(), b.type, b.period))->index;
  const std::string prefix = row.unit.str() == "79TH0001" ? "" : "other-";
  b.grants = {grant_of(prefix + "principal"), grant_of(prefix + "seal")};
  for (std::uint32_t i = 0; i < count; ++i) {
    IssueItem item;
    item.id = credential_id(++credentials_);
    item.digest = crypto::sha256({"document ", std::to_string(credentials_)});
    item.number = row.first + used_[row.index]++;
    item.status = status_index(row, item.number);
    item.serial_tag = SerialTag::of(crypto::sha256({"serial ", std::to_string(credentials_)}).view());
    b.items.push_back(item);
  }
  return b;
}

CredentialId NetworkBuilder::issue_one(const std::string& type) {
  const auto body = issue_body(reserve(type, 1), 1);
  must(body, "79TH0001", {"principal", "seal"});
  return body.items.front().id;
}

}  // namespace hocba::test
