// Random steps of transfers among three schools, good and bad: no credential ever has two units that may change it,
// what the state says is what a naive reading of the accepted records says, and a second validator has the same bytes.
#include <gtest/gtest.h>

#include <algorithm>
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
using test::transfer_id;

constexpr const char* kSchools[] = {"79TH0001", "79TH0002", "79TH0003"};
const Names kHeads = {"principal", "other-principal", "third-principal"};
const Names kRegistrars = {"registrar", "other-registrar", "third-registrar"};

// The sentences of docs/formats/rules.md §7, read naively from the accepted records.
struct NaiveTransfer {
  std::string leaving, receiving, standing = "requested";
  std::vector<CredentialId> ids;
};

class TransferWalk {
 public:
  explicit TransferWalk(std::uint32_t seed) : random_(seed) {
    net_.found();
    net_.must(net_.unit_body(kSchools[2], "79SGD", UnitType::primary), "79SGD", {"office-manager"});
    for (const auto& [name, role] : {std::pair(kHeads[2], Role::principal), std::pair(kRegistrars[2], Role::registrar)})
      net_.must(net_.grant_body(name, kSchools[2], role,
                                {RecordKind::credential_status, RecordKind::custody_request, RecordKind::custody_accept,
                                 RecordKind::custody_release, RecordKind::custody_receive}),
                "79SGD", {"office-manager"});
    for (int i = 0; i < 6; ++i) {
      const CredentialId id = net_.issue_one();
      ids_.push_back(id);
      holder_[id] = kSchools[0];
    }
    net_.close_block();
  }

  void step() {
    if (pick(6) == 0) net_.advance(hours(pick(60)));
    Body body = some_body();
    const std::size_t school = pick(5) == 0 ? pick(3) : party_of(body);
    const Record record = net_.record(std::move(body), kSchools[school]);
    Names keys = {kRegistrars[school], kHeads[school]};
    if (pick(8) == 0) keys.pop_back();
    const auto result = net_.submit(record.body, kSchools[school], keys);
    if (!result.ok()) {
      codes.insert(std::string(result.error().code().id));
      return;
    }
    ++accepted[record.kind()];
    remember(record);
    check();
  }

  void check() {
    for (const auto& [n, naive] : transfers_) {
      const auto row = *find_transfer(net_.view(), transfer_id(n));
      ASSERT_TRUE(row.has_value());
      ASSERT_EQ(to_text(row->standing), naive.standing) << n;
      ASSERT_EQ(row->credentials, naive.ids);
    }
    for (const CredentialId& id : ids_) {
      const auto credential = **find_credential(net_.view(), id);
      ASSERT_EQ(custodian_of(net_.view(), credential)->str(), holder_[id]);
      std::size_t open = 0;
      for (const auto& [n, naive] : transfers_)
        if (naive.standing == "released")
          open += static_cast<std::size_t>(std::count(naive.ids.begin(), naive.ids.end(), id));
      ASSERT_LE(open, 1u) << "released twice";
      const auto custody = *find_custody(net_.view(), id);
      ASSERT_EQ(custody && custody->released, open == 1);
    }
  }

  // At most one of the schools may change the standing; nobody while it is released.
  void check_who_may() {
    net_.close_block();
    for (const CredentialId& id : ids_) {
      const auto custody = *find_custody(net_.state(), id);
      std::set<std::string> may;
      for (std::size_t school = 0; school < 3; ++school) {
        auto applier = *Applier::begin(net_.tip(), net_.state(), net_.now);
        const auto suspend = net_.verified(
            net_.record(CredentialStatus{id, StatusAction::suspend, {}, commitment("reason")}, kSchools[school]),
            {kRegistrars[school], kHeads[school]});
        if (applier.add(suspend).ok()) may.insert(kSchools[school]);
      }
      const bool frozen = custody && custody->released;
      EXPECT_EQ(may, frozen ? std::set<std::string>{} : std::set<std::string>{holder_[id]});
    }
  }

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

  std::map<RecordKind, int> accepted;
  std::set<std::string> codes;

 private:
  std::uint32_t pick(std::uint32_t below) {
    return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_);
  }
  // One of the last twelve, so that transfers are worked on until they are over.
  std::uint64_t some_transfer() {
    const std::uint64_t last = std::max<std::uint64_t>(next_, 1);
    return last - pick(static_cast<std::uint32_t>(std::min<std::uint64_t>(last, 12)));
  }
  Body some_body() {
    const std::uint64_t n = some_transfer();
    switch (pick(6)) {
      case 0:
        return CustodyRequest{code(kSchools[pick(3)]), commitment("pupil"), code(kSchools[pick(3)]),
                              transfer_id(pick(10) == 0 ? n : next_ + 1)};
      case 1: {
        const auto what = static_cast<CustodyAnswer>(pick(8) == 0 ? 1 + pick(2) : 0);
        const bool reason = (what != CustodyAnswer::accept) != (pick(20) == 0);
        return CustodyAccept{what, reason ? std::optional(commitment("why")) : std::nullopt, transfer_id(n)};
      }
      case 2:
      case 3: {
        CustodyRelease b{{}, commitment("sheet"), transfer_id(n)};
        const std::string leaving = transfers_.count(n) != 0 ? transfers_[n].leaving : std::string();
        for (const CredentialId& id : ids_)
          if (pick(holder_[id] == leaving ? 2 : 15) == 0) b.credentials.push_back(id);
        std::sort(b.credentials.begin(), b.credentials.end());
        return b;
      }
      default:
        return CustodyReceive{transfer_id(n)};
    }
  }
  NaiveTransfer known(const TransferId& id) const {
    const auto found = transfers_.find(number_of(id));
    return found == transfers_.end() ? NaiveTransfer() : found->second;
  }
  // Whose step it is, as the rules say it.
  std::size_t party_of(const Body& body) {
    std::string unit;
    if (const auto* request = std::get_if<CustodyRequest>(&body)) unit = request->leaving.str();
    if (const auto* answer = std::get_if<CustodyAccept>(&body)) {
      const NaiveTransfer transfer = known(answer->transfer);
      unit = answer->answer == CustodyAnswer::withdraw ? transfer.leaving : transfer.receiving;
    }
    if (const auto* release = std::get_if<CustodyRelease>(&body)) unit = known(release->transfer).leaving;
    if (const auto* receive = std::get_if<CustodyReceive>(&body)) unit = known(receive->transfer).receiving;
    const auto* found = std::find(std::begin(kSchools), std::end(kSchools), unit);
    return found == std::end(kSchools) ? pick(3) : static_cast<std::size_t>(found - std::begin(kSchools));
  }
  std::uint64_t number_of(const TransferId& id) const {
    for (std::uint64_t n = 1; n <= next_ + 1; ++n)
      if (transfer_id(n) == id) return n;
    return 0;
  }
  void remember(const Record& record) {
    if (const auto* request = std::get_if<CustodyRequest>(&record.body)) {
      next_ = std::max(next_, number_of(request->transfer));
      transfers_[number_of(request->transfer)] = {request->leaving.str(), request->receiving.str(), "requested", {}};
    } else if (const auto* answer = std::get_if<CustodyAccept>(&record.body)) {
      auto& transfer = transfers_[number_of(answer->transfer)];
      transfer.standing = answer->answer == CustodyAnswer::accept   ? "accepted"
                          : answer->answer == CustodyAnswer::refuse ? "refused"
                                                                    : "withdrawn";
    } else if (const auto* release = std::get_if<CustodyRelease>(&record.body)) {
      auto& transfer = transfers_[number_of(release->transfer)];
      transfer.standing = "released";
      transfer.ids = release->credentials;
      for (const CredentialId& id : transfer.ids) EXPECT_EQ(holder_[id], transfer.leaving);
    } else if (const auto* receive = std::get_if<CustodyReceive>(&record.body)) {
      auto& transfer = transfers_[number_of(receive->transfer)];
      transfer.standing = "received";
      for (const CredentialId& id : transfer.ids) holder_[id] = transfer.receiving;
    }
  }

  NetworkBuilder net_;
  std::mt19937 random_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, NaiveTransfer> transfers_;
  std::vector<CredentialId> ids_;
  std::map<CredentialId, std::string> holder_;
};

TEST(CustodyProperty, NoTwoUnitsEverHoldACredential) {
  std::map<RecordKind, int> accepted;
  std::set<std::string> codes;
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    TransferWalk walk(seed);
    for (int i = 0; i < 700; ++i) {
      walk.step();
      if (testing::Test::HasFatalFailure()) return;
      if (i % 100 == 99) walk.check_who_may();
    }
    walk.replay();
    for (const auto& [kind, count] : walk.accepted) accepted[kind] += count;
    codes.insert(walk.codes.begin(), walk.codes.end());
  }
  EXPECT_GT(accepted[RecordKind::custody_request], 60);
  EXPECT_GT(accepted[RecordKind::custody_accept], 40);
  EXPECT_GT(accepted[RecordKind::custody_release], 15);
  EXPECT_GT(accepted[RecordKind::custody_receive], 8);
  for (const char* code : {"chain.custody_not_yours", "chain.custody_over", "chain.custody_wrong_step",
                           "chain.custody_released", "chain.custody_exists", "chain.missing_role"})
    EXPECT_TRUE(codes.count(code)) << code;
}

}  // namespace
}  // namespace hocba::chain
