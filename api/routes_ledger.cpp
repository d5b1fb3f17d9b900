#include "api/service.hpp"

namespace hocba::api {

void add_ledger_routes(std::vector<Route>&) {}

}  // namespace hocba::api
