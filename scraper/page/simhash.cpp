#include "scraper/page/simhash.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <utility>

#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {

void BitCounts::add(std::uint64_t word) {
  std::size_t level = 0;
  for (std::uint64_t full = words_++; (full & 1) != 0; full >>= 1, ++level) {
    const std::uint64_t a = sums_[level], b = waiting_[level];
    sums_[level] = a ^ b ^ word;
    word = (a & b) | ((a ^ b) & word);
  }
  waiting_[level] = word;
}

/// Adds up each counter from its lowest bit, and compares it with half the number of words on the way.
std::uint64_t BitCounts::majority() const {
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

namespace {

/// Spreads differences of inputs over all bits (the finalizer of MurmurHash3).
std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 33) * 0xff51afd7ed558ccd;
  bits = (bits ^ bits >> 33) * 0xc4ceb9fe1a85ec53;
  return bits ^ bits >> 33;
}

/// Builds the fingerprint from the runs of three words.
class Tally {
 public:
  void add_word(std::uint64_t hash) {
    if (++words_ >= 3) add_run(first_, second_, hash);
    first_ = second_;
    second_ = hash;
  }

  std::uint64_t fingerprint() {
    if (words_ == 0) return 0;
    if (words_ < 3) add_run(0, first_, second_);
    return runs_.majority();
  }

 private:
  void add_run(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    runs_.add(mixed(mixed(mixed(a) + b) + c));
  }

  std::uint64_t first_ = 0, second_ = 0;
  BitCounts runs_;
  std::size_t words_ = 0;
};

constexpr std::size_t kBlock = 64;

/// Bit i tells whether byte i of a text, of its first 64, belongs to a word: is a letter or a digit. All
/// bytes beyond ASCII count as letters.
std::uint64_t word_bytes_of(std::string_view text) {
  char room[kBlock] = {};
  const char* const block = text.size() >= kBlock ? text.data() : room;
  if (block == room) text.copy(room, kBlock);
  std::uint64_t all = 0;
  for (std::size_t at = 0; at < kBlock; at += SixteenBytes::kSize) {
    const SixteenBytes bytes(block + at);
    const auto of_words = bytes.from_to('0', '9') | bytes.from_to('a', 'z') | bytes.from_to('A', 'Z');
    all |= std::uint64_t{SixteenBytes::set_of(of_words | bytes.beyond_ascii())} << at;
  }
  return all;
}

/// Calls `take` with the begin and the end of each word.
void each_word(std::string_view text, auto take) {
  std::size_t begin = 0;
  bool is_open = false;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    const std::uint64_t inside = word_bytes_of(text.substr(at));
    const std::uint64_t before = inside << 1 | std::uint64_t{is_open};
    std::uint64_t begins = inside & ~before;
    const auto next_begin = [&] {
      begin = at + static_cast<std::size_t>(std::countr_zero(begins));
      begins &= begins - 1;
    };
    if (!is_open) next_begin();
    for (std::uint64_t ends = before & ~inside; ends != 0; ends &= ends - 1) {
      take(begin, at + static_cast<std::size_t>(std::countr_zero(ends)));
      next_begin();
    }
    is_open = inside >> (kBlock - 1) != 0;
  }
  if (is_open) take(begin, text.size());
}

constexpr std::uint64_t kFnvBasis = 0xcbf29ce484222325, kFnvPrime = 0x100000001b3;
constexpr std::size_t kStep = 8;

/// For each size of a piece, the factors of its eight bytes: 1 for the bytes behind the piece.
constexpr auto kFactors = [] {
  std::array<std::array<std::uint64_t, kStep>, kStep + 1> factors{};
  for (std::size_t size = 0; size <= kStep; ++size) {
    for (std::size_t i = 0; i < kStep; ++i) factors[size][i] = i < size ? kFnvPrime : 1;
  }
  return factors;
}();

/// The first `size` bytes, at most 8, of a word in lower case, padded with zeros. As each is a letter or a
/// digit, two bits tell whether it is a capital.
std::uint64_t lower_bytes(std::string_view text, std::size_t size) {
  std::uint64_t bytes = 0;
  if (text.size() >= kStep) {
    std::memcpy(&bytes, text.data(), kStep);
    bytes = size == kStep ? bytes : bytes & ((std::uint64_t{1} << 8 * size) - 1);
  } else {
    std::memcpy(&bytes, text.data(), size);
  }
  return bytes | (bytes >> 1 & ~(bytes >> 2) & 0x2020202020202020);
}

template <std::size_t... I>
std::uint64_t hash_on(std::uint64_t hash, std::uint64_t bytes, std::size_t size, std::index_sequence<I...>) {
  ((hash = (hash ^ (bytes >> 8 * I & 0xFF)) * kFactors[size][I]), ...);
  return hash;
}

/// FNV-1a of the word in lower case. Reads eight bytes at a time without a branch for each, as the length of
/// a word is hard to predict.
std::uint64_t hash_of_letters(std::string_view text, std::size_t begin, std::size_t end) {
  std::uint64_t hash = kFnvBasis;
  while (true) {
    const std::size_t size = std::min(end - begin, kStep);
    const std::uint64_t bytes = lower_bytes(text.substr(begin), size);
    hash = hash_on(hash, bytes, size, std::make_index_sequence<kStep>{});
    begin += size;
    if (begin == end) return hash;
  }
}

/// A word of at most sixteen bytes in lower case, padded with zeros, and its hash.
struct KnownWord {
  std::uint64_t low = 0, high = 0, hash = 0;
};

constexpr int kSlotBits = 12;

/// The words that a thread met last: most words of a page stood on the pages before, and to find one is much
/// cheaper than to hash it.
thread_local std::array<KnownWord, 1 << kSlotBits> known_words;

std::uint64_t hash_of_word(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t size = end - begin;
  if (size > SixteenBytes::kSize || text.size() - begin < SixteenBytes::kSize)
    return hash_of_letters(text, begin, end);
  const auto [low, high] = SixteenBytes(text.data() + begin).first(size).lower_case().halves();
  const std::uint64_t spread = (low ^ high * 0xff51afd7ed558ccd) * 0x9e3779b97f4a7c15;
  KnownWord& known = known_words[spread >> (64 - kSlotBits)];
  if (known.low != low || known.high != high) known = {low, high, hash_of_letters(text, begin, end)};
  return known.hash;
}

}  // namespace

std::uint64_t simhash(std::string_view text) {
  Tally tally;
  each_word(text,
            [&](std::size_t begin, std::size_t end) { tally.add_word(hash_of_word(text, begin, end)); });
  return tally.fingerprint();
}

}  // namespace trawl::page
