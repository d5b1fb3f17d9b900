// What one record costs: reading and verifying it, applying it, beside the bare signature check that bounds it.
#include <benchmark/benchmark.h>

#include "tests/support/network_builder.hpp"

namespace {

using namespace hocba;         // NOLINT
using namespace hocba::chain;  // NOLINT
using test::NetworkBuilder;

void bare_signature(benchmark::State& state) {
  const auto& key = test::key_named("seal");
  const std::string message(64, 'x');
  const auto signature = key.sign(message);
  for (auto _ : state) benchmark::DoNotOptimize(crypto::verify(key.public_key(), message, signature));
}
BENCHMARK(bare_signature)->Unit(benchmark::kMicrosecond);

// A network whose policy for awards asks for one signature, and n records of `items` credentials each.
struct Issues {
  explicit Issues(std::size_t records, std::uint32_t items) {
    net.found();
    PolicySet policy = net.policy_body("award", "2025");
    policy.record_roles = {Role::seal};
    net.must(policy, "", NetworkBuilder::founders());
    LeafIndex reservation{};
    for (std::size_t i = 0; i < records; ++i) {
      if (i * items % 8000 == 0) reservation = net.reserve("award", 8000);
      bytes.push_back(net.sign(net.record(net.issue_body(reservation, items), "79TH0001"), {"seal"}));
    }
    net.close_block();
  }
  NetworkBuilder net;
  std::vector<std::string> bytes;
};

void verify(benchmark::State& state) {
  const Issues issues(1, static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(verify_record(issues.bytes[0]).ok());
  state.counters["bytes"] = static_cast<double>(issues.bytes[0].size());
}
BENCHMARK(verify)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);

void parse(benchmark::State& state) {
  const Issues issues(1, static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(parse_record(issues.bytes[0]).ok());
}
BENCHMARK(parse)->Arg(1)->Arg(64)->Unit(benchmark::kMicrosecond);

void apply_in_block_of_1000(benchmark::State& state) {
  const Issues issues(1000, static_cast<std::uint32_t>(state.range(0)));
  std::vector<VerifiedRecord> records;
  for (const auto& bytes : issues.bytes) records.push_back(*verify_record(bytes));
  for (auto _ : state) {
    auto applier = Applier::begin(issues.net.tip(), issues.net.state(), issues.net.now);
    for (const auto& record : records) HOCBA_CHECK(applier->add(record).ok());
    benchmark::DoNotOptimize(applier->finish()->state);
  }
  state.counters["s_per_record"] = benchmark::Counter(static_cast<double>(state.iterations()) * 1000,
                                                      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(apply_in_block_of_1000)->Arg(1)->Arg(8)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
