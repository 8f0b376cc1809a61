#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Text built from pieces of a page: each run of ASCII whitespace becomes one space, each boundary of blocks
/// one "\n", and the text neither begins nor ends with either. Whitespace is that of HTML, which does not
/// include the no-break space.
class FoldedText {
 public:
  FoldedText() = default;
  /// For pieces of `document`, which outlives this. Reserves memory according to its size.
  explicit FoldedText(std::string_view document);

  /// Appends bytes as they stand in the document.
  void append(std::string_view raw, TextKind kind);
  /// Separates what follows from the text so far by a space, unless a line end is due.
  void break_word() { separator_ = separator_ == '\0' ? ' ' : separator_; }
  /// Separates what follows from the text so far by a line end.
  void break_line() { separator_ = '\n'; }

  std::string_view text() const { return {room_.data(), size_}; }
  std::size_t size() const { return size_; }
  std::string take();
  /// The number of words: runs of characters other than whitespace.
  int words() const;

 private:
  char* begin_run(std::size_t bytes);
  const char* append_run(const char* at, const char* end);
  bool can_read_sixteen(const char* at) const;
  std::size_t append_special(std::string_view rest, TextKind kind);
  void append_visible(std::string_view bytes);

  std::string_view document_;
  std::string room_;  ///< the first size_ bytes are the text
  std::size_t size_ = 0;
  char separator_ = '\0';  ///< due before the next visible character
};

/// `text` folded; character references stay as they are.
std::string folded(std::string_view text);

/// Cuts well-formed UTF-8 to at most `bytes` bytes, at the end of a character.
void cut_utf8(std::string& text, std::size_t bytes);
/// A folded text from byte `first` on as one line, cut to at most `characters` code points.
std::string clipped_line(std::string_view text, std::size_t first, std::size_t characters);

}  // namespace trawl::page
