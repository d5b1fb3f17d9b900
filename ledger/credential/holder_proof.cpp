#include "ledger/credential/holder_proof.hpp"

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace hocba::credential {

Result<crypto::Digest> holder_proof(const Document& document, std::string_view network) {
  const std::string_view zero("\0", 1);
  const auto& core = document.core();
  const auto text = core.value(nlohmann::json::json_pointer("/hocba/salt"), std::string());
  HOCBA_TRY(const auto salt, crypto::bytes_from_base64url<Salt>(text));
  return crypto::hmac_sha256(salt.view(), {"hocba holder v1", zero, network, zero, document.id().view()});
}

}  // namespace hocba::credential
