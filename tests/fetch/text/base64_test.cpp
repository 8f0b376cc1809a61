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
