// One request to an HTTP server of ours.
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "service/http/listen_address.h"
#include "service/http/message.h"

namespace millrace {

// For a parameter's value in a query.
std::string url_encoded(std::string_view text);

// `path` may hold a query. A server that listens everywhere is asked on the loopback. Nobody there, or no answer within
// `patience`: kRetry.
Result<HttpAnswer> ask_http(const ListenAddress& server, const std::string& method, const std::string& path,
                            const std::string& authorization, Millis patience);

}  // namespace millrace
