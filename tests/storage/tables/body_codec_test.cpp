#include "storage/tables/body_codec.hpp"

#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "storage/file/error.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;

using namespace trawl::storage;
using storage::testing::error_of;

namespace {

std::string noise(std::size_t bytes) {
  std::mt19937 random(1);
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(random());
  return text;
}

Body compressed(const std::string& decoded) {
  return compress_body(decoded, hash_bytes(decoded));
}

std::string restored(const Body& body) {
  return decompress_body(body.encoding, body.content, 1 << 20);
}

}  // namespace

TEST_CASE("a body comes back as it was, compressed only where that helps") {
  const std::tuple<std::string, const char*> cases[] = {{"", ""},
                                                        {"short", ""},
                                                        {std::string(63, 'a'), ""},
                                                        {std::string(10'000, 'a'), "zstd"},
                                                        {noise(1'000), ""}};
  for (const auto& [decoded, encoding] : cases) {
    const Body body = compressed(decoded);
    CHECK(body.encoding == encoding);
    CHECK(body.size == static_cast<std::int64_t>(decoded.size()));
    CHECK(body.hash == hash_bytes(decoded));
    CHECK(restored(body) == decoded);
  }
}

TEST_CASE("the hash is XXH3-128 of the decoded bytes in canonical order") {
  // XXH3_128bits("") by the reference implementation
  CHECK(hash_bytes("") ==
        std::string("\x99\xaa\x06\xd3\x01\x47\x98\xd8\x60\x01\xc3\x24\x46\x8d\x49\x7f", 16));
}

TEST_CASE("a body beyond the limit is refused before it takes the memory") {
  const Body body = compressed(std::string(2 << 20, 'a'));
  CHECK(error_of([&] { restored(body); }) == ErrorKind::limit);
}

TEST_CASE("a body of exactly as many bytes as accepted is not beyond the limit") {
  for (const std::string& decoded : {std::string("short"), std::string(10'000, 'a')}) {
    const Body body = compressed(decoded);
    CHECK(decompress_body(body.encoding, body.content, decoded.size()) == decoded);
    CHECK(error_of([&] { decompress_body(body.encoding, body.content, decoded.size() - 1); }) ==
          ErrorKind::limit);
  }
}

TEST_CASE("damaged bodies are refused") {
  Body body = compressed(std::string(10'000, 'a') + noise(300));
  CHECK(error_of([&] { decompress_body("br", body.content, 1 << 20); }) == ErrorKind::corrupt);
  CHECK(error_of([&] { decompress_body("zstd", "no frame", 1 << 20); }) == ErrorKind::corrupt);
  CHECK(error_of([&] { decompress_body("zstd", body.content.substr(0, 100), 1 << 20); }) ==
        ErrorKind::corrupt);
}

TEST_CASE("threads compress side by side") {
  std::string first, second;
  std::thread one([&] { first = restored(compressed(std::string(5'000, 'x'))); });
  std::thread two([&] { second = restored(compressed(std::string(5'000, 'y'))); });
  one.join();
  two.join();
  CHECK(first == std::string(5'000, 'x'));
  CHECK(second == std::string(5'000, 'y'));
}
