// SIGKILL while a school works at its signing desk: every deposit and every signature that was acknowledged is there at
// the next start, and a document that was closed is in the vault. Rounds from HOCBA_CRASH_ROUNDS (a fifth of them).
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <sstream>

#include "crypto/device/random.hpp"
#include "node/desk.hpp"
#include "tests/crash/killed_child.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/must_be.hpp"

namespace hocba::node {
namespace {

using test::code;
using test::key_named;
using test::must_be;

credential::Document certificate(std::uint64_t n, Time now) {
  credential::CertificateData data;
  auto& common = data.common;
  common.id = credential::uuid_from_random(crypto::random_of<credential::CredentialId>());
  common.salt = crypto::random_of<credential::Salt>();
  common.issuer = {code("79TH0001"), "Trường Tiểu học Mẫu"};
  common.holder = {"Nguyễn Văn An", must_be(date_from_text("2001-02-03")), "000201000123", std::nullopt};
  common.period = code("2025");
  common.serial = "CC-" + std::to_string(n);
  common.book = 2025;
  common.register_number = static_cast<std::uint32_t>(n + 1);
  common.status_index = n;
  common.status_list_base = "https://node.example/v1/status-lists";
  common.issued_on = date_in_utc7(now);
  data.title = "Chứng chỉ Chuyển đổi số (cơ bản)";
  data.programme = "Kỹ năng số";
  data.course = "CDS_CB";
  data.class_code = "CB-01";
  data.criteria = "Đạt từ 5,0 ở mỗi mô đun";
  data.decision = {"1/QĐ", date_in_utc7(now)};
  data.modules = {{"M1", "Mô đun một", 30, 15, 83}};
  return must_be(credential::build_certificate(data, [] { return crypto::random_of<credential::Salt>(); }));
}

void acknowledge(const credential::Document& document, std::size_t signatures) {
  test::acknowledge(credential::to_text(document.id()) + " " + std::to_string(signatures));
}

// The child: deposits, and has principal and seal sign, until it is killed.
TEST(DeskKillChild, DISABLED_WorksUntilItIsKilled) {
  const char* directory = test::directory_of_parent();
  ASSERT_NE(directory, nullptr);
  test::NetworkBuilder net;
  Config config;
  config.directory = directory;
  config.log.level = "error";
  config.vault.write_buffer_bytes = 1u << 20;
  auto node = must_be(Node::open(config, std::make_unique<SimulatedClock>(net.now)));
  const auto view = node->view();
  const auto key = [](const char* name) { return crypto::AnyKey(key_named(name).public_key()); };
  for (std::uint64_t n = 0;; ++n) {
    auto document = certificate(n, net.now);
    ASSERT_TRUE(
        node->desk().deposit(*view, key("registrar"), {{document.core_text(), document.groups()}}).front().ok());
    acknowledge(document, 0);
    std::size_t signatures = 0;
    for (const char* who : {"principal", "seal"}) {
      DeskProof proof{document.id().str(), document.digest(), net.now, "urn:uuid:" + crypto::random_uuid(), {}};
      const auto input = must_be(document.signing_input(key(who), proof.created, proof.proof_id));
      proof.signature = key_named(who).sign(input).str();
      ASSERT_TRUE(node->desk().attach(*view, key(who), {proof}).front().ok());
      ASSERT_TRUE(document.attach(key(who), proof.created, proof.proof_id, proof.signature).ok());
      acknowledge(document, ++signatures);
    }
  }
}

int rounds() { return std::max(1, test::crash_rounds() / 5); }

TEST(DeskKill, LosesNoDraftAndNoSignatureThatWasAcknowledged) {
  test::NodeNetwork net;
  net.open();
  net.found();
  net.close();
  std::mt19937_64 random(2026);
  std::map<std::string, std::size_t> promised;
  for (int round = 0; round < rounds(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const std::size_t wanted = 1 + random() % 40;
    std::string text;
    ASSERT_NO_FATAL_FAILURE(
        test::killed_after("DeskKillChild.DISABLED_WorksUntilItIsKilled", net.directory(), wanted, 0, text));
    std::istringstream lines(text);
    std::size_t signatures = 0, count = 0;
    for (std::string id; lines >> id >> signatures; ++count) promised[id] = std::max(promised[id], signatures);
    ASSERT_GE(count, wanted);

    net.open();
    const auto view = net.node().view();
    const crypto::AnyKey registrar = key_named("registrar").public_key();
    for (const auto& [id, least] : promised) {
      const auto name = must_be(credential::credential_id_from_text(id));
      const auto found = net.node().desk().read(*view, registrar, {name.str()});
      ASSERT_TRUE(found.ok()) << id << " was acknowledged and is not there";
      const DeskItem& item = found->front().item;
      ASSERT_GE(item.signers.size(), least) << id;
      const auto document = must_be(credential::Document::parse(found->front().core, found->front().groups));
      if (!item.signers.empty()) {  // else there are no proofs to verify
        const auto proofs = document.verify_proofs();
        ASSERT_TRUE(proofs.ok()) << id << ", " << item.signers.size() << ": " << proofs.error().to_string();
        ASSERT_EQ(proofs->size(), item.signers.size()) << id;
      }
      if (item.ready) {
        ASSERT_TRUE(net.node().vault().holds(name, item.digest).value()) << id;
      }
    }
    ASSERT_TRUE(net.node().vault().scrub([](const Error& found) { ADD_FAILURE() << found.to_string(); }).ok());
    net.close();
  }
  std::printf("%d rounds, %zu drafts acknowledged, all there\n", rounds(), promised.size());
}

}  // namespace
}  // namespace hocba::node
