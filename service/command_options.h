// One command's options on the command line, by Boost.Program_options.
#pragma once

#include <boost/program_options.hpp>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace millrace {

using Words = std::vector<std::string>;

// The problem, and where help is.
std::string usage_text(const std::string& problem, std::string_view command);

// Describe, then parse, then ask. Whatever Boost complains about is a usage error.
class CommandOptions {
 public:
  explicit CommandOptions(std::string command);

  boost::program_options::options_description& described() { return described_; }
  // At most so many words that are no options.
  std::expected<void, std::string> parse(const Words& words, std::size_t most_positionals);

  bool has(const char* name) const { return values_.contains(name); }
  bool flag(const char* name) const { return values_[name].as<bool>(); }
  std::string text(const char* name) const { return values_[name].as<std::string>(); }
  Words positionals() const { return has("word") ? values_["word"].as<Words>() : Words{}; }
  std::string help(std::string_view before, std::string_view after) const;

 private:
  std::string suggestion(const std::string& unknown) const;  // for the end of a sentence; "": none is near

  std::string command_;
  boost::program_options::options_description described_;
  boost::program_options::variables_map values_;
};

// --config, which names the pipeline file.
void describe_file(CommandOptions& options);

}  // namespace millrace
