// The bound beside which the benchmarks print their figures: how many Ed25519 signatures libsodium itself verifies (or
// makes) over 64 bytes, what a proof signs, measured in the same run on the same machine. And the clock they share.
#pragma once

#include <sodium.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include "crypto/check.hpp"

namespace hocba::bench {

using Clock = std::chrono::steady_clock;
inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}
// Of this process, all threads: what others on the machine do does not count.
inline double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// libsodium alone, without a line of ours around it.
class BareSignature {
 public:
  BareSignature() {
    HOCBA_CHECK(sodium_init() >= 0);
    const std::string seed(crypto_sign_SEEDBYTES, 's');
    crypto_sign_seed_keypair(public_, secret_, bytes_of(seed));
    HOCBA_CHECK(sign() && verify());
  }
  bool sign() { return crypto_sign_detached(signature_, nullptr, bytes_of(message_), message_.size(), secret_) == 0; }
  bool verify() const {
    return crypto_sign_verify_detached(signature_, bytes_of(message_), message_.size(), public_) == 0;
  }

 private:
  static const unsigned char* bytes_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }
  const std::string message_ = std::string(64, 'm');
  unsigned char public_[crypto_sign_PUBLICKEYBYTES], secret_[crypto_sign_SECRETKEYBYTES], signature_[crypto_sign_BYTES];
};

struct VerifyRate {
  double per_second = 0;            // by the wall clock
  double per_processor_second = 0;  // per core, the same where others use the machine too
};
// On `cores` threads at once, for `window_s`.
inline VerifyRate verify_rate(unsigned cores, double window_s = 1.5) {
  constexpr int kStretch = 200;  // between two looks at the clock
  std::atomic<std::uint64_t> count{0};
  std::vector<std::thread> threads;
  const auto start = Clock::now();
  const double processor = processor_seconds();
  for (unsigned i = 0; i < cores; ++i)
    threads.emplace_back([&] {
      const BareSignature bare;
      std::uint64_t mine = 0;
      do {
        for (int n = 0; n < kStretch; ++n) mine += bare.verify() ? 1 : 0;
      } while (seconds_since(start) < window_s);
      count += mine;
    });
  for (auto& thread : threads) thread.join();
  const auto all = static_cast<double>(count.load());
  return {all / seconds_since(start), all / (processor_seconds() - processor)};
}

}  // namespace hocba::bench
