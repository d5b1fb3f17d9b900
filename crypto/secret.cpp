#include "crypto/secret.hpp"

#include <sodium.h>

namespace hocba {

void wipe(void* memory, std::size_t size) { sodium_memzero(memory, size); }

void SecretText::clear() {
  // A short string lives inside the object and leaves its bytes there when it is moved from or cleared: grow to the
  // whole buffer first, so that all of it is wiped.
  text_.resize(text_.capacity());
  wipe(text_.data(), text_.size());
  text_.clear();
}

}  // namespace hocba
