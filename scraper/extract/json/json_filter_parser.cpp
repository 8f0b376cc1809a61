#include <re2/re2.h>

#include "scraper/extract/json/json_path_parser.hpp"
#include "scraper/extract/json/json_path_pattern.hpp"

namespace trawl::extract {

/// A function of RFC 9535 section 2.4.
struct JsonPathFunctionRow {
  enum class Type : std::uint8_t { value, logical, nodes };
  std::string_view name;
  JsonPathFunction function;
  Type result;
  std::size_t count;  ///< of its arguments, which all have the type `argument`
  Type argument;
};

namespace {

using Expression = JsonPathExpression;
using Kind = Expression::Kind;
using FunctionRow = JsonPathFunctionRow;
using Type = FunctionRow::Type;

constexpr int kNesting = 32;

constexpr FunctionRow kFunctions[] = {
    {"length", JsonPathFunction::length, Type::value, 1, Type::value},
    {"count", JsonPathFunction::count, Type::value, 1, Type::nodes},
    {"match", JsonPathFunction::match, Type::logical, 2, Type::value},
    {"search", JsonPathFunction::search, Type::logical, 2, Type::value},
    {"value", JsonPathFunction::value, Type::value, 1, Type::nodes},
};

Type result_of(JsonPathFunction function) {
  for (const FunctionRow& row : kFunctions) {
    if (row.function == function) return row.result;
  }
  return Type::value;
}

std::unique_ptr<JsonPathExpression> made(Kind kind, std::size_t at) {
  auto expression = std::make_unique<JsonPathExpression>();
  expression->kind = kind;
  expression->at = at;
  return expression;
}

std::unique_ptr<JsonPathExpression> literal(Kind kind, std::size_t at, std::string text) {
  auto result = made(kind, at);
  result->text = std::move(text);
  return result;
}

}  // namespace

JsonPathParser::Owned JsonPathParser::any_of(int depth) {
  return joined(depth, Kind::any_of, "||");
}
JsonPathParser::Owned JsonPathParser::all_of(int depth) {
  return joined(depth, Kind::all_of, "&&");
}

JsonPathParser::Owned JsonPathParser::joined(int depth, Kind kind, std::string_view sign) {
  if (depth > kNesting) in_.fail("the filter is nested too deeply");
  const auto part = [&] { return kind == Kind::any_of ? all_of(depth) : basic(depth); };
  Owned first = part();
  Owned all;
  while (true) {
    const std::size_t before = in_.at();
    in_.skip_blanks();
    if (!in_.take(sign)) {
      in_.go_to(before);
      return all ? std::move(all) : std::move(first);
    }
    in_.skip_blanks();
    if (!all) {
      all = made(kind, first->at);
      all->parts.push_back(std::move(first));
    }
    all->parts.push_back(part());
  }
}

JsonPathParser::Owned JsonPathParser::basic(int depth) {
  const std::size_t at = in_.at();
  if (in_.peek() == '!' && in_.peek(1) != '=') {
    in_.take("!");
    in_.skip_blanks();
    Owned negation = made(Kind::negation, at);
    negation->parts.push_back(in_.peek() == '(' ? parenthesized(depth) : test(operand(depth)));
    return negation;
  }
  if (in_.peek() == '(') return parenthesized(depth);
  Owned left = operand(depth);
  const std::size_t before = in_.at();
  in_.skip_blanks();
  const auto comparison = comparison_sign();
  if (!comparison) {
    in_.go_to(before);
    return test(std::move(left));
  }
  in_.skip_blanks();
  Owned compare = made(Kind::compare, at);
  compare->comparison = *comparison;
  compare->parts.push_back(comparable(std::move(left)));
  compare->parts.push_back(comparable(operand(depth)));
  return compare;
}

JsonPathParser::Owned JsonPathParser::parenthesized(int depth) {
  in_.take("(");
  in_.skip_blanks();
  Owned inner = any_of(depth + 1);
  in_.skip_blanks();
  if (!in_.take(")")) in_.fail("expected ')', not " + in_.shown());
  return inner;
}

std::optional<Expression::Comparison> JsonPathParser::comparison_sign() {
  if (in_.take("==")) return Expression::Comparison::equal;
  if (in_.take("!=")) return Expression::Comparison::unequal;
  if (in_.take("<=")) return Expression::Comparison::at_most;
  if (in_.take(">=")) return Expression::Comparison::at_least;
  if (in_.take("<")) return Expression::Comparison::less;
  if (in_.take(">")) return Expression::Comparison::greater;
  if (in_.peek() == '=') in_.fail("'=' alone compares nothing; write '=='");
  return std::nullopt;
}

/// A literal, a query or a function.
JsonPathParser::Owned JsonPathParser::operand(int depth) {
  const std::size_t at = in_.at();
  if (in_.peek() == '@' || in_.peek() == '$') {
    Owned query = made(Kind::query, at);
    query->query.is_relative = in_.take("@") || !in_.take("$");
    query->query.segments = segments(depth);
    return query;
  }
  if (auto text = in_.quoted()) return literal(Kind::string, at, *std::move(text));
  if (auto number = in_.number()) return literal(Kind::number, at, *std::move(number));
  auto name = in_.function_name();
  if (!name) in_.fail("expected '@', '$', a value or a function, not " + in_.shown());
  if (in_.peek() == '(') return function(depth, at, *name);
  if (*name == "true" || *name == "false") return literal(Kind::boolean, at, *std::move(name));
  if (*name == "null") return literal(Kind::null, at, *std::move(name));
  JsonPathScanner::fail_at(at, "'" + *name + "' is no value; strings have quotes, members begin with @.");
}

JsonPathParser::Owned JsonPathParser::function(int depth, std::size_t at, const std::string& name) {
  const FunctionRow* known = nullptr;
  for (const FunctionRow& row : kFunctions) {
    if (row.name == name) known = &row;
  }
  if (known == nullptr) {
    JsonPathScanner::fail_at(at,
                             "no function '" + name + "'; there are length, count, match, search and value");
  }
  if (depth + 1 > kNesting) in_.fail("the filter is nested too deeply");
  Owned result = made(Kind::function, at);
  result->function = known->function;
  in_.take("(");
  in_.skip_blanks();
  if (in_.peek() != ')') {
    do {
      in_.skip_blanks();
      result->parts.push_back(argument(depth + 1, *known));
      in_.skip_blanks();
    } while (in_.take(","));
  }
  if (!in_.take(")")) in_.fail("expected ',' or ')', not " + in_.shown());
  if (result->parts.size() != known->count) {
    JsonPathScanner::fail_at(at, name + "() takes " + (known->count == 1 ? "one argument" : "two arguments"));
  }
  if (known->result == Type::logical && result->parts[1]->kind == Kind::string)
    result->pattern = json_path_pattern(result->parts[1]->text, known->function == JsonPathFunction::match);
  return result;
}

JsonPathParser::Owned JsonPathParser::argument(int depth, const FunctionRow& row) {
  Owned given = operand(depth);
  if (row.argument == Type::nodes) {
    if (given->kind == Kind::query) return given;
    JsonPathScanner::fail_at(given->at, std::string(row.name) + "() wants a query, such as @.a");
  }
  return comparable(std::move(given));
}

/// Well-typed on a side of a comparison, and as an argument that is one value.
JsonPathParser::Owned JsonPathParser::comparable(Owned given) {
  if (given->kind == Kind::query && !given->query.is_singular())
    JsonPathScanner::fail_at(given->at, "this query can give several values; a comparison wants one");
  if (given->kind == Kind::function && result_of(given->function) != Type::value)
    JsonPathScanner::fail_at(given->at, "this function is true or false; it cannot be compared");
  return given;
}

/// Well-typed as a condition.
JsonPathParser::Owned JsonPathParser::test(Owned given) {
  if (given->kind == Kind::query) {
    given->kind = Kind::exists;
    return given;
  }
  if (given->kind != Kind::function) JsonPathScanner::fail_at(given->at, "a value alone is no condition");
  if (result_of(given->function) == Type::logical) return given;
  JsonPathScanner::fail_at(given->at, "this function gives a value; compare it with another");
}

}  // namespace trawl::extract
