#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace trawl::extract {

class PageBudget;

/// What a tree may cost. Beyond a limit the rest of the document is read without it, and Tree::cut() says so.
struct TreeLimits {
  std::size_t depth = 512;          ///< deeper elements become siblings of the deepest
  std::size_t nodes = 2'000'000;    ///< elements, texts, comments and attributes
  std::size_t memory = 160 << 20;   ///< of the nodes and their texts, in bytes
  std::size_t attributes = 1'000;   ///< of one element
  std::uint64_t steps = 5'000'000;  ///< of one XPath evaluation
  std::size_t matches = 200'000;    ///< of one XPath evaluation
};

/// A node of a Tree: a pointer, valid as long as its tree lives. An empty one stands for "there is none".
class Node {
 public:
  enum class Kind : std::uint8_t { none, document, element, text, attribute, other };

  Node() {}
  explicit operator bool() const { return raw_ != nullptr; }
  bool operator==(const Node&) const = default;

  Kind kind() const;
  /// Local name of an element or attribute, in an HTML tree in lower case, except where the standard writes
  /// those of SVG and MathML otherwise ("linearGradient", "viewBox"); "" for others.
  std::string_view name() const;
  /// Namespace of an element or attribute; "" in an HTML tree, except for xlink:href and its like in SVG;
  /// for pages of XHTML see from_xhtml().
  std::string_view name_space() const;
  /// All text below, as it stands; the value of an attribute or text.
  std::string text() const;
  /// The value of that attribute, which may have a prefix ("xlink:href"); none if this is no element. Points
  /// into the tree.
  std::optional<std::string_view> attribute(std::string_view name) const;
  /// The attribute of that name, without a prefix, as a node; an empty one if there is none.
  Node attribute_node(std::string_view name) const;
  /// In the order of the document; names and values point into the tree.
  std::vector<std::pair<std::string_view, std::string_view>> attributes() const;
  std::size_t attribute_count() const;
  /// How many nodes and attributes stand below it, about; costs no walk over them, as text() and markup() do.
  std::size_t size() const;
  /// Text of a text node, without a copy; "" for others.
  std::string_view raw_text() const;

  Node parent() const;
  Node first_child() const;  ///< elements and texts alone
  Node next_sibling() const;
  /// The node as markup, with itself; of an attribute, its value.
  std::string markup() const;

 private:
  friend class Tree;
  friend class XPath;
  explicit Node(void* raw, bool is_attribute = false) : raw_(raw), is_attribute_(is_attribute) {}
  void* raw_ = nullptr;
  bool is_attribute_ = false;
};

/// A selector that cannot be read, or that a document takes too long to answer.
class SelectorError : public std::runtime_error {
 public:
  SelectorError(std::size_t character, const std::string& message)
      : std::runtime_error(message), at(character) {}
  std::size_t at;  ///< byte of the selector where it went wrong
};

/// The elements of one document, for rules. HTML is built from our tokens by the standard's tree rules
/// (https://html.spec.whatwg.org/multipage/parsing.html#tree-construction): implied html, head, body and
/// tbody, elements closed where the standard closes them, template and foreign content. HTML elements have no
/// namespace. Takes linear time. Never fails: any bytes give a tree.
/// Owns: its nodes. Thread: one at a time.
class Tree {
 public:
  /// Requires: `document` is UTF-8. It need not outlive the tree.
  static Tree from_html(std::string_view document, const TreeLimits& limits = {});
  /// XML, with namespaces. A damaged document is read as far as it goes. No entity is fetched or
  /// expanded beyond libxml2's bounds.
  static Tree from_xml(std::string_view document, const TreeLimits& limits = {});
  /// A page of XHTML is XML whose elements have no namespace, as those of an HTML page have none: those of
  /// XHTML, and those of SVG and MathML that have no prefix. So "//h1" finds what it finds in HTML.
  static Tree from_xhtml(std::string_view document, const TreeLimits& limits = {});

  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  Node document() const;
  /// <html> in an HTML tree.
  Node root() const;
  bool is_html() const;
  /// All elements of those names, in document order. Requires: an HTML tree; names without uppercase letters.
  std::vector<Node> elements_named(const std::vector<std::string>& names) const;
  /// How many elements elements_named() looks at.
  std::size_t element_count() const;
  const TreeLimits& limits() const;
  /// Why the tree has less than the document, for people; "" if it has all.
  const std::string& cut() const;

  struct Impl;

 private:
  friend class XPath;
  explicit Tree(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A compiled XPath 1.0 expression. Besides the standard's functions there are has-class(name…), which asks
/// about the context node, and ends-with(a, b); re:test(text, pattern, flags?) and re:replace(text, pattern,
/// flags, replacement) with RE2's patterns; set:difference, set:intersection, set:distinct and
/// set:has-same-node, as EXSLT defines them. The prefixes re, set and xlink are known. There are no
/// variables. Thread: one that is compiled may be used by many at once.
class XPath {
 public:
  /// Throws SelectorError. `namespaces` are prefix and URI; the prefixes of a document's root count as well.
  explicit XPath(const std::string& expression,
                 std::vector<std::pair<std::string, std::string>> namespaces = {});
  XPath(XPath&&) noexcept;
  XPath& operator=(XPath&&) noexcept;
  ~XPath();

  using Value = std::variant<std::vector<Node>, std::string, double, bool>;
  /// Nodes in document order, each once. Throws SelectorError when the limits of the tree or of the budget
  /// are reached; a null budget stands for a new one.
  Value evaluate(const Tree& tree, const Node& context, PageBudget* budget = nullptr) const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::extract
