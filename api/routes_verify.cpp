// For strangers: is this file genuine, and does a document with these two inputs exist? Nothing that is sent is kept.

#include <nlohmann/json.hpp>
#include <set>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "ledger/verify/engine.hpp"
#include "node/log.hpp"
#include "node/vault.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxLookupBody = 2u << 10;
constexpr std::size_t kMaxLookupText = 100;

// Fresher than the file: how its credential and the grants behind it stand now. Nothing for a file of another network
// or one that cannot be read: the engine says so itself.
Result<std::optional<verify::News>> news_of(const node::LedgerView& view, const Result<exchange::HolderFile>& file) {
  if (!file || file->network != view.network.network) return std::optional<verify::News>();
  const auto document = exchange::open_document(*file);
  if (!document) return std::optional<verify::News>();
  verify::News news;
  news.as_of = view.cosigned;
  HOCBA_TRY(news.credential, chain::find_credential(*view.state, document->id()));
  if (const auto& corrected = document->facts().supersedes) {
    HOCBA_TRY(const auto other, chain::find_credential(*view.state, *corrected));
    news.superseded_in_force = other && !other->erased && other->standing == chain::CredentialStanding::in_force;
  }
  if (!news.credential) return std::optional(std::move(news));
  HOCBA_TRY(const auto issue, chain::find_issue(*view.state, news.credential->issued));
  if (!issue) return std::optional(std::move(news));
  std::set<chain::LeafIndex> granting;
  for (const auto& indexes : {issue->grants, issue->signers}) {
    for (const auto index : indexes) {
      HOCBA_TRY(auto grant, chain::find_grant(*view.state, index));
      if (!grant) continue;
      for (const chain::GrantBehind& behind : grant->behind) granting.insert(behind.grant);
      news.grants.push_back(*std::move(grant));
    }
  }
  for (const auto index : granting) {
    HOCBA_TRY(auto grant, chain::find_grant(*view.state, index));
    if (grant) news.granting.push_back(*std::move(grant));
  }
  return std::optional(std::move(news));
}

Result<Response> verify_upload(const Call& call) {
  auto& node = call.service.node();
  HOCBA_TRY(const auto policy, log::Policy::parse(node.policy_text()));
  verify::Options options;
  options.now = node.clock().now();
  const auto file = exchange::parse_holder_file(call.request.body);
  HOCBA_TRY(options.news, news_of(*call.view, file));
  const auto report =
      file ? verify::verify_parsed(file, policy, options) : verify::verify_file(call.request.body, policy, options);
  Response out;
  out.body = verify::to_json(report);
  if (out.body.empty() || out.body.back() != '\n') out.body.push_back('\n');
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

struct Lookup {
  std::string serial;
  std::optional<std::string> birth_date, register_text;
  std::optional<chain::UnitCode> unit;
};

Result<Lookup> lookup_of(const std::string& text) {
  HOCBA_TRY(auto body, Body::parse(text));
  Lookup out;
  HOCBA_TRY(out.serial, body.text("serial"));
  HOCBA_TRY(out.birth_date, body.optional_text("birth_date"));
  HOCBA_TRY(out.register_text, body.optional_text("register"));
  HOCBA_TRY(const auto unit, body.optional_text("unit"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (out.serial.empty() || out.serial.size() > kMaxLookupText) return Error(kBadBody, "serial");
  if (out.birth_date.has_value() == out.register_text.has_value()) return Error(kBadBody, "birth_date or register");
  if (out.birth_date && !date_from_text(*out.birth_date)) return Error(kBadBody, "birth_date: YYYY-MM-DD");
  if (out.register_text && (out.register_text->empty() || out.register_text->size() > kMaxLookupText)) {
    return Error(kBadBody, "register");
  }
  if (unit) {
    HOCBA_TRY(out.unit, unit_from(*unit));
  }
  return out;
}

// A wrong second input, an unknown serial and a document that was never recorded cost the same reads and get the same
// answer: a stranger learns nothing from trying.
Result<Response> lookup(const Call& call) {
  HOCBA_TRY(const auto asked, lookup_of(call.request.body));
  if (!call.service.allow_guess(asked.serial)) return kTooManyGuesses;
  const auto& view = *call.view;
  HOCBA_TRY(const auto found,
            call.service.node().vault().lookup(view, asked.serial, asked.birth_date, asked.register_text, asked.unit));
  const auto id = found.value_or(credential::CredentialId());
  HOCBA_TRY(const auto state, chain::find_credential(*view.state, id));
  if (!found || !state) return kNoMatch;
  HOCBA_TRY(const bool undecided, node::is_undecided(view, *state));
  json said = standing_view(*state, undecided, view.cosigned);
  // An electronic original or one digitised from paper: whoever relies on it must not take one for the other.
  // The standing is the ledger's: a document that is damaged here keeps nobody from it.
  const auto document = call.service.node().vault().core(*found, state->digest);
  if (!document.ok())
    node::log_error("vault.unreadable", document.error().at(credential::to_text(*found)));
  else if (*document)
    said["originality"] = credential::to_text((*document)->facts().originality);
  Response out = json_response(said);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace

void add_verify_routes(std::vector<Route>& routes) {
  routes.push_back({Method::post, "/v1/verify", Access::open, Rate::verifications, exchange::kMaxHolderFileBytes,
                    pooled(verify_upload, Lane::uploads)});
  routes.push_back({Method::post, "/v1/lookup", Access::open, Rate::lookups, kMaxLookupBody, pooled(lookup)});
}

}  // namespace hocba::api
