#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "fetch/url/percent.hpp"
#include "fetch/url/url.hpp"
#include "fetch/url/url_host.hpp"

namespace trawl::fetch {

namespace {

constexpr std::size_t kLongestInput = 64 << 20;

constexpr bool is_slash(char c) {
  return c == '/' || c == '\\';
}
// Kinds of bytes in the input, as bits. Most URLs contain few kinds, so that most steps can be skipped.
enum InputByte : std::uint8_t {
  kLineSpace = 1,  // tab, LF, CR
  kNotAscii = 2,
  kColon = 4,
  kHash = 8,
  kMark = 16,
  kSlash = 32,    // or backslash
  kEscaped = 64,  // in some part after the authority
  kOdd = 128,     // see has_plain_path()
};

constexpr auto kInputBytes = [] {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned byte = 0; byte < kinds.size(); ++byte) {
    const char c = static_cast<char>(byte);
    if (text::is_tab_or_newline(c)) kinds[byte] |= kLineSpace;
    if (byte >= 0x80) kinds[byte] |= kNotAscii;
    if (c == ':') kinds[byte] |= kColon;
    if (c == '#') kinds[byte] |= kHash;
    if (c == '?') kinds[byte] |= kMark;
    if (is_slash(c)) kinds[byte] |= kSlash;
    if (c != '#' && (c == '%' || c == ';' || c == '(' || kNotPathOrQuery.holds(c))) kinds[byte] |= kOdd;
    if (c == '#' || c == '?') continue;  // they end a part before they could be escaped in it
    if (kPathSet.holds(c) || kSpecialQuerySet.holds(c) || kFragmentSet.holds(c)) kinds[byte] |= kEscaped;
  }
  return kinds;
}();

std::uint8_t kinds_in(std::string_view input) {
  std::uint8_t kinds = 0;
  for (const char c : input) kinds |= kInputBytes[static_cast<unsigned char>(c)];
  return kinds;
}

// The input as well-formed UTF-8 without tabs and line ends; stored in `copy` if that differs from `input`,
// whose kinds of bytes are `kinds`.
std::string_view cleaned(std::string_view input, std::uint8_t kinds, std::string& copy) {
  if ((kinds & (kLineSpace | kNotAscii)) == 0) return input;
  copy = (kinds & kNotAscii) != 0 ? text::clean_utf8(input) : std::string(input);
  if ((kinds & kLineSpace) != 0) std::erase_if(copy, text::is_tab_or_newline);
  return copy;
}

// The size of the scheme that `text` begins with, without its ":"; 0 if there is none.
std::size_t scheme_size(std::string_view text) {
  if (text.empty() || !text::is_letter(text[0])) return 0;
  std::size_t i = 1;
  while (i < text.size() && (text::is_letter(text[i]) || text::is_digit(text[i]) || text[i] == '+' ||
                             text[i] == '-' || text[i] == '.')) {
    ++i;
  }
  return i < text.size() && text[i] == ':' ? i : 0;
}

// How many dots a path segment consists of: 1 for "." and "%2e", 2 for "..", ".%2e" and so on, 0 for every
// other.
int dots_of(std::string_view segment) {
  int dots = 0;
  while (!segment.empty()) {
    if (segment[0] == '.') {
      segment.remove_prefix(1);
    } else if (text::equal_ignoring_case(segment.substr(0, 3), "%2e")) {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    if (++dots > 2) return 0;
  }
  return dots;
}

std::size_t size_before_slash(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && !is_slash(text[i])) ++i;
  return i;
}

// The position of the ":" before the port, or the size if there is none. Colons in brackets belong to the
// address.
std::size_t host_size(std::string_view authority) {
  bool in_brackets = false;
  for (std::size_t i = 0; i < authority.size(); ++i) {
    if (authority[i] == '[') in_brackets = true;
    if (authority[i] == ']') in_brackets = false;
    if (authority[i] == ':' && !in_brackets) return i;
  }
  return authority.size();
}

}  // namespace

/// The basic URL parser of the standard (§4.4), written as a descent instead of a state machine: for http and
/// https a fragment always begins at the first "#", and a query at the first "?" before it.
/// Invariant: every step appends to url_.href_ and records where its part ends.
class Url::Parser {
 public:
  explicit Parser(const QueryEncoder* encode) : encode_(encode) {}

  bool parse(std::string_view input, const Url* base) {
    if (input.size() > kLongestInput) return fail("the URL is too long");
    std::string copy;
    std::string_view text = text::trimmed_controls_and_space(input);
    kinds_ = kinds_in(text);
    text = cleaned(text, kinds_, copy);
    const std::size_t hash = has(kHash) ? text.find('#') : text.npos;
    if (hash != text.npos) fragment_ = text.substr(hash + 1);
    text = text.substr(0, hash);
    const std::size_t mark = has(kMark) ? text.find('?') : text.npos;
    if (mark != text.npos) query_ = text.substr(mark + 1);
    text = text.substr(0, mark);
    url_.has_plain_path_ = !has(kOdd);
    url_.href_.reserve(input.size() + 16 + (base ? base->path_end_ : 0));
    if (!hierarchy(text, base)) return false;
    query_and_fragment();
    return url_.href_.size() <= std::numeric_limits<std::uint32_t>::max() || fail("the URL is too long");
  }

  Url&& url() { return std::move(url_); }
  std::string_view reason() const { return reason_; }

 private:
  bool fail(std::string_view reason) {
    reason_ = reason;
    return false;
  }
  bool has(InputByte kind) const { return (kinds_ & kind) != 0; }
  std::uint32_t here() const { return static_cast<std::uint32_t>(url_.href_.size()); }

  bool hierarchy(std::string_view text, const Url* base) {
    const std::size_t size = has(kColon) ? scheme_size(text) : 0;
    if (size == 0 && !base) return fail("a relative URL needs a base");
    std::string_view scheme = base ? base->scheme() : "";
    if (size > 0) {
      const std::string_view written = text.substr(0, size);
      const bool is_http = text::equal_ignoring_case(written, "http");
      if (!is_http && !text::equal_ignoring_case(written, "https")) return fail("not an http or https URL");
      text.remove_prefix(size + 1);
      const std::string_view own = is_http ? "http" : "https";
      if (own != scheme) base = nullptr;
      scheme = own;
    }
    const bool has_authority = !base || (text.size() >= 2 && is_slash(text[0]) && is_slash(text[1]));
    if (!has_authority) {
      relative(text, *base);
      return true;
    }
    url_.href_ += scheme;
    url_.scheme_end_ = here();
    url_.href_ += "://";
    while (!text.empty() && is_slash(text[0])) text.remove_prefix(1);
    const std::size_t end = size_before_slash(text);
    if (!authority(text.substr(0, end))) return false;
    path(text.substr(end));
    return true;
  }

  void relative(std::string_view text, const Url& base) {
    const bool keeps_query = text.empty() && !query_ && base.has_query();
    const bool is_absolute = !text.empty() && is_slash(text[0]);
    const std::uint32_t kept = keeps_query   ? base.query_end_
                               : is_absolute ? base.path_begin_
                                             : base.path_end_;
    url_.href_.append(base.href_, 0, kept);
    url_.scheme_end_ = base.scheme_end_;
    url_.username_end_ = base.username_end_;
    url_.host_begin_ = base.host_begin_;
    url_.host_end_ = base.host_end_;
    url_.path_begin_ = base.path_begin_;
    url_.path_end_ = base.path_end_;
    if (!is_absolute) url_.has_plain_path_ = url_.has_plain_path_ && base.has_plain_path_;
    if (text.empty()) return;
    if (!is_absolute) drop_last_segment();
    segments(is_absolute ? text.substr(1) : text);
  }

  bool authority(std::string_view text) {
    const std::size_t at = text.rfind('@');
    url_.username_end_ = here();
    if (at != text.npos) {
      credentials(text.substr(0, at));
      text.remove_prefix(at + 1);
    }
    url_.host_begin_ = here();
    const std::size_t size = host_size(text);
    if (const auto reason = append_host(url_.href_, text.substr(0, size)); !reason.empty())
      return fail(reason);
    url_.host_end_ = here();
    return size == text.size() || port(text.substr(size + 1));
  }

  void credentials(std::string_view text) {
    const std::uint32_t begin = here();
    const std::size_t colon = text.find(':');
    const std::string_view password = colon == text.npos ? "" : text.substr(colon + 1);
    append_percent_encoded(url_.href_, text.substr(0, colon), kUserinfoSet);
    url_.username_end_ = here();
    if (!password.empty()) {
      url_.href_ += ':';
      append_percent_encoded(url_.href_, password, kUserinfoSet);
    }
    if (here() > begin) url_.href_ += '@';
  }

  bool port(std::string_view digits) {
    unsigned number = 0;
    for (const char c : digits) {
      if (!text::is_digit(c)) return fail("the port is not a number up to 65535");
      number = number * 10 + static_cast<unsigned>(c - '0');
      if (number > 65'535) return fail("the port is not a number up to 65535");
    }
    if (digits.empty() || number == (url_.scheme() == "http" ? 80 : 443)) return true;
    url_.href_ += ':' + std::to_string(number);
    return true;
  }

  void path(std::string_view text) {
    url_.path_begin_ = here();
    segments(text.empty() ? text : text.substr(1));
  }

  // Requires: `text` does not include the "/" before its first segment.
  void segments(std::string_view text) {
    for (; text.starts_with("../"); text.remove_prefix(3)) drop_last_segment();
    const bool is_plain = !has(kOdd) && !text.starts_with('.') && text.find("/.") == std::string_view::npos;
    if (is_plain) {  // it needs neither escapes nor a look at each segment
      url_.href_ += '/';
      url_.href_ += text;
      url_.path_end_ = here();
      return;
    }
    for (bool is_last = false; !is_last;) {
      const std::size_t size = has(kSlash) ? size_before_slash(text) : text.size();
      const std::string_view segment = text.substr(0, size);
      is_last = size == text.size();
      const int dots = dots_of(segment);
      if (dots == 2) drop_last_segment();
      if (dots == 0 || is_last) url_.href_ += '/';
      if (dots == 0) append(segment, kPathSet);
      if (!is_last) text.remove_prefix(size + 1);
    }
    url_.path_end_ = here();
  }

  void append(std::string_view part, const PercentSet& set) {
    if (has(kEscaped)) {
      append_percent_encoded(url_.href_, part, set);
    } else {
      url_.href_ += part;
    }
  }

  void drop_last_segment() {
    if (here() > url_.path_begin_) url_.href_.resize(url_.href_.rfind('/'));
  }

  void query_and_fragment() {
    if (query_) {
      url_.href_ += '?';
      if (encode_) {
        append_percent_encoded(url_.href_, (*encode_)(*query_), kSpecialQuerySet);
      } else {
        append(*query_, kSpecialQuerySet);
      }
    }
    url_.query_end_ = here();
    if (fragment_) {
      url_.href_ += '#';
      append(*fragment_, kFragmentSet);
    }
  }

  const QueryEncoder* encode_;  // null for UTF-8
  Url url_;
  std::uint8_t kinds_ = 0;  // of the bytes in the input
  std::optional<std::string_view> query_, fragment_;
  std::string_view reason_;
};

std::optional<Url> Url::parse(std::string_view input, const Url* base, std::string* why,
                              const QueryEncoder* encode) {
  Parser parser(encode);
  if (parser.parse(input, base)) return parser.url();
  if (why) *why = parser.reason();
  return std::nullopt;
}

}  // namespace trawl::fetch
