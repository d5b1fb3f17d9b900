// Diplomas from a sheet to a verified file, against a real node: electronic originals and digitised papers are told
// apart to the end.
#include "tests/e2e/school_to_issue.hpp"

namespace hocba {
namespace {

using nlohmann::json;
using test::Words;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class CliDiploma : public test::SchoolToIssue {
 protected:
  void SetUp() override {
    found_school(1);
    cli.must({"policy", "set", "--type", "diploma", "--period", "2025", "--record-roles", "seal", "--proposers",
              "registrar", "--approvers", "principal", "--document-roles", "principal,seal", "--key",
              cli.key("founder-1"), "--key", cli.key("founder-2")});
  }
  Words issue_diplomas(const std::string& rows, const Words& more = {}) const {
    const std::string head =
        "Họ và tên,Ngày sinh,Số hiệu,Ngày cấp,Trình độ,Ngành nghề,Quyết định số,Ngày quyết định,Dân tộc,Loại bản,Cơ "
        "quan "
        "cấp bản giấy,Năm học\n";
    HOCBA_CHECK(cli::write_file(cli.file("diplomas.csv"), head + rows).ok());
    Words out = {"issue",
                 "diploma",
                 cli.file("diplomas.csv"),
                 "--unit",
                 kUnit,
                 "--sign",
                 "principal=" + cli.key("principal-3"),
                 "--sign",
                 "seal=" + cli.key("seal-3")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  json fetched(const json& issued, std::size_t row, const std::string& name) {
    cli.must({"fetch", issued["rows"][row]["id"], "-o", cli.file(name), "--key", cli.key("seal-3")});
    return cli.must({"verify", cli.file(name)})["files"][0]["report"];
  }
};

TEST_F(CliDiploma, IsIssuedVerifiedExplainedAndFoundAndADigitisedOneIsACopy) {
  const json issued = cli.must(
      issue_diplomas("Đinh Văn Sơn,09/03/2003,CD-1,20/06/2025,Cao đẳng,Công nghệ ô tô,88/QĐ,17/06/2025,Hrê,,,2025\n"
                     "Y Moan,01/02/1978,B-77,20/07/1998,Trung cấp nghề,Hàn,,,,SO_HOA,Trường Dạy nghề Mẫu,2025\n",
                     {"--book", "2025"}));
  ASSERT_EQ(issued["issued"], 2);
  const json original = fetched(issued, 0, "a.json"), copy = fetched(issued, 1, "b.json");
  EXPECT_EQ(original["verdict"], "valid");
  EXPECT_EQ(original["title"], "Bằng tốt nghiệp cao đẳng");
  EXPECT_EQ(original["originality"], "GOC_DIEN_TU");
  EXPECT_EQ(copy["originality"], "SO_HOA");
  const auto text = cli.run({"verify", cli.file("b.json")});
  EXPECT_THAT(text.out, HasSubstr("electronic copy, digitised from paper"));
  EXPECT_THAT(cli.run({"verify", cli.file("a.json")}).out, Not(HasSubstr("digitised")));
  EXPECT_THAT(cli.run({"explain", cli.file("b.json")}).out, AllOf(HasSubstr("Issuer of the paper: Trường Dạy nghề Mẫu"),
                                                                  HasSubstr("Level: intermediate vocational")));
  EXPECT_THAT(cli.run({"explain", cli.file("a.json")}).out,
              AllOf(HasSubstr("Ethnicity: Hrê"), HasSubstr("Field: Công nghệ")));
  EXPECT_EQ(cli.must({"lookup", "--serial", "B-77", "--birth-date", "01/02/1978"})["type"], "diploma");
  EXPECT_EQ(cli.must({"search", "--type", "diploma", "--unit", kUnit, "--key", cli.key("seal-3")})["documents"].size(),
            2u);
}

TEST_F(CliDiploma, OfALevelThatGivesNoneIsRefusedBeforeANumberIsUsed) {
  const auto size = cli.size();
  cli.must({"network", "clock", "2026-02-01T02:00:00Z", "--key", cli.key("founder-1")});
  const auto refused = cli.run(issue_diplomas("An,09/03/2010,X-1,20/01/2026,THCS,,1/QĐ,19/01/2026,,,,2025\n"));
  EXPECT_EQ(refused.code, cli::kExitRefused);
  EXPECT_THAT(refused.out, AllOf(HasSubstr("credential.diploma_abolished"), HasSubstr("Ngày cấp")));
  EXPECT_EQ(cli.size(), size);
}

}  // namespace
}  // namespace hocba
