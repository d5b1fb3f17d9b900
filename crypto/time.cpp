#include "crypto/time.hpp"

#include <chrono>

#include "crypto/codes.hpp"

namespace hocba {
namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kLast = 253402300799;  // 9999-12-31T23:59:59Z
constexpr Duration kHanoi{7 * 3600};

std::int64_t day_number(Date date) {
  using namespace std::chrono;
  return sys_days(year(date.year) / date.month / date.day).time_since_epoch().count();
}

Date date_of_day(std::int64_t day) {
  using namespace std::chrono;
  const year_month_day ymd{sys_days(std::chrono::days(static_cast<int>(day)))};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

// Rounds towards the past, also before 1970.
std::int64_t day_of(Time time) {
  return time.seconds >= 0 ? time.seconds / kDay : -((-time.seconds + kDay - 1) / kDay);
}

// Digits only; -1 for anything else.
int digits(std::string_view text) {
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    out = out * 10 + (c - '0');
  }
  return out;
}

void put(std::string& out, std::int64_t number, std::size_t width) {
  const std::size_t at = out.size();
  out.append(width, '0');
  for (std::size_t i = width; i > 0 && number > 0; --i, number /= 10) {
    out[at + i - 1] = static_cast<char>('0' + number % 10);
  }
}

void put_clock(std::string& out, std::int64_t second_of_day) {
  put(out, second_of_day / 3600, 2);
  out += ':';
  put(out, second_of_day / 60 % 60, 2);
  out += ':';
  put(out, second_of_day % 60, 2);
}

}  // namespace

bool exists(Date date) {
  using namespace std::chrono;
  if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31) {
    return false;
  }
  return (year(date.year) / date.month / date.day).ok();
}

std::string to_text(Time time) {
  HOCBA_CHECK(time.seconds >= 0 && time.seconds <= kLast);
  std::string out = to_text(date_of_day(day_of(time)));
  out += 'T';
  put_clock(out, time.seconds % kDay);
  out += 'Z';
  return out;
}

Result<Time> time_from_text(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z') {
    return crypto::kBadTime;
  }
  const auto date = date_from_text(text.substr(0, 10));
  const int hour = digits(text.substr(11, 2));
  const int minute = digits(text.substr(14, 2));
  const int second = digits(text.substr(17, 2));
  if (!date.ok() || date->year < 1970 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59) {
    return crypto::kBadTime;
  }
  return Time{day_number(*date) * kDay + hour * 3600 + minute * 60 + second};
}

std::string to_text(Date date) {
  HOCBA_CHECK(exists(date));
  std::string out;
  out.reserve(20);
  put(out, date.year, 4);
  out += '-';
  put(out, date.month, 2);
  out += '-';
  put(out, date.day, 2);
  return out;
}

Result<Date> date_from_text(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return crypto::kBadDate;
  const Date date{digits(text.substr(0, 4)), digits(text.substr(5, 2)), digits(text.substr(8, 2))};
  if (!exists(date)) return crypto::kBadDate;
  return date;
}

std::string to_screen(Date date) {
  std::string out;
  put(out, date.day, 2);
  out += '/';
  put(out, date.month, 2);
  out += '/';
  put(out, date.year, 4);
  return out;
}

std::string to_screen(Time time) {
  const Time local = time + kHanoi;
  std::string out = to_screen(date_in_utc7(time));
  out += ' ';
  put_clock(out, local.seconds - day_of(local) * kDay);
  out += " (UTC+7)";
  return out;
}

Time start_of_day_utc7(Date date) { return Time{day_number(date) * kDay} - kHanoi; }

Date date_in_utc7(Time time) { return date_of_day(day_of(time + kHanoi)); }

}  // namespace hocba
