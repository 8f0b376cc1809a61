#include "scraper/extract/json/json_path_search.hpp"

#include <algorithm>
#include <cstdlib>

#include <re2/re2.h>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/json/json_path_pattern.hpp"
#include "scraper/extract/pattern_search.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

using Kind = JsonNode::Kind;
using Expression = JsonPathExpression;
using Selector = JsonPathSelector;

// What it costs to compile a pattern, about: besides for each part of it, and one that is too large.
constexpr std::uint64_t kPatternSteps = 1'000, kPartSteps = 10, kBadPatternSteps = 100'000;
constexpr std::size_t kPatternBytes = 8;  // that a pattern reads in a step
constexpr std::size_t kStepBytes = 64;    // that are compared in a step

bool is_list(Kind kind) {
  return kind == Kind::array || kind == Kind::object;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

}  // namespace

void JsonPathSearch::fail(const std::string& message) {
  throw SelectorError(0, message);
}

void JsonPathSearch::spend(std::uint64_t steps) {
  spent_ += steps;
  if (spent_ <= room_) return;
  if (budget_.spend(std::min(spent_, limits_.steps + 1)))
    fail("more than " + std::to_string(limits_.steps) + " steps");
  fail(budget_.end());
}

JsonPathSearch::Nodes JsonPathSearch::nodes(const JsonPathQuery& query, const JsonNode& current) {
  Nodes found{query.is_relative ? current : root_};
  for (const JsonPathSegment& segment : query.segments) {
    Nodes next;
    for (const JsonNode& node : found) {
      if (segment.descends)
        descend(segment, node, next);
      else
        apply(segment, node, next);
    }
    found = std::move(next);
    if (found.empty()) break;
  }
  return found;
}

void JsonPathSearch::apply(const JsonPathSegment& segment, const JsonNode& node, Nodes& found) {
  spend(1);
  for (const Selector& selector : segment.selectors) select(selector, node, found);
}

/// A parent comes before its children, and they come in order (RFC 9535 section 2.5.2.2).
void JsonPathSearch::descend(const JsonPathSegment& segment, const JsonNode& node, Nodes& found) {
  std::vector<std::pair<JsonNode, std::size_t>> open{{node, 0}};
  apply(segment, node, found);
  while (!open.empty()) {
    auto& [list, next] = open.back();
    if (next == list.size()) {
      open.pop_back();
      continue;
    }
    const JsonNode child = list.child(next++);
    if (!is_list(child.kind())) {
      spend(1);
      continue;
    }
    apply(segment, child, found);
    open.emplace_back(child, 0);
  }
}

void JsonPathSearch::select(const Selector& selector, const JsonNode& node, Nodes& found) {
  switch (selector.kind) {
    case Selector::Kind::name:
      return select_name(selector.name, node, found);
    case Selector::Kind::index:
      return select_index(selector.index, node, found);
    case Selector::Kind::slice:
      return select_slice(selector, node, found);
    case Selector::Kind::token:
      return select_token(selector.name, node, found);
    case Selector::Kind::wildcard:
    case Selector::Kind::filter:
      break;
  }
  spend(node.size());
  for (std::size_t i = 0; i < node.size(); ++i) {
    const JsonNode child = node.child(i);
    if (!selector.filter || holds(*selector.filter, child)) found.push_back(child);
  }
}

void JsonPathSearch::select_name(const std::string& name, const JsonNode& node, Nodes& found) {
  if (node.kind() != Kind::object) return;
  spend(node.size() / 8);
  const JsonNode member = node.member(name);
  if (member) found.push_back(member);
}

void JsonPathSearch::select_index(std::int64_t index, const JsonNode& node, Nodes& found) {
  if (node.kind() != Kind::array) return;
  const auto size = static_cast<std::int64_t>(node.size());
  const std::int64_t place = index < 0 ? size + index : index;
  if (place >= 0 && place < size) found.push_back(node.child(static_cast<std::size_t>(place)));
}

/// RFC 9535 section 2.3.4.2.2.
void JsonPathSearch::select_slice(const Selector& selector, const JsonNode& node, Nodes& found) {
  if (node.kind() != Kind::array || selector.step == 0) return;
  const auto size = static_cast<std::int64_t>(node.size());
  const std::int64_t step = selector.step;
  const auto from_front = [&](std::int64_t place) { return place < 0 ? size + place : place; };
  const std::int64_t begin = from_front(selector.begin.value_or(step > 0 ? 0 : size - 1));
  const std::int64_t end = selector.end ? from_front(*selector.end) : step > 0 ? size : -1;
  const auto take = [&](std::int64_t place) {
    spend(1);
    found.push_back(node.child(static_cast<std::size_t>(place)));
  };
  if (step > 0) {
    const std::int64_t last = std::clamp<std::int64_t>(end, 0, size);
    for (std::int64_t i = std::clamp<std::int64_t>(begin, 0, size); i < last; i += step) take(i);
  } else {
    const std::int64_t last = std::clamp<std::int64_t>(end, -1, size - 1);
    for (std::int64_t i = std::clamp<std::int64_t>(begin, -1, size - 1); i > last; i += step) take(i);
  }
}

/// RFC 6901 section 4.
void JsonPathSearch::select_token(const std::string& token, const JsonNode& node, Nodes& found) {
  if (node.kind() != Kind::array) return select_name(token, node, found);
  constexpr std::size_t kDigits = 18;
  const bool is_index =
      text::is_number(token) && token.size() <= kDigits && (token == "0" || token[0] != '0');
  if (is_index) select_index(std::stoll(token), node, found);
}

bool JsonPathSearch::holds(const Expression& expression, const JsonNode& current) {
  spend(1);
  const auto part_holds = [&](const auto& part) { return holds(*part, current); };
  switch (expression.kind) {
    case Expression::Kind::any_of:
      return std::any_of(expression.parts.begin(), expression.parts.end(), part_holds);
    case Expression::Kind::all_of:
      return std::all_of(expression.parts.begin(), expression.parts.end(), part_holds);
    case Expression::Kind::negation:
      return !holds(*expression.parts[0], current);
    case Expression::Kind::compare:
      return compare(expression, current);
    case Expression::Kind::exists:
      return !nodes(expression.query, current).empty();
    case Expression::Kind::function:
      return matches(expression, current);
    default:
      return false;
  }
}

bool JsonPathSearch::compare(const Expression& expression, const JsonNode& current) {
  const Operand a = operand(*expression.parts[0], current), b = operand(*expression.parts[1], current);
  switch (expression.comparison) {
    case Expression::Comparison::equal:
      return is_equal(a, b);
    case Expression::Comparison::unequal:
      return !is_equal(a, b);
    case Expression::Comparison::less:
      return is_less(a, b);
    case Expression::Comparison::at_most:
      return is_less(a, b) || is_equal(a, b);
    case Expression::Comparison::greater:
      return is_less(b, a);
    case Expression::Comparison::at_least:
      return is_less(b, a) || is_equal(a, b);
  }
  return false;
}

bool JsonPathSearch::is_equal(const Operand& a, const Operand& b) {
  if (a.kind != b.kind) return false;
  spend(std::min(a.text().size(), b.text().size()) / kStepBytes);
  if (a.kind == Kind::number) return same_number(a.text(), b.text());
  if (!is_list(a.kind)) return a.text() == b.text();
  std::uint64_t budget = room_ - spent_;
  const std::uint64_t before = budget;
  const bool is_same = same_json(a.node, b.node, budget);
  spend(before - budget + (budget == 0 ? 1 : 0));
  return is_same;
}

bool JsonPathSearch::is_less(const Operand& a, const Operand& b) {
  if (a.kind != b.kind) return false;
  spend((a.text().size() + b.text().size()) / kStepBytes);
  if (a.kind == Kind::string) return a.text() < b.text();  // UTF-8 sorts as code points do
  if (a.kind != Kind::number) return false;
  return std::strtod(std::string(a.text()).c_str(), nullptr) <
         std::strtod(std::string(b.text()).c_str(), nullptr);
}

JsonPathSearch::Operand JsonPathSearch::of_node(const JsonNode& node) {
  Operand result;
  result.kind = node.kind();
  result.scalar = node.scalar();
  if (is_list(result.kind)) result.node = node;
  return result;
}

JsonPathSearch::Operand JsonPathSearch::operand(const Expression& expression, const JsonNode& current) {
  Operand result;
  result.scalar = expression.text;
  switch (expression.kind) {
    case Expression::Kind::string:
      result.kind = Kind::string;
      return result;
    case Expression::Kind::number:
      result.kind = Kind::number;
      return result;
    case Expression::Kind::boolean:
      result.kind = Kind::boolean;
      return result;
    case Expression::Kind::null:
      result.kind = Kind::null;
      return result;
    case Expression::Kind::function:
      return call(expression, current);
    default:
      break;
  }
  const Nodes found = nodes(expression.query, current);
  return found.empty() ? Operand() : of_node(found.front());
}

/// length, count and value (RFC 9535 section 2.4).
JsonPathSearch::Operand JsonPathSearch::call(const Expression& function, const JsonNode& current) {
  Operand result;
  const Expression& argument = *function.parts[0];
  std::size_t number = 0;
  if (function.function == JsonPathFunction::length) {
    const Operand value = operand(argument, current);
    if (value.kind != Kind::string && !is_list(value.kind)) return result;
    spend(value.text().size() / kStepBytes);
    number = value.kind == Kind::string ? characters(value.text()) : value.node.size();
  } else {
    const Nodes found = nodes(argument.query, current);
    if (function.function == JsonPathFunction::value)
      return found.size() == 1 ? of_node(found.front()) : result;
    number = found.size();
  }
  result.kind = Kind::number;
  result.made = std::to_string(number);
  return result;
}

/// match and search.
bool JsonPathSearch::matches(const Expression& function, const JsonNode& current) {
  const Operand text = operand(*function.parts[0], current), pattern = operand(*function.parts[1], current);
  if (text.kind != Kind::string || pattern.kind != Kind::string) return false;
  std::unique_ptr<re2::RE2> made;
  const re2::RE2* compiled = function.pattern.get();
  if (function.parts[1]->kind != Expression::Kind::string) {
    spend(kPatternSteps + pattern.text().size());
    made = json_path_pattern(std::string(pattern.text()), function.function == JsonPathFunction::match);
    compiled = made.get();
    spend(compiled != nullptr ? static_cast<std::uint64_t>(compiled->ProgramSize()) * kPartSteps
                              : kBadPatternSteps);
  }
  spend(text.text().size() / kPatternBytes);
  return compiled != nullptr && is_found(*compiled, text.text(), budget_);
}

}  // namespace trawl::extract
