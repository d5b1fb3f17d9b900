// Every byte that a small ledger keeps, changed in turn: scrub names the place, and puts right what it can prove. The
// store is told the changed value as if the disk had changed it; each change is undone before the next.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "crypto/encoding.hpp"
#include "ledger/store/store.hpp"
#include "node/scrub.hpp"
#include "tests/node_support/node_network.hpp"
#include "tests/support/sanitized.hpp"

namespace hocba::node {
namespace {

using test::NetworkBuilder;
using test::NodeNetwork;
using testing::ElementsAre;
using testing::IsEmpty;

// Nothing here outlives the test: without syncing a change costs microseconds.
std::unique_ptr<store::Store> open_store(const NodeNetwork& net) {
  store::StoreOptions options;
  options.sync = false;
  return store::Store::open(net.directory() + "/ledger", options).value();
}

// As small as a ledger with units and grants gets: six entries.
struct SmallLedger {
  NodeNetwork net;
  std::unique_ptr<store::Store> store;
  SmallLedger() {
    net.open();
    net.must(net.net.unit_body("79SGD", "", chain::UnitType::department), "", NetworkBuilder::founders());
    net.must(net.net.grant_body("office-manager", "79SGD", chain::Role::manager, {chain::RecordKind::key_grant}), "",
             NetworkBuilder::founders());
    net.close();
    store = open_store(net);
  }
};

std::vector<std::string> places(store::Store& store, bool hashes_only = false) {
  ScrubOptions options;
  options.hashes_only = hashes_only;
  const auto report = scrub(store, {}, options).value();
  std::vector<std::string> out;
  for (const auto& finding : report.findings) out.push_back(finding.place);
  return out;
}

bool all_repaired(store::Store& store) {
  ScrubOptions options;
  options.repair = true;
  const auto report = scrub(store, {}, options).value();
  return !report.findings.empty() &&
         std::all_of(report.findings.begin(), report.findings.end(), [](const auto& f) { return f.repaired; });
}

// Under a sanitizer one byte in nine, which is every bit in turn.
constexpr std::size_t kStep = test::kSanitized ? 9 : 1;

// A different bit of each byte; calls with each text that differs in one byte.
std::size_t for_each_flip(const std::string& right, const std::function<void(const std::string&, std::size_t)>& with) {
  std::size_t flips = 0;
  for (std::size_t at = 0; at < right.size(); at += kStep, ++flips) {
    std::string wrong = right;
    wrong[at] = static_cast<char>(wrong[at] ^ (1 << at % 8));
    with(wrong, at);
  }
  return flips;
}

TEST(ScrubBytes, NamesTheEntryOfEveryChangedByte) {
  SmallLedger ledger;
  const std::uint64_t size = log::to_u64(ledger.store->snapshot()->meta()->tip.size);
  ASSERT_EQ(size, 6u);
  std::size_t flips = 0;
  for (std::uint64_t index = 0; index < size; ++index) {
    const std::string place = "entry " + std::to_string(index);
    const std::string right = ledger.store->snapshot()->entry(log::LeafIndex{index}).value();
    flips += for_each_flip(right, [&](const std::string& wrong, std::size_t at) {
      ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{index}, wrong).ok());
      const auto found = places(*ledger.store);
      ASSERT_FALSE(found.empty()) << place << " byte " << at;
      ASSERT_EQ(found.front(), place) << "byte " << at;
    });
    ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{index}, right).ok());
  }
  EXPECT_GT(flips, 3'000u / kStep);
  EXPECT_THAT(places(*ledger.store), IsEmpty());
}

TEST(ScrubBytes, NamesEveryChangedByteOfTheStateAndRepairsEveryRow) {
  SmallLedger ledger;
  std::vector<std::pair<std::string, std::string>> state;
  const auto take = [&](std::string_view key, std::string_view value) {
    state.emplace_back(key, value);
    return true;
  };
  ASSERT_TRUE(ledger.store->snapshot()->scan_state("", "", take).ok());
  std::size_t flips = 0;
  for (const auto& [key, right] : state) {
    const std::string place = "state " + crypto::hex(key);
    flips += for_each_flip(right, [&, name = key](const std::string& wrong, std::size_t at) {
      ASSERT_TRUE(ledger.store->repair_state(name, wrong).ok());
      ASSERT_THAT(places(*ledger.store), ElementsAre(place)) << "byte " << at;
    });
    ASSERT_TRUE(ledger.store->repair_state(key, right + "x").ok());
    ASSERT_THAT(places(*ledger.store), ElementsAre(place));
    ASSERT_TRUE(all_repaired(*ledger.store));
    ASSERT_EQ(ledger.store->snapshot()->get(key).value(), right);
  }
  EXPECT_GT(flips, 400u / kStep);
  EXPECT_THAT(places(*ledger.store), IsEmpty());
}

// A changed byte of a key: one row is missing, another is too many.
TEST(ScrubBytes, NamesEveryChangedByteOfAStateKeyAndRepairsBothRows) {
  SmallLedger ledger;
  std::vector<std::pair<std::string, std::string>> state;
  const auto take = [&](std::string_view key, std::string_view value) {
    state.emplace_back(key, value);
    return true;
  };
  ASSERT_TRUE(ledger.store->snapshot()->scan_state("", "", take).ok());
  for (const auto& [key, value] : state) {
    for_each_flip(key, [&, right = key, row = value](const std::string& wrong, std::size_t at) {
      const auto other = ledger.store->snapshot()->get(wrong).value();
      ASSERT_TRUE(ledger.store->repair_state(right, std::nullopt).ok());
      ASSERT_TRUE(ledger.store->repair_state(wrong, row).ok());
      const auto found = places(*ledger.store);
      ASSERT_THAT(found, testing::Contains("state " + crypto::hex(right))) << "byte " << at;
      if (!other || *other != row) {
        ASSERT_THAT(found, testing::Contains("state " + crypto::hex(wrong))) << "byte " << at;
      }
      ASSERT_TRUE(all_repaired(*ledger.store));
      ASSERT_EQ(ledger.store->snapshot()->get(right).value(), row);
      ASSERT_EQ(ledger.store->snapshot()->get(wrong).value(), other);
    });
  }
  EXPECT_THAT(places(*ledger.store), IsEmpty());
}

// A tile is kept once it is full: 256 entries.
struct LedgerWithATile {
  NodeNetwork net;
  std::unique_ptr<store::Store> store;
  const log::TileId tile{0, 0};
  LedgerWithATile() {
    net.open();
    net.found();
    for (int i = 0; i < 120; ++i)
      net.must(net.net.unit_body("79TH2" + std::to_string(100 + i), "79SGD", chain::UnitType::primary), "79SGD",
               {"office-manager"});
    net.close();
    store = open_store(net);
  }
};

TEST(ScrubBytes, NamesTheTileOfEveryChangedByteAndRepairsIt) {
  LedgerWithATile ledger;
  const std::string right = ledger.store->snapshot()->read_tile(ledger.tile, 256).value();
  ASSERT_EQ(right.size(), 8'192u);
  for_each_flip(right, [&](const std::string& wrong, std::size_t at) {
    ASSERT_TRUE(ledger.store->repair_tile(ledger.tile, wrong).ok());
    ASSERT_THAT(places(*ledger.store, true), ElementsAre("tile/0/000")) << "byte " << at;
    if (at % 2'048 == 0) {  // the whole scrub says the same
      ASSERT_THAT(places(*ledger.store), ElementsAre("tile/0/000")) << "byte " << at;
    }
  });
  ASSERT_TRUE(all_repaired(*ledger.store));
  EXPECT_EQ(ledger.store->snapshot()->read_tile(ledger.tile, 256).value(), right);
  EXPECT_THAT(places(*ledger.store), IsEmpty());
}

TEST(ScrubBytes, ByHashesAloneNamesTheEntriesThatDifferAndBlamesNoTileForThem) {
  LedgerWithATile ledger;
  EXPECT_THAT(places(*ledger.store, true), IsEmpty());
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{255}, std::uint64_t{258}}) {
    const std::string right = ledger.store->snapshot()->entry(log::LeafIndex{index}).value();
    std::string wrong = right;
    wrong[wrong.size() / 2] = static_cast<char>(wrong[wrong.size() / 2] ^ 1);
    ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{index}, wrong).ok());
    EXPECT_THAT(places(*ledger.store, true), ElementsAre("entry " + std::to_string(index)));
    ScrubOptions repair;
    repair.hashes_only = repair.repair = true;
    EXPECT_FALSE(scrub(*ledger.store, {}, repair).value().findings.at(0).repaired);
    ASSERT_TRUE(ledger.store->repair_entry(log::LeafIndex{index}, right).ok());
  }
  EXPECT_THAT(places(*ledger.store), IsEmpty());
}

}  // namespace
}  // namespace hocba::node
