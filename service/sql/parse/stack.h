// A stack of known size: the parser's tree is written out by recursion as deep as the text is nested.
#pragma once

#include <cstddef>

#include "base/function_ref.h"

namespace millrace::sql {

// Runs `work` on a thread of its own with a stack of that many bytes, and waits for it; an exception passes through.
// Throws std::system_error if no such thread can be had.
void run_with_stack(std::size_t bytes, FunctionRef<void()> work);

}  // namespace millrace::sql
