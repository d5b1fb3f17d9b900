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
  // `earlier`: the seal signs twice, first so long before.
  HolderFile file(const std::string& der, const std::vector<std::string>& shown, Duration earlier = {}) {
    auto grant = network_.net.grant_body("certified seal", "79TH0001", chain::Role::seal, {});
    grant.certificate = crypto::sha256(der);
    const auto index = network_.net.must(grant, "79TH0001", {"manager"});
    network_.net.close_block();
    if (earlier.seconds != 0) network_.net.advance(earlier);
    const auto issued = network_.issue(
        "certificate", "2025",
        [&](credential::Common common, const credential::SaltSource& salts) {
          auto data = test::sample_certificate();
          common.holder = data.common.holder;
          data.common = std::move(common);
          auto document = credential::build_certificate(data, salts).value();
          const Time first = network_.net.now - earlier;
          HOCBA_CHECK(document.sign(test::key_named("principal"), first, test::proof_id_of(1)).ok());
          if (earlier.seconds != 0)
            HOCBA_CHECK(document.sign(test::key_named("certified seal"), first, test::proof_id_of(3)).ok());
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

TEST_F(VerifyCertificates, OneThatHadExpiredWhenItsKeySignedFails) {
  const auto expired = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, begin_, network_.net.now - days(1));
  EXPECT_EQ(said_of(file(expired, {expired, middle_}), {root_}),
            "evidence fail verify.certificate_not_then -> not genuine");
}

TEST_F(VerifyCertificates, OneThatBeganAfterItsKeySignedFails) {
  const auto later = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, network_.net.now + days(1), end_);
  EXPECT_EQ(said_of(file(later, {later, middle_}), {root_}),
            "evidence fail verify.certificate_not_then -> not genuine");
}

TEST_F(VerifyCertificates, OneThatExpiredBetweenTwoSignaturesOfItsKeyFails) {
  const Time between = network_.net.now + hours(1);
  const auto expired = make("Trường Mẫu", "Middle", seal_key_, middle_key_, false, begin_, between);
  EXPECT_EQ(said_of(file(expired, {expired, middle_}, hours(2)), {root_}),
            "evidence fail verify.certificate_not_then -> not genuine");
  EXPECT_EQ(said_of(file(leaf_, {leaf_, middle_}, hours(2)), {root_}), "evidence pass -> valid");
}

TEST_F(VerifyCertificates, TwoThatNameEachOtherAndNothingElseAreNoChain) {
  const auto first = authority("A", "B", other_key_, root_key_), second = authority("B", "A", root_key_, other_key_);
  EXPECT_EQ(said_of(file(leaf_, {leaf_, middle_, first, second}), {root_}),
            "evidence fail verify.certificate_unbound -> not genuine");
}

TEST_F(VerifyCertificates, TheReportNamesWhomTheCertificateNamesAndWhatIsNotClaimed) {
  Options options;
  options.roots = {crypto::Certificate::from_der(root_).value()};
  const Report report = check(file(leaf_, {leaf_, middle_}), network_.policy, options);
  ASSERT_EQ(report.certificates.size(), 1u);
  EXPECT_EQ(report.certificates[0].subject, "CN=Trường Mẫu");
  EXPECT_EQ(report.certificates[0].issuer, "CN=Middle");
  EXPECT_TRUE(report.certificates[0].trusted);
  std::string lines;
  for (const auto& line : to_lines(report, "vi")) lines += line + "\n";
  EXPECT_NE(lines.find("Chứng thư số: CN=Trường Mẫu"), std::string::npos) << lines;
  EXPECT_NE(lines.find("không theo khuôn dạng XML của Bộ"), std::string::npos) << lines;
  EXPECT_NE(to_json(report).find("not_claimed"), std::string::npos);
}

class VerifyTimestamps : public VerifyCertificates {
 protected:
  std::string stamp(const crypto::Digest& imprint) const {
    const auto at = network_.net.now + days(1);
    return crypto::Timestamp::from_response(
               test::make_timestamp(crypto::timestamp_request(imprint, "12345678"), tsa_, tsa_key_.get(), at))
        ->der();
  }
  // Over the closed document; with this token.
  std::string said_with(const std::string& token, const std::vector<std::string>& tsa_roots) {
    file_.evidence = {{std::string(exchange::kRfc3161), token}};
    Options options;
    for (const auto& root : tsa_roots) options.tsa_roots.push_back(crypto::Certificate::from_der(root).value());
    report_ = check(file_, network_.policy, options);
    return said(report_, CheckName::evidence);
  }
  HolderFile file_ = file(leaf_, {});
  Report report_;
  const crypto::Digest digest_ = crypto::sha256(file_.core);
  Key tsa_key_{test::new_p256_key()};
  const std::string tsa_ = test::make_certificate({.subject = "TSA",
                                                   .issuer = "Root",
                                                   .key = tsa_key_.get(),
                                                   .signer = root_key_.get(),
                                                   .usage = "critical,digitalSignature",
                                                   .extended = "critical,timeStamping",
                                                   .begin = begin_,
                                                   .end = end_});
};

TEST_F(VerifyTimestamps, OneOfATrustedAuthorityIsEvidenceOfTime) {
  EXPECT_EQ(said_with(stamp(digest_), {root_}), "evidence pass -> valid");
  ASSERT_EQ(report_.timestamps.size(), 1u);
  EXPECT_TRUE(report_.timestamps[0].trusted);
  EXPECT_EQ(report_.timestamps[0].authority, "CN=TSA");
  EXPECT_EQ(report_.timestamps[0].time, network_.net.now + days(1));
}

TEST_F(VerifyTimestamps, OneOfAnotherAuthorityHoldsNoVerdictBack) {
  constexpr const char* kNotTrusted = "evidence unknown verify.timestamp_not_trusted -> valid";
  EXPECT_EQ(said_with(stamp(digest_), {other_root_}), kNotTrusted);
  EXPECT_EQ(said_with(stamp(digest_), {}), kNotTrusted);
}

TEST_F(VerifyTimestamps, OneOfAnotherDocumentFails) {
  EXPECT_EQ(said_with(stamp(crypto::sha256("x")), {root_}), "evidence fail verify.timestamp_other -> not genuine");
  EXPECT_TRUE(report_.timestamps.empty());
}

TEST_F(VerifyTimestamps, OneThatWasAlteredFails) {
  std::string token = stamp(digest_);
  token.back() = static_cast<char>(token.back() ^ 1);  // of its signature
  EXPECT_EQ(said_with(token, {root_}), "evidence fail verify.timestamp_wrong -> not genuine");
  EXPECT_EQ(said_with("no token", {root_}), "evidence fail verify.timestamp_malformed -> not genuine");
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
