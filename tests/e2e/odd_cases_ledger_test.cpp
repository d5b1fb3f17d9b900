// Domain §9.6, cases 12, 13 and 22 to 37: what happens to keys, numbers, transfers and files. Each is refused for its
// own reason where it must be, and what was put right works. Not here: 28 to 31 (training), 33 (share links).
#include <filesystem>

#include "tests/e2e/odd_cases.hpp"
#include "tests/support/photos.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::HasSubstr;

class OddEvents : public test::OddCases {
 protected:
  std::string some(const std::string& serial) const {
    auto table = rows_of("17");
    put(table, "Số hiệu", serial);
    return issued(serial + ".csv", table);
  }
  void clock(const std::string& time) const { cli.must({"network", "clock", time, "--key", cli.key("founder-1")}); }
  std::string standing(const std::string& id) const {
    return cli.must({"transfer", "show", id})["standing"].get<std::string>();
  }
  Words step(const std::string& what, const std::string& id, const std::string& suffix, const Words& more = {}) const {
    Words words = {"transfer", what, id, "--unit", unit_of(suffix), "--key", cli.key("ht" + suffix)};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  static std::string unit_of(const std::string& suffix) { return "79THCS0" + suffix; }
  std::string requested(const std::string& from, const std::string& to) const {
    return cli.must({"transfer", "request", "--leaving", unit_of(from), "--receiving", unit_of(to), "--name",
                     "Nguyễn Thị Thử", "--birth-date", "05/09/2012", "--unit", unit_of(from), "--key",
                     cli.key("vt" + from)})["transfer"];
  }
  Words release(const std::string& id, const std::string& from, const std::string& credential) const {
    HOCBA_CHECK(cli::write_file(cli.file("interim.pdf"), "bảng tổng hợp").ok());
    return step("release", id, from,
                {"--key", cli.key("vt" + from), "--sheet", cli.file("interim.pdf"), "--credential", credential});
  }
  Words suspend(const std::string& id, const std::string& suffix) const {
    return {"suspend",  id,
            "--reason", "inquiry",
            "--basis",  "CV 1",
            "--unit",   unit_of(suffix),
            "--key",    cli.key("vt" + suffix),
            "--key",    cli.key("ht" + suffix)};
  }
};

TEST_F(OddEvents, Case12AwayInTheMiddleOfTheTermAndBack) {
  found_unit(unit_of("4"), "4");
  const std::string document = some("HB-1");
  const std::string away = requested("3", "4");
  cli.refused(release(away, "3", document), "chain.custody_wrong_step");
  cli.must(step("accept", away, "4"));
  cli.must(release(away, "3", document));
  cli.must(step("receive", away, "4"));
  cli.refused(suspend(document, "3"), "chain.custody_elsewhere");
  const std::string back = requested("4", "3");
  cli.must(step("accept", back, "3"));
  cli.refused(step("receive", back, "3"), "chain.custody_wrong_step");
  cli.must(release(back, "4", document));
  cli.must(step("receive", back, "3"));
  cli.refused(suspend(document, "4"), "chain.custody_elsewhere");
  cli.must(suspend(document, "3"));
}

TEST_F(OddEvents, Case13ATransferGoesOnWhereTheOfficeAboveChanges) {
  found_unit(unit_of("4"), "4");
  cli.must({"unit", "register", "99XA01", "--type", "commune_office", "--parent", "79SGD", "--name", "Phường Mẫu",
            "--key", cli.key("office-manager")});
  grant("99XA01", "manager", "xa", {}, "office-manager");
  const std::string document = some("HB-1");
  const std::string id = requested("3", "4");
  cli.must(step("accept", id, "4"));
  cli.must(release(id, "3", document));
  clock("2025-07-01T02:00:00Z");
  for (const char* suffix : {"3", "4"})
    cli.must({"unit", "update", unit_of(suffix), "--parent", "99XA01", "--unit", "79SGD", "--key",
              cli.key("office-manager")});
  // The old office has no say any more, the new one has; the transfer needs neither.
  const Words end = {"unit", "update", unit_of("3"), "--to", "31/12/2030"};
  auto old_office = end, new_office = end;
  old_office.insert(old_office.end(), {"--unit", "79SGD", "--key", cli.key("office-manager")});
  new_office.insert(new_office.end(), {"--unit", "99XA01", "--key", cli.key("xa")});
  cli.refused(old_office, "chain.not_superior");
  cli.must(new_office);
  cli.must(step("receive", id, "4"));
  EXPECT_EQ(standing(id), "received");
  EXPECT_EQ(verdict(document), 0);
}

TEST_F(OddEvents, Case22WhatWasSignedBeforeAGrantExpiredStaysGood) {
  grant(kUnit, "principal", "ht-cu", {"--to", "30/06/2025"}, "ql3");
  auto table = rows_of("17");
  const std::string file = write("before.csv", table);
  const std::string before = cli.must(issue(file, {{"principal", "ht-cu"}}))["rows"][0]["id"];
  clock("2025-07-02T02:00:00Z");
  put(table, "Số hiệu", "HB-SAU");
  const std::string after = write("after.csv", table);
  cli.refused(issue(after, {{"principal", "ht-cu"}}), "cli.grant_not_found");
  EXPECT_EQ(verdict(before), 0) << "signed in time";
  EXPECT_EQ(cli.must(issue(after))["issued"], 1);
}

TEST_F(OddEvents, Case23ARevokedKeySignsNothingMore) {
  const std::string index = grant(kUnit, "principal", "ht-cu", {}, "ql3");
  auto table = rows_of("17");
  const std::string before = cli.must(issue(write("before.csv", table), {{"principal", "ht-cu"}}))["rows"][0]["id"];
  cli.must({"grant", "revoke", index, "--reason", "left", "--key", cli.key("ql3")});
  put(table, "Số hiệu", "HB-SAU");
  const std::string after = write("after.csv", table);
  cli.refused(issue(after, {{"principal", "ht-cu"}}), "cli.grant_not_found");
  EXPECT_EQ(verdict(before), 0) << "a key that was given back signed rightly until then";
  EXPECT_EQ(cli.must(issue(after))["issued"], 1);
}

TEST_F(OddEvents, Case24ATeacherSignsTheSubjectsAndClassesGrantedAlone) {
  grant(kUnit, "teacher", "toan-9A9", {"--class", "9A9", "--subject", "TOAN"}, "ql3");
  grant(kUnit, "teacher", "toan-7A1", {"--class", "7A1", "--subject", "TOAN"}, "ql3");
  grant(kUnit, "teacher", "nhac-7A1", {"--class", "7A1", "--subject", "DANNHAC"}, "ql3");
  auto table = rows_of("17");
  const auto other = cli.run(issue(write("other.csv", table), {{"teacher", "toan-9A9"}}));
  EXPECT_EQ(other.code, cli::kExitRefused);
  EXPECT_THAT(other.out + other.err, HasSubstr("node.desk_wrong_class"));
  const auto subject = cli.run(issue(write("subject.csv", table), {{"teacher", "nhac-7A1"}}));
  EXPECT_EQ(subject.code, cli::kExitRefused);
  EXPECT_THAT(subject.out + subject.err, HasSubstr("node.desk_wrong_subject"));
  EXPECT_EQ(cli.must(issue(write("right.csv", table), {{"teacher", "toan-7A1"}}))["issued"], 1);
}

TEST_F(OddEvents, Case25ADeputySignsForThePrincipalByDelegationAlone) {
  grant(kUnit, "deputy", "pht", {}, "ql3");
  const std::string file = write("class.csv", rows_of("17"));
  EXPECT_EQ(cli.run(issue(file, {{"principal", "pht"}})).code, cli::kExitRefused) << "no delegation";
  const std::string fresh = grant(kUnit, "principal", "ht-moi", {}, "ql3");
  grant(kUnit, "deputy", "pht-2", {"--delegated-by", fresh}, "ql3");
  const json done = cli.must(issue(file, {{"principal", "pht-2"}}));
  EXPECT_EQ(done["issued"], 1);
  EXPECT_EQ(verdict(done["rows"][0]["id"]), 0);
  // With the principal's own right the delegation ends, too.
  cli.must({"grant", "revoke", fresh, "--reason", "left", "--key", cli.key("ql3")});
  auto table = rows_of("17");
  put(table, "Số hiệu", "HB-SAU");
  const auto late = cli.run(issue(write("late.csv", table), {{"principal", "pht-2"}}));
  EXPECT_EQ(late.code, cli::kExitRefused);
  EXPECT_THAT(late.out + late.err, HasSubstr("chain.delegation_ended"));
}

TEST_F(OddEvents, Case26OneSerialOfTwoIssuersNotOfOne) {
  found_unit(unit_of("4"), "4");
  const auto table = rows_of("17");
  cli.must(issue(write("first.csv", table)));
  EXPECT_THAT(cli.refused(issue(write("same.csv", table)), "cli.rows_refused").out, HasSubstr("cli.serial_used"));
  EXPECT_EQ(cli.must(issue_of(unit_of("4"), "4", write("other.csv", table)))["issued"], 1);
}

TEST_F(OddEvents, Case27ASpoiledNumberIsNeverUsed) {
  const Words of = {"--type", "transcript", "--unit", kUnit, "--key", cli.key("vt3")};
  Words reserve = {"register", "reserve", "--count", "1", "--year", "2025"};
  Words spoil = {"register", "spoil", "--number", "1", "--reason", "damaged", "--year", "2025"};
  for (Words* words : {&reserve, &spoil}) words->insert(words->end(), of.begin(), of.end());
  cli.refused(spoil, "chain.number_not_reserved");
  cli.must(reserve);
  cli.must(spoil);
  cli.refused(spoil, "chain.number_used");
  const json done = cli.must(issue(write("class.csv", rows_of("17"))));
  EXPECT_EQ(done["rows"][0]["number"], 2);
}

TEST_F(OddEvents, Case32APhotoIsErasedByTwoPeopleAndTheDocumentStaysGood) {
  std::filesystem::create_directories(cli.file("photos"));
  auto table = rows_of("1");
  const std::size_t numbers = OddCases::column(table, "Số định danh cá nhân"),
                    serials = OddCases::column(table, "Số hiệu");
  const std::string number = table.rows[0].cells[numbers], serial = table.rows[0].cells[serials];
  ASSERT_TRUE(cli::write_file(cli.file("photos/" + number + ".JPG"),
                              test::jpeg(300, 400, test::jpeg_segment(0xE1, "Exif..GPS")))
                  .ok());
  std::erase_if(table.rows, [&](const auto& row) { return row.cells[serials] != serial; });
  Words with_photos = issue(write("photo.csv", table));
  with_photos.insert(with_photos.end(), {"--photos", cli.file("photos")});
  const std::string id = cli.must(with_photos)["rows"][0]["id"];
  EXPECT_THAT(cli.run({"explain", fetched(id), "--photo", cli.file("seen.jpg")}).out, HasSubstr("300 × 400 px"));
  EXPECT_EQ(cli::read_file(cli.file("seen.jpg")).value(), test::jpeg(300, 400));
  const std::string part = cli.file("part.json");
  cli.must({"fetch", id, "-o", part, "--groups", "identity", "--unit", kUnit, "--key", cli.key("vt3")});
  cli.refused({"explain", part, "--photo", cli.file("gone.jpg")}, "cli.photo_withheld");
  cli.refused({"explain", fetched(some("HB-1")), "--photo", cli.file("gone.jpg")}, "credential.group_unknown");

  const Words one = {"erase", id,       "--group", "photo", "--basis",     "Đơn ngày 01/06/2025",
                     "--yes", "--unit", kUnit,     "--key", cli.key("vt3")};
  cli.refused(one, "chain.four_eyes");
  auto two = one;
  two.insert(two.end(), {"--key", cli.key("ht3")});
  cli.must(two);
  EXPECT_EQ(verdict(id), 0);
  cli.refused({"explain", fetched(id), "--photo", cli.file("gone.jpg")}, "cli.photo_erased");
  EXPECT_FALSE(cli::exists(cli.file("gone.jpg")));
  cli.refused(two, "chain.already_erased");
}

TEST_F(OddEvents, APhotoThatIsNoneKeepsItsPupilOut) {
  std::filesystem::create_directories(cli.file("bad-photos"));
  const auto table = rows_of("1");
  const std::size_t names = OddCases::column(table, "Họ và tên");
  const auto photo = [&](const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(cli::write_file(cli.file("bad-photos/" + name), bytes).ok());
  };
  const std::string number = table.rows[0].cells[OddCases::column(table, "Số định danh cá nhân")];
  photo(number + ".jpg", "GIF89a");
  photo("khong-ro.png", test::jpeg(3, 4));
  Words words = issue(write("bad-photo.csv", table));
  words.insert(words.end(), {"--photos", cli.file("bad-photos")});
  const auto ran = cli.refused(words, "cli.rows_refused");
  EXPECT_THAT(ran.out, HasSubstr("credential.photo_bad"));
  // Who has none, and whose file is nobody's.
  EXPECT_THAT(ran.err, AllOf(HasSubstr("1 pupil has no photo"), HasSubstr(table.rows.back().cells[names]),
                             HasSubstr("1 photo is of no pupil"), HasSubstr("khong-ro.png")));
  photo(number + ".jpg", test::jpeg(30, 40));
  photo(number + ".PNG", test::jpeg(31, 40));
  EXPECT_THAT(cli.refused(words, "cli.rows_refused").out, HasSubstr("cli.photo_twice")) << "neither is chosen";
  words.emplace_back("--skip-bad");
  const json done = cli.must(words);
  EXPECT_EQ(done["issued"], 1) << "not the pupil whose photo is in doubt";
}

TEST_F(OddEvents, ARunThatGoesOnTakesThePhotosThatItBeganWith) {
  std::filesystem::create_directories(cli.file("run-photos"));
  const auto table = rows_of("1");
  const std::string photo =
      cli.file("run-photos/" + table.rows[0].cells[OddCases::column(table, "Số định danh cá nhân")] + ".jpg");
  ASSERT_TRUE(cli::write_file(photo, test::jpeg(300, 400)).ok());
  const Words without = issue(write("run-photos.csv", table));
  Words with = without;
  with.insert(with.end(), {"--photos", cli.file("run-photos")});
  bool gone = false;
  cli.serve([&](const api::Request& request) {
    if (request.method == api::Method::put) gone = true;
    return !gone;
  });
  EXPECT_EQ(cli.run(with).code, cli::kExitInternal);
  cli.serve({});
  EXPECT_THAT(cli.refused(without, "cli.batch_out_of_step").err, HasSubstr("--photos"));
  ASSERT_TRUE(cli::write_file(photo, test::jpeg(301, 400)).ok());
  cli.refused(with, "cli.batch_out_of_step");
  ASSERT_TRUE(cli::write_file(photo, test::jpeg(300, 400)).ok());
  EXPECT_EQ(cli.must(with)["issued"], 2);
}

TEST_F(OddEvents, Case34AnEmployerSeesThatADocumentIsRevoked) {
  const std::string id = some("HB-1");
  const std::string before = fetched(id);
  Words words = {"revoke", id,       "--yes", "--reason", "GIAN_LAN",    "--basis",
                 "QĐ 3",   "--unit", kUnit,   "--key",    cli.key("vt3")};
  cli.refused(words, "chain.four_eyes");
  words.insert(words.end(), {"--key", cli.key("ht3")});
  cli.must(words);
  EXPECT_EQ(cli.run({"verify", before}).code, 3) << "the node has news of the older file";
  EXPECT_EQ(verdict(id), 3);
}

TEST_F(OddEvents, Case36OneChangedBitIsFound) {
  const std::string path = fetched(some("HB-1"));
  std::string bytes = cli::read_file(path).value();
  const auto at = bytes.find("\"term2\":");
  ASSERT_NE(at, std::string::npos);
  auto& digit = bytes[at + 8];
  digit = static_cast<char>(digit ^ 1);
  ASSERT_TRUE(cli::write_file(cli.file("changed.json"), bytes).ok());
  EXPECT_EQ(cli.run({"verify", cli.file("changed.json"), "--offline"}).code, 4);
  EXPECT_EQ(cli.run({"verify", path, "--offline"}).code, 0);
}

TEST_F(OddEvents, Case37WhatANodeDidNotAnswerGoesOnWhereItStopped) {
  const std::string file = write("class.csv", rows_of("1"));
  bool gone = false;
  cli.serve([&](const api::Request& request) {
    if (request.method == api::Method::put) gone = true;
    return !gone;
  });
  EXPECT_EQ(cli.run(issue(file)).code, cli::kExitInternal);
  cli.serve({});
  const json done = cli.must(issue(file));
  EXPECT_EQ(done["issued"], 2);
  EXPECT_EQ(cli.must(issue(file))["issued_before"], 2) << "nothing is issued twice";
}

}  // namespace
}  // namespace hocba
