// One rejection per rule of version 1 (docs/formats/rules.md): registers, issuing, status, erasure, snapshots.
#include <gtest/gtest.h>

#include <set>

#include "ledger/chain/codes.hpp"
#include "ledger/chain/status_list.hpp"
#include "ledger/chain/tables.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::commitment;
using test::Names;
using test::NetworkBuilder;

const Names kIssuers = {"principal", "seal"};
const Names kRegistrar = {"registrar"};
const Names kTwo = {"registrar", "principal"};
const std::string kSchool = "79TH0001";

class CredentialRulesTest : public testing::Test {
 protected:
  CredentialRulesTest() { net_.found(); }
  void refused(const std::string& expected, Body body, const std::string& unit, const Names& keys) {
    const auto result = net_.submit(std::move(body), unit, keys);
    ASSERT_FALSE(result.ok()) << "accepted, not " << expected;
    EXPECT_EQ(result.error().code().id, expected) << result.error().to_string();
  }
  LeafIndex accepted(Body body, const std::string& unit, const Names& keys) {
    const auto result = net_.submit(std::move(body), unit, keys);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
    return result.ok() ? *result : LeafIndex{0};
  }
  CredentialStatus change(const CredentialId& id, StatusAction action, std::optional<CredentialId> successor = {}) {
    return {id, action, successor, commitment("reason")};
  }
  bool bit(StatusPurpose purpose, std::uint64_t status) {
    const std::string bits = *status_bits(net_.view(), purpose, static_cast<std::uint32_t>(status / kShardBits));
    const auto at = status % kShardBits;
    return (static_cast<unsigned char>(bits[at / 8]) >> (7 - at % 8)) & 1;
  }
  CredentialState state_of(const CredentialId& id) { return **find_credential(net_.view(), id); }
  NetworkBuilder net_;
};

// --- registers

TEST_F(CredentialRulesTest, ReservesContiguousNumbersAndTheirStatusPositions) {
  const LeafIndex first = net_.reserve("certificate", 300);
  const LeafIndex second = net_.reserve("certificate", 10);
  const LeafIndex other = net_.reserve("certificate", 5, "79TH0002");
  const auto a = **find_reservation(net_.view(), first);
  const auto b = **find_reservation(net_.view(), second);
  const auto c = **find_reservation(net_.view(), other);
  EXPECT_EQ(a.first, 1u);
  EXPECT_EQ(b.first, 301u);
  EXPECT_EQ(c.first, 1u);
  EXPECT_EQ(a.offset, 0u);
  EXPECT_EQ(b.offset, 300u);
  EXPECT_EQ(c.offset, 310u);
  EXPECT_EQ((*find_register(net_.view(), code(kSchool), code("certificate"), 2025))->next, 311u);
  for (std::uint32_t number = 1; number <= 312; ++number) {
    const auto found = *reservation_of(net_.view(), code(kSchool), code("certificate"), 2025, number);
    if (number > 310) {
      EXPECT_FALSE(found.has_value());
      continue;
    }
    ASSERT_TRUE(found.has_value()) << number;
    EXPECT_EQ(found->index, number <= 300 ? first : second) << number;
  }
  EXPECT_FALSE((*reservation_of(net_.view(), code(kSchool), code("certificate"), 2024, 1)).has_value());
}

TEST_F(CredentialRulesTest, OpensANewListWhereAReservationDoesNotFit) {
  for (int i = 0; i < 13; ++i) net_.reserve("certificate", kMaxReservation, i < 10 ? kSchool : "79TH0002");
  EXPECT_EQ(*shard_count(net_.view()), 1u);
  const auto row = **find_reservation(net_.view(), net_.reserve("certificate", 2000, "79TH0002"));
  EXPECT_EQ(*shard_count(net_.view()), 2u);
  EXPECT_EQ(row.shard, 1u);
  EXPECT_EQ(row.offset, 0u);
  EXPECT_EQ(row.first, 30'001u);
  EXPECT_GE(status_index(row, row.first), kShardBits);
}

// Each is a place in a status list that all nodes keep for ever. Issued and spoiled ones leave room for others.
TEST_F(CredentialRulesTest, RefusesMoreOpenNumbersOfAUnitThanAllowed) {
  const LeafIndex first = net_.reserve("certificate", kMaxReservation);
  for (std::uint32_t held = kMaxReservation; held < kMaxOpenNumbers; held += kMaxReservation)
    net_.reserve(held % 20'000 == 0 ? "transcript" : "certificate", kMaxReservation);
  const RegisterReserve one{code("certificate"), 2024, 1};
  refused("chain.too_many_open", one, kSchool, kRegistrar);
  accepted(RegisterReserve{code("certificate"), 2024, 1}, "79TH0002", {"other-registrar"});
  accepted(RegisterSpoil{code("certificate"), 2025, 2, SpoilReason::unused, {}}, kSchool, kRegistrar);
  accepted(one, kSchool, kRegistrar);
  refused("chain.too_many_open", one, kSchool, kRegistrar);
  accepted(net_.issue_body(first, 1), kSchool, {"principal", "seal"});
  EXPECT_EQ(*open_numbers(net_.view(), code(kSchool)), kMaxOpenNumbers - 1);
  accepted(one, kSchool, kRegistrar);
}

TEST_F(CredentialRulesTest, StatusPositionsArePermuted) {
  StatusPermutation permutation(RecordId::of(crypto::sha256("seed").view()));
  std::vector<bool> seen(kShardBits);
  std::size_t neighbours = 0;
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < kShardBits; ++i) {
    const std::uint32_t at = permutation.at(i);
    ASSERT_LT(at, kShardBits);
    ASSERT_FALSE(seen[at]) << i;
    seen[at] = true;
    neighbours += at == last + 1 ? 1 : 0;
    last = at;
  }
  EXPECT_LT(neighbours, 50u);
}

TEST_F(CredentialRulesTest, RefusesToSpoilOrCloseWhatIsNotThere) {
  refused("chain.number_not_reserved", RegisterSpoil{code("certificate"), 2025, 1, SpoilReason::misprint, {}}, kSchool,
          kRegistrar);
  refused("chain.number_not_reserved", RegisterClose{code("certificate"), 2025, {}}, kSchool, kRegistrar);
  const LeafIndex reservation = net_.reserve("certificate", 3);
  accepted(RegisterSpoil{code("certificate"), 2025, 2, SpoilReason::misprint, {}}, kSchool, kRegistrar);
  refused("chain.number_used", RegisterSpoil{code("certificate"), 2025, 2, SpoilReason::misprint, {}}, kSchool,
          kRegistrar);
  refused("chain.number_not_reserved", RegisterSpoil{code("certificate"), 2025, 4, SpoilReason::misprint, {}}, kSchool,
          kRegistrar);
  refused("chain.book_incomplete", RegisterClose{code("certificate"), 2025, {}}, kSchool, kRegistrar);
  const auto issue = net_.issue_body(reservation, 1);
  accepted(issue, kSchool, kIssuers);
  refused("chain.number_used", RegisterSpoil{code("certificate"), 2025, 1, SpoilReason::misprint, {}}, kSchool,
          kRegistrar);
  refused("chain.book_incomplete", RegisterClose{code("certificate"), 2025, {}}, kSchool, kRegistrar);
  accepted(RegisterSpoil{code("certificate"), 2025, 3, SpoilReason::misprint, {}}, kSchool, kRegistrar);
  accepted(RegisterClose{code("certificate"), 2025, {}}, kSchool, kRegistrar);
  refused("chain.book_closed", RegisterClose{code("certificate"), 2025, {}}, kSchool, kRegistrar);
  refused("chain.book_closed", RegisterReserve{code("certificate"), 2025, 1}, kSchool, kRegistrar);
}

TEST_F(CredentialRulesTest, RefusesARegisterBeyondItsLastNumber) {
  // Ten thousand reservations would be needed, so the book is put there by hand.
  Overlay state(net_.state());
  write_row(state, book_key({code(kSchool), code("certificate"), 2025}),
            RegisterState{kMaxRegisterNumber, 0, 1, false});
  auto applier = Applier::begin(net_.tip(), state, net_.now);
  const auto add = [&](std::uint32_t count) {
    return applier->add(
        net_.verified(net_.record(RegisterReserve{code("certificate"), 2025, count}, kSchool), kRegistrar));
  };
  EXPECT_TRUE(add(2).error().is(kRegisterFull));
  EXPECT_TRUE(add(1).ok());
  EXPECT_TRUE(add(1).error().is(kRegisterFull));
}

TEST_F(CredentialRulesTest, RefusesCopiesOutOfTurnOrOfWhatIsNotInForce) {
  const CredentialId id = net_.issue_one();
  const auto copy = [&](const CredentialId& of, std::uint32_t number) {
    return RegisterCopy{of, 2026, number, commitment("copy")};
  };
  refused("chain.unknown_credential", copy(test::credential_id(999), 1), kSchool, kRegistrar);
  refused("chain.copy_not_next", copy(id, 2), kSchool, kRegistrar);
  refused("chain.not_issuer", copy(id, 1), "79TH0002", {"other-registrar"});
  accepted(copy(id, 1), kSchool, kRegistrar);
  refused("chain.copy_not_next", copy(id, 1), kSchool, kRegistrar);
  accepted(copy(id, 2), kSchool, kRegistrar);
  accepted(change(id, StatusAction::suspend), kSchool, kTwo);
  refused("chain.not_in_force", copy(id, 3), kSchool, kRegistrar);
  const CredentialId erased = net_.issue_one();
  accepted(DocumentErase{erased, {}, commitment("basis")}, kSchool, kTwo);
  refused("chain.not_in_force", copy(erased, 3), kSchool, kRegistrar);
}

// --- issuing

TEST_F(CredentialRulesTest, IssuesABatchAndRemembersIt) {
  const auto body = net_.issue_body(net_.reserve("certificate", 64), 64);
  const LeafIndex at = accepted(body, kSchool, kIssuers);
  net_.close_block();
  for (const IssueItem& item : body.items) {
    const CredentialState row = state_of(item.id);
    EXPECT_EQ(row.unit.str(), kSchool);
    EXPECT_EQ(row.number, item.number);
    EXPECT_EQ(row.status, item.status);
    EXPECT_EQ(row.digest, item.digest);
    EXPECT_EQ(row.issued, at);
    EXPECT_EQ(row.standing, CredentialStanding::in_force);
    EXPECT_EQ(*find_serial(net_.view(), row.unit, item.serial_tag), item.id);
    EXPECT_EQ((*find_number(net_.view(), row.unit, row.type, 2025, item.number))->credential, item.id);
  }
  const auto issue = **find_issue(net_.view(), at);
  EXPECT_EQ(issue.grants, body.grants);
  EXPECT_EQ(issue.signers, (std::vector<LeafIndex>{net_.grant_of("principal"), net_.grant_of("seal")}));
}

TEST_F(CredentialRulesTest, RefusesWithoutThePolicyOrItsRoles) {
  auto body = net_.issue_body(net_.reserve("certificate", 5), 1);
  auto other = body;
  other.period = code("2024");
  refused("chain.no_policy", other, kSchool, kIssuers);
  other = body;
  other.policy = LeafIndex{1};
  refused("chain.policy_not_current", other, kSchool, kIssuers);
  refused("chain.missing_role", body, kSchool, {"principal"});
  refused("chain.missing_role", body, kSchool, {"principal", "registrar"});
  // One key with both roles counts for one of them; with another key, for the one that is left.
  for (const Role role : {Role::principal, Role::seal}) {
    accepted(net_.grant_body("double", kSchool, role, {RecordKind::credential_issue}), kSchool, {"manager"});
  }
  refused("chain.missing_role", body, kSchool, {"double"});
  refused("chain.missing_role", body, kSchool, {"double", "registrar"});
  const auto by = [&](const Names& keys) {
    accepted(net_.issue_body(net_.reserve("certificate", 1), 1), kSchool, keys);
  };
  by({"double", "seal"});
  by({"double", "principal"});
  refused("chain.no_authority", body, kSchool, {"principal", "seal", "other-seal"});
  net_.must(net_.policy_body("certificate", "2025"), "", NetworkBuilder::founders());
  refused("chain.policy_not_current", body, kSchool, kIssuers);
  body.policy = (*find_policy(net_.view(), body.type, body.period))->index;
  accepted(body, kSchool, kIssuers);
}

TEST_F(CredentialRulesTest, RefusesCitedGrantsThatDoNotHold) {
  const auto body = net_.issue_body(net_.reserve("certificate", 5), 1);
  const auto citing = [&](LeafIndex grant) {
    auto other = body;
    other.grants = {grant};
    return other;
  };
  refused("chain.unknown_grant", citing(LeafIndex{0}), kSchool, kIssuers);
  refused("chain.no_authority", citing(net_.grant_of("other-principal")), kSchool, kIssuers);
  refused("chain.grant_wrong_type", citing(net_.grant_of("teacher")), kSchool, kIssuers);
  KeyGrant later = net_.grant_body("later", kSchool, Role::teacher, {});
  later.from = net_.now + days(1);
  refused("chain.grant_not_begun", citing(accepted(later, kSchool, {"manager"})), kSchool, kIssuers);
  KeyGrant brief = net_.grant_body("brief", kSchool, Role::teacher, {});
  brief.to = net_.now + days(1);
  const LeafIndex expired = accepted(brief, kSchool, {"manager"});
  accepted(KeyRevoke{net_.grant_of("homeroom"), RevokeReason::left, {}}, kSchool, {"manager"});
  refused("chain.grant_ended", citing(net_.grant_of("homeroom")), kSchool, kIssuers);
  net_.advance(days(1));
  refused("chain.grant_expired", citing(expired), kSchool, kIssuers);
  accepted(body, kSchool, kIssuers);
}

TEST_F(CredentialRulesTest, RefusesACitedDelegationWhosePrincipalIsGone) {
  KeyGrant deputy = net_.grant_body("deputy", kSchool, Role::deputy, {});
  deputy.delegated_by = net_.grant_of("principal");
  deputy.to = (*find_grant(net_.view(), *deputy.delegated_by))->grant.to;
  const LeafIndex grant = accepted(deputy, kSchool, {"manager"});
  auto body = net_.issue_body(net_.reserve("certificate", 5), 1);
  body.grants = {grant};
  net_.advance(days(1));
  accepted(net_.grant_body("successor", kSchool, Role::principal, {RecordKind::credential_issue}), kSchool,
           {"manager"});
  accepted(body, kSchool, kIssuers);
  accepted(KeyRevoke{net_.grant_of("principal"), RevokeReason::left, {}}, kSchool, {"manager"});
  body.items[0].id = test::credential_id(998);
  refused("chain.delegation_ended", body, kSchool, {"successor", "seal"});
}

TEST_F(CredentialRulesTest, RefusesItemsThatAreNotTheirOwn) {
  const LeafIndex reservation = net_.reserve("certificate", 10);
  const auto first = net_.issue_body(reservation, 1);
  accepted(first, kSchool, kIssuers);
  const auto good = net_.issue_body(reservation, 1);
  auto b = good;
  b.items[0].id = first.items[0].id;
  refused("chain.credential_exists", b, kSchool, kIssuers);
  b = good;
  b.items[0].number = 11;
  refused("chain.number_not_reserved", b, kSchool, kIssuers);
  b = good;
  b.items[0].number = first.items[0].number;
  b.items[0].status = first.items[0].status;
  refused("chain.number_used", b, kSchool, kIssuers);
  b = good;
  b.items[0].status ^= 1;
  refused("chain.wrong_status_index", b, kSchool, kIssuers);
  b = good;
  b.items[0].serial_tag = first.items[0].serial_tag;
  refused("chain.serial_taken", b, kSchool, kIssuers);
  b = good;
  b.book = 2024;
  refused("chain.number_not_reserved", b, kSchool, kIssuers);
  accepted(good, kSchool, kIssuers);
}

TEST_F(CredentialRulesTest, RefusesASecondUseWithinOneRecord) {
  auto body = net_.issue_body(net_.reserve("certificate", 10), 2);
  auto b = body;
  b.items[1].serial_tag = b.items[0].serial_tag;
  refused("chain.serial_taken", b, kSchool, kIssuers);
  b = body;
  b.items[1].number = b.items[0].number;
  b.items[1].status = b.items[0].status;
  refused("chain.number_used", b, kSchool, kIssuers);
  accepted(body, kSchool, kIssuers);
}

TEST_F(CredentialRulesTest, AnotherUnitMayHaveTheSameSerialTag) {
  const auto first = net_.issue_body(net_.reserve("certificate", 1), 1);
  accepted(first, kSchool, kIssuers);
  auto second = net_.issue_body(net_.reserve("certificate", 1, "79TH0002"), 1);
  second.items[0].serial_tag = first.items[0].serial_tag;
  accepted(second, "79TH0002", {"other-principal", "other-seal"});
}

TEST_F(CredentialRulesTest, RefusesAUnitWithoutASerialSecret) {
  UnitRegister unit = net_.unit_body("79TH0003", "79SGD", UnitType::primary);
  unit.serial_secret.reset();
  accepted(unit, "79SGD", {"office-manager"});
  for (const auto& [name, role] : {std::pair("p3", Role::principal), std::pair("s3", Role::seal)}) {
    accepted(net_.grant_body(name, "79TH0003", role, {RecordKind::credential_issue, RecordKind::register_reserve}),
             "79SGD", {"office-manager"});
  }
  auto body = net_.issue_body(net_.reserve("certificate", 1), 1);
  refused("chain.no_serial_secret", body, "79TH0003", {"p3", "s3"});
  accepted(UnitUpdate{code("79TH0003"), {}, {}, {}, commitment("secret")}, "79SGD", {"office-manager"});
  refused("chain.no_authority", body, "79TH0003", {"p3", "s3"});  // the cited grants are another unit's
}

TEST_F(CredentialRulesTest, ASuccessorRecordsWhatItsPredecessorSigned) {
  accepted(UnitMerge{code(kSchool), code("79TH0002"), net_.now + days(1)}, "79SGD", {"office-manager"});
  net_.advance(days(2));
  auto body = net_.issue_body(net_.reserve("certificate", 1, "79TH0002"), 1);
  body.grants = {net_.grant_of("principal"), net_.grant_of("seal")};
  refused("chain.unit_not_active", body, kSchool, kIssuers);
  accepted(body, "79TH0002", {"other-principal", "other-seal"});
}

// --- status

TEST_F(CredentialRulesTest, NeedsTwoKeysOfTheRightRoles) {
  const CredentialId id = net_.issue_one();
  refused("chain.four_eyes", change(id, StatusAction::revoke), kSchool, {"principal"});
  refused("chain.four_eyes", change(id, StatusAction::revoke), kSchool, {"registrar"});
  refused("chain.four_eyes", change(id, StatusAction::revoke), kSchool, {"principal", "seal"});
  refused("chain.no_authority", change(id, StatusAction::revoke), kSchool, {"principal", "other-registrar"});
  refused("chain.not_issuer", change(id, StatusAction::revoke), "79TH0002", {"other-registrar", "other-principal"});
  refused("chain.unknown_credential", change(test::credential_id(999), StatusAction::revoke), kSchool, kTwo);
  // One key with both roles is one pair of eyes.
  accepted(net_.grant_body("both", kSchool, Role::registrar, {RecordKind::credential_status}), kSchool, {"manager"});
  accepted(net_.grant_body("both", kSchool, Role::principal, {RecordKind::credential_status}), kSchool, {"manager"});
  refused("chain.four_eyes", change(id, StatusAction::revoke), kSchool, {"both"});
  refused("chain.four_eyes", change(id, StatusAction::revoke), kSchool, {"both", "seal"});
  // Nor do two keys of one person count as two: their grants commit to the person alike.
  KeyGrant again = net_.grant_body("registrar's other key", kSchool, Role::principal, {RecordKind::credential_status});
  again.person = commitment("person registrar");
  accepted(again, kSchool, {"manager"});
  refused("chain.four_eyes", change(id, StatusAction::revoke), kSchool, {"registrar", "registrar's other key"});
  accepted(change(id, StatusAction::revoke), kSchool, {"both", "principal"});
}

// KT. HIỆU TRƯỞNG: on records as on documents, while the delegation stands.
TEST_F(CredentialRulesTest, ADeputyByDelegationSignsRecordsForThePrincipal) {
  const CredentialId id = net_.issue_one();
  const auto appoint = [&](const std::string& key, std::optional<LeafIndex> by) {
    KeyGrant b =
        net_.grant_body(key, kSchool, Role::deputy, {RecordKind::credential_issue, RecordKind::credential_status});
    b.delegated_by = by;
    if (by) b.to = (*find_grant(net_.view(), *by))->grant.to;
    accepted(b, kSchool, {"manager"});
  };
  appoint("deputy", net_.grant_of("principal"));
  appoint("deputy without a delegation", std::nullopt);
  const auto issue = net_.issue_body(net_.reserve("certificate", 1), 1);
  refused("chain.missing_role", issue, kSchool, {"deputy without a delegation", "seal"});
  refused("chain.four_eyes", change(id, StatusAction::suspend), kSchool, {"registrar", "deputy without a delegation"});
  accepted(issue, kSchool, {"deputy", "seal"});
  accepted(change(id, StatusAction::suspend), kSchool, {"registrar", "deputy"});
  net_.advance(days(1));
  accepted(KeyRevoke{net_.grant_of("principal"), RevokeReason::left, {}}, kSchool, {"manager"});
  refused("chain.delegation_ended", change(id, StatusAction::reinstate), kSchool, {"registrar", "deputy"});
}

TEST_F(CredentialRulesTest, FollowsTheTableOfTransitions) {
  const CredentialId id = net_.issue_one();
  const std::uint64_t status = state_of(id).status;
  refused("chain.wrong_standing", change(id, StatusAction::reinstate), kSchool, kTwo);
  accepted(change(id, StatusAction::suspend), kSchool, kTwo);
  EXPECT_TRUE(bit(StatusPurpose::suspension, status));
  EXPECT_FALSE(bit(StatusPurpose::revocation, status));
  EXPECT_EQ(state_of(id).standing, CredentialStanding::suspended);
  refused("chain.wrong_standing", change(id, StatusAction::suspend), kSchool, kTwo);
  accepted(change(id, StatusAction::reinstate), kSchool, kTwo);
  EXPECT_FALSE(bit(StatusPurpose::suspension, status));
  EXPECT_EQ(state_of(id).standing, CredentialStanding::in_force);
  accepted(change(id, StatusAction::suspend), kSchool, kTwo);
  accepted(change(id, StatusAction::revoke), kSchool, kTwo);
  EXPECT_TRUE(bit(StatusPurpose::revocation, status));
  EXPECT_EQ(state_of(id).since, net_.now);
  for (const StatusAction action : {StatusAction::revoke, StatusAction::suspend, StatusAction::reinstate,
                                    StatusAction::supersede, StatusAction::confirm}) {
    refused("chain.standing_final", change(id, action), kSchool, kTwo);
  }
}

TEST_F(CredentialRulesTest, SupersedesOnlyByItsLike) {
  const CredentialId id = net_.issue_one();
  const CredentialId next = net_.issue_one();
  const CredentialId transcript = net_.issue_one("transcript");
  const auto theirs = net_.issue_body(net_.reserve("certificate", 1, "79TH0002"), 1);
  accepted(theirs, "79TH0002", {"other-principal", "other-seal"});
  const CredentialId revoked = net_.issue_one();
  accepted(change(revoked, StatusAction::revoke), kSchool, kTwo);
  refused("chain.successor_wrong", change(id, StatusAction::supersede), kSchool, kTwo);
  refused("chain.successor_wrong", change(id, StatusAction::revoke, next), kSchool, kTwo);
  const CredentialId erased = net_.issue_one();
  accepted(DocumentErase{erased, {}, commitment("basis")}, kSchool, kTwo);
  for (const CredentialId& wrong : {id, transcript, theirs.items[0].id, revoked, erased, test::credential_id(999)}) {
    refused("chain.successor_wrong", change(id, StatusAction::supersede, wrong), kSchool, kTwo);
  }
  accepted(change(id, StatusAction::supersede, next), kSchool, kTwo);
  EXPECT_EQ(state_of(id).standing, CredentialStanding::superseded);
  EXPECT_EQ(state_of(id).successor, next);
  EXPECT_TRUE(bit(StatusPurpose::revocation, state_of(id).status));
  refused("chain.successor_wrong", change(next, StatusAction::supersede, id), kSchool, kTwo);
}

TEST_F(CredentialRulesTest, ConfirmsOnlyWhatACompromiseTouched) {
  const CredentialId before = net_.issue_one();
  net_.advance(days(5));
  const CredentialId after = net_.issue_one();
  refused("chain.not_compromised", change(after, StatusAction::confirm), kSchool, kTwo);
  accepted(KeyRevoke{net_.grant_of("seal"), RevokeReason::lost, net_.now - days(1)}, kSchool, {"manager"});
  EXPECT_FALSE(*compromised(net_.view(), state_of(before)));
  EXPECT_TRUE(*compromised(net_.view(), state_of(after)));
  refused("chain.not_compromised", change(before, StatusAction::confirm), kSchool, kTwo);
  accepted(change(after, StatusAction::confirm), kSchool, kTwo);
  EXPECT_FALSE(*compromised(net_.view(), state_of(after)));
  refused("chain.not_compromised", change(after, StatusAction::confirm), kSchool, kTwo);
  // A compromise found later asks again.
  accepted(KeyRevoke{net_.grant_of("seal"), RevokeReason::lost, net_.now - days(5)}, kSchool, {"manager"});
  EXPECT_TRUE(*compromised(net_.view(), state_of(after)));
  EXPECT_TRUE(*compromised(net_.view(), state_of(before)));
  accepted(change(before, StatusAction::confirm), kSchool, kTwo);
}

// The thief of a manager's key grants itself a principal and a seal, and issues: what it granted and issued is known.
TEST_F(CredentialRulesTest, AStolenManagersKeyReachesWhatItGranted) {
  net_.advance(days(10));
  const Time stolen = net_.now;
  const auto grant = [&](const std::string& by, const std::string& key, Role role) {
    const bool manages = role == Role::manager;
    const auto granted = net_.must(net_.grant_body(key, kSchool, role,
                                                   manages ? std::vector{RecordKind::key_grant, RecordKind::key_rotate}
                                                           : std::vector{RecordKind::credential_issue}),
                                   kSchool, {by});
    net_.advance(days(1));
    return granted;
  };
  const CredentialId before = net_.issue_one();
  const LeafIndex second = grant("manager", "second manager", Role::manager);
  const LeafIndex principal = grant("second manager", "thief", Role::principal);
  const LeafIndex seal = grant("second manager", "thief's seal", Role::seal);
  auto body = net_.issue_body(net_.reserve("certificate", 3), 1);
  body.grants = {principal, seal};
  accepted(body, kSchool, {"thief", "thief's seal"});
  const CredentialId forged = body.items[0].id;
  const auto grant_of = [&](LeafIndex index) { return **find_grant(net_.view(), index); };
  EXPECT_EQ(grant_of(principal).behind.size(), 3u);  // the office's, the manager's, the second one's
  EXPECT_FALSE(*compromised(net_.view(), state_of(forged)));
  net_.advance(days(1));
  const auto manager = net_.grant_of("manager");
  accepted(KeyRevoke{manager, RevokeReason::theft, stolen + days(1)}, "79SGD", {"office-manager"});
  EXPECT_FALSE(*compromised(net_.view(), state_of(forged)));  // granted before that
  accepted(KeyRevoke{manager, RevokeReason::theft, stolen}, "79SGD", {"office-manager"});
  EXPECT_TRUE(*compromised(net_.view(), state_of(forged)));
  EXPECT_FALSE(*compromised(net_.view(), state_of(before)));
  EXPECT_FALSE(*grantor_compromised(net_.view(), grant_of(net_.grant_of("principal"))));
  EXPECT_TRUE(*grantor_compromised(net_.view(), grant_of(second)));

  auto more = net_.issue_body(net_.reserve("certificate", 3), 1);
  more.grants = {principal, seal};
  refused("chain.grantor_compromised", more, kSchool, {"thief", "thief's seal"});
  refused("chain.grantor_compromised", more, kSchool, {"principal", "seal"});  // cited
  refused("chain.grantor_compromised", net_.grant_body("third", kSchool, Role::teacher, {}), kSchool,
          {"second manager"});
  refused("chain.grantor_compromised", KeyRotate{principal, test::key_named("fresh").public_key()}, "79SGD",
          {"office-manager"});
  KeyGrant deputy = net_.grant_body("deputy", kSchool, Role::deputy, {});
  deputy.to = grant_of(principal).grant.to;
  deputy.from = grant_of(principal).grant.from;
  deputy.delegated_by = principal;
  refused("chain.grantor_compromised", deputy, "79SGD", {"office-manager"});
  accepted(change(forged, StatusAction::confirm), kSchool, kTwo);
  EXPECT_FALSE(*compromised(net_.view(), state_of(forged)));
}

TEST_F(CredentialRulesTest, RefusesGrantsBehindWhichTooManyStand) {
  const std::vector<RecordKind> kinds = {RecordKind::key_grant};
  std::string by = "manager";
  for (std::size_t behind = 2; behind <= kMaxGrantsBehind; ++behind) {
    const std::string next = "heir " + std::to_string(behind);
    accepted(net_.grant_body(next, kSchool, Role::manager, kinds), kSchool, {by});
    by = next;
  }
  refused("chain.grant_too_deep", net_.grant_body("last", kSchool, Role::manager, kinds), kSchool, {by});
  accepted(net_.grant_body("last", kSchool, Role::manager, kinds), "79SGD", {"office-manager"});
}

TEST_F(CredentialRulesTest, ErasesADocumentOrAGroupOnce) {
  const CredentialId id = net_.issue_one();
  const auto erase = [&](std::optional<CodeText> group) {
    return DocumentErase{id, std::move(group), commitment("basis")};
  };
  refused("chain.unknown_credential", DocumentErase{test::credential_id(999), {}, commitment("basis")}, kSchool,
          kRegistrar);
  refused("chain.not_issuer", erase({}), "79TH0002", {"other-registrar", "other-principal"});
  // What is destroyed stays destroyed: nobody erases alone.
  refused("chain.four_eyes", erase(code("contact")), kSchool, kRegistrar);
  refused("chain.four_eyes", erase({}), kSchool, {"principal"});
  accepted(erase(code("contact")), kSchool, kTwo);
  refused("chain.already_erased", erase(code("contact")), kSchool, kTwo);
  EXPECT_TRUE(*group_erased(net_.view(), id, code("contact")));
  EXPECT_FALSE(*group_erased(net_.view(), id, code("family")));
  EXPECT_FALSE(state_of(id).erased);
  accepted(erase({}), kSchool, kTwo);
  EXPECT_TRUE(state_of(id).erased);
  EXPECT_TRUE(*group_erased(net_.view(), id, code("family")));
  refused("chain.already_erased", erase({}), kSchool, kTwo);
  refused("chain.already_erased", erase(code("family")), kSchool, kTwo);
}

TEST_F(CredentialRulesTest, SnapshotsAreRecomputed) {
  const CredentialId id = net_.issue_one();
  net_.close_block();
  const auto snapshot = [&](StatusPurpose purpose, std::uint32_t shard) {
    const std::string bits =
        status_bits(net_.view(), purpose, shard).ok() ? *status_bits(net_.view(), purpose, shard) : "";
    return StatusSnapshot{{{purpose, shard, snapshot_digest(purpose, shard, bits)}}};
  };
  const Names validator = {"nut-1-api"};
  const auto before = snapshot(StatusPurpose::revocation, 0);
  refused("chain.no_authority", before, "", {"founder-1"});
  refused("chain.no_authority", before, "", {"nut-1-api", "founder-1"});
  refused("chain.wrong_unit_field", before, kSchool, validator);
  refused("chain.shard_unknown", snapshot(StatusPurpose::revocation, 1), "", validator);
  accepted(change(id, StatusAction::revoke), kSchool, kTwo);
  refused("chain.wrong_snapshot", before, "", validator);
  const auto after = snapshot(StatusPurpose::revocation, 0);
  EXPECT_NE(after.lists[0].digest, before.lists[0].digest);
  const LeafIndex at = accepted(after, "", validator);
  EXPECT_EQ((*find_snapshot(net_.view(), StatusPurpose::revocation, 0))->index, at);
  const CredentialId next = net_.issue_one();  // changes no bit
  refused("chain.status_after_snapshot", change(next, StatusAction::suspend), kSchool, kTwo);
  net_.close_block();
  accepted(change(next, StatusAction::suspend), kSchool, kTwo);
}

}  // namespace
}  // namespace hocba::chain
