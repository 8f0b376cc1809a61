#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::extract {

/// Reads the words of a JSONPath: names, strings, numbers, blanks.
class JsonPathScanner {
 public:
  /// Requires: `text` outlives the scanner. Throws SelectorError for what is not UTF-8.
  explicit JsonPathScanner(const std::string& text);

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool take(std::string_view wanted);
  void skip_blanks();
  void go_to(std::size_t at) { at_ = at; }

  std::optional<std::string> member_name();    ///< after a dot
  std::optional<std::string> function_name();  ///< lower-case letters, digits, "_"
  std::optional<std::string> quoted();
  std::optional<std::int64_t> whole_number();  ///< within ±(2^53 - 1), without leading zeros or "-0"
  std::optional<std::string> number();         ///< as JSON writes it

  std::string shown() const;  ///< the next character for messages
  [[noreturn]] void fail(const std::string& message) const { fail_at(at_, message); }
  [[noreturn]] static void fail_at(std::size_t at, const std::string& message);

 private:
  void append_escaped(std::string& out, char quote);
  char32_t four_hex_digits();

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace trawl::extract
