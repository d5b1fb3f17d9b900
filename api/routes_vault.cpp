// Documents in the vault: deposits, holder's files, search, erasure, the access log, opened commitments. All of it
// needs a session, but that a holder sees who read their document and why its standing changed; who may do what follows
// from the ledger as of now.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/openings.hpp"
#include "api/problem.hpp"
#include "api/rights.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/holder_proof.hpp"
#include "node/deposit_check.hpp"
#include "node/desk_rows.hpp"
#include "node/holder_reasons.hpp"
#include "node/ledger_index.hpp"
#include "node/metrics.hpp"
#include "node/requests.hpp"
#include "node/vault.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

// A document's bound, and what JSON around it needs.
constexpr std::size_t kMaxDepositBody = credential::kMaxDocumentBytes + (256u << 10);
constexpr std::size_t kMaxVaultBody = 16u << 10;
constexpr std::size_t kMaxErasureBody = log::kMaxEntryBytes + kMaxVaultBody;
constexpr std::size_t kMaxRouting = 16;
constexpr std::size_t kMaxPeople = 200;  // of one call, which counts as one for every so many
constexpr std::size_t kPeoplePerCall = 10;
constexpr std::size_t kMaxPeopleBody = 64u << 10;

Result<credential::CredentialId> id_of(const Call& call) {
  auto id = credential::credential_id_from_text(call.params["id"]);
  if (!id) return Error(kBadRequest, "id");
  return id;
}

// Who reads, for what and, an inspector, under which decision.
node::Reader reader_of(const Call& call) {
  return {*call.caller, std::string(call.request.query("purpose").value_or("")),
          std::string(call.request.query("decision").value_or(""))};
}

// --- documents -----------------------------------------------------------------------------------------------------

Result<node::DepositRequest> deposit_request(const Call& call) {
  node::DepositRequest out;
  HOCBA_TRY(out.id, id_of(call));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(out.core, body.value("document"));
  HOCBA_TRY(const auto groups, body.values("groups", credential::kMaxGroups));
  for (const auto& text : groups) {
    HOCBA_TRY(auto group, group_from(text));
    out.groups.push_back(std::move(group));
  }
  HOCBA_TRY(const auto routing, body.texts("routing", kMaxRouting));
  for (const auto& text : routing) {
    HOCBA_TRY(const auto unit, unit_from(text));
    out.routing.push_back(unit);
  }
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

Result<Response> deposit(const Call& call) {
  HOCBA_TRY(const auto request, deposit_request(call));
  HOCBA_TRY(const auto core, credential::Document::parse(request.core, {}));
  HOCBA_RETURN_IF_ERROR(
      may_deposit(*call.view, *call.caller, core.unit(), core.type(), call.service.node().clock().now()));
  HOCBA_TRY(const auto digest, call.service.node().vault().deposit(*call.view, request));
  call.service.node().metrics().document_deposited();
  return json_response({{"id", credential::to_text(request.id)}, {"digest", crypto::base64url(digest)}});
}

Result<std::vector<std::string>> names_in(std::string_view list) {
  std::vector<std::string> out;
  for (;;) {
    const auto comma = list.find(',');
    out.emplace_back(list.substr(0, comma));
    if (out.back().empty() || out.size() > credential::kMaxGroups) return Error(kBadRequest, "groups");
    if (comma == std::string_view::npos) return out;
    list.remove_prefix(comma + 1);
  }
}

// A file of a credential that no snapshot has seen yet would say "undecided": its list is snapshotted first. One
// snapshot covers all that was issued before it.
Status cover_by_snapshot(const Call& call, const credential::CredentialId& id) {
  HOCBA_TRY(const auto state, chain::find_credential(*call.view->state, id));
  if (!state) return done();
  const auto latest = std::max(state->issued, state->changed.value_or(state->issued));
  const auto shard = static_cast<std::uint32_t>(state->status / chain::kShardBits);
  HOCBA_TRY(const auto newest, chain::find_snapshot(*call.view->data, chain::StatusPurpose::revocation, shard));
  if (newest && newest->index > latest) return done();
  return call.service.node().request_snapshot_of(shard, latest);
}

Result<Response> holder_file(const Call& call) {
  HOCBA_TRY(const auto id, id_of(call));
  std::vector<std::string> groups;
  if (const auto given = call.request.query("groups")) {
    HOCBA_TRY(groups, names_in(*given));
  }
  auto& node = call.service.node();
  HOCBA_TRY(const auto permission, node.vault().may_read(*call.view, *call.caller, id));
  HOCBA_RETURN_IF_ERROR(cover_by_snapshot(call, id));
  const auto view = node.view();
  HOCBA_TRY(auto file, node.vault().holder_file_for(*view, reader_of(call), id, groups, node.clock().now()));
  if (const auto copy = call.request.query("copy")) {
    HOCBA_TRY(const auto index, index_from(*copy, *view));
    HOCBA_RETURN_IF_ERROR(node::add_register_copy(*view, file, id, index));
  }
  if (!permission.issuer) node.metrics().document_read();
  Response out;
  out.body = exchange::to_text(file);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

// --- search --------------------------------------------------------------------------------------------------------

// What whoever may read a document may know of it: revoked or suspended is said, too.
Result<json> summary_json(const node::LedgerView& view, const node::Summary& summary) {
  json out = {{"id", credential::to_text(summary.id)},
              {"type", summary.type},
              {"unit", summary.unit},
              {"period", summary.period},
              {"class", summary.class_name},
              {"name", summary.name},
              {"serial", summary.serial},
              {"register", summary.register_text},
              {"issued", summary.issued_on}};
  if (!summary.birth_date.empty()) out["birth_date"] = summary.birth_date;  // a collective has none
  HOCBA_TRY(const auto found, chain::find_credential(*view.state, summary.id));
  if (!found) return out;
  HOCBA_TRY(const bool undecided, node::is_undecided(view, *found));
  out["standing"] = chain::to_text(found->standing);
  if (found->since) out["since"] = to_text(*found->since);
  if (undecided) out["undecided"] = true;
  return out;
}

struct Search {
  node::SearchQuery query;
  std::string purpose, decision;
};

Result<Search> search_query(const std::string& text, std::uint32_t most) {
  Search search;
  node::SearchQuery& out = search.query;
  HOCBA_TRY(auto body, Body::parse(text));
  HOCBA_TRY(const auto unit, body.optional_text("unit"));
  if (unit) {
    HOCBA_TRY(out.unit, unit_from(*unit));
  }
  HOCBA_TRY(out.type, body.optional_text("type"));
  HOCBA_TRY(out.period, body.optional_text("year"));
  HOCBA_TRY(out.class_name, body.optional_text("class"));
  HOCBA_TRY(out.name, body.optional_text("name"));
  HOCBA_TRY(out.birth_date, body.optional_text("birth_date"));
  HOCBA_TRY(out.personal_number, body.optional_text("personal_number"));
  HOCBA_TRY(out.sector_code, body.optional_text("sector_code"));
  HOCBA_TRY(out.serial, body.optional_text("serial"));
  HOCBA_TRY(out.register_text, body.optional_text("register"));
  HOCBA_TRY(auto purpose, body.optional_text("purpose"));
  search.purpose = std::move(purpose).value_or(std::string());
  HOCBA_TRY(auto decision, body.optional_text("decision"));
  search.decision = std::move(decision).value_or(std::string());
  HOCBA_TRY(const auto after, body.optional_text("after"));
  if (after) {
    auto id = credential::credential_id_from_text(*after);
    if (!id) return Error(kBadBody, "after");
    out.after = *id;
  }
  HOCBA_TRY(const auto limit, body.optional_number("limit", most));
  out.limit = limit ? static_cast<std::uint32_t>(*limit) : std::min(out.limit, most);  // else the last page looks full
  HOCBA_RETURN_IF_ERROR(body.finish());
  return search;
}

Result<Response> search(const Call& call) {
  auto& node = call.service.node();
  HOCBA_TRY(const auto asked, search_query(call.request.body, node.config().vault.max_search_results));
  HOCBA_TRY(const auto found,
            node.vault().search(*call.view, {*call.caller, asked.purpose, asked.decision}, asked.query));
  json list = json::array();
  for (const auto& summary : found) {
    HOCBA_TRY(auto one, summary_json(*call.view, summary));
    list.push_back(std::move(one));
  }
  json out = {{"documents", list}};
  if (!found.empty() && found.size() == asked.query.limit) out["next"] = credential::to_text(found.back().id);
  Response response = json_response(out);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// --- who has a transcript already ----------------------------------------------------------------------------------

Result<std::vector<node::Issuee>> asked_people(const node::Issuee& common, const std::vector<std::string>& texts) {
  std::vector<node::Issuee> out;
  for (const auto& text : texts) {
    HOCBA_TRY(auto body, Body::parse(text));
    node::Issuee& one = out.emplace_back(common);
    HOCBA_TRY(one.level, body.text("level"));
    HOCBA_TRY(one.person.personal_number, body.optional_text("personal_number"));
    HOCBA_TRY(one.person.sector_code, body.optional_text("sector_code"));
    HOCBA_TRY(const auto supersedes, body.optional_text("supersedes"));
    HOCBA_RETURN_IF_ERROR(body.finish());
    if (!supersedes) continue;
    const auto replaced = credential::credential_id_from_text(*supersedes);
    if (!replaced.ok()) return Error(kBadBody, "supersedes");
    one.supersedes = *replaced;
  }
  return out;
}

// What the record of a second one would be refused for (node.person_twice), told before numbers are reserved: to who
// may deposit, and would learn it then, nothing but the ids of the unit's own documents. Whom only units above let
// deposit reads here with a purpose, and logged (node/audience.hpp): it is told whether, and of no document.
Result<Response> standing_people(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  node::Issuee common;
  HOCBA_TRY(const auto unit, body.text("unit"));
  HOCBA_TRY(common.unit, unit_from(unit));
  HOCBA_TRY(const auto type_text, body.text("type"));
  const auto type = chain::CredentialType::parse(type_text);
  if (!type) return Error(kBadBody, "type");
  common.type = *type;
  HOCBA_TRY(const auto period_text, body.text("period"));
  const auto period = chain::period_from_text(period_text);
  if (!period.ok()) return Error(kBadBody, "period");
  common.period = *period;
  HOCBA_TRY(const auto texts, body.values("people", kMaxPeople));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (texts.empty()) return Error(kBadBody, "people");
  HOCBA_TRY(const auto people, asked_people(common, texts));
  auto& node = call.service.node();
  HOCBA_RETURN_IF_ERROR(may_deposit(*call.view, *call.caller, common.unit, common.type, node.clock().now()));
  if (!call.service.allow(call.request, Rate::reads, static_cast<std::uint32_t>(people.size() / kPeoplePerCall)))
    return Error(kTooMany);
  node::DeskRights rights(*call.view, node.vault(), node.clock().now());
  HOCBA_TRY(const auto authority, rights.may_deposit(*call.caller, common.unit, common.type));
  const bool own = authority.may && !authority.given_by;
  const bool one_each = node::one_transcript_each(node.config(), common.unit, common.type);
  json list = json::array();
  for (const node::Issuee& one : people) {
    if (!one_each) break;
    HOCBA_TRY(const auto others, node::others_standing(*call.view, node.vault(), one));
    if (!own) {
      list.push_back(!others.empty());
      continue;
    }
    json ids = json::array();
    for (const auto& id : others) ids.push_back(credential::to_text(id));
    list.push_back(std::move(ids));
  }
  Response out = json_response({{"one_each", one_each}, {"people", std::move(list)}});
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

// What a reader wrote about a search, or a register, is about all whom the page showed, so a holder is not given that
// text.
enum class For { issuer, holder };
Result<Response> access_log_response(const node::Vault& vault, const credential::CredentialId& id,
                                     const std::vector<node::AccessEntry>& entries, For whom) {
  HOCBA_TRY(const bool intact, vault.access_log_intact());
  json list = json::array();
  for (const auto& entry : entries) {
    json one = {{"time", to_text(entry.time)},
                {"key", entry.key},
                {"unit", entry.unit},
                {"purpose", (entry.search || entry.book) && whom == For::holder ? std::string() : entry.purpose},
                {"search", entry.search},
                {"groups", entry.groups}};
    if (entry.book) one["book"] = true;
    if (entry.entry) one["entry"] = log::to_u64(*entry.entry);
    if (!entry.decision.empty()) one["decision"] = entry.decision;
    list.push_back(std::move(one));
  }
  Response out = json_response({{"id", credential::to_text(id)}, {"entries", list}, {"intact", intact}});
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

Result<Response> access_log(const Call& call) {
  HOCBA_TRY(const auto id, id_of(call));
  auto& vault = call.service.node().vault();
  HOCBA_TRY(const auto entries, vault.access_log_for(*call.view, reader_of(call), id));
  return access_log_response(vault, id, entries, For::issuer);
}

// A holder has no account: having the document is the right. One answer for a wrong proof, for a document that was
// never recorded or is not here, and for one that was erased.
Status check_holder(const Call& call, const credential::CredentialId& id, const std::string& text) {
  const auto given = crypto::bytes_from_base64url<crypto::Digest>(text);
  if (!given) return Error(kBadBody, "proof");
  const auto& view = *call.view;
  HOCBA_TRY(const auto recorded, chain::find_credential(*view.state, id));
  if (!recorded) return kNotTheDocument;
  HOCBA_TRY(const auto document, call.service.node().vault().core(id, recorded->digest));
  if (!document) return kNotTheDocument;
  HOCBA_TRY(const auto proof, credential::holder_proof(*document, view.network.network.view()));
  return crypto::equal_constant_time(proof.view(), given->view()) ? done() : Status(kNotTheDocument);
}

Result<Response> access_log_for_holder(const Call& call) {
  HOCBA_TRY(const auto id, id_of(call));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto proof, body.text("proof"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  HOCBA_RETURN_IF_ERROR(check_holder(call, id, proof));
  const auto& vault = call.service.node().vault();
  HOCBA_TRY(const auto entries, vault.access_log(id));
  return access_log_response(vault, id, entries, For::holder);
}

// Not who asked, nor in what words: who has the document and the request's id knows that, or need not.
json answered_request(const node::DataRequest& request) {
  json out = node::fields_of(request);
  for (const char* name : {"unit", "document", "who", "as", "contact", "says", "entered", "by"}) out.erase(name);
  if (out.contains("answer")) out["answer"].erase("by");
  out["id"] = credential::to_text(request.id);
  out["acknowledge_by"] = to_text(request.clock.acknowledge_by);
  out["due"] = to_text(request.clock.due);
  out["late"] = request.late;
  return out;
}

Result<Response> reasons_for_holder(const Call& call) {
  HOCBA_TRY(const auto id, id_of(call));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto proof, body.text("proof"));
  HOCBA_TRY(const auto asked, body.optional_text("request"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  HOCBA_RETURN_IF_ERROR(check_holder(call, id, proof));
  auto& node = call.service.node();
  HOCBA_TRY(const auto reasons, node::reasons_for_holder(*call.view, node.vault(), id));
  json changes = json::array();
  for (const auto& reason : reasons) {
    json one = {{"index", log::to_u64(reason.place.index)},
                {"height", chain::to_u64(reason.place.height)},
                {"time", to_text(reason.place.time)},
                {"action", reason.action}};
    if (!reason.part.empty()) one["part"] = reason.part;
    if (!reason.content.empty()) {
      HOCBA_TRY(json said, crypto::parse_json(reason.content));
      if (said.is_object()) said.erase("request");  // whose id is for who made it
      one["reason"] = std::move(said);
    }
    changes.push_back(std::move(one));
  }
  json out = {{"id", credential::to_text(id)}, {"changes", std::move(changes)}};
  if (asked) {
    const auto request_id = credential::credential_id_from_text(*asked);
    if (!request_id) return Error(kBadBody, "request");
    HOCBA_TRY(const auto request, node.requests().about(id, *request_id));
    out["request"] = answered_request(request);
  }
  Response response = json_response(out);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// --- erasure -------------------------------------------------------------------------------------------------------

struct Erasure {
  std::string record;
  std::string group;  // empty: the whole document
};

Status check_erasure(const Erasure& erasure, const credential::CredentialId& id) {
  HOCBA_TRY(const auto record, chain::parse_record(erasure.record));
  const auto* body = std::get_if<chain::DocumentErase>(&record.body);
  if (body == nullptr) return Error(kBadBody, "record: document.erase is expected");
  if (body->credential != id) return Error(kBadBody, "record: of another document");
  if ((body->group ? body->group->str() : std::string()) != erasure.group) return Error(kBadBody, "group");
  return done();
}

// The record as a JSON object, or as a string that holds its canonical text.
Result<Erasure> erasure_of(const Call& call) {
  HOCBA_TRY(const auto id, id_of(call));
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  Erasure out;
  HOCBA_TRY(out.record, body.value("record"));
  if (out.record.starts_with('"')) {
    HOCBA_TRY(out.record, body.text("record"));
  }
  HOCBA_TRY(auto group, body.optional_text("group"));
  if (group) out.group = *std::move(group);
  HOCBA_RETURN_IF_ERROR(body.finish());
  HOCBA_RETURN_IF_ERROR(check_erasure(out, id));
  return out;
}

Result<Response> erased(Service& service, const Result<node::Accepted>& outcome, const std::string& id) {
  if (!outcome) return outcome.error();
  const auto view = service.node().view();
  HOCBA_TRY(const auto shredded, service.node().vault().carry_out_erasures(*view));
  for (std::uint64_t i = 0; i < shredded; ++i) service.node().metrics().document_erased();
  HOCBA_TRY(const auto receipt, service.node().receipt(*view, outcome->index));
  return json_response({{"id", id},
                        {"record", crypto::base64url(outcome->id)},
                        {"index", log::to_u64(outcome->index)},
                        {"height", chain::to_u64(outcome->height)},
                        {"final", true},
                        {"receipt", receipt.to_text()}},
                       outcome->repeated ? 200 : 201);
}

// The record decides who may: `apply` checks its signers. Keys and salts go once it is final. Later than that the
// maintenance thread, or the next start, would do it.
void erase(const Call& call, Respond respond) {
  auto erasure = erasure_of(call);
  if (!erasure) return respond(problem(erasure.error()));
  Service& service = call.service;
  Respond once = service.within(service.node().config().http.final_wait_ms, json_response({{"final", false}}, 202),
                                std::move(respond));
  service.node().submit(std::move(erasure->record),
                        [&service, once, id = call.params["id"]](const Result<node::Accepted>& outcome) {
                          service.in_pool(once, [&service, outcome, id] { return erased(service, outcome, id); });
                        });
}

// --- openings and profiles -----------------------------------------------------------------------------------------

Result<Response> put_profile(const Call& call) {
  HOCBA_TRY(const auto unit, unit_from(call.params["code"]));
  HOCBA_RETURN_IF_ERROR(may_act_for(*call.view, *call.caller, unit, call.service.node().clock().now()));
  const bool ahead = call.request.query("ahead") == "true";
  HOCBA_RETURN_IF_ERROR(call.service.node().vault().put_profile(*call.view, unit, call.request.body, ahead));
  return json_response({{"unit", unit.str()}});
}

Result<Response> put_openings(const Call& call) {
  HOCBA_TRY(const auto index, index_from(call.params["index"], *call.view));
  HOCBA_RETURN_IF_ERROR(may_open(*call.view, *call.caller, index, call.service.node().clock().now()));
  HOCBA_TRY(const auto openings, openings_from(call.request.body));
  if (openings.empty()) return Error(kBadBody, "nothing is opened");
  HOCBA_RETURN_IF_ERROR(call.service.node().vault().put_openings(*call.view, index, openings));
  json names = json::array();
  for (const auto& opening : openings) names.push_back(opening.name);
  return json_response({{"index", log::to_u64(index)}, {"opened", names}});
}

Result<Response> get_openings(const Call& call) {
  HOCBA_TRY(const auto index, index_from(call.params["index"], *call.view));
  node::Node& node = call.service.node();
  HOCBA_TRY(const auto schools, node.training().schools_of(*call.view, index));
  HOCBA_TRY(const auto openings, node.vault().openings_for(*call.view, reader_of(call), index, schools));
  json out = {{"index", log::to_u64(index)}};
  for (const auto& opening : openings) {
    HOCBA_TRY(auto content, crypto::parse_json(opening.content));
    out[opening.name] = {{"salt", crypto::base64url(opening.salt)}, {"content", std::move(content)}};
  }
  Response response = json_response(out);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_vault_routes(std::vector<Route>& routes) {
  const auto add = [&](Method method, const char* pattern, Rate rate, std::size_t max_body, Endpoint endpoint) {
    routes.push_back({method, pattern, Access::session, rate, max_body, std::move(endpoint)});
  };
  add(Method::put, "/v1/documents/{id}", Rate::writes, kMaxDepositBody, pooled(deposit));
  add(Method::get, "/v1/documents/{id}", Rate::reads, 0, pooled(holder_file));
  add(Method::post, "/v1/search", Rate::reads, kMaxVaultBody, pooled(search));
  add(Method::post, "/v1/people/standing", Rate::reads, kMaxPeopleBody, pooled(standing_people));
  add(Method::post, "/v1/documents/{id}/erase", Rate::writes, kMaxErasureBody, erase);
  add(Method::get, "/v1/documents/{id}/access-log", Rate::reads, 0, pooled(access_log));
  routes.push_back({Method::post, "/v1/documents/{id}/access-log", Access::open, Rate::lookups, kMaxVaultBody,
                    pooled(access_log_for_holder)});
  routes.push_back({Method::post, "/v1/documents/{id}/reasons", Access::open, Rate::lookups, kMaxVaultBody,
                    pooled(reasons_for_holder)});
  add(Method::put, "/v1/units/{code}/profile", Rate::writes, kMaxVaultBody, pooled(put_profile));
  add(Method::put, "/v1/grants/{index}/openings", Rate::writes, kMaxVaultBody, pooled(put_openings));
  add(Method::put, "/v1/entries/{index}/openings", Rate::writes, kMaxVaultBody, pooled(put_openings));
  add(Method::get, "/v1/entries/{index}/openings", Rate::reads, 0, pooled(get_openings));
}

}  // namespace hocba::api
