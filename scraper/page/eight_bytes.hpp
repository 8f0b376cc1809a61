#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace page {

// Scanning eight bytes at a time. A mark is the high bit of a byte of the word.
static_assert(std::endian::native == std::endian::little, "the first byte is taken to be the lowest");

inline constexpr std::uint64_t kEachByte = 0x0101010101010101;
inline constexpr std::uint64_t kLow7Bits = 0x7F * kEachByte;

/// Requires: eight bytes can be read.
inline std::uint64_t load_eight(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Marks each byte that is `c`.
constexpr std::uint64_t bytes_equal(std::uint64_t word, unsigned char c) {
  const std::uint64_t difference = word ^ c * kEachByte;
  return ~(((difference & kLow7Bits) + kLow7Bits) | difference | kLow7Bits);
}

/// Whether some byte is below a space.
constexpr bool has_control(std::uint64_t word) {
  return ((word - ' ' * kEachByte) & ~word & ~kLow7Bits) != 0;
}

constexpr int count_marks(std::uint64_t marks) {
  return static_cast<int>((marks >> 7) * kEachByte >> 56);
}

/// Each ASCII capital made a small letter.
constexpr std::uint64_t lower_case(std::uint64_t word) {
  const std::uint64_t seven = word & kLow7Bits;
  const std::uint64_t from_a = seven + (0x80 - 'A') * kEachByte;
  const std::uint64_t beyond_z = seven + (0x7F - 'Z') * kEachByte;
  return word | ((from_a ^ beyond_z) & ~word & ~kLow7Bits) >> 2;
}

/// Where `c` stands first from `at` on, or text.size(). For distances of a few bytes, where memchr is slow to
/// start.
inline std::size_t find_near(std::string_view text, char c, std::size_t at) {
  for (; text.size() - at >= 8; at += 8) {
    const std::uint64_t found = bytes_equal(load_eight(text.data() + at), static_cast<unsigned char>(c));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (at < text.size() && text[at] != c) ++at;
  return at;
}

}  // namespace page
