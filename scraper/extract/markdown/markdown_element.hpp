#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// What an element is to Markdown.
enum class MarkdownUse : std::uint8_t {
  text,   ///< nothing: its content stands as if it were not there
  apart,  ///< a space before and behind it
  block,  ///< a paragraph of its own
  skip,   ///< left out, with all that is in it
  line_break,
  rule,
  image,
  frame,
  input,
  emphasis,
  strong,
  strike,
  code,
  link,
  quotation,  ///< between quotation marks
  raised,
  lowered,
  heading,
  label,  ///< a paragraph in bold: summary, legend
  quote,
  bullets,
  numbers,
  item,
  flat_item,  ///< of a list that stands in one line
  terms,
  term,
  description,
  preformatted,
  table,
};

MarkdownUse markdown_use(const OutlineNode& element);
/// The same in one line: in a heading, in a cell.
MarkdownUse flat_use(MarkdownUse use);

/// Whether it is the sign beside a heading that links to it.
bool is_anchor_sign(const Outline& outline, std::uint32_t link);
/// The address of a picture, also of one that a script would load; "" if there is none but data.
std::string_view image_source(const Node& image);
/// Whether the picture is there to be counted, not to be seen: one pixel.
bool is_tracker(const Node& image);
/// The value of an attribute as a number; none if it is none of at most nine digits.
std::optional<std::int64_t> integer(const Node& element, std::string_view attribute);
/// The text below a node, with a line end for each <br>.
std::string text_with_breaks(const Outline& outline, std::uint32_t index);
/// The link below a node, if all of its text is in one.
std::optional<std::uint32_t> only_link(const Outline& outline, std::uint32_t index);
/// A digit as a raised or lowered character. Requires: '0' to '9'.
char32_t script_digit(char digit, bool is_raised);

}  // namespace trawl::extract
