// One connection, which ends after a time whatever the other side does.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "service/http/connection_limits.h"
#include "service/http/tls_context.h"

namespace millrace {

// httplib's own stream bounds the silence only: a client that sends a byte a second would hold a thread for ever.
// Owns the socket. One thread. With a TLS session every byte goes through it, in the same time.
class DeadlineStream final : public httplib::Stream {
 public:
  DeadlineStream(socket_t socket, const ConnectionLimits& limits, TlsSession tls = nullptr);
  // Tells the client that the answer is whole, and takes in a little of what it may still be sending: closing a socket
  // with unread bytes resets the connection, and the client might never see the answer.
  ~DeadlineStream() override;

  bool handshake();  // before anything else, where TLS is spoken; counts as a part of the request
  const SSL* tls() const { return tls_.get(); }

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* into, size_t size) override;
  ssize_t write(const char* from, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 private:
  using Moment = std::chrono::steady_clock::time_point;
  bool wait(short events, Moment until) const;
  bool fill();
  template <class Call>
  ssize_t by_tls(Moment until, Call call);

  socket_t socket_;
  ConnectionLimits limits_;
  TlsSession tls_;
  Moment request_until_;
  std::optional<Moment> response_until_;  // set by the first write
  std::array<char, 4096> buffer_;         // httplib asks byte by byte
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace millrace
