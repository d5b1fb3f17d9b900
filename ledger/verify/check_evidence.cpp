// What stands beside the document: certificates of its keys, timestamps over it. They must not contradict it; that they
// lead to an authority whom the caller trusts is told, and holds no verdict back.
#include <algorithm>

#include "ledger/verify/examination.hpp"

namespace hocba::verify {

// The certificate that a cited grant names must be of its key, valid when that key signed, and lead to a root that the
// caller trusts, as of the signature. The others in the file may only be links of such a chain. Revocation by the
// authority is not asked: the ledger's own grants say who could sign.
Status Examination::check_certificates(std::optional<Error>& untrusted) {
  std::vector<std::pair<crypto::Certificate, const ResolvedGrant*>> bound;
  std::vector<crypto::Certificate> links;
  for (const auto& evidence : file_.evidence) {
    if (evidence.kind != exchange::kX509) continue;
    auto certificate = crypto::Certificate::from_der(evidence.value);
    if (!certificate.ok()) return Error(kCertificateMalformed, certificate.error().to_string());
    const auto grant = std::find_if(cited_.begin(), cited_.end(), [&](const ResolvedGrant& g) {
      return g.grant.certificate == certificate->fingerprint();
    });
    if (grant == cited_.end())
      links.push_back(std::move(certificate).value());
    else
      bound.emplace_back(std::move(certificate).value(), &*grant);
  }
  if (cited_.empty() && !links.empty()) return kNotReached;
  for (const auto& link : links) {
    const auto issued_by = [&](const crypto::Certificate& c) { return c.issuer() == link.subject(); };
    const bool used =
        std::any_of(bound.begin(), bound.end(), [&](const auto& b) { return issued_by(b.first); }) ||
        std::any_of(links.begin(), links.end(), [&](const auto& c) { return &c != &link && issued_by(c); });
    if (!used) return Error(kCertificateUnbound, link.serial());
  }
  for (const auto& [certificate, grant] : bound) {
    if (certificate.key() != grant->grant.key) return Error(kCertificateKeyDiffers, certificate.serial());
    const auto proof = std::find_if(proofs_.begin(), proofs_.end(),
                                    [&, key = grant->grant.key](const auto& p) { return p.key == key; });
    const Time at = proof == proofs_.end() ? issue_->block.time : proof->created;
    if (at < certificate.not_before() || certificate.not_after() < at)
      return Error(kCertificateNotThen, certificate.serial() + ": " + to_text(at));
    const auto chain = crypto::verify_chain(certificate, links, options_.roots, at);
    if (!chain.ok()) untrusted = Error(kCertificateUntrusted, chain.error().to_string());
    report_.certificates.push_back({certificate.subject(), certificate.issuer(), certificate.serial(),
                                    grant->grant.key.did(), certificate.not_before(), certificate.not_after(), at,
                                    chain.ok()});
  }
  return done();
}

// A token is over the digest of the closed document, and so over the seal's proof and all before it: that they existed
// at its time.
Status Examination::check_timestamps(std::optional<Error>& untrusted) {
  for (const auto& evidence : file_.evidence) {
    if (evidence.kind != exchange::kRfc3161) continue;
    const auto stamp = crypto::Timestamp::from_der(evidence.value);
    if (!stamp.ok()) return Error(kTimestampMalformed, stamp.error().to_string());
    if (!document_) return kNotReached;
    if (stamp->imprint() != document_->digest()) return Error(kTimestampOther, to_text(stamp->time()));
    if (const Status sound = stamp->check_signature(); !sound.ok())
      return Error(kTimestampWrong, sound.error().to_string());
    const Status trusted = stamp->check_trust(options_.tsa_roots);
    if (!trusted.ok()) untrusted = Error(kTimestampNotTrusted, trusted.error().to_string());
    report_.timestamps.push_back({stamp->time(), stamp->authority(), trusted.ok()});
  }
  return done();
}

Finding Examination::check_evidence() {
  if (file_.evidence.empty()) return nothing_to_check();
  std::optional<Error> certificate, timestamp;
  Status found = check_certificates(certificate);
  if (found.ok()) found = check_timestamps(timestamp);
  if (!found.ok()) {  // what was read of the others is no evidence of a file that contradicts itself
    report_.certificates.clear();
    report_.timestamps.clear();
    return found.error();
  }
  if (certificate) return *certificate;
  if (timestamp) return *timestamp;
  return pass(std::to_string(report_.certificates.size()) + ", " + std::to_string(report_.timestamps.size()));
}

}  // namespace hocba::verify
