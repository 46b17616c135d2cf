// The `sources` section.
#include <algorithm>

#include "service/config/column_type.h"
#include "service/config/names.h"
#include "service/config/pipeline_file.h"

namespace millrace {
namespace {

constexpr std::string_view kSection = "sources.NAME";

// Unquoted within { }, `x: decimal(12,2)` falls apart into the key x with `decimal(12` and a key `2)` with nothing. The
// first is reported for what it is; the second is left out.
YamlNode without_tails(const YamlNode& columns) {
  YamlNode whole = columns;
  bool open = false;
  std::erase_if(whole.entries, [&](const YamlEntry& entry) {
    const bool tail = open && entry.value->kind == YamlNode::Kind::kNull && entry.key->scalar.ends_with(')');
    if (!tail) open = entry.value->scalar.contains('(') && !entry.value->scalar.contains(')');
    return tail;
  });
  return whole;
}

void read_columns(const NamedNode& entry, const Section& section, SourceReading& source, Reading& reading) {
  for (const NamedNode& column : named_entries(without_tails(*entry.value), section.words("columns"), reading)) {
    if (column.name.empty()) {
      reading.problems.add(*column.key, section.words("columns") + ": a column's name cannot be empty");
      continue;
    }
    const auto text = read_text(*column.value, "the type of column '" + column.name + "'", reading);
    const auto type = parse_column_type(text ? text->value : "text");
    if (text && type) {
      source.config.columns.push_back({column.name, type->type, type->timestamp});
      continue;
    }
    source.broken_columns.insert(column.name);
    if (text) reading.problems.add(*text->node, "column '" + column.name + "': " + type.error());
  }
}

void read_event_time(const Section& section, SourceReading& source, Reading& reading) {
  const auto name = section.text("event_time");
  if (!name || name->value.empty() || source.broken_columns.contains(name->value)) return;
  const auto& columns = source.config.columns;
  const auto column = std::ranges::find(columns, name->value, &ColumnSpec::name);
  if (column == columns.end()) {
    std::vector<std::string> timestamps;
    for (const ColumnSpec& spec : columns) {
      if (spec.type.kind == TypeKind::kTimestamp) timestamps.push_back(spec.name);
    }
    reading.problems.add(*name->node, section.words("event_time") + ": '" + name->value +
                                          "' is not one of its columns" + suggestion(name->value, timestamps));
  } else if (column->type.kind != TypeKind::kTimestamp) {
    reading.problems.add(*name->node, section.words("event_time") + ": column '" + name->value + "' is " +
                                          to_string(column->type) + "; declare it as timestamp");
  } else {
    source.config.event_time = name->value;
  }
}

SourceReading read_source(const NamedNode& entry, Reading& reading) {
  SourceReading source;
  source.key = entry.key;
  source.config.name = entry.name;
  const Section section(entry, kSection, "source '" + entry.name + "'", reading);
  Text topic = read_topic(section, reading);
  source.config.topic = topic.value;
  source.topic = topic.node;
  int format = 0;
  section.choice("format", format, {{"json", 0}});
  if (const NamedNode* columns = section.find("columns")) read_columns(*columns, section, source, reading);
  read_event_time(section, source, reading);
  section.duration("max_delay", source.config.max_delay, Millis{0});
  section.duration("idle_after", source.config.idle_after, Millis{0});
  section.duration("max_ahead", source.config.max_ahead, Millis{0});
  section.choice("start", source.config.start, {{"earliest", StartAt::kEarliest}, {"latest", StartAt::kLatest}});
  section.choice("on_error", source.config.on_error, {{"fail", OnError::kFail}, {"skip", OnError::kSkip}});
  return source;
}

// Kafka keeps one position per group and topic partition, so two sources of one topic would share it.
void check_topics_differ(const std::vector<SourceReading>& sources, Reading& reading) {
  for (auto source = sources.begin(); source != sources.end(); ++source) {
    const auto first =
        std::ranges::find(sources, source->config.topic, [](const SourceReading& other) { return other.config.topic; });
    if (source->topic == nullptr || first == source) continue;
    reading.problems.add(*source->topic, "topic '" + source->config.topic + "' is already read by source '" +
                                             first->config.name + "'; let queries share that source");
  }
}

}  // namespace

bool check_name(const NamedNode& entry, std::string_view what, std::size_t longest, Reading& reading) {
  const auto wrong = wrong_with_name(entry.name, longest);
  if (wrong) reading.problems.add(*entry.key, std::string(what) + ": " + *wrong);
  return !wrong;
}

Text read_topic(const Section& section, Reading& reading) {
  const auto topic = section.text("topic");
  if (!topic) return {};
  if (const auto wrong = wrong_with_topic(topic->value)) {
    reading.problems.add(*topic->node, section.words("topic") + ": " + *wrong);
    return {};
  }
  return *topic;
}

std::vector<SourceReading> read_sources(const NamedNode& entry, Reading& reading) {
  std::vector<SourceReading> sources;
  for (const NamedNode& source : named_entries(*entry.value, "sources", reading)) {
    check_name(source, "sources", sql::kLongestIdentifier, reading);
    sources.push_back(read_source(source, reading));
  }
  if (sources.empty() && entry.value->kind == YamlNode::Kind::kMapping) {
    reading.problems.add(*entry.key, "sources needs at least one source");
  }
  check_topics_differ(sources, reading);
  return sources;
}

}  // namespace millrace
