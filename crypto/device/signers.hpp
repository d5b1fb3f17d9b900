// The two sorts of crypto::Signer: the key of a key file, and a token's.
#pragma once

#include <memory>

#include "crypto/device/token.hpp"
#include "crypto/signer.hpp"

namespace hocba::crypto {

std::unique_ptr<Signer> signer_of(KeyPair key);
std::unique_ptr<Signer> signer_of(Token token);

}  // namespace hocba::crypto
