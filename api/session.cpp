#include "api/session.hpp"

#include <algorithm>

#include "api/codes.hpp"
#include "crypto/device/random.hpp"
#include "crypto/encoding.hpp"

namespace hocba::api {

namespace {

bool signed_by(const crypto::AnyKey& key, std::string_view text, std::string_view signature) {
  if (signature.size() != 64) return false;
  if (const auto* ed = std::get_if<crypto::PublicKey>(&key.variant())) {
    return crypto::verify(*ed, text, crypto::Signature::of(signature));
  }
  return crypto::verify(std::get<crypto::P256PublicKey>(key.variant()), text, crypto::P256Signature::of(signature));
}

}  // namespace

std::string session_text(const log::NetworkId& network, std::string_view challenge) {
  return "hocba session\n" + crypto::base64url(network) + "\n" + std::string(challenge) + "\n";
}

Sessions::Sessions(const log::NetworkId& network, std::int64_t session_seconds, std::size_t max_sessions)
    : network_(network), length_{session_seconds}, bound_(max_sessions) {}

void Sessions::make_room(Table& table, std::size_t bound, Time now) {
  if (table.size() < bound) return;
  std::erase_if(table, [&](const auto& item) { return item.second.expires <= now; });
  if (table.size() < bound) return;
  table.erase(std::min_element(table.begin(), table.end(),
                               [](const auto& a, const auto& b) { return a.second.expires < b.second.expires; }));
}

Sessions::Issued Sessions::challenge(const crypto::AnyKey& key, Time now) {
  Issued out{crypto::base64url(crypto::random_string(32)), now + Duration{kChallengeSeconds}};
  const auto lock = turnstile_.pass();
  make_room(challenges_, bound_, now);
  challenges_.insert_or_assign(crypto::sha256(out.text), Entry{key, out.expires});
  return out;
}

Result<Sessions::Issued> Sessions::open(const crypto::AnyKey& key, std::string_view challenge,
                                        std::string_view signature, Time now) {
  {
    const auto lock = turnstile_.pass();
    const auto found = challenges_.find(crypto::sha256(challenge));
    if (found == challenges_.end()) return kBadChallenge;
    const Entry entry = found->second;
    challenges_.erase(found);  // once, whatever comes of it
    if (entry.expires <= now || entry.key != key) return kBadChallenge;
  }
  if (!signed_by(key, session_text(network_, challenge), signature)) return kBadChallenge;
  Issued out{crypto::base64url(crypto::random_string(32)), now + length_};
  const auto lock = turnstile_.pass();
  make_room(sessions_, bound_, now);
  sessions_.insert_or_assign(crypto::sha256(out.text), Entry{key, out.expires});
  return out;
}

Result<crypto::AnyKey> Sessions::caller(std::string_view token, Time now) const {
  const auto lock = turnstile_.pass();
  const auto found = sessions_.find(crypto::sha256(token));
  if (found == sessions_.end() || found->second.expires <= now) return kBadSession;
  return found->second.key;
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
