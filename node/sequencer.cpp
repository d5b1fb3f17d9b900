// The local sequencer: places in one process, in the order of arrival; and the sole voter of a network of one.
#include "node/sequencer.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "node/codes.hpp"

namespace hocba::node {

namespace {

class LocalSequencer : public Sequencer {
 public:
  LocalSequencer(std::size_t max_records, std::size_t max_bytes) : max_records_(max_records), max_bytes_(max_bytes) {}

  Result<Place> reserve(std::size_t bytes) override {
    const std::lock_guard lock(mutex_);
    if (stopped_) return Error(kStopped);
    if (slots_.size() >= max_records_ || bytes_ + bytes > max_bytes_) return Error(kQueueFull);
    slots_.push_back({Slot::State::open, bytes, {}});
    bytes_ += bytes;
    return first_ + slots_.size() - 1;
  }
  void fill(Place place, Submission submission) override { settle(place, Slot::State::filled, std::move(submission)); }
  void drop(Place place) override { settle(place, Slot::State::dropped, {}); }

  std::vector<Submission> next_group(std::size_t records, std::size_t bytes) override {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] {
      skip_dropped();
      return woken_ || (slots_.empty() ? stopped_ : slots_.front().state == Slot::State::filled);
    });
    woken_ = false;
    std::vector<Submission> out;
    std::size_t taken = 0;
    for (skip_dropped(); !slots_.empty() && slots_.front().state == Slot::State::filled; skip_dropped()) {
      if (out.size() == records || (!out.empty() && taken + slots_.front().bytes > bytes)) break;
      taken += slots_.front().bytes;
      out.push_back(*std::move(slots_.front().submission));
      pop();
    }
    return out;
  }
  void wake() override {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    ready_.notify_one();
  }
  void stop() override {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    ready_.notify_one();
  }
  bool finished() const override {
    const std::lock_guard lock(mutex_);
    return stopped_ && slots_.empty();
  }
  std::size_t waiting() const override {
    const std::lock_guard lock(mutex_);
    return slots_.size();
  }

 private:
  struct Slot {
    enum class State { open, filled, dropped } state = State::open;
    std::size_t bytes = 0;
    std::optional<Submission> submission;
  };

  void settle(Place place, Slot::State state, std::optional<Submission> submission) {
    bool front = false;
    {
      const std::lock_guard lock(mutex_);
      HOCBA_CHECK(place >= first_ && place - first_ < slots_.size());
      Slot& slot = slots_[place - first_];
      HOCBA_CHECK(slot.state == Slot::State::open);
      slot.state = state;
      slot.submission = std::move(submission);
      front = place == first_;
    }
    // Only the front can make a group ready; the ledger thread takes what stands behind it with it.
    if (front) ready_.notify_one();
  }
  void pop() {
    bytes_ -= slots_.front().bytes;
    slots_.pop_front();
    ++first_;
  }
  void skip_dropped() {
    while (!slots_.empty() && slots_.front().state == Slot::State::dropped) pop();
  }

  const std::size_t max_records_, max_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Slot> slots_;
  Place first_ = 0;  // of slots_.front()
  std::size_t bytes_ = 0;
  bool woken_ = false, stopped_ = false;
};

class SoleVoter : public Voting {
 public:
  SoleVoter(std::string origin, std::string witness, crypto::KeyPair log_key, crypto::KeyPair vote_key)
      : origin_(std::move(origin)),
        witness_(std::move(witness)),
        log_key_(std::move(log_key)),
        vote_key_(std::move(vote_key)) {}

  Result<log::SignedCheckpoint> finalise(const store::Vote& vote) override {
    log::SignedCheckpoint out;
    out.checkpoint = {origin_, vote.size, vote.root};
    out.note.text = out.checkpoint.text();
    out.note.signatures.push_back(crypto::sign_note(out.note.text, origin_, log_key_));
    out.note.signatures.push_back(crypto::cosign_note(out.note.text, witness_, vote_key_, vote.time));
    return out;
  }

 private:
  const std::string origin_, witness_;
  const crypto::KeyPair log_key_, vote_key_;
};

}  // namespace

std::unique_ptr<Sequencer> make_local_sequencer(std::size_t max_records, std::size_t max_bytes) {
  return std::make_unique<LocalSequencer>(max_records, max_bytes);
}

std::unique_ptr<Voting> make_sole_voter(std::string origin, std::string witness, crypto::KeyPair log_key,
                                        crypto::KeyPair vote_key) {
  return std::make_unique<SoleVoter>(std::move(origin), std::move(witness), std::move(log_key), std::move(vote_key));
}

}  // namespace hocba::node
