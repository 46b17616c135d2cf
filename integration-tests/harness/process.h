// A program run by a test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace millrace::trial {

struct Exit {
  int code = -1;   // -1: a signal ended it
  int signal = 0;  // 0: it exited by itself
  bool operator==(const Exit&) const = default;
};
std::string to_string(const Exit& exit);

// Its output, both streams, is appended to a file. It dies with the thread that started it: start it from the test's
// own thread. The destructor kills it.
class Process {
 public:
  Process(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
          std::filesystem::path output);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t pid() const { return pid_; }
  void send(int signal) const;

  std::optional<Exit> ended();
  bool stopped() const;  // by SIGSTOP

  // Throws, with the end of its output, if it has not ended by the deadline.
  Exit wait(std::chrono::seconds deadline);

  // What it has written since it was started.
  std::string output() const;
  // The number that follows these words in it, at their first place; nothing while they are not there.
  std::optional<int> number_behind(const std::string& words) const;

 private:
  pid_t pid_ = -1;
  std::filesystem::path output_;
  std::uintmax_t output_begin_ = 0;
  std::optional<Exit> exit_;
};

}  // namespace millrace::trial
