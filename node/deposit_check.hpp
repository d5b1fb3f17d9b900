// Whether the deposited documents of a credential.issue are what the record says, and will verify once it is final.
// `apply` sees digests alone: a record whose document names another number, or is signed by the wrong people, would be
// appended, use up its numbers, and every verifier would refuse the document for ever. So the node that holds the
// documents asks first, with the verifier's own rules (ledger/verify/roles.hpp, docs/formats/report.md).
//
// Checked: type, period, book, unit, number, status index; of documents of training the cited attempts and whose seats
// they are (ledger/verify/training.hpp; node/training_check.hpp asked the state before); the issuer's name, where its
// profile was published here; each signature against the cited grants, and against their scopes (class, subject), where
// they were opened here; the policy's document_roles; that no signature says to be older than the one before it; of
// transcripts, that their holder has no other one that stands of this unit, period and level, unless it is the one that
// they supersede (check_people; of two records under way at the same moment node/people_under_way.hpp refuses one). Not
// checked: the serial tag. It is keyed with the unit's serial secret, which no node holds; its uniqueness is the
// ledger's to judge, its truth the unit's.
//
// Runs in the workers, on the view of that moment. A grant or policy that the view does not know is refused with the
// ledger's own code; whatever else is wrong with the record is left to `apply`. Threads: safe.
#pragma once

#include "node/config.hpp"
#include "node/ledger_view.hpp"
#include "node/vault.hpp"

namespace hocba::node {

// Whom a record issues a transcript to.
struct Issuee {
  std::size_t item = 0;  // of the record
  chain::UnitCode unit;
  chain::CredentialType type;
  chain::PeriodCode period;
  std::string level;
  Vault::Person person;
  credential::CredentialId id;
  std::optional<credential::CredentialId> supersedes;
  std::string place() const { return "item " + std::to_string(item); }
};

// node.not_deposited, node.document_differs, node.document_unverifiable, chain.unknown_grant, chain.no_policy,
// chain.policy_not_current; training.document_differs, training.wrong_person; node.person_twice, where the record has
// two of one person; the detail names the item. `now`: no signature may be later. `one_each`: one transcript of a
// person (node.one_transcript in hocbad.toml); gives those who are to be asked for, none where it is off.
Result<std::vector<Issuee>> check_deposited(const LedgerView& view, const Vault& vault, const chain::UnitCode& unit,
                                            const chain::CredentialIssue& issue, Time now, bool one_each);
// node.person_twice: one of them has a transcript that stands.
Status check_people(const LedgerView& view, const Vault& vault, const std::vector<Issuee>& people);

// Is this the node that holds the unit's documents, and is to ask for them (node.require_deposit, node.serves)?
bool asks_for_deposits(const Config& config, const chain::UnitCode& unit);
// And does it refuse a person's second transcript? So that it can be said before a number is reserved for it.
bool one_transcript_each(const Config& config, const chain::UnitCode& unit, const chain::CredentialType& type);
// Whom a document that is whole is for.
Issuee issuee_of(const credential::Document& document);
// The transcripts of the unit, period and level that stand for this person, but for `one.id` and what it supersedes.
// One that does not open counts, whatever its level.
Result<std::vector<credential::CredentialId>> others_standing(const LedgerView& view, const Vault& vault,
                                                              const Issuee& one);

}  // namespace hocba::node
