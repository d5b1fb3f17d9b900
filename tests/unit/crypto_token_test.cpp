#include "crypto/device/token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>

#include "crypto/codes.hpp"
#include "crypto/data_integrity.hpp"
#include "crypto/device/signers.hpp"
#include "crypto/device/token_list.hpp"
#include "crypto/device/token_parts.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/soft_token.hpp"

namespace hocba::crypto {
namespace {

using testing::HasSubstr;

std::optional<SecretText> right_pin(const PinQuestion&) { return SecretText(test::SoftToken::kPin); }
std::optional<SecretText> no_pin(const PinQuestion&) { return std::nullopt; }

std::string refusal(const std::string& uri, const PinSource& pin = right_pin) {
  const auto token = Token::open(uri, pin);
  return token.ok() ? std::string("opened") : std::string(token.error().code().id) + " " + token.error().detail();
}

// SoftHSM logs in a whole process at once: the set-up's session is logged out before the code under test logs in.
class TokenTest : public testing::Test {
 protected:
  void SetUp() override {
    soft_.add_key("dau", "\x01");
    soft_.log_out();
  }
  test::SoftToken soft_;
};

TEST_F(TokenTest, SignsWithTheKeyThatTheUriNames) {
  auto token = Token::open(soft_.uri("dau"), right_pin);
  ASSERT_TRUE(token.ok()) << token.error().to_string();
  EXPECT_EQ(token->label(), "Truong Mau");
  EXPECT_FALSE(token->certificate_der().has_value());
  // Half of a token's signatures have a high s; each must come out low, and differ from message to message.
  for (int i = 0; i < 24; ++i) {
    const std::string message = "học bạ " + std::to_string(i);
    const auto signature = token->sign(message);
    ASSERT_TRUE(signature.ok()) << signature.error().to_string();
    EXPECT_TRUE(verify(token->public_key(), message, *signature));
    EXPECT_FALSE(verify(token->public_key(), message + "!", *signature));
  }
}

TEST_F(TokenTest, NamesItsKeyAsP256KeysAreNamed) {
  auto token = Token::open(soft_.uri("dau"), right_pin);
  ASSERT_TRUE(token.ok()) << token.error().to_string();
  const AnyKey key = token->public_key();
  EXPECT_EQ(key.did().substr(0, 12), "did:key:zDna");
}

TEST_F(TokenTest, RefusesAKeyThatWantsItsPinForEverySignature) {
  soft_.log_in();
  soft_.add_key("can-cuoc", "\x09", test::SoftToken::p256(), false, true);
  soft_.log_out();
  EXPECT_EQ(refusal(soft_.uri("can-cuoc")), "crypto.token_key_kind CKA_ALWAYS_AUTHENTICATE");
}

// The next one of this process asks for no PIN while the first is open: SoftHSM and most tokens know the process.
TEST_F(TokenTest, LogsInOnceForTwoKeysOfOneToken) {
  auto first = Token::open(soft_.uri("dau"), right_pin);
  ASSERT_TRUE(first.ok()) << first.error().to_string();
  {
    auto second = Token::open(soft_.uri("dau"), no_pin);
    ASSERT_TRUE(second.ok()) << second.error().to_string();
    EXPECT_TRUE(second->sign("x").ok());
  }
  EXPECT_TRUE(first->sign("x").ok()) << "closing the second must not log out the first";
}

TEST_F(TokenTest, SignsProofsAsASigner) {
  auto token = Token::open(soft_.uri("dau"), right_pin);
  ASSERT_TRUE(token.ok()) << token.error().to_string();
  const auto signer = signer_of(std::move(token).value());
  nlohmann::json document = {{"a", 1}};
  ASSERT_TRUE(add_proof(document, *signer, {.created = Time{1'750'000'000}}).ok());
  EXPECT_EQ(document["proof"][0]["cryptosuite"], "ecdsa-jcs-2019");
  const auto checked = verify_proofs(document);
  ASSERT_TRUE(checked.ok()) << checked.error().to_string();
  EXPECT_EQ(checked->front().key, signer->public_key());
  soft_.log_out();
  const auto before = document;
  EXPECT_TRUE(add_proof(document, *signer, {.created = Time{1'750'000'060}}).error().is(kTokenFailed));
  EXPECT_EQ(document, before);
  const auto file = signer_of(KeyPair::from_seed(Seed::of(std::string(32, 5))));
  ASSERT_TRUE(add_proof(document, *file, {.created = Time{1'750'000'060}}).ok());
  EXPECT_EQ(document["proof"][1]["cryptosuite"], "eddsa-jcs-2022");
  EXPECT_TRUE(verify_proofs(document).ok());
}

TEST_F(TokenTest, ShowsPublicHalvesWithoutAPin) {
  const auto seen = look_at_token_key(soft_.uri("dau"));
  ASSERT_TRUE(seen.ok()) << seen.error().to_string();
  const auto opened = Token::open(soft_.uri("dau"), right_pin);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(seen->public_key, opened->public_key());
  EXPECT_EQ(seen->label, "dau");
  EXPECT_FALSE(seen->certificate_der);
  const auto list = list_tokens(test::kSoftToken);
  ASSERT_TRUE(list.ok()) << list.error().to_string();
  ASSERT_THAT(*list, testing::SizeIs(1));
  EXPECT_EQ(list->front().label, "Truong Mau");
  ASSERT_THAT(list->front().keys, testing::SizeIs(1));
  const TokenKey& key = list->front().keys.front();
  EXPECT_EQ(key.public_key, seen->public_key);
  const auto again = look_at_token_key(key.uri);
  ASSERT_TRUE(again.ok()) << key.uri << " " << again.error().to_string();
  EXPECT_EQ(again->public_key, key.public_key);
  EXPECT_TRUE(list_tokens("/nonexistent/module.so").error().is(kTokenModule));
}

TEST(Token, SaysThatAKeyIsHiddenWhereItIs) {
  test::SoftToken soft("An khoa");
  soft.add_key("an", "\x01", test::SoftToken::p256(), true);
  soft.log_out();
  EXPECT_TRUE(look_at_token_key(soft.uri("an")).error().is(kTokenKeyHidden));
  EXPECT_THAT(list_tokens(test::kSoftToken)->front().keys, testing::IsEmpty());
  EXPECT_EQ(refusal(soft.uri("an")), "opened");
}

TEST(Token, ReadsTheKeyOfACertificateThatStandsAlone) {
  test::SoftToken soft("Chung thu");
  soft.add_key("dau", "\x01", test::SoftToken::p256(), true);
  const P256PublicKey other = p256_public_key(P256Scalar::of(std::string(31, '\0') + "\x07")).value();
  EVP_PKEY* certified = test::p256_key_of(other);
  EVP_PKEY* authority = test::new_p256_key();
  const std::string der =
      test::make_certificate({.subject = "DAU", .issuer = "CA", .key = certified, .signer = authority});
  soft.add_certificate("the", "\x02", der);
  soft.log_out();
  const auto seen = look_at_token_key(soft.uri("the"));
  ASSERT_TRUE(seen.ok()) << seen.error().to_string();
  EXPECT_EQ(seen->public_key, other);
  EXPECT_EQ(seen->certificate_der, der);
  EVP_PKEY_free(certified);
  EVP_PKEY_free(authority);
}

TEST(Token, TakesControlCharactersOutOfWhatADeviceSays) {
  EXPECT_EQ(harmless("a\x1b[2Jb\x7f\xc2\x9b"), "a?[2Jb???");
  EXPECT_EQ(harmless("Trường Mẫu"), "Trường Mẫu");
}

TEST_F(TokenTest, AsksForThePinAndSaysWhatIsWrongWithIt) {
  int asked = 0;
  std::vector<int> failures;
  const auto third = [&](const PinQuestion& question) -> std::optional<SecretText> {
    EXPECT_EQ(question.token_label, "Truong Mau");
    failures.push_back(question.failed);
    return SecretText(++asked == 3 ? test::SoftToken::kPin : "wrong-pin");
  };
  EXPECT_EQ(refusal(soft_.uri("dau"), third), "opened");
  EXPECT_THAT(failures, testing::ElementsAre(0, 1, 2));
  EXPECT_THAT(refusal(soft_.uri("dau"), no_pin), HasSubstr("crypto.token_pin_none"));
  int tries = 0;
  const auto wrong = [&](const PinQuestion&) -> std::optional<SecretText> {
    ++tries;
    return SecretText("wrong-pin");
  };
  EXPECT_THAT(refusal(soft_.uri("dau"), wrong), HasSubstr("crypto.token_pin_wrong"));
  EXPECT_EQ(tries, 3);
}

TEST_F(TokenTest, SaysWhichTokenOrKeyIsNotThere) {
  EXPECT_EQ(refusal("pkcs11:token=Khac;object=dau?module-path=" + std::string(test::kSoftToken)),
            "crypto.token_absent Truong Mau");
  EXPECT_EQ(refusal(soft_.uri("khong-co")), "crypto.token_key_absent Truong Mau");
  EXPECT_EQ(refusal("pkcs11:token=x?module-path=/nonexistent/module.so"), "crypto.token_module /nonexistent/module.so");
}

TEST_F(TokenTest, RefusesUrisThatAreNoneOrHoldAPin) {
  for (const char* uri : {"pkcs11", "pkcs11:;;;=", "http://x", "pkcs11:token=%zz", "pkcs11:unknown-part=1"})
    EXPECT_THAT(refusal(uri), HasSubstr("crypto.token_uri")) << uri;
  EXPECT_EQ(refusal(soft_.uri("dau") + "&pin-value=1234"), "crypto.token_uri pin-value, pin-source");
  EXPECT_EQ(refusal(soft_.uri("dau") + "&pin-source=/etc/pin"), "crypto.token_uri pin-value, pin-source");
}

TEST(Token, TakesOneKeyOfTheRightCurve) {
  test::SoftToken soft("Hai khoa");
  soft.add_key("mot", "\x01");
  soft.add_key("hai", "\x02");
  soft.add_key("p384", "\x03", std::string("\x06\x05\x2b\x81\x04\x00\x22", 7));
  soft.log_out();
  EXPECT_THAT(refusal(soft.uri("")), HasSubstr("crypto.token_key_ambiguous"));
  EXPECT_THAT(refusal(soft.uri("p384")), HasSubstr("crypto.token_key_kind"));
  const auto one = Token::open(soft.uri("mot"), right_pin);
  ASSERT_TRUE(one.ok()) << one.error().to_string();
}

TEST_F(TokenTest, SaysSoWhenTheTokenFailsMidway) {
  auto token = Token::open(soft_.uri("dau"), right_pin);
  ASSERT_TRUE(token.ok()) << token.error().to_string();
  soft_.log_out();  // as a token that is pulled out
  const auto signature = token->sign("x");
  ASSERT_FALSE(signature.ok());
  EXPECT_EQ(signature.error().code().id, kTokenFailed.id);
}

TEST_F(TokenTest, WantsOneTokenNamed) {
  soft_.add_token("Truong Khac");
  EXPECT_THAT(refusal("pkcs11:object=dau?module-path=" + std::string(test::kSoftToken)),
              HasSubstr("crypto.token_ambiguous"));
  EXPECT_EQ(refusal(soft_.uri("dau")), "opened");
}

TEST(Token, TellsRefusedLogInsApart) {  // SoftHSM locks no PIN
  EXPECT_EQ(login_refused(CKR_PIN_LOCKED).code().id, kTokenPinLocked.id);
  EXPECT_EQ(login_refused(CKR_PIN_INCORRECT).code().id, kTokenPinWrong.id);
  EXPECT_EQ(login_refused(CKR_DEVICE_REMOVED).code().id, kTokenFailed.id);
}

TEST(LowS, IsTheSmallerOfTheTwoThatVerify) {
  P256Scalar scalar = P256Scalar::of(std::string(31, '\0') + "\x07");
  const auto signature = p256_sign(scalar, "x").value();
  EXPECT_EQ(with_low_s(signature), signature);
  // n - s verifies as well; of both the smaller one comes out.
  constexpr std::array<std::uint8_t, 32> kOrderOfP256 = {
      0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
      0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
  P256Signature high = signature;
  for (int i = 31, borrow = 0; i >= 0; --i) {
    const int difference =
        kOrderOfP256.at(static_cast<std::size_t>(i)) - signature.data[32 + static_cast<std::size_t>(i)] - borrow;
    borrow = difference < 0 ? 1 : 0;
    high.data[32 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(difference + 256 * borrow);
  }
  ASSERT_NE(high, signature);
  EXPECT_EQ(with_low_s(high), signature);
  P256Signature zero = signature;
  std::fill(zero.data.begin() + 32, zero.data.end(), std::uint8_t{0});
  EXPECT_EQ(with_low_s(zero), std::nullopt);
  P256Signature beyond = signature;
  std::fill(beyond.data.begin() + 32, beyond.data.end(), std::uint8_t{0xff});
  EXPECT_EQ(with_low_s(beyond), std::nullopt);
}

// A bare point whose x begins with 0x3f has the first bytes of an OCTET STRING of 63 bytes.
TEST(TokenPoint, ABarePointIsNotTakenForAWrappedOne) {
  std::string bare;
  while (bare.size() != 65 || bare[1] != 0x3f) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(test::new_p256_key(), EVP_PKEY_free);
    std::array<unsigned char, 65> point{};
    std::size_t size = 0;
    ASSERT_EQ(EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size),
              1);
    bare.assign(reinterpret_cast<const char*>(point.data()), size);
  }
  const auto read = point_of(bare);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(std::string(read->view().substr(1)), bare.substr(1, 32));
  EXPECT_EQ(point_of("\x04\x41" + bare), read) << "wrapped";
  const std::string compressed(read->view());
  EXPECT_EQ(point_of(compressed), read);
  EXPECT_EQ(point_of("\x04\x21" + compressed), read);
  for (const std::string& odd : {bare.substr(0, 64), bare + "x", std::string("\x04\x40") + bare, std::string()})
    EXPECT_EQ(point_of(odd), std::nullopt) << odd.size();
}

}  // namespace
}  // namespace hocba::crypto
