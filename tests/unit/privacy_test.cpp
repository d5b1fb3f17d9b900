// No personal data on the chain (design §1.1): long sentinel names, numbers and comments go through a real node, then
// every byte of entries, tiles, state, indexes, logs and metrics is searched for them, in each form they could hide in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "node/files.hpp"
#include "node/log.hpp"
#include "node/metrics.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba {
namespace {

const std::string kName = "Nguyễn Thị Lính Canh Dài Sentinela";
const std::string kBirth = "1987-10-29";
const std::string kNumber = "000187654321";
const std::string kPurpose = "Mục đích lính canh: xác minh hồ sơ của bà Sentinela";

// base64 of a text inside a longer one starts at any of three offsets: the middles of all three.
std::vector<std::string> base64_forms(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string padded = std::string(shift, '\0') + text;
    for (std::string encoded : {crypto::base64(padded), crypto::base64url(padded)}) {
      while (!encoded.empty() && encoded.back() == '=') encoded.pop_back();
      // Of a short text some characters alone would be left, which a random digest may have too.
      constexpr std::size_t kLeast = 8;
      if (encoded.size() >= kLeast + 7) out.push_back(encoded.substr(4, encoded.size() - 7));
    }
  }
  return out;
}

std::vector<std::string> forms(const std::string& text) {
  const auto digest = crypto::sha256(text);
  std::vector<std::string> out = {text,
                                  crypto::hex(text),
                                  digest.str(),
                                  crypto::hex(digest.view()),
                                  crypto::base64(digest.view()),
                                  crypto::base64url(digest)};
  for (auto& form : base64_forms(text)) out.push_back(std::move(form));
  std::string quoted = "\"" + text + "\"";
  out.push_back(crypto::sha256(quoted).str());
  out.push_back(crypto::base64url(crypto::sha256(quoted)));
  return out;
}

struct Places {
  std::vector<std::pair<std::string, std::string>> all;  // name, bytes
  void add(std::string name, std::string_view bytes) { all.emplace_back(std::move(name), std::string(bytes)); }
  // Where one of the texts is, in any form.
  std::vector<std::string> finding(const std::vector<std::string>& texts) const {
    std::vector<std::string> out;
    for (const auto& text : texts)
      for (const auto& form : forms(text))
        for (const auto& [name, bytes] : all)
          if (bytes.find(form) != std::string::npos) out.push_back(name + ": " + text);
    return out;
  }
};

void add_ledger(const store::Snapshot& data, Places& places) {
  const auto size = data.meta()->tip.size;
  for (std::uint64_t i = 0; i < log::to_u64(size); ++i)
    places.add("entry " + std::to_string(i), data.entry(log::LeafIndex{i}).value());
  for (const auto& path : log::tiles_of(size))
    places.add("tile", data.read_tile(path.tile, path.width.value_or(256)).value());
  const auto add = [&](std::string_view key, std::string_view value) {
    places.add("state or index", std::string(key) + std::string(value));
    return true;
  };
  EXPECT_TRUE(data.scan_state("", "", add).ok());
  EXPECT_TRUE(data.scan_index("", "", add).ok());
}

TEST(Privacy, NothingPersonalIsOnTheChainNorInLogsNorInMetrics) {
  test::NodeNetwork net;
  net.config.log = {"debug", "json", "node.log"};
  net.open();
  net.found();
  auto certificate = net.certificate(kName, kBirth, kNumber);
  const auto serial = certificate.data.common.serial;
  const auto issued = net.issue(certificate);
  ASSERT_TRUE(net.snapshot().ok());
  const chain::AnyKey office = test::key_named("office-manager").public_key();
  auto view = net.node().view();
  // What a node does with personal data, refusals too: each could write it to a log.
  EXPECT_TRUE(net.node().vault().holder_file_for(*view, {office, kPurpose}, issued.id, {}, net.net.now).ok());
  EXPECT_EQ(
      net.node().vault().search(*view, {office, kPurpose}, {.name = kName, .personal_number = kNumber}).value().size(),
      1u);
  EXPECT_TRUE(net.node().vault().lookup(*net.node().view(), serial, kBirth, {}, {}).ok());
  EXPECT_FALSE(net.node().submit_and_wait("{\"name\":\"" + kName + "\"}").ok());
  EXPECT_FALSE(net.node().vault().deposit(*view, {issued.id, "{\"name\":\"" + kName + "\"}", {}, {}}).ok());
  net.must(chain::DocumentErase{issued.id, test::code("identity"), test::commitment("basis")}, "79TH0001",
           {"registrar", "principal"});
  ASSERT_TRUE(net.node().vault().carry_out_erasures(*net.node().view()).ok());

  Places places;
  add_ledger(*net.node().view()->data, places);
  places.add("metrics", net.node().metrics().text());
  view.reset();
  net.close();
  node::close_log();
  const auto logged = node::read_file(net.directory() + "/node.log", 64u << 20).value();
  EXPECT_THAT(logged, testing::HasSubstr("node.open")) << "there is a log to search";
  places.add("log", logged);
  EXPECT_GT(places.all.size(), 60u);

  EXPECT_THAT(places.finding({kName, "Sentinela", "sentinela", kBirth, "29/10/1987", kNumber, kPurpose,
                              "Trường Tiểu học Mẫu", "Giáo viên", certificate.data.title, certificate.data.criteria}),
              testing::IsEmpty());
  // The search would find it if it were there.
  Places planted = places;
  planted.add("planted", "xx" + crypto::base64("abc " + kName));
  planted.add("planted", crypto::sha256(kNumber).view());
  EXPECT_THAT(planted.finding({kName}), testing::Not(testing::IsEmpty()));
  EXPECT_THAT(planted.finding({kNumber}), testing::Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace hocba
