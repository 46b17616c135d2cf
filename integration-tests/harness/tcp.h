// Bare TCP on the loopback interface.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace millrace::trial {

// Owns a socket, or none.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() { reset(); }

  explicit operator bool() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  void reset();

  bool send_all(std::string_view bytes) const;
  // What there is, up to 64 KiB, waiting for the first byte; empty: the other side is gone, or too slow.
  std::string receive_some() const;

 private:
  int fd_ = -1;
};

Socket listen_on_free_port();  // throws if there is none
int port_of(const Socket& listener);
Socket accept_from(const Socket& listener);  // none: whoever came is gone again
// None: nobody listens. `patience_s` bounds every wait on it; 0: none does.
Socket connect_to(int port, int patience_s = 0);

}  // namespace millrace::trial
