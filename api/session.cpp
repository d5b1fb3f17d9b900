#include "api/session.hpp"

#include <algorithm>

#include "api/codes.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"
#include "node/big_endian.hpp"

namespace hocba::api {

namespace {

constexpr std::size_t kNonceBytes = 16, kHeadBytes = kNonceBytes + 8;

bool signed_by(const crypto::AnyKey& key, std::string_view text, std::string_view signature) {
  if (signature.size() != 64) return false;
  if (const auto* ed = std::get_if<crypto::PublicKey>(&key.variant())) {
    return crypto::verify(*ed, text, crypto::Signature::of(signature));
  }
  return crypto::verify(std::get<crypto::P256PublicKey>(key.variant()), text, crypto::P256Signature::of(signature));
}

}  // namespace

std::string session_text(const log::NetworkId& network, const crypto::AnyKey& node, std::string_view challenge) {
  return "hocba session\n" + crypto::base64url(network) + "\n" + node.did() + "\n" + std::string(challenge) + "\n";
}

Sessions::Sessions(Place place, std::int64_t session_seconds, std::size_t max_sessions, std::string secret)
    : place_(std::move(place)), length_{session_seconds}, bound_(max_sessions), secret_(std::move(secret)) {}

void Sessions::Table::add(const crypto::Digest& name, const Entry& entry, std::size_t bound) {
  const std::string did = entry.key.did();
  if (const auto own = of_key_.find(did); own != of_key_.end() && own->second.size() >= kPerKey)
    erase(own->second.front());
  if (entries_.size() >= bound) erase(by_expiry_.begin()->second);  // over, or the nearest to its end
  entries_.insert_or_assign(name, entry);
  by_expiry_.emplace(entry.expires, name);
  of_key_[did].push_back(name);
}

const Sessions::Entry* Sessions::Table::find(const crypto::Digest& name) const {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

void Sessions::Table::erase(const crypto::Digest& name) {
  const crypto::Digest which = name;  // it may lie in the list that shrinks
  const auto found = entries_.find(which);
  if (found == entries_.end()) return;
  const auto own = of_key_.find(found->second.key.did());
  std::erase(own->second, which);
  if (own->second.empty()) of_key_.erase(own);
  by_expiry_.erase({found->second.expires, which});
  entries_.erase(found);
}

// What is over makes room first: it could not be played again.
Status Sessions::Used::add(const std::string& did, const crypto::Digest& name, Time expires, Time now) {
  while (!entries_.empty() && entries_.begin()->first.first <= now) {
    const auto own = of_key_.find(entries_.begin()->second);
    if (--own->second == 0) of_key_.erase(own);
    entries_.erase(entries_.begin());
  }
  if (entries_.count({expires, name}) != 0) return kBadChallenge;
  const auto own = of_key_.find(did);
  if (entries_.size() >= kMaxUsed || (own != of_key_.end() && own->second >= kUsedPerKey)) return kTooManySessions;
  entries_.emplace(std::pair(expires, name), did);
  ++of_key_[did];
  return done();
}

crypto::Digest Sessions::mac(const crypto::AnyKey& key, std::string_view nonce_and_expiry) const {
  return crypto::hmac_sha256(secret_, {"hocba challenge v1", nonce_and_expiry, key.did()});
}

Sessions::Issued Sessions::challenge(const crypto::AnyKey& key, Time now) const {
  const Time expires = now + Duration{kChallengeSeconds};
  const std::string head = crypto::random_string(kNonceBytes) + node::be64(static_cast<std::uint64_t>(expires.seconds));
  return {crypto::base64url(head + mac(key, head).str()), expires};
}

Result<Sessions::Issued> Sessions::open(const crypto::AnyKey& key, std::string_view challenge,
                                        std::string_view signature, Time now) {
  const auto bytes = crypto::from_base64url(challenge);
  if (!bytes || bytes->size() != kHeadBytes + crypto::Digest::kSize) return kBadChallenge;
  const std::string_view head = std::string_view(*bytes).substr(0, kHeadBytes);
  if (!crypto::equal_constant_time(mac(key, head).view(), std::string_view(*bytes).substr(kHeadBytes)))
    return kBadChallenge;
  const Time expires{static_cast<std::int64_t>(node::read_be64(head.substr(kNonceBytes)))};
  if (expires <= now || !signed_by(key, session_text(place_.network, place_.node, challenge), signature))
    return kBadChallenge;
  Issued out{crypto::base64url(crypto::random_string(32)), now + length_};
  const auto lock = turnstile_.pass();
  HOCBA_RETURN_IF_ERROR(used_.add(key.did(), crypto::sha256(*bytes), expires, now));
  sessions_.add(crypto::sha256(out.text), Entry{key, out.expires}, bound_);
  return out;
}

Result<crypto::AnyKey> Sessions::caller(std::string_view token, Time now) const {
  const auto lock = turnstile_.pass();
  const Entry* found = sessions_.find(crypto::sha256(token));
  if (found == nullptr || found->expires <= now) return kBadSession;
  return found->key;
}

void Sessions::close(std::string_view token) {
  const auto lock = turnstile_.pass();
  sessions_.erase(crypto::sha256(token));
}

std::size_t Sessions::count() const {
  const auto lock = turnstile_.pass();
  return sessions_.size();
}

}  // namespace hocba::api
