#include "service/pipeline/row_encoder.h"

namespace millrace {
namespace {

std::vector<std::string> output_names(const QueryDefinition& query) {
  std::vector<std::string> names;
  for (const auto& column : query.config->plan.outputs) names.push_back(column.name);
  return names;
}

}  // namespace

RowEncoder::RowEncoder(const QueryDefinition& query)
    : query_(query),
      value_writer_(output_names(query), query.config->sink.timestamps),
      key_writer_(query.config->sink.key, query.config->sink.timestamps),
      outputs_(query.config->plan.outputs.size()),
      key_values_(query.key_outputs.size()) {}

const char* RowEncoder::append(RowBatch& out, std::span<const Value> input, std::int64_t timestamp,
                               std::optional<std::string_view> record_key) {
  context_.reset();
  const auto& columns = query_.config->plan.outputs;
  for (std::size_t i = 0; i < columns.size(); ++i) outputs_[i] = columns[i].expression->evaluate(input, context_);
  if (context_.failed() != nullptr) return context_.failed();

  const auto start = out.bytes.size();
  const bool has_key = append_key(out.bytes, record_key);
  const auto key_end = out.bytes.size();
  value_writer_.append(out.bytes, outputs_);
  out.rows.push_back({query_.topic, has_key, static_cast<std::uint32_t>(key_end - start),
                      static_cast<std::uint32_t>(out.bytes.size() - key_end), start, timestamp});
  return nullptr;
}

// One column is written as raw text, several as a JSON object; NULL or none: a null key.
bool RowEncoder::append_key(std::string& out, std::optional<std::string_view> record_key) {
  if (query_.key_outputs.empty()) {
    if (record_key) out += *record_key;
    return record_key.has_value();
  }
  for (std::size_t i = 0; i < key_values_.size(); ++i) key_values_[i] = outputs_[query_.key_outputs[i]];
  if (key_values_.size() > 1) {
    key_writer_.append(out, key_values_);
    return true;
  }
  if (key_values_.front().is_null()) return false;
  append_raw(out, key_values_.front(), query_.config->sink.timestamps);
  return true;
}

}  // namespace millrace
