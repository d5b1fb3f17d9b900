// Dataset A (domain §9.2): the schools of an invented district over three school years, pupil by pupil: who is in which
// class, what each year's page says, what is corrected, re-tested in summer, and who changes school. The odd cases of
// §9.6 and the vectors of §1.4 stand in it under their numbers, so that a test finds them.
//
// A page is one pupil's one school year, and one document: it is signed at the end of its year by those who taught it.
// What it derives is worked out by the product's own rules (credential::judge_year) from marks that were made to give
// the level meant. Seeded: the same seed and scale give the same district, and the same bytes of every sheet, on every
// machine. Pure; threads: values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/credential/kinds.hpp"
#include "tools/sample/people.hpp"
#include "tools/sample/sheets.hpp"

namespace hocba::sample {

enum class Scale { mini, quan };

struct School {
  std::string code, name, type;  // type: as `hocba unit register --type` takes it
  int first_grade = 0, last_grade = 0;
  int classes_a_grade = 0;
  bool under_department = false;  // THPT; the others are the district's until 30/06/2025, a ward's from then on
  std::string ward;               // of which ward, from 01/07/2025 on
};

struct Pupil {
  Person person;
  std::string birth_place, ethnicity, father, mother, temporary_code;
  int ability = 0;                 // percent: who does well mostly goes on doing well
  std::string new_name;            // by a decision on civil status, after the last year
  int combination = -1;            // upper secondary: which electives
  std::string swap_from, swap_to;  // an elective changed for grade 11 and 12
};

struct Page {
  std::size_t pupil = 0, school = 0, class_index = 0;
  int year = 0;  // of District::years
  std::string serial;
  credential::TranscriptYear page;
};
struct SchoolClass {
  std::size_t school = 0;
  int year = 0, grade = 0;
  std::string name, file_name;
  std::vector<std::size_t> pages;  // in the order of the sheet
  bool by_desk = false;            // is signed on the node's desk, not with keys at hand
};
// A page that is issued anew, in place of the first.
struct Replacement {
  enum class Round { june, august } round = Round::june;
  std::size_t page = 0;
  int year = 0;  // in which it is made: a name is corrected on the pages of earlier years as well
  credential::CorrectionReason reason{};
  std::string basis;
  credential::TranscriptYear corrected;
};
struct Move {
  enum class When { autumn, autumn_back, summer } when = When::summer;
  std::size_t pupil = 0, from = 0, to = 0;
  int year = 0;  // autumn: in this year; summer: after it
  std::string application;
  std::vector<std::size_t> pages;  // whose custody goes along: all that the pupil has at the leaving school
};
struct Planted {
  std::string number;  // "14" of §9.6; "T9" of §1.4
  std::size_t page = 0;
  std::string what;
};

struct District {
  Scale scale{};
  std::vector<std::string> years;  // 2023-2024 …
  std::vector<School> schools;
  std::vector<Pupil> pupils;
  std::vector<Page> pages;
  std::vector<SchoolClass> classes;
  std::vector<Replacement> replacements;
  std::vector<Move> moves;
  std::vector<Planted> planted;

  const Planted& planted_as(const std::string& number) const;  // the first of that number; must be there
};
District make_district(std::uint64_t seed, Scale scale);

// The class's sheet as its school sends it, with what offices write oddly (cases 2, 3, 5, 7, 10).
Sheet class_sheet(const District& district, const SchoolClass& school_class);
// A class's replacements of one round, each naming the document that it replaces: ids by serial of the first issue. Of
// an earlier year's class, too: its teachers gave the marks. Without rows where there is none.
struct ReplacementRound {
  int year = 0;  // in which it is made
  Replacement::Round round = Replacement::Round::june;
};
Result<Sheet> replacement_sheet(const District& district, const SchoolClass& school_class, ReplacementRound round,
                                const std::map<std::string, std::string>& id_of_serial);
inline constexpr const char* kReplacementSuffix = "-DC1";  // of the replacing document's serial
// number, sheet, serial, what: where the odd cases stand. A CSV file.
Sheet planted_sheet(const District& district);

// What one page is to come to. Secondary: learning Tốt, Khá, Đạt, Chưa đạt; primary: HTXS, HTT, HT, CHT.
enum class Target { first, second, third, fourth };
// Marks, words, traits, conduct and absences of a page whose period, class and grade are set, made for the target.
// `electives`: codes of the chosen subjects of upper secondary school.
void fill_page(Seeded& random, credential::TranscriptYear& page, Target target,
               const std::vector<std::string>& electives);
// Sets what the rules make of the page's own marks, in place of what it says so far.
void derive_page(credential::TranscriptYear& page);
std::string_view level_of_grade(int grade);

}  // namespace hocba::sample
