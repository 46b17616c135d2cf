// A command that asks the running service, against one that answers as a test tells it to.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "base/tests/temp_directory.h"
#include "service/commands.h"
#include "service/http/http_server.h"

namespace millrace::testing {

class AskingCommand : public ::testing::Test {
 protected:
  // What the service has: "GET", "/api/v1/why".
  AskingCommand(std::string method, std::string path) : method_(std::move(method)), path_(std::move(path)) {
    std::ofstream(folder_ / "token") << "0123456789abcdef\n";
  }

  void answer_with(int status, const std::string& body) {
    Routes routes([](int refused, const std::string& reason) { return HttpAnswer{.status = refused, .body = reason}; });
    routes.add(method_, path_, [this, status, body](const HttpRequest& request) {
      asked_ = request;
      return HttpAnswer{.status = status, .type = "application/json", .body = body};
    });
    server_ = std::move(*HttpServer::start({"tests", "tests.listen", {"127.0.0.1", 0}}, std::move(routes)));
    write("admin: { listen: \"" + to_string(server_->address()) + "\", token_file: " + (folder_ / "token").string() +
          " }\n");
  }
  void write(const std::string& admin) const { std::ofstream(file()) << kPipeline << admin; }
  std::filesystem::path file() const { return folder_ / "shop.yaml"; }

  std::unique_ptr<HttpServer> server_;
  HttpRequest asked_;
  std::ostringstream out_;
  std::ostringstream err_;

 private:
  static constexpr const char* kPipeline = R"yaml(
name: shop
kafka: { bootstrap.servers: "127.0.0.1:1" }
sources:
  orders: { topic: orders, columns: { user_id: text } }
queries:
  totals:
    sql: SELECT user_id, count(*) AS n FROM orders GROUP BY user_id, tumble('1 minute')
    sink: { topic: totals }
)yaml";

  const TempDirectory folder_;
  const std::string method_, path_;
};

}  // namespace millrace::testing
