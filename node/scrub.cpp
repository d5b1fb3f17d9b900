#include "node/scrub.hpp"

#include <algorithm>
#include <utility>

#include "crypto/encoding.hpp"
#include "ledger/store/codes.hpp"
#include "node/codes.hpp"
#include "node/keys.hpp"
#include "node/ledger_index.hpp"
#include "node/scratch_state.hpp"
#include "node/signed_mark.hpp"
#include "node/vault.hpp"

namespace hocba::node {

namespace {

// One walk over the log: entries, tiles, replay.
class Walk {
 public:
  Walk(const store::Snapshot& data, const ScrubOptions& options, ScrubReport& report, ScratchState& scratch)
      : data_(data), options_(options), report_(report), scratch_(scratch), meta_(*data.meta()) {}

  Status run();
  Status run_by_hashes();
  // Each entry is good in itself and together they lead to the checkpoint's root: tiles can be made from them.
  bool entries_sound() const {
    return entries_sound_ && edge_.root() == meta_.tip.root && edge_.root() == meta_.vote.root;
  }
  bool replayed() const { return replaying_; }
  // Full tiles that differ, with what the entries give.
  const std::vector<std::pair<log::TileId, std::string>>& wrong_tiles() const { return wrong_tiles_; }

 private:
  struct Window {  // the records of a block, then the block
    std::vector<log::Hash> leaves;
    std::vector<chain::VerifiedRecord> records;
    bool sound = true;
  };
  void find(const Code& code, std::string place) {
    if (report_.findings.size() < kMaxScrubFindings) report_.findings.push_back({&code, std::move(place), false});
  }
  void bad_entry(std::uint64_t index) {
    entries_sound_ = replaying_ = false;
    window_.sound = false;
    find(kScrubEntry, "entry " + std::to_string(index));
  }
  void take_entry(std::uint64_t index);
  void take_block(std::uint64_t index, const chain::VerifiedBlock& block);
  void replay(const chain::VerifiedBlock& block);
  void append(const log::Hash& leaf);
  void complete_tile(log::TileId tile, std::vector<log::Hash> hashes);
  Result<log::Hash> stored_leaf(std::uint64_t index) const;
  void blame_leaves(std::uint64_t first, chain::Height height);

  const store::Snapshot& data_;
  const ScrubOptions& options_;
  ScrubReport& report_;
  ScratchState& scratch_;
  const store::Meta& meta_;
  log::CompactRange edge_;
  std::optional<chain::LedgerTip> tip_;
  Window window_;
  std::vector<std::vector<log::Hash>> rows_ = std::vector<std::vector<log::Hash>>(log::kMaxTileLevel + 1);
  std::vector<std::uint64_t> next_tile_ = std::vector<std::uint64_t>(log::kMaxTileLevel + 1);
  std::vector<std::pair<log::TileId, std::string>> wrong_tiles_;
  bool entries_sound_ = true;
  bool replaying_ = true;
};

Result<log::Hash> Walk::stored_leaf(std::uint64_t index) const {
  const log::TileId tile{0, index / log::kTileWidth};
  HOCBA_TRY(const auto bytes, data_.read_tile(tile, log::tile_width(tile, meta_.tip.size)));
  const auto at = index % log::kTileWidth * log::Hash::kSize;
  if (bytes.size() < at + log::Hash::kSize) return Error(kScrubTile, log::tile_path(tile));
  return log::Hash::of(std::string_view(bytes).substr(at, log::Hash::kSize));
}

void Walk::complete_tile(log::TileId tile, std::vector<log::Hash> hashes) {
  ++report_.tiles;
  std::string expected = log::encode_tile(hashes);
  const auto stored = data_.read_tile(tile, static_cast<int>(log::kTileWidth));
  if (stored.ok() && *stored == expected) return;
  find(kScrubTile, log::tile_path(tile));
  if (wrong_tiles_.size() < kMaxScrubFindings) wrong_tiles_.emplace_back(tile, std::move(expected));
}

void Walk::append(const log::Hash& leaf) {
  edge_.append(leaf, [&](log::NodeId id, const log::Hash& hash) {
    if (id.level % log::kTileHeight != 0) return;
    const auto level = static_cast<std::size_t>(id.level / log::kTileHeight);
    if (level >= rows_.size()) return;
    rows_[level].push_back(hash);
    if (rows_[level].size() < log::kTileWidth) return;
    complete_tile({static_cast<int>(level), next_tile_[level]++}, std::exchange(rows_[level], {}));
  });
}

void Walk::take_entry(std::uint64_t index) {
  ++report_.entries;
  auto entry = data_.entry(log::LeafIndex{index});
  if (entry.ok()) {
    const log::Hash leaf = log::leaf_hash(*entry);
    if (chain::looks_like_block(*entry)) {
      if (const auto block = chain::verify_block(*std::move(entry)); block.ok()) {
        window_.leaves.push_back(leaf);
        return take_block(index, *block);
      }
    } else if (auto record = chain::verify_record(*std::move(entry)); record.ok()) {
      window_.leaves.push_back(leaf);
      if (replaying_) window_.records.push_back(*std::move(record));
      return;
    }
  }
  bad_entry(index);
  // The tree goes on with the hash that the tiles keep, so that one bad entry doesn't make all after it look bad.
  const auto leaf = stored_leaf(index);
  window_.leaves.push_back(leaf.ok() ? *leaf : log::empty_root());
}

// The block's root doesn't fit its entries, each of which is well signed: those that differ from the tiles are not what
// was made final.
void Walk::blame_leaves(std::uint64_t first, chain::Height height) {
  bool found = false;
  for (std::size_t i = 0; i < window_.leaves.size(); ++i) {
    const auto stored = stored_leaf(first + i);
    if (!stored.ok() || *stored == window_.leaves[i]) continue;
    bad_entry(first + i);
    window_.leaves[i] = *stored;
    found = true;
  }
  if (!found) find(kScrubReplay, "block " + std::to_string(chain::to_u64(height)) + ": root");
}

void Walk::take_block(std::uint64_t index, const chain::VerifiedBlock& verified) {
  const chain::Block& block = verified.block();
  const std::uint64_t first = index + 1 - window_.leaves.size();
  log::CompactRange before = edge_;
  for (std::size_t i = 0; i + 1 < window_.leaves.size(); ++i) before.append(window_.leaves[i]);
  const bool fits = before.root() == block.root;
  if (!fits && window_.sound) blame_leaves(first, block.height);
  for (const auto& leaf : window_.leaves) append(leaf);
  if (fits && window_.sound && replaying_) replay(verified);
  window_ = Window();
}

void Walk::replay(const chain::VerifiedBlock& verified) {
  const chain::Block& block = verified.block();
  const std::string place = "block " + std::to_string(chain::to_u64(block.height));
  auto outcome = chain::apply(tip_, scratch_, {verified, window_.records, block.root});
  if (!outcome.ok()) {
    replaying_ = false;
    return find(kScrubReplay, place + ": " + std::string(outcome.error().code().id));
  }
  Status status = scratch_.put_state(outcome->writes);
  IndexWrites index;
  for (std::size_t i = 0; i < window_.records.size() && status.ok(); ++i)
    status = index_record(window_.records[i].record(), log::LeafIndex{to_u64(block.first) + i}, scratch_, index);
  index_block(block, index);
  if (status.ok()) status = scratch_.put_index(index);
  if (!status.ok()) {
    replaying_ = false;
    return find(kScrubReplay, place + ": " + std::string(status.error().code().id));
  }
  tip_ = chain::LedgerTip{block.height, block.state, verified.leaf(), block.time, edge_.size(), edge_.root()};
}

Status Walk::run() {
  const std::uint64_t size = to_u64(meta_.tip.size);
  for (std::uint64_t i = 0; i < size; ++i) {
    if (options_.stop != nullptr && options_.stop->load()) {
      report_.complete = false;
      return done();
    }
    take_entry(i);
    if (options_.progress && (i % 1024 == 0 || i + 1 == size)) options_.progress(i + 1, size);
  }
  for (const auto& leaf : window_.leaves) append(leaf);  // the last block was unreadable
  if (edge_.root() != meta_.tip.root || edge_.root() != meta_.vote.root) find(kScrubReplay, "root of the checkpoint");
  if (replaying_ && (!tip_ || tip_->state != meta_.tip.state)) {
    replaying_ = false;
    find(kScrubReplay, "state digest of the tip");
  }
  return done();
}

// The entries alone decide: if they lead to the root, each is what was made final, and tiles that differ are wrong. If
// not, tiles tell which entries they are; what those tiles seem to be was judged by wrong entries and is forgotten.
Status Walk::run_by_hashes() {
  const std::uint64_t size = to_u64(meta_.tip.size);
  for (std::uint64_t i = 0; i < size; ++i) {
    if (options_.stop != nullptr && options_.stop->load()) {
      report_.complete = false;
      return done();
    }
    ++report_.entries;
    const auto entry = data_.entry(log::LeafIndex{i});
    if (!entry.ok()) bad_entry(i);
    append(entry.ok() ? log::leaf_hash(*entry) : log::empty_root());
    if (options_.progress && (i % 1024 == 0 || i + 1 == size)) options_.progress(i + 1, size);
  }
  if (edge_.root() == meta_.tip.root && edge_.root() == meta_.vote.root) return done();
  std::erase_if(report_.findings, [](const ScrubFinding& found) { return found.code == &kScrubTile; });
  wrong_tiles_.clear();
  for (std::uint64_t i = 0; i < size; ++i) {
    const auto entry = data_.entry(log::LeafIndex{i});
    const auto leaf = stored_leaf(i);
    if (entry.ok() && leaf.ok() && log::leaf_hash(*entry) != *leaf) bad_entry(i);
  }
  if (report_.findings.empty()) find(kScrubReplay, "root of the checkpoint");
  return done();
}

// What stands in the store against the replay, both ways.
struct Difference {
  std::string key;
  store::Store::Row found, right;
  bool readable = true;  // false: the stored row lies in a damaged block, nobody knows what it says
};
struct Comparison {
  const Code& code;
  std::string_view word;
  std::vector<Difference> differences;
};

// A block that does not match its checksum, or a place that the disk no longer gives.
bool damaged(const Error& error) { return error.is(store::kCorrupt) || error.is(store::kIo); }

// A damaged block ends the scan of its table, not the comparison: behind it rows are read one by one as the replay
// names them. Rows that no record wrote are not seen there.
Status compare(const store::Snapshot& data, ScratchState& scratch, ScrubReport& report, Comparison& c, bool state) {
  const auto find = [&](Difference difference) {
    if (report.findings.size() < kMaxScrubFindings)
      report.findings.push_back({&c.code, std::string(c.word) + " " + crypto::hex(difference.key), false});
    if (c.differences.size() < kMaxScrubFindings) c.differences.push_back(std::move(difference));
  };
  Status status = done();
  std::string last;
  const auto stored_against_replay = [&](std::string_view key, std::string_view value) {
    if (state) ++report.state_keys;
    last = key;
    auto expected = state ? scratch.get(key) : scratch.get_index(key);
    if (!expected.ok()) {
      status = expected.error();
      return false;
    }
    if (!*expected || **expected != value) find({std::string(key), std::string(value), *std::move(expected)});
    return true;
  };
  const Status scanned =
      state ? data.scan_state("", "", stored_against_replay) : data.scan_index("", "", stored_against_replay);
  HOCBA_RETURN_IF_ERROR(status);
  const bool whole = scanned.ok();
  if (!whole && !damaged(scanned.error())) return scanned.error();
  if (!whole && report.findings.size() < kMaxScrubFindings)
    report.findings.push_back({&c.code, std::string(c.word) + " table, unreadable after " + crypto::hex(last), false});
  const auto replay_against_stored = [&](std::string_view key, std::string_view value) {
    auto stored = state ? data.get(key) : data.index_value(key);
    const bool compared = whole || key <= last;
    if (stored.ok() && *stored && (compared || **stored == value)) return true;
    find({std::string(key), stored.ok() ? *std::move(stored) : std::nullopt, std::string(value), stored.ok()});
    return true;
  };
  return state ? scratch.visit_state(replay_against_stored) : scratch.visit_index(replay_against_stored);
}

void mark_repaired(ScrubReport& report, const Code& code, const std::string& place) {
  for (auto& finding : report.findings)
    if (finding.code == &code && finding.place == place) finding.repaired = true;
}

bool kept_here(const NodeConfig& duties, const chain::UnitCode& unit) {
  const auto& serves = duties.serves;
  return duties.require_deposit &&
         (serves.empty() || std::find(serves.begin(), serves.end(), unit.str()) != serves.end());
}

// `data` is older than the vault: what was recorded meanwhile is not asked for.
Status find_missing(const store::Snapshot& data, const ScrubbedVault& here, const ScrubOptions& options,
                    ScrubReport& report) {
  Status status = done();
  const std::string prefix = chain::table_prefix(chain::Table::credential);
  const auto look = [&](const chain::CredentialState& credential) -> Status {
    HOCBA_TRY(const bool held, here.vault->keeps(credential.id, credential.digest));
    if (held) return done();
    HOCBA_TRY(const bool erased, chain::group_erased(data, credential.id, {}));
    if (erased) return done();
    const std::string id = credential::to_text(credential.id);
    if (options.vault_complete || (here.duties != nullptr && kept_here(*here.duties, credential.unit))) {
      if (report.findings.size() < kMaxScrubFindings)
        report.findings.push_back({&kDocumentMissing, "document " + id, false});
      return done();
    }
    ++report.elsewhere;
    if (report.elsewhere_first.size() < kMaxElsewhere) report.elsewhere_first.push_back(id);
    return done();
  };
  const Status scanned = data.scan_state(prefix, "", [&](std::string_view key, std::string_view value) {
    if (options.stop != nullptr && options.stop->load()) {
      report.complete = false;
      return false;
    }
    const auto credential = chain::decode_credential(key, value);
    if (credential) status = look(*credential);  // a row that does not read is a finding of the comparison's
    return status.ok();
  });
  HOCBA_RETURN_IF_ERROR(status);
  // A damaged block of the table is a finding already; what lies behind it is compared once it is repaired.
  return scanned.ok() || damaged(scanned.error()) ? done() : scanned;
}

// Who sits on the seats of the rosters that units of this node recorded; reports likewise.
Status find_missing_training(const store::Snapshot& data, const ScrubbedVault& here, const ScrubOptions& options,
                             ScrubReport& report) {
  HOCBA_TRY(const auto indexes, training_records(data, log::LeafIndex{0}));
  for (const auto index : indexes) {
    if (options.stop != nullptr && options.stop->load()) {
      report.complete = false;
      return done();
    }
    const auto entry = data.entry(index);
    const auto record = entry.ok() ? chain::parse_record(*entry) : Result<chain::Record>(entry.error());
    if (!record.ok() || !record->unit) continue;  // damage is a finding of the walk's
    if (!options.vault_complete && (here.duties == nullptr || !kept_here(*here.duties, *record->unit))) continue;
    HOCBA_TRY(const bool held, here.vault->keeps_training(*record));
    if (held || report.findings.size() >= kMaxScrubFindings) continue;
    report.findings.push_back(
        {&kDocumentMissing, std::string(chain::to_text(record->kind())) + " " + std::to_string(to_u64(index)), false});
  }
  return done();
}

}  // namespace

Result<ScrubReport> scrub(store::Store& store, const ScrubbedVault& vault, const ScrubOptions& options) {
  ScrubReport report;
  const auto data = store.snapshot();
  if (data->meta()) {
    HOCBA_TRY(const auto scratch, ScratchState::open(options.scratch_directory));
    Walk walk(*data, options, report, *scratch);
    HOCBA_RETURN_IF_ERROR(options.hashes_only ? walk.run_by_hashes() : walk.run());
    if (!report.complete) return report;
    if (options.repair && walk.entries_sound()) {
      for (const auto& [tile, bytes] : walk.wrong_tiles())
        if (store.repair_tile(tile, bytes).ok()) mark_repaired(report, kScrubTile, log::tile_path(tile));
    }
    if (walk.replayed() && !options.hashes_only) {
      Comparison state{kScrubState, "state", {}};
      HOCBA_RETURN_IF_ERROR(compare(*data, *scratch, report, state, true));
      Comparison index{kScrubIndex, "index", {}};
      HOCBA_RETURN_IF_ERROR(compare(*data, *scratch, report, index, false));
      if (options.repair) {
        for (const auto& d : state.differences)
          if (d.readable && store.repair_state(d.key, d.right, &d.found).ok())
            mark_repaired(report, kScrubState, "state " + crypto::hex(d.key));
        for (const auto& d : index.differences)
          if (d.readable && store.repair_index(d.key, d.right, &d.found).ok())
            mark_repaired(report, kScrubIndex, "index " + crypto::hex(d.key));
      }
    }
  }
  if (vault.vault != nullptr && !options.hashes_only) {
    HOCBA_TRY(report.documents, vault.vault->count());
    HOCBA_RETURN_IF_ERROR(find_missing(*data, vault, options, report));
    HOCBA_RETURN_IF_ERROR(find_missing_training(*data, vault, options, report));
    HOCBA_RETURN_IF_ERROR(vault.vault->scrub([&](const Error& found) {
      if (report.findings.size() < kMaxScrubFindings) report.findings.push_back({&found.code(), found.detail(), false});
    }));
  }
  return report;
}

Result<ScrubReport> check_directory(const std::string& directory, const CheckOptions& how,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  HOCBA_TRY(Config config, load_config(directory));
  if (!how.passphrase_file.empty()) config.node.passphrase_file = how.passphrase_file;
  HOCBA_TRY(const auto keys, read_node_keys(config));
  HOCBA_TRY(const auto store, store::Store::open(config.path("ledger"), {}));
  const SystemClock clock;
  HOCBA_TRY(const auto vault, Vault::open(config, keys.master, clock));
  ScrubOptions options;
  options.scratch_directory = config.path("scratch");
  options.repair = how.repair;
  options.hashes_only = how.hashes_only;
  options.vault_complete = how.vault_complete;
  options.progress = progress;
  HOCBA_TRY(auto report, scrub(*store, {vault.get(), &config.node}, options));
  HOCBA_TRY(const auto in_file, SignedMark::read(config.path(SignedMark::kFileName)));
  HOCBA_TRY(const auto in_vault, vault->mark());
  const auto data = store->snapshot();
  for (const auto& marked : {in_file, in_vault}) {
    const Status held = marked ? holds_signed(*data, *marked) : done();
    if (!held.ok()) report.findings.push_back({&held.error().code(), "ledger: " + held.error().detail(), false});
  }
  return report;
}

}  // namespace hocba::node
