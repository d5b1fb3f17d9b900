#include "ledger/chain/programme_difference.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "ledger/chain/record.hpp"

namespace hocba::chain {
namespace {

using nlohmann::json;

json rules_body(const training::ProgrammeRules& rules) {
  Record record;
  record.body = TrainingProgramme{rules, std::nullopt};
  return record_json(record).at("body");
}

void compare_members(const json& a, const json& b, const std::string& before, std::vector<std::string>& out) {
  std::set<std::string> names;
  for (const json* one : {&a, &b})
    for (const auto& [name, value] : one->items()) names.insert(name);
  for (const auto& name : names)
    if (a.value(name, json()) != b.value(name, json())) out.push_back(before + name);
}

std::map<std::string, json> courses_of(const json& rules) {
  std::map<std::string, json> out;
  for (const json& course : rules.at("courses")) out[course.at("course").get<std::string>()] = course;
  return out;
}

}  // namespace

std::vector<std::string> differing_rules(const training::ProgrammeRules& a, const training::ProgrammeRules& b) {
  const json one = rules_body(a), other = rules_body(b);
  std::vector<std::string> places, out;
  compare_members(one, other, {}, places);
  for (const std::string& place : places) {
    if (place != "courses") {
      out.push_back(place);
      continue;
    }
    auto mine = courses_of(one), theirs = courses_of(other);
    for (const auto& [course, rule] : theirs) mine.try_emplace(course);
    for (const auto& [course, rule] : mine) {
      const auto found = theirs.find(course);
      const std::string name = "courses[" + course + "]";
      if (found == theirs.end() || rule.is_null())
        out.push_back(name);
      else
        compare_members(rule, found->second, name + ".", out);
    }
  }
  return out;
}

}  // namespace hocba::chain
