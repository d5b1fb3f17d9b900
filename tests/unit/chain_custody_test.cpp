// One rejection per rule of version 1 (docs/formats/rules.md §7): transfers of pupils, and who may change what after.
#include <gtest/gtest.h>

#include <algorithm>
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

const std::string kLeaving = "79TH0001";
const std::string kReceiving = "79TH0002";
const Names kLeavingTwo = {"registrar", "principal"};
const Names kReceivingTwo = {"other-registrar", "other-principal"};
const Names kLeavingHead = {"principal"};
const Names kReceivingHead = {"other-principal"};

class CustodyRulesTest : public testing::Test {
 protected:
  CustodyRulesTest() { net_.found(); }
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
  static CustodyRequest request(std::uint64_t n = 1) {
    return {code(kLeaving), commitment("pupil"), code(kReceiving), transfer_id(n)};
  }
  static CustodyAccept answer(CustodyAnswer answer, std::uint64_t n = 1) {
    if (answer == CustodyAnswer::accept) return {answer, std::nullopt, transfer_id(n)};
    return {answer, commitment("reason"), transfer_id(n)};
  }
  static CustodyRelease release(std::vector<CredentialId> ids, std::uint64_t n = 1) {
    std::sort(ids.begin(), ids.end());
    return {ids, commitment("sheet"), transfer_id(n)};
  }
  static CredentialStatus change(const CredentialId& id, StatusAction action, std::optional<CredentialId> next = {}) {
    return {id, action, next, commitment("reason")};
  }
  void reach(TransferStanding standing, const std::vector<CredentialId>& ids, std::uint64_t n = 1) {
    accepted(request(n), kLeaving, {"registrar"});
    if (standing == TransferStanding::requested) return;
    accepted(answer(CustodyAnswer::accept, n), kReceiving, kReceivingHead);
    if (standing == TransferStanding::accepted) return;
    accepted(release(ids, n), kLeaving, kLeavingTwo);
    if (standing == TransferStanding::released) return;
    accepted(CustodyReceive{transfer_id(n)}, kReceiving, kReceivingHead);
  }
  CredentialId issued_by_the_other() {
    const auto body = net_.issue_body(net_.reserve("certificate", 1, kReceiving), 1);
    accepted(body, kReceiving, {"other-principal", "other-seal"});
    return body.items.front().id;
  }
  TransferState transfer(std::uint64_t n = 1) { return **find_transfer(net_.view(), transfer_id(n)); }
  std::string custodian(const CredentialId& id) {
    return (*custodian_of(net_.view(), **find_credential(net_.view(), id))).str();
  }
  NetworkBuilder net_;
};

// --- the way of a transfer

TEST_F(CustodyRulesTest, GoesFromTheRequestToTheReceipt) {
  const CredentialId first = net_.issue_one(), second = net_.issue_one();
  const LeafIndex at = accepted(request(), kReceiving, {"other-registrar"});
  EXPECT_EQ(transfer().standing, TransferStanding::requested);
  EXPECT_EQ(transfer().requested.index, at);
  net_.advance(hours(1));
  accepted(answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  EXPECT_EQ(transfer().standing, TransferStanding::accepted);
  EXPECT_EQ(transfer().accepted->time, net_.now);
  EXPECT_FALSE((*find_custody(net_.view(), first)).has_value());
  net_.advance(hours(1));
  accepted(release({second, first}), kLeaving, kLeavingTwo);
  EXPECT_EQ(transfer().standing, TransferStanding::released);
  EXPECT_EQ(transfer().credentials.size(), 2u);
  EXPECT_EQ((*find_custody(net_.view(), first))->released, transfer_id(1));
  EXPECT_EQ(custodian(first), kLeaving);
  const LeafIndex end = accepted(CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  EXPECT_EQ(transfer().standing, TransferStanding::received);
  EXPECT_EQ(transfer().ended->index, end);
  for (const auto& id : {first, second}) {
    EXPECT_EQ(custodian(id), kReceiving);
    EXPECT_FALSE((*find_custody(net_.view(), id))->released.has_value());
    EXPECT_EQ((*find_custody(net_.view(), id))->moved_by, end);
    EXPECT_EQ((*find_credential(net_.view(), id))->standing, CredentialStanding::in_force);
    EXPECT_EQ((*find_credential(net_.view(), id))->unit.str(), kLeaving);
  }
}

TEST_F(CustodyRulesTest, APupilWithoutADocumentMovesWithAnEmptyList) {
  reach(TransferStanding::received, {});
  EXPECT_TRUE(transfer().credentials.empty());
}

TEST_F(CustodyRulesTest, GoesOnToAThirdSchoolAndBack) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::received, {id});
  const CustodyRequest back{code(kReceiving), commitment("pupil"), code(kLeaving), transfer_id(2)};
  accepted(back, kLeaving, {"registrar"});
  accepted(answer(CustodyAnswer::accept, 2), kLeaving, kLeavingHead);
  accepted(release({id}, 2), kReceiving, kReceivingTwo);
  accepted(CustodyReceive{transfer_id(2)}, kLeaving, kLeavingHead);
  EXPECT_EQ(custodian(id), kLeaving);
  accepted(change(id, StatusAction::suspend), kLeaving, kLeavingTwo);
  refused("chain.custody_elsewhere", change(id, StatusAction::reinstate), kReceiving, kReceivingTwo);
}

// --- custody.request

TEST_F(CustodyRulesTest, RefusesARequestOfUnitsThatCannotTransfer) {
  auto same = request();
  same.receiving = same.leaving;
  refused("chain.custody_same_unit", same, kLeaving, {"registrar"});
  auto unknown = request();
  unknown.receiving = code("79TH0009");
  refused("chain.unknown_unit", unknown, kLeaving, {"registrar"});
  unknown = request();
  unknown.leaving = code("79TH0009");
  refused("chain.unknown_unit", unknown, kReceiving, {"other-registrar"});
  auto later = net_.unit_body("79TH0003", "79SGD", UnitType::primary);
  later.from = net_.now + days(1);
  accepted(later, "79SGD", {"office-manager"});
  auto early = request();
  early.receiving = code("79TH0003");
  refused("chain.unit_not_active", early, kLeaving, {"registrar"});
  net_.advance(days(1));
  accepted(early, kLeaving, {"registrar"});
  early.transfer = transfer_id(2);
  refused("chain.custody_not_yours", early, kReceiving, {"other-registrar"});
}

// Both ways: pupils neither come from nor go to an office, a kindergarten, a university or a company.
TEST_F(CustodyRulesTest, OnlyUnitsThatKeepTranscriptsTransfer) {
  const std::set<UnitType> keep = {
      UnitType::primary,         UnitType::lower_secondary, UnitType::primary_lower_secondary,
      UnitType::upper_secondary, UnitType::multi_level,     UnitType::continuing_centre,
      UnitType::vocational};
  std::uint64_t n = 0;
  for (int i = 0; i <= static_cast<int>(UnitType::company); ++i) {
    const auto type = static_cast<UnitType>(i);
    SCOPED_TRACE(to_text(type));
    const std::string unit = "U" + std::to_string(10 + i);
    accepted(net_.unit_body(unit, "", type), "", NetworkBuilder::founders());
    auto to = request(++n);
    to.receiving = code(unit);
    auto from = request(++n);
    from.leaving = code(unit);
    from.receiving = code(kLeaving);
    for (const auto& one : {to, from}) {
      if (keep.count(type) != 0)
        accepted(one, kLeaving, {"registrar"});
      else
        refused("chain.custody_no_school", one, kLeaving, {"registrar"});
    }
  }
}

TEST_F(CustodyRulesTest, RefusesARequestWithoutTheKind) {
  refused("chain.no_authority", request(), kLeaving, {"other-registrar"});
  refused("chain.grant_wrong_kind", request(), kLeaving, {"homeroom"});
  refused("chain.wrong_unit_field", request(), "", {"registrar"});
}

TEST_F(CustodyRulesTest, RefusesATransferIdTwice) {
  accepted(request(), kLeaving, {"registrar"});
  auto again = request();
  again.pupil = commitment("another");
  refused("chain.custody_exists", again, kLeaving, {"registrar"});
}

TEST_F(CustodyRulesTest, AMergedUnitRequestsNoMoreAndItsSuccessorDoes) {
  accepted(net_.unit_body("79TH0003", "79SGD", UnitType::primary), "79SGD", {"office-manager"});
  accepted(UnitMerge{code(kLeaving), code(kReceiving), net_.now + hours(1)}, "79SGD", {"office-manager"});
  net_.advance(hours(2));
  auto away = request();
  away.receiving = code("79TH0003");
  refused("chain.unit_not_active", away, kLeaving, {"registrar"});
  refused("chain.unit_not_active", away, kReceiving, {"other-registrar"});
  away.leaving = code(kReceiving);
  accepted(away, kReceiving, {"other-registrar"});
}

// --- custody.accept

TEST_F(CustodyRulesTest, RefusesAnAnswerToWhatWasNotRequested) {
  refused("chain.custody_unknown", answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  refused("chain.custody_unknown", release({}), kLeaving, kLeavingTwo);
  refused("chain.custody_unknown", CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
}

TEST_F(CustodyRulesTest, RefusesAStepOfTheOtherUnit) {
  reach(TransferStanding::requested, {});
  refused("chain.custody_not_yours", answer(CustodyAnswer::accept), kLeaving, kLeavingHead);
  refused("chain.custody_not_yours", answer(CustodyAnswer::refuse), kLeaving, kLeavingHead);
  refused("chain.custody_not_yours", answer(CustodyAnswer::withdraw), kReceiving, kReceivingHead);
  accepted(answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  refused("chain.custody_not_yours", release({}), kReceiving, kReceivingTwo);
  accepted(release({}), kLeaving, kLeavingHead);
  refused("chain.custody_not_yours", CustodyReceive{transfer_id(1)}, kLeaving, kLeavingHead);
}

TEST_F(CustodyRulesTest, EveryStepAfterTheRequestNeedsThePrincipal) {
  reach(TransferStanding::requested, {});
  refused("chain.missing_role", answer(CustodyAnswer::accept), kReceiving, {"other-registrar"});
  refused("chain.missing_role", answer(CustodyAnswer::withdraw), kLeaving, {"registrar", "seal"});
  accepted(answer(CustodyAnswer::accept), kReceiving, kReceivingTwo);
  refused("chain.missing_role", release({}), kLeaving, {"registrar"});
  accepted(release({}), kLeaving, kLeavingHead);
  refused("chain.missing_role", CustodyReceive{transfer_id(1)}, kReceiving, {"other-registrar"});
}

TEST_F(CustodyRulesTest, RefusingAndWithdrawingNeedAReasonAndAcceptingHasNone) {
  reach(TransferStanding::requested, {});
  auto wrong = answer(CustodyAnswer::accept);
  wrong.reason = commitment("reason");
  refused("chain.custody_reason", wrong, kReceiving, kReceivingHead);
  for (const auto& [what, unit, keys] : {std::tuple(CustodyAnswer::refuse, kReceiving, kReceivingHead),
                                         std::tuple(CustodyAnswer::withdraw, kLeaving, kLeavingHead)}) {
    wrong = answer(what);
    wrong.reason.reset();
    refused("chain.custody_reason", wrong, unit, keys);
  }
}

TEST_F(CustodyRulesTest, RefusesAStepOutOfTurn) {
  reach(TransferStanding::requested, {});
  refused("chain.custody_wrong_step", release({}), kLeaving, kLeavingHead);
  refused("chain.custody_wrong_step", CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  accepted(answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  refused("chain.custody_wrong_step", answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  refused("chain.custody_wrong_step", CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  accepted(release({}), kLeaving, kLeavingHead);
  refused("chain.custody_wrong_step", release({}), kLeaving, kLeavingHead);
  refused("chain.custody_wrong_step", answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  refused("chain.custody_wrong_step", answer(CustodyAnswer::withdraw), kLeaving, kLeavingHead);
}

TEST_F(CustodyRulesTest, NothingFollowsOnATransferThatIsOver) {
  std::uint64_t n = 0;
  for (const auto end : {TransferStanding::refused, TransferStanding::withdrawn, TransferStanding::received}) {
    ++n;
    if (end == TransferStanding::received) {
      reach(end, {}, n);
    } else {
      reach(TransferStanding::requested, {}, n);
      const bool withdraws = end == TransferStanding::withdrawn;
      accepted(answer(withdraws ? CustodyAnswer::withdraw : CustodyAnswer::refuse, n),
               withdraws ? kLeaving : kReceiving, withdraws ? kLeavingHead : kReceivingHead);
    }
    EXPECT_EQ(transfer(n).standing, end);
    refused("chain.custody_over", answer(CustodyAnswer::accept, n), kReceiving, kReceivingHead);
    refused("chain.custody_over", answer(CustodyAnswer::refuse, n), kReceiving, kReceivingHead);
    refused("chain.custody_over", answer(CustodyAnswer::withdraw, n), kLeaving, kLeavingHead);
    refused("chain.custody_over", release({}, n), kLeaving, kLeavingHead);
    refused("chain.custody_over", CustodyReceive{transfer_id(n)}, kReceiving, kReceivingHead);
  }
}

TEST_F(CustodyRulesTest, ARefusalAfterTheReleaseGivesCustodyBack) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::released, {id});
  refused("chain.custody_released", change(id, StatusAction::suspend), kLeaving, kLeavingTwo);
  accepted(answer(CustodyAnswer::refuse), kReceiving, kReceivingHead);
  EXPECT_EQ(custodian(id), kLeaving);
  accepted(change(id, StatusAction::suspend), kLeaving, kLeavingTwo);
  refused("chain.custody_elsewhere", change(id, StatusAction::reinstate), kReceiving, kReceivingTwo);
}

TEST_F(CustodyRulesTest, WhatIsNeitherReceivedNorRefusedIsTakenBackAfter30Days) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::released, {id});
  net_.advance(Duration{days(30).seconds - 1});
  refused("chain.custody_wrong_step", answer(CustodyAnswer::withdraw), kLeaving, kLeavingHead);
  refused("chain.custody_released", change(id, StatusAction::suspend), kLeaving, kLeavingTwo);
  net_.advance(Duration{1});
  refused("chain.custody_not_yours", answer(CustodyAnswer::withdraw), kReceiving, kReceivingHead);
  accepted(answer(CustodyAnswer::withdraw), kLeaving, kLeavingHead);
  EXPECT_EQ(transfer().standing, TransferStanding::withdrawn);
  EXPECT_EQ(custodian(id), kLeaving);
  refused("chain.custody_over", CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  accepted(change(id, StatusAction::suspend), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, ALateReceiptIsStillOneUntilItIsTakenBack) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::released, {id});
  net_.advance(days(60));
  accepted(CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  EXPECT_EQ(custodian(id), kReceiving);
  refused("chain.custody_over", answer(CustodyAnswer::withdraw), kLeaving, kLeavingHead);
}

// --- custody.release

TEST_F(CustodyRulesTest, ReleasesOnlyWhatItHas) {
  const CredentialId mine = net_.issue_one(), theirs = issued_by_the_other();
  reach(TransferStanding::accepted, {});
  refused("chain.unknown_credential", release({test::credential_id(4'711)}), kLeaving, kLeavingTwo);
  refused("chain.not_issuer", release({mine, theirs}), kLeaving, kLeavingTwo);
  EXPECT_FALSE((*find_custody(net_.view(), mine)).has_value());
  accepted(release({mine}), kLeaving, kLeavingTwo);
  // In two transfers at once, and after it has moved.
  reach(TransferStanding::accepted, {}, 2);
  refused("chain.custody_released", release({mine}, 2), kLeaving, kLeavingTwo);
  accepted(CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  refused("chain.custody_elsewhere", release({mine}, 2), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, AReleaseNeedsFourEyesForEachCredential) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::accepted, {});
  refused("chain.four_eyes", release({id}), kLeaving, kLeavingHead);
  refused("chain.four_eyes", release({id}), kLeaving, {"principal", "seal"});
  accepted(release({id}), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, AReleaseNeedsAGrantForTheTypeOfEachCredential) {
  const CredentialId certificate = net_.issue_one();
  accepted(net_.grant_body("typed", kLeaving, Role::principal, {RecordKind::custody_release}, {"transcript"}), kLeaving,
           {"manager"});
  reach(TransferStanding::accepted, {});
  refused("chain.grant_wrong_type", release({certificate}), kLeaving, {"registrar", "typed"});
  accepted(release({}), kLeaving, {"registrar", "typed"});
}

TEST_F(CustodyRulesTest, ReleasesNothingThatIsOverOrErased) {
  const CredentialId revoked = net_.issue_one(), superseded = net_.issue_one(), next = net_.issue_one(),
                     erased = net_.issue_one(), suspended = net_.issue_one();
  accepted(change(revoked, StatusAction::revoke), kLeaving, kLeavingTwo);
  accepted(change(superseded, StatusAction::supersede, next), kLeaving, kLeavingTwo);
  accepted(change(suspended, StatusAction::suspend), kLeaving, kLeavingTwo);
  accepted(DocumentErase{erased, {}, commitment("basis")}, kLeaving, kLeavingTwo);
  reach(TransferStanding::accepted, {});
  refused("chain.standing_final", release({revoked}), kLeaving, kLeavingTwo);
  refused("chain.standing_final", release({superseded}), kLeaving, kLeavingTwo);
  refused("chain.already_erased", release({erased}), kLeaving, kLeavingTwo);
  accepted(release({next, suspended}), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, AReleaseListsAtMost64InOrder) {
  auto many = release({});
  for (std::size_t i = 0; i <= kMaxReleasedCredentials; ++i) many.credentials.push_back(test::credential_id(i));
  std::sort(many.credentials.begin(), many.credentials.end());
  const auto too_many = sign_record(net_.record(many, kLeaving), {&test::key_named("principal")}, net_.now);
  ASSERT_FALSE(too_many.ok());
  EXPECT_EQ(too_many.error().code().id, "chain.wrong_length");
  many.credentials.pop_back();
  EXPECT_TRUE(sign_record(net_.record(many, kLeaving), {&test::key_named("principal")}, net_.now).ok());
  std::string bytes = net_.sign(net_.record(many, kLeaving), {"principal"});
  const auto a = to_text(many.credentials[0]), b = to_text(many.credentials[1]);
  const auto at = bytes.find(a);
  bytes.replace(at, a.size(), b);
  bytes.replace(bytes.find(b, at + 1), b.size(), a);
  EXPECT_EQ(parse_record(bytes).error().code().id, "chain.not_sorted");
}

// --- who may change what

TEST_F(CustodyRulesTest, NobodyChangesWhatIsReleased) {
  const CredentialId id = net_.issue_one(), next = net_.issue_one(), other = net_.issue_one();
  reach(TransferStanding::released, {id});
  for (const auto action : {StatusAction::suspend, StatusAction::revoke, StatusAction::reinstate}) {
    refused("chain.custody_released", change(id, action), kLeaving, kLeavingTwo);
    refused("chain.custody_released", change(id, action), kReceiving, kReceivingTwo);
  }
  refused("chain.custody_released", change(id, StatusAction::supersede, next), kLeaving, kLeavingTwo);
  refused("chain.custody_released", DocumentErase{id, {}, commitment("basis")}, kLeaving, kLeavingTwo);
  // Nor does it take another's place meanwhile.
  refused("chain.successor_wrong", change(other, StatusAction::supersede, id), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, AfterTheReceiptTheNewSchoolChangesTheStanding) {
  const CredentialId id = net_.issue_one(), second = net_.issue_one();
  reach(TransferStanding::received, {id, second});
  refused("chain.custody_elsewhere", change(id, StatusAction::suspend), kLeaving, kLeavingTwo);
  refused("chain.custody_elsewhere", DocumentErase{id, code("contact"), commitment("basis")}, kLeaving, kLeavingTwo);
  refused("chain.four_eyes", change(id, StatusAction::suspend), kReceiving, kReceivingHead);
  accepted(change(id, StatusAction::suspend), kReceiving, kReceivingTwo);
  accepted(change(id, StatusAction::reinstate), kReceiving, kReceivingTwo);
  accepted(DocumentErase{id, code("contact"), commitment("basis")}, kReceiving, kReceivingTwo);
  accepted(change(second, StatusAction::revoke), kReceiving, kReceivingTwo);
}

TEST_F(CustodyRulesTest, ACorrectionAfterATransferTakesBothSchools) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::received, {id});
  refused("chain.successor_wrong", change(id, StatusAction::supersede, issued_by_the_other()), kReceiving,
          kReceivingTwo);
  const CredentialId corrected = net_.issue_one();
  refused("chain.custody_elsewhere", change(id, StatusAction::supersede, corrected), kLeaving, kLeavingTwo);
  // Both say it: the issuer releases the correction, the new school puts it in the old one's place.
  refused("chain.successor_wrong", change(id, StatusAction::supersede, corrected), kReceiving, kReceivingTwo);
  reach(TransferStanding::released, {corrected}, 2);
  refused("chain.successor_wrong", change(id, StatusAction::supersede, corrected), kReceiving, kReceivingTwo);
  accepted(CustodyReceive{transfer_id(2)}, kReceiving, kReceivingHead);
  accepted(change(id, StatusAction::supersede, corrected), kReceiving, kReceivingTwo);
  EXPECT_EQ(custodian(corrected), kReceiving);
  refused("chain.custody_elsewhere", change(corrected, StatusAction::revoke), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, ASchoolGetsNoCustodyOfAnotherPupilsDocumentByNamingItAsACorrection) {
  const CredentialId received = net_.issue_one(), of_another_pupil = net_.issue_one();
  reach(TransferStanding::received, {received});
  refused("chain.successor_wrong", change(received, StatusAction::supersede, of_another_pupil), kReceiving,
          kReceivingTwo);
  EXPECT_FALSE((*find_custody(net_.view(), of_another_pupil)).has_value());
  EXPECT_EQ(custodian(of_another_pupil), kLeaving);
  accepted(change(of_another_pupil, StatusAction::suspend), kLeaving, kLeavingTwo);
}

TEST_F(CustodyRulesTest, ADocumentThatWentElsewhereIsNoSuccessor) {
  const CredentialId gone = net_.issue_one(), here = net_.issue_one();
  reach(TransferStanding::received, {gone});
  refused("chain.successor_wrong", change(here, StatusAction::supersede, gone), kLeaving, kLeavingTwo);
  // Between two that went the same way it may.
  reach(TransferStanding::received, {here}, 2);
  accepted(change(here, StatusAction::supersede, gone), kReceiving, kReceivingTwo);
}

TEST_F(CustodyRulesTest, ConfirmationAndCopiesStayWithTheIssuer) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::received, {id});
  net_.advance(hours(1));
  accepted(KeyRevoke{net_.grant_of("seal"), RevokeReason::lost, net_.now - days(1)}, kLeaving, {"manager"});
  refused("chain.not_issuer", change(id, StatusAction::confirm), kReceiving, kReceivingTwo);
  accepted(change(id, StatusAction::confirm), kLeaving, kLeavingTwo);
  refused("chain.not_issuer", RegisterCopy{id, 2025, 1, commitment("copy")}, kReceiving, {"other-registrar"});
  accepted(RegisterCopy{id, 2025, 1, commitment("copy")}, kLeaving, {"registrar"});
}

// --- mergers

TEST_F(CustodyRulesTest, SuccessorsInheritWhatWaitsAndWhatWasReceived) {
  for (const char* unit : {"79TH0003"}) {
    accepted(net_.unit_body(unit, "79SGD", UnitType::primary), "79SGD", {"office-manager"});
    for (const auto& [name, role] :
         {std::pair("third-principal", Role::principal), std::pair("third-registrar", Role::registrar)})
      accepted(net_.grant_body(name, unit, role,
                               {RecordKind::custody_accept, RecordKind::custody_receive, RecordKind::custody_release,
                                RecordKind::credential_status}),
               "79SGD", {"office-manager"});
  }
  const CredentialId waits = net_.issue_one(), received = net_.issue_one(), given = issued_by_the_other();
  reach(TransferStanding::released, {waits}, 1);
  reach(TransferStanding::received, {received}, 2);
  const CustodyRequest back{code(kReceiving), commitment("pupil"), code(kLeaving), transfer_id(3)};
  accepted(back, kLeaving, {"registrar"});
  accepted(answer(CustodyAnswer::accept, 3), kLeaving, kLeavingHead);
  accepted(UnitMerge{code(kReceiving), code("79TH0003"), net_.now + hours(1)}, "79SGD", {"office-manager"});
  net_.advance(hours(2));
  const Names head = {"third-principal"}, two = {"third-registrar", "third-principal"};
  refused("chain.unit_not_active", CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  accepted(CustodyReceive{transfer_id(1)}, "79TH0003", head);
  EXPECT_EQ(custodian(waits), "79TH0003");
  accepted(change(received, StatusAction::suspend), "79TH0003", two);
  accepted(release({given, received}, 3), "79TH0003", two);
}

// --- deadlines: notices, never refusals

class CustodyDeadlineTest : public CustodyRulesTest {
 protected:
  std::vector<std::string> notices_of(Body body, const std::string& unit, const Names& keys) {
    net_.close_block();
    const auto record = net_.verified(net_.record(body, unit), keys);
    auto applier = *Applier::begin(net_.tip(), net_.state(), net_.now);
    EXPECT_TRUE(applier.add(record).ok());
    std::vector<std::string> out;
    const auto outcome = *applier.finish();
    for (const Notice& notice : outcome.notices) out.emplace_back(notice.code->id);
    accepted(std::move(body), unit, keys);
    return out;
  }
  using Notices = std::vector<std::string>;
};

TEST_F(CustodyDeadlineTest, EachStepIsLateAfterItsWorkingDays) {
  struct Way {
    const char* monday;
    int answered, released, received;  // days after it
    bool late;
  };
  // 5 working days from a Monday: the next one; 3 from there: Thursday; 5 from there: Thursday.
  for (const Way& way : {Way{"2024-09-09T00:00:00Z", 7, 10, 17, false}, Way{"2024-10-14T00:00:00Z", 8, 14, 22, true}}) {
    const std::uint64_t n = way.late ? 2 : 1;
    const Time monday = test::time_at(way.monday);
    net_.now = monday;
    accepted(request(n), kLeaving, {"registrar"});
    net_.now = monday + days(way.answered);
    EXPECT_EQ(notices_of(answer(CustodyAnswer::accept, n), kReceiving, kReceivingHead),
              way.late ? Notices{"chain.custody_answer_late"} : Notices{});
    net_.now = monday + days(way.released);
    EXPECT_EQ(notices_of(release({}, n), kLeaving, kLeavingHead),
              way.late ? Notices{"chain.custody_release_late"} : Notices{});
    net_.now = monday + days(way.received);
    EXPECT_EQ(notices_of(CustodyReceive{transfer_id(n)}, kReceiving, kReceivingHead),
              way.late ? Notices{"chain.custody_receive_late"} : Notices{});
  }
}

TEST_F(CustodyDeadlineTest, ALateRefusalIsTold) {
  accepted(request(), kLeaving, {"registrar"});
  net_.advance(days(30));
  EXPECT_EQ(notices_of(answer(CustodyAnswer::refuse), kReceiving, kReceivingHead),
            Notices{"chain.custody_answer_late"});
}

TEST(CustodyDeadline, NothingIsSaidOfYearsWhoseHolidaysAreNotKnown) {
  NetworkBuilder::Options options;
  options.start = test::time_at("2026-03-02T00:00:00Z");
  NetworkBuilder net(options);
  net.found();
  net.must(CustodyRequest{code(kLeaving), commitment("pupil"), code(kReceiving), transfer_id(1)}, kLeaving,
           {"registrar"});
  net.advance(days(60));
  net.close_block();
  auto applier = *Applier::begin(net.tip(), net.state(), net.now);
  ASSERT_TRUE(applier
                  .add(net.verified(net.record(CustodyAccept{CustodyAnswer::accept, {}, transfer_id(1)}, kReceiving),
                                    kReceivingHead))
                  .ok());
  EXPECT_TRUE(applier.finish()->notices.empty());
}

TEST_F(CustodyDeadlineTest, BetweenProvincesThereAreEightDays) {
  accepted(request(), kLeaving, {"registrar"});
  EXPECT_EQ(*answer_days(net_.view(), transfer(), net_.now), 5u);
  accepted(net_.unit_body("51SGD", "", UnitType::department), "", NetworkBuilder::founders());
  accepted(net_.grant_body("far-manager", "51SGD", Role::manager, {RecordKind::unit_register}), "",
           NetworkBuilder::founders());
  accepted(net_.unit_body("51TH0001", "51SGD", UnitType::primary), "51SGD", {"far-manager"});
  accepted(net_.unit_body("99THPT", "", UnitType::upper_secondary), "", NetworkBuilder::founders());
  auto far = request(2);
  far.receiving = code("51TH0001");
  accepted(far, kLeaving, {"registrar"});
  EXPECT_EQ(*answer_days(net_.view(), transfer(2), net_.now), 8u);
  auto nowhere = request(3);
  nowhere.receiving = code("99THPT");
  accepted(nowhere, kLeaving, {"registrar"});
  EXPECT_EQ(*answer_days(net_.view(), transfer(3), net_.now), 8u);
}

TEST_F(CustodyDeadlineTest, WhatComesNextHasItsDeadline) {
  const CredentialId id = net_.issue_one();
  reach(TransferStanding::requested, {});
  const auto next = [&] { return *next_deadline(net_.view(), transfer(), net_.now); };
  EXPECT_EQ(next()->working_days, 5u);
  net_.advance(hours(1));
  accepted(answer(CustodyAnswer::accept), kReceiving, kReceivingHead);
  EXPECT_EQ(next()->since, net_.now);
  EXPECT_EQ(next()->working_days, kReleaseDays);
  net_.advance(hours(1));
  accepted(release({id}), kLeaving, kLeavingTwo);
  EXPECT_EQ(next()->since, net_.now);
  EXPECT_EQ(next()->working_days, kReceiveDays);
  accepted(CustodyReceive{transfer_id(1)}, kReceiving, kReceivingHead);
  EXPECT_FALSE(next().has_value());
}

TEST(CustodyState, AnIdOfATransferIsAVersion4Uuid) {
  EXPECT_TRUE(transfer_id_from_text(to_text(transfer_id(1))).ok());
  for (const char* text : {"", "1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6BA7B810-9DAD-41D1-80B4-00C04FD430C8"})
    EXPECT_EQ(transfer_id_from_text(text).error().code().id, "chain.bad_transfer_id") << text;
}

TEST(CustodyState, RowsOfOtherTablesAreNoTransfers) {
  EXPECT_FALSE(decode_transfer("T123", "").ok());
  EXPECT_FALSE(decode_transfer(transfer_key(transfer_id(1)), "x").ok());
  EXPECT_FALSE(decode_transfer(custody_key(test::credential_id(1)), "").ok());
}

}  // namespace
}  // namespace hocba::chain
