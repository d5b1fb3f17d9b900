// Phiếu điều chỉnh: what a document changes in the one it supersedes, value by value, with the reason and its legal
// basis, signed within the new document (domain §1.6). The old value stays readable, as on paper, where it is struck
// out in red; the page of a corrected year says in how many places and in which subjects it was corrected.
//
// Places are those of the content: "name", "birthDate", "year-2024-2025.results.TOAN.term2", "family.mother": lists of
// subjects and traits by their codes. Values are texts or integers as the documents have them (marks in tenths).
//
// Where they stand: the group `correction` has reason, basis and every place, and the values of the core alone. What a
// group said before is said in that group (its member `corrected`), and what it says now is its content: who may not
// read a group, or who reads on after it was erased, learns of its correction that there was one and no more. Pure.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/credential/document.hpp"

namespace hocba::credential {

// Codes of reasons (domain §1.6).
enum class CorrectionReason {
  entry_error /* NHAP_SAI */,
  remarking /* PHUC_KHAO */,
  reassessment /* DANH_GIA_LAI */,
  civil_status /* CAI_CHINH_HO_TICH */,
  transfer /* CHUYEN_TRUONG */,
  other /* KHAC */
};
std::string_view to_text(CorrectionReason reason);                         // NHAP_SAI
std::optional<CorrectionReason> correction_reason(std::string_view text);  // the code, or its Vietnamese words
struct ReasonWords {
  const char *vi, *en;
};
ReasonWords words_of(CorrectionReason reason);

using ContentValue = std::variant<std::string, std::int64_t>;
struct Change {
  std::string place;
  std::optional<ContentValue> before, after;  // absent: it wasn't, or isn't, said
  bool shown = true;  // false: the group of this place is withheld, erased, gone from the document, or a picture
};
// What differs between two documents, by place in byte order: what the core says of holder, issuer and achievement, and
// each group that both show. Numbers of the register, salts, dates of issue and proofs are no content.
std::vector<Change> differences(const Document& before, const Document& after);

struct Correction {
  CorrectionReason reason{};
  std::string basis;  // quyết định số …, ngày …
  std::vector<Change> changes;
};

// What the document itself says of its correction, where that group is shown.
std::optional<Correction> correction_of(const Document& document);

// "Trong bảng này có sửa chữa ở: 2 chỗ, thuộc các môn học: Toán, Tin học": a year's table, results and their comments.
struct CorrectedTable {
  PeriodCode period;
  int places = 0;
  std::vector<std::string> subjects;  // by code, as the changes name them
};
std::vector<CorrectedTable> corrected_tables(const std::vector<Change>& changes);

}  // namespace hocba::credential
