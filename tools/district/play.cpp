#include "tools/district/play.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

namespace hocba::district {

using nlohmann::json;
using sample::School;
using sample::SchoolClass;

namespace {

constexpr const char* kMark = "/hocba-district";  // a folder of this program's: it may be made anew

double now_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace

Play::Play(PlayOptions options)
    : o_(std::move(options)), d_(sample::make_district(o_.seed, o_.scale)), programs_(o_.folder + "/out") {}

Play::~Play() {
  if (node_ > 0) end_process(node_);
}

void Play::fail(const std::string& why) {
  std::fprintf(stderr, "\n%s\n", why.c_str());
  if (node_ > 0) end_process(node_);
  std::_Exit(1);  // the folder is left as it is, to be looked at
}

Play::Words Play::hocba(Words words) const {
  words.insert(words.begin(), {o_.bin + "/hocba", "--context", o_.folder + "/context.toml", "--json"});
  return words;
}

// --- steps: progress while they run, a row of the closing table when they end ------------------------------------

void Play::begin(const std::string& name, std::size_t expected) {
  steps_.push_back({name, expected});
  programs_.reset_peak();
  if (node_ > 0) clear_peak(node_);
  began_ = now_s();
}

void Play::go(std::vector<Command> commands, std::size_t at_once) {
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  const std::size_t all = commands.size();
  std::vector<Job> jobs;
  for (Command& command : commands) {
    const Words words = hocba(command.words);
    jobs.push_back({words, [this, words, command](const Ran& ran) {
                      const json answer = json::parse(ran.out, nullptr, false);
                      if (ran.code != command.exit || answer.is_discarded()) {
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

void Play::end() {
  Step& step = steps_.back();
  step.seconds = now_s() - began_;
  step.client_kib = programs_.peak_kib();
  step.node_kib = node_ > 0 ? peak_kib_of(node_) : 0;
  std::printf("  %s %s: %zu (%.1f s)\n", step.found == step.expected ? "✓" : "✗", step.name.c_str(), step.found,
              step.seconds);
  std::fflush(stdout);
}

void Play::step(const std::string& name, std::size_t expected, std::vector<Command> commands, std::size_t at_once) {
  begin(name, expected);
  go(std::move(commands), at_once);
  end();
}

json Play::ask(const Words& words) {
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

// --- the network, its units and rights ---------------------------------------------------------------------------

void Play::start_node() {
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

void Play::found() {
  namespace fs = std::filesystem;
  if (fs::exists(o_.folder) && !fs::exists(o_.folder + kMark)) fail(o_.folder + ": not a folder of this program");
  fs::remove_all(o_.folder);
  for (const char* name : {"", "/keys", "/sheets", "/files", "/out", "/config"})
    fs::create_directories(o_.folder + name);
  write_text(o_.folder + kMark, "");
  ::setenv("XDG_CONFIG_HOME", (o_.folder + "/config").c_str(), 1);
  write_text(o_.folder + "/context.toml", o_.english ? "lang = \"en\"\n" : "lang = \"vi\"\n");
  const std::string year = d_.years.front().substr(0, 4);
  ask({"network", "new", o_.folder + "/net", "--origin", "demo.hocba.example/quan-mau", "--public-url",
       "https://nut-1.example", "--test", "--simulated-clock", "--clock-start", year + "-08-14T01:00:00Z",
       "--no-passphrase", "--port", std::to_string(o_.port)});
  // All offices of the district call from this one address.
  std::ofstream(o_.folder + "/net/node/hocbad.toml", std::ios::app)
      << "requests_per_minute = 10000000\nwrites_per_minute = 10000000\n";
  start_node();
}

void Play::clock(const std::string& time) {
  ask({"network", "clock", time, "--key", o_.folder + "/net/founders/founder-1.key"});
}

void Play::make_keys(const std::vector<std::string>& names) {
  std::vector<Command> commands;
  for (const auto& name : names) commands.push_back({{"key", "new", key(name), "--no-passphrase", "--sample"}, {}});
  step(say("khóa", "keys"), names.size(), std::move(commands));
}

Play::Words Play::grant(const std::string& unit, const std::string& role, const std::string& name,
                        const Words& more) const {
  Words words = {"grant",    "add",
                 "--for",    unit,
                 "--role",   role,
                 "--to-key", key(name),
                 "--person", "Người giữ " + name,
                 "--to",     unit == "99PGDA" ? "30/06/2025" : "31/08/2026"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<std::string> Play::teachers_of(const SchoolClass& one) const {
  const std::string place = d_.schools[one.school].code + "-" + one.name;
  constexpr int kLastOfPrimary = 5;
  if (one.grade <= kLastOfPrimary) return {"GDTC-" + place};  // the specialist; the rest is the homeroom teacher's
  return {"TOAN-" + place, "VAN-" + place};
}

void Play::units() {
  const Words founders = {"--key", o_.folder + "/net/founders/founder-1.key", "--key",
                          o_.folder + "/net/founders/founder-2.key"};
  const auto with = [](Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const Words so = {"--key", key("so"), "--unit", "99SO"}, district = {"--key", key("pgd"), "--unit", "99PGDA"};
  begin(say("đơn vị", "units"), 5 + 2 * d_.schools.size() + 2);
  go({{with({"unit", "register", "99SO", "--type", "department", "--name", "Sở GDĐT Mẫu"}, founders), {}},
      {with(grant("99SO", "manager", "so", {}), founders), {}},
      {with({"unit", "register", "99PGDA", "--type", "district_office", "--parent", "99SO", "--name",
             "Phòng GDĐT TP Mẫu A", "--to", "30/06/2025"},
            so),
       {}},
      {with(grant("99PGDA", "manager", "pgd", {}), so), {}},
      {with({"unit", "register", "99DHM", "--type", "training_provider", "--parent", "99SO", "--name",
             "Trường Đại học Mẫu"},
            so),
       {}},
      {with({"unit", "register", "99DT", "--type", "company", "--parent", "99SO", "--name", "Đơn vị phối hợp Mẫu"}, so),
       {}}},
     1);
  std::vector<Command> schools;
  for (const School& school : d_.schools) {
    const Words& above = school.under_department ? so : district;
    schools.push_back({with({"unit", "register", school.code, "--type", school.type, "--parent", above.back(), "--name",
                             school.name, "--serial-secret", o_.folder + "/keys/" + school.code + ".secret"},
                            above),
                       {}});
    schools.push_back({with(grant(school.code, "manager", "ql-" + school.code, {}), above), {}});
  }
  schools.push_back({{"unit", "list"}, {}});
  go(std::move(schools), 1);
  end();
}

void Play::rights() {
  std::vector<Command> commands;
  std::set<std::string> places;  // a class of every year has the same teachers
  for (const School& school : d_.schools) {
    const Words by = {"--key", key("ql-" + school.code)};
    for (const auto& [role, name] :
         {std::pair("registrar", "vt-"), std::pair("principal", "ht-"), std::pair("seal", "dau-")})
      commands.push_back({grant(school.code, role, name + school.code, by), {}});
  }
  for (const SchoolClass& one : d_.classes) {
    const std::string& code = d_.schools[one.school].code;
    if (!places.insert(code + one.name).second) continue;
    const Words by = {"--class", one.name, "--key", key("ql-" + code)};
    commands.push_back({grant(code, "homeroom", "cn-" + code + "-" + one.name, by), {}});
    for (const std::string& teacher : teachers_of(one)) {
      Words more = by;
      more.insert(more.end(), {"--subject", teacher.substr(0, teacher.find('-'))});
      commands.push_back({grant(code, "teacher", teacher, more), {}});
    }
  }
  const std::size_t all = commands.size();
  step(say("quyền ký", "rights to sign"), all, std::move(commands));
}

void Play::policies() {
  std::vector<Command> commands;
  for (const std::string& year : d_.years)
    commands.push_back(
        {{"policy", "set", "--type", "transcript", "--period", year, "--record-roles", "seal", "--proposers",
          "registrar,seal", "--approvers", "principal", "--document-roles", "teacher:1,homeroom:1,principal:1,seal:1",
          "--key", o_.folder + "/net/founders/founder-1.key", "--key", o_.folder + "/net/founders/founder-2.key"},
         {}});
  step(say("chính sách", "policies"), d_.years.size(), std::move(commands), 1);
}

void Play::write_sheets() {
  begin(say("bảng lớp", "class sheets"), d_.classes.size());
  for (const SchoolClass& one : d_.classes) {
    const auto sheet = sample::class_sheet(d_, one);
    write_text(o_.folder + "/sheets/" + sheet.file_name, sheet.bytes);
    ++steps_.back().found;
  }
  const auto odd = sample::planted_sheet(d_);
  write_text(o_.folder + "/" + odd.file_name, odd.bytes);
  end();
}

// --- all of it ---------------------------------------------------------------------------------------------------

int Play::run() {
  const double start = now_s();
  found();
  std::vector<std::string> names = {"so", "pgd", "xa"};
  std::set<std::string> seen;
  for (const School& school : d_.schools)
    for (const char* prefix : {"ql-", "vt-", "ht-", "dau-"}) names.push_back(prefix + school.code);
  for (const SchoolClass& one : d_.classes) {
    const std::string place = d_.schools[one.school].code + "-" + one.name;
    if (!seen.insert(place).second) continue;
    names.push_back("cn-" + place);
    for (const std::string& teacher : teachers_of(one)) names.push_back(teacher);
  }
  for (const char* name : {"ht2", "pht"}) names.emplace_back(name);
  make_keys(names);
  units();
  rights();
  policies();
  write_sheets();
  for (int year = 0; year < static_cast<int>(d_.years.size()); ++year) play_year(year);
  fetch();
  verify();
  audit();
  whole_ = now_s() - start;
  return tell();
}

int Play::tell() const {
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
  std::printf("\n  %s %.0f s. %s\n", say("Tất cả:", "In all:"), whole_,
              good ? say("Mọi số đều đúng như dự kiến; không bước nào quá 1 GB.",
                         "Every count is as expected; no step took more than 1 GB.")
                   : say("CÓ CHỖ SAI: xem các dòng có dấu !", "SOMETHING IS WRONG: see the lines with a !"));
  return good ? 0 : 1;
}

}  // namespace hocba::district
