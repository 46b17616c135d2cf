#include "service/http/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "service/http/openssl_owner.h"

namespace millrace {
namespace {

using File = std::unique_ptr<BIO, OpensslOwner<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, OpensslOwner<EVP_PKEY_free>>;
using Loaded = std::expected<TlsContext, TlsProblem>;

// Otherwise OpenSSL asks at the terminal.
int no_password(char*, int, int, void*) { return -1; }

std::string why_unusable(const std::filesystem::path& file, const char* expected) {
  ERR_clear_error();
  errno = 0;
  std::ifstream(file).peek();
  return errno != 0 ? std::generic_category().message(errno) : std::string("it does not hold ") + expected;
}

std::unexpected<TlsProblem> unusable(std::string_view key, const std::filesystem::path& file, const char* expected) {
  return std::unexpected(TlsProblem{key, file, why_unusable(file, expected)});
}

bool is_own(SSL_CTX* context, X509_STORE_CTX* shown) {
  const X509* own = SSL_CTX_get0_certificate(context);
  const bool same = own != nullptr && X509_cmp(own, X509_STORE_CTX_get0_cert(shown)) == 0;
  if (same) X509_STORE_CTX_set_error(shown, X509_V_OK);
  return same;
}

// The server's own certificate is as good as one of an authority: commands show it, and who has its key runs the
// server.
int is_known_client(X509_STORE_CTX* shown, void* context) {
  return is_own(static_cast<SSL_CTX*>(context), shown) || X509_verify_cert(shown) == 1 ? 1 : 0;
}

int is_known_server(X509_STORE_CTX* shown, void* context) {
  if (is_own(static_cast<SSL_CTX*>(context), shown)) return 1;
  X509_STORE_CTX_set_error(shown, X509_V_ERR_CERT_UNTRUSTED);
  return 0;
}

// No session is ever resumed: what a client was allowed before it must show again.
Loaded context_with_certificate(const TlsFiles& files) {
  TlsContext context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_num_tickets(context.get(), 0);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) == 1) return context;
  return unusable("certificate", files.certificate, "a certificate in PEM form");
}

Loaded with_key(const TlsFiles& files, TlsContext context) {
  const File file(BIO_new_file(files.key.c_str(), "r"));
  const Key key(file ? PEM_read_bio_PrivateKey(file.get(), nullptr, no_password, nullptr) : nullptr);
  if (!key) return unusable("key", files.key, "a private key in PEM form without a password");
  if (X509_check_private_key(SSL_CTX_get0_certificate(context.get()), key.get()) != 1) {
    ERR_clear_error();
    return std::unexpected(
        TlsProblem{"key", files.key, "it is not the key of the first certificate in " + files.certificate.string()});
  }
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  return context;
}

Loaded with_clients(const TlsFiles& files, TlsContext context) {
  if (files.client_ca.empty()) return context;
  auto* names = SSL_load_client_CA_file(files.client_ca.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(context.get(), files.client_ca.c_str(), nullptr) != 1) {
    return unusable("client_ca", files.client_ca, "certificates in PEM form");
  }
  SSL_CTX_set_client_CA_list(context.get(), names);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context.get(), is_known_client, context.get());
  return context;
}

}  // namespace

Loaded server_context(const TlsFiles& files) {
  auto context = context_with_certificate(files);
  if (context) context = with_key(files, *std::move(context));
  return context ? with_clients(files, *std::move(context)) : context;
}

Loaded client_context(const TlsFiles& files) {
  auto context = context_with_certificate(files);
  if (context && !files.key.empty()) context = with_key(files, *std::move(context));
  if (!context) return context;
  SSL_CTX_set_verify(context->get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context->get(), is_known_server, context->get());
  return context;
}

bool has_shown_certificate(const SSL* session) {
  return session != nullptr && SSL_get0_peer_certificate(session) != nullptr &&
         SSL_get_verify_result(session) == X509_V_OK;
}

}  // namespace millrace
