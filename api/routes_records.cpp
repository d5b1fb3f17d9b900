// Records in, receipts out. A submission is answered when the record is final; the thread that took it does not wait.

#include <atomic>
#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/rate_limit.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "node/ledger_index.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

// An entry's bound, and a final newline that curl users send.
constexpr std::size_t kMaxRecordBody = log::kMaxEntryBytes + 1;
constexpr std::size_t kMaxBatchBody = 16u << 20;

std::string without_newline(std::string body) {
  if (!body.empty() && body.back() == '\n') body.pop_back();
  return body;
}

Result<json> accepted_json(Service& service, const node::Accepted& accepted) {
  const auto view = service.node().view();
  HOCBA_TRY(const auto receipt, service.node().receipt(*view, accepted.index));
  return json{{"id", crypto::base64url(accepted.id)},
              {"index", log::to_u64(accepted.index)},
              {"height", chain::to_u64(accepted.height)},
              {"final", true},
              {"receipt", receipt.to_text()}};
}

Response accepted_response(Service& service, const Result<node::Accepted>& outcome) {
  if (!outcome) return problem(outcome.error());
  const auto body = accepted_json(service, *outcome);
  if (!body) return problem(body.error());
  return json_response(*body, outcome->repeated ? 200 : 201);
}

Result<std::uint32_t> wait_of(const Call& call) {
  const auto longest = call.service.node().config().http.final_wait_ms;
  const auto given = call.request.query("wait_ms");
  if (!given) return longest;
  HOCBA_TRY(const auto wanted, number_from(*given, "wait_ms", 3'600'000));
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, longest));
}

// 202 promises nothing (design §1.2): the record may still be refused; ask GET /v1/records/{id}.
void submit(const Call& call, Respond respond) {
  const auto wait = wait_of(call);
  if (!wait) return respond(problem(wait.error()));
  std::string record = without_newline(call.request.body);
  if (record.size() > log::kMaxEntryBytes) return respond(problem(kBodyTooLarge));
  Respond once = call.service.within(*wait, json_response({{"final", false}}, 202), std::move(respond));
  Service& service = call.service;
  service.node().submit(std::move(record), [&service, once](Result<node::Accepted> outcome) {
    // The receipt is built in the pool: `Done` runs on the ledger thread, which has records to write.
    service.in_pool(once, [&service, outcome]() -> Result<Response> { return accepted_response(service, outcome); });
  });
}

struct Batch {
  std::vector<std::optional<Result<node::Accepted>>> outcomes;
  std::atomic<std::size_t> open{0};
};

Response batch_response(Service& service, const Batch& batch) {
  json results = json::array();
  for (const auto& outcome : batch.outcomes) {
    HOCBA_CHECK(outcome.has_value());
    const auto body = outcome->ok() ? accepted_json(service, outcome->value()) : Result<json>(outcome->error());
    if (body) {
      results.push_back(*body);
    } else {
      const Error& error = body.error();
      json refused = {{"code", error.code().id},
                      {"title", error.code().en},
                      {"title_vi", error.code().vi},
                      {"status", http_status(error.code().kind)}};
      if (!error.detail().empty() && error.code().kind != Kind::internal) refused["detail"] = error.detail();
      results.push_back(std::move(refused));
    }
  }
  return json_response({{"results", results}});
}

Result<std::vector<std::string>> lines_of(const std::string& body, std::size_t most) {
  std::vector<std::string> out;
  std::string_view rest = body;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0) out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (out.size() > most) return Error(kBodyTooLarge, "at most " + std::to_string(most) + " records");
  }
  if (out.empty()) return Error(kBadRequest, "no record");
  return out;
}

// Each line is one record; they are independent, in order, and each has its own outcome.
void submit_batch(const Call& call, const Respond& respond) {
  auto lines = lines_of(call.request.body, call.service.node().config().http.max_batch_records);
  if (!lines) return respond(problem(lines.error()));
  // A batch counts as its records, as if each had come alone.
  const auto more = static_cast<std::uint32_t>(lines->size() - 1);
  if (more != 0 && !call.service.allow(call.request, Rate::writes, more)) return respond(problem(kTooMany));
  auto batch = std::make_shared<Batch>();
  batch->outcomes.resize(lines->size());
  batch->open = lines->size();
  Service& service = call.service;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    service.node().submit(std::move((*lines)[i]), [&service, batch, i, respond](Result<node::Accepted> outcome) {
      batch->outcomes[i] = std::move(outcome);
      if (batch->open.fetch_sub(1) != 1) return;
      service.in_pool(respond, [&service, batch]() -> Result<Response> { return batch_response(service, *batch); });
    });
  }
}

Result<Response> record(const Call& call) {
  auto id = crypto::bytes_from_base64url<chain::RecordId>(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  HOCBA_TRY(const auto index, chain::find_record(*call.view->data, *id));
  if (!index) return Error(kNothingThere, "record");
  HOCBA_TRY(const auto entry, call.view->data->entry(*index));
  HOCBA_TRY(const auto receipt, call.service.node().receipt(*call.view, *index));
  HOCBA_TRY(const auto place, node::closing_block(*call.view->data, *index));
  return json_response({{"id", call.params["id"]},
                        {"final", true},
                        {"index", log::to_u64(*index)},
                        {"height", chain::to_u64(place.height)},
                        {"entry", entry},
                        {"receipt", receipt.to_text()}});
}

}  // namespace

void add_record_routes(std::vector<Route>& routes) {
  routes.push_back({Method::post, "/v1/records", Access::open, Rate::writes, kMaxRecordBody, submit});
  routes.push_back({Method::post, "/v1/records/batch", Access::open, Rate::writes, kMaxBatchBody, submit_batch});
  routes.push_back({Method::get, "/v1/records/{id}", Access::open, Rate::reads, 0, at_once(record)});
}

}  // namespace hocba::api
