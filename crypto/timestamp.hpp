// Timestamps of RFC 3161, by OpenSSL: an authority (TSA) says that a digest existed at a time. Taken are tokens over a
// SHA-256 digest, by an authority whose certificate stands in the token and is for timestamping.
//
// A token is evidence of time, not of content: that the digest is the document's is the caller's to compare
// (imprint()). Reads no clock: an authority's certificate is judged as of the token's own time. Threads: pure
// functions, values.
#pragma once

#include <string>
#include <vector>

#include "crypto/x509.hpp"

namespace hocba::crypto {

class Timestamp {
 public:
  // Exactly one TimeStampToken (a CMS SignedData), no trailing bytes. crypto.bad_timestamp.
  static Result<Timestamp> from_der(std::string_view der);
  // What a TSA answers: a TimeStampResp, or a token alone. crypto.bad_timestamp; timestamp_refused with its status.
  static Result<Timestamp> from_response(std::string_view der);
  const std::string& der() const { return der_; }  // of the token
  Time time() const { return time_; }              // genTime, without fractions of a second
  const Digest& imprint() const { return imprint_; }
  const std::string& nonce() const { return nonce_; }          // hex; empty where there is none
  const std::string& authority() const { return authority_; }  // subject of its certificate, for display only

  // The token is what its own certificate signed. crypto.timestamp_broken.
  Status check_signature() const;
  // That certificate leads to one of these. crypto.timestamp_untrusted.
  Status check_trust(const std::vector<Certificate>& roots) const;

 private:
  std::string der_, nonce_, authority_;
  Time time_;
  Digest imprint_;
};

// A TimeStampReq that asks for the authority's certificate to be in the token. `nonce`: 8 random bytes.
std::string timestamp_request(const Digest& imprint, std::string_view nonce);
// As Timestamp::nonce() says it.
std::string timestamp_nonce(std::string_view nonce);

}  // namespace hocba::crypto
