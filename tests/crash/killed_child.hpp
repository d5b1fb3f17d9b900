// A test that runs in a child process until it is killed: this program again, one disabled test, which writes a line to
// a pipe for each thing that was acknowledged to it. For tests of what is there at the next start.
#pragma once

#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

extern char** environ;

namespace hocba::test {

inline constexpr int kAckDescriptor = 9;

// In the child: the directory that the parent gave; nullptr: the test was not started by one.
inline const char* directory_of_parent() { return std::getenv("HOCBA_CRASH_DIR"); }
// In the child. One write of one line: whole or not at all in a pipe.
inline void acknowledge(const std::string& what) {
  const std::string line = what + "\n";
  if (::write(kAckDescriptor, line.data(), line.size()) < 0) ::_exit(3);
}

// `test`: the disabled one, as a filter names it. `more`: NAME=value each.
inline pid_t start_child(const std::string& test, const std::string& directory, int ack_write,
                         std::vector<std::string> more = {}) {
  const std::string filter = "--gtest_filter=" + test;
  more.push_back("HOCBA_CRASH_DIR=" + directory);
  std::vector<char*> environment;
  for (auto& one : more) environment.push_back(one.data());
  for (char** one = environ; *one != nullptr; ++one) environment.push_back(*one);
  environment.push_back(nullptr);
  const char* arguments[] = {"crash_tests", filter.c_str(), "--gtest_also_run_disabled_tests", "--gtest_brief=1",
                             nullptr};
  const pid_t child = ::fork();
  if (child == 0) {
    if (ack_write >= 0) ::dup2(ack_write, kAckDescriptor);
    ::execve("/proc/self/exe", const_cast<char**>(arguments), environment.data());
    ::_exit(127);
  }
  return child;
}

// Starts the child, kills it so many microseconds after its `wanted`-th line, and gives all its whole lines.
inline void killed_after(const std::string& test, const std::string& directory, std::size_t wanted,
                         useconds_t microseconds, std::string& lines, const std::vector<std::string>& more = {}) {
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  const pid_t child = start_child(test, directory, pipe[1], more);
  ::close(pipe[1]);
  lines.clear();
  char buffer[4096];
  while (static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) < wanted) {
    const ssize_t count = ::read(pipe[0], buffer, sizeof buffer);
    if (count <= 0) break;
    lines.append(buffer, static_cast<std::size_t>(count));
  }
  if (microseconds != 0) ::usleep(microseconds);
  ::kill(child, SIGKILL);
  for (ssize_t count; (count = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
    lines.append(buffer, static_cast<std::size_t>(count));
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  lines.resize(lines.rfind('\n') == std::string::npos ? 0 : lines.rfind('\n') + 1);
}

// HOCBA_CRASH_ROUNDS, or 50.
inline int crash_rounds() {
  const char* text = std::getenv("HOCBA_CRASH_ROUNDS");
  return text != nullptr ? std::max(1, std::atoi(text)) : 50;
}

}  // namespace hocba::test
