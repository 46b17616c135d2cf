#include "service/http/routes.h"

#include <exception>

namespace millrace {
namespace {

template <class Words>
std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

void Routes::add(const std::string& method, const std::string& path, HttpHandler handler) {
  handlers_[path][method] = std::move(handler);
}

HttpAnswer Routes::answer(const HttpRequest& request) const {
  const auto found = handlers_.find(request.path);
  if (found == handlers_.end()) return refuse_(404, "nothing is here; there are " + joined(paths()));
  const Methods& methods = found->second;
  const auto handler = methods.find(request.method == "HEAD" ? "GET" : request.method);
  if (handler == methods.end()) return not_allowed(request, methods);
  if (gate_) {
    if (auto refused = gate_(request)) return *std::move(refused);
  }
  try {
    return handler->second(request);
  } catch (const std::exception&) {
    return refuse_(500, "this is a bug in Millrace; please report what was asked");
  }
}

bool Routes::has(const HttpRequest& request) const {
  const auto found = handlers_.find(request.path);
  return found != handlers_.end() && found->second.contains(request.method);
}

std::vector<std::string> Routes::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, methods] : handlers_) paths.push_back(path);
  return paths;
}

HttpAnswer Routes::not_allowed(const HttpRequest& request, const Methods& methods) const {
  std::vector<std::string> allowed;
  for (const auto& [method, handler] : methods) {
    allowed.push_back(method);
    if (method == "GET") allowed.emplace_back("HEAD");
  }
  auto answer = refuse_(405, request.path + " allows " + joined(allowed));
  answer.headers.emplace_back("Allow", joined(allowed));
  return answer;
}

}  // namespace millrace
