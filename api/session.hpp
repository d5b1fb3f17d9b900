// Sessions: keys on the ledger are the accounts. A client asks for a challenge for its key, signs it, and gets a token
// for a short time. Only SHA-256 of tokens is kept, in memory; a restart ends all sessions.
//
// What is signed: "hocba session\n<network, base64url>\n<challenge, base64url>\n", Ed25519 or P-256 (raw r‖s). A
// challenge is used once and lives kChallengeSeconds. Both tables are bounded, and so is each key's share of them: a
// key's own oldest makes room for its next, so that whoever asks for one key again and again ends nobody else's. Time
// is an argument. Threads: safe. Errors: api.bad_session, api.bad_challenge.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "crypto/did_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/time.hpp"
#include "ledger/log/policy.hpp"
#include "node/queue.hpp"

namespace hocba::api {

std::string session_text(const log::NetworkId& network, std::string_view challenge);

class Sessions {
 public:
  static constexpr std::int64_t kChallengeSeconds = 60;
  static constexpr std::size_t kPerKey = 32;  // challenges, and sessions, of one key
  Sessions(const log::NetworkId& network, std::int64_t session_seconds, std::size_t max_sessions);

  struct Issued {
    std::string text;  // the challenge or the token, base64url
    Time expires;
  };
  Issued challenge(const crypto::AnyKey& key, Time now);
  Result<Issued> open(const crypto::AnyKey& key, std::string_view challenge, std::string_view signature, Time now);
  // The key of a token: api.bad_session when it is unknown or over.
  Result<crypto::AnyKey> caller(std::string_view token, Time now) const;
  void close(std::string_view token);
  std::size_t count() const;

 private:
  struct Entry {
    crypto::AnyKey key;
    Time expires;
  };
  class Table {
   public:
    void add(const crypto::Digest& name, const Entry& entry, std::size_t bound, Time now);
    const Entry* find(const crypto::Digest& name) const;
    void erase(const crypto::Digest& name);
    std::size_t size() const { return entries_.size(); }

   private:
    void erase_over(Time now);
    std::map<crypto::Digest, Entry> entries_;
    std::map<std::string, std::vector<crypto::Digest>> of_key_;  // by did:key, in the order of their expiry
  };
  const log::NetworkId network_;
  const Duration length_;
  const std::size_t bound_;
  node::Turnstile turnstile_;
  Table challenges_, sessions_;
};

}  // namespace hocba::api
