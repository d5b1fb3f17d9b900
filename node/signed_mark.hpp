// What this node is known to have signed: the largest tree, its size and root, kept beside the ledger's own store. An
// older copy of the ledger is consistent in itself; only by this mark does a start notice that it would sign a second
// tree over what others hold receipts of.
//
// It stands in two places. The file DIR/signed is overwritten in place before each signature leaves, without a sync:
// it survives the end of the process; a power cut may leave it older or torn (then it counts for nothing), never newer.
// The vault's meta table has it synced, at most a second later and at each stop (node/maintenance.hpp), so it also goes
// with a vault that is copied elsewhere. So no group pays for a second sync. Backups: Vault::still_mark().
//
//   "hocbasgn" ‖ be64 size ‖ root ‖ first 8 bytes of SHA-256 over those: 56 bytes
//
// Threads: safe. Errors: node.io; node.ledger_older.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ledger/store/store.hpp"
#include "node/queue.hpp"

namespace hocba::node {

struct SignedTree {
  log::TreeSize size{0};
  log::Hash root;
};

class SignedMark {
 public:
  static constexpr const char* kFileName = "signed";  // in the data directory
  // Nothing: there is none, or it is torn.
  static Result<std::optional<SignedTree>> read(const std::string& path);
  // For writing; creates the file where it is not there yet.
  static Result<std::unique_ptr<SignedMark>> open(const std::string& path);
  ~SignedMark();
  // To be called after the tree is on disk, before anything about it is signed.
  Status note(const SignedTree& tree);
  SignedTree newest() const;  // noted since the start; size 0: none

 private:
  SignedMark(std::string path, int file) : path_(std::move(path)), file_(file) {}
  const std::string path_;
  const int file_;
  Turnstile turnstile_;
  SignedTree newest_;
};

// Does this ledger hold the tree? node.ledger_older: it ends before it, or had another root at that size.
Status holds_signed(const store::Snapshot& data, const SignedTree& tree);

}  // namespace hocba::node
