// State and why, asked while a whole pipeline runs between fakes.
#include <gmock/gmock.h>

#include "checkpoint/json_value.h"
#include "service/admin/api/handlers.h"
#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kLenient = R"(  lenient:
    sql: SELECT user_id, amount, count(*) AS n FROM orders GROUP BY user_id, amount, tumble('1 second')
    allowed_lateness: 10000s
    sink: { topic: lenient, key: user_id }
  passing:
    sql: SELECT user_id FROM orders
    sink: { topic: passing }
)";

class Looking : public PipelineWorld {
 protected:
  void SetUp() override { configure_with("memory"); }
  void configure_with(const std::string& backend) {
    std::string yaml = kOrdersPipeline;
    yaml.replace(yaml.find("state: {"), 0, kLenient);
    yaml.replace(yaml.find("backend: memory"), 15, "backend: " + backend);
    configure(yaml);
    view = std::make_shared<AdminView>(config, *counters, *board, clock, "1.2.3", [] { return "running"; });
  }

  HttpAnswer ask(HttpAnswer (*handler)(const AdminView&, const HttpRequest&),
                 std::multimap<std::string, std::string> parameters) const {
    return handler(*view, {"GET", "", std::move(parameters), ""});
  }
  HttpAnswer state(std::multimap<std::string, std::string> parameters) const { return ask(api::state, parameters); }
  HttpAnswer why(const std::string& query, const std::string& key, const std::string& time) const {
    return ask(api::why, {{"query", query}, {"key", key}, {"time", time}});
  }

  // Runs until `ask` gives an answer that holds `piece`; the answer.
  std::string until_told(const std::function<HttpAnswer()>& asked, const std::string& piece) {
    std::string last;
    const auto outcome = run_until([&] {
      const auto answer = asked();
      last = answer.body;
      return answer.status == 200 && last.find(piece) != std::string::npos;
    });
    EXPECT_FALSE(outcome.error) << outcome.error->message();
    EXPECT_THAT(last, HasSubstr(piece));
    return last;
  }

  std::shared_ptr<AdminView> view;
};

class LookingWithEachBackend : public Looking, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override { configure_with(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Backends, LookingWithEachBackend, ::testing::Values("rocksdb", "memory"),
                         [](const auto& backend) { return backend.param; });

TEST_P(LookingWithEachBackend, ShowsTheRowThatTheSinkWouldGet) {
  order(0, "ada", 5, 1000);
  order(0, "ada", 7, 1500);
  order(1, "bob", 1, 2500);
  const auto body = until_told([&] { return state({{"query", "totals"}, {"key", "ada"}}); }, R"("n":2)");
  EXPECT_THAT(body, HasSubstr(R"("window_start":"1970-01-01T00:00:01.000Z","window_end":"1970-01-01T00:00:02.000Z",)"
                              R"("key":{"user_id":"ada"},"fired":false,)"
                              R"("row":{"user_id":"ada","window_end":2000,"n":2,"total":12})"));
  EXPECT_THAT(body, HasSubstr(R"("next":null)"));
  EXPECT_THAT(body, Not(HasSubstr("bob")));
}

TEST_P(LookingWithEachBackend, ListsAllKeysPageByPage) {
  order(0, "user-0", 1, 1000);  // holds the watermark back
  for (int i = 1; i < 25; ++i) order(1, "user-" + std::to_string(i), 1, 1000 + i % 3 * 1000);
  std::multiset<std::string> seen;
  const auto all_pages = [&] {
    seen.clear();
    std::string from;
    for (bool more = true; more;) {
      std::multimap<std::string, std::string> parameters = {{"query", "totals"}, {"limit", "4"}};
      if (!from.empty()) parameters.emplace("from", from);
      const auto json = parse_json(state(parameters).body).value();
      more = false;
      for (const auto& [name, value] : *json.object()) {
        if (name == "rows") {
          EXPECT_LE(value.array()->size(), 4U);
          for (const auto& row : *value.array()) {
            for (const auto& [field, key] : *row.object()) {
              if (field == "key") seen.insert(std::get<std::string>(key.object()->front().second.value));
            }
          }
        }
        if (name == "next" && !value.is_null()) from = std::get<std::string>(value.value), more = true;
      }
    }
    return seen.size() == 25;
  };
  run_until([&] { return board->committed.read() && all_pages(); });
  EXPECT_EQ(seen.size(), 25U);
  EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), 25U);
}

TEST_F(Looking, TakesAKeyOfSeveralColumns) {
  order(0, "ada", 5, 1000);
  until_told([&] { return state({{"query", "lenient"}, {"key", R"({"amount":5,"user_id":"ada"})"}}); },
             R"("key":{"user_id":"ada","amount":5})");
}

TEST_F(Looking, ShowsAWindowThatHasFiredAndIsKept) {
  order(0, "ada", 5, 1000);
  close_windows();
  until_told([&] { return state({{"query", "lenient"}, {"key", R"({"amount":5,"user_id":"ada"})"}}); },
             R"("fired":true)");
}

TEST_F(Looking, SaysWhyAnOpenWindowIsNotWritten) {
  order(0, "ada", 5, 9000);
  order(1, "bob", 5, 2500);
  const auto body = until_told([&] { return why("totals", "ada", "9500"); }, R"("answer":"waiting")");
  EXPECT_THAT(body, AllOf(HasSubstr(R"("window_start":"1970-01-01T00:00:09.000Z")"), HasSubstr(R"("n":1)"),
                          HasSubstr("held back by partition 1"), HasSubstr(R"("held_back_by":{"partition":1)")));
}

TEST_F(Looking, SaysInWhichCheckpointAWindowFired) {
  order(0, "ada", 5, 1000);
  order(1, "bob", 5, 1000);
  close_windows();
  const auto body = until_told([&] { return why("totals", "ada", "1000"); }, R"("kept":false)");
  EXPECT_THAT(body, AllOf(HasSubstr(R"("answer":"fired")"), HasSubstr(R"("rows":2)"), HasSubstr("is not known here"),
                          HasSubstr(R"("all_fires_recorded":true)")));
}

TEST_F(Looking, SaysThatTheFireOfAnEarlierProcessIsNotRecorded) {
  order(0, "ada", 5, 1000);
  close_windows();
  run_until([&] { return visible() == 1; });
  board = std::make_unique<StatusBoard>(config.state.shards);
  view = std::make_shared<AdminView>(config, *counters, *board, clock, "1.2.3", [] { return "running"; });
  const auto body = until_told([&] { return why("totals", "ada", "1000"); }, R"("answer":"not_recorded")");
  EXPECT_THAT(body, Not(HasSubstr("is written")));
  until_told([&] { return why("totals", "ada", "9000000"); }, R"("answer":"no_record")");
}

TEST_F(Looking, SaysThatARecordCameTooLate) {
  order(0, "ada", 5, 1000);
  close_windows();
  run_until([&] { return visible() == 1; });
  order(0, "cem", 5, 1500);
  const auto body = until_told([&] { return why("totals", "cem", "1000"); }, R"("answer":"left_out")");
  EXPECT_THAT(body, AllOf(HasSubstr(R"("reason":"late")"),
                          HasSubstr("Left out: 1 record of this key came after the window from"),
                          HasSubstr("allowed_lateness of query totals (now 0s) to more than 8998s")));
  until_told([&] { return why("totals", "dan", "1000"); }, R"("left_out":[])");
}

TEST_F(Looking, SaysThatAWindowNeverHadARecord) {
  order(0, "ada", 5, 1000);
  close_windows();
  until_told([&] { return why("totals", "ada", "5000"); }, R"("answer":"no_record")");
}

TEST_F(Looking, StopsNothingAndChangesNothing) {
  for (int i = 0; i < 200; ++i) order(i % 2, "user-" + std::to_string(i), 1, 1000 + 20 * i);
  close_windows();
  run_until([&] {
    EXPECT_NE(state({{"query", "totals"}, {"limit", "1000"}}).status, 500);
    return visible() == 200;
  });
  EXPECT_EQ(visible(), 200U);
  EXPECT_EQ(values().size(), 200U);
}

TEST_F(Looking, NeedsAQueryWithWindows) {
  EXPECT_EQ(state({}).status, 400);
  EXPECT_EQ(state({{"query", "passing"}}).status, 404);
  EXPECT_THAT(state({{"query", "nothing"}}).body, HasSubstr("those with windows: totals, lenient"));
  EXPECT_EQ(why("nothing", "ada", "0").status, 404);
}

TEST_F(Looking, RefusesWhatIsNoKeyTimeOrCursor) {
  EXPECT_EQ(state({{"query", "lenient"}, {"key", "ada"}}).status, 400);
  EXPECT_EQ(why("lenient", "ada", "0").status, 400);
  EXPECT_EQ(why("totals", "ada", "soon").status, 400);
  EXPECT_EQ(ask(api::why, {{"query", "totals"}, {"key", "ada"}}).status, 400);
  for (const char* from : {"", "x", "0", "0.", "0.00", "0.zz", ".00000000000000000000", "-1.00000000000000000000",
                           "0.0000000000000000000"}) {
    EXPECT_EQ(state({{"query", "totals"}, {"from", from}}).status, 400) << from;
  }
}

TEST_F(Looking, CannotLookWhileNothingRuns) {
  EXPECT_EQ(state({{"query", "totals"}}).status, 503) << "before the first run";
  order(0, "ada", 5, 1000);
  run_until([&] { return board->committed.read() != nullptr; });
  EXPECT_EQ(state({{"query", "totals"}}).status, 503) << "after the last";
  EXPECT_THAT(why("totals", "ada", "0").body, HasSubstr("does not run now"));
}

TEST_F(Looking, WaitsOnlyALittleForOthers) {
  view->looking.acquire();
  std::jthread other([&] { EXPECT_THAT(state({{"query", "totals"}}).body, HasSubstr("others look into it")); });
}

}  // namespace
}  // namespace millrace::test
