// Refusals as RFC 9457 problem details, and the one table from kinds of failure to HTTP statuses.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "api/http.hpp"

namespace hocba::api {

int http_status(Kind kind);
// {"code","detail","status","title","title_vi","type"}; 429 and 503 carry Retry-After.
Response problem(const Error& error);
Response problem(const Error& error, int status);  // where HTTP has a status of its own (405, 431)
Response json_response(const nlohmann::json& value, int status = 200);
// The answer with an ETag, or 304 without a body where the client has it already (If-None-Match, one tag).
Response tagged(const Request& request, Response response);
Response text_response(std::string text, int status = 200);

}  // namespace hocba::api
