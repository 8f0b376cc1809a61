#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scraper/extract/json/json_document.hpp"

namespace trawl::extract {

class PageBudget;
struct JsonPathQuery;  // of json_path_syntax.hpp

/// What the answer to one query may cost.
struct JsonPathLimits {
  std::uint64_t steps = 5'000'000;  ///< values that are looked at
  std::size_t matches = 200'000;
};

/// A JSONPath (RFC 9535), or a JSON Pointer (RFC 6901), which begins with "/". The patterns of match() and
/// search() are RE2's; one that is not well-formed matches nothing.
/// Thread: may be used by many at once.
class JsonPath {
 public:
  /// Throws SelectorError with the byte that is wrong, also for expressions that are not well-typed.
  explicit JsonPath(const std::string& text);
  JsonPath(JsonPath&&) noexcept;
  JsonPath& operator=(JsonPath&&) noexcept;
  ~JsonPath();

  /// The nodelist, in the order of RFC 9535; a value may stand in it more than once. `root` is what "$"
  /// stands for. Throws SelectorError when a limit or that of the budget is reached; a null budget stands for
  /// a new one.
  std::vector<JsonNode> find(const JsonNode& root, const JsonPathLimits& limits = {},
                             PageBudget* budget = nullptr) const;

 private:
  std::unique_ptr<const JsonPathQuery> query_;
};

}  // namespace trawl::extract
