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

void Sessions::Table::add(const crypto::Digest& name, const Entry& entry, std::size_t bound, Time now) {
  const std::string did = entry.key.did();
  if (const auto own = of_key_.find(did); own != of_key_.end() && own->second.size() >= kPerKey)
    erase(own->second.front());
  if (entries_.size() >= bound) erase_over(now);
  if (entries_.size() >= bound) {
    const auto oldest = std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
      return a.second.expires < b.second.expires;
    });
    erase(crypto::Digest(oldest->first));
  }
  entries_.insert_or_assign(name, entry);
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
  entries_.erase(found);
}

void Sessions::Table::erase_over(Time now) {
  std::vector<crypto::Digest> over;
  for (const auto& [name, entry] : entries_) {
    if (entry.expires <= now) over.push_back(name);
  }
  for (const auto& name : over) erase(name);
}

Sessions::Issued Sessions::challenge(const crypto::AnyKey& key, Time now) {
  Issued out{crypto::base64url(crypto::random_string(32)), now + Duration{kChallengeSeconds}};
  const auto lock = turnstile_.pass();
  challenges_.add(crypto::sha256(out.text), Entry{key, out.expires}, bound_, now);
  return out;
}

Result<Sessions::Issued> Sessions::open(const crypto::AnyKey& key, std::string_view challenge,
                                        std::string_view signature, Time now) {
  {
    const auto lock = turnstile_.pass();
    const auto name = crypto::sha256(challenge);
    const Entry* found = challenges_.find(name);
    if (found == nullptr) return kBadChallenge;
    const Entry entry = *found;
    challenges_.erase(name);  // once, whatever comes of it
    if (entry.expires <= now || entry.key != key) return kBadChallenge;
  }
  if (!signed_by(key, session_text(network_, challenge), signature)) return kBadChallenge;
  Issued out{crypto::base64url(crypto::random_string(32)), now + length_};
  const auto lock = turnstile_.pass();
  sessions_.add(crypto::sha256(out.text), Entry{key, out.expires}, bound_, now);
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
