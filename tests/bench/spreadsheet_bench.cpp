// bench_spreadsheet [rows]: reads a workbook of 30 columns beside the bound measured in the same run: zlib and expat
// alone over the same sheet, once. A process of its own for each figure, so that its peak of memory is its own.
#include <expat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "ledger/exchange/csv.hpp"
#include "ledger/exchange/import.hpp"
#include "ledger/exchange/xlsx.hpp"
#include "ledger/exchange/zip.hpp"
#include "tests/bench/bound.hpp"

namespace {

using namespace hocba;  // NOLINT a program of one file

exchange::Table pupils(std::size_t rows) {
  exchange::Table out;
  out.header = {"Họ và tên", "Ngày sinh", "Số định danh cá nhân", "Ngày cấp",       "Năm học",    "Mã môn",
                "Môn học",   "Lớp",       "Điểm học kỳ I",        "Điểm học kỳ II", "Điểm cả năm"};
  while (out.header.size() < 30) out.header.push_back("Ghi chú " + std::to_string(out.header.size()));
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t pupil = i / 10;
    out.rows.push_back(
        {.line = i + 2,
         .cells = {"Nguyễn Thị Thử " + std::to_string(pupil), "05/09/2012",
                   "0003120" + std::to_string(10'000 + pupil % 90'000), "30/05/2025", "2024-2025",
                   "MON" + std::to_string(i % 10), "Môn " + std::to_string(i % 10), "6A1", "8,0", "8,3", "8,2"}});
    while (out.rows.back().cells.size() < out.header.size())
      out.rows.back().cells.push_back("ghi chú " + std::to_string(i * 7919 % 100'003));
  }
  return out;
}

double peak_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  return 0;
}

void bare(const std::string& bytes) {
  const auto zip = exchange::ZipReader::open(bytes).value();
  for (const char* name : {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"}) {
    XML_Parser parser = XML_ParserCreate(nullptr);
    XML_SetElementHandler(
        parser, [](void*, const char*, const char**) {}, [](void*, const char*) {});
    XML_SetCharacterDataHandler(parser, [](void*, const char*, int) {});
    HOCBA_CHECK(zip.inflate(*zip.find(name), 1u << 30,
                            [&](std::string_view piece) {
                              XML_Parse(parser, piece.data(), static_cast<int>(piece.size()), 0);
                              return done();
                            })
                    .ok());
    XML_ParserFree(parser);
  }
}

template <class Work>
void figure(const char* what, const std::string& bytes, Work work) {
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child == 0) {
    const double before = bench::processor_seconds();
    work(bytes);
    std::printf("  %-32s %6.2f s of processor, peak %5.0f MB\n", what, bench::processor_seconds() - before, peak_mb());
    std::fflush(stdout);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  HOCBA_CHECK(status == 0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100'000;
  std::string workbook, csv;
  {
    const exchange::Table table = pupils(rows);
    workbook = exchange::write_xlsx(table, exchange::sheet_of(table, exchange::ImportKind::transcript)).value();
    csv = exchange::to_csv(table);
  }
  std::printf("spreadsheet: %zu rows of 30 columns, %.1f MB as .xlsx, %.1f MB as CSV (aims: seconds, under 1,000 MB)\n",
              rows, static_cast<double>(workbook.size()) / 1e6, static_cast<double>(csv.size()) / 1e6);
  figure("zlib and expat alone", workbook, bare);
  figure("read_xlsx", workbook,
         [&](const std::string& b) { HOCBA_CHECK(exchange::read_xlsx(b)->rows.size() == rows); });
  figure("parse_csv", csv, [&](const std::string& b) { HOCBA_CHECK(exchange::parse_csv(b)->rows.size() == rows); });
  return 0;
}
