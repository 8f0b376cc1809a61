#include "scraper/page/simhash.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "scraper/page/bit_counts.hpp"

namespace page {
namespace {

constexpr std::size_t kShingle = 3;

/// The letter or digit in lower case, 0 for what separates words. The bytes of other alphabets are all letters.
constexpr auto kWordBytes = [] {
  std::array<unsigned char, 256> bytes{};
  for (unsigned c = 0; c < 256; ++c) {
    const bool is_capital = c >= 'A' && c <= 'Z';
    const bool is_word = is_capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    if (is_word) bytes[c] = static_cast<unsigned char>(is_capital ? c - 'A' + 'a' : c);
  }
  return bytes;
}();

/// Spreads what tells inputs apart over all bits (the finalizer of MurmurHash3).
std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 33) * 0xff51afd7ed558ccd;
  bits = (bits ^ bits >> 33) * 0xc4ceb9fe1a85ec53;
  return bits ^ bits >> 33;
}

/// The fingerprint of the words so far.
class Tally {
 public:
  void add_words(std::span<const std::uint64_t> hashes) {
    for (const std::uint64_t hash : hashes) {
      last_words_ = {last_words_[1], last_words_[2], hash};
      if (++words_ >= kShingle) add_shingle();
    }
  }

  std::uint64_t fingerprint() {
    if (words_ == 0) return 0;
    if (words_ < kShingle) add_shingle();
    return shingles_.majority();
  }

 private:
  void add_shingle() {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : last_words_) hash = mixed(hash + word);
    shingles_.add(hash);
  }

  std::array<std::uint64_t, kShingle> last_words_{};
  BitCounts shingles_;
  std::size_t words_ = 0;
};

constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325, kFnvPrime = 0x100000001b3;

/// A part of the text that is hashed, word by word (FNV-1a), beside others.
class Lane {
 public:
  Lane(std::string_view text, std::uint64_t* words) : text_(text), words_(words), last_(words) {}

  std::size_t size() const { return text_.size(); }
  /// Without branches, as where words end cannot be foretold.
  void take(std::size_t at) {
    const unsigned char byte = kWordBytes[static_cast<unsigned char>(text_[at])];
    *last_ = word_;
    last_ += static_cast<int>(byte == 0) & static_cast<int>(word_ != kFnvBasis);
    const std::uint64_t longer = (word_ ^ byte) * kFnvPrime;
    word_ = byte == 0 ? kFnvBasis : longer;
  }
  /// Takes what is left from `at` on; gives the words.
  std::span<const std::uint64_t> finish(std::size_t at) {
    for (; at < text_.size(); ++at) take(at);
    if (word_ != kFnvBasis) *last_++ = word_;
    return {words_, last_};
  }

 private:
  std::string_view text_;
  std::uint64_t* words_;  ///< room for as many as may end in the text
  std::uint64_t* last_;
  std::uint64_t word_ = kFnvBasis;
};

constexpr std::size_t kPiece = 1024;

/// Cuts a piece of about `size` bytes off the front of `text`, behind the end of a word.
std::string_view cut_piece(std::string_view& text, std::size_t size) {
  size = std::min(size, text.size());
  while (size < text.size() && kWordBytes[static_cast<unsigned char>(text[size])] != 0) ++size;
  const std::string_view piece = text.substr(0, size);
  text.remove_prefix(size);
  return piece;
}

}  // namespace

std::uint64_t simhash(std::string_view text) {
  // A piece beyond kPiece ends in one long word, so that there are never more words than this.
  std::array<std::array<std::uint64_t, kPiece / 2 + 2>, 4> words;
  Tally tally;
  while (!text.empty()) {
    // Each multiplication waits for the one before it: four lanes take little more time than one.
    const std::size_t size = std::min(kPiece, text.size() / 4 + 1);
    Lane a(cut_piece(text, size), words[0].data());
    Lane b(cut_piece(text, size), words[1].data());
    Lane c(cut_piece(text, size), words[2].data());
    Lane d(cut_piece(text, size), words[3].data());
    const std::size_t common = std::min({a.size(), b.size(), c.size(), d.size()});
    for (std::size_t at = 0; at < common; ++at) {
      a.take(at);
      b.take(at);
      c.take(at);
      d.take(at);
    }
    for (Lane* lane : {&a, &b, &c, &d}) tally.add_words(lane->finish(common));
  }
  return tally.fingerprint();
}

}  // namespace page
