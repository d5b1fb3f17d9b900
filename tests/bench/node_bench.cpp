// In-process throughput of a node, beside its bound: how many Ed25519 signatures libsodium verifies per second × cores,
// measured in the same run.
//
//   single     credential.issue records of one credential and one signature, verified and durable
//   batch 64   credentials in records of 64
//
// HOCBA_BENCH_RECORDS (default 20000) says how many single records; HOCBA_BENCH_DIR where the data directory is made.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>
#include <vector>

#include "node/log.hpp"
#include "tests/bench/bound.hpp"
#include "tests/node_support/node_network.hpp"

namespace {

using namespace hocba;  // NOLINT: a program of its own
using bench::Clock;
using bench::seconds_since;

struct Load {
  std::vector<std::string> records;
  std::size_t credentials = 0;
};

// Records signed by one key, on one reservation each of at most the bound.
Load prepare(test::NodeNetwork& net, std::size_t credentials, std::uint32_t batch) {
  Load load;
  while (load.credentials < credentials) {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(credentials - load.credentials, 9'984));
    const auto reservation =
        net.must(chain::RegisterReserve{test::code("award"), 2025, count}, "79TH0001", {"registrar"});
    for (std::uint32_t done = 0; done < count; done += batch) {
      const auto body = net.net.issue_body(reservation, std::min(batch, count - done));
      load.records.push_back(net.net.sign(net.net.record(body, "79TH0001"), {"seal"}));
      load.credentials += body.items.size();
    }
  }
  return load;
}

double run(test::NodeNetwork& net, Load& load) {
  std::atomic<std::size_t> answered{0}, refused{0};
  std::size_t sent = 0;
  std::promise<void> all;
  const std::size_t total = load.records.size();
  const auto start = Clock::now();
  for (auto& record : load.records) {
    // The queue's bound holds the generator back, as 503 would hold a client.
    while (sent - answered.load() + 64 > net.config.ledger.queue_records) std::this_thread::yield();
    ++sent;
    net.node().submit(std::move(record), [&](Result<node::Accepted> result) {
      if (!result.ok() && ++refused == 1) std::fprintf(stderr, "refused: %s\n", result.error().to_string().c_str());
      if (++answered == total) all.set_value();
    });
  }
  all.get_future().wait();
  const double seconds = seconds_since(start);
  if (refused != 0) std::exit(1);
  return static_cast<double>(load.credentials) / seconds;
}

}  // namespace

int main() {
  const char* wanted = std::getenv("HOCBA_BENCH_RECORDS");
  const std::size_t records = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : 20'000;
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  test::NodeNetwork net;
  net.config.ledger = {};
  net.config.vault = {};
  net.config.node.require_deposit = false;  // the ledger is measured here, the vault has its own figure
  net.open();
  net.found();
  auto policy = net.net.policy_body("award", "2025");
  policy.record_roles = {chain::Role::seal};
  net.must(policy, "", test::NetworkBuilder::founders());

  Load warm = prepare(net, 1'000, 1);
  Load single = prepare(net, records, 1);
  Load batched = prepare(net, records * 2, 64);
  run(net, warm);
  const double bound = bench::verify_rate(cores).per_second;
  const double one = run(net, single);
  const double many = run(net, batched);
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
