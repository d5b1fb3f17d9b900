// What a record of issue says of a document of training: the attempts that it cites, as the document has them. Pure.
#pragma once

#include <optional>
#include <vector>

#include "ledger/chain/record.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::cli {

// Sorted by seat; nothing for a document about something else.
std::optional<std::vector<chain::ItemAttempt>> attempts_of(const credential::Document& document);
std::vector<chain::ItemAttempt> attempts_of(const credential::TrainingData& data);  // before the document is made

}  // namespace hocba::cli
