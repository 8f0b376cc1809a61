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

/// A start tag. Namespaces are told apart, not checked: what people publish often has a wrong one.
struct XmlTag {
  std::string name;        ///< in lower case, without prefix
  std::string_view space;  ///< its namespace, "" for none
  std::vector<XmlAttribute> attributes;

  /// The value of the attribute of that name in no namespace, or in `space`; null for none.
  const std::string* find(std::string_view attribute, std::string_view in_space = "") const;
};

/// Hears what stands in an XML document, in order and well nested.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(const XmlTag& tag) = 0;
  /// The innermost element that is open ends.
  virtual void end() = 0;
  /// A text comes in as many pieces as it pleases.
  virtual void text(std::string_view text) = 0;
  /// Whether to read no further.
  virtual bool has_enough() const { return false; }
};

/// Tells `handler` what stands in the document, which need not be well-formed. Entities that it declares are not known,
/// nothing else is loaded, and elements more than 200 deep are passed over. Linear in time. Requires: `text` is UTF-8.
/// Throws what the handler throws. Thread: any.
void read_xml(std::string_view text, XmlHandler& handler);

}  // namespace trawl::page
