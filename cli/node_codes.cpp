// The codes that a node answers with: its tables, read as the plain lists they are. Nothing of node/, api/ or the store
// is linked for it (tests/architecture_test.cpp allows these lists alone).
#include <algorithm>

#include "cli/known_codes.hpp"

namespace hocba::cli {

namespace {

constexpr Code kNodeCodes[] = {
#define HOCBA_CODE(constant, id, kind, vi, en) Code{id, Kind::kind, vi, en},
#include "api/codes.def"
#include "ledger/store/codes.def"
#include "node/codes.def"
#undef HOCBA_CODE
};

}  // namespace

std::span<const Code> node_codes() { return kNodeCodes; }

}  // namespace hocba::cli
