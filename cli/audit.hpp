// Audits a whole ledger from genesis with nothing but its static files: checkpoint, tiles, entry bundles (C2SP
// tlog-tiles). Recomputes the tree, compares every hash tile, checks every signature, replays every block through
// chain::apply, compares roots and state digests, and at the end the checkpoint, its signatures and its quorum; a
// checkpoint remembered from an earlier audit must lie on the way.
//
//   main thread:  read bundles ahead ──▶ [chunks] ──▶ hash, compare tiles, apply blocks in order
//   workers:                        verify_record / verify_block, one entry at a time
//
// The workers carry nearly all of the cost, so the audit runs at the rate at which the cores verify signatures.
// The first thing that is wrong ends the audit and is named with its place.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "ledger/chain/apply.hpp"
#include "ledger/log/policy.hpp"
#include "ledger/log/tile.hpp"

namespace hocba::cli {

// Where the static files come from. Paths as in an export: "checkpoint", "tile/0/000", "tile/entries/000.p/3".
class LogSource {
 public:
  virtual ~LogSource() = default;
  virtual Result<std::string> read(const std::string& path) = 0;
};

struct AuditOptions {
  log::Policy policy;
  std::optional<log::Checkpoint> remembered;
  unsigned workers = 0;  // 0: one per core
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

struct AuditReport {
  std::uint64_t entries = 0, records = 0, blocks = 0, signatures = 0, bytes = 0;  // checked so far
  std::uint64_t size = 0;                                                         // of the checkpoint
  std::optional<Error> wrong;          // nothing: the ledger is sound up to its checkpoint
  std::optional<std::uint64_t> place;  // index of the entry at which it was found
  std::string origin;
  std::optional<log::NetworkId> network;
  bool test = false, single_operator = false;
  bool continues_remembered = false;
  Time last_block;         // time of the last block
  Time as_of;              // cosigned time of the checkpoint
  std::string checkpoint;  // the signed note, to be remembered
  std::size_t state_rows = 0;
  double seconds = 0;
};

// Always a report; `wrong` tells what is wrong. A file that can't be read is wrong too.
AuditReport audit(LogSource& source, const AuditOptions& options);

// A directory as `hocba log export` writes it.
std::unique_ptr<LogSource> directory_source(std::string directory);

}  // namespace hocba::cli
