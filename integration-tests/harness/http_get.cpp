#include "integration-tests/harness/http_get.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace millrace::trial {
namespace {

class Connection {
 public:
  explicit Connection(int port) {
    const timeval limit{.tv_sec = 2, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    open_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(socket_); }

  bool open() const { return open_; }

  std::string exchange(const std::string& request) const {
    send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    std::string answer;
    std::array<char, 16384> part{};
    for (ssize_t n; (n = recv(socket_, part.data(), part.size(), 0)) > 0;) {
      answer.append(part.data(), static_cast<std::size_t>(n));
    }
    return answer;
  }

 private:
  int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool open_ = false;
};

}  // namespace

std::optional<HttpAnswer> http_get(int port, const std::string& path) {
  const Connection connection(port);
  if (!connection.open()) return std::nullopt;
  // Version 1.0: the server closes behind its answer, and sends it in one piece.
  const std::string answer =
      connection.exchange("GET " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12 || body == answer.npos) return std::nullopt;
  HttpAnswer result{0, answer.substr(body + 4)};
  std::from_chars(answer.data() + 9, answer.data() + 12, result.status);
  return result;
}

}  // namespace millrace::trial
