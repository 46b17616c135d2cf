// The sections `state`, `checkpoint`, `restart` and `metrics`.
#include "service/config/pipeline_file.h"
#include "service/config/units.h"
#include "service/http/listen_address.h"

namespace millrace {
namespace {

constexpr std::uint32_t kMostShards = 1024;
constexpr std::uint32_t kMostRetained = 1000;

// A path, or a URL of a store; of those there is file:///.
void read_storage(const Section& section, std::filesystem::path& into, Reading& reading) {
  read_path(section, "storage", into, reading);
  const auto text = section.text("storage");
  const std::size_t colon = text ? text->value.find("://") : std::string::npos;
  if (colon == std::string::npos) return;
  const std::string path = text->value.substr(colon + 3);
  if (text->value.substr(0, colon) == "file" && path.starts_with('/')) {
    into = path;
  } else {
    reading.problems.add(*text->node, section.words("storage") + ": '" + text->value +
                                          "' is not a store; write a directory, or file:///directory");
  }
}

}  // namespace

void read_path(const Section& section, std::string_view key, std::filesystem::path& into, Reading& reading) {
  const auto text = section.text(key);
  if (!text) return;
  if (text->value.empty()) {
    reading.problems.add(*text->node, section.words(key) + " cannot be empty");
  } else {
    into = text->value;
  }
}

void read_listen(const Section& section, std::string& into, Reading& reading) {
  const auto text = section.text("listen");
  if (!text) return;
  const auto address = parse_listen_address(text->value);
  if (!address) reading.problems.add(*text->node, section.words("listen") + ": " + address.error());
  into = text->value;
}

StateConfig read_state(const NamedNode& entry, Reading& reading) {
  StateConfig state;
  const Section section(entry, "state", "state", reading);
  section.choice<std::string>("backend", state.backend, {{"rocksdb", "rocksdb"}, {"memory", "memory"}});
  read_path(section, "directory", state.directory, reading);
  section.count("shards", state.shards, 1, kMostShards);
  section.size("memory", state.memory, 1ULL << 20);
  return state;
}

CheckpointConfig read_checkpoint(const NamedNode& entry, Reading& reading) {
  CheckpointConfig checkpoint;
  const Section section(entry, "checkpoint", "checkpoint", reading);
  section.duration("interval", checkpoint.interval, Millis{10});
  section.duration("timeout", checkpoint.timeout, Millis{1000});
  read_storage(section, checkpoint.storage, reading);
  section.count("retain", checkpoint.retain, 1, kMostRetained);
  return checkpoint;
}

RestartConfig read_restart(const NamedNode& entry, Reading& reading) {
  RestartConfig restart;
  using enum RestartConfig::Strategy;
  const Section section(entry, "restart", "restart", reading);
  section.choice("strategy", restart.strategy, {{"exponential", kExponential}, {"fixed", kFixed}, {"none", kNone}});
  section.duration("initial", restart.initial, Millis{1});
  section.duration("max", restart.max, Millis{1});
  if (restart.initial > restart.max) {
    const NamedNode* given = section.find("initial");
    reading.problems.add(*(given != nullptr ? given : section.find("max"))->value,
                         section.words("initial") + " is " + format_duration(restart.initial) +
                             ", longer than 'max', " + format_duration(restart.max));
  }
  return restart;
}

std::string read_metrics(const NamedNode& entry, Reading& reading) {
  std::string listen = Config{}.metrics_listen;
  const Section section(entry, "metrics", "metrics", reading);
  if (const auto text = section.text("listen"); text && text->value.empty()) return "";
  read_listen(section, listen, reading);
  return listen;
}

}  // namespace millrace
