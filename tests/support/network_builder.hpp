// A network in memory, for tests: founders, an office, two schools, keys, grants, policies; records and blocks made
// with deterministic keys on a clock that the test moves. Every block that it closes is also checked with chain::apply.
//
//   NetworkBuilder net;                 // an empty ledger
//   net.found();                        // the standard network below, several blocks
//   auto at = net.submit(body, "79TH0001", {"principal", "seal"});   // Result<LeafIndex>
//   net.close_block();
//
// Keys have names: KeyPair::from_seed(SHA-256("hocba test key " ‖ name)). The standard network:
//   founder-1 … founder-3 (2 of 3); validator nut-1 with the keys nut-1-log, nut-1-vote, nut-1-api
//   79SGD (department, root): office-manager
//   79TH0001 (primary, under 79SGD): manager, principal, seal, registrar, homeroom, teacher
//   79TH0002 (primary, under 79SGD): other-manager, other-principal, other-seal, other-registrar
//   policies for transcript 2024-2025 and certificate 2025: record_roles principal and seal; proposers registrar,
//   approvers principal; document_roles teacher, homeroom, principal, seal (transcript) and principal, seal
//   (certificate)
// A bug in a test's own set-up stops the program.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/chain/apply.hpp"
#include "ledger/log/tree.hpp"

namespace hocba::test {

using Names = std::vector<std::string>;

chain::CodeText code(std::string_view text);
Time time_at(std::string_view text);  // "2024-09-05T01:02:03Z"
chain::Commitment commitment(std::string_view of);
chain::CredentialId credential_id(std::uint64_t n);
chain::TransferId transfer_id(std::uint64_t n);
const crypto::KeyPair& key_named(const std::string& name);

class NetworkBuilder {
 public:
  struct Options {
    bool test = true;
    std::string origin = "test.hocba.vn/log";
    Time start = time_at("2024-09-01T00:00:00Z");
    std::size_t validators = 1;
    std::uint32_t quorum = 1;
  };
  NetworkBuilder() : NetworkBuilder(Options()) {}
  explicit NetworkBuilder(Options options);

  // The clock. A block takes the time at which its first record was submitted.
  Time now;
  void advance(Duration by) { now = now + by; }

  // Records. `unit` empty: absent.
  chain::Record record(chain::Body body, const std::string& unit = {});
  std::string sign(const chain::Record& record, const Names& keys) const;
  chain::VerifiedRecord verified(const chain::Record& record, const Names& keys) const;

  // Adds to the open block (opens one). A refusal leaves everything as it was.
  Result<chain::LeafIndex> add(const chain::VerifiedRecord& record);
  Result<chain::LeafIndex> submit(chain::Body body, const std::string& unit, const Names& keys);
  chain::LeafIndex must(chain::Body body, const std::string& unit, const Names& keys);
  // Closes the open block; nothing happens without one.
  void close_block();
  // The entry of a block over the open one, unsigned, for tests that spoil it. Leaves the block open.
  void drop_block();

  // Standard steps.
  void genesis();
  void found();
  chain::NetworkGenesis genesis_body() const;
  chain::UnitRegister unit_body(const std::string& unit, const std::string& parent, chain::UnitType type) const;
  chain::KeyGrant grant_body(const std::string& key, const std::string& unit, chain::Role role,
                             std::vector<chain::RecordKind> kinds, const Names& types = {}) const;
  chain::PolicySet policy_body(const std::string& type, const std::string& period) const;
  // Reserves `count` numbers of the school's register (book 2025) and says where the reservation stands.
  chain::LeafIndex reserve(const std::string& type, std::uint32_t count, const std::string& unit = "79TH0001");
  // An issue of `count` items with new ids and serials on the next unused numbers of a reservation, citing the
  // unit's signatories; valid unless the test changes it.
  chain::CredentialIssue issue_body(chain::LeafIndex reservation, std::uint32_t count);
  // The same of a reservation that the network made without this builder.
  chain::CredentialIssue issue_body(const chain::ReservationState& reservation, std::uint32_t count);
  // Reserves and issues one certificate in the open block; its id.
  chain::CredentialId issue_one(const std::string& type = "certificate");

  // What there is.
  const chain::StateView& view() const;
  const chain::MapState& state() const { return state_; }
  const std::optional<chain::LedgerTip>& tip() const { return tip_; }
  const std::vector<std::string>& entries() const { return entries_; }
  const std::map<std::string, chain::LeafIndex>& grants() const { return grants_; }  // by key name
  chain::LeafIndex grant_of(const std::string& key) const { return grants_.at(key); }
  const std::optional<log::NetworkId>& network() const { return network_; }
  chain::Applier& open_block();
  static const Names& founders();  // two of the three

 private:
  Options options_;
  chain::MapState state_;
  std::optional<chain::LedgerTip> tip_;
  std::unique_ptr<chain::Applier> applier_;
  Time block_time_;
  std::vector<chain::VerifiedRecord> pending_;
  std::vector<std::string> entries_;
  log::CompactRange tree_;
  std::optional<log::NetworkId> network_;
  std::map<std::string, chain::LeafIndex> grants_;
  std::map<chain::LeafIndex, std::uint32_t> used_;  // of a reservation
  std::uint64_t nonces_ = 0;
  std::uint64_t credentials_ = 0;
};

}  // namespace hocba::test
