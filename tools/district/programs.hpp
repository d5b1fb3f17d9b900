// Runs our programs one after the other or two at a time, and says what each took: its answer, its seconds, the most
// memory that it held (the kernel's ru_maxrss). The node runs beside them; its own peak is read from /proc.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hocba::district {

struct Ran {
  int code = -1;         // of exit; 128 + the signal that ended it
  std::string out, err;  // what it printed
  long peak_kib = 0;
};
struct Job {
  std::vector<std::string> words;  // program and arguments
  std::function<void(const Ran&)> done;
};

class Programs {
 public:
  // Outputs go to files in this folder, which is there.
  explicit Programs(std::string folder) : folder_(std::move(folder)) {}
  // Each job's `done` is called in this thread, in the order in which they end. `progress` is told of each.
  void run(std::vector<Job> jobs, std::size_t at_once, const std::function<void(std::size_t)>& progress);
  // A program that stays, in a process group of its own, until this one ends; its process id. What it prints goes to
  // FOLDER/NAME.out and .err.
  int start(const std::vector<std::string>& words, const std::string& name);
  long peak_kib() const { return peak_kib_; }  // of all that ran since reset_peak()
  void reset_peak() { peak_kib_ = 0; }

 private:
  int spawn(const std::vector<std::string>& words, const std::string& name, bool stays) const;
  std::string folder_;
  long peak_kib_ = 0;
};

std::string read_whole(const std::string& path);
bool is_running(int process);
void end_process(int process);  // asks it to end, and waits until it has
// The most memory that another process held since clear_peak(), in KiB; 0 where the kernel doesn't tell.
long peak_kib_of(int process);
void clear_peak(int process);

}  // namespace hocba::district
