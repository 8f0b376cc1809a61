#include "scraper/extract/guesses/element_kind.hpp"

#include <algorithm>
#include <iterator>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

/// A class that CSS takes as it is, and that no tool has made up for one build ("css-1x2y3z").
bool is_plain_class(std::string_view name) {
  const auto is_part = [](char c) { return text::is_alphanumeric(c) || c == '-' || c == '_'; };
  const auto digits = std::count_if(name.begin(), name.end(), text::is_digit);
  return !name.empty() && name.size() <= 40 && (text::is_letter(name[0]) || name[0] == '_') && digits <= 2 &&
         std::all_of(name.begin(), name.end(), is_part);
}

/// Words for the state of one element, not for its kind.
bool is_state(std::string_view name) {
  constexpr std::string_view kStates[] = {"active", "first",    "last",    "odd",
                                          "even",   "selected", "current", "clearfix"};
  return std::find(std::begin(kStates), std::end(kStates), name) != std::end(kStates);
}

}  // namespace

Node next_in(const Node& node, const Node& top) {
  if (Node child = node.first_child()) return child;
  for (Node at = node; at && !(at == top); at = at.parent()) {
    if (Node sibling = at.next_sibling()) return sibling;
  }
  return {};
}

std::vector<std::string_view> classes_of(const Node& element) {
  std::vector<std::string_view> classes;
  std::string_view rest = element.attribute("class").value_or("");
  while (!(rest = text::trimmed_front(rest, text::kAsciiSpace)).empty()) {
    const std::string_view name = rest.substr(0, rest.find_first_of(text::kAsciiSpace));
    if (is_plain_class(name) && !is_state(name)) classes.push_back(name);
    rest.remove_prefix(name.size());
  }
  return classes;
}

std::string class_of(const Node& element) {
  const auto classes = classes_of(element);
  return classes.empty() ? "" : std::string(classes.front());
}

std::string kind_of(const Node& element) {
  std::string kind(element.name());
  if (const std::string name = class_of(element); !name.empty()) kind += "." + name;
  return kind;
}

std::string folded(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = text::kAsciiSpace.find(c) != std::string_view::npos;
    if (is_blank && (out.empty() || out.back() == ' ')) continue;
    out += is_blank ? ' ' : c;
    if (out.size() >= most) break;
  }
  return std::string(text::trimmed_back(out, " "));
}

}  // namespace trawl::extract
