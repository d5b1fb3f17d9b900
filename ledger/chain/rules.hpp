// The rules of version 1: what each kind of record needs and does (docs/formats/rules.md). They write to an overlay
// that is thrown away when a rule is broken. Once a network has run on version 1, these files change only in ways that
// give the same answers; a new version gets files of its own. Private to ledger/chain.
#pragma once

#include <map>

#include "ledger/chain/apply.hpp"
#include "ledger/chain/status_list.hpp"
#include "ledger/chain/tables.hpp"
#include "ledger/chain/training_state.hpp"

namespace hocba::chain {

inline constexpr Duration kRecordWindow = days(7);
inline constexpr Duration kMaxGrantLength = days(5 * 366);
inline constexpr Duration kMaxGrantDistance = days(366);  // of its beginning from the block time
inline constexpr Duration kGrantEndNotice = days(30);

// What one block's records share and the state does not hold.
struct BlockScratch {
  bool snapshot_seen = false;
  std::optional<StatusPermutation> permutation;  // of the shard last used
  // Versions that were read; they never change. What a record has got from here is good to its end.
  std::map<LeafIndex, ProgrammeState> programmes;

  // Before each record: versions are large, and no block needs many.
  void begin_record() {
    if (programmes.size() > 16) programmes.clear();
  }
};

struct RuleContext {
  const VerifiedRecord& verified;
  const Record& record;
  LeafIndex index;
  Height height;
  Time now;                                    // block time
  const std::optional<NetworkState>& network;  // nothing before genesis
  Overlay& state;
  BlockScratch& scratch;
  std::vector<Notice>& notices;
};

struct Signer {
  AnyKey key;
  std::vector<GrantState> grants;  // those that authorise it here; at least one
  bool has(Role role) const;       // a deputy by delegation has the principal's role, too
  bool has_any(const std::vector<Role>& roles) const;
};

// rules_v1.cpp
Status apply_record_v1(const RuleContext& c);

// rules_authority.cpp: who has signed. Every proof must have its authority: a foreign one refuses the record.
Status require_founders(const RuleContext& c, const Authority& authority);
Result<UnitState> require_unit(const RuleContext& c, const UnitCode& code);
Result<UnitState> require_active_unit(const RuleContext& c, const UnitCode& code);
// The acting unit is named and active, and each key has a grant of it for this kind (and type).
// `witness`: a key whose signature is welcome without a grant; it is then not among the signers.
Result<std::vector<Signer>> require_unit_signers(const RuleContext& c, const std::optional<CredentialType>& type,
                                                 const AnyKey* witness = nullptr);
Result<std::vector<Signer>> require_unit_managers(const RuleContext& c, const AnyKey* witness = nullptr);
// The record is signed for the target's superior, or for the target itself where `itself` says so, or by the founders
// where the target is a root unit. Gives the managers; none where the founders acted.
Result<std::vector<Signer>> require_power_over(const RuleContext& c, const UnitState& target, bool itself);
// The acting unit issued this credential, or is the successor of the unit that did.
Status require_issuer(const RuleContext& c, const UnitCode& issuer);
// The acting unit has custody of this credential, or is the successor of the unit that has: chain.not_issuer where it
// was never transferred, else chain.custody_elsewhere, .custody_released.
Status require_custody(const RuleContext& c, const CredentialState& credential);

// One signing key has a role of the policy's status_proposers and another one, of another person as far as the ledger
// knows, a role of its status_approvers: chain.four_eyes.
Status require_four_eyes(const RuleContext& c, const CredentialState& credential, const std::vector<Signer>& signers);

// Two of the signing keys are of two persons, as far as the ledger knows: chain.four_eyes.
Status require_two_persons(const std::vector<Signer>& signers);

// rules_training_issue.cpp
// The item names passed attempts where its type is one of training, and none elsewhere; the seats now have this
// document.
Status cite_attempts(const RuleContext& c, const CredentialType& type, const IssueItem& item);
// No later document took this one's place for a seat that it cites: training.already_certified.
Status require_last_of_seats(const RuleContext& c, const CredentialState& credential);
// The successor cites each seat that this one cites: chain.successor_wrong.
Status require_same_seats(const RuleContext& c, const CredentialId& credential, const CredentialId& successor);

// One function per kind.
Status apply_body(const RuleContext& c, const NetworkGenesis& b);
Status apply_body(const RuleContext& c, const NetworkUpgrade& b);
Status apply_body(const RuleContext& c, const AuthoritySet& b);
Status apply_body(const RuleContext& c, const UnitRegister& b);
Status apply_body(const RuleContext& c, const UnitUpdate& b);
Status apply_body(const RuleContext& c, const UnitMerge& b);
Status apply_body(const RuleContext& c, const KeyGrant& b);
Status apply_body(const RuleContext& c, const KeyRotate& b);
Status apply_body(const RuleContext& c, const KeyRevoke& b);
Status apply_body(const RuleContext& c, const PolicySet& b);
Status apply_body(const RuleContext& c, const RegisterReserve& b);
Status apply_body(const RuleContext& c, const RegisterSpoil& b);
Status apply_body(const RuleContext& c, const RegisterCopy& b);
Status apply_body(const RuleContext& c, const RegisterClose& b);
Status apply_body(const RuleContext& c, const CredentialIssue& b);
Status apply_body(const RuleContext& c, const CredentialStatus& b);
Status apply_body(const RuleContext& c, const DocumentErase& b);
Status apply_body(const RuleContext& c, const StatusSnapshot& b);
Status apply_body(const RuleContext& c, const CustodyRequest& b);
Status apply_body(const RuleContext& c, const CustodyAccept& b);
Status apply_body(const RuleContext& c, const CustodyRelease& b);
Status apply_body(const RuleContext& c, const CustodyReceive& b);
Status apply_body(const RuleContext& c, const TrainingProgramme& b);
Status apply_body(const RuleContext& c, const TrainingRoster& b);
Status apply_body(const RuleContext& c, const TrainingClass& b);
Status apply_body(const RuleContext& c, const TrainingEnrol& b);
Status apply_body(const RuleContext& c, const TrainingSession& b);
Status apply_body(const RuleContext& c, const TrainingResult& b);
Status apply_body(const RuleContext& c, const TrainingClose& b);
Status apply_body(const RuleContext& c, const ReportFile& b);

}  // namespace hocba::chain
