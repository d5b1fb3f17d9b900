#include "tools/district/programs.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace hocba::district {

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

int Programs::spawn(const std::vector<std::string>& words, const std::string& name, bool stays) const {
  const std::string out = folder_ + "/" + name + ".out", err = folder_ + "/" + name + ".err";
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const int parent = ::getpid();
  const int child = ::fork();
  if (child != 0) return child;
  // None outlives this program, however it ends.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);
  if (stays) ::setpgid(0, 0);  // else run() would take its end for that of a job
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  const int to_out = ::open(out.c_str(), flags, 0600), to_err = ::open(err.c_str(), flags, 0600),
            nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(to_out, STDOUT_FILENO);
  ::dup2(to_err, STDERR_FILENO);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int Programs::start(const std::vector<std::string>& words, const std::string& name) {
  const int child = spawn(words, name, true);
  if (child > 0) ::setpgid(child, child);  // whichever of the two comes first
  return child;
}

void Programs::run(std::vector<Job> jobs, std::size_t at_once, const std::function<void(std::size_t)>& progress) {
  std::map<int, std::pair<std::size_t, std::string>> running;  // by process: which job, its files
  std::size_t next = 0, ended = 0;
  while (ended < jobs.size()) {
    while (next < jobs.size() && running.size() < at_once) {
      std::size_t place = 0;  // each that runs has files of its own; the last ones stay, to be looked at
      const auto taken = [&](const auto& one) { return one.second.second == std::to_string(place); };
      while (std::any_of(running.begin(), running.end(), taken)) ++place;
      const std::string name = std::to_string(place);
      const int child = spawn(jobs[next].words, name, false);
      if (child < 0) std::abort();
      running[child] = {next++, name};
    }
    int status = 0;
    struct rusage used {};
    const int child = ::wait4(0, &status, 0, &used);
    if (child < 0) std::abort();
    const auto found = running.find(child);
    if (found == running.end()) continue;
    const auto job = found->second;
    running.erase(found);
    Ran ran;
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.peak_kib = used.ru_maxrss;
    peak_kib_ = std::max(peak_kib_, ran.peak_kib);
    ran.out = read_whole(folder_ + "/" + job.second + ".out");
    ran.err = read_whole(folder_ + "/" + job.second + ".err");
    if (jobs[job.first].done) jobs[job.first].done(ran);
    progress(++ended);
  }
}

bool is_running(int process) { return ::waitpid(process, nullptr, WNOHANG) == 0; }

void end_process(int process) {
  ::kill(process, SIGTERM);
  ::waitpid(process, nullptr, 0);
}

long peak_kib_of(int process) {
  std::istringstream lines(read_whole("/proc/" + std::to_string(process) + "/status"));
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::strtol(line.c_str() + 6, nullptr, 10);
  return 0;
}

void clear_peak(int process) { std::ofstream("/proc/" + std::to_string(process) + "/clear_refs") << "5\n"; }

}  // namespace hocba::district
