// Where one of our HTTP servers listens: "127.0.0.1:9464", "[::1]:0", "0.0.0.0:9464".
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace millrace {

struct ListenAddress {
  std::string host;        // without brackets
  std::uint16_t port = 0;  // 0: any that is free
};

// The error is in words: what is wrong and what it should look like.
std::expected<ListenAddress, std::string> parse_listen_address(std::string_view text);
// Whether only this machine can reach it: 127.0.0.0/8, ::1, localhost. What cannot be parsed is not.
bool is_loopback(std::string_view text);
// Letters, digits, '.', '-' and '_'.
bool is_host_name(std::string_view text);
std::string to_string(const ListenAddress& address);  // "[::1]:9464"

}  // namespace millrace
