// Who may read a unit's documents (design §6, domain §4.2 and RL-5): the issuing unit and the one it was merged into,
// the unit that has custody
// after a transfer, and the units above any of these; as what, and so which parts, says node/permission_table.hpp.
// Judged by the ledger as of a time; kept nowhere. Threads: pure
// functions.
#pragma once

#include <vector>

#include "ledger/chain/state.hpp"
#include "ledger/store/store.hpp"
#include "node/permission_table.hpp"

namespace hocba::node {

struct Audience {
  std::vector<chain::UnitCode> issuers;    // the unit and its successors: they need no purpose
  std::vector<chain::UnitCode> superiors;  // with a purpose, and in the access log
};
Result<Audience> audience_of(const chain::StateView& state, const chain::UnitCode& unit, Time at);
// Of a credential: the audience of its issuer, and that of the unit that has custody after a transfer. Who issued it
// goes on reading it.
Result<Audience> audience_of(const chain::StateView& state, const chain::CredentialState& credential, Time at);
// What a credential is in the permission table.
Result<Matter> matter_of_credential(const chain::StateView& state, const chain::CredentialState& credential);
// A right of a key that stands now: for which unit and in which role it acts. `given_by`: who gave it that right, where
// that was not the unit itself: a unit above it, or (the unit's own code) the founders. Such a reader is asked and
// logged like one of a unit above, and reads as one above: else those above could read as the unit, unlogged, with a
// key that they granted a role there for a moment.
struct ReadingUnit {
  chain::UnitCode unit;
  chain::UnitCode stands_as;  // of an inspectorate: the unit below which it stands and inspects; else the same
  chain::UnitType type{};
  chain::Role role{};
  std::optional<chain::UnitCode> given_by = {};
  chain::UnitType giver{};  // where given_by is another unit: its type
};
// All of them, in force at a time, of units that are active then; each unit and role once. What a role may do is the
// permission table's to say.
Result<std::vector<ReadingUnit>> reading_units(const store::Snapshot& data, const chain::AnyKey& key, Time at);

// How such a right reaches the units of an audience; nothing: not at all.
struct Reach {
  Standing as;
  chain::UnitCode behalf;  // the unit in whose name it is logged
  bool unasked = false;    // neither purpose nor log: the unit's own people, appointed by the unit
};
std::optional<Reach> reach_of(const ReadingUnit& right, const Audience& audience);
// The less a reach asks of the reader, the better: nothing, a purpose, a decision and a purpose.
int demands_of(const Reach& reach);
// The same as an order: whoever names a decision means to read under it, where a purpose would do for less.
int rank_of(int demands, bool decision_named);
// Of several rights to a unit's documents the first in that order, of those that read `matter` (none: anything);
// nothing: none of them does.
Result<std::optional<Reach>> least_asked(const chain::StateView& state, const std::vector<ReadingUnit>& mine,
                                         const chain::UnitCode& unit, Time at, bool decision_named,
                                         std::optional<Matter> matter = {});
// Of a grant: who gave it, as above. The record that it stands by says on whose behalf it was signed.
Result<std::optional<chain::UnitCode>> given_by_another(const store::Snapshot& data, const chain::GrantState& grant);
// The key's grants as homeroom teacher, in force at a time, of units that are active then.
Result<std::vector<chain::GrantState>> homeroom_grants(const chain::StateView& state, const chain::AnyKey& key,
                                                       Time at);

}  // namespace hocba::node
