// What a search shows, and that nothing of it is cut silently.
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliSearch : public testing::Test {
 protected:
  std::string issued(const std::string& name) {
    return credential::to_text(cli.net().issue(cli.net().certificate(name, "2001-02-03", "000123456789")).id);
  }
  Words search(const Words& more = {}) {
    Words out = {"search", "--unit", "79TH0001", "--key", cli.key("registrar")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  CliNode cli;
};

TEST_F(CliSearch, SaysWhereMoreMayBeAndGivesTheRest) {
  for (const char* name : {"Nguyễn Thị Thử", "Trần Văn Mẫu", "Lê Thị Thử"}) issued(name);
  const auto first = cli.run(search({"--limit", "2"}));
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err, AllOf(HasSubstr("--after"), HasSubstr("--all")));
  const auto page = cli.must(search({"--limit", "2"}));
  ASSERT_EQ(page["documents"].size(), 2u);
  const auto rest = cli.must(search({"--limit", "2", "--after", page["next"]}));
  ASSERT_EQ(rest["documents"].size(), 1u);
  EXPECT_FALSE(rest.contains("next"));
  const auto all = cli.must(search({"--limit", "1", "--all"}));
  ASSERT_EQ(all["documents"].size(), 3u);
  EXPECT_EQ(all["documents"][2]["id"], rest["documents"][0]["id"]);
  EXPECT_THAT(cli.run(search({"--all"})).err, Not(HasSubstr("--after")));
  EXPECT_THAT(cli.run(search({"--name", "Phạm"})).err, HasSubstr("own class"));
}

TEST_F(CliSearch, ShowsWhatIsNotInForce) {
  const auto suspended = issued("Nguyễn Thị Thử"), good = issued("Trần Văn Mẫu");
  cli.must({"suspend", suspended, "--reason", "inquiry", "--basis", "QĐ", "--key", cli.key("registrar"), "--key",
            cli.key("principal")});
  const auto shown = cli.run(search());
  EXPECT_THAT(shown.out, AllOf(HasSubstr("suspended since"), HasSubstr("in force")));
  EXPECT_THAT(test::run_here(cli.with_globals(search(), "vi")).out, HasSubstr("tạm đình chỉ từ"));
}

}  // namespace
}  // namespace hocba
