#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <span>

#include "connectors/kafka_cluster.h"
#include "service/command_line.h"
#include "service/commands.h"

int main(int argc, char** argv) {
  using namespace millrace;
  std::signal(SIGPIPE, SIG_IGN);  // whoever does not read any more is a failed write, and OpenSSL's have no flag for it
  try {
    const auto command = parse_command_line(std::span(argv + 1, argv + argc));
    if (!command) {
      std::cerr << "error: " << command.error() << "\n";
      return static_cast<int>(ExitCode::kUsage);
    }
    const int code = static_cast<int>(execute(*command, std::cout, std::cerr));
    if (kafka_clients_left_behind()) {
      std::cout.flush();
      std::_Exit(code);
    }
    return code;
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "internal error, please report it: %s\n", exception.what());
    return static_cast<int>(ExitCode::kInternal);
  }
}
