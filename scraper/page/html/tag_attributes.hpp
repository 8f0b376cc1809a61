#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Reads the attributes of a tag from `at`, behind its name, to its ">"
/// (https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state). Fills in the token's
/// attributes, none unless `keep`, and whether it is self-closing. Gives the place behind the ">"; none if
/// the document ends first, so that there is no tag.
std::optional<std::size_t> read_attributes(std::string_view text, std::size_t at, bool keep, Token& token);

/// The end of a name: the first byte from `at` on that belongs to the class `end` of HtmlByte (kNameEnd or
/// kTagNameEnd).
std::size_t name_end(std::string_view text, std::size_t at, unsigned char end);

}  // namespace trawl::page
