// Answers that must not be late: a responder that answers once, with what it is given or, after a time, with something
// else. One thread looks after all of them. Threads: safe.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <thread>

#include "api/http.hpp"
#include "node/queue.hpp"

namespace hocba::api {

class Pending {
 public:
  Pending();
  ~Pending();
  Respond within(std::uint32_t wait_ms, Response late, Respond respond);

 private:
  struct Waiting {
    std::atomic<bool> answered{false};
    std::chrono::steady_clock::time_point deadline;
    Response late;
    Respond respond;
  };
  void watch();
  node::Turnstile turnstile_;
  node::Alarm alarm_;
  std::list<std::shared_ptr<Waiting>> waiting_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace hocba::api
