// Bringing expressions to the type that their place wants.
#include <fmt/format.h>

#include "service/sql/bind/expression_binder.h"
#include "service/sql/bind/types.h"
#include "service/sql/evaluate/build.h"
#include "service/sql/evaluate/cast.h"

namespace millrace::sql {
namespace {

// 'text' as a value of `to`, now, so that a misspelt one is an error of the query and not of every row.
BoundPtr read_literal(const Bound& bound, const Type& to, Problems& problems) {
  const auto& value = std::get<Constant>(bound.is).value;
  if (value.is_null()) return make_constant(to, bound.position, value);
  const auto convert = find_conversion(TypeKind::kText, to.kind);
  if (convert == nullptr) {
    problems.add(bound.position, fmt::format("a literal of type {} is not supported", type_word(to)));
    return nullptr;
  }
  EvalContext context;
  const auto converted = convert(value, to, context);
  if (context.failed() == nullptr) return make_constant(to, bound.position, converted);
  problems.add(bound.position, fmt::format("{}: \"{}\"", context.failed(), value.text()));
  return nullptr;
}

}  // namespace

BoundPtr coerce(const BoundPtr& bound, const Type& to, Problems& problems) {
  if (is_unknown(bound->type)) return read_literal(*bound, to, problems);
  if (bound->type.kind == to.kind && to.precision == 0) return bound;
  return fold(make_bound(cast_type(bound->type, to), bound->position, Cast{bound, to}));
}

}  // namespace millrace::sql
