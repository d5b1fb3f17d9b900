// RocksDB's options for our tables, each with its reason in the .cpp. Only ledger/store includes this header.
#pragma once

#include <memory>

#include "ledger/store/database.hpp"

namespace rocksdb {
class Cache;
class Env;
struct ColumnFamilyOptions;
struct DBOptions;
}  // namespace rocksdb

namespace hocba::store {

rocksdb::DBOptions database_options(const StoreOptions& options, rocksdb::Env* env);
rocksdb::ColumnFamilyOptions table_options(TableKind kind, const StoreOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace hocba::store
