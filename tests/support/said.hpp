// What a report says of one check, as tests of the engine write it down.
#pragma once

#include "ledger/exchange/holder_file.hpp"
#include "ledger/verify/engine.hpp"

namespace hocba::test {

inline verify::Report check(const exchange::HolderFile& file, const log::Policy& policy,
                            const verify::Options& options = {}) {
  return verify::verify_file(exchange::to_text(file), policy, options);
}
// "recorded fail verify.digest_differs -> not genuine"
inline std::string said(const verify::Report& report, verify::CheckName name) {
  const verify::Check& check = report.checks.at(static_cast<std::size_t>(name));
  return std::string(to_text(check.name)) + " " + std::string(to_text(check.outcome)) +
         (check.code == nullptr ? "" : " " + std::string(check.code->id)) + " -> " +
         std::string(to_text(report.verdict));
}

}  // namespace hocba::test
