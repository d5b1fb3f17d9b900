// What an answer that is no success means: the node's own word, or that of something between it and this program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/api_client.hpp"
#include "cli/codes.hpp"
#include "cli/output.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/training/codes.hpp"

namespace hocba::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Problem, BecomesAnErrorWithTheNodesCode) {
  const auto error = problem_of(
      409, R"({"code":"chain.serial_taken","detail":"item 3","status":409,"title":"x","title_vi":"y","type":"urn:x"})",
      "/v1/records");
  EXPECT_EQ(error.code().id, "chain.serial_taken");
  EXPECT_EQ(error.detail(), "item 3");
  EXPECT_EQ(problem_of(500, R"({"code":"api.zzz"})", "").code().kind, Kind::internal);
}

TEST(Problem, OfAGatewayIsNoRefusal) {
  for (const int status : {408, 500, 502, 503, 504, 520})
    for (const char* body : {"<html>", "", "{}", R"({"code":502})", R"({"code":"BAD GATEWAY"})", R"(["code"])"}) {
      const Error error = problem_of(status, body, "/v1/x");
      EXPECT_TRUE(error.is(kGatewayFailed)) << status << body;
      EXPECT_EQ(error.code().kind, Kind::unavailable);
      EXPECT_EQ(exit_code(error), kExitInternal);
      EXPECT_THAT(error.detail(), AllOf(HasSubstr("/v1/x"), HasSubstr(std::to_string(status))));
      EXPECT_FALSE(refused_for_good(error));
    }
  EXPECT_EQ(problem_of(429, "<html>", "").code().kind, Kind::too_many);
  EXPECT_EQ(exit_code(problem_of(429, "<html>", "")), kExitInternal);
  EXPECT_EQ(problem_of(408, R"({"code":"node.new_one"})", "").code().kind, Kind::unavailable);
  EXPECT_TRUE(problem_of(403, "<html>", "/v1/x").is(kProblem));
}

TEST(Problem, IsFinalOnlyWhereTheNodeNamedARule) {
  const auto final = [](int status, const std::string& code) {
    return refused_for_good(problem_of(status, R"({"code":")" + code + R"("})", "/v1/records"));
  };
  for (const char* code : {"chain.serial_taken", "chain.no_authority", "chain.bad_signature", "chain.too_large",
                           "node.not_deposited", "api.bad_body"})
    EXPECT_TRUE(final(422, code)) << code;
  EXPECT_TRUE(final(422, "chain.rule_of_tomorrow"));
  for (const char* code : {"api.bad_session", "api.no_session", "api.not_yours", "api.busy", "api.too_many",
                           "node.queue_full", "node.may_not_read", "api.no_such_path", "chain.duplicate_record",
                           "chain.rules_unknown", "waf.blocked", "blocked"})
    EXPECT_FALSE(final(422, code)) << code;
  // Whatever a rule of the ledger refuses stays refused, whichever module says it.
  for (const auto part : {chain::codes(), training::codes()})
    for (const Code* code : part) {
      if (code->kind != Kind::refused || Error(*code).is(chain::kDuplicateRecord)) continue;
      EXPECT_TRUE(refused_for_good(Error(*code))) << code->id;
    }
  EXPECT_FALSE(final(503, "chain.rule_of_the_day_after"));
  EXPECT_FALSE(refused_for_good(problem_of(403, "<html>", "/v1/records")));
  EXPECT_FALSE(refused_for_good(Error(kUnreachable)));
}

}  // namespace
}  // namespace hocba::cli
