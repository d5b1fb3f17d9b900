// The state's tables, typed: what a key of each table looks like, what its value says, and how to look it up.
// The byte layout is in ledger/chain/state_tables.cpp and, normatively, docs/formats/state.md.
//
// Everything here reads through a StateView; a storage error comes back as an error, an absent key as nothing.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/chain/state_view.hpp"

namespace hocba::chain {

struct NetworkState {
  NetworkId network;
  std::string origin;
  bool test = false;
  Authority authority;
  std::vector<Validator> validators;
  std::uint32_t quorum = 0;
  RuleVersion version = kRules1;
  std::optional<NetworkUpgrade> upgrade;  // announced; in force from its height on
  RuleVersion version_at(Height height) const {
    return upgrade && height >= upgrade->height ? upgrade->version : version;
  }
};
struct UnitState {
  UnitCode code;
  UnitType type{};
  std::optional<UnitCode> parent;
  Time from;
  std::optional<Time> to;
  std::optional<UnitCode> merged_into;
  std::optional<Time> merged_at;
  Commitment profile;
  std::optional<Commitment> serial_secret;
  LeafIndex registered{};  // where its unit.register stands
  LeafIndex updated{};     // the last record that changed it
};
// A grant that stands behind another: with its key that one was granted, or one that stands behind it.
struct GrantBehind {
  LeafIndex grant{};
  Time used;  // block time of the last grant in the line that was recorded with it
};
struct GrantState {
  LeafIndex index{};
  KeyGrant grant;
  LeafIndex recorded_by{};    // key.grant or key.rotate
  std::optional<Time> ended;  // revoked or rotated, at block time
  std::optional<Time> compromised_since;
  std::optional<LeafIndex> revoked_by;  // the last key.revoke that names it
  std::vector<GrantBehind> behind;      // up to the founders, ascending; empty: they granted it themselves
  bool in_force(Time at) const { return grant.from <= at && at < grant.to && (!ended || at < *ended); }
};
struct PolicyState {
  LeafIndex index{};
  PolicySet policy;
};
struct ReservationState {  // numbers first … first+count−1 of (unit, type, year)
  LeafIndex index{};
  UnitCode unit;
  CredentialType type;
  std::uint32_t year = 0, first = 0, count = 0;
  std::uint32_t shard = 0, offset = 0;  // positions offset … offset+count−1 of the shard's permutation
  RecordId seed;                        // of the shard: the id of the record that opened it
};
struct RegisterState {     // one book: (unit, type, year)
  std::uint32_t next = 1;  // first number not yet reserved
  std::uint32_t used = 0;  // issued or spoiled
  std::uint32_t next_copy = 1;
  bool closed = false;
};
enum class CredentialStanding { in_force, suspended, revoked, superseded };
std::string_view to_text(CredentialStanding standing);
struct CredentialState {
  CredentialId id;
  UnitCode unit;  // that issued it
  CredentialType type;
  PeriodCode period;
  std::uint32_t book = 0, number = 0;
  std::uint64_t status = 0;
  Digest digest;
  LeafIndex issued{};  // index of credential.issue
  Time issued_at;      // block time
  CredentialStanding standing = CredentialStanding::in_force;
  std::optional<Time> since;           // of the standing, when it is not in_force
  std::optional<LeafIndex> changed{};  // the last credential.status
  std::optional<CredentialId> successor;
  std::optional<LeafIndex> confirmed_by;  // covers the compromises recorded before that index
  bool erased = false;
};
// Whose authority stood behind a credential.issue: what a compromise found later is compared with.
struct IssueState {
  std::vector<LeafIndex> grants;   // cited: the documents' signatories, ascending
  std::vector<LeafIndex> signers;  // grants of the record's own signers, ascending
};
struct SnapshotState {  // the last status.snapshot of a list
  LeafIndex index{};
  Digest digest;
  Time time;  // block time
};
enum class TransferStanding { requested, accepted, refused, withdrawn, released, received };
std::string_view to_text(TransferStanding standing);
bool is_over(TransferStanding standing);
struct TransferStep {
  LeafIndex index{};  // of the record
  Time time;          // block time
};
struct TransferState {
  TransferId id;
  UnitCode leaving, receiving;  // as requested; where one was merged its successor acts
  TransferStanding standing = TransferStanding::requested;
  TransferStep requested;
  std::optional<TransferStep> accepted, released, ended;  // ended: refused, withdrawn, received
  std::vector<CredentialId> credentials;                  // named by the release, ascending
};
// Who has custody of a credential that was released once, or took the place of one that was transferred. Of any other
// the issuer has it.
struct CustodyState {
  UnitCode unit;
  std::optional<TransferId> released;  // in this transfer, not received yet: nobody may change the standing
  std::optional<LeafIndex> moved_by;   // the record that brought it; absent: still the issuer's
};
struct NumberState {  // what became of one register number
  bool spoiled = false;
  std::optional<CredentialId> credential;
};

Result<std::optional<NetworkState>> find_network(const StateView& view);
Result<std::optional<UnitState>> find_unit(const StateView& view, const UnitCode& code);
Result<std::optional<GrantState>> find_grant(const StateView& view, LeafIndex index);
// Of one unit; of all units, ascending.
Result<std::vector<LeafIndex>> grants_of_key(const StateView& view, const AnyKey& key, const UnitCode& unit);
Result<std::vector<LeafIndex>> grants_of_key(const StateView& view, const AnyKey& key);
// How many numbers the unit has reserved in all its books, and neither issued nor spoiled.
Result<std::uint32_t> open_numbers(const StateView& view, const UnitCode& unit);
Result<std::optional<PolicyState>> find_policy(const StateView& view, const CredentialType& type,
                                               const PeriodCode& period);
Result<std::optional<ReservationState>> find_reservation(const StateView& view, LeafIndex index);
Result<std::optional<RegisterState>> find_register(const StateView& view, const UnitCode& unit,
                                                   const CredentialType& type, std::uint32_t year);
// The reservation that holds a number, and what became of the number.
Result<std::optional<ReservationState>> reservation_of(const StateView& view, const UnitCode& unit,
                                                       const CredentialType& type, std::uint32_t year,
                                                       std::uint32_t number);
Result<std::optional<NumberState>> find_number(const StateView& view, const UnitCode& unit, const CredentialType& type,
                                               std::uint32_t year, std::uint32_t number);
Result<std::optional<CredentialState>> find_credential(const StateView& view, const CredentialId& id);
Result<std::optional<IssueState>> find_issue(const StateView& view, LeafIndex issued);
Result<std::optional<SnapshotState>> find_snapshot(const StateView& view, StatusPurpose purpose, std::uint32_t shard);
Result<std::optional<TransferState>> find_transfer(const StateView& view, const TransferId& id);
Result<std::optional<CustodyState>> find_custody(const StateView& view, const CredentialId& id);
// The unit that has custody: as recorded, before any merger.
Result<UnitCode> custodian_of(const StateView& view, const CredentialState& credential);
// Working days for the answer: 5 within a province, 8 between two (TT 15/2026): by the nearest unit of type department
// above either, itself included. Without one on both sides: 8.
Result<unsigned> answer_days(const StateView& view, const TransferState& transfer, Time at);
inline constexpr unsigned kReleaseDays = 3;
inline constexpr unsigned kReceiveDays = 5;
// What has to happen next, from when on, and within how many working days; nothing: it is over.
struct TransferDeadline {
  Time since;
  unsigned working_days = 0;
};
Result<std::optional<TransferDeadline>> next_deadline(const StateView& view, const TransferState& transfer, Time at);
// A cited or signing grant of this credential is recorded as compromised from a time at or before its issue, or one
// that stands behind such a grant from a time at or before its use there, and no confirmation came after that record:
// the credential verifies as undecided.
Result<bool> compromised(const StateView& view, const CredentialState& credential);
// One of the grants behind this one is recorded as compromised from a time at or before its use: who granted it may
// have been a thief. Such a grant lets nobody sign.
Result<bool> grantor_compromised(const StateView& view, const GrantState& grant);
Result<std::optional<CredentialId>> find_serial(const StateView& view, const UnitCode& unit, const SerialTag& tag);
Result<std::optional<LeafIndex>> find_record(const StateView& view, const RecordId& id);
Result<bool> group_erased(const StateView& view, const CredentialId& id, const std::optional<CodeText>& group);
// How many shards exist; the raw bits of one list (kShardBits / 8 bytes, most significant bit first: Bitstring Status
// List).
Result<std::uint32_t> shard_count(const StateView& view);
Result<std::string> status_bits(const StateView& view, StatusPurpose purpose, std::uint32_t shard);
Digest snapshot_digest(StatusPurpose purpose, std::uint32_t shard, std::string_view raw_bits);
// The status index of a number of a reservation (which must hold it): a pseudo-random permutation of the shard.
std::uint64_t status_index(const ReservationState& reservation, std::uint32_t number);
// The unit, or the one it was merged into, and so on, as of a time.
Result<UnitCode> successor_of(const StateView& view, const UnitCode& code, Time at);
// Begun, not ended, not merged.
bool is_active(const UnitState& unit, Time at);
// The unit that may act on this one from above: its parent, or the parent's successor where that was merged, or the
// next one above where that ended without a successor. Nothing: a root unit, for which the founders act.
Result<std::optional<UnitCode>> superior_of(const StateView& view, const UnitState& unit, Time at);
// The first grant of `key` that lets it sign `kind` for `unit` (and `type`) at `at`; all such grants. Otherwise the
// reason that came nearest: chain.grant_ended, .grant_expired, .grant_not_begun, .grant_wrong_type, .grant_wrong_kind,
// .no_authority, .grantor_compromised, .delegation_ended. That the unit itself is active is asked separately.
struct GrantQuestion {
  const AnyKey& key;
  const UnitCode& unit;
  RecordKind kind;
  std::optional<CredentialType> type;
  Time at;
};
Result<GrantState> authorise(const StateView& view, const GrantQuestion& question);
Result<std::vector<GrantState>> authorising_grants(const StateView& view, const GrantQuestion& question);
// The same, with the reason beside it: an error here is one of the storage.
struct GrantAnswer {
  std::vector<GrantState> grants;
  std::optional<Error> why_not;  // where there are none
};
Result<GrantAnswer> answer_grants(const StateView& view, const GrantQuestion& question);
// A right that was delegated ends with the right on whose behalf it acts: revoked, rotated, expired, of a compromised
// grantor.
Result<bool> delegation_stands(const StateView& view, const GrantState& grant, Time at);

// Keys of a table, for those who list it (directories, search): every key of the table begins with this prefix.
enum class Table {
  network,
  unit,
  grant,
  key_grants,
  key_units,
  policy,
  reservation,
  numbers,
  book,
  open_numbers,
  number,
  credential,
  issue,
  serial,
  record,
  shard,
  shard_count,
  status,
  snapshot,
  erased,
  transfer,
  custody,
  programme,
  newest_version,
  programme_code,
  roster,
  seat,
  training_class,
  class_number,
  attempt,
  session,
  report,
  report_slot,
  cited_seats
};
std::string table_prefix(Table table);
Result<UnitState> decode_unit(std::string_view key, std::string_view value);
Result<GrantState> decode_grant(std::string_view key, std::string_view value);
Result<PolicyState> decode_policy(std::string_view key, std::string_view value);
Result<CredentialState> decode_credential(std::string_view key, std::string_view value);
Result<TransferState> decode_transfer(std::string_view key, std::string_view value);

}  // namespace hocba::chain
