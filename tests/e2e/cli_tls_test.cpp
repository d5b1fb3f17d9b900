// hocba over TLS, with an authority of the test's own: whom it trusts, and that a refusal says what is wrong.
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using test::CliNode;
using testing::HasSubstr;

constexpr long kHour = 3'600;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// A certificate with its key. Signed by `issuer`, or by itself.
struct Certified {
  std::unique_ptr<EVP_PKEY, Free> key{EVP_EC_gen("P-256")};
  std::unique_ptr<X509, Free> certificate{X509_new()};

  Certified(const std::string& name, const std::string& alternative_names, long from_s, long to_s,
            const Certified* issuer = nullptr) {
    X509* c = certificate.get();
    X509_set_version(c, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(c), issuer == nullptr ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(c), from_s);
    X509_gmtime_adj(X509_getm_notAfter(c), to_s);
    X509_set_pubkey(c, key.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    const Certified& signer = issuer == nullptr ? *this : *issuer;
    X509_set_issuer_name(c, X509_get_subject_name(signer.certificate.get()));
    extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!alternative_names.empty()) extend(NID_subject_alt_name, alternative_names.c_str());
    HOCBA_CHECK(X509_sign(c, signer.key.get(), EVP_sha256()) > 0);
  }
  void extend(int id, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
    HOCBA_CHECK(extension != nullptr && X509_add_ext(certificate.get(), extension, -1) == 1);
    X509_EXTENSION_free(extension);
  }
  void write(const std::string& certificate_path, const std::string& key_path) const {
    std::FILE* file = std::fopen(certificate_path.c_str(), "w");
    HOCBA_CHECK(PEM_write_X509(file, certificate.get()) == 1);
    std::fclose(file);
    file = std::fopen(key_path.c_str(), "w");
    HOCBA_CHECK(PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    std::fclose(file);
  }
};

class CliTls : public testing::Test {
 protected:
  void SetUp() override { authority.write(cli.file("ca.pem"), cli.file("ca-key.pem")); }
  // The node shows a certificate for these names from now on.
  void serve(const std::string& names, long from_s = -kHour, long to_s = kHour) {
    Certified("nut-1", names, from_s, to_s, &authority).write(cli.file("node.pem"), cli.file("node-key.pem"));
    cli.serve({}, cli.file("node.pem"), cli.file("node-key.pem"));
  }
  test::Ran show(const std::string& host, const std::string& ca, const std::string& lang = "en") {
    test::Words words = {"network", "show", "--node",    "https://" + host + ":" + std::to_string(cli.port()),
                         "--lang",  lang,   "--context", cli.context()};
    if (!ca.empty()) words.insert(words.end(), {"--ca", ca});
    return test::run_here(words);
  }
  void expect_refused(const test::Ran& ran, const std::string& code) {
    EXPECT_EQ(ran.code, cli::kExitInternal) << ran.out << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("[" + code + "]"));
    EXPECT_EQ(ran.out, "");
  }
  CliNode cli;
  Certified authority{"An authority of the test", "", -kHour, kHour};
};

TEST_F(CliTls, TrustsACertificateOfTheGivenAuthorityForThisHost) {
  serve("DNS:localhost,IP:127.0.0.1");
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto ran = show(host, cli.file("ca.pem"));
    EXPECT_EQ(ran.code, 0) << host << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("test.hocba.vn/log"));
  }
}

TEST_F(CliTls, RefusesACertificateOfAnotherHost) {
  serve("DNS:nut-1.example,IP:192.0.2.7");
  for (const char* host : {"localhost", "127.0.0.1"}) {
    expect_refused(show(host, cli.file("ca.pem")), "cli.tls_other_host");
    EXPECT_THAT(show(host, cli.file("ca.pem"), "vi").err, HasSubstr("cấp cho tên khác"));
  }
}

TEST_F(CliTls, DoesNotTakeTheCommonNameForTheHost) {
  Certified("localhost", "", -kHour, kHour, &authority).write(cli.file("node.pem"), cli.file("node-key.pem"));
  cli.serve({}, cli.file("node.pem"), cli.file("node-key.pem"));
  const auto by_address = show("127.0.0.1", cli.file("ca.pem"));
  expect_refused(by_address, "cli.tls_other_host");
}

TEST_F(CliTls, RefusesAnUnknownAuthority) {
  serve("DNS:localhost,IP:127.0.0.1");
  Certified("Another authority", "", -kHour, kHour).write(cli.file("other.pem"), cli.file("other-key.pem"));
  const auto other = show("localhost", cli.file("other.pem"));
  expect_refused(other, "cli.tls_refused");
  EXPECT_THAT(other.err, HasSubstr("--ca"));
  expect_refused(show("localhost", ""), "cli.tls_refused");  // the system's authorities don't know it either
}

TEST_F(CliTls, RefusesACertificateOutOfItsTime) {
  serve("DNS:localhost", -2 * kHour, -kHour);
  const auto expired = show("localhost", cli.file("ca.pem"));
  expect_refused(expired, "cli.tls_expired");
  EXPECT_THAT(expired.err, HasSubstr("expired"));
  serve("DNS:localhost", kHour, 2 * kHour);
  expect_refused(show("localhost", cli.file("ca.pem")), "cli.tls_expired");
}

TEST_F(CliTls, NamesAnAuthorityFileThatIsMissingOrEmpty) {
  serve("DNS:localhost");
  const auto missing = show("localhost", cli.file("none.pem"));
  EXPECT_EQ(missing.code, cli::kExitUsage);
  EXPECT_THAT(missing.err, HasSubstr("none.pem"));
  EXPECT_THAT(missing.err, HasSubstr("[cli.file_missing]"));
  ASSERT_TRUE(cli::write_file(cli.file("empty.pem"), "").ok());
  const auto empty = show("localhost", cli.file("empty.pem"));
  expect_refused(empty, "cli.tls_refused");
  EXPECT_THAT(empty.err, HasSubstr("empty.pem"));
}

TEST_F(CliTls, SaysThatAPlainServerSpeaksNoTls) {
  expect_refused(show("127.0.0.1", cli.file("ca.pem")), "cli.tls_failed");
}

}  // namespace
}  // namespace hocba
