// What a record of training says that waits for a signature, in the words of who signs it: programmes by code and
// title, classes by number, days as dd/mm/yyyy in the place of indexes, ids and names of fields; the figures of the
// report that a report.file is about, its digest computed here from what the node sent; the persons and marks that
// results are about. What can't be asked of a node is shown as the record has it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/run.hpp"
#include "ledger/chain/record.hpp"

namespace hocba::cli {

bool is_of_training(const chain::Record& record);  // training.…, report.file

// Label and value of what stands in the body. `opened`: names of commitments that are shown otherwise.
using RecordRows = std::vector<std::pair<std::string, std::string>>;
RecordRows training_rows(Run& run, const chain::Record& record, const nlohmann::json& opened);

// Prints what such a record is about: the figures of a report, each learner with marks before and after, the rules of a
// programme. Gives the same as JSON, null where there is nothing of it: {"report":{"state",…}}, {"results":[…]} …
// What may not be read, or is not there, is said and is no error. `purpose`: of who reads for another unit.
Result<nlohmann::json> tell_training(Run& run, const chain::Record& record, const std::string& purpose);

// Of a record as it was told: nobody signs for figures that are others than the record's (cli.desk_differs), and on the
// desk for none that were not shown (cli.report_not_here, with why). Any other record passes.
Status report_not_another(const nlohmann::json& told, const std::string& id);
Status report_was_shown(const nlohmann::json& told, const std::string& id);

// "năm 2024": what a line of a list says of a report.file; empty of another record.
std::string report_line_words(const chain::Record& record, Lang lang);

}  // namespace hocba::cli
