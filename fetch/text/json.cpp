#include "fetch/text/json.hpp"

#include <iterator>

#include <fmt/format.h>

#include "fetch/text/utf8.hpp"

namespace trawl::text {

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.value == '"' || point.value == '\\') {
      out += {'\\', static_cast<char>(point.value)};
    } else if (point.value == '\n') {
      out += "\\n";
    } else if (point.value == '\t') {
      out += "\\t";
    } else if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(point.value));
    } else if (point.valid) {
      out += text.substr(0, point.bytes);
    } else {
      out += kReplacement;
    }
    text.remove_prefix(point.bytes);
  }
  out += '"';
}

}  // namespace trawl::text
