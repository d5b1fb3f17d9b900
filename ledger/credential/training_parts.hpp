// What the schema, describe() and examine() need of documents of training. Internal to ledger/credential.
#pragma once

#include "ledger/credential/fields.hpp"
#include "ledger/credential/training_document.hpp"

namespace hocba::credential {

// The members of `hocba` that these types alone have.
void read_training(Reading& reading, Fields& hocba, TrainingKind kind);
// Appends what judge_training, the title and the dates give.
void examine_training(const Document& document, std::vector<Finding>& out);
// Labelled lines without their section.
std::vector<Line> training_lines(const Document& document);

}  // namespace hocba::credential
