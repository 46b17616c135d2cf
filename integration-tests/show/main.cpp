// Shows windows as they arrive in a topic: the first row of each, and how many rows there are by then.
#include <boost/program_options.hpp>
#include <cstdlib>
#include <iostream>
#include <set>

#include "integration-tests/kafka_io/offsets.h"
#include "integration-tests/oracle/flat_json.h"

namespace {

namespace po = boost::program_options;
using namespace millrace::trial;

void assign_from_beginning(rd_kafka_t* consumer, const std::string& topic, std::size_t partitions) {
  const Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions)));
  for (std::size_t p = 0; p < partitions; ++p) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), static_cast<int>(p))->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  require(rd_kafka_assign(consumer, list.get()), "read " + topic);
}

// Until it is killed: what is committed, as soon as it is.
[[noreturn]] void show(const std::string& bootstrap, const std::string& topic) {
  const auto partitions = topic_range(bootstrap, topic, Isolation::kCommitted).end.size();
  const auto consumer = open_consumer(bootstrap, {{"isolation.level", "read_committed"}, {"fetch.wait.max.ms", "100"}});
  assign_from_beginning(consumer.get(), topic, partitions);
  std::set<std::string> windows;
  for (std::uint64_t rows = 0;;) {
    const Owned<rd_kafka_message_t> message(rd_kafka_consumer_poll(consumer.get(), 1000));
    if (!message || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    ++rows;
    const std::string_view text(static_cast<const char*>(message->payload), message->len);
    const auto row = parse_flat(text);
    const auto end = row ? number_of(*row, "window_end") : std::nullopt;
    if (end && windows.insert(*end).second) std::cout << "  row " << rows << ": " << text << std::endl;
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const char* const environment = std::getenv("KAFKA_BOOTSTRAP");
    po::options_description options("Usage: show [options]\n\nShows each new window of a topic, until it is killed");
    auto add = options.add_options();
    add("help", "show this");
    add("bootstrap", po::value<std::string>()->default_value(environment ? environment : "localhost:9092"),
        "the brokers");
    add("topic", po::value<std::string>()->default_value("orders-per-user"), "the topic");
    po::variables_map values;
    po::store(po::command_line_parser(argc, argv).options(options).run(), values);
    if (values.count("help") > 0) return std::cout << options, 0;
    show(values["bootstrap"].as<std::string>(), values["topic"].as<std::string>());
  } catch (const std::exception& e) {
    std::cerr << "show: " << e.what() << '\n';
    return 1;
  }
}
