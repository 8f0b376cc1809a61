#pragma once
#include <string>

struct _xmlNode;

namespace trawl::extract {

/// A node as markup: that of an HTML tree by the standard's serialization
/// (https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments), that of an XML tree with
/// the namespaces that it needs. An attribute gives its value.
std::string markup_of(const _xmlNode* node);

}  // namespace trawl::extract
