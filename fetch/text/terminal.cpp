#include "fetch/text/terminal.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "fetch/text/utf8.hpp"

namespace trawl::text {
namespace {

struct Range {
  char32_t first, last;
};

// Unicode East Asian Width W and F, in blocks.
constexpr std::array<Range, 13> kWide{{{0x1100, 0x115F},
                                       {0x2E80, 0x303E},
                                       {0x3041, 0xA4CF},
                                       {0xA960, 0xA97F},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0xFFE0, 0xFFE6},
                                       {0x1F300, 0x1F64F},
                                       {0x1F680, 0x1F6FF},
                                       {0x1F900, 0x1F9FF},
                                       {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 6> kCombining{{{0x0300, 0x036F},
                                           {0x0483, 0x0489},
                                           {0x1AB0, 0x1AFF},
                                           {0x20D0, 0x20FF},
                                           {0xFE00, 0xFE0F},
                                           {0xFE20, 0xFE2F}}};
// Invisible characters and those that change the direction of what follows.
constexpr std::array<Range, 6> kMisleading{{{0x061C, 0x061C},
                                            {0x200B, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2060, 0x2069},
                                            {0xFEFF, 0xFEFF},
                                            {0xFFF9, 0xFFFB}}};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t point) {
  for (const auto& range : ranges)
    if (point >= range.first && point <= range.last) return true;
  return false;
}

int width_of(char32_t point) {
  if (point < 0x300) return 1;
  if (within(kCombining, point)) return 0;
  return within(kWide, point) ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const auto number = static_cast<unsigned>(point.value);
    if (point.value == '\n') {
      out += "\\n";
    } else if (point.value == '\t') {
      out += "\\t";
    } else if (number < 0x20 || (number >= 0x7F && number < 0xA0)) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", number);
    } else if (within(kMisleading, point.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", number);
    } else if (point.valid) {
      out += text.substr(0, point.bytes);
    } else {
      out += kReplacement;
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::string printable_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const CodePoint point = first_code_point(json);
    const bool is_control = point.value >= 0x7F && point.value < 0xA0;
    if (is_control || within(kMisleading, point.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(point.value));
    } else {
      out += json.substr(0, point.bytes);
    }
    json.remove_prefix(point.bytes);
  }
  return out;
}

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    width += width_of(point.value);
    text.remove_prefix(point.bytes);
  }
  return width;
}

namespace {

/// How many bytes at the beginning fit into `width` columns.
std::size_t bytes_that_fit(std::string_view text, int width) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const CodePoint point = first_code_point(text.substr(bytes));
    width -= width_of(point.value);
    if (width < 0) break;
    bytes += point.bytes;
  }
  return bytes;
}

}  // namespace

std::string cut_to_width(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  return std::string(text.substr(0, bytes_that_fit(text, width - 1))) + (width > 0 ? "…" : "");
}

std::string cut_in_middle(std::string_view text, int width) {
  const int whole = display_width(text);
  if (whole <= width) return std::string(text);
  const int kept = std::max(width - 1, 0), tail = kept / 2;
  const std::size_t front = bytes_that_fit(text, kept - tail);
  // A wide character at the cut goes with what is left out.
  std::size_t back = bytes_that_fit(text, whole - tail);
  if (display_width(text.substr(back)) > tail) back += first_code_point(text.substr(back)).bytes;
  return std::string(text.substr(0, front)) + (width > 0 ? "…" : "") + std::string(text.substr(back));
}

}  // namespace trawl::text
