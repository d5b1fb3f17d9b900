#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/x509.hpp"
#include "tests/support/certificates.hpp"

namespace hocba::crypto {
namespace {

const Time kBegin{1700000000};  // 2023-11-14
const Time kMiddle{1710000000};
const Time kEnd{1720000000};

EVP_PKEY* p256() { return test::new_p256_key(); }
EVP_PKEY* ed25519(char seed) {
  return test::ed25519_key_of(KeyPair::from_seed(Seed::of(std::string(32, seed))).public_key());
}
using Plan = test::CertificatePlan;
std::string make(const Plan& plan) { return test::make_certificate(plan); }

std::string pem_of(const std::string& der) {
  return "-----BEGIN CERTIFICATE-----\n" + [&] {
    std::string lines;
    const std::string text = base64(der);
    for (std::size_t i = 0; i < text.size(); i += 64) lines += text.substr(i, 64) + "\n";
    return lines;
  }() + "-----END CERTIFICATE-----\n";
}

class X509Test : public ::testing::Test {
 protected:
  void TearDown() override {
    for (EVP_PKEY* key : {root_key, middle_key, leaf_key, other_key}) EVP_PKEY_free(key);
  }
  Certificate read(const Plan& plan) const { return *Certificate::from_der(make(plan)); }

  EVP_PKEY* root_key = p256();
  EVP_PKEY* middle_key = p256();
  EVP_PKEY* leaf_key = ed25519(7);
  EVP_PKEY* other_key = p256();
  const Plan root_plan{"Root", "Root", root_key, root_key, true, "critical,keyCertSign"};
  const Plan middle_plan{"Middle", "Root", middle_key, root_key, true, "critical,keyCertSign"};
  const Plan leaf_plan{"Trường Mẫu", "Middle", leaf_key, middle_key, false, "critical,digitalSignature"};
};

TEST_F(X509Test, ReadsWhatACertificateSays) {
  const Certificate leaf = read(leaf_plan);
  EXPECT_EQ(leaf.subject(), "CN=Trường Mẫu");
  EXPECT_EQ(leaf.issuer(), "CN=Middle");
  EXPECT_EQ(leaf.serial(), "1234ab");
  EXPECT_EQ(leaf.not_before(), kBegin);
  EXPECT_EQ(leaf.not_after(), kEnd);
  EXPECT_EQ(*leaf.key(), AnyKey(KeyPair::from_seed(Seed::of(std::string(32, 7))).public_key()));
  const Certificate root = read(root_plan);
  ASSERT_TRUE(root.key().has_value());
  EXPECT_FALSE(root.key()->is_ed25519());
  EXPECT_EQ(leaf.fingerprint(), sha256(leaf.der()));
}

TEST_F(X509Test, HasNoKeyOfAnotherKind) {
  EVP_PKEY* rsa = EVP_RSA_gen(2048);
  EXPECT_FALSE(read({"RSA", "RSA", rsa, rsa}).key().has_value());
  EVP_PKEY_free(rsa);
}

TEST_F(X509Test, RefusesAnyOtherBytes) {
  const std::string der = make(leaf_plan);
  EXPECT_TRUE(Certificate::from_der("").error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_der(der + '\0').error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_der(der.substr(0, der.size() - 1)).error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_der(std::string(70000, '0')).error().is(kBadCertificate));
}

TEST_F(X509Test, ReadsPemBlocksAndNothingElse) {
  const std::string der = make(leaf_plan);
  const std::string one = pem_of(der);
  const std::string two = pem_of(make(root_plan));
  EXPECT_EQ(Certificate::from_pem(one + two)->size(), 2u);
  EXPECT_EQ(Certificate::from_pem(one)->front().der(), der);
  EXPECT_TRUE(Certificate::from_pem("").error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_pem("text").error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_pem(one.substr(0, one.size() / 2)).error().is(kBadCertificate));
  EXPECT_TRUE(Certificate::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
                  .error()
                  .is(kBadCertificate));
}

TEST_F(X509Test, FollowsTheChainAsOfTheTimeInQuestion) {
  const auto leaf = read(leaf_plan);
  const std::vector<Certificate> middle{read(middle_plan)};
  const std::vector<Certificate> roots{read(root_plan)};
  const auto status = verify_chain(leaf, middle, roots, kMiddle);
  EXPECT_TRUE(status.ok()) << status.error().to_string();
  EXPECT_TRUE(verify_chain(leaf, middle, roots, kBegin - Duration{1}).error().is(kChainInvalid));
  EXPECT_TRUE(verify_chain(leaf, middle, roots, kEnd + Duration{1}).error().is(kChainInvalid));
  EXPECT_TRUE(verify_chain(leaf, {}, roots, kMiddle).error().is(kChainInvalid));
  EXPECT_TRUE(verify_chain(leaf, middle, {}, kMiddle).error().is(kChainInvalid));
}

TEST_F(X509Test, RefusesChainsThatDontHold) {
  const std::vector<Certificate> middle{read(middle_plan)};
  const std::vector<Certificate> roots{read(root_plan)};
  Plan plan = leaf_plan;
  plan.signer = other_key;  // a signature by another key under the right name
  EXPECT_TRUE(verify_chain(read(plan), middle, roots, kMiddle).error().is(kChainInvalid));
  plan = leaf_plan;
  plan.usage = "critical,keyEncipherment";
  EXPECT_TRUE(verify_chain(read(plan), middle, roots, kMiddle).error().is(kChainInvalid));
  plan.usage = nullptr;
  EXPECT_TRUE(verify_chain(read(plan), middle, roots, kMiddle).ok());
  Plan no_authority = middle_plan;
  no_authority.authority = false;
  EXPECT_TRUE(verify_chain(read(leaf_plan), {read(no_authority)}, roots, kMiddle).error().is(kChainInvalid));
  Plan expired = middle_plan;
  expired.end = kMiddle - Duration{1};
  EXPECT_TRUE(verify_chain(read(leaf_plan), {read(expired)}, roots, kMiddle).error().is(kChainInvalid));
  EVP_PKEY* weak = EVP_RSA_gen(1024);
  Plan weak_plan = leaf_plan;
  weak_plan.key = weak;
  EXPECT_TRUE(verify_chain(read(weak_plan), middle, roots, kMiddle).error().is(kChainInvalid));
  EVP_PKEY_free(weak);
}

}  // namespace
}  // namespace hocba::crypto
