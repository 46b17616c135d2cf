#include "service/http/deadline_stream.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

namespace millrace {
namespace {

using Monotonic = std::chrono::steady_clock;

}  // namespace

DeadlineStream::DeadlineStream(socket_t socket, const ConnectionLimits& limits, TlsSession tls)
    : socket_(socket),
      limits_(limits),
      tls_(std::move(tls)),
      request_until_(Monotonic::now() + limits.request),
      patience_(std::min(Monotonic::now() + limits.silence, request_until_)),
      awaits_(POLLIN) {
  if (!tls_) return;
  fcntl(socket_, F_SETFL, fcntl(socket_, F_GETFL) | O_NONBLOCK);
  SSL_set_fd(tls_.get(), socket_);
}

DeadlineStream::~DeadlineStream() {
  if (!leaves_) say_goodbye();
  close(socket_);
}

void DeadlineStream::say_goodbye() {
  if (tls_ && SSL_is_init_finished(tls_.get()) != 0) SSL_shutdown(tls_.get());
  ERR_clear_error();
  shutdown(socket_, SHUT_WR);
}

// Whenever OpenSSL has to wait for the other side, the call is put again. -1: the connection ended, or took too long.
template <class Call>
ssize_t DeadlineStream::by_tls(Moment until, Call call) {
  for (;;) {
    ERR_clear_error();
    const int done = call(tls_.get());
    if (done > 0) return done;
    const int awaited = SSL_get_error(tls_.get(), done);
    const auto now = Monotonic::now();
    if (now >= until) return -1;
    const bool goes_on = awaited == SSL_ERROR_WANT_READ    ? wait(POLLIN, std::min(now + limits_.silence, until))
                         : awaited == SSL_ERROR_WANT_WRITE ? wait(POLLOUT, until)
                                                           : false;
    if (!goes_on) return -1;
  }
}

bool DeadlineStream::handshake() { return tls_ && by_tls(request_until_, SSL_do_handshake) > 0; }

bool DeadlineStream::is_readable() const {
  return begin_ < end_ || (tls_ && SSL_has_pending(tls_.get()) != 0) ||
         wait(POLLIN, std::min(Monotonic::now() + limits_.silence, request_until_));
}

bool DeadlineStream::is_writable() const {
  return wait(POLLOUT, response_until_.value_or(Monotonic::now() + limits_.response));
}

ssize_t DeadlineStream::read(char* into, size_t size) {
  if (takes_head_) return read_head(into, size);
  if (begin_ == end_ && !fill()) return -1;
  const auto count = std::min(size, end_ - begin_);
  std::memcpy(into, buffer_.data() + begin_, count);
  begin_ += count;
  return static_cast<ssize_t>(count);
}

bool DeadlineStream::fill() {
  if (Monotonic::now() >= request_until_ || (!tls_ && !is_readable())) return false;
  const auto receive = [this](SSL* tls) { return SSL_read(tls, buffer_.data(), static_cast<int>(buffer_.size())); };
  const auto got = tls_ ? by_tls(request_until_, receive) : recv(socket_, buffer_.data(), buffer_.size(), 0);
  begin_ = 0;
  end_ = got > 0 ? static_cast<std::size_t>(got) : 0;
  return end_ > 0;
}

ssize_t DeadlineStream::write(const char* from, size_t size) {
  if (!response_until_) response_until_ = Monotonic::now() + limits_.response;
  if (tls_) {
    const int part = static_cast<int>(std::min<size_t>(size, std::numeric_limits<int>::max()));
    return by_tls(*response_until_, [&](SSL* tls) { return SSL_write(tls, from, part); });
  }
  if (!is_writable()) return -1;
  return send(socket_, from, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool DeadlineStream::wait(short events, Moment until) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Monotonic::now()).count();
    if (left < 0) return false;
    pollfd entry{socket_, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Nothing that we serve depends on who asks.
void DeadlineStream::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}
void DeadlineStream::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace millrace
