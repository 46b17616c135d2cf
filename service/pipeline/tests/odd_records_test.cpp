// What becomes of records that are odd, through the whole pipeline and under both on_error: the table of
// docs/configuration.md.
#include <gmock/gmock.h>

#include "service/pipeline/tests/pipeline_world.h"

namespace millrace::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using Bytes = std::optional<std::string>;

constexpr std::size_t kMebibyte = std::size_t{1} << 20;
constexpr std::int64_t kKafkaTime = 1'700'000'000'000;

std::string order_with(const std::string& more) { return R"({"user_id":"odd","amount":10,"ts":1500)" + more + "}"; }
std::string order_of(const std::string& user) { return R"({"user_id":")" + user + R"(","amount":10,"ts":1500})"; }
std::string nested(std::size_t brackets) {
  return order_with(R"(,"x":)" + std::string(brackets, '[') + std::string(brackets, ']'));
}

struct OddRecord {
  const char* name;
  Bytes key;
  Bytes value;
  const char* reason = nullptr;  // of its rejection; null: it is taken as any other
  std::string user = "odd";      // whose window it is in

  friend void PrintTo(const OddRecord& odd, std::ostream* out) { *out << odd.name; }
};

std::vector<OddRecord> odd_records() {
  const std::string mebibyte(kMebibyte, 'm');
  const std::string nearly_a_megabyte(900'000, 'm');
  return {
      {"NullKey", std::nullopt, order_of("odd")},
      {"EmptyKey", "", order_of("odd")},
      {"KeyThatIsNoUtf8", "\xff\xfe", order_of("odd")},
      {"KeyOfAMebibyte", mebibyte, order_of("odd")},
      {"ValueOfAMebibyte", "k", order_with(R"(,"x":")" + mebibyte + '"')},
      {"ColumnAsLongAsARowMayBe", "k", order_of(nearly_a_megabyte), nullptr, nearly_a_megabyte},
      {"BracketsToTheLimit", "k", nested(1023)},
      {"BracketsBeyondTheLimit", "k", nested(1024), "depth"},
      {"AMebibyteOfBrackets", "k", nested(kMebibyte / 2), "depth"},
      {"Tombstone", "k", std::nullopt, "tombstone"},
      {"TombstoneWithoutKey", std::nullopt, std::nullopt, "tombstone"},
      {"EmptyValue", "k", "", "empty"},
      {"ColumnThatIsNoUtf8", "k", order_of("\xff"), "utf8"},
      {"OtherFieldThatIsNoUtf8", "k", order_with(",\"x\":\"\xc3\x28\""), "utf8"},
      {"NulCharacter", "k", order_of(R"(\u0000)"), "unicode"},
      {"NotJson", "k", "odd", "malformed"},
      {"CutShort", "k", R"({"user_id":"odd","amount":10)", "malformed"},
      {"NoObject", "k", "[1]", "not_object"},
      {"OtherType", "k", R"({"user_id":"odd","amount":"ten","ts":1500})", "type"},
      {"TooLargeANumber", "k", R"({"user_id":"odd","amount":9223372036854775808,"ts":1500})", "overflow"},
      {"NoEventTime", "k", R"({"user_id":"odd","amount":10})", "event_time"},
      {"OfTheFuture", "k", R"({"user_id":"odd","amount":10,"ts":1700003600001})", "ahead"},
  };
}

using OddRows = PipelineWorld;

class OddRecordTest : public PipelineWorld, public ::testing::WithParamInterface<OddRecord> {
 protected:
  // Between two good ones, all of one window.
  void write_records(const std::string& on_error) {
    configure_with(on_error);
    order(0, "ada", 3, 1000);
    broker.append({"orders", PartitionId{0}}, {GetParam().key, GetParam().value, kKafkaTime});
    order(0, "ada", 4, 1999);
    close_windows();
  }
  void configure_with(const std::string& on_error) {
    std::string yaml = kOrdersPipeline;
    yaml.replace(yaml.find("on_error: fail"), 14, "on_error: " + on_error);
    yaml.replace(yaml.find("state: {"), 0, R"(  copies:
    sql: SELECT user_id FROM orders
    sink: { topic: copies, format: json }
)");
    configure(yaml);
  }
  void expect_the_others_only() {
    const auto outcome = run_until([&] { return visible() == 1; });
    EXPECT_FALSE(outcome.error) << outcome.error->message();
    EXPECT_THAT(values(), UnorderedElementsAre(R"({"user_id":"ada","window_end":2000,"n":2,"total":7})"));
    EXPECT_EQ(visible("copies"), 4U);
    EXPECT_EQ(counters->sources[0].rejected.read(), (std::map<std::string, std::uint64_t>{{GetParam().reason, 1}}));
    EXPECT_THAT(skipped, UnorderedElementsAre("orders[0]@1"));
  }
  void expect_all() {
    const auto outcome = run_until([&] { return visible() == 2; });
    EXPECT_FALSE(outcome.error) << outcome.error->message();
    EXPECT_THAT(values(),
                UnorderedElementsAre(R"({"user_id":"ada","window_end":2000,"n":2,"total":7})",
                                     R"({"user_id":")" + GetParam().user + R"(","window_end":2000,"n":1,"total":10})"));
    EXPECT_THAT(broker.committed_rows("copies"),
                Contains(FakeRecord{GetParam().key, R"({"user_id":")" + GetParam().user + R"("})", 1500}));
    EXPECT_TRUE(skipped.empty());
  }
};

TEST_P(OddRecordTest, UnderSkipIsTakenOrLeftOutAlone) {
  write_records("skip");
  GetParam().reason == nullptr ? expect_all() : expect_the_others_only();
}

TEST_P(OddRecordTest, UnderFailIsTakenOrStopsTheServiceUntilItMayBeSkipped) {
  write_records("fail");
  if (GetParam().reason == nullptr) return expect_all();
  for (int start = 0; start < 2; ++start) {
    const auto outcome = run_until([] { return false; });
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->stop, StopReason::kPoison);
    EXPECT_THAT(outcome.error->message(),
                AllOf(HasSubstr("orders[0]@1"), HasSubstr("(" + std::string(GetParam().reason) + ")"),
                      HasSubstr("on_error: skip")));
    EXPECT_EQ(visible(), 0U);
  }
  configure_with("skip");
  expect_the_others_only();
}

TEST_F(OddRows, AnEventTimeTooFarAheadIsToldWithBothTimesTheLimitAndTheRemedy) {
  order(0, "ada", 1, 1'700'003'600'001);
  const auto outcome = run_until([] { return false; });
  ASSERT_TRUE(outcome.error);
  EXPECT_THAT(outcome.error->message(),
              AllOf(HasSubstr("ts is 2023-11-14 23:13:20.001+00, more than max_ahead (1h) after the record's Kafka "
                              "timestamp, 2023-11-14 22:13:20+00"),
                    HasSubstr("raise max_ahead")));
}

// One that cannot be made, of records that are each fine: found by its key and its window.
TEST_F(OddRows, ARowThatOverflowsIsToldWithItsKeyAndTheEndOfItsWindow) {
  for (int i = 0; i < 2; ++i) raw(0, R"({"user_id":"ada","amount":9223372036854775807,"ts":1500})");
  close_windows();
  const auto outcome = run_until([] { return false; });
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->stop, StopReason::kPoison);
  EXPECT_EQ(outcome.error->object, R"(query totals, key {"user_id":"ada"}, window ending at 1970-01-01T00:00:02.000Z)");
}

// on_error speaks of records that cannot be read. This one can be; what was made of it can not be written.
TEST_F(OddRows, ARowThatIsTooLongForItsTopicStopsTheServiceWhateverOnErrorSays) {
  for (const std::string on_error : {"fail", "skip"}) {
    std::string yaml = kOrdersPipeline;
    yaml.replace(yaml.find("on_error: fail"), 14, "on_error: " + on_error);
    configure(yaml);
    raw(0, order_of(std::string(kMebibyte, 'm')));
    close_windows();
    const auto outcome = run_until([] { return false; });
    ASSERT_TRUE(outcome.error) << on_error;
    EXPECT_EQ(outcome.error->stop, StopReason::kConfiguration);
    EXPECT_EQ(visible(), 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, OddRecordTest, ::testing::ValuesIn(odd_records()),
                         [](const auto& odd) { return std::string(odd.param.name); });

}  // namespace
}  // namespace millrace::test
