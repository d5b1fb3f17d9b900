// What would refuse the closing of a class, in the order of the ledger's rules (docs/adr/training.md §1). Pure.
#pragma once

#include <vector>

#include "cli/training.hpp"

namespace hocba::cli {

// training.* with details as the ledger's; none: it can be closed, as far as the ledger's public facts tell.
std::vector<Error> why_not_closed(const OpenedClass& opened, const std::vector<ClassSeat>& seats, bool cancelled);

}  // namespace hocba::cli
