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

// Scanning sixteen bytes at a time.
static_assert(std::endian::native == std::endian::little, "the first byte is taken to be the lowest");

/// Some of sixteen bytes: bit i stands for byte i.
using ByteSet = std::uint32_t;

/// The first `count` bytes, of at most 16.
constexpr ByteSet first_bytes(std::size_t count) {
  return (ByteSet{1} << count) - 1;
}

/// The first byte of a set. Requires: there is one.
constexpr std::size_t first_of(ByteSet set) {
  return static_cast<std::size_t>(std::countr_zero(set));
}

/// Sixteen bytes of a text, to be asked which of them are of some kind.
class SixteenBytes {
 public:
  static constexpr std::size_t kSize = 16;
  /// What a comparison gives: 0xFF for each byte that is meant, 0 for the others. They are joined by `|`.
  using Marks = std::uint8_t __attribute__((vector_size(kSize)));

  /// Requires: sixteen bytes can be read.
  explicit SixteenBytes(const char* at) { std::memcpy(&bytes_, at, kSize); }

  Marks equal(char c) const { return marks(bytes_ == byte(c)); }
  Marks below(char c) const { return marks(bytes_ < byte(c)); }
  Marks from_to(char first, char last) const {
    return marks(bytes_ - byte(first) <= byte(static_cast<char>(last - first)));
  }
  /// Those that are no ASCII.
  Marks beyond_ascii() const { return marks(bytes_ > 0x7F); }

  /// Each ASCII capital made a small letter.
  SixteenBytes lower_case() const { return SixteenBytes(bytes_ | (from_to('A', 'Z') & 0x20)); }
  /// All bytes but those marked made zero.
  SixteenBytes only(Marks marked) const { return SixteenBytes(bytes_ & marked); }
  /// All bytes but the first `count`, of at most 16, made zero.
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

  /// Requires: there is room for sixteen bytes.
  void store(char* to) const { std::memcpy(to, &bytes_, kSize); }
  /// The lower and the upper eight as numbers.
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

/// Where `c` stands first from `at` on, or text.size(). For short distances, where memchr is slow to start.
inline std::size_t find_near(std::string_view text, char c, std::size_t at) {
  for (; text.size() - at >= SixteenBytes::kSize; at += SixteenBytes::kSize) {
    const ByteSet found = SixteenBytes::set_of(SixteenBytes(text.data() + at).equal(c));
    if (found != 0) return at + first_of(found);
  }
  while (at < text.size() && text[at] != c) ++at;
  return at;
}

}  // namespace trawl::page
