// Whether a document of training is about attempts that this ledger has, as it has them, and whether their seats are
// the holder's: asked of the state when the document is deposited, so that nobody signs what could not be recorded, or
// what every verifier would refuse. It is more than a verifier can ask of a holder's file: the rules that the document
// states (pass mark, weights, attendance), the first and last day of the sessions, the class's name and number and,
// where the programme's file is kept here, what it calls courses, topics and the programme are compared, too; and
// nothing is issued before its last class was closed.
//
// Not compared: what the other system is called, and the days that it names.
// Runs in the workers, on the view of that moment. Threads: safe.
#pragma once

#include <functional>
#include <string>

#include "ledger/chain/state.hpp"
#include "ledger/chain/training_state.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::node {

// What the state does not keep. A source that is absent, or knows nothing, compares nothing.
struct TrainingSources {
  struct Class {
    std::uint32_t number = 0;
    std::optional<Time> closed;
  };
  std::function<Result<std::optional<Class>>(const training::ClassId&)> find_class = {};
  std::function<Result<std::optional<std::string>>(const crypto::Digest&)> programme_file = {};
};

// Good where the document is about something else. training.seat_unknown, training.class_unknown, training.class_open,
// training.not_enrolled, training.not_passed, training.document_differs, training.wrong_person.
Status check_training(const chain::StateView& state, const credential::Document& document,
                      const TrainingSources& sources = {});

}  // namespace hocba::node
