// hocba training roster approve where somebody can't be approved, and hocba training programme publish by an office
// that another one was merged into. Against a real node; invented people.
#include <atomic>

#include "crypto/encoding.hpp"
#include "node/training_desk.hpp"
#include "tests/e2e/training_office.hpp"
#include "tests/support/must_be.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::must_be;
using test::Ran;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTrainingApproval : public test::TrainingOffice {
 protected:
  node::TrainingDesk& desk() { return cli.net().node().training(); }
  static crypto::AnyKey officer() { return crypto::AnyKey(test::key_named("pgd-officer").public_key()); }
  json lists() { return cli.must(by_office({"training", "roster", "list", "--programme", "DE_AN_869"}))["proposals"]; }
  std::string many(int people) {
    std::string out;
    for (int i = 1; i <= people; ++i) {
      const std::string n = std::to_string(1'000 + i);
      const std::string name = std::string("Thử ") + static_cast<char>('A' + i / 26) + static_cast<char>('a' + i % 26);
      out += name + ",01/03/1985,00018500" + n + ",Giáo viên,CDS_NC\n";
    }
    return out;
  }
  // Openings for one of these people, of another school's list, which wait for their record.
  training::RosterId take_a_seat(const json& openings) {
    json seat = openings["seats"][0];
    seat["seat"] = "01890000-0000-4000-8000-0000000000ff";
    seat["unit"] = "79TH0010";
    const training::RosterId id = training::roster_id_from_text("01890000-0000-4000-8000-0000000000fe").value();
    const json other = {{"programme", openings["programme"]},
                        {"proposals", json::array({other_list})},
                        {"roster", training::to_text(id)},
                        {"seats", json::array({seat})}};
    must_be(desk().put_openings(*cli.net().node().view(), officer(), other.dump()));
    return id;
  }
  std::string other_list;
};

TEST_F(CliTrainingApproval, WhoCannotBeApprovedIsNamedBeforeAnythingIsRecorded) {
  propose("79TH0009", row("Trần Thị Thử", 1) + row("Lê Văn Mẫu", 2));
  cli.must(approve());
  propose("79TH0010", row("Hồ Thị Thử", 3) + row("Trần Thị Sai", 1, "CDS_CB"));
  const auto size = cli.size();
  const Ran tried = cli.run(approve({"--dry-run"}));
  EXPECT_EQ(tried.code, cli::kExitRefused);
  EXPECT_THAT(tried.out,
              AllOf(HasSubstr("79TH0010, no. 2: Trần Thị Sai, 01/03/1985, CDS_CB: this number is of 79TH0009"),
                    HasSubstr("Trần Thị Thử"), Not(HasSubstr("no. 1:"))));
  EXPECT_THAT(cli.refused(approve(), "cli.roster_problems").out, HasSubstr("Trần Thị Sai"));
  EXPECT_EQ(cli.size(), size);
  EXPECT_EQ(lists()[1]["state"], "open");
}

// The second record is refused after the first stands: its people are told, and approved by the next run alone.
TEST_F(CliTrainingApproval, AListOfWhichARecordWasRefusedIsApprovedInPart) {
  const int kPeople = static_cast<int>(node::TrainingDesk::kMaxOpenings) + 3;
  propose("79TH0009", many(kPeople));
  const std::string list = lists()[0]["id"];
  propose("79TH0010", many(kPeople));  // the same people
  for (const auto& one : lists())
    if (one["id"] != list) other_list = one["id"];
  const auto of_one = [&](const test::Words& more) {
    return with(by_office({"training", "roster", "approve", list, "--alone", "--programme", "DE_AN_869"}), more);
  };
  const auto state = [&] {
    for (const auto& one : lists())
      if (one["id"] == list) return one["state"].get<std::string>();
    return std::string();
  };
  std::atomic<int> stored{0};
  std::optional<training::RosterId> other;
  cli.serve([&](const api::Request& request) {
    if (request.method == api::Method::put && request.target.path == "/v1/training/openings" &&
        !request.query("trial") && ++stored == 2)
      other = take_a_seat(json::parse(request.body));
    return true;
  });
  EXPECT_THAT(cli.refused(of_one({}), "node.seat_twice").err, HasSubstr("79TH0009: Thử "));
  ASSERT_TRUE(other);
  EXPECT_EQ(state(), "partly");
  // The node says who it is before the next run records anything.
  const auto size = cli.size();
  const Ran tried = cli.run(of_one({"--dry-run"}));
  EXPECT_EQ(tried.code, cli::kExitRefused);
  EXPECT_THAT(tried.out, AllOf(HasSubstr("left out: 200"), HasSubstr("79TH0009, no. "), HasSubstr("Thử "),
                               Not(HasSubstr("01890000"))));
  cli.refused(of_one({}), "cli.roster_problems");
  EXPECT_EQ(cli.size(), size);
  must_be(desk().withdraw_openings(*cli.net().node().view(), officer(), *other));
  cli.must(by_office({"training", "roster", "return", other_list, "--reason", "Trùng người"}));
  const json said = cli.must(of_one({"--again"}));  // for a further seat, not for a second one of this list
  EXPECT_EQ(said["seats"], 3);
  EXPECT_EQ(said["seated_before"], 200);
  EXPECT_EQ(state(), "approved");
  EXPECT_EQ(cli.must(approve())["seats"], 0);
}

TEST_F(CliTrainingApproval, WhoWasRemovedIsApprovedAnewUnderTheRightName) {
  propose("79TH0009", row("Lý Thị Nhầm", 1) + row("Lê Văn Mẫu", 2));
  cli.must(approve());
  cli.must(by_office({"training", "roster", "remove", "Lý Thị Nhầm; 01/03/1985", "--programme", "DE_AN_869"}));
  propose("79TH0009", row("Lý Thị Nhâm Anh", 1));
  EXPECT_EQ(cli.must(approve({"--dry-run"}))["problems"], json::array());
  EXPECT_EQ(cli.must(approve())["seats"], 1);
}

// --- programmes ----------------------------------------------------------------------------------------------------

class CliTrainingSuccessor : public CliTrainingApproval {
 protected:
  void SetUp() override {
    TrainingOffice::SetUp();
    unit("79XA01", "commune_office", "79SGD", "office-manager");
    grant("79XA01", "officer", "xa-officer");
  }
  void merge(const std::string& office) {
    cli.must({"unit", "merge", office, "--into", "79XA01", "--at", "07/09/2024", "--key", cli.key("office-manager")});
  }
  void after_the_merger() { clock("2024-09-08T02:00:00Z"); }
  Words publish_as_successor(const Words& more = {}) {
    return with({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79DHSG", "--unit",
                 "79XA01", "--key", cli.key("xa-officer")},
                more);
  }
  json programmes() { return cli.must({"training", "programme", "list"})["programmes"]; }
};

TEST_F(CliTrainingSuccessor, ContinuesTheProgrammeOfTheMergedOffice) {
  const auto first = programmes()[0]["index"];
  write("de-an-869.toml", read("de-an-869.toml") + "\n# bản 2\n");
  merge("79PGD");
  EXPECT_EQ(cli.must(publish_as_successor({"--dry-run"}))["follows"], json()) << "not merged yet";
  after_the_merger();
  const Ran tried = cli.run(publish_as_successor({"--dry-run"}));
  EXPECT_THAT(tried.out, HasSubstr("the version after entry " + first.dump() + " (79PGD)")) << tried.err;
  EXPECT_EQ(cli.must(publish_as_successor({"--new", "--dry-run"}))["follows"], json());
  EXPECT_EQ(cli.must(publish_as_successor())["follows"], first);
  const json after = programmes();
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0]["office"], "79XA01");
  EXPECT_EQ(after[0]["first"], first);
  // From now on it is its own.
  write("de-an-869.toml", read("de-an-869.toml") + "\n# bản 3\n");
  cli.refused(publish_as_successor({"--new"}), "cli.usage", cli::kExitUsage);
  EXPECT_EQ(cli.must(publish_as_successor())["follows"], after[0]["index"]);
}

TEST_F(CliTrainingSuccessor, AsksWhichProgrammeOfSeveralOffices) {
  unit("79PGE", "district_office", "79SGD", "office-manager");
  grant("79PGE", "officer", "pge-officer");
  cli.must({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79DHSG", "--unit", "79PGE",
            "--key", cli.key("pge-officer")});
  merge("79PGD");
  merge("79PGE");
  after_the_merger();
  EXPECT_THAT(cli.refused(publish_as_successor(), "cli.programme_unclear", cli::kExitRefused).err,
              AllOf(HasSubstr("79PGD/DE_AN_869"), HasSubstr("79PGE/DE_AN_869"), HasSubstr("--replaces")));
  ASSERT_EQ(programmes().size(), 2u);
  const auto wanted = programmes()[1]["index"];
  EXPECT_EQ(cli.must(publish_as_successor({"--replaces", "79PGE/DE_AN_869"}))["follows"], wanted);
  EXPECT_EQ(programmes().size(), 2u);
}

TEST_F(CliTrainingSuccessor, BeginsAnotherProgrammeOfTheCodeWhereItIsSaid) {
  merge("79PGD");
  after_the_merger();
  EXPECT_EQ(cli.must(publish_as_successor({"--new"}))["follows"], json());
  EXPECT_EQ(programmes().size(), 2u);
}

}  // namespace
}  // namespace hocba
