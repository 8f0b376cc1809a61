#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/markdown/markdown_piece.hpp"

namespace trawl::extract {

/// Where a line of Markdown is to stand.
enum class MarkdownPlace : std::uint8_t { paragraph, heading, cell };

/// Gathers one paragraph, heading or cell, and writes it as Markdown. Each run of white space becomes one
/// space. Styles and a link that are open when it is taken go on in the next one.
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

  /// Whether so much was added that it should be taken: the pieces of a line take memory of their own.
  bool is_long() const { return pieces_.size() > kLongLine; }
  static constexpr std::size_t kLongLine = 100'000;

  /// Whether there is nothing to see so far.
  bool is_empty() const { return !has_content_; }
  /// The Markdown of what was added since the last time; several lines if there are breaks; "" for nothing.
  std::string take(MarkdownPlace place);

 private:
  using Piece = MarkdownPiece;
  using Kind = MarkdownPiece::Kind;

  void begin_content();
  void end(Kind kind, MarkdownStyle style);
  std::vector<Piece> open_pieces() const;
  std::string write(MarkdownPlace place) const;

  std::vector<Piece> pieces_;
  std::vector<Piece> waiting_;  ///< opened, but nothing is in them yet
  std::array<int, 3> depth_{};
  std::string link_;  ///< of the open link
  bool space_due_ = false, has_content_ = false;
};

}  // namespace trawl::extract
