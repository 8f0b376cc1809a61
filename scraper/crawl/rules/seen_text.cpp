#include "scraper/crawl/rules/seen_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/text/ascii.hpp"

namespace trawl::crawl {
namespace {

enum class Kind : std::uint8_t { other, letter, digit };

/// All bytes beyond ASCII count as letters.
constexpr auto kKinds = [] {
  std::array<Kind, 256> kinds{};
  for (int c = 0; c < 256; ++c) {
    if (c >= 0x80 || text::is_letter(static_cast<char>(c))) kinds[static_cast<std::size_t>(c)] = Kind::letter;
    if (c < 0x80 && text::is_digit(static_cast<char>(c))) kinds[static_cast<std::size_t>(c)] = Kind::digit;
  }
  return kinds;
}();

/// A run of letters and digits.
struct Token {
  std::uint64_t hash = 0xcbf29ce484222325;
  std::uint64_t number = 0;
  bool is_number = true;
};

constexpr std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 32) * 0x9e3779b97f4a7c15;
  return bits ^ bits >> 29;
}

/// Calls `take` with each token, and `end_line` behind each line. The case of ASCII letters does not matter.
void each_token(std::string_view text, auto take, auto end_line) {
  for (std::size_t i = 0; i < text.size();) {
    auto c = static_cast<unsigned char>(text[i]);
    Kind kind = kKinds[c];
    if (kind == Kind::other) {
      if (c == '\n') end_line();
      ++i;
      continue;
    }
    Token token;
    while (kind != Kind::other) {
      token.hash = (token.hash ^ (c | 0x20U)) * 0x100000001b3;
      token.number = 10 * token.number + (c & 0xFU);
      token.is_number = token.is_number && kind == Kind::digit;
      if (++i == text.size()) break;
      c = static_cast<unsigned char>(text[i]);
      kind = kKinds[c];
    }
    take(token);
  }
  end_line();
}

/// Of a page, so many bytes of text tell enough.
constexpr std::size_t kMostText = 64 << 10;
/// Days of a month, and pages of short lists.
constexpr std::uint64_t kSmallNumber = 31;
constexpr std::size_t kMostWords = 64;

constexpr std::size_t kFirstSlots = 1 << 10, kMostSlots = 1 << 16;
/// A value has so many places, one behind the other.
constexpr std::size_t kPlaces = 8;

}  // namespace

UrlWords::UrlWords(std::string_view url) {
  const std::size_t mark = std::min(url.find_first_of("?#"), url.size());
  const std::size_t last = url.substr(0, mark).rfind('/');
  const auto add = [&](std::string_view part, bool says_words) {
    const auto take = [&](const Token& token) {
      if (token.is_number && numbers_.size() < kMostWords) numbers_.push_back(token.number);
      if (token.is_number || !says_words || words_.size() >= kMostWords) return;
      words_.push_back(token.hash);
      filter_ |= std::uint64_t{1} << (token.hash & 63);
    };
    each_token(part, take, [] {});
  };
  add(url.substr(0, last), true);
  add(url.substr(last, mark - last), false);
  add(url.substr(mark), true);
}

bool UrlWords::has_word(std::uint64_t hash) const {
  if ((filter_ >> (hash & 63) & 1) == 0) return false;
  return std::find(words_.begin(), words_.end(), hash) != words_.end();
}

bool UrlWords::has_number(std::uint64_t number) const {
  return std::any_of(numbers_.begin(), numbers_.end(), [&](std::uint64_t own) {
    return number + 1 == own || number == own || number == own + 1;
  });
}

SeenText::News& SeenText::News::operator+=(const News& more) {
  fresh += more.fresh;
  all += more.all;
  return *this;
}

SeenText::News SeenText::add(std::string_view text, const UrlWords& url) {
  News news;
  std::uint64_t first = 0, second = 0;
  int words = 0;
  const auto note = [&](std::uint64_t hash) {
    ++news.all;
    news.fresh += add(hash) ? 1 : 0;
  };
  const auto take = [&](const Token& token) {
    if (token.is_number) {
      if (token.number > kSmallNumber && !url.has_number(token.number)) note(mixed(token.number) + 1);
      return;
    }
    if (url.has_word(token.hash)) return;
    if (++words > 2) note(mixed(mixed(first) + second) + token.hash);
    first = second;
    second = token.hash;
  };
  const auto end_line = [&] {
    if (words == 1 || words == 2) note(mixed(first) + second);
    first = second = 0;
    words = 0;
  };
  each_token(text.substr(0, kMostText), take, end_line);
  return news;
}

bool SeenText::add(std::uint64_t hash) {
  if (slots_.empty()) slots_.resize(kFirstSlots);
  if (2 * used_ > slots_.size() && slots_.size() < kMostSlots) grow();
  const std::uint64_t bits = mixed(hash);
  return put(static_cast<std::uint32_t>(bits >> 32) | 1U, bits);
}

/// The places of a tag depend on its bits alone, so that grow() can find them.
bool SeenText::put(std::uint32_t tag, std::uint64_t seed) {
  const std::size_t mask = slots_.size() - 1;
  const std::size_t begin = mixed(tag) & mask;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    std::uint32_t& slot = slots_[(begin + i) & mask];
    if (slot == tag) return false;
    if (slot != 0) continue;
    slot = tag;
    ++used_;
    return true;
  }
  slots_[(begin + seed % kPlaces) & mask] = tag;
  return true;
}

void SeenText::grow() {
  std::vector<std::uint32_t> old(4 * slots_.size());
  old.swap(slots_);
  used_ = 0;
  for (const std::uint32_t tag : old)
    if (tag != 0) put(tag, tag >> 1);
}

}  // namespace trawl::crawl
