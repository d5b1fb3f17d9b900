#include "cli/training_known_people.hpp"

#include <algorithm>

#include "ledger/credential/names.hpp"

namespace hocba::cli {

namespace {

std::string known_person_key(const std::string& of, const KnownPeople::Who& who) {
  return of + "\n" + credential::fold(who.name) + "\n" + to_text(who.born);
}

}  // namespace

std::string KnownPeople::find(const std::string& course, const Who& who) const {
  const auto of_name = by_name_.find(known_person_key(course, who));
  if (!who.number.empty()) {
    if (const auto it = by_number_.find(course + "\n" + who.number); it != by_number_.end()) return it->second;
    if (of_name == by_name_.end()) return {};
    for (const auto& [other, place] : of_name->second)
      if (other.empty()) return place;
    return {};
  }
  return of_name == by_name_.end() ? std::string() : of_name->second.front().second;
}

std::string KnownPeople::other_of_number(const Who& who) const {
  const auto known = named_.find(who.number);
  if (known == named_.end()) return {};
  const std::string name = known_person_key({}, who);
  const bool theirs =
      std::any_of(known->second.begin(), known->second.end(), [&](const auto& one) { return one.first == name; });
  return theirs ? std::string() : known->second.front().second;
}

void KnownPeople::add(const std::string& course, const Who& who, const std::string& place) {
  by_name_[known_person_key(course, who)].emplace_back(who.number, place);
  if (who.number.empty()) return;
  by_number_.emplace(course + "\n" + who.number, place);
  named_[who.number].emplace_back(known_person_key({}, who), place + ": " + who.name + ", " + to_screen(who.born));
}

// Who was corrected since is still found by the number.
bool KnownPeople::seated(const std::string& proposal, const std::string& course, const Who& who) const {
  const std::string of = proposal + "\n" + course;
  return seats_.contains(known_person_key(of, who)) ||
         (!who.number.empty() && seats_.contains(of + "\n#" + who.number));
}

void KnownPeople::seat(const std::string& proposal, const std::string& course, const Who& who) {
  const std::string of = proposal + "\n" + course;
  seats_.insert(known_person_key(of, who));
  if (!who.number.empty()) seats_.insert(of + "\n#" + who.number);
}

}  // namespace hocba::cli
