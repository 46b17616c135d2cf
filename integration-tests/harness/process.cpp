#include "integration-tests/harness/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "integration-tests/harness/eventually.h"

extern char** environ;

namespace millrace::trial {
namespace {

// NAME=VALUE of this process, with those given in place of its own.
std::vector<std::string> merged(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    if (!environment.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : environment) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (auto& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

// In the child, between fork and exec: nothing that allocates or locks.
[[noreturn]] void become(char* const* command, char* const* environment, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execve(command[0], command, environment);
  const char* const reason = strerror(errno);
  static_cast<void>(!write(STDERR_FILENO, reason, strlen(reason)));
  _exit(127);
}

}  // namespace

std::string to_string(const Exit& exit) {
  return exit.signal ? "ended by signal " + std::to_string(exit.signal) : "exit code " + std::to_string(exit.code);
}

Process::Process(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment,
                 std::filesystem::path output)
    : output_(std::move(output)) {
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables = merged(environment);
  const auto argv = pointers(arguments);
  const auto envp = pointers(variables);
  const int file = open(output_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) throw std::runtime_error("open " + output_.string() + ": " + strerror(errno));
  output_begin_ = std::filesystem::file_size(output_);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) become(argv.data(), envp.data(), file, parent);
  close(file);
  if (pid_ < 0) throw std::runtime_error("start " + command.front() + ": " + strerror(errno));
}

Process::~Process() {
  if (exit_) return;
  send(SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void Process::send(int signal) const {
  if (!exit_) kill(pid_, signal);
}

std::optional<Exit> Process::ended() {
  int status = 0;
  if (!exit_ && waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_ = WIFSIGNALED(status) ? Exit{.signal = WTERMSIG(status)} : Exit{.code = WEXITSTATUS(status)};
  }
  return exit_;
}

bool Process::stopped() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  const std::string line{std::istreambuf_iterator<char>(file), {}};
  const auto name_end = line.rfind(')');
  return name_end != line.npos && line.substr(name_end, 3) == ") T";
}

Exit Process::wait(std::chrono::seconds deadline) {
  eventually("the end of process " + std::to_string(pid_), deadline, [&]() -> std::string {
    if (ended()) return {};
    const auto text = output();
    return "it runs; the end of its output:\n" + text.substr(text.size() - std::min<std::size_t>(text.size(), 2000));
  });
  return *exit_;
}

std::string Process::output() const {
  std::ifstream file(output_);
  file.seekg(static_cast<std::streamoff>(output_begin_));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::optional<int> Process::number_behind(const std::string& words) const {
  const std::string text = output();
  const auto place = text.find(words);
  if (place == text.npos) return std::nullopt;
  int number = 0;
  std::from_chars(text.data() + place + words.size(), text.data() + text.size(), number);
  return number;
}

}  // namespace millrace::trial
