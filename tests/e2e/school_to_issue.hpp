// A school of the standard network with its manager, principal and seal, and a sheet of certificates that it could
// issue, for tests of `hocba issue`.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/cli_node.hpp"
#include "tools/sample/sheets.hpp"

namespace hocba::test {

class SchoolToIssue : public testing::Test {
 protected:
  static constexpr const char* kUnit = "79TH0003";

  // Keys: m3, principal-3, seal-3. The sheet has so many rows and lies in class.csv.
  void found_school(int rows) {
    cli.must({"network", "clock", "2025-06-20T02:00:00Z", "--key", cli.key("founder-1")});
    cli.must({"unit", "register", kUnit, "--type", "primary", "--parent", "79SGD", "--name", "Trường Tiểu học Mẫu 3",
              "--key", cli.key("office-manager")});
    cli.must({"grant", "add", "--for", kUnit, "--role", "manager", "--to-key", cli.key("m3"), "--person", "Lê Thị Thử",
              "--key", cli.key("office-manager")});
    for (const char* role : {"principal", "seal"})
      cli.must({"grant", "add", "--for", kUnit, "--role", role, "--to-key", cli.key(std::string(role) + "-3"),
                "--person", "Lê Văn Thử", "--key", cli.key("m3")});
    for (const auto& sheet : sample::make_sheets(7, {.pupils = 1, .certificates = rows, .awards = 1}))
      if (sheet.file_name == "chung-chi-cds.csv") {
        bytes = sheet.bytes;
        HOCBA_CHECK(cli::write_file(cli.file("class.csv"), bytes).ok());
      }
  }

  CliNode cli;
  std::string bytes;  // of the sheet
};

}  // namespace hocba::test
