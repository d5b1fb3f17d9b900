#include "api/service.hpp"

namespace hocba::api {

void add_vault_routes(std::vector<Route>&) {}

}  // namespace hocba::api
