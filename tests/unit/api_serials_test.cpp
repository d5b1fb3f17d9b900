// Which serials a unit has used: what `hocba issue` asks before it changes anything.
#include <gtest/gtest.h>

#include "api/openapi.hpp"
#include "crypto/encoding.hpp"
#include "tests/node_support/api_network.hpp"
#include "tests/support/json_schema.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::ApiNetwork;

TEST(SerialsRoute, SaysWhichSerialsAUnitHasUsed) {
  ApiNetwork api;
  // The answer's form is the OpenAPI file's.
  const auto post = [&](const std::string& target, const json& body) {
    const auto response = api.call(Method::post, target, body.dump());
    if (response.status == 200) {
      const auto openapi = json::parse(openapi_text());
      EXPECT_EQ(
          test::JsonSchema(openapi).fault(json::parse(response.body), openapi["components"]["schemas"]["TakenSerials"]),
          "");
    }
    return response;
  };
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  const auto tag = crypto::base64url(certificate.issue.items.front().serial_tag);
  const std::string path = "/v1/units/79TH0001/serials", other = crypto::base64url(crypto::sha256("another"));
  const json asked = {{"tags", {other, tag}}};
  EXPECT_EQ(json::parse(post(path, asked).body)["taken"], json::array());
  api.net.issue(certificate);
  const json taken = json::parse(post(path, asked).body)["taken"];
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0]["tag"], tag);
  EXPECT_EQ(taken[0]["id"], credential::to_text(certificate.data.common.id));
  EXPECT_EQ(taken[0]["year"], certificate.issue.book);
  EXPECT_EQ(taken[0]["number"], certificate.issue.items.front().number);
  // Another unit has its own serials.
  EXPECT_EQ(json::parse(post("/v1/units/79SGD/serials", asked).body)["taken"], json::array());
  EXPECT_EQ(post("/v1/units/NONE/serials", asked).status, 404);
  for (const json& odd : {json::object(), json{{"tags", json::array()}}, json{{"tags", {"AA"}}}, json{{"tags", tag}},
                          json{{"tags", std::vector<std::string>(1'001, tag)}}, json{{"tags", {tag}}, {"x", 1}}})
    EXPECT_EQ(ApiNetwork::code_of(post(path, odd)), "api.bad_body") << odd.dump().substr(0, 80);
}

}  // namespace
}  // namespace hocba::api
