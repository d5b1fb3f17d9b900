#include "tests/node_support/node_network.hpp"

#include <filesystem>

#include "crypto/device/key_file.hpp"
#include "crypto/device/random.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/keys.hpp"
#include "node/log.hpp"
#include "tests/support/must_be.hpp"
#include "tests/support/photos.hpp"

namespace hocba::test {

NodeNetwork::NodeNetwork(bool test_network)
    : NodeNetwork([&] {
        NetworkBuilder::Options options;
        options.test = test_network;
        return options;
      }()) {}

NodeNetwork::NodeNetwork(NetworkBuilder::Options options) : net(std::move(options)) {
  net.genesis();
  std::filesystem::create_directories(directory() + "/keys");
  must_be(node::write_file(directory() + "/genesis.json", net.entries().at(0) + "\n"));
  for (const char* name : {"log", "vote", "api", "master"})
    must_be(crypto::write_key_file(node::key_path(directory(), name), key_named("nut-1-" + std::string(name)), {},
                                   crypto::KdfCost::testing));
  config.directory = directory();
  config.log.level = "error";
  config.ledger.block_cache_bytes = 8u << 20;
  config.ledger.write_buffer_bytes = 4u << 20;
  config.vault.block_cache_bytes = 4u << 20;
  config.vault.write_buffer_bytes = 1u << 20;
}

NodeNetwork::~NodeNetwork() = default;

Status NodeNetwork::try_open() {
  HOCBA_RETURN_IF_ERROR(node::open_log(config.log, config.path(config.log.file)));
  HOCBA_TRY(node_, node::Node::open(config, std::make_unique<node::SimulatedClock>(net.now)));
  return done();
}
void NodeNetwork::open() { must_be(try_open()); }
void NodeNetwork::reopen() {
  close();
  open();
}

void NodeNetwork::follow() {
  const auto view = node_->view();
  for (std::uint64_t i = net.entries().size(); i < log::to_u64(view->tip.size); ++i) {
    auto entry = must_be(view->data->entry(log::LeafIndex{i}));
    if (chain::looks_like_block(entry))
      net.close_block();
    else
      must_be(net.add(must_be(chain::verify_record(std::move(entry)))));
  }
}

Result<node::Accepted> NodeNetwork::submit(chain::Body body, const std::string& unit, const Names& keys) {
  follow();
  const std::string bytes = net.sign(net.record(std::move(body), unit), keys);
  HOCBA_TRY(const auto accepted, node_->submit_and_wait(bytes));
  const auto shadow = must_be(net.add(must_be(chain::verify_record(bytes))));
  net.close_block();
  HOCBA_CHECK(shadow == accepted.index);
  HOCBA_CHECK(net.tip()->state == node_->view()->tip.state);
  return accepted;
}

log::LeafIndex NodeNetwork::must(chain::Body body, const std::string& unit, const Names& keys) {
  return must_be(submit(std::move(body), unit, keys)).index;
}

void NodeNetwork::found() {
  using chain::RecordKind;
  using chain::Role;
  const std::vector<RecordKind> manage = {RecordKind::unit_register, RecordKind::unit_update, RecordKind::unit_merge,
                                          RecordKind::key_grant,     RecordKind::key_rotate,  RecordKind::key_revoke};
  const std::vector<RecordKind> school = {
      RecordKind::register_reserve, RecordKind::register_spoil,   RecordKind::register_copy,
      RecordKind::register_close,   RecordKind::credential_issue, RecordKind::credential_status,
      RecordKind::document_erase,   RecordKind::custody_request,  RecordKind::custody_accept,
      RecordKind::custody_release,  RecordKind::custody_receive};
  must(net.unit_body("79SGD", "", chain::UnitType::department), "", NetworkBuilder::founders());
  must(net.grant_body("office-manager", "79SGD", Role::manager, manage), "", NetworkBuilder::founders());
  must(net.policy_body("certificate", "2025"), "", NetworkBuilder::founders());
  for (const char* unit : {"79TH0001", "79TH0002"}) {
    must(net.unit_body(unit, "79SGD", chain::UnitType::primary), "79SGD", {"office-manager"});
    const std::string prefix = std::string(unit) == "79TH0001" ? "" : "other-";
    must(net.grant_body(prefix + "manager", unit, Role::manager, manage), "79SGD", {"office-manager"});
    for (const auto& [name, role] : {std::pair("principal", Role::principal), std::pair("seal", Role::seal),
                                     std::pair("registrar", Role::registrar)})
      must(net.grant_body(prefix + name, unit, role, school), unit, {prefix + "manager"});
  }
}

Status NodeNetwork::snapshot() {
  HOCBA_RETURN_IF_ERROR(node_->request_snapshot());
  follow();
  return done();
}

void NodeNetwork::advance(Duration by) {
  net.advance(by);
  if (node_) must_be(node_->set_test_clock(net.now));
}

NodeNetwork::Certificate NodeNetwork::certificate(const std::string& name, const std::string& birth_date,
                                                  const std::string& personal_number) {
  const auto reservation = must(chain::RegisterReserve{code("certificate"), 2025, 1}, "79TH0001", {"registrar"});
  Certificate out;
  out.issue = net.issue_body(reservation, 1);
  chain::IssueItem& item = out.issue.items.front();
  credential::CertificateData& data = out.data;
  data.common.id = item.id;
  data.common.salt = credential::Salt::of(crypto::sha256({"salt", std::string(1, static_cast<char>(++salts_))}).view());
  data.common.issuer = {code("79TH0001"), "Trường Tiểu học Mẫu"};
  data.common.holder = {name, must_be(date_from_text(birth_date)), personal_number, std::nullopt};
  data.common.period = code("2025");
  data.common.serial = "CC-" + std::to_string(salts_);
  data.common.book = item.number == 0 ? 0 : out.issue.book;
  data.common.register_number = item.number;
  data.common.status_index = item.status;
  data.common.status_list_base = "https://node.example/v1/status-lists";
  data.common.issued_on = date_in_utc7(net.now);
  data.title = "Chứng chỉ Chuyển đổi số (cơ bản)";
  data.programme = "Kỹ năng số";
  data.course = "CDS_CB";
  data.class_code = "CB-01";
  data.criteria = "Đạt từ 5,0 ở mỗi mô đun";
  data.decision = {"1/QĐ", date_in_utc7(net.now)};
  data.grade = "Khá";
  data.modules = {{"M1", "Mô đun một", 30, 15, 83}};
  data.workplace = "Trường Tiểu học Mẫu";
  data.audience = "Giáo viên";
  auto document = must_be(credential::build_certificate(data, [] { return crypto::random_of<credential::Salt>(); }));
  for (const char* signer : {"principal", "seal"})
    must_be(document.sign(key_named(signer), net.now, "urn:uuid:" + crypto::random_uuid()));
  out.core = document.core_text();
  out.groups = document.groups();
  item.digest = document.digest();
  return out;
}

node::DepositRequest NodeNetwork::deposit_of(const Certificate& certificate) const {
  return {certificate.data.common.id, certificate.core, certificate.groups, {}};
}

IssuedDocument NodeNetwork::issue(const Certificate& certificate) {
  const auto digest = must_be(node_->vault().deposit(*node_->view(), deposit_of(certificate)));
  const auto index = must(certificate.issue, "79TH0001", {"principal", "seal"});
  return {certificate.data.common.id, digest, index};
}

NodeNetwork::Transcript NodeNetwork::transcript(const Pupil& pupil) {
  const auto type = code("transcript"), period = code(pupil.period);
  if (!must_be(chain::find_policy(*node_->view()->state, type, period))) {
    auto policy = net.policy_body("transcript", pupil.period);
    policy.document_roles = {{chain::Role::principal, 1}, {chain::Role::seal, 1}};
    must(policy, "", NetworkBuilder::founders());
  }
  const std::string prefix = pupil.unit == "79TH0001" ? "" : "other-";
  const auto reservation = must(chain::RegisterReserve{type, 2025, 1}, pupil.unit, {prefix + "registrar"});
  Transcript out;
  out.issue = net.issue_body(reservation, 1);
  out.issue.period = period;
  out.issue.policy = must_be(chain::find_policy(*node_->view()->state, type, period))->index;
  chain::IssueItem& item = out.issue.items.front();
  credential::TranscriptData data;
  data.common.id = item.id;
  data.common.salt =
      credential::Salt::of(crypto::sha256({"transcript", std::string(1, static_cast<char>(++salts_))}).view());
  data.common.issuer = {code(pupil.unit), "Trường Mẫu"};
  data.common.holder = {pupil.name, must_be(date_from_text(pupil.birth_date)), pupil.personal_number,
                        pupil.sector_code};
  data.common.period = period;
  data.common.serial = "HB-" + std::to_string(salts_);
  data.common.book = out.issue.book;
  data.common.register_number = item.number;
  data.common.status_index = item.status;
  data.common.status_list_base = "https://node.example/v1/status-lists";
  data.common.issued_on = date_in_utc7(net.now);
  data.common.supersedes = pupil.supersedes;
  data.level = pupil.level;
  data.address = "Quận Mẫu";
  data.mother = "Trần Thị Hoà";
  if (pupil.page_one) {
    data.photo = png(30, 40);
    data.ethnicity = "Kinh";
    data.nationality = "Việt Nam";
  }
  credential::TranscriptYear year;
  year.period = period;
  year.class_name = "6A1";
  year.grade = pupil.level == "primary" ? 5 : 6;
  year.comment = "Chăm chỉ";
  data.years.push_back(year);
  auto document = must_be(credential::build_transcript(data, [] { return crypto::random_of<credential::Salt>(); }));
  for (const std::string signer : {"principal", "seal"})
    must_be(document.sign(key_named(prefix + signer), net.now, "urn:uuid:" + crypto::random_uuid()));
  item.digest = document.digest();
  must_be(node_->vault().deposit(*node_->view(), {item.id, document.core_text(), document.groups(), {}}));
  out.document = {item.id, item.digest, {}};
  return out;
}

Result<node::Accepted> NodeNetwork::record(const Transcript& transcript, const std::string& unit) {
  const std::string prefix = unit == "79TH0001" ? "" : "other-";
  return submit(transcript.issue, unit, {prefix + "principal", prefix + "seal"});
}

IssuedDocument NodeNetwork::issue_transcript(const std::string& name, const std::string& birth_date) {
  const std::string number = std::to_string(salts_);
  const auto made = transcript({name, birth_date, "000213" + std::string(6 - number.size(), '0') + number});
  const auto accepted = must_be(record(made));
  return {made.document.id, made.document.digest, accepted.index};
}

}  // namespace hocba::test
