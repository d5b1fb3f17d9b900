// What a public copy of a report lets its reader work out, over random programmes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <tuple>

#include "crypto/json.hpp"
#include "ledger/training/report.hpp"

namespace hocba::training {
namespace {

using nlohmann::json;

constexpr const char* kPublished[] = {"people", "passed"};

// A unit's level, as everybody knows it: the last letter of its code.
std::string level_of(const std::string& unit) { return std::string("L") + unit.back(); }

// Who holds a public copy and can solve linear equations: of each row and count an unknown, of each sum that holds an
// equation, and of the units of a level another one. Exact: modulo a large prime.
class Guesser {
 public:
  // Of `shown`, what is a number is known; of rows that are not in it, nothing.
  Guesser(const json& filed, const json& shown) : rows_(filed.size()) {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> tables;  // by, course
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> units;   // level, course
    std::map<std::pair<std::string, std::string>, std::size_t> levels;
    for (std::size_t i = 0; i < rows_; ++i) {
      const auto copy = std::find_if(shown.begin(), shown.end(), [&](const json& row) {
        return row["by"] == filed[i]["by"] && row["key"] == filed[i]["key"] && row["course"] == filed[i]["course"];
      });
      for (const char* name : kPublished) {
        truth_.push_back(filed[i][name].get<std::int64_t>());
        known_.push_back(copy != shown.end() && (*copy)[name].is_number());
      }
      tables[{filed[i]["by"], filed[i]["course"]}].push_back(i);
      if (filed[i]["by"] == "unit") units[{level_of(filed[i]["key"]), filed[i]["course"]}].push_back(i);
      if (filed[i]["by"] == "level") levels[{filed[i]["key"], filed[i]["course"]}] = i;
    }
    for (const auto& [level, of_level] : units) add_sums(of_level, levels.at(level));
    for (const auto& [table, parts] : tables) {
      if (table.first != "all") add_sums(parts, tables.at({"all", table.second})[0]);
    }
    solve();
  }
  // Counts of 1 to 4 that were not shown and follow: people, passed, and people who have not passed; of 1 to 4 people,
  // how many of them passed, were it 0.
  int found() const {
    int out = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      const std::size_t people = 2 * i, passed = 2 * i + 1;
      const bool few = is_small(truth_[people]);
      const bool rest = few || is_small(truth_[people] - truth_[passed]);
      out += !known_[people] && few && follows({{people, 1}}) ? 1 : 0;
      out += !known_[passed] && (few || is_small(truth_[passed])) && follows({{passed, 1}}) ? 1 : 0;
      out += rest && follows({{people, 1}, {passed, kPrime - 1}}) ? 1 : 0;
    }
    return out;
  }

 private:
  static constexpr std::int64_t kPrime = 1'000'000'007;
  static bool is_small(std::int64_t value) { return value > 0 && value < 5; }
  void add_sums(const std::vector<std::size_t>& parts, std::size_t whole) {
    for (std::size_t count = 0; count < std::size(kPublished); ++count) {
      std::vector<std::int64_t> equation(truth_.size());
      std::int64_t sum = 0;
      for (const std::size_t part : parts) {
        equation[2 * part + count] = 1;
        sum += truth_[2 * part + count];
      }
      equation[2 * whole + count] = kPrime - 1;
      // People of two schools: a sum that doesn't hold teaches nobody.
      if (sum == truth_[2 * whole + count]) equations_.push_back(std::move(equation));
    }
  }
  static std::int64_t inverse(std::int64_t value) {
    std::int64_t out = 1;
    for (std::int64_t power = kPrime - 2; power > 0; power >>= 1) {
      if ((power & 1) != 0) out = out * value % kPrime;
      value = value * value % kPrime;
    }
    return out;
  }
  static void take_away(std::vector<std::int64_t>& from, const std::vector<std::int64_t>& other, std::int64_t times) {
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = (from[i] + (kPrime - times) * other[i]) % kPrime;
  }
  // Each equation then has an unknown of its own, with 1 before it, which no other one has.
  void solve() {
    for (auto& equation : equations_)
      for (std::size_t i = 0; i < truth_.size(); ++i)
        if (known_[i]) equation[i] = 0;
    std::size_t done = 0;
    for (std::size_t i = 0; i < truth_.size() && done < equations_.size(); ++i) {
      std::size_t at = done;
      while (at < equations_.size() && equations_[at][i] == 0) ++at;
      if (at == equations_.size()) continue;
      std::swap(equations_[at], equations_[done]);
      const std::int64_t scale = inverse(equations_[done][i]);
      for (auto& factor : equations_[done]) factor = factor * scale % kPrime;
      for (std::size_t other = 0; other < equations_.size(); ++other)
        if (other != done && equations_[other][i] != 0)
          take_away(equations_[other], equations_[done], equations_[other][i]);
      leads_.push_back(i);
      ++done;
    }
  }
  // Whether this combination of counts is one of what is known and of the equations.
  bool follows(const std::vector<std::pair<std::size_t, std::int64_t>>& combination) const {
    std::vector<std::int64_t> left(truth_.size());
    for (const auto& [cell, factor] : combination)
      if (!known_[cell]) left[cell] = factor;
    for (std::size_t i = 0; i < leads_.size(); ++i)
      if (left[leads_[i]] != 0) take_away(left, equations_[i], left[leads_[i]]);
    return std::all_of(left.begin(), left.end(), [](std::int64_t factor) { return factor == 0; });
  }

  std::size_t rows_;
  std::vector<std::int64_t> truth_;
  std::vector<bool> known_;
  std::vector<std::vector<std::int64_t>> equations_;
  std::vector<std::size_t> leads_;  // by equation: its unknown
};

// Coverage rows of a random programme: people with an audience and a unit (some with two), which is of a level, of one
// or two courses; most or hardly any of them have passed.
json random_rows(std::mt19937& random) {
  const auto pick = [&](std::uint32_t below) { return random() % below; };
  std::map<std::tuple<int, std::string, std::string, std::string>, std::pair<int, int>> counts;
  static const char* kBys[] = {"all", "audience", "level", "unit"};
  const std::uint32_t people = 5 + pick(120), units = 1 + pick(9), share = pick(11), both = pick(3), twice = pick(20);
  const auto unit = [](std::uint32_t number) { return "U" + std::to_string(number) + (number % 2 == 0 ? "A" : "B"); };
  for (std::uint32_t person = 0; person < people; ++person) {
    const bool skewed = pick(3) == 0;
    const std::string audience = "A" + std::to_string(skewed ? 0 : pick(3));
    std::vector<std::string> of_units = {unit(skewed ? 0 : pick(units))};
    if (twice == 0 && pick(10) == 0) of_units.push_back(unit(units));
    for (const char* course : {"C1", "C2"}) {
      if (course[1] == '2' && (both == 0 || (both == 1 && pick(2) == 0))) continue;
      const int passed = pick(10) < share ? 1 : 0;
      const auto add = [&](int by, const std::string& key) {
        auto& [all, pass] = counts[{by, kBys[by], key, course}];
        ++all, pass += passed;
      };
      add(0, ""), add(1, audience);
      for (const auto& of : of_units) {
        add(3, of);
        if (&of == of_units.data() || level_of(of) != level_of(of_units[0])) add(2, level_of(of));
      }
    }
  }
  json out = json::array();
  for (const auto& [row, count] : counts)
    out.push_back({{"by", std::get<1>(row)},
                   {"key", std::get<2>(row)},
                   {"course", std::get<3>(row)},
                   {"people", count.first},
                   {"passed", count.second}});
  return out;
}

json open_rows(const json& filed, By cut) {
  return json::parse(public_view(crypto::canonical({{"coverage", filed}}), cut).value())["coverage"];
}
// Which hides the counts of 1 to 4 and nothing else.
json careless_rows(json filed) {
  for (auto& row : filed)
    for (const char* name : kPublished)
      if (row[name] > 0 && row[name] < 5) row[name] = nullptr;
  return filed;
}

TEST(TrainingPublicCopyProperty, GivesNoSmallCountAway) {
  std::mt19937 random(20'241'130);
  std::size_t shown = 0, hidden = 0;
  int guessed = 0;
  for (int round = 0; round < 1'000; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const json filed = random_rows(random);
    for (const By cut : {By::all, By::audience, By::level, By::unit}) {
      const json open = open_rows(filed, cut);
      for (const json& row : open)
        for (const char* name : kPublished) {
          if (!row[name].is_number()) {
            ++hidden;
            continue;
          }
          ++shown;
          ASSERT_TRUE(row[name] == 0 || row[name] >= 5) << row.dump();
        }
      ASSERT_EQ(Guesser(filed, open).found(), 0) << filed.dump() << "\n" << open.dump();
    }
    guessed += Guesser(filed, careless_rows(filed)).found();
  }
  EXPECT_GT(guessed, 1'000);
  EXPECT_GT(shown, hidden);  // and yet it says something
}

// --- every table that a copy could be of
// ------------------------------------------------------------------------------

struct Counts {
  int people = 0, passed = 0;
};
// What a reader takes a text or nothing for: "<5" is 1 to 4, ">35" of 40 people 36 to 39.
bool may_be(const json& cell, int value, int people) {
  if (cell.is_number()) return cell == value;
  if (cell.is_null()) return true;
  const std::string text = cell;
  if (text[0] == '<') return value >= 1 && value <= 4;
  return value > std::stoi(text.substr(1)) && value < people;
}
// Of a group whose people are told: where texts are given, a count without one is not small at either end.
bool may_have_passed(const json& row, const json& total, int value, int people) {
  const bool texts = total["passed"].is_number() && row["people"].is_number() && people >= 9;
  if (texts && row["passed"].is_null()) return value == 0 || value == people || (value >= 5 && people - value >= 5);
  return may_be(row["passed"], value, people);
}

// By brute force, for a few groups: whether all tables that the copy could be of agree in a count that nobody is told.
class Tables {
 public:
  Tables(const json& open, const std::vector<Counts>& truth) : open_(open), truth_(truth), seen_(truth.size()) {
    for (const auto& group : truth) people_ += group.people, passed_ += group.passed;
    tried_.resize(truth.size());
    walk(0, 0, 0);
  }
  // As text, what is settled; empty: nothing.
  std::string settled() const {
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      const auto [people, passed] = truth_[i];
      const auto small = [](int count) { return count > 0 && count < 5; };
      const bool few = small(people);
      if (few && seen_[i].people.size() == 1) return std::to_string(i) + " people";
      if ((few || small(passed)) && seen_[i].passed.size() == 1) return std::to_string(i) + " passed";
      if ((few || small(people - passed)) && seen_[i].rest.size() == 1) return std::to_string(i) + " rest";
    }
    return {};
  }

 private:
  struct Seen {
    std::set<int> people, passed, rest;
  };
  void walk(std::size_t group, int people, int passed) {
    if (group == truth_.size()) {
      if (!may_be(open_[0]["people"], people, people) || !may_be(open_[0]["passed"], passed, people)) return;
      for (std::size_t i = 0; i < tried_.size(); ++i) {
        seen_[i].people.insert(tried_[i].people);
        seen_[i].passed.insert(tried_[i].passed);
        seen_[i].rest.insert(tried_[i].people - tried_[i].passed);
      }
      return;
    }
    // A row is there: of somebody.
    const int most = open_[0]["people"].is_number() ? people_ - people : truth_[group].people + 3;
    for (int i = 1; i <= most; ++i) {
      if (!may_be(open_[group + 1]["people"], i, i)) continue;
      for (int j = 0; j <= i; ++j) {
        if (!may_have_passed(open_[group + 1], open_[0], j, i)) continue;
        tried_[group] = {i, j};
        walk(group + 1, people + i, passed + j);
      }
    }
  }
  const json& open_;
  const std::vector<Counts>& truth_;
  int people_ = 0, passed_ = 0;
  std::vector<Counts> tried_;
  std::vector<Seen> seen_;
};

json rows_of(const std::vector<Counts>& groups) {
  json out = json::array({{{"by", "all"}, {"key", ""}, {"course", "C"}, {"people", 0}, {"passed", 0}}});
  for (std::size_t i = 0; i < groups.size(); ++i) {
    out.push_back(out[0]);
    out.back().update(
        {{"by", "unit"}, {"key", std::string(1, static_cast<char>('A' + i))}, {"people", groups[i].people}});
    out.back()["passed"] = groups[i].passed;
  }
  for (const auto& group : groups) {
    out[0]["people"] = out[0]["people"].get<int>() + group.people;
    out[0]["passed"] = out[0]["passed"].get<int>() + group.passed;
  }
  return out;
}

// Where A's text and B's lack of one left A one value.
TEST(TrainingPublicCopyProperty, ACountWithoutATextSettlesNoneThatHasOne) {
  for (const auto& groups : std::vector<std::vector<Counts>>{
           {{20, 1}, {40, 5}}, {{20, 19}, {40, 35}}, {{20, 1}, {30, 5}, {50, 20}}, {{9, 1}, {11, 0}, {40, 9}}}) {
    const json filed = rows_of(groups), open = open_rows(filed, By::unit);
    EXPECT_EQ(Tables(open, groups).settled(), "") << open.dump();
  }
}

TEST(TrainingPublicCopyProperty, ACourseOfFewPeopleIsBlankAloneNotTheOthers) {
  json filed = rows_of({{250, 200}, {250, 150}});
  for (auto& row : rows_of({{4, 4}, {4, 4}})) {
    row["course"] = "D";
    if (row["by"] == "unit") row["key"] = "few " + row["key"].get<std::string>();
    filed.push_back(row);
  }
  const json open = open_rows(filed, By::unit);
  for (const auto& row : open) {
    const bool few = row["course"] == "D";
    EXPECT_EQ(row["people"].is_null(), few) << row.dump();
    EXPECT_EQ(row["passed"].is_null(), few) << row.dump();
  }
}

// A has 3 people in C, so that B is withheld, there and in D, where it has as many; D's total must not give it.
TEST(TrainingPublicCopyProperty, NoOtherCourseTellsWhatWasWithheldInOne) {
  json filed = rows_of({{3, 2}, {10, 5}, {40, 20}});
  json other = rows_of({{10, 5}, {40, 20}});
  other[1]["key"] = "B", other[2]["key"] = "C";
  for (auto& row : other) row["course"] = "D", filed.push_back(row);
  const json open = open_rows(filed, By::unit);
  std::size_t unknown = 0;
  for (const auto& row : open) unknown += row["course"] == "D" && !row["people"].is_number() ? 1 : 0;
  EXPECT_GE(unknown, 2) << open.dump();
}

TEST(TrainingPublicCopyProperty, SettlesNoSmallCountInAnyTableThatItCouldBeOf) {
  std::mt19937 random(869);
  int careless = 0;
  for (int round = 0; round < 1'000; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const bool large = round % 2 == 0;  // groups that texts are given for; fewer, as there are more tables
    std::vector<Counts> groups(1 + random() % (large ? 2 : 3));
    const std::uint32_t most = 3 + random() % (large ? 20 : 9), share = random() % 11;
    for (auto& group : groups) {
      group.people = 1 + static_cast<int>(random() % most);
      for (int i = 0; i < group.people; ++i) group.passed += random() % 10 < share ? 1 : 0;
    }
    const json filed = rows_of(groups), open = open_rows(filed, By::unit);
    ASSERT_EQ(Tables(open, groups).settled(), "") << filed.dump() << "\n" << open.dump();
    careless += Tables(careless_rows(filed), groups).settled().empty() ? 0 : 1;
  }
  EXPECT_GT(careless, 500);
}

}  // namespace
}  // namespace hocba::training
