#include "cli/desk_client.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

Result<DeskEntry> read_entry(const json& value, const std::string& place) {
  Answer in(value, place);
  DeskEntry out;
  out.id = in.text("id");
  out.record = in.flag("record");
  out.state = in.text("state");
  out.for_me = in.flag("for_me");
  out.lapsed = in.flag("lapsed");
  out.by = in.text("by");
  out.signers = in.texts("signers");
  out.unit = in.optional_text("unit");
  out.type = in.optional_text("type");
  out.reason = in.optional_text("reason");
  out.returned_by = in.optional_text("returned_by");
  out.text = crypto::canonical(value);
  if (out.record) {
    out.kind = in.text("kind");
    out.about = in.optional_text("about");
    HOCBA_RETURN_IF_ERROR(in.end());
    return out;
  }
  out.period = in.text("period");
  out.class_name = in.optional_text("class");
  out.name = in.text("name");
  out.birth_date = in.optional_text("birth_date");  // a collective has none
  out.serial = in.text("serial");
  out.digest = in.text("digest");
  out.content_digest = in.text("content_digest");
  out.book = in.number("book");
  out.number = in.number("number");
  out.status_index = in.number("status_index");
  out.supersedes = in.optional_text("supersedes");
  out.ready = in.flag("ready");
  out.waits_for = in.optional_text("waits_for");
  out.have = in.optional_number("have").value_or(0);
  out.need = in.optional_number("need").value_or(0);
  out.mine = in.optional_text("mine");
  out.may_sign = in.texts("may_sign");
  out.open_subjects = in.texts("open_subjects");
  out.policy = in.optional_number("policy");
  const json& grants = in.list("grants");
  HOCBA_RETURN_IF_ERROR(in.end());
  for (const json& grant : grants) {
    if (!grant.is_number_unsigned()) return Error(kAnswerMalformed, place + ": grants");
    out.grants.push_back(grant.get<std::uint64_t>());
  }
  return out;
}

Result<credential::Document> read_document(const json& value, const DeskEntry& entry, const std::string& place) {
  if (!value.contains("groups") || !value["groups"].is_array()) return Error(kAnswerMalformed, place + ": groups");
  std::vector<credential::Group> groups;
  for (const json& one : value["groups"]) {
    Answer in(one, place);
    credential::Group group;
    group.name = in.text("name");
    const std::string salt = in.text("salt");
    HOCBA_RETURN_IF_ERROR(in.end());
    const auto bytes = crypto::bytes_from_base64url<credential::Salt>(salt);
    if (!bytes.ok() || !one.contains("content")) return Error(kAnswerMalformed, place + ": groups");
    group.salt = *bytes;
    group.content = crypto::canonical(one["content"]);
    groups.push_back(std::move(group));
  }
  auto document = credential::Document::from_core(value["content"], std::move(groups));
  if (!document.ok()) return Error(kDeskDiffers, entry.id + ": " + document.error().to_string());
  HOCBA_RETURN_IF_ERROR(desk_entry_is_of(entry, *document));
  return document;
}

Result<Handover> read_record(const json& value, const DeskEntry& entry, const std::string& place) {
  const json& record = value["content"];
  if (crypto::base64url(chain::record_id(record)) != entry.id) return Error(kDeskDiffers, entry.id);
  json file = record;
  // As one that travels as a file: what opens it is checked against the record there.
  if (const auto openings = value.find("openings"); openings != value.end() && !openings->empty()) {
    const bool grant = record.value("kind", json()) == json("key.grant");
    file["openings"] = {{"unit", entry.unit}, {"place", grant ? "grants" : "entries"}, {"content", *openings}};
  }
  return handover_from(crypto::canonical(file), place);
}

}  // namespace

namespace {

// "CDS_CB-01, CDS_NC-03": those of its modules, in their order, each once.
std::string classes_of_modules(const json& hocba) {
  std::string out;
  std::set<std::string> seen;
  for (const json& module : hocba.value("modules", json::array())) {
    const json name = module.is_object() ? module.value("className", json()) : json();
    if (!name.is_string() || !seen.insert(name.get<std::string>()).second) continue;
    out += (out.empty() ? "" : ", ") + name.get<std::string>();
  }
  return out;
}

// The core names the class, or the pages of years do, as far as they are shown to this key; or modules name theirs.
bool class_stands_in(const std::string& name, const credential::Document& document) {
  const auto says = [&](const json& part) { return part.is_object() && part.value("className", json()) == json(name); };
  const json& hocba = document.core().at("hocba");
  if (name.empty() || says(hocba) || name == classes_of_modules(hocba)) return true;
  return std::any_of(document.groups().begin(), document.groups().end(), [&](const credential::Group& group) {
    const auto content = crypto::parse_json(group.content);
    return group.name.rfind("year-", 0) == 0 && content.ok() && says(*content);
  });
}

}  // namespace

Status desk_entry_is_of(const DeskEntry& entry, const credential::Document& document) {
  const auto& facts = document.facts();
  const auto headline = credential::headline(document);
  const std::pair<const char*, bool> same[] = {
      {"id", credential::to_text(facts.id) == entry.id},
      {"digest", crypto::base64url(document.digest()) == entry.digest},
      {"content", crypto::base64url(credential::content_digest(document)) == entry.content_digest},
      {"unit", facts.unit.str() == entry.unit},
      {"type", facts.type.str() == entry.type},
      {"period", facts.period.str() == entry.period},
      {"class", class_stands_in(entry.class_name, document)},
      {"name", headline.holder_name == entry.name},
      {"birth date", (headline.birth_date ? to_text(*headline.birth_date) : std::string()) == entry.birth_date},
      {"serial", facts.serial == entry.serial},
      {"book", facts.book == entry.book},
      {"number", facts.register_number == entry.number},
      {"status index", facts.status_index == entry.status_index},
      {"supersedes", (facts.supersedes ? credential::to_text(*facts.supersedes) : std::string()) == entry.supersedes},
  };
  for (const auto& [what, is_same] : same)
    if (!is_same) return Error(kDeskDiffers, entry.id + ": " + what);
  return done();
}

Status desk_still_says(const DeskEntry& listed, const DeskEntry& now) {
  if (listed.record || now.record) return done();
  if (listed.content_digest != now.content_digest) return Error(kDeskMoved, listed.id);
  // The same content, and other words about it in the list: the user was shown a false one.
  const auto shown = [](const DeskEntry& e) {
    return std::tie(e.unit, e.type, e.period, e.class_name, e.name, e.birth_date, e.serial, e.book, e.number);
  };
  return shown(listed) == shown(now) ? done() : Status(Error(kDeskDiffers, listed.id));
}

Result<std::vector<DeskEntry>> desk_list(ApiClient& node, const DeskFilter& filter) {
  std::string path = "/v1/desk?limit=200&view=" + filter.view;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) path += std::string("&") + name + "=" + percent_encode(value);
  };
  add("unit", filter.unit);
  add("type", filter.type);
  add("class", filter.class_name);
  add("purpose", filter.purpose);
  std::vector<DeskEntry> out;
  for (std::string after;;) {
    HOCBA_TRY(const json value, node.get(path + (after.empty() ? "" : "&after=" + percent_encode(after))));
    Answer in(value, "/v1/desk");
    const json& items = in.list("items");
    const std::string next = in.optional_text("next");
    HOCBA_RETURN_IF_ERROR(in.end());
    for (const json& item : items) {
      HOCBA_TRY(auto entry, read_entry(item, "/v1/desk"));
      out.push_back(std::move(entry));
    }
    if (next.empty()) return out;
    if (next == after || items.empty() || out.size() > ApiClient::kMaxListed)
      return Error(kAnswerMalformed, "/v1/desk");
    after = next;
  }
}

Result<std::vector<DeskPaper>> desk_read(ApiClient& node, const std::vector<std::string>& ids,
                                         const std::string& purpose) {
  const std::string path = "/v1/desk/read";
  std::vector<DeskPaper> out;
  for (std::size_t begin = 0; begin < ids.size(); begin += kDeskBatch) {
    const std::size_t end = std::min(begin + kDeskBatch, ids.size());
    const std::vector<std::string> some(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                        ids.begin() + static_cast<std::ptrdiff_t>(end));
    json body = {{"ids", some}};
    if (!purpose.empty()) body["purpose"] = purpose;
    HOCBA_TRY(const json value, node.post(path, body));
    Answer in(value, path);
    const json& items = in.list("items");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (items.size() != some.size()) return Error(kAnswerMalformed, path);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const json& item = items[i];
      DeskPaper paper;
      HOCBA_TRY(paper.entry, read_entry(item, path));
      if (paper.entry.id != some[i] || !item.contains("content") || !item["content"].is_object())
        return Error(kAnswerMalformed, path + ": " + some[i]);
      if (paper.entry.record) {
        HOCBA_TRY(paper.handover, read_record(item, paper.entry, some[i]));
      } else {
        HOCBA_TRY(paper.document, read_document(item, paper.entry, some[i]));
      }
      out.push_back(std::move(paper));
    }
  }
  return out;
}

Result<std::vector<DeskOutcome>> desk_post(ApiClient& node, const std::string& path, const char* name,
                                           const std::vector<json>& items, const json& more) {
  std::vector<DeskOutcome> out;
  for (std::size_t begin = 0; begin < items.size(); begin += kDeskBatch) {
    json body = more.is_object() ? more : json::object();
    json& some = body[name] = json::array();
    for (std::size_t i = begin; i < std::min(begin + kDeskBatch, items.size()); ++i) some.push_back(items[i]);
    HOCBA_TRY(const json value, node.post(path, body));
    Answer in(value, path);
    const json& results = in.list("results");
    HOCBA_RETURN_IF_ERROR(in.end());
    if (results.size() != some.size()) return Error(kAnswerMalformed, path + ": results");
    for (std::size_t i = 0; i < results.size(); ++i) {
      const json& item = results[i];
      DeskOutcome one;
      Answer fields(item, path);
      one.id = fields.optional_text("id");
      one.deposited = fields.optional_text("deposited");
      HOCBA_RETURN_IF_ERROR(fields.end());
      const json& sent = items[begin + i];
      const std::string id = sent.is_string() ? sent.get<std::string>() : sent.value("id", std::string());
      if (!id.empty() && !one.id.empty() && one.id != id) return Error(kAnswerMalformed, path + ": " + id);
      if (!id.empty()) one.id = id;
      constexpr int kUnprocessable = 422;
      if (item.contains("code"))
        one.error = problem_of(kUnprocessable, crypto::canonical(item), path);
      else if (item.contains("state")) {
        HOCBA_TRY(one.entry, read_entry(item, path));
      }
      out.push_back(std::move(one));
    }
  }
  return out;
}

std::string desk_state_words(const DeskEntry& entry, Lang lang) {
  struct Word {
    const char *state, *vi, *en;
  };
  constexpr Word kWords[] = {{"CHOT_DIEM", "đã chốt điểm", "closed marks"},
                             {"GVBM_KY", "giáo viên bộ môn đã ký", "signed by teachers"},
                             {"GVCN_KY", "giáo viên chủ nhiệm đã ký", "signed by the homeroom teacher"},
                             {"HT_KY", "hiệu trưởng đã ký", "signed by the principal"},
                             {"DONG_DAU", "đã đóng dấu", "sealed"},
                             {"DA_KY", "đã có chữ ký", "signed"},
                             {"TRA_LAI", "trả lại", "returned"},
                             {"CHO_DUYET", "chờ duyệt", "to be approved"}};
  std::string said = entry.state;
  for (const Word& word : kWords)
    if (entry.state == word.state) said = pick(lang, word.vi, word.en);
  if (entry.state == "CHOT_DIEM" && entry.type != "transcript") said = pick(lang, "chưa ai ký", "not signed yet");
  if (entry.lapsed)
    return std::string(pick(lang, "có chữ ký hết hiệu lực, cần trả lại", "a signature lapsed, to be returned"));
  if (!entry.waits_for.empty()) {
    said += std::string(pick(lang, "; chờ ", "; waits for ")) + role_words(entry.waits_for, lang);
    if (entry.need > 1) said += " " + std::to_string(entry.have) + "/" + std::to_string(entry.need);
  }
  if (entry.ready) said += pick(lang, "; chờ phát hành", "; to be issued");
  return said;
}

}  // namespace hocba::cli
