// Build, write, read: the same document, over many seeded variants; and names are stable under cleaning.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "ledger/credential/kinds.hpp"
#include "ledger/credential/names.hpp"
#include "tests/support/credential_samples.hpp"

namespace hocba::credential {
namespace {

class Choice {
 public:
  explicit Choice(std::uint32_t seed) : engine_(seed) {}
  int upto(int bound) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(bound + 1)); }
  bool coin() { return upto(1) == 1; }
  std::string text() {
    static const char* const kTexts[] = {"Đặng Thị Ý", "a",          "Nguyễn-Trần", "H’Hen Niê",
                                         "\"\\/",      "𠀀 chữ Nôm", "line\nline",  ""};
    return kTexts[upto(7)];
  }
  std::string one_line() {
    std::string out = text();
    return out.find('\n') == std::string::npos ? out : "x";
  }

 private:
  std::mt19937 engine_;
};

TranscriptData random_transcript(Choice& choice) {
  TranscriptData out = test::sample_transcript(static_cast<std::uint8_t>(1 + choice.upto(200)), choice.upto(4));
  out.level = "vocational";  // of no grade whose regulation would judge random marks
  out.sex = choice.coin() ? "F" : "";
  out.birth_place = choice.one_line();
  out.ethnicity = choice.one_line();
  out.health = choice.one_line();
  out.address = choice.one_line();
  if (choice.coin()) out.common.supersedes = test::id_of(77);
  if (choice.coin()) out.common.expires_on = Date{2030, 1 + choice.upto(11), 1 + choice.upto(27)};
  for (auto& year : out.years) {
    year.comment = choice.text();
    year.results.resize(static_cast<std::size_t>(choice.upto(8)));
    for (auto& result : year.results) {
      result.term1_tenths = choice.coin() ? std::optional(choice.upto(100)) : std::nullopt;
      result.comment = choice.text();
      result.year_level = choice.one_line();
    }
  }
  return out;
}

TEST(DocumentProperty, WhatIsBuiltReadsBackTheSameAndVerifies) {
  int groups = 0, withheld = 0;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    Choice choice(seed);
    auto built = build_transcript(random_transcript(choice), test::counting_salts());
    ASSERT_TRUE(built.ok()) << seed << " " << built.error().to_string();
    Document document = std::move(built).value();
    test::close(document, 1 + choice.upto(3));
    const auto again = Document::parse(document.core_text(), document.groups());
    ASSERT_TRUE(again.ok()) << seed << " " << again.error().to_string();
    EXPECT_EQ(again->core(), document.core());
    EXPECT_EQ(again->digest(), document.digest());
    EXPECT_TRUE(again->verify_proofs().ok());
    EXPECT_EQ(describe(*again).size(), describe(document).size());
    std::vector<std::string> shown;
    for (const auto& group : document.groups()) {
      if (choice.coin()) shown.push_back(group.name);
    }
    const auto part = document.showing(shown);
    ASSERT_TRUE(part.ok());
    EXPECT_EQ(part->digest(), document.digest());
    EXPECT_EQ(part->missing_groups().size() + shown.size(), document.group_digests().size());
    groups += static_cast<int>(shown.size());
    withheld += static_cast<int>(part->missing_groups().size());
  }
  EXPECT_GT(groups, 60);
  EXPECT_GT(withheld, 60);
}

TEST(NameProperty, CleaningTwiceIsCleaningOnce) {
  Choice choice(7);
  const char32_t letters[] = {U'a', U'e', U'o',  U'u',  U'y',  U'n', U'g', U'H', U'Đ', 0xD0,
                              U'ễ', U'ư', 0x302, 0x303, 0x301, U' ', 0xA0, U'’', U'-', 0x200B};
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string typed;
    for (int k = choice.upto(12); k >= 0; --k) {
      const char32_t c = letters[choice.upto(19)];
      if (c < 0x80)
        typed += static_cast<char>(c);
      else if (c < 0x800)
        typed += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
      else
        typed += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3F)),
                  static_cast<char>(0x80 | (c & 0x3F))};
    }
    const auto once = clean_name(typed);
    if (!once.ok()) continue;
    ++accepted;
    const auto twice = clean_name(*once);
    ASSERT_TRUE(twice.ok()) << *once;
    EXPECT_EQ(*twice, *once);
    EXPECT_EQ(fold(*once), fold(typed)) << *once;
    EXPECT_TRUE(name_matches(*once, fold(*once)) || folded_tokens(*once).empty());
  }
  EXPECT_GT(accepted, 5'000);
}

}  // namespace
}  // namespace hocba::credential
