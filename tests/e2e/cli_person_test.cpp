// One person, one transcript of a school, period and level: a second one is refused before a number is reserved for it,
// and a trial says so.
#include "tests/e2e/odd_cases.hpp"

namespace hocba::person_e2e {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kTwice = "node.person_twice";

struct StrictNode {
  test::CliNode node;
};

// Two pupils, of whom the first gets a transcript.
class OneTranscript : private StrictNode, public test::OddCases {
 protected:
  OneTranscript() : OddCases(node) {}
  void SetUp() override {
    found_all();
    first_ = issued("first.csv", rows_of("17"));
  }
  // The same pupil under another serial, as a class that is imported once more has it.
  static exchange::CsvTable again_under(const std::string& serial) {
    auto out = rows_of("17");
    put(out, "Số hiệu", serial);
    return out;
  }
  static exchange::CsvTable both(const std::string& serial) {
    auto out = again_under(serial);
    const auto other = rows_of("14");
    HOCBA_CHECK(other.header == out.header);
    out.rows.insert(out.rows.end(), other.rows.begin(), other.rows.end());
    return out;
  }
  static test::Words with(test::Words words, const test::Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  json tried(const std::string& file) const {
    return json::parse(cli.run(with(issue(file), {"--dry-run", "--json"})).out, nullptr, false);
  }
  static std::vector<std::string> codes_of(const json& issues) {
    std::vector<std::string> out;
    for (const json& one : issues) out.push_back(one.value("code", ""));
    return out;
  }
  std::string first_;
};

TEST_F(OneTranscript, IsRefusedASecondTimeBeforeANumberIsReserved) {
  const std::string file = write("second.csv", both("LAI-1"));
  const auto size = cli.size();
  const json trial = tried(file);
  EXPECT_THAT(codes_of(trial["issues"]), Contains(kTwice).Times(1)) << trial;
  EXPECT_EQ(trial["errors"], 1);
  EXPECT_EQ(trial["good"], 1);
  EXPECT_EQ(trial["not_checked"], json::array());
  const auto ran = cli.refused(issue(file), "cli.rows_refused");
  EXPECT_THAT(ran.out, AllOf(HasSubstr(kTwice), HasSubstr("Thay thế"), HasSubstr(first_)));
  EXPECT_EQ(cli.size(), size) << "nothing was recorded, no number reserved";
  EXPECT_FALSE(cli::exists(file + ".hocba"));
  // The others go on without the pupil, and once more without a word.
  const auto done = cli.must(with(issue(file), {"--skip-bad"}));
  EXPECT_EQ(done["issued"], 1u);
  EXPECT_EQ(done["unused_numbers"], json::array());
  EXPECT_GT(done["left_out"], 0u);
  const auto after = cli.size();
  EXPECT_EQ(cli.must(with(issue(file), {"--skip-bad"}))["rows"], done["rows"]);
  EXPECT_EQ(cli.size(), after);
}

TEST_F(OneTranscript, IsNoOtherToTheRunThatIssuedIt) {
  const auto size = cli.size();
  const auto once_more = cli.must(issue(cli.file("first.csv")));
  EXPECT_EQ(once_more["issued_before"], 1u);
  EXPECT_EQ(cli.size(), size);
  // Interrupted before the run could note its end, or even its record.
  ASSERT_EQ(::unlink((cli.file("first.csv") + ".hocba/batch-0.record").c_str()), 0);
  EXPECT_EQ(cli.must(issue(cli.file("first.csv")))["rows"][0]["id"], first_);
}

TEST_F(OneTranscript, IsAnotherOfAnotherYearAndACorrectionNamesIt) {
  auto other_year = again_under("LAI-2");
  put(other_year, "Năm học", "2025-2026");
  EXPECT_THAT(codes_of(tried(write("year.csv", other_year))["issues"]), Not(Contains(kTwice)));
  auto corrected = again(rows_of("17"), first_, "Khác");
  put(corrected, "Họ và tên", "Trần Gia Khánh");
  const std::string second = issued("corrected.csv", corrected);
  // Both stand until the first is superseded: a third would have to replace both.
  auto third = again(rows_of("17"), first_, "Khác");
  put(third, "Số hiệu", "LAI-3");
  put(third, "Họ và tên", "Trần Gia Khang");
  const auto ran = cli.refused(issue(write("third.csv", third)), "cli.rows_refused");
  EXPECT_THAT(ran.out, HasSubstr(second));
  cli.must(supersede(first_, second));
  EXPECT_THAT(cli.refused(issue(write("fourth.csv", again_under("LAI-4"))), "cli.rows_refused").out,
              AllOf(HasSubstr(kTwice), HasSubstr(second), Not(HasSubstr(first_))));
}

TEST_F(OneTranscript, IsOneInARunToo) {
  auto one = rows_of("14");
  put(one, "Số hiệu", "LAI-5");
  const std::string first = write("a.csv", rows_of("14")), second = write("b.csv", one);
  auto words = issue(first);
  words.insert(words.begin() + 3, second);
  const auto size = cli.size();
  EXPECT_THAT(cli.refused(words, "cli.rows_refused").out, AllOf(HasSubstr(kTwice), HasSubstr("a.csv")));
  EXPECT_EQ(cli.size(), size);
  EXPECT_EQ(cli.must(with(words, {"--skip-bad"}))["issued"], 1u);
}

TEST_F(OneTranscript, ComesToNoDeskASecondTime) {
  const std::string file = write("desk.csv", both("LAI-6"));
  const test::Words words = {"issue", "transcript", file, "--desk", "--unit", kUnit, "--key", cli.key("vt3")};
  const auto size = cli.size();
  EXPECT_THAT(codes_of(json::parse(cli.run(with(words, {"--dry-run", "--json"})).out)["issues"]), Contains(kTwice));
  EXPECT_THAT(cli.refused(words, "cli.rows_refused").out, AllOf(HasSubstr(kTwice), HasSubstr(first_)));
  EXPECT_EQ(cli.size(), size);
  EXPECT_EQ(cli.must(with(words, {"--skip-bad"}))["fresh"], 1u);
  EXPECT_EQ(cli.must(with(words, {"--skip-bad"}))["kept"], 1u) << "and again is the same";
}

TEST_F(OneTranscript, IsUncheckedInATrialWithoutTheKeyThatWouldAsk) {
  const std::string file = write("unasked.csv", again_under("LAI-7"));
  const auto ran = cli.run({"issue", "transcript", file, "--unit", kUnit, "--dry-run"});
  EXPECT_THAT(ran.out, HasSubstr("which pupils have a transcript"));
}

// A node that refuses none is asked, and says so.
using ManyTranscripts = test::OddCases;
TEST_F(ManyTranscripts, AreIssuedWhereTheNodeAllowsThem) {
  issued("first.csv", rows_of("17"));
  auto second = rows_of("17");
  put(second, "Số hiệu", "LAI-8");
  const std::string file = write("second.csv", second);
  auto trial = issue(file);
  trial.emplace_back("--dry-run");
  EXPECT_EQ(cli.must(trial)["errors"], 0u);
  EXPECT_EQ(cli.must(issue(file))["issued"], 1u);
}

}  // namespace
}  // namespace hocba::person_e2e
