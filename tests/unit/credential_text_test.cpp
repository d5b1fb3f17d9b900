#include "ledger/credential/text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ledger/credential/names.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

std::string repeated(const char* what, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += what;
  return out;
}

TEST(Text, TakesWhatPeopleHereWrite) {
  for (const char* text :
       {"Nguyễn Văn An", "ĐẶNG THỊ ƯỚT", "Rơ Châm H’Mok", "“Tốt” – 8,3…", "H'Hen Niê", "Müller", "β-caroten", "Иванов",
        "ꨌꩌ", "ភាសាខ្មែរ", "ภาษาไทยที่นี่", "学校", "10 °C", "a\u00a0b", "x\u0304", "😀"})
    EXPECT_TRUE(printable(text)) << text;
  EXPECT_TRUE(printable("một\nhai", true));
  EXPECT_TRUE(printable("một\n\nภาษา", true));
}

TEST(Text, RefusesWhatCannotBeSeenOrSteersATerminal) {
  for (const char* text :
       {"",         " ",        "\u00a0\u3000", "\u2800",   "a\x1b[2J", "a\u0085",     "a\u009b2J", "a\x7f",
        "a\nb",     "a\tb",     "a\u00ad",      "a\u200bb", "a\u200db", "a\u200eb",    "a\u200fb",  "a\u061cb",
        "a\u2028b", "a\u2029b", "a\u202eb",     "a\u2066b", "\ufeffa",  "a\U000e0041", "a\ue000",   "a\U000f0000",
        "a\u0378",  "a\uffff",  "a\ufe0f",      "a\u034f",  "a\u3164b", "\xff",        "a\xc3"})
    EXPECT_FALSE(printable(text)) << testing::PrintToString(text);
  EXPECT_FALSE(printable("\n \n", true));
  EXPECT_FALSE(printable("a\u2028b", true));
}

TEST(Text, HasOneSpelling) {
  EXPECT_FALSE(printable("Nguye\u0302\u0303n"));
  EXPECT_FALSE(printable("Nguyê\u0303n"));
  EXPECT_FALSE(printable("\u212bngstrom"));
  EXPECT_FALSE(printable("a\u0323\u0301\u0323"));  // marks out of their order
}

TEST(Text, BoundsTheMarksOfALetter) {
  EXPECT_TRUE(printable("x" + repeated("\u0304", 4)));
  EXPECT_FALSE(printable("x" + repeated("\u0304", 5)));
  EXPECT_FALSE(printable("\u0304x"));  // on the text before it
  EXPECT_FALSE(printable("a \u0304x"));
  EXPECT_FALSE(printable("a\n\u0304x", true));
}

TEST(Text, ANameMixesNoAlphabetsInAWord) {
  EXPECT_TRUE(printable_name("Иван Müller"));
  EXPECT_TRUE(printable_name("Αλέξης"));
  EXPECT_FALSE(printable_name("Nguyễn Văn \u0410n"));  // Cyrillic А
  EXPECT_FALSE(printable_name("\u039dguyễn"));         // Greek Ν
  EXPECT_FALSE(printable_name("И\u03bfв"));
  EXPECT_TRUE(printable("Văn \u0410n"));
}

// What a clerk types or pastes never makes a document that reading refuses.
TEST(Text, EverythingThatImportingLetsThroughIsReadable) {
  for (std::uint32_t c = 1; c < 0x20000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string typed = "a";
    if (c < 0x80) {
      typed += static_cast<char>(c);
    } else if (c < 0x800) {
      typed += {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
    } else if (c < 0x10000) {
      typed += {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
                static_cast<char>(0x80 | (c & 63))};
    } else {
      typed += {static_cast<char>(0xf0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
                static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
    }
    const auto text = clean_text(typed, 100);
    if (text.ok()) {
      ASSERT_TRUE(printable(*text)) << c;
    }
    const auto name = clean_name(typed);
    if (name.ok()) {
      ASSERT_TRUE(printable_name(*name)) << c;
    }
    // The quick pass over bytes agrees with the look at each character, which the Thai letter asks for.
    ASSERT_EQ(printable(typed), printable("ก" + typed)) << c;
  }
}

TEST(Text, ChecksWhatAnOpenedCommitmentHolds) {
  EXPECT_TRUE(check_texts(json{{"name", "Nguyễn Thị Lan"}, {"position", ""}, {"of", {1, "một\nhai", true}}}).ok());
  const auto refused = [](const json& content) {
    const Status status = check_texts(content);
    return status.ok() ? std::string("accepted")
                       : std::string(status.error().code().id) + " " + status.error().detail();
  };
  EXPECT_EQ(refused({{"name", "A\x1b[2J"}}), "credential.field_bad name");
  EXPECT_EQ(refused({{"name", "А\nn"}}), "credential.field_bad name");
  EXPECT_EQ(refused({{"name", "\u0410n"}}), "credential.field_bad name");
  EXPECT_EQ(refused({{"of", {{"by", {"x", "a\u202e"}}}}}), "credential.field_bad of.by");
  EXPECT_EQ(refused({{"a\x1b", 1}}), "credential.field_bad ?");
  EXPECT_EQ(refused("a\x1b"), "credential.field_bad ");
}

}  // namespace
}  // namespace hocba::credential
