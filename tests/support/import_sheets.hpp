// Sheets typed by hand, read as the importers read them, and what they say of them. Header only.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/import.hpp"

namespace hocba::test {

inline exchange::ImportDefaults defaults() {
  exchange::ImportDefaults out;
  out.issuer = {.unit = *credential::UnitCode::parse("99DH0001"), .name = "Trường Đại học Mẫu"};
  out.book = 2025;
  out.status_list_base = "https://node.example/v1/status-lists";
  return out;
}
inline exchange::CsvTable table_of(std::string_view text) {
  auto table = exchange::parse_csv(text);
  EXPECT_TRUE(table.ok()) << (table.ok() ? "" : table.error().to_string());
  return table.ok() ? *table : exchange::CsvTable{};
}
// "3 serial exchange.serial_twice" for errors, the same with ? for warnings.
template <class Data>
std::vector<std::string> said(const exchange::Imported<Data>& imported) {
  std::vector<std::string> out;
  for (const auto& issue : imported.issues) {
    out.push_back(std::to_string(issue.line) + " " + issue.column + " " + std::string(issue.code->id) +
                  (issue.level == exchange::RowIssue::Level::warning ? "?" : ""));
  }
  return out;
}
inline auto certificates(std::string_view text) { return exchange::import_certificates(table_of(text), defaults()); }
inline auto transcripts(std::string_view text) { return exchange::import_transcripts(table_of(text), defaults()); }

// One pupil of grade 7, eight subjects with these year's marks (all terms alike), with results as given.
inline std::string class_sheet(const std::vector<int>& marks, const std::string& learning, const std::string& conduct,
                               const std::string& outcome, const std::string& retest_of_first = "") {
  static const char* const kCodes[] = {"VAN", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN"};
  std::string out =
      "Họ tên,Ngày sinh,Cấp học,Ngày cấp,Năm học,Lớp,Khối,Mã môn,Môn học,HK I,HK II,Cả năm,Sau đánh giá lại,Kết quả "
      "học "
      "tập,KQRL HK1,KQRL HK2,Kết quả rèn luyện,Số buổi nghỉ,Kết quả cuối năm\n";
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const std::string mark = std::to_string(marks[i]);
    out += "An,1/2/2012,THCS,30/5/2025,2024-2025,7A1,7," + std::string(kCodes[i]) + "," + kCodes[i] + "," + mark + "," +
           mark + "," + mark + "," + (i == 0 ? retest_of_first : "") + ",";
    out += i == 0 ? learning + ",Tốt,Tốt," + conduct + ",3," + outcome + "\n" : ",,,,,\n";
  }
  for (const char* code : {"GDTC", "NT", "HDTN", "GDDP"})
    out += "An,1/2/2012,THCS,30/5/2025,2024-2025,7A1,7," + std::string(code) + "," + code + ",Đ,Đ,Đ,,,,,,,\n";
  return out;
}

}  // namespace hocba::test
