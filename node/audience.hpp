// Who may read a unit's documents (design §6, domain §4.2 and RL-5): the issuing unit and the one it was merged into,
// the unit that has custody
// after a transfer, and the units above any of these. Judged by the ledger as of a time; kept nowhere. Threads: pure
// functions.
#pragma once

#include <vector>

#include "ledger/chain/state.hpp"
#include "ledger/store/store.hpp"

namespace hocba::node {

struct Audience {
  std::vector<chain::UnitCode> issuers;    // the unit and its successors: they need no purpose
  std::vector<chain::UnitCode> superiors;  // with a purpose, and in the access log
};
Result<Audience> audience_of(const chain::StateView& state, const chain::UnitCode& unit, Time at);
// Of a credential: the audience of its issuer, and that of the unit that has custody after a transfer. Who issued it
// goes on reading it.
Result<Audience> audience_of(const chain::StateView& state, const chain::CredentialState& credential, Time at);
// A unit for which a key reads. `given_by`: who gave it that right, where that was not the unit itself: a unit above
// it, or (the unit's own code) the founders. Such a reader is asked and logged like one of a unit above: else those
// above could read as the unit, unlogged, with a key that they granted a role there for a moment.
struct ReadingUnit {
  chain::UnitCode unit;
  std::optional<chain::UnitCode> given_by;
};
// The units for which this key holds a role that reads all their documents, in force at a time: not teachers and
// trainers (they see their own subjects through the signing desk), nor homeroom teachers (they read their class).
Result<std::vector<ReadingUnit>> reading_units(const store::Snapshot& data, const chain::AnyKey& key, Time at);
// On whose behalf one who reads for `mine` sees the documents of a unit; nothing: he sees none. `issuer`: as that unit
// itself or its successor, by a right that it gave, and so without a purpose.
struct ReadingRight {
  chain::UnitCode reader;
  bool issuer = false;
};
Result<std::optional<ReadingRight>> reading_right(const chain::StateView& state, const std::vector<ReadingUnit>& mine,
                                                  const chain::UnitCode& unit, Time at);
// Of a grant: who gave it, as above. The record that it stands by says on whose behalf it was signed.
Result<std::optional<chain::UnitCode>> given_by_another(const store::Snapshot& data, const chain::GrantState& grant);
// The key's grants as homeroom teacher, in force at a time, of units that are active then.
Result<std::vector<chain::GrantState>> homeroom_grants(const chain::StateView& state, const chain::AnyKey& key,
                                                       Time at);

}  // namespace hocba::node
