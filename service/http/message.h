// One request and its answer, as handlers see them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

// Bodies are not read: nothing that we serve takes one.
struct HttpRequest {
  std::string method;
  std::string path;                               // decoded
  std::multimap<std::string, std::string> query;  // decoded
  std::string authorization;                      // the header's value; "": none
  std::string host{};                             // the same
  std::string origin{};                           // the same: the web page that made a browser ask
  bool certified = false;                         // the client has shown a certificate that the server knows
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body{};
  HttpHeaders headers{};
};

// Runs on a thread of the server, several at once. Quick, unless it says otherwise.
using HttpHandler = std::function<HttpAnswer(const HttpRequest&)>;

}  // namespace millrace
