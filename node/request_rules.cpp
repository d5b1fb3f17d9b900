#include "node/request_rules.hpp"

#include <algorithm>
#include <array>

namespace hocba::node {

namespace {

constexpr std::array<std::string_view, 5> kKinds = {"view", "correct", "withdraw", "restrict", "erase"};

unsigned days_of(RequestKind kind, const RequestsConfig& days) {
  switch (kind) {
    case RequestKind::view:
      return days.view_days;
    case RequestKind::correct:
      return days.correct_days;
    case RequestKind::withdraw:
      return days.withdraw_days;
    case RequestKind::restriction:
      return days.restrict_days;
    case RequestKind::erase:
      return days.erase_days;
  }
  return days.view_days;
}

}  // namespace

std::string_view to_text(RequestKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<RequestKind> request_kind_from(std::string_view text) {
  const auto found = std::find(kKinds.begin(), kKinds.end(), text);
  if (found == kKinds.end()) return std::nullopt;
  return static_cast<RequestKind>(found - kKinds.begin());
}

RequestClock request_clock(RequestKind kind, Time received, const RequestsConfig& days,
                           const credential::WorkingDays& calendar) {
  RequestClock out;
  out.acknowledge_working_days = days.acknowledge_working_days;
  out.days = days_of(kind, days);
  out.acknowledge_by = calendar.due(received, out.acknowledge_working_days);
  out.due = calendar.end_of(received, out.days);
  out.holidays_known = std::max(out.acknowledge_by, out.due) <= calendar.complete_through();
  return out;
}

bool law_keeps(std::string_view group) {
  constexpr std::string_view kNamed[] = {"contact", "family", "photo", "sensitive"};
  constexpr std::string_view kOfAYear[] = {"health-", "comments-"};
  return std::find(std::begin(kNamed), std::end(kNamed), group) == std::end(kNamed) &&
         std::none_of(std::begin(kOfAYear), std::end(kOfAYear),
                      [&](std::string_view begin) { return group.substr(0, begin.size()) == begin; });
}

}  // namespace hocba::node
