// A real Prometheus that scrapes a service of a test twice a second, with rules of the test's.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "integration-tests/harness/process.h"

namespace millrace::trial {

class Prometheus {
 public:
  // Scrapes 127.0.0.1:`port` as job "millrace". Answers, and has scraped once, when the constructor returns. Keeps its
  // files in `folder`, which it makes.
  Prometheus(const std::filesystem::path& folder, int port, const std::vector<std::filesystem::path>& rules);

  // What /api/v1/query answers, as JSON.
  std::string query(const std::string& expression);
  bool finds(const std::string& expression);  // at least one series
  void await(const std::string& expression);  // until there is one
  void await_none(const std::string& expression);

 private:
  int port_ = 0;
  Process process_;
};

// ALERTS of that name that fire.
std::string firing(const std::string& alert);

}  // namespace millrace::trial
