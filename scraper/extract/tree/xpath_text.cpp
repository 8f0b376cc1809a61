#include "scraper/extract/tree/xpath_text.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostBrackets = 100;
constexpr std::size_t kMostOperators = 1'000;

/// https://www.w3.org/TR/xpath-10/#corelib
constexpr std::string_view kCoreFunctions[] = {"last",
                                               "position",
                                               "count",
                                               "id",
                                               "local-name",
                                               "namespace-uri",
                                               "name",
                                               "string",
                                               "concat",
                                               "contains",
                                               "starts-with",
                                               "substring-before",
                                               "substring",
                                               "substring-after",
                                               "string-length",
                                               "translate",
                                               "normalize-space",
                                               "boolean",
                                               "not",
                                               "true",
                                               "false",
                                               "lang",
                                               "number",
                                               "sum",
                                               "floor",
                                               "ceiling",
                                               "round"};
constexpr std::string_view kNoFunctions[] = {"comment", "text", "processing-instruction", "node", "and", "or",
                                             "div",     "mod"};

bool is_name_character(char c) {
  return text::is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':' || c < 0;
}
bool begins_name(char c) {
  return text::is_letter(c) || c == '_' || c < 0;
}

bool is_function(std::string_view name) {
  return std::ranges::find(kCoreFunctions, name) != std::end(kCoreFunctions) ||
         std::ranges::find(kOwnFunctions, name) != std::end(kOwnFunctions);
}

/// `name` may have an axis before it.
void check_function(std::string_view name, std::size_t at) {
  if (const std::size_t axis = name.rfind("::"); axis != std::string_view::npos) {
    at += axis + 2;
    name.remove_prefix(axis + 2);
  }
  const bool is_none = std::ranges::find(kNoFunctions, name) != std::end(kNoFunctions);
  if (name.empty() || is_none || is_function(name)) return;
  throw SelectorError(at, "there is no function " + std::string(name) + "()");
}

}  // namespace

std::vector<XPathPart> xpath_parts(std::string_view expression) {
  std::vector<XPathPart> parts;
  std::size_t begin = 0, brackets = 0, operators = 0;
  for (std::size_t at = 0; at < expression.size();) {
    const char c = expression[at];
    if (c == '"' || c == '\'') {
      const std::size_t end = expression.find(c, at + 1);
      if (end == std::string_view::npos) throw SelectorError(at, "this quote is not closed");
      at = end + 1;
      continue;
    }
    if (begins_name(c)) {
      std::size_t end = at + 1;
      while (end < expression.size() && is_name_character(expression[end])) ++end;
      const std::size_t next =
          std::min(expression.find_first_not_of(text::kHttpSpace, end), expression.size());
      if (next < expression.size() && expression[next] == '(')
        check_function(expression.substr(at, end - at), at);
      at = end;
      ++operators;
      continue;
    }
    if (c == '$' && !expression.substr(at + 1).starts_with("depth"))
      throw SelectorError(at, "there is no variable but $depth");
    if ((c == '(' || c == '[') && ++brackets > kMostBrackets)
      throw SelectorError(at, "brackets are nested deeper than " + std::to_string(kMostBrackets));
    if ((c == ')' || c == ']') && brackets > 0) --brackets;
    if (c == '|' && brackets == 0) {
      parts.push_back({std::string(expression.substr(begin, at - begin)), begin});
      begin = at + 1;
      operators = 0;
    } else if (std::string_view("/+-*=<>|").find(c) != std::string_view::npos) {
      ++operators;
    }
    if (operators > kMostOperators)
      throw SelectorError(at,
                          "there are more than " + std::to_string(kMostOperators) + " steps and operators");
    ++at;
  }
  parts.push_back({std::string(expression.substr(begin)), begin});
  return parts;
}

}  // namespace trawl::extract
