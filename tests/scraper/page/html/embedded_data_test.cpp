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
  CHECK(read_page(html).json_ld_cut == 1);
  const auto script = [](std::size_t size) {
    return "<script type=application/ld+json>" + std::string(size, 'x') + "</script>";
  };
  const auto page = read_page(script(600'000) + script(600'000) + script(400'000) + script(2'000'000));
  REQUIRE(page.json_ld.size() == 2);
  CHECK(page.json_ld[1].size() == 400'000);
  CHECK(page.json_ld_cut == 2);
}

TEST_CASE("OpenGraph and Twitter properties are pairs of name and content, in order") {
  CHECK(
      read_page("<meta property='og:title' content=' A  &amp; B '><meta name='Twitter:Card' content=summary>"
                "<meta property=article:tag content=1><meta property=article:tag content=2>"
                "<meta property=og: content=x><meta property=og:x><meta name=description content=og:d>"
                "<meta property=fb:app_id content=y><meta property=product:price:amount content=5><meta "
                "property='og:image twitter:image' content=/i.png>")
          .open_graph == Pairs{{"og:title", "A & B"},
                               {"twitter:card", "summary"},
                               {"article:tag", "1"},
                               {"article:tag", "2"},
                               {"product:price:amount", "5"},
                               {"og:image", "/i.png"},
                               {"twitter:image", "/i.png"}});
}

TEST_CASE("a page may declare prefixes, and OpenGraph's vocabularies get their own") {
  const auto names = [](std::string_view html) {
    std::string text;
    for (const auto& [name, content] : read_page(html).open_graph) text += name + ' ';
    return text;
  };
  CHECK(names("<html prefix='o: http://ogp.me/ns#  b:https://ogp.me/ns/book#'><head prefix='FB: "
              "http://f.example/'>"
              "<meta property=o:title content=x><meta property=b:isbn content=x><meta property=fb:app_id "
              "content=x>"
              "<meta property=og:url content=x><meta property=x:y content=x>") ==
        "og:title book:isbn fb:app_id og:url ");
  CHECK(names("<html xmlns:o='http://opengraphprotocol.org/schema/' xmlns:dc='http://purl.org/dc/terms/'>"
              "<meta property=o:title content=x><meta property=dc:title content=x>") == "og:title ");
  CHECK(
      names("<html prefix='concerts: http://ogp.me/ns/fb/concerts#'><meta property=concerts:a content=x>") ==
      "concerts:a ");
  CHECK(names("<html prefix='og http://x/ : : a:'><meta property=og:title content=x>") == "og:title ");
  std::string many = "<html prefix='";
  for (int i = 0; i < 30; ++i) many += "p" + std::to_string(i) + ": u ";
  CHECK(names(many + "'><meta property=p19:a content=x><meta property=p20:a content=x>") == "p19:a ");
}

TEST_CASE("at most 100 properties are kept, each of 5,000 characters") {
  std::string html = "<meta property=og:long content='" + std::string(6'000, 'x') + "'>";
  for (int i = 0; i < 200; ++i) html += "<meta property=og:image content=x>";
  const auto page = read_page(html);
  CHECK(page.open_graph.size() == 100);
  CHECK(page.open_graph_cut == 101);
  CHECK(page.open_graph[0].second.size() == 5'000);
}
