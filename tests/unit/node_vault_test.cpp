// The vault of a real node: deposits, search, who may read, the access log, holders' files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/store/codes.hpp"
#include "ledger/store/vault_tables.hpp"
#include "ledger/training/codes.hpp"
#include "node/codes.hpp"
#include "node/files.hpp"
#include "node/keys.hpp"
#include "node/vault_objects.hpp"
#include "tests/node_support/vault_fixture.hpp"
#include "tests/support/credential_samples.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/said.hpp"

namespace hocba::node {
namespace {

using test::code;
using test::key_named;
using testing::ElementsAre;
using testing::IsEmpty;

struct VaultOfANode : test::VaultFixture {};

TEST_F(VaultOfANode, KeepsADepositAcrossARestart) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto issued = net.issue(certificate);
  restart();
  const auto stored = vault().read(issued.id, issued.digest);
  ASSERT_TRUE(stored.ok()) << stored.error().to_string();
  EXPECT_EQ(stored->core, certificate.core);
  EXPECT_EQ(stored->groups.size(), certificate.groups.size());
  EXPECT_THAT(stored->missing, IsEmpty());
}

TEST_F(VaultOfANode, RefusesADocumentThatIsNotAsItShouldBe) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto code_of = [&](DepositRequest request) {
    const auto result = vault().deposit(view(), request);
    return result.ok() ? std::string() : std::string(result.error().code().id);
  };
  auto other_id = net.deposit_of(certificate);
  other_id.id = test::credential_id(999);
  EXPECT_EQ(code_of(other_id), kDocumentMismatch.id);
  auto missing = net.deposit_of(certificate);
  missing.groups.pop_back();
  EXPECT_EQ(code_of(missing), kDocumentMismatch.id);
  auto changed = net.deposit_of(certificate);
  changed.core.replace(changed.core.find("Kỹ năng số"), 1, "k");
  EXPECT_NE(code_of(changed), "");
  auto open = net.deposit_of(certificate);
  auto json = nlohmann::json::parse(open.core);
  json.erase("proof");
  open.core = json.dump();
  EXPECT_EQ(code_of(open), kDocumentNotClosed.id);
  EXPECT_EQ(vault().count().value(), 0u);
}

// Signed, whole, and about attempts that this ledger does not have (node_training_check_test.cpp has the others).
TEST_F(VaultOfANode, RefusesADocumentOfTrainingThatTheLedgerDoesNotSupport) {
  auto data = test::sample_training();
  data.common = net.certificate("Nguyễn Văn An", "1981-02-03").data.common;
  auto document = credential::build_training(data, test::counting_salts()).value();
  ASSERT_TRUE(document.sign(key_named("seal"), net.net.now, "urn:uuid:00000000-0000-4000-8000-000000000001").ok());
  const auto result = vault().deposit(view(), {document.id(), document.core_text(), document.groups(), {}});
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(training::kSeatUnknown)) << result.error().to_string();
  EXPECT_EQ(vault().count().value(), 0u);
}

TEST_F(VaultOfANode, RefusesAnotherDocumentUnderARecordedId) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  net.issue(certificate);
  auto data = certificate.data;
  data.common.holder.name = "Nguyễn Văn Ba";
  auto other = credential::build_certificate(data, [] { return credential::Salt(); }).value();
  ASSERT_TRUE(other.sign(key_named("seal"), net.net.now, "urn:uuid:00000000-0000-4000-8000-000000000001").ok());
  const auto result = vault().deposit(view(), {other.id(), other.core_text(), other.groups(), {}});
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(kRecordedOtherwise)) << result.error().to_string();
}

TEST_F(VaultOfANode, FindsByEachFieldAndSortsByVietnameseNames) {
  net.issue(net.certificate("Trần Thị Ánh", "1990-05-06", "000190000001"));
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03", "000201000002"));
  const auto last = net.certificate("Lê Đức Bình", "1985-12-30", "000085000003");
  net.issue(last);
  EXPECT_THAT(names({}), ElementsAre("Nguyễn Văn An", "Trần Thị Ánh", "Lê Đức Bình"));
  EXPECT_THAT(names({.name = "duc"}), ElementsAre("Lê Đức Bình"));
  EXPECT_THAT(names({.name = "ng an"}), ElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(names({.name = "NGUYỄN"}), ElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(names({.name = "guyen"}), IsEmpty());
  EXPECT_THAT(names({.birth_date = "1990-05-06"}), ElementsAre("Trần Thị Ánh"));
  EXPECT_THAT(names({.personal_number = "000085000003"}), ElementsAre("Lê Đức Bình"));
  EXPECT_THAT(names({.serial = last.data.common.serial}), ElementsAre("Lê Đức Bình"));
  EXPECT_THAT(names({.type = "certificate", .period = "2025", .name = "binh"}), ElementsAre("Lê Đức Bình"));
  EXPECT_THAT(names({.type = "transcript"}), IsEmpty());
  EXPECT_THAT(names({.class_name = "cb-01", .name = "anh"}), ElementsAre("Trần Thị Ánh"));
}

TEST_F(VaultOfANode, PagesThroughResults) {
  std::vector<std::string> all;
  for (const char* name : {"Nguyễn An", "Nguyễn Bình", "Nguyễn Cường", "Nguyễn Dũng"}) {
    net.issue(net.certificate(name, "2001-02-03"));
    all.emplace_back(name);
  }
  SearchQuery query{.limit = 3};
  const auto first = vault().search(view(), {key("registrar"), ""}, query).value();
  ASSERT_EQ(first.size(), 3u);
  query.after = first.back().id;
  EXPECT_THAT(names(query), ElementsAre("Nguyễn Dũng"));
}

TEST_F(VaultOfANode, ShowsNothingBeforeItIsRecorded) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  ASSERT_TRUE(vault().deposit(view(), net.deposit_of(certificate)).ok());
  EXPECT_THAT(names({}), IsEmpty());
}

TEST_F(VaultOfANode, LetsTheUnitAndItsSuperiorsSearchAndNobodyElse) {
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  EXPECT_THAT(names({}, "office-manager"), ElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(names({}, "other-registrar"), IsEmpty());
  EXPECT_TRUE(vault().search(view(), {key("other-registrar"), ""}, {.unit = code("79TH0001")}).error().is(kMayNotRead));
  EXPECT_TRUE(vault().search(view(), {key("founder-1"), ""}, {}).error().is(kMayNotRead));
}

TEST_F(VaultOfANode, AHomeroomTeacherReadsTheirOwnClassAlone) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));  // class CB-01
  const credential::Salt salt = credential::Salt::of(std::string(32, 's'));
  const auto grant = [&](const std::string& name, const nlohmann::json& scope, std::optional<Time> to = {}) {
    auto body = net.net.grant_body(name, "79TH0001", chain::Role::homeroom, {});
    body.to = to.value_or(body.to);
    body.scope = chain::Commitment::of(credential::commitment("scope", salt, scope).view());
    return net.must(body, "79TH0001", {"manager"});
  };
  const nlohmann::json own = {{"class", "cb-01"}}, another = {{"class", "CB-02"}};
  const auto first = grant("homeroom", own), second = grant("homeroom-2", another);
  EXPECT_TRUE(vault().may_read(view(), key("homeroom"), issued.id).error().is(kMayNotRead))
      << "the scope is not opened here";
  EXPECT_TRUE(vault().search(view(), {key("homeroom"), ""}, {}).error().is(kMayNotRead));
  ASSERT_TRUE(vault().put_openings(view(), first, {{"scope", salt, own.dump()}}).ok());
  ASSERT_TRUE(vault().put_openings(view(), second, {{"scope", salt, another.dump()}}).ok());
  EXPECT_TRUE(vault().may_read(view(), key("homeroom"), issued.id).ok());
  EXPECT_TRUE(vault().may_read(view(), key("homeroom-2"), issued.id).error().is(kMayNotRead));
  EXPECT_THAT(names({}, "homeroom"), ElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(names({.unit = code("79TH0001"), .name = "an"}, "homeroom"), ElementsAre("Nguyễn Văn An"));
  EXPECT_THAT(names({.class_name = "CB-02"}, "homeroom"), IsEmpty());
  EXPECT_THAT(names({}, "homeroom-2"), IsEmpty());
  // The document is of 2025: who has a class of this name in another year alone has another class.
  const auto earlier = grant("homeroom-3", own, test::time_at("2024-12-15T00:00:00Z"));
  ASSERT_TRUE(vault().put_openings(view(), earlier, {{"scope", salt, own.dump()}}).ok());
  EXPECT_TRUE(vault().may_read(view(), key("homeroom-3"), issued.id).error().is(kMayNotRead));
  EXPECT_THAT(names({}, "homeroom-3"), IsEmpty());
  EXPECT_TRUE(vault().search(view(), {key("homeroom"), ""}, {.unit = code("79TH0002")}).error().is(kMayNotRead));
}

TEST_F(VaultOfANode, LooksUpByTwoExactInputsOnly) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto issued = net.issue(certificate);
  const auto& serial = certificate.data.common.serial;
  EXPECT_EQ(vault().lookup(view(), serial, "2001-02-03", {}, {}).value(), issued.id);
  EXPECT_EQ(vault().lookup(view(), serial, "2001-02-03", {}, code("79TH0001")).value(), issued.id);
  EXPECT_EQ(vault().lookup(view(), serial, "2001-02-04", {}, {}).value(), std::nullopt);
  EXPECT_EQ(vault().lookup(view(), serial + "0", "2001-02-03", {}, {}).value(), std::nullopt);
  EXPECT_EQ(vault().lookup(view(), serial, "2001-02-03", {}, code("79TH0002")).value(), std::nullopt);
  EXPECT_FALSE(vault().lookup(view(), serial, {}, {}, {}).ok());
  EXPECT_FALSE(vault().lookup(view(), "", "2001-02-03", {}, {}).ok());
}

// An attack: whoever may deposit puts a document with the same serial and birth date beside a genuine one, never to be
// recorded.
TEST_F(VaultOfANode, ADuplicateThatIsNeverRecordedHidesNothingFromTheLookUp) {
  const auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  const auto issued = net.issue(certificate);
  auto data = certificate.data;
  data.common.id = test::credential_id(4711);
  auto copy = credential::build_certificate(data, [] { return credential::Salt(); }).value();
  ASSERT_TRUE(copy.sign(key_named("seal"), net.net.now, "urn:uuid:00000000-0000-4000-8000-000000000001").ok());
  ASSERT_TRUE(vault().deposit(view(), {copy.id(), copy.core_text(), copy.groups(), {}}).ok());
  const auto& serial = certificate.data.common.serial;
  EXPECT_EQ(vault().lookup(view(), serial, "2001-02-03", {}, {}).value(), issued.id);
  EXPECT_EQ(vault().lookup(view(), serial, "2001-02-03", {}, code("79TH0001")).value(), issued.id);
}

TEST_F(VaultOfANode, LogsReadsByOthersAndChainsTheLog) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto read = [&](const std::string& reader, const std::string& purpose) {
    return vault().holder_file_for(view(), {key(reader), purpose}, issued.id, {}, net.net.now);
  };
  EXPECT_TRUE(read("registrar", "").ok());
  EXPECT_THAT(vault().access_log(issued.id).value(), IsEmpty()) << "the issuer's own reads are not logged";
  EXPECT_TRUE(read("office-manager", "").error().is(kPurposeNeeded));
  EXPECT_TRUE(read("other-registrar", "tò mò").error().is(kMayNotRead));
  EXPECT_TRUE(read("office-manager", "Thanh tra theo QĐ 12").ok());
  EXPECT_TRUE(read("office-manager", "Kiểm tra lại").ok());
  const auto log = vault().access_log(issued.id).value();
  ASSERT_EQ(log.size(), 2u);
  EXPECT_EQ(log[0].purpose, "Thanh tra theo QĐ 12");
  EXPECT_EQ(log[0].unit, "79SGD");
  EXPECT_EQ(log[1].sequence, 1u);
  EXPECT_TRUE(vault().access_log_intact().value());
  EXPECT_TRUE(read("office-manager", "Lần ba").ok());
  EXPECT_TRUE(vault().access_log_intact().value());
  EXPECT_TRUE(vault().access_log_intact(true).value());
  // An entry that was removed from the disk.
  stop();
  {
    auto tables = store::VaultTables::open(net.directory() + "/vault", {}).value();
    ASSERT_TRUE(tables->write({{store::VaultTable::access, std::string("l\0\0\0\0\0\0\0\1", 9), std::nullopt}}).ok());
  }
  net.open();
  EXPECT_FALSE(vault().access_log_intact().value());
}

TEST_F(VaultOfANode, LogsEachPageOfASearchFromAboveAndAsksForItsPurpose) {
  const auto an = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto binh = net.issue(net.certificate("Lê Đức Bình", "1985-12-30"));
  EXPECT_TRUE(vault().search(view(), {key("office-manager"), ""}, {}).error().is(kPurposeNeeded));
  EXPECT_TRUE(vault().search(view(), {key("office-manager"), std::string(501, 'x')}, {}).error().is(kPurposeNeeded));
  EXPECT_TRUE(vault().search(view(), {key("registrar"), ""}, {}).ok());
  EXPECT_THAT(vault().access_log(an.id).value(), IsEmpty()) << "the issuer's own searches are not logged";
  EXPECT_EQ(vault().search(view(), {key("office-manager"), "Kiểm tra"}, {.limit = 1}).value().size(), 1u);
  EXPECT_EQ(vault().search(view(), {key("office-manager"), "Kiểm tra"}, {.after = an.id, .limit = 1}).value().size(),
            1u);
  EXPECT_TRUE(vault().search(view(), {key("office-manager"), "Không thấy"}, {.name = "khong co ai"}).value().empty());
  const auto log = vault().access_log(an.id).value();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_TRUE(log[0].search);
  EXPECT_EQ(log[0].purpose, "Kiểm tra");
  EXPECT_EQ(log[0].unit, "79SGD");
  EXPECT_THAT(log[0].documents, ElementsAre(an.id));
  ASSERT_EQ(vault().access_log(binh.id).value().size(), 1u);
  EXPECT_EQ(vault().access_log(binh.id).value()[0].sequence, 1u);
  EXPECT_TRUE(vault().holder_file_for(view(), {key("office-manager"), "Thanh tra"}, an.id, {}, net.net.now).ok());
  EXPECT_EQ(vault().access_log(an.id).value().back().sequence, 3u) << "a search that found nothing is an entry as well";
  EXPECT_TRUE(vault().access_log_intact().value());
}

TEST_F(VaultOfANode, LeavesNoPlaintextOnTheDisk) {
  net.issue(net.certificate("Nguyễn Thị Sentinela", "2001-02-03", "000201777777"));
  net.close();
  EXPECT_FALSE(on_disk("Sentinela"));
  EXPECT_FALSE(on_disk("sentinela"));
  EXPECT_FALSE(on_disk("000201777777"));
  EXPECT_FALSE(on_disk("2001-02-03"));
}

TEST_F(VaultOfANode, BuildsAHoldersFileThatVerifies) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  ASSERT_TRUE(net.snapshot().ok());
  const auto file = build_holder_file(view(), vault(), issued.id, {});
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  const auto text = exchange::to_text(*file);
  ASSERT_TRUE(exchange::parse_holder_file(text).ok()) << exchange::parse_holder_file(text).error().to_string();
  const auto policy = log::Policy::parse(net.node().policy_text()).value();
  for (const auto& part : {file->issue.record, file->issue.block, file->policy, file->status->snapshot.record})
    EXPECT_TRUE(log::verify_receipt(log::Receipt::parse(part.receipt).value(), part.entry, policy).ok());
  EXPECT_EQ(file->grants.size(), 2u);
  EXPECT_EQ(file->units.size(), 1u);
  EXPECT_EQ(file->status->lists.size(), 2u);
}

// A file shows what a verdict rests on, and not the whole history, which has no bound.
TEST_F(VaultOfANode, BuildsAHoldersFileOfADocumentWithALongHistory) {
  const chain::LeafIndex old = net.net.grant_of("seal");
  const auto rotation =
      net.must(chain::KeyRotate{old, test::key_named("new seal").public_key()}, "79TH0001", {"manager", "seal"});
  const auto back =
      net.must(chain::KeyRotate{rotation, test::key_named("seal").public_key()}, "79TH0001", {"manager", "new seal"});
  for (int i = 0; i < 70; ++i) {
    net.must(chain::UnitUpdate{code("79TH0001"), {}, {}, test::commitment("name " + std::to_string(i)), {}}, "79SGD",
             {"office-manager"});
  }
  auto certificate = net.certificate("Nguyễn Văn An", "2001-02-03");
  for (auto& grant : certificate.issue.grants)
    if (grant == old) grant = back;
  std::sort(certificate.issue.grants.begin(), certificate.issue.grants.end());
  const auto issued = net.issue(certificate);
  for (int i = 0; i < 35; ++i) {
    for (const auto action : {chain::StatusAction::suspend, chain::StatusAction::reinstate})
      net.must(chain::CredentialStatus{issued.id, action, {}, test::commitment("reason")}, "79TH0001",
               {"registrar", "principal"});
  }
  ASSERT_TRUE(net.snapshot().ok());
  const auto policy = log::Policy::parse(net.node().policy_text()).value();
  const auto said_now = [&](verify::CheckName check) {
    const auto file = build_holder_file(view(), vault(), issued.id, {});
    HOCBA_CHECK(file.ok());
    EXPECT_EQ(file->changes.size(), 64u);
    EXPECT_EQ(file->units.size(), 2u);  // the registration, and the profile then and now
    EXPECT_EQ(std::count_if(file->grants.begin(), file->grants.end(), [](const auto& g) { return g.block; }), 2);
    return test::said(test::check(*file, policy), check);
  };
  EXPECT_EQ(said_now(verify::CheckName::status), "status pass -> undecided");  // whose profile nobody published
  EXPECT_EQ(said_now(verify::CheckName::signatories), "signatories pass -> undecided");
  net.must(chain::CredentialStatus{issued.id, chain::StatusAction::revoke, {}, test::commitment("reason")}, "79TH0001",
           {"registrar", "principal"});
  EXPECT_EQ(said_now(verify::CheckName::status), "status fail verify.revoked -> not in force");
}

TEST_F(VaultOfANode, AHoldersFileTellsThatASignersKeyWasStolen) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  net.advance(hours(1));
  const auto revoked =
      net.must(chain::KeyRevoke{net.net.grant_of("seal"), chain::RevokeReason::theft, net.net.now - days(1)},
               "79TH0001", {"manager"});
  ASSERT_TRUE(net.snapshot().ok());
  const auto file = build_holder_file(view(), vault(), issued.id, {}).value();
  ASSERT_EQ(file.grants.size(), 3u);
  const auto policy = log::Policy::parse(net.node().policy_text()).value();
  EXPECT_EQ(test::said(test::check(file, policy), verify::CheckName::compromise),
            "compromise unknown verify.compromised -> undecided")
      << log::to_u64(revoked);
}

TEST_F(VaultOfANode, ShowsOnlyTheChosenGroups) {
  const auto issued = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  const auto file = build_holder_file(view(), vault(), issued.id, {"work"}).value();
  for (const auto& group : file.groups)
    EXPECT_EQ(group.kind == exchange::DisclosedGroup::Kind::disclosed, group.group.name == "work") << group.group.name;
  EXPECT_TRUE(build_holder_file(view(), vault(), issued.id, {"absent"}).error().is(credential::kGroupUnknown));
}

TEST_F(VaultOfANode, IsNotOpenedUnderAnotherMasterKey) {
  stop();
  const SystemClock clock;
  const auto right = read_node_keys(net.config).value().master;
  const auto other = crypto::KeyPair::from_seed(crypto::Seed::of(std::string(32, 'o')));
  EXPECT_TRUE(Vault::open(net.config, other, clock).error().is(kWrongMasterKey));  // empty, but opened before
  ASSERT_TRUE(Vault::open(net.config, right, clock).ok());
  net.open();
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  stop();
  {  // of an earlier version: the documents tell
    const auto tables = store::VaultTables::open(net.config.path("vault"), {}).value();
    ASSERT_TRUE(tables->write({{store::VaultTable::meta, "master_check", std::nullopt}}).ok());
  }
  EXPECT_TRUE(Vault::open(net.config, other, clock).error().is(kWrongMasterKey));
  EXPECT_TRUE(Vault::open(net.config, right, clock).ok());
}

TEST_F(VaultOfANode, ThePeopleOfAMergedUnitReadNoMore) {
  net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  EXPECT_THAT(names({}), ElementsAre("Nguyễn Văn An"));
  net.must(chain::UnitMerge{code("79TH0001"), code("79TH0002"), net.net.now}, "79SGD", {"office-manager"});
  EXPECT_TRUE(vault().search(view(), {key("registrar"), ""}, {}).error().is(kMayNotRead));
  SearchQuery of_unit;
  of_unit.unit = code("79TH0001");
  EXPECT_TRUE(vault().search(view(), {key("registrar"), ""}, of_unit).error().is(kMayNotRead));
  EXPECT_THAT(names(of_unit, "other-registrar"), ElementsAre("Nguyễn Văn An"));
}

TEST_F(VaultOfANode, ShowsTheOtherLinesOfARegisterWhereADocumentIsDamaged) {
  const auto bad = net.issue(net.certificate("Nguyễn Văn An", "2001-02-03"));
  net.issue(net.certificate("Trần Văn Bình", "2001-02-03"));
  spoil(core_name(bad.id, bad.digest));
  RegisterQuery query;
  query.book = {test::code("79TH0001"), test::code("certificate"), 2025};
  const auto page = vault().book_page(view(), {key("registrar"), ""}, query);
  ASSERT_TRUE(page.ok()) << page.error().to_string();
  ASSERT_EQ(page->lines.size(), 2u);
  EXPECT_EQ(page->lines[0].document.is, LineDocument::Is::unreadable);
  EXPECT_EQ(page->lines[1].document.entry->name, "Trần Văn Bình");
}

TEST_F(VaultOfANode, ReadsOfADocumentTheGroupsThatAreWantedAndNoOthers) {
  const auto issued = net.issue_transcript("Nguyễn Văn An", "2013-02-01");
  spoil(group_name(issued.id, issued.digest, "year-2024-2025"));
  EXPECT_FALSE(vault().read(issued.id, issued.digest).ok());
  const std::vector<std::string> wanted = {"identity"};
  const auto read = vault().read(issued.id, issued.digest, &wanted);
  ASSERT_TRUE(read.ok()) << read.error().to_string();
  ASSERT_EQ(read->groups.size(), 1u);
  EXPECT_EQ(read->groups.front().name, "identity");
}

}  // namespace
}  // namespace hocba::node
