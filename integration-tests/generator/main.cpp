// Writes orders into a topic: what the demo, the benchmarks and anybody at a prompt use. See --help.
#include <boost/program_options.hpp>
#include <cstdlib>
#include <iostream>

#include "integration-tests/generator/generate.h"
#include "integration-tests/kafka_io/topic_admin.h"

namespace {

namespace po = boost::program_options;
using millrace::trial::OrderOptions;
using millrace::trial::Stretch;

struct Arguments {
  std::string bootstrap;
  std::string topic;
  bool open_ended = false;
  bool create = false;
  OrderOptions orders;
  Stretch stretch;
};

po::options_description described(Arguments& a) {
  const char* const environment = std::getenv("KAFKA_BOOTSTRAP");
  po::options_description options("Usage: generator [options]\n\nWrites orders, as JSON, into a Kafka topic");
  auto add = options.add_options();
  add("help", "show this");
  add("bootstrap", po::value(&a.bootstrap)->default_value(environment ? environment : "localhost:9092"), "the brokers");
  add("topic", po::value(&a.topic)->default_value("orders"), "the topic");
  add("create", po::bool_switch(&a.create), "create the topic first, with --partitions");
  add("partitions", po::value(&a.orders.partitions)->default_value(4), "partitions of the topic; a user is in one");
  add("records", po::value(&a.stretch.records)->default_value(100000), "how many, closing records not counted");
  add("first", po::value(&a.stretch.first)->default_value(0),
      "index of the first record, to go on after an earlier call");
  add("rate", po::value(&a.stretch.rate)->default_value(0), "records per second, 0: as fast as it goes");
  add("open-ended", po::bool_switch(&a.open_ended),
      "leave out each partition's closing record far ahead in event time");
  add("keys", po::value(&a.orders.keys)->default_value(100), "how many users");
  add("seed", po::value(&a.orders.seed)->default_value(1), "another stream for another number");
  add("event-start", po::value(&a.orders.event_start_ms)->default_value(a.orders.event_start_ms), "ms since 1970");
  add("event-rate", po::value(&a.orders.event_rate)->default_value(1000), "records per second of event time");
  add("disorder", po::value(&a.orders.disorder_ms)->default_value(4000), "ms; keep it below the source's max_delay");
  add("cancelled", po::value(&a.orders.cancelled)->default_value(0.05), "share of cancelled orders");
  add("negative", po::value(&a.orders.negative)->default_value(0.03), "share of negative amounts");
  add("incomplete", po::value(&a.orders.incomplete)->default_value(0.01), "share without amount or status");
  add("padding", po::value(&a.orders.padding)->default_value(0), "bytes of an unused field");
  return options;
}

int run(int argc, char** argv) {
  Arguments arguments;
  const auto options = described(arguments);
  po::variables_map values;
  po::store(po::command_line_parser(argc, argv).options(options).run(), values);
  if (values.count("help") > 0) {
    std::cout << options;
    return 0;
  }
  po::notify(values);
  arguments.stretch.close = !arguments.open_ended;
  if (arguments.create) {
    millrace::trial::create_topic(arguments.bootstrap, arguments.topic, arguments.orders.partitions);
  }
  const auto written = millrace::trial::generate(arguments.bootstrap, arguments.topic,
                                                 millrace::trial::OrderStream(arguments.orders), arguments.stretch);
  std::cout << to_json(arguments.topic, written) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "generator: " << e.what() << '\n';
    return 1;
  }
}
