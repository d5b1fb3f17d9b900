// Whose rows they are, in a transcript's sheet: what tells pupils apart, rows that don't say it, and pupils that may be
// one. A name is nobody (NM-7): a homonym of whom something differs is another person. Values; linear in the rows, but
// for at most kMostHomonyms pupils of one name or number looked at per row. Internal to ledger/exchange.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "ledger/exchange/row_reader.hpp"

namespace hocba::exchange {

inline constexpr Field kIdentity[] = {Field::personal_number, Field::sector_code, Field::serial, Field::name,
                                      Field::birth_date};
inline constexpr std::size_t kNumberAt = 0, kSectorAt = 1, kSerialAt = 2, kNameAt = 3, kBirthAt = 4;
// As spelled_alike(); empty where a row doesn't say it, or nobody can read it.
using Identity = std::array<std::string, std::size(kIdentity)>;

// One spelling of what a cell says, to compare rows by: 1/2/2012 and 01/02/2012 are one date, Nam and 1 one sex. What
// can't be read stays as it is.
std::string spelled_alike(Field field, const std::string& cell);

// False: name, birth date or number is missing or unreadable (the number may be missing); what can be read is there all
// the same. Tells nothing.
bool identify(const RowReader& row, Identity& identity);
// As the row says it; empty where it says none.
std::string name_at(const CsvTable& table, const ColumnMap& map, std::size_t place);
// Nothing that both say differs.
bool may_be_one(const Identity& a, const Identity& b);

// A field of one subject; all others are of the school year, or of the pupil.
bool is_of_subject(Field field);

inline constexpr std::size_t kNobody = SIZE_MAX;
inline constexpr std::size_t kMostHomonyms = 64;

struct UnclearRow {
  std::size_t place = 0;  // in the table
  Identity identity;
  std::pair<std::string, std::string> subject = {};  // year and code, where it says both
};
struct Owner {
  std::size_t pupil = 0, place = 0;
};
// Whose each of these rows may be: who has its number, code or serial; else who stands right above or below it, as rows
// of a pupil do; else everybody of its name. `pupil_at`: of each row of the table, or kNobody. `rows` by their places.
std::vector<Owner> owners_of(std::span<const UnclearRow> rows, std::span<const Identity> pupils,
                             std::span<const std::size_t> pupil_at,
                             const std::function<bool(std::size_t pupil, const UnclearRow& row)>& has);
// Pairs of one name and birth date of whom one lacks a number, code or serial that the other has, and nothing differs:
// one pupil or two, nobody can tell.
std::vector<std::pair<std::size_t, std::size_t>> split_pupils(std::span<const Identity> pupils);

// Two people of one personal number or sector code, whose names or birth dates differ: one of the two is misspelt, or
// has another's number. Told of both, once each; `at`: what differs (kNameAt, kBirthAt).
struct NumberOfTwo {
  std::size_t person = 0, other = 0, at = kNameAt;
};
std::vector<NumberOfTwo> numbers_of_two(std::span<const Identity> people);

}  // namespace hocba::exchange
