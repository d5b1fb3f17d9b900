#include "api/guess_limit.hpp"

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::api {

namespace {

constexpr std::int64_t kMinutesPerHour = 60;

// Coarser than what the look-up compares, so that no spelling is a bucket of its own.
std::string plain(std::string_view serial) {
  std::string out;
  for (const char c : credential::fold(serial))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  return out;
}

}  // namespace

GuessLimit::GuessLimit(std::uint32_t per_hour, std::string secret, std::size_t max_serials)
    : secret_(std::move(secret)), buckets_(Rates{.lookups_per_minute = per_hour}, max_serials) {}

// An hour of guesses is a minute of those buckets.
bool GuessLimit::allow(std::string_view serial, std::int64_t now_ms) {
  const auto tag = crypto::hmac_sha256(secret_, {"hocba look-up guesses v1", plain(serial)});
  return buckets_.allow("serial " + crypto::hex(tag.view()), Rate::lookups, now_ms / kMinutesPerHour);
}

}  // namespace hocba::api
