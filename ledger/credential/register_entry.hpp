// What a document says in the columns of the original register (sổ gốc; domain §2.2): the row that an office knows from
// the paper book, taken from the document itself. A column that a type of document does not have is empty. Pure.
#pragma once

#include <optional>
#include <string>

#include "ledger/credential/document.hpp"

namespace hocba::credential {

struct RegisterEntry {
  std::string title;  // "Bằng tốt nghiệp trung cấp"
  std::string name;
  std::optional<Date> birth_date;  // a collective has none
  std::string birth_place;
  std::string sex;          // M, F or empty
  std::string grade;        // xếp loại
  std::string course;       // khóa
  std::string issuer_name;  // as the document names it
  std::string serial;       // số hiệu
  std::string register_text;
  std::string decision;  // quyết định số …
  std::optional<Date> decision_date;
  Date issued_on;
  Originality originality{};
  // Groups of their own, for those who may see them; nothing: the document has it not, or it is not here.
  std::optional<std::string> ethnicity, nationality;  // group `sensitive`
  std::optional<std::string> personal_number;         // group `identity`
  bool has_sensitive = false;                         // the core names that group, whether it is here or not
};

RegisterEntry register_entry(const Document& document);

}  // namespace hocba::credential
