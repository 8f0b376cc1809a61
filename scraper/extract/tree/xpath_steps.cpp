#include "scraper/extract/tree/xpath_steps.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

struct Step {
  std::string_view text;
  bool descends = false;
};

bool is_step_character(char c) {
  return text::is_alphanumeric(c) || std::string_view("-_.:*@").find(c) != std::string_view::npos || c < 0;
}

/// The place behind the bracket that closes the one at `at`; npos if none does.
std::size_t bracket_end(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = text.find(c, at + 1);
      if (at == std::string_view::npos) return at;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if ((c == ')' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

/// The place behind the step at `at`; npos if there is none that can be cut out.
std::size_t step_end(std::string_view path, std::size_t at) {
  const std::size_t begin = at;
  while (at < path.size() && is_step_character(path[at])) {
    const bool multiplies = path[at] == '*' && at > begin && path[at - 1] != ':' && path[at - 1] != '@';
    if (multiplies) return std::string_view::npos;
    ++at;
  }
  if (at == begin) return std::string_view::npos;
  if (at < path.size() && path[at] == '(') {
    std::string_view name = path.substr(begin, at - begin);
    if (const std::size_t axis = name.rfind("::"); axis != std::string_view::npos)
      name.remove_prefix(axis + 2);
    if (name != "node" && name != "text" && name != "comment") return std::string_view::npos;
    at = bracket_end(path, at);
  }
  while (at < path.size() && path[at] == '[') at = bracket_end(path, at);
  return at;
}

/// The steps of a plain path; none if it is something else.
std::vector<Step> steps_of(std::string_view path) {
  std::vector<Step> steps;
  for (std::size_t at = 0; at < path.size();) {
    Step step;
    const std::size_t slash = std::min(path.find_first_not_of('/', at), path.size()) - at;
    if (slash > 2 || (slash == 0 && !steps.empty())) return {};
    at += slash;
    step.descends = slash == 2;
    const std::size_t end = step_end(path, at);
    if (end > path.size()) return {};
    step.text = path.substr(at, end - at);
    steps.push_back(step);
    at = end;
  }
  return steps;
}

/// Whether libxml2 joins the results of such a step, from many nodes, without comparing them.
bool joins_at_once(const Step& step) {
  if (step.descends || step.text.starts_with("..")) return false;
  const std::string_view until_bracket = step.text.substr(0, step.text.find('['));
  const std::size_t axis = until_bracket.find("::");
  if (axis == std::string_view::npos) return true;
  const std::string_view name = step.text.substr(0, axis);
  return name == "child" || name == "attribute" || name == "self";
}

}  // namespace

std::vector<XPathSteps> xpath_steps(std::string_view expression) {
  expression = text::trimmed(expression, text::kHttpSpace);
  // Without these, libxml2 makes a pattern of the path and walks the tree once.
  if (expression.find_first_of("[(@") == std::string_view::npos) return {};
  std::vector<XPathSteps> all;
  for (const Step& step : steps_of(expression)) {
    if (!all.empty() && joins_at_once(step)) {
      (all.back().text += '/') += step.text;
    } else {
      all.push_back({(step.descends ? ".//" : "") + std::string(step.text), step.descends});
    }
  }
  if (all.size() < 2) all.clear();
  return all;
}

bool begins_at_root(std::string_view expression) {
  return text::trimmed_front(expression, text::kHttpSpace).starts_with('/');
}

}  // namespace trawl::extract
