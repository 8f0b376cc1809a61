#include "scraper/cli/settings/seeds.hpp"

#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "scraper/cli/command.hpp"

using namespace trawl;

using cli::parse_seed;

namespace {

std::string output_of(std::string_view seed) {
  return cli::default_output(parse_seed(seed)).string();
}

}  // namespace

TEST_CASE("a seed without a scheme is https, or http on this machine") {
  const std::pair<const char*, const char*> cases[] = {
      {"https://example.org/a", "https://example.org/a"},
      {"HTTP://Example.org", "http://example.org/"},
      {"example.org", "https://example.org/"},
      {"example.org/a:b", "https://example.org/a:b"},
      {"example.org:8443/x", "https://example.org:8443/x"},
      {"//example.org/x", "https://example.org/x"},
      {"localhost", "http://localhost/"},
      {"localhost:8080/a", "http://localhost:8080/a"},
      {"shop.localhost", "http://shop.localhost/"},
      {"127.0.0.1:80", "http://127.0.0.1/"},
      {"[::1]:8080", "http://[::1]:8080/"},
      {"  example.org \r", "https://example.org/"},
  };
  for (const auto& [typed, url] : cases) CHECK(parse_seed(typed).href() == url);
}

TEST_CASE("a bad seed is named with the reason") {
  CHECK_THROWS_WITH(parse_seed("ftp://example.org/"),
                    "'ftp://example.org/' cannot be crawled: not an http or https URL");
  CHECK_THROWS_WITH(parse_seed("mailto:a@example.org"),
                    "'mailto:a@example.org' cannot be crawled: not an http or https URL");
  CHECK_THROWS_WITH(parse_seed(""), "'' cannot be crawled: it is empty");
  CHECK_THROWS_AS(parse_seed("https://exa mple/"), std::invalid_argument);
}

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

TEST_CASE("the crawl file is named after the host, and the port if it is unusual") {
  CHECK(output_of("https://example.org/a/b") == "example.org.db");
  CHECK(output_of("https://example.org:443/") == "example.org.db");
  CHECK(output_of("localhost:8080") == "localhost-8080.db");
  CHECK(output_of("[2001:db8::1]") == "2001_db8__1.db");
  std::string longest = "a";
  while (longest.size() < 240) longest += ".bcdefghij";
  CHECK(output_of(longest) == longest.substr(0, 200) + ".db");
  CHECK(output_of(longest + ":8080") == longest.substr(0, 200) + "-8080.db");
  CHECK(output_of("https://bücher.example/") == "xn--bcher-kva.example.db");
}
