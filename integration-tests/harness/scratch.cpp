#include "integration-tests/harness/scratch.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace millrace::trial {

Scratch::Scratch() {
  std::string name = std::filesystem::temp_directory_path() / "millrace-trial.XXXXXX";
  if (!mkdtemp(name.data())) throw std::runtime_error("make a folder " + name);
  path_ = name;
}

Scratch::~Scratch() {
  if (testing::Test::HasFailure() || std::uncaught_exceptions() > 0 || std::getenv("MILLRACE_KEEP")) {
    std::cerr << "the files of the test are in " << path_ << '\n';
    return;
  }
  std::error_code ignored;  // a folder left behind is no reason to fail
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace millrace::trial
