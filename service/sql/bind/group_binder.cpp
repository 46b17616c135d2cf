#include "service/sql/bind/group_binder.h"

#include <fmt/format.h>

#include "service/sql/bind/interval.h"
#include "service/sql/evaluate/text_forms.h"

namespace millrace::sql {
namespace {

const ast::Call* as_tumble(const ast::Node& node) {
  const auto* call = std::get_if<ast::Call>(&node.is);
  return call != nullptr && call->name == "tumble" ? call : nullptr;
}

// '1 minute' or interval '1 minute'; null: something else.
const ast::Node* interval_literal(const ast::Node& node) {
  const auto* inner = &node;
  if (const auto* cast = std::get_if<ast::Cast>(&node.is)) {
    if (cast->type.name != "interval" || !cast->type.modifiers.empty()) return nullptr;
    inner = cast->operand.get();
  }
  const auto* literal = std::get_if<ast::Literal>(&inner->is);
  return literal != nullptr && literal->kind == ast::Literal::Kind::kString ? inner : nullptr;
}

class GroupBinder {
 public:
  GroupBinder(const ast::Select& select, const Scope& scope, ExpressionBinder& expressions, BoundSelect& bound,
              Problems& problems)
      : select_(select), scope_(scope), expressions_(expressions), bound_(bound), problems_(problems) {}

  void bind() {
    for (const auto& item : select_.group_by) {
      if (std::holds_alternative<ast::Refused>(item->is)) refused_ = true;
      if (const auto* tumble = as_tumble(*item))
        window(*tumble, item->position);
      else if (!is_window_edge(*item))
        key(*item);
    }
    if (select_.group_by.empty() || has_tumble_ || refused_) return;
    problems_.add(select_.group_by.front()->position,
                  "GROUP BY needs a window over the stream: add tumble('1 minute')");
  }

 private:
  void window(const ast::Call& tumble, Position at) {
    if (has_tumble_) return problems_.add(at, "a second tumble(): a query has one window");
    has_tumble_ = true;
    if (tumble.arguments.size() != 1 || tumble.star)
      return problems_.add(at, "tumble() takes one argument, the window's size: tumble('1 minute')");
    const auto& argument = *tumble.arguments[0];
    if (std::holds_alternative<ast::Refused>(argument.is)) return;
    const auto* literal = interval_literal(argument);
    if (literal == nullptr) return problems_.add(argument.position, "tumble() takes a literal: tumble('1 minute')");
    const auto& text = std::get<ast::Literal>(literal->is).text;
    const auto size = parse_interval(text);
    if (!size) return problems_.add(literal->position, fmt::format("tumble('{}'): {}", text, size.error()));
    bound_.window = Window{*size};
  }

  // The window is a group already; naming its edges again changes nothing.
  bool is_window_edge(const ast::Node& node) const {
    const auto* column = std::get_if<ast::Column>(&node.is);
    if (column == nullptr || column->names.size() != 1 || scope_.may_have(column->names[0])) return false;
    return column->names[0] == "window_start" || column->names[0] == "window_end";
  }

  void key(const ast::Node& item) {
    const auto* meant = meaning(item);
    if (meant != nullptr && is_window_edge(*meant)) return;
    auto bound = meant == nullptr ? nullptr : expressions_.bind_settled(*meant, Clause::kGroupBy);
    if (bound && bound->type.kind == TypeKind::kJsonb) {
      problems_.add(item.position, "grouping by jsonb is not supported");
      bound = nullptr;
    }
    bound_.keys_complete = bound_.keys_complete && bound;
    if (!bound) return;
    const auto text = canonical(*bound);
    const auto same = [&](const BoundPtr& other) { return canonical(*other) == text; };
    if (std::ranges::none_of(bound_.keys, same)) bound_.keys.push_back(std::move(bound));
  }

  // PostgreSQL: a number is the place of an output; a name is the source's column, else an output. Null: reported.
  const ast::Node* meaning(const ast::Node& item) {
    if (const auto* literal = std::get_if<ast::Literal>(&item.is)) return by_position(*literal, item.position);
    const auto* column = std::get_if<ast::Column>(&item.is);
    if (column == nullptr || column->names.size() != 1 || scope_.may_have(column->names[0])) return &item;
    for (const auto& output : select_.items) {
      if (output.alias == column->names[0]) return output.expression.get();
    }
    return &item;
  }

  const ast::Node* by_position(const ast::Literal& literal, Position at) {
    const auto place =
        literal.kind == ast::Literal::Kind::kNumber ? parse_bigint(literal.text) : std::unexpected<const char*>("");
    if (!place) {
      problems_.add(at, "non-integer constant in GROUP BY");
      return nullptr;
    }
    if (*place >= 1 && *place <= static_cast<std::int64_t>(select_.items.size()))
      return select_.items[static_cast<std::size_t>(*place) - 1].expression.get();
    problems_.add(at, fmt::format("GROUP BY position {} is not in the SELECT list", literal.text));
    return nullptr;
  }

  const ast::Select& select_;
  const Scope& scope_;
  ExpressionBinder& expressions_;
  BoundSelect& bound_;
  Problems& problems_;
  bool has_tumble_ = false;
  bool refused_ = false;
};

}  // namespace

void bind_groups(const ast::Select& select, const Scope& scope, ExpressionBinder& expressions, BoundSelect& bound,
                 Problems& problems) {
  GroupBinder(select, scope, expressions, bound, problems).bind();
}

}  // namespace millrace::sql
