#include "scraper/page/simhash.hpp"

#include <array>
#include <cstddef>

namespace page {
namespace {

constexpr std::size_t kShingle = 3;

/// The letter or digit in lower case, 0 for what separates words. The bytes of other alphabets are all letters.
unsigned char word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 'A' && byte <= 'Z') return static_cast<unsigned char>(byte - 'A' + 'a');
  const bool is_word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80;
  return is_word ? byte : 0;
}

/// Spreads what tells inputs apart over all bits (the finalizer of MurmurHash3).
std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 33) * 0xff51afd7ed558ccd;
  bits = (bits ^ bits >> 33) * 0xc4ceb9fe1a85ec53;
  return bits ^ bits >> 33;
}

/// For each bit of the fingerprint, how many more shingles have it set than not.
class Tally {
 public:
  void add_word(std::uint64_t hash) {
    last_words_ = {last_words_[1], last_words_[2], hash};
    if (++words_ >= kShingle) add_shingle();
  }

  std::uint64_t fingerprint() {
    if (words_ == 0) return 0;
    if (words_ < kShingle) add_shingle();
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < surplus_.size(); ++i) bits |= std::uint64_t{surplus_[i] > 0} << i;
    return bits;
  }

 private:
  void add_shingle() {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : last_words_) hash = mixed(hash + word);
    for (std::size_t i = 0; i < surplus_.size(); ++i) surplus_[i] += (hash >> i & 1) != 0 ? 1 : -1;
  }

  std::array<std::uint64_t, kShingle> last_words_{};
  std::array<std::int32_t, 64> surplus_{};
  std::size_t words_ = 0;
};

}  // namespace

std::uint64_t simhash(std::string_view text) {
  constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325,
                          kFnvPrime = 0x100000001b3;  // FNV-1a, a word at a time
  Tally tally;
  std::uint64_t word = kFnvBasis;
  for (const char c : text) {
    if (const unsigned char byte = word_byte(c); byte != 0) {
      word = (word ^ byte) * kFnvPrime;
    } else if (word != kFnvBasis) {
      tally.add_word(word);
      word = kFnvBasis;
    }
  }
  if (word != kFnvBasis) tally.add_word(word);
  return tally.fingerprint();
}

}  // namespace page
