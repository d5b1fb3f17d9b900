#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "crypto/codes.hpp"
#include "crypto/json.hpp"

namespace hocba::crypto {
namespace {

using nlohmann::json;

constexpr JsonLimits kFractions{.allow_fractions = true};

std::string recanonical(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_json(text, limits);
  return value.ok() ? canonical(*value) : value.error().to_string();
}

const Code& parse_refusal(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_json(text, limits);
  static const Code kNone{"none", Kind::internal, "", ""};
  return value.ok() ? kNone : value.error().code();
}

TEST(Json, SortsKeysByUtf16CodeUnits) {
  EXPECT_EQ(recanonical(R"({"b":1,"a":2,"":3,"B":4,"aa":5})"), R"({"":3,"B":4,"a":2,"aa":5,"b":1})");
  // U+1F600 is D83D DE00 in UTF-16, before U+FB33 and U+E000, though after them in UTF-8.
  EXPECT_EQ(recanonical("{\"\uFB33\":1,\"\U0001F600\":2,\"\uE000\":3,\"\uD7FF\":4}"),
            "{\"\uD7FF\":4,\"\U0001F600\":2,\"\uE000\":3,\"\uFB33\":1}");
  EXPECT_EQ(recanonical("{\"x\uE000\":1,\"x\U00010000b\":2,\"x\":3}"), "{\"x\":3,\"x\U00010000b\":2,\"x\uE000\":1}");
}

TEST(Json, EscapesOnlyWhatRfc8785Escapes) {
  EXPECT_EQ(recanonical(R"("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\b\f\t\r\u007f\u0000")"),
            "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\t\\r\x7f\\u0000\"");
  EXPECT_EQ(recanonical(R"("\ud83d\ude00")"), "\"\U0001F600\"");
}

// RFC 8785, appendix B.
TEST(Json, PrintsNumbersAsEcmaScriptDoes) {
  const std::pair<std::uint64_t, const char*> cases[] = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"},
  };
  for (const auto& [bits, text] : cases) {
    double number = 0;
    std::memcpy(&number, &bits, 8);
    EXPECT_EQ(canonical(json(number)), text);
  }
}

TEST(Json, AcceptsExactIntegersOnly) {
  EXPECT_EQ(recanonical("9007199254740991"), "9007199254740991");
  EXPECT_EQ(recanonical("-9007199254740991"), "-9007199254740991");
  for (const char* bad : {"9007199254740992", "-9007199254740992", "18446744073709551616", "-99999999999999999999",
                          "1.0", "1e2", "0.5", "1E400", "-1e999"})
    EXPECT_EQ(parse_refusal(bad).id, kJsonBadNumber.id) << bad;
}

TEST(Json, AcceptsFractionsWhereToldTo) {
  EXPECT_EQ(recanonical("[4.50,2e-3,1E30,5.0,-0.0,1e2]", kFractions), "[4.5,0.002,1e+30,5,0,100]");
  // Beyond 2^53 and below 1e21 the canonical form would be an integer that is not exact.
  EXPECT_EQ(parse_refusal("1e20", kFractions).id, kJsonBadNumber.id);
  EXPECT_EQ(parse_refusal("9007199254740993.0", kFractions).id, kJsonBadNumber.id);
  EXPECT_EQ(parse_refusal("9007199254740993", kFractions).id, kJsonBadNumber.id);
  EXPECT_EQ(parse_refusal("1e309", kFractions).id, kJsonBadNumber.id);
}

TEST(Json, RefusesTheSameKeyTwiceHoweverItIsSpelt) {
  EXPECT_EQ(parse_refusal(R"({"a":1,"a":1})").id, kJsonDuplicateKey.id);
  EXPECT_EQ(parse_refusal(R"({"a":1,"b":2,"\u0061":3})").id, kJsonDuplicateKey.id);
  EXPECT_EQ(parse_refusal(R"({"b":1,"a":{"c":[{"d":1,"d":2}]}})").id, kJsonDuplicateKey.id);
  EXPECT_EQ(parse_refusal(R"({"😀":1,"\ud83d\ude00":2})").id, kJsonDuplicateKey.id);
  EXPECT_EQ(recanonical(R"({"a":{"a":1},"A":{"a":1}})"), R"({"A":{"a":1},"a":{"a":1}})");
}

TEST(Json, RefusesWhatIsNotUnicodeText) {
  for (const char* bad :
       {R"("\ud800")",       R"("\udc00")",      R"("\ud800\u0041")",    R"("\udc00\ud800")", R"({"\ud800":1})",
        R"("\ud83d\ud83d")", "\"\xed\xa0\x80\"", "\"\xc0\x80\"",         "\"\xff\"",          "\"\xf4\x90\x80\x80\"",
        "\"\xe2\x82\"",      "\"\x80\"",         "\"\xf0\x80\x80\x80\"", "\xef\xbb\xbf{}",    "\"a\nb\"",
        "\"a\tb\"",          "\"\xef\xbf\xbe\"", R"("\ufffe")",          R"("\uffff")",       R"("\ufdd0")",
        R"("\ud83f\udfff")", R"({"\ufdef":1})"})
    EXPECT_EQ(parse_refusal(bad).id, kJsonMalformed.id) << bad;
  EXPECT_EQ(recanonical("\"\uFFFD\uFDCF\uFDF0\U0001FFFD\""), "\"\uFFFD\uFDCF\uFDF0\U0001FFFD\"");
}

TEST(Json, RefusesWhatIsNotJson) {
  for (const char* bad : {"",
                          " ",
                          "{",
                          "}",
                          "[1,]",
                          "[,1]",
                          "{\"a\":1,}",
                          "{a:1}",
                          "{'a':1}",
                          "{\"a\"}",
                          "{\"a\":}",
                          "nul",
                          "NaN",
                          "Infinity",
                          "-Infinity",
                          "-",
                          "01",
                          "+1",
                          ".5",
                          "1.",
                          "1e",
                          "0x1",
                          "[1] x",
                          "[1][2]",
                          "// c\n1",
                          "/* c */1",
                          "\"",
                          "\"\\x\"",
                          "\"\\u12\"",
                          "tru",
                          "nullx",
                          "[1 2]",
                          "{\"a\":1 \"b\":2}",
                          "{1:2}",
                          "[1}",
                          "\v1",
                          "\xc2\xa0"
                          "1"})
    EXPECT_EQ(parse_refusal(bad).id, kJsonMalformed.id) << bad;
  EXPECT_EQ(parse_refusal(std::string_view("1\0", 2)).id, kJsonMalformed.id);
  EXPECT_EQ(parse_refusal(std::string_view("1\0 x", 4)).id, kJsonMalformed.id);
  EXPECT_EQ(parse_refusal(std::string_view("\"\0\"", 3)).id, kJsonMalformed.id);
  EXPECT_EQ(recanonical(" \t\r\n[ 1 , { } , [ ] , null , true , false ] \n"), "[1,{},[],null,true,false]");
}

TEST(Json, HoldsTheLimitsOfDepthAndSize) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(64)).ok());
  EXPECT_EQ(parse_refusal(nested(65)).id, kJsonTooDeep.id);
  EXPECT_EQ(parse_refusal(std::string(1000000, '[')).id, kJsonTooDeep.id);
  EXPECT_TRUE(parse_json("[1]", {.max_bytes = 3}).ok());
  EXPECT_EQ(parse_refusal("[10]", {.max_bytes = 3}).id, kJsonTooLarge.id);
  EXPECT_EQ(parse_refusal("[[1]]", {.max_depth = 1}).id, kJsonTooDeep.id);
  EXPECT_TRUE(parse_json("1", {.max_depth = 0}).ok());
}

TEST(Json, ErrorsDoNotRepeatTheInput) {
  EXPECT_EQ(parse_json("{\"Nguyễn Văn Mẫu\" 1}").error().to_string().find("Mẫu"), std::string::npos);
}

TEST(Json, CanonicalTextIsAcceptedAndNoOther) {
  EXPECT_TRUE(parse_canonical(R"({"a":[1,"é"],"b":null})").ok());
  for (const char* bad :
       {R"({"b":1,"a":2})", R"({"a": 1})", R"({"a":"\u0041"})", R"({"a":"\/"})", "{}\n", "-0", R"(["\u000A"])"})
    EXPECT_TRUE(parse_canonical(bad).error().is(kJsonNotCanonical)) << bad;
}

TEST(Json, TellsTheCanonicalFormWithoutWritingIt) {
  // Members stand in UTF-16 order: U+10000, whose first half is D800, comes before U+E000, whose bytes are smaller.
  const std::string high = "\"\U00010000\":1", private_use = "\"\uE000\":2";
  EXPECT_TRUE(parse_canonical("{\"a\":0," + high + "," + private_use + "}").ok());
  EXPECT_TRUE(parse_canonical("{" + private_use + "," + high + "}").error().is(kJsonNotCanonical));
  for (const char* good :
       {R"(["\u0000\u001f\b\t\n\f\r\"\\"])", "[\"\x7f/\"]", "[0,-1,9007199254740991]", "[[],{},\"\"]"}) {
    EXPECT_TRUE(parse_canonical(good).ok()) << good;
  }
  for (const char* bad : {R"(["\u001F"])", R"(["\u0008"])", R"(["\u000a"])", R"(["\u00e9"])", R"(["\ud800\udc00"])",
                          R"(["\u0022"])", "[-0]", " 1", "[1 ]", "{\"b\":{\"z\":1,\"y\":2}}"}) {
    EXPECT_TRUE(parse_canonical(bad).error().is(kJsonNotCanonical)) << bad;
  }
  const JsonLimits fractions{.allow_fractions = true};
  EXPECT_TRUE(parse_canonical("[0.5,1e+21,-1.5e-9]", fractions).ok());
  for (const char* bad : {"[1.0]", "[0.50]", "[1e21]", "[5E-1]"}) {
    EXPECT_TRUE(parse_canonical(bad, fractions).error().is(kJsonNotCanonical)) << bad;
  }
}

TEST(Json, LeavesOutOneMember) {
  const json object = {{"a", 1}, {"proof", 2}, {"z", 3}};
  EXPECT_EQ(canonical_without(object, "proof"), R"({"a":1,"z":3})");
  EXPECT_EQ(canonical_without(object, "a"), R"({"proof":2,"z":3})");
  EXPECT_EQ(canonical_without(object, "z"), R"({"a":1,"proof":2})");
  EXPECT_EQ(canonical_without(object, "none"), R"({"a":1,"proof":2,"z":3})");
  EXPECT_EQ(canonical_without(json{{"proof", 2}}, "proof"), "{}");
  EXPECT_EQ(canonical_without(json::object(), "proof"), "{}");
}

TEST(Utf8, IsCheckedAsRfc3629Says) {
  for (const char* good : {"", "abc", "Trường Tiểu học", "\u0800\uFFFF", "\U00010000\U0010FFFF"})
    EXPECT_TRUE(valid_utf8(good)) << good;
  for (const char* bad : {"\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                          "\xf5\x80\x80\x80", "\xe2\x82", "a\xf0\x9f\x98", "\xc2"})
    EXPECT_FALSE(valid_utf8(bad)) << bad;
}

TEST(Nfc, ComposesVietnamese) {
  EXPECT_EQ(nfc("Nguye\u0302\u0303n"), "Nguy\u1ec5n");  // ê and ~ as two marks
  EXPECT_EQ(nfc("Nguy\u1ec5n"), "Nguy\u1ec5n");
  EXPECT_EQ(nfc("plain"), "plain");
  EXPECT_EQ(nfc(""), "");
}

}  // namespace
}  // namespace hocba::crypto
