// The pipeline file as a whole.
#include <limits>
#include <unordered_set>

#include "service/config/names.h"
#include "service/config/pipeline_file.h"
#include "service/config/redaction.h"
#include "service/config/secrets.h"
#include "service/config/units.h"

namespace millrace {
namespace {

using ProblemsOr = std::expected<Config, std::vector<ConfigProblem>>;

// Masks every value below a key that sounds like a secret's, wherever in the file it was put.
void mask_secrets(const YamlTree& tree, Problems& problems) {
  std::vector<const YamlNode*> secret;
  for (const YamlNode& node : tree.nodes) {
    for (const YamlEntry& entry : node.entries) {
      if (is_secret_property(entry.key->scalar)) secret.push_back(entry.value);
    }
  }
  std::unordered_set<const YamlNode*> seen;
  while (!secret.empty()) {
    const YamlNode* node = secret.back();
    secret.pop_back();
    if (!seen.insert(node).second) continue;
    secret.insert(secret.end(), node->items.begin(), node->items.end());
    for (const YamlEntry& entry : node->entries) secret.insert(secret.end(), {entry.key, entry.value});
    const bool leaf = node->kind == YamlNode::Kind::kScalar || node->kind == YamlNode::Kind::kNull;
    if (leaf) problems.mask(*node);
  }
}

std::string read_name(const Section& top, Reading& reading) {
  const auto name = top.text("name");
  if (!name) return "";
  if (const auto wrong = wrong_with_name(name->value)) reading.problems.add(*name->node, "name: " + *wrong);
  return name->value;
}

void read_pipeline(const Section& top, Config& config, Reading& reading) {
  config.name = read_name(top, reading);
  if (const NamedNode* kafka = top.find("kafka")) config.kafka = read_kafka(*kafka, reading);
  std::vector<SourceReading> sources;
  if (const NamedNode* entry = top.find("sources")) sources = read_sources(*entry, reading);
  if (const NamedNode* entry = top.find("queries")) {
    for (QueryReading& query : read_queries(*entry, sources, reading))
      config.queries.push_back(std::move(query.config));
  }
  for (SourceReading& source : sources) config.sources.push_back(std::move(source.config));
}

// Each has a listener of its own, so that the admin's troubles are not those of the probes.
void read_admin_beside_metrics(const NamedNode& entry, Config& config, Reading& reading) {
  config.admin = read_admin(entry, reading);
  const bool any_port = config.admin->listen.ends_with(":0");
  if (config.admin->listen == config.metrics_listen && !any_port) {
    reading.problems.add(
        *entry.key, "admin and metrics both listen on " + config.metrics_listen + "; give one of them another port");
  }
}

void read_settings(const Section& top, Config& config, Reading& reading) {
  if (const NamedNode* entry = top.find("state")) config.state = read_state(*entry, reading);
  if (const NamedNode* entry = top.find("checkpoint")) config.checkpoint = read_checkpoint(*entry, reading);
  if (const NamedNode* entry = top.find("restart")) config.restart = read_restart(*entry, reading);
  if (const NamedNode* entry = top.find("metrics")) config.metrics_listen = read_metrics(*entry, reading);
  if (const NamedNode* entry = top.find("admin")) read_admin_beside_metrics(*entry, config, reading);
  const NamedNode* checkpoint = top.find("checkpoint");
  if (checkpoint != nullptr && config.transaction_timeout().count() > std::numeric_limits<std::int32_t>::max()) {
    reading.problems.add(*checkpoint->key, "checkpoint: interval and timeout together make a transaction of " +
                                               format_duration(config.transaction_timeout()) +
                                               ", longer than Kafka's protocol can say (24 days)");
  }
}

std::vector<ConfigProblem> one_problem(Problems problems, std::size_t offset, std::string message) {
  problems.add(offset, 1, std::move(message));
  return problems.take();
}

// A problem quotes what is wrong, which may have come out of a secret variable or repeat a secret.
std::vector<ConfigProblem> redacted(std::vector<ConfigProblem> problems, const Redaction& redaction) {
  for (auto& problem : problems) {
    problem.message = redaction.apply(problem.message);
    problem.excerpt = redaction.apply(problem.excerpt);
  }
  return problems;
}

}  // namespace

ProblemsOr read_config(const std::string& text, const Environment& environment, NamedFiles files) {
  const FileText file(text);
  Problems problems(file);
  if (const auto foreign = file.first_foreign_byte()) {
    problems.withhold_excerpts();
    return std::unexpected(one_problem(std::move(problems), *foreign,
                                       "not a text file: this byte is no UTF-8 text; is this a pipeline file?"));
  }
  const auto tree = parse_yaml(file.text());
  if (!tree) {
    if (may_hold_secrets(file.text())) problems.withhold_excerpts();
    return std::unexpected(one_problem(std::move(problems), tree.error().offset, tree.error().message));
  }
  mask_secrets(*tree, problems);
  SecretVariables variables(environment);
  const Environment noting = [&](const std::string& name) { return variables.look_up(name); };
  Reading reading{noting, problems, files};
  Config config;
  const Section top({"", nullptr, tree->root}, "", "the pipeline", reading);
  if (top.readable()) {
    read_pipeline(top, config, reading);
    read_settings(top, config, reading);
    if (files == NamedFiles::kRead && problems.empty()) check_kafka(*top.find("kafka"), config, reading);
  }
  config.secrets = secret_values(config.kafka, variables.values());
  if (!problems.empty()) return std::unexpected(redacted(problems.take(), Redaction(config.secrets)));
  return config;
}

}  // namespace millrace
