#include "ledger/credential/correction.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/encoding.hpp"
#include "crypto/hash.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/correction_parts.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/schema.hpp"

namespace hocba::credential {
namespace {

using nlohmann::json;

struct Reason {
  std::string_view code;
  const char *vi, *en;
};
constexpr std::array<Reason, 6> kReasons = {{{"NHAP_SAI", "Nhập sai", "Entry error"},
                                             {"PHUC_KHAO", "Phúc khảo", "Re-marking"},
                                             {"DANH_GIA_LAI", "Đánh giá lại", "Re-assessment"},
                                             {"CAI_CHINH_HO_TICH", "Cải chính hộ tịch", "Correction of civil status"},
                                             {"CHUYEN_TRUONG", "Chuyển trường", "Transfer"},
                                             {"KHAC", "Khác", "Other"}}};

// Of `hocba`: what the register and the ledger give a document, not what it says. A seat's salt is copied nowhere.
constexpr std::string_view kNoContent[] = {"version",        "type",         "unit",        "period",      "book",
                                           "registerNumber", "registerText", "statusIndex", "salt",        "serial",
                                           "place",          "supersedes",   "groups",      "originality", "attempts"};

using Places = std::map<std::string, ContentValue>;

// Lists of things with codes by these, others by their order.
std::string step(const json& element, std::size_t index) {
  if (element.is_object())
    if (const auto code = element.find("code"); code != element.end() && code->is_string())
      return code->get<std::string>();
  return std::to_string(index + 1);
}

void flatten(const json& value, const std::string& place, Places& out) {
  if (value.is_string()) {
    out.emplace(place, value.get<std::string>());
  } else if (value.is_number_integer()) {
    out.emplace(place, value.get<std::int64_t>());
  } else if (value.is_boolean()) {
    out.emplace(place, std::string(value.get<bool>() ? "true" : "false"));
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) flatten(member, place.empty() ? name : place + "." + name, out);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) flatten(value[i], place + "." + step(value[i], i), out);
  }
}

void flatten_core(const Document& document, Places& out) {
  const json& core = document.core();
  const json& subject = core.at("credentialSubject");
  flatten(core.at("name"), "title", out);
  flatten(subject.at("name"), "name", out);
  if (subject.contains("birthDate")) flatten(subject.at("birthDate"), "birthDate", out);
  flatten(core.at("issuer").at("name"), "issuer.name", out);
  if (core.contains("validUntil")) flatten(core.at("validUntil"), "validUntil", out);
  if (subject.contains("achievement")) {  // certificates, awards
    const json& achievement = subject.at("achievement");
    flatten(achievement.at("description"), "achievement.description", out);
    flatten(achievement.at("criteria").at("narrative"), "achievement.criteria", out);
  }
  for (const auto& [name, member] : core.at("hocba").items())
    if (std::find(std::begin(kNoContent), std::end(kNoContent), name) == std::end(kNoContent))
      flatten(member, name, out);
}

bool has_prefix(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

void compare(const Places& before, const Places& after, std::vector<Change>& out) {
  std::set<std::string> places;
  for (const auto& [place, value] : before) places.insert(place);
  for (const auto& [place, value] : after) places.insert(place);
  const auto value_at = [](const Places& values, const std::string& place) {
    const auto found = values.find(place);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  for (const std::string& place : places) {
    auto old_value = value_at(before, place), new_value = value_at(after, place);
    if (old_value != new_value) out.push_back({place, std::move(old_value), std::move(new_value)});
  }
}

Places places_of_group(const Document& document, const std::string& name) {
  Places out;
  const Group* group = document.group(name);
  if (group == nullptr) return out;
  auto content = crypto::parse_json(group->content);
  HOCBA_CHECK(content.ok());  // Document::make read it
  content->erase(kCorrected);
  // A picture is no value to print: it is the same or another one.
  if (name == kPhoto)
    out.emplace(name, "sha256:" + crypto::base64url(crypto::sha256(group->content)));
  else
    flatten(*content, name, out);
  return out;
}

bool names_group(const Document& document, const std::string& name) {
  const auto& digests = document.group_digests();
  return std::any_of(digests.begin(), digests.end(), [&](const GroupDigest& one) { return one.name == name; });
}

}  // namespace

std::string_view to_text(CorrectionReason reason) { return kReasons.at(static_cast<std::size_t>(reason)).code; }

std::optional<CorrectionReason> correction_reason(std::string_view text) {
  const std::string folded = fold(text);
  for (std::size_t i = 0; i < kReasons.size(); ++i)
    if (text == kReasons.at(i).code || folded == fold(kReasons.at(i).vi)) return static_cast<CorrectionReason>(i);
  return std::nullopt;
}

ReasonWords words_of(CorrectionReason reason) {
  const Reason& found = kReasons.at(static_cast<std::size_t>(reason));
  return {found.vi, found.en};
}

std::vector<Change> differences(const Document& before, const Document& after) {
  std::vector<Change> out;
  Places old_core, new_core;
  flatten_core(before, old_core);
  flatten_core(after, new_core);
  compare(old_core, new_core, out);
  std::set<std::string> groups;
  for (const Document* document : {&before, &after})
    for (const GroupDigest& group : document->group_digests())
      if (group.name != kCorrection) groups.insert(group.name);
  for (const std::string& name : groups) {
    // One that a document has but doesn't show can't be compared.
    const bool hidden = (names_group(before, name) && before.group(name) == nullptr) ||
                        (names_group(after, name) && after.group(name) == nullptr);
    if (!hidden) compare(places_of_group(before, name), places_of_group(after, name), out);
  }
  std::sort(out.begin(), out.end(), [](const Change& a, const Change& b) { return a.place < b.place; });
  return out;
}

namespace {

// What a change counts for at the foot of a table: a subject's result, or the comment beside it.
struct TablePlace {
  std::string period, subject;
};
std::optional<TablePlace> table_place(const Change& change) {
  const std::pair<std::string_view, std::string_view> kTables[] = {{kYearPrefix, ".results."},
                                                                   {kCommentsPrefix, ".subjects."}};
  const std::size_t dot = std::min(change.place.find('.'), change.place.size()), last = change.place.rfind('.');
  for (const auto& [prefix, list] : kTables) {
    if (!has_prefix(change.place, prefix) || change.place.compare(dot, list.size(), list) != 0) continue;
    const std::size_t begin = dot + list.size();
    if (last < begin) continue;
    // A subject that was added or taken out is no correction of its code and of its name.
    const std::string_view member = std::string_view(change.place).substr(last + 1);
    const bool whole = !change.before || !change.after;
    if (whole && (member == "code" || member == "name")) return std::nullopt;
    return TablePlace{change.place.substr(prefix.size(), dot - prefix.size()),
                      change.place.substr(begin, last - begin)};
  }
  return std::nullopt;
}

}  // namespace

std::vector<CorrectedTable> corrected_tables(const std::vector<Change>& changes) {
  // A page that is new, or gone, as a whole has nothing struck out.
  std::set<std::string> whole;
  for (const Change& change : changes)
    if (has_prefix(change.place, kYearPrefix) && change.place.substr(change.place.find('.') + 1) == "period")
      whole.insert(change.place.substr(kYearPrefix.size(), change.place.find('.') - kYearPrefix.size()));
  std::map<std::string, CorrectedTable> tables;
  for (const Change& change : changes) {
    const auto place = table_place(change);
    if (!place || whole.count(place->period) != 0) continue;
    auto period = PeriodCode::parse(place->period);
    if (!period.ok()) continue;
    CorrectedTable& table = tables[place->period];
    table.period = *period;
    ++table.places;
    if (std::find(table.subjects.begin(), table.subjects.end(), place->subject) == table.subjects.end())
      table.subjects.push_back(place->subject);
  }
  std::vector<CorrectedTable> out;
  for (auto& [period, table] : tables) out.push_back(std::move(table));
  return out;
}

namespace {

std::string group_of(const std::string& place) { return place.substr(0, place.find('.')); }

void put_value(json& to, const char* name, const std::optional<ContentValue>& value) {
  if (value) std::visit([&](const auto& held) { to[name] = held; }, *value);
}

std::optional<ContentValue> value_of(const json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) return std::nullopt;
  if (found->is_string()) return found->get<std::string>();
  return found->get<std::int64_t>();
}

bool is_group(const Document& document, const std::string& name) {
  return group_allowed(*shape_of(document.facts().type.str()), name);
}

// What a shown group says that it said before.
std::map<std::string, std::optional<ContentValue>> corrected_in(const Group& group) {
  std::map<std::string, std::optional<ContentValue>> out;
  if (group.name == kCorrection || group.name == kPhoto) return out;
  const auto content = crypto::parse_json(group.content);
  HOCBA_CHECK(content.ok());  // Document::make read it
  const auto corrected = content->find(kCorrected);
  if (corrected == content->end()) return out;
  for (const json& one : *corrected) out.emplace(one.at("place").get<std::string>(), value_of(one, "before"));
  return out;
}

}  // namespace

void put_correction(std::vector<std::pair<std::string, json>>& contents, const TypeShape& shape,
                    const Correction& correction) {
  json changes = json::array();
  for (const Change& change : correction.changes) {
    json listed = {{"place", change.place}};
    const std::string name = group_of(change.place);
    const auto group =
        std::find_if(contents.begin(), contents.end(), [&](const auto& content) { return content.first == name; });
    if (group != contents.end() && name != kPhoto) {
      json before = listed;
      put_value(before, "before", change.before);
      group->second[kCorrected].push_back(std::move(before));
    } else if (!group_allowed(shape, name)) {
      put_value(listed, "before", change.before);
      put_value(listed, "after", change.after);
    }
    changes.push_back(std::move(listed));
  }
  contents.emplace_back(
      kCorrection,
      json{{"reason", to_text(correction.reason)}, {"basis", correction.basis}, {"changes", std::move(changes)}});
}

std::optional<Correction> correction_of(const Document& document) {
  const Group* group = document.group(kCorrection);
  if (group == nullptr) return std::nullopt;
  const auto content = crypto::parse_json(group->content);
  HOCBA_CHECK(content.ok());  // Document::make read it
  Correction out;
  out.reason =
      correction_reason(content->at("reason").get_ref<const std::string&>()).value();  // the schema has seen it
  out.basis = content->at("basis").get<std::string>();
  std::map<std::string, std::pair<std::map<std::string, std::optional<ContentValue>>, Places>> groups;
  for (const json& listed : content->at("changes")) {
    Change change{listed.at("place").get<std::string>(), value_of(listed, "before"), value_of(listed, "after"), true};
    const std::string name = group_of(change.place);
    if (is_group(document, name)) {
      const Group* of = document.group(name);
      change.before.reset();
      change.after.reset();
      change.shown = of != nullptr && name != kPhoto;
      if (change.shown) {
        auto found = groups.find(name);
        if (found == groups.end())
          found = groups.emplace(name, std::pair(corrected_in(*of), places_of_group(document, name))).first;
        const auto& [before, now] = found->second;
        if (const auto was = before.find(change.place); was != before.end()) change.before = was->second;
        if (const auto is = now.find(change.place); is != now.end()) change.after = is->second;
      }
    }
    out.changes.push_back(std::move(change));
  }
  return out;
}

std::vector<std::string> untrue_changes(const Document& document) {
  std::set<std::string> out, listed;
  const Group* correction = document.group(kCorrection);
  Places core;
  flatten_core(document, core);
  std::map<std::string, std::pair<std::map<std::string, std::optional<ContentValue>>, Places>> groups;
  for (const Group& group : document.groups())
    groups.emplace(group.name, std::pair(corrected_in(group), places_of_group(document, group.name)));
  const auto at = [](const Places& values, const std::string& place) {
    const auto found = values.find(place);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  if (correction != nullptr) {
    const auto content = crypto::parse_json(correction->content);
    HOCBA_CHECK(content.ok());  // Document::make read it
    for (const json& change : content->at("changes")) {
      const std::string place = change.at("place").get<std::string>(), name = group_of(place);
      listed.insert(place);
      const auto before = value_of(change, "before"), after = value_of(change, "after");
      if (!is_group(document, name)) {
        if (at(core, place) != after || before == after) out.insert(place);
      } else if (before || after) {
        out.insert(place);
      } else if (const auto group = groups.find(name); group != groups.end() && name != kPhoto) {
        const auto was = group->second.first.find(place);
        if (was == group->second.first.end() || was->second == at(group->second.second, place)) out.insert(place);
      }
    }
  }
  // A group that says that it was corrected, of a document whose correction doesn't.
  if (correction != nullptr || !names_group(document, kCorrection))
    for (const auto& [name, group] : groups)
      for (const auto& [place, before] : group.first)
        if (listed.count(place) == 0) out.insert(place);
  return {out.begin(), out.end()};
}

}  // namespace hocba::credential
