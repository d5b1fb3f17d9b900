// X.509 certificates in a holder's file: they must be those that the ledger names, of the keys that signed, and lead to
// a root that the verifier trusts as of the signature. Not leading there holds no verdict back.
#include <gtest/gtest.h>

#include "tests/support/certificates.hpp"
#include "tests/support/holder_builder.hpp"
#include "tests/support/said.hpp"

namespace hocba::verify {
namespace {

using exchange::HolderFile;
using test::check;
using test::said;

class VerifyCertificates : public testing::Test {
 protected:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;

  VerifyCertificates() {
    seal_key_.reset(test::ed25519_key_of(test::key_named("certified seal").public_key()));
    leaf_ = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, begin_, end_);
  }
  std::string make(const char* subject, const char* issuer, const Key& key, const Key& signer, bool authority,
                   Time begin, Time end) const {
    return test::make_certificate({.subject = subject,
                                   .issuer = issuer,
                                   .key = key.get(),
                                   .signer = signer.get(),
                                   .authority = authority,
                                   .usage = authority ? "critical,keyCertSign" : "critical,digitalSignature",
                                   .begin = begin,
                                   .end = end});
  }
  std::string authority(const char* subject, const char* issuer, const Key& key, const Key& signer) const {
    return make(subject, issuer, key, signer, true, begin_ - days(1), end_ + days(1));
  }
  // A certificate closed by a seal whose grant names `der`; the file shows `shown`.
  HolderFile file(const std::string& der, const std::vector<std::string>& shown) {
    auto grant = network_.net.grant_body("certified seal", "79TH0001", chain::Role::seal, {});
    grant.certificate = crypto::sha256(der);
    const auto index = network_.net.must(grant, "79TH0001", {"manager"});
    network_.net.close_block();
    const auto issued = network_.issue(
        "certificate", "2025",
        [&](credential::Common common, const credential::SaltSource& salts) {
          auto data = test::sample_certificate();
          common.holder = data.common.holder;
          data.common = std::move(common);
          auto document = credential::build_certificate(data, salts).value();
          HOCBA_CHECK(document.sign(test::key_named("principal"), network_.net.now, test::proof_id_of(1)).ok());
          HOCBA_CHECK(document.sign(test::key_named("certified seal"), network_.net.now, test::proof_id_of(2)).ok());
          return document;
        },
        {}, test::Names{"principal"},
        [&](chain::CredentialIssue& body) {
          body.grants.push_back(index);
          std::sort(body.grants.begin(), body.grants.end());
        });
    network_.snapshot();
    HolderFile out = network_.file(issued);
    for (const auto& each : shown) out.evidence.push_back({"x509", each});
    return out;
  }
  std::string said_of(const HolderFile& file, const std::vector<std::string>& roots) const {
    Options options;
    for (const auto& root : roots) options.roots.push_back(crypto::Certificate::from_der(root).value());
    return said(check(file, network_.policy, options), CheckName::evidence);
  }

  test::HolderNetwork network_;
  Time begin_ = network_.net.now - days(10), end_ = network_.net.now + days(300);
  Key root_key_{test::new_p256_key()}, middle_key_{test::new_p256_key()}, other_key_{test::new_p256_key()}, seal_key_;
  std::string root_ = authority("Root", "Root", root_key_, root_key_);
  std::string middle_ = authority("Middle", "Root", middle_key_, root_key_);
  std::string other_root_ = authority("Root", "Root", other_key_, other_key_);
  std::string leaf_;
};

constexpr const char* kUntrusted = "evidence unknown verify.certificate_untrusted -> valid";

TEST_F(VerifyCertificates, AChainToATrustedRootPasses) {
  EXPECT_EQ(said_of(file(leaf_, {leaf_, middle_}), {root_}), "evidence pass -> valid");
}

TEST_F(VerifyCertificates, AChainToAnotherRootOrToNoneIsUnknown) {
  const auto shown = file(leaf_, {leaf_, middle_});
  EXPECT_EQ(said_of(shown, {other_root_}), kUntrusted);  // of the same name
  EXPECT_EQ(said_of(shown, {}), kUntrusted);
  HolderFile without = shown;
  without.evidence.pop_back();
  EXPECT_EQ(said_of(without, {root_}), kUntrusted);
}

TEST_F(VerifyCertificates, OneThatHadExpiredWhenItsKeySignedIsUnknown) {
  const auto expired = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, begin_, network_.net.now - days(1));
  EXPECT_EQ(said_of(file(expired, {expired, middle_}), {root_}), kUntrusted);
}

TEST_F(VerifyCertificates, OneThatExpiredAfterItsKeySignedPasses) {
  const auto since = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, begin_, network_.net.now + days(1));
  const auto shown = file(since, {since, middle_});
  EXPECT_EQ(said_of(shown, {root_}), "evidence pass -> valid");
}

TEST_F(VerifyCertificates, OneOfAnotherKeyFails) {
  const auto of_other = make("Trường Mẫu", "Middle", other_key_, middle_key_, false, begin_, end_);
  EXPECT_EQ(said_of(file(of_other, {of_other, middle_}), {root_}),
            "evidence fail verify.certificate_key_differs -> not genuine");
}

TEST_F(VerifyCertificates, OneThatNoGrantNamesAndNoChainNeedsFails) {
  const auto same_key = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, begin_, end_ + days(1));
  EXPECT_EQ(said_of(file(leaf_, {leaf_, middle_, same_key}), {root_}),
            "evidence fail verify.certificate_unbound -> not genuine");
}

TEST_F(VerifyCertificates, AloneALinkProvesNothingAndFails) {
  EXPECT_EQ(said_of(file(leaf_, {middle_}), {root_}), "evidence fail verify.certificate_unbound -> not genuine");
}

}  // namespace
}  // namespace hocba::verify
