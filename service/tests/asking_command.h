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
#include "service/http/tests/certificates.h"

namespace millrace::test {

class AskingCommand : public ::testing::Test {
 protected:
  // What the service has: "GET", "/api/v1/why".
  AskingCommand(std::string method, std::string path) : method_(std::move(method)), path_(std::move(path)) {
    std::ofstream(folder_ / "token") << "0123456789abcdef\n";
  }

  // `tls`: as the service and its pipeline file have it. Otherwise there is a token.
  void answer_with(int status, const std::string& body, const std::optional<TlsFiles>& tls = std::nullopt) {
    Routes routes([](int refused, const std::string& reason) { return HttpAnswer{.status = refused, .body = reason}; });
    routes.add(method_, path_, [this, status, body](const HttpRequest& request) {
      asked_ = request;
      return HttpAnswer{.status = status, .type = "application/json", .body = body};
    });
    server_ = std::move(*HttpServer::start({.serves = "tests",
                                            .key = "tests.listen",
                                            .address = {"127.0.0.1", 0},
                                            .tls = tls,
                                            .headers = {{"Millrace-Pipeline", pipeline_}}},
                                           std::move(routes)));
    tls ? write_tls(*tls) : write_way("token_file: " + (folder_ / "token").string());
  }
  // The pipeline file that says how to ask the service, by TLS with these files.
  void write_tls(const TlsFiles& tls) const {
    write_way("tls: { certificate: " + tls.certificate.string() + ", key: " + tls.key.string() + ", client_ca: \"" +
              tls.client_ca.string() + "\" }");
  }
  void write(const std::string& admin) const { std::ofstream(file()) << kPipeline << admin; }
  std::filesystem::path file() const { return folder_ / "shop.yaml"; }

  std::string pipeline_ = "shop";  // whose service it is
  std::unique_ptr<HttpServer> server_;
  HttpRequest asked_;
  std::ostringstream out_;
  std::ostringstream err_;

 private:
  void write_way(const std::string& way) const {
    write("admin: { listen: \"" + to_string(server_->address()) + "\", " + way + " }\n");
  }

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

}  // namespace millrace::test
