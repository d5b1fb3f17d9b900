// What stands beside the document: certificates of its keys, timestamps over it. They must not contradict it; that they
// lead to an authority whom the caller trusts is told, and holds no verdict back.
#include <algorithm>

#include "ledger/verify/examination.hpp"

namespace hocba::verify {

namespace {

// The first that stands above none of the bound certificates, link by link; null: all do. Two that name each other, and
// nothing bound, are no chain.
template <class Bound>
const crypto::Certificate* not_above(const Bound& bound, const std::vector<crypto::Certificate>& links) {
  std::vector<std::string> wanted;  // issuers of what was reached
  for (const auto& one : bound) wanted.push_back(one.first.issuer());
  std::vector<bool> reached(links.size(), false);
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (std::size_t k = 0; k < links.size(); ++k) {
      if (reached[k] || links[k].subject() != wanted[i]) continue;
      reached[k] = true;
      wanted.push_back(links[k].issuer());
    }
  const auto loose = std::find(reached.begin(), reached.end(), false);
  return loose == reached.end() ? nullptr : &links[static_cast<std::size_t>(loose - reached.begin())];
}

}  // namespace

// The certificate that a cited grant names must be of its key, valid whenever that key signed, and lead to a root that
// the caller trusts, as of the signature. The others in the file may only be links of such a chain. Revocation by the
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
  if (const auto* loose = not_above(bound, links)) return Error(kCertificateUnbound, loose->serial());
  for (const auto& [certificate, grant] : bound) {
    if (certificate.key() != grant->grant.key) return Error(kCertificateKeyDiffers, certificate.serial());
    // A key may have signed more than once: the certificate is judged at each signature, and shown as of the first.
    std::vector<Time> signed_at;
    for (const auto& proof : proofs_)
      if (proof.key == grant->grant.key) signed_at.push_back(proof.created);
    if (signed_at.empty()) signed_at.push_back(issue_->block.time);
    bool trusted = true;
    for (const Time at : signed_at) {
      if (at < certificate.not_before() || certificate.not_after() < at)
        return Error(kCertificateNotThen, certificate.serial() + ": " + to_text(at));
      const auto chain = crypto::verify_chain(certificate, links, options_.roots, at);
      if (chain.ok()) continue;
      trusted = false;
      untrusted = Error(kCertificateUntrusted, chain.error().to_string());
    }
    report_.certificates.push_back({certificate.subject(), certificate.issuer(), certificate.serial(),
                                    grant->grant.key.did(), certificate.not_before(), certificate.not_after(),
                                    signed_at.front(), trusted});
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

// The issuer's record that a copy was given, of this document. It says nothing of who asked.
Status Examination::check_copies() {
  for (const auto& evidence : file_.evidence) {
    if (evidence.kind != exchange::kRegisterCopy) continue;
    if (!recorded_) return kNotReached;
    HOCBA_TRY(const auto shown, exchange::register_copy_of(evidence));
    HOCBA_TRY(const auto proven, ledger_.in_block(shown, kCopyNotProven));
    const auto* copy = std::get_if<chain::RegisterCopy>(&proven.record.record().body);
    if (copy == nullptr) return Error(kRecordWrongKind, std::string(chain::to_text(proven.record.record().kind())));
    if (copy->credential != document_->id()) return Error(kCopyOther, credential::to_text(copy->credential));
    if (!proven.record.record().unit) return Error(kCopyOther, "unit");
    report_.copies.push_back({copy->number, copy->year, proven.record.record().unit->str(), proven.block.time});
  }
  return done();
}

Finding Examination::check_evidence() {
  if (file_.evidence.empty()) return nothing_to_check();
  std::optional<Error> certificate, timestamp;
  Status found = check_certificates(certificate);
  if (found.ok()) found = check_timestamps(timestamp);
  if (found.ok()) found = check_copies();
  if (!found.ok()) {  // what was read of the others is no evidence of a file that contradicts itself
    report_.certificates.clear();
    report_.timestamps.clear();
    report_.copies.clear();
    return found.error();
  }
  if (certificate) return *certificate;
  if (timestamp) return *timestamp;
  return pass(std::to_string(report_.certificates.size()) + ", " + std::to_string(report_.timestamps.size()) +
              (report_.copies.empty() ? std::string() : ", " + std::to_string(report_.copies.size())));
}

}  // namespace hocba::verify
