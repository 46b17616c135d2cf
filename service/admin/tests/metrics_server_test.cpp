#include "service/admin/metrics_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <latch>
#include <thread>

#include "service/http/tests/raw_client.h"

namespace millrace {
namespace {

using test::RawClient;
using ::testing::HasSubstr;

MetricsSources all_well() {
  return {[] { return std::string("millrace_up 1\n"); }, [] { return ProbeAnswer{true, "alive"}; },
          [] { return ProbeAnswer{true, "ready"}; }};
}

std::unique_ptr<HttpServer> serve(MetricsSources sources) {
  auto server = serve_metrics({"127.0.0.1", 0}, std::move(sources));
  EXPECT_TRUE(server) << server.error().message();
  return server ? std::move(*server) : nullptr;
}

httplib::Client client_of(const HttpServer& server) {
  return httplib::Client(server.address().host, server.address().port);
}

TEST(MetricsServer, SaysWhichFreePortItTook) { EXPECT_NE(serve(all_well())->address().port, 0); }

TEST(MetricsServer, ServesTheMetricsInPrometheusTextFormat) {
  const auto server = serve(all_well());
  const auto response = client_of(*server).Get("/metrics");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "millrace_up 1\n");
  EXPECT_EQ(response->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST(MetricsServer, AsksItsSourcesAnewForEveryRequest) {
  auto sources = all_well();
  std::atomic<int> scrapes = 0;
  sources.metrics = [&] { return std::to_string(++scrapes); };
  const auto server = serve(sources);
  EXPECT_EQ(client_of(*server).Get("/metrics")->body, "1");
  EXPECT_EQ(client_of(*server).Get("/metrics")->body, "2");
}

TEST(MetricsServer, AnswersProbesWith200WhenWell) {
  const auto server = serve(all_well());
  EXPECT_EQ(client_of(*server).Get("/live")->status, 200);
  EXPECT_EQ(client_of(*server).Get("/ready")->status, 200);
  EXPECT_EQ(client_of(*server).Get("/live")->body, "alive\n");
}

TEST(MetricsServer, AnswersProbesWith503AndTheReasonWhenNot) {
  auto sources = all_well();
  sources.ready = [] { return ProbeAnswer{false, "restoring checkpoint 41"}; };
  const auto server = serve(sources);
  EXPECT_EQ(client_of(*server).Get("/live")->status, 200) << "alive while it restores";
  const auto response = client_of(*server).Get("/ready");
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->body, "restoring checkpoint 41\n");
}

TEST(MetricsServer, HasNothingElse) {
  const auto server = serve(all_well());
  for (const char* path :
       {"/", "/metrics/", "/metricsx", "/x/metrics", "/live/now", "/config", "/admin", "/%2e%2e/etc"}) {
    EXPECT_EQ(client_of(*server).Get(path)->status, 404) << path;
  }
  EXPECT_EQ(client_of(*server).Post("/metrics", "x", "text/plain")->status, 405);
  EXPECT_EQ(client_of(*server).Delete("/metrics")->status, 405);
}

TEST(MetricsServer, AnswersHeadLikeGet) {
  const auto server = serve(all_well());
  const auto response = client_of(*server).Head("/live");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_TRUE(response->body.empty());
}

TEST(MetricsServer, TakesNoLargeBody) {
  const auto server = serve(all_well());
  EXPECT_EQ(client_of(*server).Post("/metrics", std::string(1 << 20, 'x'), "text/plain")->status, 413);
}

TEST(MetricsServer, RefusesAPortThatIsTaken) {
  const auto first = serve(all_well());
  const auto second = serve_metrics(first->address(), all_well());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reaction, Reaction::kStop);
  EXPECT_EQ(second.error().stop, StopReason::kConfiguration);
  EXPECT_THAT(second.error().message(), HasSubstr(to_string(first->address())));
  EXPECT_THAT(second.error().remedy, HasSubstr("metrics.listen"));
}

TEST(MetricsServer, RefusesAnAddressThatIsNotOfThisMachine) {
  const auto server = serve_metrics({"192.0.2.1", 0}, all_well());  // reserved for documentation
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().stop, StopReason::kConfiguration);
}

TEST(MetricsServer, RefusesAHostThatIsNoAddress) {
  const auto server = serve_metrics({"not an address", 9464}, all_well());
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error().message(), HasSubstr("not an address:9464"));
}

TEST(MetricsServer, GivesItsPortBackWhenItEnds) {
  auto server = serve(all_well());
  const ListenAddress address = server->address();
  EXPECT_EQ(client_of(*server).Get("/live")->status, 200);
  server.reset();
  EXPECT_TRUE(serve_metrics(address, all_well()));
}

TEST(MetricsServer, ServesSeveralClientsAtOnce) {
  std::latch both(2);
  auto sources = all_well();
  sources.live = [&] {
    both.arrive_and_wait();
    return ProbeAnswer{true, ""};
  };
  const auto server = serve(sources);
  std::jthread other([&] { client_of(*server).Get("/live"); });
  EXPECT_EQ(client_of(*server).Get("/live")->status, 200);
}

TEST(MetricsServer, GetsRidOfSilentClientsAndAnswersTheNext) {
  const auto server = serve(all_well());
  std::vector<std::unique_ptr<RawClient>> silent;
  for (int i = 0; i < 4; ++i) {  // as many as it has threads
    silent.push_back(std::make_unique<RawClient>(server->address()));
    ASSERT_TRUE(silent.back()->connected());
  }
  auto client = client_of(*server);
  client.set_read_timeout(std::chrono::seconds(60));
  const auto response = client.Get("/live");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST(MetricsServer, EndsEvenWithASilentClient) {
  auto server = serve(all_well());
  const RawClient silent(server->address());
  ASSERT_TRUE(silent.connected());
  EXPECT_EQ(client_of(*server).Get("/live")->status, 200);  // by now the silent one holds a thread
  server.reset();
}

}  // namespace
}  // namespace millrace
