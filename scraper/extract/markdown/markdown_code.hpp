#pragma once
#include <cstdint>
#include <string>

#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// The text of a pre or of something like it, as it stands, without line numbers that a highlighter added.
std::string preformatted_text(const Outline& outline, std::uint32_t index);

/// The language of that code as a fence names it: "python"; "" if the page does not say. Read from the
/// classes that highlighters use, on the element, on the one inside it and on two around it: language-x (the
/// HTML standard's), lang-x, highlight-source-x, brush: x, sourceCode x; and from data-lang and
/// data-language.
std::string code_language(const Outline& outline, std::uint32_t index);

/// The code between fences, with its language.
std::string fenced_code(const std::string& code, const std::string& language);

}  // namespace trawl::extract
