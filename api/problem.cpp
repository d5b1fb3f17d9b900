#include "api/problem.hpp"

#include <nlohmann/json.hpp>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"

namespace hocba::api {

int http_status(Kind kind) {
  switch (kind) {
    case Kind::malformed:
      return 400;
    case Kind::unauthorized:
      return 401;
    case Kind::forbidden:
      return 403;
    case Kind::not_found:
      return 404;
    case Kind::conflict:
      return 409;
    case Kind::refused:
      return 422;
    case Kind::too_large:
      return 413;
    case Kind::too_many:
      return 429;
    case Kind::unavailable:
      return 503;
    case Kind::internal:
      return 500;
  }
  return 500;
}

Response problem(const Error& error) { return problem(error, http_status(error.code().kind)); }

Response problem(const Error& error, int status) {
  const Code& code = error.code();
  nlohmann::json body = {{"type", "urn:hocba:problem:" + std::string(code.id)},
                         {"title", code.en},
                         {"title_vi", code.vi},
                         {"status", status},
                         {"code", code.id}};
  // What went wrong inside is for the log; the caller learns the code.
  if (!error.detail().empty() && code.kind != Kind::internal) body["detail"] = error.detail();
  Response out;
  out.status = status;
  out.content_type = "application/problem+json";
  out.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (status == 429 || status == 503) out.headers.emplace_back("Retry-After", status == 429 ? "30" : "2");
  if (status == 401) out.headers.emplace_back("WWW-Authenticate", "Bearer");
  return out;
}

Response json_response(const nlohmann::json& value, int status) {
  Response out;
  out.status = status;
  out.body = value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  return out;
}

Response tagged(const Request& request, Response response) {
  const std::string tag = '"' + crypto::base64url(crypto::sha256(response.body)) + '"';
  response.headers.emplace_back("ETag", tag);
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

Response text_response(std::string text, int status) {
  return {status, "text/plain; charset=utf-8", std::move(text), {}};
}

}  // namespace hocba::api
