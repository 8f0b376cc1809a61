#include "scraper/extract/guesses/next_guess.hpp"

#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/guesses/element_kind.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::extract {
namespace {

/// The class that speaks of the next page; "" if none does.
std::string next_class(const Node& element) {
  for (const std::string_view name : classes_of(element)) {
    if (text::lowered(name).find("next") != std::string::npos) return std::string(name);
  }
  return "";
}

bool says_next(const Node& link) {
  const std::string label = text::lowered(folded(link.text(), 40));
  for (const std::string_view word : {"next", "next page", "older", "older posts", "weiter", "nächste",
                                      "suivant", "siguiente", "›", "»", "→", ">"}) {
    if (label == word || label == std::string(word) + " ›" || label == std::string(word) + " »" ||
        label == std::string(word) + " →" || label == std::string(word) + " >")
      return true;
  }
  return false;
}

}  // namespace

std::string guess_next(const Tree& tree) {
  std::string by_text;
  const Node top = tree.document();
  for (Node node = top.first_child(); node; node = next_in(node, top)) {
    if (!is_element(node) || !node.attribute("href")) continue;
    const std::string name(node.name());
    if (name != "a" && name != "link") continue;
    if (page::has_word(node.attribute("rel").value_or(""), "next")) return name + "[rel~=next]";
    if (name != "a") continue;
    const Node outer = node.parent();
    if (const std::string own = next_class(node); !own.empty()) return "a." + own;
    if (const std::string around = next_class(outer); !around.empty())
      return std::string(outer.name()) + "." + around + " a";
    if (!by_text.empty() || !says_next(node)) continue;
    const std::string own = class_of(node);
    by_text = own.empty() ? kind_of(outer) + " > a:last-child" : "a." + own;
  }
  return by_text;
}

}  // namespace trawl::extract
