// The odd cases of domain §9.6 and the vectors of §1.4, put into a district by their numbers.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>

#include "tools/sample/district.hpp"

namespace hocba::sample {

// What is meant for one page of the year before the last.
struct OddPage {
  std::optional<Target> target;
  std::function<void(credential::TranscriptYear&)> change;  // before its derived values are worked out
  bool retested = false, corrected = false, goes_and_comes_back = false, renamed = false;
};

// Codes of the four subjects; 0 to 8.
const std::array<const char*, 4>& electives_of_combination(int combination);
inline constexpr int kBothArts = 3;  // the combination with music and fine arts: seven scored subjects (case 21)

// Chooses the pages of this year, changes their pupils, and notes them in `planted`. By page.
std::map<std::size_t, OddPage> plant_before(District& district, int year);
// What only the finished district shows: who moved in summer, who repeats.
void plant_after(District& district, int year);

}  // namespace hocba::sample
