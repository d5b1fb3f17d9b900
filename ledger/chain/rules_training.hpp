// What the rules of training share. Private to ledger/chain.
#pragma once

#include "ledger/chain/rules.hpp"
#include "ledger/chain/training_tables.hpp"

namespace hocba::chain {

// A version of a programme: training.programme_unknown. Good to the record's end.
Result<const ProgrammeState*> require_programme(const RuleContext& c, LeafIndex version);
// The same, and no newer one: training.programme_not_current.
Result<const ProgrammeState*> require_newest_programme(const RuleContext& c, LeafIndex version);
Result<const ProgrammeState*> newest_programme(const RuleContext& c, LeafIndex first);
// The rules of the class's course: chain.state_corrupt.
Result<training::CourseRule> require_course(const RuleContext& c, const ClassState& klass);

Result<ClassState> require_class(const RuleContext& c, const ClassId& id);  // training.class_unknown
// The acting unit opened the class, or is the successor of the unit that did: training.not_provider.
Status require_class_provider(const RuleContext& c, const ClassState& klass);
// The class, for whom it belongs to, while it is open: training.class_closed.
Result<ClassState> require_open_class(const RuleContext& c, const ClassId& id);
Result<ClassState> require_open(ClassState klass);  // training.class_closed

// That the seat is neither in an open class nor passed: training.seat_busy, training.seat_passed.
Status require_free(const RuleContext& c, const SeatState& seat);

// The day in Việt Nam is past `due`.
bool is_past(const RuleContext& c, const Date& due);

inline std::string place_of(LeafIndex index) { return std::to_string(log::to_u64(index)); }

}  // namespace hocba::chain
