// Records over HTTP beside their bound: how many Ed25519 signatures libsodium verifies per second × cores, measured in
// the same run. The load generator is a thread of this program: many keep-alive connections, one record under way on
// each, signed beforehand; each answer carries the receipt, so it is verified and durable.
//
//   single     POST /v1/records, one credential and one signature each
//   batch      POST /v1/records/batch, 100 such records a request
//
// HOCBA_BENCH_RECORDS (default 20000), HOCBA_BENCH_CONNECTIONS (default 256).
#include "api/problem.hpp"
#include "tests/bench/http_load.hpp"
#include "tests/bench/node_load.hpp"

using namespace hocba;  // NOLINT: a program of its own

int main() {
  const std::size_t records = bench::number_of("HOCBA_BENCH_RECORDS", 20'000);
  const std::size_t connections = bench::number_of("HOCBA_BENCH_CONNECTIONS", 256);
  constexpr std::size_t kBatch = 100;
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  test::NodeNetwork net;
  net.config.http.writes_per_minute = 100'000'000;
  bench::found_on_defaults(net);
  bench::Feeder feeder(net);
  std::vector<std::string> warm, single, batched;
  for (const auto& record : feeder.take(1'000, 1).records) warm.push_back(bench::post_request("/v1/records", record));
  for (const auto& record : feeder.take(records, 1).records) {
    single.push_back(bench::post_request("/v1/records", record));
  }
  const auto rest = feeder.take(records, 1).records;
  std::string lines;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    lines += rest[i] + "\n";
    if ((i + 1) % kBatch == 0 || i + 1 == rest.size()) {
      batched.push_back(bench::post_request("/v1/records/batch", lines));
      lines.clear();
    }
  }

  api::Service service(net.node());
  auto server = bench::serve(service);
  bench::HttpLoad load(server->port());
  load.run(warm, connections);
  const double bound = bench::verify_rate(cores).per_second;
  const double one = load.run(single, connections);
  const double many = load.run(batched, 16) * static_cast<double>(rest.size()) / static_cast<double>(batched.size());
  const double bound_after = bench::verify_rate(cores).per_second;
  std::printf("%-48s %9.0f /s   (%u cores; %.0f /s at the end)\n", "libsodium verify x cores (the bound)", bound, cores,
              bound_after);
  std::printf("%-48s %9.0f /s   %.2f of the bound, %zu connections\n", "single-credential records, durable, over HTTP",
              one, one / bound, connections);
  std::printf("%-48s %9.0f /s   %.2f of the bound\n", "the same, 100 records a request", many, many / bound);
  server->stop();
  net.node().stop();
  service.stop();
}
