#include "fetch/url/percent.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/url/url.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

namespace {

std::string encoded(std::string_view text, const fetch::PercentSet& set) {
  std::string out;
  fetch::append_percent_encoded(out, text, set);
  return out;
}

constexpr std::string_view kPunctuation = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

}  // namespace

TEST_CASE("each set encodes exactly its members (URL standard 1.3)") {
  CHECK(encoded(kPunctuation, fetch::kFragmentSet) == "%20!%22#$%&'()*+,-./:;%3C=%3E?@[\\]^_%60{|}~");
  CHECK(encoded(kPunctuation, fetch::kSpecialQuerySet) == "%20!%22%23$%&%27()*+,-./:;%3C=%3E?@[\\]^_`{|}~");
  CHECK(encoded(kPunctuation, fetch::kPathSet) == "%20!%22%23$%&'()*+,-./:;%3C=%3E%3F@[\\]%5E_%60%7B|%7D~");
  CHECK(encoded(kPunctuation, fetch::kUserinfoSet) ==
        "%20!%22%23$%&'()*+,-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D~");
}

TEST_CASE("every set encodes controls, DEL and all bytes beyond ASCII") {
  CHECK(encoded(std::string_view("\0\x1f\x7f\xc3\xa9", 5), fetch::kFragmentSet) == "%00%1F%7F%C3%A9");
}

TEST_CASE("decoding replaces only complete escapes") {
  CHECK(fetch::percent_decoded("%41%c3%A9%") == "A\xc3\xa9%");
  CHECK(fetch::percent_decoded("%4%zz%2541") == "%4%zz%41");
  CHECK(fetch::percent_decoded("") == "");
  CHECK(fetch::escaped_byte("%fF.") == 255);
  CHECK(fetch::escaped_byte("%f") == -1);
  CHECK(fetch::escaped_byte("%g0") == -1);
}

TEST_CASE("conformance: queries in UTF-8") {
  const auto suite = support::conformance_suite("url");
  if (!suite) return;
  support::SuiteScore score("url: percent-encoding in UTF-8", 100);
  for (const auto& item : support::conformance_cases(*suite / "percent-encoding.json")) {
    const auto input = item.at("input").get<std::string>();
    const auto url = fetch::Url::parse("https://h/?" + input);
    score.count(url->query() == item.at("output").at("utf-8").get<std::string>(), input);
  }
  score.check();
}
