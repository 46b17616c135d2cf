// The side of TLS that asks.
#pragma once

#include <httplib.h>

#include <string>

#include "base/time.h"
#include "service/http/tls_context.h"

namespace millrace {

// httplib's own trusts authorities and names; this one goes by what its context trusts. For one request. To httplib it
// is a client of plain text (is_ssl: no), or httplib would take it for its own.
class TlsClient final : public httplib::ClientImpl {
 public:
  // `patience`: for the handshake and the whole answer.
  TlsClient(const std::string& host, int port, const TlsContext& context, Millis patience);

  // Why there was no TLS with who answered there; "": there was, or nobody did.
  const std::string& refused() const { return refused_; }

 private:
  bool process_socket(const Socket& socket, std::function<bool(httplib::Stream&)> exchange) override;

  TlsSession session_;
  Millis patience_;
  std::string refused_;
};

}  // namespace millrace
