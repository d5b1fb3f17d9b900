// Plays dataset A through the programs: founds a test network on a simulated clock, registers units and rights, issues
// every class's sheet signed by all roles, corrects, re-tests, transfers, and verifies every document; each step's
// count beside the one that the generator promised.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tools/district/stage.hpp"
#include "tools/sample/district.hpp"

namespace hocba::district {

struct PlayOptions : StageOptions {
  sample::Scale scale = sample::Scale::quan;
};

class Play : public Stage {
 public:
  explicit Play(const PlayOptions& options);
  int run();  // 0: every count as expected

 private:
  Words grant(const std::string& unit, const std::string& role, const std::string& name, const Words& more) const;
  void units();
  void rights();
  void policies();
  void write_sheets();
  void play_year(int year);
  void replace_principal(int year);
  void unit_change();
  Words signs(const sample::SchoolClass& one) const;
  std::string principal_of(const sample::School& school) const;
  std::vector<std::string> teachers_of(const sample::SchoolClass& one) const;
  std::size_t note_ids(const nlohmann::json& answer);
  void issue(int year);
  void issue_by_desk(int year);
  void replace(sample::ReplacementRound round);
  void supersede(sample::ReplacementRound round);
  void move(int year, sample::Move::When when);
  void release(const std::vector<const sample::Move*>& moves, std::vector<std::string>& ids);
  void fetch();
  void verify();

  sample::District d_;
  std::map<std::string, std::string> id_of_serial_;  // of the first issue and of replacements
  std::map<std::size_t, std::string> current_;       // by page: the id in force
  std::map<std::string, std::string> principals_;    // by school, where it is not the first one's key
};

}  // namespace hocba::district
