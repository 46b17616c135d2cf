// The table of keys, the parser and the documentation know the same keys and defaults.
#include "service/config/keys.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "service/config/tests/pipeline_files.h"

namespace millrace {

void PrintTo(const KeySpec& key, std::ostream* out) { *out << key.section << "." << key.name; }

namespace {

using testing::HasSubstr;

std::string name_of_key(const testing::TestParamInfo<KeySpec>& info) {
  std::string name = std::string(info.param.section) + "_" + std::string(info.param.name);
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

// A file in which `line` stands in that section, and nothing that is not required beside it.
std::string file_with(std::string_view section, const std::string& line, std::string_view left_out = "") {
  const auto in = [&](std::string_view here, const std::string& indent, std::vector<std::string> required) {
    std::string text;
    for (const std::string& each : required) {
      if (section != here || !each.starts_with(std::string(left_out) + ":") || left_out.empty())
        text += indent + each + "\n";
    }
    return section == here && !line.empty() ? text + indent + line + "\n" : text;
  };
  const auto optional = [&](const char* here) {
    return section == here && !line.empty() ? std::string(here) + ":\n  " + line + "\n" : "";
  };
  return in("", "", {"name: x"}) + "kafka:\n" + in("kafka", "  ", {"bootstrap.servers: a:1"}) + "sources:\n  s:\n" +
         in("sources.NAME", "    ", {"topic: in"}) + "queries:\n  q:\n" +
         in("queries.NAME", "    ", {"sql: SELECT count(*) AS n, window_end FROM s GROUP BY tumble('1 minute')"}) +
         "    sink:\n" + in("queries.NAME.sink", "      ", {"topic: out"}) + optional("state") +
         optional("checkpoint") + optional("restart") + optional("metrics") + optional("admin") +
         (section == "admin.tls" ? "admin:\n  tls:\n" + in("admin.tls", "    ", {"certificate: c", "key: k"}) : "");
}

// Everything in a configuration that a key can set, as text.
std::string everything(const Config& config) {
  std::string text = config.name + "|" + config.metrics_listen + "|";
  const AdminConfig admin = config.admin.value_or(AdminConfig{});
  const TlsFiles tls = admin.tls.value_or(TlsFiles{});
  text += admin.listen + " " + admin.token_file.string() + " " + tls.client_ca.string() + "|";
  for (const auto& [name, value] : config.kafka) text += name + "=" + value + "|";
  for (const SourceConfig& s : config.sources) {
    text +=
        fmt::format("{} {} {} {} {} {} {} {} {}|", s.name, s.topic, s.columns.size(), s.event_time, s.max_delay.count(),
                    s.idle_after.count(), s.max_ahead.count(), static_cast<int>(s.start), static_cast<int>(s.on_error));
  }
  for (const QueryConfig& q : config.queries) {
    text += fmt::format("{} {} {} {} {} {}|", q.name, q.plan.fingerprint, q.allowed_lateness.count(), q.sink.topic,
                        q.sink.key.size(), static_cast<int>(q.sink.timestamps));
  }
  return text + fmt::format("{} {} {} {}|{} {} {} {}|{} {} {}", config.state.backend, config.state.directory.string(),
                            config.state.shards, config.state.memory, config.checkpoint.interval.count(),
                            config.checkpoint.timeout.count(), config.checkpoint.storage.string(),
                            config.checkpoint.retain, static_cast<int>(config.restart.strategy),
                            config.restart.initial.count(), config.restart.max.count());
}

class EveryKey : public testing::TestWithParam<KeySpec> {};

TEST_P(EveryKey, IsKnownToTheParser) {
  const KeySpec& key = GetParam();
  const std::string line = std::string(key.name) + ": @@";  // "@@" is no YAML: replaced below by something harmless
  const auto config = read_config(file_with(key.section, spoilt("@@", "\"?\"", line), key.name), no_variables());
  if (config) return;
  for (const ConfigProblem& problem : config.error())
    EXPECT_THAT(problem.message, testing::Not(HasSubstr("unknown key")));
}

TEST_P(EveryKey, HasTheDefaultThatTheTableSays) {
  const KeySpec& key = GetParam();
  if (key.required() || key.fallback == "{}" || key.fallback == kAbsent) return;  // mappings: their keys have rows
  const Config left_out = read_well(file_with(key.section, ""));
  const Config spelt_out = read_well(file_with(key.section, std::string(key.name) + ": " + std::string(key.fallback)));
  EXPECT_EQ(everything(left_out), everything(spelt_out)) << key.section << "." << key.name;
}

TEST_P(EveryKey, IsMissedExactlyIfItIsRequired) {
  const KeySpec& key = GetParam();
  if (!key.required() || key.section.empty() || key.name == "sink") return;  // those stand in the frame of the test
  const std::string other = key.section == "kafka" ? "client.id: x" : "format: json";  // no section may be empty
  const auto problems = problems_of(file_with(key.section, key.section == "queries.NAME" ? "" : other, key.name));
  EXPECT_THAT(problems[0].message, HasSubstr("needs the key '" + std::string(key.name) + "'"));
}

TEST_P(EveryKey, IsExplained) {
  const KeySpec& key = GetParam();
  EXPECT_TRUE(key.meaning.ends_with('.')) << key.name;
  EXPECT_EQ(key.meaning.find('|'), std::string_view::npos) << "it must fit a Markdown table";
  EXPECT_FALSE(key.type.empty());
}

INSTANTIATE_TEST_SUITE_P(Table, EveryKey, testing::ValuesIn(all_keys().begin(), all_keys().end()), name_of_key);

TEST(Keys, AreListedOnceEach) {
  std::set<std::string> seen;
  for (const KeySpec& key : all_keys()) {
    EXPECT_TRUE(seen.insert(std::string(key.section) + "." + std::string(key.name)).second) << key.name;
  }
}

TEST(Keys, OfASectionStandTogether) {
  std::size_t counted = 0;
  for (const std::string_view section : sections()) counted += keys_of(section).size();
  EXPECT_EQ(counted, all_keys().size());
  EXPECT_TRUE(keys_of("nonsense").empty());
}

TEST(Keys, AreTheTablesOfTheDocumentation) {
  EXPECT_THAT(read_file(std::string(MILLRACE_SOURCE) + "/docs/configuration.md"), HasSubstr(key_reference()))
      << "docs/configuration.md is stale; it must contain:\n"
      << key_reference();
}

}  // namespace
}  // namespace millrace
