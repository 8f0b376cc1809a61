#include "scraper/extract/css/plain_path.hpp"

#include <algorithm>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/rows/page_budget.hpp"

namespace trawl::extract {
namespace {

constexpr std::string_view kAxis = "descendant-or-self::";
constexpr std::uint64_t kFixedSteps = 4;
constexpr std::size_t kElementsAStep = 16, kAttributesAStep = 4;

bool take(std::string_view& rest, std::string_view beginning) {
  if (!rest.starts_with(beginning)) return false;
  rest.remove_prefix(beginning.size());
  return true;
}

/// A name of letters, digits and "-"; "" if there is none.
std::string take_name(std::string_view& rest) {
  const auto may_stand = [](char c) { return text::is_alphanumeric(c) || c == '-'; };
  const auto end = std::find_if_not(rest.begin(), rest.end(), may_stand);
  const std::string name(rest.substr(0, static_cast<std::size_t>(end - rest.begin())));
  rest.remove_prefix(name.size());
  return name.empty() || !text::is_letter(name.front()) ? "" : name;
}

/// The next node in document order that is below `root`.
Node next_node(Node node, const Node& root) {
  Node next = node.first_child();
  while (!next) {
    if (node == root) return {};
    next = node.next_sibling();
    if (!next) node = node.parent();
  }
  return next;
}

}  // namespace

std::optional<PlainPath> PlainPath::read(const std::string& xpath) {
  PlainPath path;
  std::string_view rest = xpath;
  if (!take(rest, kAxis)) return std::nullopt;
  if (take(rest, "*[")) {
    do {
      if (!take(rest, "self::")) return std::nullopt;
      path.names.push_back(take_name(rest));
    } while (take(rest, " or "));
    if (!take(rest, "]")) return std::nullopt;
  } else {
    path.names.push_back(take_name(rest));
  }
  if (std::count(path.names.begin(), path.names.end(), "") != 0) return std::nullopt;
  if (rest.empty()) return path;
  if (rest == "/text()") {
    path.is_text = true;
    return path;
  }
  if (!take(rest, "/@")) return std::nullopt;
  path.attribute = take_name(rest);
  if (path.attribute.empty() || !rest.empty()) return std::nullopt;
  return path;
}

std::vector<Node> PlainPath::find(const Tree& tree, const Node& context, std::size_t most,
                                  PageBudget* budget) const {
  std::vector<Node> found;
  std::uint64_t walked = kFixedSteps;
  const auto spend = [&](std::uint64_t steps) {
    if (budget != nullptr && !budget->spend(steps)) throw SelectorError(0, budget->end());
  };
  const auto add = [&](const Node& node) {
    if (found.size() >= tree.limits().matches)
      throw SelectorError(0, "more than " + std::to_string(tree.limits().matches) + " matches");
    found.push_back(node);
  };
  const auto add_of = [&](const Node& element) {
    if (is_text) {
      for (Node child = element.first_child(); child; child = child.next_sibling(), ++walked)
        if (child.kind() == Node::Kind::text) add(child);
    } else if (!attribute.empty()) {
      walked += element.attribute_count() / kAttributesAStep;
      if (const Node value = element.attribute_node(attribute)) add(value);
    } else {
      add(element);
    }
  };
  if (context == tree.document()) {
    const std::vector<Node> elements = tree.elements_named(names);
    spend(tree.element_count() / kElementsAStep + elements.size());
    for (const Node& element : elements) {
      add_of(element);
      if (found.size() >= most) break;
    }
    spend(walked);
    return found;
  }
  for (Node node = context; node && found.size() < most; node = next_node(node, context)) {
    ++walked;
    if (node.kind() != Node::Kind::element) continue;
    if (std::find(names.begin(), names.end(), node.name()) != names.end()) add_of(node);
  }
  spend(walked);
  return found;
}

}  // namespace trawl::extract
