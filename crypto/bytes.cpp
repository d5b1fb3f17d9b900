#include "crypto/bytes.hpp"

#include "crypto/codes.hpp"

namespace hocba {

Error bad_length(std::size_t expected, std::size_t found) {
  return Error(crypto::kBadLength, std::to_string(found) + " bytes where " + std::to_string(expected) + " are needed");
}

}  // namespace hocba
