#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace trawl::extract {

enum class MarkdownStyle : std::uint8_t { emphasis, strong, strike };

/// A piece of a line of Markdown before it is written. Ends and begins stand in pairs, well nested.
struct MarkdownPiece {
  enum class Kind : std::uint8_t { text, code, raw, line_break, open, close, open_link, close_link };

  MarkdownPiece(Kind piece_kind, std::string piece_text, MarkdownStyle piece_style = MarkdownStyle::emphasis)
      : kind(piece_kind), text(std::move(piece_text)), style(piece_style) {}

  bool is_begin() const { return kind == Kind::open || kind == Kind::open_link; }
  bool is_end() const { return kind == Kind::close || kind == Kind::close_link; }
  /// Whether it begins or ends a style.
  bool is_marker() const { return kind == Kind::open || kind == Kind::close; }

  Kind kind;
  std::string text;  ///< plain text, code, Markdown, or the URL of a link
  MarkdownStyle style;
  std::size_t partner = 0;     ///< of a begin or end: the other
  bool is_underscore = false;  ///< emphasis that is written with "_"
  bool is_gone = false;        ///< a marker that is not written
};

}  // namespace trawl::extract
