// The types that `columns` may declare.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "connectors/decoder.h"

namespace millrace {

struct ColumnType {
  Type type;
  TimestampForm timestamp = TimestampForm::kAuto;
};

// text, bigint, decimal(p,s), double, boolean, timestamp, timestamp(s|ms|us|ns), jsonb. The error is in words.
std::expected<ColumnType, std::string> parse_column_type(std::string_view text);

}  // namespace millrace
