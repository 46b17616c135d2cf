// One request to an HTTP server of ours.
#pragma once

#include <optional>

#include "base/error.h"
#include "base/time.h"
#include "service/http/listen_address.h"
#include "service/http/message.h"
#include "service/http/tls_files.h"

namespace millrace {

// For a parameter's value in a query.
std::string url_encoded(std::string_view text);

// `path` may hold a query. A server that listens everywhere is asked on the loopback. With `tls` only the server that
// has this certificate is asked, and shown the same if there is a key. Nobody there, no answer within `patience`,
// another certificate: kRetry. Files that cannot be used: kStop, kConfiguration.
Result<HttpAnswer> ask_http(const ListenAddress& server, const std::string& method, const std::string& path,
                            const std::string& authorization, Millis patience,
                            const std::optional<TlsFiles>& tls = std::nullopt);

}  // namespace millrace
