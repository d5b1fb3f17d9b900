// Of single rows: what the ledger says of the documents that they replace, what is unlikely across the sheets of a run,
// why a row was refused, and where it stands when the record that has it was lost.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/answer.hpp"
#include "cli/codes.hpp"
#include "cli/files.hpp"
#include "cli/issue.hpp"
#include "cli/known_codes.hpp"
#include "cli/words.hpp"
#include "crypto/encoding.hpp"
#include "crypto/json.hpp"
#include "ledger/credential/kinds.hpp"
#include "ledger/credential/limits.hpp"
#include "ledger/credential/names.hpp"
#include "ledger/credential/subjects.hpp"
#include "ledger/exchange/codes.hpp"
#include "ledger/exchange/holder_file.hpp"

namespace hocba::cli {

using nlohmann::json;

namespace {

using Level = exchange::RowIssue::Level;

std::string place_of(const Run& run, const SheetRow& row) {
  return short_name(row.file, row.sheet) + run.say(", dòng ", ", line ") + std::to_string(row.line);
}

}  // namespace

// The unit itself, or one that was merged into it, over any number of mergers.
Result<bool> Issuing::is_ours(std::string unit) const {
  HOCBA_TRY(ApiClient * node, run_.api());
  for (std::size_t step = 0; !unit.empty() && step <= chain::kMaxMergers; ++step) {
    if (unit == unit_) return true;
    HOCBA_TRY(const UnitInfo info, node->unit(unit));
    unit = info.merged_into;
  }
  return false;
}

// Why this document can't be superseded by one of this run, as the ledger's rules will have it; empty: it can, unless
// it was revoked, which a node does not tell from a suspension.
Result<std::string> Issuing::why_not_superseded(const StandingInfo& old) const {
  if (old.type != o_.type) return run_.say("loại khác: ", "of another type: ") + type_words(old.type, run_.lang());
  HOCBA_TRY(const bool ours, is_ours(old.unit));
  if (!ours) return run_.say("do đơn vị khác cấp: ", "issued by another unit: ") + old.unit;
  if (!old.superseded_by.empty()) return run_.say("đã được thay bằng ", "superseded already by ") + old.superseded_by;
  return std::string();
}

// The column "Thay thế". A row that names what can't be superseded becomes an issue and leaves the run. What an earlier
// run of this sheet has issued may have superseded it meanwhile: asked only while no numbers are reserved.
Status Issuing::check_supersedes() {
  HOCBA_TRY(ApiClient * node, run_.api());
  std::map<std::string, std::size_t> named;
  std::set<std::size_t> refused;
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    const SheetRow& row = sheets_.rows[i];
    if (!row.common().supersedes) continue;
    const std::string id = credential::to_text(*row.common().supersedes);
    const auto standing = node->credential(id);
    const bool unknown = !standing.ok() && standing.error().code().kind == Kind::not_found;
    if (!standing.ok() && !unknown) return standing.error();
    const auto [first, fresh] = named.emplace(id, i);
    std::string why;
    if (!fresh) {
      why = place_of(run_, sheets_.rows[first->second]);
    } else if (!unknown) {
      HOCBA_TRY(why, why_not_superseded(*standing));
    }
    if (!unknown && why.empty()) {
      if (!standing->in_force)
        sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::supersedes, kSupersedesNotInForce, {}));
      continue;
    }
    refused.insert(i);
    sheets_.issues.push_back(row.issue(Level::error, exchange::Field::supersedes,
                                       unknown ? kSupersedesUnknown : kSupersedesRefused, std::move(why)));
  }
  leave_out(refused);
  return done();
}

namespace {

// "7A1" says grade 7; nothing where a name doesn't begin with one.
std::optional<int> grade_in(const std::string& class_name) {
  std::size_t digits = 0;
  while (digits < class_name.size() && class_name[digits] >= '0' && class_name[digits] <= '9') ++digits;
  if (digits == 0 || digits > 2) return std::nullopt;
  return std::stoi(class_name.substr(0, digits));
}

// Names that belong to another code of the level: one of the two was mistyped.
std::string subjects_of_other_codes(const credential::TranscriptData& data, const credential::TranscriptYear& year) {
  std::string out;
  for (const auto& result : year.results) {
    const int grade = year.grade;
    const auto* known = credential::subject_of(data.level, grade, result.code);
    const auto* meant = credential::subject_meant(data.level, grade, "", result.name);
    if (known != nullptr && meant != nullptr && known->code != meant->code &&
        credential::fold_words(known->name) != credential::fold_words(result.name))
      out += (out.empty() ? "" : ", ") + result.code + ": " + result.name;
  }
  return out;
}

}  // namespace

// Notes, no errors: a school may have reasons.
void Issuing::note_of_year(const SheetRow& row, const credential::TranscriptData& data) {
  for (const auto& year : data.years) {
    const auto grade = grade_in(year.class_name);
    if (grade && year.grade != 0 && *grade != year.grade && *grade <= credential::kMaxGrade)
      sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::grade, kClassOfAnotherGrade,
                                         year.class_name + ", " + std::to_string(year.grade)));
    if (auto others = subjects_of_other_codes(data, year); !others.empty()) {
      sheets_.issues.push_back(
          row.issue(Level::warning, exchange::Field::subject_code, kSubjectOfAnotherCode, std::move(others)));
      sheets_.issues.back().issue.column = "Mã môn";
    }
  }
}

void Issuing::note_oddities(const UnitInfo* unit) {
  constexpr std::pair<std::string_view, std::string_view> kLevelOfUnit[] = {
      {"primary", "primary"}, {"lower_secondary", "lower-secondary"}, {"upper_secondary", "upper-secondary"}};
  const auto* const only = std::find_if(std::begin(kLevelOfUnit), std::end(kLevelOfUnit),
                                        [&](const auto& of) { return unit != nullptr && of.first == unit->type; });
  std::map<std::string, std::size_t> by_number;
  std::set<std::size_t> refused;
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    const SheetRow& row = sheets_.rows[i];
    const auto* transcript = std::get_if<credential::TranscriptData>(&row.data);
    if (transcript != nullptr && only != std::end(kLevelOfUnit) && !transcript->level.empty() &&
        transcript->level != only->second)
      sheets_.issues.push_back(row.issue(Level::warning, exchange::Field::school_level, kLevelOfAnotherUnit,
                                         unit_type_words(unit->type, run_.lang())));
    if (transcript != nullptr) note_of_year(row, *transcript);
    const auto& holder = row.common().holder;
    if (!holder.personal_number || holder.personal_number->empty()) continue;
    const auto [place, fresh] = by_number.emplace(*holder.personal_number, i);
    if (fresh || sheets_.rows[place->second].file == row.file) continue;  // within a file the importer has looked
    const SheetRow& other = sheets_.rows[place->second];
    const auto& before = other.common().holder;
    if (before.name == holder.name && before.birth_date == holder.birth_date) {
      if (transcript != nullptr)  // several certificates of one person are usual
        sheets_.issues.push_back(
            row.issue(Level::warning, exchange::Field::personal_number, kPersonalNumberTwice, place_of(run_, other)));
      continue;
    }
    const auto field = before.name != holder.name ? exchange::Field::name : exchange::Field::birth_date;
    for (const auto& [one, two] : {std::pair(&row, &other), std::pair(&other, &row)})
      sheets_.issues.push_back(one->issue(Level::error, field, exchange::kNumberTwoNames, place_of(run_, *two)));
    refused.insert({i, place->second});
  }
  // Out before the rows have places: they are no part of the sheet, as those that the importer refuses.
  std::vector<SheetRow> kept;
  for (std::size_t i = 0; i < sheets_.rows.size(); ++i) {
    SheetRow& row = sheets_.rows[i];
    if (refused.count(i) == 0) {
      kept.push_back(std::move(row));
      continue;
    }
    for (const std::size_t line : row.rows)
      sheets_.refused.push_back({row.file, {line, row.line, row.common().holder.name}});
  }
  sheets_.rows = std::move(kept);
}

// --- what became of a row ------------------------------------------------------------------------------------------

void Issuing::refuse(std::size_t row, const Error& why) {
  outcomes_[row].refusal = why;
  outcomes_[row].error = error_text(why, run_.lang());
}

// The ledger has another document under this row's id: one of an earlier run, whose record the folder has lost (its
// disk did, or it was deleted). Ids are the same in every run, salts and signatures are not. That it is this row's, and
// the one that the ledger means, is looked at in the document itself, unless that was erased since.
Result<bool> Issuing::find_recorded(std::size_t row) {
  HOCBA_TRY(ApiClient * node, run_.api());
  const credential::Common& common = sheets_.rows[row].common();
  const std::string id = credential::to_text(common.id);
  HOCBA_TRY(const StandingInfo standing, node->credential(id));
  if (standing.type != o_.type || !standing.index) return false;
  if (!standing.erased) {
    HOCBA_TRY(const std::string text, node->holder_file(id, {}, {}));
    HOCBA_TRY(const auto file, exchange::parse_holder_file(text));
    HOCBA_TRY(const auto document, exchange::open_document(file));
    const auto facts = document.facts();
    const auto head = credential::headline(document);
    const bool same = crypto::base64url(document.digest()) == standing.digest && facts.unit == common.issuer.unit &&
                      facts.book == common.book && facts.register_number == common.register_number &&
                      facts.serial == common.serial && head.holder_name == common.holder.name &&
                      head.birth_date == born(common.holder);
    if (!same) return false;
  }
  RowOutcome& outcome = outcomes_[row];
  outcome.id = id;
  outcome.index = standing.index;
  outcome.found = true;
  outcome.error.clear();
  outcome.refusal.reset();
  ++earlier_.issued;
  return true;
}

// {"refused": {number: {"code", "detail"}}, "found": {number: {"id", "index"}}}
Result<json> Issuing::kept_rows() const {
  json out = {{"refused", json::object()}, {"found", json::object()}};
  if (!exists(path("rows.json"))) return out;
  HOCBA_TRY(const std::string text, read_file(path("rows.json")));
  const auto kept = crypto::parse_json(text);
  const auto is_number = [](const std::string& name) {
    return !name.empty() && name.size() <= 9 && name.find_first_not_of("0123456789") == std::string::npos;
  };
  for (const char* part : {"refused", "found"}) {
    if (!kept.ok() || !kept->is_object() || !kept->contains(part) || !(*kept)[part].is_object())
      return Error(kBatchOutOfStep, path("rows.json"));
    for (const auto& [number, what] : (*kept)[part].items()) {
      if (!is_number(number)) return Error(kBatchOutOfStep, path("rows.json"));
      out[part][number] = what;
    }
  }
  return out;
}

Status Issuing::keep_rows() {
  json out = {{"refused", json::object()}, {"found", json::object()}};
  for (const RowOutcome& o : outcomes_) {
    const std::string number = std::to_string(o.number);
    if (o.refusal) out["refused"][number] = {{"code", o.refusal->code().id}, {"detail", o.refusal->detail()}};
    if (o.found) out["found"][number] = {{"id", o.id}, {"index", *o.index}};
  }
  HOCBA_TRY(const json before, kept_rows());
  if (out == before) return done();
  return write_file(path("rows.json"), crypto::canonical(out) + "\n", Access::owner);
}

Status Issuing::read_kept_rows() {
  HOCBA_TRY(const json kept, kept_rows());
  for (RowOutcome& o : outcomes_) {
    const std::string number = std::to_string(o.number);
    if (const auto refused = kept["refused"].find(number); refused != kept["refused"].end()) {
      Answer in(*refused, path("rows.json"));
      const std::string code = in.text("code"), detail = in.text("detail");
      HOCBA_RETURN_IF_ERROR(in.end());
      o.refusal = Error(code_named(code, Kind::refused, "", ""), detail);
      o.error = error_text(*o.refusal, run_.lang());
    }
    if (const auto found = kept["found"].find(number); found != kept["found"].end()) {
      Answer in(*found, path("rows.json"));
      o.id = in.text("id");
      o.index = in.number("index");
      o.found = true;
      HOCBA_RETURN_IF_ERROR(in.end());
    }
  }
  return done();
}

}  // namespace hocba::cli
