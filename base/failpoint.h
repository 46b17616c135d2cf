// Named places where a test build can be told to die, fail or wait. Compiled out of the release build.
//
// MILLRACE_FAILPOINTS in the environment, for example "commit.before=kill@3,ingest.after=kill":
//   NAME=kill[@N]    SIGKILL this process at the N-th time the place is reached (default 1st)
//   NAME=pause[@N]   SIGSTOP this process there
//   NAME=hold:FILE   the thread that reaches the place stays there while FILE exists; the others go on
//   NAME=error[@N]   MILLRACE_FAILS(NAME) is true at exactly the N-th time; error alone: every time
// Every name that exists is listed in base/failpoint_names.h; an unknown one ends the process at once.
#pragma once

#include <string_view>

namespace millrace {

// Any thread. True when the place is to report an error.
bool failpoint_hit(std::string_view name);

}  // namespace millrace

#ifdef MILLRACE_FAILPOINTS
#define MILLRACE_FAILPOINT(name) static_cast<void>(::millrace::failpoint_hit(name))
#define MILLRACE_FAILS(name) ::millrace::failpoint_hit(name)
#else
#define MILLRACE_FAILPOINT(name) static_cast<void>(0)
#define MILLRACE_FAILS(name) false
#endif
