// Of what the cells of a transcript's sheet are said: the pupil, a school year, or (neither list has them) a subject, a
// trait or a module. Internal to ledger/exchange.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "ledger/exchange/columns.hpp"

namespace hocba::exchange {

// Said once of a pupil, or of a pupil's year: in each row or in any one, and never differing.
std::span<const Field> pupil_fields();
std::span<const Field> year_fields();
// Of a year's page as credential::judge_year names its places: "learning", ".term1".
std::optional<Field> field_of_place(std::string_view place);

}  // namespace hocba::exchange
