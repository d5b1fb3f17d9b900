// Whom an office's lists speak of: who stands in several of them, has a seat already, or has somebody else's number.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/training.hpp"

namespace hocba::cli {

// The same person, as far as lists tell: the number, or name and birth date where one of the two has none.
class KnownPeople {
 public:
  struct Who {
    std::string name;
    Date born;
    std::string number = {};  // may be empty
  };
  // Where this person is for the course already; empty: nowhere.
  std::string find(const std::string& course, const Who& who) const;
  // Where the number is another's, by name or birth date; empty: nowhere.
  std::string other_of_number(const Who& who) const;
  void add(const std::string& course, const Who& who, const std::string& place);

  // Has a seat of the course as one of this list's people.
  bool seated(const std::string& proposal, const std::string& course, const Who& who) const;
  void seat(const std::string& proposal, const std::string& course, const Who& who);

 private:
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> by_name_;  // of a course: number, place
  std::map<std::string, std::string> by_number_;                                     // of a course: place
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> named_;    // by number: names, places
  std::set<std::string> seats_;                                                      // of a list and course
};

}  // namespace hocba::cli
