// The words of the chain: ids, codes, roles. Each is parsed once, at the edge, into a type that then is trusted.
// Text forms are closed: no free text exists in a record (design §1.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/did_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/time.hpp"
#include "ledger/credential/types.hpp"
#include "ledger/log/policy.hpp"
#include "ledger/log/types.hpp"
#include "ledger/training/types.hpp"

namespace hocba::chain {

using credential::CodeText;
using credential::credential_id_from_text;
using credential::CredentialId;
using credential::CredentialType;
using credential::kMaxUnitCode;
using credential::PeriodCode;
using credential::to_text;
using credential::UnitCode;
using crypto::AnyKey;
using crypto::Digest;
using log::LeafIndex;
using log::NetworkId;
using log::TreeSize;
using training::ClassId;
using training::RosterId;
using training::SeatId;

struct RecordIdTag {};
using RecordId = Bytes<RecordIdTag, 32>;  // SHA-256 of the canonical record without `proof`
struct NonceTag {};
using Nonce = Bytes<NonceTag, 16>;
struct CommitmentTag {};
using Commitment = Bytes<CommitmentTag, 32>;  // SHA-256(JCS({name, salt, content})), opened off the chain
struct SerialTagTag {};
using SerialTag = Bytes<SerialTagTag, 32>;  // HMAC-SHA-256(unit's serial secret, type ‖ 0 ‖ serial)
struct TransferIdTag {};
using TransferId = Bytes<TransferIdTag, 16>;  // random; text: UUID version 4, as a credential's
std::string to_text(const TransferId& id);
Result<TransferId> transfer_id_from_text(std::string_view text);  // chain.bad_transfer_id
struct StateDigestTag {};
using StateDigest = Bytes<StateDigestTag, 32>;

enum class Height : std::uint64_t {};
constexpr std::uint64_t to_u64(Height h) { return static_cast<std::uint64_t>(h); }
enum class RuleVersion : std::uint32_t {};
inline constexpr RuleVersion kRules1{1};
inline constexpr RuleVersion kNewestRules = kRules1;

inline constexpr int kMinYear = 1950;  // of periods and register books, on the chain as in documents
inline constexpr int kMaxYear = 2199;
// "2025", or "2024-2025" with two years that follow one another: chain.bad_period.
Result<PeriodCode> period_from_text(std::string_view text);

enum class UnitType {  // domain §4.1
  ministry,
  department,
  district_office,
  commune_office,
  kindergarten,
  primary,
  lower_secondary,
  primary_lower_secondary,
  upper_secondary,
  multi_level,
  continuing_centre,
  vocational,
  training_provider,
  subordinate,
  inspectorate,
  company
};
enum class RevokeReason { left, lost, theft, replaced, mistake };
enum class SpoilReason { misprint, damaged, unused, mistake };
enum class Role { manager, principal, deputy, seal, registrar, homeroom, teacher, officer, inspector, trainer };

// The kinds of records that rules version 1 knows; what each carries: docs/formats/records.md.
enum class RecordKind {
  network_genesis,
  network_upgrade,
  authority_set,
  unit_register,
  unit_update,
  unit_merge,
  key_grant,
  key_rotate,
  key_revoke,
  policy_set,
  register_reserve,
  register_spoil,
  register_copy,
  register_close,
  credential_issue,
  credential_status,
  document_erase,
  status_snapshot,
  custody_request,
  custody_accept,
  custody_release,
  custody_receive,
  training_programme,
  training_roster,
  training_class,
  training_enrol,
  training_session,
  training_result,
  training_close,
  report_file
};
inline constexpr RecordKind kLastRecordKind = RecordKind::report_file;
// The text forms ("network.genesis", "credential.issue"; "lower_secondary"; "principal"), one table each.
std::string_view to_text(RecordKind kind);
std::string_view to_text(UnitType type);
std::string_view to_text(Role role);
std::string_view to_text(RevokeReason reason);
std::string_view to_text(SpoilReason reason);
Result<RecordKind> record_kind_from_text(std::string_view text);
Result<UnitType> unit_type_from_text(std::string_view text);
Result<Role> role_from_text(std::string_view text);
Result<RevokeReason> revoke_reason_from_text(std::string_view text);
Result<SpoilReason> spoil_reason_from_text(std::string_view text);
// A group of a document that can be erased by itself: one of the schema's names, or `year-`/`comments-` and a period.
// chain.unknown_word.
Result<CodeText> group_from_text(std::string_view text);

}  // namespace hocba::chain
