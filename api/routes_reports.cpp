// Figures and evidence: coverage, who is missing, what people passed, reports built, kept and read.
#include <nlohmann/json.hpp>

#include "api/body.hpp"
#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/training_views.hpp"
#include "api/views.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxCheckBody = 512u << 10, kMaxBuildBody = 4u << 10, kMaxEvidenceBody = 4u << 10;
constexpr std::size_t kStaffPerCall = 10;
constexpr std::size_t kUsualPeople = 1'000, kMostPeople = 2'000;  // of one answer with names
constexpr std::uint32_t kHeavyCall = 5;                           // a walk over all seats counts as so many reads

node::TrainingDesk& training_of(const Call& call) { return call.service.node().training(); }

// --- coverage ------------------------------------------------------------------------------------------------------

Result<training::CoverageQuery> coverage_query(const Call& call) {
  training::CoverageQuery query;
  HOCBA_TRY(const auto programme, index_asked(call, "programme"));
  if (!programme) return Error(kBadRequest, "programme");
  query.programme = *programme;
  HOCBA_TRY(const auto as_of, index_asked(call, "as_of"));
  query.as_of = as_of.value_or(node::as_of_size(*call.view));
  if (query.as_of == 0 || query.as_of > node::as_of_size(*call.view)) return Error(kBadRequest, "as_of");
  if (const auto by = call.request.query("by")) {
    const auto word = training::by_from_text(*by);
    if (!word) return Error(kBadRequest, "by: all, unit, level, audience, topic");
    query.by = *word;
  }
  HOCBA_TRY(query.course, code_asked(call, "course"));
  HOCBA_TRY(query.audience, code_asked(call, "audience"));
  HOCBA_TRY(query.level, code_asked(call, "level"));
  HOCBA_TRY(query.unit, unit_asked(call, "unit"));
  HOCBA_TRY(query.day, date_asked(call, "day"));
  if (!call.service.allow(call.request, Rate::reads, kHeavyCall)) return Error(kTooMany);
  return query;
}

Result<Response> coverage(const Call& call) {
  HOCBA_TRY(const auto query, coverage_query(call));
  HOCBA_TRY(const auto answer, training_of(call).coverage(*call.view, training_reader(call), query));
  return no_store(coverage_view(answer));
}

Result<training::SeatId> seat_after(const std::string& text) {
  auto seat = training::seat_id_from_text(text);
  if (!seat) return Error(kBadRequest, "after");
  return seat;
}

Result<Response> missing(const Call& call) {
  HOCBA_TRY(const auto asked, page_ask(call, kUsualPeople, kMostPeople));
  node::SeatPage page{{}, asked.limit};
  if (asked.after) {
    HOCBA_TRY(page.after, seat_after(*asked.after));
  }
  HOCBA_TRY(const auto query, coverage_query(call));
  HOCBA_TRY(const auto found, training_of(call).missing(*call.view, training_reader(call), query, page));
  json list = json::array();
  for (const auto& one : found.people) {
    list.push_back({{"seat", training::to_text(one.seat)},
                    {"unit", one.unit.str()},
                    {"level", one.level.str()},
                    {"audience", one.audience.str()},
                    {"course", one.course.str()},
                    {"state", training::to_text(one.state)}});
    if (one.erased) {
      list.back()["erased"] = true;
    } else {
      list.back()["name"] = one.person.name;
      list.back()["birth_date"] = to_text(one.person.birth_date);
    }
  }
  return no_store({{"as_of", query.as_of},
                   {"people", std::move(list)},
                   {"total", found.total},
                   {"hidden", found.hidden},
                   {"more", found.more}});
}

// --- evidence ------------------------------------------------------------------------------------------------------

Result<json> modules_json(const Call& call, const std::vector<training::EvidenceModule>& modules) {
  json out = json::array();
  for (const auto& module : modules) {
    HOCBA_TRY(auto one, module_view(call, module));
    out.push_back(std::move(one));
  }
  return out;
}

Result<std::optional<Date>> date_said(Body& body, const char* name) {
  HOCBA_TRY(const auto text, body.optional_text(name));
  if (!text) return std::optional<Date>();
  const auto date = date_from_text(*text);
  if (!date) return Error(kBadBody, name);
  return std::optional(*date);
}

// Why somebody reads, and under which decision, where the call has a body.
Result<node::Reader> reader_said(const Call& call, Body& body) {
  HOCBA_TRY(auto purpose, body.optional_text("purpose"));
  HOCBA_TRY(auto decision, body.optional_text("decision"));
  return node::Reader{*call.caller, std::move(purpose).value_or(std::string()),
                      std::move(decision).value_or(std::string())};
}

// In the body, for a personal number stands in no address: proxies and browsers keep those.
Result<Response> evidence(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  node::EvidenceAsk query;
  HOCBA_TRY(query.programme, body.optional_number("programme", log::kMaxTreeSize));
  HOCBA_TRY(const auto unit, body.optional_text("unit"));
  if (unit) {
    HOCBA_TRY(query.unit, unit_from(*unit));
  }
  HOCBA_TRY(query.from, date_said(body, "from"));
  HOCBA_TRY(query.to, date_said(body, "to"));
  HOCBA_TRY(query.personal_number, body.optional_text("person"));
  HOCBA_TRY(const auto after, body.optional_text("after"));
  if (after) {
    HOCBA_TRY(query.page.after, seat_after(*after));
  }
  HOCBA_TRY(const auto limit, body.optional_number("limit", kMostPeople));
  query.page.limit = limit.value_or(kUsualPeople);
  if (query.page.limit == 0) return Error(kBadBody, "limit");
  HOCBA_TRY(const auto reader, reader_said(call, body));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (!call.service.allow(call.request, Rate::reads, kHeavyCall)) return Error(kTooMany);
  HOCBA_TRY(const auto found, training_of(call).evidence(*call.view, reader, query));
  json list = json::array();
  for (const auto& one : found.people) {
    json person = one.erased ? json{{"erased", true}} : person_view(one.person);
    person["seat"] = training::to_text(one.seat);
    person["unit"] = one.unit.str();
    HOCBA_TRY(person["modules"], modules_json(call, one.modules));
    list.push_back(std::move(person));
  }
  return no_store({{"people", std::move(list)}, {"total", found.total}, {"more", found.more}});
}

Result<node::AskedPerson> asked_person(const std::string& text) {
  HOCBA_TRY(auto body, Body::parse(text));
  node::AskedPerson out;
  HOCBA_TRY(out.name, body.text("name"));
  HOCBA_TRY(out.birth_date, date_said(body, "birth_date"));
  HOCBA_TRY(out.personal_number, body.optional_text("personal_number"));
  HOCBA_RETURN_IF_ERROR(body.finish());
  return out;
}

Result<Response> check_people(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  HOCBA_TRY(const auto texts, body.values("people", node::TrainingDesk::kMaxPeople));
  HOCBA_TRY(const auto programme, body.optional_number("programme", log::kMaxTreeSize));
  HOCBA_TRY(const auto reader, reader_said(call, body));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (!call.service.allow(call.request, Rate::reads, static_cast<std::uint32_t>(texts.size() / kStaffPerCall)))
    return Error(kTooMany);
  std::vector<node::AskedPerson> people;
  for (const auto& text : texts) {
    HOCBA_TRY(auto one, asked_person(text));
    people.push_back(std::move(one));
  }
  HOCBA_TRY(const auto found, training_of(call).check(*call.view, reader, people, programme));
  json rows = json::array();
  for (const auto& one : found) {
    HOCBA_TRY(auto modules, modules_json(call, one.modules));
    rows.push_back({{"found", one.found}, {"modules", std::move(modules)}});
    if (one.differs) rows.back()["differs"] = true;
  }
  return no_store({{"rows", std::move(rows)}});
}

// --- reports -------------------------------------------------------------------------------------------------------

Result<std::optional<training::ReportKind>> kind_asked(const Call& call) {
  const auto given = call.request.query("kind");
  if (!given) return std::optional<training::ReportKind>();
  const auto kind = training::report_kind_from_text(*given);
  if (!kind) return Error(kBadRequest, "kind: monthly, quarterly, yearly, ad_hoc");
  return std::optional(*kind);
}

// Facts of the ledger: who filed what, when, as of which size.
Result<Response> list_reports(const Call& call) {
  HOCBA_TRY(const auto page, page_ask(call, 100, 1'000));
  HOCBA_TRY(const auto programme, index_asked(call, "programme"));
  HOCBA_TRY(const auto unit, unit_asked(call, "unit"));
  HOCBA_TRY(const auto kind, kind_asked(call));
  HOCBA_TRY(const auto period, code_asked(call, "period"));
  std::optional<std::uint64_t> after;
  if (page.after) {
    HOCBA_TRY(after, number_from(*page.after, "after", log::kMaxTreeSize));
  }
  HOCBA_TRY(const auto facts, training_of(call).index().read(*call.view));
  std::optional<training::EntryIndex> first;
  if (programme) {
    const auto found = facts->book.find_programme(*programme, node::as_of_size(*call.view));
    if (!found) return Error(kNothingThere, "programme");
    first = found->first;
  }
  json list = json::array();
  bool more = false;
  for (const auto& report : facts->reports) {
    if (after && log::to_u64(report.index) <= *after) continue;
    if (first && report.programme != *first) continue;
    if (unit && report.unit != *unit) continue;
    if (kind && report.body.kind != *kind) continue;
    if (period && report.body.period != *period) continue;
    more = list.size() == page.limit;
    if (more) break;
    list.push_back(report_facts(report));
  }
  return json_response({{"reports", std::move(list)}, {"more", more}});
}

Result<Response> build_report(const Call& call) {
  HOCBA_TRY(auto body, Body::parse(call.request.body));
  node::ReportAsk ask;
  HOCBA_TRY(const auto programme, body.optional_number("programme", log::kMaxTreeSize));
  if (!programme) return Error(kBadBody, "programme");
  ask.programme = *programme;
  HOCBA_TRY(const auto kind, body.text("kind"));
  const auto word = training::report_kind_from_text(kind);
  if (!word) return Error(kBadBody, "kind");
  ask.kind = *word;
  HOCBA_TRY(ask.period, body.text("period"));
  HOCBA_TRY(const auto unit, body.text("unit"));
  HOCBA_TRY(ask.unit, unit_from(unit));
  HOCBA_TRY(ask.as_of, body.optional_number("as_of", log::kMaxTreeSize));
  HOCBA_RETURN_IF_ERROR(body.finish());
  if (!call.service.allow(call.request, Rate::reads, kHeavyCall)) return Error(kTooMany);
  HOCBA_TRY(const auto built, training_of(call).build_report(*call.view, *call.caller, ask));
  json out = {{"report", built.text},
              {"digest", crypto::base64url(built.digest)},
              {"as_of", built.as_of},
              {"based_on", built.based_on},
              {"late", built.late}};
  if (built.due) out["due"] = to_text(*built.due);
  return no_store(out);
}

// One path for both names of a report: its digest where it is brought, and read by who signs it; its record's index
// where it is read as filed.
Result<Response> put_report(const Call& call) {
  const auto digest = crypto::bytes_from_base64url<crypto::Digest>(call.params["name"]);
  if (!digest) return Error(kBadRequest, "digest");
  if (!call.service.allow(call.request, Rate::reads, kHeavyCall)) return Error(kTooMany);  // it is computed again
  HOCBA_RETURN_IF_ERROR(training_of(call).put_report(*call.view, *call.caller, *digest, call.request.body));
  return json_response({{"digest", crypto::base64url(*digest)}});
}

// Before its record is signed there is no index yet.
Result<Response> kept_report(const Call& call, const crypto::Digest& digest) {
  HOCBA_TRY(const auto kept, training_of(call).kept_report(*call.view, training_reader(call), digest));
  HOCBA_TRY(auto report, crypto::parse_json(kept.text));
  return no_store({{"digest", crypto::base64url(digest)}, {"report", std::move(report)}, {"unit", kept.unit.str()}});
}

Result<Response> one_report(const Call& call) {
  if (const auto digest = crypto::bytes_from_base64url<crypto::Digest>(call.params["name"]); digest.ok())
    return kept_report(call, *digest);
  HOCBA_TRY(const auto index, number_from(call.params["name"], "index", log::kMaxTreeSize));
  auto& desk = training_of(call);
  node::FiledReport filed;
  {
    HOCBA_TRY(const auto facts, desk.index().read(*call.view));
    const auto* found = facts->report(log::LeafIndex{index});
    if (found == nullptr) return Error(kNothingThere, "report");
    filed = *found;
  }
  json out = report_facts(filed);
  HOCBA_TRY(const auto text, desk.report(*call.view, training_reader(call), filed));
  if (text) {
    HOCBA_TRY(out["report"], crypto::parse_json(*text));
  }
  if (call.request.query("rebuild") == "true") {
    if (!call.service.allow(call.request, Rate::reads, kHeavyCall)) return Error(kTooMany);
    HOCBA_TRY(const auto digest, desk.rebuild(*call.view, filed));
    out["rebuilt"] = {{"digest", crypto::base64url(digest)}, {"same", digest == filed.body.digest}};
  }
  return no_store(out);
}

}  // namespace

void add_report_routes(std::vector<Route>& routes) {
  const auto add = [&](Method method, const char* pattern, Rate rate, std::size_t max_body, Endpoint endpoint) {
    routes.push_back({method, pattern, Access::session, rate, max_body, std::move(endpoint)});
  };
  add(Method::get, "/v1/training/coverage", Rate::reads, 0, pooled(coverage));
  add(Method::get, "/v1/training/missing", Rate::reads, 0, pooled(missing));
  add(Method::post, "/v1/training/evidence", Rate::reads, kMaxEvidenceBody, pooled(evidence));
  add(Method::post, "/v1/training/check", Rate::reads, kMaxCheckBody, pooled(check_people));
  routes.push_back({Method::get, "/v1/training/reports", Access::open, Rate::reads, 0, pooled(list_reports)});
  add(Method::post, "/v1/training/reports/build", Rate::reads, kMaxBuildBody, pooled(build_report));
  add(Method::put, "/v1/training/reports/{name}", Rate::writes, node::TrainingDesk::kMaxReportBytes,
      pooled(put_report));
  add(Method::get, "/v1/training/reports/{name}", Rate::reads, 0, pooled(one_report));
}

}  // namespace hocba::api
