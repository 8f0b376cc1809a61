#include "scraper/extract/tree/tree.hpp"

#include <algorithm>

#include <libxml/tree.h>

#include "scraper/extract/tree/builder.hpp"
#include "scraper/extract/tree/impl.hpp"
#include "scraper/extract/tree/markup.hpp"
#include "scraper/page/html/html_tokenizer.hpp"

namespace trawl::extract {
namespace {

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

const xmlNode* node_of(const void* raw) {
  return static_cast<const xmlNode*>(raw);
}

std::string_view value_of(const xmlAttr* attribute) {
  return attribute->children == nullptr ? std::string_view() : text_of(attribute->children);
}

const xmlNode* shown(const xmlNode* node) {
  while (node != nullptr && node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE) node = node->next;
  return node;
}

bool has_qualified_name(const xmlAttr* attribute, std::string_view prefix, std::string_view local) {
  return attribute->ns != nullptr && view_of(attribute->ns->prefix) == prefix &&
         view_of(attribute->name) == local;
}

std::string cut_by(const TreeBuilder& builder, const TreeNodes& nodes) {
  const TreeLimits& limits = nodes.limits();
  if (nodes.is_full()) return tree_is_full(limits);
  if (builder.was_too_deep()) {
    return "elements deeper than " + std::to_string(limits.depth) + " stand beside each other";
  }
  if (builder.had_too_many_attributes()) {
    return "of an element's attributes, the first " + std::to_string(limits.attributes) + " were read";
  }
  return {};
}

}  // namespace

std::string_view text_of(const _xmlNode* text) {
  return {reinterpret_cast<const char*>(text->content), TreeNodes::text_size(text)};
}

std::size_t size_below(const _xmlNode* top) {
  const auto number_of = [](const xmlNode* node) { return reinterpret_cast<std::size_t>(node->_private); };
  const xmlNode* last = top;
  while (last->type != XML_ATTRIBUTE_NODE && last->last != nullptr) last = last->last;
  return last == top ? 0 : number_of(last) - std::min(number_of(top), number_of(last));
}

std::string tree_is_full(const TreeLimits& limits) {
  return "the document needs a tree of more than " + std::to_string(limits.nodes) + " nodes or " +
         std::to_string(limits.memory >> 20) + " MiB; its rest was not read";
}

Tree::Tree(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Tree Tree::from_html(std::string_view document, const TreeLimits& limits) {
  auto impl = std::make_unique<Impl>(limits, true);
  TreeBuilder builder(impl->nodes);
  page::HtmlTokenizer tokenizer(document, page::HtmlTokenizer::Detail::all);
  while (const page::Token* token = tokenizer.next()) {
    builder.read(*token);
    if (impl->nodes.is_full()) break;
  }
  builder.close();
  impl->nodes.put_in_order();
  impl->cut = cut_by(builder, impl->nodes);
  return Tree(std::move(impl));
}

Tree Tree::from_xml(std::string_view document, const TreeLimits& limits) {
  auto impl = std::make_unique<Impl>(limits, false);
  read_xml_tree(document, *impl, XmlNames::with_namespaces);
  impl->nodes.put_in_order();
  return Tree(std::move(impl));
}

Tree Tree::from_xhtml(std::string_view document, const TreeLimits& limits) {
  auto impl = std::make_unique<Impl>(limits, false);
  read_xml_tree(document, *impl, XmlNames::as_in_html);
  impl->nodes.put_in_order();
  return Tree(std::move(impl));
}

Node Tree::document() const {
  return Node(impl_->nodes.document());
}

Node Tree::root() const {
  const xmlNode* child = impl_->nodes.document()->children;
  while (child != nullptr && child->type != XML_ELEMENT_NODE) child = child->next;
  return Node(const_cast<xmlNode*>(child));
}

std::vector<Node> Tree::elements_named(const std::vector<std::string>& names) const {
  auto& elements = impl_->elements;
  if (elements.empty()) {
    xmlNode* node = const_cast<xmlNode*>(node_of(root().raw_));
    while (node != nullptr) {
      if (node->type == XML_ELEMENT_NODE)
        elements.emplace_back(reinterpret_cast<const char*>(node->name), node);
      if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
        node = node->children;
        continue;
      }
      while (node != nullptr && node->next == nullptr)
        node = node->parent != nullptr && node->parent->type == XML_ELEMENT_NODE ? node->parent : nullptr;
      if (node != nullptr) node = node->next;
    }
  }
  std::vector<const char*> wanted;
  for (const std::string& name : names) wanted.push_back(impl_->nodes.names().intern(name).text);
  std::vector<Node> found;
  for (const auto& [name, element] : elements)
    if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) found.push_back(Node(element));
  return found;
}

std::size_t Tree::element_count() const {
  return impl_->elements.size();
}

bool Tree::is_html() const {
  return impl_->is_html;
}

const TreeLimits& Tree::limits() const {
  return impl_->nodes.limits();
}

const std::string& Tree::cut() const {
  return impl_->cut;
}

Node::Kind Node::kind() const {
  if (raw_ == nullptr) return Kind::none;
  switch (node_of(raw_)->type) {
    case XML_DOCUMENT_NODE:
    case XML_HTML_DOCUMENT_NODE:
      return Kind::document;
    case XML_ELEMENT_NODE:
      return Kind::element;
    case XML_TEXT_NODE:
      return Kind::text;
    case XML_ATTRIBUTE_NODE:
      return Kind::attribute;
    default:
      return Kind::other;
  }
}

std::string_view Node::name() const {
  const Kind is = kind();
  return is == Kind::element || is == Kind::attribute ? view_of(node_of(raw_)->name) : std::string_view();
}

std::string_view Node::name_space() const {
  const Kind is = kind();
  if (is == Kind::element) {
    const xmlNs* const space = node_of(raw_)->ns;
    return space == nullptr ? std::string_view() : view_of(space->href);
  }
  if (is != Kind::attribute) return {};
  const xmlNs* const space = static_cast<const xmlAttr*>(raw_)->ns;
  return space == nullptr ? std::string_view() : view_of(space->href);
}

std::string Node::text() const {
  switch (kind()) {
    case Kind::none:
      return {};
    case Kind::text:
    case Kind::other:
      return std::string(text_of(node_of(raw_)));
    case Kind::attribute:
      return std::string(value_of(static_cast<const xmlAttr*>(raw_)));
    default:
      break;
  }
  std::string text;
  const xmlNode* const top = node_of(raw_);
  for (const xmlNode* node = top->children; node != nullptr;) {
    if (node->type == XML_TEXT_NODE) text += text_of(node);
    if (node->children != nullptr) {
      node = node->children;
      continue;
    }
    while (node != top && node->next == nullptr) node = node->parent;
    node = node == top ? nullptr : node->next;
  }
  return text;
}

std::size_t Node::attribute_count() const {
  std::size_t count = 0;
  if (kind() != Kind::element) return count;
  for (const xmlAttr* one = node_of(raw_)->properties; one != nullptr; one = one->next) ++count;
  return count;
}

std::size_t Node::size() const {
  const Kind is = kind();
  return is == Kind::element || is == Kind::document ? size_below(node_of(raw_)) : 0;
}

std::string_view Node::raw_text() const {
  return kind() == Kind::text ? text_of(node_of(raw_)) : std::string_view();
}

std::optional<std::string_view> Node::attribute(std::string_view name) const {
  if (kind() != Kind::element) return std::nullopt;
  for (const xmlAttr* one = node_of(raw_)->properties; one != nullptr; one = one->next) {
    if (one->ns == nullptr && view_of(one->name) == name) return value_of(one);
  }
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  for (const xmlAttr* one = node_of(raw_)->properties; one != nullptr; one = one->next) {
    if (has_qualified_name(one, name.substr(0, colon), name.substr(colon + 1))) return value_of(one);
  }
  return std::nullopt;
}

Node Node::attribute_node(std::string_view name) const {
  if (kind() != Kind::element) return {};
  for (xmlAttr* one = node_of(raw_)->properties; one != nullptr; one = one->next)
    if (one->ns == nullptr && view_of(one->name) == name) return Node(one, true);
  return {};
}

std::vector<std::pair<std::string_view, std::string_view>> Node::attributes() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  if (kind() != Kind::element) return all;
  for (const xmlAttr* one = node_of(raw_)->properties; one != nullptr; one = one->next) {
    all.emplace_back(view_of(one->name), value_of(one));
  }
  return all;
}

Node Node::parent() const {
  return raw_ == nullptr ? Node() : Node(node_of(raw_)->parent);
}

Node Node::first_child() const {
  const Kind is = kind();
  if (is != Kind::element && is != Kind::document) return {};
  return Node(const_cast<xmlNode*>(shown(node_of(raw_)->children)));
}

Node Node::next_sibling() const {
  const Kind is = kind();
  if (is == Kind::none || is == Kind::attribute || is == Kind::document) return {};
  return Node(const_cast<xmlNode*>(shown(node_of(raw_)->next)));
}

std::string Node::markup() const {
  return raw_ == nullptr ? std::string() : markup_of(node_of(raw_));
}

}  // namespace trawl::extract
