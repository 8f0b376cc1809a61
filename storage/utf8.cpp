#include "storage/utf8.hpp"

namespace trawl::storage {

CodePoint first_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t bytes = 0;
  char32_t value = 0;
  char32_t least = 0;  // below it the form is overlong
  if (lead >= 0xC2 && lead < 0xE0) {
    bytes = 2, value = lead & 0x1F, least = 0x80;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    bytes = 3, value = lead & 0x0F, least = 0x800;
  } else if (lead >= 0xF0 && lead < 0xF5) {
    bytes = 4, value = lead & 0x07, least = 0x10000;
  }
  if (bytes == 0 || text.size() < bytes) return {};
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return {};
    value = value << 6 | (next & 0x3F);
  }
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < least || surrogate || value > 0x10FFFF) return {};
  return {value, bytes, true};
}

}  // namespace trawl::storage
