#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "scraper/extract/tree/nodes.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// What a tree is made of. The files that speak to libxml2 share it.
struct Tree::Impl {
  Impl(const TreeLimits& tree_limits, bool html) : nodes(tree_limits, html), is_html(html) {
    static std::atomic<std::uint64_t> last = 0;
    id = ++last;
  }
  TreeNodes nodes;
  bool is_html;
  std::uint64_t id;  ///< of no other tree
  std::string cut;
  /// The elements in document order with their names, once somebody has asked for some by name: what a walk
  /// over the nodes themselves would look up all over the memory stands side by side here.
  std::vector<std::pair<const char*, RawNode>> elements;
};

/// Why a tree has less than its document, if a limit of its size is reached.
std::string tree_is_full(const TreeLimits& limits);

/// Which elements have a namespace: see Tree::from_xml() and Tree::from_xhtml().
enum class XmlNames { with_namespaces, as_in_html };

/// Reads an XML document into `tree`.
void read_xml_tree(std::string_view document, Tree::Impl& tree, XmlNames names);

/// How many nodes and attributes stand below it, about: by their numbers, without a walk over them.
std::size_t size_below(const _xmlNode* top);

/// The characters of a text or comment.
std::string_view text_of(const _xmlNode* text);

}  // namespace trawl::extract
