// The HTTP server on real sockets, in front of a real node: well-behaved clients, rude ones, slow ones; TLS.
#include <gtest/gtest.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <atomic>
#include <cstdio>

#include "api/codes.hpp"
#include "api/http_server.hpp"
#include "api/problem.hpp"
#include "crypto/encoding.hpp"
#include "tests/node_support/api_network.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/wire.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::ApiNetwork;
using test::Wire;

const std::string kGet = "GET /v1/network HTTP/1.1\r\nHost: x\r\n\r\n";

class Server : public testing::Test {
 protected:
  static ServerOptions options_for(ApiNetwork& api) {
    ServerOptions out;
    out.limits.max_connections_per_address = 40;
    out.body_limit = [&api](Method method, std::string_view path) { return api.service->body_limit(method, path); };
    out.refuse = [](const Code& code, std::string detail) { return problem(Error(code, std::move(detail))); };
    return out;
  }
  void start(ServerOptions options) {
    server.reset();
    auto started = HttpServer::start(std::move(options), [this](Request request, Respond respond) {
      api.service->handle(std::move(request), std::move(respond));
    });
    ASSERT_TRUE(started.ok()) << started.error().to_string();
    server = *std::move(started);
  }
  void SetUp() override { start(options_for(api)); }
  void TearDown() override { server->stop(); }
  // After whatever was done to it: it still serves, and the ledger is where it was.
  void expect_healthy_and_unchanged(const std::shared_ptr<const node::LedgerView>& before) {
    EXPECT_EQ(Wire(server->port()).ask(kGet).status, 200);
    EXPECT_EQ(api.net.node().view()->tip.size, before->tip.size);
    EXPECT_EQ(api.net.node().view()->tip.state, before->tip.state);
  }
  static std::string post(const std::string& path, const std::string& body, const std::string& more = {}) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more +
           "\r\n" + body;
  }

  ApiNetwork api;
  std::unique_ptr<HttpServer> server;
};

TEST_F(Server, AnswersRequestAfterRequestOnOneConnection) {
  Wire wire(server->port());
  for (int i = 0; i < 3; ++i) {
    const auto answer = wire.ask(kGet);
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.at("Content-Type"), "application/json");
    EXPECT_EQ(answer.headers.at("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(json::parse(answer.body)["test"], true);
  }
}

// A library's exception, or the end of memory: it ends that connection, is counted out, and the others go on.
TEST_F(Server, AnExceptionEndsItsConnectionAlone) {
  const auto open = std::make_shared<std::atomic<std::int64_t>>(0);  // the server outlives this function
  ServerOptions options = options_for(api);
  options.limits.max_connections = 2;
  options.on_connections = [open](std::int64_t now) { *open = now; };
  options.body_limit = [](Method, std::string_view path) -> std::size_t {
    if (path == "/connection") throw std::runtime_error("planted in the connection");
    return 0;
  };
  server.reset();
  server = HttpServer::start(std::move(options), [](const Request& request, const Respond& respond) {
             if (request.target.path == "/handler") throw std::runtime_error("planted in the handler");
             respond(text_response("fine"));
           }).value();
  Wire other(server->port());
  EXPECT_EQ(other.ask(kGet).status, 200);
  for (int i = 0; i < 5; ++i) {
    Wire wire(server->port());
    ASSERT_TRUE(wire.send("GET /connection HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_TRUE(wire.ended());
    EXPECT_TRUE(test::eventually([&] { return open->load() == 1; })) << open->load();
  }
  EXPECT_EQ(other.ask("GET /handler HTTP/1.1\r\nHost: x\r\n\r\n").status, 503);
  EXPECT_EQ(other.ask(kGet).status, 200);
  EXPECT_EQ(Wire(server->port()).ask(kGet).status, 200);
}

TEST_F(Server, AnswersPipelinedRequestsInOrder) {
  Wire wire(server->port());
  ASSERT_TRUE(wire.send("GET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n" + kGet + post("/v1/lookup", "{}") +
                        "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  EXPECT_EQ(wire.answer().headers["Content-Type"], "text/plain; charset=utf-8");
  EXPECT_EQ(wire.answer().status, 200);
  EXPECT_EQ(wire.answer().status, 400);
  EXPECT_EQ(wire.answer().status, 404);
  EXPECT_TRUE(wire.ended());
}

TEST_F(Server, RefusesHeadersThatTwoReadersCouldReadDifferently) {
  const auto before = api.net.node().view();
  for (const char* odd :
       {"", "Host: x\r\nHost: y\r\n", "Host: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n",
        "Host: x\r\nTransfer-Encoding: chunked, identity\r\n",
        "Host: x\r\nTransfer-Encoding: xchunked\r\nContent-Length: 0\r\n"}) {
    Wire wire(server->port());
    EXPECT_EQ(wire.ask(std::string("GET /v1/network HTTP/1.1\r\n") + odd + "\r\n").status, 400) << odd;
    EXPECT_TRUE(wire.ended()) << odd;
  }
  expect_healthy_and_unchanged(before);
}

TEST_F(Server, TakesAClientsAddressFromTheLastHopOfATrustedProxyAlone) {
  std::vector<std::string> peers;
  ServerOptions options = options_for(api);
  options.trusted_proxies = {"127.0.0.1"};
  server.reset();
  auto started = HttpServer::start(std::move(options), [&](Request request, Respond respond) {
    peers.push_back(request.peer);
    api.service->handle(std::move(request), std::move(respond));
  });
  ASSERT_TRUE(started.ok());
  server = *std::move(started);
  const auto ask_as = [&](const std::string& fields) {
    return Wire(server->port()).ask("GET /v1/network HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n").status;
  };
  EXPECT_EQ(ask_as("X-Forwarded-For: 203.0.113.9\r\n"), 200);
  EXPECT_EQ(ask_as("X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n"), 200);
  EXPECT_EQ(ask_as("X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n"), 200);
  EXPECT_EQ(ask_as("X-Forwarded-For: 203.0.113.9:4711\r\n"), 200);
  EXPECT_EQ(ask_as("X-Forwarded-For: whoever\r\n"), 200);
  EXPECT_EQ(peers, (std::vector<std::string>{"203.0.113.9", "203.0.113.9", "203.0.113.9", "127.0.0.1", "127.0.0.1"}));
}

TEST_F(Server, GivesHeadTheHeaderAlone) {
  Wire wire(server->port());
  ASSERT_TRUE(wire.send("HEAD /v1/network HTTP/1.1\r\nHost: x\r\n\r\n" + kGet));
  const auto head = wire.answer(true);
  EXPECT_EQ(head.status, 200);
  const auto full = wire.answer();
  EXPECT_EQ(full.status, 200);
  EXPECT_EQ(head.headers.at("Content-Length"), full.headers.at("Content-Length"));
}

TEST_F(Server, TakesARecordInPiecesAndInChunks) {
  const auto record = api.net.net.sign(
      api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 1}, "79TH0001"), {"registrar"});
  Wire wire(server->port());
  const auto request = post("/v1/records", record);
  for (std::size_t at = 0; at < request.size(); at += 97)
    ASSERT_TRUE(wire.send(std::string_view(request).substr(at, 97)));
  EXPECT_EQ(wire.answer().status, 201);
  char size[32];
  std::snprintf(size, sizeof size, "%zx", record.size());
  const auto again = wire.ask("POST /v1/records HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                              std::string(size) + "\r\n" + record + "\r\n0\r\n\r\n");
  EXPECT_EQ(again.status, 200);
}

TEST_F(Server, RefusesHugeBodiesWithAnAnswerThatArrives) {
  const auto before = api.net.node().view();
  const std::string huge(10u << 20, 'x');
  for (const char* path : {"/v1/records", "/v1/lookup", "/v1/verify", "/v1/session", "/v1/network", "/nothing"}) {
    Wire wire(server->port());
    wire.send(post(path, huge));
    const auto answer = wire.answer();
    EXPECT_EQ(answer.status, 413) << path;
    EXPECT_EQ(ApiNetwork::code_of({413, "", answer.body, {}}), "api.body_too_large");
  }
  // Without a length: what counts is what comes.
  Wire wire(server->port());
  wire.send("POST /v1/records HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (int i = 0; i < 160 && wire.send(chunk); ++i) {
  }
  EXPECT_EQ(wire.answer().status, 413);
  expect_healthy_and_unchanged(before);
}

TEST_F(Server, RefusesWhatIsNoHttpOrNotOneReading) {
  const auto before = api.net.node().view();
  const std::vector<std::string> odd = {
      "hello\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/9.9\r\n\r\n",
      std::string("GET /\0 HTTP/1.1\r\n\r\n", 19),
      "\x16\x03\x01\x02",
      "GET /v1/../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /v1/%2e%2e/x HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET http://other/v1/network HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET //v1/network HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
      "POST /v1/records HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /v1/records HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "GET /v1/network HTTP/1.1\r\nHost : x\r\nA\r\n\r\n"};
  for (const auto& request : odd) {
    Wire wire(server->port());
    wire.send(request + "\r\n\r\n");
    const auto answer = wire.answer();
    EXPECT_TRUE(answer.status == 0 || answer.status == 400) << answer.status << ' ' << request;
    EXPECT_TRUE(wire.ended()) << request;
  }
  Wire wire(server->port());
  wire.send("GET /v1/network HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(64u << 10, 'x') + "\r\n\r\n");
  EXPECT_EQ(wire.answer().status, 431);
  expect_healthy_and_unchanged(before);
}

TEST_F(Server, EndsConnectionsThatSendTooSlowly) {
  // A byte at a time, more of them than the time limits allow for: each must be cut off, wherever it dawdles.
  const auto before = api.net.node().view();
  auto options = options_for(api);
  options.limits.header_timeout_ms = options.limits.body_timeout_ms = options.limits.idle_timeout_ms = 300;
  start(options);
  const std::string whole = post("/v1/records", std::string(500, ' '));
  const auto header_end = whole.find("\r\n\r\n") + 4;
  for (const std::size_t begun : {std::size_t{0}, std::size_t{5}, header_end, header_end + 7}) {
    Wire wire(server->port());
    ASSERT_TRUE(wire.send(std::string_view(whole).substr(0, begun)));
    EXPECT_TRUE(wire.ended()) << begun;  // nothing more is sent: the server ends it by its own clock
  }
  Wire dribbling(server->port());
  bool cut = false;
  for (std::size_t i = 0; i < 10'000 && !cut; ++i) {  // below the header's bound, so only its time can end it
    cut = !dribbling.send("T") || dribbling.stirs(1);
  }
  EXPECT_TRUE(cut);
  start(options_for(api));
  expect_healthy_and_unchanged(before);
}

TEST_F(Server, ServesOthersWhileOneAddressHoldsAllItsConnections) {
  std::vector<std::unique_ptr<Wire>> held;
  for (int i = 0; i < 40; ++i) {
    held.push_back(std::make_unique<Wire>(server->port()));
    ASSERT_EQ(held.back()->ask(kGet).status, 200);
  }
  const auto refused = Wire(server->port()).answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.at("Retry-After"), "2");
  held.clear();
  int served = 0;  // once the server has seen that they left
  for (int i = 0; i < 100'000 && served != 200; ++i) served = Wire(server->port()).ask(kGet).status;
  EXPECT_EQ(served, 200);
}

// Many times: what is open at the end is ended with the event loop, in an order that is not ours.
TEST_F(Server, StopsWithoutWaitingForIdleClients) {
  for (int round = 0; round < 30; ++round) {
    Wire idle(server->port()), busy(server->port()), silent(server->port());
    ASSERT_EQ(idle.ask(kGet).status, 200);
    ASSERT_TRUE(busy.send("GET /v1/net"));
    server->stop();
    server->stop();
    server.reset();
    EXPECT_TRUE(idle.ended());
    start(options_for(api));
  }
}

TEST_F(Server, AnAnswerMayComeWhenItsServerIsGone) {
  ServerOptions options = options_for(api);
  options.limits.drain_ms = 1;
  Respond late;
  std::atomic<bool> asked{false};
  auto slow = HttpServer::start(std::move(options), [&](const Request&, Respond respond) {
                late = std::move(respond);
                asked = true;
              }).value();
  Wire wire(slow->port());
  ASSERT_TRUE(wire.send(kGet));
  ASSERT_TRUE(test::eventually([&] { return asked.load(); }));
  slow.reset();
  late(text_response("too late"));
  late(text_response("twice"));
  late = nullptr;
  EXPECT_TRUE(wire.ended());
}

// --- TLS -----------------------------------------------------------------------------------------------------------

// A self-signed certificate for 127.0.0.1 and its key, as PEM files.
void write_certificate(const std::string& certificate_path, const std::string& key_path) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3'600);
  X509_set_pubkey(certificate, key);
  auto* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  HOCBA_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
  std::FILE* file = std::fopen(certificate_path.c_str(), "w");
  HOCBA_CHECK(PEM_write_X509(file, certificate) == 1);
  std::fclose(file);
  file = std::fopen(key_path.c_str(), "w");
  HOCBA_CHECK(PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  std::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

int connect_to(std::uint16_t port) {
  const int out = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  HOCBA_CHECK(::connect(out, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return out;
}

// The first bytes of the answer to a GET over TLS of at most `version`, checked against `roots`; empty: no handshake.
std::string get_over_tls(std::uint16_t port, const std::string& roots, int version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_max_proto_version(context, version);
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_load_verify_locations(context, roots.c_str(), nullptr);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL* ssl = SSL_new(context);
  const int socket = connect_to(port);
  SSL_set_fd(ssl, socket);
  std::string out;
  if (SSL_connect(ssl) == 1 && SSL_write(ssl, kGet.data(), static_cast<int>(kGet.size())) > 0) {
    char bytes[4'096];
    const int n = SSL_read(ssl, bytes, sizeof bytes);
    if (n > 0) out.assign(bytes, static_cast<std::size_t>(n));
  }
  SSL_free(ssl);
  SSL_CTX_free(context);
  ::close(socket);
  return out;
}

TEST_F(Server, SpeaksTlsFromVersion12On) {
  const test::ScratchDirectory files;
  write_certificate(files / "cert.pem", files / "key.pem");
  auto options = options_for(api);
  options.tls_certificate = files / "cert.pem";
  options.tls_key = files / "key.pem";
  start(options);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    EXPECT_EQ(get_over_tls(server->port(), files / "cert.pem", version).substr(0, 15), "HTTP/1.1 200 OK");
  }
  EXPECT_EQ(get_over_tls(server->port(), files / "cert.pem", TLS1_1_VERSION), "");
  EXPECT_EQ(Wire(server->port()).ask(kGet).status, 0);  // plain HTTP gets nothing
  // A client that does not go on with its handshake is let go, and others are served meanwhile.
  EXPECT_EQ(get_over_tls(server->port(), files / "cert.pem", TLS1_3_VERSION).substr(0, 15), "HTTP/1.1 200 OK");
}

TEST_F(Server, SaysWhichFileOfTlsIsWrongAndWhichPortIsTaken) {
  const test::ScratchDirectory files;
  write_certificate(files / "cert.pem", files / "key.pem");
  auto options = options_for(api);
  options.tls_certificate = files / "none.pem";
  options.tls_key = files / "key.pem";
  const auto nothing = [](const Request&, const Respond&) {};
  const auto no_certificate = HttpServer::start(options, nothing);
  ASSERT_FALSE(no_certificate.ok());
  EXPECT_EQ(no_certificate.error().code().id, kTlsFailed.id);
  EXPECT_NE(no_certificate.error().detail().find("none.pem"), std::string::npos);
  options.tls_certificate = files / "cert.pem";
  options.tls_key = files / "cert.pem";
  EXPECT_EQ(HttpServer::start(options, nothing).error().code().id, kTlsFailed.id);
  auto taken = options_for(api);
  taken.port = server->port();
  EXPECT_EQ(HttpServer::start(taken, nothing).error().code().id, kListenFailed.id);
}

}  // namespace
}  // namespace hocba::api
