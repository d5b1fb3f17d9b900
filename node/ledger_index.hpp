// The node's secondary indexes: not consensus, rebuilt from the entries by scrub. Each is a key of the store's index
// table, written in the same batch as the block that it is about. Numbers are big-endian, so that keys sort.
//
//   b ‖ be64(index of a block)                  -> be64(height)          which block closes an entry
//   h ‖ be64(height)                            -> be64(index of the block)
//   u ‖ unit ‖ 0 ‖ be64(index)                  -> ""   unit.register, .update, .merge about this unit
//   g ‖ unit ‖ 0 ‖ be64(grant)                  -> ""   grants to sign for this unit (key.grant, key.rotate)
//   r ‖ be64(grant) ‖ be64(index)               -> ""   key.rotate, key.revoke of this grant
//   c ‖ credential ‖ be64(index)                -> ""   credential.status and document.erase about it
//   e ‖ be64(index)                             -> credential ‖ group   document.erase, in order
//   t ‖ unit ‖ 0 ‖ be64(index)                  -> transfer id   custody.request that names this unit
//   v ‖ unit ‖ 0 ‖ credential                   -> ""   custody came to this unit at some time (the state says if
//   still)
//   s ‖ purpose ‖ be32(shard)                   -> be64(index) ‖ raw bits of the list's newest status.snapshot
//   k ‖ book ‖ be32(number)                     -> be64(index)     register.spoil of this number
//   p ‖ book ‖ be32(number)                     -> be64(index)     register.copy of this number, by who gave it
//   a ‖ book ‖ be64(index)                      -> credential      revoked or superseded by this record: the annex
//   n ‖ be64(index)                             -> ""   a record that the training book is fed with
//
// book = unit ‖ 0 ‖ type ‖ 0 ‖ be32(year)
//
// Threads: pure functions of an immutable snapshot.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/chain/state.hpp"
#include "ledger/store/store.hpp"

namespace hocba::node {

using IndexWrites = std::vector<std::pair<std::string, std::string>>;
// What a record and a block add to the indexes.
// `state` is that right after the record: of a snapshot it gives the bits.
Status index_record(const chain::Record& record, log::LeafIndex index, const chain::StateView& state, IndexWrites& out);
void index_block(const chain::Block& block, IndexWrites& out);

// Which rows there are. 1: those of registers (k, p, a). To be raised where a table is added: complete_index() then
// writes its rows for the entries that are there already.
inline constexpr std::uint64_t kIndexVersion = 1;
// At the start, before anything is appended: what this version's index has and the store's has not yet. Once it did so
// it costs nothing.
Status complete_index(store::Store& store);

struct BlockPlace {
  chain::Height height{};
  log::LeafIndex index{};
};
// The block that closes the entry (for a block's own index: itself). node.no_such_entry beyond the end.
Result<BlockPlace> closing_block(const store::Snapshot& data, log::LeafIndex index);
Result<std::optional<log::LeafIndex>> block_at(const store::Snapshot& data, chain::Height height);

Result<std::vector<log::LeafIndex>> records_of_unit(const store::Snapshot& data, const chain::UnitCode& unit);
// The first `limit` after `after`: a unit's manager grants as many as it likes, for ever.
Result<std::vector<log::LeafIndex>> grants_of_unit(const store::Snapshot& data, const chain::UnitCode& unit,
                                                   std::optional<log::LeafIndex> after, std::size_t limit);
Result<std::vector<log::LeafIndex>> changes_of_grant(const store::Snapshot& data, log::LeafIndex grant);
Result<std::vector<log::LeafIndex>> changes_of_credential(const store::Snapshot& data, const chain::CredentialId& id);

// The transfers that name this unit, in the order of their requests, those after `after`; at most `limit`.
struct TransferPlace {
  log::LeafIndex requested{};
  chain::TransferId id;
};
Result<std::vector<TransferPlace>> transfers_of_unit(const store::Snapshot& data, const chain::UnitCode& unit,
                                                     std::optional<log::LeafIndex> after, std::size_t limit);

// The credentials that came to this unit by transfers, whether or not they are still there; at most `limit`.
Result<std::vector<chain::CredentialId>> received_by_unit(const store::Snapshot& data, const chain::UnitCode& unit,
                                                          std::size_t limit);

// One register book.
struct BookName {
  chain::UnitCode unit;
  chain::CredentialType type;
  std::uint32_t year = 0;
};
// Where a number of the book was recorded as spoiled.
Result<std::optional<log::LeafIndex>> spoiled_at(const store::Snapshot& data, const BookName& book,
                                                 std::uint32_t number);
// The copies that the unit gave of its documents of the type in the year: those after `after`; at most `limit`.
struct CopyPlace {
  std::uint32_t number = 0;
  log::LeafIndex index{};
};
Result<std::vector<CopyPlace>> copies_in(const store::Snapshot& data, const BookName& book, std::uint32_t after,
                                         std::size_t limit);
// The changes that ended documents of the book, in the order of the ledger: those after `after`; at most `limit`.
struct EndPlace {
  log::LeafIndex index{};
  chain::CredentialId credential;
};
Result<std::vector<EndPlace>> ends_in(const store::Snapshot& data, const BookName& book,
                                      std::optional<log::LeafIndex> after, std::size_t limit);

// The records of training from this one on: training.*, report.file, and what was issued for passed attempts or changed
// the standing of such a document.
Result<std::vector<log::LeafIndex>> training_records(const store::Snapshot& data, log::LeafIndex from);

struct Erasure {
  log::LeafIndex index{};
  chain::CredentialId credential;
  std::optional<chain::CodeText> group;
};
Result<std::vector<Erasure>> erasures_from(const store::Snapshot& data, log::LeafIndex from);

// The bits as they were when the newest status.snapshot of the list was recorded: what a holder's file carries.
struct ListSnapshot {
  log::LeafIndex index{};
  std::string raw_bits;
};
Result<std::optional<ListSnapshot>> newest_snapshot(const store::Snapshot& data, chain::StatusPurpose purpose,
                                                    std::uint32_t shard);

}  // namespace hocba::node
