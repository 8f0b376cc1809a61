#include "storage/export/xml_text.hpp"

#include <iterator>

#include <fmt/format.h>

#include "fetch/text/utf8.hpp"

namespace trawl::storage {
namespace {

bool is_xml(char32_t c) {
  return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

/// A line feed in an attribute, or a carriage return anywhere, would be read as something else.
bool needs_reference(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

}  // namespace

void append_xml(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of("&<>\"'"), text::ascii_prefix(text));
    const std::size_t end = std::min(plain, text.size());
    std::size_t done = 0;
    while (done < end && text[done] >= ' ' && text[done] != '\x7f') ++done;
    out += text.substr(0, done);
    text.remove_prefix(done);
    if (text.empty()) return;
    const text::CodePoint point = text::first_code_point(text);
    if (!point.valid || !is_xml(point.value)) {
      out += text::kReplacement;
    } else if (std::string_view("&<>\"'").find(text[0]) != std::string_view::npos ||
               needs_reference(point.value)) {
      fmt::format_to(std::back_inserter(out), "&#{};", static_cast<unsigned>(point.value));
    } else {
      out += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
}

}  // namespace trawl::storage
