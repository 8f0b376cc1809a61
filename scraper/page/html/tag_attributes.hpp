#pragma once
#include <cstddef>
#include <string_view>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Reads the attributes of a tag from `place`, behind its name, to its ">"
/// (https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state). Fills in the token's
/// attributes, none unless `keep`, and whether it is self-closing. Moves `place` behind the ">"; false if the
/// document ends first, so that there is no tag.
bool read_attributes(std::string_view text, std::size_t& place, bool keep, Token& token);

/// The end of a name: the first byte from `at` on that belongs to the class `end` of HtmlByte (kNameEnd or
/// kTagNameEnd).
std::size_t name_end(std::string_view text, std::size_t at, unsigned char end);

}  // namespace trawl::page
