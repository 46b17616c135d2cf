// GET /api/v1/pipeline: what runs: its graph, the plans of its queries, its configuration.
#include <set>

#include "service/admin/api/answers.h"
#include "service/admin/api/handlers.h"
#include "service/admin/configuration.h"

namespace millrace::api {
namespace {

// "source:orders", "query:totals", "topic:orders-per-user".
std::string node_id(const char* kind, const std::string& name) { return std::string(kind) + ":" + name; }

void write_node(JsonText& json, const char* kind, const std::string& name) {
  json.object([&] {
    json.field("id", node_id(kind, name));
    json.field("kind", kind);
    json.field("name", name);
  });
}

struct Edge {
  std::string from;
  std::string to;
};

std::vector<Edge> edges_of(const Config& config) {
  std::vector<Edge> edges;
  for (const auto& query : config.queries) {
    edges.push_back({node_id("source", query.plan.source), node_id("query", query.name)});
    edges.push_back({node_id("query", query.name), node_id("topic", query.sink.topic)});
  }
  return edges;
}

struct Node {
  const char* kind;
  std::string name;
};

std::vector<Node> nodes_of(const Config& config) {
  std::vector<Node> nodes;
  std::set<std::string> topics;
  for (const auto& source : config.sources) nodes.push_back({"source", source.name});
  for (const auto& query : config.queries) nodes.push_back({"query", query.name});
  for (const auto& query : config.queries) {  // in the order of those that write them: few lines cross in a picture
    if (topics.insert(query.sink.topic).second) nodes.push_back({"topic", query.sink.topic});
  }
  return nodes;
}

void write_plan(JsonText& json, const QueryConfig& query) {
  const auto& plan = query.plan;
  json.field("query", query.name);
  json.field("source", plan.source);
  json.array("columns_used", plan.columns_used, [&](const std::string& column) { json.value(column); });
  json.field("window_ms", plan.window ? std::optional(plan.window->size.count()) : std::nullopt);
  json.field("group_keys", plan.group_keys.size());
  json.field("aggregates", plan.aggregates.size());
  json.array("outputs", plan.outputs, [&](const sql::OutputColumn& output) {
    json.object([&] {
      json.field("name", output.name);
      json.field("type", to_string(output.type));
    });
  });
  json.field("fingerprint", plan.fingerprint);
}

}  // namespace

HttpAnswer pipeline(const AdminView& view, const HttpRequest&) {
  const Config& config = view.config;
  return object_answer(view.redaction, [&](JsonText& json) {
    json.field("name", config.name);
    json.object("graph", [&] {
      json.array("nodes", nodes_of(config), [&](const Node& node) { write_node(json, node.kind, node.name); });
      json.array("edges", edges_of(config), [&](const Edge& edge) {
        json.object([&] {
          json.field("from", edge.from);
          json.field("to", edge.to);
        });
      });
    });
    json.array("plans", config.queries,
               [&](const QueryConfig& query) { json.object([&] { write_plan(json, query); }); });
    json.object("configuration", [&] { write_configuration(json, config); });
  });
}

}  // namespace millrace::api
