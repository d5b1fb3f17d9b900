#include "api/pending.hpp"

#include <pthread.h>

#include <utility>

namespace hocba::api {

using Clock = std::chrono::steady_clock;

Pending::Pending()
    : thread_([this] {
        pthread_setname_np(pthread_self(), "hocba-late");
        watch();
      }) {}

Pending::~Pending() {
  stopping_ = true;
  alarm_.ring();
  thread_.join();
}

Respond Pending::within(std::uint32_t wait_ms, Response late, Respond respond) {
  auto waiting = std::make_shared<Waiting>();
  waiting->deadline = Clock::now() + std::chrono::milliseconds(wait_ms);
  waiting->late = std::move(late);
  waiting->respond = std::move(respond);
  {
    const auto lock = turnstile_.pass();
    waiting_.push_back(waiting);
  }
  // Who is answered is let go at once: what a responder holds (a connection) must not outlive the server in our list.
  return [waiting](Response response) {
    if (!waiting->answered.exchange(true)) std::exchange(waiting->respond, nullptr)(std::move(response));
  };
}

// A late answer is up to this much later still; nothing depends on it.
static constexpr std::chrono::milliseconds kLook{50};

void Pending::watch() {
  // At the end everybody is answered, also those who came while this thread was looking or had not begun.
  for (bool last = false; !last;) {
    alarm_.wait_for(kLook);
    last = stopping_;
    std::list<std::shared_ptr<Waiting>> over;
    {
      const auto lock = turnstile_.pass();
      const auto now = Clock::now();
      for (auto it = waiting_.begin(); it != waiting_.end();) {
        const auto next = std::next(it);
        if ((*it)->answered) {
          waiting_.erase(it);
        } else if ((*it)->deadline <= now || last) {
          over.splice(over.end(), waiting_, it);
        }
        it = next;
      }
    }
    for (auto& waiting : over) {
      if (!waiting->answered.exchange(true)) std::exchange(waiting->respond, nullptr)(std::move(waiting->late));
    }
  }
}

}  // namespace hocba::api
