#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace trawl::page {

/// How often each of 64 bits was set in the words added: 64 counters that lie across machine words, so that one
/// addition moves them all. Invariant: level l stands for 2^l, and while bit l of the number of words is set a
/// carry waits there for a second one, with which and the sum it makes a carry for the next level.
class BitCounts {
 public:
  void add(std::uint64_t word) {
    std::size_t level = 0;
    for (std::uint64_t full = words_++; (full & 1) != 0; full >>= 1, ++level) {
      const std::uint64_t a = sums_[level], b = waiting_[level];
      sums_[level] = a ^ b ^ word;
      word = (a & b) | ((a ^ b) & word);
    }
    waiting_[level] = word;
  }

  /// The bits that were set in more than half of the words: bit by bit from the lowest, each counter is added up and
  /// compared with the half.
  std::uint64_t majority() const {
    std::uint64_t more = 0, carry = 0;
    for (std::size_t level = 0; words_ >> level != 0; ++level) {
      const std::uint64_t a = sums_[level], b = (words_ >> level & 1) != 0 ? waiting_[level] : 0;
      const std::uint64_t sum = a ^ b ^ carry;
      carry = (a & b) | ((a ^ b) & carry);
      const std::uint64_t half = (words_ >> 1 >> level & 1) != 0 ? ~std::uint64_t{0} : 0;
      more = (sum & ~half) | (more & ~(sum ^ half));
    }
    return more;
  }

 private:
  std::uint64_t words_ = 0;
  std::array<std::uint64_t, 64> sums_{}, waiting_{};
};

}  // namespace trawl::page
