// hocba: the command line. Everything is in run_program (cli/program.cpp), which tests call too.
#include <unistd.h>

#include <csignal>
#include <iostream>

#include "cli/commands.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a node or a pager that hangs up is an error to report, not a death
  return hocba::cli::run_program(argc, argv, std::cout, std::cerr,
                                 isatty(STDERR_FILENO) != 0 && isatty(STDOUT_FILENO) != 0);
}
