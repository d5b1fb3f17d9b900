// A founded network on one real node, for tests of its vault.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/error.hpp"
#include "ledger/store/vault_tables.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::test {

struct VaultFixture : testing::Test {
  NodeNetwork net;
  VaultFixture() {
    net.open();
    net.found();
  }
  static chain::AnyKey key(const std::string& name) { return key_named(name).public_key(); }
  node::Vault& vault() { return net.node().vault(); }
  const node::LedgerView& view() {
    view_ = net.node().view();
    return *view_;
  }
  std::vector<std::string> names(const node::SearchQuery& query, const std::string& reader = "registrar") {
    const auto found = vault().search(view(), {key(reader), "Thanh tra"}, query);
    EXPECT_TRUE(found.ok()) << found.error().to_string();
    std::vector<std::string> out;
    if (found.ok())
      for (const auto& one : *found) out.push_back(one.name);
    return out;
  }
  void stop() {
    view_.reset();
    net.close();
  }
  void restart() {
    stop();
    net.open();
  }
  void erase(const chain::CredentialId& id, const std::optional<std::string>& group) {
    chain::DocumentErase body{id, {}, commitment("basis")};
    if (group) body.group = code(*group);
    net.must(body, "79TH0001", {"registrar", "principal"});
    ASSERT_TRUE(vault().carry_out_erasures(view()).ok());
  }
  // Flips a bit of the sealed object, while the node is down.
  void spoil(const std::string& object) {
    stop();
    {
      const auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
      auto sealed = tables->get(store::VaultTable::documents, object).value().value();
      sealed[sealed.size() / 2] = static_cast<char>(sealed[sealed.size() / 2] ^ 1);
      HOCBA_CHECK(tables->write({{store::VaultTable::documents, object, sealed}}).ok());
    }
    net.open();
  }
  bool on_disk(const std::string& bytes) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(net.directory())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      if (text.find(bytes) != std::string::npos) return true;
    }
    return false;
  }

 private:
  std::shared_ptr<const node::LedgerView> view_;

 protected:
  const ScratchDirectory elsewhere_;
};

}  // namespace hocba::test
