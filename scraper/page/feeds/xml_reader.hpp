#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/feeds/xml_mender.hpp"

namespace trawl::page {

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

struct XmlAttribute {
  std::string name;   ///< in lower case, without prefix
  std::string space;  ///< its namespace, "" for none
  std::string value;
};

/// A start tag. Namespaces are kept as written and not checked: many documents have a wrong one.
struct XmlTag {
  std::string name;         ///< in lower case, without prefix
  std::string_view prefix;  ///< "" for none
  std::string_view space;   ///< its namespace, "" for none or one that is not declared
  std::vector<XmlAttribute> attributes;

  /// The value of an attribute in a namespace, by default in none; null if the tag does not have it.
  const std::string* find(std::string_view attribute, std::string_view attribute_space = "") const;
};

/// Receives the content of an XML document, in order and properly nested.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(const XmlTag& tag) = 0;
  /// The innermost open element ends.
  virtual void end() = 0;
  /// One text may come in several pieces.
  virtual void text(std::string_view text) = 0;
  /// Here stood a reference to an entity that the document declares.
  virtual void dropped() {}
  /// Whether reading may stop.
  virtual bool has_enough() const { return false; }
  /// Which element is the root; by default the first.
  virtual bool is_root(std::string_view, RootPlace) const { return true; }
  /// Whether further roots are read too, as if they were documents of their own.
  virtual bool reads_all_roots() const { return false; }
};

/// Reads an XML document, well-formed or not, and calls `handler`. Finds the root behind up to 64 KiB of what
/// a server printed before it. Drops references to entities that the document declares, loads nothing else,
/// and ignores elements nested deeper than 200. Takes linear time. Requires: `text` is UTF-8. Throws what the
/// handler throws. Thread: any.
void read_xml(std::string_view text, XmlHandler& handler);

}  // namespace trawl::page
