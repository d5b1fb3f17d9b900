#include "cli/sheet_difference.hpp"

#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/sheet.hpp"

namespace hocba::cli {

using nlohmann::json;

Result<exchange::SheetDiff> difference_of_files(const std::string& before, const std::string& before_sheet,
                                                const std::string& after, const std::string& after_sheet) {
  HOCBA_TRY(const std::string old_bytes, read_file(before));
  HOCBA_TRY(const std::string new_bytes, read_file(after));
  const auto old_table = exchange::read_table(old_bytes, before_sheet);
  if (!old_table.ok()) return old_table.error().at(before);
  const auto new_table = exchange::read_table(new_bytes, after_sheet);
  if (!new_table.ok()) return new_table.error().at(after);
  return exchange::diff_transcripts(*old_table, *new_table);
}

namespace {

std::string person_words(const exchange::PersonOfSheet& person) {
  return person.name + (person.birth_date.empty() ? "" : ", " + person.birth_date);
}

std::string lines_of_people(const std::vector<exchange::PersonOfSheet>& people) {
  std::string out;
  for (const auto& person : people) out += (out.empty() ? "" : ", ") + std::to_string(person.line);
  return out.empty() ? "–" : out;
}

std::string list_of(const std::vector<std::size_t>& lines) {
  constexpr std::size_t kMostListed = 20;
  std::string out;
  for (std::size_t i = 0; i < lines.size() && i < kMostListed; ++i)
    out += (i == 0 ? "" : ", ") + std::to_string(lines[i]);
  return lines.size() > kMostListed ? out + " …" : out;
}

// "2024-2025, Toán: Điểm cả năm"
std::string place_words(const exchange::ValueChange& change, Lang lang) {
  std::string out = change.period;
  if (!change.subject.empty()) out += (out.empty() ? "" : ", ") + change.subject;
  const std::string_view what = !change.column.empty()    ? change.column
                                : !change.subject.empty() ? pick(lang, "cả môn", "the subject")
                                                          : pick(lang, "cả năm học", "the school year");
  return out + (out.empty() ? "" : ": ") + std::string(what);
}

}  // namespace

void tell_difference(Output& out, const exchange::SheetDiff& diff, const std::string& former) {
  const Lang lang = out.lang();
  const auto say = [&](std::string_view vi, std::string_view en) { return std::string(pick(lang, vi, en)); };
  Table table{.headers = {say("dòng", "line"), say("ai", "who"), say("chỗ", "place"), say("cũ → mới", "old → new")},
              .rows = {},
              .right = {true}};
  const auto person_row = [&](const exchange::PersonOfSheet& person, const std::string& what) {
    table.rows.push_back({std::to_string(person.line), person_words(person), what, ""});
  };
  for (const auto& person : diff.added) person_row(person, say("thêm", "added"));
  for (const auto& person : diff.removed)
    person_row(person, say("không còn (dòng của bảng cũ)", "gone (line of the former sheet)"));
  for (const auto& change : diff.changed)
    for (const auto& value : change.values)
      table.rows.push_back(
          {std::to_string(change.after.line), person_words(change.after), place_words(value, lang),
           (value.before.empty() ? "–" : value.before) + " → " + (value.after.empty() ? "–" : value.after)});
  for (const auto& doubtful : diff.doubtful) {
    const auto& first = doubtful.after.empty() ? doubtful.before.front() : doubtful.after.front();
    table.rows.push_back(
        {std::to_string(first.line), person_words(first),
         say("không rõ có phải một người, không so sánh", "not clear whether one person, not compared"),
         say("dòng cũ ", "old lines ") + lines_of_people(doubtful.before) + say("; dòng mới ", "; new lines ") +
             lines_of_people(doubtful.after)});
  }
  if (!table.rows.empty() && !out.json_wanted()) out.raw(render_wrapped(table, kTableWidth) + "\n");
  const auto listed = [&](const std::vector<std::string>& names, const std::string& what) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    if (!all.empty()) out.line(what + all);
  };
  listed(diff.only_before, say("Chỉ bảng cũ có, không so sánh: ", "In the former sheet alone, not compared: "));
  listed(diff.only_after, say("Chỉ bảng mới có, không so sánh: ", "In the new sheet alone, not compared: "));
  if (!diff.unclear_before.empty())
    out.line(say("Dòng của bảng cũ không rõ của ai: ", "Lines of the former sheet that don't say whose they are: ") +
             list_of(diff.unclear_before));
  if (!diff.unclear_after.empty())
    out.line(say("Dòng của bảng mới không rõ của ai: ", "Lines of the new sheet that don't say whose they are: ") +
             list_of(diff.unclear_after));
  out.line(say("So với ", "Against ") + former + ": " + std::to_string(diff.added.size()) + say(" thêm, ", " added, ") +
           std::to_string(diff.removed.size()) + say(" không còn, ", " gone, ") + std::to_string(diff.changed.size()) +
           say(" thay đổi, ", " changed, ") + std::to_string(diff.same) + say(" giữ nguyên", " the same") +
           (diff.doubtful.empty() ? "" : ", " + std::to_string(diff.doubtful.size()) + say(" không rõ", " doubtful")) +
           ".");
}

namespace {

json person_json(const exchange::PersonOfSheet& person) {
  return {{"name", person.name}, {"birth_date", person.birth_date}, {"line", person.line}};
}
json people_json(const std::vector<exchange::PersonOfSheet>& people) {
  json out = json::array();
  for (const auto& person : people) out.push_back(person_json(person));
  return out;
}

}  // namespace

json difference_json(const exchange::SheetDiff& diff) {
  json changed = json::array(), doubtful = json::array();
  for (const auto& change : diff.changed) {
    json values = json::array();
    for (const auto& value : change.values)
      values.push_back({{"period", value.period},
                        {"subject", value.subject},
                        {"column", value.column},
                        {"before", value.before},
                        {"after", value.after}});
    changed.push_back(
        {{"before", person_json(change.before)}, {"after", person_json(change.after)}, {"values", std::move(values)}});
  }
  for (const auto& those : diff.doubtful)
    doubtful.push_back({{"before", people_json(those.before)}, {"after", people_json(those.after)}});
  return {{"added", people_json(diff.added)},
          {"removed", people_json(diff.removed)},
          {"changed", std::move(changed)},
          {"doubtful", std::move(doubtful)},
          {"same", diff.same},
          {"only_before", diff.only_before},
          {"only_after", diff.only_after},
          {"unclear_before", diff.unclear_before},
          {"unclear_after", diff.unclear_after}};
}

}  // namespace hocba::cli
