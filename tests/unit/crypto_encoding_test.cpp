#include <gtest/gtest.h>

#include <set>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/secret.hpp"
#include "crypto/short_hash.hpp"
#include "crypto/time.hpp"

namespace hocba::crypto {
namespace {

std::string bytes_of(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

// Bytes that look random and are the same in every run.
std::string noise(std::size_t size, std::uint32_t seed) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    seed = seed * 1664525u + 1013904223u;
    out += static_cast<char>(seed >> 24);
  }
  return out;
}

TEST(Codes, HaveDistinctIdsAndTwoSentences) {
  std::set<std::string_view> ids;
  for (const Code* code : codes()) {
    EXPECT_TRUE(ids.insert(code->id).second) << code->id;
    EXPECT_NE(code->vi, code->en) << code->id;
    EXPECT_NE(code->en.back(), '.') << code->id;
  }
  EXPECT_GT(ids.size(), 20u);
}

TEST(Error, SaysWhatAndWhere) {
  const Error error = Error(kBadHex, "length").at("row 3");
  EXPECT_EQ(error.to_string(), "crypto.bad_hex: not lower-case hexadecimal (row 3: length)");
  EXPECT_TRUE(error.is(kBadHex));
  EXPECT_FALSE(error.is(kBadTime));
  EXPECT_EQ(Error(kBadHex).at("row 3").detail(), "row 3");
}

TEST(Bytes, TakesOnlyItsOwnLength) {
  EXPECT_TRUE(Digest::from(std::string(32, 'x')).ok());
  EXPECT_TRUE(Digest::from(std::string(31, 'x')).error().is(kBadLength));
  EXPECT_TRUE(Digest::from(std::string(33, 'x')).error().is(kBadLength));
}

TEST(Secret, IsGoneFromWhereItWasMoved) {
  auto first = Secret<struct TestTag, 4>::of("abcd");
  const auto second = std::move(first);
  EXPECT_EQ(second.expose(), "abcd");
  EXPECT_EQ(first.expose(), std::string_view("\0\0\0\0", 4));  // NOLINT the moved-from object is what is tested
  SecretText text("short");
  const SecretText moved = std::move(text);
  EXPECT_EQ(moved.expose(), "short");
  EXPECT_TRUE(text.empty());  // NOLINT
}

// The example of the paper's appendix A: key 00 … 0f, text 00 … 0e.
TEST(ShortHash, GivesThePapersExample) {
  ShortHashKey key;
  std::string text;
  for (std::uint8_t i = 0; i < 16; ++i) key.data[i] = i;
  for (char i = 0; i < 15; ++i) text += i;
  EXPECT_EQ(short_hash(key, text), 0xa129ca6149be45e5u);
  key.data[0] = 1;
  EXPECT_NE(short_hash(key, text), 0xa129ca6149be45e5u);
}

TEST(Hex, RoundTripsAndRefusesUpperCase) {
  EXPECT_EQ(hex(bytes_of({0, 0x7f, 0xff})), "007fff");
  EXPECT_EQ(*from_hex("007fff"), bytes_of({0, 0x7f, 0xff}));
  for (const char* bad : {"0", "0G", "FF", " 0", "0x"}) EXPECT_TRUE(from_hex(bad).error().is(kBadHex)) << bad;
}

// RFC 4648 §10.
TEST(Base64, GivesTheTextsOfTheStandard) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(*from_base64(text), bytes);
  }
  EXPECT_EQ(base64(bytes_of({0xfb, 0xff})), "+/8=");
  EXPECT_EQ(base64url(bytes_of({0xfb, 0xff})), "-_8");
}

TEST(Base64, RefusesEverySecondSpelling) {
  for (const char* bad :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", "Zm9v\nYg==", "-_8=", "====", "Z===", "Zg==Zg==", " Zg="})
    EXPECT_TRUE(from_base64(bad).error().is(kBadBase64)) << bad;
  for (const char* bad : {"Zg==", "Zh", "Zm9", "A", "+/8", "Zg ", "Zm9vY"})
    EXPECT_TRUE(from_base64url(bad).error().is(kBadBase64)) << bad;
}

TEST(Base64, EachTextThatIsReadIsWrittenBackAlike) {
  // All texts of two and three characters: what is accepted must be the only spelling.
  const std::string alphabet = "ABQgwZz09-_+/= ";
  int accepted = 0;
  for (char a : alphabet)
    for (char b : alphabet)
      for (char c : alphabet) {
        for (const std::string& text : {std::string{a, b}, std::string{a, b, c}}) {
          const auto bytes = from_base64url(text);
          if (!bytes.ok()) continue;
          ++accepted;
          EXPECT_EQ(base64url(*bytes), text);
        }
      }
  EXPECT_GT(accepted, 20);
}

// draft-msporny-base58-03 §5.
TEST(Base58, GivesTheTextsOfTheDraft) {
  EXPECT_EQ(base58("Hello World!"), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(base58("The quick brown fox jumps over the lazy dog."),
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z");
  EXPECT_EQ(base58(bytes_of({0, 0, 0x28, 0x7f, 0xb4, 0xcd})), "11233QC4");
  EXPECT_EQ(base58(""), "");
  EXPECT_EQ(base58(std::string(3, '\0')), "111");
  EXPECT_EQ(*from_base58("11233QC4"), bytes_of({0, 0, 0x28, 0x7f, 0xb4, 0xcd}));
}

TEST(Base58, RoundTripsEveryLengthWithZerosInFront) {
  for (std::size_t size = 0; size <= 150; ++size) {
    for (std::size_t zeros : {std::size_t{0}, std::size_t{1}, std::size_t{5}}) {
      const std::string bytes = std::string(std::min(zeros, size), '\0') + noise(size - std::min(zeros, size), 7);
      const auto back = from_base58(base58(bytes));
      ASSERT_TRUE(back.ok()) << size;
      EXPECT_EQ(*back, bytes) << size;
    }
  }
}

TEST(Base58, RefusesForeignCharactersAndLongTexts) {
  for (const char* bad : {"0", "O", "I", "l", "1 1", "z+", "abc\n"})
    EXPECT_TRUE(from_base58(bad).error().is(kBadBase58)) << bad;
  EXPECT_TRUE(from_base58(std::string(256, 'z')).ok());
  EXPECT_TRUE(from_base58(std::string(257, 'z')).error().is(kBadBase58));
}

TEST(Time, HasOneTextForm) {
  EXPECT_EQ(to_text(Time{0}), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_text(Time{1725498123}), "2024-09-05T01:02:03Z");
  EXPECT_EQ(time_from_text("2024-09-05T01:02:03Z")->seconds, 1725498123);
  EXPECT_EQ(time_from_text("9999-12-31T23:59:59Z")->seconds, 253402300799);
  for (const char* bad :
       {"2024-09-05T01:02:03", "2024-09-05T01:02:03+00:00", "2024-09-05T01:02:03.0Z", "2024-09-05t01:02:03Z",
        "2024-09-05 01:02:03Z", "2024-02-30T00:00:00Z", "2024-09-05T24:00:00Z", "2024-09-05T23:59:60Z",
        "1969-12-31T23:59:59Z", "2024-9-05T01:02:030Z", "+024-09-05T01:02:03Z", "2024-09-05T-1:02:03Z", ""})
    EXPECT_TRUE(time_from_text(bad).error().is(kBadTime)) << bad;
}

TEST(Time, EveryDayOfFourCenturiesReadsBackAndIsTheNext) {
  Time time{0};
  for (int day = 0; day < 146097; ++day, time = time + days(1)) {
    const std::string text = to_text(time);
    ASSERT_EQ(time_from_text(text)->seconds, time.seconds) << text;
  }
  EXPECT_EQ(to_text(time), "2370-01-01T00:00:00Z");
}

TEST(Date, KnowsLeapYears) {
  EXPECT_TRUE(exists({2024, 2, 29}));
  EXPECT_FALSE(exists({2023, 2, 29}));
  EXPECT_FALSE(exists({2100, 2, 29}));
  EXPECT_TRUE(exists({2000, 2, 29}));
  for (const char* bad :
       {"2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "0000-01-01", "24-01-01", "2024/01/01"})
    EXPECT_TRUE(date_from_text(bad).error().is(kBadDate)) << bad;
  EXPECT_EQ(to_text(*date_from_text("2009-03-07")), "2009-03-07");
  EXPECT_EQ(to_screen(Date{2009, 3, 7}), "07/03/2009");
}

TEST(Time, DaysInVietnamBeginAtSeventeenOClockUtc) {
  EXPECT_EQ(to_text(start_of_day_utc7({2024, 9, 5})), "2024-09-04T17:00:00Z");
  EXPECT_EQ(date_in_utc7(*time_from_text("2024-09-04T16:59:59Z")), (Date{2024, 9, 4}));
  EXPECT_EQ(date_in_utc7(*time_from_text("2024-09-04T17:00:00Z")), (Date{2024, 9, 5}));
  EXPECT_EQ(to_screen(*time_from_text("2024-09-05T01:02:03Z")), "05/09/2024 08:02:03 (UTC+7)");
  EXPECT_EQ(to_text(date_in_utc7(start_of_day_utc7({1950, 5, 19}))), "1950-05-19");  // a birth date before 1970
}

}  // namespace
}  // namespace hocba::crypto
