// One rejection per rule of version 1 (docs/formats/rules.md): what holds for every record, the network, units, keys.
#include <gtest/gtest.h>

#include "ledger/chain/codes.hpp"
#include "ledger/chain/tables.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::chain {
namespace {

using test::code;
using test::commitment;
using test::Names;
using test::NetworkBuilder;

const Names kManager = {"manager"};
const Names kOffice = {"office-manager"};

class RulesTest : public testing::Test {
 protected:
  RulesTest() { net_.found(); }
  // Refused with this code, and nothing of it is left in the open block.
  void refused(const std::string& expected, Body body, const std::string& unit, const Names& keys) {
    refused_record(expected, net_.record(std::move(body), unit), keys);
  }
  void refused_record(const std::string& expected, const Record& record, const Names& keys) {
    const auto result = net_.add(net_.verified(record, keys));
    ASSERT_FALSE(result.ok()) << "accepted, not " << expected;
    EXPECT_EQ(result.error().code().id, expected) << result.error().to_string();
  }
  void accepted(Body body, const std::string& unit, const Names& keys) {
    const auto result = net_.submit(std::move(body), unit, keys);
    EXPECT_TRUE(result.ok()) << result.error().to_string();
  }
  NetworkBuilder net_;
};

using Apply = RulesTest;

RegisterReserve some_reserve() { return {code("certificate"), 2025, 4}; }

TEST_F(Apply, RefusesAnythingBeforeGenesisAndGenesisTwice) {
  NetworkBuilder empty;
  Record record = empty.record(some_reserve(), "79TH0001");
  EXPECT_TRUE(empty.add(empty.verified(record, {"registrar"})).error().is(kGenesisFirst));
  refused("chain.genesis_again", net_.genesis_body(), "", NetworkBuilder::founders());
  // Block 0 holds nothing beside genesis.
  ASSERT_TRUE(empty.submit(empty.genesis_body(), "", NetworkBuilder::founders()).ok());
  EXPECT_TRUE(empty.add(empty.verified(record, {"registrar"})).error().is(kGenesisAlone));
}

TEST_F(Apply, RefusesRecordsOfAnotherNetwork) {
  Record record = net_.record(some_reserve(), "79TH0001");
  record.network = log::NetworkId::of(crypto::sha256("another").view());
  refused_record("chain.wrong_network", record, {"registrar"});
  record.network.reset();
  refused_record("chain.wrong_network", record, {"registrar"});
  NetworkBuilder empty;
  record = empty.record(empty.genesis_body());
  record.network = net_.network();
  EXPECT_TRUE(empty.add(empty.verified(record, NetworkBuilder::founders())).error().is(kWrongNetwork));
}

TEST_F(Apply, RefusesTheSameRecordTwice) {
  const auto record = net_.verified(net_.record(some_reserve(), "79TH0001"), {"registrar"});
  const auto at = net_.add(record);
  ASSERT_TRUE(at.ok());
  EXPECT_TRUE(net_.add(record).error().is(kDuplicateRecord));
  net_.close_block();
  EXPECT_TRUE(net_.add(record).error().is(kDuplicateRecord));
  EXPECT_EQ(*find_record(net_.state(), record.id()), *at);
  // Signed by another key it is the same record.
  EXPECT_TRUE(net_.add(net_.verified(record.record(), {"principal"})).error().is(kDuplicateRecord));
}

TEST_F(Apply, RefusesRecordsAndProofsOutOfTheirTime) {
  net_.open_block();  // at the present time
  Record record = net_.record(some_reserve(), "79TH0001");
  record.time = net_.now + Duration{1};
  refused_record("chain.record_from_future", record, {"registrar"});
  record.time = net_.now - days(7) - Duration{1};
  refused_record("chain.record_too_old", record, {"registrar"});
  record.time = net_.now;
  const auto signed_at = [&](Time created) {
    return *verify_record(*sign_record(record, {&test::key_named("registrar")}, created));
  };
  EXPECT_TRUE(net_.add(signed_at(net_.now + Duration{1})).error().is(kProofFromFuture));
  EXPECT_TRUE(net_.add(signed_at(net_.now - days(7) - Duration{1})).error().is(kProofTooOld));
  EXPECT_TRUE(net_.add(signed_at(net_.now - days(7))).ok());
}

TEST_F(Apply, RefusesABlockTimeThatGoesBack) {
  const auto result = Applier::begin(net_.tip(), net_.state(), net_.now - Duration{1});
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(kTimeWentBack));
  EXPECT_TRUE(Applier::begin(net_.tip(), net_.state(), net_.now).ok());
}

TEST_F(Apply, RefusesGenesisThatCannotWork) {
  const auto refuse = [](const std::string& expected, const std::function<void(NetworkGenesis&)>& spoil,
                         const Names& keys = NetworkBuilder::founders()) {
    NetworkBuilder net({.validators = 4, .quorum = 3});
    NetworkGenesis b = net.genesis_body();
    spoil(b);
    const auto result = net.submit(b, "", keys);
    ASSERT_FALSE(result.ok()) << expected;
    EXPECT_EQ(result.error().code().id, expected);
  };
  refuse("chain.authority_malformed", [](auto& b) { b.authority.threshold = 4; });
  refuse("chain.validators_malformed", [](auto& b) { b.validators[1].name = b.validators[0].name; });
  refuse("chain.validators_malformed", [](auto& b) { b.validators[1].log_key = b.validators[0].vote_key; });
  refuse("chain.quorum_malformed", [](auto& b) { b.quorum = 2; });
  refuse("chain.quorum_malformed", [](auto& b) { b.quorum = 4; });
  refuse("chain.too_few_signatures", [](auto&) {}, {"founder-1"});
  refuse("chain.no_authority", [](auto&) {}, {"founder-1", "founder-2", "stranger"});
  NetworkBuilder net({.validators = 4, .quorum = 3});
  EXPECT_TRUE(net.submit(net.genesis_body(), "", NetworkBuilder::founders()).ok());
}

TEST_F(Apply, RefusesFoundersWorkWithoutEnoughFounders) {
  refused("chain.too_few_signatures", net_.policy_body("award", "2025"), "", {"founder-1"});
  refused("chain.no_authority", net_.policy_body("award", "2025"), "", {"founder-1", "office-manager"});
  refused("chain.no_authority", net_.policy_body("award", "2025"), "", {"founder-1", "founder-2", "office-manager"});
  refused("chain.wrong_unit_field", net_.policy_body("award", "2025"), "79SGD", NetworkBuilder::founders());
  accepted(net_.policy_body("award", "2025"), "", {"founder-1", "founder-2", "founder-3"});
}

TEST_F(Apply, ChangesTheAuthorityByItselfOnly) {
  AuthoritySet b{net_.genesis_body().authority};
  b.authority.threshold = 4;
  refused("chain.authority_malformed", b, "", NetworkBuilder::founders());
  b.authority.keys = {test::key_named("heir-1").public_key(), test::key_named("heir-2").public_key()};
  b.authority.threshold = 1;
  refused("chain.no_authority", b, "", {"heir-1", "heir-2"});
  accepted(b, "", NetworkBuilder::founders());
  // From the next record on, in the same block.
  refused("chain.no_authority", net_.policy_body("award", "2025"), "", NetworkBuilder::founders());
  accepted(net_.policy_body("award", "2025"), "", {"heir-2"});
}

TEST_F(Apply, AnnouncesAnUpgradeAndStopsWhereItsRulesAreUnknown) {
  net_.open_block();
  const std::uint64_t height = to_u64(net_.tip()->height) + 1;
  refused("chain.upgrade_wrong", NetworkUpgrade{kRules1, Height{height + 5}}, "", NetworkBuilder::founders());
  refused("chain.upgrade_wrong", NetworkUpgrade{RuleVersion{2}, Height{height}}, "", NetworkBuilder::founders());
  accepted(NetworkUpgrade{RuleVersion{2}, Height{height + 2}}, "", NetworkBuilder::founders());
  net_.close_block();
  accepted(some_reserve(), "79TH0001", {"registrar"});
  net_.close_block();
  const auto result = Applier::begin(net_.tip(), net_.state(), net_.now);
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(kRulesUnknown));
}

TEST_F(Apply, RefusesPoliciesThatNameARoleTwice) {
  PolicySet b = net_.policy_body("award", "2025");
  b.document_roles.push_back(b.document_roles.front());
  refused("chain.policy_malformed", b, "", NetworkBuilder::founders());
}

// --- units

TEST_F(Apply, RefusesUnitsRegisteredByTheWrongHand) {
  refused("chain.unit_exists", net_.unit_body("79TH0001", "79SGD", UnitType::primary), "79SGD", kOffice);
  refused("chain.not_superior", net_.unit_body("79TH0003", "79SGD", UnitType::primary), "79TH0001", kManager);
  refused("chain.not_superior", net_.unit_body("79TH0003", "", UnitType::primary), "79SGD", kOffice);
  refused("chain.not_superior", net_.unit_body("79TH0003", "79SGD", UnitType::primary), "", NetworkBuilder::founders());
  refused("chain.no_authority", net_.unit_body("79TH0003", "79SGD", UnitType::primary), "79SGD", kManager);
  refused("chain.unknown_unit", net_.unit_body("79TH0003", "79XXX", UnitType::primary), "79XXX", kOffice);
  accepted(net_.unit_body("79TH0003", "79SGD", UnitType::primary), "79SGD", kOffice);
}

TEST_F(Apply, RefusesUnitsWithoutTimeOrTooDeep) {
  UnitRegister b = net_.unit_body("79TH0003", "79SGD", UnitType::primary);
  b.to = b.from;
  refused("chain.unit_period", b, "79SGD", kOffice);
  std::string parent = "79TH0001";
  Names key = kManager;
  for (std::size_t depth = 3; depth <= kMaxUnitDepth; ++depth) {
    const std::string unit = "SUB" + std::to_string(depth);
    accepted(net_.unit_body(unit, parent, UnitType::subordinate), parent, key);
    accepted(net_.grant_body("m" + unit, unit, Role::manager, {RecordKind::unit_register, RecordKind::key_grant}),
             parent, key);
    parent = unit;
    key = {"m" + unit};
  }
  refused("chain.unit_cycle", net_.unit_body("SUB9", parent, UnitType::subordinate), parent, key);
}

TEST_F(Apply, RefusesUpdatesThatBreakAUnit) {
  UnitUpdate b{code("79TH0001"), {}, {}, {}, {}};
  refused("chain.no_change", b, "79SGD", kOffice);
  b.profile = commitment("new");
  refused("chain.not_superior", b, "79TH0001", kManager);
  refused("chain.not_superior", b, "", NetworkBuilder::founders());
  accepted(b, "79SGD", kOffice);
  b = {code("79TH0001"), {}, {}, {}, commitment("another secret")};
  refused("chain.serial_secret_set", b, "79SGD", kOffice);
  b = {code("79TH0001"), {}, net_.now - days(1), {}, {}};
  refused("chain.unit_period", b, "79SGD", kOffice);
  b = {code("79TH0001"), code("79TH0001"), {}, {}, {}};
  refused("chain.unit_cycle", b, "79SGD", kOffice);
  b = {code("79SGD"), code("79TH0001"), {}, {}, {}};
  refused("chain.unit_cycle", b, "", NetworkBuilder::founders());
  b = {code("79NONE"), {}, {}, commitment("p"), {}};
  refused("chain.unknown_unit", b, "79SGD", kOffice);
}

TEST_F(Apply, RefusesMergersThatLeadNowhere) {
  refused("chain.not_superior", UnitMerge{code("79TH0001"), code("79TH0002"), net_.now}, "79TH0001", kManager);
  refused("chain.unit_cycle", UnitMerge{code("79TH0001"), code("79TH0001"), net_.now}, "79SGD", kOffice);
  refused("chain.unknown_unit", UnitMerge{code("79TH0001"), code("79NONE"), net_.now}, "79SGD", kOffice);
  refused("chain.unit_not_active", UnitMerge{code("79TH0001"), code("79TH0002"), net_.now - days(1)}, "79SGD", kOffice);
  UnitRegister young = net_.unit_body("79TH0003", "79SGD", UnitType::primary);
  young.from = net_.now + days(1);
  accepted(young, "79SGD", kOffice);
  refused("chain.unit_period", UnitMerge{code("79TH0003"), code("79TH0002"), net_.now}, "79SGD", kOffice);
  accepted(UnitMerge{code("79TH0001"), code("79TH0002"), net_.now}, "79SGD", kOffice);
  refused("chain.unit_merged", UnitMerge{code("79TH0001"), code("79TH0002"), net_.now}, "79SGD", kOffice);
  refused("chain.unit_merged", UnitMerge{code("79TH0002"), code("79TH0001"), net_.now}, "79SGD", kOffice);
  refused("chain.unit_merged", UnitUpdate{code("79TH0001"), {}, {}, commitment("p"), {}}, "79SGD", kOffice);
}

TEST_F(Apply, RefusesMergersIntoAUnitThatMayNotGovernWhatStoodBelow) {
  accepted(net_.unit_body("79PGD", "79SGD", UnitType::district_office), "79SGD", kOffice);
  accepted(net_.unit_body("79XA", "79SGD", UnitType::commune_office), "79SGD", kOffice);
  accepted(net_.unit_body("79TTR", "79SGD", UnitType::inspectorate), "79SGD", kOffice);
  refused("chain.merge_type", UnitMerge{code("79PGD"), code("79TH0001"), net_.now}, "79SGD", kOffice);
  refused("chain.merge_type", UnitMerge{code("79TH0001"), code("79TTR"), net_.now}, "79SGD", kOffice);
  refused("chain.merge_type", UnitMerge{code("79SGD"), code("79XA"), net_.now}, "", NetworkBuilder::founders());
  accepted(UnitMerge{code("79PGD"), code("79XA"), net_.now}, "79SGD", kOffice);
  accepted(UnitMerge{code("79TH0001"), code("79TH0002"), net_.now}, "79SGD", kOffice);
}

// A school that was closed and had no successor: what it issued can still be revoked, once its superior has said who
// takes its place, itself for instance.
TEST_F(Apply, AnEndedUnitIsMergedAfterwardsByItsSuperior) {
  const Time end = net_.now + days(1);
  accepted(UnitUpdate{code("79TH0001"), {}, end, {}, {}}, "79SGD", kOffice);
  net_.advance(days(30));
  refused("chain.unit_not_active", some_reserve(), "79TH0001", {"registrar"});
  refused("chain.unit_period", UnitMerge{code("79TH0001"), code("79SGD"), net_.now}, "79SGD", kOffice);
  EXPECT_EQ(successor_of(net_.view(), code("79TH0001"), net_.now)->str(), "79TH0001");
  accepted(UnitMerge{code("79TH0001"), code("79SGD"), end}, "79SGD", kOffice);
  EXPECT_EQ(successor_of(net_.view(), code("79TH0001"), net_.now)->str(), "79SGD");
}

TEST_F(Apply, AMergedUnitActsNoMoreAndItsSuccessorInherits) {
  accepted(UnitMerge{code("79TH0001"), code("79TH0002"), net_.now + days(10)}, "79SGD", kOffice);
  net_.advance(days(9));
  accepted(some_reserve(), "79TH0001", {"registrar"});
  net_.advance(days(1));
  refused("chain.unit_not_active", some_reserve(), "79TH0001", {"registrar"});
  EXPECT_EQ(successor_of(net_.view(), code("79TH0001"), net_.now)->str(), "79TH0002");
  // The successor spoils what its predecessor left open, and closes that book.
  RegisterSpoil spoil{code("certificate"), 2025, 1, SpoilReason::unused, code("79TH0001")};
  refused("chain.not_issuer", RegisterSpoil{code("certificate"), 2025, 1, SpoilReason::unused, code("79SGD")},
          "79TH0002", {"other-registrar"});
  for (spoil.number = 1; spoil.number <= 4; ++spoil.number) accepted(spoil, "79TH0002", {"other-registrar"});
  accepted(RegisterClose{code("certificate"), 2025, code("79TH0001")}, "79TH0002", {"other-registrar"});
}

TEST_F(Apply, TheSuperiorOfAnEndedUnitIsTheNextOneAbove) {
  accepted(net_.unit_body("79PGD", "79SGD", UnitType::district_office), "79SGD", kOffice);
  accepted(net_.grant_body("district", "79PGD", Role::manager, {RecordKind::unit_register}), "79SGD", kOffice);
  accepted(net_.unit_body("79TH0003", "79PGD", UnitType::primary), "79PGD", {"district"});
  const UnitUpdate change{code("79TH0003"), {}, {}, commitment("p"), {}};
  refused("chain.not_superior", change, "79SGD", kOffice);
  accepted(UnitUpdate{code("79PGD"), {}, net_.now + days(1), {}, {}}, "79SGD", kOffice);
  net_.advance(days(2));
  refused("chain.not_superior", change, "79PGD", {"district"});
  accepted(change, "79SGD", kOffice);
}

// --- keys

TEST_F(Apply, RefusesGrantsByTheWrongHand) {
  const KeyGrant b = net_.grant_body("new", "79TH0001", Role::teacher, {});
  refused("chain.not_superior", b, "79TH0002", {"other-manager"});
  refused("chain.not_superior", b, "", NetworkBuilder::founders());
  refused("chain.grant_wrong_kind", b, "79TH0001", {"principal"});
  refused("chain.no_authority", b, "79TH0001", {"stranger"});
  refused("chain.no_authority", b, "79TH0001", {"manager", "stranger"});
  refused("chain.unknown_unit", net_.grant_body("new", "79NONE", Role::teacher, {}), "79SGD", kOffice);
  accepted(b, "79SGD", kOffice);
}

TEST_F(Apply, RefusesKindsThatARoleCannotHave) {
  refused("chain.kind_not_grantable", net_.grant_body("new", "79TH0001", Role::teacher, {RecordKind::key_grant}),
          "79TH0001", kManager);
  refused("chain.kind_not_grantable", net_.grant_body("new", "79TH0001", Role::manager, {RecordKind::policy_set}),
          "79TH0001", kManager);
  refused("chain.kind_not_grantable", net_.grant_body("new", "79TH0001", Role::manager, {RecordKind::status_snapshot}),
          "79TH0001", kManager);
}

TEST_F(Apply, RefusesAManagerWhoHandsOnTypesThatItHasNot) {
  const std::vector<RecordKind> kinds = {RecordKind::key_grant, RecordKind::key_rotate, RecordKind::key_revoke};
  accepted(net_.grant_body("head", "79TH0001", Role::manager, kinds, {"award", "transcript"}), "79SGD", kOffice);
  const auto grant = [&](const Names& types) { return net_.grant_body("new", "79TH0001", Role::seal, {}, types); };
  refused("chain.grant_wrong_type", grant({}), "79TH0001", {"head"});
  refused("chain.grant_wrong_type", grant({"degree", "transcript"}), "79TH0001", {"head"});
  refused("chain.grant_wrong_type", grant({}), "79TH0001", {"head", "manager"});
  accepted(grant({"transcript"}), "79TH0001", {"head"});
  const KeyRotate unlimited{net_.grant_of("seal"), test::key_named("mine").public_key()};
  refused("chain.grant_wrong_type", unlimited, "79TH0001", {"head", "seal"});
  accepted(unlimited, "79TH0001", {"manager", "seal"});
}

TEST_F(Apply, RefusesAManagerWhoHandsOnKindsThatItHasNot) {
  accepted(net_.grant_body("keys", "79TH0001", Role::manager, {RecordKind::key_grant, RecordKind::key_rotate}), "79SGD",
           kOffice);
  const auto manager = [&](std::vector<RecordKind> kinds) {
    return net_.grant_body("keys", "79TH0001", Role::manager, std::move(kinds));
  };
  refused("chain.grant_wrong_kind", manager({RecordKind::unit_register, RecordKind::key_grant}), "79TH0001", {"keys"});
  refused("chain.grant_wrong_kind", manager({RecordKind::unit_register}), "79TH0001", {"keys", "manager"});
  // Nor by taking over the key of one who has them; what a grant's holder signs as an issuer is no governing.
  refused("chain.grant_wrong_kind", KeyRotate{net_.grant_of("manager"), test::key_named("mine").public_key()},
          "79TH0001", {"keys", "manager"});
  accepted(manager({RecordKind::key_grant}), "79TH0001", {"keys"});
  accepted(net_.grant_body("new", "79TH0001", Role::registrar, {RecordKind::credential_issue}), "79TH0001", {"keys"});
  accepted(manager({RecordKind::unit_register}), "79TH0001", kManager);
  // One grant must cover both kinds and types.
  const std::vector<RecordKind> both = {RecordKind::key_grant, RecordKind::key_revoke};
  accepted(net_.grant_body("split", "79TH0001", Role::manager, {RecordKind::key_grant}), "79SGD", kOffice);
  accepted(net_.grant_body("split", "79TH0001", Role::manager, both, {"award"}), "79SGD", kOffice);
  refused("chain.grant_wrong_kind", manager(both), "79TH0001", {"split"});
}

TEST_F(Apply, FoundersHandOnEverything) {
  accepted(net_.grant_body("second", "79SGD", Role::manager, {RecordKind::unit_merge, RecordKind::key_revoke}), "",
           NetworkBuilder::founders());
}

TEST_F(Apply, RefusesUnitsOfATypeThatTheirParentCannotHave) {
  const auto under = [&](const std::string& unit, const std::string& parent, UnitType type) {
    return net_.unit_body(unit, parent, type);
  };
  const std::vector<RecordKind> kinds = {RecordKind::unit_register, RecordKind::unit_update};
  refused("chain.unit_type_not_below", under("79DH", "79TH0001", UnitType::training_provider), "79TH0001", kManager);
  refused("chain.unit_type_not_below", under("79TH0009", "79TH0001", UnitType::primary), "79TH0001", kManager);
  refused("chain.unit_type_not_below", under("80SGD", "79SGD", UnitType::department), "79SGD", kOffice);
  refused("chain.unit_type_not_below", under("BO", "79SGD", UnitType::ministry), "79SGD", kOffice);
  accepted(under("79XA", "79SGD", UnitType::commune_office), "79SGD", kOffice);
  accepted(under("79DH", "79SGD", UnitType::training_provider), "79SGD", kOffice);
  accepted(net_.grant_body("commune", "79XA", Role::manager, kinds), "79SGD", kOffice);
  for (const UnitType type : {UnitType::upper_secondary, UnitType::training_provider, UnitType::vocational,
                              UnitType::continuing_centre, UnitType::commune_office, UnitType::company}) {
    refused("chain.unit_type_not_below", under("79XA1", "79XA", type), "79XA", {"commune"});
  }
  std::string code_text = "79XB0";
  for (const UnitType type : {UnitType::kindergarten, UnitType::primary, UnitType::lower_secondary,
                              UnitType::primary_lower_secondary, UnitType::multi_level, UnitType::subordinate}) {
    ++code_text.back();
    accepted(under(code_text, "79XA", type), "79XA", {"commune"});
  }
  // Nor by moving a unit: a university under the commune, a school under a school.
  const auto moved = [](const std::string& unit, const std::string& to) {
    return UnitUpdate{code(unit), code(to), {}, {}, {}};
  };
  refused("chain.unit_type_not_below", moved("79DH", "79XA"), "79SGD", kOffice);
  refused("chain.unit_type_not_below", moved("79TH0001", "79TH0002"), "79SGD", kOffice);
  accepted(moved("79TH0001", "79XA"), "79SGD", kOffice);
  // The ministry has them all but its like; at the root the founders register any type.
  accepted(under("BO", "", UnitType::ministry), "", NetworkBuilder::founders());
  accepted(net_.grant_body("ministry", "BO", Role::manager, {RecordKind::unit_register, RecordKind::key_grant}), "",
           NetworkBuilder::founders());
  accepted(under("80SGD", "BO", UnitType::department), "BO", {"ministry"});
  refused("chain.unit_type_not_below", under("BO2", "BO", UnitType::ministry), "BO", {"ministry"});
  accepted(under("TT", "BO", UnitType::inspectorate), "BO", {"ministry"});
  accepted(net_.grant_body("inspectors", "TT", Role::manager, {RecordKind::unit_register}), "BO", {"ministry"});
  refused("chain.unit_type_not_below", under("TT1", "TT", UnitType::subordinate), "TT", {"inspectors"});
}

TEST_F(Apply, RefusesGrantsOfTheWrongLength) {
  const auto with = [&](Time from, Time to) {
    KeyGrant b = net_.grant_body("new", "79TH0001", Role::teacher, {});
    b.from = from;
    b.to = to;
    return b;
  };
  net_.advance(days(800));
  const Time now = net_.now;
  for (const KeyGrant& b : {with(now, now), with(now, now + days(5 * 366 + 1)), with(now - days(367), now + days(1)),
                            with(now + days(367), now + days(400)), with(now - days(10), now)}) {
    refused("chain.grant_period", b, "79TH0001", kManager);
  }
  accepted(UnitUpdate{code("79TH0001"), {}, now + days(100), {}, {}}, "79SGD", kOffice);
  refused("chain.grant_period", with(now, now + days(101)), "79TH0001", kManager);
  accepted(with(now, now + days(100)), "79TH0001", kManager);
  NetworkBuilder young;
  young.found();
  KeyGrant early = young.grant_body("new", "79TH0001", Role::teacher, {});
  early.from = young.now - days(1);
  EXPECT_TRUE(young.submit(early, "79TH0001", kManager).error().is(kGrantPeriod));
}

TEST_F(Apply, RefusesDelegationsThatAreNone) {
  KeyGrant b = net_.grant_body("deputy", "79TH0001", Role::deputy, {RecordKind::credential_issue});
  b.to = b.to - days(1);
  b.delegated_by = LeafIndex{999};
  refused("chain.unknown_grant", b, "79TH0001", kManager);
  b.delegated_by = net_.grant_of("seal");
  refused("chain.delegation_wrong", b, "79TH0001", kManager);
  b.delegated_by = net_.grant_of("other-principal");
  refused("chain.delegation_wrong", b, "79TH0001", kManager);
  b.delegated_by = net_.grant_of("principal");
  b.role = Role::teacher;
  refused("chain.delegation_wrong", b, "79TH0001", kManager);
  b.role = Role::deputy;
  b.to = b.to + days(2);
  refused("chain.delegation_wrong", b, "79TH0001", kManager);
  b.to = b.to - days(2);
  accepted(b, "79TH0001", kManager);
}

TEST_F(Apply, ADelegatedRightEndsWithThePrincipals) {
  const std::vector<RecordKind> kinds = {RecordKind::register_reserve};
  const auto delegate = [&](const std::string& to, LeafIndex principal) {
    KeyGrant b = net_.grant_body(to, "79TH0001", Role::deputy, kinds);
    b.to = (*find_grant(net_.view(), principal))->grant.to;
    b.delegated_by = principal;
    accepted(b, "79TH0001", kManager);
  };
  delegate("deputy", net_.grant_of("principal"));
  accepted(some_reserve(), "79TH0001", {"deputy"});
  net_.advance(days(1));
  accepted(KeyRotate{net_.grant_of("principal"), test::key_named("second").public_key()}, "79TH0001",
           {"manager", "principal"});
  refused("chain.delegation_ended", some_reserve(), "79TH0001", {"deputy"});
  const LeafIndex second = (*grants_of_key(net_.view(), test::key_named("second").public_key())).front();
  delegate("deputy", second);  // named anew
  accepted(some_reserve(), "79TH0001", {"deputy"});
  net_.advance(days(1));
  accepted(KeyRevoke{second, RevokeReason::left, {}}, "79TH0001", kManager);
  refused("chain.delegation_ended", some_reserve(), "79TH0001", {"deputy"});
}

TEST_F(Apply, RefusesMoreGrantsPerKeyThanAllowed) {
  for (std::size_t i = 0; i < kMaxGrantsPerKey; ++i) {
    KeyGrant b = net_.grant_body("busy", "79TH0001", Role::teacher, {});
    accepted(b, "79TH0001", kManager);
  }
  refused("chain.too_many_grants", net_.grant_body("busy", "79TH0001", Role::teacher, {}), "79TH0001", kManager);
  refused("chain.too_many_grants", KeyRotate{net_.grant_of("seal"), test::key_named("busy").public_key()}, "79TH0001",
          {"manager", "seal"});
  // A right that is over makes room for another one.
  const AnyKey busy = test::key_named("busy").public_key();
  const LeafIndex first = grants_of_key(net_.view(), busy)->front();
  accepted(KeyRevoke{first, RevokeReason::left, {}}, "79TH0001", kManager);
  accepted(net_.grant_body("busy", "79TH0001", Role::teacher, {}), "79TH0001", kManager);
  EXPECT_EQ(grants_of_key(net_.view(), busy)->size(), kMaxGrantsPerKey);
  EXPECT_NE(grants_of_key(net_.view(), busy)->front(), first);
  EXPECT_TRUE(find_grant(net_.view(), first)->has_value());  // what it signed can still be judged
  refused("chain.too_many_grants", net_.grant_body("busy", "79TH0001", Role::teacher, {}), "79TH0001", kManager);
}

// A stranger's unit can't take the places that this one needs for the key of a person who works in both.
TEST_F(Apply, CountsAKeysPlacesByUnit) {
  for (std::size_t i = 0; i < kMaxGrantsPerKey; ++i)
    accepted(net_.grant_body("busy", "79TH0002", Role::teacher, {}), "79TH0002", {"other-manager"});
  refused("chain.too_many_grants", net_.grant_body("busy", "79TH0002", Role::teacher, {}), "79TH0002",
          {"other-manager"});
  accepted(net_.grant_body("busy", "79TH0001", Role::registrar, {RecordKind::register_reserve}), "79TH0001", kManager);
  accepted(some_reserve(), "79TH0001", {"busy"});
  const AnyKey busy = test::key_named("busy").public_key();
  EXPECT_EQ(grants_of_key(net_.view(), busy)->size(), kMaxGrantsPerKey + 1);
  EXPECT_EQ(grants_of_key(net_.view(), busy, code("79TH0001"))->size(), 1u);
}

TEST_F(Apply, RefusesAKeyInMoreUnitsThanAllowed) {
  const auto unit = [](std::size_t i) { return "79X" + std::to_string(i); };
  LeafIndex first{};
  for (std::size_t i = 0; i <= kMaxUnitsPerKey; ++i) {
    accepted(net_.unit_body(unit(i), "79SGD", UnitType::subordinate), "79SGD", kOffice);
    const KeyGrant body = net_.grant_body("busy", unit(i), Role::teacher, {});
    if (i < kMaxUnitsPerKey) {
      const LeafIndex index = net_.must(body, "79SGD", kOffice);
      if (i == 0) first = index;
    } else {
      refused("chain.too_many_grants", body, "79SGD", kOffice);
    }
  }
  accepted(net_.grant_body("busy", unit(1), Role::teacher, {}), "79SGD", kOffice);
  accepted(KeyRevoke{first, RevokeReason::left, {}}, "79SGD", kOffice);
  accepted(net_.grant_body("busy", unit(kMaxUnitsPerKey), Role::teacher, {}), "79SGD", kOffice);
}

TEST_F(Apply, RefusesRotationsOfNothingOrToTheSameKey) {
  const AnyKey fresh = test::key_named("registrar's second key").public_key();
  refused("chain.unknown_grant", KeyRotate{LeafIndex{999}, fresh}, "79TH0001", kManager);
  refused("chain.same_key", KeyRotate{net_.grant_of("registrar"), test::key_named("registrar").public_key()},
          "79TH0001", {"manager", "registrar"});
  refused("chain.not_superior", KeyRotate{net_.grant_of("registrar"), fresh}, "79TH0002", {"other-manager"});
  accepted(KeyRotate{net_.grant_of("registrar"), fresh}, "79TH0001", {"manager", "registrar"});
  refused("chain.grant_ended", some_reserve(), "79TH0001", {"registrar"});
  accepted(some_reserve(), "79TH0001", {"registrar's second key"});
  refused("chain.grant_ended", KeyRotate{net_.grant_of("registrar"), test::key_named("third").public_key()}, "79TH0001",
          {"manager", "registrar"});
}

TEST_F(Apply, AUnitRotatesItsOwnGrantWithTheOldKeyAndTheSuperiorWithout) {
  const auto to = [&](const std::string& of, const std::string& key) {
    return KeyRotate{net_.grant_of(of), test::key_named(key).public_key()};
  };
  refused("chain.old_key_missing", to("principal", "mine"), "79TH0001", kManager);
  refused("chain.no_authority", to("principal", "mine"), "79TH0001", {"manager", "mine"});
  refused("chain.no_authority", to("principal", "mine"), "79TH0001", {"principal"});
  refused("chain.grant_wrong_kind", to("principal", "mine"), "79TH0001", {"manager", "principal", "seal"});
  refused("chain.no_authority", to("principal", "mine"), "79SGD", {"office-manager", "principal"});
  accepted(to("principal", "new principal"), "79TH0001", {"manager", "principal"});
  accepted(to("seal", "new seal"), "79SGD", kOffice);            // the old key is lost, say
  accepted(to("manager", "new manager"), "79TH0001", kManager);  // it is the old key itself
}

TEST_F(Apply, RefusesRevocationsThatSayNothingNew) {
  const LeafIndex grant = net_.grant_of("registrar");
  net_.advance(days(10));
  refused("chain.unknown_grant", KeyRevoke{LeafIndex{999}, RevokeReason::lost, {}}, "79TH0001", kManager);
  refused("chain.revocation_time", KeyRevoke{grant, RevokeReason::lost, net_.now + Duration{1}}, "79TH0001", kManager);
  accepted(KeyRevoke{grant, RevokeReason::left, {}}, "79TH0001", kManager);
  refused("chain.grant_ended", KeyRevoke{grant, RevokeReason::left, {}}, "79TH0001", kManager);
  accepted(KeyRevoke{grant, RevokeReason::lost, net_.now - days(2)}, "79SGD", kOffice);
  refused("chain.no_change", KeyRevoke{grant, RevokeReason::lost, net_.now - days(1)}, "79SGD", kOffice);
  accepted(KeyRevoke{grant, RevokeReason::lost, net_.now - days(3)}, "79SGD", kOffice);
  EXPECT_EQ((*find_grant(net_.view(), grant))->compromised_since, net_.now - days(3));
}

TEST_F(Apply, ManagersKindsNeedTheRoleManager) {
  // Such a grant cannot be recorded, so this one is put into the state by hand.
  const LeafIndex index = net_.grant_of("registrar");
  GrantState grant = **find_grant(net_.state(), index);
  grant.grant.kinds.push_back(RecordKind::key_grant);
  Overlay state(net_.state());
  write_row(state, grant_key(index), grant);
  auto applier = Applier::begin(net_.tip(), state, net_.now);
  const Record record = net_.record(net_.grant_body("new", "79TH0001", Role::teacher, {}), "79TH0001");
  const auto status = applier->add(net_.verified(record, {"registrar"}));
  ASSERT_FALSE(status.ok());
  EXPECT_TRUE(status.error().is(kGrantWrongRole));
}

TEST_F(Apply, RefusesKeysOutOfTheirGrant) {
  KeyGrant b = net_.grant_body("clerk", "79TH0001", Role::registrar, {RecordKind::register_reserve}, {"transcript"});
  b.from = net_.now + days(1);
  b.to = net_.now + days(20);
  accepted(b, "79TH0001", kManager);
  const RegisterReserve reserve{code("transcript"), 2025, 1};
  refused("chain.grant_not_begun", reserve, "79TH0001", {"clerk"});
  net_.advance(days(1));
  refused("chain.grant_wrong_type", some_reserve(), "79TH0001", {"clerk"});
  refused("chain.grant_wrong_kind", RegisterClose{code("transcript"), 2025, {}}, "79TH0001", {"clerk"});
  refused("chain.no_authority", reserve, "79TH0002", {"clerk"});
  refused("chain.no_authority", reserve, "79TH0001", {"clerk", "other-registrar"});
  refused("chain.wrong_unit_field", reserve, "", {"clerk"});
  refused("chain.unknown_unit", reserve, "79NONE", {"clerk"});
  accepted(reserve, "79TH0001", {"clerk"});
  net_.advance(days(19));
  refused("chain.grant_expired", reserve, "79TH0001", {"clerk"});
}

TEST_F(Apply, NoticesAKeyNearItsEnd) {
  KeyGrant b = net_.grant_body("clerk", "79TH0001", Role::registrar, {RecordKind::register_reserve});
  b.to = net_.now + days(20);
  accepted(b, "79TH0001", kManager);
  accepted(some_reserve(), "79TH0001", {"registrar"});
  accepted(some_reserve(), "79TH0001", {"clerk"});
  const LeafIndex last{log::to_u64(net_.open_block().next_index()) - 1};
  const auto outcome = net_.open_block().finish();
  ASSERT_TRUE(outcome.ok());
  ASSERT_EQ(outcome->notices.size(), 1u);
  EXPECT_EQ(outcome->notices[0].index, last);
  EXPECT_EQ(outcome->notices[0].code->id, "chain.grant_ends_soon");
  net_.drop_block();
}

}  // namespace
}  // namespace hocba::chain
