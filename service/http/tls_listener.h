// The side of TLS that listens.
#pragma once

#include <mutex>

#include "service/http/tls_context.h"

namespace millrace {

// Any thread.
class TlsListener {
 public:
  static std::expected<std::unique_ptr<TlsListener>, TlsProblem> open(const TlsFiles& files);

  // Reads the files anew, so that a renewed certificate needs no restart; while they cannot be used, it goes on with
  // what they held last. Null: out of memory.
  TlsSession session();

 private:
  TlsListener(TlsFiles files, TlsContext context) : files_(std::move(files)), context_(std::move(context)) {}
  TlsContext newest();

  const TlsFiles files_;
  std::mutex mutex_;
  TlsContext context_;  // under mutex_
};

}  // namespace millrace
