#include "service/http/tls_listener.h"

namespace millrace {

std::expected<std::unique_ptr<TlsListener>, TlsProblem> TlsListener::open(const TlsFiles& files) {
  auto context = server_context(files);
  if (!context) return std::unexpected(context.error());
  return std::unique_ptr<TlsListener>(new TlsListener(files, *std::move(context)));
}

TlsContext TlsListener::newest() {
  auto context = server_context(files_);
  const std::lock_guard lock(mutex_);
  if (context) context_ = *std::move(context);
  return context_;
}

TlsSession TlsListener::session() {
  TlsSession session(SSL_new(newest().get()));
  if (session) SSL_set_accept_state(session.get());
  return session;
}

}  // namespace millrace
