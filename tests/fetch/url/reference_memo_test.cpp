#include "fetch/url/reference_memo.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

using fetch::ReferenceMemo;
using fetch::Url;

namespace {

/// The URL, or why there is none.
std::string text_of(const std::optional<Url>& url, const std::string& why) {
  if (!url) return why;
  const bool is_right = !url->has_plain_path() || Url::parse(url->href())->has_plain_path();
  return is_right ? url->href() : url->href() + " has no plain path";
}

std::string resolved(ReferenceMemo& memo, const std::string& reference, const std::string& base) {
  const Url url = *Url::parse(base);
  std::string why;
  const auto found = memo.resolve(reference, url, memo.folder_of(url), &why);
  return text_of(found, why);
}

std::string parsed(const std::string& reference, const std::string& base) {
  const Url url = *Url::parse(base);
  std::string why;
  const auto found = Url::parse(reference, &url, &why);
  return text_of(found, why);
}

const std::vector<std::string> kBases = {
    "http://a.example/one/two/page.html",
    "http://a.example/one/two/other?q=/x/#f",
    "http://a.example/one/two/",
    "http://a.example/one/two",
    "http://a.example/one/two/a%20(b).html",
    "https://a.example/one/two/page.html",
    "http://b.example/one/two/page.html",
    "http://u:p@a.example/one/two/x",
    "http://a.example:81/one/two/x",
    "http://a.example/",
    "http://a.example?q/r",
};

/// The last ones are longer than what is kept, and begin with a NUL.
const std::vector<std::string> kReferences = {"",
                                              "x",
                                              "x.html#f",
                                              "./x",
                                              "../x",
                                              "../../../x",
                                              "/x",
                                              "//c.example/x",
                                              "\\x",
                                              ".",
                                              "..",
                                              "?q",
                                              "?q=http:",
                                              "#f",
                                              "#/x:y",
                                              " ?q",
                                              " x ",
                                              "\t#f",
                                              "http:",
                                              "http:?q",
                                              "http:#f",
                                              "http:x",
                                              "http:/x",
                                              "https:",
                                              "https:?q",
                                              "HTTP:x",
                                              "ht\ntp:?q",
                                              "http://",
                                              "//",
                                              "a:b",
                                              "a/b:c",
                                              "x?http://y/",
                                              "x(y)",
                                              "mailto:x@y",
                                              "http://h:p/",
                                              "http://c/",
                                              "x%2525",
                                              "\xc3\xa4 \xf6",
                                              "x\xff",
                                              "http://u:q@a/z",
                                              "http:\\\\h/x",
                                              "http:\n//h/x",
                                              std::string(300, 'l'),
                                              std::string("\0?q", 3)};

}  // namespace

TEST_CASE(
    "a reference resolves as it does without a memo, on each page of each folder, whatever came before") {
  ReferenceMemo memo;
  for (int round = 0; round < 3; ++round) {
    for (const std::string& base : kBases) {
      for (const std::string& reference : kReferences) {
        CAPTURE(base);
        CAPTURE(reference);
        CHECK(resolved(memo, reference, base) == parsed(reference, base));
      }
    }
  }
}

TEST_CASE("folders and references beyond the room push older ones out") {
  ReferenceMemo memo;
  for (int round = 0; round < 2; ++round) {
    for (int folder = 0; folder < 40; ++folder) {
      const std::string base = "http://a.example/" + std::to_string(folder) + '/';
      for (int i = 0; i < 300; ++i)
        REQUIRE(resolved(memo, std::to_string(i), base + "page") == base + std::to_string(i));
    }
  }
}
