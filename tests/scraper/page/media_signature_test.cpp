#include "scraper/page/media_signature.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

using page::type_of_media;
using namespace std::string_literals;

TEST_CASE("an MP4 has a brand that begins with mp4, as its main brand or a compatible one") {
  CHECK(type_of_media("\0\0\0\x18"s + "ftypmp42" + "\0\0\0\0isommp42"s) == "video/mp4");
  CHECK(type_of_media("\0\0\0\x18"s + "ftypisom" + "\0\0\2\0isommp41"s) == "video/mp4");
  CHECK(type_of_media("\0\0\0\x14"s + "ftypisom" + "mp42isom"s) == "");  // a version, not a brand
  CHECK(type_of_media("\0\0\0\x18"s + "ftypavif" + "\0\0\0\0avifmif1"s) == "");
  CHECK(type_of_media("\0\0\0\x20"s + "ftypmp42" + "\0\0\0\0isommp42"s) == "");  // the box is cut off
  CHECK(type_of_media("\0\0\0\x16"s + "ftypmp42" + "\0\0\0\0isommp42"s) == "");
  CHECK(type_of_media("\0\0\0\x0c"s + "ftypmp4") == "");
}

TEST_CASE("a WebM is EBML with the type webm, however its size is written") {
  const std::string head = "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01";
  CHECK(type_of_media(head + "\x42\x82\x84webm") == "video/webm");
  CHECK(type_of_media(head + "\x42\x82\x40\x04webm") == "video/webm");
  CHECK(type_of_media(head + "\x42\x82\x86\0\0webm"s) == "video/webm");
  CHECK(type_of_media(head + "\x42\x82\x88matroska") == "");
  CHECK(type_of_media(head + "\x42\x82") == "");
  CHECK(type_of_media(head + std::string(40, 'x') + "\x42\x82\x84webm") == "");
}

TEST_CASE("an MP3 without an ID3 tag is recognised by two frames in a row") {
  const std::string frame = "\xff\xfb\x90\x44" + std::string(413, '\0');  // MPEG 1, 128 kbit/s, 44.1 kHz
  CHECK(type_of_media(frame + frame) == "audio/mpeg");
  CHECK(type_of_media(frame) == "");
  CHECK(type_of_media(frame + "text") == "");
  const std::string slow = "\xff\xf3\x40\xc4" + std::string(100, '\0');  // MPEG 2, 32 kbit/s, 22.05 kHz
  CHECK(type_of_media(slow + slow) == "audio/mpeg");
  CHECK(type_of_media("\xff\xfe\x90\x44") == "");
}
