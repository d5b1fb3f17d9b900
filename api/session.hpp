// Sessions: keys on the ledger are the accounts. A client asks for a challenge for its key, signs it, and gets a token
// for a short time. Only SHA-256 of tokens is kept, in memory; a restart ends all sessions.
//
// What is signed: "hocba session\n<network, base64url>\n<node, did:key>\n<challenge, base64url>\n", Ed25519 or P-256
// (raw r‖s). The node is the API key of the node that the client knows under the address it speaks to: a node that
// passes another one's challenge on gets a signature that names itself, which the other refuses.
//
// A challenge is random 16 ‖ be64 of its expiry ‖ HMAC-SHA-256 over both and the key, under a secret drawn at start.
// The node remembers none that it gave out, so that nobody fills a table by asking; it remembers those that were
// answered rightly until they are over, so that each serves once. Only who holds a known key adds to that, and a key
// has its own share: beyond it (or beyond all shares) logging in is refused for at most kChallengeSeconds, for a
// forgotten one could be played again. Sessions are bounded too, and a key's own oldest makes room for its next, so
// that nobody ends another key's. Time is an argument. Threads: safe. Errors: api.bad_session, api.bad_challenge,
// api.too_many_sessions.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "crypto/did_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/time.hpp"
#include "ledger/log/policy.hpp"
#include "node/queue.hpp"

namespace hocba::api {

std::string session_text(const log::NetworkId& network, const crypto::AnyKey& node, std::string_view challenge);

class Sessions {
 public:
  static constexpr std::int64_t kChallengeSeconds = 60;
  static constexpr std::size_t kPerKey = 32;         // sessions of one key
  static constexpr std::size_t kUsedPerKey = 1'000;  // log-ins of one key within kChallengeSeconds
  static constexpr std::size_t kMaxUsed = 100'000;   // of all keys
  // `secret`: 32 random bytes, drawn at start.
  struct Place {  // whose log-ins these are
    log::NetworkId network;
    crypto::AnyKey node;
  };
  Sessions(Place place, std::int64_t session_seconds, std::size_t max_sessions, std::string secret);
  const crypto::AnyKey& node() const { return place_.node; }

  struct Issued {
    std::string text;  // the challenge or the token, base64url
    Time expires;
  };
  Issued challenge(const crypto::AnyKey& key, Time now) const;
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
    void add(const crypto::Digest& name, const Entry& entry, std::size_t bound);
    const Entry* find(const crypto::Digest& name) const;
    void erase(const crypto::Digest& name);
    std::size_t size() const { return entries_.size(); }

   private:
    std::map<crypto::Digest, Entry> entries_;
    std::set<std::pair<Time, crypto::Digest>> by_expiry_;
    std::map<std::string, std::vector<crypto::Digest>> of_key_;  // by did:key, in the order of their expiry
  };
  // The challenges that were answered, until they are over.
  class Used {
   public:
    Status add(const std::string& did, const crypto::Digest& name, Time expires, Time now);

   private:
    std::map<std::pair<Time, crypto::Digest>, std::string> entries_;
    std::map<std::string, std::size_t> of_key_;
  };
  crypto::Digest mac(const crypto::AnyKey& key, std::string_view nonce_and_expiry) const;
  const Place place_;
  const Duration length_;
  const std::size_t bound_;
  const std::string secret_;
  node::Turnstile turnstile_;
  Used used_;
  Table sessions_;
};

}  // namespace hocba::api
