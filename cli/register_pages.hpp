// The pages of a register's view (GET /v1/registers/…) as one value.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "crypto/error.hpp"
#include "ledger/exchange/csv.hpp"

namespace hocba::cli {

inline constexpr std::size_t kMaxRegisterLines = exchange::kMaxCsvRows;  // what can be read back as a sheet

// What the first page says, with the lines of all. Numbers that others reserve meanwhile are no part of it: the
// original register is shown as it was when it was first asked for. `page`: the one after this number or index.
// cli.register_too_long, cli.answer_malformed, what `page` gives.
Result<nlohmann::json> register_pages(const std::function<Result<nlohmann::json>(std::uint64_t after)>& page,
                                      const std::string& path);

}  // namespace hocba::cli
