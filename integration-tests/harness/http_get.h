// One GET of a local service.
#pragma once

#include <optional>
#include <string>

namespace millrace::trial {

struct HttpAnswer {
  int status = 0;
  std::string body;
};

// Nothing when nobody answers within two seconds.
std::optional<HttpAnswer> http_get(int port, const std::string& path);

}  // namespace millrace::trial
