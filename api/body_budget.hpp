// The memory that request bodies under way may take, before anything is known of who sends them: a bound for all
// together and one for each client (api::client_of), a quarter of it. A body counts as it arrives, above kFree; what
// does not fit is refused (api.busy), and what was taken is given back with the BodyShare of its request. Threads:
// safe.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "node/queue.hpp"

namespace hocba::api {

class BodyBudget {
 public:
  static constexpr std::size_t kFree = 64u << 10;  // of each request: most have less and pass uncounted

  explicit BodyBudget(std::size_t bytes) : bytes_(bytes) {}
  bool take(const std::string& client, std::size_t bytes);
  void give_back(const std::string& client, std::size_t bytes);
  std::size_t taken() const;

 private:
  const std::size_t bytes_;
  node::Turnstile turnstile_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> by_client_;
};

// What one request has taken. The budget outlives it.
class BodyShare {
 public:
  BodyShare(BodyBudget& budget, const std::string& address);
  ~BodyShare();
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;
  // The body is this long now. False, from then on: it is refused.
  bool grow_to(std::size_t bytes);
  bool refused() const { return refused_; }

 private:
  BodyBudget& budget_;
  const std::string client_;
  std::size_t taken_ = 0;
  bool refused_ = false;
};

}  // namespace hocba::api
