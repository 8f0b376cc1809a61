#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/json/json_path_scanner.hpp"
#include "scraper/extract/json/json_path_syntax.hpp"

namespace trawl::extract {

struct JsonPathFunctionRow;  // of json_filter_parser.cpp

/// Reads a JSONPath by the grammar of RFC 9535, and checks that its filters are well-typed. `depth` counts
/// filters, parentheses and functions in one another.
class JsonPathParser {
 public:
  explicit JsonPathParser(const std::string& text) : in_(text) {}
  JsonPathQuery whole();

 private:
  using Expression = JsonPathExpression;
  using Owned = std::unique_ptr<Expression>;

  // Of json_path_parser.cpp: segments and selectors.
  std::vector<JsonPathSegment> segments(int depth);
  JsonPathSegment segment(int depth);
  std::vector<JsonPathSelector> bracketed(int depth);
  JsonPathSelector selector(int depth);
  void slice(JsonPathSelector& result, std::optional<std::int64_t> first);

  // Of json_filter_parser.cpp: filters.
  Owned any_of(int depth);
  Owned all_of(int depth);
  Owned joined(int depth, Expression::Kind kind, std::string_view sign);
  Owned basic(int depth);
  Owned parenthesized(int depth);
  std::optional<Expression::Comparison> comparison_sign();
  Owned operand(int depth);
  Owned function(int depth, std::size_t at, const std::string& name);
  Owned argument(int depth, const JsonPathFunctionRow& row);
  static Owned comparable(Owned given);
  static Owned test(Owned given);

  JsonPathScanner in_;
};

}  // namespace trawl::extract
