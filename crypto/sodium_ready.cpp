#include "crypto/sodium_ready.hpp"

#include <sodium.h>

#include "crypto/check.hpp"

namespace hocba::crypto {

void sodium_ready() {
  static const bool ready = sodium_init() >= 0;
  HOCBA_CHECK(ready);
}

}  // namespace hocba::crypto
