#include "node/kept_rows.hpp"

#include <algorithm>
#include <array>
#include <mutex>

namespace hocba::node {
namespace {

constexpr std::size_t kMostRows = 50'000;  // of some 200 bytes

bool is_kept(std::string_view key) {
  using chain::Table;
  static const std::array<std::string, 6> prefixes = {
      chain::table_prefix(Table::network),   chain::table_prefix(Table::unit),
      chain::table_prefix(Table::grant),     chain::table_prefix(Table::key_grants),
      chain::table_prefix(Table::key_units), chain::table_prefix(Table::policy)};
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) { return key.starts_with(prefix); });
}

// A row that cannot be read counts: whoever asks then asks in full, and is told of the damage.
bool is_compromised(std::string_view key, std::string_view value) {
  const auto grant = chain::decode_grant(key, value);
  return !grant.ok() || grant->compromised_since;
}

bool some_compromised_in(const store::Snapshot& data) {
  const std::string prefix = chain::table_prefix(chain::Table::grant);
  bool found = false;
  const Status scanned = data.scan_state(prefix, prefix, [&](std::string_view key, std::string_view value) {
    found = is_compromised(key, value);
    return !found;
  });
  return found || !scanned.ok();
}

bool some_compromised_by(const chain::Writes& written) {
  const std::string prefix = chain::table_prefix(chain::Table::grant);
  return std::any_of(written.begin(), written.end(), [&](const auto& row) {
    return row.first.starts_with(prefix) && is_compromised(row.first, row.second);
  });
}

}  // namespace

KeptRows::KeptRows(std::shared_ptr<const store::Snapshot> data, const KeptRows* before, const chain::Writes& written)
    : data_(std::move(data)) {
  const bool changed = std::any_of(written.begin(), written.end(), [](const auto& row) { return is_kept(row.first); });
  rows_ = before != nullptr && !changed ? before->rows_ : std::make_shared<Rows>();
  // What was compromised once stays so: nothing takes the mark back.
  some_compromised_ =
      before == nullptr ? some_compromised_in(*data_) : before->some_compromised_ || some_compromised_by(written);
}

Result<std::optional<std::string>> KeptRows::get(std::string_view key) const {
  if (!is_kept(key)) return data_->get(key);
  const std::string text(key);
  {
    const std::shared_lock lock(rows_->mutex);
    if (const auto found = rows_->rows.find(text); found != rows_->rows.end()) return std::optional(found->second);
  }
  HOCBA_TRY(auto value, data_->get(key));
  if (!value) return value;
  const std::unique_lock lock(rows_->mutex);
  if (rows_->rows.size() < kMostRows) rows_->rows.emplace(text, *value);
  return value;
}

std::size_t KeptRows::kept() const {
  const std::shared_lock lock(rows_->mutex);
  return rows_->rows.size();
}

}  // namespace hocba::node
