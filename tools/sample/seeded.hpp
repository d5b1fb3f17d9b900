// A small seeded generator (SplitMix64): the same seed gives the same people on every machine and with every standard
// library, which std's distributions do not promise.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hocba::sample {

class Seeded {
 public:
  explicit Seeded(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  // A whole number from `low` to `high`, both possible.
  int between(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class T, std::size_t N>
  const T& one_of(const T (&list)[N]) {
    return list[next() % N];
  }

 private:
  std::uint64_t state_;
};

}  // namespace hocba::sample
