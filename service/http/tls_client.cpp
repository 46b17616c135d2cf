#include "service/http/tls_client.h"

#include <unistd.h>

#include "service/http/deadline_stream.h"

namespace millrace {

TlsClient::TlsClient(const std::string& host, int port, const TlsContext& context, Millis patience)
    : httplib::ClientImpl(host, port), session_(SSL_new(context.get())), patience_(patience) {
  if (session_) SSL_set_connect_state(session_.get());
}

bool TlsClient::process_socket(const Socket& socket, std::function<bool(httplib::Stream&)> exchange) {
  DeadlineStream stream(dup(socket.sock), {patience_, patience_, patience_}, std::move(session_));
  if (stream.handshake()) return exchange(stream);
  const bool knows_it = stream.tls() == nullptr || SSL_get_verify_result(stream.tls()) == X509_V_OK;
  refused_ = knows_it ? "who answers there speaks no TLS" : "who answers there shows another certificate";
  return false;
}

}  // namespace millrace
