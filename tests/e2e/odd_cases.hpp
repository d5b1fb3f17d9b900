// A lower secondary school that issues transcripts, and the odd cases of domain §9.6 as rows of the sample district
// (tools/sample/district.hpp, mini), for tests that are named by the case's number.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "ledger/exchange/csv.hpp"
#include "tests/e2e/cli_node.hpp"
#include "tools/sample/district.hpp"

namespace hocba::test {

class OddCases : public testing::Test {
 protected:
  static constexpr const char* kUnit = "79THCS03";

  // Keys: ql3 (manager), vt3, ht3, dau3, cn3 and gv3 (homeroom and teacher of any class).
  // These cases issue the same planted pupil again and again; that a person gets one transcript is node_person_test's.
  static void allow_copies(node::Config& config) { config.node.one_transcript = false; }
  OddCases() : own_(std::make_unique<CliNode>(allow_copies)), cli(*own_) {}
  explicit OddCases(CliNode& shared) : cli(shared) {}
  void SetUp() override {
    if (own_) found_all();
  }
  void found_all() {
    cli.must({"network", "clock", "2025-06-20T02:00:00Z", "--key", cli.key("founder-1")});
    found_unit(kUnit, "3");
    for (const char* period : {"2024-2025", "2025-2026"})
      cli.must({"policy", "set", "--type", "transcript", "--period", period, "--record-roles", "seal", "--proposers",
                "registrar", "--approvers", "principal", "--document-roles", "teacher:1,homeroom:1,principal:1,seal:1",
                "--key", cli.key("founder-1"), "--key", cli.key("founder-2")});
  }
  void found_unit(const std::string& unit, const std::string& suffix) {
    cli.must({"unit", "register", unit, "--type", "lower_secondary", "--parent", "79SGD", "--name",
              "Trường THCS Mẫu " + suffix, "--key", cli.key("office-manager")});
    grant(unit, "manager", "ql" + suffix, {}, "office-manager");
    for (const auto& [name, role] : {std::pair("vt", "registrar"), std::pair("ht", "principal"),
                                     std::pair("dau", "seal"), std::pair("cn", "homeroom"), std::pair("gv", "teacher")})
      grant(unit, role, name + suffix, {}, "ql" + suffix);
  }
  // The index of the grant.
  std::string grant(const std::string& unit, const std::string& role, const std::string& name, const Words& more,
                    const std::string& by) const {
    Words words = {"grant", "add",      "--for",       unit,       "--role",
                   role,    "--to-key", cli.key(name), "--person", "Người giữ " + name,
                   "--key", cli.key(by)};
    words.insert(words.end(), more.begin(), more.end());
    return std::to_string(cli.must(words)["index"].get<std::uint64_t>());
  }

  static const sample::District& district() {
    static const auto made = sample::make_district(7, sample::Scale::mini);
    return made;
  }
  // The rows of the pupils that were planted as this case (`number`: "14"; "T9").
  static exchange::CsvTable rows_of(const std::string& number) {
    const auto& d = district();
    exchange::CsvTable out;
    for (const auto& planted : d.planted) {
      if (planted.number != number) continue;
      const auto& page = d.pages[planted.page];
      auto table = exchange::parse_csv(sample::class_sheet(d, d.classes[page.class_index]).bytes).value();
      const std::size_t serial = column(table, "Số hiệu");
      std::erase_if(table.rows, [&](const auto& row) { return row.cells[serial] != page.serial; });
      out.header = table.header;
      out.rows.insert(out.rows.end(), table.rows.begin(), table.rows.end());
    }
    HOCBA_CHECK(!out.rows.empty());
    return out;
  }
  static std::size_t column(const exchange::CsvTable& table, const std::string& header) {
    const auto found = std::find(table.header.begin(), table.header.end(), header);
    HOCBA_CHECK(found != table.header.end());
    return static_cast<std::size_t>(found - table.header.begin());
  }
  // In every row; of one subject where `subject` names its code.
  static void put(exchange::CsvTable& table, const std::string& header, const std::string& value,
                  const std::string& subject = {}) {
    const std::size_t at = column(table, header), codes = column(table, "Mã môn");
    for (auto& row : table.rows)
      if (subject.empty() || row.cells[codes] == subject) row.cells[at] = value;
  }
  std::string write(const std::string& name, const exchange::CsvTable& table) const {
    HOCBA_CHECK(cli::write_file(cli.file(name), exchange::to_csv(table)).ok());
    return cli.file(name);
  }
  // `replaced`: of role=key, instead of the usual signer of that role.
  Words issue(const std::string& file, const std::map<std::string, std::string>& replaced = {}) const {
    return issue_of(kUnit, "3", file, replaced);
  }
  Words issue_of(const std::string& unit, const std::string& suffix, const std::string& file,
                 const std::map<std::string, std::string>& replaced = {}) const {
    Words out = {"issue", "transcript", file, "--unit", unit, "--key", cli.key("dau" + suffix)};
    for (const auto& [role, name] : {std::pair<std::string, std::string>("teacher", "gv"),
                                     {"homeroom", "cn"},
                                     {"principal", "ht"},
                                     {"seal", "dau"}}) {
      const auto other = replaced.find(role);
      out.insert(out.end(), {"--sign", role + "=" + cli.key(other == replaced.end() ? name + suffix : other->second)});
    }
    return out;
  }
  // The id of the sheet's only document.
  std::string issued(const std::string& name, const exchange::CsvTable& table) const {
    const auto answer = cli.must(issue(write(name, table)));
    EXPECT_EQ(answer["issued"], 1u) << answer;
    return answer["rows"][0].value("id", "");
  }
  // The sheet is refused with this code, and nothing is recorded; returns what was said.
  std::string refused(const std::string& name, const exchange::CsvTable& table, const std::string& code) const {
    const auto ran = cli.refused(issue(write(name, table)), "cli.rows_refused");
    EXPECT_THAT(ran.out, testing::HasSubstr(code));
    EXPECT_FALSE(cli::exists(cli.file(name) + ".hocba/reserve-0.record")) << "not even numbers were reserved";
    return ran.out;
  }
  std::string fetched(const std::string& id) const {
    const std::string path = cli.file(id + ".json");
    cli.must({"fetch", id, "-o", path, "--unit", kUnit, "--key", cli.key("vt3")});
    return path;
  }
  int verdict(const std::string& id) const { return cli.run({"verify", fetched(id), "--offline"}).code; }
  // The rows again, to replace a document.
  static exchange::CsvTable again(exchange::CsvTable table, const std::string& id, const std::string& reason) {
    put(table, "Số hiệu", table.rows[0].cells[column(table, "Số hiệu")] + "-DC1");
    put(table, "Thay thế", id);
    put(table, "Lý do điều chỉnh", reason);
    put(table, "Căn cứ điều chỉnh", "QĐ 15 ngày 18/06/2025");
    return table;
  }
  Words supersede(const std::string& old, const std::string& by) const {
    return {"supersede", old,      "--by", by,      "--yes",        "--reason", "NHAP_SAI",    "--basis",
            "QĐ 15",     "--unit", kUnit,  "--key", cli.key("vt3"), "--key",    cli.key("ht3")};
  }

  std::unique_ptr<CliNode> own_;  // else several tests share one
  CliNode& cli;
};

}  // namespace hocba::test
