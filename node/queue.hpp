// The queues between threads, and the only mutexes of the node.
//
// Queue: bounded, many producers, many consumers. Turnstile: callers pass one at a time, for short read-modify-write
// sequences of the vault (a queue of waiting callers). Alarm: one waiting thread. Threads: safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

namespace hocba::node {

template <class T>
class Queue {
 public:
  explicit Queue(std::size_t bound) : bound_(bound) {}

  // False when it is full or closed; the value is then untouched.
  bool push(T& value) {
    {
      std::lock_guard lock(mutex_);
      if (closed_ || items_.size() >= bound_) return false;
      items_.push_back(std::move(value));
    }
    ready_.notify_one();
    return true;
  }
  // Waits for at least one; takes at most `max`. Empty: closed and drained.
  std::vector<T> take(std::size_t max) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !items_.empty(); });
    std::vector<T> out;
    while (!items_.empty() && out.size() < max) {
      out.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return out;
  }
  // What is there now, at most `max`; never waits.
  std::vector<T> take_now(std::size_t max) {
    const std::lock_guard lock(mutex_);
    std::vector<T> out;
    while (!items_.empty() && out.size() < max) {
      out.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return out;
  }
  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

 private:
  const std::size_t bound_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
  bool closed_ = false;
};

// Wakes one thread that waits for its next task or for its end.
class Alarm {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    ready_.notify_one();
  }
  void wait_for(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, longest, [&] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  bool rung_ = false;
};

class Turnstile {
 public:
  std::unique_lock<std::mutex> pass() const { return std::unique_lock(mutex_); }

 private:
  mutable std::mutex mutex_;
};

}  // namespace hocba::node
