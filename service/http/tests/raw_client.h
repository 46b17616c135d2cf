// A client that need not speak HTTP.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "service/http/listen_address.h"

namespace millrace::test {

class RawClient {
 public:
  explicit RawClient(const ListenAddress& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(address.port);
    inet_pton(AF_INET, address.host.c_str(), &to.sin_addr);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~RawClient() { close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  int duplicate() const { return dup(socket_); }  // of the socket, for who speaks something on it
  // False: the server has closed the connection.
  bool send(const std::string& bytes) const {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  // Everything until the server closes.
  std::string receive_all() const {
    std::string all;
    char some[4096];
    for (ssize_t got = 0; (got = recv(socket_, some, sizeof some, 0)) > 0;)
      all.append(some, static_cast<std::size_t>(got));
    return all;
  }
  // Whether the server has closed or reset the connection by now. What it said before is thrown away.
  bool is_closed() const {
    char some[4096];
    ssize_t got = 1;
    while (got > 0) got = recv(socket_, some, sizeof some, MSG_DONTWAIT);
    return got == 0 || errno != EAGAIN;
  }

 private:
  int socket_;
  bool connected_ = false;
};

}  // namespace millrace::test
