#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/json/json_document.hpp"

namespace re2 {
class RE2;
}

namespace trawl::extract {

struct JsonPathExpression;

struct JsonPathSelector {
  JsonPathSelector();
  JsonPathSelector(JsonPathSelector&&) noexcept;
  JsonPathSelector& operator=(JsonPathSelector&&) noexcept;
  ~JsonPathSelector();

  /// A token of a JSON Pointer is a name, or an index where it meets an array.
  enum class Kind : std::uint8_t { name, wildcard, index, slice, filter, token };
  Kind kind = Kind::name;
  std::string name;
  std::int64_t index = 0;
  std::optional<std::int64_t> begin, end;  ///< of a slice
  std::int64_t step = 1;
  std::unique_ptr<JsonPathExpression> filter;
};

struct JsonPathSegment {
  bool descends = false;  ///< applies to all values below as well
  std::vector<JsonPathSelector> selectors;
};

struct JsonPathQuery {
  bool is_relative = false;  ///< begins with @
  std::vector<JsonPathSegment> segments;
  /// Whether it gives at most one value, whatever the document.
  bool is_singular() const;
};

enum class JsonPathFunction : std::uint8_t { length, count, match, search, value };

/// A part of a filter.
struct JsonPathExpression {
  JsonPathExpression();
  ~JsonPathExpression();

  enum class Kind : std::uint8_t {
    any_of,    ///< of the parts
    all_of,    ///< of the parts
    negation,  ///< of the one part
    compare,   ///< the two parts
    exists,    ///< the query finds something
    query,
    function,  ///< of the parts
    string,
    number,
    boolean,
    null
  };
  enum class Comparison : std::uint8_t { equal, unequal, less, at_most, greater, at_least };

  Kind kind = Kind::null;
  std::size_t at = 0;  ///< where it begins in the path
  std::vector<std::unique_ptr<JsonPathExpression>> parts;
  Comparison comparison = Comparison::equal;
  JsonPathFunction function = JsonPathFunction::length;
  JsonPathQuery query;
  std::string text;                   ///< of a string; of a number as it is written; "true" or "false"
  std::unique_ptr<re2::RE2> pattern;  ///< of match and search whose second part is a string
};

/// Throws SelectorError.
std::unique_ptr<const JsonPathQuery> parse_json_path(const std::string& text);
/// Requires: `text` begins with "/". Throws SelectorError.
std::unique_ptr<const JsonPathQuery> parse_json_pointer(const std::string& text);

}  // namespace trawl::extract
