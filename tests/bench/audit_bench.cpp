// bench_audit [records]: audits a ledger in memory and prints its rate beside the bound that was measured in the same
// run: signatures that libsodium verifies per second on one core, times the cores that the audit uses.
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "cli/audit.hpp"
#include "tests/bench/bound.hpp"
#include "tests/support/ledger_export.hpp"

namespace {

using namespace hocba;  // NOLINT a program of one file

using bench::processor_seconds;

class MemorySource : public cli::LogSource {
 public:
  explicit MemorySource(const test::LedgerExport& ledger) : files_(ledger.files) {}
  Result<std::string> read(const std::string& path) override { return files_.at(path); }

 private:
  const std::map<std::string, std::string>& files_;
};

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20'000;
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  test::NetworkBuilder net;
  net.found();
  std::uint64_t made = 0;
  while (made < records) {
    const auto reservation = net.reserve("certificate", 200);
    for (int i = 0; i < 200; ++i, ++made) net.must(net.issue_body(reservation, 1), "79TH0001", {"principal", "seal"});
    net.close_block();
    net.advance({1});
  }
  const auto ledger = test::export_of(net);
  std::printf("audit: %zu entries of single-credential records with two signatures each, %u cores\n",
              net.entries().size(), cores);
  for (int round = 0; round < 3; ++round) {
    const auto one = bench::verify_rate(1, 1.0);
    const double bound = one.per_second * cores;
    MemorySource source(ledger);
    cli::AuditOptions options;
    options.policy = ledger.policy;
    options.workers = cores;
    const double processor = processor_seconds();
    const auto report = cli::audit(source, options);
    const double used = processor_seconds() - processor;
    if (report.wrong) {
      std::printf("wrong: %s\n", report.wrong->to_string().c_str());
      return 1;
    }
    const double rate = static_cast<double>(report.signatures) / report.seconds;
    std::printf("  %.0f signatures/s (%.0f entries/s), bound %.0f: %.2f of it (aim 0.6)\n", rate,
                static_cast<double>(report.entries) / report.seconds, bound, rate / bound);
    // On a busy machine this one tells: of the processor time that the audit took, the share that signatures need.
    std::printf("    by processor time: %.2f of the bound\n",
                static_cast<double>(report.signatures) / used / one.per_processor_second);
  }
  return 0;
}
