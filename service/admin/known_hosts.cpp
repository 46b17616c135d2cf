#include "service/admin/known_hosts.h"

#include <arpa/inet.h>

#include <algorithm>

namespace millrace {
namespace {

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return small;
}

// Without port, brackets and the dot that ends a full name.
std::string name_in(std::string_view header) {
  if (header.starts_with('[')) return in_small_letters(header.substr(1, header.find(']') - 1));
  auto name = header.substr(0, header.find(':'));
  if (name.ends_with('.')) name.remove_suffix(1);
  return in_small_letters(name);
}

bool is_address(const std::string& name) {
  in6_addr room;
  return inet_pton(AF_INET, name.c_str(), &room) == 1 || inet_pton(AF_INET6, name.c_str(), &room) == 1;
}

bool is_loopback_host(const std::string& name) {
  return name == "localhost" || name == "::1" || (name.starts_with("127.") && is_address(name));
}

}  // namespace

KnownHosts::KnownHosts(const ListenAddress& listen, std::vector<std::string> more)
    : any_address_(listen.host == "0.0.0.0" || listen.host == "::"), names_(std::move(more)) {
  names_.push_back(listen.host);
  for (auto& name : names_) name = in_small_letters(name);
}

bool KnownHosts::has(std::string_view header) const {
  const auto name = name_in(header);
  if (is_loopback_host(name) || (any_address_ && is_address(name))) return true;
  return std::ranges::find(names_, name) != names_.end();
}

}  // namespace millrace
