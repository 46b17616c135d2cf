// An admin interface over a pipeline that does not run: tests play its threads.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "base/tests/fake_clock.h"
#include "checkpoint/json_value.h"
#include "service/admin/admin_server.h"
#include "service/http/http_request.h"

namespace millrace::test {

inline constexpr const char* kAdminPipeline = R"(
name: shop
kafka: { bootstrap.servers: "broker:9092", sasl.password: hunter2, sasl.username: "user-${API_KEY}" }
sources:
  orders: { topic: orders, columns: { user_id: text, ts: timestamp }, event_time: ts }
queries:
  totals:
    sql: SELECT user_id, count(*) AS n FROM orders GROUP BY user_id, tumble('1 minute')
    sink: { topic: "totals-${API_KEY}", key: user_id }
state: { shards: 2 }
admin: {}
)";

class AdminWorld : public ::testing::Test {
 protected:
  static constexpr const char* kToken = "0123456789abcdef";
  static constexpr const char* kApiKey = "k3y-of-the-api";

  AdminWorld() {
    const auto environment = [](const std::string& name) -> std::optional<std::string> {
      return name == "API_KEY" ? std::optional<std::string>(kApiKey) : std::nullopt;
    };
    auto read = read_config(kAdminPipeline, environment);
    EXPECT_TRUE(read) << (read ? "" : describe("admin.yaml", read.error()));
    config = std::move(*read);
    config.admin->listen = "127.0.0.1:0";
    std::ofstream(token_file) << kToken << "\n";
    view = std::make_shared<AdminView>(config, counters, board, clock, "1.2.3", [this] { return state.load(); });
  }
  ~AdminWorld() override { std::filesystem::remove(token_file); }

  void serve(bool with_token = true) {
    if (with_token) config.admin->token_file = token_file;
    auto served = serve_admin(*config.admin, view);
    ASSERT_TRUE(served) << served.error().message();
    server = std::move(*served);
  }
  HttpAnswer ask(const std::string& method, const std::string& path, const std::string& authorization = "") const {
    const auto answer = ask_http(server->address(), method, path, authorization, Millis{20'000});
    EXPECT_TRUE(answer) << answer.error().message();
    return answer.value_or(HttpAnswer{.status = 0});
  }
  HttpAnswer get(const std::string& path) const { return ask("GET", path); }
  HttpAnswer post(const std::string& path) const { return ask("POST", path, std::string("Bearer ") + kToken); }

  Config config;
  Counters counters{1, 2, 1};
  StatusBoard board{2};
  FakeClock clock;
  std::atomic<const char*> state{"running"};
  std::shared_ptr<AdminView> view;
  std::filesystem::path token_file =
      std::filesystem::temp_directory_path() / ("millrace-admin-token-" + std::to_string(::getpid()));
  std::unique_ptr<HttpServer> server;
};

}  // namespace millrace::test
