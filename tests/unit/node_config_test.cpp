#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "node/codes.hpp"
#include "node/config.hpp"
#include "node/config_table.hpp"
#include "node/files.hpp"
#include "tests/support/gone_directory.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/scratch.hpp"

namespace hocba::node {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string uncommented(std::string text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    auto end = text.find('\n', at);
    std::string line = text.substr(at, end - at);
    if (line.size() > 1 && line[0] == '#' && line[1] != ' ') line.erase(0, 1);
    out += line + "\n";
    at = end + 1;
  }
  return out;
}

TEST(Config, HasTheDefaultsOfItsOwnFile) {
  const auto commented = parse_config(default_config_text(), "/data");
  const auto plain = parse_config(uncommented(default_config_text()), "/data");
  const auto vietnamese = parse_config(uncommented(default_config_text(CommentLanguage::vi)), "/data");
  ASSERT_TRUE(commented.ok()) << commented.error().to_string();
  ASSERT_TRUE(plain.ok()) << plain.error().to_string();
  ASSERT_TRUE(vietnamese.ok()) << vietnamese.error().to_string();
  for (const auto& field : config_fields()) {
    Config fresh, read = *plain;
    const bool same = field.number != nullptr ? *field.number(fresh) == *field.number(read)
                      : field.text != nullptr ? *field.text(fresh) == *field.text(read)
                      : field.flag != nullptr ? *field.flag(fresh) == *field.flag(read)
                                              : *field.list(fresh) == *field.list(read);
    EXPECT_TRUE(same) << field.key;
    if (field.number != nullptr) {
      EXPECT_TRUE(field.least <= *field.number(fresh) && *field.number(fresh) <= field.most) << field.key;
    }
  }
}

TEST(Config, ReadsValuesOfEachType) {
  const auto config = parse_config(
      "[http]\nport = 9000\nlisten = \"::1\"\ntrusted_proxies = [\"10.0.0.1\"]\n[node]\nrequire_deposit = false\n",
      "/data");
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config->http.port, 9000u);
  EXPECT_EQ(config->http.listen, "::1");
  EXPECT_THAT(config->http.trusted_proxies, testing::ElementsAre("10.0.0.1"));
  EXPECT_FALSE(config->node.require_deposit);
}

TEST(Config, ReadsAddressAndPortOfBothKinds) {
  const auto four = parse_listen("127.0.0.1:9100"), six = parse_listen("[::1]:0");
  ASSERT_TRUE(four.ok() && six.ok());
  EXPECT_EQ(four->address, "127.0.0.1");
  EXPECT_EQ(four->port, 9100);
  EXPECT_EQ(six->address, "::1");
  EXPECT_EQ(six->port, 0);
  for (const char* wrong : {"", ":", "9100", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:9100",
                            "[]:1", "[::1]", "localhost:9100", "127.0.0.1:91x"})
    EXPECT_FALSE(parse_listen(wrong).ok()) << wrong;
}

TEST(Config, NamesTheLineOfWhatItRefuses) {
  const struct {
    const char* text;
    const Code& code;
    const char* place;
  } kCases[] = {
      {"[http]\nprot = 1\n", kConfigUnknownKey, "line 2: http.prot"},
      {"\n\n[htp]\n", kConfigUnknownKey, "line 3: htp"},
      {"port = 1\n", kConfigUnknownKey, "line 1: port"},
      {"http = 3\n", kConfigType, "line 1: http"},
      {"[http]\n\nport = \"80\"\n", kConfigType, "line 3: http.port"},
      {"[http]\nport = 80.5\n", kConfigType, "line 2: http.port"},
      {"[http]\nport = 70000\n", kConfigOutOfRange, "line 2: http.port: 0 to 65535"},
      {"[http]\nport = -1\n", kConfigOutOfRange, "line 2: http.port"},
      {"[http]\nlisten = 3\n", kConfigType, "line 2: http.listen"},
      {"[node]\nsimulated_clock = 1\n", kConfigType, "line 2: node.simulated_clock"},
      {"[node]\nserves = \"79TH0001\"\n", kConfigType, "line 2: node.serves"},
      {"[node]\nserves = [1]\n", kConfigType, "line 2: node.serves"},
      {"[log]\nlevel = \"loud\"\n", kConfigOutOfRange, "line 2: log.level"},
      {"[http]\nport = \n", kConfigMalformed, "line 2"},
      {"[http]\nport = 1\nport = 2\n", kConfigMalformed, "line 3"},
      {"[http]\ntls_key = \"k.pem\"\n", kConfigOutOfRange, "http.tls_certificate"},
      {"[http]\nlisten = \"nope\"\n", kConfigOutOfRange, "http.listen = \"nope\""},
      {"[http]\nlisten = \"127.0.0.1:8470\"\n", kConfigOutOfRange, "http.listen"},
      {"[http]\nmetrics_listen = \"9100\"\n", kConfigOutOfRange, "http.metrics_listen = \"9100\""},
      {"[http]\ntrusted_proxies = [\"proxy.example\"]\n", kConfigOutOfRange, "\"proxy.example\""},
  };
  for (const auto& one : kCases) {
    const auto config = parse_config(one.text, "/data");
    ASSERT_FALSE(config.ok()) << one.text;
    EXPECT_TRUE(config.error().is(one.code)) << one.text << config.error().to_string();
    EXPECT_THAT(config.error().detail(), HasSubstr(one.place));
  }
}

TEST(Config, WritesTheDefaultFileWhereThereIsNone) {
  const test::ScratchDirectory dir;
  // Of a node alone: in any other directory a slip of the pen would leave a file behind.
  const auto stray = load_config(dir.path());
  ASSERT_FALSE(stray.ok());
  EXPECT_TRUE(stray.error().is(kNotANode));
  EXPECT_THAT(stray.error().detail(), Not(HasSubstr("did you mean")));
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
  std::filesystem::create_directories(dir / "node/keys");
  EXPECT_THAT(load_config(dir.path()).error().detail(), HasSubstr("did you mean " + (dir / "node")));
  std::filesystem::create_directory(dir / "keys");
  ASSERT_TRUE(load_config(dir.path()).ok());
  EXPECT_EQ(read_file(dir / "hocbad.toml", 1 << 20).value(), default_config_text());
  EXPECT_FALSE(load_config(dir / "absent").ok());
}

TEST(Config, KnowsAnAddressThatOthersCanReach) {
  for (const char* good :
       {"https://nut-1.example", "https://nut-1.example:8470/hocba", "http://192.0.2.7:8470", "https://[2001:db8::1]"})
    EXPECT_TRUE(reaches_others(good)) << good;
  for (const char* bad : {"", "http://127.0.0.1:8470", "http://localhost:8470", "https://[::1]:8470", "http://0.0.0.0"})
    EXPECT_FALSE(reaches_others(bad)) << bad;
}

TEST(Config, PathsAreRelativeToTheDataDirectory) {
  Config config;
  config.directory = "/data";
  EXPECT_EQ(config.path("keys/log.key"), "/data/keys/log.key");
  EXPECT_EQ(config.path("/etc/hocba/pass"), "/etc/hocba/pass");
  EXPECT_EQ(config.path(""), "");
  EXPECT_THAT(config.path("credential:pass"), HasSubstr("/pass"));
}

TEST(Config, TakesPathsOfACommandFromWhereItWasTyped) {
  EXPECT_EQ(*typed_path(""), "");
  EXPECT_EQ(*typed_path("/etc/pass"), "/etc/pass");
  EXPECT_EQ(*typed_path("credential:pass"), "credential:pass");
  EXPECT_EQ(*typed_path("pass"), std::filesystem::current_path().string() + "/pass");
  const test::GoneDirectory gone;
  ASSERT_FALSE(typed_path("pass").ok());
  EXPECT_TRUE(typed_path("pass").error().is(kIo));
  EXPECT_EQ(*typed_path("/etc/pass"), "/etc/pass");
}

TEST(Config, KnowsWhichAddressesOthersReach) {
  for (const char* own : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"})
    EXPECT_FALSE(reaches_outside(own)) << own;
  for (const char* open : {"0.0.0.0", "::", "192.168.1.2", "10.127.0.1", "2001:db8::1"})
    EXPECT_TRUE(reaches_outside(open)) << open;
}

TEST(Config, EveryKeyIsInTheOperatorsHandbook) {
  const std::string handbook = read_file(std::string(test::source_root()) + "/docs/OPERATING.md", 1 << 20).value();
  for (const auto& field : config_fields())
    EXPECT_THAT(handbook, HasSubstr("`" + std::string(field.key) + "`")) << field.section;
}

}  // namespace
}  // namespace hocba::node
