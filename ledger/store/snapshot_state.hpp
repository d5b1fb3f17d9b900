// What a Snapshot holds. Only ledger/store includes this header.
#pragma once

#include "ledger/store/database.hpp"
#include "ledger/store/edge.hpp"
#include "ledger/store/store.hpp"

namespace hocba::store {

enum LedgerTable : std::size_t { kMetaTable, kEntriesTable, kTilesTable, kStateTable, kIndexTable };

struct Snapshot::State {
  std::shared_ptr<const Database> database;     // first, so that it goes last: the snapshot below is its own
  std::shared_ptr<const rocksdb::Snapshot> at;  // nothing in a read-only database, where nothing changes
  std::shared_ptr<const Edge> edge;
  std::optional<Meta> meta;

  log::TreeSize size() const { return edge->size(); }
};

}  // namespace hocba::store
