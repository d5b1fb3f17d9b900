// The rows of a sheet as data of documents, whatever the type: read, complained about, built.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "cli/output.hpp"
#include "crypto/hash.hpp"
#include "ledger/credential/training_document.hpp"
#include "ledger/exchange/columns.hpp"

namespace hocba::cli {

struct SheetIssue {
  std::string file;
  exchange::RowIssue issue;
  std::string sheet = {};  // of a workbook
};

struct TypedCell {
  std::string header, cell;
};

struct SheetRow {
  std::string file;
  std::size_t line = 0;
  std::variant<credential::CertificateData, credential::DiplomaData, credential::AwardData, credential::TranscriptData,
               credential::TrainingData>
      data;
  std::map<exchange::Field, TypedCell> typed = {};  // what the ledger may have something to say of
  std::string sheet = {};                           // of a workbook
  std::vector<std::size_t> rows = {};               // the lines that it is made of
  credential::Common& common();
  const credential::Common& common() const;
  // About a cell, with header and value as they stand in the sheet.
  SheetIssue issue(exchange::RowIssue::Level level, exchange::Field field, const Code& code, std::string detail) const;
};

// A row of a file that is in no document, and the line whose fault keeps it out.
struct RefusedLine {
  std::string file;
  exchange::RefusedRow row;
};

struct Sheets {
  std::vector<std::string> files;
  std::vector<SheetRow> rows;
  std::vector<SheetIssue> issues;
  crypto::Digest digest;   // of all files in their order
  std::string sheet = {};  // of the first file, where it is a workbook
  std::vector<RefusedLine> refused = {};
  std::optional<crypto::Digest> photos = {};  // which photos its pupils got, where some were added
  std::size_t errors() const;
};

// Takes these rows, by their places, out of what is issued: what is wrong with them is among the issues already.
void refuse_rows(Sheets& sheets, const std::set<std::size_t>& places);

std::optional<exchange::ImportKind> import_kind(std::string_view type);
// Reads and imports the files, CSV or workbooks; of those the sheet of this name, empty: the first with a known header.
// An Error only where a file can't be read at all: mistakes in it are issues.
Result<Sheets> read_sheets(const std::vector<std::string>& files, const std::string& sheet, exchange::ImportKind kind,
                           const exchange::ImportDefaults& defaults);
std::optional<Date> born(const credential::Holder& holder);  // nothing: a collective
// "lop-6a1.xlsx [6A1]", without folders.
std::string short_name(const std::string& file, const std::string& sheet);
Result<credential::Document> build(const SheetRow& row, const credential::SaltSource& salts);
// The same with a placeholder's id and number.
Result<credential::Document> build_trial(const SheetRow& row);
// Builds every row with placeholder ids and numbers: finds what the importer can't see. Adds to the issues and drops
// the rows that fail.
void try_build(Sheets& sheets);
// The same for scripts: file, sheet, line, column, level, value, code, vi, en, detail.
nlohmann::json issues_json(const std::vector<SheetIssue>& issues, Lang lang);
// Whether a file that is to be written is a workbook (.xlsx) or CSV (.csv), in any case; of another ending nobody knows
// what its reader expects: cli.usage.
Result<bool> workbook_named(const std::string& path);
// A table as the file's name wants it.
Result<std::string> sheet_bytes(const exchange::Table& table, exchange::ImportKind kind, const std::string& path);
// file, line, column, value, what is wrong and what to do.
Table issue_table(const std::vector<SheetIssue>& issues, Lang lang);

}  // namespace hocba::cli
