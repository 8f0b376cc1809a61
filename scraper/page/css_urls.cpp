#include "scraper/page/css_urls.hpp"

#include <algorithm>
#include <cstdint>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMostUrls = 10'000;

bool is_css_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool is_name_byte(char c) {
  return text::is_alphanumeric(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class CssReader {
 public:
  explicit CssReader(std::string_view css) : css_(css) {}

  std::vector<CssUrl> read() {
    while (at_ < css_.size() && urls_.size() < kMostUrls) {
      const char c = css_[at_];
      if (c == '/' && at_ + 1 < css_.size() && css_[at_ + 1] == '*') {
        skip_comment();
      } else if (c == '"' || c == '\'') {
        std::string text = string();
        if (is_importing_) add(text);
        is_importing_ = false;
      } else if (c == '@') {
        ++at_;
        begin_rule(name());
      } else if (is_name_byte(c) || c == '\\') {
        identifier();
      } else {
        if (c == ';' || c == '{' || c == '}') is_importing_ = is_naming_ = false;
        ++at_;
      }
    }
    return std::move(urls_);
  }

 private:
  void skip_comment() {
    const std::size_t end = css_.find("*/", at_ + 2);
    at_ = end == std::string_view::npos ? css_.size() : end + 2;
  }
  void skip_blanks() {
    while (at_ < css_.size() && is_css_blank(css_[at_])) ++at_;
  }
  void begin_rule(std::string_view keyword) {
    is_importing_ = text::equal_ignoring_case(keyword, "import");
    is_naming_ = text::equal_ignoring_case(keyword, "namespace");
  }
  std::string_view name() {
    const std::size_t first = at_;
    while (at_ < css_.size() && is_name_byte(css_[at_])) ++at_;
    return css_.substr(first, at_ - first);
  }
  void identifier() {
    const std::string_view word = name();
    if (word.empty()) {  // an escape
      at_ = std::min(at_ + 2, css_.size());
      return;
    }
    if (at_ == css_.size() || css_[at_] != '(' || !text::equal_ignoring_case(word, "url")) return;
    ++at_;
    skip_blanks();
    std::string url;
    bool is_good = true;
    if (at_ < css_.size() && (css_[at_] == '"' || css_[at_] == '\'')) {
      url = string();
    } else {
      is_good = bare_url(url);
    }
    if (is_good) add(url);
    is_importing_ = false;
  }
  /// Of `url(…)` without quotes; false for one that is none. Ends at the parenthesis.
  bool bare_url(std::string& url) {
    while (at_ < css_.size() && css_[at_] != ')') {
      const char c = css_[at_];
      if (is_css_blank(c)) {
        skip_blanks();
        if (at_ < css_.size() && css_[at_] != ')') return skip_bad_url();
      } else if (c == '"' || c == '\'' || c == '(') {
        return skip_bad_url();
      } else if (c == '\\') {
        escape(url);
      } else {
        url += c;
        ++at_;
      }
    }
    return true;
  }
  bool skip_bad_url() {
    while (at_ < css_.size() && css_[at_] != ')') at_ += css_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, css_.size());
    return false;
  }
  /// Up to its end mark, or to the end of the line, where a string that lacks it ends.
  std::string string() {
    const char mark = css_[at_++];
    std::string text;
    while (at_ < css_.size() && css_[at_] != mark && css_[at_] != '\n') {
      if (css_[at_] == '\\') {
        escape(text);
      } else {
        text += css_[at_++];
      }
    }
    if (at_ < css_.size() && css_[at_] == mark) ++at_;
    return text;
  }
  void escape(std::string& out) {
    constexpr int kMostDigits = 6;
    if (++at_ >= css_.size()) return;
    int digits = 0;
    std::uint32_t code = 0;
    for (; digits < kMostDigits && at_ < css_.size(); ++digits, ++at_) {
      const int digit = text::hex_digit_value(css_[at_]);
      if (digit < 0) break;
      code = 16 * code + static_cast<std::uint32_t>(digit);
    }
    if (digits > 0) {
      const bool is_none = code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF);
      text::append_utf8(out, is_none ? 0xFFFD : code);
      if (at_ < css_.size() && is_css_blank(css_[at_])) ++at_;
    } else if (css_[at_++] != '\n') {
      out += css_[at_ - 1];
    }
  }
  void add(std::string_view url) {
    url = text::trimmed(url, text::kAsciiSpace);
    if (is_naming_ || url.empty() || url.front() == '#' || text::starts_with_ignoring_case(url, "data:"))
      return;
    urls_.emplace_back(url, is_importing_);
  }

  const std::string_view css_;
  std::size_t at_ = 0;
  bool is_importing_ = false, is_naming_ = false;  // behind @import and @namespace
  std::vector<CssUrl> urls_;
};

}  // namespace

std::vector<CssUrl> css_urls(std::string_view css) {
  if (!may_have_css_urls(css)) return {};
  return CssReader(css).read();
}

bool may_have_css_urls(std::string_view css) {
  for (std::size_t at = css.find('('); at != std::string_view::npos; at = css.find('(', at + 1))
    if (at >= 3 && text::equal_ignoring_case(css.substr(at - 3, 3), "url")) return true;
  for (std::size_t at = css.find('@'); at != std::string_view::npos; at = css.find('@', at + 1))
    if (text::starts_with_ignoring_case(css.substr(at + 1), "import")) return true;
  return false;
}

}  // namespace trawl::page
