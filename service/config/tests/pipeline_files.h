// A small correct pipeline file, and ways to spoil it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "service/config/config.h"

namespace millrace {

inline constexpr const char* kGoodFile =
    R"yaml(name: orders-per-user
kafka:
  bootstrap.servers: localhost:9092
sources:
  orders:
    topic: orders
    columns: { user_id: text, amount: "decimal(12,2)", ts: timestamp }
    event_time: ts
queries:
  totals:
    sql: |
      SELECT user_id, window_start, sum(amount) AS total
      FROM orders
      WHERE amount > 0
      GROUP BY user_id, tumble('1 minute')
    allowed_lateness: 10s
    sink: { topic: totals, key: user_id }
state: { shards: 4 }
checkpoint: { interval: 1s }
)yaml";

// The good file with one piece replaced; a piece that is not there is a mistake in the test.
inline std::string spoilt(const std::string& piece, const std::string& replacement, std::string text = kGoodFile) {
  const std::size_t at = text.find(piece);
  if (at == std::string::npos) throw std::logic_error("no '" + piece + "' in the file");
  return text.replace(at, piece.size(), replacement);
}

inline Environment no_variables() {
  return [](const std::string&) { return std::optional<std::string>(); };
}

inline Environment variables(std::map<std::string, std::string> set) {
  return [set = std::move(set)](const std::string& name) {
    const auto found = set.find(name);
    return found == set.end() ? std::nullopt : std::optional(found->second);
  };
}

inline Config read_well(const std::string& text, const Environment& environment = no_variables()) {
  auto config = read_config(text, environment);
  EXPECT_TRUE(config) << describe("file.yaml", config ? std::vector<ConfigProblem>{} : config.error());
  return config ? std::move(*config) : Config{};
}

inline std::vector<ConfigProblem> problems_of(const std::string& text,
                                              const Environment& environment = no_variables()) {
  auto config = read_config(text, environment);
  EXPECT_FALSE(config) << "no problem found in:\n" << text;
  return config ? std::vector<ConfigProblem>{} : config.error();
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace millrace
