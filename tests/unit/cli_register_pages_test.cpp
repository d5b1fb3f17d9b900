// The pages of a register as one value, whatever is reserved while they are read.
#include "cli/register_pages.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/codes.hpp"

namespace hocba::cli {
namespace {

using nlohmann::json;

// A book of `numbers` that grows by `growth` with each page that is asked for; `size` lines a page.
struct GrowingBook {
  std::uint64_t numbers, growth, size;
  std::size_t asked = 0;
  Result<json> operator()(std::uint64_t after) {
    if (asked++ > 0) numbers += growth;
    json lines = json::array();
    for (std::uint64_t n = after + 1; n <= numbers && lines.size() < size; ++n) lines.push_back({{"number", n}});
    json out = {{"numbers", numbers}, {"lines", lines}};
    if (after + lines.size() < numbers) out["next"] = after + lines.size();
    return out;
  }
};

TEST(RegisterPages, AreTheBookAsItWasWhenItWasFirstAskedFor) {
  for (const std::uint64_t growth : {0u, 1u, 7u, 40u}) {
    GrowingBook book{25, growth, 10};
    const auto whole = register_pages(std::ref(book), "x");
    ASSERT_TRUE(whole.ok()) << whole.error().to_string();
    EXPECT_EQ((*whole)["numbers"], 25);
    EXPECT_EQ((*whole)["lines"].size(), 25u) << growth;
    EXPECT_FALSE(whole->contains("next"));
    EXPECT_EQ(book.asked, 3u);
  }
}

TEST(RegisterPages, OfAnAnnexGoOnToTheLastOne) {
  std::size_t asked = 0;
  const auto whole = register_pages(
      [&](std::uint64_t after) -> Result<json> {
        ++asked;
        json page = {{"lines", {{{"index", after + 5}}}}};
        if (asked < 4) page["next"] = after + 5;
        return page;
      },
      "x");
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ((*whole)["lines"].size(), 4u);
}

TEST(RegisterPages, AreNotReadBeyondWhatASheetHolds) {
  GrowingBook book{kMaxRegisterLines + 1, 0, 10};
  const auto whole = register_pages(std::ref(book), "x");
  ASSERT_FALSE(whole.ok());
  EXPECT_EQ(whole.error().code().id, "cli.register_too_long");
  EXPECT_EQ(book.asked, 1u);
}

TEST(RegisterPages, ThatGoBackAreNoAnswer) {
  const auto page = [](std::uint64_t after) -> Result<json> {
    return json{{"lines", {{{"index", 1}}}}, {"next", after == 0 ? 5 : after}};
  };
  EXPECT_EQ(register_pages(page, "x").error().code().id, "cli.answer_malformed");
}

}  // namespace
}  // namespace hocba::cli
