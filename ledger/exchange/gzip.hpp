// gzip (RFC 1952) of status lists, by zlib. Only what the bytes inflate to is ever compared or hashed: two programs may
// compress the same list differently. Pure; inflating stops at a bound that the caller names.
#pragma once

#include <string>
#include <string_view>

#include "crypto/error.hpp"

namespace hocba::exchange {

// One gzip member without name, comment or time, so that equal lists give equal files on one zlib.
std::string gzip(std::string_view raw);
// Exactly one gzip member of exactly `size` bytes, nothing after it, header as gzip() writes it:
// exchange.gzip_malformed.
Result<std::string> gunzip(std::string_view bytes, std::size_t size);

}  // namespace hocba::exchange
