// How a holder, who has no account, shows that they have a document: by its 32-byte salt, which stands in the closed
// core and nowhere else (the ledger has a digest over it). The proof is HMAC-SHA-256 under the salt, over "hocba holder
// v1" 0 network 0 id: it gives nothing of the document away, serves for this document on this network alone, and does
// not change, so whoever sees one can use it again. It opens the document's access log, the reasons of its changes of
// standing and erasures, and, to who knows the request's id, how a request about it was answered: nothing of what the
// document says. Pure. Errors: crypto.… for a salt that is not 32 bytes, which no parsed document has.
#pragma once

#include <string_view>

#include "ledger/credential/document.hpp"

namespace hocba::credential {

// `network`: the 32 bytes of its id.
Result<crypto::Digest> holder_proof(const Document& document, std::string_view network);

}  // namespace hocba::credential
