#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "ledger/store/codes.hpp"
#include "ledger/store/database.hpp"
#include "ledger/store/store.hpp"
#include "tests/support/sample_groups.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::store {
namespace {

using log::LeafIndex;
using log::TileId;
using log::to_u64;
using test::SampleGroups;
using test::ScratchDirectory;

const StoreOptions kSmall{.block_cache_bytes = 4u << 20, .write_buffer_bytes = 1u << 20};

std::unique_ptr<Store> open(const std::string& directory, StoreOptions options = kSmall) {
  auto store = Store::open(directory, options);
  EXPECT_TRUE(store.ok()) << store.error().to_string();
  return store.ok() ? std::move(store).value() : nullptr;
}

void commit(Store& store, SampleGroups& groups, std::size_t entries) {
  const auto status = store.commit(groups.next(entries));
  ASSERT_TRUE(status.ok()) << status.error().to_string();
}

// The tile as its definition says: the hashes of its row, from the entries.
std::string naive_tile(TileId tile, int width) {
  std::vector<log::Hash> row;
  const int level = tile.level * log::kTileHeight;
  for (int i = 0; i < width; ++i) {
    const std::uint64_t node = tile.index * log::kTileWidth + static_cast<std::uint64_t>(i);
    log::CompactRange below;
    for (std::uint64_t leaf = node << level; leaf < (node + 1) << level; ++leaf) {
      below.append(log::leaf_hash(test::sample_entry(leaf)));
    }
    row.push_back(below.root());
  }
  return log::encode_tile(row);
}

TEST(Store, IsEmptyWhenNew) {
  const ScratchDirectory dir;
  const auto store = open(dir / "store");
  const auto snapshot = store->snapshot();
  EXPECT_FALSE(snapshot->meta());
  EXPECT_TRUE(snapshot->entry(LeafIndex{0}).error().is(kNotFound));
  EXPECT_TRUE(snapshot->read_tile({0, 0}, 1).error().is(kNotFound));
  EXPECT_EQ(*snapshot->get("x"), std::nullopt);
}

TEST(Store, KeepsWhatWasCommittedAcrossReopening) {
  const ScratchDirectory dir;
  SampleGroups groups;
  for (int round = 0; round < 6; ++round) {
    const auto store = open(dir / "store");
    ASSERT_EQ(store->snapshot()->meta().has_value(), round > 0);
    commit(*store, groups, 1);
    commit(*store, groups, 100);
    EXPECT_EQ(test::whole_ledger_fault(*store->snapshot()), "");
  }
  EXPECT_EQ(to_u64(open(dir / "store")->snapshot()->meta()->tip.size), 606u);
}

TEST(Store, OpensTheSameAtEverySizeAroundTileBoundaries) {
  const ScratchDirectory dir;
  SampleGroups groups(60);
  for (const std::size_t step : {1u, 254u, 1u, 1u, 255u, 256u, 257u, 512u}) {
    {
      const auto store = open(dir / "store");
      commit(*store, groups, step);
    }
    const auto store = open(dir / "store");
    EXPECT_EQ(test::whole_ledger_fault(*store->snapshot(), 60), "") << "at size " << groups.size();
  }
}

TEST(Store, ServesEveryWidthOfEveryTile) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 700);
  const auto snapshot = store->snapshot();
  for (const TileId tile : {TileId{0, 0}, TileId{0, 1}, TileId{0, 2}, TileId{1, 0}}) {
    const int widest = log::tile_width(tile, snapshot->meta()->tip.size);
    const std::string whole = naive_tile(tile, widest);
    for (int width = 1; width <= widest; ++width) {
      ASSERT_EQ(*snapshot->read_tile(tile, width), whole.substr(0, static_cast<std::size_t>(width) * 32))
          << tile.level << "/" << tile.index << " width " << width;
    }
    EXPECT_TRUE(snapshot->read_tile(tile, widest + 1).error().is(kNotFound));
    EXPECT_TRUE(snapshot->read_tile(tile, 0).error().is(kNotFound));
  }
  for (const TileId none : {TileId{0, 3}, TileId{1, 1}, TileId{2, 0}, TileId{7, 0}, TileId{-2, 0}}) {
    EXPECT_TRUE(snapshot->read_tile(none, 1).error().is(kNotFound));
  }
}

TEST(Store, ServesBundlesOfEveryWidth) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 300);
  const auto snapshot = store->snapshot();
  for (const auto& [bundle, width] : {std::pair{0, 1}, {0, 255}, {0, 256}, {1, 1}, {1, 44}}) {
    const auto first = static_cast<std::uint64_t>(bundle) * 256;
    std::string expected;
    for (std::uint64_t i = first; i < first + static_cast<std::uint64_t>(width); ++i) {
      log::append_to_bundle(expected, test::sample_entry(i));
    }
    EXPECT_EQ(*snapshot->entry_bundle(static_cast<std::uint64_t>(bundle), width), expected);
    EXPECT_EQ(*snapshot->read_tile({log::kEntriesLevel, static_cast<std::uint64_t>(bundle)}, width), expected);
  }
  EXPECT_TRUE(snapshot->entry_bundle(1, 45).error().is(kNotFound));
  EXPECT_TRUE(snapshot->entry_bundle(2, 1).error().is(kNotFound));
  EXPECT_TRUE(snapshot->entries(LeafIndex{299}, 2).error().is(kNotFound));
  EXPECT_EQ(snapshot->entries(LeafIndex{298}, 2)->size(), 2u);
  EXPECT_EQ(snapshot->entries(LeafIndex{300}, 0)->size(), 0u);
}

TEST(Store, ASnapshotDoesNotMove) {
  const ScratchDirectory dir;
  SampleGroups groups;
  auto store = open(dir / "store");
  commit(*store, groups, 250);
  const auto old = store->snapshot();
  commit(*store, groups, 600);
  EXPECT_EQ(test::whole_ledger_fault(*old), "");
  EXPECT_EQ(to_u64(old->meta()->tip.size), 250u);
  EXPECT_EQ(*old->get("tip"), "250");
  EXPECT_TRUE(old->entry(LeafIndex{250}).error().is(kNotFound));
  // Proofs of the old tree from the old view, and of old sizes from the new one.
  const auto now = store->snapshot();
  for (const Snapshot* view : {old.get(), now.get()}) {
    const auto root = log::tree_root(log::TreeSize{250}, log::TileHashes(*view, log::TreeSize{250}));
    ASSERT_TRUE(root.ok()) << root.error().to_string();
    EXPECT_EQ(*root, old->meta()->tip.root);
  }
  store.reset();  // a snapshot may outlive the store
  EXPECT_EQ(test::whole_ledger_fault(*now), "");
}

TEST(Store, ManyReadersSeeWholeGroupsWhileItCommits) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 3);
  std::atomic<bool> stop = false;
  std::atomic<int> reads = 0;
  std::vector<std::string> faults(2);
  std::vector<std::thread> readers;
  for (auto& fault : faults) {
    readers.emplace_back([&] {
      do {
        fault = test::whole_ledger_fault(*store->snapshot());
        ++reads;
      } while (!stop && fault.empty());
    });
  }
  for (int i = 0; i < 60; ++i) commit(*store, groups, 5);
  stop = true;
  for (auto& reader : readers) reader.join();
  EXPECT_THAT(faults, testing::Each(""));
  EXPECT_GE(reads, 2);
}

TEST(Store, ScansByPrefixFromAKeyAndStops) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  auto group = groups.next(1);
  group.state.clear();
  for (const char* key : {"a", "b", "b1", "b2", "b\xff", "c"}) group.state[key] = std::string("v") + key;
  group.state["\xff\xff"] = "last";
  ASSERT_TRUE(store->commit(group).ok());
  const auto snapshot = store->snapshot();
  const auto keys = [&](std::string_view prefix, std::string_view from, std::size_t most = 100) {
    std::vector<std::string> out;
    EXPECT_TRUE(snapshot
                    ->scan_state(prefix, from,
                                 [&](std::string_view key, std::string_view) {
                                   out.emplace_back(key);
                                   return out.size() < most;
                                 })
                    .ok());
    return out;
  };
  using testing::ElementsAre;
  EXPECT_THAT(keys("b", ""), ElementsAre("b", "b1", "b2", "b\xff"));
  EXPECT_THAT(keys("b", "b2"), ElementsAre("b2", "b\xff"));
  EXPECT_THAT(keys("b", "a"), ElementsAre("b", "b1", "b2", "b\xff"));
  EXPECT_THAT(keys("b", "c"), ElementsAre());
  EXPECT_THAT(keys("b", "", 2), ElementsAre("b", "b1"));
  EXPECT_THAT(keys("\xff", ""), ElementsAre("\xff\xff"));
  EXPECT_EQ(keys("", "").size(), 7u);
}

TEST(Store, RefusesAGroupThatDoesNotContinueTheLedger) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 10);
  const auto good = groups.next(3);
  std::vector<CommitGroup> bad(6, good);
  bad[0].first = LeafIndex{9};
  bad[1].meta.tip.size = log::TreeSize{14};
  bad[2].meta.tip.root.data[0] ^= 1;
  bad[3].leaves[1].data[31] ^= 1;
  bad[4].leaves.pop_back();
  bad[5].entries[0].resize(log::kMaxEntryBytes + 1);
  for (const auto& group : bad) EXPECT_TRUE(store->commit(group).error().is(kGroupMismatch));
  EXPECT_TRUE(store->commit({}).error().is(kGroupMismatch));
  EXPECT_EQ(to_u64(store->snapshot()->meta()->tip.size), 10u);
  EXPECT_EQ(test::whole_ledger_fault(*store->snapshot()), "");
  EXPECT_TRUE(store->commit(good).ok());
}

TEST(Store, KeepsAVoteOfItsOwn) {
  const ScratchDirectory dir;
  SampleGroups groups;
  Vote vote;
  {
    const auto store = open(dir / "store");
    EXPECT_TRUE(store->persist_vote(vote).error().is(kGroupMismatch));
    commit(*store, groups, 10);
    const auto before = store->snapshot();
    vote = before->meta()->vote;
    vote.time = vote.time + hours(1);
    ASSERT_TRUE(store->persist_vote(vote).ok());
    EXPECT_EQ(store->snapshot()->meta()->vote.time, vote.time);
    EXPECT_NE(before->meta()->vote.time, vote.time);
  }
  const auto meta = open(dir / "store")->snapshot()->meta();
  EXPECT_EQ(meta->vote.time, vote.time);
  EXPECT_EQ(to_u64(meta->tip.size), 10u);
}

TEST(Store, OneProcessHoldsADirectory) {
  const ScratchDirectory dir;
  const auto store = open(dir / "store");
  EXPECT_TRUE(Store::open(dir / "store", kSmall).error().is(kLocked));
  StoreOptions read_only = kSmall;
  read_only.read_only = true;
  EXPECT_TRUE(Store::open(dir / "store", read_only).error().is(kLocked));
}

TEST(Store, OpensForReadingOnly) {
  const ScratchDirectory dir;
  SampleGroups groups;
  StoreOptions read_only = kSmall;
  read_only.read_only = true;
  EXPECT_TRUE(Store::open(dir / "store", read_only).error().is(kIo));
  EXPECT_FALSE(std::filesystem::exists(dir / "store"));
  commit(*open(dir / "store"), groups, 300);
  const auto store = open(dir / "store", read_only);
  EXPECT_EQ(test::whole_ledger_fault(*store->snapshot()), "");
  EXPECT_TRUE(store->commit(groups.next(1)).error().is(kReadOnly));
  EXPECT_TRUE(store->persist_vote({}).error().is(kReadOnly));
  EXPECT_TRUE(store->repair_entry(LeafIndex{0}, "x").error().is(kReadOnly));
}

TEST(Store, ACopyOfItsFilesIsALedger) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 300);
  ASSERT_TRUE(store->checkpoint_to(dir / "copy").ok());
  EXPECT_TRUE(store->checkpoint_to(dir / "copy").error().is(kExists));
  commit(*store, groups, 300);
  const auto copy = open(dir / "copy");
  EXPECT_EQ(to_u64(copy->snapshot()->meta()->tip.size), 300u);
  EXPECT_EQ(test::whole_ledger_fault(*copy->snapshot()), "");
  SampleGroups again;
  again.next(300);
  commit(*copy, again, 5);  // both go on by themselves
  EXPECT_EQ(test::whole_ledger_fault(*store->snapshot()), "");
}

TEST(Store, RepairsWhatScrubProved) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 300);
  ASSERT_TRUE(store->repair_entry(LeafIndex{7}, "rotten").ok());
  EXPECT_NE(test::whole_ledger_fault(*store->snapshot()), "");
  ASSERT_TRUE(store->repair_entry(LeafIndex{7}, test::sample_entry(7)).ok());
  ASSERT_TRUE(store->repair_state(test::sample_state_key(7), "rotten").ok());
  EXPECT_NE(test::whole_ledger_fault(*store->snapshot()), "");
  ASSERT_TRUE(store->repair_state(test::sample_state_key(7), test::sample_state_value(7)).ok());
  ASSERT_TRUE(store->repair_tile({0, 0}, std::string(8192, 'x')).ok());
  EXPECT_NE(test::whole_ledger_fault(*store->snapshot()), "");
  ASSERT_TRUE(store->repair_tile({0, 0}, naive_tile({0, 0}, 256)).ok());
  EXPECT_EQ(test::whole_ledger_fault(*store->snapshot()), "");
  EXPECT_TRUE(store->repair_entry(LeafIndex{300}, "x").error().is(kNotFound));
  EXPECT_TRUE(store->repair_tile({0, 1}, naive_tile({0, 1}, 44)).error().is(kNotFound));
}

TEST(Store, TellsItsSizes) {
  const ScratchDirectory dir;
  SampleGroups groups;
  const auto store = open(dir / "store");
  commit(*store, groups, 300);
  const auto sizes = store->sizes();
  ASSERT_TRUE(sizes.ok());
  EXPECT_GT(sizes->bytes_on_disk, 300u * 200u);
  EXPECT_GT(sizes->memory_bytes, 300u * 200u);  // still in the memory table
}

TEST(Store, WritesNoLogOfItsEngine) {
  const ScratchDirectory dir;
  SampleGroups groups;
  commit(*open(dir / "store"), groups, 300);
  for (const auto& file : std::filesystem::directory_iterator(dir / "store")) {
    EXPECT_NE(file.path().filename().string().substr(0, 4), "LOG") << file.path();
  }
}

TEST(Store, RefusesALedgerWhoseEntriesDoNotLeadToItsRoot) {
  const ScratchDirectory dir;
  SampleGroups groups;
  {
    const auto store = open(dir / "store");
    commit(*store, groups, 300);
    ASSERT_TRUE(store->repair_entry(LeafIndex{299}, "rotten").ok());
  }
  EXPECT_TRUE(Store::open(dir / "store", kSmall).error().is(kCorrupt));
}

TEST(Store, RefusesFilesOfAnotherFormat) {
  const ScratchDirectory dir;
  constexpr std::array<TableSpec, 1> kTables{{{"default", TableKind::small}}};
  const auto open_as = [&](std::string_view format) {
    return Database::open(dir / "store", kSmall, {.tables = kTables, .format = format},
                          [](const Database&) { return done(); });
  };
  ASSERT_TRUE(open_as("9").ok());
  ASSERT_TRUE(open_as("9").ok());
  EXPECT_TRUE(open_as("8").error().is(kVersion));
}

TEST(Store, RefusesADirectoryThatLostItsFiles) {
  const ScratchDirectory dir;
  SampleGroups groups;
  commit(*open(dir / "store"), groups, 300);
  std::filesystem::rename(dir / "store/CURRENT", dir / "away");
  EXPECT_TRUE(Store::open(dir / "store", kSmall).error().is(kCorrupt));
  std::filesystem::rename(dir / "away", dir / "store/CURRENT");
  EXPECT_EQ(test::whole_ledger_fault(*open(dir / "store")->snapshot()), "");
  for (const auto& file : std::filesystem::directory_iterator(dir / "store")) {
    if (file.path().extension() != ".sst") continue;
    std::filesystem::remove(file.path());
    break;
  }
  const auto opened = Store::open(dir / "store", kSmall);
  ASSERT_FALSE(opened.ok());
  EXPECT_TRUE(opened.error().is(kCorrupt)) << opened.error().to_string();
}

}  // namespace
}  // namespace hocba::store
