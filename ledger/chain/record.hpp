// A record: one signed statement, parsed from JSON once into these types; `apply` never sees JSON.
//
//   {"body":{…},"hocba":1,"kind":"credential.issue","network":"…","nonce":"…","proof":[…],"time":"…","unit":"…"}
//
// canonical JSON (RFC 8785). `network` is the leaf hash of the genesis record, absent there. `unit` is the unit that
// acts, absent where founders or a validator act. Optional fields are absent, never null. `proof` is a proof set,
// sorted by verification method then time, one proof per key. Normative: docs/formats/records.md.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <variant>

#include "crypto/data_integrity.hpp"
#include "ledger/chain/types.hpp"
#include "ledger/training/completion.hpp"

namespace hocba::chain {

inline constexpr std::size_t kMaxValidators = 32;
inline constexpr std::size_t kMaxFounders = 32;
inline constexpr std::size_t kMaxRecordProofs = 32;
inline constexpr std::size_t kMaxIssueItems = 200;
inline constexpr std::size_t kDefaultIssueItems = 64;
inline constexpr std::size_t kMaxIssueGrants = 128;
inline constexpr std::uint32_t kMaxReservation = 10'000;
inline constexpr std::uint32_t kMaxOpenNumbers = 100'000;  // of a unit: reserved, neither issued nor spoiled
inline constexpr std::size_t kMaxGrantsPerKey = 64;        // and unit
inline constexpr std::size_t kMaxUnitsPerKey = 64;
inline constexpr std::size_t kMaxGrantsBehind = 64;  // from a grant up to the founders
inline constexpr std::size_t kMaxUnitDepth = 8;
inline constexpr std::size_t kMaxMergers = 16;        // one after the other
inline constexpr std::uint32_t kShardBits = 131'072;  // entries of one status list
inline constexpr std::uint32_t kMaxRegisterNumber = 99'999'999;
inline constexpr std::size_t kMaxGrantKinds = 30;
inline constexpr std::size_t kMaxGrantTypes = 32;
inline constexpr std::size_t kMaxPolicyRoles = 10;
inline constexpr std::uint32_t kMaxSignatoriesPerRole = 32;
inline constexpr std::size_t kMaxSnapshotLists = 64;
inline constexpr std::size_t kMaxReleasedCredentials = 64;
inline constexpr std::size_t kMaxOriginBytes = 80;
inline constexpr std::size_t kMaxRosterSeats = 200;  // of one record; so the others
inline constexpr std::size_t kMaxEnrolSeats = 200;
inline constexpr std::size_t kMaxResults = 200;
inline constexpr std::size_t kMaxTrainers = 16;
inline constexpr std::size_t kMaxSessions = 400;     // of a class
inline constexpr std::size_t kMaxSeatAttempts = 16;  // of a seat
inline constexpr std::size_t kMaxItemAttempts = 16;  // of a credential
inline constexpr std::size_t kMaxReportSources = 1'000;
inline constexpr std::uint32_t kMaxClassNumber = 9'999;
inline constexpr std::uint32_t kSmallClass = 5;  // fewer learners: a notice (docs/PRIVACY.md)

struct Validator {
  CodeText name;
  crypto::PublicKey log_key;   // signs checkpoints (note type 01)
  crypto::PublicKey vote_key;  // cosigns checkpoints (note type 04)
  crypto::PublicKey api_key;   // signs blocks and snapshots, speaks to other nodes
};
struct Authority {
  std::uint32_t threshold = 0;
  std::vector<AnyKey> keys;  // sorted by did
};
struct PriorNetwork {  // a network that was ended and continues here (design §8, recovery)
  NetworkId network;
  Digest checkpoint;  // SHA-256 of its last final checkpoint
};

struct NetworkGenesis {
  std::string origin;  // the checkpoint's origin: [a-z0-9./-]{1,80}
  bool test = false;
  Authority authority;
  std::vector<Validator> validators;
  std::uint32_t quorum = 0;
  std::optional<PriorNetwork> prior;
};
struct NetworkUpgrade {
  RuleVersion version{};
  Height height{};
};
struct AuthoritySet {
  Authority authority;
};

struct UnitRegister {
  UnitCode unit;
  UnitType type{};
  std::optional<UnitCode> parent;  // equal to the acting unit; absent: registered by the founders
  Time from;
  std::optional<Time> to;
  Commitment profile;                       // the unit's names and addresses, published beside the chain
  std::optional<Commitment> serial_secret;  // SHA-256 of the unit's serial secret
};
struct UnitUpdate {
  UnitCode unit;
  std::optional<UnitCode> parent;
  std::optional<Time> to;
  std::optional<Commitment> profile;
  std::optional<Commitment> serial_secret;  // only where none was set: tags must stay comparable
};
struct UnitMerge {
  UnitCode unit;
  UnitCode into;
  Time at;
};

struct KeyGrant {
  AnyKey key = crypto::PublicKey{};
  UnitCode unit;
  Role role{};
  std::vector<RecordKind> kinds;      // sorted; may be empty: a signatory of documents only
  std::vector<CredentialType> types;  // sorted; empty: no restriction
  Time from;
  Time to;
  std::optional<LeafIndex> delegated_by;  // the grant on whose behalf this key acts (KT. HIỆU TRƯỞNG)
  Commitment person;
  std::optional<Commitment> scope;    // class and subject
  std::optional<Digest> certificate;  // SHA-256 of the X.509 certificate bound to the key
};
struct KeyRotate {
  LeafIndex grant{};
  AnyKey key = crypto::PublicKey{};
};  // the same right for a new key; the old one ends
struct KeyRevoke {
  LeafIndex grant{};
  RevokeReason reason{};
  std::optional<Time> compromised_since;
};

struct DocumentRole {
  Role role{};
  std::uint32_t at_least = 1;
};
struct PolicySet {
  CredentialType type;
  PeriodCode period;
  std::vector<Role> record_roles;            // who must sign credential.issue
  std::vector<Role> status_proposers;        // who may propose a change of status …
  std::vector<Role> status_approvers;        // … and who may approve it: another key
  std::vector<DocumentRole> document_roles;  // in the order of the proof chain; the last one closes the document
};

struct RegisterReserve {
  CredentialType type;
  std::uint32_t year = 0;
  std::uint32_t count = 0;
};
struct RegisterSpoil {
  CredentialType type;
  std::uint32_t year = 0;
  std::uint32_t number = 0;
  SpoilReason reason{};
  std::optional<UnitCode> predecessor;  // whose book it is, where that unit was merged into the acting one
};
struct RegisterCopy {
  CredentialId credential;
  std::uint32_t year = 0;
  std::uint32_t number = 0;
  Commitment details;
};
struct RegisterClose {
  CredentialType type;
  std::uint32_t year = 0;
  std::optional<UnitCode> predecessor;
};

// What the ledger knows of a passed attempt, repeated where a training document is recorded: `apply` compares each with
// its own state, so that whoever holds this record's receipt needs no other one.
struct ItemAttempt {
  std::optional<std::uint32_t> attendance;  // tenths
  std::uint32_t attended = 0;               // periods
  ClassId klass;                            // "class"
  CodeText course;
  UnitCode office;                        // of the programme's first version
  std::uint32_t online = 0, periods = 0;  // of the class
  Commitment person;                      // the seat's
  CodeText programme;                     // its code, of the version that the class was opened under
  std::optional<std::uint32_t> score;     // tenths
  SeatId seat;
  std::optional<CodeText> source;     // of the class, where another system assessed
  std::optional<std::uint32_t> test;  // tenths
  std::optional<CodeText> topic;      // of the class
};
struct IssueItem {
  std::optional<std::vector<ItemAttempt>> attempts;  // of training documents, and of these always; sorted by seat
  CredentialId id;
  Digest digest;             // of the closed document
  std::uint32_t number = 0;  // register number within (unit, type, book year)
  std::uint64_t status = 0;  // shard · 131,072 + index in the shard
  SerialTag serial_tag;
};
struct CredentialIssue {
  CredentialType type;
  PeriodCode period;
  std::uint32_t book = 0;         // year of the register book
  LeafIndex policy{};             // the policy.set that is in force for type and period
  std::vector<LeafIndex> grants;  // of all document signatories, ascending
  std::vector<IssueItem> items;   // sorted by id
};

enum class StatusAction { revoke, suspend, reinstate, supersede, confirm };
std::string_view to_text(StatusAction action);
struct CredentialStatus {
  CredentialId credential;
  StatusAction action{};
  std::optional<CredentialId> successor;  // supersede only
  Commitment reason;                      // reason code and legal basis, opened to holder and issuer
};

struct DocumentErase {
  CredentialId credential;
  std::optional<CodeText> group;  // absent: the whole document
  Commitment basis;
};

enum class StatusPurpose { revocation, suspension };
std::string_view to_text(StatusPurpose purpose);
struct SnapshotList {
  StatusPurpose purpose{};
  std::uint32_t shard = 0;
  Digest digest;  // SHA-256("<list>" ‖ purpose ‖ length ‖ raw bits), see docs/formats/status.md
};
struct StatusSnapshot {
  std::vector<SnapshotList> lists;
};  // sorted by purpose, shard

// The transfer of a pupil's record between two units (docs/adr/custody.md).
struct CustodyRequest {
  UnitCode leaving;
  Commitment pupil;  // who it is, and the application
  UnitCode receiving;
  TransferId transfer;
};
enum class CustodyAnswer { accept, refuse, withdraw };
std::string_view to_text(CustodyAnswer answer);
struct CustodyAccept {
  CustodyAnswer answer{};
  std::optional<Commitment> reason;  // refuse and withdraw only
  TransferId transfer;
};
struct CustodyRelease {
  std::vector<CredentialId> credentials;  // sorted; whose custody moves
  Commitment sheet;                       // the digest of the signed interim sheet
  TransferId transfer;
};
struct CustodyReceive {
  TransferId transfer;
};

// Training (design §7; docs/adr/training.md). A programme is named by the index of its training.programme record.
struct TrainingProgramme {
  training::ProgrammeRules rules;     // the body is these fields themselves, and
  std::optional<LeafIndex> replaces;  // the newest version, where the acting unit is the successor of the one that made
                                      // it: a unit's own programme is known by its code
};
struct RosterSeat {
  CodeText audience;
  CodeText course;
  Commitment person;  // opened to whoever holds the document that cites the seat
  SeatId seat;
};
struct Reseat {  // who sits on a seat is called otherwise, or was written wrongly
  Commitment person;
  SeatId seat;
};
struct TrainingRoster {
  LeafIndex programme{};                      // the newest of its code
  std::vector<SeatId> removed;                // sorted; of this programme, neither passed nor in an open class
  std::optional<std::vector<Reseat>> reseat;  // sorted by seat; of this programme, not removed
  RosterId roster;
  std::vector<RosterSeat> seats;  // sorted by seat: never in the order of a list
};
struct Trainer {
  training::Degree degree{};
  Commitment person;
  std::optional<training::AcademicTitle> title;
};
struct TrainingClass {
  CodeText audience;
  std::optional<std::uint32_t> capacity;  // at most the course's cap
  ClassId klass;                          // "class"
  CodeText course;
  std::optional<CodeText> level;
  std::uint32_t number = 0;        // of the provider in this programme and course: printed CDS_NC-07
  LeafIndex programme{};           // the newest of its code: its rules are the class's to the end
  std::optional<CodeText> source;  // external alone, and there always: which system assessed
  std::optional<CodeText> topic;
  std::vector<Trainer> trainers;  // sorted by person
};
struct EnrolSeat {
  std::optional<ClassId> after;  // the class of the attempt before, where there is one
  SeatId seat;
};
struct TrainingEnrol {
  ClassId klass;
  std::vector<EnrolSeat> seats;  // sorted by seat
};
struct TrainingSession {
  ClassId klass;
  Date date;
  std::optional<Commitment> details;  // site, trainer and the attendance sheet, in the vault
  training::Mode mode{};
  std::uint32_t number = 0;   // 1, 2, …; one that is there is replaced while the class is open
  std::uint32_t periods = 0;  // 0: the session did not take place (of one that is replaced)
};
struct SeatResult {
  training::ResultData result;  // its fields stand beside `seat`
  SeatId seat;
};
struct TrainingResult {
  ClassId klass;
  std::optional<Commitment> reason;  // of a correction in a closed class, and there always
  std::vector<SeatResult> results;   // sorted by seat
};
struct TrainingClose {
  bool cancelled = false;  // the class did not come about: nothing is checked, nobody passed
  ClassId klass;
};
struct ReportFile {
  TreeSize as_of{};                 // computed from the entries before this one
  std::vector<LeafIndex> based_on;  // sorted: reports of the same programme, kind and period
  Digest digest;                    // of the report's canonical JSON
  training::ReportKind kind{};
  CodeText period;
  LeafIndex programme{};              // any version of it
  std::optional<LeafIndex> replaces;  // this unit's report of the same period
};

// In the order of RecordKind.
using Body = std::variant<NetworkGenesis, NetworkUpgrade, AuthoritySet, UnitRegister, UnitUpdate, UnitMerge, KeyGrant,
                          KeyRotate, KeyRevoke, PolicySet, RegisterReserve, RegisterSpoil, RegisterCopy, RegisterClose,
                          CredentialIssue, CredentialStatus, DocumentErase, StatusSnapshot, CustodyRequest,
                          CustodyAccept, CustodyRelease, CustodyReceive, TrainingProgramme, TrainingRoster,
                          TrainingClass, TrainingEnrol, TrainingSession, TrainingResult, TrainingClose, ReportFile>;

struct Record {
  std::optional<NetworkId> network;
  std::optional<UnitCode> unit;
  Time time;
  Nonce nonce;
  Body body;
  RecordKind kind() const { return static_cast<RecordKind>(body.index()); }
};

using Admit = std::function<Status(const Record& record, const std::vector<AnyKey>& signers)>;

// A record whose bytes are canonical, whose fields are well formed and whose signatures are good. Only
// verify_record makes one; authority and rules are apply's.
class VerifiedRecord {
 public:
  const Record& record() const { return record_; }
  const std::string& bytes() const { return bytes_; }
  const RecordId& id() const { return id_; }
  const log::Hash& leaf() const { return leaf_; }
  const std::vector<crypto::CheckedProof>& proofs() const { return proofs_; }

 private:
  friend Result<VerifiedRecord> verify_record(std::string bytes, const Admit& admit);
  VerifiedRecord() = default;
  Record record_;
  std::string bytes_;
  RecordId id_;
  log::Hash leaf_;
  std::vector<crypto::CheckedProof> proofs_;
};

// Costs time and needs no state: runs in parallel workers, before the ordered part. `admit` is asked when the record is
// read and no signature is checked yet: whether these keys (not yet found to be usable ones) are worth the work.
Result<VerifiedRecord> verify_record(std::string bytes, const Admit& admit = {});
// Parses without checking signatures: for display and tools. The bytes must still be canonical and well formed.
Result<Record> parse_record(std::string_view bytes);

// For those who write records. The JSON has no `proof`; sign it with crypto::add_proof, then finish_record sorts the
// proofs and gives the entry's bytes.
nlohmann::json record_json(const Record& record);
RecordId record_id(const nlohmann::json& record_with_or_without_proof);
Result<std::string> finish_record(nlohmann::json signed_record);
// Convenience for keys at hand: record_json + add_proof for each + finish_record.
Result<std::string> sign_record(const Record& record, const std::vector<const crypto::KeyPair*>& keys, Time created);

}  // namespace hocba::chain
