// What a server has: which handler answers which method of which path. The rest is refused in words.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "service/http/message.h"

namespace millrace {

// Built before the server starts, then immutable.
class Routes {
 public:
  // Makes the answer that refuses a request; `reason` is for people.
  using Refuse = std::function<HttpAnswer(int status, const std::string& reason)>;
  explicit Routes(Refuse refuse) : refuse_(std::move(refuse)) {}

  // Looks at every request that a handler would answer; what it answers, if anything, refuses the request.
  using Gate = std::function<std::optional<HttpAnswer>(const HttpRequest&)>;
  void guard(Gate gate) { gate_ = std::move(gate); }
  void add(const std::string& method, const std::string& path, HttpHandler handler);

  // HEAD is answered like GET. 404 names what is there, 405 which methods are. A handler that throws: 500.
  HttpAnswer answer(const HttpRequest& request) const;
  bool has(const HttpRequest& request) const;  // its path and method
  HttpAnswer refuse(int status, const std::string& reason) const { return refuse_(status, reason); }
  std::vector<std::string> paths() const;

 private:
  using Methods = std::map<std::string, HttpHandler>;
  HttpAnswer not_allowed(const HttpRequest& request, const Methods& methods) const;

  Refuse refuse_;
  Gate gate_;
  std::map<std::string, Methods> handlers_;  // by path, then by method
};

}  // namespace millrace
