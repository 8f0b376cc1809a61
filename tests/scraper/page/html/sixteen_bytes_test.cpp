#include "scraper/page/html/sixteen_bytes.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

using page::ByteSet;
using page::SixteenBytes;

namespace {

/// Sixteen bytes with the values `first`, `first` + 1 and so on.
SixteenBytes bytes_from(unsigned first) {
  char bytes[SixteenBytes::kSize];
  for (unsigned i = 0; i < SixteenBytes::kSize; ++i) bytes[i] = static_cast<char>(first + i);
  return SixteenBytes(bytes);
}

/// Checks that `marked` marks exactly the bytes that `wanted` accepts, for every value at every place.
void check_marks(auto marked, auto wanted) {
  for (unsigned first = 0; first < 256; ++first) {
    ByteSet set = 0;
    for (unsigned i = 0; i < SixteenBytes::kSize; ++i) set |= ByteSet{wanted((first + i) % 256)} << i;
    CHECK(SixteenBytes::set_of(marked(bytes_from(first))) == set);
  }
}

}  // namespace

TEST_CASE("a byte is found at every distance, and is not confused with bytes of a close value") {
  for (std::size_t before = 0; before < 50; ++before) {
    const std::string text = std::string(before, '=') + "<;" + std::string(18, '\xbc') + '<';
    CHECK(page::find_near(text, '<', 0) == before);
    CHECK(page::find_near(text, '<', before + 1) == text.size() - 1);
    CHECK(page::find_near(text, '>', 0) == text.size());
    CHECK(page::find_near(text, '<', text.size()) == text.size());
  }
}

TEST_CASE("comparisons mark matching bytes at every place") {
  check_marks([](const SixteenBytes& bytes) { return bytes.equal('&'); },
              [](unsigned c) { return c == '&'; });
  check_marks([](const SixteenBytes& bytes) { return bytes.below(' '); }, [](unsigned c) { return c < ' '; });
  check_marks([](const SixteenBytes& bytes) { return bytes.from_to('0', '9'); },
              [](unsigned c) { return c >= '0' && c <= '9'; });
  check_marks([](const SixteenBytes& bytes) { return bytes.beyond_ascii(); },
              [](unsigned c) { return c >= 0x80; });
}

TEST_CASE("only ASCII capitals change their case") {
  for (unsigned first = 0; first < 256; first += SixteenBytes::kSize) {
    char lower[SixteenBytes::kSize];
    bytes_from(first).lower_case().store(lower);
    for (unsigned i = 0; i < SixteenBytes::kSize; ++i) {
      const unsigned c = first + i;
      CHECK(static_cast<unsigned char>(lower[i]) == (c >= 'A' && c <= 'Z' ? c + 32 : c));
    }
  }
}

TEST_CASE("the first bytes are kept, the others become zero") {
  for (std::size_t count = 0; count <= SixteenBytes::kSize; ++count) {
    char kept[SixteenBytes::kSize];
    bytes_from('a').first(count).store(kept);
    const std::string wanted =
        std::string("abcdefghijklmnop").substr(0, count) + std::string(16 - count, '\0');
    CHECK(std::string(kept, sizeof kept) == wanted);
  }
}
