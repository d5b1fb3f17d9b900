// BD-3 in integers: the score of a module and the share of its periods, in the one spelling that validators, importers
// and the verifier of a document have (domain §3.1). Pure.
#pragma once

#include <cstdint>

namespace hocba::credential {

struct TrainingWeights {  // per cent, together 100
  std::uint32_t attendance = 0, test = 0;
};

// In thousandths of a mark, of marks in tenths: 30·85 + 70·40 = 5350.
constexpr std::uint64_t weighted_thousandths(const TrainingWeights& weights, std::uint32_t attendance_tenths,
                                             std::uint32_t test_tenths) {
  return std::uint64_t{weights.attendance} * attendance_tenths + std::uint64_t{weights.test} * test_tenths;
}
// Tenths, half-up: 5350 -> 54.
constexpr std::uint32_t tenths_half_up(std::uint64_t thousandths) {
  return static_cast<std::uint32_t>((thousandths + 50) / 100);
}
// At least so many per cent of the periods.
constexpr bool attended_share(std::uint32_t attended, std::uint32_t periods, std::uint32_t least_percent) {
  return std::uint64_t{attended} * 100 >= std::uint64_t{least_percent} * periods;
}

}  // namespace hocba::credential
