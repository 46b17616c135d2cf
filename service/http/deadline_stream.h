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
// Owns the socket. One thread at a time. With a TLS session every byte goes through it, in the same time.
class DeadlineStream final : public httplib::Stream {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  DeadlineStream(socket_t socket, const ConnectionLimits& limits, TlsSession tls = nullptr);
  ~DeadlineStream() override;

  // A server's side, which never waits here. Takes in what has come of the request, up to the end of its head: nothing
  // after that is ever read as a request. kGone: the client went away before it asked anything.
  enum class Request { kPartial, kWhole, kGone };
  Request take_in();
  // After the answer: tells the client that it is whole, and takes in a little of what may still be coming: closing a
  // socket with unread bytes resets the connection, and the client might never see the answer. False: that is all.
  bool take_leave();
  Moment patience() const { return patience_; }  // until when the two above are worth another try
  short awaits() const { return awaits_; }       // what poll has to say before

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
  bool wait(short events, Moment until) const;
  bool fill();
  enum class Came { kSome, kNothingYet, kEnd };
  Came receive_now();
  ssize_t read_head(char* into, size_t size);
  void say_goodbye();
  template <class Call>
  ssize_t by_tls(Moment until, Call call);

  socket_t socket_;
  ConnectionLimits limits_;
  TlsSession tls_;
  Moment request_until_;
  std::optional<Moment> response_until_;  // set by the first write
  Moment patience_;
  short awaits_;
  std::string head_;  // as far as it was taken in
  std::size_t head_read_ = 0;
  bool takes_head_ = false;  // then nothing else is read
  bool leaves_ = false;
  std::size_t left_unread_ = 0;    // bytes that came after the answer
  std::array<char, 4096> buffer_;  // httplib asks byte by byte
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace millrace
