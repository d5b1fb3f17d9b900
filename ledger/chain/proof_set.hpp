// The proof set of a record or block, read from its canonical bytes: the same proofs as crypto/data_integrity.hpp
// checks on a JSON tree (tests/unit/chain_record_test.cpp holds the two together), without building one.
//
// Every proof has exactly these members, in this order:
//   created, cryptosuite, proofPurpose ("assertionMethod"), proofValue, type ("DataIntegrityProof"), verificationMethod
// so the canonical proof options are the proof's own bytes with `"proofValue":"…",` cut out. Private to ledger/chain.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "crypto/data_integrity.hpp"
#include "ledger/chain/types.hpp"

namespace hocba::chain {

// The canonical bytes of a record or block with its `"proof":[…],` cut out, hashed. `proof` is a part of `bytes`: the
// list itself. Some member always follows it, so the comma after it belongs to the cut.
Digest hash_without_proof(std::string_view bytes, std::string_view proof);
// Checks form, order (strictly ascending by verification method) and, with the hash of the document, the signatures.
// `admit` is asked with all keys before the first signature is checked; its refusal is the answer.
using AdmitKeys = std::function<Status(const std::vector<AnyKey>& keys)>;
Result<std::vector<crypto::CheckedProof>> check_proof_set(std::string_view proof, const Digest* document_hash,
                                                          std::size_t max, const AdmitKeys& admit = {});

}  // namespace hocba::chain
