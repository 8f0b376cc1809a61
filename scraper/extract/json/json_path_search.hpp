#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/json/json_path.hpp"
#include "scraper/extract/json/json_path_syntax.hpp"
#include "scraper/extract/rows/page_budget.hpp"

namespace trawl::extract {

/// One query on one document. Throws SelectorError when a limit is reached.
class JsonPathSearch {
 public:
  JsonPathSearch(const JsonNode& root, const JsonPathLimits& limits, PageBudget& budget)
      : root_(root), limits_(limits), budget_(budget), room_(std::min(limits.steps, budget.steps())) {}
  std::vector<JsonNode> answer(const JsonPathQuery& query) {
    if (budget_.has_ended()) fail(budget_.end());
    auto found = nodes(query, root_);
    if (!budget_.spend(spent_ + kFixedSteps)) fail(budget_.end());
    if (found.size() > limits_.matches) fail("more than " + std::to_string(limits_.matches) + " matches");
    return found;
  }

 private:
  static constexpr std::uint64_t kFixedSteps = 4;  // of any query
  using Nodes = std::vector<JsonNode>;
  /// A side of a comparison; `none` is RFC 9535's Nothing.
  struct Operand {
    JsonNode::Kind kind = JsonNode::Kind::none;
    std::string_view scalar;  ///< in the document or the path, or
    std::string made;         ///< what a function made
    JsonNode node;            ///< of arrays and objects
    std::string_view text() const { return made.empty() ? scalar : std::string_view(made); }
  };

  [[noreturn]] static void fail(const std::string& message);
  void spend(std::uint64_t steps);

  Nodes nodes(const JsonPathQuery& query, const JsonNode& current);
  void apply(const JsonPathSegment& segment, const JsonNode& node, Nodes& found);
  void descend(const JsonPathSegment& segment, const JsonNode& node, Nodes& found);
  void select(const JsonPathSelector& selector, const JsonNode& node, Nodes& found);
  void select_name(const std::string& name, const JsonNode& node, Nodes& found);
  static void select_index(std::int64_t index, const JsonNode& node, Nodes& found);
  void select_slice(const JsonPathSelector& selector, const JsonNode& node, Nodes& found);
  void select_token(const std::string& token, const JsonNode& node, Nodes& found);

  bool holds(const JsonPathExpression& expression, const JsonNode& current);
  bool compare(const JsonPathExpression& expression, const JsonNode& current);
  bool is_equal(const Operand& a, const Operand& b);
  bool is_less(const Operand& a, const Operand& b);
  Operand operand(const JsonPathExpression& expression, const JsonNode& current);
  static Operand of_node(const JsonNode& node);
  Operand call(const JsonPathExpression& function, const JsonNode& current);
  bool matches(const JsonPathExpression& function, const JsonNode& current);

  const JsonNode root_;
  const JsonPathLimits limits_;
  PageBudget& budget_;
  const std::uint64_t room_;  // for steps
  std::uint64_t spent_ = 0;
};

}  // namespace trawl::extract
