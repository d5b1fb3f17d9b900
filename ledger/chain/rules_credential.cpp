// credential.issue, document.erase.
#include <algorithm>

#include "ledger/chain/rules.hpp"

namespace hocba::chain {

namespace {

// A key counts for one of the policy's roles: a role is given a signer, who may first have to take over another role of
// its own (augmenting paths; at most 10 roles and 32 signers).
class RoleAssignment {
 public:
  RoleAssignment(const std::vector<Role>& roles, const std::vector<Signer>& signers)
      : roles_(roles), signers_(signers), role_of_(signers.size()) {}
  bool give(std::size_t role) {
    std::vector<bool> asked(signers_.size());
    return give(role, asked);
  }

 private:
  bool give(std::size_t role, std::vector<bool>& asked) {
    for (std::size_t s = 0; s < signers_.size(); ++s) {
      if (asked[s] || !signers_[s].has(roles_[role])) continue;
      asked[s] = true;
      if (role_of_[s] && !give(*role_of_[s], asked)) continue;
      role_of_[s] = role;
      return true;
    }
    return false;
  }
  const std::vector<Role>& roles_;
  const std::vector<Signer>& signers_;
  std::vector<std::optional<std::size_t>> role_of_;
};

Status check_policy(const RuleContext& c, const CredentialIssue& b, const std::vector<Signer>& signers) {
  HOCBA_TRY(const auto policy, find_policy(c.state, b.type, b.period));
  if (!policy) return Error(kNoPolicy, b.type.str() + " " + b.period.str());
  if (policy->index != b.policy)
    return Error(kPolicyNotCurrent, "in force: " + std::to_string(log::to_u64(policy->index)));
  const auto& roles = policy->policy.record_roles;
  RoleAssignment assignment(roles, signers);
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (!assignment.give(i)) return Error(kMissingRole, std::string(to_text(roles[i])));
  }
  return done();
}

// A signatory's grant at block time. That its unit has meanwhile been merged does not end it here: what was signed
// before the merger may be recorded after it, by the successor.
Status check_cited_grant(const RuleContext& c, LeafIndex index, const CredentialType& type) {
  const std::string place = "grant " + std::to_string(log::to_u64(index));
  HOCBA_TRY(const auto grant, find_grant(c.state, index));
  if (!grant) return Error(kUnknownGrant, place);
  if (grant->grant.unit != *c.record.unit) {
    HOCBA_TRY(const UnitCode living, successor_of(c.state, grant->grant.unit, c.now));
    if (living != *c.record.unit) return Error(kNoAuthority, place);
  }
  const auto& types = grant->grant.types;
  if (!types.empty() && std::find(types.begin(), types.end(), type) == types.end())
    return Error(kGrantWrongType, place);
  if (c.now < grant->grant.from) return Error(kGrantNotBegun, place);
  if (!(c.now < grant->grant.to)) return Error(kGrantExpired, place);
  if (!grant->in_force(c.now)) return Error(kGrantEnded, place);
  HOCBA_TRY(const bool tainted, grantor_compromised(c.state, *grant));
  if (tainted) return Error(kGrantorCompromised, place);
  HOCBA_TRY(const bool stands, delegation_stands(c.state, *grant, c.now));
  if (!stands) return Error(kDelegationEnded, place);
  return done();
}

std::uint64_t status_of(const RuleContext& c, const ReservationState& reservation, std::uint32_t number) {
  auto& permutation = c.scratch.permutation;
  if (!permutation || permutation->seed() != reservation.seed) permutation.emplace(reservation.seed);
  return std::uint64_t{reservation.shard} * kShardBits +
         permutation->at(reservation.offset + (number - reservation.first));
}

// One item. `reservation` is that of the item before: neighbours mostly share it.
Status issue_item(const RuleContext& c, const CredentialIssue& b, const IssueItem& item,
                  std::optional<ReservationState>& reservation) {
  const UnitCode& unit = *c.record.unit;
  HOCBA_TRY(const auto existing, c.state.get(credential_key(item.id)));
  if (existing) return Error(kCredentialExists, to_text(item.id));
  const bool same =
      reservation && item.number >= reservation->first && item.number - reservation->first < reservation->count;
  if (!same) {
    HOCBA_TRY(reservation, reservation_of(c.state, unit, b.type, b.book, item.number));
    if (!reservation) return Error(kNumberNotReserved, std::to_string(item.number));
  }
  std::string number = number_key(*reservation, item.number);
  HOCBA_TRY(const auto used, c.state.get(number));
  if (used) return Error(kNumberUsed, std::to_string(item.number));
  if (status_of(c, *reservation, item.number) != item.status)
    return Error(kWrongStatusIndex, std::to_string(item.status));
  std::string serial = serial_key(unit, item.serial_tag);
  HOCBA_TRY(const auto taken, c.state.get(serial));
  if (taken) return Error(kSerialTaken);
  HOCBA_RETURN_IF_ERROR(cite_attempts(c, b.type, item));

  CredentialState credential;
  credential.unit = unit;
  credential.type = b.type;
  credential.period = b.period;
  credential.book = b.book;
  credential.number = item.number;
  credential.status = item.status;
  credential.digest = item.digest;
  credential.issued = c.index;
  credential.issued_at = c.now;
  write_row(c.state, credential_key(item.id), credential);
  write_row(c.state, std::move(number), NumberState{false, item.id});
  c.state.put(std::move(serial), item.id.str());
  return done();
}

std::vector<LeafIndex> grants_of(const std::vector<Signer>& signers) {
  std::vector<LeafIndex> out;
  for (const Signer& signer : signers) {
    for (const GrantState& grant : signer.grants) out.push_back(grant.index);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

Status apply_body(const RuleContext& c, const CredentialIssue& b) {
  HOCBA_TRY(const auto signers, require_unit_signers(c, b.type));
  HOCBA_RETURN_IF_ERROR(check_policy(c, b, signers));
  HOCBA_TRY(const auto unit, require_unit(c, *c.record.unit));
  if (!unit.serial_secret) return Error(kNoSerialSecret, unit.code.str());
  for (const LeafIndex grant : b.grants) HOCBA_RETURN_IF_ERROR(check_cited_grant(c, grant, b.type));
  std::optional<ReservationState> reservation;
  for (std::size_t i = 0; i < b.items.size(); ++i) {
    if (auto status = issue_item(c, b, b.items[i], reservation); !status.ok())
      return status.error().at("item " + std::to_string(i));
  }
  HOCBA_TRY(auto book, find_register(c.state, *c.record.unit, b.type, b.book));
  if (!book) return Error(kStateCorrupt, "book");
  book->used += static_cast<std::uint32_t>(b.items.size());
  write_row(c.state, book_key({*c.record.unit, b.type, b.book}), *book);
  HOCBA_RETURN_IF_ERROR(change_open_numbers(c.state, *c.record.unit, 0, static_cast<std::uint32_t>(b.items.size())));
  write_row(c.state, issue_key(c.index), IssueState{b.grants, grants_of(signers)});
  return done();
}

Status apply_body(const RuleContext& c, const DocumentErase& b) {
  HOCBA_TRY(auto credential, find_credential(c.state, b.credential));
  if (!credential) return Error(kUnknownCredential, to_text(b.credential));
  HOCBA_TRY(const auto signers, require_unit_signers(c, credential->type));
  HOCBA_RETURN_IF_ERROR(require_custody(c, *credential));
  // What is erased can't be brought back, so no one erases alone.
  HOCBA_RETURN_IF_ERROR(require_four_eyes(c, *credential, signers));
  HOCBA_TRY(const bool erased, group_erased(c.state, b.credential, b.group));
  if (erased) return Error(kAlreadyErased, to_text(b.credential));
  c.state.put(erased_key(b.credential, b.group), be64(log::to_u64(c.index)));
  if (!b.group) {
    credential->erased = true;
    write_row(c.state, credential_key(b.credential), *credential);
  }
  return done();
}

}  // namespace hocba::chain
