// One person has one transcript of a unit, period and level, but for corrections: the node refuses a second one when it
// is recorded, and by then it has a number. So it is asked before any is reserved.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/codes.hpp"
#include "cli/issue.hpp"
#include "cli/known_codes.hpp"
#include "ledger/credential/names.hpp"

namespace hocba::cli {

namespace {

using Level = exchange::RowIssue::Level;

// The places of rows of one period, as many as one question may have.
using PeriodRows = std::vector<std::size_t>;

AskedPerson asked_of(const credential::TranscriptData& data) {
  const auto& holder = data.common.holder;
  return {holder.personal_number.value_or(std::string()), holder.sector_code.value_or(std::string()), data.level,
          data.common.supersedes ? credential::to_text(*data.common.supersedes) : std::string()};
}

// One per number: either is enough to be the same person.
std::vector<std::string> keys_of(const std::string& period, const AskedPerson& person) {
  std::vector<std::string> out;
  const std::string what = period + '\n' + person.level + '\n';
  if (!person.personal_number.empty()) out.push_back(what + "number\n" + person.personal_number);
  if (!person.sector_code.empty()) out.push_back(what + "sector\n" + credential::fold_code(person.sector_code));
  return out;
}

}  // namespace

bool Issuing::has_transcripts() const {
  return std::any_of(sheets_.rows.begin(), sheets_.rows.end(),
                     [](const SheetRow& row) { return std::holds_alternative<credential::TranscriptData>(row.data); });
}

// A row whose holder has another one that stands, or stands in an earlier row, becomes an issue and leaves the run.
// What this run has issued would be found as well: asked only while no numbers are reserved. A session is open.
Status Issuing::check_people() {
  HOCBA_TRY(ApiClient * node, run_.api());
  const Code& twice = code_named("node.person_twice", Kind::conflict, "", "");
  std::set<std::size_t> refused;
  std::map<std::string, std::size_t> row_of;
  const auto ask = [&](const std::string& period, const PeriodRows& places) -> Status {
    std::vector<AskedPerson> people;
    for (const std::size_t i : places)
      people.push_back(asked_of(std::get<credential::TranscriptData>(sheets_.rows[i].data)));
    HOCBA_TRY(const auto standing, node->standing_of_people(unit_, o_.type, period, people));
    for (std::size_t n = 0; standing && n < places.size(); ++n) {
      const SheetRow& row = sheets_.rows[places[n]];
      const auto& replaces = row.common().supersedes;
      std::string others;
      bool named = true;
      for (const std::string& id : (*standing)[n])
        if (id.empty()) {
          named = false;
          others = run_.say("đã có một văn bản, số nào không nói với khóa này",
                            "there is one; which is not told to this key");
        } else if (!replaces || credential::to_text(*replaces) != id)
          others += (others.empty() ? "" : ", ") + id;
      if (named && !others.empty() && !replaces)
        others =
            run_.say("nếu là đính chính, ghi vào cột Thay thế: ", "a correction has in the column Thay thế: ") + others;
      for (const std::string& key : keys_of(period, people[n])) {
        const auto [first, fresh] = row_of.emplace(key, places[n]);
        if (!fresh && first->second != places[n] && others.empty()) {
          const SheetRow& other = sheets_.rows[first->second];
          others = short_name(other.file, other.sheet) + run_.say(", dòng ", ", line ") + std::to_string(other.line);
        }
      }
      if (others.empty()) continue;
      refused.insert(places[n]);
      sheets_.issues.push_back(row.issue(Level::error, exchange::Field::supersedes, twice, std::move(others)));
    }
    return done();
  };
  std::map<std::string, PeriodRows> open;
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    const auto* data = std::get_if<credential::TranscriptData>(&sheets_.rows[i].data);
    if (data == nullptr || keys_of({}, asked_of(*data)).empty()) continue;
    const std::string period = data->common.period.str();
    PeriodRows& places = open[period];
    places.push_back(i);
    if (places.size() < ApiClient::kMaxPeople) continue;
    HOCBA_RETURN_IF_ERROR(ask(period, places));
    places.clear();
  }
  for (const auto& [period, places] : open)
    if (!places.empty()) HOCBA_RETURN_IF_ERROR(ask(period, places));
  people_asked_ = true;
  leave_out(refused);
  return done();
}

// Of a run: with --skip-bad the others go on.
Status Issuing::leave_out_people() {
  if (!has_transcripts()) return done();
  const std::size_t told = sheets_.issues.size(), errors = sheets_.errors();
  HOCBA_RETURN_IF_ERROR(check_people());
  tell_issues(told);
  const std::size_t bad = sheets_.errors() - errors;
  return bad > 0 && !o_.skip_bad ? Status(Error(kRowsRefused, std::to_string(bad))) : done();
}

}  // namespace hocba::cli
