// What training needs before its first list, through the program: a district office 79PGD with the schools 79TH0009 and
// 79TH0010 below it, a provider 79DHSG, and the shipped programme of Thủ Đức. Invented people.
// Keys: CODE-manager of each unit, CODE-principal of the schools, pgd-officer, dh-officer, dh-officer-2.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/cli_node.hpp"
#include "tests/support/shipped_programmes.hpp"

namespace hocba::test {

// Units, keys and files of a test, by the commands that a person would type.
class CliUnits : public testing::Test {
 protected:
  explicit CliUnits(const std::function<void(node::Config&)>& change = {}) : cli(change) {}

  void clock(const std::string& time) { cli.must({"network", "clock", time, "--key", cli.key("founder-1")}); }
  void unit(const std::string& code, const char* type, const char* parent, const std::string& by) {
    cli.must({"unit", "register", code, "--type", type, "--parent", parent, "--name", "Đơn vị Mẫu " + code, "--key",
              cli.key(by)});
    grant(code, "manager", code + "-manager", by);
  }
  void grant(const std::string& unit, const char* role, const std::string& name, const std::string& by = {}) {
    cli.must({"grant", "add", "--for", unit, "--role", role, "--to-key", cli.key(name), "--person", "Người " + name,
              "--key", cli.key(by.empty() ? unit + "-manager" : by)});
  }
  void policy(const char* type) {  // of 2024, signed by principal and seal
    cli.must({"policy", "set", "--type", type, "--period", "2024", "--record-roles", "principal,seal", "--proposers",
              "officer", "--approvers", "principal", "--document-roles", "principal,seal", "--key",
              cli.key("founder-1"), "--key", cli.key("founder-2")});
  }
  void write(const std::string& name, const std::string& text) {
    HOCBA_CHECK(cli::write_file(cli.file(name), text).ok());
  }
  std::string read(const std::string& name) { return cli::read_file(cli.file(name)).value(); }
  static Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  CliNode cli;
};

class TrainingOffice : public CliUnits {
 protected:
  explicit TrainingOffice(const std::function<void(node::Config&)>& change = {}) : CliUnits(change) {}

  void SetUp() override {
    clock("2024-09-05T02:00:00Z");
    unit("79PGD", "district_office", "79SGD", "office-manager");
    unit("79DHSG", "training_provider", "79SGD", "office-manager");
    for (const char* school : {"79TH0009", "79TH0010"}) {
      unit(school, "primary", "79PGD", "79PGD-manager");
      grant(school, "principal", std::string(school) + "-principal");
    }
    grant("79PGD", "officer", "pgd-officer");
    grant("79DHSG", "officer", "dh-officer");
    grant("79DHSG", "officer", "dh-officer-2");
    write("de-an-869.toml", plan());
    publish();
  }
  virtual std::string plan() const { return shipped_text("DE_AN_869.toml"); }
  void publish() {
    cli.must(by_office({"training", "programme", "publish", cli.file("de-an-869.toml"), "--provider", "79DHSG"}));
  }
  Words by_office(Words words) const {
    return with(std::move(words), {"--unit", "79PGD", "--key", cli.key("pgd-officer")});
  }
  Words by_provider(Words words, const char* key = "dh-officer") const {
    return with(std::move(words), {"--unit", "79DHSG", "--key", cli.key(key)});
  }
  // A line of a school's list, and its header.
  static constexpr const char* kListHeader = "Họ và tên,Ngày sinh,CCCD,Đối tượng,Khóa\n";
  static std::string row(const std::string& name, int n, const char* course = "CDS_NC") {
    const std::string two = (n < 10 ? "0" : "") + std::to_string(n);
    return name + "," + two + "/03/1985,0001850000" + two + ",Giáo viên," + course + "\n";
  }
  void propose(const std::string& school, const std::string& rows, const Words& more = {}) {
    write(school + ".csv", kListHeader + rows);
    cli.must(with({"training", "roster", "propose", cli.file(school + ".csv"), "--programme", "DE_AN_869", "--unit",
                   school, "--key", cli.key(school + "-principal")},
                  more));
  }
  Words approve(const Words& more = {}) const {  // of the two schools that there are
    return with(by_office({"training", "roster", "approve", "--all", "--alone", "--programme", "DE_AN_869"}), more);
  }
  // Six people of two schools.
  void two_lists() {
    propose("79TH0009", row("Trần Thị Thử", 1) + row("Lê Văn Mẫu", 2) + row("Phạm Thị Thử", 3));
    propose("79TH0010", row("Đặng Văn Mẫu", 4) + row("Hồ Thị Thử", 5) + row("Vũ Ý", 6));
  }
  // CDS_NC-01 with so many of those who wait.
  void open_class(const std::string& pick = "6", const Words& more = {"--capacity", "40"}) {
    cli.must(with(by_provider({"training", "class", "open", "--programme", "DE_AN_869", "--course", "CDS_NC",
                               "--audience", "GV", "--level", "TIEU_HOC", "--topic", "HA_TANG_CNTT", "--trainer",
                               "Nguyễn Văn Giảng; thạc sĩ", "--pick", pick}),
                  more));
  }
  // Documents of a class, which principal and seal sign with keys that may_issue() made.
  void may_issue() {
    grant("79DHSG", "principal", "dh-principal");
    grant("79DHSG", "seal", "dh-seal");
  }
  Words issue_of(const char* klass, const std::string& work, const Words& more = {}) const {
    return with({"training", "issue", klass, "--unit", "79DHSG", "--sign", "principal=" + cli.key("dh-principal"),
                 "--sign", "seal=" + cli.key("dh-seal"), "--work", cli.file(work)},
                more);
  }
  [[nodiscard]] static Words session(const char* date, const char* periods, const char* mode = "in_person",
                                     const Words& more = {}) {
    return with(
        {"training", "class", "session", "add", "CDS_NC-01", "--date", date, "--periods", periods, "--mode", mode},
        more);
  }
};

}  // namespace hocba::test
