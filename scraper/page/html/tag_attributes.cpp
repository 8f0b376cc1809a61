#include "scraper/page/html/tag_attributes.hpp"

#include "scraper/page/html/html_bytes.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMaxAttributes = 1000;

/// Reads the attributes of one tag, in order.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  bool read(bool keep, Token& token) {
    Attribute ignored;
    while (true) {
      skip_blanks();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == '>') {
        ++at_;
        return true;
      }
      if (text_[at_] == '/') {
        ++at_;
        token.self_closing = at_ < text_.size() && text_[at_] == '>';
        continue;
      }
      const bool is_kept = keep && token.attributes.size() < kMaxAttributes;
      read_attribute(is_kept ? token.attributes.emplace_back() : ignored);
    }
  }
  std::size_t at() const { return at_; }

 private:
  void read_attribute(Attribute& attribute) {
    const std::size_t first = at_;
    at_ = name_end(text_, first + 1, kNameEnd);  // an initial "=" belongs to the name
    attribute.name = text_.substr(first, at_ - first);
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != '=') return;
    ++at_;
    skip_blanks();
    attribute.raw = read_value();
  }

  std::string_view read_value() {
    if (at_ >= text_.size()) return {};
    const char quote = text_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t first = at_ + 1;
      const std::size_t end = find_near(text_, quote, first);
      at_ = end + 1;
      return text_.substr(first, end - first);
    }
    const std::size_t first = at_;
    while (at_ < text_.size() && !is_html_byte(text_[at_], kUnquotedEnd)) ++at_;
    return text_.substr(first, at_ - first);
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_;
};

}  // namespace

std::optional<std::size_t> read_attributes(std::string_view text, std::size_t at, bool keep, Token& token) {
  token.attributes.clear();
  token.self_closing = false;
  Scanner scanner(text, at);
  if (!scanner.read(keep, token)) return std::nullopt;
  return scanner.at();
}

std::size_t name_end(std::string_view text, std::size_t at, unsigned char end) {
  if (text.size() - at >= SixteenBytes::kSize) {
    const SixteenBytes bytes(text.data() + at);
    const auto might_end = bytes.below(' ' + 1) | bytes.equal('/') | bytes.from_to('=', '>');
    if (const ByteSet ends = SixteenBytes::set_of(might_end); ends != 0) at += first_of(ends);
  }
  while (at < text.size() && !is_html_byte(text[at], end)) ++at;
  return at;
}

}  // namespace trawl::page
