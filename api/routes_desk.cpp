// The signing desk (node/desk.hpp): drafts and records that wait for signatures. All of it needs a session; what the
// key may do and see follows from the ledger as of now.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/openings.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "node/desk.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxDraftsBody = 8u << 20;
constexpr std::size_t kMaxProofsBody = 128u << 10;
constexpr std::size_t kMaxNamesBody = 32u << 10;
constexpr std::size_t kMaxRecordBody = log::kMaxEntryBytes + (32u << 10);
constexpr std::uint64_t kMaxDeskPage = 200;

std::string to_text(const node::DeskName& name) {
  if (name.size() == credential::CredentialId::kSize) return credential::to_text(credential::CredentialId::of(name));
  return crypto::base64url(crypto::Digest::of(name));
}

// A draft by its credential id, a record by its record id.
Result<node::DeskName> name_from(const std::string& text) {
  if (const auto draft = credential::credential_id_from_text(text); draft.ok()) return draft->str();
  if (const auto record = crypto::bytes_from_base64url<crypto::Digest>(text); record.ok()) return record->str();
  return Error(kBadRequest, "id");
}

Result<std::vector<node::DeskName>> names_in(Body& body, std::size_t most) {
  HOCBA_TRY(const auto texts, body.texts("ids", most));
  if (texts.empty()) return Error(kBadBody, "ids");
  std::vector<node::DeskName> out;
  for (const auto& text : texts) {
    HOCBA_TRY(auto name, name_from(text));
    out.push_back(std::move(name));
  }
  return out;
}

// As of a batch of records: one refusal among others.
json refusal_json(const std::string& id, const Error& error) {
  json out = {{"code", error.code().id},
              {"title", error.code().en},
              {"title_vi", error.code().vi},
              {"status", http_status(error.code().kind)}};
  if (!id.empty()) out["id"] = id;
  if (!error.detail().empty() && error.code().kind != Kind::internal) out["detail"] = error.detail();
  return out;
}

json item_json(const node::DeskItem& item) {
  json out = {{"id", to_text(item.name)}, {"record", item.is_record},
              {"state", item.word},       {"for_me", item.for_me},
              {"lapsed", item.lapsed},    {"by", item.by},
              {"signers", item.signers},  {"since", hocba::to_text(item.since)}};
  if (item.unit) out["unit"] = item.unit->str();
  if (!item.type.empty()) out["type"] = item.type;
  if (!item.returned_by.empty()) out["returned_by"] = item.returned_by;
  if (!item.reason.empty()) out["reason"] = item.reason;
  if (item.is_record) {
    out["kind"] = item.kind;
    if (!item.about.empty()) out["about"] = item.about;
    return out;
  }
  out["period"] = item.period;
  out["class"] = item.class_name;
  out["name"] = item.holder;
  if (!item.birth_date.empty()) out["birth_date"] = item.birth_date;
  out["serial"] = item.serial;
  out["book"] = item.book;
  out["number"] = item.number;
  out["status_index"] = item.status_index;
  if (item.supersedes) out["supersedes"] = credential::to_text(*item.supersedes);
  out["digest"] = crypto::base64url(item.digest);
  out["content_digest"] = crypto::base64url(item.content);
  out["ready"] = item.ready;
  json& roles = out["may_sign"] = json::array();
  for (const auto role : item.waits_for) roles.push_back(chain::to_text(role));
  if (!item.waits_for.empty()) {
    out["waits_for"] = chain::to_text(item.waits_for.back());
    out["have"] = item.have;
    out["need"] = item.need;
  }
  if (item.mine) out["mine"] = chain::to_text(*item.mine);
  out["open_subjects"] = item.open_subjects;
  json& grants = out["grants"] = json::array();
  for (const auto grant : item.grants) grants.push_back(log::to_u64(grant));
  if (item.policy) out["policy"] = log::to_u64(*item.policy);
  return out;
}

Response not_to_be_kept(const json& value, int status = 200) {
  Response out = json_response(value, status);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

Result<node::DeskDraft> draft_from(const std::string& text) {
  node::DeskDraft out;
  HOCBA_TRY(auto body, Body::parse(text));
  HOCBA_TRY(out.core, body.value("document"));
  HOCBA_TRY(const auto groups, body.values("groups", credential::kMaxGroups));
  for (const auto& one : groups) {
    HOCBA_TRY(auto group, group_from(one));
    out.groups.push_back(std::move(group));
  }
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

Result<Response> deposit(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto texts, body.values("drafts", node::Desk::kMaxDrafts));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (texts.empty()) return Error(kBadBody, "drafts");
  std::vector<node::DeskDraft> drafts;
  for (const auto& text : texts) {
    HOCBA_TRY(auto draft, draft_from(text));
    drafts.push_back(std::move(draft));
  }
  const auto taken = call.service.node().desk().deposit(*call.view, *call.caller, drafts);
  json results = json::array();
  for (const auto& one : taken) {
    if (!one.ok()) {
      results.push_back(refusal_json({}, one.error()));
      continue;
    }
    const char* const words[] = {"fresh", "kept", "replaced"};
    results.push_back({{"deposited", words[static_cast<int>(*one)]}});
  }
  return not_to_be_kept({{"results", results}});
}

Result<node::DeskQuery> query_of(const Call& call) {
  node::DeskQuery out;
  const auto asked = [&](const char* name) { return std::string(call.request.query(name).value_or("")); };
  const std::string view = asked("view");
  if (view == "all")
    out.view = node::DeskView::all;
  else if (view == "ready")
    out.view = node::DeskView::ready;
  else if (view == "returned")
    out.view = node::DeskView::returned;
  else if (!view.empty() && view != "mine")
    return Error(kBadRequest, "view");
  if (const auto unit = asked("unit"); !unit.empty()) {
    HOCBA_TRY(out.unit, unit_from(unit));
  }
  out.type = asked("type");
  out.purpose = asked("purpose");
  out.class_name = asked("class");
  if (const auto after = asked("after"); !after.empty()) {
    HOCBA_TRY(out.after, name_from(after));
  }
  if (const auto limit = call.request.query("limit")) {
    HOCBA_TRY(const auto number, number_from(*limit, "limit", kMaxDeskPage));
    out.limit = static_cast<std::uint32_t>(std::max<std::uint64_t>(number, 1));
  }
  return out;
}

Result<Response> list(const Call& call) {
  HOCBA_TRY(const auto query, query_of(call));
  HOCBA_TRY(const auto page, call.service.node().desk().list(*call.view, *call.caller, query));
  json items = json::array();
  for (const auto& item : page.items) items.push_back(item_json(item));
  json out = {{"items", std::move(items)}};
  if (page.total) out["total"] = *page.total;
  if (page.more) out["next"] = to_text(page.items.back().name);
  return not_to_be_kept(out);
}

json content_json(const node::DeskContent& content) {
  json out = item_json(content.item);
  const auto value = [](const std::string& text) {
    auto parsed = crypto::parse_json(text);
    HOCBA_CHECK(parsed.ok());
    return std::move(parsed).value();
  };
  if (content.item.is_record) {
    out["content"] = value(content.record);
    json& openings = out["openings"] = json::object();
    for (const auto& one : content.openings)
      openings[one.name] = {{"salt", crypto::base64url(one.salt)}, {"content", value(one.content)}};
    return out;
  }
  out["content"] = value(content.core);
  json& groups = out["groups"] = json::array();
  for (const auto& group : content.groups)
    groups.push_back(
        {{"name", group.name}, {"salt", crypto::base64url(group.salt)}, {"content", value(group.content)}});
  return out;
}

Result<Response> read(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto names, names_in(body, node::Desk::kMaxRead));
  HOCBA_TRY(const auto purpose, body.optional_text("purpose"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  HOCBA_TRY(const auto contents,
            call.service.node().desk().read(*call.view, *call.caller, names, purpose.value_or(std::string())));
  json items = json::array();
  for (const auto& content : contents) items.push_back(content_json(content));
  return not_to_be_kept({{"items", std::move(items)}});
}

Result<node::DeskProof> proof_from(const std::string& text) {
  node::DeskProof out;
  HOCBA_TRY(auto body, Body::parse(text));
  HOCBA_TRY(const auto id, body.text("id"));
  HOCBA_TRY(out.name, name_from(id));
  HOCBA_TRY(const auto seen, body.text("digest"));
  HOCBA_TRY(const auto created, body.text("created"));
  HOCBA_TRY(out.proof_id, body.text("proof"));
  HOCBA_TRY(const auto signature, body.text("signature"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  const auto digest = crypto::bytes_from_base64url<crypto::Digest>(seen);
  const auto time = time_from_text(created);
  auto bytes = crypto::from_base64url(signature);
  if (!digest || !time || !bytes) return Error(kBadBody, !digest ? "digest" : !time ? "created" : "signature");
  out.seen = *digest;
  out.created = *time;
  out.signature = *std::move(bytes);
  return out;
}

template <class Outcomes>
Response outcomes_response(const std::vector<node::DeskName>& names, const Outcomes& outcomes) {
  json results = json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].ok())
      results.push_back(refusal_json(to_text(names[i]), outcomes[i].error()));
    else if constexpr (std::is_same_v<std::decay_t<decltype(*outcomes[i])>, node::DeskItem>)
      results.push_back(item_json(*outcomes[i]));
    else
      results.push_back({{"id", to_text(names[i])}});
  }
  return not_to_be_kept({{"results", std::move(results)}});
}

Result<Response> attach(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto texts, body.values("proofs", node::Desk::kMaxDrafts));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (texts.empty()) return Error(kBadBody, "proofs");
  std::vector<node::DeskProof> proofs;
  std::vector<node::DeskName> names;
  for (const auto& text : texts) {
    HOCBA_TRY(auto proof, proof_from(text));
    names.push_back(proof.name);
    proofs.push_back(std::move(proof));
  }
  return outcomes_response(names, call.service.node().desk().attach(*call.view, *call.caller, proofs));
}

Result<Response> give_back(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto names, names_in(body, node::Desk::kMaxDrafts));
  HOCBA_TRY(const auto reason, body.text("reason"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  return outcomes_response(names, call.service.node().desk().give_back(*call.view, *call.caller, names, reason));
}

Result<Response> drop(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto names, names_in(body, node::Desk::kMaxDrafts));
  HOCBA_RETURN_IF_ERROR(body.finish());
  return outcomes_response(names, call.service.node().desk().drop(*call.view, *call.caller, names));
}

// --- records -----------------------------------------------------------------------------------------------------

Result<Response> propose(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto record, body.value("record"));
  HOCBA_TRY(const auto given, body.optional_value("openings"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  std::vector<node::Opening> openings;
  if (given) {
    HOCBA_TRY(openings, openings_from(*given));
  }
  HOCBA_TRY(const auto name, call.service.node().desk().propose(*call.view, *call.caller, record, openings));
  return not_to_be_kept({{"id", to_text(name)}}, 201);
}

// The signature is on the disk before the ledger is asked. Where that refuses, the record stays: another signature may
// be what it lacks, and its code says so.
Result<Response> submitted(Service& service, const Result<node::Accepted>& outcome, const node::DeskName& name) {
  if (!outcome.ok()) {
    if (http_status(outcome.error().code().kind) >= 500) return outcome.error();
    json out = refusal_json(to_text(name), outcome.error());
    out["recorded"] = false;
    return not_to_be_kept(out);
  }
  HOCBA_RETURN_IF_ERROR(service.node().desk().recorded(*service.node().view(), name));
  return not_to_be_kept({{"id", to_text(name)}, {"recorded", true}, {"index", log::to_u64(outcome->index)}});
}

Result<std::string> approved(const Call& call, const node::DeskName& name) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto record, body.value("record"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  return call.service.node().desk().approve(*call.view, *call.caller, name, record);
}

void approve(const Call& call, Respond respond) {
  const auto name = name_from(call.params["id"]);
  if (!name) return respond(problem(name.error()));
  Service& service = call.service;
  Respond once = service.within(service.node().config().http.final_wait_ms,
                                json_response({{"id", to_text(*name)}, {"recorded", false}}, 202), std::move(respond));
  auto record = std::make_shared<std::string>();
  const auto go_on = [&service, once, record, name = *name](Response response) {
    if (response.status != 200) return once(std::move(response));
    service.node().submit(*record, [&service, once, name](const Result<node::Accepted>& outcome) {
      service.in_pool(once, [&service, outcome, name] { return submitted(service, outcome, name); });
    });
  };
  service.in_pool(go_on, [call, record, name = *name]() -> Result<Response> {
    HOCBA_TRY(*record, approved(call, name));
    return Response{};
  });
}

}  // namespace

void add_desk_routes(std::vector<Route>& routes) {
  const auto add = [&](Method method, const char* pattern, Rate rate, std::size_t max_body, Endpoint endpoint) {
    routes.push_back({method, pattern, Access::session, rate, max_body, std::move(endpoint)});
  };
  add(Method::get, "/v1/desk", Rate::reads, 0, pooled(list));
  add(Method::post, "/v1/desk/read", Rate::reads, kMaxNamesBody, pooled(read));
  add(Method::post, "/v1/desk/drafts", Rate::writes, kMaxDraftsBody, pooled(deposit));
  add(Method::post, "/v1/desk/proofs", Rate::writes, kMaxProofsBody, pooled(attach));
  add(Method::post, "/v1/desk/return", Rate::writes, kMaxNamesBody, pooled(give_back));
  add(Method::post, "/v1/desk/drop", Rate::writes, kMaxNamesBody, pooled(drop));
  add(Method::post, "/v1/desk/records", Rate::writes, kMaxRecordBody, pooled(propose));
  add(Method::post, "/v1/desk/records/{id}/approve", Rate::writes, kMaxRecordBody, approve);
}

}  // namespace hocba::api
