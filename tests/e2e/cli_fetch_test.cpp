// hocba fetch --from: the holder's files of a whole sheet, in one run and one session.
#include <filesystem>

#include "tests/e2e/school_to_issue.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int kClass = 5;

class CliFetchSheet : public test::SchoolToIssue {
 protected:
  void SetUp() override {
    found_school(kClass);
    rows_ = cli.must({"issue", "certificate", cli.file("class.csv"), "--unit", kUnit, "--result", result_, "--sign",
                      "principal=" + cli.key("principal-3"), "--sign", "seal=" + cli.key("seal-3")})["rows"];
    ASSERT_THAT(rows_, SizeIs(kClass));
  }
  Words fetching(const std::string& sheet) const {
    return {"fetch", "--from", sheet, "--to", folder_, "--key", cli.key("seal-3"), "--unit", kUnit};
  }

  const std::string result_ = cli.file("result.csv"), folder_ = cli.file("out/class");
  json rows_;
};

TEST_F(CliFetchSheet, WritesAFileForEachLineOfAResult) {
  for (int again = 0; again < 2; ++again)  // the older files give way
    EXPECT_THAT(cli.must(fetching(result_))["files"], SizeIs(kClass));
  Words verify = {"verify", "--offline"};
  for (const json& row : rows_) verify.push_back(folder_ + "/" + row["id"].get<std::string>() + ".json");
  EXPECT_THAT(cli.must(verify)["files"], SizeIs(kClass));
}

TEST_F(CliFetchSheet, TellsWhatIsRefusedAndGoesOn) {
  const std::string first = rows_[0]["id"], second = rows_[1]["id"], unknown = "00000000-0000-4000-8000-000000000000";
  ASSERT_TRUE(cli::write_file(cli.file("ids.csv"), "id\n" + unknown + "\n\"\"\n" + first + "\n" + second + "\n").ok());
  // What stands under a file's name is somebody's: it stays.
  std::filesystem::create_directories(folder_);
  const std::string mine = folder_ + "/" + second + ".json";
  ASSERT_TRUE(cli::write_file(mine, "mine").ok());
  Words words = fetching(cli.file("ids.csv"));
  words.push_back("--json");
  const auto ran = cli.run(words);
  EXPECT_EQ(ran.code, cli::kExitRefused) << ran.err;
  const json told = json::parse(ran.out);
  EXPECT_THAT(told["files"], SizeIs(1));
  EXPECT_THAT(told["refused"], SizeIs(2));
  EXPECT_EQ(told["refused"][1]["code"], "cli.file_exists");
  EXPECT_EQ(cli::read_file(mine).value(), "mine");
}

TEST_F(CliFetchSheet, NamesFilesForThoseWhoHandThemOut) {
  auto words = fetching(result_);
  words.emplace_back("--names");
  const json told = cli.must(words);
  ASSERT_THAT(told["documents"], SizeIs(kClass));
  for (const json& one : told["documents"]) {
    const std::string file = one["file"], name = one["name"];
    EXPECT_THAT(file, HasSubstr("/000" + std::to_string(one["line"].get<int>()) + "-" + name + ".json"));
    EXPECT_TRUE(cli::exists(file));
  }
  cli.refused({"fetch", rows_[0]["id"], "--names", "--key", cli.key("seal-3")}, "cli.usage", cli::kExitUsage);
}

TEST_F(CliFetchSheet, FetchesEachDocumentOnce) {
  const std::string first = rows_[0]["id"], unknown = "00000000-0000-4000-8000-000000000000";
  ASSERT_TRUE(cli::write_file(cli.file("ids.csv"), "id\n" + first + "\n" + first + "\n" + unknown + "\n").ok());
  const auto ran = cli.run(fetching(cli.file("ids.csv")));
  EXPECT_THAT(ran.out, testing::AllOf(HasSubstr("1 file in "), HasSubstr(unknown)));
  EXPECT_EQ(ran.out.find(unknown), ran.out.rfind(unknown)) << "once is enough";
  EXPECT_THAT(ran.err, HasSubstr("1 line names an id of a line above again"));
}

TEST_F(CliFetchSheet, SaysWhatItNeeds) {
  cli.refused({"fetch", "--from", result_, "--key", cli.key("seal-3")}, "cli.usage", cli::kExitUsage);
  cli.refused({"fetch", "--key", cli.key("seal-3")}, "cli.usage", cli::kExitUsage);
  ASSERT_TRUE(cli::write_file(cli.file("bad.csv"), "id\nnot-an-id\n").ok());
  EXPECT_THAT(cli.refused(fetching(cli.file("bad.csv")), "credential.bad_id").err, HasSubstr("bad.csv:2"));
  EXPECT_FALSE(cli::exists(folder_));
}

}  // namespace
}  // namespace hocba
