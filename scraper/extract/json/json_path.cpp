#include "scraper/extract/json/json_path.hpp"

#include "scraper/extract/json/json_path_search.hpp"
#include "scraper/extract/json/json_path_syntax.hpp"
#include "scraper/extract/rows/page_budget.hpp"

namespace trawl::extract {

JsonPath::JsonPath(const std::string& text)
    : query_(text.starts_with('/') ? parse_json_pointer(text) : parse_json_path(text)) {}
JsonPath::JsonPath(JsonPath&&) noexcept = default;
JsonPath& JsonPath::operator=(JsonPath&&) noexcept = default;
JsonPath::~JsonPath() = default;

std::vector<JsonNode> JsonPath::find(const JsonNode& root, const JsonPathLimits& limits,
                                     PageBudget* budget) const {
  if (!root) return {};
  PageBudget own;
  return JsonPathSearch(root, limits, budget != nullptr ? *budget : own).answer(*query_);
}

}  // namespace trawl::extract
