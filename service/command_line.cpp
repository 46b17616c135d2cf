#include "service/command_line.h"

#include <string_view>

#include "base/nearest_name.h"
#include "service/command_options.h"
#include "service/config/units.h"
#include "service/generate_options.h"
#include "service/help.h"

namespace millrace {
namespace {

namespace po = boost::program_options;

using CommandOr = std::expected<Command, std::string>;
using Options = CommandOptions;

std::unexpected<std::string> usage(const std::string& problem, std::string_view command) {
  return std::unexpected(usage_text(problem, command));
}

std::expected<CheckpointId, std::string> parse_id(const std::string& text, std::string_view command) {
  const auto id = parse_count(text);
  if (!id) return usage("'" + text + "' is not a checkpoint's number; 'millrace checkpoints list' shows them", command);
  return CheckpointId{*id};
}

void describe_run(Options& options) {
  describe_file(options);
  options.described().add_options()                                                                          //
      ("from", po::value<std::string>()->value_name("ID"), "go back to this retained checkpoint")            //
      ("accept-offsets", po::bool_switch(), "start empty where the group's offsets have been put")           //
      ("yes", po::bool_switch(), "carry --from or --accept-offsets out")                                     //
      ("log-format", po::value<std::string>()->default_value("text")->value_name("text|json"), "log lines")  //
      ("log-level", po::value<std::string>()->default_value("info")->value_name("LEVEL"),
       "trace, debug, info, warn or error");
}

CommandOr run_command_of(const Options& options) {
  RunCommand run{options.text("config"), {}, {}};
  run.options.accept_offsets = options.flag("accept-offsets");
  run.options.yes = options.flag("yes");
  if (options.has("from")) {
    const auto id = parse_id(options.text("from"), "run");
    if (!id) return std::unexpected(id.error());
    run.options.from = *id;
  }
  if (run.options.from && run.options.accept_offsets) {
    return usage("--from goes back to kept state, --accept-offsets leaves it behind: give one of them", "run");
  }
  const auto log = parse_log_options(options.text("log-format"), options.text("log-level"));
  if (!log) return usage(log.error(), "run");
  run.log = *log;
  return run;
}

CommandOr parse_run(const Words& words) {
  Options options("run");
  describe_run(options);
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kRun, help::exit_code_table())};
  if (!options.has("config")) return usage("run needs a pipeline file: -c FILE", "run");
  return run_command_of(options);
}

CommandOr parse_check(const Words& words) {
  Options options("check");
  describe_file(options);
  options.described().add_options()("connect", po::bool_switch(), "ask the cluster too");
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kCheck, "")};
  if (!options.has("config")) return usage("check needs a pipeline file: -c FILE", "check");
  return CheckCommand{options.text("config"), options.flag("connect")};
}

CommandOr parse_doctor(const Words& words) {
  Options options("doctor");
  describe_file(options);
  options.described().add_options()("json", po::bool_switch(), "one JSON object a line");
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kDoctor, "")};
  if (!options.has("config")) return usage("doctor needs a pipeline file: -c FILE", "doctor");
  return DoctorCommand{options.text("config"), options.flag("json")};
}

CommandOr parse_checkpoint(const Words& words) {
  Options options("checkpoint");
  describe_file(options);
  options.described().add_options()("wait", po::value<std::string>()->default_value("60s")->value_name("DURATION"),
                                    "how long, at most 60s");
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kCheckpoint, "")};
  if (!options.has("config")) return usage("checkpoint needs a pipeline file: -c FILE", "checkpoint");
  const auto wait = parse_duration(options.text("wait"));
  if (!wait) return usage("--wait: " + wait.error(), "checkpoint");
  const Millis longest{60'000};
  if (*wait < Millis{1} || *wait > longest) return usage("--wait must be from 1ms to 60s", "checkpoint");
  return TakeCheckpointCommand{options.text("config"), *wait};
}

CommandOr parse_healthcheck(const Words& words) {
  Options options("healthcheck");
  describe_file(options);
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kHealthcheck, "")};
  if (!options.has("config")) return usage("healthcheck needs a pipeline file: -c FILE", "healthcheck");
  return HealthcheckCommand{options.text("config")};
}

CommandOr parse_why(const Words& words) {
  Options options("why");
  describe_file(options);
  options.described().add_options()                                                                         //
      ("query", po::value<std::string>()->value_name("NAME"), "the query")                                  //
      ("key", po::value<std::string>()->value_name("KEY"), "its key: raw text, or {\"column\":value,...}")  //
      ("time", po::value<std::string>()->value_name("TIME"), "in the window: ISO 8601, or epoch milliseconds");
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kWhy, "")};
  for (const char* needed : {"config", "query", "key", "time"}) {
    if (!options.has(needed)) return usage(std::string("why needs --") + needed, "why");
  }
  return WhyCommand{options.text("config"), options.text("query"), options.text("key"), options.text("time")};
}

CommandOr parse_checkpoints(const Words& words) {
  Options options("checkpoints");
  describe_file(options);
  options.described().add_options()("connect", po::bool_switch(), "list: ask Kafka which of them it names");
  if (auto parsed = options.parse(words, 2); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kCheckpoints, "")};
  const Words given = options.positionals();
  const bool show = !given.empty() && given[0] == "show";
  if (!show && (given.empty() || given[0] != "list"))
    return usage("checkpoints needs 'list' or 'show ID'", "checkpoints");
  if (show != (given.size() == 2)) {
    return usage(
        show ? "checkpoints show needs the number of one" : "checkpoints list shows all of them; it takes no ID",
        "checkpoints");
  }
  if (!options.has("config")) return usage("checkpoints needs a pipeline file: -c FILE", "checkpoints");
  if (!show) return ListCheckpointsCommand{options.text("config"), options.flag("connect")};
  if (options.flag("connect")) return usage("--connect belongs to checkpoints list", "checkpoints");
  const auto id = parse_id(given[1], "checkpoints");
  if (!id) return std::unexpected(id.error());
  return ShowCheckpointCommand{options.text("config"), *id};
}

CommandOr parse_version(const Words& words) {
  Options options("version");
  if (auto parsed = options.parse(words, 0); !parsed) return std::unexpected(parsed.error());
  if (options.has("help")) return HelpCommand{options.help(help::kVersion, "")};
  return VersionCommand{};
}

CommandOr unknown_command(const std::string& word) {
  const Words known = {"run",      "check",       "checkpoint", "checkpoints", "doctor",
                       "generate", "healthcheck", "why",        "version",     "help"};
  const auto near = nearest_name(word, known);
  return usage("unknown command '" + word + "'" + (near ? "; did you mean '" + *near + "'?" : ""), "");
}

}  // namespace

CommandOr parse_command_line(std::span<const char* const> arguments) {
  Words words(arguments.begin(), arguments.end());
  if (words.empty())
    return usage(
        "a command is missing: run, check, checkpoint, checkpoints, doctor, generate, healthcheck, why or version", "");
  const std::string command = words.front();
  words.erase(words.begin());
  if (command == "run") return parse_run(words);
  if (command == "check") return parse_check(words);
  if (command == "checkpoint") return parse_checkpoint(words);
  if (command == "healthcheck") return parse_healthcheck(words);
  if (command == "checkpoints") return parse_checkpoints(words);
  if (command == "doctor") return parse_doctor(words);
  if (command == "generate") return parse_generate(words);
  if (command == "why") return parse_why(words);
  if (command == "version" || command == "--version") return parse_version(words);
  if (command == "help" || command == "--help" || command == "-h") return HelpCommand{std::string(help::kGeneral)};
  return unknown_command(command);
}

}  // namespace millrace
