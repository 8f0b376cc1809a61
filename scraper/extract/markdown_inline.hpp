#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// Where a line of Markdown is to stand.
enum class MarkdownPlace : std::uint8_t { paragraph, heading, cell };

enum class MarkdownStyle : std::uint8_t { emphasis, strong, strike };

/// Gathers one paragraph, heading or cell, and writes it as Markdown. Each run of white space becomes one space.
/// Styles and a link that are open when it is taken go on in the next one.
class MarkdownInline {
 public:
  void add_text(std::string_view text);
  void add_code(std::string_view code);
  /// Markdown that is to stand as it is.
  void add_raw(std::string_view markdown);
  /// `url` is absolute; `alt` is plain text.
  void add_image(std::string_view alt, std::string_view url);
  void add_space();
  /// A line break; two in a row, with nothing but white space between them, say that a paragraph ends: then
  /// true.
  bool add_break();

  void open(MarkdownStyle style);
  void close(MarkdownStyle style);
  /// Requires: no link is open, close_link() comes before the next.
  void open_link(std::string_view url);
  void close_link();
  bool is_in_link() const { return !link_.empty(); }

  /// Whether there is nothing to see so far.
  bool is_empty() const { return !has_content_; }
  /// The Markdown of what was added since the last time; several lines if there are breaks; "" for nothing.
  std::string take(MarkdownPlace place);

 private:
  enum class Kind : std::uint8_t { text, code, raw, line_break, open, close, open_link, close_link };
  struct Piece {
    Piece(Kind piece_kind, std::string piece_text, MarkdownStyle piece_style = MarkdownStyle::emphasis)
        : kind(piece_kind), text(std::move(piece_text)), style(piece_style) {}
    bool is_end() const { return kind == Kind::close || kind == Kind::close_link; }
    bool is_begin() const { return kind == Kind::open || kind == Kind::open_link; }
    Kind kind;
    std::string text;
    MarkdownStyle style;
    std::size_t partner = 0;  ///< of a begin or end: the other
    bool is_underscore = false, is_gone = false;
  };

  void begin_content();
  void end(Kind kind, MarkdownStyle style);
  std::vector<Piece> open_pieces() const;
  void pair();
  void mend_styles();
  void mend_pair(std::size_t first, std::size_t last);
  bool is_touching(std::size_t first, std::size_t last) const;
  char32_t char_before(std::size_t index) const;
  char32_t char_after(std::size_t index) const;
  std::string write(MarkdownPlace place) const;

  std::vector<Piece> pieces_;
  std::vector<Piece> waiting_;  ///< opened, but nothing is in them yet
  std::array<int, 3> depth_{};
  std::string link_;  ///< of the open link
  bool space_due_ = false, has_content_ = false;
};

}  // namespace trawl::extract
