#include "scraper/page/eight_bytes.hpp"

#include <string>

#include <doctest/doctest.h>

TEST_CASE("a byte is found at every distance, and its neighbours in value are not taken for it") {
  for (std::size_t before = 0; before < 30; ++before) {
    const std::string text = std::string(before, '=') + "<;" + std::string(9, '\xbc') + '<';
    CHECK(page::find_near(text, '<', 0) == before);
    CHECK(page::find_near(text, '<', before + 1) == text.size() - 1);
    CHECK(page::find_near(text, '>', 0) == text.size());
  }
}

TEST_CASE("only ASCII capitals change their case") {
  for (unsigned c = 0; c < 256; ++c) {
    const std::uint64_t lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
    CHECK(page::lower_case(c * page::kEachByte) == lower * page::kEachByte);
  }
}

TEST_CASE("control characters and marks are seen in any byte") {
  for (int shift = 0; shift < 64; shift += 8) {
    const std::uint64_t spaces = ' ' * page::kEachByte;
    CHECK(page::has_control(spaces ^ std::uint64_t{0x20 ^ 0x1F} << shift));
    CHECK(page::count_marks(page::bytes_equal(spaces ^ std::uint64_t{1} << shift, ' ')) == 7);
  }
  CHECK_FALSE(page::has_control(' ' * page::kEachByte));
}
