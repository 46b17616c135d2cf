// The pipeline file of a test. What a test does not set is chosen so that tests are quick and their results exact:
// short windows and checkpoints, no idleness.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace millrace::trial {

struct SourceSpec {
  std::string name = "orders";
  std::string topic;
  std::string max_delay = "500ms";
  std::string idle_after = "0s";
  std::string on_error = "fail";
};

struct QuerySpec {
  std::string name = "per_user";
  std::string sql;
  std::string topic;
  std::string key = "user_id";  // YAML: a column, a [list, of, columns], or empty for none
  std::string allowed_lateness = "0s";
};

struct PipelineSpec {
  std::string name;
  std::string bootstrap;
  std::map<std::string, std::string> kafka = {};
  std::vector<SourceSpec> sources = {};
  std::vector<QuerySpec> queries = {};
  std::string backend = "rocksdb";
  std::string state_directory;
  std::string memory = "256MiB";
  int shards = 2;
  std::string interval = "100ms";
  std::string timeout = "20s";
  std::string storage;
  int retain = 3;
  std::string restart = "{ strategy: fixed, initial: 200ms }";
  std::string metrics = "127.0.0.1:0";
  std::string admin = {};  // YAML: the section; empty: none
};

std::string to_yaml(const PipelineSpec& spec);

// SELECT of orders per user, as examples/orders.yaml has it, in windows of `window` of `source`.
std::string orders_per_user_sql(const std::string& window, const std::string& source = "orders");

}  // namespace millrace::trial
