// Logging in: the node that was met at an address is remembered, and no other gets a signature there.
#include "crypto/encoding.hpp"
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using test::CliNode;
using test::Words;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CliLogin : public testing::Test {
 protected:
  std::string node() { return cli.net().node().api_key().did(); }
  std::string place() { return cli.url() + " " + crypto::base64url(cli.net().node().view()->network.network) + " "; }
  Words search() { return {"search", "--name", "an", "--unit", "79TH0001", "--key", cli.key("registrar")}; }
  CliNode cli;
};

TEST_F(CliLogin, RemembersTheNodeOfTheFirstLogInAndShowsItsKeyOnce) {
  const auto first = cli.run(search());
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err, HasSubstr(node()));
  EXPECT_THAT(cli::load_context(cli.context())->node_keys, ElementsAre(place() + node()));
  const auto second = cli.run(search());
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_THAT(second.err, Not(HasSubstr(node())));
  EXPECT_EQ(cli::load_context(cli.context())->node_keys.size(), 1u);
}

// An attack: another node, which passes on the challenges of the one that the user means to use, answers there now.
TEST_F(CliLogin, SignsNothingForAnotherNodeThanTheOneThatWasMetThere) {
  cli::Context context;
  cli::keep_node(context, cli.url(), crypto::base64url(cli.net().node().view()->network.network),
                 CliNode::did("another node"));
  ASSERT_TRUE(cli::save_context(cli.context(), context).ok());
  cli.refused(search(), "cli.node_key_changed");
  EXPECT_EQ(cli.api().service->sessions().count(), 0u);
  ASSERT_EQ(test::run_here({"context", "set", "node", cli.url(), "--context", cli.context()}).code, 0);
  EXPECT_TRUE(cli::load_context(cli.context())->node_keys.empty());
  EXPECT_EQ(cli.run(search()).code, 0);
}

TEST_F(CliLogin, GoesOnWhereTheContextCannotBeWritten) {
  Words words = search();
  words.insert(words.end(), {"--node", cli.url(), "--lang", "en", "--policy", cli.policy(), "--context",
                             cli.file("no-context.toml") + "/below/a/file.toml"});
  ASSERT_TRUE(cli::write_file(cli.file("no-context.toml"), "", cli::Access::owner).ok());
  const auto ran = test::run_here(words);
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("could not be kept"));
}

}  // namespace
}  // namespace hocba
