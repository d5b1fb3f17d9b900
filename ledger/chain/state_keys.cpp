// The keys of the state's tables: one letter, then raw bytes. Short, since a million records have several each.
#include "ledger/chain/tables.hpp"

namespace hocba::chain {

namespace {

constexpr std::size_t kShortIdBytes =
    16;  // of record ids and serial tags: 128 bits, against which a clash needs 2^64 tries

char letter(Table table) {
  switch (table) {
    case Table::network:
      return 'N';
    case Table::unit:
      return 'U';
    case Table::grant:
      return 'G';
    case Table::key_grants:
      return 'K';
    case Table::key_units:
      return 'k';
    case Table::policy:
      return 'P';
    case Table::reservation:
      return 'R';
    case Table::numbers:
      return 'r';
    case Table::book:
      return 'B';
    case Table::open_numbers:
      return 'o';
    case Table::number:
      return 'n';
    case Table::credential:
      return 'C';
    case Table::issue:
      return 'J';
    case Table::serial:
      return 'S';
    case Table::record:
      return 'I';
    case Table::shard:
      return 'H';
    case Table::shard_count:
      return 'h';
    case Table::status:
      return 's';
    case Table::snapshot:
      return 'z';
    case Table::erased:
      return 'E';
    case Table::transfer:
      return 'T';
    case Table::custody:
      return 'c';
    case Table::programme:
      return 'p';
    case Table::newest_version:
      return 'q';
    case Table::programme_code:
      return 'a';
    case Table::roster:
      return 'L';
    case Table::seat:
      return 'X';
    case Table::training_class:
      return 'V';
    case Table::class_number:
      return 'v';
    case Table::attempt:
      return 'Y';
    case Table::session:
      return 'y';
    case Table::report:
      return 'F';
    case Table::report_slot:
      return 'f';
    case Table::cited_seats:
      return 'W';
  }
  HOCBA_CHECK(false);
}

std::string key_of(Table table) { return std::string(1, letter(table)); }

std::string of_book(Table table, const BookRef& book) {
  std::string key = key_of(table);
  append_text(key, book.unit.str());
  append_text(key, book.type.str());
  append_be(key, book.year, 2);
  return key;
}

}  // namespace

std::string table_prefix(Table table) { return key_of(table); }

std::string be64(std::uint64_t value) {
  std::string out;
  append_be(out, value, 8);
  return out;
}

std::string network_key() { return key_of(Table::network); }
std::string unit_key(const UnitCode& code) { return key_of(Table::unit) + code.str(); }
std::string grant_key(LeafIndex index) { return key_of(Table::grant) + be64(log::to_u64(index)); }
std::string key_grants_key(const AnyKey& key, const UnitCode& unit) {
  return key_of(Table::key_grants) + key.multicodec() + unit.str();
}
std::string key_units_key(const AnyKey& key) { return key_of(Table::key_units) + key.multicodec(); }
std::string policy_key(const CredentialType& type, const PeriodCode& period) {
  std::string key = key_of(Table::policy);
  append_text(key, type.str());
  return key + period.str();
}
std::string reservation_key(LeafIndex index) { return key_of(Table::reservation) + be64(log::to_u64(index)); }
std::string numbers_key(const BookRef& book, std::uint32_t chunk) {
  std::string key = of_book(Table::numbers, book);
  append_be(key, chunk, 4);
  return key;
}
std::string book_key(const BookRef& book) { return of_book(Table::book, book); }
std::string open_numbers_key(const UnitCode& unit) { return key_of(Table::open_numbers) + unit.str(); }
std::string number_key(const ReservationState& reservation, std::uint32_t number) {
  std::string key = key_of(Table::number) + be64(log::to_u64(reservation.index));
  append_be(key, number - reservation.first, 2);
  return key;
}
std::string credential_key(const CredentialId& id) { return key_of(Table::credential) + id.str(); }
std::string transfer_key(const TransferId& id) { return key_of(Table::transfer) + id.str(); }
std::string custody_key(const CredentialId& id) { return key_of(Table::custody) + id.str(); }
std::string issue_key(LeafIndex index) { return key_of(Table::issue) + be64(log::to_u64(index)); }
std::string serial_key(const UnitCode& unit, const SerialTag& tag) {
  std::string of_unit;
  append_text(of_unit, unit.str());
  const Digest digest = crypto::sha256({of_unit, tag.view()});
  return key_of(Table::serial).append(digest.view().substr(0, kShortIdBytes));
}
std::string record_key(const RecordId& id) { return key_of(Table::record).append(id.view().substr(0, kShortIdBytes)); }
std::string shard_key(std::uint32_t shard) {
  std::string key = key_of(Table::shard);
  append_be(key, shard, 4);
  return key;
}
std::string shard_count_key() { return key_of(Table::shard_count); }
std::string status_key(StatusPurpose purpose, std::uint32_t shard, std::uint32_t chunk) {
  std::string key = key_of(Table::status);
  append_be(key, static_cast<std::uint64_t>(purpose), 1);
  append_be(key, shard, 4);
  append_be(key, chunk, 2);
  return key;
}
std::string snapshot_key(StatusPurpose purpose, std::uint32_t shard) {
  std::string key = key_of(Table::snapshot);
  append_be(key, static_cast<std::uint64_t>(purpose), 1);
  append_be(key, shard, 4);
  return key;
}
std::string erased_key(const CredentialId& id, const std::optional<CodeText>& group) {
  std::string key = key_of(Table::erased) + id.str();
  return group ? key + group->str() : key;
}

}  // namespace hocba::chain
