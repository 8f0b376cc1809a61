#pragma once
#include <optional>

#include "fetch/url/url.hpp"
#include "scraper/extract/structured/node_text.hpp"
#include "scraper/extract/structured/structured_data.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// Adds the top-level microdata items of a page (https://html.spec.whatwg.org/multipage/microdata.html),
/// and those that are a property of no item, in the order of the document. The data of an item: {"type": …,
/// "id": …, "properties": {name: value}}. A type or a property that has several values has a list. A value
/// is an item or a text, by the element as the standard says; texts are folded, URLs absolute. Besides the
/// standard, `content` counts on any element that has no attribute for its value, and an item without
/// properties has "value", its text. An item that contains itself is "ERROR" there, as in the standard.
/// Items are nested at most 64 deep, and `texts` bounds the texts; a note says what was left out. `base`:
/// none leaves URLs as they are written.
void add_microdata(const Tree& tree, const std::optional<fetch::Url>& base, NodeText& texts,
                   StructuredData& found);

}  // namespace trawl::extract
