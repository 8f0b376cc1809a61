#include "storage/tables/body_codec.hpp"

#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "fetch/text/base64.hpp"
#include "storage/file/error.hpp"
#include "storage/tables/hash.hpp"
#include "storage/tables/sent_body.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/compression.hpp"

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
  return decompress_body(body, 1 << 20);
}

/// A page as the others of its folder, but for `own`.
std::string page(const std::string& own) {
  return noise(4'000) + "<main>" + own + "</main>" + std::string(3'000, ' ');
}

std::shared_ptr<const BodyDictionary> dictionary_of(const std::string& decoded) {
  return std::make_shared<const BodyDictionary>(decoded, compressed(decoded));
}

Body changed(Body body, const std::string& encoding, const std::string& content) {
  body.encoding = encoding;
  body.content = content;
  return body;
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
    CHECK(decompress_body(body, decoded.size()) == decoded);
    CHECK(error_of([&] { decompress_body(body, decoded.size() - 1); }) == ErrorKind::limit);
  }
}

TEST_CASE("damaged bodies are refused") {
  const std::string decoded = std::string(10'000, 'a') + noise(300);
  const Body body = compressed(decoded);
  const auto error_with = [&](const std::string& encoding, const std::string& content) {
    return error_of([&] { restored(changed(body, encoding, content)); });
  };
  CHECK(error_with("lzma", body.content) == ErrorKind::corrupt);
  CHECK(error_with("", body.content) == ErrorKind::corrupt);
  CHECK(error_with("zstd", "no frame") == ErrorKind::corrupt);
  CHECK(error_with("zstd", body.content.substr(0, 100)) == ErrorKind::corrupt);
  CHECK(error_with("zstd+dictionary", body.content) == ErrorKind::corrupt);
  for (const char* coding : {"gzip", "br"}) CHECK(error_with(coding, body.content) == ErrorKind::corrupt);
  Body lying = body;
  lying.size = std::int64_t{1} << 50;
  CHECK(error_of([&] { decompress_body(lying, std::size_t{1} << 60); }) == ErrorKind::corrupt);
}

TEST_CASE("a body as it was sent is read in any of its codings, with its size in the stream or without") {
  const std::string decoded = "The quick brown fox jumps over the lazy dog. The quick brown fox jumps again.";
  const std::string hash = hash_bytes(decoded);
  const std::string brotli = *text::base64_decoded(
      "H0wAAETbRqkupGvJUBRPRZ6J8sNEDhyyRBPSz99Xpq0ySeH8wg2ehsCLvGqf4NbxwDhY7H/wjAKABAU=");
  for (const auto& sent : {std::pair<std::string, std::string>{"gzip", support::gzip(decoded)},
                           {"zstd", support::zstd(decoded)},
                           {"br", brotli}}) {
    const auto& coding = sent.first;
    const auto& content = sent.second;
    CAPTURE(coding);
    CHECK(is_sent_coding(coding));
    const Body body = sent_body(coding, content, decoded.size(), hash);
    CHECK(body.encoding == coding);
    CHECK(restored(body) == decoded);
    CHECK(error_of([&] { restored(sent_body(coding, content, decoded.size() - 1, hash)); }) ==
          ErrorKind::corrupt);
    CHECK(error_of([&] { restored(sent_body(coding, content, decoded.size() + 1, hash)); }) ==
          ErrorKind::corrupt);
    const std::string cut = content.substr(0, content.size() / 2);
    CHECK(error_of([&] { restored(sent_body(coding, cut, decoded.size(), hash)); }) == ErrorKind::corrupt);
  }
  CHECK_FALSE(is_sent_coding("deflate"));
}

TEST_CASE("a body is compressed with the help of another, and read with it") {
  const std::string first = page("first"), second = page("second");
  const auto dictionary = dictionary_of(first);
  const Body body = compress_body(second, hash_bytes(second), *dictionary);
  CHECK(body.encoding == "zstd+dictionary");
  CHECK(body.content.size() < 200);
  CHECK(body.dictionary == dictionary->stored());
  CHECK(restored(body) == second);
  CHECK(decompress_body(body, second.size(), &first) == second);
  const Body same = compress_body(first, hash_bytes(first), *dictionary);
  CHECK(same.encoding == "zstd");  // a body that needs itself could not be read
  CHECK(compress_body("short", hash_bytes("short"), *dictionary).encoding == "");
}

TEST_CASE("a wrong dictionary, or none, or one that needs another, is damage") {
  const std::string first = page("first"), second = page("second");
  const Body body = compress_body(second, hash_bytes(second), *dictionary_of(first));
  std::string other = first;
  other.replace(100, 50, std::string(50, 'x'));
  CHECK(error_of([&] { decompress_body(body, 1 << 20, &other); }) == ErrorKind::corrupt);
  Body alone = body;
  alone.dictionary = nullptr;
  CHECK(error_of([&] { restored(alone); }) == ErrorKind::corrupt);
  Body chained = body;
  chained.dictionary = std::make_shared<const Body>(body);
  CHECK(error_of([&] { restored(chained); }) == ErrorKind::corrupt);
}

TEST_CASE("a dictionary is a page of text, and nothing that zstd would take for tables of its own") {
  const auto suits = [](const std::string& decoded) {
    return BodyDictionary::suits(decoded, compressed(decoded));
  };
  CHECK(suits(std::string(600, 'a')));
  CHECK_FALSE(suits(std::string(500, 'a')));
  CHECK(suits(std::string(256 << 10, 'a')));
  CHECK_FALSE(suits(std::string((256 << 10) + 1, 'a')));
  CHECK_FALSE(suits(noise(5'000)));
  CHECK_FALSE(suits("\x37\xa4\x30\xec" + std::string(5'000, 'a')));
}

TEST_CASE("threads compress side by side") {
  const auto dictionary = dictionary_of(page("first"));
  std::string first, second;
  const auto there_and_back = [&](const std::string& own) {
    return restored(compress_body(page(own), hash_bytes(page(own)), *dictionary));
  };
  std::thread one([&] { first = there_and_back("x"); });
  std::thread two([&] { second = there_and_back("y"); });
  one.join();
  two.join();
  CHECK(first == page("x"));
  CHECK(second == page("y"));
}
