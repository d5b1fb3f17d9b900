// Registers as offices read them (domain §2.2): the original register of a unit, type and year, its annex, and the
// register of copies, page by page. Views of ledger and vault (node/register_view.hpp): nothing is kept for them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/codes.hpp"
#include "api/problem.hpp"
#include "api/service.hpp"
#include "api/views.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/copies.hpp"
#include "node/vault.hpp"

namespace hocba::api {

namespace {

using nlohmann::json;

constexpr std::uint32_t kLinesPerCall = 10;

struct AskedRegister {
  node::Reader reader;
  node::RegisterQuery query;
};

Result<AskedRegister> asked_register(const Call& call) {
  HOCBA_TRY(const auto unit, unit_from(call.params["code"]));
  const auto type = chain::CredentialType::parse(call.params["type"]);
  if (!type) return Error(kBadRequest, "type");
  HOCBA_TRY(const auto year, number_from(call.params["year"], "year", chain::kMaxYear));
  AskedRegister out{{*call.caller, std::string(call.request.query("purpose").value_or("")),
                     std::string(call.request.query("decision").value_or(""))},
                    {{unit, *type, static_cast<std::uint32_t>(year)}, 0, 100, false}};
  if (const auto given = call.request.query("limit")) {
    HOCBA_TRY(const auto limit, number_from(*given, "limit", node::kMaxRegisterPage));
    out.query.limit = static_cast<std::uint32_t>(std::max<std::uint64_t>(limit, 1));
  }
  if (const auto given = call.request.query("after")) {
    HOCBA_TRY(out.query.after, number_from(*given, "after", log::kMaxTreeSize));
  }
  // A line is a document out of the vault: a page costs what some calls do.
  if (!call.service.allow(call.request, Rate::reads, out.query.limit / kLinesPerCall)) return Error(kTooMany);
  HOCBA_TRY(const auto known, chain::find_unit(*call.view->state, unit));
  if (!known) return Error(kNothingThere, "unit " + unit.str());
  return out;
}

void put_text(json& out, const char* name, const std::string& text) {
  if (!text.empty()) out[name] = text;
}

void put_place(json& out, const node::LedgerPlace& place) {
  out["index"] = log::to_u64(place.index);
  out["height"] = chain::to_u64(place.height);
  out["time"] = to_text(place.time);
}

const char* document_word(node::LineDocument::Is is) {
  switch (is) {
    case node::LineDocument::Is::shown:
      return "shown";
    case node::LineDocument::Is::erased:
      return "erased";
    case node::LineDocument::Is::unreadable:
      return "unreadable";
    case node::LineDocument::Is::absent:
      break;
  }
  return "absent";
}

// The columns that the document gives. `number`: with the personal number, for the annex.
json entry_json(const node::LineDocument& document, bool number = false) {
  json out = {{"document", document_word(document.is)}};
  if (!document.entry) return out;
  const auto& entry = *document.entry;
  out["name"] = entry.name;
  if (entry.birth_date) out["birth_date"] = to_text(*entry.birth_date);
  out["serial"] = entry.serial;
  out["register"] = entry.register_text;
  out["issued"] = to_text(entry.issued_on);
  out["originality"] = credential::to_text(entry.originality);
  put_text(out, "title", entry.title);
  put_text(out, "issuer_name", entry.issuer_name);
  put_text(out, "birth_place", entry.birth_place);
  put_text(out, "sex", entry.sex);
  put_text(out, "grade", entry.grade);
  put_text(out, "course", entry.course);
  put_text(out, "decision", entry.decision);
  if (entry.decision_date) out["decision_date"] = to_text(*entry.decision_date);
  put_text(out, "nationality", entry.nationality.value_or(std::string()));
  put_text(out, "ethnicity", entry.ethnicity.value_or(std::string()));
  if (document.sensitive_withheld) out["withheld"] = json::array({"sensitive"});
  if (document.sensitive_erased) out["erased"] = json::array({"sensitive"});
  if (number) put_text(out, "personal_number", entry.personal_number.value_or(std::string()));
  return out;
}

// The name under which the unit is published; nothing where it published none.
Result<std::string> unit_name(const Call& call, const chain::UnitCode& code) {
  HOCBA_TRY(const auto unit, chain::find_unit(*call.view->state, code));
  if (!unit) return std::string();
  HOCBA_TRY(const auto profile, call.service.node().vault().profile(unit->profile));
  if (!profile) return std::string();
  const json value = json::parse(*profile, nullptr, false);
  const auto content = value.is_object() ? value.find("content") : value.end();
  if (!value.is_object() || content == value.end() || !content->is_object()) return std::string();
  const auto name = content->find("name");
  return name != content->end() && name->is_string() ? name->get<std::string>() : std::string();
}

Result<json> head_json(const AskedRegister& asked, const Call& call) {
  const auto& book = asked.query.book;
  json out = {{"unit", book.unit.str()},
              {"type", book.type.str()},
              {"year", book.year},
              {"as_of", to_text(call.view->cosigned)}};
  HOCBA_TRY(const auto name, unit_name(call, book.unit));
  put_text(out, "issuer", name);
  return out;
}

Response page_response(const json& page) {
  Response out = json_response(page);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

Result<json> book_line(const Call& call, const node::BookLine& line) {
  json out = line.credential ? entry_json(line.document) : json::object();
  out["number"] = line.number;
  put_place(out, line.place);
  switch (line.is) {
    case node::BookLine::Is::open:
      out["state"] = "open";
      break;
    case node::BookLine::Is::spoiled:
      out["state"] = "spoiled";
      if (line.spoiled) out["reason"] = chain::to_text(*line.spoiled);
      break;
    case node::BookLine::Is::issued:
      out["state"] = "issued";
      out["id"] = chain::to_text(line.credential->id);
      out["standing"] = chain::to_text(line.credential->standing);
      if (line.credential->since) out["since"] = to_text(*line.credential->since);
      if (line.credential->successor) {
        out["superseded_by"] = chain::to_text(*line.credential->successor);
        // Where a reader of the printed register finds it; its document may be on another node.
        HOCBA_TRY(const auto next, chain::find_credential(*call.view->state, *line.credential->successor));
        if (next) out["successor"] = {{"year", next->book}, {"number", next->number}};
      }
      if (line.undecided) out["undecided"] = true;
      break;
  }
  return out;
}

Result<Response> register_book(const Call& call) {
  HOCBA_TRY(auto asked, asked_register(call));
  asked.query.sensitive = call.request.query("ethnicity") == "true";
  HOCBA_TRY(const auto page, call.service.node().vault().book_page(*call.view, asked.reader, asked.query));
  HOCBA_TRY(json out, head_json(asked, call));
  out["numbers"] = page.book.next - 1;
  out["used"] = page.book.used;
  out["closed"] = page.book.closed;
  json& predecessors = out["predecessors"] = json::array();
  for (const auto& unit : page.predecessors) predecessors.push_back(unit.str());
  json& lines = out["lines"] = json::array();
  for (const auto& line : page.lines) {
    HOCBA_TRY(json one, book_line(call, line));
    lines.push_back(std::move(one));
  }
  if (page.more) out["next"] = page.lines.back().number;
  return page_response(out);
}

// What was opened of a commitment, as it stands there.
void put_opened(json& out, const char* name, const std::string& text) {
  if (text.empty()) return;
  auto content = crypto::parse_json(text);
  if (content.ok() && content->is_object()) out[name] = std::move(content).value();
}

Result<Response> register_annex(const Call& call) {
  HOCBA_TRY(const auto asked, asked_register(call));
  HOCBA_TRY(const auto page, call.service.node().vault().annex_page(*call.view, asked.reader, asked.query));
  HOCBA_TRY(json out, head_json(asked, call));
  json& lines = out["lines"] = json::array();
  for (const auto& line : page.lines) {
    json one = entry_json(line.document, true);
    put_place(one, line.place);
    one["id"] = chain::to_text(line.credential);
    one["action"] = chain::to_text(line.action);
    if (line.successor) {
      one["superseded_by"] = chain::to_text(*line.successor);
      one["successor"] = entry_json(line.successor_document, true);
    }
    put_opened(one, "reason", line.reason);
    lines.push_back(std::move(one));
  }
  if (page.more) out["next"] = log::to_u64(page.lines.back().place.index);
  return page_response(out);
}

Result<Response> register_copies(const Call& call) {
  HOCBA_TRY(const auto asked, asked_register(call));
  HOCBA_TRY(const auto page, call.service.node().vault().copies_page(*call.view, asked.reader, asked.query));
  const auto& calendar = call.service.node().config().working_days;
  HOCBA_TRY(json out, head_json(asked, call));
  json& lines = out["lines"] = json::array();
  for (const auto& line : page.lines) {
    json one = entry_json(line.document);
    one["number"] = line.number;
    put_place(one, line.place);
    one["id"] = chain::to_text(line.credential);
    put_opened(one, "details", line.details);
    if (const auto due = credential::copy_due(line.details, calendar)) {
      one["due"] = to_text(*due);
      one["late"] = date_in_utc7(line.place.time) > *due;
      one["holidays_known"] = *due <= calendar.complete_through();
    }
    lines.push_back(std::move(one));
  }
  if (page.more) out["next"] = page.lines.back().number;
  return page_response(out);
}

}  // namespace

void add_register_routes(std::vector<Route>& routes) {
  const auto get = [&](const char* pattern, auto work) {
    routes.push_back({Method::get, pattern, Access::session, Rate::reads, 0, pooled(work)});
  };
  get("/v1/registers/{code}/{type}/{year}/book", register_book);
  get("/v1/registers/{code}/{type}/{year}/annex", register_annex);
  get("/v1/registers/{code}/{type}/{year}/copies", register_copies);
}

}  // namespace hocba::api
