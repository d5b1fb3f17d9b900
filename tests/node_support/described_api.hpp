// The API of a real node, called without sockets, each answer checked against the OpenAPI file.
#pragma once

#include <gtest/gtest.h>

#include "api/openapi.hpp"
#include "tests/node_support/api_network.hpp"
#include "tests/support/json_schema.hpp"

namespace hocba::test {

inline const nlohmann::json& openapi() {
  static const auto parsed = nlohmann::json::parse(api::openapi_text());
  return parsed;
}

// The answer's schema in the OpenAPI file, by route, status and content type; the fault of the answer against it.
inline std::string openapi_fault(const api::Router& router, api::Method method, const std::string& path,
                                 const api::Response& response) {
  const auto match = router.match(method, path);
  if (!match.route) return "no route " + path;
  std::string pattern = match.route->pattern;
  if (const auto star = pattern.find("*}"); star != std::string::npos) pattern.erase(star, 1);
  const char* const names[] = {"get", "get", "post", "put"};
  const auto& responses = openapi().at("paths").at(pattern).at(names[static_cast<int>(method)]).at("responses");
  const auto status = std::to_string(response.status);
  const auto& content = responses.at(responses.contains(status) ? status : "default").at("content");
  const auto type = response.content_type.substr(0, response.content_type.find(';'));
  if (!content.contains(type)) return pattern + " " + status + ": content type " + type + " is not described";
  if (type.find("json") == std::string::npos || content.at(type).at("schema").value("type", "") == "string") return {};
  const auto fault = JsonSchema(openapi()).fault(nlohmann::json::parse(response.body), content.at(type).at("schema"));
  return fault.empty() ? fault : pattern + " " + status + " " + fault;
}

using ApiMethod = api::Method;
using ApiResponse = api::Response;

class DescribedApi : public testing::Test {
 protected:
  explicit DescribedApi(const std::function<void(node::Config&)>& change = {}, NetworkBuilder::Options options = {})
      : api(change, std::move(options)) {}
  // Calls, and checks that the answer is as described.
  ApiResponse ask(ApiMethod method, const std::string& target, const std::string& body = {},
                  std::map<std::string, std::string> headers = {}) {
    auto response = api.call(method, target, body, std::move(headers));
    EXPECT_EQ(openapi_fault(api.service->router(), method, target.substr(0, target.find('?')), response), "") << target;
    return response;
  }
  ApiResponse get(const std::string& target) { return ask(ApiMethod::get, target); }
  nlohmann::json get_json(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << ' ' << response.body;
    return nlohmann::json::parse(response.body);
  }
  ApiResponse post(const std::string& target, const nlohmann::json& body) {
    return ask(ApiMethod::post, target, body.dump());
  }
  ApiResponse put(const std::string& target, const nlohmann::json& body) {
    return ask(ApiMethod::put, target, body.dump());
  }
  std::string code(const ApiResponse& response) { return ApiNetwork::code_of(response); }
  IssuedDocument issue_one() { return api.net.issue(api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03")); }

  ApiNetwork api;
};

}  // namespace hocba::test
