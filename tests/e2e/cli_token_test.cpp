// Keys on a token (SoftHSM) wherever a key file does: grants, sessions, documents, records, the desk. A principal's key
// signs a class's documents and the issue record, and everything verifies.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/e2e/school_to_issue.hpp"
#include "tests/support/soft_token.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr int kRows = 4;

class CliToken : public test::SchoolToIssue {
 protected:
  void SetUp() override {
    soft_.add_key("ht", "\x01");
    soft_.log_out();
    found_school(kRows);
    HOCBA_CHECK(cli::write_file(cli.file("pin"), std::string(test::SoftToken::kPin) + "\n", cli::Access::owner).ok());
    HOCBA_CHECK(cli::write_file(cli.file("wrong-pin"), "wrong-pin\n", cli::Access::owner).ok());
    cli.must({"grant", "add", "--for", kUnit, "--role", "principal", "--to-key", token_, "--person", "Phạm Thị Thử",
              "--key", cli.key("m3")});
  }
  Words with_pin(Words words) const {
    words.insert(words.end(), {"--unit", kUnit, "--pin-file", cli.file("pin")});
    return words;
  }
  Words issue(const Words& more = {}) const {
    Words out = {"issue",
                 "certificate",
                 cli.file("class.csv"),
                 "--sign",
                 "principal=" + token_,
                 "--sign",
                 "seal=" + cli.key("seal-3"),
                 "--unit",
                 kUnit};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  void verify(const json& rows) {
    ASSERT_THAT(rows, SizeIs(kRows));
    for (const json& row : rows) {
      const std::string file = cli.file(row["id"].get<std::string>() + ".json");
      cli.must(with_pin({"fetch", row["id"], "-o", file, "--key", token_}));
      const auto ran = cli.run({"verify", file, "--json"});
      EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
      EXPECT_THAT(ran.out, HasSubstr(did_));
      const json held = json::parse(cli::read_file(file).value());
      const auto by_token = AllOf(HasSubstr("ecdsa-jcs-2019"), HasSubstr("eddsa-jcs-2022"), HasSubstr(did_));
      EXPECT_THAT(held["document"]["proof"].dump(), by_token);
      EXPECT_THAT(held["issue"]["record"].get<std::string>(), by_token);
    }
  }

  test::SoftToken soft_{"Hieu Truong"};
  const std::string token_ = soft_.uri("ht");
  std::string did_;
};

TEST_F(CliToken, SignsAClassAndItsRecord) {
  did_ = cli.must({"key", "show", token_})["key"];
  EXPECT_THAT(did_, HasSubstr("did:key:zDna"));
  // A trial needs the public half alone.
  EXPECT_EQ(cli.must(issue({"--dry-run"}))["errors"], 0);
  const json issued = cli.must(issue({"--pin-file", cli.file("pin")}));
  EXPECT_EQ(issued["issued"], kRows);
  verify(issued["rows"]);
}

TEST_F(CliToken, SignsOnTheDesk) {
  did_ = cli.must({"key", "show", token_})["key"];
  Words drafts = {"issue", "certificate", cli.file("class.csv"), "--desk", "--key", token_};
  EXPECT_EQ(cli.must(with_pin(drafts))["fresh"], kRows);
  cli.must(with_pin({"desk", "sign", "--all", "--key", token_}));
  EXPECT_EQ(cli.must({"desk", "sign", "--all", "--unit", kUnit, "--key", cli.key("seal-3")})["signed"], kRows);
  const json issued = cli.must(with_pin({"desk", "issue", "--key", token_, "--key", cli.key("seal-3")}));
  EXPECT_EQ(issued["issued"], kRows);
  verify(issued["rows"]);
}

TEST_F(CliToken, SignsRecordsThatOthersMade) {
  cli.must({"grant", "add", "--for", kUnit, "--role", "manager", "--to-key", token_, "--person", "Phạm Thị Thử",
            "--key", cli.key("office-manager")});
  const std::string file = cli.file("grant.json");
  cli.must({"grant", "add", "--for", kUnit, "--role", "registrar", "--to-key", cli.key("other"), "--person",
            "Lê Thị Thử", "--unit", kUnit, "--out", file});
  cli.must(with_pin({"record", "sign", file, "--key", token_}));
  EXPECT_THAT(cli.must({"record", "submit", file, "--key", cli.key("m3")})["results"], SizeIs(1));
}

TEST_F(CliToken, AsksNobodyForAPinWhereNobodySits) {
  if (const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY); terminal >= 0) {
    ::ioctl(terminal, TIOCNOTTY);  // of whoever runs the tests: nobody is to be asked
    ::close(terminal);
  }
  const auto size = cli.size();
  const auto none = cli.refused(issue(), "cli.no_pin", cli::kExitUsage);
  EXPECT_THAT(none.err, HasSubstr("Hieu Truong"));
  const auto wrong =
      cli.refused(issue({"--pin-file", cli.file("wrong-pin")}), "crypto.token_pin_wrong", cli::kExitUsage);
  EXPECT_THAT(wrong.out + wrong.err, Not(HasSubstr("wrong-pin\n")));
  // A passphrase is never tried as a PIN.
  cli.refused(issue({"--passphrase-file", cli.file("pin")}), "cli.no_pin", cli::kExitUsage);
  cli.refused({"key", "show", "pkcs11:token=Khac?module-path=" + std::string(test::kSoftToken)}, "crypto.token_absent",
              cli::kExitUsage);
  cli.refused(with_pin({"key", "show", soft_.uri("khac")}), "crypto.token_key_absent", cli::kExitUsage);
  cli.refused({"key", "passwd", token_}, "cli.usage", cli::kExitUsage);
  cli.refused({"context", "set", "keys", token_ + "&pin-value=1234"}, "crypto.token_uri", cli::kExitUsage);
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliToken, ListsWhatIsPluggedIn) {
  const json tokens = cli.must({"key", "tokens", "--module", test::kSoftToken})["tokens"];
  ASSERT_THAT(tokens, SizeIs(1));
  EXPECT_EQ(tokens[0]["label"], "Hieu Truong");
  ASSERT_THAT(tokens[0]["keys"], SizeIs(1));
  const std::string uri = tokens[0]["keys"][0]["uri"];
  EXPECT_EQ(cli.must({"key", "show", uri})["key"], tokens[0]["keys"][0]["key"]);
  // Kept as the usual key, and the PIN's file with it.
  cli.must({"context", "set", "keys", uri});
  cli.must({"context", "set", "pin_file", cli.file("pin")});
  EXPECT_EQ(cli.must({"desk", "list", "--all", "--unit", kUnit})["total"], 0);
}

}  // namespace
}  // namespace hocba
