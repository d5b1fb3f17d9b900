// A seal's X.509 certificate, bound to its ledger key by the grant, and an RFC 3161 timestamp: bound, attached,
// verified. Certificates by the test's own authority; the timestamp by `openssl ts`-like answers of OpenSSL.
#include <filesystem>

#include "crypto/timestamp.hpp"
#include "tests/e2e/school_to_issue.hpp"
#include "tests/support/certificates.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* kAuthority = "CA KIỂM THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ";
constexpr Time kIssued{1'750'384'800};  // 2025-06-20T02:00:00Z, the network's clock

class CliCertificate : public test::SchoolToIssue {
 protected:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;

  void SetUp() override {
    found_school(1);
    write("ca.der", certificate(kAuthority, ca_, ca_, true, kIssued - days(900), kIssued + days(900)));
    write("other-ca.der", certificate(kAuthority, other_, other_, true, kIssued - days(900), kIssued + days(900)));
  }
  std::string certificate(const char* subject, const Key& key, const Key& signer, bool authority, Time begin, Time end,
                          const char* extended = nullptr) const {
    return test::make_certificate({.subject = subject,
                                   .issuer = kAuthority,
                                   .key = key.get(),
                                   .signer = signer.get(),
                                   .authority = authority,
                                   .usage = authority ? "critical,keyCertSign" : "critical,digitalSignature",
                                   .extended = extended,
                                   .begin = begin,
                                   .end = end});
  }
  void write(const std::string& name, const std::string& text) const {
    HOCBA_CHECK(cli::write_file(cli.file(name), text).ok());
  }
  // The seal's key, with a certificate of these days, granted; a document issued with it and fetched into doc.json.
  void issue_with(Time begin, Time end) {
    const Key seal(test::ed25519_key_of(test::key_named("certified").public_key()));
    write("seal.der", certificate("TRƯỜNG TIỂU HỌC MẪU 3", seal, ca_, false, begin, end));
    grant_ = cli.must({"grant", "add", "--for", kUnit, "--role", "seal", "--to-key", cli.key("certified"), "--person",
                       "Văn thư Thử", "--certificate", cli.file("seal.der"), "--key", cli.key("m3")})["index"];
    const json issued = cli.must(issue());
    ASSERT_EQ(issued["issued"], 1);
    doc_ = cli.file("doc.json");
    cli.must({"fetch", issued["rows"][0]["id"], "-o", doc_, "--key", cli.key("certified")});
  }
  Words issue() const {
    return {"issue",
            "certificate",
            cli.file("class.csv"),
            "--unit",
            kUnit,
            "--sign",
            "principal=" + cli.key("principal-3"),
            "--sign",
            "seal=" + cli.key("certified")};
  }
  json report(int exit, const Words& more = {}) {
    Words words = {"verify", doc_, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto ran = cli.run(words);
    EXPECT_EQ(ran.code, exit) << ran.out << ran.err;
    return json::parse(ran.out, nullptr, false)["files"][0]["report"];
  }
  static std::string evidence(const json& report) {
    for (const json& check : report["checks"])
      if (check["check"] == "evidence") return check["outcome"].get<std::string>() + " " + check.value("code", "");
    return {};
  }

  Key ca_{test::new_p256_key()}, other_{test::new_p256_key()}, tsa_{test::new_p256_key()};
  json grant_;
  std::string doc_;
};

TEST_F(CliCertificate, IsBoundAttachedAndVerifiedAsOfTheSignature) {
  issue_with(kIssued - days(10), kIssued + days(1));  // expired since: odd case 22
  cli.must({"attach", doc_, "--certificate", cli.file("seal.der")});
  EXPECT_EQ(cli.must({"attach", doc_, "--certificate", cli.file("seal.der")})["files"][0]["added"], 0);
  const json good = report(0, {"--root", cli.file("ca.der")});
  EXPECT_EQ(evidence(good), "pass ");
  ASSERT_THAT(good["certificates"], SizeIs(1));
  EXPECT_EQ(good["certificates"][0]["subject"], "CN=TRƯỜNG TIỂU HỌC MẪU 3");
  EXPECT_EQ(good["certificates"][0]["issuer"], std::string("CN=") + kAuthority);
  EXPECT_THAT(good["not_claimed"]["en"].get<std::string>(), HasSubstr("not public"));
  EXPECT_EQ(evidence(report(0, {"--root", cli.file("other-ca.der")})), "unknown verify.certificate_untrusted");
  EXPECT_EQ(evidence(report(0)), "unknown verify.certificate_untrusted");
  // The folder beside the policy, and the context, are asked where no root is named.
  std::filesystem::create_directories(cli.file("roots"));
  write("roots/ca.der", cli::read_file(cli.file("ca.der")).value());
  EXPECT_EQ(evidence(report(0)), "pass ");
}

TEST_F(CliCertificate, ThatHadExpiredBeforeTheSignatureIsRefused) {
  issue_with(kIssued - days(10), kIssued - days(1));
  cli.must({"attach", doc_, "--certificate", cli.file("seal.der")});
  EXPECT_EQ(evidence(report(4, {"--root", cli.file("ca.der")})), "fail verify.certificate_not_then");
}

TEST_F(CliCertificate, OfAnotherKeyIsNeitherBoundNorAttached) {
  write("wrong.der", certificate("Khóa khác", other_, ca_, false, kIssued - days(1), kIssued + days(1)));
  cli.refused({"grant", "add", "--for", kUnit, "--role", "seal", "--to-key", cli.key("certified"), "--person",
               "Văn thư Thử", "--certificate", cli.file("wrong.der"), "--key", cli.key("m3")},
              "cli.certificate_of_another_key");
  issue_with(kIssued - days(10), kIssued + days(10));
  cli.refused({"attach", doc_, "--certificate", cli.file("wrong.der")}, "cli.certificate_not_named");
}

TEST_F(CliCertificate, OfARevokedGrantSealsNothing) {  // odd case 23
  issue_with(kIssued - days(10), kIssued + days(10));
  cli.must(
      {"grant", "revoke", std::to_string(grant_.get<std::uint64_t>()), "--reason", "lost", "--key", cli.key("m3")});
  const auto size = cli.size();
  Words again = issue();
  again.insert(again.end(), {"--work", cli.file("again"), "--result", cli.file("again.csv")});
  cli.refused(again, "cli.grant_not_found");
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliCertificate, TimestampsAreAttachedAndReported) {
  issue_with(kIssued - days(10), kIssued + days(10));
  const std::string tsa =
      certificate("TSA KIỂM THỬ", tsa_, ca_, false, kIssued - days(10), kIssued + days(10), "critical,timeStamping");
  cli.must({"timestamp", doc_, "--query", cli.file("q.tsq")});
  const std::string query = cli::read_file(cli.file("q.tsq")).value();
  write("r.tsr", test::make_timestamp(query, tsa, tsa_.get(), kIssued + days(1)));
  cli.must({"timestamp", doc_, "--token", cli.file("r.tsr")});
  const json good = report(0, {"--tsa-root", cli.file("ca.der")});
  EXPECT_EQ(evidence(good), "pass ");
  ASSERT_THAT(good["timestamps"], SizeIs(1));
  EXPECT_EQ(good["timestamps"][0]["time"], "2025-06-21T02:00:00Z");
  EXPECT_EQ(good["timestamps"][0]["authority"], "CN=TSA KIỂM THỬ");
  EXPECT_EQ(evidence(report(0, {"--tsa-root", cli.file("other-ca.der")})), "unknown verify.timestamp_not_trusted");
  // Over something else; none at all; refused by the authority.
  write("x.tsr", test::make_timestamp(crypto::timestamp_request(crypto::sha256("x"), "12345678"), tsa, tsa_.get(),
                                      kIssued + days(1)));
  cli.refused({"timestamp", doc_, "--token", cli.file("x.tsr")}, "cli.timestamp_of_another");
  cli.refused({"timestamp", doc_, "--token", cli.file("q.tsq")}, "crypto.bad_timestamp");
  write("no.tsr", test::make_timestamp("x", tsa, tsa_.get(), kIssued));
  cli.refused({"timestamp", doc_, "--token", cli.file("no.tsr")}, "crypto.timestamp_refused");
  cli.refused({"timestamp", doc_}, "cli.usage", cli::kExitUsage);
}

// RFC 3161 §3.4: one POST, answered by an authority that is not ours.
TEST_F(CliCertificate, TimestampsAreFetchedOverHttp) {
  issue_with(kIssued - days(10), kIssued + days(10));
  const std::string tsa =
      certificate("TSA KIỂM THỬ", tsa_, ca_, false, kIssued - days(10), kIssued + days(10), "critical,timeStamping");
  std::string answered;
  const auto answer = [&](const api::Request& request) -> api::Response {
    const std::string type = "application/timestamp-reply";
    if (request.method != api::Method::post || request.header("content-type") != "application/timestamp-query")
      return {415, type, "", {}};
    if (request.target.path == "/down") return {503, "text/plain", "later", {}};
    if (request.target.path == "/page") return {200, "text/html", "<html>a proxy's page</html>", {}};
    // A genuine answer to an earlier question: the nonce is the other's.
    if (request.target.path == "/replayed") return {200, type, answered, {}};
    answered = test::make_timestamp(request.body, tsa, tsa_.get(), kIssued + days(1));
    return {200, type, answered, {}};
  };
  api::ServerOptions options;
  options.body_limit = [](api::Method, std::string_view) { return std::size_t{1} << 16; };
  options.refuse = [](const Code& code, std::string detail) { return api::problem(Error(code, std::move(detail))); };
  const auto authority = api::HttpServer::start(
      std::move(options), [&](const api::Request& request, const api::Respond& respond) { respond(answer(request)); });
  ASSERT_TRUE(authority.ok());
  const auto asking = [&](const std::string& path) {
    return Words{"timestamp", doc_, "--url", "http://127.0.0.1:" + std::to_string((*authority)->port()) + path};
  };
  const std::string before = cli::read_file(doc_).value();
  cli.refused(asking("/down"), "cli.timestamp_unanswered", cli::kExitInternal);
  cli.refused({"timestamp", doc_, "--url", "http://127.0.0.1:1/tsr"}, "cli.timestamp_unanswered", cli::kExitInternal);
  cli.refused(asking("/page"), "crypto.bad_timestamp");
  EXPECT_EQ(cli::read_file(doc_).value(), before);
  cli.must(asking("/tsr"));
  const json good = report(0, {"--tsa-root", cli.file("ca.der")});
  ASSERT_THAT(good["timestamps"], SizeIs(1));
  EXPECT_EQ(good["timestamps"][0]["time"], "2025-06-21T02:00:00Z");
  const std::string stamped = cli::read_file(doc_).value();
  cli.refused(asking("/replayed"), "cli.timestamp_of_another");
  EXPECT_EQ(cli::read_file(doc_).value(), stamped);
  (*authority)->stop();
}

}  // namespace
}  // namespace hocba
