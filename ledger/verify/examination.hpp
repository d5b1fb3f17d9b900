// One run of the engine: the file, what was proved so far, and a function per check. A check gives the evidence of a
// pass, "nothing to check", or the code that says why not; whether a code means `fail` or `unknown` depends on the code
// alone (outcome_of). Internal to ledger/verify.
#pragma once

#include <set>

#include "ledger/credential/kinds.hpp"
#include "ledger/verify/codes.hpp"
#include "ledger/verify/engine.hpp"
#include "ledger/verify/ledger_evidence.hpp"

namespace hocba::verify {

Outcome outcome_of(const Code& code);

struct Passed {
  std::string evidence;
  bool applicable = true;
};
using Finding = Result<Passed>;
inline Finding pass(std::string evidence = {}) { return Passed{std::move(evidence), true}; }
inline Finding nothing_to_check(std::string evidence = {}) { return Passed{std::move(evidence), false}; }

// A grant as of its record: a key.grant, or what a key.rotate made of one.
struct ResolvedGrant {
  log::LeafIndex index{};
  chain::KeyGrant grant;
  std::string person;  // the opened name, if any
};

class Examination {
 public:
  Examination(const exchange::HolderFile& file, const log::Policy& policy, const Options& options, Report& report)
      : file_(file),
        policy_(policy),
        options_(options),
        report_(report),
        ledger_(policy, file.network, options.memory) {}

  void run();

 private:
  // examination.cpp
  Finding check_network();
  Finding check_core();
  Finding check_signatures();
  Finding check_groups();
  Finding check_arithmetic();
  Finding check_expiry();
  Finding check_operators();
  void fill_headline();
  // check_recorded.cpp
  Finding check_recorded();
  // check_training.cpp
  Finding check_training();
  // check_signatories.cpp
  Finding check_signatories();
  Status read_policy(chain::PolicySet& out);
  Status read_grants();
  Result<ResolvedGrant> resolve(log::LeafIndex index, const chain::Record& record) const;
  Result<ResolvedGrant> resolved(log::LeafIndex index) const;
  Status cite_grants();
  Status check_grant(const ResolvedGrant& grant, const crypto::CheckedProof& proof) const;
  Result<const ResolvedGrant*> grant_for(const crypto::CheckedProof& proof,
                                         std::vector<const ResolvedGrant*>& usable) const;
  std::set<chain::Role> roles_then(const chain::KeyGrant& grant) const;
  // check_evidence.cpp
  Finding check_evidence();
  Status check_certificates(std::optional<Error>& untrusted);
  Status check_copies();
  Status check_timestamps(std::optional<Error>& untrusted);
  // check_issuer.cpp
  void read_units();
  Finding check_issuer();
  Status check_name(const std::string& named) const;
  Status check_unit_of(const chain::UnitCode& unit, Time created) const;
  // check_status.cpp
  Finding check_status();
  Finding check_compromise();
  Status read_changes();
  Status read_snapshot();
  Finding judge_standing();
  std::optional<Error> destroyed();
  const News* news() const;
  void apply_news();

  const exchange::HolderFile& file_;
  const log::Policy& policy_;
  const Options& options_;
  Report& report_;
  LedgerEvidence ledger_;

  std::optional<credential::Document> document_;  // with its disclosed groups, once those were found good
  std::vector<crypto::CheckedProof> proofs_;
  std::optional<ProvenInBlock> issue_;
  const chain::CredentialIssue* issued_ = nullptr;  // in issue_
  const chain::IssueItem* item_ = nullptr;          // in issued_; of this document
  bool recorded_ = false;
  std::vector<std::pair<ProvenRecord, std::string>> units_;  // with the profile shown beside it
  std::optional<Error> units_error_;
  std::map<log::LeafIndex, ProvenRecord> grant_records_;
  std::map<log::LeafIndex, const exchange::GrantEvidence*> grant_evidence_;
  std::map<log::LeafIndex, Time> rotated_at_;                 // block time of each key.rotate whose block is shown
  std::map<log::LeafIndex, Result<ResolvedGrant>> resolved_;  // all key.grant and key.rotate of the file
  std::vector<ResolvedGrant> cited_;                          // the cited grants that the file shows
  std::optional<Error> not_shown_;                            // of a cited grant: it could be the one that a role lacks
  std::vector<ProvenInBlock> changes_;                        // by index
  std::vector<ProvenInBlock> whole_erasures_;                 // shown beside a group, but of the whole document
  bool status_known_ = false;
};

}  // namespace hocba::verify
