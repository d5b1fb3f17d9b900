#include "api/service.hpp"

namespace hocba::api {

void add_status_routes(std::vector<Route>&) {}

}  // namespace hocba::api
