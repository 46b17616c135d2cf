#include "integration-tests/harness/tcp.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace millrace::trial {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

Socket open_socket() { return Socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

}  // namespace

void Socket::reset() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

bool Socket::send_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string Socket::receive_some() const {
  std::array<char, 65536> part;
  const ssize_t n = recv(fd_, part.data(), part.size(), 0);
  return n > 0 ? std::string(part.data(), static_cast<std::size_t>(n)) : std::string();
}

Socket listen_on_free_port() {
  Socket listener = open_socket();
  const sockaddr_in address = loopback(0);
  if (bind(listener.fd(), generic(address), sizeof address) != 0 || listen(listener.fd(), 64) != 0) {
    throw std::runtime_error("listen on a free port");
  }
  return listener;
}

int port_of(const Socket& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

Socket accept_from(const Socket& listener) { return Socket(accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC)); }

Socket connect_to(int port, int patience_s) {
  Socket connection = open_socket();
  const timeval patience{.tv_sec = patience_s, .tv_usec = 0};
  const int yes = 1;
  setsockopt(connection.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection.fd(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt(connection.fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const sockaddr_in address = loopback(port);
  if (connect(connection.fd(), generic(address), sizeof address) != 0) connection.reset();
  return connection;
}

}  // namespace millrace::trial
