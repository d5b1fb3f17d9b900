#include "cli/record_room.hpp"

#include <nlohmann/json.hpp>

#include "crypto/json.hpp"

namespace hocba::cli {

namespace {

// With the longest of numbers.
std::size_t bytes_of_item(const std::optional<std::vector<chain::ItemAttempt>>& attempts) {
  chain::CredentialIssue issue;
  issue.items.resize(1);
  issue.items[0].attempts = attempts;
  issue.items[0].number = 4'000'000'000;
  issue.items[0].status = std::uint64_t{1} << 52;
  chain::Record record;
  record.body = std::move(issue);
  return crypto::canonical(chain::record_json(record).at("body").at("items")).size();
}

}  // namespace

bool RecordRoom::take(const std::optional<std::vector<chain::ItemAttempt>>& attempts) {
  const std::size_t bytes = bytes_of_item(attempts);
  if (items_ > 0 && (items_ == most_ || bytes_ + bytes > kIssueItemsBytes)) return false;
  ++items_;
  bytes_ += bytes;
  return true;
}

}  // namespace hocba::cli
