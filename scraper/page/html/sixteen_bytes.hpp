#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace trawl::page {

// Scans sixteen bytes at a time.
static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest");

/// A subset of sixteen bytes: bit i stands for byte i.
using ByteSet = std::uint32_t;

/// The first `count` bytes, of at most 16.
constexpr ByteSet first_bytes(std::size_t count) {
  return (ByteSet{1} << count) - 1;
}

/// The index of the first byte in a set. Requires: the set is not empty.
constexpr std::size_t first_of(ByteSet set) {
  return static_cast<std::size_t>(std::countr_zero(set));
}

/// Sixteen bytes of a text, compared all at once.
class SixteenBytes {
 public:
  static constexpr std::size_t kSize = 16;
  /// The result of a comparison: 0xFF for each byte that matches, 0 for the others. Results combine by `|`.
  using Marks = std::uint8_t __attribute__((vector_size(kSize)));

  /// Requires: sixteen bytes are readable at `at`.
  explicit SixteenBytes(const char* at) { std::memcpy(&bytes_, at, kSize); }

  Marks equal(char c) const { return marks(bytes_ == byte(c)); }
  Marks below(char c) const { return marks(bytes_ < byte(c)); }
  Marks from_to(char first, char last) const {
    return marks(bytes_ - byte(first) <= byte(static_cast<char>(last - first)));
  }
  /// The bytes that are not ASCII.
  Marks beyond_ascii() const { return marks(bytes_ > 0x7F); }

  /// The bytes with ASCII capitals in lower case.
  SixteenBytes lower_case() const { return SixteenBytes(bytes_ | (from_to('A', 'Z') & 0x20)); }
  /// Keeps the marked bytes and sets the others to zero.
  SixteenBytes only(Marks marked) const { return SixteenBytes(bytes_ & marked); }
  /// Keeps the first `count` bytes, at most 16, and sets the others to zero.
  SixteenBytes first(std::size_t count) const {
    static constexpr auto kOnesThenZeros = [] {
      std::array<unsigned char, 2 * kSize> table{};
      for (std::size_t i = 0; i < kSize; ++i) table[i] = 0xFF;
      return table;
    }();
    Marks kept;
    std::memcpy(&kept, kOnesThenZeros.data() + kSize - count, kSize);
    return only(kept);
  }

  /// Requires: `target` has room for sixteen bytes.
  void store(char* target) const { std::memcpy(target, &bytes_, kSize); }
  /// The first and the last eight bytes as numbers.
  std::array<std::uint64_t, 2> halves() const { return std::bit_cast<std::array<std::uint64_t, 2>>(bytes_); }

  static ByteSet set_of(Marks marks) {
#ifdef __SSE2__
    return static_cast<ByteSet>(_mm_movemask_epi8(std::bit_cast<__m128i>(marks)));
#else
    ByteSet set = 0;
    for (std::size_t i = 0; i < kSize; ++i) set |= ByteSet{marks[i]} >> 7 << i;
    return set;
#endif
  }

 private:
  explicit SixteenBytes(Marks bytes) : bytes_(bytes) {}
  static std::uint8_t byte(char c) {
    return static_cast<std::uint8_t>(c);
  }
  static Marks marks(auto comparison) {
    return std::bit_cast<Marks>(comparison);
  }

  Marks bytes_;
};

/// The first place of `c` from `at` on, or text.size(). Faster than memchr if the place is near.
inline std::size_t find_near(std::string_view text, char c, std::size_t at) {
  for (; text.size() - at >= SixteenBytes::kSize; at += SixteenBytes::kSize) {
    const ByteSet found = SixteenBytes::set_of(SixteenBytes(text.data() + at).equal(c));
    if (found != 0) return at + first_of(found);
  }
  while (at < text.size() && text[at] != c) ++at;
  return at;
}

}  // namespace trawl::page
