#include "scraper/page/html/embedded_data.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

using support::read_page;

using Texts = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("JSON-LD is the text of scripts of its type, as written") {
  CHECK(read_page("<script type='application/ld+json'> {\"a\": \"&amp;</p>\"}\n</script>"
                  "<script type=' Application/LD+JSON; charset=utf-8'>[]</script><script>{}</script>"
                  "<script type=application/json>{}</script><script type=application/ld+json> </script>")
            .json_ld == Texts{"{\"a\": \"&amp;</p>\"}", "[]"});
  CHECK(read_page("<template><script type=application/ld+json>{}</script></template>").json_ld.empty());
  CHECK(read_page("<svg><script type=application/ld+json>{}</script></svg>").json_ld.empty());
}

TEST_CASE("at most 100 scripts and 1 MiB of JSON-LD are kept, each whole") {
  std::string html;
  for (int i = 0; i < 101; ++i) html += "<script type=application/ld+json>" + std::to_string(i) + "</script>";
  CHECK(read_page(html).json_ld.size() == 100);
  const auto script = [](std::size_t size) {
    return "<script type=application/ld+json>" + std::string(size, 'x') + "</script>";
  };
  const auto page = read_page(script(600'000) + script(600'000) + script(400'000) + script(2'000'000));
  REQUIRE(page.json_ld.size() == 2);
  CHECK(page.json_ld[1].size() == 400'000);
}

TEST_CASE("OpenGraph and Twitter properties are pairs of name and content, in order") {
  CHECK(
      read_page("<meta property='og:title' content=' A  &amp; B '><meta name='Twitter:Card' content=summary>"
                "<meta property=article:tag content=1><meta property=article:tag content=2>"
                "<meta property=og: content=x><meta property=og:x><meta name=description content=og:d>"
                "<meta property=fb:app_id content=y><meta property='og:image twitter:image' content=/i.png>")
          .open_graph == Pairs{{"og:title", "A & B"},
                               {"twitter:card", "summary"},
                               {"article:tag", "1"},
                               {"article:tag", "2"},
                               {"og:image", "/i.png"},
                               {"twitter:image", "/i.png"}});
}

TEST_CASE("at most 100 properties are kept, each of 1,000 characters") {
  std::string html = "<meta property=og:long content='" + std::string(2'000, 'x') + "'>";
  for (int i = 0; i < 200; ++i) html += "<meta property=og:image content=x>";
  const auto page = read_page(html);
  CHECK(page.open_graph.size() == 100);
  CHECK(page.open_graph[0].second.size() == 1'000);
}
