// What no honest ledger holds and no honest school signs, and what a long life of a document, a key or a unit brings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/said.hpp"

namespace hocba::verify {
namespace {

using chain::StatusAction;
using exchange::HolderFile;
using nlohmann::json;
using test::built;
using test::check;
using test::HolderNetwork;
using test::Issued;
using test::Names;
using test::said;
using testing::HasSubstr;

const Names kOffice = {"office-manager"};
const Names kManager = {"manager"};
const std::string kSchool = "79TH0001";

credential::Document certificate(credential::Common common, const credential::SaltSource& salts) {
  auto data = test::sample_certificate();
  common.holder = data.common.holder;
  data.common = std::move(common);
  return built(credential::build_certificate(data, salts));
}
void sign(credential::Document& document, const std::string& key, Time at) {
  const auto n = static_cast<std::uint8_t>(document.proof_count() + 1);
  HOCBA_CHECK(document.sign(test::key_named(key), at, test::proof_id_of(n)).ok());
}
// The core after a change of its JSON, unsigned.
HolderNetwork::Build certificate_with(std::function<void(json&)> amend) {
  return [amend](credential::Common common, const credential::SaltSource& salts) {
    const auto plain = certificate(std::move(common), salts);
    json core = plain.core();
    amend(core);
    return built(credential::Document::from_core(core, plain.groups()));
  };
}
std::string said_of(const HolderNetwork& network, const Issued& issued, CheckName name) {
  return said(check(network.file(issued), network.policy), name);
}

TEST(VerifyRejects, ADocumentWhoseOwnSumsAreWrong) {
  HolderNetwork network;
  const Issued issued =
      network.issue("certificate", "2025", certificate_with([](json& core) { core["hocba"]["periods"] = 61; }),
                    {"principal", "seal"});
  network.snapshot();
  const Report report = check(network.file(issued), network.policy);
  EXPECT_EQ(said(report, CheckName::arithmetic), "arithmetic fail verify.arithmetic_wrong -> undecided");
  EXPECT_EQ(said(report, CheckName::recorded), "recorded pass -> undecided");  // it is the one that was recorded
}

TEST(VerifyRejects, ATypeThatThisProgramDoesNotKnow) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  HolderFile file = network.file(issued);
  json core = json::parse(file.core);
  core["hocba"]["type"] = "licence";
  file.core = crypto::canonical(core);
  const Report report = check(file, network.policy);
  EXPECT_EQ(said(report, CheckName::core), "core unknown verify.core_type_unknown -> undecided");
  EXPECT_EQ(said(report, CheckName::signatures), "signatures unknown verify.not_reached -> undecided");
}

TEST(VerifyRejects, ADocumentThatNamesAnotherUnitThanTheOneThatRecordedIt) {
  HolderNetwork network;
  const Issued issued = network.issue("certificate", "2025",
                                      [](credential::Common common, const credential::SaltSource& salts) {
                                        common.issuer.unit = test::code("79DH0001");
                                        return certificate(std::move(common), salts);
                                      },
                                      {"principal", "seal"});
  network.snapshot();
  EXPECT_EQ(said_of(network, issued, CheckName::recorded), "recorded fail verify.unit_differs -> not genuine");
}

TEST(VerifyRejects, EntriesThatAreNoRecords) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  const HolderFile file = network.file(issued);
  HolderFile changed = file;
  changed.policy = file.issue.block;  // in the ledger, but a block
  EXPECT_EQ(said(check(changed, network.policy), CheckName::signatories),
            "signatories fail verify.record_malformed -> not genuine");
  changed = file;
  changed.grants.push_back(file.grants[0]);
  EXPECT_EQ(said(check(changed, network.policy), CheckName::signatories),
            "signatories fail verify.record_malformed -> not genuine");
  changed = file;
  changed.grants[0].record.receipt = file.policy.receipt;
  EXPECT_EQ(said(check(changed, network.policy), CheckName::signatories),
            "signatories fail verify.grant_not_proven -> not genuine");
}

// The validators would have refused all of these; a verifier does not take their word for it.
struct Forged {
  HolderNetwork network;
  Issued issued = network.issue_certificate();
  Forged() { network.snapshot(); }
  chain::KeyGrant seal() const { return (*chain::find_grant(network.net.view(), network.net.grant_of("seal")))->grant; }
  std::string after(chain::Body body, chain::LeafIndex at, const std::string& unit, const Names& keys, CheckName name) {
    network.forge(at, std::move(body), unit, keys);
    return said_of(network, issued, name);
  }
};

TEST(VerifyRejects, ARightForAnotherTypeOfDocument) {
  Forged f;
  auto grant = f.seal();
  grant.types = {test::code("transcript")};
  EXPECT_EQ(f.after(grant, f.network.net.grant_of("seal"), kSchool, kManager, CheckName::signatories),
            "signatories fail verify.grant_wrong_type -> not genuine");
}

TEST(VerifyRejects, ARightOfAUnitThatWasMergedTooLate) {
  Forged f;
  auto& net = f.network.net;
  auto grant = f.seal();
  grant.unit = test::code("79TH0002");
  // Another unit's right, and nothing about a merger: it may be missing.
  EXPECT_EQ(f.after(grant, net.grant_of("seal"), "79SGD", kOffice, CheckName::signatories),
            "signatories unknown verify.merger_missing -> undecided");
  const auto late = net.must(net.unit_body("79TH0002", "79SGD", chain::UnitType::primary), "79SGD", kOffice);
  net.close_block();
  f.network.cosigned = net.now + Duration{60};
  HolderFile file = f.network.file(f.issued);
  f.network.forge(late, chain::UnitMerge{test::code("79TH0002"), test::code(kSchool), net.now - days(9)}, "79SGD",
                  kOffice);  // recorded after the issue
  file = f.network.file(f.issued);
  file.units.push_back({f.network.prove(late), ""});
  EXPECT_EQ(said(check(file, f.network.policy), CheckName::signatories),
            "signatories fail verify.grant_wrong_unit -> not genuine");
}

TEST(VerifyRejects, AnIssuerThatHadEndedOrHadNotBegun) {
  Forged f;
  auto unit = std::get<chain::UnitRegister>(
      chain::parse_record(f.network.net.entries()[log::to_u64(f.network.unit_record)])->body);
  auto ended = unit;
  ended.to = f.network.net.now - days(3);
  EXPECT_EQ(f.after(ended, f.network.unit_record, "79SGD", kOffice, CheckName::issuer),
            "issuer fail verify.unit_not_active -> not genuine");
  auto young = unit;
  young.from = f.network.net.now + days(3);
  EXPECT_EQ(f.after(young, f.network.unit_record, "79SGD", kOffice, CheckName::issuer),
            "issuer fail verify.unit_not_active -> not genuine");
  EXPECT_EQ(f.after(unit, f.network.unit_record, "79SGD", kOffice, CheckName::issuer), "issuer pass -> valid");
}

// A record's own time is its signers' word. A new key whose rotation says it was made five days before it was recorded
// signs from the recording on, not for these five days.
struct Rotated {
  HolderNetwork network;
  chain::LeafIndex old = network.net.grant_of("seal"), rotation{};
  Time said_at = network.net.now, recorded_at;
  Rotated() {
    auto& net = network.net;
    const auto record =
        net.record(chain::KeyRotate{old, test::key_named("new seal").public_key()}, kSchool);  // time: said_at
    net.advance(days(5));
    recorded_at = net.now;
    rotation = *net.add(net.verified(record, {"manager", "seal"}));
    net.close_block();
    net.advance(days(1));
    network.record_signers = {"principal", "new seal"};
  }
  HolderFile signed_at(Time at) {
    const Issued issued = network.issue(
        "certificate", "2025",
        [&](credential::Common common, const credential::SaltSource& salts) {
          auto document = certificate(std::move(common), salts);
          sign(document, "principal", at - Duration{60});
          sign(document, "new seal", at);
          return document;
        },
        {}, Names{"principal"},
        [&](chain::CredentialIssue& body) {
          body.grants.push_back(rotation);
          std::sort(body.grants.begin(), body.grants.end());
        });
    network.snapshot();
    HolderFile file = network.file(issued);
    file.grants.push_back(network.grant_evidence(old));
    return file;
  }
  std::string said_of(const HolderFile& file) const {
    return said(check(file, network.policy), CheckName::signatories);
  }
};

TEST(VerifyRejects, ARotatedKeyBeforeTheBlockThatRotatedIt) {
  Rotated r;
  EXPECT_EQ(r.said_of(r.signed_at(r.said_at)), "signatories fail verify.grant_wrong_time -> not genuine");
  EXPECT_EQ(r.said_of(r.signed_at(r.recorded_at - Duration{1})),
            "signatories fail verify.grant_wrong_time -> not genuine");
  EXPECT_EQ(r.said_of(r.signed_at(r.recorded_at)), "signatories pass -> valid");
}

TEST(VerifyRejects, ARotationWhoseBlockIsMissingOrAnother) {
  Rotated r;
  const HolderFile file = r.signed_at(r.recorded_at);
  const auto rotation = [](HolderFile& f) -> exchange::GrantEvidence& {
    return *std::find_if(f.grants.begin(), f.grants.end(), [](const auto& g) { return g.block.has_value(); });
  };
  HolderFile changed = file;
  rotation(changed).block.reset();
  EXPECT_EQ(r.said_of(changed), "signatories unknown verify.rotation_time_missing -> undecided");
  changed = file;
  rotation(changed).block = file.issue.block;
  EXPECT_EQ(r.said_of(changed), "signatories fail verify.block_wrong -> not genuine");
  changed = file;
  changed.grants.back().block = file.issue.block;  // of a key.grant, which says itself from when on it is
  EXPECT_EQ(r.said_of(changed), "signatories fail verify.block_wrong -> not genuine");
}

// --- long lives

TEST(VerifyLongHistories, AHundredChangesOfStatus) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  for (int i = 0; i < 50; ++i) {
    network.change(issued, StatusAction::suspend);
    network.change(issued, StatusAction::reinstate);
  }
  network.snapshot();
  EXPECT_EQ(network.file(issued).changes.size(), 100u);
  EXPECT_EQ(said_of(network, issued, CheckName::status), "status pass -> valid");
  network.change(issued, StatusAction::revoke);
  EXPECT_EQ(said_of(network, issued, CheckName::status), "status fail verify.revoked -> not in force");
}

TEST(VerifyLongHistories, AUnitThatWasRenamedAHundredTimes) {
  HolderNetwork network;
  auto& net = network.net;
  const auto recorded =
      std::get<chain::UnitRegister>(chain::parse_record(net.entries()[log::to_u64(network.unit_record)])->body).profile;
  std::vector<chain::LeafIndex> updates;
  const auto update = [&](const chain::Commitment& profile) {
    updates.push_back(net.must(chain::UnitUpdate{test::code(kSchool), {}, {}, profile, {}}, "79SGD", kOffice));
  };
  for (int i = 0; i < 50; ++i) update(test::commitment("another name " + std::to_string(i)));
  update(recorded);
  net.close_block();
  const Issued issued = network.issue_certificate();
  for (int i = 0; i < 50; ++i) update(test::commitment("a later name " + std::to_string(i)));
  net.close_block();
  network.snapshot();
  HolderFile file = network.file(issued);
  for (const auto index : updates)
    file.units.push_back({network.prove(index), index == updates[50] ? *network.profile_json : std::string()});
  EXPECT_EQ(said(check(file, network.policy), CheckName::issuer), "issuer pass -> valid");
}

TEST(VerifyLongHistories, AKeyThatWasRotatedAHundredTimes) {
  HolderNetwork network;
  auto& net = network.net;
  std::vector<chain::LeafIndex> rights{net.grant_of("seal")};
  const auto key = [](std::size_t i) { return i == 0 ? std::string("seal") : "seal " + std::to_string(i); };
  for (std::size_t i = 1; i <= 100; ++i) {
    rights.push_back(net.must(chain::KeyRotate{rights.back(), test::key_named(key(i)).public_key()}, kSchool,
                              {"manager", key(i - 1)}));
  }
  net.close_block();
  network.record_signers = {"principal", key(100)};
  const Issued issued = network.issue("certificate", "2025", certificate, {"principal", key(100)}, Names{"principal"},
                                      [&](chain::CredentialIssue& body) {
                                        body.grants.push_back(rights.back());
                                        std::sort(body.grants.begin(), body.grants.end());
                                      });
  network.snapshot();
  HolderFile file = network.file(issued);
  for (std::size_t i = 0; i < 100; ++i) file.grants.push_back(network.grant_evidence(rights[i]));
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories), "signatories pass -> valid");
}

// A kindergarten's principal signed; it was merged into another one, that into the next, and so on, up to the bound of
// the ledger's own rules; the last one took in by the school that issues.
TEST(VerifyLongHistories, AUnitWhoseSuccessorWasMergedAgainAndAgain) {
  HolderNetwork network;
  auto& net = network.net;
  std::vector<chain::LeafIndex> records;
  const auto name = [](std::size_t i) { return "79TH1" + std::to_string(100 + i); };
  for (std::size_t i = 0; i < chain::kMaxMergers; ++i)
    records.push_back(net.must(net.unit_body(name(i), "79SGD", chain::UnitType::primary), "79SGD", kOffice));
  const auto grant = net.must(net.grant_body("first principal", name(0), chain::Role::principal, {}), "79SGD", kOffice);
  net.close_block();
  net.advance(days(2));
  const Time signed_at = net.now - days(1);
  for (std::size_t i = 0; i < chain::kMaxMergers; ++i) {
    const std::string into = i + 1 == chain::kMaxMergers ? kSchool : name(i + 1);
    records.push_back(net.must(chain::UnitMerge{test::code(name(i)), test::code(into), net.now}, "79SGD", kOffice));
  }
  net.close_block();
  net.advance(days(1));
  const Issued issued = network.issue(
      "certificate", "2025",
      [&](credential::Common common, const credential::SaltSource& salts) {
        auto document = certificate(std::move(common), salts);
        sign(document, "first principal", signed_at);
        sign(document, "seal", net.now);
        return document;
      },
      {}, Names{"seal"},
      [&](chain::CredentialIssue& body) {
        body.grants.push_back(grant);
        std::sort(body.grants.begin(), body.grants.end());
      });
  network.snapshot();
  HolderFile file = network.file(issued);
  for (const auto index : records) file.units.push_back({network.prove(index), ""});
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories), "signatories pass -> valid");
  file.units.pop_back();
  EXPECT_EQ(said(check(file, network.policy), CheckName::signatories),
            "signatories unknown verify.merger_missing -> undecided");
}

// An editor's line ends, its byte order mark, its indentation: nothing was changed, and it is not the file any more.
TEST(Verify, FileThatAProgramSavedAnewIsUndecidedWithOneAdvice) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  const std::string text = exchange::to_text(network.file(issued));
  const std::string line = text.substr(0, text.size() - 1), pretty = json::parse(text).dump(2);
  std::string lines;
  for (const char c : pretty) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  for (const std::string& saved :
       {line + "\r\n", "\xEF\xBB\xBF" + text, "\xEF\xBB\xBF" + lines, pretty, pretty + "\n", text + "\n", " " + text}) {
    const Report report = verify_file(saved, network.policy);
    EXPECT_EQ(said(report, CheckName::file), "file unknown verify.file_resaved -> undecided") << saved.substr(0, 20);
    EXPECT_EQ(to_lines(report, "en").front(), "UNDECIDED: the file was opened and saved by another program");
    EXPECT_THAT(report.checks.front().next_vi, HasSubstr("đừng mở rồi lưu"));
  }
}

TEST(Verify, FileThatWasEditedAndSavedAnewIsNotGenuineByItsContent) {
  HolderNetwork network;
  const Issued issued = network.issue_certificate();
  network.snapshot();
  json file = json::parse(exchange::to_text(network.file(issued)));
  std::string& issued_on = file["document"]["validFrom"].get_ref<std::string&>();
  issued_on[3] = issued_on[3] == '4' ? '5' : '4';
  for (const std::string& saved : {file.dump(2), "\xEF\xBB\xBF" + file.dump() + "\n", file.dump() + "\r\n"}) {
    const Report report = verify_file(saved, network.policy);
    EXPECT_EQ(said(report, CheckName::file), "file unknown verify.file_resaved -> not genuine");
    EXPECT_EQ(report.checks.at(static_cast<std::size_t>(CheckName::signatures)).outcome, Outcome::fail);
    EXPECT_THAT(to_lines(report, "en").front(), HasSubstr("NOT GENUINE"));
  }
}

}  // namespace
}  // namespace hocba::verify
