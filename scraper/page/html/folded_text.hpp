#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "scraper/page/html/html_token.hpp"

namespace trawl::page {

/// Text that grows from pieces of a page: every run of ASCII blanks becomes one space, block boundaries
/// become one "\n", and there are neither at its ends. Blanks are those of HTML; a no-break space is none.
class FoldedText {
 public:
  FoldedText() = default;
  /// Of pieces of `document`, which outlives this. Makes room for some of it beforehand.
  explicit FoldedText(std::string_view document);

  /// Takes bytes as they stand in the document.
  void append(std::string_view raw, TextKind kind);
  /// What follows is another word, or another line, than what stands there.
  void break_word() { separator_ = separator_ == '\0' ? ' ' : separator_; }
  void break_line() { separator_ = '\n'; }

  std::string_view text() const { return {room_.data(), size_}; }
  std::size_t size() const { return size_; }
  std::string take();
  /// How many runs between blanks the text has.
  int words() const;

 private:
  char* begin_run(std::size_t bytes);
  const char* append_run(const char* at, const char* end);
  bool can_read_sixteen(const char* at) const;
  std::size_t append_special(std::string_view rest, TextKind kind);
  void append_visible(std::string_view bytes);

  std::string_view document_;
  std::string room_;  ///< its first size_ bytes are the text
  std::size_t size_ = 0;
  char separator_ = '\0';
};

/// `text` folded, references left as they are.
std::string folded(std::string_view text);

/// The words of `text` from byte `first` on in one line, at most `characters` code points of them.
std::string clipped_line(std::string_view text, std::size_t first, std::size_t characters);

}  // namespace trawl::page
