#include "fetch/url/percent.hpp"

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

void append_escape(std::string& out, char byte) {
  const auto value = static_cast<unsigned char>(byte);
  out += {'%', text::kUpperHexDigits[value >> 4], text::kUpperHexDigits[value & 15]};
}

void append_percent_encoded(std::string& out, std::string_view text, const PercentSet& set) {
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!set.holds(text[i])) continue;
    out.append(text, copied, i - copied);
    append_escape(out, text[i]);
    copied = i + 1;
  }
  out.append(text, copied);
}

int escaped_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = text::hex_digit_value(text[1]), low = text::hex_digit_value(text[2]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

std::string percent_decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = escaped_byte(text.substr(i));
    bytes += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return bytes;
}

}  // namespace trawl::fetch
