#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";

struct XmlAttribute {
  std::string name;   ///< in lower case, without prefix
  std::string space;  ///< its namespace, "" for none
  std::string value;
};

/// A start tag. Namespaces are kept as written and not checked: many documents have a wrong one.
struct XmlTag {
  std::string name;        ///< in lower case, without prefix
  std::string_view space;  ///< its namespace, "" for none
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
  /// Whether reading may stop.
  virtual bool has_enough() const { return false; }
};

/// Reads an XML document, well-formed or not, and calls `handler`. Drops references to entities that the
/// document declares, loads nothing else, and ignores elements nested deeper than 200. Takes linear time.
/// Requires: `text` is UTF-8. Throws what the handler throws. Thread: any.
void read_xml(std::string_view text, XmlHandler& handler);

}  // namespace trawl::page
