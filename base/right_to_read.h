// The remedy for what could not be read.
#pragma once

#include <cerrno>
#include <string>
#include <utility>

namespace millrace {

// `error`: of errno. What helps against a file that is not there would do harm to one that only others may read.
inline std::string remedy_for_unread(int error, std::string otherwise) {
  const bool denied = error == EACCES || error == EPERM;
  return denied ? "Give the user that runs millrace the right to read it, and to enter the folders above it"
                : std::move(otherwise);
}

}  // namespace millrace
