// What a vault keeps beside documents: opened commitments and profiles of units; and reads under a right that somebody
// above the unit gave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "node/codes.hpp"
#include "tests/node_support/vault_fixture.hpp"

namespace hocba::node {
namespace {

using test::code;
using testing::ElementsAre;
using testing::IsEmpty;

struct OpeningsOfAVault : test::VaultFixture {};

TEST_F(OpeningsOfAVault, KeepsOnlyOpeningsThatMatchTheirCommitment) {
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const nlohmann::json person = {{"name", "Nguyễn Thị Lan"}};
  auto body = net.net.grant_body("deputy", "79TH0001", chain::Role::deputy, {});
  body.person = chain::Commitment::of(credential::commitment("person", salt, person).view());
  const auto grant = net.must(body, "79TH0001", {"manager"});
  EXPECT_TRUE(vault().put_openings(view(), grant, {{"person", salt, person.dump()}}).ok());
  EXPECT_TRUE(vault().put_openings(view(), grant, {{"person", salt, "{\"name\":\"X\"}"}}).error().is(kCommitmentWrong));
  EXPECT_TRUE(vault().put_openings(view(), grant, {{"reason", salt, person.dump()}}).error().is(kNoSuchOpening));
  const auto kept = vault().openings(grant).value();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(nlohmann::json::parse(kept[0].content), person);
}

TEST_F(OpeningsOfAVault, KeepsNoOpenedTextThatCouldSteerATerminal) {
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const nlohmann::json person = {{"name", "A\x1b[2J\n\u202e"}};
  auto body = net.net.grant_body("deputy", "79TH0001", chain::Role::deputy, {});
  body.person = chain::Commitment::of(credential::commitment("person", salt, person).view());
  const auto grant = net.must(body, "79TH0001", {"manager"});
  const auto refused = vault().put_openings(view(), grant, {{"person", salt, person.dump()}});
  EXPECT_TRUE(refused.error().is(credential::kFieldBad)) << refused.error().to_string();
  EXPECT_THAT(vault().openings(grant).value(), IsEmpty());
  const nlohmann::json profile = {{"content", {{"name", "Tr\u0443ờng"}}}, {"salt", crypto::base64url(salt)}};
  EXPECT_TRUE(vault().put_profile(view(), code("79TH0001"), profile.dump(), true).error().is(credential::kFieldBad));
}

// Names of signatories and reasons of revocations are personal data, too: those above say why, and are logged.
TEST_F(OpeningsOfAVault, OpensCommitmentsToTheUnitAndToThoseAboveWithAPurpose) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const nlohmann::json reason = {{"code", "ERROR"}};
  const auto index =
      net.must(chain::CredentialStatus{issued.id,
                                       chain::StatusAction::revoke,
                                       {},
                                       chain::Commitment::of(credential::commitment("reason", salt, reason).view())},
               "79TH0001", {"registrar", "principal"});
  ASSERT_TRUE(vault().put_openings(view(), index, {{"reason", salt, reason.dump()}}).ok());
  const auto open = [&](const std::string& reader, const std::string& purpose) {
    return vault().openings_for(view(), {key(reader), purpose}, index);
  };
  ASSERT_EQ(open("principal", "").value().size(), 1u);
  EXPECT_THAT(vault().access_log(issued.id).value(), IsEmpty());
  EXPECT_TRUE(open("office-manager", "").error().is(kPurposeNeeded));
  EXPECT_TRUE(open("other-manager", "x").error().is(kMayNotOpen));
  EXPECT_TRUE(open("founder-1", "x").error().is(kMayNotOpen)) << "one founder alone is nobody's superior here";
  EXPECT_THAT(vault().access_log(issued.id).value(), IsEmpty());
  EXPECT_EQ(open("office-manager", "Thanh tra theo QĐ 12").value().size(), 1u);
  const auto log = vault().access_log(issued.id).value();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].purpose, "Thanh tra theo QĐ 12");
  EXPECT_EQ(log[0].entry, index);
  EXPECT_THAT(log[0].groups, ElementsAre("reason"));
  EXPECT_TRUE(vault().access_log_intact(true).value());
}

TEST_F(OpeningsOfAVault, OpensToTheFoundersWhatTheyRecorded) {
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const nlohmann::json person = {{"name", "Nguyễn Thị Lan"}};
  auto body = net.net.grant_body("second-manager", "79SGD", chain::Role::manager,
                                 {chain::RecordKind::unit_register, chain::RecordKind::key_grant});
  body.person = chain::Commitment::of(credential::commitment("person", salt, person).view());
  const auto given = net.must(body, "", {"founder-1", "founder-2"});
  ASSERT_TRUE(vault().put_openings(view(), given, {{"person", salt, person.dump()}}).ok());
  const auto open = [&](const std::string& reader) { return vault().openings_for(view(), {key(reader), ""}, given); };
  EXPECT_TRUE(open("founder-1").ok());
  EXPECT_TRUE(open("manager").error().is(kMayNotOpen));
}

TEST_F(OpeningsOfAVault, KeepsWhatWasOpenedUnderOtherNames) {
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const nlohmann::json person = {{"name", "Nguyễn Thị Lan"}}, scope = {{"class", "6A1"}};
  auto body = net.net.grant_body("homeroom", "79TH0001", chain::Role::homeroom, {});
  body.person = chain::Commitment::of(credential::commitment("person", salt, person).view());
  body.scope = chain::Commitment::of(credential::commitment("scope", salt, scope).view());
  const auto grant = net.must(body, "79TH0001", {"manager"});
  ASSERT_TRUE(vault().put_openings(view(), grant, {{"scope", salt, scope.dump()}}).ok());
  ASSERT_TRUE(vault().put_openings(view(), grant, {{"person", salt, person.dump()}}).ok());
  ASSERT_TRUE(vault().put_openings(view(), grant, {{"person", salt, person.dump()}}).ok());
  const auto kept = vault().openings(grant).value();
  std::vector<std::string> opened;
  for (const auto& one : kept) opened.push_back(one.name);
  EXPECT_THAT(opened, ElementsAre("scope", "person"));
}

TEST_F(OpeningsOfAVault, TakesAProfileAheadOfItsRecord) {
  const auto profile_named = [](const std::string& name) {
    const credential::Salt salt = credential::Salt::of(crypto::sha256(name).view());
    const nlohmann::json content = {{"name", name}};
    return std::pair(nlohmann::json{{"content", content}, {"salt", crypto::base64url(salt)}}.dump(),
                     chain::Commitment::of(credential::commitment("profile", salt, content).view()));
  };
  const auto [first, first_commitment] = profile_named("Trường A");
  const auto [second, second_commitment] = profile_named("Trường B");
  const auto [third, third_commitment] = profile_named("Trường C");
  const auto unit = code("79TH0001");
  EXPECT_TRUE(vault().put_profile(view(), unit, first).error().is(kCommitmentWrong));
  ASSERT_TRUE(vault().put_profile(view(), unit, first, true).ok());
  ASSERT_TRUE(vault().put_profile(view(), unit, second, true).ok());
  EXPECT_FALSE(vault().profile(first_commitment).value().has_value()) << "one waits";
  chain::UnitUpdate body;
  body.unit = unit;
  body.profile = second_commitment;
  net.must(body, "79SGD", {"office-manager"});
  EXPECT_EQ(vault().profile(second_commitment).value(), second);
  ASSERT_TRUE(vault().put_profile(view(), unit, third, true).ok());
  EXPECT_EQ(vault().profile(second_commitment).value(), second) << "a record names it";
}

TEST_F(OpeningsOfAVault, PublishesOnlyTheProfileThatTheLedgerNames) {
  const credential::Salt salt = credential::Salt::of(std::string(32, 'p'));
  const nlohmann::json content = {{"name", "Trường Mẫu"}};
  auto body = net.net.unit_body("79TH0007", "79SGD", chain::UnitType::primary);
  body.profile = chain::Commitment::of(credential::commitment("profile", salt, content).view());
  net.must(body, "79SGD", {"office-manager"});
  const nlohmann::json profile = {{"content", content}, {"salt", crypto::base64url(salt)}};
  EXPECT_TRUE(vault().put_profile(view(), code("79TH0007"), profile.dump()).ok());
  EXPECT_TRUE(vault().put_profile(view(), code("79TH0001"), profile.dump()).error().is(kCommitmentWrong));
  EXPECT_EQ(vault().profile(body.profile).value(), crypto::canonical(profile));
}

TEST_F(OpeningsOfAVault, ShowsADocumentWithTheNameThatItsUnitHadThen) {
  const auto profile_named = [](const std::string& name) {
    const credential::Salt salt = credential::Salt::of(crypto::sha256(name).view());
    const nlohmann::json content = {{"name", name}};
    return std::pair(nlohmann::json{{"content", content}, {"salt", crypto::base64url(salt)}}.dump(),
                     chain::Commitment::of(credential::commitment("profile", salt, content).view()));
  };
  const auto rename = [&](const std::string& name) {
    const auto [text, commitment] = profile_named(name);
    chain::UnitUpdate body;
    body.unit = code("79TH0001");
    body.profile = commitment;
    net.must(body, "79SGD", {"office-manager"});
    ASSERT_TRUE(vault().put_profile(view(), code("79TH0001"), text).ok());
  };
  rename("Trường Tiểu học Mẫu");
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  rename("Trường Tiểu học Mẫu Mới");
  ASSERT_TRUE(net.node().request_snapshot().ok());
  const auto file = build_holder_file(view(), vault(), issued.id, {}).value();
  ASSERT_EQ(file.units.size(), 3u);
  EXPECT_TRUE(file.units[0].profile.empty());
  EXPECT_EQ(file.units[1].profile, profile_named("Trường Tiểu học Mẫu").first);
  EXPECT_EQ(file.units[2].profile, profile_named("Trường Tiểu học Mẫu Mới").first);
}

// --- rights that somebody above the unit gave ------------------------------------------------------------------------

// An attack: the office grants a fresh key a role at the school for a moment, and reads as the school.
TEST_F(OpeningsOfAVault, AReadUnderARightThatASuperiorGaveIsAskedAndLoggedAsTheSuperiors) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  net.must(net.net.grant_body("fresh", "79TH0001", chain::Role::officer, {}), "79SGD", {"office-manager"});
  EXPECT_TRUE(
      vault().holder_file_for(view(), {key("fresh"), ""}, issued.id, {}, net.net.now).error().is(kPurposeNeeded));
  EXPECT_TRUE(vault().search(view(), {key("fresh"), ""}, {.unit = code("79TH0001")}).error().is(kPurposeNeeded));
  EXPECT_THAT(vault().access_log(issued.id).value(), IsEmpty());
  ASSERT_TRUE(vault().holder_file_for(view(), {key("fresh"), "Tra cứu"}, issued.id, {}, net.net.now).ok());
  ASSERT_TRUE(vault().search(view(), {key("fresh"), "Tra cứu"}, {.unit = code("79TH0001")}).ok());
  const auto log = vault().access_log(issued.id).value();
  ASSERT_EQ(log.size(), 2u);
  for (const auto& entry : log) {
    EXPECT_EQ(entry.unit, "79SGD");
    EXPECT_EQ(entry.key, key("fresh").did());
  }
  // The school's own people read as ever, also with a key that holds a right of the office's as well.
  net.must(net.net.grant_body("registrar", "79TH0001", chain::Role::officer, {}), "79SGD", {"office-manager"});
  ASSERT_TRUE(vault().holder_file_for(view(), {key("registrar"), ""}, issued.id, {}, net.net.now).ok());
  ASSERT_TRUE(vault().search(view(), {key("registrar"), ""}, {.unit = code("79TH0001")}).ok());
  EXPECT_EQ(vault().access_log(issued.id).value().size(), 2u);
}

TEST_F(OpeningsOfAVault, CommitmentsAndClassesAreReadUnderSuchARightInTheSameWay) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));  // class CB-01
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const nlohmann::json reason = {{"code", "ERROR"}}, own = {{"class", "CB-01"}};
  const auto commit = [&](const char* name, const nlohmann::json& content) {
    return chain::Commitment::of(credential::commitment(name, salt, content).view());
  };
  const auto revoked =
      net.must(chain::CredentialStatus{issued.id, chain::StatusAction::revoke, {}, commit("reason", reason)},
               "79TH0001", {"registrar", "principal"});
  ASSERT_TRUE(vault().put_openings(view(), revoked, {{"reason", salt, reason.dump()}}).ok());
  net.must(net.net.grant_body("fresh", "79TH0001", chain::Role::officer, {}), "79SGD", {"office-manager"});
  EXPECT_TRUE(vault().openings_for(view(), {key("fresh"), ""}, revoked).error().is(kPurposeNeeded));
  ASSERT_TRUE(vault().openings_for(view(), {key("fresh"), "Tra cứu"}, revoked).ok());

  auto homeroom = net.net.grant_body("homeroom", "79TH0001", chain::Role::homeroom, {});
  homeroom.scope = commit("scope", own);
  const auto grant = net.must(homeroom, "79SGD", {"office-manager"});
  ASSERT_TRUE(vault().put_openings(view(), grant, {{"scope", salt, own.dump()}}).ok());
  EXPECT_TRUE(vault().search(view(), {key("homeroom"), ""}, {}).error().is(kPurposeNeeded));
  EXPECT_FALSE(vault().may_read(view(), key("homeroom"), issued.id)->issuer);
  ASSERT_EQ(vault().search(view(), {key("homeroom"), "Tra cứu"}, {})->size(), 1u);
  const auto log = vault().access_log(issued.id).value();
  ASSERT_EQ(log.size(), 2u);
  EXPECT_EQ(log[0].unit, "79SGD");
  EXPECT_EQ(log[1].unit, "79SGD");
}

}  // namespace
}  // namespace hocba::node
