// Whether a document of training says what its item in the issue record says of the cited attempts, and whether the
// seats are its holder's. The engine asks this of a file; an issuer's node asks the same before it takes the record.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/credential/document.hpp"

namespace hocba::verify {

// training.document_differs with place, what the document has and what the ledger has ("modules[0].score: 54; the
// ledger has 49"), or "attempts" where one of the two cites none; training.wrong_person with the module whose seat does
// not open with the document's name, birth date and salt. Good, too, where neither is about training.
Status check_attempts(const credential::Document& document, const chain::IssueItem& item);

}  // namespace hocba::verify
