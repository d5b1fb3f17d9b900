// One test per check and outcome: real files of a network in memory, one thing changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/verify/codes.hpp"
#include "ledger/verify/engine.hpp"
#include "ledger/verify/roles.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/said.hpp"

namespace hocba::verify {
namespace {

using exchange::HolderFile;
using nlohmann::json;
using test::built;
using test::check;
using test::HolderNetwork;
using test::Issued;
using test::Names;
using test::said;
using testing::Contains;
using testing::HasSubstr;

const Check& of(const Report& report, CheckName name) { return report.checks.at(static_cast<std::size_t>(name)); }

// A network with a certificate, a transcript and a snapshot after them, made once; each test changes its copy of a
// file.
struct World {
  HolderNetwork network;
  Issued certificate = network.issue_certificate();
  Issued transcript = network.issue_transcript();
  HolderFile file;
  World() {
    network.snapshot();
    file = network.file(certificate);
  }
};
const World& world() {
  static const World kWorld;
  return kWorld;
}
HolderFile a_file() { return world().file; }
std::string said_of(const HolderFile& file, CheckName name) { return said(check(file, world().network.policy), name); }

HolderNetwork::Build certificate_with(std::function<void(credential::CertificateData&)> amend) {
  return [amend](credential::Common common, const credential::SaltSource& salts) {
    auto data = test::sample_certificate();
    common.holder = data.common.holder;
    data.common = std::move(common);
    amend(data);
    return built(credential::build_certificate(data, salts));
  };
}
const HolderNetwork::Build kPlain = certificate_with([](auto&) {});

TEST(Verify, AGenuineDocumentIsValidAndSaysWhoSignedAndWhen) {
  const Report report = check(a_file(), world().network.policy);
  EXPECT_EQ(report.verdict, Verdict::valid);
  EXPECT_EQ(report.unit, "79TH0001");
  EXPECT_EQ(report.type, "certificate");
  EXPECT_EQ(report.issuer_name, "Trường Tiểu học Mẫu Một");
  ASSERT_EQ(report.signatories.size(), 2u);
  EXPECT_EQ(report.signatories[0].role, "principal");
  EXPECT_EQ(report.signatories[1].role, "seal");
  EXPECT_EQ(report.signatories[1].person, "Người giữ khóa seal");
  EXPECT_EQ(report.checks.size(), kChecks);
  EXPECT_EQ(report.standing, chain::CredentialStanding::in_force);
  const Report transcript = check(world().network.file(world().transcript), world().network.policy);
  EXPECT_EQ(transcript.verdict, Verdict::valid);
  EXPECT_EQ(transcript.signatories.size(), 4u);
}

TEST(Verify, AMemorySaysTheSameSoonerAndForgetsUnderAnotherPolicy) {
  const HolderNetwork& network = world().network;
  const HolderFile files[] = {network.file(world().certificate), network.file(world().transcript)};
  HolderNetwork four({.validators = 4, .quorum = 3});
  const Issued theirs = four.issue_certificate();
  four.snapshot();
  log::Policy strict = four.policy;
  strict.groups[0].threshold = 4;  // what three cosigned is not final here
  Memory memory;
  Options options;
  options.memory = &memory;
  const auto same = [&](const HolderFile& file, const log::Policy& policy) {
    EXPECT_EQ(to_json(check(file, policy, options)), to_json(check(file, policy)));
  };
  for (int round = 0; round < 2; ++round) {
    for (const HolderFile& file : files) {
      same(file, network.policy);
      HolderFile changed = file;
      changed.issue.record.entry += " ";
      same(changed, network.policy);
    }
    same(four.file(theirs), four.policy);
    same(four.file(theirs), strict);
    same(four.file(theirs), network.policy);
  }
}

TEST(Verify, AsOfIsTheCosignedTimeWhereNothingFollowedTheSnapshot) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  const Time block = network.net.now;
  network.cosigned = block + hours(5);  // an idle ledger, cosigned again
  EXPECT_EQ(check(network.file(issued), network.policy).as_of, block + hours(5));
  network.issue_award();  // later entries: the new checkpoint says nothing about this list
  EXPECT_EQ(check(network.file(issued), network.policy).as_of, block);
}

TEST(Verify, FileThatIsEditedIsNotGenuine) {
  const std::string text = exchange::to_text(a_file());
  const auto of_text = [](const std::string& t) {
    return said(verify_file(t, world().network.policy), CheckName::file);
  };
  auto value = json::parse(text);
  value["note"] = "x";
  EXPECT_EQ(of_text(crypto::canonical(value) + "\n"), "file fail verify.file_malformed -> not genuine");
  EXPECT_EQ(of_text(value.dump(2) + "\n"), "file fail verify.file_malformed -> not genuine");
  EXPECT_EQ(of_text("{" + std::string(exchange::kMaxHolderFileBytes, 'x')),
            "file fail verify.file_malformed -> not genuine");
}

TEST(Verify, FileThatIsCutOrOfAnotherSortIsUndecidedAndNoAccusation) {
  const std::string text = exchange::to_text(a_file());
  const auto report_of = [](const std::string& t) { return verify_file(t, world().network.policy); };
  const auto of_text = [&](const std::string& t) { return said(report_of(t), CheckName::file); };
  for (const std::size_t kept : {std::size_t{0}, std::size_t{200}, text.size() / 2, text.size() - 1})
    EXPECT_EQ(of_text(text.substr(0, kept)), "file unknown verify.file_damaged -> undecided") << kept;
  for (const char* other : {"%PDF-1.7\n", "PK\x03\x04xx", "<html></html>", "x", "{\"a\": 1}\n", "[]\n"})
    EXPECT_EQ(of_text(other), "file unknown verify.file_foreign -> undecided") << other;
  const auto lines = to_lines(report_of("%PDF-1.7\n"), "vi");
  EXPECT_EQ(lines.front(), "CHƯA KẾT LUẬN ĐƯỢC: đây không phải tệp văn bản của Hocba (PDF)");
  // The checks that were not reached are not listed one by one.
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.rfind("? ", 0) == 0; }), 1);
}

TEST(Verify, ReportSaysWhoseDocumentItIsAndAsOfWhen) {
  const Report report = check(a_file(), world().network.policy);
  ASSERT_EQ(report.verdict, Verdict::valid);
  const auto document = exchange::open_document(a_file()).value();
  const auto head = credential::headline(document);
  EXPECT_EQ(report.holder, head.holder_name);
  const auto lines = to_lines(report, "vi");
  EXPECT_EQ(lines.front(),
            "HỢP LỆ: văn bản là thật và còn hiệu lực tính đến " + to_screen(*report.as_of) + ", chưa hỏi nút nào");
  EXPECT_THAT(lines, Contains("Cấp cho: " + head.holder_name));
  EXPECT_THAT(lines, Contains("Ngày sinh: " + to_screen(*head.birth_date)));
  EXPECT_THAT(lines, Contains("Số hiệu: " + document.facts().serial));
  EXPECT_THAT(lines, Contains("Ngày cấp: " + to_screen(document.facts().issued_on)));
  // Of a forgery nothing is repeated as if it were true.
  HolderFile forged = a_file();
  forged.core.replace(forged.core.find("Chứng"), 1, "X");
  EXPECT_EQ(check(forged, world().network.policy).holder, "");
}

TEST(Verify, FileOfAnotherNetworkSaysOfWhichAndListsNoFurtherChecks) {
  HolderNetwork other({.origin = "other.example/ledger"});
  const Report report = check(a_file(), other.policy);
  EXPECT_EQ(report.verdict, Verdict::not_genuine);
  const auto lines = to_lines(report, "vi");
  EXPECT_THAT(lines.front(), HasSubstr("mạng khác"));
  EXPECT_THAT(lines, Contains(HasSubstr("hocba.example/ledger (")));
  EXPECT_THAT(lines, testing::Not(Contains(HasSubstr("Chữ ký ("))));
}

TEST(Verify, FileOfANewerVersionIsUndecided) {
  auto value = json::parse(exchange::to_text(a_file()));
  value["hocba-file"] = 2;
  EXPECT_EQ(said(verify_file(crypto::canonical(value) + "\n", world().network.policy), CheckName::file),
            "file unknown verify.file_version -> undecided");
}

TEST(Verify, NetworkOfAnotherPolicyFails) {
  HolderNetwork other({.origin = "other.example/ledger"});
  EXPECT_EQ(said(check(a_file(), other.policy), CheckName::network),
            "network fail verify.network_other -> not genuine");
  log::Policy mixed = world().network.policy;  // the right keys, but it says another network
  mixed.network = other.policy.network;
  EXPECT_EQ(said(check(a_file(), mixed), CheckName::network), "network fail verify.network_other -> not genuine");
}

TEST(Verify, NetworkThatThePolicyDoesNotStateIsUndecided) {
  log::Policy policy = world().network.policy;
  policy.network.reset();
  EXPECT_EQ(said(check(a_file(), policy), CheckName::network), "network unknown verify.network_unstated -> undecided");
}

TEST(Verify, RecordsOfAnotherNetworkUnderThisOnesNameFail) {
  HolderNetwork other({.origin = "other.example/ledger"});
  const Issued theirs = other.issue_certificate();
  other.snapshot();
  HolderFile file = other.file(theirs);
  file.network = *world().network.policy.network;
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.issue_not_proven -> not genuine");
  HolderFile unit = a_file();
  unit.units = file.units;
  EXPECT_EQ(said_of(unit, CheckName::issuer), "issuer fail verify.unit_not_proven -> not genuine");
}

TEST(Verify, CoreWithAFieldThatNoSchemaHasFails) {
  HolderFile file = a_file();
  auto core = json::parse(file.core);
  core["remark"] = "x";
  file.core = crypto::canonical(core);
  EXPECT_EQ(said_of(file, CheckName::core), "core fail verify.core_malformed -> not genuine");
}

TEST(Verify, SignaturesOfAChangedDocumentFail) {
  HolderFile file = a_file();
  std::size_t places = 0;  // everywhere, so that the document agrees with itself
  for (std::size_t at; (at = file.core.find("Đặng Văn Khôi")) != std::string::npos; ++places) {
    file.core.replace(at, std::string("Đặng").size(), "Đồng");
  }
  ASSERT_GT(places, 0u);
  EXPECT_EQ(said_of(file, CheckName::signatures), "signatures fail verify.signature_bad -> not genuine");
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.digest_differs -> not genuine");
}

TEST(Verify, SignaturesThatAreMissingFail) {
  HolderFile file = a_file();
  auto core = json::parse(file.core);
  core.erase("proof");
  file.core = crypto::canonical(core);
  EXPECT_EQ(said_of(file, CheckName::signatures), "signatures fail verify.signature_missing -> not genuine");
}

TEST(Verify, GroupsMayBeWithheldButNotChanged) {
  const HolderFile all = world().network.file(world().transcript);
  ASSERT_GT(all.groups.size(), 2u);
  const Report withheld = check(exchange::with_groups(all, {all.groups[0].group.name}), world().network.policy);
  EXPECT_EQ(said(withheld, CheckName::groups), "groups pass -> valid");
  EXPECT_EQ(withheld.withheld.size(), all.groups.size() - 1);

  HolderFile changed = all;
  changed.groups[0].group.content = R"({"x":1})";
  EXPECT_EQ(said_of(changed, CheckName::groups), "groups fail verify.group_altered -> not genuine");
  changed = all;
  changed.groups[0].group.salt.data[0] ^= 1;
  EXPECT_EQ(said_of(changed, CheckName::groups), "groups fail verify.group_altered -> not genuine");
  changed = all;
  changed.groups.push_back({exchange::DisclosedGroup::Kind::withheld, {"no-such-group", {}, {}}, std::nullopt});
  EXPECT_EQ(said_of(changed, CheckName::groups), "groups fail verify.group_unknown -> not genuine");
}

TEST(Verify, AnErasedGroupNeedsItsRecord) {
  HolderNetwork network;
  const Issued issued = network.issue_transcript();
  const Issued other = network.issue_certificate();
  const std::string group = issued.document.groups()[0].name;
  network.erase(issued, group);
  const auto wrong = network.erase(other, other.document.groups()[0].name);
  network.snapshot();
  HolderFile file = network.file(issued);
  const Report report = check(file, network.policy);
  EXPECT_EQ(said(report, CheckName::groups), "groups pass -> valid");
  EXPECT_THAT(report.erased, testing::ElementsAre(group));
  for (auto& each : file.groups) {
    if (each.group.name == group) each.erasure = network.prove_in_block(wrong);  // of another document
  }
  EXPECT_EQ(said(check(file, network.policy), CheckName::groups),
            "groups fail verify.erasure_not_proven -> not genuine");
}

TEST(Verify, RecordedUnderAnotherRecordFails) {
  HolderFile file = a_file();
  file.issue = world().network.file(world().transcript).issue;
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.not_in_record -> not genuine");
  file = a_file();
  file.issue.record = file.policy;
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.block_wrong -> not genuine");
  file = a_file();
  file.issue.block = file.status->snapshot.block;
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.block_wrong -> not genuine");
  file = a_file();
  file.issue = file.status->snapshot;
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.record_wrong_kind -> not genuine");
  file = a_file();
  file.issue.record.receipt = file.policy.receipt;
  EXPECT_EQ(said_of(file, CheckName::recorded), "recorded fail verify.issue_not_proven -> not genuine");
}

TEST(Verify, RecordedWithTooFewCosignaturesIsUndecided) {
  HolderNetwork network({.validators = 4, .quorum = 3});
  const Issued issued = network.issue_certificate();
  network.snapshot();
  log::Policy strict = network.policy;
  strict.groups[0].threshold = 4;
  EXPECT_EQ(said(check(network.file(issued), strict), CheckName::recorded),
            "recorded unknown verify.evidence_not_final -> undecided");
}

TEST(Verify, ADocumentThatDiffersFromTheRecordedOneFailsEvenWithRightSignatures) {
  // The school's own keys sign a second document with the same id and number.
  HolderNetwork network;
  std::optional<credential::Document> second;
  const Issued issued = network.issue("certificate", "2025",
                                      [&](credential::Common common, const credential::SaltSource& salts) {
                                        second =
                                            certificate_with([](auto& data) { data.grade = "Giỏi"; })(common, salts);
                                        return kPlain(common, salts);
                                      },
                                      {"principal", "seal"});
  network.snapshot();
  const Time before = network.net.now - hours(3);
  ASSERT_TRUE(second->sign(test::key_named("principal"), before, test::proof_id_of(1)).ok());
  ASSERT_TRUE(second->sign(test::key_named("seal"), before, test::proof_id_of(2)).ok());
  HolderFile file = network.file(issued);
  file.core = second->core_text();
  file.groups.clear();
  EXPECT_EQ(said(check(file, network.policy), CheckName::recorded),
            "recorded fail verify.digest_differs -> not genuine");
}

TEST(Verify, FactsOfTheDocumentMustBeThoseOfTheRegister) {
  HolderNetwork network;
  std::uint32_t number = 0;
  const Issued issued = network.issue(
      "certificate", "2025",
      [&](credential::Common common, const credential::SaltSource& salts) {
        number = common.register_number++;
        return kPlain(common, salts);
      },
      {"principal", "seal"}, std::nullopt, [&](chain::CredentialIssue& body) { body.items[0].number = number; });
  network.snapshot();
  const Report report = check(network.file(issued), network.policy);
  EXPECT_EQ(said(report, CheckName::recorded), "recorded fail verify.facts_differ -> not genuine");
  EXPECT_EQ(of(report, CheckName::recorded).evidence, "register number");
}

TEST(Verify, PolicyMustBeTheOneThatTheRecordCites) {
  HolderFile file = a_file();
  file.policy = world().network.file(world().transcript).policy;
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories fail verify.policy_wrong -> not genuine");
  file = a_file();
  file.policy = file.grants[0].record;
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories fail verify.record_wrong_kind -> not genuine");
  file = a_file();
  file.policy.receipt = file.grants[0].record.receipt;
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories fail verify.policy_not_proven -> not genuine");
}

TEST(Verify, AGrantThatTheFileLacksIsUndecided) {
  HolderFile file = a_file();
  file.grants.pop_back();
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories unknown verify.grant_missing -> undecided");
}

TEST(Verify, AKeyThatTheRecordDoesNotCiteFails) {
  HolderNetwork network;
  const Issued issued =
      network.issue("certificate", "2025", kPlain, {"principal", "seal"}, Names{"principal", "registrar"});
  network.snapshot();
  HolderFile file = network.file(issued);
  file.grants.push_back(network.grant_evidence("seal"));  // it exists, but its being in force was not checked
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories),
            "signatories fail verify.grant_not_cited -> not genuine");
}

TEST(Verify, RolesMustBeCompleteAndInOrder) {
  for (const Names& signers :
       {Names{"principal"}, Names{"seal"}, Names{"seal", "principal"}, Names{"principal", "registrar"},
        Names{"principal", "seal", "registrar"}, Names{"principal", "seal", "principal"}}) {
    HolderNetwork network;
    Names cited;
    for (const auto& key : signers) {
      if (std::count(cited.begin(), cited.end(), key) == 0) cited.push_back(key);
    }
    const Issued issued = network.issue("certificate", "2025", kPlain, signers, cited);
    network.snapshot();
    EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::signatories),
              "signatories fail verify.roles_unmet -> not genuine")
        << testing::PrintToString(signers);
  }
}

TEST(Verify, OneKeyIsOneSignatoryHoweverOftenItSigns) {
  HolderNetwork network;
  chain::PolicySet policy = network.net.policy_body("certificate", "2025");
  policy.document_roles = {{chain::Role::principal, 2}, {chain::Role::seal, 1}};
  network.net.must(policy, "", test::NetworkBuilder::founders());
  network.net.close_block();
  const Issued issued =
      network.issue("certificate", "2025", kPlain, {"principal", "principal", "seal"}, Names{"principal", "seal"});
  network.snapshot();
  EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::signatories),
            "signatories fail verify.roles_unmet -> not genuine");
}

TEST(Verify, SignaturesOutsideTheGrantOrAfterTheRecordFail) {
  const auto signed_at = [](Duration offset) {
    HolderNetwork network;
    const Issued issued = network.issue(
        "certificate", "2025",
        [&](credential::Common common, const credential::SaltSource& salts) {
          auto document = kPlain(std::move(common), salts);
          HOCBA_CHECK(document.sign(test::key_named("principal"), network.net.now + offset, test::proof_id_of(1)).ok());
          HOCBA_CHECK(document.sign(test::key_named("seal"), network.net.now, test::proof_id_of(2)).ok());
          return document;
        },
        {}, Names{"principal", "seal"});
    network.snapshot();
    return said(check(network.file(issued), network.policy), CheckName::signatories);
  };
  EXPECT_EQ(signed_at(Duration{0}), "signatories pass -> valid");
  EXPECT_EQ(signed_at(days(-31)), "signatories fail verify.grant_wrong_time -> not genuine");
  EXPECT_EQ(signed_at(days(2)), "signatories fail verify.signed_after_record -> not genuine");
}

TEST(Verify, ARotatedKeySignsUnderItsOldGrant) {
  HolderNetwork network;
  const auto old = network.net.grant_of("seal");
  const auto rotated = network.net.must(chain::KeyRotate{old, test::key_named("new seal").public_key()}, "79TH0001",
                                        {"manager", "seal"});
  network.net.close_block();
  const auto build = [&](credential::Common common, const credential::SaltSource& salts) {
    auto document = kPlain(std::move(common), salts);
    HOCBA_CHECK(document.sign(test::key_named("principal"), network.net.now, test::proof_id_of(1)).ok());
    HOCBA_CHECK(document.sign(test::key_named("new seal"), network.net.now, test::proof_id_of(2)).ok());
    return document;
  };
  auto body_signers = Names{"principal"};
  // The record itself is signed by the new seal, too: the old key has ended.
  HolderNetwork::Amend amend = [&](chain::CredentialIssue& body) {
    body.grants.push_back(rotated);
    std::sort(body.grants.begin(), body.grants.end());
  };
  network.record_signers = {"principal", "new seal"};
  const Issued issued = network.issue("certificate", "2025", build, {}, body_signers, amend);
  network.snapshot();
  HolderFile file = network.file(issued);
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories),
            "signatories unknown verify.grant_missing -> undecided");
  file.grants.push_back(network.grant_evidence(old));
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories), "signatories pass -> valid");
}

// The certificate of a school that took in another one: the principal of the other signed before the merger, or after
// it.
struct Merged {
  HolderNetwork network;
  chain::LeafIndex merger{};
  std::optional<Issued> issued;
  explicit Merged(Duration after_merger) {
    auto& net = network.net;
    const auto unit =
        net.must(net.unit_body("79TH0005", "79SGD", chain::UnitType::primary), "79SGD", {"office-manager"});
    auto principal = net.grant_body("their principal", "79TH0005", chain::Role::principal, {});
    const auto grant = net.must(principal, "79SGD", {"office-manager"});
    net.close_block();
    net.advance(days(10));
    const Time at = net.now;
    merger =
        net.must(chain::UnitMerge{test::code("79TH0005"), test::code("79TH0001"), at}, "79SGD", {"office-manager"});
    net.close_block();
    net.advance(days(1));
    const auto build = [&](credential::Common common, const credential::SaltSource& salts) {
      auto document = kPlain(std::move(common), salts);
      HOCBA_CHECK(document.sign(test::key_named("their principal"), at + after_merger, test::proof_id_of(1)).ok());
      HOCBA_CHECK(document.sign(test::key_named("seal"), net.now, test::proof_id_of(2)).ok());
      return document;
    };
    issued = network.issue("certificate", "2025", build, {}, Names{"seal"}, [&](chain::CredentialIssue& body) {
      body.grants.push_back(grant);
      std::sort(body.grants.begin(), body.grants.end());
    });
    network.snapshot();
    unit_ = unit;
  }
  HolderFile file(bool with_merger) const {
    HolderFile out = network.file(*issued);
    out.units.push_back({network.prove(unit_), ""});
    if (with_merger) out.units.push_back({network.prove(merger), ""});
    return out;
  }

 private:
  chain::LeafIndex unit_{};
};

TEST(Verify, ASignatoryOfAMergedUnitSignedBeforeTheMerger) {
  const Merged before(hours(-1));
  EXPECT_EQ(said(check(before.file(true), before.network.policy), CheckName::signatories), "signatories pass -> valid");
  // Evidence that is left out is unknown, it contradicts nothing.
  EXPECT_EQ(said(check(before.file(false), before.network.policy), CheckName::signatories),
            "signatories unknown verify.merger_missing -> undecided");
  const Merged after(Duration{0});
  EXPECT_EQ(said(check(after.file(true), after.network.policy), CheckName::signatories),
            "signatories fail verify.grant_wrong_time -> not genuine");
}

TEST(Verify, ADeputySignsForThePrincipalWhileTheDelegationStands) {
  HolderNetwork network;
  auto body = network.net.grant_body("deputy", "79TH0001", chain::Role::deputy, {});
  body.delegated_by = network.net.grant_of("principal");
  body.to = (*chain::find_grant(network.net.view(), *body.delegated_by))->grant.to;
  const auto grant = network.net.must(body, "79TH0001", {"manager"});
  network.net.close_block();
  network.net.advance(days(1));
  const auto build = [&](credential::Common common, const credential::SaltSource& salts) {
    auto document = kPlain(std::move(common), salts);
    HOCBA_CHECK(document.sign(test::key_named("deputy"), network.net.now, test::proof_id_of(1)).ok());
    HOCBA_CHECK(document.sign(test::key_named("seal"), network.net.now, test::proof_id_of(2)).ok());
    return document;
  };
  const Issued issued = network.issue("certificate", "2025", build, {}, Names{"seal"}, [&](chain::CredentialIssue& b) {
    b.grants.push_back(grant);
    std::sort(b.grants.begin(), b.grants.end());
  });
  // That the principal leaves later takes nothing from what was recorded.
  const auto left =
      network.net.must(chain::KeyRevoke{*body.delegated_by, chain::RevokeReason::left, {}}, "79TH0001", {"manager"});
  network.snapshot();
  HolderFile file = network.file(issued);
  file.grants.push_back(network.grant_evidence(left));
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories), "signatories pass -> valid");
  EXPECT_EQ(roles_of(body).count(chain::Role::principal), 1u);
  EXPECT_EQ(roles_of(body, true), std::set<chain::Role>{chain::Role::deputy});
}

TEST(Verify, AGroupErasedWithTheWholeDocumentMeansThatTheDocumentIs) {
  HolderNetwork network;
  const Issued issued = network.issue_transcript();
  network.snapshot();
  const auto whole = network.net.must(chain::DocumentErase{issued.document.id(), {}, test::commitment("basis")},
                                      "79TH0001", {"registrar", "principal"});
  network.net.close_block();
  HolderFile file = network.file(issued);
  for (const bool with_status : {true, false}) {
    HolderFile changed = file;
    if (!with_status) changed.status.reset();
    changed.groups[0] = {.kind = exchange::DisclosedGroup::Kind::erased,
                         .group = {file.groups[0].group.name, {}, {}},
                         .erasure = network.prove_in_block(whole)};
    const Report report = check(changed, network.policy);
    EXPECT_EQ(said(report, CheckName::status), "status fail verify.document_erased -> not in force");
    EXPECT_FALSE(report.standing.has_value());
    EXPECT_EQ(report.since, network.net.now);
    EXPECT_THAT(to_json(report), testing::Not(testing::HasSubstr("\"standing\"")));
    EXPECT_THAT(to_lines(report, "en"), testing::Not(testing::Contains(testing::StartsWith("Status:"))));
    EXPECT_EQ(said(check(changed, network.policy), CheckName::groups), "groups pass -> not in force");
  }
}

TEST(Verify, OpenedNamesOfSignatoriesMustBeTheCommittedOnes) {
  HolderFile file = a_file();
  file.grants[0].person->content = R"({"name":"Kẻ Mạo Danh"})";
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories fail verify.opened_wrong -> not genuine");
  file = a_file();
  file.grants[0].scope = file.grants[0].person;
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories fail verify.opened_wrong -> not genuine");
  file = a_file();
  for (auto& grant : file.grants) grant.person.reset();  // the holder may leave names out
  EXPECT_EQ(said_of(file, CheckName::signatories), "signatories pass -> valid");
}

TEST(Verify, IssuerMustBeRegisteredUnderTheNameInTheDocument) {
  HolderFile file = a_file();
  file.units.clear();
  EXPECT_EQ(said_of(file, CheckName::issuer), "issuer unknown verify.unit_missing -> undecided");
  file = a_file();
  file.units[0].profile.clear();
  EXPECT_EQ(said_of(file, CheckName::issuer), "issuer unknown verify.profile_missing -> undecided");
  file = a_file();
  auto profile = json::parse(file.units[0].profile);
  profile["content"]["name"] = "Trường Khác";
  file.units[0].profile = crypto::canonical(profile);
  EXPECT_EQ(said_of(file, CheckName::issuer), "issuer fail verify.profile_wrong -> not genuine");
  file = a_file();
  file.units[0].record = file.grants[0].record;
  EXPECT_EQ(said_of(file, CheckName::issuer), "issuer fail verify.record_wrong_kind -> not genuine");

  HolderNetwork network;  // the school signs under a university's name
  const Issued issued = network.issue(
      "certificate", "2025", certificate_with([](auto& data) { data.common.issuer.name = "Trường Đại học Lớn"; }),
      {"principal", "seal"});
  network.snapshot();
  EXPECT_EQ(said(check(network.file(issued), network.policy), CheckName::issuer),
            "issuer fail verify.issuer_name_differs -> not genuine");
}

}  // namespace
}  // namespace hocba::verify
