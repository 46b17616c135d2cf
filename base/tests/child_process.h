// Runs something in a forked child: what kills or stops a process must not kill the test.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/function_ref.h"

namespace millrace {

// The wait status of the first thing that happens to the child: its exit, its death or its stop. `body` gives its exit
// code. A stopped child is killed and reaped before this returns.
inline int status_of_child(FunctionRef<int()> body) {
  const pid_t child = fork();
  if (child == 0) std::_Exit(body());
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, WUNTRACED), child);
  if (WIFSTOPPED(status)) {
    EXPECT_EQ(kill(child, SIGKILL), 0);
    int last = 0;
    EXPECT_EQ(waitpid(child, &last, 0), child);
  }
  return status;
}

}  // namespace millrace
