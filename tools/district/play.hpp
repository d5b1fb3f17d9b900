// Plays dataset A through the programs: founds a test network on a simulated clock, registers units and rights, issues
// every class's sheet signed by all roles, corrects, re-tests, transfers, and verifies every document; each step's
// count beside the one that the generator promised.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tools/district/programs.hpp"
#include "tools/sample/district.hpp"

namespace hocba::district {

struct PlayOptions {
  std::string bin, folder;  // the programs; where all goes, made anew
  std::uint64_t seed = 2025;
  sample::Scale scale = sample::Scale::quan;
  int port = 0;
  bool english = false;
};

class Play {
 public:
  explicit Play(PlayOptions options);
  ~Play();
  Play(const Play&) = delete;
  Play& operator=(const Play&) = delete;
  int run();  // 0: every count as expected

 private:
  using Words = std::vector<std::string>;
  using Ask = std::function<void(const nlohmann::json&)>;
  struct Step {
    std::string name;
    std::size_t expected = 0, found = 0;
    double seconds = 0;
    long client_kib = 0, node_kib = 0;
  };
  // One command, and what its answer adds to the step's count.
  struct Command {
    Words words;
    std::function<std::size_t(const nlohmann::json&)> counts;
    int exit = 0;
  };
  const char* say(const char* vi, const char* en) const { return o_.english ? en : vi; }
  void step(const std::string& name, std::size_t expected, std::vector<Command> commands, std::size_t at_once = 2);
  void begin(const std::string& name, std::size_t expected);
  void go(std::vector<Command> commands, std::size_t at_once = 2);
  void end();
  nlohmann::json ask(const Words& words);
  Words hocba(Words words) const;
  [[noreturn]] void fail(const std::string& why);

  void found();
  void start_node();
  void clock(const std::string& time);
  std::string key(const std::string& name) const { return o_.folder + "/keys/" + name + ".key"; }
  void make_keys(const std::vector<std::string>& names);
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
  void audit();
  int tell() const;

  PlayOptions o_;
  sample::District d_;
  Programs programs_;
  int node_ = 0;
  std::string url_;
  std::vector<Step> steps_;
  double began_ = 0, whole_ = 0;
  std::map<std::string, std::string> id_of_serial_;  // of the first issue and of replacements
  std::map<std::size_t, std::string> current_;       // by page: the id in force
  std::map<std::string, std::string> principals_;    // by school, where it is not the first one's key
};

}  // namespace hocba::district
