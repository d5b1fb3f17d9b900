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

// Register numbers reserved ahead, records made of them later: a reservation goes through the network's own builder,
// which must stand where the node stands, and load does not pass through it.
class Feeder {
 public:
  Feeder(test::NodeNetwork& net, std::size_t credentials) : net_(net) {
    constexpr std::size_t kMost = 9'984;  // of one reservation; a multiple of 64
    for (std::size_t left = (credentials + kMost - 1) / kMost; left > 0; --left) {
      const auto count = static_cast<std::uint32_t>(kMost);
      reservations_.push_back(
          {net.must(chain::RegisterReserve{test::code("award"), 2025, count}, "79TH0001", {"registrar"}), count});
    }
  }
  // Credentials in records of `batch`, signed.
  Load take(std::size_t credentials, std::uint32_t batch) {
    Load out;
    while (out.ids.size() < credentials) {
      HOCBA_CHECK(!reservations_.empty());
      auto& [reservation, left] = reservations_.back();
      const auto wanted = static_cast<std::uint32_t>(std::min<std::size_t>(batch, credentials - out.ids.size()));
      const auto body = net_.net.issue_body(reservation, std::min(wanted, left));
      left -= static_cast<std::uint32_t>(body.items.size());
      if (left == 0) reservations_.pop_back();
      out.records.push_back(net_.net.sign(net_.net.record(body, "79TH0001"), {"seal"}));
      for (const auto& item : body.items) out.ids.push_back(item.id);
    }
    return out;
  }

 private:
  struct Reservation {
    chain::LeafIndex index;
    std::uint32_t left;
  };
  test::NodeNetwork& net_;
  std::vector<Reservation> reservations_;
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
