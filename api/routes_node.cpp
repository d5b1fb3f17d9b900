#include "api/service.hpp"

namespace hocba::api {

void add_node_routes(std::vector<Route>&) {}

}  // namespace hocba::api
