#include "scraper/extract/tree/nodes.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "fetch/text/utf8.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::extract {
namespace {

using page::SixteenBytes;
using page::TextKind;

const xmlChar* xml_text(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

/// A text's length stands where an element has its validation type, and its room where an element has its
/// namespaces: libxml2 looks at neither in a text.
void set_size(RawNode text, std::size_t size) {
  text->psvi = reinterpret_cast<void*>(size);
}
std::size_t size_of(const _xmlNode* text) {
  return reinterpret_cast<std::size_t>(text->psvi);
}
void set_room(RawNode text, std::size_t room) {
  text->nsDef = reinterpret_cast<xmlNs*>(room);
}
std::size_t room_of(const _xmlNode* text) {
  return reinterpret_cast<std::size_t>(text->nsDef);
}

void set_number(RawNode node, std::size_t number) {
  node->_private = reinterpret_cast<void*>(number);
  // libxml2 compares the order of elements by these, as xmlXPathOrderDocElems() would set them.
  if (node->type == XML_ELEMENT_NODE)
    node->content = reinterpret_cast<xmlChar*>(-static_cast<std::ptrdiff_t>(number));
}

/// Whether the bytes stand for themselves: no reference, no U+0000, no carriage return.
bool is_plain(std::string_view raw) {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  for (; end - at >= static_cast<std::ptrdiff_t>(SixteenBytes::kSize); at += SixteenBytes::kSize) {
    const SixteenBytes bytes(at);
    if (SixteenBytes::set_of(bytes.equal('&') | bytes.equal('\0') | bytes.equal('\r')) != 0) return false;
  }
  for (; at < end; ++at) {
    if (*at == '&' || *at == '\0' || *at == '\r') return false;
  }
  return true;
}

/// Appends what a token's bytes say to `out`.
void decode_text(std::string_view raw, TextKind kind, std::string& out) {
  const auto place = kind == TextKind::xml ? page::ReferencePlace::xml : page::ReferencePlace::text;
  for (std::size_t at = 0; at < raw.size();) {
    const char c = raw[at];
    if (c == '\0') {
      if (kind != TextKind::body) out += text::kReplacement;
      ++at;
    } else if (c == '\r') {
      out += '\n';
      at += at + 1 < raw.size() && raw[at + 1] == '\n' ? 2 : 1;
    } else if (c == '&' && kind != TextKind::literal) {
      const std::size_t taken = page::read_reference(raw.substr(at), place, out);
      if (taken == 0) out += '&';
      at += std::max<std::size_t>(taken, 1);
    } else {
      std::size_t end = at + 1;
      while (end < raw.size() && raw[end] != '&' && raw[end] != '\0' && raw[end] != '\r') ++end;
      out += raw.substr(at, end - at);
      at = end;
    }
  }
}

/// The next node in document order; null behind the last. Does not enter attributes.
RawNode next_of(RawNode node) {
  if (node->children != nullptr) return node->children;
  while (node != nullptr && node->next == nullptr) node = node->parent;
  return node == nullptr ? nullptr : node->next;
}

}  // namespace

TreeNodes::TreeNodes(const TreeLimits& limits, bool html) : limits_(limits), names_(arena_) {
  static const bool kIsReady = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(kIsReady);
  document_ = xmlNewDoc(xml_text("1.0"));
  if (document_ == nullptr) throw std::bad_alloc();
  if (html) document_->type = XML_HTML_DOCUMENT_NODE;
}

TreeNodes::~TreeNodes() {
  document_->children = document_->last = nullptr;
  xmlFreeDoc(document_);
}

RawNode TreeNodes::document() const {
  return reinterpret_cast<RawNode>(document_);
}

void* TreeNodes::next_number() {
  return reinterpret_cast<void*>(++count_);
}

RawNode TreeNodes::element(const char* name) {
  auto* const made = reinterpret_cast<RawNode>(arena_.take(sizeof(_xmlNode)));
  std::memset(static_cast<void*>(made), 0, sizeof(_xmlNode));
  made->type = XML_ELEMENT_NODE;
  made->name = xml_text(name);
  made->doc = document_;
  set_number(made, ++count_);
  return made;
}

RawNode TreeNodes::copy_of(RawNode original) {
  const RawNode made = element(reinterpret_cast<const char*>(original->name));
  made->ns = original->ns;
  for (const xmlAttr* one = original->properties; one != nullptr; one = one->next) {
    const std::string_view value(reinterpret_cast<const char*>(one->children->content),
                                 size_of(one->children));
    attribute(made, reinterpret_cast<const char*>(one->name), value, one->ns);
  }
  return made;
}

void TreeNodes::attribute(RawNode owner, const char* name, std::string_view value, _xmlNs* space) {
  auto* const made = reinterpret_cast<xmlAttr*>(arena_.take(sizeof(xmlAttr)));
  std::memset(static_cast<void*>(made), 0, sizeof(xmlAttr));
  made->type = XML_ATTRIBUTE_NODE;
  made->_private = next_number();
  made->name = xml_text(name);
  made->parent = owner;
  made->doc = document_;
  made->ns = space;
  made->children = made->last = text_node(value, reinterpret_cast<RawNode>(made));
  // The owner has the last attribute in `psvi`, so that the next one costs no walk.
  auto* const last = static_cast<xmlAttr*>(owner->psvi);
  made->prev = last;
  (last == nullptr ? owner->properties : last->next) = made;
  owner->psvi = made;
}

void TreeNodes::raw_attribute(RawNode owner, const char* name, std::string_view raw, _xmlNs* space) {
  if (is_plain(raw)) return attribute(owner, name, raw, space);
  attribute(owner, name, page::attribute_value(raw), space);
}

bool TreeNodes::has_attribute(RawNode owner, const char* name) const {
  for (const xmlAttr* one = owner->properties; one != nullptr; one = one->next) {
    if (one->name == xml_text(name)) return true;
  }
  return false;
}

bool TreeNodes::have_equal_attributes(RawNode a, RawNode b) {
  const xmlAttr *one = a->properties, *other = b->properties;
  for (; one != nullptr && other != nullptr; one = one->next, other = other->next) {
    if (one->name != other->name || xmlStrEqual(one->children->content, other->children->content) == 0)
      return false;
  }
  return one == other;
}

RawNode TreeNodes::text_node(std::string_view text, RawNode parent) {
  auto* const made = reinterpret_cast<RawNode>(arena_.take(sizeof(_xmlNode)));
  std::memset(static_cast<void*>(made), 0, sizeof(_xmlNode));
  made->type = XML_TEXT_NODE;
  made->name = xml_text("text");
  made->doc = document_;
  made->parent = parent;
  made->content = reinterpret_cast<xmlChar*>(arena_.copy(text));
  set_size(made, text.size());
  set_room(made, text.size());
  return made;
}

void TreeNodes::append(RawNode joined, std::string_view text) {
  const std::size_t size = size_of(joined), wanted = size + text.size();
  if (wanted > room_of(joined)) {
    if (arena_.extend(reinterpret_cast<char*>(joined->content), room_of(joined) + 1, wanted + 1)) {
      set_room(joined, wanted);
    } else {
      char* const larger = arena_.take(2 * wanted + 1);
      std::memcpy(larger, joined->content, size);
      joined->content = reinterpret_cast<xmlChar*>(larger);
      set_room(joined, 2 * wanted);
    }
  }
  std::memcpy(joined->content + size, text.data(), text.size());
  joined->content[wanted] = '\0';
  set_size(joined, wanted);
}

void TreeNodes::insert(RawNode node, NodePlace place) {
  node->parent = place.parent;
  node->next = place.before;
  if (place.before == nullptr) {
    node->prev = place.parent->last;
    place.parent->last = node;
  } else {
    node->prev = place.before->prev;
    place.before->prev = node;
    in_order_ = false;
  }
  (node->prev == nullptr ? place.parent->children : node->prev->next) = node;
}

void TreeNodes::insert_text(std::string_view text, NodePlace place) {
  if (text.empty()) return;
  const RawNode before = place.before == nullptr ? place.parent->last : place.before->prev;
  if (before != nullptr && before->type == XML_TEXT_NODE) return append(before, text);
  const RawNode made = text_node(text, nullptr);
  made->_private = next_number();
  insert(made, place);
}

void TreeNodes::insert_raw_text(std::string_view raw, TextKind kind, NodePlace place) {
  if (is_plain(raw)) return insert_text(raw, place);
  decoded_.clear();
  decode_text(raw, kind, decoded_);
  insert_text(decoded_, place);
}

void TreeNodes::insert_comment(std::string_view raw, NodePlace place) {
  // libxml2 compares the order of texts and comments by walking back to an element.
  constexpr unsigned short kMostInARow = 200;
  const RawNode before = place.before == nullptr ? place.parent->last : place.before->prev;
  const RawNode comment = before != nullptr && before->type == XML_TEXT_NODE ? before->prev : before;
  const bool follows = comment != nullptr && comment->type == XML_COMMENT_NODE;
  const auto in_a_row = static_cast<unsigned short>(follows ? comment->extra + 1 : 1);
  if (in_a_row > kMostInARow) return;
  decoded_.clear();
  decode_text(raw, TextKind::literal, decoded_);
  const RawNode made = text_node(decoded_, nullptr);
  made->type = XML_COMMENT_NODE;
  made->name = xml_text("comment");
  made->extra = in_a_row;
  made->_private = next_number();
  insert(made, place);
}

void TreeNodes::detach(RawNode node) {
  if (node->parent == nullptr) return;
  (node->prev == nullptr ? node->parent->children : node->prev->next) = node->next;
  (node->next == nullptr ? node->parent->last : node->next->prev) = node->prev;
  node->parent = node->next = node->prev = nullptr;
  in_order_ = false;
}

void TreeNodes::move_children(RawNode from, RawNode to) {
  if (from->children == nullptr) return;
  for (RawNode child = from->children; child != nullptr; child = child->next) child->parent = to;
  from->children->prev = to->last;
  (to->last == nullptr ? to->children : to->last->next) = from->children;
  to->last = from->last;
  from->children = from->last = nullptr;
  in_order_ = false;
}

std::size_t TreeNodes::text_size(const _xmlNode* text) {
  return size_of(text);
}

bool TreeNodes::is_html(const _xmlNode* node) {
  return node->doc->type == XML_HTML_DOCUMENT_NODE;
}

RawNode TreeNodes::parent_of(RawNode node) {
  return node->parent;
}

RawNode TreeNodes::last_child_of(RawNode node) {
  return node->last;
}

_xmlNs* TreeNodes::name_space(std::string_view prefix, std::string_view uri) {
  auto* const made = reinterpret_cast<xmlNs*>(arena_.take(sizeof(xmlNs)));
  std::memset(static_cast<void*>(made), 0, sizeof(xmlNs));
  made->type = XML_NAMESPACE_DECL;
  made->href = xml_text(arena_.copy(uri));
  made->prefix = prefix.empty() ? nullptr : xml_text(arena_.copy(prefix));
  return made;
}

void TreeNodes::set_name_space(RawNode node, _xmlNs* space) {
  node->ns = space;
}

void TreeNodes::declare(RawNode owner, _xmlNs* space) {
  space->next = owner->nsDef;
  owner->nsDef = space;
}

void TreeNodes::put_in_order() {
  if (in_order_) return;
  std::size_t number = 0;
  for (RawNode node = document()->children; node != nullptr; node = next_of(node)) {
    set_number(node, ++number);
    if (node->type != XML_ELEMENT_NODE) continue;
    for (xmlAttr* one = node->properties; one != nullptr; one = one->next)
      one->_private = reinterpret_cast<void*>(++number);
  }
  in_order_ = true;
}

}  // namespace trawl::extract
