// The parameters of a request, read strictly.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "service/http/message.h"

namespace millrace::api {

// What is wrong with them, in words: one that is not known, or comes twice, is a mistake, and saying nothing would hide
// it.
std::optional<std::string> wrong_parameters(const HttpRequest& request, const std::vector<std::string>& known);

// Views the request. Errors are in words.
class Parameters {
 public:
  explicit Parameters(const HttpRequest& request) : request_(request) {}

  std::optional<std::string> text(const std::string& name) const;
  std::expected<std::size_t, std::string> count(const std::string& name, std::size_t fallback, std::size_t most) const;

 private:
  const HttpRequest& request_;
};

}  // namespace millrace::api
