// Where the admin interface listens: "127.0.0.1:9464", "[::1]:0", "0.0.0.0:9464".
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
std::string to_string(const ListenAddress& address);  // "[::1]:9464"

}  // namespace millrace
