// A scrub of the vault: everything is decrypted, digests are compared.
#include <nlohmann/json.hpp>

#include "crypto/json.hpp"
#include "node/big_endian.hpp"
#include "node/codes.hpp"
#include "node/vault_state.hpp"

namespace hocba::node {

namespace {

constexpr std::size_t kScrubPage = 1'000;  // names

// Page by page, so that neither memory nor writers feel how many there are.
Status visit_in_pages(const VaultObjects& objects, std::string_view prefix,
                      const std::function<void(const std::string& name)>& visit) {
  std::string after;
  for (;;) {
    HOCBA_TRY(const auto names, objects.page(prefix, after, kScrubPage));
    for (const auto& name : names) visit(name);
    if (names.size() < kScrubPage) return done();
    after = names.back();
  }
}

}  // namespace

void Vault::scrub_document(const std::string& name, const std::function<void(const Error&)>& found) const {
  if (name.size() != 1 + credential::CredentialId::kSize + crypto::Digest::kSize)
    return found(Error(kScrubDocument, "an object name of " + std::to_string(name.size()) + " bytes"));
  const auto id = credential::CredentialId::of(std::string_view(name).substr(1, credential::CredentialId::kSize));
  const auto digest = crypto::Digest::of(std::string_view(name).substr(1 + credential::CredentialId::kSize));
  if (read(id, digest).ok() && state_->summary(id, digest).ok()) return;
  std::vector<Error> findings;
  {
    // Once more, while nothing is erased or deposited: an erasure in between looked like damage.
    const auto turn = state_->writers.pass();
    const auto here = state_->objects.exists(name);
    if (here && !*here) return;
    const std::string place = "document " + credential::to_text(id);
    if (const auto stored = read(id, digest); !stored)
      findings.emplace_back(kScrubDocument, place + ": " + std::string(stored.error().code().id));
    if (const auto summary = state_->summary(id, digest); !summary)
      findings.emplace_back(kScrubDocument, place + ", summary: " + std::string(summary.error().code().id));
  }
  for (const auto& finding : findings) found(finding);
}

Status Vault::scrub(const std::function<void(const Error&)>& found) const {
  HOCBA_RETURN_IF_ERROR(
      visit_in_pages(state_->objects, "d", [&](const std::string& name) { scrub_document(name, found); }));
  HOCBA_RETURN_IF_ERROR(visit_in_pages(state_->objects, "o", [&](const std::string& name) {
    const bool whole = name.size() == 9;
    const std::uint64_t index = whole ? read_be64(std::string_view(name).substr(1)) : 0;
    if (whole && openings(log::LeafIndex{index}).ok()) return;
    found(Error(kScrubDocument, "openings of entry " + (whole ? std::to_string(index) : "?")));
  }));
  const auto look_at = [&](const VaultObjects& objects, const char* prefix, const char* place) {
    return visit_in_pages(objects, prefix, [&](const std::string& name) {
      // Signed, dropped or answered while it was read: its key and its bytes are then of two moments.
      constexpr int kTries = 3;
      for (int i = 0; i < kTries; ++i) {
        const auto text = objects.get(name);
        if (text.ok() && (!*text || crypto::parse_json((*text)->expose()).ok())) return;
      }
      found(Error(kScrubDocument, place));
    });
  };
  HOCBA_RETURN_IF_ERROR(look_at(state_->drafts, "n", "signing desk"));
  HOCBA_RETURN_IF_ERROR(look_at(state_->drafts, "b", "signing desk"));
  HOCBA_RETURN_IF_ERROR(look_at(state_->drafts, "r", "a request"));
  HOCBA_RETURN_IF_ERROR(look_at(state_->objects, "t", "training"));
  HOCBA_TRY(const bool intact, access_log_intact(true));
  if (!intact) found(Error(kScrubDocument, "access log"));
  return done();
}

}  // namespace hocba::node
