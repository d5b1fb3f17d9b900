// Documents that wait for their record: the book-keeping, and what the vault does with it.
#include "node/vault_waiting.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

using store::VaultTable;

namespace {

constexpr std::size_t kProbes = 64;            // by a deposit that finds a quota reached
constexpr std::size_t kSettledAtOnce = 1'000;  // by one step of the maintenance thread
constexpr std::size_t kDestroyedAtOnce = 256;  // likewise: each step rewrites files

// meta: a signature that a return or a drop took back, for ever: who has a copy of it could bring it again. Named by
// what was signed beside the content (key, time, its own id), not by its bytes: P-256 has two of them for one.
std::vector<std::string> taken_back_names(const credential::Document& document) {
  std::vector<std::string> out;
  const auto& core = document.core();
  const auto proofs = core.find("proof");
  if (proofs == core.end()) return out;
  const auto add = [&](nlohmann::json proof) {
    proof.erase("proofValue");
    out.push_back("y" + document.id().str() + crypto::sha256(crypto::canonical(proof)).str());
  };
  if (proofs->is_object()) add(*proofs);
  if (proofs->is_array())
    for (const auto& proof : *proofs) add(proof);
  return out;
}

}  // namespace

// --- rows --------------------------------------------------------------------------------------------------------

std::string waiting_row_name(const WaitingDocument& document) {
  return "w" + document.id.str() + document.digest.str();
}

std::string waiting_row_value(const WaitingDocument& document, Time since) {
  return be64(static_cast<std::uint64_t>(since.seconds)) + document.unit;
}

std::optional<WaitingRow> parse_waiting_row(std::string_view name, std::string_view value) {
  constexpr std::size_t kId = credential::CredentialId::kSize;
  if (name.size() != 1 + kId + crypto::Digest::kSize || value.size() < 8) return std::nullopt;
  return WaitingRow{{std::string(value.substr(8)), credential::CredentialId::of(name.substr(1, kId)),
                     crypto::Digest::of(name.substr(1 + kId))},
                    Time{static_cast<std::int64_t>(read_be64(value))}};
}

// --- who waits ---------------------------------------------------------------------------------------------------

void Waiting::put(const WaitingDocument& document, Time since) {
  const auto lock = turnstile_.pass();
  const bool fresh = items_.insert_or_assign(document, Item{since}).second;
  if (fresh) ++of_unit_[document.unit];
  leaving_.erase({document.id, document.digest});
}

void Waiting::withdraw(const WaitingDocument& document) {
  const auto lock = turnstile_.pass();
  if (items_.insert_or_assign(document, Item{kWithdrawn}).second) ++of_unit_[document.unit];
  leaving_.emplace(document.id, document.digest);
}

void Waiting::drop(const WaitingDocument& document) {
  const auto lock = turnstile_.pass();
  if (items_.erase(document) == 0) return;
  leaving_.erase({document.id, document.digest});
  const auto unit = of_unit_.find(document.unit);
  if (--unit->second != 0) return;
  of_unit_.erase(unit);
  seen_to_.erase(document.unit);
}

std::size_t Waiting::size() const {
  const auto lock = turnstile_.pass();
  return items_.size();
}

std::size_t Waiting::of_unit(const std::string& unit) const {
  const auto lock = turnstile_.pass();
  const auto found = of_unit_.find(unit);
  return found == of_unit_.end() ? 0 : found->second;
}

std::vector<WaitingDocument> Waiting::next(const std::string& unit, std::size_t most) {
  const auto lock = turnstile_.pass();
  const auto begin = unit.empty() ? items_.begin() : items_.lower_bound({unit, {}, {}});
  const auto within = [&](const Items::iterator& at) {
    return at != items_.end() && (unit.empty() || at->first.unit == unit);
  };
  std::vector<WaitingDocument> out;
  auto at = begin;
  if (const auto seen = seen_to_.find(unit); seen != seen_to_.end()) at = items_.upper_bound(seen->second);
  for (bool round = false; out.size() < most;) {
    if (!within(at)) {
      if (round || !within(begin)) break;
      round = true;
      at = begin;
    }
    if (!out.empty() && at->first == out.front()) break;
    out.push_back((at++)->first);
  }
  if (!out.empty()) seen_to_.insert_or_assign(unit, out.back());
  return out;
}

std::size_t Waiting::let_go(Time before) {
  const auto lock = turnstile_.pass();
  for (auto& [document, item] : items_) {
    if (item.stage != Stage::waits || item.since > before) continue;
    item.stage = Stage::let_go;
    leaving_.emplace(document.id, document.digest);
  }
  return leaving_.size();
}

bool Waiting::is_let_go(const credential::CredentialId& id, const crypto::Digest& digest) const {
  const auto lock = turnstile_.pass();
  return leaving_.count({id, digest}) != 0;
}

void Waiting::confirm() {
  const auto lock = turnstile_.pass();
  for (auto& [document, item] : items_)
    if (item.stage == Stage::let_go) item.stage = Stage::confirmed;
}

std::vector<WaitingDocument> Waiting::confirmed(std::size_t most) const {
  const auto lock = turnstile_.pass();
  std::vector<WaitingDocument> out;
  for (const auto& [document, item] : items_) {
    if (out.size() == most) break;
    if (item.stage == Stage::confirmed) out.push_back(document);
  }
  return out;
}

// --- what the vault does -----------------------------------------------------------------------------------------

Status Vault::State::load_waiting() {
  return tables->scan(VaultTable::meta, "w", "w", [this](std::string_view name, std::string_view value) {
    const auto row = parse_waiting_row(name, value);
    if (row && row->since == kWithdrawn)
      waiting.withdraw(row->document);
    else if (row)
      waiting.put(row->document, row->since);
    return true;
  });
}

// Those of `probed` that the ledger names wait no more: their rows go with `batch`.
Result<std::vector<WaitingDocument>> Vault::State::recorded_of(const LedgerView& view,
                                                               const std::vector<WaitingDocument>& probed,
                                                               std::vector<store::VaultWrite>& batch) const {
  std::vector<WaitingDocument> out;
  for (const auto& document : probed) {
    HOCBA_TRY(const auto credential, chain::find_credential(*view.state, document.id));
    if (!credential || credential->digest != document.digest) continue;
    batch.push_back({VaultTable::meta, waiting_row_name(document), std::nullopt});
    out.push_back(document);
  }
  return out;
}

// A unit that deposits and records in turn never sees its quota: what it finds full is full of recorded ones, and a few
// probes make room. Whoever only deposits pays these probes for each refusal, no more.
Status Vault::State::make_room(const LedgerView& view, const std::string& unit) {
  const auto& limits = config.vault;
  const bool unit_full = waiting.of_unit(unit) >= limits.max_waiting_per_unit;
  const bool all_full = waiting.size() >= limits.max_waiting_documents;
  if (!unit_full && !all_full) return done();
  std::vector<store::VaultWrite> batch;
  HOCBA_TRY(const auto recorded, recorded_of(view, waiting.next(unit_full ? unit : std::string(), kProbes), batch));
  if (!batch.empty()) HOCBA_RETURN_IF_ERROR(tables->write(batch));
  for (const auto& document : recorded) waiting.drop(document);
  if (waiting.of_unit(unit) >= limits.max_waiting_per_unit) return Error(kTooManyWaiting, unit);
  if (waiting.size() >= limits.max_waiting_documents) return Error(kTooManyWaiting);
  return done();
}

Status Vault::settle_waiting(const LedgerView& view) {
  const auto turn = state_->writers.pass();
  std::vector<store::VaultWrite> batch;
  HOCBA_TRY(const auto recorded, state_->recorded_of(view, state_->waiting.next({}, kSettledAtOnce), batch));
  if (!batch.empty()) HOCBA_RETURN_IF_ERROR(state_->tables->write(batch));
  for (const auto& document : recorded) state_->waiting.drop(document);
  return done();
}

std::size_t Vault::let_go(Time now) {
  const std::int64_t days = state_->config.vault.waiting_days;
  return state_->waiting.let_go(days == 0 ? kWithdrawn : now - hocba::days(days));
}

Status Vault::withdraw(const LedgerView& view, const credential::Document& document) {
  const WaitingDocument waits{document.unit().str(), document.id(), document.digest()};
  const auto turn = state_->writers.pass();
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, waits.id));
  if (recorded && recorded->digest == waits.digest) return done();
  std::vector<store::VaultWrite> batch;
  for (auto& name : taken_back_names(document)) batch.push_back({VaultTable::meta, std::move(name), std::string()});
  HOCBA_TRY(const bool here, state_->objects.exists(core_name(waits.id, waits.digest)));
  if (here) batch.push_back({VaultTable::meta, waiting_row_name(waits), waiting_row_value(waits, kWithdrawn)});
  if (batch.empty()) return done();
  HOCBA_RETURN_IF_ERROR(state_->tables->write(batch));
  if (here) state_->waiting.withdraw(waits);
  return done();
}

Status Vault::check_not_taken_back(const credential::Document& document) const {
  for (const auto& name : taken_back_names(document)) {
    HOCBA_TRY(const auto found, state_->tables->get(VaultTable::meta, name));
    if (found) return Error(kSignatureTakenBack, credential::to_text(document.id()));
  }
  return done();
}

void Vault::confirm_let_go() { state_->waiting.confirm(); }
std::size_t Vault::waiting() const { return state_->waiting.size(); }

Result<std::uint64_t> Vault::destroy_let_go(const LedgerView& view) {
  const auto turn = state_->writers.pass();
  const auto over = state_->waiting.confirmed(kDestroyedAtOnce);
  if (over.empty()) return std::uint64_t{0};
  std::vector<store::VaultWrite> rows;
  HOCBA_TRY(const auto recorded, state_->recorded_of(view, over, rows));
  Erased erased;
  std::uint64_t destroyed = 0;
  for (const auto& document : over) {
    if (std::find(recorded.begin(), recorded.end(), document) != recorded.end()) continue;
    HOCBA_RETURN_IF_ERROR(state_->collect_version(document.id, document.digest, std::nullopt, erased));
    rows.push_back({VaultTable::meta, waiting_row_name(document), std::nullopt});
    ++destroyed;
  }
  // The dated rows go in the batch that deletes the documents: a crash leaves both, or an order to finish shredding.
  if (destroyed == 0)
    HOCBA_RETURN_IF_ERROR(state_->tables->write(rows));
  else
    HOCBA_RETURN_IF_ERROR(state_->tables->shred(erased.doomed, rows));
  for (const auto& document : over) state_->waiting.drop(document);
  return destroyed;
}

}  // namespace hocba::node
