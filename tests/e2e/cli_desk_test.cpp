// hocba desk: a class of transcripts through teachers, homeroom teacher, principal and seal, each with a key and a
// context of their own, on one node; one is returned, corrected and signed again. A revocation that two people make.
#include <filesystem>
#include <map>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tools/sample/sheets.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::HasSubstr;
using testing::SizeIs;

constexpr int kPupils = 40;

class CliDesk : public testing::Test {
 protected:
  static constexpr const char* kUnit = "79TH0003";

  void found_school(const std::string& record_roles, int pupils) {
    cli.must({"network", "clock", "2025-06-20T02:00:00Z", "--key", cli.key("founder-1")});
    cli.must({"unit", "register", kUnit, "--type", "lower_secondary", "--parent", "79SGD", "--name",
              "Trường THCS Mẫu 3", "--key", cli.key("office-manager")});
    cli.must({"grant", "add", "--for", kUnit, "--role", "manager", "--to-key", cli.key("m3"), "--person", "Lê Thị Thử",
              "--key", cli.key("office-manager")});
    for (const auto& [name, role] :
         {std::pair("vanthu", "registrar"), std::pair("ht", "principal"), std::pair("dau", "seal")})
      grant(name, role, {});
    grant("toan", "teacher", {"--class", "6A1", "--subject", "TOAN"});
    grant("van", "teacher", {"--class", "6A1", "--subject", "VAN"});
    grant("su", "teacher", {"--class", "6A2", "--subject", "TOAN"});
    grant("cn", "homeroom", {"--class", "6A1"});
    cli.must({"policy", "set", "--type", "transcript", "--period", "2024-2025", "--record-roles", record_roles,
              "--proposers", "registrar", "--approvers", "principal", "--document-roles",
              "teacher:2,homeroom,principal,seal", "--key", cli.key("founder-1"), "--key", cli.key("founder-2")});
    for (const auto& sheet : sample::make_sheets(7, {.pupils = pupils, .certificates = 1, .awards = 1}))
      if (sheet.file_name.rfind("hoc-ba", 0) == 0) {
        bytes = sheet.bytes;
        HOCBA_CHECK(cli::write_file(cli.file("class.csv"), bytes).ok());
      }
    ASSERT_FALSE(bytes.empty());
  }
  void grant(const std::string& name, const std::string& role, const Words& more) {
    Words words = {"grant", "add",        "--for",       kUnit,      "--role",
                   role,    "--to-key",   cli.key(name), "--person", "Người giữ " + name,
                   "--key", cli.key("m3")};
    words.insert(words.end(), more.begin(), more.end());
    cli.must(words);
  }
  // With a context file of that person's own.
  json as(const std::string& who, Words words) {
    words.insert(words.end(), {"--unit", kUnit, "--key", cli.key(who)});
    return cli.must(words);
  }
  json deposit(const std::string& file) { return as("vanthu", {"issue", "transcript", cli.file(file), "--desk"}); }
  json sign(const std::string& who) { return as(who, {"desk", "sign", "--all", "--class", "6A1"}); }
  json list(const std::string& who, const Words& more = {}) {
    Words words = {"desk", "list"};
    words.insert(words.end(), more.begin(), more.end());
    return as(who, words);
  }
  // The rows of one pupil, with another number of absences.
  void write_correction(const std::string& pupil, const std::map<std::string, std::string>& more = {}) {
    auto table = exchange::parse_csv(bytes).value();
    const auto column = [&](const std::string& name) {
      return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), name) - table.header.begin());
    };
    const std::size_t name = column("Họ và tên"), absences = column("Số buổi nghỉ");
    ASSERT_LT(absences, table.header.size());
    std::erase_if(table.rows, [&](const auto& row) { return row.cells[name] != pupil; });
    for (auto& row : table.rows) {
      row.cells[absences] = "7";
      for (const auto& [header, cell] : more) row.cells[column(header)] = cell;
    }
    ASSERT_TRUE(cli::write_file(cli.file("corrected.csv"), exchange::to_csv(table)).ok());
  }
  std::string number_of(const std::string& pupil) const {
    const auto table = exchange::parse_csv(bytes).value();
    const auto column = [&](const std::string& name) {
      return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), name) - table.header.begin());
    };
    for (const auto& row : table.rows)
      if (row.cells[column("Họ và tên")] == pupil) return row.cells[column("Số định danh cá nhân")];
    return {};
  }
  // A result file with as many rows, all on the desk.
  void expect_on_desk(const std::string& file, std::size_t rows) {
    const auto table = exchange::parse_csv(cli::read_file(cli.file(file)).value()).value();
    const auto result = std::find(table.header.begin(), table.header.end(), "Result") - table.header.begin();
    EXPECT_THAT(table.rows, SizeIs(rows));
    for (const auto& row : table.rows) EXPECT_EQ(row.cells.at(static_cast<std::size_t>(result)), "on the desk");
  }
  int verify(const std::string& id) {
    as("vanthu", {"fetch", id, "-o", cli.file(id + ".json")});
    return cli.run({"verify", cli.file(id + ".json")}).code;
  }

  test::CliNode cli;
  std::string bytes;
};

TEST_F(CliDesk, TakesAClassThroughAllHandsWithOneReturnedAndCorrected) {
  found_school("registrar", kPupils);
  EXPECT_EQ(deposit("class.csv")["fresh"], kPupils);
  EXPECT_EQ(deposit("class.csv")["kept"], kPupils) << "the same again is the same";
  EXPECT_EQ(list("cn")["total"], 0) << "not yet";
  EXPECT_EQ(list("su", {"--all"})["total"], 0) << "another class";
  EXPECT_EQ(list("toan")["total"], kPupils);
  EXPECT_EQ(sign("toan")["signed"], kPupils);
  EXPECT_EQ(sign("toan")["signed"], 0);
  EXPECT_EQ(sign("van")["signed"], kPupils);

  const json one = list("cn")["items"][3];
  const std::string id = one["id"], reason = "Sai số buổi nghỉ";
  as("cn", {"desk", "return", id, "--reason", reason});
  EXPECT_EQ(sign("cn")["signed"], kPupils - 1);
  const json returned = list("vanthu")["items"];
  ASSERT_THAT(returned, SizeIs(1));
  EXPECT_EQ(returned[0]["reason"], reason);
  write_correction(one["name"]);
  EXPECT_EQ(deposit("corrected.csv")["replaced"], 1);
  expect_on_desk("corrected.csv.ketqua.csv", 1);
  EXPECT_EQ(deposit("corrected.csv")["kept"], 1);
  expect_on_desk("corrected.csv.ketqua.csv", 1);
  for (const char* who : {"toan", "van", "cn"}) EXPECT_EQ(sign(who)["signed"], 1) << who;
  EXPECT_EQ(sign("ht")["signed"], kPupils) << "a class at once";
  EXPECT_EQ(list("vanthu", {"--ready"})["total"], 0);
  EXPECT_EQ(sign("dau")["signed"], kPupils);
  EXPECT_EQ(list("vanthu", {"--ready"})["total"], kPupils);

  const json issued = as("vanthu", {"desk", "issue", "--result", cli.file("result.csv")});
  EXPECT_EQ(issued["issued"], kPupils);
  EXPECT_TRUE(cli::exists(cli.file("result.csv")));
  EXPECT_EQ(as("vanthu", {"desk", "issue"})["issued"], 0);
  EXPECT_EQ(list("vanthu", {"--all"})["total"], 0);
  for (const json& row : issued["rows"]) EXPECT_EQ(verify(row["id"]), 0) << row;
  const auto size = cli.size();
  EXPECT_EQ(deposit("class.csv")["issued"], kPupils) << "the sheet again issues nothing";
  EXPECT_EQ(cli.size(), size);
}

TEST_F(CliDesk, ASheetWithKnownAndNewPupilsTellsOfAllAndChangesNothingWhereItIsRefused) {
  found_school("registrar", 3);
  auto part = exchange::parse_csv(bytes).value();
  const std::size_t name =
      static_cast<std::size_t>(std::find(part.header.begin(), part.header.end(), "Họ và tên") - part.header.begin());
  const std::string newcomer = part.rows.back().cells[name];
  std::erase_if(part.rows, [&](const auto& row) { return row.cells[name] == newcomer; });
  ASSERT_TRUE(cli::write_file(cli.file("class.csv"), exchange::to_csv(part)).ok());
  EXPECT_EQ(deposit("class.csv")["fresh"], 2);
  as("toan", {"desk", "return", list("toan")["items"][0]["id"], "--reason", "Sai số buổi nghỉ"});
  // The work folder is that of another sheet: the returned draft stays as it was.
  ASSERT_TRUE(cli::write_file(cli.file("class.csv"), bytes).ok());
  cli.refused({"issue", "transcript", cli.file("class.csv"), "--desk", "--unit", kUnit, "--key", cli.key("vanthu")},
              "cli.batch_out_of_step");
  EXPECT_THAT(list("vanthu")["items"], SizeIs(1));
  ASSERT_TRUE(cli::write_file(cli.file("full.csv"), bytes).ok());
  const json put = deposit("full.csv");
  for (const char* what : {"fresh", "replaced", "kept"}) EXPECT_EQ(put[what], 1) << what;
  expect_on_desk("full.csv.ketqua.csv", 3);
  EXPECT_EQ(deposit("full.csv")["kept"], 3) << "the same again";
  expect_on_desk("full.csv.ketqua.csv", 3);
}

// The number itself is what was wrong: nobody's use of the command, and the draft is named.
TEST_F(CliDesk, SaysWhichDraftHasAnotherPersonalNumber) {
  found_school("registrar", 2);
  deposit("class.csv");
  const json one = list("toan")["items"][0];
  const std::string id = one["id"];
  as("toan", {"desk", "return", id, "--reason", "Sai số định danh"});
  const std::string number = number_of(one["name"]), other = number.substr(0, 9) + "999";
  write_correction(one["name"], {{"Số định danh cá nhân", other}, {"Số hiệu", ""}});
  const Words again = {"issue", "transcript", cli.file("corrected.csv"), "--desk", "--unit",
                       kUnit,   "--key",      cli.key("vanthu")};
  const auto ran = cli.refused(again, "cli.draft_other_number");
  EXPECT_THAT(ran.err,
              AllOf(HasSubstr(id), HasSubstr(number), HasSubstr(other), HasSubstr(one["serial"].get<std::string>())));
  write_correction(one["name"], {{"Số định danh cá nhân", other}, {"Số hiệu", one["serial"]}});
  EXPECT_EQ(deposit("corrected.csv")["replaced"], 1);
}

TEST_F(CliDesk, TwoPupilsOfOneNameAreToldApartByTheirSerials) {
  found_school("registrar", 2);
  auto table = exchange::parse_csv(bytes).value();
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), name) - table.header.begin());
  };
  deposit("class.csv");
  const std::string one = table.rows.front().cells[column("Họ và tên")];
  std::erase_if(table.rows, [&](const auto& row) { return row.cells[column("Họ và tên")] != one; });
  auto homonym = table.rows;
  for (auto& row : homonym) {
    for (const char* code : {"Số định danh cá nhân", "Mã định danh Bộ GD&ĐT"})
      if (const std::size_t at = column(code); at < row.cells.size() && row.cells[at].size() > 3)
        row.cells[at].replace(row.cells[at].size() - 3, 3, "999");
    row.cells[column("Số hiệu")].clear();
  }
  for (auto& row : table.rows) row.cells[column("Số hiệu")].clear();
  table.rows.insert(table.rows.end(), homonym.begin(), homonym.end());
  ASSERT_TRUE(cli::write_file(cli.file("two.csv"), exchange::to_csv(table)).ok());
  cli.refused({"issue", "transcript", cli.file("two.csv"), "--desk", "--unit", kUnit, "--key", cli.key("vanthu")},
              "cli.draft_unclear");
}

TEST_F(CliDesk, LetsTheRecordOfIssueItselfWaitForItsSigners) {
  found_school("principal,seal", 3);
  const auto ids_in = [&](const std::string& file) {
    const auto table = exchange::parse_csv(cli::read_file(cli.file(file)).value()).value();
    const auto at = std::find(table.header.begin(), table.header.end(), "Credential id") - table.header.begin();
    std::vector<std::string> ids;
    for (const auto& row : table.rows)
      if (const auto& id = row.cells[static_cast<std::size_t>(at)]; !id.empty()) ids.push_back(id);
    return ids;
  };
  deposit("class.csv");
  const auto ids = ids_in("class.csv.ketqua.csv");
  EXPECT_THAT(ids, SizeIs(3)) << "known once the drafts have numbers";
  for (const char* who : {"toan", "van", "cn", "ht", "dau"}) EXPECT_EQ(sign(who)["signed"], 3) << who;
  EXPECT_EQ(as("vanthu", {"desk", "issue", "--result", cli.file("proposed.csv")})["proposed"], 3);
  EXPECT_THAT(ids_in("proposed.csv"), testing::UnorderedElementsAreArray(ids));
  EXPECT_EQ(as("vanthu", {"desk", "issue"})["proposed"], 0) << "proposed once";
  EXPECT_EQ(as("ht", {"desk", "approve", "--all"})["waiting"], 1) << "the seal is missing";
  const json shown = as("dau", {"desk", "show", list("dau")["items"][0]["id"]})["items"][0];
  ASSERT_THAT(shown["documents"], SizeIs(3)) << "whose documents the record issues";
  EXPECT_FALSE(shown["documents"][0]["name"].get<std::string>().empty());
  const json done = as("dau", {"desk", "approve", "--all"});
  EXPECT_TRUE(done["results"][0].contains("index")) << done;
  EXPECT_THAT(done["results"][0]["documents"], SizeIs(3));
  as("vanthu", {"fetch", "--from", cli.file("proposed.csv"), "--to", cli.file("class")});
  EXPECT_TRUE(cli::exists(cli.file("class/" + ids[0] + ".json")));
  // The sheet is done: nothing is said to be unfinished, no number to be unused, and its result is complete.
  const json tried = as("vanthu", {"issue", "transcript", cli.file("class.csv"), "--desk", "--dry-run"});
  EXPECT_EQ(tried["issued_before"], 3);
  EXPECT_THAT(tried["not_checked"].dump(), testing::Not(HasSubstr("--dry-run")));
  EXPECT_EQ(deposit("class.csv")["issued"], 3);
  EXPECT_THAT(ids_in("class.csv.ketqua.csv"), testing::UnorderedElementsAreArray(ids));
  EXPECT_THAT(cli::read_file(cli.file("class.csv.ketqua.csv")).value(), HasSubstr(",issued,"));
  EXPECT_EQ(list("vanthu", {"--all"})["total"], 0);
}

TEST_F(CliDesk, DepositsWithTheSignaturesOfThoseWhoseKeysAreHere) {
  found_school("registrar", 2);
  const json put = as("vanthu", {"issue", "transcript", cli.file("class.csv"), "--desk", "--sign",
                                 "teacher=" + cli.key("toan"), "--sign", "teacher=" + cli.key("van")});
  EXPECT_EQ(put["fresh"], 2);
  EXPECT_EQ(list("cn")["items"][0]["state"], "GVBM_KY");
}

TEST_F(CliDesk, SaysWhyAKeyCanNotSign) {
  found_school("registrar", 1);
  const std::string id = deposit("class.csv")["rows"][0]["id"];
  const auto asking = [&](const std::string& who, const Words& more) {
    Words words = {"desk"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--unit", kUnit, "--key", cli.key(who)});
    return words;
  };
  EXPECT_THAT(cli.run(asking("cn", {"sign", id})).out, HasSubstr("node.desk_not_your_turn"));
  EXPECT_EQ(cli.run(asking("cn", {"sign", id})).code, cli::kExitRefused);
  EXPECT_EQ(cli.run(asking("su", {"sign", id})).code, cli::kExitUsage);
  EXPECT_EQ(cli.run(asking("cn", {"sign"})).code, cli::kExitUsage);
  EXPECT_EQ(sign("toan")["signed"], 1);
  EXPECT_THAT(cli.run(asking("toan", {"sign", id})).out, HasSubstr("node.desk_signed_already"));
  EXPECT_THAT(cli.run(asking("toan", {"show", id})).out, HasSubstr("Toán"));
  EXPECT_EQ(cli.run(asking("vanthu", {"drop", id})).code, cli::kExitUsage) << "nobody can be asked";
  as("vanthu", {"desk", "drop", id, "--yes"});
  EXPECT_EQ(list("toan", {"--all"})["total"], 0);
}

TEST_F(CliDesk, AGrantSaysForWhichClassAndSubjectItIs) {
  found_school("registrar", 1);
  const auto listed = cli.must({"grant", "list", "--for", kUnit, "--key", cli.key("ht")})["grants"];
  // Whom the office named says why.
  const Words of_manager = {"grant", "list", "--for", kUnit, "--key", cli.key("m3")};
  EXPECT_THAT(cli.run(of_manager).err + cli.run(of_manager).out, HasSubstr("--purpose"));
  Words with_purpose = of_manager;
  with_purpose.insert(with_purpose.end(), {"--purpose", "review"});
  EXPECT_EQ(cli.must(with_purpose)["grants"], listed);
  const auto teacher = std::find_if(listed.begin(), listed.end(), [](const json& g) { return g["role"] == "teacher"; });
  ASSERT_NE(teacher, listed.end());
  EXPECT_EQ((*teacher)["person"], "Người giữ toan");
  EXPECT_EQ((*teacher)["class"], "6A1");
  EXPECT_EQ((*teacher)["subject"], "TOAN");
  EXPECT_FALSE(cli.must({"grant", "list", "--for", kUnit})["grants"][0].contains("person"));
  const auto granting = [&](const std::string& subject) {
    return Words{"grant", "add",     "--for", kUnit,       "--role", "teacher", "--to-key", cli.key("van"), "--person",
                 "Thử",   "--class", "6A2",   "--subject", subject,  "--yes",   "--key",    cli.key("m3")};
  };
  cli.refused(granting("VAN,GDTC"), "cli.usage", cli::kExitUsage);
  const auto unknown = cli.run(granting("NGU_VAN"));
  EXPECT_EQ(unknown.code, 0) << unknown.err;
  EXPECT_THAT(unknown.err, testing::AllOf(HasSubstr("NGU_VAN"), HasSubstr("TOAN")));
  EXPECT_THAT(cli.run(granting("Ngữ văn")).err, testing::Not(HasSubstr("TOAN")));
  EXPECT_THAT(cli.run({"codes", "--subjects"}).out, testing::AllOf(HasSubstr("GDTC"), HasSubstr("Toán")));
}

TEST_F(CliDesk, RevokesWithASecondPersonOnTheDesk) {
  const auto issued = cli.net().issue(cli.net().certificate("Nguyễn Văn An", "2001-02-03"));
  const std::string id = credential::to_text(issued.id);
  const json proposed = cli.must(
      {"revoke", id, "--reason", "error", "--basis", "QĐ 12/QĐ-THCS", "--desk", "--key", cli.key("registrar")});
  EXPECT_EQ(proposed["results"][0]["desk"], true);
  const json waiting = cli.must({"desk", "list", "--key", cli.key("principal")})["items"];
  ASSERT_THAT(waiting, SizeIs(1));
  EXPECT_EQ(waiting[0]["about"], id);
  const std::string record = waiting[0]["id"];
  const auto shown = cli.run({"desk", "show", record, "--key", cli.key("principal")});
  EXPECT_THAT(shown.out, HasSubstr("QĐ 12/QĐ-THCS")) << shown.err;
  EXPECT_THAT(cli.run({"desk", "list", "--key", cli.key("principal")}).out, HasSubstr("Nguyễn Văn An"));
  cli.refused({"desk", "approve", record, "--key", cli.key("principal")}, "cli.need_yes", cli::kExitUsage);
  const json approved = cli.must({"desk", "approve", record, "--yes", "--key", cli.key("principal")});
  ASSERT_TRUE(approved["results"][0].contains("index")) << approved;
  const auto index = log::LeafIndex{approved["results"][0]["index"].get<std::uint64_t>()};
  EXPECT_THAT(cli.net().node().vault().openings(index).value(), SizeIs(1)) << "the reason stands with the entry";
  EXPECT_EQ(cli.must({"desk", "list", "--all", "--key", cli.key("registrar")})["total"], 0);
}

// A correction that goes over the desk says what it corrects, as one that is issued at once.
TEST_F(CliDesk, ADraftThatReplacesADocumentCarriesItsDifferences) {
  found_school("registrar", 1);
  deposit("class.csv");
  for (const char* who : {"toan", "van", "cn", "ht", "dau"}) EXPECT_EQ(sign(who)["signed"], 1) << who;
  const std::string old = as("vanthu", {"desk", "issue"})["rows"][0]["id"];

  auto table = exchange::parse_csv(bytes).value();
  const auto put = [&](const std::string& header, const std::string& value) {
    auto at =
        static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), header) - table.header.begin());
    if (at == table.header.size()) table.header.push_back(header);
    for (auto& row : table.rows) {
      row.cells.resize(table.header.size());
      row.cells[at] = value;
    }
  };
  put("Số hiệu", "HB-DC-1");
  put("Thay thế", old);
  put("Lý do điều chỉnh", "NHAP_SAI");
  put("Căn cứ điều chỉnh", "QĐ 15 ngày 18/06/2025");
  ASSERT_TRUE(cli::write_file(cli.file("same.csv"), exchange::to_csv(table)).ok());
  const Words same = {"issue", "transcript", cli.file("same.csv"), "--desk", "--unit",
                      kUnit,   "--key",      cli.key("vanthu")};
  EXPECT_THAT(cli.refused(same, "cli.rows_refused").out, HasSubstr("cli.corrects_nothing"));
  EXPECT_EQ(list("vanthu", {"--all"})["total"], 0);

  put("Số buổi nghỉ", "7");
  ASSERT_TRUE(cli::write_file(cli.file("changed.csv"), exchange::to_csv(table)).ok());
  deposit("changed.csv");
  for (const char* who : {"toan", "van", "cn", "ht", "dau"}) EXPECT_EQ(sign(who)["signed"], 1) << who;
  const std::string fresh = as("vanthu", {"desk", "issue"})["rows"][0]["id"];
  as("vanthu", {"fetch", fresh, "-o", cli.file("fresh.json")});
  const json held = json::parse(cli::read_file(cli.file("fresh.json")).value());
  EXPECT_THAT(held["document"]["hocba"]["groups"].dump(), HasSubstr("\"correction\""));
  EXPECT_THAT(cli.run({"explain", cli.file("fresh.json")}).out, HasSubstr("QĐ 15"));
}

// Nothing refuses them, a school may have reasons; mostly they are slips.
TEST_F(CliDesk, NotesAClassOfAnotherGradeAndANameOfAnotherSubject) {
  found_school("registrar", 1);
  auto table = exchange::parse_csv(bytes).value();
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), name) - table.header.begin());
  };
  const std::size_t code = column("Mã môn"), subject = column("Môn học"), class_name = column("Lớp");
  ASSERT_LT(std::max({code, subject, class_name}), table.header.size());
  const auto codes_of_trial = [&] {
    EXPECT_TRUE(cli::write_file(cli.file("slips.csv"), exchange::to_csv(table)).ok());
    std::vector<std::string> codes;
    const json tried = as("vanthu", {"issue", "transcript", cli.file("slips.csv"), "--desk", "--dry-run"});
    for (const json& issue : tried["issues"]) codes.push_back(issue["code"]);
    return codes;
  };
  const auto none_of = testing::Not(testing::AnyOf(testing::Contains("cli.class_of_another_grade"),
                                                   testing::Contains("cli.subject_of_another_code")));
  EXPECT_THAT(codes_of_trial(), none_of);
  for (auto& row : table.rows) {
    row.cells[class_name] = "7A1";
    if (row.cells[code] == "TOAN") row.cells[subject] = "Ngữ văn";
  }
  EXPECT_THAT(codes_of_trial(), testing::IsSupersetOf({"cli.class_of_another_grade", "cli.subject_of_another_code"}));
}

// What somebody types to search is one document's: a transcript and an award had the same.
TEST_F(CliDesk, MakesUpSerialsThatNameTheType) {
  found_school("registrar", 1);
  auto table = exchange::parse_csv(bytes).value();
  const auto serial =
      static_cast<std::size_t>(std::find(table.header.begin(), table.header.end(), "Số hiệu") - table.header.begin());
  ASSERT_LT(serial, table.header.size());
  for (auto& row : table.rows) row.cells[serial].clear();
  ASSERT_TRUE(cli::write_file(cli.file("bare.csv"), exchange::to_csv(table)).ok());
  EXPECT_THAT(deposit("bare.csv")["rows"][0]["serial"].get<std::string>(), testing::StartsWith("79TH0003-HB-20"));
}

// Cut off after a part of the drafts: the same workbook again brings the rest, under the numbers reserved for them.
TEST_F(CliDesk, AWorkbookGoesOnWhereItStopped) {
  found_school("registrar", kPupils);
  ASSERT_TRUE(cli::write_file(cli.file("class.xlsx"),
                              exchange::write_xlsx(exchange::parse_csv(bytes).value(), {.name = "6A1"}).value())
                  .ok());
  int drafts = 0;
  cli.serve([&](const api::Request& request) {
    if (request.target.path == "/v1/desk/drafts") ++drafts;
    return drafts == 0;
  });
  EXPECT_EQ(
      cli.run({"issue", "transcript", cli.file("class.xlsx"), "--desk", "--unit", kUnit, "--key", cli.key("vanthu")})
          .code,
      cli::kExitInternal);
  cli.serve({});
  EXPECT_EQ(deposit("class.xlsx")["fresh"], kPupils);
  EXPECT_EQ(deposit("class.xlsx")["kept"], kPupils);
}

}  // namespace
}  // namespace hocba
