#include "fetch/text/base64.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using text::base64_decoded;

TEST_CASE("base64 is decoded, with or without padding (RFC 4648 section 10)") {
  CHECK(base64_decoded("") == "");
  CHECK(base64_decoded("Zg==") == "f");
  CHECK(base64_decoded("Zm8=") == "fo");
  CHECK(base64_decoded("Zm9v") == "foo");
  CHECK(base64_decoded("Zm9vYmFy") == "foobar");
  CHECK(base64_decoded("Zg") == "f");
  CHECK(base64_decoded("//79") == "\xff\xfe\xfd");
}

TEST_CASE("text that is not base64 gives none") {
  for (const auto* text : {"Z", "Zm9v YmFy", "Zm-_", "====", "Zg==="}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decoded(text));
  }
}

TEST_CASE("bytes come back from the base64 that they were written in") {
  const std::pair<std::string, const char*> cases[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {std::string("\0\xff\xfe", 3), "AP/+"}};
  for (const auto& [bytes, written] : cases) {
    CHECK(text::base64(bytes) == written);
    CHECK(text::base64_decoded(written) == bytes);
  }
}
