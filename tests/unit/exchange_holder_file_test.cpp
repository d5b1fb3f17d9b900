// The holder's file as text: one spelling, a closed schema, bounds. What it proves is for the tests of ledger/verify.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/gzip.hpp"
#include "tests/support/holder_builder.hpp"

namespace hocba::exchange {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string& file_text() {
  static const std::string kText = [] {
    test::HolderNetwork network;
    const auto issued = network.issue_transcript();
    network.change(issued, chain::StatusAction::suspend);
    network.snapshot();
    HolderFile file = network.file(issued);
    file.evidence.push_back({"x509", "DER"});
    return to_text(file);
  }();
  return kText;
}
std::string refused(const std::string& text) {
  const auto file = parse_holder_file(text);
  return file.ok() ? "accepted" : file.error().to_string();
}
std::string refused(const json& value) { return refused(crypto::canonical(value) + "\n"); }

TEST(HolderFile, IsReadBackAsItWasWritten) {
  const auto file = parse_holder_file(file_text());
  ASSERT_TRUE(file.ok()) << file.error().to_string();
  EXPECT_EQ(to_text(*file), file_text());
}

TEST(HolderFile, HasNoPlaceForAnotherFieldNorForAMissingOne) {
  const json good = json::parse(file_text());
  std::vector<json::json_pointer> objects = {json::json_pointer("")};
  for (const char* place :
       {"/issue", "/policy", "/status", "/status/snapshot", "/status/lists/0", "/groups/0", "/units/0",
        "/units/0/profile", "/grants/0", "/grants/0/opened", "/changes/0", "/grants/0/opened/person", "/evidence/0"})
    objects.emplace_back(place);
  const std::set<std::string> optional = {"status", "profile", "opened"};
  for (const auto& place : objects) {
    ASSERT_TRUE(good.contains(place)) << place.to_string();
    json value = good;
    value[place]["note"] = 1;
    EXPECT_THAT(refused(value), HasSubstr("exchange.holder_file_malformed")) << place.to_string();
    for (const auto& [name, unused] : good.at(place).items()) {
      value = good;
      value[place].erase(name);
      if (optional.count(name) != 0)
        EXPECT_EQ(refused(value), "accepted") << place.to_string() << "/" << name;
      else
        EXPECT_THAT(refused(value), HasSubstr("exchange.holder_file_malformed")) << place.to_string() << "/" << name;
    }
  }
}

TEST(HolderFile, HasOneSpelling) {
  EXPECT_THAT(refused(file_text().substr(0, file_text().size() - 1)), HasSubstr("exchange.holder_file_damaged"));
  EXPECT_THAT(refused(file_text().substr(0, file_text().size() / 2)), HasSubstr("exchange.holder_file_damaged"));
  EXPECT_THAT(refused(std::string("%PDF-1.7")), HasSubstr("exchange.holder_file_foreign"));
  EXPECT_THAT(refused(" " + file_text()), HasSubstr("exchange.holder_file_resaved"));
  EXPECT_THAT(refused(json::parse(file_text()).dump(1) + "\n"), HasSubstr("exchange.holder_file_resaved"));
  json twice = json::parse(file_text());
  twice["groups"].push_back(twice["groups"][0]);
  EXPECT_THAT(refused(twice), HasSubstr("stands there twice"));
}

TEST(HolderFile, OfAnotherVersionSaysSo) {
  json value = json::parse(file_text());
  value["hocba-file"] = 2;
  EXPECT_THAT(refused(value), HasSubstr("exchange.holder_file_version"));
}

TEST(HolderFile, HasBounds) {
  EXPECT_THAT(refused(std::string(kMaxHolderFileBytes + 1, ' ')), HasSubstr("exchange.holder_file_too_large"));
  for (const auto& [list, max] :
       {std::pair("changes", kMaxChanges), std::pair("units", kMaxUnitRecords), std::pair("grants", kMaxGrantRecords),
        std::pair("evidence", kMaxEvidence), std::pair("groups", credential::kMaxGroups)}) {
    json value = json::parse(file_text());
    value[list] = json::array();
    for (std::size_t i = 0; i <= max; ++i) value[list].push_back(nullptr);
    EXPECT_THAT(refused(value), HasSubstr("more than " + std::to_string(max))) << list;
  }
}

TEST(Gzip, GivesBackWhatWasPackedAndNothingElse) {
  const std::string raw(kMaxStatusBytes, '\x01');
  const std::string packed = gzip(raw);
  EXPECT_EQ(gunzip(packed, raw.size()).value(), raw);
  std::string broken = packed;
  broken[packed.size() / 2] = static_cast<char>(broken[packed.size() / 2] ^ 1);
  for (const auto& bad : {std::string(), std::string("text"), packed.substr(0, packed.size() - 1), packed + '\0',
                          packed + packed, broken}) {
    EXPECT_TRUE(gunzip(bad, raw.size()).error().is(kGzipMalformed));
  }
  EXPECT_TRUE(gunzip(packed, raw.size() - 1).error().is(kGzipMalformed));
  EXPECT_TRUE(gunzip(packed, raw.size() + 1).error().is(kGzipMalformed));
}

}  // namespace
}  // namespace hocba::exchange
