#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trawl::page {

/// A fingerprint of a text: texts that differ in few words have fingerprints that differ in few bits (M.
/// Charikar, "Similarity estimation techniques from rounding algorithms", 2002). Its features are all runs of
/// three words. A word is a run of letters and digits; the case of ASCII letters does not matter. A text
/// without words gives 0.
std::uint64_t simhash(std::string_view text);

/// Counts, for each of 64 bits, how many of the added words have it set. Bit i of all levels together is the
/// counter of bit i, so one addition updates all 64. Invariant: level l has weight 2^l. While bit l of the
/// number of words is set, a carry waits at level l; when the next carry arrives, both and the sum give a
/// carry for level l + 1.
class BitCounts {
 public:
  void add(std::uint64_t word);
  /// The bits that more than half of the words have set.
  std::uint64_t majority() const;

 private:
  std::uint64_t words_ = 0;
  std::array<std::uint64_t, 64> sums_{}, waiting_{};
};

}  // namespace trawl::page
