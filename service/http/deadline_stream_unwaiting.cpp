// What a server's connection does without ever waiting.
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "service/http/deadline_stream.h"

namespace millrace {
namespace {

using namespace std::chrono_literals;
using Monotonic = std::chrono::steady_clock;

constexpr std::size_t kLargestHead = 64 << 10;  // no request of ours has a tenth of it
constexpr auto kLinger = 200ms;
constexpr std::size_t kLingerBytes = 256 << 10;
constexpr std::string_view kEndOfHead = "\n\r\n";  // an end of line, and an empty line

}  // namespace

// Into the buffer.
DeadlineStream::Came DeadlineStream::receive_now() {
  begin_ = end_ = 0;
  ssize_t got = 0;
  if (tls_) {
    ERR_clear_error();
    const int done = SSL_read(tls_.get(), buffer_.data(), static_cast<int>(buffer_.size()));  // shakes hands first
    const int awaited = SSL_get_error(tls_.get(), done);
    awaits_ = awaited == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN;
    if (awaited == SSL_ERROR_WANT_WRITE || awaited == SSL_ERROR_WANT_READ) return Came::kNothingYet;
    got = done;
  } else {
    got = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Came::kNothingYet;
  }
  if (got <= 0) return Came::kEnd;
  end_ = static_cast<std::size_t>(got);
  return Came::kSome;
}

DeadlineStream::Request DeadlineStream::take_in() {
  takes_head_ = true;
  patience_ = std::min(Monotonic::now() + limits_.silence, request_until_);
  for (;;) {
    const Came came = receive_now();
    if (came == Came::kNothingYet) return Request::kPartial;
    if (came == Came::kEnd) return head_.empty() ? Request::kGone : Request::kWhole;
    const auto from = head_.size() - std::min(head_.size(), kEndOfHead.size() - 1);
    head_.append(buffer_.data(), end_);
    if (head_.find(kEndOfHead, from) != std::string::npos || head_.size() > kLargestHead) return Request::kWhole;
  }
}

ssize_t DeadlineStream::read_head(char* into, size_t size) {
  const auto count = std::min(size, head_.size() - head_read_);
  std::memcpy(into, head_.data() + head_read_, count);
  head_read_ += count;
  return count > 0 ? static_cast<ssize_t>(count) : -1;
}

bool DeadlineStream::take_leave() {
  if (!leaves_) {
    say_goodbye();
    patience_ = Monotonic::now() + kLinger;
    awaits_ = POLLIN;
    leaves_ = true;
  }
  while (left_unread_ < kLingerBytes) {
    const auto got = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got <= 0) return got < 0 && (errno == EAGAIN || errno == EINTR);
    left_unread_ += static_cast<std::size_t>(got);
  }
  return false;
}

}  // namespace millrace
