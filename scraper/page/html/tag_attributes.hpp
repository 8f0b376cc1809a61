#pragma once
#include <cstddef>
#include <string_view>

#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/html_token.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {

/// Reads the attributes of a tag from `place`, behind its name, to its ">"
/// (https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state). Fills in the token's
/// attributes, none unless `keep`, and whether it is self-closing. Moves `place` behind the ">"; false if the
/// document ends first, so that there is no tag.
bool read_attributes(std::string_view text, std::size_t& place, bool keep, Token& token);

/// The end of a name: the first byte from `at` on that belongs to the class `end` of HtmlByte (kNameEnd or
/// kTagNameEnd).
inline std::size_t name_end(std::string_view text, std::size_t at, unsigned char end) {
  if (text.size() - at >= SixteenBytes::kSize) {
    const SixteenBytes bytes(text.data() + at);
    const auto might_end = bytes.below(' ' + 1) | bytes.equal('/') | bytes.from_to('=', '>');
    if (const ByteSet ends = SixteenBytes::set_of(might_end); ends != 0) at += first_of(ends);
  }
  while (at < text.size() && !is_html_byte(text[at], end)) ++at;
  return at;
}

}  // namespace trawl::page
