#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scraper/extract/tree/arena.hpp"
#include "scraper/extract/tree/names.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "scraper/page/html/html_token.hpp"

struct _xmlAttr;
struct _xmlDoc;
struct _xmlNode;
struct _xmlNs;

namespace trawl::extract {

using RawNode = _xmlNode*;

/// A place for a node: before a child of `parent`, or behind its last child.
struct NodePlace {
  RawNode parent = nullptr;
  RawNode before = nullptr;
};

/// The nodes of a tree, as libxml2 lays them out. Nothing here knows HTML's rules: those stand in
/// TreeBuilder.
/// Owns: all nodes, names and texts, in one arena; libxml2 frees none of them.
/// Invariant: texts that follow one another are one node, and `_private` of each node counts up in document
/// order once put_in_order() has been called.
class TreeNodes {
 public:
  TreeNodes(const TreeLimits& limits, bool html);
  TreeNodes(const TreeNodes&) = delete;
  TreeNodes& operator=(const TreeNodes&) = delete;
  ~TreeNodes();

  RawNode document() const;
  Names& names() { return names_; }
  Arena& arena() { return arena_; }

  /// An element that stands nowhere yet. The name was interned here.
  RawNode element(const char* name);
  /// The same element once more, with its attributes, without its children.
  RawNode copy_of(RawNode element);
  /// Gives the element another attribute. Requires: it has none of that name. `qualified` is its whole name
  /// if it belongs to a namespace.
  void attribute(RawNode element, const char* name, std::string_view value, _xmlNs* space = nullptr);
  /// The same for a value as it stands in a document.
  void raw_attribute(RawNode element, const char* name, std::string_view raw, _xmlNs* space = nullptr);
  bool has_attribute(RawNode element, const char* name) const;
  /// Whether both have the same attributes with the same values in the same order.
  static bool have_equal_attributes(RawNode a, RawNode b);

  void insert(RawNode node, NodePlace place);
  /// Joins the text to the one before the place, if there is one.
  void insert_text(std::string_view text, NodePlace place);
  /// The same for the bytes of a token.
  void insert_raw_text(std::string_view raw, page::TextKind kind, NodePlace place);
  /// Leaves the comment out if 200 stand before it with no element between.
  void insert_comment(std::string_view raw, NodePlace place);
  /// Takes the node from its place; it keeps its children.
  void detach(RawNode node);
  /// All children of `from` become the last ones of `to`.
  void move_children(RawNode from, RawNode to);

  /// The bytes of a text or comment.
  static std::size_t text_size(const _xmlNode* text);
  static bool is_html(const _xmlNode* node);
  static RawNode parent_of(RawNode node);
  static RawNode last_child_of(RawNode node);

  /// A namespace of this prefix; both texts are copied. Prefix "" for none.
  _xmlNs* name_space(std::string_view prefix, std::string_view uri);
  static void set_name_space(RawNode element, _xmlNs* space);
  /// Lets a namespace be declared on an element.
  void declare(RawNode element, _xmlNs* space);

  /// Nodes are not counted in the order of the document any more.
  void out_of_order() { in_order_ = false; }
  /// Numbers all nodes in document order, unless they were made in that order.
  void put_in_order();
  /// A limit of the tree is reached: nothing more should be added.
  bool is_full() const { return count_ >= limits_.nodes || arena_.size() >= limits_.memory; }
  const TreeLimits& limits() const { return limits_; }

 private:
  RawNode text_node(std::string_view text, RawNode parent);
  void append(RawNode text_node, std::string_view text);
  void* next_number();

  TreeLimits limits_;
  Arena arena_;
  Names names_;
  _xmlDoc* document_;
  std::size_t count_ = 0;  ///< elements, texts, comments and attributes
  bool in_order_ = true;
  std::string decoded_;
};

}  // namespace trawl::extract
