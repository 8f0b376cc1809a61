#include "scraper/extract/markdown/markdown_escape.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/text/ascii.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kLeastFence = 3, kMostHashes = 6, kMostDigits = 9;

bool is_ascii_punctuation(char c) {
  return c > ' ' && c < '\x7F' && !text::is_alphanumeric(c);
}

bool is_word(char c) {
  return text::is_alphanumeric(c) || c < 0;
}

/// Whether what stands behind "&" makes it a character reference, or may do so together with what follows.
bool may_be_reference(std::string_view behind) {
  constexpr std::size_t kLongest = 34;  // "CounterClockwiseContourIntegral;" and room
  for (std::size_t i = 0; i < std::min(behind.size(), kLongest); ++i) {
    if (behind[i] == ';') return i > 0;
    if (!text::is_alphanumeric(behind[i]) && !(i == 0 && behind[i] == '#')) return false;
  }
  return behind.size() < kLongest;
}

/// Whether the character at `i` would be markup.
bool needs_escape(std::string_view text, std::size_t i, bool in_cell, bool is_before_link) {
  switch (text[i]) {
    case '`':
    case '*':
    case '[':
    case ']':
    case '~':
      return true;
    case '<':  // only these begin a tag
      return i + 1 == text.size() || text::is_letter(text[i + 1]) || text[i + 1] == '/' ||
             text[i + 1] == '!' || text[i + 1] == '?';
    case '_':  // within a word it is no markup
      return i == 0 || i + 1 == text.size() || !text::is_alphanumeric(text[i - 1]) ||
             !text::is_alphanumeric(text[i + 1]);
    case '\\':
      return i + 1 == text.size() || is_ascii_punctuation(text[i + 1]);
    case '&':
      return may_be_reference(text.substr(i + 1));
    case '!':
      return is_before_link && i + 1 == text.size();
    case '|':
      return in_cell;
    default:
      return false;
  }
}

/// The length of a URL in a text that begins at `i`, if it has to stand in angle brackets: GFM makes a link
/// of a bare one and takes the escapes in it for parts of it.
std::size_t url_size(std::string_view text, std::size_t i, bool in_cell) {
  const std::string_view rest = text.substr(i);
  if (!rest.starts_with("http://") && !rest.starts_with("https://")) return 0;
  if (i > 0 && is_word(text[i - 1])) return 0;
  const std::size_t end = std::min(rest.find_first_of(" <>|\\`"), rest.size());
  const std::string_view url = text::trimmed_back(rest.substr(0, end), "?!.,:*_~'\"()[]");
  if (url.size() < std::string_view("https://a").size()) return 0;
  for (std::size_t at = 0; at < url.size(); ++at) {
    if (needs_escape(url, at, in_cell, false)) return url.size();
  }
  return 0;
}

std::size_t longest_run(std::string_view text, char c) {
  std::size_t longest = 0, run = 0;
  for (const char each : text) {
    run = each == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, bool in_cell, bool is_before_link) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (const std::size_t size = url_size(text, i, in_cell); size > 0) {
      out.append("<").append(text.substr(i, size)).append(">");
      i += size - 1;
      continue;
    }
    if (needs_escape(text, i, in_cell, is_before_link)) out += '\\';
    out += text[i];
  }
}

std::string without_block_start(std::string line) {
  if (line.empty()) return line;
  const auto ends_at = [&](std::size_t i) { return i >= line.size() || line[i] == ' '; };
  const char first = line[0];
  std::size_t place = std::string::npos;
  if (first == '#') {
    const std::size_t hashes = std::min(line.find_first_not_of('#'), line.size());
    if (hashes <= kMostHashes && ends_at(hashes)) place = 0;
  } else if (first == '>' || first == '|' || first == '=' || first == ':') {
    place = 0;
  } else if (first == '+' || first == '-') {
    if (ends_at(1) || line[1] == first) place = 0;
  } else if (text::is_digit(first)) {
    const std::size_t end = line.find_first_not_of(text::kDigits);
    if (end <= kMostDigits && (line[end] == '.' || line[end] == ')') && ends_at(end + 1)) place = end;
  }
  if (place != std::string::npos && (first != ':' || line.starts_with(":-"))) line.insert(place, 1, '\\');
  return line;
}

std::string without_heading_end(std::string line) {
  const std::size_t end = line.find_last_not_of('#');
  if (end != std::string::npos && end + 1 < line.size() && line[end] == ' ') line.insert(end + 1, 1, '\\');
  if (end == std::string::npos && !line.empty()) line.insert(0, 1, '\\');
  return line;
}

std::string code_span(std::string_view code, bool in_cell) {
  const bool has_backticks = code.find('`') != std::string_view::npos;
  std::size_t size = 1;
  if (has_backticks) {
    // The smallest number that is not the length of a run in the code.
    const std::size_t longest = longest_run(code, '`');
    std::string lengths(longest + 2, '\0');
    std::size_t run = 0;
    for (const char c : code) {
      if (c == '`') {
        ++run;
      } else {
        lengths[run] = 1;
        run = 0;
      }
    }
    lengths[run] = 1;
    while (size < lengths.size() && lengths[size] != 0) ++size;
  }
  const bool is_blank = code.find_first_not_of(' ') == std::string_view::npos;
  const bool needs_room = code.starts_with('`') || code.ends_with('`') ||
                          (!is_blank && code.starts_with(' ') && code.ends_with(' '));
  std::string span(size, '`');
  if (needs_room) span += ' ';
  for (const char c : code) {
    if (in_cell && c == '|') span += '\\';
    span += c;
  }
  if (needs_room) span += ' ';
  return span.append(size, '`');
}

std::size_t fence_size(std::string_view code) {
  return std::max(kLeastFence, longest_run(code, '`') + 1);
}

std::string link_destination(std::string_view url) {
  int depth = 0;
  bool is_plain = !url.empty();
  for (const char c : url) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    is_plain = is_plain && depth >= 0 && depth < 32;  // CommonMark: at least 32 levels are read
  }
  std::string written;
  for (const char c : url) {
    if (c == ' ')
      written += "%20";
    else if (c == '<')
      written += "%3C";
    else if (c == '>')
      written += "%3E";
    else if (c == '|')
      written += "%7C";  // ends a cell
    else if (c == '\\')
      written += "%5C";
    else if (c == '`')
      written += "%60";
    else if (static_cast<unsigned char>(c) > ' ')
      written += c;
  }
  return is_plain && depth == 0 ? written : "<" + written + ">";
}

bool is_markdown_punctuation(char32_t c) {
  static constexpr std::array<std::pair<char32_t, char32_t>, 12> kRanges{{{0xA1, 0xA9},
                                                                          {0xAB, 0xB1},
                                                                          {0xB4, 0xB4},
                                                                          {0xB6, 0xB8},
                                                                          {0xBB, 0xBB},
                                                                          {0xBF, 0xBF},
                                                                          {0x2010, 0x205E},
                                                                          {0x20A0, 0x20BF},
                                                                          {0x2190, 0x2BFF},
                                                                          {0x3001, 0x3003},
                                                                          {0x3008, 0x3020},
                                                                          {0xFE30, 0xFE6B}}};
  if (c < 0x80) return c > ' ' && is_ascii_punctuation(static_cast<char>(c));
  if ((c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
      (c >= 0xFF5B && c <= 0xFF65)) {
    return true;
  }
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [&](const auto& range) { return c >= range.first && c <= range.second; });
}

bool is_markdown_space(char32_t c) {
  return c <= ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

}  // namespace trawl::extract
