// Load for a node in the benchmark's own process: a founded test network on the default configuration, records of
// `credential.issue` signed by one seal, submitted as fast as the node's queue takes them.
#pragma once

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>
#include <vector>

#include "tests/bench/bound.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::bench {

// The ledger is measured here; the vault has its own figure.
inline void found_on_defaults(test::NodeNetwork& net) {
  net.config.ledger = {};
  net.config.vault = {};
  net.config.node.require_deposit = false;
  net.open();
  net.found();
  auto policy = net.net.policy_body("award", "2025");
  policy.record_roles = {chain::Role::seal};
  net.must(policy, "", test::NetworkBuilder::founders());
}

struct Load {
  std::vector<std::string> records;
  std::vector<chain::CredentialId> ids;
};

// Records made of reserved register numbers. Load goes past the network's own builder, so reservations go straight to
// the node as numbers are needed: a unit may hold only so many open ones (chain.too_many_open).
class Feeder {
 public:
  explicit Feeder(test::NodeNetwork& net) : net_(net) {}
  // Credentials in records of `batch`, signed; at most 90,000 before they are submitted.
  Load take(std::size_t credentials, std::uint32_t batch) {
    Load out;
    while (out.ids.size() < credentials) {
      if (left_ == 0) reserve();
      const auto wanted = static_cast<std::uint32_t>(std::min<std::size_t>(batch, credentials - out.ids.size()));
      const auto body = net_.net.issue_body(reservation_, std::min(wanted, left_));
      left_ -= static_cast<std::uint32_t>(body.items.size());
      out.records.push_back(net_.net.sign(net_.net.record(body, "79TH0001"), {"seal"}));
      for (const auto& item : body.items) out.ids.push_back(item.id);
    }
    return out;
  }

 private:
  void reserve() {
    constexpr std::uint32_t kMost = 9'984;  // of one reservation; a multiple of 64
    const auto record = net_.net.record(chain::RegisterReserve{test::code("award"), 2025, kMost}, "79TH0001");
    const auto accepted = net_.node().submit_and_wait(net_.net.sign(record, {"registrar"}));
    if (!accepted) {
      std::fprintf(stderr, "reserving: %s\n", accepted.error().to_string().c_str());
      std::exit(1);
    }
    const auto view = net_.node().view();
    const auto row = chain::find_reservation(*view->data, accepted->index);
    HOCBA_CHECK(row.ok() && row->has_value());
    reservation_ = **row;
    left_ = kMost;
  }

  test::NodeNetwork& net_;
  chain::ReservationState reservation_;
  std::uint32_t left_ = 0;
};

// Credentials per second, verified and durable. A refusal ends the program.
inline double submit_all(test::NodeNetwork& net, Load load) {
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
  return static_cast<double>(load.ids.size()) / seconds;
}

inline std::size_t number_of(const char* name, std::size_t otherwise) {
  const char* given = std::getenv(name);
  return given != nullptr ? std::strtoul(given, nullptr, 10) : otherwise;
}

}  // namespace hocba::bench
