// The command line, run in this process, against a real node behind a real socket: the standard network of
// tests/support/network_builder.hpp, whose keys stand as key files in a scratch directory. No context and no
// configuration of the machine reaches it.
//
//   CliNode cli;
//   cli.must({"register", "reserve", …, "--key", cli.key("registrar")});   // its JSON; the test fails otherwise, also
//                                                                // where the node did not keep what opens the record
//   cli.refused({…}, "chain.no_authority");                                 // exit code 6 and this code
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

#include "api/codes.hpp"
#include "api/http_server.hpp"
#include "api/problem.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "crypto/device/key_file.hpp"
#include "ledger/chain/network_policy.hpp"
#include "tests/node_support/api_network.hpp"

namespace hocba::test {

using Words = std::vector<std::string>;

struct Ran {
  int code = -1;
  std::string out, err;
};

// The program in this process, without a terminal.
inline Ran run_here(const Words& words) {
  std::vector<const char*> argv = {"hocba"};
  for (const auto& word : words) argv.push_back(word.c_str());
  std::ostringstream out, err;
  Ran ran;
  ran.code = cli::run_program(static_cast<int>(argv.size()), argv.data(), out, err, false);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

class CliNode {
 public:
  explicit CliNode(const std::function<void(node::Config&)>& change = {})
      : api_([&](node::Config& config) {
          config.http.writes_per_minute = 1'000'000;
          config.http.requests_per_minute = 1'000'000;
          if (change) change(config);
        }) {
    ::setenv("XDG_CONFIG_HOME", (files_ / "config").c_str(), 1);
    HOCBA_CHECK(
        cli::write_file(policy(), chain::network_policy(net().net.genesis_body(), *net().net.network()).to_text())
            .ok());
    serve({});
  }
  ~CliNode() { server_->stop(); }

  // Sees a request first, and may change it; what it returns says whether the node shall see it too (else it is
  // answered 503).
  using Gate = std::function<bool(api::Request&)>;
  // Serves anew, on another port. The gate is called from the server's threads.
  void serve(const Gate& gate, const std::string& certificate = {}, const std::string& tls_key = {}) {
    Gateway behind;
    if (gate) behind = [gate](api::Request& request) { return gate(request) ? Fate::passes : Fate::busy; };
    serve_behind(behind, certificate, tls_key);
  }
  // As behind a server of somebody else's, which answers in its own words: with what became of the request.
  enum class Fate {
    passes,
    busy,    // the node itself is too busy to see it
    unseen,  // 502 in HTML, and the node never saw it
    lost     // 502 in HTML, and the node did what was asked
  };
  using Gateway = std::function<Fate(api::Request&)>;
  void serve_behind(const Gateway& gate, const std::string& certificate = {}, const std::string& tls_key = {}) {
    if (server_) server_->stop();
    server_.reset();
    api::ServerOptions options;
    options.limits.max_connections_per_address = 40;
    options.tls_certificate = certificate;
    options.tls_key = tls_key;
    options.body_limit = [this](api::Method method, std::string_view path) {
      return api_.service->body_limit(method, path);
    };
    options.refuse = [](const Code& code, std::string detail) { return api::problem(Error(code, std::move(detail))); };
    auto started = api::HttpServer::start(std::move(options), [this, gate](api::Request request, api::Respond respond) {
      {
        const std::lock_guard lock(turn_);
        ++in_flight_;
      }
      respond = [this, respond = std::move(respond)](api::Response response) {
        respond(std::move(response));
        const std::lock_guard lock(turn_);
        if (--in_flight_ == 0) idle_.notify_all();
      };
      const Fate fate = gate ? gate(request) : Fate::passes;
      if (fate == Fate::busy) return respond(api::problem(Error(api::kBusy)));
      const api::Response foreign{502, "text/html", "<html><h1>502 Bad Gateway</h1></html>", {}};
      if (fate == Fate::unseen) return respond(foreign);
      if (fate == Fate::lost) respond = [respond, foreign](const api::Response&) { respond(foreign); };
      api_.service->handle(std::move(request), std::move(respond));
    });
    HOCBA_CHECK(started.ok());
    server_ = *std::move(started);
  }

  // Until every request that came was answered, whether anybody is there to read the answer or not.
  void wait_until_idle() {
    std::unique_lock lock(turn_);
    idle_.wait(lock, [this] { return in_flight_ == 0; });
  }

  NodeNetwork& net() { return api_.net; }
  ApiNetwork& api() { return api_; }
  std::uint16_t port() const { return server_->port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  std::string file(const std::string& name) const { return files_ / name; }
  std::string policy() const { return files_ / "policy.txt"; }
  std::string context() const { return files_ / "no-context.toml"; }

  // The file of a key of the standard network, or of another of that name.
  std::string key(const std::string& name) const {
    const std::string path = files_ / (name + ".key");
    if (!cli::exists(path))
      HOCBA_CHECK(crypto::write_key_file(path, key_named(name), std::nullopt, crypto::KdfCost::testing).ok());
    return path;
  }
  static std::string did(const std::string& name) { return crypto::AnyKey(key_named(name).public_key()).did(); }

  // What every call brings along.
  Words with_globals(Words words, const std::string& lang = "en") const {
    words.insert(words.end(), {"--node", url(), "--context", context(), "--lang", lang, "--policy", policy()});
    return words;
  }
  Ran run(const Words& words) const { return run_here(with_globals(words)); }
  nlohmann::json must(Words words) const {
    words.push_back("--json");
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0) << joined(words) << "\n" << ran.out << ran.err;
    EXPECT_THAT(ran.err, testing::Not(testing::HasSubstr("does not have what opens entry"))) << joined(words);
    return nlohmann::json::parse(ran.out, nullptr, false);
  }
  Ran refused(const Words& words, const std::string& code, int exit = cli::kExitRefused) const {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, exit) << joined(words) << "\n" << ran.out << ran.err;
    EXPECT_THAT(ran.err, testing::HasSubstr("[" + code + "]")) << joined(words);
    return ran;
  }
  // The session that a request comes with is over before the node sees it, as after 1,800 s or a restart.
  void end_session_of(const api::Request& request) {
    const std::string header(request.header("authorization"));
    if (header.rfind("Bearer ", 0) == 0) api_.service->sessions().close(header.substr(7));
  }
  // What stands as it was when nothing was recorded.
  std::uint64_t size() { return log::to_u64(net().node().view()->tip.size); }

 private:
  static std::string joined(const Words& words) {
    std::string out;
    for (const auto& word : words) out += word + " ";
    return out;
  }
  std::mutex turn_;
  std::condition_variable idle_;
  std::size_t in_flight_ = 0;
  ScratchDirectory files_;
  ApiNetwork api_;
  std::unique_ptr<api::HttpServer> server_;
};

}  // namespace hocba::test
