// Whether a document of training is about attempts that this ledger has, as it has them, and whether their seats are
// the holder's: asked of the state when the document is deposited, so that nobody signs what could not be recorded, or
// what every verifier would refuse. It is more than a verifier can ask of a holder's file: the rules that the document
// states (pass mark, weights, attendance) and the first and last day of the sessions are compared, too.
//
// Not compared: what the courses, the class and the other system are called, and the days that this system names.
// Runs in the workers, on the view of that moment. Threads: safe.
#pragma once

#include "ledger/chain/state.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::node {

// Good where the document is about something else. training.seat_unknown, training.class_unknown, training.class_open,
// training.not_enrolled, training.not_passed, training.document_differs, training.wrong_person.
Status check_training(const chain::StateView& state, const credential::Document& document);

}  // namespace hocba::node
