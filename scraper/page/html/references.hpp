#pragma once
#include <string_view>
#include <vector>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// A reference in an attribute, as it stands in the document.
struct Reference {
  Reference(LinkKind reference_kind, std::string_view value) : kind(reference_kind), raw(value) {}
  LinkKind kind;
  std::string_view raw;  ///< of `style` CSS, of `archive` several with commas between; otherwise one URL
};

/// Appends the references of a start tag that are no link (Page::references): those in style, background,
/// cite, longdesc, formaction, itemtype and the like. Most tags have none, and cost a look at each attribute.
void append_references(const Token& tag, std::vector<Reference>& references);

}  // namespace trawl::page
