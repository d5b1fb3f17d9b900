#include "api/service.hpp"

namespace hocba::api {

void add_verify_routes(std::vector<Route>&) {}

}  // namespace hocba::api
