// Requests about personal data (PD-3 to PD-5; Luật 91/2025 Đ.13, 14, NĐ 356/2025): what a person may ask for, until
// when it is acknowledged and carried out, and what the law keeps whatever is asked. Data and pure functions: the queue
// is node/requests.hpp.
#pragma once

#include <optional>
#include <string_view>

#include "crypto/error.hpp"
#include "ledger/credential/working_days.hpp"
#include "node/config.hpp"

namespace hocba::node {

enum class RequestKind { view, correct, withdraw, restriction, erase };
std::string_view to_text(RequestKind kind);  // view, correct, withdraw, restrict, erase
std::optional<RequestKind> request_kind_from(std::string_view text);

// By when: acknowledged within working days; carried out within days, where a last day that is no working day gives way
// to the next one (Bộ luật Dân sự 2015 Đ.148). The days are the office's to set: [requests] of hocbad.toml.
struct RequestClock {
  unsigned acknowledge_working_days = 0, days = 0;  // what it counts
  Date acknowledge_by, due;
  bool holidays_known = true;  // the calendar is complete up to both
};
RequestClock request_clock(RequestKind kind, Time received, const RequestsConfig& days,
                           const credential::WorkingDays& calendar);

// The record of a person's learning is kept for ever: a document's parts but for those that say what no diploma or
// transcript needs: photo, contact, family, sensitive, health of a year, comments of a year.
bool law_keeps(std::string_view group);
inline constexpr std::string_view kRetentionArticle = "NĐ 88/2026/NĐ-CP, Đ.8 k.3";

}  // namespace hocba::node
