#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trawl::page {

/// A fingerprint of `text` of which few bits differ where few words differ (M. Charikar, "Similarity estimation techniques
/// from rounding algorithms", 2002), over the runs of three words. Words are runs of letters and digits, in any case of
/// ASCII. 0 for a text without words.
std::uint64_t simhash(std::string_view text);

/// How often each of 64 bits was set in the words added: 64 counters that lie across machine words, so that one
/// addition moves them all. Invariant: level l stands for 2^l, and while bit l of the number of words is set a
/// carry waits there for a second one, with which and the sum it makes a carry for the next level.
class BitCounts {
 public:
  void add(std::uint64_t word);
  /// The bits that were set in more than half of the words.
  std::uint64_t majority() const;

 private:
  std::uint64_t words_ = 0;
  std::array<std::uint64_t, 64> sums_{}, waiting_{};
};

}  // namespace trawl::page
