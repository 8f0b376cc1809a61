#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::cli {

/// Text without quotes between brackets, which YAML reads in pieces, such as a[href] in "{css: a[href]}".
struct TextToQuote {
  TextToQuote(std::size_t at, std::string_view whole, char stops_at)
      : begin(at), text(whole), stop(stops_at) {}
  std::size_t begin;      ///< its byte in the line, from 0
  std::string_view text;  ///< of the line
  char stop;              ///< where YAML stopped
};

/// The text that a file's line has to have between quotes, by yaml-cpp's message and the byte where it
/// stopped, from 0; none if the message means another thing.
std::optional<TextToQuote> text_to_quote(std::string_view message, std::string_view line, std::size_t column);

/// The same of a text with a comment in it that hides the bracket behind it: `line` is one whose bracket is
/// open at its end.
std::optional<TextToQuote> text_with_comment(std::string_view line);

/// What is wrong with such a text.
std::string complaint_of(const TextToQuote& text);

/// What is wrong with a file, in the words of somebody who writes one: `message` is yaml-cpp's, `line` the
/// line where it stopped, `column` the byte in it, from 0. Says what to do about the usual mistakes: tabs,
/// and text that needs quotes.
std::string yaml_complaint(const std::string& message, std::string_view line, std::size_t column);

/// The byte of the tab that makes YAML refuse the line's indentation; none if the message means another
/// thing.
std::optional<std::size_t> forbidden_tab(const std::string& message, std::string_view line);

}  // namespace trawl::cli
