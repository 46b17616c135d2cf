#include "service/http/listen_address.h"

#include <algorithm>
#include <charconv>

namespace millrace {
namespace {

std::unexpected<std::string> wrong(std::string_view text) {
  return std::unexpected("'" + std::string(text) +
                         "' is not host:port; write for example 127.0.0.1:9464 or [::1]:9464");
}

// "[::1]" -> "::1". Empty: not a host.
std::string_view bare_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host.find_first_of(":[] \t/") == std::string_view::npos ? host : "";
}

}  // namespace

std::expected<ListenAddress, std::string> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong(text);
  const std::string_view host = bare_host(text.substr(0, colon));
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (host.empty() || digits.empty() || end != digits.data() + digits.size()) return wrong(text);
  if (error != std::errc{}) return std::unexpected("port " + std::string(digits) + " is not from 0 to 65535");
  return ListenAddress{std::string(host), port};
}

bool is_loopback(std::string_view text) {
  const auto address = parse_listen_address(text);
  if (!address) return false;
  const std::string& host = address->host;
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool is_host_name(std::string_view text) {
  const auto may_be = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  };
  return !text.empty() && std::ranges::all_of(text, may_be);
}

std::string to_string(const ListenAddress& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

}  // namespace millrace
