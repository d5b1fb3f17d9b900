// A ledger of NetworkBuilder as `hocba log export` writes it, in memory: path -> bytes. For audits and their bench.
#pragma once

#include <map>
#include <string>

#include "ledger/log/policy.hpp"
#include "tests/support/network_builder.hpp"

namespace hocba::test {

struct LedgerExport {
  std::map<std::string, std::string> files;  // "checkpoint", "tile/0/000.p/7", "tile/entries/000.p/7", …
  log::Policy policy;
};
// Of the first `size` entries (0: all), which must end with a block for an audit to accept them.
LedgerExport export_of(const NetworkBuilder& net, std::uint64_t size = 0);

}  // namespace hocba::test
