#include "service/command_options.h"

#include <sstream>

#include "base/nearest_name.h"

namespace millrace {

namespace po = boost::program_options;

std::string usage_text(const std::string& problem, std::string_view command) {
  return problem + "\nTry 'millrace " + std::string(command) + (command.empty() ? "" : " ") + "--help'.";
}

void describe_file(CommandOptions& options) {
  options.described().add_options()("config,c", po::value<std::string>()->value_name("FILE"), "the pipeline file");
}

CommandOptions::CommandOptions(std::string command) : command_(std::move(command)), described_("Options") {
  described_.add_options()("help,h", "show this help");
}

std::expected<void, std::string> CommandOptions::parse(const Words& words, std::size_t most_positionals) {
  po::options_description all;
  po::positional_options_description positional;
  all.add(described_).add_options()("word", po::value<Words>(), "");
  positional.add("word", -1);
  try {
    // No guessing: an abbreviation that means something else in the next version is a trap.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words).options(all).positional(positional).style(style).run(), values_);
    po::notify(values_);
  } catch (const po::unknown_option& error) {
    return std::unexpected(usage_text(error.what() + suggestion(error.get_option_name()), command_));
  } catch (const po::error& error) {
    return std::unexpected(usage_text(error.what(), command_));
  }
  if (positionals().size() <= most_positionals) return {};
  return std::unexpected(usage_text("'" + positionals()[most_positionals] + "' is one word too many", command_));
}

std::string CommandOptions::suggestion(const std::string& unknown) const {
  Words known;
  for (const auto& option : described_.options()) known.push_back("--" + option->long_name());
  const auto near = nearest_name(unknown, known);
  return near ? "; did you mean '" + *near + "'?" : "";
}

std::string CommandOptions::help(std::string_view before, std::string_view after) const {
  std::ostringstream out;
  out << before << "\n" << described_ << after;
  return out.str();
}

}  // namespace millrace
