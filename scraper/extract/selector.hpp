#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/extract/json/json_document.hpp"
#include "scraper/extract/spider.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

class PageBudget;

/// What a selector looks at.
enum class Source : std::uint8_t { tree, json, json_ld, text, url };

/// What selectors are applied to: a page, or one row of it. Only the source of the selector (see source_of)
/// is needed; without it nothing is found.
/// Owns: nothing. Requires: what it points to outlives the call.
struct SelectorInput {
  SelectorInput() {}
  const Tree* tree = nullptr;         ///< of an HTML or XML page
  Node row;                           ///< where CSS and XPath begin; none: at the document
  JsonNode json;                      ///< a JSON page, or a row of it: what "$" stands for
  JsonNode json_ld;                   ///< an array of the page's JSON-LD objects: JsonDocument::parse_objects
  const std::string* text = nullptr;  ///< the page's text as it stands, UTF-8
  const std::string* url = nullptr;
  PageBudget* budget = nullptr;  ///< of the page; null: each selector has one of its own
};

/// One thing that a selector found: an element, an attribute or text of a tree, a JSON value, or text.
class Match {
 public:
  explicit Match(Node node) : node_(std::move(node)) {}
  explicit Match(JsonNode json) : json_(std::move(json)) {}
  explicit Match(std::string text) : text_(std::move(text)) {}

  const Node& node() const { return node_; }      ///< none for JSON and text
  const JsonNode& json() const { return json_; }  ///< none for trees and text
  bool is_null() const { return json_.kind() == JsonNode::Kind::null; }
  /// The steps of PageBudget that text() and markup() take besides their bytes, about.
  std::size_t steps() const { return 1 + node_.size() / 2; }
  /// What a field gets: all text below a node as it stands, a JSON string, number or boolean, JSON text for
  /// arrays and objects, "" for null.
  std::string text() const;
  /// The markup of a node, JSON text, or the text itself.
  std::string markup() const;

 private:
  Node node_;
  JsonNode json_;
  std::string text_;
};

/// A selector made ready for any number of pages.
/// Thread: may be used by many at once.
struct CompiledSelector {
  virtual ~CompiledSelector() = default;
  virtual Source source() const = 0;
  /// Whether it looks at the page and finds the same from each of its rows.
  virtual bool is_of_page() const { return false; }
  /// In document order. Finds at most `most` (1 is cheaper than all for text). Throws SelectorError when a
  /// limit of the tree, of JSONPath or of the page is reached.
  virtual std::vector<Match> apply(const SelectorInput& input, std::size_t most = SIZE_MAX) const = 0;
};

/// Throws SelectorError, whose `at` is the byte of `text` where it went wrong.
///   css      relative to the row, which it may match itself, as in parsel: only what is inside the row
///            counts as an ancestor. ::text gives the texts directly in an element, ::attr(x) an attribute
///   xpath    relative to the row; "//a" begins at the document, ".//a" at the row
///   json     a JSONPath (RFC 9535), or a JSON Pointer (RFC 6901), which begins with "/"
///   json_ld  the same; "$" is the list of the page's objects, or, where that finds nothing, each of them
///   meta     the content of meta elements with that name, property, itemprop or http-equiv, in any case
///   regex    RE2 on SelectorInput::text; each match's first group, or the whole match
///   url      RE2 on SelectorInput::url, likewise
std::shared_ptr<const CompiledSelector> compile(Language language, const std::string& text);

}  // namespace trawl::extract
