// The HTTP API of a real node, called without sockets.
//
//   ApiNetwork api;                                   // the standard network, founded
//   auto answer = api.get("/v1/network");             // waits
//   api.log_in("registrar");                          // later calls carry the session
#pragma once

#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/service.hpp"
#include "api/session.hpp"
#include "crypto/encoding.hpp"
#include "tests/node_support/node_network.hpp"

namespace hocba::test {

class ApiNetwork {
 public:
  explicit ApiNetwork(const std::function<void(node::Config&)>& change = {}, NetworkBuilder::Options options = {})
      : net(std::move(options)) {
    if (change) change(net.config);
    net.open();
    net.found();
    service = std::make_unique<api::Service>(net.node());
  }
  ~ApiNetwork() {
    net.node().stop();
    service->stop();
  }

  api::Response call(api::Method method, const std::string& target, std::string body = {},
                     std::map<std::string, std::string> headers = {}) {
    auto parsed = api::parse_target(target);
    HOCBA_CHECK(parsed.ok());
    api::Request request;
    request.method = method;
    request.target = *std::move(parsed);
    request.headers = std::move(headers);
    if (!token.empty()) request.headers.emplace("authorization", "Bearer " + token);
    request.body = std::move(body);
    request.peer = peer;
    request.local = local;
    auto answered = std::make_shared<std::promise<api::Response>>();
    auto future = answered->get_future();
    service->handle(std::move(request),
                    [answered](api::Response response) { answered->set_value(std::move(response)); });
    return future.get();
  }
  api::Response get(const std::string& target, std::map<std::string, std::string> headers = {}) {
    return call(api::Method::get, target, {}, std::move(headers));
  }
  api::Response post(const std::string& target, const nlohmann::json& body) {
    return call(api::Method::post, target, body.dump());
  }
  api::Response put(const std::string& target, const nlohmann::json& body) {
    return call(api::Method::put, target, body.dump());
  }
  // Whether this call is worked on outside the serving thread, of which there is one.
  bool answers_elsewhere(const std::string& target) {
    const auto here = std::this_thread::get_id();
    auto parsed = api::parse_target(target);
    HOCBA_CHECK(parsed.ok());
    api::Request request;
    request.target = *std::move(parsed);
    if (!token.empty()) request.headers.emplace("authorization", "Bearer " + token);
    request.peer = peer;
    auto answered = std::make_shared<std::promise<std::thread::id>>();
    auto future = answered->get_future();
    service->handle(std::move(request), [answered](api::Response) { answered->set_value(std::this_thread::get_id()); });
    return future.get() != here;
  }
  static nlohmann::json json_of(const api::Response& response) { return nlohmann::json::parse(response.body); }
  static std::string code_of(const api::Response& response) {
    return json_of(response).value("code", std::string("none, status ") + std::to_string(response.status));
  }

  // The answer to opening a session; keeps its token.
  api::Response log_in(const std::string& key_name) {
    token.clear();
    const auto& key = key_named(key_name);
    const std::string did = crypto::AnyKey(key.public_key()).did();
    const auto asked = post("/v1/session/challenge", {{"key", did}});
    if (asked.status != 200) return asked;
    const std::string challenge = json_of(asked)["challenge"];
    const auto text = api::session_text(net.node().view()->network.network, net.node().api_key(), challenge);
    const auto opened =
        post("/v1/session", {{"key", did}, {"challenge", challenge}, {"signature", crypto::base64url(key.sign(text))}});
    if (opened.status == 201) token = json_of(opened)["token"];
    return opened;
  }
  static nlohmann::json deposit_json(const NodeNetwork::Certificate& certificate) {
    nlohmann::json groups = nlohmann::json::array();
    for (const auto& group : certificate.groups) {
      groups.push_back({{"name", group.name},
                        {"salt", crypto::base64url(group.salt)},
                        {"content", nlohmann::json::parse(group.content)}});
    }
    return {{"document", nlohmann::json::parse(certificate.core)}, {"groups", groups}};
  }

  NodeNetwork net;
  std::unique_ptr<api::Service> service;
  std::string token;
  std::string peer = "192.0.2.1";
  bool local = false;
};

}  // namespace hocba::test
