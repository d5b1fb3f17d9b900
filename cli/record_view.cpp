#include "cli/record_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/record_training.hpp"
#include "cli/whose.hpp"
#include "cli/words.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/copies.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/revocation.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

std::string label_of(const Run& run, const std::string& name) {
  struct Label {
    const char *name, *vi, *en;
  };
  constexpr Label kLabels[] = {{"action", "việc", "action"},
                               {"answer", "trả lời", "answer"},
                               {"application", "đơn", "application"},
                               {"approvers", "người duyệt", "approvers"},
                               {"asker", "người yêu cầu", "asked by"},
                               {"at", "kể từ", "as from"},
                               {"authority", "người sáng lập", "founders"},
                               {"basis", "căn cứ", "basis"},
                               {"birth_date", "ngày sinh", "birth date"},
                               {"book", "sổ năm", "book of the year"},
                               {"capacity", "tư cách", "capacity"},
                               {"class", "lớp", "class"},
                               {"code", "mã lý do", "reason code"},
                               {"compromised_since", "khóa lộ từ", "compromised since"},
                               {"count", "bao nhiêu số", "how many numbers"},
                               {"credential", "văn bản", "document"},
                               {"credentials", "văn bản chuyển theo", "documents that move along"},
                               {"death", "người được cấp đã chết", "death of the holder"},
                               {"delegated_by", "ủy quyền theo mục", "delegated by grant"},
                               {"details", "chi tiết (giá trị băm)", "details (digest)"},
                               {"document_roles", "ký văn bản, theo thứ tự", "sign the document, in order"},
                               {"form", "hình thức", "form"},
                               {"from", "từ", "from"},
                               {"grant", "quyền ở mục", "grant"},
                               {"grants", "quyền của người ký, ở mục", "grants of the signatories"},
                               {"group", "phần", "part"},
                               {"into", "sáp nhập vào", "merged into"},
                               {"items", "văn bản", "documents"},
                               {"key", "khóa", "key"},
                               {"kinds", "loại việc được ký", "kinds"},
                               {"leaving", "trường đi", "leaving unit"},
                               {"name", "họ tên", "name"},
                               {"number", "số", "number"},
                               {"parent", "cấp trên", "parent"},
                               {"period", "kỳ", "period"},
                               {"person", "người", "person"},
                               {"personal_number", "số định danh", "personal number"},
                               {"policy", "chính sách ở mục", "policy"},
                               {"position", "chức vụ", "position"},
                               {"predecessor", "đơn vị trước", "predecessor"},
                               {"profile", "hồ sơ (giá trị băm)", "profile (digest)"},
                               {"proof", "giấy tờ chứng minh", "proof of the relation"},
                               {"pupil", "học sinh (giá trị băm)", "pupil (digest)"},
                               {"quantity", "số lượng", "quantity"},
                               {"reason", "lý do", "reason"},
                               {"received", "nhận yêu cầu lúc", "asked at"},
                               {"receiving", "trường đến", "receiving unit"},
                               {"record_roles", "ký bản ghi cấp", "sign the issue record"},
                               {"role", "vai trò", "role"},
                               {"scope", "phạm vi", "scope"},
                               {"serial_secret", "khóa số hiệu (giá trị băm)", "serial secret (digest)"},
                               {"sha256", "bảng tổng hợp (SHA-256)", "interim sheet (SHA-256)"},
                               {"sheet", "bảng tổng hợp (giá trị băm)", "interim sheet (digest)"},
                               {"status_approvers", "duyệt đổi trạng thái", "approve a change of status"},
                               {"status_proposers", "đề nghị đổi trạng thái", "propose a change of status"},
                               {"subject", "môn", "subject"},
                               {"successor", "văn bản thay thế", "successor"},
                               {"to", "đến", "to"},
                               {"transfer", "hồ sơ chuyển trường", "transfer"},
                               {"type", "loại", "type"},
                               {"types", "loại văn bản", "types"},
                               {"unit", "đơn vị", "unit"},
                               {"year", "năm", "year"}};
  for (const Label& label : kLabels)
    if (name == label.name) return run.say(label.vi, label.en);
  return name;
}

std::string word_of(const Run& run, const std::string& name, const std::string& text) {
  if (name == "action") return action_words(text, run.lang());
  if (name == "answer") return answer_words(text, run.lang());
  if (name == "birth_date") {
    const auto day = date_from_text(text);
    return day.ok() ? to_screen(*day) : text;
  }
  if (name == "role" || name == "record_roles" || name == "document_roles" || name == "status_proposers" ||
      name == "status_approvers")
    return role_words(text, run.lang());
  if (name == "kinds" || name == "kind") return record_kind_words(text, run.lang());
  if (name == "reason") return reason_words(text, run.lang());
  if (name == "code") {
    const std::string title = credential::reason_title(text, run.lang() == Lang::vi);
    return title == text ? text : title + " (" + text + ")";
  }
  if (name == "capacity") {
    const auto capacity = credential::copy_capacity(text);
    return capacity ? run.say(credential::words_of(*capacity).vi, credential::words_of(*capacity).en) : text;
  }
  if (name == "form") {
    const auto form = credential::copy_form(text);
    return form ? run.say(credential::words_of(*form).vi, credential::words_of(*form).en) : text;
  }
  if (name == "group") {
    const auto title = credential::group_title(text);
    return run.say(title.vi, title.en);
  }
  if (name == "type" || name == "types") {
    const std::string document = type_words(text, run.lang());
    return document != text ? document : unit_type_words(text, run.lang());
  }
  const auto time = time_from_text(text);
  if (!time.ok()) return text;
  return name == "to" && start_of_day_utc7(date_in_utc7(*time)) == *time ? end_words(*time, run.lang())
                                                                         : to_screen(*time);
}

std::string value_words(const Run& run, const std::string& name, const json& value) {
  if (value.is_string()) return word_of(run, name, value.get<std::string>());
  if (value.is_null()) return "–";
  if (name == "items" && value.is_array()) return std::to_string(value.size());
  if (value.is_array()) {
    std::string out;
    for (const json& item : value) out += (out.empty() ? "" : ", ") + value_words(run, name, item);
    return out.empty() ? "–" : out;
  }
  if (name == "document_roles" && value.is_object() && value.contains("role") && value["role"].is_string()) {
    const json least = value.value("at_least", json(1));
    return word_of(run, name, value["role"].get<std::string>()) + (least == 1 ? "" : " ×" + least.dump());
  }
  return value.dump();
}

// What the record says, with what opens it in the place of the commitments; who signs should have read this.
// `training`: rows in the place of the body's own, where there are some.
Table table_of(const Run& run, const json& value, const json& opened, const RecordRows& training) {
  Table table{.headers = {run.say("mục", "item"), run.say("giá trị", "value")}, .rows = {}, .right = {}};
  const auto text_of = [&](const char* name) {
    return value.contains(name) && value[name].is_string() ? value[name].get<std::string>() : std::string();
  };
  table.rows = {{run.say("bản ghi", "record"), record_kind_words(text_of("kind"), run.lang())},
                {run.say("đơn vị", "unit"), text_of("unit")}};
  const auto time = time_from_text(text_of("time"));
  table.rows.push_back({run.say("lập lúc", "made at"), time.ok() ? to_screen(*time) : text_of("time")});
  for (const auto& [label, words] : training) table.rows.push_back({label, words});
  if (value.contains("body") && value["body"].is_object())
    for (const auto& [name, item] : value["body"].items()) {
      if (!opened.contains(name)) {
        if (training.empty()) table.rows.push_back({label_of(run, name), value_words(run, name, item)});
        continue;
      }
      const json& content = opened[name]["content"];
      if (!content.is_object()) {
        table.rows.push_back({label_of(run, name), value_words(run, name, content)});
        continue;
      }
      for (const auto& [part, inner] : content.items())
        table.rows.push_back({label_of(run, part), value_words(run, part, inner)});
    }
  return table;
}

// Whom the unit granted it to, where the session may see that. The name is the node's word, as the role is.
std::string person_of(Run& run, std::uint64_t grant) {
  const auto api = run.api();
  if (!api.ok()) return {};
  const auto value = (*api)->get("/v1/entries/" + std::to_string(grant) + "/openings");
  if (!value.ok()) return {};
  return person_in(*value);
}

// As which roles the key may sign for the unit, and who that is, by the node that is named. Nothing where none is
// named, or it does not answer: what a record says can be read without one.
std::string roles_at(Run& run, const std::string& did, const std::string& unit, bool named) {
  if (run.globals.node.empty() || unit.empty()) return {};  // without a unit the founders sign
  const auto api = run.api();
  const auto now = api.ok() ? run.now() : Result<Time>(api.error());
  if (!now.ok()) return {};
  const auto grants = (*api)->grants_of_key(did);
  if (!grants.ok()) return {};
  const bool here = std::any_of(grants->begin(), grants->end(),
                                [&](const GrantInfo& grant) { return grant.unit == unit && grant.in_force(*now); });
  std::vector<std::string> roles;
  for (const GrantInfo& grant : *grants) {
    if (!grant.in_force(*now) || (here && grant.unit != unit)) continue;  // what it may do elsewhere says nothing here
    const std::string person = named && grant.unit == unit ? person_of(run, log::to_u64(grant.index)) : std::string();
    const std::string role = role_words(grant.role, run.lang()) + (person.empty() ? "" : ", " + person) +
                             (grant.unit == unit ? "" : ", " + grant.unit);
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  }
  if (roles.empty()) return run.say("không có quyền còn hiệu lực", "no right in force");
  std::string out;
  for (const std::string& role : roles) out += (out.empty() ? "" : "; ") + role;
  return out;
}

// Who has signed, each on a row of its own number.
void add_signers(Run& run, const json& value, Table& table) {
  if (!value.contains("proof") || !value["proof"].is_array()) return;
  const std::string unit = value.contains("unit") && value["unit"].is_string() ? value["unit"].get<std::string>() : "";
  // One attempt for all of them: it may ask for a passphrase.
  const bool named = !value["proof"].empty() && !unit.empty() && !run.globals.keys.empty() &&
                     !run.globals.node.empty() && run.log_in().ok();
  std::size_t number = 0;
  for (const json& proof : value["proof"]) {
    const auto method = proof.is_object() ? proof.value("verificationMethod", json()) : json();
    const std::string did = method.is_string() ? key_of(method.get<std::string>()) : std::string();
    const std::string roles = did.empty() ? std::string() : roles_at(run, did, unit, named);
    table.rows.push_back(
        {run.say("chữ ký ", "signature ") + std::to_string(++number), did + (roles.empty() ? "" : " (" + roles + ")")});
  }
}

// The documents that the record names, where the node shows them to the first key: without both it says so.
void add_documents(Run& run, const json& value, Table& table) {
  if (!value.contains("body") || !value["body"].is_object()) return;
  std::vector<std::pair<const char*, json>> named;
  for (const char* name : {"credential", "successor"}) named.emplace_back(name, value["body"].value(name, json()));
  if (const json many = value["body"].value("credentials", json()); many.is_array())
    for (const json& one : many) named.emplace_back("credential", one);
  for (const auto& [name, id] : named) {
    if (!id.is_string()) continue;
    const std::string label = label_of(run, name) + run.say(", của ai", ", whose");
    if (run.globals.keys.empty() || run.globals.node.empty()) {
      const std::string lacking = !run.globals.node.empty()  ? "--key"
                                  : run.globals.keys.empty() ? "--node, --key"
                                                             : "--node";
      table.rows.push_back({label, run.say("thêm " + lacking + " để xem của ai", "add " + lacking + " to see whose")});
      continue;
    }
    const auto document = whose(run, id.get<std::string>());
    table.rows.push_back({label, document.ok() ? in_words(*document, run)
                                               : run.say("không xem được: ", "can't be seen: ") +
                                                     error_text(document.error(), run.lang())});
  }
}

}  // namespace

std::string key_of(const std::string& method) { return method.substr(0, method.find('#')); }

std::string person_in(const json& openings) {
  const json* at = &openings;
  for (const char* name : {"person", "content", "name"}) {
    const auto found = at->is_object() ? at->find(name) : at->end();
    if (found == at->end()) return {};
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : std::string();
}

Result<json> show_record(Run& run, const Handover& handover, const std::string& file, const std::string& purpose) {
  auto parsed = crypto::parse_json(handover.record);
  if (!parsed.ok()) return Error(kNotARecord, file);
  json opened = json::object();
  if (handover.openings) {
    HOCBA_TRY(opened, crypto::parse_json(handover.openings->content()));
  }
  const auto record = chain::parse_record(handover.record);
  const bool trains = record.ok() && is_of_training(*record);
  const RecordRows training = trains ? training_rows(run, *record, opened) : RecordRows();
  Table table = table_of(run, *parsed, opened, training);
  add_signers(run, *parsed, table);
  add_documents(run, *parsed, table);
  if (!run.out().json_wanted()) run.out().raw(render_wrapped(table, 200) + "\n");  // whoever signs reads all of it
  if (!opened.empty()) (*parsed)["openings"] = std::move(opened);
  for (const auto& [label, words] : training) (*parsed)["lines"].push_back({{"label", label}, {"value", words}});
  if (trains) {
    HOCBA_TRY((*parsed)["training"], tell_training(run, *record, purpose));
  }
  return parsed;
}

}  // namespace hocba::cli
