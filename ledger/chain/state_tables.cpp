// Looking up rows of the state. Layout: state_keys.cpp, state_fields.hpp; normative: docs/formats/state.md.
#include <algorithm>

#include "ledger/chain/tables.hpp"

namespace hocba::chain {

namespace {

// A row that holds one big-endian number.
Result<std::optional<std::uint64_t>> read_number(const StateView& view, const std::string& key, std::size_t bytes) {
  HOCBA_TRY(auto value, view.get(key));
  if (!value) return std::optional<std::uint64_t>();
  if (value->size() != bytes) return Error(kStateCorrupt);
  std::uint64_t out = 0;
  for (const char c : *value) out = (out << 8) | static_cast<std::uint8_t>(c);
  return std::optional(out);
}

// The bytes of a key after its table's letter.
Result<std::string_view> after_letter(Table table, std::string_view key) {
  if (key.empty() || key.substr(0, 1) != table_prefix(table)) return Error(kStateCorrupt);
  return key.substr(1);
}

template <class T>
Result<T> decoded(std::string_view value) {
  T out;
  HOCBA_RETURN_IF_ERROR(ByteReader::into(out, value));
  return out;
}

}  // namespace

std::string_view to_text(CredentialStanding standing) {
  switch (standing) {
    case CredentialStanding::in_force:
      return "in_force";
    case CredentialStanding::suspended:
      return "suspended";
    case CredentialStanding::revoked:
      return "revoked";
    case CredentialStanding::superseded:
      return "superseded";
  }
  HOCBA_CHECK(false);
}

Result<std::optional<NetworkState>> find_network(const StateView& view) {
  return read_row<NetworkState>(view, network_key());
}

Result<std::optional<UnitState>> find_unit(const StateView& view, const UnitCode& code) {
  HOCBA_TRY(auto row, read_row<UnitState>(view, unit_key(code)));
  if (row) row->code = code;
  return row;
}

Result<std::optional<GrantState>> find_grant(const StateView& view, LeafIndex index) {
  HOCBA_TRY(auto row, read_row<GrantState>(view, grant_key(index)));
  if (row) row->index = index;
  return row;
}

Result<std::vector<LeafIndex>> grants_of_key(const StateView& view, const AnyKey& key, const UnitCode& unit) {
  HOCBA_TRY(auto row, read_row<KeyGrantsState>(view, key_grants_key(key, unit)));
  return row ? std::move(row->grants) : std::vector<LeafIndex>();
}

Result<std::vector<LeafIndex>> grants_of_key(const StateView& view, const AnyKey& key) {
  HOCBA_TRY(const auto row, read_row<KeyUnitsState>(view, key_units_key(key)));
  std::vector<LeafIndex> out;
  if (!row) return out;
  for (const UnitCode& unit : row->units) {
    HOCBA_TRY(const auto grants, grants_of_key(view, key, unit));
    out.insert(out.end(), grants.begin(), grants.end());
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::uint32_t> open_numbers(const StateView& view, const UnitCode& unit) {
  HOCBA_TRY(const auto row, read_row<OpenNumbersState>(view, open_numbers_key(unit)));
  return row ? row->open : 0;
}

Status change_open_numbers(Overlay& state, const UnitCode& unit, std::uint32_t more, std::uint32_t less) {
  HOCBA_TRY(const std::uint32_t open, open_numbers(state, unit));
  if (less > open) return Error(kStateCorrupt, "open numbers of " + unit.str());
  if (more > kMaxOpenNumbers - std::min(open, kMaxOpenNumbers))
    return Error(kTooManyOpen, std::to_string(open) + " of " + std::to_string(kMaxOpenNumbers));
  write_row(state, open_numbers_key(unit), OpenNumbersState{open + more - less});
  return done();
}

Result<std::optional<PolicyState>> find_policy(const StateView& view, const CredentialType& type,
                                               const PeriodCode& period) {
  return read_row<PolicyState>(view, policy_key(type, period));
}

Result<std::optional<ReservationState>> find_reservation(const StateView& view, LeafIndex index) {
  HOCBA_TRY(auto row, read_row<ReservationState>(view, reservation_key(index)));
  if (row) row->index = index;
  return row;
}

Result<std::optional<RegisterState>> find_register(const StateView& view, const UnitCode& unit,
                                                   const CredentialType& type, std::uint32_t year) {
  return read_row<RegisterState>(view, book_key({unit, type, year}));
}

Result<std::vector<LeafIndex>> reservations_near(const StateView& view, const BookRef& book, std::uint32_t chunk) {
  HOCBA_TRY(auto row, read_row<NumbersState>(view, numbers_key(book, chunk)));
  return row ? std::move(row->reservations) : std::vector<LeafIndex>();
}

Result<std::optional<ReservationState>> reservation_of(const StateView& view, const UnitCode& unit,
                                                       const CredentialType& type, std::uint32_t year,
                                                       std::uint32_t number) {
  HOCBA_TRY(const auto near, reservations_near(view, {unit, type, year}, number / kNumbersPerChunk));
  // Reservations are contiguous, so their indexes and their first numbers ascend together: the last that begins at or
  // before the number is the one that holds it, if any does.
  std::size_t low = 0;
  std::size_t high = near.size();
  std::optional<ReservationState> best;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    HOCBA_TRY(auto row, find_reservation(view, near[middle]));
    if (!row) return Error(kStateCorrupt);
    if (row->first <= number) {
      best = std::move(row);
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (best && number - best->first >= best->count) best.reset();
  return best;
}

Result<std::optional<NumberState>> number_in(const StateView& view, const ReservationState& reservation,
                                             std::uint32_t number) {
  return read_row<NumberState>(view, number_key(reservation, number));
}

Result<std::optional<NumberState>> find_number(const StateView& view, const UnitCode& unit, const CredentialType& type,
                                               std::uint32_t year, std::uint32_t number) {
  HOCBA_TRY(const auto reservation, reservation_of(view, unit, type, year, number));
  if (!reservation) return std::optional<NumberState>();
  return number_in(view, *reservation, number);
}

Result<std::optional<CredentialState>> find_credential(const StateView& view, const CredentialId& id) {
  HOCBA_TRY(auto row, read_row<CredentialState>(view, credential_key(id)));
  if (row) row->id = id;
  return row;
}

Result<std::optional<IssueState>> find_issue(const StateView& view, LeafIndex issued) {
  return read_row<IssueState>(view, issue_key(issued));
}

Result<std::optional<SnapshotState>> find_snapshot(const StateView& view, StatusPurpose purpose, std::uint32_t shard) {
  return read_row<SnapshotState>(view, snapshot_key(purpose, shard));
}

Result<std::optional<CredentialId>> find_serial(const StateView& view, const UnitCode& unit, const SerialTag& tag) {
  HOCBA_TRY(auto value, view.get(serial_key(unit, tag)));
  if (!value) return std::optional<CredentialId>();
  if (value->size() != CredentialId::kSize) return Error(kStateCorrupt);
  return std::optional(CredentialId::of(*value));
}

Result<std::optional<LeafIndex>> find_record(const StateView& view, const RecordId& id) {
  HOCBA_TRY(const auto value, read_number(view, record_key(id), 8));
  if (!value) return std::optional<LeafIndex>();
  return std::optional(LeafIndex{*value});
}

Result<bool> group_erased(const StateView& view, const CredentialId& id, const std::optional<CodeText>& group) {
  HOCBA_TRY(const auto whole, view.get(erased_key(id, std::nullopt)));
  if (whole || !group) return whole.has_value();
  HOCBA_TRY(const auto value, view.get(erased_key(id, group)));
  return value.has_value();
}

Result<std::optional<ShardState>> find_shard(const StateView& view, std::uint32_t shard) {
  return read_row<ShardState>(view, shard_key(shard));
}

Result<std::uint32_t> shard_count(const StateView& view) {
  HOCBA_TRY(const auto value, read_number(view, shard_count_key(), 4));
  return static_cast<std::uint32_t>(value.value_or(0));
}

namespace {

// What the key of a grant signed and was recorded by `used` is a thief's, perhaps; a confirmation recorded after the
// compromise covers it.
bool taints(const GrantState& grant, Time used, std::optional<LeafIndex> confirmed_by) {
  if (!grant.compromised_since || used < *grant.compromised_since) return false;
  return !confirmed_by || *confirmed_by < grant.revoked_by.value_or(LeafIndex{0});
}

Result<bool> tainted_behind(const StateView& view, const GrantState& grant, std::optional<LeafIndex> confirmed_by) {
  for (const GrantBehind& behind : grant.behind) {
    HOCBA_TRY(const auto granting, find_grant(view, behind.grant));
    if (!granting) return Error(kStateCorrupt, "grant " + std::to_string(log::to_u64(behind.grant)));
    if (taints(*granting, behind.used, confirmed_by)) return true;
  }
  return false;
}

}  // namespace

Result<bool> grantor_compromised(const StateView& view, const GrantState& grant) {
  return tainted_behind(view, grant, std::nullopt);
}

Result<bool> compromised(const StateView& view, const CredentialState& credential) {
  HOCBA_TRY(const auto issue, find_issue(view, credential.issued));
  if (!issue) return Error(kStateCorrupt);
  std::vector<LeafIndex> behind = issue->grants;
  behind.insert(behind.end(), issue->signers.begin(), issue->signers.end());
  for (const LeafIndex index : behind) {
    HOCBA_TRY(const auto grant, find_grant(view, index));
    if (!grant) return Error(kStateCorrupt);
    if (taints(*grant, credential.issued_at, credential.confirmed_by)) return true;
    HOCBA_TRY(const bool tainted, tainted_behind(view, *grant, credential.confirmed_by));
    if (tainted) return true;
  }
  return false;
}

Result<UnitState> decode_unit(std::string_view key, std::string_view value) {
  HOCBA_TRY(const std::string_view code, after_letter(Table::unit, key));
  HOCBA_TRY(auto unit, decoded<UnitState>(value));
  auto parsed = CodeText::parse(code, kMaxUnitCode);
  if (!parsed.ok()) return Error(kStateCorrupt);
  unit.code = std::move(parsed).value();
  return unit;
}

Result<GrantState> decode_grant(std::string_view key, std::string_view value) {
  HOCBA_TRY(const std::string_view index, after_letter(Table::grant, key));
  if (index.size() != 8) return Error(kStateCorrupt);
  HOCBA_TRY(auto grant, decoded<GrantState>(value));
  std::uint64_t number = 0;
  for (const char c : index) number = (number << 8) | static_cast<std::uint8_t>(c);
  grant.index = LeafIndex{number};
  return grant;
}

Result<PolicyState> decode_policy(std::string_view key, std::string_view value) {
  HOCBA_RETURN_IF_ERROR(after_letter(Table::policy, key));
  return decoded<PolicyState>(value);
}

Result<CredentialState> decode_credential(std::string_view key, std::string_view value) {
  HOCBA_TRY(const std::string_view id, after_letter(Table::credential, key));
  if (id.size() != CredentialId::kSize) return Error(kStateCorrupt);
  HOCBA_TRY(auto credential, decoded<CredentialState>(value));
  credential.id = CredentialId::of(id);
  return credential;
}

}  // namespace hocba::chain
