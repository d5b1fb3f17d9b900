// Domain §9.6, cases 1 to 21: what stands in sheets. Each is refused for its own reason where it must be, and what was
// put right is issued.
#include "tests/e2e/odd_cases.hpp"

#include <utility>

namespace hocba {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// One school for all of them: each case has serials of its own.
class OddSheets : public test::OddCases {
 protected:
  OddSheets() : OddCases(shared()) {}
  void SetUp() override {
    if (!std::exchange(founded_, true)) found_all();
  }
  static void TearDownTestSuite() {
    node_.reset();
    founded_ = false;
  }

 private:
  static test::CliNode& shared() {
    if (!node_) node_ = std::make_unique<test::CliNode>(allow_copies);
    return *node_;
  }
  inline static std::unique_ptr<test::CliNode> node_;
  inline static bool founded_ = false;
};

TEST_F(OddSheets, Case01SameNameAndBirthDateAreTwoPupils) {
  auto table = rows_of("1");
  const std::size_t serials = column(table, "Số hiệu");
  auto twice = table;
  put(twice, "Số hiệu", table.rows.front().cells[serials]);
  refused("case01-twice.csv", twice, "exchange.serial_twice");
  const auto tried = cli.run(issue(write("case01-two.csv", table)));
  EXPECT_EQ(tried.code, 0) << tried.out << tried.err;
  EXPECT_THAT(tried.out, AllOf(HasSubstr("exchange.row_homonym"), HasSubstr("2")));
}

TEST_F(OddSheets, Case02And03And04NamesAreKeptAsTheyAreSpelled) {
  for (const auto& [number, name] :
       {std::pair("2", "Nguyễn Thị Hòa"), std::pair("3", "Đặng Văn Sơn"), std::pair("4", "H’Hen Niê")}) {
    auto table = rows_of(number);
    if (std::string(number) == "4") {  // three pupils: the first
      const std::size_t serials = column(table, "Số hiệu");
      const std::string first = table.rows.front().cells[serials];
      std::erase_if(table.rows, [&](const auto& row) { return row.cells[serials] != first; });
    }
    const std::string id = issued(std::string("name") + number + ".csv", table);
    EXPECT_THAT(cli.run({"explain", fetched(id)}).out, HasSubstr(name));
  }
  // One word is a name; an old font's letters are none.
  auto one = rows_of("17");
  put(one, "Số hiệu", "HB-MOT-TU");
  put(one, "Họ và tên", "NguyÔn V¨n §øc");
  refused("case02-font.csv", one, "credential.name_legacy_font");
  put(one, "Họ và tên", "Siu");
  EXPECT_EQ(verdict(issued("case02-one-word.csv", one)), 0);
}

TEST_F(OddSheets, Case05ZerosThatExcelDroppedComeBack) {
  auto table = rows_of("5");
  const std::size_t numbers = column(table, "Số định danh cá nhân");
  const std::string lost = table.rows[0].cells[numbers];
  ASSERT_EQ(lost.size(), 9u);
  auto short_one = table;
  put(short_one, "Số định danh cá nhân", "12345");
  refused("case05-short.csv", short_one, "credential.bad_personal_number");
  const auto ran = cli.run(issue(write("case05-lost.csv", table)));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("credential.personal_number_padded"));
}

TEST_F(OddSheets, Case06ANumberThatContradictsTheSexIsAWarning) {
  const auto ran = cli.run(issue(write("case06-class.csv", rows_of("6"))));
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("credential.personal_number_sex"));
}

TEST_F(OddSheets, Case07AnExcelSerialIsADate) {
  const auto table = rows_of("7");
  const auto& d = district();
  const auto& person = d.pupils[d.pages[d.planted_as("7").page].pupil].person;
  EXPECT_THAT(table.rows[0].cells[column(table, "Ngày sinh")], Not(HasSubstr("/")));
  EXPECT_THAT(cli.run({"explain", fetched(issued("case07-class.csv", table))}).out,
              HasSubstr(to_screen(person.birth_date)));
}

TEST_F(OddSheets, Case08AMonthFirstIsNotGuessed) {
  auto table = rows_of("8");
  const std::size_t dates = column(table, "Ngày sinh");
  const std::string right = table.rows[0].cells[dates];
  ASSERT_EQ(right.substr(0, 6), "13/02/");
  put(table, "Ngày sinh", "02/13/" + right.substr(6));
  refused("case08-us.csv", table, "credential.date_month_first");
  put(table, "Ngày sinh", right);
  EXPECT_EQ(verdict(issued("case08-class.csv", table)), 0);
}

TEST_F(OddSheets, Case09ATemporaryCodeGivesWayToTheMinistrysInANewDocument) {
  auto table = rows_of("9");
  const std::size_t codes = column(table, "Mã định danh Bộ GD&ĐT");
  ASSERT_EQ(table.rows[0].cells[codes].substr(0, 4), "TAM-");
  const std::string old = issued("case09-class.csv", table);
  auto fresh = again(table, old, "Khác");
  refused("case09-same.csv", fresh, "cli.corrects_nothing");
  put(fresh, "Mã định danh Bộ GD&ĐT", "9900000001");
  const std::string id = issued("case09-new.csv", fresh);
  cli.must(supersede(old, id));
  EXPECT_EQ(verdict(id), 0);
  EXPECT_EQ(verdict(old), 3);
}

TEST_F(OddSheets, Case10HeaderRowsInTheMiddleAreNoPupils) {
  const auto& d = district();
  const auto& one = d.classes[d.pages[d.planted_as("10").page].class_index];
  const auto sheet = sample::class_sheet(d, one);
  const auto header = sheet.bytes.find("Họ và tên");
  ASSERT_NE(sheet.bytes.find("Họ và tên,", header + 1), std::string::npos);
  auto bytes = sheet.bytes;  // under serials of its own
  const std::string prefix = "HB-" + d.schools[one.school].code;
  for (auto at = bytes.find(prefix); at != std::string::npos; at = bytes.find(prefix, at + 2))
    bytes.replace(at, 2, "LAP");
  ASSERT_TRUE(cli::write_file(cli.file("case10-class.csv"), bytes).ok());
  const auto answer = cli.must(issue(cli.file("case10-class.csv")));
  EXPECT_EQ(answer["issued"], one.pages.size());
}

TEST_F(OddSheets, Case11WhoRepeatsAClassWasNotPromoted) {
  auto table = rows_of("11");
  const std::string outcome = table.rows[0].cells[column(table, "Kết quả cuối năm")];
  ASSERT_EQ(outcome, "Không được lên lớp");
  put(table, "Kết quả cuối năm", "Được lên lớp");
  EXPECT_THAT(refused("case11-promoted.csv", table, "credential.outcome_wrong"), HasSubstr("HB-LL"));
  put(table, "Kết quả cuối năm", outcome);
  EXPECT_EQ(verdict(issued("case11-class.csv", table)), 0);
}

TEST_F(OddSheets, Case14FortySixAbsencesWithTotAndTot) {
  auto table = rows_of("14");
  put(table, "Kết quả cuối năm", "Được lên lớp");
  refused("case14-promoted.csv", table, "credential.outcome_wrong");
  put(table, "Kết quả cuối năm", "Không được lên lớp");
  const std::string id = issued("case14-class.csv", table);
  EXPECT_THAT(cli.run({"explain", fetched(id)}).out, AllOf(HasSubstr("HB-LL (Điều 12)"), HasSubstr("46 > 45")));
}

TEST_F(OddSheets, Case15ARaiseByOneSubjectIsExplained) {
  for (const char* number : {"T9", "T11"}) {
    auto table = rows_of(number);
    ASSERT_EQ(table.rows[0].cells[column(table, "Kết quả học tập")], "Khá") << number;
    put(table, "Kết quả học tập", "Đạt");
    refused(std::string("raw") + number + ".csv", table, "credential.learning_wrong");
    put(table, "Kết quả học tập", "Khá");
    const std::string id = issued(std::string(number) + ".csv", table);
    EXPECT_THAT(cli.run({"explain", fetched(id)}).out, HasSubstr("HB-NANG"));
  }
}

TEST_F(OddSheets, Case16AReTestInSummerChangesTheOutcome) {
  const auto& d = district();
  const auto& page = d.pages[d.planted_as("16").page];
  auto table = rows_of("16");
  ASSERT_EQ(table.rows[0].cells[column(table, "Kết quả cuối năm")], "Kiểm tra lại trong hè");
  const std::string old = issued("case16-class.csv", table);
  cli.must({"network", "clock", "2025-08-25T02:00:00Z", "--key", cli.key("founder-1")});
  const auto sheet = sample::replacement_sheet(d, d.classes[page.class_index],
                                               {page.year, sample::Replacement::Round::august}, {{page.serial, old}});
  ASSERT_TRUE(sheet.ok());
  auto fresh = exchange::parse_csv(sheet->bytes).value();
  auto high = fresh;  // whoever passed a subject is not re-tested in it
  for (auto& row : high.rows)
    if (row.cells[column(high, "Sau đánh giá lại")].empty() && !row.cells[column(high, "Điểm cả năm")].empty() &&
        row.cells[column(high, "Điểm cả năm")] >= "5,0")
      row.cells[column(high, "Sau đánh giá lại")] = "9,0";
  if (exchange::to_csv(high) != exchange::to_csv(fresh))
    refused("case16-high.csv", high, "credential.retest_not_allowed");
  const std::string id = issued("case16-summer.csv", fresh);
  // A reason that is also the name of a column.
  ASSERT_TRUE(cli::write_file(cli.file("case16.csv"),
                              "id,by,reason,basis\n" + old + "," + id + ",DANH_GIA_LAI,Biên bản đánh giá lại số 1\n")
                  .ok());
  cli.must({"supersede", "--from", cli.file("case16.csv"), "--yes", "--unit", kUnit, "--key", cli.key("vt3"), "--key",
            cli.key("ht3")});
  EXPECT_THAT(cli.run({"explain", fetched(id)}).out, AllOf(HasSubstr("HB-KTL"), HasSubstr("Được lên lớp")));
  EXPECT_EQ(verdict(old), 3);
}

TEST_F(OddSheets, Case17And35AMarkIsCorrectedAndTheOldVersionIsKnownAsSuch) {
  const auto& d = district();
  const auto& page = d.pages[d.planted_as("17").page];
  const std::string old = issued("case17-class.csv", rows_of("17"));
  const auto sheet = sample::replacement_sheet(d, d.classes[page.class_index],
                                               {page.year, sample::Replacement::Round::june}, {{page.serial, old}});
  ASSERT_TRUE(sheet.ok());
  auto fresh = exchange::parse_csv(sheet->bytes).value();
  auto wrong = fresh;  // the year's mark was forgotten
  put(wrong, "Điểm cả năm", "0,1", "TOAN");
  refused("case17-wrong.csv", wrong, "credential.year_average_wrong");
  const std::string id = issued("case17-corrected.csv", fresh);
  cli.must(supersede(old, id));
  EXPECT_THAT(cli.run({"explain", fetched(id)}).out, AllOf(HasSubstr("QĐ phúc khảo"), HasSubstr(old)));
  const auto presented = cli.run({"verify", fetched(old), "--offline"});
  EXPECT_EQ(presented.code, 3);
  EXPECT_THAT(presented.out, HasSubstr("NOT IN FORCE"));
  EXPECT_THAT(cli.refused(supersede(old, id), "chain.standing_final").err, HasSubstr(old));
  EXPECT_EQ(verdict(id), 0);
}

TEST_F(OddSheets, Case18ANameIsCorrectedOnEveryDocumentOfThePupil) {
  auto table = rows_of("17");
  put(table, "Họ và tên", "Trần Gia Bảo");
  std::vector<std::string> old, fresh;
  constexpr int kDocuments = 5;
  for (int i = 0; i < kDocuments; ++i) {
    put(table, "Số hiệu", "NAM-" + std::to_string(i));
    old.push_back(issued("old" + std::to_string(i) + ".csv", table));
    auto corrected = again(table, old.back(), "Cải chính hộ tịch");
    put(corrected, "Họ và tên", "Trần Gia Khánh");
    fresh.push_back(issued("new" + std::to_string(i) + ".csv", corrected));
  }
  auto stranger = rows_of("14");
  put(stranger, "Số hiệu", "NGUOI-KHAC");
  const auto lines = [&](const std::string& last) {
    std::string out = "id,by,reason,basis\n";
    for (std::size_t i = 0; i < old.size(); ++i)
      out += old[i] + "," + (i + 1 == old.size() ? last : fresh[i]) + ",CAI_CHINH_HO_TICH,QĐ 7/QĐ-UBND\n";
    HOCBA_CHECK(cli::write_file(cli.file("case18-names.csv"), out).ok());
  };
  const test::Words words = {
      "supersede", "--from",      cli.file("case18-names.csv"), "--yes", "--unit", kUnit, "--key", cli.key("vt3"),
      "--key",     cli.key("ht3")};
  lines(issued("case18-stranger.csv", stranger));
  EXPECT_THAT(cli.refused(words, "cli.changes_refused").err, HasSubstr("cli.other_holder"));
  for (const auto& id : old) EXPECT_EQ(verdict(id), 0) << "nothing of the sheet was recorded";
  // One personal number is one person, whatever the name was.
  lines(fresh.back());
  EXPECT_EQ(cli.must(words)["results"].size(), static_cast<std::size_t>(kDocuments));
  for (const auto& id : old) EXPECT_EQ(verdict(id), 3);
  for (const auto& id : fresh) EXPECT_EQ(verdict(id), 0);
}

TEST_F(OddSheets, Case19ADisabledPupilHasNoMarksInSomeSubjects) {
  auto table = rows_of("19");
  const std::size_t exempt = column(table, "Miễn học");
  ASSERT_TRUE(
      std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return !row.cells[exempt].empty(); }));
  auto marked = table;
  put(marked, "Mức cả năm", "Đ", "GDTC");
  refused("case19-marked.csv", marked, "credential.not_assessed_but_marked");
  EXPECT_EQ(verdict(issued("case19-class.csv", table)), 0);
}

TEST_F(OddSheets, Case20And21ElectivesAreThePupils) {
  auto arts = rows_of("21");
  const std::size_t codes = column(arts, "Mã môn");
  const auto teaches = [&](const char* code) {
    return std::any_of(arts.rows.begin(), arts.rows.end(), [&](const auto& row) { return row.cells[codes] == code; });
  };
  ASSERT_TRUE(teaches("AN") && teaches("MT"));
  auto scored = arts;  // music has words, not marks
  put(scored, "Mức cả năm", "", "AN");
  put(scored, "Điểm cả năm", "8,0", "AN");
  for (const char* term : {"Mức học kỳ I", "Mức học kỳ II"}) put(scored, term, "", "AN");
  refused("case20-scored.csv", scored, "credential.subject_kind_wrong");
  EXPECT_EQ(verdict(issued("case20-arts.csv", arts)), 0);
  const auto& d = district();
  const auto& before = d.planted_as("20");
  const std::string from = d.pupils[d.pages[before.page].pupil].swap_from;
  EXPECT_EQ(verdict(issued("case20-before.csv", rows_of("20"))), 0);
  for (const auto& page : d.pages) {
    if (page.pupil != d.pages[before.page].pupil || page.year != d.pages[before.page].year + 1) continue;
    for (const auto& result : page.page.results) EXPECT_NE(result.code, from);
  }
}

}  // namespace
}  // namespace hocba
