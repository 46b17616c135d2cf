// The query that a request asks about, and the key.
#pragma once

#include <expected>
#include <string>

#include "service/admin/admin_view.h"
#include "service/admin/api/parameters.h"
#include "service/http/message.h"

namespace millrace::api {

// Named by the parameter `query`. The error refuses the request: none is given, there is no such one, or it keeps no
// state.
std::expected<const QueryConfig*, HttpAnswer> windowed_query(const AdminView& view, const Parameters& parameters);
// The bytes of the key that the parameter `key` holds.
std::expected<std::string, HttpAnswer> group_key(const QueryConfig& query, const std::string& text);

// The stored state could not be read now.
HttpAnswer not_now(const AdminView& view, const Error& error);

}  // namespace millrace::api
