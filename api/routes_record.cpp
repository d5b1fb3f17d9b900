#include "api/service.hpp"

namespace hocba::api {

void add_record_routes(std::vector<Route>&) {}

}  // namespace hocba::api
