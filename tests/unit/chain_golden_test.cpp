// Golden logs of rule version 1: entries, the state they lead to, refusals. They are never changed once released: a
// program that reads them differently would fork. docs/formats/rules.md says what is in a file.
//
// HOCBA_WRITE_GOLDEN=1 writes the files that don't exist yet (and the seeds of the fuzz targets), and only those.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "ledger/chain/codes.hpp"
#include "tests/support/chain_examples.hpp"
#include "tests/support/network_builder.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/training_world.hpp"

namespace hocba::chain {
namespace {

using nlohmann::json;
using test::code;
using test::commitment;
using test::NetworkBuilder;

std::string folder(const std::string& path) { return test::source_root() + "/tests/" + path; }

void write_new(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  if (!std::filesystem::exists(path)) std::ofstream(path, std::ios::binary) << bytes;
}

json golden_of(const NetworkBuilder& net) {
  json out = {{"rules", 1}, {"entries", net.entries()}, {"rows", json::object()}, {"refused", json::array()}};
  out["tip"] = {{"height", to_u64(net.tip()->height)},
                {"size", log::to_u64(net.tip()->size)},
                {"root", crypto::base64url(net.tip()->root)},
                {"state", crypto::base64url(net.tip()->state)}};
  for (const auto& [key, value] : net.state().all()) out["rows"][crypto::base64url(key)] = crypto::base64url(value);
  return out;
}

// Every kind of record but those of transfers and training, accepted at least once.
json make_life_of_a_network() {
  NetworkBuilder net;
  net.found();
  const test::Names two = {"registrar", "principal"};
  const auto status = [](const CredentialId& id, StatusAction action, std::optional<CredentialId> next = {}) {
    return CredentialStatus{id, action, next, commitment("reason")};
  };
  const CredentialId first = net.issue_one();
  const auto batch = net.issue_body(net.reserve("transcript", 9), 8);
  net.must(batch, "79TH0001", {"principal", "seal"});
  net.must(RegisterSpoil{code("transcript"), 2025, 9, SpoilReason::misprint, {}}, "79TH0001", {"registrar"});
  net.must(RegisterClose{code("transcript"), 2025, {}}, "79TH0001", {"registrar"});
  net.must(RegisterCopy{first, 2025, 1, commitment("copy")}, "79TH0001", {"registrar"});
  net.advance(days(3));
  const CredentialId second = net.issue_one();
  net.must(status(first, StatusAction::supersede, second), "79TH0001", two);
  net.must(status(batch.items[0].id, StatusAction::suspend), "79TH0001", two);
  net.must(status(batch.items[1].id, StatusAction::suspend), "79TH0001", two);
  net.must(status(batch.items[1].id, StatusAction::reinstate), "79TH0001", two);
  net.must(status(batch.items[2].id, StatusAction::revoke), "79TH0001", two);
  net.must(KeyRevoke{net.grant_of("seal"), RevokeReason::lost, net.now - days(1)}, "79TH0001", {"manager"});
  net.must(status(second, StatusAction::confirm), "79TH0001", two);
  net.must(KeyRotate{net.grant_of("registrar"), test::key_named("registrar 2").public_key()}, "79TH0001",
           {"manager", "registrar"});
  net.must(DocumentErase{batch.items[3].id, code("contact"), commitment("basis")}, "79TH0001",
           {"registrar 2", "principal"});
  std::vector<SnapshotList> lists;
  for (const StatusPurpose purpose : {StatusPurpose::revocation, StatusPurpose::suspension}) {
    lists.push_back({purpose, 0, snapshot_digest(purpose, 0, *status_bits(net.view(), purpose, 0))});
  }
  net.must(StatusSnapshot{lists}, "", {"nut-1-api"});
  net.advance(days(1));
  net.must(UnitUpdate{code("79TH0002"), {}, {}, commitment("profile 2"), {}}, "79SGD", {"office-manager"});
  net.must(UnitMerge{code("79TH0001"), code("79TH0002"), net.now + days(1)}, "79SGD", {"office-manager"});
  AuthoritySet authority{net.genesis_body().authority};
  authority.authority.threshold = 3;
  net.must(authority, "", NetworkBuilder::founders());
  net.must(NetworkUpgrade{RuleVersion{2}, Height{1000}}, "", {"founder-1", "founder-2", "founder-3"});
  net.close_block();

  json out = golden_of(net);
  const auto refuse = [&](Body body, const std::string& unit, const test::Names& keys) {
    const auto record = net.verified(net.record(std::move(body), unit), keys);
    out["refused"].push_back({{"record", record.bytes()}, {"code", net.add(record).error().code().id}});
  };
  refuse(net.genesis_body(), "", NetworkBuilder::founders());
  refuse(status(first, StatusAction::reinstate), "79TH0001", {"registrar 2", "principal"});
  refuse(RegisterReserve{code("transcript"), 2025, 1}, "79TH0001", {"registrar 2"});
  refuse(RegisterReserve{code("certificate"), 2025, 1}, "79TH0001", {"registrar"});
  refuse(net.policy_body("award", "2025"), "", NetworkBuilder::founders());
  out["refused_at"] = to_text(net.now);
  return out;
}

// Transfers in every standing, a correction after one, a merger in the middle of another.
json make_transfers() {
  NetworkBuilder net;
  net.found();
  const test::Names leaving = {"registrar", "principal"}, receiving = {"other-registrar", "other-principal"};
  std::vector<CredentialId> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(net.issue_one());
  const auto request = [&](int n, const std::string& unit, const std::string& key) {
    net.must(CustodyRequest{code("79TH0001"), commitment("pupil"), code("79TH0002"), test::transfer_id(n)}, unit,
             {key});
  };
  const auto answer = [&](int n, CustodyAnswer how, const std::string& unit, const test::Names& keys) {
    const bool accepts = how == CustodyAnswer::accept;
    net.must(CustodyAccept{how, accepts ? std::nullopt : std::optional(commitment("why")), test::transfer_id(n)}, unit,
             keys);
  };
  const auto release = [&](int n, std::vector<CredentialId> of) {
    std::sort(of.begin(), of.end());
    net.must(CustodyRelease{of, commitment("sheet"), test::transfer_id(n)}, "79TH0001", leaving);
  };
  request(1, "79TH0001", "registrar");  // received
  answer(1, CustodyAnswer::accept, "79TH0002", {"other-principal"});
  net.advance(days(20));  // late
  release(1, {ids[0], ids[1]});
  net.must(CustodyReceive{test::transfer_id(1)}, "79TH0002", {"other-principal"});
  request(2, "79TH0002", "other-registrar");  // refused before and after the release
  answer(2, CustodyAnswer::refuse, "79TH0002", {"other-principal"});
  request(3, "79TH0002", "other-registrar");
  answer(3, CustodyAnswer::accept, "79TH0002", {"other-principal"});
  release(3, {ids[2]});
  answer(3, CustodyAnswer::refuse, "79TH0002", {"other-principal"});
  request(4, "79TH0001", "registrar");
  answer(4, CustodyAnswer::withdraw, "79TH0001", {"principal"});
  const CredentialId corrected = net.issue_one();  // transferred like what it corrects
  request(8, "79TH0001", "registrar");
  answer(8, CustodyAnswer::accept, "79TH0002", {"other-principal"});
  release(8, {corrected});
  net.must(CustodyReceive{test::transfer_id(8)}, "79TH0002", {"other-principal"});
  net.must(CredentialStatus{ids[0], StatusAction::supersede, corrected, commitment("reason")}, "79TH0002", receiving);
  request(5, "79TH0001", "registrar");  // open
  request(6, "79TH0001", "registrar");  // released, nothing on the ledger
  answer(6, CustodyAnswer::accept, "79TH0002", {"other-principal"});
  release(6, {});
  request(7, "79TH0001", "registrar");
  answer(7, CustodyAnswer::accept, "79TH0002", {"other-principal"});
  net.must(UnitMerge{code("79TH0001"), code("79TH0002"), net.now + days(1)}, "79SGD", {"office-manager"});
  net.advance(days(2));
  net.must(CustodyRelease{{ids[3]}, commitment("sheet"), test::transfer_id(7)}, "79TH0002", receiving);
  net.close_block();

  json out = golden_of(net);
  const auto refuse = [&](Body body, const std::string& unit, const test::Names& keys) {
    const auto record = net.verified(net.record(std::move(body), unit), keys);
    out["refused"].push_back({{"record", record.bytes()}, {"code", net.add(record).error().code().id}});
  };
  refuse(CustodyReceive{test::transfer_id(1)}, "79TH0002", {"other-principal"});
  refuse(CustodyReceive{test::transfer_id(5)}, "79TH0002", {"other-principal"});
  refuse(CustodyReceive{test::transfer_id(9)}, "79TH0002", {"other-principal"});
  refuse(CustodyReceive{test::transfer_id(7)}, "79TH0002", {"other-registrar"});
  refuse(CredentialStatus{ids[3], StatusAction::suspend, {}, commitment("reason")}, "79TH0002", receiving);
  out["refused_at"] = to_text(net.now);
  return out;
}

// From programme to report: every assessment, a re-take, a correction, certificates of one and of two courses, a
// district's end in the middle.
json make_training() {
  NetworkBuilder net;
  test::TrainingWorld world(net);
  const test::Names two = {"dh-registrar", "dh-principal"}, office = {"pgd-officer"}, commune = {"xa-officer"};
  const auto basic = world.approve("CDS_CB", "GV", 7);
  const auto advanced = world.approve("CDS_NC", "GV", 2);
  const auto there = world.approve("TAP_HUAN", "NV", 2);
  const auto far = world.approve("MOOC", "GV", 2);
  TrainingRoster removal = world.roster_body({});
  removal.removed = {basic[6]};
  net.must(removal, "79PGD", office);
  TrainingRoster renamed = world.roster_body({});
  renamed.reseat = {{commitment("called otherwise"), basic[5]}};
  net.must(renamed, "79PGD", office);
  const ClassId first = world.open("CDS_CB", "GV");
  world.enrol(first, {basic.begin(), basic.begin() + 6});
  world.hold(first, 32, 13);
  auto session = world.session_body(first, 2, training::Mode::online);
  session.number = 1;
  net.must(session, "79DH01", {"dh-officer"});
  world.give(first, {basic.begin(), basic.begin() + 6}, 85, 40);
  world.give(first, {basic[0], basic[1]}, 49, 49);
  world.withdraw(first, {basic[2]});
  world.close(first);
  net.must(world.report_body(training::ReportKind::monthly, "2024-09"), "79TH0001", {"school-reporter"});
  const ClassId retake = world.taught("CDS_CB", "GV", {basic[0], basic[2]}, 70, 70);
  auto correction = world.result_body(first, {basic[1]}, 60, 60);
  correction.reason = commitment("reason");
  net.must(correction, "79DH01", test::TrainingWorld::provider_two());
  const ClassId cancelled = world.open("CDS_NC", "GV");
  world.enrol(cancelled, advanced);
  world.close(cancelled, true);
  const ClassId second = world.taught("CDS_NC", "GV", advanced, 90, 80);
  const ClassId day = world.taught("TAP_HUAN", "NV", there);
  const ClassId mooc = world.taught("MOOC", "GV", far, 77);
  const auto ids = world.issue(first, {basic[1], basic[3]});
  world.issue(retake, {basic[0]});
  world.issue(day, there);
  world.issue(mooc, {far[0]});
  const auto both = world.issue_body("training-certificate",
                                     {{world.attempt_of(first, basic[4]), world.attempt_of(second, advanced[0])}});
  net.must(both, "79DH01", {"dh-principal", "dh-seal"});
  const auto status = [&](const CredentialId& id, StatusAction action, std::optional<CredentialId> next = {}) {
    net.must(CredentialStatus{id, action, next, commitment("reason")}, "79DH01", two);
  };
  status(ids[0], StatusAction::revoke);
  world.issue(first, {basic[1]});
  status(ids[1], StatusAction::suspend);
  const auto again = world.issue(first, {basic[3]});
  status(ids[1], StatusAction::supersede, again[0]);
  auto rules = test::TrainingWorld::rules();
  rules.courses[0].max_learners = 120;
  world.publish(rules);
  const ClassId open = world.open("CDS_CB", "GV");
  world.enrol(open, world.approve("CDS_CB", "GV", 2));
  auto report = world.report_body(training::ReportKind::yearly, "2024");
  const LeafIndex school = net.must(report, "79TH0001", {"school-reporter"});
  report.based_on = {school};
  report.replaces = net.must(report, "79PGD", office);
  net.must(report, "79PGD", office);
  net.must(UnitMerge{code("79PGD"), code("79XA01"), net.now + days(7)}, "79SGD", {"office-manager"});
  net.advance(days(7));  // rosters are late by now
  net.must(world.roster_body({world.roster_seat(900, "CDS_CB", "NV")}), "79XA01", commune);
  const LeafIndex newest = net.must(TrainingProgramme{rules, world.programme}, "79XA01", commune);
  net.close_block();

  json out = golden_of(net);
  const auto refuse = [&](Body body, const std::string& unit, const test::Names& keys) {
    const auto record = net.verified(net.record(std::move(body), unit), keys);
    out["refused"].push_back({{"record", record.bytes()}, {"code", net.add(record).error().code().id}});
  };
  const test::Names officer = {"dh-officer"}, signatories = {"dh-principal", "dh-seal"};
  refuse(world.roster_body({world.roster_seat(901, "CDS_CB", "NV")}), "79XA01", commune);  // not the newest
  refuse(world.roster_body({world.roster_seat(901, "CDS_CB", "NV")}), "79PGD", office);
  refuse(TrainingClose{false, open}, "79DH01", officer);
  refuse(world.enrol_body(open, {basic[1]}), "79DH01", officer);
  refuse(world.enrol_body(open, {basic[6]}), "79DH01", officer);
  refuse(world.result_body(first, {basic[1]}, 70, 70), "79DH01", officer);
  auto cited = correction;
  cited.results = world.result_body(first, {basic[4]}, 40, 40).results;
  refuse(cited, "79DH01", test::TrainingWorld::provider_two());
  auto figure = both;
  figure.items[0].id = test::credential_id(3'000'000);
  refuse(figure, "79DH01", signatories);  // the number is used
  report.replaces.reset();
  refuse(report, "79TH0001", {"school-reporter"});
  refuse(world.report_body(training::ReportKind::yearly, "2099"), "79TH0001", {"school-reporter"});
  world.programme = newest;
  auto same = renamed;
  same.programme = newest;
  same.roster = world.roster_body({}).roster;
  refuse(same, "79XA01", commune);
  auto without_level = world.class_body("CDS_CB", "GV");
  without_level.level.reset();
  refuse(without_level, "79DH01", officer);
  auto sourced = world.class_body("CDS_NC", "GV");
  sourced.source = code("LMS");
  refuse(sourced, "79DH01", officer);
  refuse(world.session_body(open, 33, training::Mode::in_person), "79DH01", officer);
  refuse(world.roster_body({world.roster_seat(902, "CDS_CB", "NV")}), "79TH0001", {"school-reporter"});
  out["refused_at"] = to_text(net.now);
  return out;
}

void write_seeds(const json& golden, const json& transfers, const json& training) {
  NetworkBuilder net;
  for (const RecordKind kind : test::all_kinds()) {
    const std::string text(to_text(kind));
    // The seed of an issue with attempts stands beside the older one.
    const bool newer = kind == RecordKind::credential_issue;
    write_new(folder("fuzz/corpus/record/") + text + (newer ? "-attempts" : ""),
              net.sign(test::example_of(net, kind), {"manager", "principal"}));
  }
  int blocks = 0;
  for (const std::string entry : golden["entries"]) {
    if (looks_like_block(entry)) write_new(folder("fuzz/corpus/block/block_") + std::to_string(blocks++), entry);
  }
  const std::string tables = "NUGPKRrBCJHTcpLXVYyFW";
  std::map<char, int> count;
  json rows = golden["rows"];
  for (const auto& [key, value] : transfers["rows"].items())
    if (const char letter = crypto::from_base64url(key)->front(); letter == 'T' || letter == 'c') rows[key] = value;
  for (const auto& [key, value] : training["rows"].items()) {
    const auto at = tables.find(crypto::from_base64url(key)->front());
    if (at != std::string::npos && at >= tables.find('p')) rows[key] = value;
  }
  for (const auto& [key, value] : rows.items()) {
    const char letter = crypto::from_base64url(key)->front();
    const auto at = tables.find(letter);
    if (at == std::string::npos || count[letter]++ > 2) continue;
    write_new(folder("fuzz/corpus/state_value/") + "row_" + std::to_string(at) + "_" + std::to_string(count[letter]),
              static_cast<char>(at) + *crypto::from_base64url(value.get<std::string>()));
  }
}

TEST(GoldenLogs, OfVersion1LeadToTheSameStateForEver) {
  if (std::getenv("HOCBA_WRITE_GOLDEN") != nullptr) {
    const json made = make_life_of_a_network();
    write_new(folder("vectors/chain/v1_life_of_a_network.json"), made.dump(1) + "\n");
    const json transfers = make_transfers();
    write_new(folder("vectors/chain/v1_transfers.json"), transfers.dump(1) + "\n");
    const json training = make_training();
    write_new(folder("vectors/chain/v1_training.json"), training.dump(1) + "\n");
    write_seeds(made, transfers, training);
  }
  std::size_t files = 0;
  std::set<RecordKind> kinds;  // of all files
  for (const auto& file : std::filesystem::directory_iterator(folder("vectors/chain"))) {
    std::ifstream in(file.path());
    const json golden = json::parse(in);
    ++files;
    MapState state;
    std::optional<LedgerTip> tip;
    log::CompactRange tree;
    std::vector<VerifiedRecord> pending;
    for (const std::string entry : golden["entries"]) {
      if (!looks_like_block(entry)) {
        auto record = verify_record(entry);
        ASSERT_TRUE(record.ok()) << record.error().to_string();
        kinds.insert(record->record().kind());
        tree.append(record->leaf());
        pending.push_back(std::move(record).value());
        continue;
      }
      const auto block = verify_block(entry);
      ASSERT_TRUE(block.ok()) << block.error().to_string();
      const auto outcome = apply(tip, state, {*block, pending, tree.root()});
      ASSERT_TRUE(outcome.ok()) << outcome.error().to_string();
      state.apply(outcome->writes);
      tree.append(block->leaf());
      tip = LedgerTip{block->block().height, outcome->state, block->leaf(),
                      block->block().time,   tree.size(),    tree.root()};
      pending.clear();
    }
    EXPECT_EQ(golden["tip"]["state"], crypto::base64url(tip->state));
    EXPECT_EQ(golden["tip"]["root"], crypto::base64url(tip->root));
    EXPECT_EQ(golden["tip"]["size"], log::to_u64(tip->size));
    json rows = json::object();
    for (const auto& [key, value] : state.all()) rows[crypto::base64url(key)] = crypto::base64url(value);
    EXPECT_EQ(golden["rows"], rows);
    auto applier = Applier::begin(tip, state, *time_from_text(golden["refused_at"].get<std::string>()));
    ASSERT_TRUE(applier.ok());
    for (const json& refusal : golden["refused"]) {
      const auto status = applier->add(*verify_record(refusal["record"].get<std::string>()));
      ASSERT_FALSE(status.ok());
      EXPECT_EQ(refusal["code"], status.error().code().id);
    }
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Body>);
  EXPECT_GE(files, 3u);
}

}  // namespace
}  // namespace hocba::chain
