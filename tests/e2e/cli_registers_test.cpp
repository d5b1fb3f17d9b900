// Registers on the command line: on the screen, as sheets; causes of revocation; copies; who inherits a book.
#include "ledger/exchange/table.hpp"
#include "tests/e2e/cli_node.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::CliNode;
using test::Words;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliRegisters : public testing::Test {
 protected:
  std::string issued(const std::string& name = "Nguyễn Thị Thử") {
    return credential::to_text(cli.net().issue(cli.net().certificate(name, "2001-02-03", "000123456789")).id);
  }
  Words of_book(Words words, const std::string& key = "registrar", const std::string& unit = "79TH0001") {
    words.insert(words.end(), {"--type", "certificate", "--year", "2025", "--unit", unit, "--key", cli.key(key)});
    return words;
  }
  Words by_two(Words words) {
    words.insert(words.end(), {"--yes", "--key", cli.key("registrar"), "--key", cli.key("principal")});
    return words;
  }
  Words copy(const std::string& id, const Words& more) {
    Words words = {"register", "copy", id, "--year", "2025", "--unit", "79TH0001", "--key", cli.key("registrar")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string shown(const Words& words, const std::string& lang = "vi") {
    const auto ran = test::run_here(cli.with_globals(words, lang));
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.out;
  }
  CliNode cli;
};

TEST_F(CliRegisters, ShowsTheBookInTheColumnsThatOfficesKnow) {
  issued();
  cli.must(of_book({"register", "reserve", "--count", "2"}));
  cli.must(of_book({"register", "spoil", "--number", "2", "--reason", "misprint"}));
  const std::string book = shown(of_book({"register", "book"}));
  EXPECT_THAT(book, AllOf(HasSubstr("SỔ GỐC CẤP chứng chỉ"), HasSubstr("Quyết định: 1/QĐ ngày 01/09/2024"),
                          HasSubstr("Số hiệu"), HasSubstr("Nguyễn Thị Thử"), HasSubstr("03/02/2001")));
  EXPECT_THAT(book, AllOf(HasSubstr("HUY_PHOI: in sai"), HasSubstr("đã giữ số, chưa dùng"),
                          HasSubstr("3 số: 1 đã cấp, 1 hủy phôi, 1 chưa dùng; sổ đang mở"), Not(HasSubstr("Dân tộc"))));
  EXPECT_THAT(shown(of_book({"register", "book", "--ethnicity"})), HasSubstr("Dân tộc"));
  EXPECT_THAT(shown(of_book({"register", "book"}), "en"), HasSubstr("3 numbers: 1 issued, 1 spoiled, 1 not used"));
  EXPECT_EQ(cli.must(of_book({"register", "book"}))["lines"].size(), 3u);
}

TEST_F(CliRegisters, NameTheirIssuerAtTheHead) {
  cli.must({"unit", "register", "79TH0009", "--type", "primary", "--parent", "79SGD", "--name", "Trường Mẫu 9", "--key",
            cli.key("office-manager")});
  cli.must({"grant", "add", "--for", "79TH0009", "--role", "manager", "--to-key", cli.key("m9"), "--person", "Lê Thử",
            "--key", cli.key("office-manager")});
  cli.must({"grant", "add", "--for", "79TH0009", "--role", "registrar", "--to-key", cli.key("vt9"), "--person",
            "Lê Mẫu", "--key", cli.key("m9")});
  cli.must(of_book({"register", "reserve", "--count", "1"}, "vt9", "79TH0009"));
  for (const char* part : {"book", "annex", "copies"})
    EXPECT_THAT(shown(of_book({"register", part}, "vt9", "79TH0009")),
                HasSubstr("Cơ quan cấp: Trường Mẫu 9 (79TH0009)"))
        << part;
}

TEST_F(CliRegisters, WritesItAsASheetThatIsReadBack) {
  issued();
  for (const char* name : {"book.xlsx", "book.csv"}) {
    const std::string file = cli.file(name);
    cli.must(of_book({"register", "book", "--out", file}));
    const std::string bytes = cli::read_file(file).value();
    const auto table = exchange::read_table(bytes);
    ASSERT_TRUE(table.ok()) << table.error().to_string();
    EXPECT_EQ(table->header.at(1), "Name") << name;
    ASSERT_EQ(table->rows.size(), 1u) << name;
    EXPECT_EQ(table->rows[0].cells.at(1), "Nguyễn Thị Thử");
    cli.refused(of_book({"register", "book", "--out", file}), "cli.file_exists", cli::kExitUsage);
  }
}

TEST_F(CliRegisters, AreForTheUnitAndForThoseAboveWithAPurpose) {
  issued();
  cli.refused(of_book({"register", "book"}, "other-registrar"), "node.may_not_read");
  cli.refused(of_book({"register", "book"}, "office-manager"), "node.purpose_needed");
  cli.must(of_book({"register", "book", "--purpose", "Thanh tra theo QĐ 12"}, "office-manager"));
}

TEST_F(CliRegisters, TakesTheSixCausesAndNoOtherWordForARevocation) {
  const auto id = issued(), next = issued("Trần Văn Mẫu"), lent = issued("Lê Thị Thử"), wrong = issued("Võ Văn Thử");
  for (const char* word : {"reissue", "inquiry", "NHAP_SAI", "GIANLAN"}) {
    const auto said =
        cli.refused(by_two({"revoke", id, "--reason", word, "--basis", "QĐ 1"}), "cli.unknown_word", cli::kExitUsage);
    EXPECT_THAT(said.err, AllOf(HasSubstr("GIAN_LAN"), HasSubstr("CHO_MUON (Để cho người khác sử dụng)")));
  }
  EXPECT_THAT(
      cli.refused(by_two({"supersede", id, "--by", next, "--other-holder", "--reason", "GIAN_LAN", "--basis", "QĐ 1"}),
                  "cli.unknown_word", cli::kExitUsage)
          .err,
      HasSubstr("CAI_CHINH_HO_TICH"));
  cli.must(by_two({"supersede", id, "--by", next, "--other-holder", "--reason", "CAI_CHINH_HO_TICH", "--basis",
                   "QĐ 7/QĐ ngày 01/09/2024"}));
  cli.must(by_two({"revoke", lent, "--reason", "CHO_MUON", "--basis", "QĐ 8"}));
  cli.must(by_two({"revoke", wrong, "--reason", "error", "--basis", "QĐ 9"}));
  const std::string annex = shown(of_book({"register", "annex"}));
  EXPECT_THAT(annex, AllOf(HasSubstr("thay bằng văn bản khác; Cải chính hộ tịch; QĐ 7/QĐ"),
                           HasSubstr("thu hồi; Để cho người khác sử dụng; QĐ 8")));
  EXPECT_THAT(shown(of_book({"register", "annex"}), "en"), HasSubstr("Lent to another person to use"));
  EXPECT_EQ(cli.must(of_book({"register", "annex"}))["lines"][2]["reason"]["code"], "LOI_CO_QUAN_CAP")
      << "recorded by its present name";
  EXPECT_THAT(
      shown(of_book({"register", "book"})),
      AllOf(HasSubstr("đã thu hồi"), HasSubstr("đã thay bằng số 2 sổ năm 2025"), Not(HasSubstr("bằng " + next))));
}

TEST_F(CliRegisters, GivesCopiesToThoseWhoMayAsk) {
  const auto id = issued();
  cli.refused(copy(id, {"--asker", "Nguyễn Văn Con", "--capacity", "child", "--proof", "Giấy khai sinh 1"}),
              "credential.copy_holder_lives");
  cli.refused(copy(id, {"--asker", "Nguyễn Văn Con", "--capacity", "child", "--death", "Khai tử 2"}),
              "credential.copy_proof_missing");
  cli.refused(copy(id, {"--capacity", "cousin", "--to", "An"}), "cli.usage", cli::kExitUsage);
  cli.refused(copy(id, {}), "cli.usage", cli::kExitUsage);
  const auto size = cli.size();
  const json trial = cli.must(copy(id, {"--to", "Nguyễn Thị Thử", "--dry-run"}));
  EXPECT_EQ(trial["number"], 1);
  EXPECT_EQ(cli.must(of_book({"register", "copies"}))["lines"].size(), 0u);
  cli.must(copy(id, {"--to", "Nguyễn Thị Thử", "--form", "digital"}));
  const json second =
      cli.must(copy(id, {"--asker", "Nguyễn Văn Con", "--capacity", "child", "--proof", "Giấy khai sinh 1", "--death",
                         "Khai tử 2", "--quantity", "3", "--received", "20/08/2024 15:01"}));
  EXPECT_GT(cli.size(), size);
  EXPECT_EQ(second["number"], 2);
  EXPECT_EQ(second["due"], "2024-08-21");
  EXPECT_EQ(second["late"], true);
  // A day off of the office's own moves the day.
  ASSERT_TRUE(cli::write_file(cli.file("calendar.txt"), "off 2024-08-21\n").ok());
  const json moved = cli.must(copy(id, {"--to", "Nguyễn Thị Thử", "--received", "20/08/2024 15:01", "--calendar",
                                        cli.file("calendar.txt"), "--dry-run"}));
  EXPECT_EQ(moved["due"], "2024-08-22");
  ASSERT_TRUE(cli::write_file(cli.file("calendar.txt"), "21/08/2024\n").ok());
  cli.refused(copy(id, {"--to", "An", "--calendar", cli.file("calendar.txt")}), "credential.bad_calendar");
  const std::string copies = shown(of_book({"register", "copies"}));
  EXPECT_THAT(copies, AllOf(HasSubstr("SỔ CẤP BẢN SAO"), HasSubstr("bản điện tử"), HasSubstr("TRỄ HẠN, hạn 21/08/2024"),
                            HasSubstr("Nguyễn Văn Con (con)")));
  // The electronic copy says what it is; the original does not speak of copies.
  cli.must({"unit", "update", "79TH0001", "--name", "Trường Tiểu học Mẫu", "--key", cli.key("office-manager")});
  const std::string file = cli.file("ban-sao.json"), original = cli.file("goc.json");
  cli.must(copy(id, {"--to", "Nguyễn Thị Thử", "--form", "digital", "-o", file}));
  cli.must({"fetch", id, "-o", original, "--key", cli.key("registrar")});
  EXPECT_THAT(shown({"verify", file}), AllOf(HasSubstr("BẢN SAO TỪ SỔ GỐC: số 3/2025"), HasSubstr("bản gốc điện tử")));
  EXPECT_THAT(shown({"verify", original}), Not(HasSubstr("BẢN SAO")));
  // Nothing of who asked is on the chain.
  for (std::uint64_t i = size; i < cli.size(); ++i) {
    const auto entry = cli.net().node().view()->data->entry(log::LeafIndex{i}).value();
    for (const char* word : {"Nguyễn", "child", "khai sinh", "digital"}) EXPECT_THAT(entry, Not(HasSubstr(word)));
  }
  // Who is not the holder says in what capacity they ask; blanks are nobody.
  cli.refused(copy(id, {"--to", "Người Lạ", "--dry-run"}), "cli.asker_not_holder");
  cli.refused(copy(id, {"--to", "Người Lạ"}), "cli.asker_not_holder");
  EXPECT_EQ(cli.must(copy(id, {"--to", "Người Lạ", "--renamed", "--dry-run"}))["number"], 4);
  EXPECT_EQ(cli.must(copy(id, {"--to", "nguyễn thị  thử", "--dry-run"}))["number"], 4) << "case and blanks aside";
  EXPECT_EQ(cli.must(copy(id, {"--asker", "Lê Thị Luật", "--capacity", "representative", "--proof", "Ủy quyền 3",
                               "--dry-run"}))["number"],
            4);
  cli.refused(copy(id, {"--to", "   ", "--dry-run"}), "cli.usage", cli::kExitUsage);
  EXPECT_THAT(cli.refused(copy(id, {}), "cli.usage", cli::kExitUsage).err, HasSubstr("--to"));
  for (const char* received : {"20/08/2024 8:30", "20/08/2024 08:30", "20/08/2024 8h30", "2024-08-20T08:30"})
    EXPECT_EQ(cli.must(copy(id, {"--to", "Nguyễn Thị Thử", "--received", received, "--dry-run"}))["due"], "2024-08-20")
        << received;
  for (const char* received : {"20/08/2024 25:00", "20/08/2024 8:3", "20/08/2024 h30", "20/08/2024 :"})
    cli.refused(copy(id, {"--to", "Nguyễn Thị Thử", "--received", received}), "cli.usage", cli::kExitUsage);
  const json waiting = cli.must(copy(id, {"--to", "Nguyễn Thị Thử", "--out", cli.file("copy.json")}));
  EXPECT_EQ(waiting["number"], 4);
  EXPECT_EQ(waiting["file"], cli.file("copy.json"));
  EXPECT_TRUE(waiting.contains("due") && waiting.contains("id")) << waiting;
  cli.refused(copy(id, {"--to", "An", "--received", "01/01/2030 08:00"}), "cli.usage", cli::kExitUsage);
  cli.refused(copy(id, {"--to", "An", "--received", "20/08/2024"}), "cli.usage", cli::kExitUsage);
  cli.must(by_two({"revoke", id, "--reason", "TAY_XOA", "--basis", "QĐ 8"}));
  cli.refused(copy(id, {"--to", "An"}), "chain.not_in_force");
}

// Answered or not, what was recorded is not recorded again.
TEST_F(CliRegisters, GiveNoSecondCopyForACommandThatIsRunAgain) {
  const auto id = issued();
  const Words words = copy(id, {"--to", "Nguyễn Thị Thử"});
  bool lost = false;
  cli.serve_behind([&](const api::Request& request) {
    if (lost) return CliNode::Fate::unseen;
    lost = request.method == api::Method::post && request.target.path.rfind("/v1/records", 0) == 0;
    return lost ? CliNode::Fate::lost : CliNode::Fate::passes;
  });
  const auto ran = cli.run(words);
  EXPECT_EQ(ran.code, cli::kExitInternal);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("this copy may be on the ledger"), HasSubstr("--number 1")));
  cli.serve({});
  EXPECT_THAT(cli.refused(words, "cli.copy_untold").err, HasSubstr("1/2025"));
  auto same_number = words;
  same_number.insert(same_number.end(), {"--number", "1"});
  cli.refused(same_number, "chain.copy_not_next");
  EXPECT_EQ(cli.must(of_book({"register", "copies"}))["lines"].size(), 1u);
  cli.must({"record", "open", "--key", cli.key("registrar")});
  EXPECT_EQ(cli.must(words)["number"], 2) << "one more is meant";
}

// The record of a copy and its file are two steps.
TEST_F(CliRegisters, RecordNoCopyWhoseFileCannotBeHadAndFetchOneWhoseFileFailed) {
  const auto id = issued();
  cli.must({"unit", "update", "79TH0001", "--name", "Trường Tiểu học Mẫu", "--key", cli.key("office-manager")});
  const std::string file = cli.file("ban-sao.json");
  const Words words = copy(id, {"--to", "Nguyễn Thị Thử", "-o", file, "--purpose", "Cấp bản sao"});
  const auto fails = [&](bool recorded) {
    cli.serve_behind([recorded](const api::Request& request) {
      const bool document = request.target.path.rfind("/v1/documents/", 0) == 0;
      return document && request.query("copy").has_value() == recorded ? CliNode::Fate::unseen : CliNode::Fate::passes;
    });
  };
  const auto size = cli.size();
  fails(false);
  EXPECT_EQ(cli.run(words).code, cli::kExitInternal);
  EXPECT_EQ(cli.size(), size);
  fails(true);
  auto as_json = words;
  as_json.push_back("--json");
  const auto ran = cli.run(as_json);
  EXPECT_EQ(ran.code, cli::kExitInternal);
  const json told = json::parse(ran.out);
  EXPECT_TRUE(told["error"].contains("code")) << told;
  const std::string index = told["index"].dump();
  EXPECT_THAT(ran.err, HasSubstr("hocba fetch " + id + " --copy " + index + " -o " + file));
  cli.serve({});
  const Words fetching = {"fetch", id, "--copy", index, "-o", file, "--key", cli.key("registrar")};
  cli.must(fetching);
  EXPECT_THAT(shown({"verify", file}), HasSubstr("BẢN SAO TỪ SỔ GỐC: số 1/2025"));
  cli.refused(fetching, "cli.file_exists", cli::kExitUsage);
  cli.refused({"fetch", "--from", file, "--to", cli.file("all"), "--copy", index, "--key", cli.key("registrar")},
              "cli.usage", cli::kExitUsage);
  EXPECT_EQ(cli.must(of_book({"register", "copies"}))["lines"].size(), 1u);
}

TEST_F(CliRegisters, ShowsTheBookOfAMergedUnitToItsSuccessor) {
  issued();
  cli.net().advance(days(3));
  cli.must(
      {"unit", "merge", "79TH0001", "--into", "79TH0002", "--at", "03/09/2024", "--key", cli.key("office-manager")});
  EXPECT_THAT(shown(of_book({"register", "book"}, "other-registrar", "79TH0002")),
              AllOf(HasSubstr("(79TH0002)"), HasSubstr("(79TH0001)"), HasSubstr("Nguyễn Thị Thử")));
  EXPECT_THAT(shown(of_book({"register", "book", "--predecessor", "79TH0001"}, "other-registrar", "79TH0002")),
              HasSubstr("Nguyễn Thị Thử"));
}

}  // namespace
}  // namespace hocba
