// Random sequences of records, good and bad: two validators stay equal, a refused record leaves nothing behind, what an
// Applier builds is what apply accepts, and the ledger's own sums hold. Seeded; enough must happen for a run to count.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "ledger/chain/codes.hpp"
#include "ledger/chain/tables.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::commitment;
using test::Names;
using test::NetworkBuilder;

class Walk {
 public:
  explicit Walk(std::uint32_t seed) : random_(seed) { net_.found(); }

  void step() {
    if (pick(8) == 0) net_.advance(hours(pick(48)));
    if (pick(6) == 0) net_.close_block();
    net_.open_block();
    const std::string unit = pick(6) == 0 ? "79TH0002" : "79TH0001";
    const Record record = net_.record(some_body(), pick(20) == 0 ? "" : unit);
    const Names keys = pick(3) == 0 ? some_keys() : right_keys(record.kind());
    // Closing first: add() would otherwise move the comparison into another block.
    net_.close_block();
    net_.open_block();
    const StateView& view = net_.view();
    const auto before = probe(view);
    const auto result = net_.add(net_.verified(record, keys));
    if (result.ok()) {
      ++accepted;
      remember(record);
    } else {
      ++refused;
      codes.insert(std::string(result.error().code().id));
      EXPECT_EQ(probe(view), before) << result.error().to_string();
      EXPECT_EQ(net_.open_block().count(), 0u);
    }
  }

  // A second validator that only sees the entries.
  void replay() {
    net_.close_block();
    MapState state;
    std::optional<LedgerTip> tip;
    log::CompactRange tree;
    std::vector<VerifiedRecord> pending;
    for (const std::string& entry : net_.entries()) {
      if (!looks_like_block(entry)) {
        pending.push_back(*verify_record(entry));
        tree.append(pending.back().leaf());
        continue;
      }
      const auto block = verify_block(entry);
      ASSERT_TRUE(block.ok());
      const auto outcome = apply(tip, state, {*block, pending, tree.root()});
      ASSERT_TRUE(outcome.ok()) << outcome.error().to_string();
      state.apply(outcome->writes);
      tree.append(block->leaf());
      tip = LedgerTip{block->block().height, outcome->state, block->leaf(),
                      block->block().time,   tree.size(),    tree.root()};
      pending.clear();
    }
    EXPECT_EQ(state.all(), net_.state().all());
    EXPECT_EQ(tip->state, net_.tip()->state);
  }

  // What must hold of any state: bits follow standings, books follow numbers.
  void check_sums() {
    std::map<std::string, std::uint32_t> used;
    std::size_t credentials = 0;
    std::set<std::uint64_t> positions;
    for (const auto& [key, value] : net_.state().all()) {
      if (key[0] != 'C') continue;
      const auto c = *decode_credential(key, value);
      ++credentials;
      ++used[c.unit.str() + c.type.str()];
      EXPECT_TRUE(positions.insert(c.status).second);
      const auto bit = [&](StatusPurpose purpose) {
        const std::string bits = *status_bits(net_.state(), purpose, static_cast<std::uint32_t>(c.status / kShardBits));
        const auto at = c.status % kShardBits;
        return ((static_cast<unsigned char>(bits[at / 8]) >> (7 - at % 8)) & 1) == 1;
      };
      const bool gone = c.standing == CredentialStanding::revoked || c.standing == CredentialStanding::superseded;
      EXPECT_EQ(bit(StatusPurpose::revocation), gone);
      if (gone) continue;
      EXPECT_EQ(bit(StatusPurpose::suspension), c.standing == CredentialStanding::suspended);
    }
    for (const auto& [book, spoiled] : spoiled_) used[book] += spoiled;
    for (const auto& [book, count] : used) {
      const auto row = *find_register(net_.state(), code(book.substr(0, 8)), code(book.substr(8)), 2025);
      ASSERT_TRUE(row.has_value());
      EXPECT_EQ(row->used, count) << book;
      EXPECT_LE(row->used, row->next - 1);
    }
    EXPECT_GT(credentials, 20u);
  }

  int accepted = 0, refused = 0;
  std::set<std::string> codes;

 private:
  std::uint32_t pick(std::uint32_t below) {
    return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_);
  }

  static Names right_keys(RecordKind kind) {
    if (kind == RecordKind::credential_issue) return {"principal", "seal"};
    if (kind == RecordKind::credential_status || kind == RecordKind::document_erase) return {"registrar", "principal"};
    return {"registrar"};
  }
  Names some_keys() {
    static const std::vector<Names> sets = {{"principal", "seal"},
                                            {"principal", "seal"},
                                            {"registrar"},
                                            {"registrar", "principal"},
                                            {"manager"},
                                            {"other-registrar"},
                                            {"other-principal", "other-seal"},
                                            {"stranger"},
                                            {"registrar", "stranger"}};
    return sets[pick(static_cast<std::uint32_t>(sets.size()))];
  }
  CredentialId some_credential() {
    return issued_.empty() || pick(10) == 0 ? test::credential_id(5'000 + pick(5))
                                            : issued_[pick(static_cast<std::uint32_t>(issued_.size()))];
  }

  Body some_body() {
    const std::string type = pick(2) == 0 ? "certificate" : "transcript";
    switch (pick(10)) {
      case 0:
        return RegisterReserve{code(type), 2025, 1 + pick(40)};
      case 1:
        return RegisterSpoil{code(type), 2025, 1 + pick(60), SpoilReason::misprint, {}};
      case 2:
        return RegisterCopy{some_credential(), 2025, 1 + pick(3), commitment("copy")};
      case 3:
        return pick(40) == 0 ? Body(RegisterClose{code(type), 2025, {}}) : Body(RegisterReserve{code(type), 2024, 1});
      case 4:
      case 5:
        return CredentialStatus{some_credential(), static_cast<StatusAction>(pick(5)),
                                pick(2) == 0 ? std::optional(some_credential()) : std::nullopt, commitment("reason")};
      case 6:
        return DocumentErase{some_credential(), pick(2) == 0 ? std::optional(code("contact")) : std::nullopt,
                             commitment("basis")};
      default:
        return some_issue();
    }
  }
  Body some_issue() {
    if (reservations_.empty()) return RegisterReserve{code("certificate"), 2025, 20};
    const LeafIndex at = reservations_[pick(static_cast<std::uint32_t>(reservations_.size()))];
    const auto row = **find_reservation(net_.view(), at);
    if (left_[at] >= row.count) return RegisterReserve{row.type, 2025, 20};
    left_[at] += 1;
    auto body = net_.issue_body(at, 1);
    switch (pick(12)) {
      case 0:
        body.items[0].status ^= 1u << pick(17);
        break;
      case 1:
        body.items[0].number = 1 + pick(100);
        break;
      case 2:
        body.grants = {LeafIndex{pick(40)}};
        break;
      default:
        break;
    }
    return body;
  }
  void remember(const Record& record) {
    if (const auto* issue = std::get_if<CredentialIssue>(&record.body)) issued_.push_back(issue->items[0].id);
    if (const auto* spoil = std::get_if<RegisterSpoil>(&record.body))
      ++spoiled_[record.unit->str() + spoil->type.str()];
    const auto* reserve = std::get_if<RegisterReserve>(&record.body);
    if (reserve != nullptr && reserve->year == 2025 && record.unit->str() == "79TH0001") {
      reservations_.push_back(LeafIndex{log::to_u64(net_.open_block().next_index()) - 1});
    }
  }
  // What a validator would see: rows that any of these records might touch.
  std::vector<std::string> probe(const StateView& view) {
    std::vector<std::string> out;
    std::vector<std::string> keys = {shard_count_key(), shard_key(0), network_key()};
    for (const char* type : {"certificate", "transcript"}) {
      for (const char* unit : {"79TH0001", "79TH0002"}) {
        const UnitCode u = code(unit);
        const CredentialType t = code(type);
        keys.push_back(book_key({u, t, 2025}));
        keys.push_back(numbers_key({u, t, 2025}, 0));
      }
    }
    for (const CredentialId& id : issued_) keys.push_back(credential_key(id));
    for (const std::string& key : keys) out.push_back((*view.get(key)).value_or("absent"));
    return out;
  }

  NetworkBuilder net_;
  std::mt19937 random_;
  std::vector<LeafIndex> reservations_;
  std::map<LeafIndex, std::uint32_t> left_;
  std::vector<CredentialId> issued_;
  std::map<std::string, std::uint32_t> spoiled_;
};

TEST(ChainProperty, RandomRecordsKeepValidatorsEqualAndRefusalsLeaveNothing) {
  std::set<std::string> codes;
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    Walk walk(seed);
    for (int i = 0; i < 400; ++i) walk.step();
    walk.replay();
    walk.check_sums();
    EXPECT_GT(walk.accepted, 60) << "seed " << seed;
    EXPECT_GT(walk.refused, 100) << "seed " << seed;
    codes.insert(walk.codes.begin(), walk.codes.end());
  }
  EXPECT_GT(codes.size(), 12u);
}

TEST(ChainProperty, ReservationsAreFoundAsANaiveSearchFindsThem) {
  NetworkBuilder net;
  net.found();
  std::mt19937 random(7);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> naive;  // first, count
  std::uint32_t next = 1;
  for (int i = 0; i < 60; ++i) {
    const std::uint32_t count = 1 + static_cast<std::uint32_t>(random() % (i % 7 == 0 ? 900 : 5));
    net.reserve("certificate", count);
    naive.emplace_back(next, count);
    next += count;
  }
  for (std::uint32_t number = 0; number < next + 5; ++number) {
    const auto found = *reservation_of(net.view(), code("79TH0001"), code("certificate"), 2025, number);
    std::optional<std::uint32_t> expected;
    for (const auto& [first, count] : naive) {
      if (number >= first && number < first + count) expected = first;
    }
    ASSERT_EQ(found.has_value(), expected.has_value()) << number;
    ASSERT_EQ(found ? found->first : 0, expected.value_or(0));
  }
}

}  // namespace
}  // namespace hocba::chain
