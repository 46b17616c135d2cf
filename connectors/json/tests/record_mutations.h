// Records as producers write them, and as they arrive when something went wrong.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/json/tests/decoding.h"

namespace millrace {

// One column of each type; the records below have them.
inline std::vector<ColumnSpec> all_kinds_of_columns() {
  return {column("user_id", TypeKind::kText), decimal_column("amount", 12, 2),    column("n", TypeKind::kBigint),
          column("ts", TypeKind::kTimestamp), column("ok", TypeKind::kBoolean),   column("x", TypeKind::kDouble),
          column("extra", TypeKind::kJsonb),  column("exact", TypeKind::kDecimal)};
}

inline constexpr std::array<std::string_view, 11> kRecords = {
    R"({"user_id":"u0001","amount":123.45,"status":"paid","ts":1767312000000,"note":"abc"})",
    R"({"user_id": "u0001", "amount": 1e2, "n": 12, "ts": "2026-01-02T03:04:05.678Z", "ok": true})",
    R"({"ts":"2026-01-02 03:04:05+01:00","ok":false,"x":-1.5e-3,"extra":{"a":[1,2,{"b":"c"}],"d":null}})",
    R"({"ts":"2026-01-02T03:04:05\u002B01:00","n":3})",
    R"({"user_id":"a\"b\\c\u00e4\ud83d\ude00","n":-9223372036854775808,"extra":[],"exact":12345678901234567890.123})",
    R"({"user_id":"grün","n":9223372036854775807,"x":0.1,"extra":"text","exact":0.10})",
    R"({"n":1,"n":2,"user_id":null,"amount":null,"ok":null,"extra":null})",
    "{\n  \"user_id\" : \"u\",\n\t\"amount\" : 0.005 ,\r\n \"extra\" : { } , \"n\" : 0\n}\n",
    R"({"a":{"user_id":"not this one","n":[{"n":5}]},"b":[[[]]],"n":7,"amount":9999999999.99})",
    R"({})",
    R"({"other":"a string that is longer than one block of sixteen bytes, and than two","user_id":"0123456789abcdef"})"};

// Does something to a record, mostly something small.
inline std::string mutated(std::string record, std::mt19937& random) {
  static constexpr std::string_view kBytes = "\"\"\"\\{}[],::0123456789.-+eEtfnu \n\t\x01\x7f\x80\xc3\xa4\xed\xa0/ab_";
  const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
  const auto place = below(record.size() + 1);
  const auto length = below(std::min<std::size_t>(record.size() - place, 12) + 1);
  switch (below(7)) {
    case 0:
      return record.substr(0, place);
    case 1:
      return record.erase(place, length);
    case 2:
      return record.insert(place, 1, kBytes[below(kBytes.size())]);
    case 3:
      return record.insert(place, record.substr(below(record.size()), below(20)));
    case 4: {
      static constexpr std::array<std::string_view, 12> kParts = {
          "\\u0000",  "\\ud83d",   "\\ude00", "null", "1e400", "99999999999999999999",
          ",\"n\":3", "{\"n\":1}", "\\u006e", "\"\"", "[[[",   "\xf0\x9f\x98\x80"};
      return record.insert(place, kParts[below(kParts.size())]);
    }
    default:
      if (place < record.size()) record[place] = kBytes[below(kBytes.size())];
      return record;
  }
}

}  // namespace millrace
