// The endpoints on a real node, without sockets: what each answers, whom it refuses, that every answer fits the OpenAPI
// file, and that no refusal changes anything.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <sstream>

#include "api/openapi.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/holder_proof.hpp"
#include "ledger/exchange/gzip.hpp"
#include "tests/node_support/described_api.hpp"
#include "tests/support/paths.hpp"

namespace hocba::api {
namespace {

using nlohmann::json;
using test::ApiNetwork;
using test::key_named;
using test::openapi;
using test::openapi_fault;

class Routes : public test::DescribedApi {
 protected:
  void publish_profile() {
    const auto salt = credential::Salt::of(crypto::sha256("salt").view());
    const json profile = {{"name", "Trường Tiểu học Mẫu"}};
    chain::UnitUpdate update{test::code("79TH0001"), {}, {}, {}, {}};
    update.profile = chain::Commitment::of(credential::commitment("profile", salt, profile).view());
    api.net.must(update, "79SGD", {"office-manager"});
    const json opening = {{"content", profile}, {"salt", crypto::base64url(salt)}};
    json wrong = opening;
    wrong["content"]["name"] = "Trường khác";
    EXPECT_EQ(code(put("/v1/units/79TH0001/profile", wrong)), "node.commitment_wrong");
    EXPECT_EQ(code(put("/v1/units/79SGD/profile", opening)), "api.not_yours");
    EXPECT_EQ(put("/v1/units/79TH0001/profile?ahead=true", wrong).status, 200);
    EXPECT_EQ(put("/v1/units/79TH0001/profile", opening).status, 200);
    EXPECT_EQ(get_json("/v1/units/79TH0001")["profile"], opening);
  }
  std::string record_of(const chain::Record& record, const test::Names& keys) { return api.net.net.sign(record, keys); }
};

// --- the OpenAPI file ----------------------------------------------------------------------------------------------

TEST_F(Routes, AreExactlyThoseOfTheOpenApiFile) {
  std::set<std::string> served, described;
  for (const auto& route : api.service->router().routes()) {
    std::string pattern = route.pattern;
    if (const auto star = pattern.find("*}"); star != std::string::npos) pattern.erase(star, 1);
    const std::string method = route.method == Method::get ? "get" : route.method == Method::put ? "put" : "post";
    served.insert(method + " " + pattern);
    ASSERT_TRUE(openapi()["paths"].contains(pattern) && openapi()["paths"][pattern].contains(method))
        << method << ' ' << pattern;
    const auto& operation = openapi()["paths"][pattern][method];
    EXPECT_EQ(operation.contains("security"), route.access == Access::session) << pattern;
    EXPECT_EQ(operation.contains("requestBody"), route.max_body != 0) << pattern;
  }
  for (const auto& [path, methods] : openapi()["paths"].items()) {
    for (const auto& [method, unused] : methods.items()) described.insert(method + " " + path);
  }
  EXPECT_EQ(served, described);
}

TEST_F(Routes, ServeTheOpenApiFileThatIsInTheSourceTree) {
  std::ifstream file(test::source_root() + "/api/openapi.json", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(get("/v1/openapi.json").body, text.str());
}

// --- the log -------------------------------------------------------------------------------------------------------

TEST_F(Routes, GiveCheckpointTilesAndReceiptsThatFitTogether) {
  const auto view = api.net.node().view();
  const auto size = log::to_u64(view->tip.size);
  EXPECT_EQ(get("/checkpoint").body, view->checkpoint.to_text());
  const auto tile = get("/tile/0/000.p/" + std::to_string(size));
  const auto bundle = get("/tile/entries/000.p/" + std::to_string(size));
  EXPECT_THAT(tile.headers, testing::Contains(testing::Pair("Cache-Control", testing::HasSubstr("immutable"))));
  const auto hashes = log::decode_tile(tile.body).value();
  const auto entries = log::decode_bundle(bundle.body).value();
  ASSERT_EQ(entries.size(), size);
  for (std::size_t i = 0; i < size; ++i) {
    EXPECT_EQ(log::leaf_hash(entries[i]), hashes[i]);
    EXPECT_EQ(get("/v1/entries/" + std::to_string(i)).body, entries[i]);
  }
  const auto receipt = log::Receipt::parse(get("/v1/receipts/3").body).value();
  EXPECT_TRUE(log::verify_receipt(receipt, entries[3], log::Policy::parse(get("/v1/policy").body).value()).ok());
  get_json("/v1/proofs/inclusion?index=3");
  EXPECT_FALSE(get_json("/v1/proofs/consistency?from=3&to=7")["proof"].empty());
}

TEST_F(Routes, AnswerNotModifiedToAClientThatHasTheCheckpoint) {
  const auto first = get("/checkpoint");
  std::string tag;
  for (const auto& [name, value] : first.headers) tag = name == "ETag" ? value : tag;
  const auto again = api.get("/checkpoint", {{"if-none-match", tag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}

TEST_F(Routes, RefuseTilesThatAreNotThereOrOddlyWritten) {
  for (const char* odd :
       {"/tile/0/001", "/tile/0/000", "/tile/0/000.p/255", "/tile/0/000.p/0", "/tile/0/0", "/tile/00/000",
        "/tile/9/000", "/tile/entries/x000/000", "/tile/0/000.p/1/2", "/tile/-1/000", "/tile/x"}) {
    const auto answer = get(odd);
    EXPECT_TRUE(answer.status == 404 || answer.status == 400) << odd << ' ' << answer.status;
  }
}

// --- the directory -------------------------------------------------------------------------------------------------

TEST_F(Routes, DescribeTheNetworkItsUnitsGrantsAndPolicies) {
  const auto network = get_json("/v1/network");
  EXPECT_EQ(network["test"], true);
  EXPECT_EQ(network["authority"]["threshold"], 2);
  const auto units = get_json("/v1/units");
  ASSERT_EQ(units["units"].size(), 3u);
  const auto page = get_json("/v1/units?limit=2");
  EXPECT_EQ(page["next"], "79TH0001");
  EXPECT_EQ(get_json("/v1/units?limit=2&after=79TH0001")["units"].size(), 1u);
  EXPECT_EQ(get_json("/v1/units/79TH0001")["parent"], "79SGD");
  EXPECT_EQ(get_json("/v1/units/79TH0001/grants")["grants"].size(), 4u);
  const auto principal = crypto::AnyKey(key_named("principal").public_key()).did();
  const auto grants = get_json("/v1/keys/" + principal + "/grants")["grants"];
  ASSERT_EQ(grants.size(), 1u);
  EXPECT_EQ(get_json("/v1/grants/" + grants[0]["index"].dump()), grants[0]);
  EXPECT_EQ(get_json("/v1/policies")["policies"].size(), 1u);
  EXPECT_EQ(get_json("/v1/policies?type=certificate&period=2025")["type"], "certificate");
  get_json("/v1/blocks/0");
  get_json("/health");
}

TEST_F(Routes, RefuseNamesAndNumbersThatAreNotThere) {
  for (const auto& [target, expected] :
       std::vector<std::pair<std::string, int>>{{"/v1/units/NONE", 404},
                                                {"/v1/units/a b", 400},
                                                {"/v1/units?limit=0x1", 400},
                                                {"/v1/units?limit=201", 400},
                                                {"/v1/policies?limit=1001", 400},
                                                {"/v1/grants/0", 404},
                                                {"/v1/grants/999999", 404},
                                                {"/v1/grants/-1", 400},
                                                {"/v1/grants/01", 400},
                                                {"/v1/grants/99999999999999999999", 400},
                                                {"/v1/keys/did:key:zQ/grants", 400},
                                                {"/v1/policies?type=certificate", 400},
                                                {"/v1/policies?type=none&period=2025", 404},
                                                {"/v1/reservations/1", 404},
                                                {"/v1/blocks/10000", 404},
                                                {"/v1/credentials/x", 400},
                                                {"/v1/credentials/00000000-0000-4000-8000-000000000000", 404},
                                                {"/v1/records/AAAA", 400},
                                                {"/v1/status-lists/refresh/0", 404},
                                                {"/v1/status-lists/revocation/7", 404},
                                                {"/v1/proofs/inclusion", 400},
                                                {"/v1/proofs/inclusion?index=1&size=1", 404},
                                                {"/v1/proofs/consistency?from=9&to=8", 400},
                                                {"/v1/entries/999999", 404},
                                                {"/v1/receipts/999999", 404}}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.status, expected) << target << ' ' << answer.body;
  }
}

// --- records -------------------------------------------------------------------------------------------------------

TEST_F(Routes, TakeARecordOnceAndGiveTheFirstReceiptAgain) {
  const auto bytes = record_of(
      api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 3}, "79TH0001"), {"registrar"});
  const auto first = ask(Method::post, "/v1/records", bytes + "\n");
  ASSERT_EQ(first.status, 201) << first.body;
  const auto accepted = json::parse(first.body);
  const auto receipt = log::Receipt::parse(accepted["receipt"].get<std::string>()).value();
  EXPECT_TRUE(log::verify_receipt(receipt, bytes, log::Policy::parse(api.net.node().policy_text()).value()).ok());
  const auto again = ask(Method::post, "/v1/records", bytes);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(json::parse(again.body)["index"], accepted["index"]);
  const auto found = get_json("/v1/records/" + accepted["id"].get<std::string>());
  EXPECT_EQ(found["entry"], bytes);
  const auto numbers = get_json("/v1/reservations/" + accepted["index"].dump())["numbers"];
  EXPECT_EQ(numbers.size(), 3u);
  get_json("/v1/units/79TH0001/registers/certificate/2025");
}

TEST_F(Routes, AnswerEachRecordOfABatchInItsPlace) {
  const auto good = record_of(
      api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 1}, "79TH0001"), {"registrar"});
  const auto stranger = record_of(
      api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 1}, "79TH0001"), {"other-registrar"});
  const auto answer = ask(Method::post, "/v1/records/batch", good + "\n{}\n" + stranger + "\n" + good + "\n");
  ASSERT_EQ(answer.status, 200);
  const auto results = json::parse(answer.body)["results"];
  ASSERT_EQ(results.size(), 4u);
  EXPECT_TRUE(results[0].contains("receipt"));
  EXPECT_TRUE(results[1].contains("code"));
  EXPECT_EQ(results[2]["code"], "chain.no_authority");
  EXPECT_EQ(results[3]["index"], results[0]["index"]);
}

TEST(Batch, CountsItsRecordsAgainstTheRate) {
  ApiNetwork api([](node::Config& config) { config.http.writes_per_minute = 10; });
  api.peer = "192.0.2.9";
  const auto lines = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "{}\n";
    return out;
  };
  EXPECT_EQ(api.call(Method::post, "/v1/records/batch", lines(8)).status, 200);
  EXPECT_EQ(api.call(Method::post, "/v1/records/batch", lines(8)).status, 429);
}

TEST(BodyLimit, IsThatOfThePathAndNowhereAboveTheConfiguredOne) {
  ApiNetwork api([](node::Config& config) { config.http.max_body_bytes = 100'000; });
  const auto bound = [&](Method method, const char* path) { return api.service->body_limit(method, path); };
  EXPECT_EQ(bound(Method::post, "/v1/records/batch"), 100'000u);
  EXPECT_EQ(bound(Method::put, "/v1/documents/x"), 100'000u);
  EXPECT_EQ(bound(Method::post, "/v1/lookup"), 2u << 10);
  EXPECT_EQ(bound(Method::get, "/v1/network"), 0u);
  EXPECT_EQ(bound(Method::post, "/nowhere"), 0u);
}

TEST_F(Routes, RefuseBadRecordsAndChangeNothing) {
  const auto before = api.net.node().view();
  auto foreign = api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 1}, "79TH0001");
  foreign.network = log::NetworkId::of(crypto::sha256("another network").view());
  auto old = api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 1}, "79TH0001");
  old.time = old.time - days(8);
  const auto good = record_of(
      api.net.net.record(chain::RegisterReserve{test::code("certificate"), 2025, 1}, "79TH0001"), {"registrar"});
  std::string altered = good;
  altered.replace(altered.find("\"count\":1"), 9, "\"count\":2");
  std::string twice = good;
  twice.insert(1, R"("body":{},)");
  const std::vector<std::string> bad = {"",
                                        "{}",
                                        "null",
                                        "{",
                                        good + good,
                                        " " + good,
                                        altered,
                                        twice,
                                        record_of(foreign, {"registrar"}),
                                        record_of(old, {"registrar"}),
                                        api.net.net.entries().at(0),
                                        R"({"a":"\ud800"})",
                                        std::string(1, '\0'),
                                        std::string(60'000, '['),
                                        R"({"hocba":1e0})"};
  for (const auto& record : bad) {
    const auto answer = ask(Method::post, "/v1/records", record);
    if (record == api.net.net.entries().at(0)) {
      EXPECT_EQ(answer.status, 200);  // the genesis is there already: a record sent again
      continue;
    }
    EXPECT_TRUE(answer.status == 400 || answer.status == 422 || answer.status == 409)
        << answer.status << ' ' << record.substr(0, 80);
  }
  EXPECT_EQ(ask(Method::post, "/v1/records", std::string(65'536, ' ')).status, 413);
  EXPECT_EQ(ask(Method::post, "/v1/records?wait_ms=x", good).status, 400);
  EXPECT_EQ(ask(Method::post, "/v1/records/batch", "\n\n").status, 400);
  std::string many;
  for (int i = 0; i < 1'001; ++i) many += "{}\n";
  EXPECT_EQ(ask(Method::post, "/v1/records/batch", many).status, 413);
  const auto after = api.net.node().view();
  EXPECT_EQ(after->tip.size, before->tip.size);
  EXPECT_EQ(after->tip.state, before->tip.state);
  EXPECT_EQ(get("/health").status, 200);
}

// --- methods, paths, rates -----------------------------------------------------------------------------------------

TEST_F(Routes, TellAWrongMethodFromAWrongPath) {
  const auto wrong = api.call(Method::post, "/v1/network");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_THAT(wrong.headers, testing::Contains(testing::Pair("Allow", "GET, HEAD")));
  EXPECT_EQ(ApiNetwork::json_of(wrong)["status"], 405);
  EXPECT_EQ(api.call(Method::other, "/v1/records").status, 405);
  EXPECT_EQ(api.call(Method::get, "/v1/nothing").status, 404);
  EXPECT_EQ(api.call(Method::head, "/v1/network").status, 200);
}

TEST_F(Routes, GiveMetricsToThisMachineOnly) {
  EXPECT_EQ(get("/metrics").status, 403);
  api.local = true;
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_EQ(api.get("/metrics", {{"x-forwarded-for", "203.0.113.7"}}).status, 403);
}

// How fast this machine asks decides only when the bucket is empty: it gains one call in two seconds.
bool refused_in_the_end(const std::function<int()>& status) {
  constexpr int kPatience = 10'000;
  for (int i = 0; i < kPatience; ++i)
    if (status() == 429) return true;
  return false;
}

TEST_F(Routes, LimitTheRateOfLookups) {
  int asked = 0;
  const auto nobody = [&] {
    return post("/v1/lookup", {{"serial", "X" + std::to_string(++asked)}, {"birth_date", "2001-01-01"}});
  };
  EXPECT_TRUE(refused_in_the_end([&] { return nobody().status; }));
  api.peer = "192.0.2.2";
  EXPECT_EQ(nobody().status, 404);
}

// --- sessions ------------------------------------------------------------------------------------------------------

TEST_F(Routes, OpenASessionForAKeyThatTheLedgerKnows) {
  const auto opened = api.log_in("registrar");
  EXPECT_EQ(opened.status, 201);
  EXPECT_EQ(post("/v1/status/snapshot", json::object()).status, 200);
  EXPECT_EQ(api.call(Method::post, "/v1/session/close").status, 200);
  EXPECT_EQ(code(api.call(Method::post, "/v1/status/snapshot")), "api.bad_session");
  EXPECT_EQ(code(api.log_in("nobody")), "api.unknown_key");
  EXPECT_EQ(api.log_in("founder-1").status, 201);
}

TEST_F(Routes, RefuseEveryProtectedPathWithoutASession) {
  for (const auto& route : api.service->router().routes()) {
    if (route.access != Access::session) continue;
    std::string path = route.pattern;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
      path.replace(open, path.find('}') - open + 1, "1");
    }
    EXPECT_EQ(code(api.call(route.method, path)), "api.no_session") << path;
    api.token = "AAAA";
    EXPECT_EQ(code(api.call(route.method, path)), "api.bad_session") << path;
    api.token.clear();
  }
}

// --- the vault -----------------------------------------------------------------------------------------------------

TEST_F(Routes, DepositSearchFetchAndVerifyADocument) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  const auto id = credential::to_text(certificate.data.common.id);
  ASSERT_EQ(api.log_in("registrar").status, 201);
  const auto deposited = put("/v1/documents/" + id, ApiNetwork::deposit_json(certificate));
  ASSERT_EQ(deposited.status, 200) << deposited.body;
  api.net.must(certificate.issue, "79TH0001", {"principal", "seal"});
  EXPECT_EQ(get_json("/v1/credentials/" + id)["in_force"], true);
  publish_profile();
  post("/v1/status/snapshot", json::object());

  const auto found =
      json::parse(post("/v1/search", {{"name", "thuy an"}, {"birth_date", "2001-02-03"}}).body)["documents"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["id"], id);
  EXPECT_EQ(post("/v1/search", {{"name", "thuy binh"}}).status, 200);

  const auto file = get("/v1/documents/" + id);
  ASSERT_EQ(file.status, 200) << file.body;
  api.token.clear();
  const auto report = json::parse(ask(Method::post, "/v1/verify", file.body).body);
  EXPECT_EQ(report["verdict"], "valid") << report.dump(1);
  std::string altered = file.body;
  altered.replace(altered.find("Thuý An"), std::string("Thuý An").size(), "Thuý Ân");
  EXPECT_EQ(json::parse(ask(Method::post, "/v1/verify", altered).body)["verdict"], "not genuine");
  EXPECT_EQ(json::parse(ask(Method::post, "/v1/verify", "{}").body)["verdict"], "undecided");

  const json exact = {{"serial", certificate.data.common.serial}, {"birth_date", "2001-02-03"}};
  EXPECT_EQ(json::parse(post("/v1/lookup", exact).body)["id"], id);
}

TEST_F(Routes, GiveOneAnswerForAWrongAndAnAbsentLookup) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  api.net.issue(certificate);
  const auto wrong = post("/v1/lookup", {{"serial", certificate.data.common.serial}, {"birth_date", "2001-02-04"}});
  const auto absent = post("/v1/lookup", {{"serial", "NONE"}, {"birth_date", "2001-02-03"}});
  EXPECT_EQ(wrong.status, 404);
  EXPECT_EQ(wrong.body, absent.body);
  EXPECT_EQ(wrong.headers, absent.headers);
  for (const json& odd : {json{{"serial", "A"}}, json{{"serial", "A"}, {"birth_date", "2001-02-30"}},
                          json{{"serial", "A"}, {"birth_date", "03/02/2001"}},
                          json{{"serial", "A"}, {"birth_date", "2001-02-03"}, {"register", "1"}},
                          json{{"serial", "A"}, {"birth_date", "2001-02-03"}, {"name", "x"}}, json::array(),
                          json{{"serial", ""}, {"register", "1"}}, json{{"serial", 1}, {"register", "1"}}}) {
    EXPECT_EQ(post("/v1/lookup", odd).status, 400) << odd;
  }
}

TEST_F(Routes, DoNotReadTheInsideOfADocumentToStrangers) {
  const auto issued = issue_one();
  const auto id = credential::to_text(issued.id);
  ASSERT_EQ(api.log_in("other-registrar").status, 201);
  EXPECT_EQ(code(get("/v1/documents/" + id)), "node.may_not_read");
  EXPECT_EQ(code(get("/v1/documents/" + id + "/access-log")), "node.may_not_read");
  EXPECT_EQ(json::parse(post("/v1/search", {{"name", "thuy an"}}).body)["documents"].size(), 0u);
  EXPECT_EQ(code(post("/v1/search", {{"name", "thuy an"}, {"unit", "79TH0001"}})), "node.may_not_read");
}

TEST_F(Routes, LogWhatASuperiorReadsAndForWhat) {
  const auto id = credential::to_text(issue_one().id);
  ASSERT_EQ(api.log_in("office-manager").status, 201);
  EXPECT_EQ(code(get("/v1/documents/" + id)), "node.purpose_needed");
  EXPECT_EQ(get("/v1/documents/" + id + "?purpose=thanh+tra+12/Q%C4%90").status, 200);
  EXPECT_EQ(code(get("/v1/documents/" + id + "/access-log")), "node.part_not_yours");
  ASSERT_EQ(api.log_in("principal").status, 201);
  const auto log = get_json("/v1/documents/" + id + "/access-log");
  ASSERT_EQ(log["entries"].size(), 1u);
  EXPECT_EQ(log["entries"][0]["purpose"], "thanh tra 12/QĐ");
  EXPECT_EQ(log["entries"][0]["unit"], "79SGD");
  EXPECT_EQ(log["intact"], true);
}

TEST_F(Routes, ShowTheAccessLogToWhoHasTheDocumentAndTellOthersNothing) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  const auto issued = api.net.issue(certificate), another = issue_one();
  const std::string path = "/v1/documents/" + credential::to_text(issued.id) + "/access-log";
  ASSERT_EQ(api.log_in("office-manager").status, 201);
  ASSERT_EQ(get("/v1/documents/" + credential::to_text(issued.id) + "?purpose=thanh+tra").status, 200);
  api.token.clear();
  const auto network = api.net.node().view()->network.network;
  const auto document = credential::Document::parse(certificate.core, {}).value();
  const auto proof_for = [&](std::string_view of) {
    return crypto::base64url(credential::holder_proof(document, of).value());
  };
  const auto answer = post(path, {{"proof", proof_for(network.view())}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto log = json::parse(answer.body);
  ASSERT_EQ(log["entries"].size(), 1u);
  EXPECT_EQ(log["entries"][0]["purpose"], "thanh tra");
  EXPECT_EQ(log["intact"], true);
  // One answer: a wrong proof, another network's, another document's, one that was never there.
  const std::string other = crypto::base64url(crypto::sha256("another network"));
  const auto wrong = post(path, {{"proof", other}});
  EXPECT_EQ(code(wrong), "api.not_the_document");
  EXPECT_EQ(post(path, {{"proof", proof_for(crypto::sha256("another network").view())}}).body, wrong.body);
  EXPECT_EQ(
      post("/v1/documents/" + credential::to_text(another.id) + "/access-log", {{"proof", proof_for(network.view())}})
          .body,
      wrong.body);
  EXPECT_EQ(post("/v1/documents/00000000-0000-4000-8000-000000000000/access-log", {{"proof", other}}).body, wrong.body);
  EXPECT_EQ(code(post(path, {{"proof", "AAAA"}})), "api.bad_body");
  EXPECT_EQ(code(post(path, {{"proof", other}, {"more", 1}})), "api.bad_body");
}

TEST_F(Routes, KeepWhatASearcherWroteFromThoseWhomThePageShowed) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  const auto id = credential::to_text(api.net.issue(certificate).id);
  ASSERT_EQ(api.log_in("office-manager").status, 201);
  ASSERT_EQ(post("/v1/search", {{"name", "thuy an"}, {"purpose", "đơn tố cáo số 7"}}).status, 200);
  ASSERT_EQ(api.log_in("principal").status, 201);
  EXPECT_EQ(get_json("/v1/documents/" + id + "/access-log")["entries"][0]["purpose"], "đơn tố cáo số 7");
  api.token.clear();
  const auto proof = credential::holder_proof(credential::Document::parse(certificate.core, {}).value(),
                                              api.net.node().view()->network.network.view());
  const auto answer = post("/v1/documents/" + id + "/access-log", {{"proof", crypto::base64url(proof.value())}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto entry = json::parse(answer.body)["entries"][0];
  EXPECT_EQ(entry["search"], true);
  EXPECT_EQ(entry["unit"], "79SGD");
  EXPECT_EQ(entry["purpose"], "");
}

TEST_F(Routes, LimitTheRateOfProofsToo) {
  const std::string path = "/v1/documents/00000000-0000-4000-8000-000000000000/access-log";
  const json proof = {{"proof", crypto::base64url(crypto::sha256("x"))}};
  EXPECT_TRUE(refused_in_the_end([&] { return post(path, proof).status; }));
}

TEST_F(Routes, RefuseDepositsThatAreNotTheUnitsOrNotWhole) {
  const auto certificate = api.net.certificate("Nguyễn Thị Thuý An", "2001-02-03");
  const auto target = "/v1/documents/" + credential::to_text(certificate.data.common.id);
  const auto body = ApiNetwork::deposit_json(certificate);
  ASSERT_EQ(api.log_in("other-registrar").status, 201);
  EXPECT_EQ(code(put(target, body)), "api.not_yours");
  ASSERT_EQ(api.log_in("registrar").status, 201);
  json extra = body, altered = body, missing = body;
  extra["note"] = "x";
  altered["document"]["hocba"]["title"] = "Khác";
  missing.erase("document");
  EXPECT_EQ(code(put(target, extra)), "api.bad_body");
  EXPECT_GE(put(target, altered).status, 400);
  EXPECT_EQ(code(put(target, missing)), "api.bad_body");
  EXPECT_EQ(code(put("/v1/documents/00000000-0000-4000-8000-000000000000", body)), "node.document_mismatch");
  EXPECT_EQ(put("/v1/documents/x", body).status, 400);
  EXPECT_FALSE(
      api.net.node().vault().holds(certificate.data.common.id, certificate.issue.items.front().digest).value());
  EXPECT_EQ(put(target, body).status, 200);
  EXPECT_EQ(put(target, body).status, 200);  // again: nothing more happens
}

TEST_F(Routes, EraseADocumentOnceItsRecordIsFinal) {
  const auto issued = issue_one();
  const auto id = credential::to_text(issued.id);
  const auto record =
      record_of(api.net.net.record(chain::DocumentErase{issued.id, {}, test::commitment("basis")}, "79TH0001"),
                {"registrar", "principal"});
  ASSERT_EQ(api.log_in("registrar").status, 201);
  EXPECT_EQ(code(post("/v1/documents/00000000-0000-4000-8000-000000000000/erase", {{"record", json::parse(record)}})),
            "api.bad_body");
  EXPECT_EQ(code(post("/v1/documents/" + id + "/erase", {{"record", json::parse(record)}, {"group", "family"}})),
            "api.bad_body");
  ASSERT_TRUE(api.net.node().vault().holds(issued.id, issued.digest).value());
  const auto erased = post("/v1/documents/" + id + "/erase", {{"record", record}});
  ASSERT_EQ(erased.status, 201) << erased.body;
  EXPECT_FALSE(api.net.node().vault().holds(issued.id, issued.digest).value());
  EXPECT_EQ(code(get("/v1/documents/" + id)), "node.document_erased");
  EXPECT_EQ(get_json("/v1/credentials/" + id)["erased"], true);
}

TEST_F(Routes, KeepOpenedCommitmentsOnlyWhereTheyAreTheLedgers) {
  const auto salt = credential::Salt::of(crypto::sha256("salt").view());
  const json person = {{"name", "Trần Văn Bình"}};
  auto grant = api.net.net.grant_body("deputy", "79TH0001", chain::Role::deputy, {});
  grant.person = chain::Commitment::of(credential::commitment("person", salt, person).view());
  const auto index = api.net.must(grant, "79TH0001", {"manager"});
  const auto target = "/v1/grants/" + std::to_string(log::to_u64(index)) + "/openings";
  const json opening = {{"person", {{"salt", crypto::base64url(salt)}, {"content", person}}}};
  ASSERT_EQ(api.log_in("other-manager").status, 201);
  EXPECT_EQ(code(put(target, opening)), "api.not_yours");
  ASSERT_EQ(api.log_in("manager").status, 201);
  json wrong = opening;
  wrong["person"]["content"]["name"] = "Trần Văn Binh";
  EXPECT_EQ(code(put(target, wrong)), "node.commitment_wrong");
  EXPECT_EQ(code(put(target, {{"scope", opening["person"]}})), "node.no_such_opening");
  EXPECT_EQ(put(target, opening).status, 200);
  EXPECT_EQ(
      get_json("/v1/entries/" + std::to_string(log::to_u64(index)) + "/openings?purpose=review")["person"]["content"],
      person);
}

// --- status lists and the clock ------------------------------------------------------------------------------------

TEST_F(Routes, GiveStatusListsAsBitsAsJsonAndAsACredentialThatVerifies) {
  issue_one();
  const auto list = get_json("/v1/status-lists/revocation/0");
  const auto raw = ask(Method::get, "/v1/status-lists/revocation/0", {}, {{"accept", "application/octet-stream"}});
  ASSERT_EQ(raw.body.size(), chain::kShardBits / 8);
  EXPECT_EQ(list["digest"], crypto::base64url(chain::snapshot_digest(chain::StatusPurpose::revocation, 0, raw.body)));
  const auto signed_list = ask(Method::get, "/v1/status-lists/revocation/0", {}, {{"accept", "application/vc"}});
  const auto credential = json::parse(signed_list.body);
  const auto proofs = crypto::verify_proofs(credential);
  ASSERT_TRUE(proofs.ok()) << proofs.error().to_string();
  EXPECT_EQ(credential["issuer"], proofs->front().key.did());
  EXPECT_EQ(credential["issuer"], get_json("/v1/network")["validators"][0]["api"]);
  const std::string encoded = credential["credentialSubject"]["encodedList"];
  ASSERT_EQ(encoded.at(0), 'u');
  EXPECT_EQ(exchange::gunzip(crypto::from_base64url(encoded.substr(1)).value(), raw.body.size()).value(), raw.body);
}

TEST_F(Routes, LetFoundersMoveTheClockOfATestNetworkForward) {
  ASSERT_EQ(api.log_in("registrar").status, 201);
  EXPECT_EQ(code(post("/v1/test/clock", {{"time", "2025-06-01T00:00:00Z"}})), "api.not_yours");
  ASSERT_EQ(api.log_in("founder-2").status, 201);
  EXPECT_EQ(post("/v1/test/clock", {{"time", "2025-06-01T00:00:00Z"}}).status, 200);
  EXPECT_EQ(code(post("/v1/test/clock", {{"time", "2025-05-01T00:00:00Z"}})), "node.clock_would_go_back");
  EXPECT_EQ(post("/v1/test/clock", {{"time", "tomorrow"}}).status, 400);
  EXPECT_EQ(get_json("/v1/status")["clock"], "2025-06-01T00:00:00Z");
}

}  // namespace
}  // namespace hocba::api
