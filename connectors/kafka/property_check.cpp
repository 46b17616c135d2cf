// What a pipeline file may say about Kafka.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
#include <vector>

#include "base/nearest_name.h"
#include "connectors/kafka/handle.h"
#include "connectors/kafka_cluster.h"

namespace millrace {
namespace {

constexpr const char* kName = "derived from the pipeline's name, by which a new instance fences the old one";
constexpr const char* kOffsets = "offsets are committed only in the transaction that carries the output";
constexpr const char* kLost = "without it rows could be lost, repeated or reordered inside a transaction";
constexpr const char* kForTests = "it is for tests: the client would talk to brokers of its own making";
constexpr const char* kUnread = "the service reads the client's events itself; diverted, errors would go unseen";

const std::map<std::string, std::string, std::less<>>& reserved() {
  static const std::map<std::string, std::string, std::less<>> reasons = {
      {"transactional.id", kName},
      {"group.id", kName},
      {"group.instance.id", "partitions are assigned by hand: there is no group membership"},
      {"group.protocol", "partitions are assigned by hand: there is no group membership"},
      {"enable.idempotence", kLost},
      {"enable.gapless.guarantee", kLost},
      {"acks", kLost},
      {"request.required.acks", kLost},
      {"max.in.flight", kLost},
      {"max.in.flight.requests.per.connection", kLost},
      {"transaction.timeout.ms", "it follows from checkpoint: interval and timeout"},
      {"isolation.level", "reading uncommitted records would put what never happened into the results"},
      {"enable.auto.commit", kOffsets},
      {"auto.commit.enable", kOffsets},
      {"auto.commit.interval.ms", kOffsets},
      {"enable.auto.offset.store", kOffsets},
      {"auto.offset.reset",
       "where a source starts is its own `start:`; later a missing offset stops the service instead of skipping "
       "records"},
      {"enable.partition.eof", "the end of a partition tells idleness and the position to commit"},
      {"delivery.report.only.error", kUnread},
      {"enabled_events", kUnread},
      {"log.queue", kUnread},
  };
  return reasons;
}

// Every name and alias, from the table that the client prints of itself: its dumps leave out what has no default.
std::vector<std::string> known_names() {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* table = open_memstream(&text, &size);
  if (table == nullptr) return {};
  rd_kafka_conf_properties_show(table);
  std::fclose(table);
  std::istringstream lines(std::string(text, size));
  std::free(text);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const auto name = line.substr(0, line.find_first_of(" |"));
    if (line.find(" | ") != line.npos && name.find('.') != name.npos && !reserved_property(name)) {
      names.push_back(name);
    }
  }
  return names;
}

Error refused(const std::string& name, std::string cause, std::string remedy) {
  return {"set a Kafka property",    name, std::move(cause), std::move(remedy), Reaction::kStop,
          StopReason::kConfiguration};
}

}  // namespace

std::optional<std::string> reserved_property(const std::string& name) {
  if (name.starts_with("test.mock.")) return kForTests;
  const auto found = reserved().find(name);
  if (found == reserved().end()) return std::nullopt;
  return found->second;
}

Result<void> check_property(const std::string& name, const std::string& value) {
  const KafkaConf conf(rd_kafka_conf_new());
  std::array<char, 512> text{};
  switch (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size())) {
    case RD_KAFKA_CONF_OK:
      return {};
    case RD_KAFKA_CONF_INVALID:
      return std::unexpected(refused(name, fmt::format("'{}' cannot be its value: {}", value, text.data()), {}));
    case RD_KAFKA_CONF_UNKNOWN:
      break;
  }
  static const std::vector<std::string> known = known_names();
  const auto nearest = nearest_name(name, known);
  return std::unexpected(refused(name, "librdkafka knows no such property",
                                 nearest ? fmt::format("Did you mean '{}'?", *nearest) : std::string()));
}

}  // namespace millrace
