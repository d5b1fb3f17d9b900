// In-process throughput of a node, beside its bound: how many Ed25519 signatures libsodium verifies per second × cores,
// measured in the same run.
//
//   single     credential.issue records of one credential and one signature, verified and durable
//   batch 64   credentials in records of 64
//
// HOCBA_BENCH_RECORDS (default 20000) says how many single records.
#include "node/log.hpp"
#include "tests/bench/node_load.hpp"

using namespace hocba;  // NOLINT: a program of its own

int main() {
  const std::size_t records = bench::number_of("HOCBA_BENCH_RECORDS", 20'000);
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  test::NodeNetwork net;
  bench::found_on_defaults(net);
  bench::Feeder feeder(net);
  bench::Load warm = feeder.take(1'000, 1), single = feeder.take(records, 1), batched = feeder.take(records * 2, 64);
  bench::submit_all(net, std::move(warm));
  const double bound = bench::verify_rate(cores).per_second;
  const double one = bench::submit_all(net, std::move(single));
  const double many = bench::submit_all(net, std::move(batched));
  const double bound_after = bench::verify_rate(cores).per_second;
  std::printf("%-44s %10.0f /s   (%u cores; %.0f /s at the end)\n", "libsodium verify x cores (the bound)", bound,
              cores, bound_after);
  std::printf("%-44s %10.0f /s   %.2f of the bound\n", "single-credential records, durable, in process", one,
              one / bound);
  std::printf("%-44s %10.0f /s\n", "credentials in batches of 64", many);
  const auto size = log::to_u64(net.node().view()->tip.size);
  net.close();
  std::printf("%-44s %10llu\n", "entries at the end", static_cast<unsigned long long>(size));
}
