#include "scraper/cli/settings/seed_list.hpp"

#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "scraper/cli/command.hpp"

using namespace trawl;

using namespace std::string_literals;

namespace {

/// The seeds of a list, with blanks between them.
std::string seeds_in(const std::string& bytes) {
  std::istringstream in(bytes);
  std::string all;
  for (const fetch::Url& seed : cli::read_seeds(in, "list")) all += (all.empty() ? "" : " ") + seed.href();
  return all;
}

/// ASCII as UTF-16 with a byte order mark.
std::string utf16(const std::string& text, bool is_big_endian) {
  std::string bytes = is_big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : text) bytes += is_big_endian ? "\0"s + c : c + "\0"s;
  return bytes;
}

}  // namespace

TEST_CASE("a list of seeds has one per line, and may have comments and blank lines") {
  std::istringstream in("\xEF\xBB\xBF# seeds\nexample.org\r\n\n  # more\n  https://example.com/a#b  \n");
  const auto seeds = cli::read_seeds(in, "list");
  REQUIRE(seeds.size() == 2);
  CHECK(seeds[0].href() == "https://example.org/");
  CHECK(seeds[1].href() == "https://example.com/a#b");
}

TEST_CASE("a bad seed in a list is named with its line number") {
  std::istringstream in("example.org\n\nftp://x/\n");
  CHECK_THROWS_WITH(cli::read_seeds(in, "list"),
                    "list:3: 'ftp://x/' cannot be crawled: not an http or https URL");
}

TEST_CASE("an unreadable list is a usage error") {
  CHECK_THROWS_AS(cli::load_seeds("/nonexistent"), cli::UsageError);
  CHECK_THROWS_AS(cli::load_seeds("/"), cli::UsageError);
}

TEST_CASE("a comment begins at a # after white space; elsewhere that is a fragment") {
  CHECK(seeds_in("http://a.org/ # note\nhttp://b.org/#part\t# note # more\n\t#only\n") ==
        "http://a.org/ http://b.org/#part");
}

TEST_CASE("lines end with LF, CRLF or CR") {
  CHECK(seeds_in("http://a.org/\r\nhttp://b.org/\rhttp://c.org/\nhttp://d.org/") ==
        "http://a.org/ http://b.org/ http://c.org/ http://d.org/");
}

TEST_CASE("a list in UTF-16 is read by its byte order mark") {
  for (const bool is_big_endian : {false, true})
    CHECK(seeds_in(utf16("http://a.org/\r\n# x\r\nhttp://b.org/\r\n", is_big_endian)) ==
          "http://a.org/ http://b.org/");
}

TEST_CASE("what is no text, or in another encoding, is named") {
  CHECK_THROWS_WITH_AS(seeds_in("\xFF\xFE\0\0h\0\0\0"s), doctest::Contains("UTF-32"), std::invalid_argument);
  CHECK_THROWS_WITH_AS(seeds_in("h\0t\0t\0p\0"s), doctest::Contains("UTF-16"), std::invalid_argument);
}

TEST_CASE("a line with a tab has more than a URL, and is refused rather than joined") {
  CHECK_THROWS_WITH(seeds_in("a.org\nhttp://b.org/b\tB\n"),
                    "list:2: 'http://b.org/b\tB' cannot be crawled: a line has one URL, and no tab");
}
