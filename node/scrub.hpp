// Scrub: does the disk still hold what was made final? (design §8)
//
//  1. entries   each is re-read and re-hashed, blocks chain, roots and the signed checkpoint's root are met
//  2. tiles     recomputed from the entries, compared byte by byte
//  3. state     replayed through chain::apply into a scratch state, compared key by key, both ways; indexes likewise
//  4. vault     each object decrypts, documents match their digests, the access log's chain holds; each document that
//               must be here is: see below
//
// Which documents must be here? A node takes no credential.issue of a unit that it serves (node.serves; empty: every
// unit) before the document is in its vault, unless node.require_deposit is off. So each credential of those units that
// was not erased is a finding where its document is absent: the vault was removed, or is an older copy. Of other units
// a node need hold nothing: those absent are counted (`elsewhere`), and are findings only where `vault_complete` asks.
//
// A finding names its place: "entry 17", "tile/0/000.p/5", "state 02ab…", "index 62…", "document <id>". What this node
// alone can prove is put right: tiles from entries, state and indexes from the replay (rows that no record wrote are
// removed). Entries need a peer or a backup. A damaged block of a state or index file is a finding of its own ("state
// table, unreadable after 02ab…"): the rows behind it are compared one by one, and those that don't read are named, not
// rewritten: the file would keep its block.
// Memory: a rolling window of entries; the scratch state is a store of its own in `scratch_directory` (deleted after),
// or a map where that is empty (small ledgers, tests).
// Threads: runs in one thread beside a working node, on one snapshot.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "ledger/store/store.hpp"
#include "node/config.hpp"

namespace hocba::node {

class Vault;

struct ScrubFinding {
  const Code* code = nullptr;
  std::string place;
  bool repaired = false;
};
struct ScrubReport {
  std::uint64_t entries = 0, tiles = 0, state_keys = 0, documents = 0;
  std::vector<ScrubFinding> findings;        // at most kMaxScrubFindings
  bool complete = true;                      // false: it was stopped
  std::uint64_t elsewhere = 0;               // recorded credentials that need not be here and are not
  std::vector<std::string> elsewhere_first;  // the ids of the first kMaxElsewhere of them
};
inline constexpr std::size_t kMaxElsewhere = 10;
inline constexpr std::size_t kMaxScrubFindings = 1'000;

struct ScrubOptions {
  std::string scratch_directory;
  bool repair = false;
  // Steps 1 and 2 by hashes alone: no signature is checked, nothing replayed, the vault not looked at. It finds every
  // entry and tile that is not what the checkpoint's root covers, many times faster.
  bool hashes_only = false;
  bool vault_complete = false;  // every recorded document must be in the vault
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::uint64_t entries, std::uint64_t of)> progress;
};
// What must be in a vault, and that vault; it may be absent.
struct ScrubbedVault {
  const Vault* vault = nullptr;
  const NodeConfig* duties = nullptr;
};
Result<ScrubReport> scrub(store::Store& store, const ScrubbedVault& vault, const ScrubOptions& options);
// `hocbad check DIR`: opens the stores of a node that does not run, scrubs with the directory's configuration. A ledger
// that ends before what the node has signed (node/signed_mark.hpp) is a finding too.
struct CheckOptions {
  bool repair = false, hashes_only = false, vault_complete = false;
  std::string passphrase_file;  // of the keys, in place of node.passphrase_file; as in hocbad.toml
};
Result<ScrubReport> check_directory(const std::string& directory, const CheckOptions& how,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress);

}  // namespace hocba::node
