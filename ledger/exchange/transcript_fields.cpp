#include "ledger/exchange/transcript_fields.hpp"

#include <algorithm>

namespace hocba::exchange {
namespace {

constexpr Field kPupilFields[] = {Field::serial,
                                  Field::register_text,
                                  Field::issued_on,
                                  Field::expires_on,
                                  Field::place,
                                  Field::originality,
                                  Field::supersedes,
                                  Field::correction_reason,
                                  Field::correction_basis,
                                  Field::school_level,
                                  Field::sex,
                                  Field::birth_place,
                                  Field::ethnicity,
                                  Field::health,
                                  Field::address,
                                  Field::father,
                                  Field::mother,
                                  Field::guardian,
                                  Field::hometown,
                                  Field::nationality,
                                  Field::policy,
                                  Field::father_occupation,
                                  Field::mother_occupation,
                                  Field::guardian_occupation,
                                  Field::training_field,
                                  Field::school_ward,
                                  Field::school_district,
                                  Field::school_province};

constexpr Field kYearFields[] = {
    Field::class_name,     Field::grade,         Field::learning,         Field::conduct,
    Field::absences,       Field::outcome,       Field::year_comment,     Field::learning1,
    Field::learning2,      Field::conduct1,      Field::conduct2,         Field::learning_retest,
    Field::conduct_summer, Field::year_result,   Field::absences_excused, Field::absences_unexcused,
    Field::awards,         Field::competitions,  Field::certificates,     Field::summer_comment,
    Field::height,         Field::weight,        Field::school,           Field::registry_number,
    Field::entered_on,     Field::average,       Field::year_ward,        Field::year_district,
    Field::year_province,  Field::handover_from, Field::handover_to,      Field::handover_date,
    Field::handover_remark};

constexpr std::pair<std::string_view, Field> kPagePlaces[] = {{".term1", Field::term1},
                                                              {".term2", Field::term2},
                                                              {".year", Field::year},
                                                              {".retest", Field::retest},
                                                              {".term1Level", Field::term1_level},
                                                              {".term2Level", Field::term2_level},
                                                              {".yearLevel", Field::year_level},
                                                              {".retestLevel", Field::retest},
                                                              {".test", Field::test},
                                                              {"learning1", Field::learning1},
                                                              {"learning2", Field::learning2},
                                                              {"learning", Field::learning},
                                                              {"learningRetest", Field::learning_retest},
                                                              {"conduct1", Field::conduct1},
                                                              {"conduct2", Field::conduct2},
                                                              {"conduct", Field::conduct},
                                                              {"conductSummer", Field::conduct_summer},
                                                              {"result", Field::year_result},
                                                              {"outcome", Field::outcome},
                                                              {"awards", Field::awards},
                                                              {"grade", Field::grade},
                                                              {".level", Field::year_level},
                                                              {"average", Field::average},
                                                              {"handover", Field::handover_from},
                                                              {"handover.date", Field::handover_date}};

}  // namespace

std::span<const Field> pupil_fields() { return kPupilFields; }
std::span<const Field> year_fields() { return kYearFields; }

std::optional<Field> field_of_place(std::string_view place) {
  const auto* const found = std::find_if(std::begin(kPagePlaces), std::end(kPagePlaces),
                                         [&](const auto& known) { return known.first == place; });
  return found == std::end(kPagePlaces) ? std::nullopt : std::optional(found->second);
}

}  // namespace hocba::exchange
