#include "scraper/extract/tree/markup.hpp"

#include <set>
#include <string_view>

#include <libxml/tree.h>

#include "scraper/extract/tree/element_rules.hpp"
#include "scraper/extract/tree/impl.hpp"

namespace trawl::extract {
namespace {

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// Writes a subtree without calling itself.
class MarkupWriter {
 public:
  explicit MarkupWriter(bool html) : html_(html) {}

  std::string write(const xmlNode* top) {
    declare_around(top);
    const xmlNode* node = top;
    while (true) {
      const bool enters = open(node);
      if (enters) {
        node = node->children;
        continue;
      }
      while (node != top && node->next == nullptr) {
        node = node->parent;
        close(node);
      }
      if (node == top) break;
      node = node->next;
    }
    return std::move(out_);
  }

 private:
  /// Writes what stands before the children; whether there are any.
  bool open(const xmlNode* node) {
    switch (node->type) {
      case XML_TEXT_NODE:
        if (html_ && holds_raw_text(node->parent)) {
          out_ += text_of(node);
        } else {
          escape(text_of(node), false);
        }
        return false;
      case XML_COMMENT_NODE:
        (out_ += "<!--").append(text_of(node)) += "-->";
        return false;
      case XML_ELEMENT_NODE:
        return open_element(node);
      default:
        return node->children != nullptr;
    }
  }

  bool open_element(const xmlNode* node) {
    out_ += '<';
    qualified(node->ns, node->name);
    for (const xmlNs* space = node->nsDef; space != nullptr; space = space->next) declare(space);
    if (!around_.empty()) {
      out_ += around_;
      around_.clear();
    }
    for (const xmlAttr* one = node->properties; one != nullptr; one = one->next) {
      out_ += ' ';
      qualified(one->ns, one->name);
      out_ += "=\"";
      if (one->children != nullptr) escape(text_of(one->children), true);
      out_ += '"';
    }
    if (node->children != nullptr) {
      out_ += '>';
      return true;
    }
    if (!html_) {
      out_ += "/>";
      return false;
    }
    out_ += '>';
    if (!is_void(node)) close(node);
    return false;
  }

  void close(const xmlNode* node) {
    if (node->type != XML_ELEMENT_NODE) return;
    out_ += "</";
    qualified(node->ns, node->name);
    out_ += '>';
  }

  void qualified(const xmlNs* space, const xmlChar* name) {
    if (space != nullptr && space->prefix != nullptr) (out_ += view_of(space->prefix)) += ':';
    out_ += view_of(name);
  }

  void declare(const xmlNs* space) {
    out_ += space->prefix == nullptr ? " xmlns" : " xmlns:";
    out_ += view_of(space->prefix);
    out_ += "=\"";
    escape(view_of(space->href), true);
    out_ += '"';
  }

  /// The namespaces that the elements around `top` declare, for the first tag.
  void declare_around(const xmlNode* top) {
    if (html_ || top->type != XML_ELEMENT_NODE) return;
    std::set<std::string_view> seen;
    for (const xmlNs* space = top->nsDef; space != nullptr; space = space->next)
      seen.insert(view_of(space->prefix));
    for (const xmlNode* node = top->parent; node != nullptr && node->type == XML_ELEMENT_NODE;
         node = node->parent) {
      for (const xmlNs* space = node->nsDef; space != nullptr; space = space->next) {
        if (seen.insert(view_of(space->prefix)).second) declare(space);
      }
    }
    around_.swap(out_);
  }

  void escape(std::string_view text, bool in_attribute) {
    constexpr std::string_view kNoBreakSpace = "\u00A0";
    std::size_t done = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      std::string_view escaped;
      std::size_t taken = 1;
      switch (text[i]) {
        case '&':
          escaped = "&amp;";
          break;
        case '<':
          escaped = "&lt;";
          break;
        case '>':
          escaped = "&gt;";
          break;
        case '"':
          if (in_attribute) escaped = "&quot;";
          break;
        case kNoBreakSpace[0]:
          if (html_ && text.substr(i).starts_with(kNoBreakSpace)) {
            escaped = "&nbsp;";
            taken = kNoBreakSpace.size();
          }
          break;
        default:
          break;
      }
      if (escaped.empty()) continue;
      (out_ += text.substr(done, i - done)) += escaped;
      done = i + taken;
      i = done - 1;
    }
    out_ += text.substr(done);
  }

  static bool is_void(const xmlNode* node) {
    return (rules_of(page::element_of(view_of(node->name))) & kVoid) != 0;
  }
  static bool holds_raw_text(const xmlNode* node) {
    if (node == nullptr || node->type != XML_ELEMENT_NODE) return false;
    const page::Content content = page::traits_of(page::element_of(view_of(node->name))).content;
    return content == page::Content::raw_text || content == page::Content::script ||
           content == page::Content::plain_text;
  }

  bool html_;
  std::string out_;
  std::string around_;
};

}  // namespace

std::string markup_of(const _xmlNode* node) {
  if (node->type == XML_ATTRIBUTE_NODE) return std::string(text_of(node->children));
  return MarkupWriter(TreeNodes::is_html(node)).write(node);
}

}  // namespace trawl::extract
