// What OpenSSL needs to know of TLS between our HTTP servers and those who ask them.
#pragma once

#include <openssl/ssl.h>

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "service/http/openssl_owner.h"
#include "service/http/tls_files.h"

namespace millrace {

using TlsSession = std::unique_ptr<SSL, OpensslOwner<SSL_free>>;  // of one connection
using TlsContext = std::shared_ptr<SSL_CTX>;

// One file that cannot be used.
struct TlsProblem {
  std::string_view key;  // "certificate", "key" or "client_ca"
  std::filesystem::path file;
  std::string reason;
};

// Of a server that has these files; else the first problem with them.
std::expected<TlsContext, TlsProblem> server_context(const TlsFiles& files);
// Of a client that trusts the one server that shows the first certificate of these files, whatever its name, issuer and
// age, and that shows the same if it is asked for one. `key` "": it shows none.
std::expected<TlsContext, TlsProblem> client_context(const TlsFiles& files);
// Whether the other side has shown a certificate, and it was found good. Null: no.
bool has_shown_certificate(const SSL* session);

}  // namespace millrace
