// Search keys of the vault: HMAC-SHA-256 under a key derived from the master key, cut to 16 bytes, over
// unit ‖ 0 ‖ field ‖ 0 ‖ value; the table's key is token ‖ credential id ‖ first 8 bytes of the digest, its value
// empty. Names are folded (domain §5.3 NM-5): each token whole, and its prefixes from two letters. Internal to the
// vault. Threads: pure but for the key it holds.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "crypto/sealed.hpp"
#include "ledger/credential/document.hpp"
#include "node/vault.hpp"

namespace hocba::node {

inline constexpr std::size_t kTokenBytes = 16;
inline constexpr std::size_t kDigestPrefix = 8;

// The end of each posting of this version.
std::string posting_tail(const credential::CredentialId& id, const crypto::Digest& digest);

// What a summary object says: shown in result lists, never outside the audience.
struct StoredSummary {
  Summary summary;
  std::vector<std::string> routing;
};
StoredSummary summarise(const credential::Document& document, const std::vector<chain::UnitCode>& routing);
std::string summary_json(const StoredSummary& summary);
Result<StoredSummary> parse_summary(const std::string& text);

class SearchKeys {
 public:
  explicit SearchKeys(const crypto::KeyPair& master);
  std::string token(std::string_view unit, std::string_view field, std::string_view value) const;
  // Every key of the search table that points to this document, with the groups that are here.
  std::set<std::string> postings(const credential::Document& document) const;
  // Those that an earlier build made otherwise: to be destroyed with the rest.
  std::set<std::string> earlier_postings(const credential::Document& document) const;
  // The tokens that a query asks for within one unit, the most selective first. node.search_term_short.
  Result<std::vector<std::string>> wanted(const std::string& unit, const SearchQuery& query) const;
  // The public look-up's token: serial together with a birth date or a register text.
  std::string lookup_token(std::string_view unit, std::string_view serial, std::string_view field,
                           std::string_view value) const;

 private:
  crypto::AeadKey key_;
};

}  // namespace hocba::node
