#include "fetch/utf8.hpp"

namespace trawl::fetch {

namespace {

struct Lead {
  int continuations;              // how many bytes follow; 0: not a lead byte
  unsigned char lowest, highest;  // the range of the first of them
};

Lead lead_of(unsigned char byte) {
  if (byte >= 0xc2 && byte <= 0xdf) return {1, 0x80, 0xbf};
  if (byte == 0xe0) return {2, 0xa0, 0xbf};
  if (byte == 0xed) return {2, 0x80, 0x9f};
  if (byte >= 0xe1 && byte <= 0xef) return {2, 0x80, 0xbf};
  if (byte == 0xf0) return {3, 0x90, 0xbf};
  if (byte == 0xf4) return {3, 0x80, 0x8f};
  if (byte >= 0xf1 && byte <= 0xf3) return {3, 0x80, 0xbf};
  return {0, 0, 0};
}

}  // namespace

std::string well_formed_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    if (first < 0x80) {
      text += bytes[i++];
      continue;
    }
    Lead lead = lead_of(first);
    std::size_t end = i + 1;
    int missing = lead.continuations;
    for (; missing > 0 && end < bytes.size(); --missing, ++end) {
      const auto next = static_cast<unsigned char>(bytes[end]);
      if (next < lead.lowest || next > lead.highest) break;
      lead.lowest = 0x80;
      lead.highest = 0xbf;
    }
    if (lead.continuations > 0 && missing == 0) {
      text.append(bytes, i, end - i);
    } else {
      text += "\xef\xbf\xbd";
    }
    i = end;
  }
  return text;
}

}  // namespace trawl::fetch
