// What a sheet of transcripts says otherwise than a former one, shown: hocba sheets diff, hocba issue … --against.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/output.hpp"
#include "ledger/exchange/sheet_diff.hpp"

namespace hocba::cli {

// The sheets of workbooks by name; empty: the first with a known header. Errors name the file.
Result<exchange::SheetDiff> difference_of_files(const std::string& before, const std::string& before_sheet,
                                                const std::string& after, const std::string& after_sheet);
void tell_difference(Output& out, const exchange::SheetDiff& diff, const std::string& former);
nlohmann::json difference_json(const exchange::SheetDiff& diff);

}  // namespace hocba::cli
