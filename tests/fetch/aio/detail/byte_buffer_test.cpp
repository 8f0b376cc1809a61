#include "fetch/aio/detail/byte_buffer.hpp"

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("bytes leave in the order they came, in any pieces") {
  aio::ByteBuffer buffer;
  CHECK(buffer.is_empty());
  buffer.append("hello ");
  buffer.append("world");
  CHECK(buffer.size() == 11);
  CHECK(buffer.take(2) == "he");
  buffer.drop(3);
  CHECK(buffer.bytes() == " world");
  buffer.append("!");
  CHECK(buffer.take(100) == " world!");
  CHECK(buffer.is_empty());
}

TEST_CASE("take_all gives what is left, whether some was taken before or not") {
  aio::ByteBuffer buffer;
  buffer.append("abc");
  CHECK(buffer.take_all() == "abc");
  buffer.append("defghi");
  CHECK(buffer.take(1) == "d");
  CHECK(buffer.take_all() == "efghi");
  CHECK(buffer.is_empty());
  CHECK(buffer.take_all().empty());
}

TEST_CASE("ten million bytes are taken in small pieces without moving the rest each time") {
  aio::ByteBuffer buffer;
  buffer.append(std::string(10'000'000, 'x'));
  std::size_t taken = 0;
  while (!buffer.is_empty()) taken += buffer.take(10).size();
  CHECK(taken == 10'000'000);
}
