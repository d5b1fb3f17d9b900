#include "api/body_budget.hpp"

#include "api/rate_limit.hpp"
#include "crypto/check.hpp"

namespace hocba::api {

bool BodyBudget::take(const std::string& client, std::size_t bytes) {
  constexpr std::size_t kShares = 4;
  const auto turn = turnstile_.pass();
  const auto found = by_client_.find(client);
  const std::size_t had = found == by_client_.end() ? 0 : found->second;
  if (bytes > bytes_ - taken_ || had + bytes > bytes_ / kShares) return false;
  taken_ += bytes;
  by_client_[client] = had + bytes;
  return true;
}

void BodyBudget::give_back(const std::string& client, std::size_t bytes) {
  if (bytes == 0) return;
  const auto turn = turnstile_.pass();
  const auto found = by_client_.find(client);
  HOCBA_CHECK(found != by_client_.end() && found->second >= bytes && taken_ >= bytes);
  taken_ -= bytes;
  found->second -= bytes;
  if (found->second == 0) by_client_.erase(found);
}

std::size_t BodyBudget::taken() const {
  const auto turn = turnstile_.pass();
  return taken_;
}

BodyShare::BodyShare(BodyBudget& budget, const std::string& address) : budget_(budget), client_(client_of(address)) {}
BodyShare::~BodyShare() { budget_.give_back(client_, taken_); }

bool BodyShare::grow_to(std::size_t bytes) {
  if (refused_) return false;
  if (bytes <= BodyBudget::kFree || bytes - BodyBudget::kFree <= taken_) return true;
  const std::size_t more = bytes - BodyBudget::kFree - taken_;
  if (!budget_.take(client_, more)) {
    refused_ = true;
    return false;
  }
  taken_ += more;
  return true;
}

}  // namespace hocba::api
