#pragma once
#include <string>
#include <string_view>

namespace trawl::extract {

/// Appends text so that Markdown reads it as it stands, wherever in a line it is (CommonMark 0.30, section
/// 2.4). `in_cell` escapes the pipe as well; a text that `is_before_link` may not end in "!".
void append_escaped(std::string& out, std::string_view text, bool in_cell, bool is_before_link);

/// A finished line, changed so that it does not begin a block of another kind: a heading, a list, a quote.
std::string without_block_start(std::string line);

/// The text of a heading, changed so that it does not end in a closing sequence of "#".
std::string without_heading_end(std::string line);

/// Code between backticks, more of them than there are in a row in the code.
std::string code_span(std::string_view code, bool in_cell);

/// How many backticks a fence needs around that code; at least three.
std::size_t fence_size(std::string_view code);

/// The destination of a link.
std::string link_destination(std::string_view url);

/// Whether it is punctuation for the rules of emphasis: ASCII's and the usual ones of Unicode.
bool is_markdown_punctuation(char32_t c);
/// White space for the rules of emphasis; 0, the edge of a line, counts.
bool is_markdown_space(char32_t c);

}  // namespace trawl::extract
