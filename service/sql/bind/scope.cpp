#include "service/sql/bind/scope.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/nearest_name.h"
#include "service/sql/bind/types.h"

namespace millrace::sql {
namespace {

// As it must be written in SQL: PostgreSQL folds bare names to small letters.
std::string written(const std::string& name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  const bool bare = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, plain);
  if (bare) return name;
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

template <class Named>
std::vector<std::string> names_of(std::span<const Named> all) {
  std::vector<std::string> names;
  for (const auto& one : all) names.push_back(one.name);
  return names;
}

const SourceColumns& no_source() {
  static const SourceColumns none;
  return none;
}

}  // namespace

Scope::Scope(const SourceColumns* source, std::optional<std::string> alias)
    : source_(source != nullptr ? *source : no_source()), known_(source != nullptr), alias_(std::move(alias)) {}

std::optional<std::size_t> Scope::index(std::string_view column) const {
  const auto& columns = source_.columns;
  const auto found = std::ranges::find(columns, column, &ColumnSpec::name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

bool Scope::check_qualifier(const std::string& qualifier, Position at, Problems& problems) const {
  if (!alias_ || qualifier == *alias_) return true;
  problems.add(at, fmt::format("'{}' names nothing here; the source is called '{}'", qualifier, written(*alias_)));
  return false;
}

std::string Scope::unknown_column(const std::string& name) const {
  const auto names = names_of(std::span<const ColumnSpec>(source_.columns));
  const auto near = nearest_name(name, names);
  const auto line = fmt::format("add to sources.{}.columns: `{}: text` (or its type)", source_.name, name);
  if (near) {
    return fmt::format("unknown column '{}' of source '{}'; did you mean '{}'? For a new field {}", name, source_.name,
                       written(*near), line);
  }
  return fmt::format("unknown column '{}' of source '{}'; if its records have it, {}", name, source_.name, line);
}

BoundPtr Scope::column(const ast::Column& name, Position at, Problems& problems) const {
  if (name.names.size() > 1 && !check_qualifier(name.names.front(), at, problems)) return nullptr;
  const auto& last = name.names.back();
  if (const auto found = index(last)) return column(*found, at, problems);
  if (known_)
    problems.add(at, unknown_column(last));
  else
    problems.add_told_elsewhere();
  return nullptr;
}

BoundPtr Scope::column(std::size_t index, Position at, Problems& problems) const {
  const auto& spec = source_.columns[index];
  if (is_unknown(spec.type)) {
    problems.add_told_elsewhere();
    return nullptr;
  }
  return make_bound(spec.type, at, ColumnRef{index, &spec});
}

const SourceColumns* find_source(const ast::Source& wanted, std::span<const SourceColumns> sources,
                                 Problems& problems) {
  const auto found = std::ranges::find(sources, wanted.name, &SourceColumns::name);
  if (found != sources.end()) return &*found;
  const auto names = names_of(sources);
  const auto near = nearest_name(wanted.name, names);
  const auto hint = near            ? fmt::format("did you mean '{}'?", written(*near))
                    : names.empty() ? std::string("no source is declared")
                                    : fmt::format("declared are: {}", fmt::join(names, ", "));
  problems.add(wanted.position, fmt::format("unknown source '{}'; {}", wanted.name, hint));
  return nullptr;
}

}  // namespace millrace::sql
