#include "scraper/page/media_signature.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace trawl::page {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

/// A box "ftyp" with a brand that begins with "mp4". The four bytes after the first brand are a version.
bool is_mp4(std::string_view bytes) {
  constexpr std::size_t kVersion = 12;
  if (bytes.size() < kVersion || bytes.substr(4, 4) != "ftyp") return false;
  std::size_t box = 0;
  for (std::size_t i = 0; i < 4; ++i) box = box << 8 | byte_at(bytes, i);
  if (bytes.size() < box || box % 4 != 0) return false;
  for (std::size_t brand = 8; brand + 4 <= std::max(box, kVersion); brand += 4) {
    if (brand != kVersion && bytes.substr(brand, 3) == "mp4") return true;
  }
  return false;
}

/// EBML with the DocType "webm" near its beginning.
bool is_webm(std::string_view bytes) {
  constexpr std::size_t kLatest = 38;
  if (!bytes.starts_with("\x1a\x45\xdf\xa3")) return false;
  for (std::size_t at = 4; at < std::min(bytes.size(), kLatest); ++at) {
    if (bytes.substr(at, 2) != "\x42\x82") continue;
    std::string_view type = bytes.substr(at + 2);
    if (type.empty()) return false;
    // The size is as many bytes long as its first 1 bit has bits in front, plus one.
    std::size_t size = 1;
    for (unsigned bit = 0x80; size < 8 && (byte_at(type, 0) & bit) == 0; bit >>= 1) ++size;
    type.remove_prefix(std::min(size, type.size()));
    type.remove_prefix(std::min(type.find_first_not_of('\0'), type.size()));
    if (type.starts_with("webm")) return true;
  }
  return false;
}

/// The size of the MPEG layer III frame at the beginning of `bytes`; 0 if there is none.
std::size_t mp3_frame(std::string_view bytes) {
  // In kbit/s, by bit-rate index: first MPEG 1, then MPEG 2 and 2.5.
  constexpr std::array<std::array<std::size_t, 15>, 2> kRates{
      {{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
       {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}}};
  constexpr std::array<std::size_t, 3> kSamples{44'100, 48'000, 32'000};
  if (bytes.size() < 4 || byte_at(bytes, 0) != 0xff || (byte_at(bytes, 1) & 0xe0) != 0xe0) return 0;
  const unsigned version = byte_at(bytes, 1) >> 3 & 3, layer = byte_at(bytes, 1) >> 1 & 3;
  const unsigned rate = byte_at(bytes, 2) >> 4, sample = byte_at(bytes, 2) >> 2 & 3;
  constexpr unsigned kLayer3 = 1, kReserved = 1, kMpeg1 = 3, kMpeg2 = 2;
  if (layer != kLayer3 || version == kReserved || rate == 0 || rate == 15 || sample == 3) return 0;
  const std::size_t frequency = kSamples[sample] >> (version == kMpeg1 ? 0 : version == kMpeg2 ? 1 : 2);
  const std::size_t scale = version == kMpeg1 ? 144'000 : 72'000;
  return kRates[version == kMpeg1 ? 0 : 1][rate] * scale / frequency + (byte_at(bytes, 2) >> 1 & 1);
}

/// Two frames in a row, as a single header occurs in other files too.
bool is_mp3(std::string_view bytes) {
  const std::size_t size = mp3_frame(bytes);
  return size != 0 && size < bytes.size() && mp3_frame(bytes.substr(size)) != 0;
}

}  // namespace

std::string_view type_of_media(std::string_view bytes) {
  if (is_mp4(bytes)) return "video/mp4";
  if (is_webm(bytes)) return "video/webm";
  return is_mp3(bytes) ? "audio/mpeg" : "";
}

}  // namespace trawl::page
