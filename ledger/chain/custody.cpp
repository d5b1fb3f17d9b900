// Transfers and custody: their words, rows and deadlines. The rules are in rules_custody.cpp.
#include <algorithm>
#include <array>

#include "ledger/chain/json_reader.hpp"
#include "ledger/chain/tables.hpp"

namespace hocba::chain {

namespace {

constexpr std::array<std::string_view, 3> kAnswers = {"accept", "refuse", "withdraw"};
constexpr std::array<std::string_view, 6> kStandings = {"requested", "accepted", "refused",
                                                        "withdrawn", "released", "received"};
constexpr unsigned kAnswerDaysWithin = 5;   // a province
constexpr unsigned kAnswerDaysBetween = 8;  // two provinces

// The nearest department (sở) above the unit that this one is by now, itself included: its province.
Result<std::optional<UnitCode>> department_of(const StateView& view, const UnitCode& code, Time at) {
  HOCBA_TRY(std::optional<UnitCode> unit, successor_of(view, code, at));
  for (std::size_t depth = 0; unit && depth <= kMaxUnitDepth; ++depth) {
    HOCBA_TRY(const auto state, find_unit(view, *unit));
    if (!state) return Error(kUnknownUnit, unit->str());
    if (state->type == UnitType::department) return unit;
    HOCBA_TRY(unit, superior_of(view, *state, at));
  }
  return std::optional<UnitCode>();
}

}  // namespace

std::string_view to_text(CustodyAnswer answer) { return kAnswers.at(static_cast<std::size_t>(answer)); }
std::string_view to_text(TransferStanding standing) { return kStandings.at(static_cast<std::size_t>(standing)); }

Result<CustodyAnswer> custody_answer_from_text(std::string_view text) {
  const auto* found = std::find(kAnswers.begin(), kAnswers.end(), text);
  if (found == kAnswers.end()) return Error(kUnknownWord);
  return static_cast<CustodyAnswer>(found - kAnswers.begin());
}
void JsonReader::read(CustodyAnswer& value) { store(value, custody_answer_from_text(string()), kUnknownWord); }

bool is_over(TransferStanding standing) {
  return standing == TransferStanding::refused || standing == TransferStanding::withdrawn ||
         standing == TransferStanding::received;
}

Result<std::optional<TransferState>> find_transfer(const StateView& view, const TransferId& id) {
  HOCBA_TRY(auto row, read_row<TransferState>(view, transfer_key(id)));
  if (row) row->id = id;
  return row;
}

Result<std::optional<CustodyState>> find_custody(const StateView& view, const CredentialId& id) {
  return read_row<CustodyState>(view, custody_key(id));
}

Result<UnitCode> custodian_of(const StateView& view, const CredentialState& credential) {
  HOCBA_TRY(const auto custody, find_custody(view, credential.id));
  return custody ? custody->unit : credential.unit;
}

Result<TransferState> decode_transfer(std::string_view key, std::string_view value) {
  const std::string prefix = table_prefix(Table::transfer);
  if (key.size() != prefix.size() + TransferId::kSize || key.substr(0, prefix.size()) != prefix)
    return Error(kStateCorrupt);
  TransferState out;
  HOCBA_RETURN_IF_ERROR(ByteReader::into(out, value));
  out.id = TransferId::of(key.substr(prefix.size()));
  return out;
}

Result<unsigned> answer_days(const StateView& view, const TransferState& transfer, Time at) {
  HOCBA_TRY(const auto leaving, department_of(view, transfer.leaving, at));
  HOCBA_TRY(const auto receiving, department_of(view, transfer.receiving, at));
  return leaving && leaving == receiving ? kAnswerDaysWithin : kAnswerDaysBetween;
}

Result<std::optional<TransferDeadline>> next_deadline(const StateView& view, const TransferState& transfer, Time at) {
  if (is_over(transfer.standing)) return std::optional<TransferDeadline>();
  if (transfer.standing == TransferStanding::requested) {
    HOCBA_TRY(const unsigned working_days, answer_days(view, transfer, at));
    return std::optional(TransferDeadline{transfer.requested.time, working_days});
  }
  const bool waits = transfer.standing == TransferStanding::accepted;
  const auto& step = waits ? transfer.accepted : transfer.released;
  if (!step) return Error(kStateCorrupt, "transfer " + to_text(transfer.id));
  return std::optional(TransferDeadline{step->time, waits ? kReleaseDays : kReceiveDays});
}

}  // namespace hocba::chain
