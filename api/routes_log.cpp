#include "api/service.hpp"

namespace hocba::api {

void add_log_routes(std::vector<Route>&) {}

}  // namespace hocba::api
