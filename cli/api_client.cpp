#include "cli/api_client.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/known_codes.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/chain/codes.hpp"
#include "ledger/chain/record.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

constexpr crypto::JsonLimits kAnswerLimits{.max_bytes = 64u << 20, .max_depth = 64, .allow_fractions = true};

Kind kind_of(int status) {
  switch (status) {
    case 400:
      return Kind::malformed;
    case 401:
      return Kind::unauthorized;
    case 403:
      return Kind::forbidden;
    case 404:
      return Kind::not_found;
    case 408:
      return Kind::unavailable;
    case 409:
      return Kind::conflict;
    case 413:
      return Kind::too_large;
    case 429:
      return Kind::too_many;
    case 502:
    case 503:
    case 504:
      return Kind::unavailable;
    default:
      return status >= 500 ? Kind::internal : Kind::refused;
  }
}

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error problem_of_json(int status, const json& value, std::string_view path) {
  const std::string id = value.is_object() ? text_of(value, "code") : std::string();
  const Code& code = code_named(id, kind_of(status), text_of(value, "title_vi"), text_of(value, "title"));
  if (!Error(code).is(kProblem)) return Error(code, text_of(value, "detail"));
  // Not the node's words: a gateway that lost the node's answer tells nothing of what became of the request.
  const std::string where = std::string(path) + ": HTTP " + std::to_string(status);
  if (status == 429) return Error(kGatewayBusy, where);
  return Error(status >= 500 || status == 408 ? kGatewayFailed : kProblem, where);
}

Result<UnitInfo> read_unit(const json& value, const std::string& path) {
  Answer in(value, path);
  UnitInfo out;
  out.unit = in.text("unit");
  out.type = in.text("type");
  out.parent = in.optional_text("parent");
  out.merged_into = in.optional_text("merged_into");
  out.from = in.optional_text("from");
  out.to = in.optional_text("to");
  out.serial_secret = in.optional_text("serial_secret");
  HOCBA_RETURN_IF_ERROR(in.end());
  if (in.has("profile") && value["profile"].is_object()) {
    const json& profile = value["profile"];
    // With or without the salt that opens the commitment.
    const json& content = profile.contains("content") && profile["content"].is_object() ? profile["content"] : profile;
    out.profile = crypto::canonical(profile);
    out.name = text_of(content, "name");
  }
  return out;
}

Result<GrantInfo> read_grant(const json& value, const std::string& path) {
  Answer in(value, path);
  GrantInfo out;
  out.index = chain::LeafIndex{in.number("index")};
  out.key = in.text("key");
  out.unit = in.text("unit");
  out.role = in.text("role");
  out.kinds = in.texts("kinds");
  out.types = in.texts("types");
  out.from = in.time("from");
  out.to = in.time("to");
  out.delegated_by = in.optional_number("delegated_by");
  out.ended = in.optional_time("ended");
  out.compromised_since = in.optional_time("compromised_since");
  const json& behind = in.list("behind");
  HOCBA_RETURN_IF_ERROR(in.end());
  for (const json& item : behind) {
    Answer one(item, path);
    chain::GrantBehind granting;
    granting.grant = chain::LeafIndex{one.number("grant")};
    granting.used = one.time("used");
    HOCBA_RETURN_IF_ERROR(one.end());
    out.behind.push_back(granting);
  }
  return out;
}

Result<Recorded> read_recorded(const json& value, const std::string& path) {
  Answer in(value, path);
  Recorded out;
  out.id = in.optional_text("id");
  out.final = !in.has("final") || in.flag("final");
  if (!out.final) return Error(kNotFinal, out.id);
  out.index = in.number("index");
  out.height = in.optional_number("height");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

}  // namespace

bool GrantInfo::allows(std::string_view kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

Error problem_of(int status, std::string_view body, std::string_view path) {
  const auto parsed = crypto::parse_json(body, kAnswerLimits);
  return problem_of_json(status, parsed.ok() ? *parsed : json(), path);
}

bool refused_for_good(const Error& error) {
  // Of a code that a newer node brings, the module in front is known all the same. What this program says itself
  // (cli, exchange, paper, verify) was never sent.
  constexpr std::string_view kRules[] = {"chain.", "training.", "node.", "api.", "crypto.", "credential.", "log."};
  const std::string_view id = error.code().id;
  const bool of_node =
      std::any_of(std::begin(kRules), std::end(kRules), [&](auto module) { return id.starts_with(module); });
  if (!of_node || error.is(chain::kDuplicateRecord)) return false;
  switch (error.code().kind) {
    case Kind::refused:
    case Kind::malformed:
    case Kind::conflict:
    case Kind::too_large:
      return true;
    default:
      return false;
  }
}

HttpHeaders ApiClient::headers(bool wants_json) const {
  HttpHeaders out;
  if (wants_json) out.emplace_back("Accept", "application/json");
  if (!token_.empty()) out.emplace_back("Authorization", "Bearer " + token_);
  return out;
}

Result<json> ApiClient::read(Result<HttpAnswer> answer, const std::string& path) {
  if (!answer.ok()) return answer.error();
  if (answer->status < 200 || answer->status > 299) return problem_of(answer->status, answer->body, path);
  auto parsed = crypto::parse_json(answer->body, kAnswerLimits);
  if (!parsed.ok()) return Error(kAnswerMalformed, path + ": " + std::string(parsed.error().code().id));
  return parsed;
}

// A session is over after its time, when the node was restarted, or when its key logged in too often elsewhere: the key
// proves itself again, once, and the request is repeated. One that was answered 401 did nothing.
Result<HttpAnswer> ApiClient::ask(const std::function<Result<HttpAnswer>(const HttpHeaders&)>& request,
                                  bool wants_json) {
  auto answer = request(headers(wants_json));
  if (!answer.ok() || answer->status != 401 || token_.empty() || !log_in_again_) return answer;
  token_.clear();
  HOCBA_RETURN_IF_ERROR(log_in_again_());
  return request(headers(wants_json));
}

Result<std::string> ApiClient::text(const std::string& path) {
  HOCBA_TRY(auto answer, ask([&](const HttpHeaders& headers) { return http_->get(path, headers); }, false));
  if (answer.status < 200 || answer.status > 299) return problem_of(answer.status, answer.body, path);
  return std::move(answer.body);
}
Result<HttpAnswer> ApiClient::post_bytes(const std::string& path, const std::string& body, std::string_view type) {
  return ask([&](const HttpHeaders& headers) { return http_->post(path, body, type, headers); });
}
Result<HttpAnswer> ApiClient::put_bytes(const std::string& path, const std::string& body) {
  return ask([&](const HttpHeaders& headers) { return http_->put(path, body, "application/json", headers); });
}
Result<json> ApiClient::get(const std::string& path) {
  return read(ask([&](const HttpHeaders& headers) { return http_->get(path, headers); }), path);
}
Result<json> ApiClient::post(const std::string& path, const json& body) {
  return read(post_bytes(path, crypto::canonical(body)), path);
}
Result<json> ApiClient::post_empty(const std::string& path) { return read(post_bytes(path, {}), path); }
Result<json> ApiClient::put(const std::string& path, const json& body) {
  auto answer = put_bytes(path, crypto::canonical(body));
  if (answer.ok() && answer->status == 204) return json::object();
  return read(std::move(answer), path);
}

Status ApiClient::put_text(const std::string& path, const std::string& body, std::string_view type) {
  auto answer = ask([&](const HttpHeaders& headers) { return http_->put(path, body, std::string(type), headers); });
  if (answer.ok() && answer->status == 204) return done();
  const auto value = read(std::move(answer), path);
  return value.ok() ? done() : Status(value.error());
}

Result<NetworkInfo> ApiClient::network() {
  const std::string path = "/v1/network";
  HOCBA_TRY(const json value, get(path));
  Answer in(value, path);
  NetworkInfo out;
  const std::string network = in.text("network");
  out.origin = in.text("origin");
  out.test = in.flag("test");
  out.height = in.number("height");
  out.size = in.number("size");
  out.time = in.time("time");
  out.quorum = in.number("quorum");
  out.policy = in.text("policy");
  out.public_url = in.optional_text("public_url");
  Answer authority(in.object("authority"), path);
  out.authority_threshold = authority.number("threshold");
  out.authority_keys = authority.texts("keys");
  for (const json& validator : in.list("validators")) out.validators.push_back(text_of(validator, "name"));
  HOCBA_RETURN_IF_ERROR(in.end());
  HOCBA_RETURN_IF_ERROR(authority.end());
  auto id = crypto::bytes_from_base64url<log::NetworkId>(network);
  if (!id.ok()) return Error(kAnswerMalformed, path + ": network");
  out.network = *id;
  return out;
}

Result<Time> ApiClient::clock() {
  const std::string path = "/v1/network";
  HOCBA_TRY(const json value, get(path));
  Answer in(value, path);
  const Time time = in.time("clock");
  HOCBA_RETURN_IF_ERROR(in.end());
  return time;
}

Result<std::vector<UnitInfo>> ApiClient::units() {
  std::vector<UnitInfo> out;
  std::string after;
  while (out.size() < kMaxListed) {
    const std::string path = "/v1/units?limit=200" + (after.empty() ? "" : "&after=" + percent_encode(after));
    HOCBA_TRY(const json value, get(path));
    Answer in(value, path);
    const json& list = in.list("units");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& item : list) {
      HOCBA_TRY(auto unit, read_unit(item, path));
      out.push_back(std::move(unit));
    }
    if (list.empty() || out.back().unit == after) break;
    after = out.back().unit;
  }
  return out;
}

Result<UnitInfo> ApiClient::unit(const std::string& code) {
  const std::string path = "/v1/units/" + percent_encode(code);
  HOCBA_TRY(const json value, get(path));
  return read_unit(value, path);
}

// Page by page, in the order of their records.
Result<std::vector<GrantInfo>> ApiClient::all_grants(const std::string& list) {
  std::vector<GrantInfo> out;
  std::optional<std::uint64_t> after;
  while (out.size() < kMaxListed) {
    const std::string path = list + (after ? "?after=" + std::to_string(*after) : "");
    HOCBA_TRY(const json value, get(path));
    Answer in(value, path);
    const json& grants = in.list("grants");
    const auto next = in.optional_number("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& item : grants) {
      HOCBA_TRY(auto grant, read_grant(item, path));
      out.push_back(std::move(grant));
    }
    if (!next) break;
    if (after && *next <= *after) return Error(kAnswerMalformed, path + ": next");
    after = next;
  }
  return out;
}
Result<std::vector<GrantInfo>> ApiClient::grants_of_unit(const std::string& code) {
  return all_grants("/v1/units/" + percent_encode(code) + "/grants");
}
Result<std::vector<GrantInfo>> ApiClient::grants_of_key(const std::string& did) {
  return all_grants("/v1/keys/" + percent_encode(did) + "/grants");
}
Result<GrantInfo> ApiClient::grant(std::uint64_t index) {
  const std::string path = "/v1/grants/" + std::to_string(index);
  HOCBA_TRY(const json value, get(path));
  return read_grant(value, path);
}

Result<std::optional<PolicyInfo>> ApiClient::policy(const std::string& type, const std::string& period) {
  const std::string path = "/v1/policies?type=" + percent_encode(type) + "&period=" + percent_encode(period);
  auto value = get(path);
  if (!value.ok() && value.error().code().kind == Kind::not_found) return std::optional<PolicyInfo>();
  if (!value.ok()) return value.error();
  if (value->is_object() && value->contains("policies")) {
    json list = (*value)["policies"];
    if (!list.is_array()) return Error(kAnswerMalformed, path);
    if (list.empty()) return std::optional<PolicyInfo>();
    value = list[0];
  }
  Answer in(*value, path);
  PolicyInfo out;
  out.index = chain::LeafIndex{in.number("index")};
  out.type = in.text("type");
  out.period = in.text("period");
  out.record_roles = in.texts("record_roles");
  out.status_proposers = in.texts("status_proposers");
  out.status_approvers = in.texts("status_approvers");
  for (const json& item : in.list("document_roles")) {
    Answer role(item, path);
    out.document_roles.push_back({role.text("role"), role.optional_number("at_least").value_or(1)});
    HOCBA_RETURN_IF_ERROR(role.end());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  return std::optional<PolicyInfo>(std::move(out));
}

Result<ReservationInfo> ApiClient::reservation(std::uint64_t index) {
  const std::string path = "/v1/reservations/" + std::to_string(index);
  HOCBA_TRY(const json value, get(path));
  Answer in(value, path);
  ReservationInfo out;
  out.index = chain::LeafIndex{in.number("index")};
  out.unit = in.text("unit");
  out.type = in.text("type");
  out.year = in.number("year");
  out.first = in.number("first");
  out.count = in.number("count");
  for (const json& item : in.list("numbers")) {
    Answer number(item, path);
    const auto n = number.number("number");
    out.status[n] = number.number("status");
    HOCBA_RETURN_IF_ERROR(number.end());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<bool> ApiClient::book_closed(const std::string& unit, const std::string& type, std::uint32_t year) {
  const std::string path =
      "/v1/units/" + percent_encode(unit) + "/registers/" + percent_encode(type) + "/" + std::to_string(year);
  const auto value = get(path);
  if (!value.ok() && value.error().code().kind == Kind::not_found) return false;
  if (!value.ok()) return value.error();
  Answer in(*value, path);
  const bool closed = in.flag("closed");
  HOCBA_RETURN_IF_ERROR(in.end());
  return closed;
}

Result<std::vector<TakenSerial>> ApiClient::taken_serials(const std::string& unit,
                                                          const std::vector<std::string>& tags) {
  const std::string path = "/v1/units/" + percent_encode(unit) + "/serials";
  HOCBA_TRY(const json value, post(path, {{"tags", tags}}));
  Answer in(value, path);
  std::vector<TakenSerial> out;
  for (const json& item : in.list("taken")) {
    Answer taken(item, path);
    out.push_back({taken.text("tag"), taken.text("id"), taken.number("year"), taken.number("number")});
    HOCBA_RETURN_IF_ERROR(taken.end());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<std::optional<std::vector<std::vector<std::string>>>> ApiClient::standing_of_people(
    const std::string& unit, const std::string& type, const std::string& period,
    const std::vector<AskedPerson>& people) {
  const std::string path = "/v1/people/standing";
  json asked = json::array();
  for (const AskedPerson& person : people) {
    json& one = asked.emplace_back(json{{"level", person.level}});
    if (!person.personal_number.empty()) one["personal_number"] = person.personal_number;
    if (!person.sector_code.empty()) one["sector_code"] = person.sector_code;
    if (!person.supersedes.empty()) one["supersedes"] = person.supersedes;
  }
  HOCBA_TRY(const json value,
            post(path, {{"unit", unit}, {"type", type}, {"period", period}, {"people", std::move(asked)}}));
  Answer in(value, path);
  std::vector<std::vector<std::string>> out;
  const bool one_each = in.flag("one_each");
  for (const json& item : in.list("people")) {
    if (item.is_boolean()) {
      out.emplace_back(item.get<bool>() ? 1 : 0);
      continue;
    }
    const bool texts = item.is_array() && std::all_of(item.begin(), item.end(), [](const json& id) {
                         return id.is_string() && credential::credential_id_from_text(id.get<std::string>()).ok();
                       });
    if (!texts) return Error(kAnswerMalformed, path);
    out.push_back(item.get<std::vector<std::string>>());
  }
  HOCBA_RETURN_IF_ERROR(in.end());
  if (!one_each) return std::optional<std::vector<std::vector<std::string>>>();
  if (out.size() != people.size()) return Error(kAnswerMalformed, path);
  return std::optional(std::move(out));
}

namespace {
Result<StandingInfo> read_standing(const json& value, const std::string& path) {
  Answer in(value, path);
  StandingInfo out;
  out.id = in.text("id");
  out.type = in.text("type");
  out.unit = in.text("unit");
  out.in_force = in.flag("in_force");
  out.undecided = in.optional_flag("undecided");
  out.since = in.optional_text("since");
  out.as_of = in.optional_text("as_of");
  out.digest = in.optional_text("digest");
  out.erased = in.optional_flag("erased");
  out.superseded_by = in.optional_text("superseded_by");
  out.standing = in.optional_text("standing");
  out.index = in.optional_number("index");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}
}  // namespace

Result<std::optional<std::uint64_t>> ApiClient::index_of_record(const std::string& id) {
  const std::string path = "/v1/records/" + percent_encode(id);
  const auto value = get(path);
  if (!value.ok() && value.error().code().kind == Kind::not_found) return std::optional<std::uint64_t>();
  if (!value.ok()) return value.error();
  Answer in(*value, path);
  const auto index = in.number("index");
  HOCBA_RETURN_IF_ERROR(in.end());
  return std::optional(index);
}

Result<StandingInfo> ApiClient::credential(const std::string& id) {
  const std::string path = "/v1/credentials/" + percent_encode(id);
  HOCBA_TRY(const json value, get(path));
  return read_standing(value, path);
}

Result<Recorded> ApiClient::erase(const chain::DocumentErase& erasure, const std::string& record) {
  const std::string path = "/v1/documents/" + credential::to_text(erasure.credential) + "/erase";
  json body = {{"record", record}};
  if (erasure.group) body["group"] = erasure.group->str();
  HOCBA_TRY(const json value, post(path, body));
  Answer in(value, path);
  Recorded out;
  out.final = in.flag("final");
  if (!out.final) return Error(kNotFinal, path);
  out.id = in.text("record");
  out.index = in.number("index");
  out.height = in.number("height");
  (void)in.text("id");
  (void)in.text("receipt");
  HOCBA_RETURN_IF_ERROR(in.end());
  return out;
}

Result<Recorded> ApiClient::submit(const std::string& record) {
  if (logged_in()) {
    const auto parsed = chain::parse_record(record);
    const auto* erasure = parsed ? std::get_if<chain::DocumentErase>(&parsed->body) : nullptr;
    if (erasure != nullptr) return erase(*erasure, record);
  }
  const std::string path = "/v1/records?wait_ms=10000";
  HOCBA_TRY(const json value, read(post_bytes(path, record), path));
  return read_recorded(value, path);
}

Result<std::vector<Result<Recorded>>> ApiClient::submit_batch(const std::vector<std::string>& records) {
  const std::string path = "/v1/records/batch?wait_ms=10000";
  std::string body;
  for (const std::string& record : records) body += record + "\n";
  HOCBA_TRY(const json value, read(post_bytes(path, body, "application/x-ndjson"), path));
  Answer in(value, path);
  const json& list = in.list("results");
  HOCBA_RETURN_IF_ERROR(in.end());
  if (list.size() != records.size()) return Error(kAnswerMalformed, path + ": results");
  std::vector<Result<Recorded>> out;
  for (const json& item : list) {
    const bool refused = item.is_object() && item.contains("code");
    if (refused) {
      const auto status = item.find("status");
      const bool known = status != item.end() && status->is_number_integer();
      out.emplace_back(problem_of_json(known ? status->get<int>() : 422, item, path));
    } else {
      out.push_back(read_recorded(item, path));
    }
  }
  return out;
}

Status ApiClient::log_in(std::shared_ptr<crypto::Signer> key, const log::NetworkId& network, Trusts trusts) {
  log_in_again_ = [this, key = std::move(key), network, trusts = std::move(trusts)] {
    return open_session(*key, network, trusts);
  };
  token_.clear();
  return log_in_again_();
}

Status ApiClient::open_session(crypto::Signer& key, const log::NetworkId& network, const Trusts& trusts) {
  const std::string did = key.public_key().did();
  HOCBA_TRY(const json asked, post("/v1/session/challenge", {{"key", did}}));
  Answer in(asked, "/v1/session/challenge");
  const std::string challenge = in.text("challenge");
  const std::string node = in.text("node");
  HOCBA_RETURN_IF_ERROR(in.end());
  const auto node_key = crypto::key_from_did(node);
  if (!node_key) return Error(kAnswerMalformed, "/v1/session/challenge: node");
  HOCBA_RETURN_IF_ERROR(trusts(node));
  const std::string text = "hocba session\n" + crypto::base64url(network) + "\n" + node + "\n" + challenge + "\n";
  HOCBA_TRY(const std::string signature, key.sign(text));
  HOCBA_TRY(const json opened,
            post("/v1/session", {{"key", did}, {"challenge", challenge}, {"signature", crypto::base64url(signature)}}));
  Answer session(opened, "/v1/session");
  const std::string token = session.text("token");
  HOCBA_RETURN_IF_ERROR(session.end());
  token_ = token;
  return done();
}

Status ApiClient::put_document(const std::string& id, const std::string& body) {
  const std::string path = "/v1/documents/" + percent_encode(id);
  auto answer = read(put_bytes(path, body), path);
  return answer.ok() ? done() : Status(answer.error());
}

Result<std::string> ApiClient::holder_file(const std::string& id, const std::vector<std::string>& groups,
                                           const Reason& reason, std::uint64_t copy) {
  std::string path = "/v1/documents/" + percent_encode(id);
  std::string list;
  for (const std::string& group : groups) list += (list.empty() ? "" : ",") + group;
  char separator = '?';
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    path += separator + std::string(name) + "=" + percent_encode(value);
    separator = '&';
  };
  add("groups", list);
  add("purpose", reason.purpose);
  add("decision", reason.decision);
  if (copy != 0) add("copy", std::to_string(copy));
  return text(path);
}

}  // namespace hocba::cli
