// What the node counts, for Prometheus. Names and meanings: docs/OPERATING.md. Labels are codes and fixed words only:
// never ids of people, never free text. Threads: safe. One file wraps prometheus-cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::node {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  void accepted(std::string_view record_kind, std::uint64_t count);
  void refused(const Code& code);
  void committed(std::uint64_t records, double seconds);  // one group, from taking it to its final checkpoint
  void cosigned(double seconds);
  void ledger(std::uint64_t height, std::uint64_t size, std::int64_t block_time);
  void queue(std::uint64_t waiting);
  void disk(std::uint64_t ledger_bytes, std::uint64_t vault_bytes, std::uint64_t memory_bytes);
  void document_deposited();
  void document_erased();
  void document_read();
  void documents_expired(std::uint64_t count);  // destroyed, since no record named them in time
  void documents_waiting(std::uint64_t count);  // for their record, now
  void desk_items(std::uint64_t count);         // that lie on the signing desk, now
  // Of training: seats on the ledger, those of them that were opened here, proposals that wait. Now.
  void training(std::uint64_t seats, std::uint64_t openings, std::uint64_t proposals);
  void scrubbed(std::uint64_t findings, std::uint64_t repaired, double seconds);
  void backed_up(bool ok, std::int64_t time);
  // For the HTTP side: `route` is the pattern ("/v1/units/{code}"), never the path.
  void http(std::string_view route, int status, double seconds);
  void connections(std::int64_t open);

  std::string text() const;  // the exposition format

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hocba::node
