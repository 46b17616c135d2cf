// Judges an output topic by its input topic. The verdict is one line of JSON; exit 0: exact, 1: not, 2: could not tell.
#include <boost/program_options.hpp>
#include <cstdlib>
#include <iostream>

#include "integration-tests/oracle/stateless_check.h"
#include "integration-tests/oracle/window_check.h"

namespace {

namespace po = boost::program_options;
using namespace millrace::trial;

po::options_description described() {
  const char* const environment = std::getenv("KAFKA_BOOTSTRAP");
  po::options_description options(
      "Usage: oracle [options]\n\nCompares a topic of windows with the orders they came from");
  auto add = options.add_options();
  add("help", "show this");
  add("bootstrap", po::value<std::string>()->default_value(environment ? environment : "localhost:9092"),
      "the brokers");
  add("input", po::value<std::string>()->default_value("orders"), "topic of orders");
  add("output", po::value<std::string>()->default_value("orders-per-user"), "topic of results");
  add("window", po::value<std::int64_t>()->default_value(60000), "ms");
  add("max-delay", po::value<std::int64_t>()->default_value(5000), "ms, as the pipeline has it");
  add("final-rows", po::bool_switch(), "late records may repeat a window: compare the last row of each");
  add("stateless", po::bool_switch(), "the output is SELECT order_id, user_id, amount of the orders that count");
  return options;
}

Verdict judge(const po::variables_map& values) {
  const auto text = [&](const char* name) { return values[name].as<std::string>(); };
  if (values["stateless"].as<bool>()) return judge_stateless(text("bootstrap"), text("input"), text("output"), {});
  return judge_windows(text("bootstrap"), text("input"), text("output"),
                       {.size_ms = values["window"].as<std::int64_t>()}, values["max-delay"].as<std::int64_t>(),
                       values["final-rows"].as<bool>() ? Rows::kFinal : Rows::kOnce);
}

int run(int argc, char** argv) {
  const auto options = described();
  po::variables_map values;
  po::store(po::command_line_parser(argc, argv).options(options).run(), values);
  if (values.count("help") > 0) {
    std::cout << options;
    return 0;
  }
  const Verdict verdict = judge(values);
  for (const auto& example : verdict.examples) std::cerr << example << '\n';
  std::cout << to_json(verdict) << '\n';
  return verdict.exact() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "oracle: " << e.what() << '\n';
    return 2;
  }
}
