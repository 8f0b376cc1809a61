#pragma once
#include <cstddef>
#include <string_view>

namespace trawl::page {

// These functions find the end of markup that has its own closing mark. If the mark is missing, the end is
// the end of the document. Each reads a byte once. The states are those of
// https://html.spec.whatwg.org/multipage/parsing.html#tokenization.

/// The place behind a comment whose content, after "<!--", begins at `at` (comment start state and the states
/// after it).
std::size_t comment_end(std::string_view html, std::size_t at);

/// The place behind the next ">" from `at` on, which ends bogus comments and doctypes.
std::size_t angle_end(std::string_view html, std::size_t at);

/// The place of the "]]>" that closes a CDATA section.
std::size_t cdata_end(std::string_view html, std::size_t at);

/// The place of the end tag that closes raw text (RAWTEXT and RCDATA states). Requires: `name` is in lower
/// case.
std::size_t raw_text_end(std::string_view html, std::size_t at, std::string_view name);

/// The place of the end tag that closes a script. End tags inside "<!-- <script>" do not (script data
/// states).
std::size_t script_end(std::string_view html, std::size_t at);

}  // namespace trawl::page
