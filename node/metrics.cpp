#include "node/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <map>

namespace hocba::node {

namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

const prometheus::Histogram::BucketBoundaries kSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                       0.25,  0.5,    1,     2.5,  5,     10};
const prometheus::Histogram::BucketBoundaries kGroup{1, 4, 16, 64, 256, 1024, 4096};

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& accepted =
      BuildCounter().Name("hocba_records_accepted_total").Help("Records made final, by kind").Register(registry);
  prometheus::Family<prometheus::Counter>& refused =
      BuildCounter().Name("hocba_records_refused_total").Help("Records refused, by code").Register(registry);
  prometheus::Histogram& commit_seconds = BuildHistogram()
                                              .Name("hocba_commit_seconds")
                                              .Help("From taking a group to its final checkpoint")
                                              .Register(registry)
                                              .Add({}, kSeconds);
  prometheus::Histogram& group_records =
      BuildHistogram().Name("hocba_group_records").Help("Records of a commit group").Register(registry).Add({}, kGroup);
  prometheus::Histogram& cosign_seconds = BuildHistogram()
                                              .Name("hocba_cosign_seconds")
                                              .Help("Signing and cosigning a checkpoint")
                                              .Register(registry)
                                              .Add({}, kSeconds);
  prometheus::Family<prometheus::Gauge>& gauges =
      BuildGauge()
          .Name("hocba_node")
          .Help("The node: height, size, block_time_seconds, queue, waiting documents, disk and memory in bytes")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& vault =
      BuildCounter()
          .Name("hocba_vault_documents_total")
          .Help("Documents deposited, erased, expired without a record, read by others than their issuer")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& scrub =
      BuildGauge().Name("hocba_scrub").Help("The last scrub: findings, repaired, seconds").Register(registry);
  prometheus::Family<prometheus::Gauge>& backup =
      BuildGauge()
          .Name("hocba_backup")
          .Help("The last backup: ok (1 or 0: failed, or none yet), time_seconds")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter().Name("hocba_http_requests_total").Help("Requests, by route and status").Register(registry);
  prometheus::Histogram& request_seconds =
      BuildHistogram().Name("hocba_http_seconds").Help("Time to answer a request").Register(registry).Add({}, kSeconds);
  prometheus::Gauge& open_connections =
      BuildGauge().Name("hocba_http_connections").Help("Open connections").Register(registry).Add({});

  void set(std::string_view name, double value) { gauges.Add({{"what", std::string(name)}}).Set(value); }
};

// What an alarm asks for is there before the first backup: a metric that is missing fires no alarm.
Metrics::Metrics() : state_(std::make_unique<State>()) {
  state_->backup.Add({{"what", "ok"}}).Set(0);
  state_->backup.Add({{"what", "time_seconds"}}).Set(0);
}
Metrics::~Metrics() = default;

void Metrics::accepted(std::string_view kind, std::uint64_t count) {
  state_->accepted.Add({{"kind", std::string(kind)}}).Increment(static_cast<double>(count));
}
void Metrics::refused(const Code& code) { state_->refused.Add({{"code", std::string(code.id)}}).Increment(); }
void Metrics::committed(std::uint64_t records, double seconds) {
  state_->group_records.Observe(static_cast<double>(records));
  state_->commit_seconds.Observe(seconds);
}
void Metrics::cosigned(double seconds) { state_->cosign_seconds.Observe(seconds); }
void Metrics::ledger(std::uint64_t height, std::uint64_t size, std::int64_t block_time) {
  state_->set("height", static_cast<double>(height));
  state_->set("size", static_cast<double>(size));
  state_->set("block_time_seconds", static_cast<double>(block_time));
}
void Metrics::queue(std::uint64_t waiting) { state_->set("queue_records", static_cast<double>(waiting)); }
void Metrics::disk(std::uint64_t ledger_bytes, std::uint64_t vault_bytes, std::uint64_t memory_bytes) {
  state_->set("ledger_disk_bytes", static_cast<double>(ledger_bytes));
  state_->set("vault_disk_bytes", static_cast<double>(vault_bytes));
  state_->set("store_memory_bytes", static_cast<double>(memory_bytes));
}
void Metrics::document_deposited() { state_->vault.Add({{"what", "deposited"}}).Increment(); }
void Metrics::document_erased() { state_->vault.Add({{"what", "erased"}}).Increment(); }
void Metrics::document_read() { state_->vault.Add({{"what", "read"}}).Increment(); }
void Metrics::documents_expired(std::uint64_t count) {
  state_->vault.Add({{"what", "expired"}}).Increment(static_cast<double>(count));
}
void Metrics::desk_items(std::uint64_t count) {
  state_->gauges.Add({{"what", "desk_items"}}).Set(static_cast<double>(count));
}
void Metrics::documents_waiting(std::uint64_t count) {
  state_->gauges.Add({{"what", "waiting_documents"}}).Set(static_cast<double>(count));
}
void Metrics::training(std::uint64_t seats, std::uint64_t openings, std::uint64_t proposals) {
  state_->set("training_seats", static_cast<double>(seats));
  state_->set("training_openings", static_cast<double>(openings));
  state_->set("training_proposals", static_cast<double>(proposals));
}
void Metrics::scrubbed(std::uint64_t findings, std::uint64_t repaired, double seconds) {
  state_->scrub.Add({{"what", "findings"}}).Set(static_cast<double>(findings));
  state_->scrub.Add({{"what", "repaired"}}).Set(static_cast<double>(repaired));
  state_->scrub.Add({{"what", "seconds"}}).Set(seconds);
}
void Metrics::backed_up(bool ok, std::int64_t time) {
  state_->backup.Add({{"what", "ok"}}).Set(ok ? 1 : 0);
  if (ok) state_->backup.Add({{"what", "time_seconds"}}).Set(static_cast<double>(time));
}
void Metrics::http(std::string_view route, int status, double seconds) {
  state_->requests.Add({{"route", std::string(route)}, {"status", std::to_string(status)}}).Increment();
  state_->request_seconds.Observe(seconds);
}
void Metrics::connections(std::int64_t open) { state_->open_connections.Set(static_cast<double>(open)); }

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(state_->registry.Collect()); }

}  // namespace hocba::node
