#include "tools/district/stage.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace hocba::district {

using nlohmann::json;

namespace {

constexpr const char* kMark = "/hocba-district";  // a folder of this program's: it may be made anew

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

Stage::Stage(StageOptions options) : o_(std::move(options)), programs_(o_.folder + "/out"), started_(now_s()) {}

Stage::~Stage() {
  if (node_ > 0) end_process(node_);
}

Stage::Words Stage::with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Stage::Words Stage::founders() const {
  return {"--key", o_.folder + "/net/founders/founder-1.key", "--key", o_.folder + "/net/founders/founder-2.key"};
}

Stage::Words Stage::run_files(const std::string& name) const {
  const std::string path = o_.folder + "/files/" + name;
  return {"--work", path + ".hocba", "--result", path + ".ketqua.csv"};
}

void Stage::write_text(const std::string& path, const std::string& text) const {
  std::ofstream(o_.folder + path, std::ios::binary | std::ios::trunc) << text;
}

void Stage::fail(const std::string& why) {
  std::fprintf(stderr, "\n%s\n", why.c_str());
  if (node_ > 0) end_process(node_);
  std::_Exit(1);  // the folder is left as it is, to be looked at
}

Stage::Words Stage::hocba(Words words) const {
  words.insert(words.begin(), {o_.bin + "/hocba", "--context", o_.folder + "/context.toml", "--json"});
  return words;
}

// --- steps: progress while they run, a row of the closing table when they end ------------------------------------

void Stage::begin(const std::string& name, std::size_t expected) {
  steps_.push_back({name, expected});
  programs_.reset_peak();
  if (node_ > 0) clear_peak(node_);
  began_ = now_s();
}

void Stage::go(std::vector<Command> commands, std::size_t at_once) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const std::size_t all = commands.size();
  std::vector<Job> jobs;
  for (Command& command : commands) {
    const Words words = hocba(command.words);
    jobs.push_back({words, [this, words, command](const Ran& ran) {
                      const json answer = json::parse(ran.out, nullptr, false);
                      const bool said_so = ran.err.find(command.says) != std::string::npos;
                      if (ran.code != command.exit || answer.is_discarded() || !said_so) {
                        std::string said;
                        for (const auto& word : words) said += word + " ";
                        fail(said + "\nexit " + std::to_string(ran.code) + "\n" + ran.out + ran.err);
                      }
                      steps_.back().found += command.counts ? command.counts(answer) : 1;
                    }});
  }
  programs_.run(std::move(jobs), at_once, [&](std::size_t done) {
    if (terminal) std::fprintf(stderr, "\r  %s: %zu/%zu ", steps_.back().name.c_str(), done, all);
  });
  if (terminal) std::fprintf(stderr, "\r\033[K");
}

void Stage::end() {
  Step& step = steps_.back();
  step.seconds = now_s() - began_;
  step.client_kib = programs_.peak_kib();
  step.node_kib = node_ > 0 ? peak_kib_of(node_) : 0;
  std::printf("  %s %s: %zu (%.1f s)\n", step.found == step.expected ? "✓" : "✗", step.name.c_str(), step.found,
              step.seconds);
  std::fflush(stdout);
}

void Stage::step(const std::string& name, std::size_t expected, std::vector<Command> commands, std::size_t at_once) {
  begin(name, expected);
  go(std::move(commands), at_once);
  end();
}

json Stage::ask(const Words& words) {
  json answer;
  programs_.run({{hocba(words),
                  [&](const Ran& ran) {
                    answer = json::parse(ran.out, nullptr, false);
                    if (ran.code != 0 || answer.is_discarded()) {
                      std::string said;
                      for (const auto& word : words) said += word + " ";
                      fail(said + "\n" + ran.out + ran.err);
                    }
                  }}},
                1, [](std::size_t) {});
  return answer;
}

// --- the network ---------------------------------------------------------------------------------------------------

void Stage::start_node() {
  node_ = programs_.start({o_.bin + "/hocbad", o_.folder + "/net/node"}, "node");
  constexpr int kTries = 600;
  for (int i = 0; i < kTries && url_.empty(); ++i) {
    const std::string said = read_whole(o_.folder + "/out/node.out");
    const auto at = said.find("http");
    if (at != std::string::npos && said.find('\n', at) != std::string::npos)
      url_ = said.substr(at, said.find_first_of(" \n", at) - at);
    else if (!is_running(node_))
      break;
    else
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  if (url_.empty()) fail("hocbad: " + read_whole(o_.folder + "/out/node.err"));
  ask({"context", "set", "node", url_});
  ask({"context", "set", "policy", o_.folder + "/net/policy.txt"});
}

void Stage::found(const std::string& origin, const std::string& clock_start) {
  namespace fs = std::filesystem;
  if (fs::exists(o_.folder) && !fs::exists(o_.folder + kMark)) fail(o_.folder + ": not a folder of this program");
  fs::remove_all(o_.folder);
  for (const char* name : {"", "/keys", "/sheets", "/files", "/out", "/config"})
    fs::create_directories(o_.folder + name);
  write_text(kMark, "");
  ::setenv("XDG_CONFIG_HOME", (o_.folder + "/config").c_str(), 1);
  write_text("/context.toml", o_.english ? "lang = \"en\"\n" : "lang = \"vi\"\n");
  ask({"network", "new", o_.folder + "/net", "--origin", origin, "--public-url", "https://nut-1.example", "--test",
       "--simulated-clock", "--clock-start", clock_start, "--no-passphrase", "--port", std::to_string(o_.port)});
  // All offices of the district call from this one address.
  std::ofstream(o_.folder + "/net/node/hocbad.toml", std::ios::app)
      << "requests_per_minute = 10000000\nwrites_per_minute = 10000000\n";
  start_node();
}

void Stage::clock(const std::string& time) {
  ask({"network", "clock", time, "--key", o_.folder + "/net/founders/founder-1.key"});
}

void Stage::make_keys(const std::vector<std::string>& names) {
  std::vector<Command> commands;
  for (const auto& name : names) commands.push_back({{"key", "new", key(name), "--no-passphrase", "--sample"}, {}});
  step(say("khóa", "keys"), names.size(), std::move(commands));
}

std::vector<Stage::Command> Stage::verifying(const std::vector<std::string>& files, int exit) const {
  constexpr std::size_t kAtOnce = 250;
  std::vector<Command> commands;
  for (std::size_t begin = 0; begin < files.size(); begin += kAtOnce) {
    Words words = {"verify", "--offline"};
    for (std::size_t i = begin; i < std::min(files.size(), begin + kAtOnce); ++i) words.push_back(files[i]);
    commands.push_back({words,
                        [exit](const json& answer) {
                          std::size_t found = 0;
                          for (const json& one : answer["files"]) found += one["exit"] == exit ? 1 : 0;
                          return found;
                        },
                        exit});
  }
  return commands;
}

void Stage::audit() {
  step(say("kiểm toán sổ cái", "ledger audited from genesis"), 1,
       {{{"audit", url_}, [](const json& answer) { return answer.value("entries", 0u) > 0 ? 1u : 0u; }}}, 1);
}

int Stage::tell() const {
  constexpr long kMostKib = 1L << 20;
  bool good = true;
  std::printf("\n  %9s %9s %8s %11s %11s  %s\n", say("dự kiến", "expected"), say("thấy", "found"),
              say("giây", "seconds"), say("lệnh, MiB", "client, MiB"), say("nút, MiB", "node, MiB"),
              say("bước", "step"));
  for (const Step& step : steps_) {
    const bool right = step.found == step.expected, small = step.client_kib <= kMostKib && step.node_kib <= kMostKib;
    good = good && right && small;
    std::printf("%s %9zu %9zu %8.1f %11.0f %11.0f  %s\n", right && small ? " " : "!", step.expected, step.found,
                step.seconds, static_cast<double>(step.client_kib) / 1024, static_cast<double>(step.node_kib) / 1024,
                step.name.c_str());
  }
  std::printf("\n  %s %.0f s. %s\n", say("Tất cả:", "In all:"), now_s() - started_,
              good ? say("Mọi số đều đúng như dự kiến; không bước nào quá 1 GB.",
                         "Every count is as expected; no step took more than 1 GB.")
                   : say("CÓ CHỖ SAI: xem các dòng có dấu !", "SOMETHING IS WRONG: see the lines with a !"));
  return good ? 0 : 1;
}

}  // namespace hocba::district
