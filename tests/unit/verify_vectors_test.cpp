// The golden reports of tests/vectors/verify, which other implementations of the engine can run too. Each file:
//   {"name", "policy": text, "file": text, "now": time?, "report": {…}}
// HOCBA_WRITE_VECTORS=1 writes them anew (after a change of wording or format; look at the difference before it is
// kept).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/verify/engine.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/training_play.hpp"

namespace hocba::verify {
namespace {

using nlohmann::json;
using test::HolderNetwork;

std::filesystem::path folder() { return std::filesystem::path(test::source_root()) / "tests/vectors/verify"; }

Report report_of(const json& vector) {
  const auto policy = log::Policy::parse(vector.at("policy").get<std::string>());
  HOCBA_CHECK(policy.ok());
  Options options;
  if (vector.contains("now")) options.now = time_from_text(vector.at("now").get<std::string>()).value();
  return verify_file(vector.at("file").get<std::string>(), *policy, options);
}

void write(const std::string& name, const std::string& file, const log::Policy& policy, const std::string& now = {}) {
  json vector = {{"name", name}, {"policy", policy.to_text()}, {"file", file}};
  if (!now.empty()) vector["now"] = now;
  vector["report"] = json::parse(to_json(report_of(vector)));
  std::filesystem::create_directories(folder());
  std::ofstream(folder() / (name + ".json"), std::ios::binary) << vector.dump(1) << "\n";
}

void write_all() {
  HolderNetwork network({.validators = 4, .quorum = 3});
  const auto certificate = network.issue_certificate();
  const auto award = network.issue_award();
  const auto transcript = network.issue_transcript();
  network.snapshot();
  const auto text = [&](const test::Issued& issued) { return exchange::to_text(network.file(issued)); };
  write("valid-certificate", text(certificate), network.policy);
  write("valid-award", text(award), network.policy);
  auto file = network.file(transcript);
  HolderNetwork of_diploma({.validators = 4, .quorum = 3});
  const auto diploma = of_diploma.issue_diploma(credential::Originality::digitised);
  of_diploma.snapshot();
  write("valid-digitised-diploma", exchange::to_text(of_diploma.file(diploma)), of_diploma.policy);
  write("valid-transcript", exchange::to_text(file), network.policy);
  write("valid-transcript-one-group", exchange::to_text(exchange::with_groups(file, {file.groups.back().group.name})),
        network.policy);
  write("expired", text(certificate), network.policy, "2031-01-01T00:00:00Z");
  std::string changed = text(certificate);
  changed[changed.find("Chứng chỉ")] = 'X';
  write("altered-file", changed, network.policy);
  file = network.file(transcript);
  file.core = network.file(certificate).core;
  file.groups.clear();
  write("another-document", exchange::to_text(file), network.policy);
  file = network.file(certificate);
  file.grants.pop_back();
  write("grant-missing", exchange::to_text(file), network.policy);
  file = network.file(certificate);
  file.status.reset();
  write("status-missing", exchange::to_text(file), network.policy);
  network.change(award, chain::StatusAction::revoke);
  network.snapshot();
  write("revoked", text(award), network.policy);
  HolderNetwork of_training(test::TrainingPlay::network());
  test::TrainingPlay play(of_training.net);
  const test::Learner learner = {"Đặng Văn Khôi", {1988, 11, 5}}, other = {"Đặng Văn Khoa", {1988, 11, 5}};
  const auto trained = test::issue_training(of_training, credential::TrainingKind::certificate,
                                            {play.take("CDS_CB", learner), play.take("CDS_NC", learner)}, learner);
  const auto anothers =
      test::issue_training(of_training, credential::TrainingKind::certificate, {play.take("CDS_CB", other)}, learner);
  const auto raised = test::issue_training(of_training, credential::TrainingKind::certificate,
                                           {play.take("CDS_CB", learner)}, learner, [](auto& data) {
                                             data.modules[0].test_tenths = 90;
                                             data.modules[0].score_tenths = 89;
                                           });
  of_training.snapshot();
  write("valid-training-certificate", exchange::to_text(of_training.file(trained)), of_training.policy);
  write("training-wrong-person", exchange::to_text(of_training.file(anothers)), of_training.policy);
  write("training-score-differs", exchange::to_text(of_training.file(raised)), of_training.policy);
  HolderNetwork one({.test = true, .origin = "one.example/ledger"});
  const auto alone = one.issue_certificate();
  one.snapshot();
  write("test-network-one-operator", exchange::to_text(one.file(alone)), one.policy);
  write("another-network", exchange::to_text(one.file(alone)), network.policy);
}

TEST(VerifyVectors, ReportsAreTheGoldenOnes) {
  const char* anew = std::getenv("HOCBA_WRITE_VECTORS");
  if (anew != nullptr && *anew == '1') write_all();
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const json vector = json::parse(in);
    EXPECT_EQ(json::parse(to_json(report_of(vector))), vector.at("report")) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 16u);
}

}  // namespace
}  // namespace hocba::verify
