#include "scraper/cli/settings/seeds.hpp"

#include <fstream>
#include <stdexcept>

#include <doctest/doctest.h>

#include "scraper/cli/command.hpp"
#include "tests/storage/crawl_file.hpp"

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

TEST_CASE("a word without a dot, a port or a scheme is no host") {
  for (const char* word :
       {"foo", "intranet/", "intranet/a.html", "export", "5", "0x7f000001", "a@b", "http//a.org"})
    CHECK_THROWS_WITH_AS(parse_seed(word), doctest::Contains("if it is a host, write http://"),
                         std::invalid_argument);
  CHECK_THROWS_WITH(parse_seed("intranet/x"),
                    "'intranet/x' cannot be crawled: if it is a host, write http://intranet/x");
  CHECK_THROWS_WITH(parse_seed("foo"), "'foo' cannot be crawled: if it is a host, write http://foo/");
  CHECK_THROWS_AS(parse_seed("foo."), std::invalid_argument);
  CHECK(parse_seed("http://intranet/").href() == "http://intranet/");
  CHECK(parse_seed("intranet:80/").host() == "intranet");
  CHECK(parse_seed("LocalHost/x").href() == "http://localhost/x");
  CHECK(parse_seed("例え。テスト").host() == "xn--r8jz45g.xn--zckzah");
}

TEST_CASE("the name of a file that is not there is no host either") {
  for (const char* word : {"x.db", "crawl.JSON", "page.html", "seeds.txt"})
    CHECK_THROWS_WITH_AS(parse_seed(word), doctest::Contains("there is no such file"), std::invalid_argument);
  for (const char* word : {"./x", "../x.org", "/tmp/a.org", "~/a.org", "."})
    CHECK_THROWS_WITH_AS(parse_seed(word), doctest::Contains("looks like a file"), std::invalid_argument);
  CHECK(parse_seed("a.org/x.db").href() == "https://a.org/x.db");
}

TEST_CASE("invisible characters around a copied URL are no part of it") {
  CHECK(parse_seed("\u00A0https://a.org/x\u200B \uFEFF").href() == "https://a.org/x");
}

TEST_CASE("a typed word that is a file is refused, with what to do with the file") {
  const storage::testing::TemporaryFolder folder;
  const auto complaint = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder / name) << text;
    try {
      cli::seeds_of({(folder / name).string()}, "");
    } catch (const cli::UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const auto holds = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(holds(complaint("example.org", "https://a.org/"), "trawl crawl -i "));
  CHECK(holds(complaint("a.yaml", "delay: 1s"), "trawl crawl -f "));
  CHECK(holds(complaint("a", std::string("SQLite format 3\0", 16)), "trawl resume "));
  CHECK(holds(complaint("b.db", std::string("SQLite format 3\0", 16)), "trawl query "));
}

TEST_CASE("typed words of other kinds are refused with what was meant") {
  const std::pair<const char*, const char*> cases[] = {{"-", "-i -"},
                                                       {"+*.pdf", "--include"},
                                                       {"*.gif", "--exclude"},
                                                       {"10.0.0.0/8", "--allow-private=10.0.0.0/8"}};
  for (const auto& [word, advice] : cases)
    CHECK_THROWS_WITH_AS(cli::seeds_of({word}, ""), doctest::Contains(advice), cli::UsageError);
  CHECK(cli::seeds_of({"10.0.0.1/8"}, "").size() == 1);
}

TEST_CASE("a word may be a seed if it looks like a host, a URL or a file") {
  for (const char* word : {"a.org", "localhost", "LOCALHOST", "[::1]", "a:80", "a/b", "例え。テスト"})
    CHECK(cli::may_be_seed(word));
  for (const char* word : {"export", "foo", "10", ""}) CHECK_FALSE(cli::may_be_seed(word));
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
