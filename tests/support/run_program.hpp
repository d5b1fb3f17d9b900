// Runs hocba in this process, without a context of the machine. Header only.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.hpp"

namespace hocba::test {

struct ProgramRun {
  int code = 0;
  std::string out, err;
};
inline ProgramRun run_words(std::vector<std::string> words) {
  words.insert(words.begin(), "hocba");
  words.insert(words.end(), {"--context", "/nonexistent/context.toml"});
  // Not that of the machine.
  if (std::find(words.begin(), words.end(), "--lang") == words.end()) words.insert(words.end(), {"--lang", "en"});
  std::vector<const char*> argv;
  for (const auto& word : words) argv.push_back(word.c_str());
  std::ostringstream out, err;
  const int code = cli::run_program(static_cast<int>(argv.size()), argv.data(), out, err, false);
  return {code, out.str(), err.str()};
}

}  // namespace hocba::test
