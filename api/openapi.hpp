// The OpenAPI 3.1 description of the routes: api/openapi.json, embedded at build time (cmake/openapi.cmake) and served
// at /v1/openapi.json. A test compares it with the router and validates answers against its schemas.
#pragma once

#include <string_view>

namespace hocba::api {

std::string_view openapi_text();

}  // namespace hocba::api
