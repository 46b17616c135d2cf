#include "checkpoint/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <functional>

#include "checkpoint/json_value.h"
#include "checkpoint/tests/builders.h"
#include "checkpoint/tests/generators.h"

namespace millrace::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Manifest full_manifest() {
  Manifest m = manifest(41, to_string(checkpoint(40)));
  m.created_ms = 1700000000000;
  m.positions = {position(0, 120), position(1, 7)};
  m.positions[0].highest = event_time(1699999999000);
  m.positions[0].last = LastRecord{Offset{119}, 1699999999001, 0xffffffffffffffffULL};
  m.queries = {query("per_user", 0), query("per_shop", 3)};
  m.next_query_id = 4;
  m.shards[0].base = base("b7");
  m.shards[0].chain = {delta("d8", "b7", 40), delta("d9", "d8", 41)};
  m.shards[0].watermarks = {{QueryId{0}, event_time(1699999994000)}, {QueryId{3}, kNoEventTime}};
  return m;
}

TEST(Manifest, IsWrittenInAFixedOrderWithEveryField) {
  Manifest m = full_manifest();
  m.shards.pop_back();
  EXPECT_EQ(to_json(m), R"({"format":1,"pipeline":"orders-per-user","id":41,"incarnation":1,)"
                        R"("parent":"millrace1.40.1.00000000000000000000000000000001","created_ms":1700000000000,)"
                        R"("trigger":"interval","positions":[)"
                        R"({"source":"orders","topic":"orders","partition":0,"next":120,"highest":1699999999000,)"
                        R"("last":{"offset":119,"timestamp":1699999999001,"hash":"ffffffffffffffff"}},)"
                        R"({"source":"orders","topic":"orders","partition":1,"next":7,"highest":null,"last":null}],)"
                        R"("queries":[{"name":"per_user","id":0,"fingerprint":"f1","layout":"count"},)"
                        R"({"name":"per_shop","id":3,"fingerprint":"f1","layout":"count"}],"next_query_id":4,)"
                        R"("shards":[{"base":{"backend":"rocksdb","through":"b7","files":[)"
                        R"({"object":"bases/0/1-b7.sst","local_name":"000007.sst","bytes":100,"checksum":"c0ffee"}]},)"
                        R"("chain":[{"id":"d8","parent":"b7","epoch":40,"file":)"
                        R"({"object":"deltas/0/1-d8.delta","local_name":"","bytes":10,"checksum":"c0ffee"}},)"
                        R"({"id":"d9","parent":"d8","epoch":41,"file":)"
                        R"({"object":"deltas/0/1-d9.delta","local_name":"","bytes":10,"checksum":"c0ffee"}}],)"
                        R"("watermarks":[{"query":0,"event_time":1699999994000},{"query":3,"event_time":null}]}]})");
}

TEST(Manifest, NamesTheFilesOfEachShardItsBaseFirst) {
  Manifest m = full_manifest();
  m.shards[1].chain = {delta("e1", "", 41)};
  std::vector<std::string> objects;
  each_file(m, [&](const StoredFile& file) { objects.push_back(file.object); });
  EXPECT_THAT(objects,
              ElementsAre("bases/0/1-b7.sst", "deltas/0/1-d8.delta", "deltas/0/1-d9.delta", "deltas/0/1-e1.delta"));
}

TEST(Manifest, TellsWhatHasExpiredWhereAnythingHas) {
  Manifest m = full_manifest();
  m.shards[1].expired = {{QueryId{3}, event_time(1699999990000)}};
  const std::string json = to_json(m);
  EXPECT_THAT(json, HasSubstr(R"("watermarks":[],"expired":[{"query":3,"event_time":1699999990000}])"));
  const auto read = parse_manifest(json, "x");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, m);
}

// Hole 10. Older versions, and brokers that give topics no id, leave them out.
TEST(Manifest, WithoutTopicIdsIsReadAndStaysAsItIs) {
  const std::string json = to_json(full_manifest());
  ASSERT_THAT(json, Not(HasSubstr("topic_ids")));
  const auto read = parse_manifest(json, "x");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_TRUE(read->topic_ids.empty());
  EXPECT_EQ(to_json(*read), json);
}

TEST(Manifest, KeepsTheIdsOfTopics) {
  Manifest m = full_manifest();
  m.topic_ids = {{"orders", "J3ijSWGMRZy4yGNU_1C0_w"}, {"visits", "x"}};
  const std::string json = to_json(m);
  EXPECT_THAT(json, HasSubstr(R"(],"topic_ids":[{"topic":"orders","id":"J3ijSWGMRZy4yGNU_1C0_w"},)"
                              R"({"topic":"visits","id":"x"}],"queries":[)"));
  EXPECT_EQ(parse_manifest(json, "x").value().topic_ids, m.topic_ids);
}

TEST(Manifest, OfAnOlderVersionHasNoLedgerAndStaysAsItIs) {
  const std::string json = to_json(full_manifest());
  ASSERT_THAT(json, Not(HasSubstr("ledger")));
  const auto read = parse_manifest(json, "x");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_FALSE(read->ledger);
  EXPECT_EQ(to_json(*read), json);
}

TEST(Manifest, KeepsItsLedger) {
  Manifest m = full_manifest();
  m.ledger.emplace();
  m.ledger->sources["orders"] = {10, 9, 1};
  m.ledger->queries[QueryId{3}] = {.decoded = 9, .aggregated = 9, .panes_opened = 2, .panes_live = 2, .rows = 5};
  m.ledger->rows_sent = 5;
  const std::string json = to_json(m);
  EXPECT_THAT(json, HasSubstr(R"("ledger":{"sources":[{"source":"orders","read":10,"decoded":9,"rejected":1}],)"
                              R"("queries":[{"query":3,"decoded":9,"rejected":0,)"));
  EXPECT_EQ(parse_manifest(json, "x").value().ledger, m.ledger);
}

TEST(Manifest, RefusesALedgerThatItDoesNotUnderstandWhole) {
  Manifest m = full_manifest();
  m.ledger.emplace();
  m.ledger->sources["orders"] = {10, 9, 1};
  const std::string json = to_json(m);
  for (const auto& [from, to, complaint] : std::vector<std::array<std::string, 3>>{
           {"\"read\":10", "\"read\":-1", "ledger.sources[0].read"},
           {"\"read\":10,", "", "ledger.sources[0].read is missing"},
           {"\"rows_sent\":0", "\"rows_sent\":0,\"rows\":0", "ledger.rows is unknown"},
           {"\"ledger\":{", "\"ledger\":7,\"x\":{", "ledger is not an object"}}) {
    std::string damaged = json;
    damaged.replace(damaged.find(from), from.size(), to);
    const auto read = parse_manifest(damaged, "x");
    ASSERT_FALSE(read) << damaged;
    EXPECT_THAT(read.error().cause, HasSubstr(complaint));
  }
}

RC_GTEST_PROP(Manifest, IsReadBackAsItWasWritten, ()) {
  const Manifest m = some_manifest();
  const std::string json = to_json(m);
  const auto read = parse_manifest(json, "here");
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == m);
  RC_ASSERT(to_json(*read) == json);
  RC_ASSERT(parse_manifest(json, name_of(m, json)).value() == m);
}

// Hole 14: ids repeat on aborted timelines; the hash tells any two manifests apart.
RC_GTEST_PROP(Manifest, HasANameOfItsOwnWhateverDiffers, ()) {
  const Manifest one = some_manifest();
  const Manifest two = some_manifest();
  RC_ASSERT((name(one) == name(two)) == (one == two));
}

TEST(Manifest, OfTheSameEpochAndIncarnationButOtherContentHasAnotherName) {
  Manifest one = full_manifest();
  Manifest two = full_manifest();
  EXPECT_EQ(name(one), name(two));
  two.shards[0].chain[1].id = "another";
  EXPECT_NE(name(one), name(two));
  EXPECT_EQ(name(one).id, name(two).id);
}

RC_GTEST_PROP(Manifest, WithAnyBitFlippedIsRefusedByItsObject, ()) {
  const Manifest m = some_manifest();
  std::string json = to_json(m);
  const CheckpointName stored = name_of(m, json);
  const auto at = *rc::gen::inRange<std::size_t>(0, json.size());
  json[at] = static_cast<char>(json[at] ^ (1 << *rc::gen::inRange(0, 8)));
  const auto read = parse_manifest(json, stored);
  RC_ASSERT(!read);
  RC_ASSERT(read.error().stop == StopReason::kRefused);
  RC_ASSERT(read.error().object == manifest_object(stored));
  RC_ASSERT(read.error().cause.find("damaged") != std::string::npos);
}

TEST(Manifest, CutShortIsRefused) {
  const Manifest m = full_manifest();
  const std::string json = to_json(m);
  for (std::size_t length = 0; length < json.size(); ++length) {
    ASSERT_FALSE(parse_manifest(std::string_view(json).substr(0, length), "cut")) << length;
  }
}

TEST(Manifest, UnderTheNameOfAnotherCheckpointIsRefused) {
  const Manifest m = full_manifest();
  const std::string json = to_json(m);
  CheckpointName other = name_of(m, json);
  other.id = next(other.id);
  const auto read = parse_manifest(json, other);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message(), HasSubstr("it describes checkpoint 41"));
}

TEST(Manifest, OfAnUnknownFormatIsRefusedAsSuchBeforeAnythingElse) {
  std::string json = to_json(full_manifest());
  json.replace(json.find("\"format\":1"), 10, "\"format\":2,\"new\":0");
  const auto read = parse_manifest(json, "manifests/x.json");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message(), HasSubstr("format 2 is unknown to this version"));
  EXPECT_THAT(read.error().message(), HasSubstr("manifests/x.json"));
  EXPECT_THAT(read.error().remedy, HasSubstr("millrace checkpoints list"));
}

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Json& json, const JsonValue& value);
void write_value(Json& json, std::nullptr_t) { json.Null(); }
void write_value(Json& json, bool value) { json.Bool(value); }
void write_value(Json& json, std::uint64_t value) { json.Uint64(value); }
void write_value(Json& json, std::int64_t value) { json.Int64(value); }
void write_value(Json& json, double value) { json.Double(value); }
void write_value(Json& json, const std::string& value) { json.String(value.c_str()); }
void write_value(Json& json, const JsonValue::Array& value) {
  json.StartArray();
  for (const auto& element : value) write(json, element);
  json.EndArray();
}
void write_value(Json& json, const JsonValue::Object& value) {
  json.StartObject();
  for (const auto& [name, member] : value) {
    json.Key(name.c_str());
    write(json, member);
  }
  json.EndObject();
}
void write(Json& json, const JsonValue& value) {
  std::visit([&](const auto& v) { write_value(json, v); }, value.value);
}

using Object = JsonValue::Object;
using Visit = std::function<void(Object& object, std::size_t member, const std::string& path)>;

// Visits every member of every object, with the path that an error would name.
void walk(JsonValue& value, const std::string& path, const Visit& visit) {
  if (auto* array = std::get_if<JsonValue::Array>(&value.value)) {
    for (std::size_t i = 0; i < array->size(); ++i) walk((*array)[i], path + "[" + std::to_string(i) + "]", visit);
  }
  auto* object = std::get_if<Object>(&value.value);
  const std::size_t members = object ? object->size() : 0;
  for (std::size_t i = 0; i < members; ++i) {
    const std::string here = path.empty() ? (*object)[i].first : path + "." + (*object)[i].first;
    walk((*object)[i].second, here, visit);
    visit(*object, i, here);
  }
}

// Calls `damage` for every field of a full manifest in turn, and expects the refusal to contain `complaint(path)`.
void expect_each_field_refused(const std::function<void(Object& object, std::size_t member)>& damage,
                               const std::function<std::string(const std::string& path)>& complaint) {
  JsonValue original = parse_json(to_json(full_manifest())).value();
  std::vector<std::string> paths;
  walk(original, "", [&](Object&, std::size_t, const std::string& path) { paths.push_back(path); });
  EXPECT_GT(paths.size(), 50U);
  for (const auto& wanted : paths) {
    JsonValue damaged = original;
    Object* found = nullptr;
    std::size_t which = 0;
    walk(damaged, "", [&](Object& object, std::size_t member, const std::string& path) {
      if (path != wanted) return;
      found = &object;
      which = member;
    });
    ASSERT_NE(found, nullptr) << wanted;
    damage(*found, which);
    rapidjson::StringBuffer text;
    Json json(text);
    write(json, damaged);
    const auto read = parse_manifest(text.GetString(), "x");
    ASSERT_FALSE(read) << wanted;
    EXPECT_THAT(read.error().cause, HasSubstr(complaint(wanted)));
    EXPECT_EQ(read.error().stop, StopReason::kRefused);
  }
}

TEST(Manifest, WithAnyFieldMissingIsRefusedByTheFieldsName) {
  expect_each_field_refused(
      [](Object& object, std::size_t member) { object.erase(object.begin() + static_cast<std::ptrdiff_t>(member)); },
      [](const std::string& path) { return path + " is missing"; });
}

TEST(Manifest, WithAnyFieldOfAnotherTypeIsRefusedByTheFieldsName) {
  expect_each_field_refused([](Object& object, std::size_t member) { object[member].second.value = true; },
                            [](const std::string& path) { return path + " is not "; });
}

TEST(Manifest, WithAnyFieldTwiceIsRefusedByTheFieldsName) {
  expect_each_field_refused(
      [](Object& object, std::size_t member) {
        const auto copy = object[member];
        object.push_back(copy);
      },
      [](const std::string& path) { return path + " is there twice"; });
}

TEST(Manifest, WithAnUnknownFieldAnywhereIsRefusedByTheFieldsName) {
  expect_each_field_refused(
      [](Object& object, std::size_t) { object.emplace_back("surprise", JsonValue{std::uint64_t{1}}); },
      [](const std::string&) { return "surprise is unknown"; });
}

struct Wrong {
  const char* what;
  const char* from;
  const char* to;
  const char* complaint;
};

TEST(Manifest, RefusesValuesThatMeanNothing) {
  const Wrong cases[] = {
      {"negative offset", "\"next\":120", "\"next\":-1", "positions[0].next is not an integer from 0 to"},
      {"fraction", "\"next\":120", "\"next\":120.0", "positions[0].next is not an integer"},
      {"too large", "\"next\":120", "\"next\":18446744073709551615", "positions[0].next is not an integer"},
      {"partition above 31 bits", "\"partition\":1", "\"partition\":4294967297", "positions[1].partition is not"},
      {"query id above 16 bits", "\"id\":3", "\"id\":65536", "queries[1].id is not an integer from 0 to 65535"},
      {"number as text", "\"created_ms\":1700000000000", "\"created_ms\":\"17\"", "created_ms is not an integer"},
      {"upper-case hash", "ffffffffffffffff", "FFFFFFFFFFFFFFFF", "positions[0].last.hash is not 16 hexadecimal"},
      {"short hash", "ffffffffffffffff", "fff", "positions[0].last.hash is not 16 hexadecimal"},
      {"partition twice", "\"partition\":1", "\"partition\":0", "positions has orders[0] twice"},
      {"query id twice", "\"id\":3", "\"id\":0", "queries has id 0 twice"},
      {"query name twice", "per_shop", "per_user", "queries has per_user twice"},
      {"id to be given out again", "\"next_query_id\":4", "\"next_query_id\":3", "not below next_query_id"},
      {"watermark twice", "\"query\":3", "\"query\":0", "two watermarks of one query"},
      {"expired twice", "\"chain\":[],\"watermarks\":[]",
       R"("chain":[],"watermarks":[],"expired":[{"query":3,"event_time":1},{"query":3,"event_time":2}])",
       "says twice what of a query has expired"},
      {"topic without id", "\"queries\":[", R"("topic_ids":[{"topic":"a"}],"queries":[)", "topic_ids[0].id is missing"},
      {"topic's id twice", "\"queries\":[",
       R"("topic_ids":[{"topic":"a","id":"x"},{"topic":"a","id":"y"}],"queries":[)", "topic_ids has a twice"},
      {"ids for all topics at once", "\"queries\":[", R"("topic_ids":"x","queries":[)", "topic_ids is not an array"},
      {"array for object", "\"positions\":[", "\"positions\":[[],", "positions[0] is not an object"},
  };
  for (const auto& c : cases) {
    std::string json = to_json(full_manifest());
    const auto at = json.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.what;
    json.replace(at, std::string_view(c.from).size(), c.to);
    const auto read = parse_manifest(json, "x");
    ASSERT_FALSE(read) << c.what;
    EXPECT_THAT(read.error().cause, HasSubstr(c.complaint)) << c.what;
  }
}

TEST(Manifest, RefusesTextThatIsNoManifestAtAll) {
  for (const std::string& text : {std::string(), std::string("null"), std::string("[]"), std::string("{}"),
                                  std::string("{\"format\":1} trailing"), std::string(100000, '['),
                                  std::string(100000, '[') + std::string(100000, ']'),
                                  std::string("{\"pipeline\":\"\xff\"}"), std::string(10, '\0')}) {
    const auto read = parse_manifest(text, "x");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().stop, StopReason::kRefused);
    EXPECT_EQ(read.error().reaction, Reaction::kStop);
  }
}

}  // namespace
}  // namespace millrace::test
