// Training as JSON, in the forms that docs/API.md gives. Reads the node's training book; pure otherwise.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "api/service.hpp"
#include "node/training_desk.hpp"

namespace hocba::api {

nlohmann::json result_view(const training::ResultData& result);
nlohmann::json attempt_view(const training::Book::AttemptView& attempt);
nlohmann::json seat_view(const training::Book::SeatView& seat);  // what everybody may know

// With what its record and its programme's version say.
Result<nlohmann::json> class_view(const node::LedgerView& view, const node::TrainingFacts& facts,
                                  const training::Book::ClassView& klass);
// What the ledger commits to of a class: its trainers, and each session's newest record.
Result<nlohmann::json> recorded_of_class(const node::LedgerView& view, const node::TrainingFacts& facts,
                                         const training::Book::ClassView& klass);
// One version. `whole`: with the file's text.
Result<nlohmann::json> programme_view(const Call& call, const node::TrainingFacts& facts, training::EntryIndex version,
                                      bool whole);
nlohmann::json places_view(const node::SeatPlaces& places);  // where the person of a seat stands; no names
nlohmann::json person_view(const node::ListedPerson& person);
Result<nlohmann::json> module_view(const Call& call, const training::EvidenceModule& module);
nlohmann::json report_facts(const node::FiledReport& report);
nlohmann::json coverage_view(const node::CoverageAnswer& answer);

// Who reads, for what and, an inspector, under which decision: of the query.
node::Reader training_reader(const Call& call);
// `limit` and `after` of the query.
struct PageAsk {
  std::size_t limit = 100;
  std::optional<std::string> after;
};
Result<PageAsk> page_ask(const Call& call, std::size_t usual, std::size_t most);
Result<std::optional<credential::CodeText>> code_asked(const Call& call, const char* name);
Result<std::optional<credential::UnitCode>> unit_asked(const Call& call, const char* name);
Result<std::optional<std::uint64_t>> index_asked(const Call& call, const char* name);
Result<std::optional<Date>> date_asked(const Call& call, const char* name);
Response no_store(const nlohmann::json& value, int status = 200);

}  // namespace hocba::api
