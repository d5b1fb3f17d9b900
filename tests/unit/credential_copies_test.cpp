// Copies from the register: who may ask, and until when they are due (NĐ 23/2015 Đ.7, 16; domain VB-8, VB-9).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/codes.hpp"
#include "ledger/credential/copies.hpp"

namespace hocba::credential {
namespace {

Date day(std::string_view text) { return *date_from_text(text); }

CopyRequest request(CopyCapacity capacity, const char* proof, const char* death) {
  CopyRequest out;
  out.capacity = capacity;
  out.asker = "Nguyễn Văn Con";
  out.recipient = out.asker;
  out.proof = proof;
  out.death = death;
  out.received = *time_from_text("2025-09-05T07:30:00Z");
  return out;
}

TEST(CopyFromTheRegister, MayBeAskedForByTheHolderAndOnceTheHolderIsDeadByKin) {
  struct Case {
    CopyCapacity capacity;
    const char *proof, *death, *code;
  };
  using enum CopyCapacity;
  for (const Case& one :
       std::initializer_list<Case>{{self, "", "", ""},
                                   {representative, "", "", "credential.copy_proof_missing"},
                                   {representative, "Giấy ủy quyền 7", "", ""},
                                   {parent, "Giấy khai sinh", "", "credential.copy_holder_lives"},
                                   {parent, "", "Khai tử 3", "credential.copy_proof_missing"},
                                   {parent, "Giấy khai sinh", "Khai tử 3", ""},
                                   {child, "Giấy khai sinh", "", "credential.copy_holder_lives"},
                                   {child, "Giấy khai sinh", "Khai tử 3", ""},
                                   {spouse, "Giấy đăng ký kết hôn", "", "credential.copy_holder_lives"},
                                   {spouse, "Giấy đăng ký kết hôn", "Khai tử 3", ""},
                                   {sibling, "Giấy khai sinh", "", "credential.copy_holder_lives"},
                                   {sibling, "Giấy khai sinh", "Khai tử 3", ""},
                                   {heir, "Di chúc", "", "credential.copy_holder_lives"},
                                   {heir, "Di chúc", "Khai tử 3", ""}}) {
    const Status may = may_ask(request(one.capacity, one.proof, one.death));
    EXPECT_EQ(may.ok() ? "" : may.error().code().id, std::string_view(one.code))
        << to_text(one.capacity) << " '" << one.proof << "' '" << one.death << "'";
  }
}

TEST(CopyFromTheRegister, WordsOfCapacitiesAndFormsComeBack) {
  for (const auto& text : copy_capacities()) EXPECT_EQ(to_text(*copy_capacity(text)), text);
  EXPECT_EQ(copy_capacities().size(), 7u);
  EXPECT_FALSE(copy_capacity("cousin"));
  for (const char* text : {"digital", "paper"}) EXPECT_EQ(to_text(*copy_form(text)), text);
  EXPECT_FALSE(copy_form("fax"));
}

// "Tiếp nhận yêu cầu sau 15 giờ": 15:00:00 itself is not after it.
TEST(CopyFromTheRegister, IsDueTheSameDayOrTheNextWorkingDayAfter15Hours) {
  struct Case {
    const char *received, *due, *why;
  };
  for (const Case& one :
       std::initializer_list<Case>{{"2025-09-05T00:30:00Z", "2025-09-05", "Friday 07:30"},
                                   {"2025-09-05T07:59:59Z", "2025-09-05", "14:59:59"},
                                   {"2025-09-05T08:00:00Z", "2025-09-05", "15:00:00"},
                                   {"2025-09-05T08:00:01Z", "2025-09-08", "15:00:01, then a weekend"},
                                   {"2025-09-04T08:00:01Z", "2025-09-05", "Thursday after 15:00"},
                                   {"2025-09-05T16:59:59Z", "2025-09-08", "Friday 23:59:59"},
                                   {"2025-09-05T17:00:00Z", "2025-09-08", "Saturday 00:00"},
                                   {"2025-09-07T16:59:59Z", "2025-09-08", "Sunday 23:59:59"},
                                   {"2025-09-07T17:00:00Z", "2025-09-08", "Monday 00:00"},
                                   {"2025-08-29T09:00:00Z", "2025-09-03", "over the national day, 01 and 02/09"},
                                   {"2025-09-01T02:00:00Z", "2025-09-03", "on a holiday"},
                                   {"2025-04-25T09:00:00Z", "2025-04-26", "a Saturday that is worked"},
                                   {"2025-04-26T02:00:00Z", "2025-04-26", "on a Saturday that is worked"},
                                   {"2025-01-24T09:00:00Z", "2025-02-03", "over Tết"}}) {
    CopyRequest asked = request(CopyCapacity::self, "", "");
    asked.received = *time_from_text(one.received);
    EXPECT_EQ(copy_due(crypto::canonical(details_json(asked))), day(one.due)) << one.why;
  }
}

// Against walking minute by minute to the first that lies in a working day's time for that day's copies.
TEST(CopyFromTheRegister, IsDueOnTheDayThatAMinuteByMinuteWalkFinds) {
  const auto& vn = WorkingDays::vietnam();
  const Time start = *time_from_text("2024-12-20T17:00:00Z");
  constexpr int kStep = 7 * 3'600 + 1'801;  // seconds: falls on other hours every day
  std::size_t same = 0, later = 0;
  for (int i = 0; i < 600; ++i) {
    const Time asked = start + Duration{static_cast<std::int64_t>(i) * kStep};
    const auto hour_of = [](Time t) { return ((t.seconds + 7 * 3'600) % 86'400 + 86'400) % 86'400; };
    Time walk = asked;
    bool first = true;
    // The day asked counts until 15:00; every later working day counts whole.
    while (!vn.is_working(date_in_utc7(walk)) || (first && hour_of(walk) > 15 * 3'600)) {
      const Date before = date_in_utc7(walk);
      walk = walk + Duration{60};
      if (date_in_utc7(walk) != before) first = false;
    }
    ASSERT_EQ(vn.same_day_due(asked), date_in_utc7(walk)) << to_text(asked);
    ++(date_in_utc7(walk) == date_in_utc7(asked) ? same : later);
  }
  EXPECT_GT(same, 150u);
  EXPECT_GT(later, 150u);
}

TEST(CopyFromTheRegister, SaysNothingOfADeadlineWhereNobodyNotedWhenItWasAskedFor) {
  for (const char* details : {"", "[]", "{\"to\":\"An\"}", "{\"received\":3}", "{\"received\":\"05/09/2025\"}"})
    EXPECT_FALSE(copy_due(details)) << details;
}

TEST(CopyFromTheRegister, KeepsOfTheRequestWhatWasGiven) {
  CopyRequest asked = request(CopyCapacity::child, "Giấy khai sinh 12", "Khai tử 3");
  asked.quantity = 2;
  const auto details = details_json(asked);
  EXPECT_EQ(details["capacity"], "child");
  EXPECT_EQ(details["quantity"], 2);
  EXPECT_EQ(details["death"], "Khai tử 3");
  EXPECT_FALSE(details.contains("personal_number"));
  EXPECT_FALSE(details.contains("basis"));
}

}  // namespace
}  // namespace hocba::credential
