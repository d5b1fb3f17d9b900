// Keys and rows of the state's tables, for the rules that write them. Normative: docs/formats/state.md.
// Private to ledger/chain.
#pragma once

#include "ledger/chain/binary.hpp"
#include "ledger/chain/state_fields.hpp"

namespace hocba::chain {

inline constexpr std::uint32_t kNumbersPerChunk = 256;
inline constexpr std::uint32_t kStatusBitsPerChunk = 1024;

struct BookRef {  // one register book
  const UnitCode& unit;
  const CredentialType& type;
  std::uint32_t year;
};

std::string network_key();
std::string unit_key(const UnitCode& code);
std::string grant_key(LeafIndex index);
std::string key_grants_key(const AnyKey& key, const UnitCode& unit);
std::string key_units_key(const AnyKey& key);
std::string policy_key(const CredentialType& type, const PeriodCode& period);
std::string reservation_key(LeafIndex index);
std::string numbers_key(const BookRef& book, std::uint32_t chunk);
std::string book_key(const BookRef& book);
std::string open_numbers_key(const UnitCode& unit);
std::string number_key(const ReservationState& reservation, std::uint32_t number);
std::string credential_key(const CredentialId& id);
std::string transfer_key(const TransferId& id);
std::string custody_key(const CredentialId& id);
std::string issue_key(LeafIndex index);
std::string serial_key(const UnitCode& unit, const SerialTag& tag);
std::string record_key(const RecordId& id);
std::string shard_key(std::uint32_t shard);
std::string shard_count_key();
std::string status_key(StatusPurpose purpose, std::uint32_t shard, std::uint32_t chunk);
std::string snapshot_key(StatusPurpose purpose, std::uint32_t shard);
std::string erased_key(const CredentialId& id, const std::optional<CodeText>& group);

// The row at a key, decoded, or nothing.
template <class T>
Result<std::optional<T>> read_row(const StateView& view, const std::string& key) {
  HOCBA_TRY(auto bytes, view.get(key));
  if (!bytes) return std::optional<T>();
  std::optional<T> out(std::in_place);
  HOCBA_RETURN_IF_ERROR(ByteReader::into(*out, *bytes));
  return out;
}
template <class T>
void write_row(Overlay& state, std::string key, const T& row) {
  state.put(std::move(key), ByteWriter::bytes_of(row));
}

Result<std::optional<ShardState>> find_shard(const StateView& view, std::uint32_t shard);
Result<std::vector<LeafIndex>> reservations_near(const StateView& view, const BookRef& book, std::uint32_t chunk);
// What became of a number of this reservation.
Result<std::optional<NumberState>> number_in(const StateView& view, const ReservationState& reservation,
                                             std::uint32_t number);
std::string be64(std::uint64_t value);
// The unit reserved numbers (more) or used some of them (less): chain.too_many_open.
Status change_open_numbers(Overlay& state, const UnitCode& unit, std::uint32_t more, std::uint32_t less);
Status set_status_bit(Overlay& state, StatusPurpose purpose, std::uint64_t status, bool on);

}  // namespace hocba::chain
