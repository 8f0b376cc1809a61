#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::extract {

/// Reads the words of a CSS selector: names, strings, white space. Escapes are undone, comments skipped
/// (https://drafts.csswg.org/css-syntax-3/#tokenization).
class CssScanner {
 public:
  /// Requires: `text` outlives the scanner. Throws SelectorError for what is not UTF-8.
  explicit CssScanner(const std::string& text);

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  /// The next byte, or that many bytes further; 0 at the end.
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool take(char wanted);
  /// Whether there was white space. Comments are skipped as well, and count as nothing.
  bool skip_space();
  void skip_comments();

  bool is_name_next() const;
  std::optional<std::string> name();    ///< an identifier, such as `div`
  std::optional<std::string> hash();    ///< a name that may begin with a digit, such as the `1a` of `#1a`
  std::optional<std::string> quoted();  ///< a string; throws SelectorError if it does not end
  std::optional<std::string> unsigned_digits();

  /// "'x'" for the next character, or "the end", for messages.
  std::string shown() const;
  [[noreturn]] void fail(const std::string& message) const { fail_at(at_, message); }
  [[noreturn]] static void fail_at(std::size_t at, const std::string& message);

 private:
  bool is_escape_at(std::size_t ahead) const;
  std::string name_rest();
  void append_escaped(std::string& out);

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace trawl::extract
