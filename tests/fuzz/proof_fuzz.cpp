// Verifying foreign documents never stops the program; a document that verifies still does after a round trip, and
// no longer after its content changes.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "crypto/check.hpp"
#include "crypto/codes.hpp"
#include "crypto/data_integrity.hpp"
#include "crypto/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace hocba::crypto;  // NOLINT
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto document = parse_json(text, JsonLimits{.max_bytes = 1u << 16, .max_depth = 16});
  if (!document.ok()) return 0;
  const auto proofs = verify_proofs(*document);
  (void)verify_proof_set(*document, sha256(text));
  if (proofs.ok()) {
    HOCBA_CHECK(verify_proofs(*parse_json(canonical(*document))).ok());
    auto changed = *document;
    changed["\x01 added"] = 1;
    HOCBA_CHECK(verify_proofs(changed).error().is(kProofBadSignature));
  }
  if (!document->is_object()) return 0;
  // Signing on top of whatever is there gives a good proof wherever the others are good.
  static const auto kSigner = KeyPair::from_seed(Seed::of(std::string(32, 1)));
  auto more = *document;
  ProofOptions options{.created = hocba::Time{1725498123}};
  if (proofs.ok() && proofs->back().id) options.previous_proof = {*proofs->back().id};
  const auto added = add_proof(more, kSigner, options);
  if (added.ok() && (proofs.ok() || proofs.error().is(kProofMissing))) HOCBA_CHECK(verify_proofs(more).ok());
  return 0;
}
