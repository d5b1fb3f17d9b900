// A real node on a scratch directory, for tests: the standard network of tests/support/network_builder.hpp, founded
// record by record through the node, with the builder beside it as a shadow that applies the same records. After each
// step both must stand at the same index.
//
//   NodeNetwork net;                          // data directory, keys, genesis; the node is not open yet
//   net.open();                               // or net.reopen() to end the node and start it again
//   net.found();                              // units, grants, policies
//   auto credential = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
#pragma once

#include <memory>
#include <string>

#include "ledger/credential/kinds.hpp"
#include "node/node.hpp"
#include "node/vault.hpp"
#include "tests/support/network_builder.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::test {

struct IssuedDocument {
  chain::CredentialId id;
  crypto::Digest digest;
  log::LeafIndex index{};
};

class NodeNetwork {
 public:
  explicit NodeNetwork(bool test_network = true);
  explicit NodeNetwork(NetworkBuilder::Options options);  // of one validator
  ~NodeNetwork();

  node::Config config;  // change it before open()
  NetworkBuilder net;

  const std::string& directory() const { return directory_.path(); }
  Status try_open();  // on a simulated clock that stands at net.now
  void open();
  void close() { node_.reset(); }
  void reopen();
  node::Node& node() { return *node_; }
  std::unique_ptr<node::Node> release() { return std::move(node_); }

  // Through the node, one block per record; the builder follows.
  Result<node::Accepted> submit(chain::Body body, const std::string& unit, const Names& keys);
  log::LeafIndex must(chain::Body body, const std::string& unit, const Names& keys);
  void found();
  Status snapshot();          // Node::request_snapshot; the builder follows
  void follow();              // the builder takes in what the node appended of its own: snapshots, for readers
  void advance(Duration by);  // the node's clock and the builder's

  // A certificate of 79TH0001 signed by principal and seal, on the next free number of a reservation of its own.
  struct Certificate {
    credential::CertificateData data;
    std::string core;
    std::vector<credential::Group> groups;
    chain::CredentialIssue issue;
  };
  Certificate certificate(const std::string& name, const std::string& birth_date,
                          const std::string& personal_number = "000201000123");
  node::DepositRequest deposit_of(const Certificate& certificate) const;
  IssuedDocument issue(const Certificate& certificate);  // deposits, records

  // A transcript of 79TH0001 for 2024-2025, class 6A1, signed by principal and seal; sets its policy where none is.
  struct Pupil {
    std::string name, birth_date;
    std::optional<std::string> personal_number = {}, sector_code = {};
    std::string level = "lower-secondary";
    std::optional<chain::CredentialId> supersedes = {};
    std::string unit = "79TH0001", period = "2024-2025";
    bool page_one = false;  // with photo, ethnicity, nationality
  };
  struct Transcript {
    IssuedDocument document;
    chain::CredentialIssue issue;  // deposited, not recorded
  };
  Transcript transcript(const Pupil& pupil);
  Result<node::Accepted> record(const Transcript& transcript, const std::string& unit = "79TH0001");
  IssuedDocument issue_transcript(const std::string& name, const std::string& birth_date);

 private:
  ScratchDirectory directory_;
  std::unique_ptr<node::Node> node_;
  std::uint8_t salts_ = 0;
};

}  // namespace hocba::test
