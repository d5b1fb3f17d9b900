// The copy of a report that anyone may see (docs/formats/training-report.md, "What is published"): of `all` and of the
// groups of one cut people and passed, nothing else of people. One cut, because two tell on each other: which school is
// of which level is no secret. So a course's table is the groups and their sum, for people and for passed, and what is
// withheld is safe where the sum leaves it open: where some other withheld count could have one less if it had one
// more, or the other way round.
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "crypto/json.hpp"
#include "ledger/training/codes.hpp"
#include "ledger/training/report.hpp"

namespace hocba::training {

namespace {

using nlohmann::json;

constexpr std::int64_t kSmallest = kSmallestShown;
constexpr std::int64_t kMostPeople = 0xffffffff;  // of a row; no programme has as many

bool is_small(std::int64_t count) { return count > 0 && count < kSmallest; }

// A withheld count, and what its reader knows without adding up.
struct Withheld {
  std::int64_t value, low, high;
  bool secret;  // else it is withheld to hide others
  bool can_rise() const { return value < high; }
  bool can_fall() const { return value > low; }
  Withheld rest_of(std::int64_t whole) const { return {whole - value, whole - high, whole - low, secret}; }
};

struct PublicRow {
  json* row = nullptr;  // of the copy
  std::int64_t people = 0, passed = 0;
  bool people_told = true, passed_told = true;
  bool people_hint = true, passed_hint = true;  // says "<5", ">35", where the count is not told

  bool few() const { return is_small(people); }
  // What became of few people is theirs: "0" would say it of each of them, as 3 of 3 would.
  bool passed_is_secret() const { return few() || is_small(passed) || is_small(people - passed); }
  // Of a larger group as well: it is withheld in each course, and told by the total of one, it would be known in all.
  Withheld withheld_people() const {
    return few() ? Withheld{people, 1, kSmallest - 1, true} : Withheld{people, kSmallest, kMostPeople, true};
  }
  Withheld withheld_passed() const {
    const bool secret = passed_is_secret();
    if (!people_told || few()) return {passed, 0, people, secret};
    if (!secret) return hidden_beside_texts();
    if (!says_which_end()) return {passed, 1, people - 1, true};
    return is_small(passed) ? Withheld{passed, 1, kSmallest - 1, true}
                            : Withheld{passed, people - kSmallest + 1, people - 1, true};
  }
  // Whether "<5" and ">35" are hints of four counts each: of 6 people, ">1" that isn't "<5" is 5.
  bool says_which_end() const { return people >= 2 * kSmallest - 1; }

  void write() const {
    if (!people_told) (*row)["people"] = few() && people_hint ? json("<" + std::to_string(kSmallest)) : json();
    if (!passed_told) (*row)["passed"] = hint_of_passed();
  }

 private:
  // That a count has no text says that it is not small, at either end.
  Withheld hidden_beside_texts() const {
    if (!says_which_end()) return {passed, 0, people, false};
    if (passed == 0 || passed == people) return {passed, passed, passed, false};
    return {passed, kSmallest, people - kSmallest, false};
  }
  json hint_of_passed() const {
    if (!people_told || !passed_hint || !passed_is_secret() || !says_which_end()) return {};
    return is_small(passed) ? "<" + std::to_string(kSmallest) : ">" + std::to_string(people - kSmallest);
  }
};

struct CourseTable {
  PublicRow* all = nullptr;
  std::vector<PublicRow*> groups;
  bool people_blank = false;  // nobody's number is told
};

// Whether the sum of these, which is told, leaves only one value for a secret one, or is small itself: 3 of two
// schools.
bool settled(const std::vector<Withheld>& list) {
  std::int64_t sum = 0;
  for (const auto& one : list) sum += one.value;
  if (is_small(sum)) return true;
  const auto rising = std::count_if(list.begin(), list.end(), [](const Withheld& one) { return one.can_rise(); });
  const auto falling = std::count_if(list.begin(), list.end(), [](const Withheld& one) { return one.can_fall(); });
  return std::any_of(list.begin(), list.end(), [&](const Withheld& one) {
    const bool others_rise = rising > (one.can_rise() ? 1 : 0), others_fall = falling > (one.can_fall() ? 1 : 0);
    return one.secret && !(one.can_rise() && others_fall) && !(one.can_fall() && others_rise);
  });
}

class PublicCopy {
 public:
  // Of rows that are as public_rows() leaves them.
  explicit PublicCopy(json& coverage) : rows_(coverage.size()) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      json& row = coverage[i];
      rows_[i].row = &row;
      rows_[i].people = row["people"].get<std::int64_t>();
      rows_[i].passed = row["passed"].get<std::int64_t>();
      CourseTable& table = tables_[row["course"]];
      row["by"] == to_text(By::all) ? void(table.all = &rows_[i]) : table.groups.push_back(&rows_[i]);
    }
  }

  void protect() {
    protect_people();
    for (auto& [course, table] : tables_) protect_passed(table);
    for (const auto& row : rows_) row.write();
  }

 private:
  // People of a group are often the same for all its courses: a reader expects it, so that both are told or none.
  void withhold_people(const PublicRow& of) {
    for (auto& row : rows_)
      if ((*row.row)["by"] == (*of.row)["by"] && (*row.row)["key"] == (*of.row)["key"] && row.people == of.people)
        row.people_told = false;
  }
  void protect_people() {
    for (auto& row : rows_) row.people_told = !row.few();
    for (auto& [course, table] : tables_)
      if (table.all != nullptr && table.all->few())
        for (PublicRow* group : table.groups) group->people_told = group->people_hint = false;
    for (bool again = true; again;) {
      again = false;
      for (auto& [course, table] : tables_) {
        std::vector<Withheld> list;
        PublicRow* next = nullptr;
        for (PublicRow* group : table.groups) {
          if (!group->people_told)
            list.push_back(group->withheld_people());
          else if (group->people > 0 && (next == nullptr || group->people < next->people))
            next = group;
        }
        if (table.people_blank || (table.all != nullptr && !table.all->people_told) || !settled(list)) continue;
        next == nullptr ? withhold_people(table) : withhold_people(*next);
        again = true;
      }
    }
  }
  // All groups have few people, or are withheld already.
  void withhold_people(CourseTable& table) {
    table.people_blank = true;
    if (table.all != nullptr) withhold_people(*table.all);
    for (PublicRow* group : table.groups) {
      withhold_people(*group);
      group->people_hint = false;
    }
  }

  static void protect_passed(CourseTable& table) {
    if (table.all != nullptr) table.all->passed_told = table.all->people_told && !table.all->passed_is_secret();
    const bool sum_told = table.all == nullptr || table.all->passed_told;
    for (PublicRow* group : table.groups) {
      group->passed_told = sum_told && group->people_told && !group->passed_is_secret();
      group->passed_hint = sum_told;
    }
    while (sum_told) {
      std::vector<Withheld> list, rest;  // who passed, who did not
      PublicRow* next = nullptr;
      // Of whom all or none have passed hides little.
      const auto rank = [](const PublicRow& row) {
        return std::tuple(row.passed == 0 || row.passed == row.people, row.people);
      };
      for (PublicRow* group : table.groups) {
        if (!group->passed_told) {
          list.push_back(group->withheld_passed());
          rest.push_back(list.back().rest_of(group->people));
        } else if (group->people > 0 && (next == nullptr || rank(*group) < rank(*next))) {
          next = group;
        }
      }
      if (!settled(list) && !settled(rest)) return;
      if (next == nullptr) break;
      next->passed_told = false;
    }
    // The sum itself says it.
    for (PublicRow* group : table.groups) group->passed_told = false;
    if (table.all != nullptr && sum_told) table.all->passed_told = false;
  }

  std::vector<PublicRow> rows_;
  std::map<std::string, CourseTable> tables_;
};

// The rows that are published, without their other counts.
Result<json> public_rows(const json& coverage, By cut) {
  json out = json::array();
  std::set<std::tuple<std::string, std::string, std::string>> known;
  for (const json& row : coverage) {
    json kept = json::object();
    for (const char* name : {"by", "course", "key"}) {
      if (!row.is_object() || !row.contains(name) || !row[name].is_string())
        return Error(kReportMalformed, std::string("coverage: ") + name);
      kept[name] = row[name];
    }
    if (kept["by"] != to_text(By::all) && kept["by"] != to_text(cut)) continue;
    for (const char* name : {"passed", "people"}) {
      if (!row.contains(name) || !row[name].is_number_unsigned() ||
          row[name].get<std::uint64_t>() >= std::uint64_t{kMostPeople})
        return Error(kReportMalformed, std::string("coverage: ") + name);
      kept[name] = row[name];
    }
    if (kept["passed"] > kept["people"]) return Error(kReportMalformed, "coverage: passed");
    // By all, there is one row of a course.
    const bool all = kept["by"] == to_text(By::all);
    if (!known.emplace(kept["by"], all ? std::string() : kept["key"].get<std::string>(), kept["course"]).second)
      return Error(kReportMalformed, "coverage: key");
    out.push_back(std::move(kept));
  }
  return out;
}

// What says nothing of people: who reports of what.
constexpr const char* kPublicMembers[] = {"as_of",  "based_on", "code",      "from",     "hocba",    "kind", "network",
                                          "period", "to",       "programme", "reporter", "state_at", "unit", "version"};

// Numbers of classes, and these alone: a text that somebody else filed may have more.
json public_plan(const json& plan) {
  json out = json::array();
  if (!plan.is_array()) return out;
  for (const json& row : plan) {
    json kept = json::object();
    for (const char* name : {"audience", "cancelled", "closed", "course", "level", "opened", "planned", "retakes"})
      if (row.is_object() && row.contains(name) && row[name].is_primitive()) kept[name] = row[name];
    out.push_back(std::move(kept));
  }
  return out;
}

}  // namespace

Result<std::string> public_view(std::string_view report, By cut) {
  if (cut == By::topic) return Error(kUnknownWord, std::string(to_text(cut)));
  const auto parsed = crypto::parse_canonical(report);
  if (!parsed || !parsed->is_object() || !parsed->contains("coverage") || !(*parsed)["coverage"].is_array())
    return Error(kReportMalformed);
  json out = {{"public", true}};
  for (const char* name : kPublicMembers)
    if (parsed->contains(name)) out[name] = (*parsed)[name];
  if (parsed->contains("plan")) out["plan"] = public_plan((*parsed)["plan"]);
  HOCBA_TRY(out["coverage"], public_rows((*parsed)["coverage"], cut));
  PublicCopy(out["coverage"]).protect();
  return crypto::canonical(out);
}

}  // namespace hocba::training
