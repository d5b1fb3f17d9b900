// What every play of a sample dataset shares: the programs, a test network on a simulated clock, and steps, each with
// its count beside the one that the generator promised, its seconds and the most memory that a command and the node
// held. One thread. What goes wrong ends the program and leaves the folder, to be looked at.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tools/district/programs.hpp"

namespace hocba::district {

struct StageOptions {
  std::string bin, folder;  // the programs; where all goes, made anew
  std::uint64_t seed = 2025;
  int port = 0;
  bool english = false;
};

class Stage {
 public:
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

 protected:
  using Words = std::vector<std::string>;
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
    std::string says = {};  // what must stand in its notes and warnings
  };
  explicit Stage(StageOptions options);
  ~Stage();
  const char* say(const char* vi, const char* en) const { return o_.english ? en : vi; }
  static Words with(Words words, const Words& more);
  void step(const std::string& name, std::size_t expected, std::vector<Command> commands, std::size_t at_once = 2);
  void begin(const std::string& name, std::size_t expected);
  void go(std::vector<Command> commands, std::size_t at_once = 2);
  void count(std::size_t more) { steps_.back().found += more; }  // of what no command did
  void end();
  nlohmann::json ask(const Words& words);
  [[noreturn]] void fail(const std::string& why);

  // Of an origin, beginning at a time; the node is started.
  void found(const std::string& origin, const std::string& clock_start);
  void clock(const std::string& time);
  std::string key(const std::string& name) const { return o_.folder + "/keys/" + name + ".key"; }
  std::string secret(const std::string& unit) const { return o_.folder + "/keys/" + unit + ".secret"; }
  Words founders() const;
  void make_keys(const std::vector<std::string>& names);
  // Where a run of `issue` keeps what it needs to go on, and its result: below the folder, not where one stands.
  Words run_files(const std::string& name) const;
  void write_text(const std::string& path, const std::string& text) const;  // below the folder
  // Holders' files, many to a command: the step counts those for which `verify` has this exit code.
  std::vector<Command> verifying(const std::vector<std::string>& files, int exit) const;
  void audit();
  int tell() const;  // the closing table; 0: every count as expected

  StageOptions o_;
  Programs programs_;

 private:
  Words hocba(Words words) const;
  void start_node();
  int node_ = 0;
  std::string url_;
  std::vector<Step> steps_;
  double began_ = 0, started_ = 0;
};

}  // namespace hocba::district
