// A signing key that tests name by one letter.
#pragma once

#include <string>

#include "crypto/ed25519.hpp"

namespace hocba::test {

inline crypto::KeyPair key_from(char seed) {
  return crypto::KeyPair::from_seed(crypto::Seed::of(std::string(32, seed)));
}

}  // namespace hocba::test
