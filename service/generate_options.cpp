#include "service/generate_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "service/config/units.h"
#include "service/generate/monitoring.h"
#include "service/help.h"

namespace millrace {
namespace {

namespace po = boost::program_options;

using What = GenerateCommand::What;

std::unexpected<std::string> usage(const std::string& problem) {
  return std::unexpected(usage_text(problem, "generate"));
}

void describe(CommandOptions& options) {
  const std::string names = fmt::format("{}", fmt::join(dashboard_names(), "|"));
  describe_file(options);
  options.described().add_options()  //
      ("job", po::value<std::string>()->value_name("NAME"), "of the scrape; the pipeline's name if not given")(
          "lag-objective", po::value<std::string>()->value_name("DURATION"), "age of the last record read")(
          "latency-objective", po::value<std::string>()->value_name("DURATION"), "arrival to commit, 99th percentile")(
          "name", po::value<std::string>()->default_value("overview")->value_name("NAME"),
          ("dashboard: " + names).c_str())("principal", po::value<std::string>()->value_name("NAME"),
                                           "acl: who the service is, such as User:orders");
}

std::optional<What> what_of(const std::string& word) {
  if (word == "alerts") return What::kAlerts;
  if (word == "dashboard") return What::kDashboard;
  if (word == "acl") return What::kAcl;
  if (word == "values") return What::kValues;
  return std::nullopt;
}

// It comes into PromQL and JSON as it is.
bool is_job(const std::string& name) {
  const auto fits = [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("._:/-").contains(static_cast<char>(c));
  };
  return !name.empty() && std::ranges::all_of(name, fits);
}

// None was given: leaves `into` as it is. The answer is what is wrong.
std::optional<std::string> read_objective(const CommandOptions& options, const char* name,
                                          std::optional<Millis>& into) {
  if (!options.has(name)) return std::nullopt;
  const auto time = parse_duration(options.text(name));
  if (!time) return fmt::format("--{}: {}", name, time.error());
  if (*time < Millis{1000}) return fmt::format("--{} must be at least 1s", name);
  into = *time;
  return std::nullopt;
}

}  // namespace

std::expected<Command, std::string> parse_generate(const Words& words) {
  CommandOptions options("generate");
  describe(options);
  if (auto parsed = options.parse(words, 1); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kGenerate, "")};
  const Words given = options.positionals();
  const auto what = given.empty() ? std::nullopt : what_of(given[0]);
  if (!what) return usage("generate needs one of alerts, dashboard, acl and values");
  if (!options.has("config")) return usage("generate needs a pipeline file: -c FILE");

  GenerateCommand command{*what, options.text("config"), "", options.text("name"), std::nullopt, {}};
  const auto names = dashboard_names();
  if (std::ranges::find(names, command.dashboard) == names.end())
    return usage("there is no dashboard '" + command.dashboard + "'");
  if (options.has("job")) command.job = options.text("job");
  if (options.has("job") && !is_job(command.job)) return usage("--job takes letters, digits and . _ : / -");
  if (options.has("principal")) command.principal = options.text("principal");
  for (const auto& wrong : {read_objective(options, "lag-objective", command.objectives.lag),
                            read_objective(options, "latency-objective", command.objectives.latency)}) {
    if (wrong) return usage(*wrong);
  }
  return command;
}

}  // namespace millrace
