#include "ledger/store/table_options.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_buffer_manager.h>

namespace hocba::store {
namespace {

constexpr int kMaxOpenFiles = 512;
constexpr std::size_t kSyncChunkBytes = 1u << 20;
constexpr double kFilterBitsPerKey = 16;  // one read of an absent key in 1,000 touches a block for nothing

// RocksDB's own log would quote keys and file bounds; what matters of it reaches us as statuses.
class SilentLogger : public rocksdb::Logger {
 public:
  SilentLogger() : Logger(rocksdb::InfoLogLevel::HEADER_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

rocksdb::DBOptions database_options(const StoreOptions& options, rocksdb::Env* env) {
  rocksdb::DBOptions db;
  db.env = env;
  db.info_log = std::make_shared<SilentLogger>();
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  // Damage is an error, everywhere and at once. (paranoid_checks and the consistency checks are on by default.)
  db.paranoid_checks = true;
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;  // the reason: database.hpp
  db.track_and_verify_wals_in_manifest = true;
  db.recycle_log_file_num = 0;  // a recycled log would hold old groups behind the end, and destroyed vault rows
  // All tables share one log, so that a group is one write: atomic_flush is for databases without a log. The log's
  // size bounds what a start replays.
  db.max_total_wal_size = 2 * options.write_buffer_bytes;
  db.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(2 * options.write_buffer_bytes);
  db.max_background_jobs = 2;
  db.max_open_files = kMaxOpenFiles;
  db.skip_stats_update_on_db_open = true;
  db.bytes_per_sync = kSyncChunkBytes;  // spreads the writing of tables, so that the log's syncs do not wait for it
  // A new MANIFEST, synced before CURRENT names it, for every change of the set of files (a few hundred bytes per file,
  // some times a minute at full speed). RocksDB does not open with a torn last record in the one that CURRENT names,
  // unless it is merely cut; and in the vault the bounds of destroyed files would live on in it.
  db.max_manifest_file_size = 1;
  return db;
}

rocksdb::ColumnFamilyOptions table_options(TableKind kind, const StoreOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions table;
  rocksdb::BlockBasedTableOptions blocks;
  blocks.format_version = 5;
  blocks.checksum = rocksdb::kXXH3;
  blocks.block_cache = cache;
  // Index and filters count against the cache and stay in it: every absent key asks the filter of each level, and to
  // look the filter up in the cache costs as much as to ask it. About 20 bytes a record of the ledger.
  blocks.cache_index_and_filter_blocks = true;
  blocks.cache_index_and_filter_blocks_with_high_priority = true;
  blocks.metadata_cache_options.unpartitioned_pinning = rocksdb::PinningTier::kAll;
  blocks.block_size = 4u << 10;
  table.compression = rocksdb::kNoCompression;
  table.write_buffer_size = options.write_buffer_bytes / 4;
  table.level_compaction_dynamic_level_bytes = true;
  table.target_file_size_base = options.write_buffer_bytes;

  switch (kind) {
    case TableKind::small:
      table.write_buffer_size = options.write_buffer_bytes / 16;
      break;
    case TableKind::sequence:
      // Signed JSON: keys and field names repeat from record to record, so a block should hold many of them.
      blocks.block_size = 32u << 10;
      table.compression = rocksdb::kZSTD;
      table.compression_opts.level = 3;
      table.write_buffer_size = options.write_buffer_bytes;
      // Appended in key order: a flushed file overlaps no other and is moved down a level without being rewritten.
      table.level0_file_num_compaction_trigger = 1;
      break;
    case TableKind::tiles:
      table.level0_file_num_compaction_trigger = 1;  // as above; hashes do not compress
      break;
    case TableKind::lookup:
      blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
      blocks.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
      table.compression = rocksdb::kLZ4Compression;
      table.write_buffer_size = options.write_buffer_bytes;
      // Most questions of the rules are for keys that must be absent: the newest rows are filtered in memory too.
      table.memtable_prefix_bloom_size_ratio = 0.05;
      table.memtable_whole_key_filtering = true;
      break;
    case TableKind::ordered:
      blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
      table.compression = rocksdb::kLZ4Compression;
      break;
    case TableKind::sealed:
      blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
      break;
  }
  table.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  return table;
}

}  // namespace hocba::store
