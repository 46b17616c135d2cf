// Who may change anything: whoever shows a certificate of admin.tls.client_ca, or gives the token of admin.token_file.
#pragma once

#include "service/config/config.h"
#include "service/http/message.h"

namespace millrace {

// Hands on the requests of those. The token is read anew each time. A certificate counts only if no web page of another
// origin makes the browser show it.
HttpHandler for_those_who_may(const AdminConfig& config, HttpHandler handler);

}  // namespace millrace
