// The parts of the API that need no node: targets, routes, bodies, rates, sessions, problem details, late answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/pending.hpp"
#include "api/problem.hpp"
#include "api/rate_limit.hpp"
#include "api/router.hpp"
#include "api/session.hpp"
#include "crypto/encoding.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::api {
namespace {

using test::key_named;

// --- targets and routes --------------------------------------------------------------------------------------------

TEST(Target, IsSplitAndDecodedOnce) {
  const auto target = parse_target("/v1/units/79%53GD?a=1+2&b=%25&c").value();
  EXPECT_EQ(target.path, "/v1/units/79SGD");
  EXPECT_EQ(target.query, (std::map<std::string, std::string>{{"a", "1 2"}, {"b", "%"}, {"c", ""}}));
  EXPECT_EQ(parse_target("/%2541").value().path, "/%41");
}

TEST(Target, RefusesPathsThatTwoReadersCouldReadDifferently) {
  for (const char* odd :
       {"", "v1", "*", "http://host/v1", "//", "/v1//units", "/v1/../x", "/v1/./x", "/v1/%2e%2e/x", "/v1/", "/%00",
        "/v1/units/99SO%2fgrants", "/%2F", "/%", "/%4", "/%zz", "/v1?a=%00", "/v1?a=1&a=2", "/v1?%"}) {
    EXPECT_FALSE(parse_target(odd).ok()) << odd;
  }
}

Router router_of(std::vector<std::pair<Method, std::string>> routes) {
  std::vector<Route> out;
  for (auto& [method, pattern] : routes) out.push_back({method, pattern, Access::open, Rate::reads, 7, {}});
  return Router(std::move(out));
}

TEST(Router, FindsTheRouteAndItsParameters) {
  const auto router =
      router_of({{Method::get, "/v1/units"}, {Method::get, "/v1/units/{code}"}, {Method::get, "/tile/{path*}"}});
  EXPECT_EQ(router.match(Method::get, "/v1/units").route, &router.routes()[0]);
  const auto unit = router.match(Method::head, "/v1/units/79SGD");
  EXPECT_EQ(unit.route, &router.routes()[1]);
  EXPECT_EQ(unit.params["code"], "79SGD");
  EXPECT_EQ(router.match(Method::get, "/tile/0/x001/234.p/5").params["path"], "0/x001/234.p/5");
}

TEST(Router, TellsAnotherMethodFromAnotherPath) {
  const auto router = router_of({{Method::get, "/a/{x}"}, {Method::put, "/a/{x}"}});
  const auto wrong = router.match(Method::post, "/a/b");
  EXPECT_EQ(wrong.route, nullptr);
  EXPECT_EQ(wrong.allowed, "GET, HEAD, PUT");
  for (const char* path : {"/", "/a", "/a/b/c", "/A/b", "/ab"}) {
    EXPECT_EQ(router.match(Method::get, path).route, nullptr) << path;
    EXPECT_EQ(router.match(Method::get, path).allowed, "") << path;
  }
}

// --- bodies --------------------------------------------------------------------------------------------------------

TEST(Body, IsAClosedObject) {
  auto body = Body::parse(R"({"name":"A","n":3,"list":["x"],"value":{"b":1,"a":2}})").value();
  EXPECT_EQ(body.text("name").value(), "A");
  EXPECT_EQ(body.finish().error().code().id, kBadBody.id);  // fields that nobody asked for
  EXPECT_EQ(body.optional_number("n", 3).value(), 3u);
  EXPECT_EQ(body.texts("list", 1).value(), std::vector<std::string>{"x"});
  EXPECT_EQ(body.value("value").value(), R"({"a":2,"b":1})");
  EXPECT_EQ(body.optional_text("absent").value(), std::nullopt);
  EXPECT_TRUE(body.finish().ok());
}

TEST(Body, NamesTheFieldThatIsMissingOrOfAnotherType) {
  auto body = Body::parse(R"({"t":1,"n":-1,"big":9,"l":{},"s":[1]})").value();
  EXPECT_EQ(body.text("absent").error().detail(), "absent");
  EXPECT_EQ(body.text("t").error().detail(), "t");
  EXPECT_EQ(body.optional_number("n", 5).error().detail(), "n");
  EXPECT_EQ(body.optional_number("big", 8).error().detail(), "big");
  EXPECT_EQ(body.texts("l", 5).error().detail(), "l");
  EXPECT_EQ(body.texts("s", 5).error().detail(), "s");
  EXPECT_EQ(body.values("s", 0).error().detail(), "s");
}

TEST(Body, RefusesWhatTwoParsersCouldReadDifferently) {
  for (const char* odd : {"", "null", "[]", "1", R"({"a":1,"a":2})", R"({"a":1}x)", R"({"a":"\ud800"})",
                          "{\"a\":\"\xff\"}", R"({"a":1e3})", R"({"a":9007199254740993})", "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(Body::parse(odd).ok()) << odd;
  }
  const std::string deep = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_FALSE(Body::parse(deep).ok());
}

// --- problem details -----------------------------------------------------------------------------------------------

TEST(Problem, SaysCodeStatusAndBothSentences) {
  const auto answer = problem(Error(kBadBody, "name"));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  const auto body = nlohmann::json::parse(answer.body);
  EXPECT_EQ(body["code"], "api.bad_body");
  EXPECT_EQ(body["type"], "urn:hocba:problem:api.bad_body");
  EXPECT_EQ(body["title"], std::string(kBadBody.en));
  EXPECT_EQ(body["title_vi"], std::string(kBadBody.vi));
  EXPECT_EQ(body["detail"], "name");
  EXPECT_EQ(body["status"], 400);
}

TEST(Problem, KeepsTheDetailOfAnInternalFailureToItself) {
  static constexpr Code kInside{"api.test_only", Kind::internal, "v", "e"};
  const auto answer = problem(Error(kInside, "/var/lib/hocba/keys"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("/var/lib"), std::string::npos);
}

TEST(Problem, SaysWhenToComeBack) {
  using testing::Contains;
  using testing::Pair;
  EXPECT_THAT(problem(kBusy).headers, Contains(Pair("Retry-After", testing::_)));
  EXPECT_THAT(problem(kTooMany).headers, Contains(Pair("Retry-After", testing::_)));
  EXPECT_EQ(problem(kTooMany).status, 429);
  EXPECT_THAT(problem(kNoSession).headers, Contains(Pair("WWW-Authenticate", "Bearer")));
}

// --- rates ---------------------------------------------------------------------------------------------------------

TEST(RateLimit, RefusesBeyondTheRateAndForgivesWithTime) {
  RateLimit rates(
      {.reads_per_minute = 60, .writes_per_minute = 60, .lookups_per_minute = 3, .verifications_per_minute = 1});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rates.allow("192.0.2.1", Rate::lookups, 1'000)) << i;
  EXPECT_FALSE(rates.allow("192.0.2.1", Rate::lookups, 1'000));
  EXPECT_TRUE(rates.allow("192.0.2.2", Rate::lookups, 1'000));
  EXPECT_TRUE(rates.allow("192.0.2.1", Rate::reads, 1'000));
  EXPECT_FALSE(rates.allow("192.0.2.1", Rate::lookups, 20'000));
  EXPECT_TRUE(rates.allow("192.0.2.1", Rate::lookups, 41'001));
  EXPECT_FALSE(rates.allow("192.0.2.3", Rate::reads, 1'000, 61));
}

TEST(RateLimit, CountsAnIpv6ClientByItsNetwork) {
  RateLimit rates({.lookups_per_minute = 1});
  EXPECT_TRUE(rates.allow("2001:db8:1:2:3:4:5:6", Rate::lookups, 0));
  EXPECT_FALSE(rates.allow("2001:db8:1:2:ffff::1", Rate::lookups, 0));
  EXPECT_TRUE(rates.allow("2001:db8:1:3::1", Rate::lookups, 0));
}

TEST(RateLimit, TakesABatchAsItsRecordsOrNotAtAll) {
  RateLimit rates({.writes_per_minute = 10});
  EXPECT_FALSE(rates.allow("192.0.2.1", Rate::writes, 0, 11));
  EXPECT_TRUE(rates.allow("192.0.2.1", Rate::writes, 0, 8));
  EXPECT_FALSE(rates.allow("192.0.2.1", Rate::writes, 0, 3));
  EXPECT_TRUE(rates.allow("192.0.2.1", Rate::writes, 0, 2));
}

TEST(RateLimit, OneClientIsAnAddressOrTheNetworkOfAnIpv6One) {
  EXPECT_EQ(client_of("2001:db8::5:6:7:8"), client_of("2001:db8:0:0:9::1"));
  EXPECT_NE(client_of("2001:db8::1"), client_of("2001:db8:0:1::1"));
  EXPECT_EQ(client_of("::ffff:192.0.2.1"), client_of("192.0.2.1"));
  EXPECT_NE(client_of("192.0.2.1"), client_of("192.0.2.2"));
}

TEST(RateLimit, StaysBoundedAndStillServesNewcomers) {
  RateLimit rates({.lookups_per_minute = 1});
  for (std::size_t i = 0; i < RateLimit::kMaxBuckets + 3; ++i) {
    ASSERT_TRUE(rates.allow("host-" + std::to_string(i), Rate::lookups, static_cast<std::int64_t>(i))) << i;
  }
}

// --- sessions ------------------------------------------------------------------------------------------------------

class SessionsOf : public testing::Test {
 protected:
  static constexpr Time kNow{1'750'000'000};
  const log::NetworkId network_ = log::NetworkId::of(crypto::sha256("network").view());
  const crypto::AnyKey node_ = key_named("nut-1-api").public_key();
  Sessions sessions_{{network_, node_}, 600, 4, std::string(32, 's')};
  const crypto::KeyPair& key_ = key_named("session");
  const crypto::AnyKey did_ = key_.public_key();

  std::string signature(const std::string& challenge) const {
    return std::string(key_.sign(session_text(network_, node_, challenge)).view());
  }
  Result<Sessions::Issued> log_in(Time now = kNow) {
    const auto challenge = sessions_.challenge(did_, now);
    return sessions_.open(did_, challenge.text, signature(challenge.text), now);
  }
};

TEST_F(SessionsOf, GiveTheKeyThatSignedTheChallengeUntilTheyAreOver) {
  const auto opened = log_in();
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(crypto::from_base64url(opened->text).value().size(), 32u);
  EXPECT_EQ(sessions_.caller(opened->text, kNow).value(), did_);
  EXPECT_EQ(sessions_.caller(opened->text, kNow + Duration{599}).value(), did_);
  EXPECT_EQ(sessions_.caller(opened->text, kNow + Duration{600}).error().code().id, kBadSession.id);
  EXPECT_FALSE(sessions_.caller("", kNow).ok());
  EXPECT_FALSE(sessions_.caller(opened->text + "A", kNow).ok());
}

TEST_F(SessionsOf, EndWhenTheyAreClosed) {
  const auto opened = log_in();
  sessions_.close(opened->text);
  EXPECT_FALSE(sessions_.caller(opened->text, kNow).ok());
  EXPECT_EQ(sessions_.count(), 0u);
}

TEST_F(SessionsOf, AChallengeServesOnce) {
  const auto challenge = sessions_.challenge(did_, kNow);
  ASSERT_TRUE(sessions_.open(did_, challenge.text, signature(challenge.text), kNow).ok());
  EXPECT_EQ(sessions_.open(did_, challenge.text, signature(challenge.text), kNow).error().code().id, kBadChallenge.id);
}

// Nobody but the key's owner can spend it: else whoever saw a challenge could lock its owner out.
TEST_F(SessionsOf, AChallengeIsNotSpentByAWrongSignature) {
  const auto challenge = sessions_.challenge(did_, kNow);
  EXPECT_FALSE(sessions_.open(did_, challenge.text, std::string(64, 'x'), kNow).ok());
  EXPECT_TRUE(sessions_.open(did_, challenge.text, signature(challenge.text), kNow).ok());
}

TEST_F(SessionsOf, NoByteOfAChallengeCanBeChanged) {
  const auto challenge = sessions_.challenge(did_, kNow);
  const auto bytes = crypto::from_base64url(challenge.text).value();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string wrong = bytes;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    const std::string text = crypto::base64url(wrong);
    EXPECT_FALSE(sessions_.open(did_, text, signature(text), kNow).ok()) << at;
  }
  for (const std::string& text : {std::string(), challenge.text.substr(4), challenge.text + "AAAA"})
    EXPECT_FALSE(sessions_.open(did_, text, signature(text), kNow).ok()) << text;
  Sessions restarted{{network_, node_}, 600, 4, std::string(32, 't')};
  EXPECT_FALSE(restarted.open(did_, challenge.text, signature(challenge.text), kNow).ok()) << "another secret";
}

// An attack: an outsider asks for challenges of many known keys, more than any table would hold.
TEST_F(SessionsOf, AskingForChallengesOfManyKeysCrowdsOutNobody) {
  const auto waiting = sessions_.challenge(did_, kNow);
  for (int i = 0; i < 20'000; ++i) {
    const auto seed = crypto::sha256(std::to_string(i));
    sessions_.challenge(crypto::PublicKey::of(seed.view()), kNow);
  }
  EXPECT_TRUE(sessions_.open(did_, waiting.text, signature(waiting.text), kNow).ok());
}

TEST_F(SessionsOf, AKeyThatLogsInWithoutEndIsRefusedAloneAndForAMinute) {
  for (std::size_t i = 0; i < Sessions::kUsedPerKey; ++i) ASSERT_TRUE(log_in().ok()) << i;
  EXPECT_EQ(log_in().error().code().id, kTooManySessions.id);
  const auto& other = key_named("other");
  const auto asked = sessions_.challenge(other.public_key(), kNow);
  const auto answer = std::string(other.sign(session_text(network_, node_, asked.text)).view());
  EXPECT_TRUE(sessions_.open(other.public_key(), asked.text, answer, kNow).ok());
  EXPECT_TRUE(log_in(kNow + Duration{Sessions::kChallengeSeconds}).ok());
}

TEST_F(SessionsOf, AChallengeIsForItsKeyItsNetworkAndItsMinute) {
  const auto one = sessions_.challenge(did_, kNow);
  EXPECT_FALSE(sessions_.open(key_named("another").public_key(), one.text, signature(one.text), kNow).ok());
  const auto two = sessions_.challenge(did_, kNow);
  const auto elsewhere = log::NetworkId::of(crypto::sha256("elsewhere").view());
  const auto foreign = key_.sign(session_text(elsewhere, node_, two.text));
  EXPECT_FALSE(sessions_.open(did_, two.text, foreign.view(), kNow).ok());
  const auto three = sessions_.challenge(did_, kNow);
  EXPECT_FALSE(
      sessions_.open(did_, three.text, signature(three.text), kNow + Duration{Sessions::kChallengeSeconds}).ok());
  const auto four = sessions_.challenge(did_, kNow);
  for (const std::size_t size : {0, 63, 65})
    EXPECT_FALSE(sessions_.open(did_, four.text, std::string(size, 'x'), kNow).ok());
}

// An attack: a node that a user logs in to passes on the challenge of another node, to act there as the user.
TEST_F(SessionsOf, AChallengeThatAnotherNodePassedOnIsRefused) {
  const crypto::AnyKey relay = key_named("nut-2-api").public_key();
  const auto passed_on = sessions_.challenge(did_, kNow);
  const auto for_the_relay = key_.sign(session_text(network_, relay, passed_on.text));
  EXPECT_EQ(sessions_.open(did_, passed_on.text, for_the_relay.view(), kNow).error().code().id, kBadChallenge.id);
  EXPECT_TRUE(sessions_.open(did_, passed_on.text, signature(passed_on.text), kNow).ok()) << "it named this node";
}

TEST_F(SessionsOf, TheOldestMakesRoomForTheNewest) {
  std::vector<std::string> tokens;
  for (int i = 0; i < 5; ++i) tokens.push_back(log_in(kNow + Duration{i})->text);
  EXPECT_EQ(sessions_.count(), 4u);
  EXPECT_FALSE(sessions_.caller(tokens[0], kNow).ok());
  EXPECT_TRUE(sessions_.caller(tokens[4], kNow).ok());
}

TEST_F(SessionsOf, OneKeyCrowdsOutItselfAlone) {
  Sessions many{{network_, node_}, 600, 1'000, std::string(32, 's')};
  const auto& other = key_named("other");
  const auto waiting = many.challenge(other.public_key(), kNow);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i <= Sessions::kPerKey; ++i) {
    const auto asked = many.challenge(did_, kNow + Duration{1});
    tokens.push_back(many.open(did_, asked.text, signature(asked.text), kNow + Duration{1})->text);
  }
  EXPECT_EQ(many.count(), Sessions::kPerKey);
  EXPECT_FALSE(many.caller(tokens.front(), kNow).ok());
  EXPECT_TRUE(many.caller(tokens[1], kNow).ok());
  const auto signed_by_other = std::string(other.sign(session_text(network_, node_, waiting.text)).view());
  EXPECT_TRUE(many.open(other.public_key(), waiting.text, signed_by_other, kNow).ok()) << "nobody else's made room";
}

// --- late answers --------------------------------------------------------------------------------------------------

TEST(Pending, AnswersLateOnceAndThenNeverAgain) {
  Pending pending;
  std::promise<Response> answered;
  std::atomic<int> calls{0};
  const auto respond = pending.within(0, text_response("late"), [&](Response response) {
    if (calls.fetch_add(1) == 0) answered.set_value(std::move(response));
  });
  EXPECT_EQ(answered.get_future().get().body, "late");
  respond(text_response("in time"));
  EXPECT_EQ(calls.load(), 1);
}

TEST(Pending, AnswersInTimeWithWhatItIsGiven) {
  Pending pending;
  std::string body;
  const auto respond =
      pending.within(3'600'000, text_response("late"), [&](const Response& response) { body += response.body; });
  respond(text_response("in time"));
  respond(text_response("twice"));
  EXPECT_EQ(body, "in time");
}

TEST(Pending, HoldsNothingOfWhomItHasAnswered) {
  Pending pending;
  auto connection = std::make_shared<int>();
  const std::weak_ptr<int> watched = connection;
  const auto respond =
      pending.within(3'600'000, text_response("late"), [held = std::move(connection)](const Response&) {});
  EXPECT_FALSE(watched.expired());
  respond(text_response("in time"));
  EXPECT_TRUE(watched.expired());
}

TEST(Pending, AnswersEverybodyWhenItEnds) {
  std::string body;
  {
    Pending().within(3'600'000, text_response("late"), [&](const Response& response) { body += response.body; });
  }
  EXPECT_EQ(body, "late");
}

}  // namespace
}  // namespace hocba::api
