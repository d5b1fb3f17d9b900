// Real holder's files from a network in memory: a unit with an openable profile, grants with openable persons,
// documents built, signed, recorded and given out with receipts, for tests of the engine, of a node and of the command
// line.
//
//   HolderNetwork network;                               // one validator; HolderNetwork({.validators = 4, .quorum =
//   3}) const Issued mine = network.issue_transcript();      // teacher, homeroom teacher, principal, seal
//   network.snapshot();
//   const exchange::HolderFile file = network.file(mine);
//   verify::verify_file(exchange::to_text(file), network.policy);
//
// The unit is 79TH0001 of NetworkBuilder with its keys (teacher, homeroom, principal, seal, registrar, manager).
#pragma once

#include "ledger/exchange/holder_file.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::test {

struct Issued {
  credential::Document document;
  log::LeafIndex record{};
};

class HolderNetwork {
 public:
  struct Options {
    std::size_t validators = 1;
    std::uint32_t quorum = 1;
    bool test = false;
    std::string origin = "hocba.example/ledger";
    std::string issuer_name = "Trường Tiểu học Mẫu Một";
    chain::UnitType unit_type = chain::UnitType::primary;
  };
  HolderNetwork() : HolderNetwork(Options()) {}
  explicit HolderNetwork(Options options);

  NetworkBuilder net;
  log::Policy policy;

  Issued issue_certificate();                                 // principal, seal; expires 2030-06-01
  Issued issue_diploma(credential::Originality originality);  // sets its policy, too
  Issued issue_award();                                       // principal, seal
  Issued issue_transcript();                                  // teacher, homeroom, principal, seal; two years
  // Any document: `build` makes it from facts that the register gave; signed by these keys, a minute apart, the last
  // signature an hour before it is recorded; the record cites `cited` (by default those keys).
  using Build = std::function<credential::Document(credential::Common common, const credential::SaltSource& salts)>;
  // `amend` may change the record before it is signed.
  using Amend = std::function<void(chain::CredentialIssue& body)>;
  Issued issue(const std::string& type, const std::string& period, const Build& build, const Names& signers,
               std::optional<Names> cited = std::nullopt, const Amend& amend = {});

  // A status.snapshot of both lists of shard 0, in a block of its own; the file shows the last one.
  void snapshot();
  log::LeafIndex change(const Issued& issued, chain::StatusAction action,
                        std::optional<chain::CredentialId> successor = std::nullopt);
  log::LeafIndex erase(const Issued& issued, const std::string& group);

  // Proofs against the newest checkpoint (or an older size), cosigned by the first `quorum` validators at `cosigned`.
  exchange::Proven prove(log::LeafIndex index, std::optional<log::TreeSize> size = std::nullopt) const;
  exchange::ProvenInBlock prove_in_block(log::LeafIndex index) const;
  exchange::GrantEvidence grant_evidence(const std::string& key) const;  // with its person opened
  exchange::GrantEvidence grant_evidence(log::LeafIndex index) const;    // nothing opened
  // Everything that there is now: all groups, all changes, the last snapshot.
  exchange::HolderFile file(const Issued& issued) const;
  // Another record in the place of one, as a ledger would hold whose validators break the rules: every file that is
  // made afterwards proves it.
  void forge(log::LeafIndex at, chain::Body body, const std::string& unit, const Names& keys);

  Names record_signers = {"principal", "seal"};  // of credential.issue
  Time cosigned;  // when the checkpoints are cosigned; by default a minute after the newest block
  std::optional<std::string> profile_json;  // {"content","salt"} of the issuing unit
  log::LeafIndex unit_record{};

 private:
  void found(const Options& options);
  log::SignedCheckpoint checkpoint(log::TreeSize size) const;
  const std::string& entry(std::size_t index) const;
  credential::Common common_for(const std::string& type, const std::string& period, log::LeafIndex reservation);

  Options options_;
  std::map<std::size_t, std::string> forged_;
  std::vector<log::LeafIndex> snapshots_, changes_;
  std::map<std::pair<log::LeafIndex, chain::StatusPurpose>, std::string> snapshot_bits_;  // as they were then
  std::map<std::string, std::vector<std::pair<std::string, log::LeafIndex>>> erased_;     // by credential
  std::map<std::string, std::uint32_t> used_;
};

// What a key's person is committed to: {"name":"Người giữ khóa KEY"}.
exchange::OpenedCommitment person_of(const std::string& key);
chain::Commitment commitment_to(std::string_view name, const exchange::OpenedCommitment& opened);

inline credential::Document built(Result<credential::Document> document) {
  HOCBA_CHECK(document.ok());
  return std::move(document).value();
}

}  // namespace hocba::test
