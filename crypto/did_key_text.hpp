// For crypto/data_integrity.cpp and ledger/chain/proof_set.cpp alone: a verification method read without asking whether
// its key is usable, because a signature check follows at once and refuses every unusable key itself (a third of the
// time of a proof is saved).
#pragma once

#include "crypto/did_key.hpp"

namespace hocba::crypto {
Result<AnyKey> key_text_of_method(std::string_view method);
}  // namespace hocba::crypto
