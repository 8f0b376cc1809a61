#pragma once
#include <cstddef>
#include <string_view>

namespace trawl::page {

// Where a piece of markup ends that runs up to a mark of its own. Each looks at a byte once; an end that is
// missing is the end of the document. The states named are those of
// https://html.spec.whatwg.org/multipage/parsing.html#tokenization.

/// Just behind the comment whose content, after "<!--", begins at `at` (comment start state and what
/// follows).
std::size_t comment_end(std::string_view html, std::size_t at);

/// Just behind the next ">" from `at` on: bogus comments and doctypes.
std::size_t angle_end(std::string_view html, std::size_t at);

/// At the "]]>" that closes a CDATA section, or at the end of the document.
std::size_t cdata_end(std::string_view html, std::size_t at);

/// At the end tag "</name" that closes raw text (RAWTEXT and RCDATA states). `name` is in lower case.
std::size_t raw_text_end(std::string_view html, std::size_t at, std::string_view name);

/// At the "</script" that closes a script, past those inside its "<!-- <script>" parts (script data states).
std::size_t script_end(std::string_view html, std::size_t at);

}  // namespace trawl::page
