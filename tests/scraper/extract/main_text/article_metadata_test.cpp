#include "scraper/extract/main_text/article_metadata.hpp"

#include <doctest/doctest.h>

using namespace trawl::extract;

namespace {

ArticleMetadata metadata(const std::string& html) {
  const Tree tree = Tree::from_html(html);
  return article_metadata(Outline(tree.document()));
}

}  // namespace

TEST_CASE("the title of a page loses the name of its site") {
  const std::pair<const char*, const char*> cases[] = {
      {"<title>How cranes are built today | The Harbour</title>", "How cranes are built today"},
      {"<title>How cranes are built today — The Harbour</title>", "How cranes are built today"},
      {"<title>The Harbour: how big cranes are built</title>", "how big cranes are built"},
      {"<title>Cranes | The Harbour</title>", "Cranes | The Harbour"},
      {"<title>Cranes</title><h1>Cranes of the old harbour</h1>", "Cranes of the old harbour"},
      {"<title> A  B\n C D E F </title>", "A B C D E F"},
      {"<p>none", ""}};
  for (const auto& [html, title] : cases) {
    const auto& row = html;
    CAPTURE(row);
    CHECK(metadata(html).title == title);
  }
}

TEST_CASE("meta elements say more than the title element, Dublin Core most") {
  const std::string og = "<meta property='og:title' content='From &amp;amp; OpenGraph'>";
  CHECK(metadata("<title>x</title>" + og).title == "From & OpenGraph");
  CHECK(metadata(og + "<meta name=DC.title content='Core'>").title == "Core");
  CHECK(metadata("<meta property='x:y twitter:title' content=T>").title == "T");
  const auto all = metadata(
      "<meta name=author content=Ann><meta name=description content='About it'>"
      "<meta property=article:published_time content=2024-05-06>"
      "<meta property=og:site_name content=Site>");
  CHECK(all.byline == "Ann");
  CHECK(all.excerpt == "About it");
  CHECK(all.published == "2024-05-06");
  CHECK(all.site == "Site");
  CHECK(metadata("<meta property=article:author content='https://social.example/ann'>").byline == "");
}

TEST_CASE("JSON-LD of an article comes first, and broken JSON says nothing") {
  const auto ld = [](const std::string& json) {
    return metadata("<title>x</title><script type='application/ld+json'>" + json + "</script>");
  };
  const std::string head = R"({"@context": "https://schema.org", )";
  const auto article =
      ld(head + R"("@type": "NewsArticle", "headline": " A  title ", "datePublished": "2024-01-02",
      "author": [{"name": "Ann"}, {"name": "Bob"}], "description": "d", "publisher": {"name": "P"}})");
  CHECK(article.title == "A title");
  CHECK(article.byline == "Ann, Bob");
  CHECK(article.published == "2024-01-02");
  CHECK(article.site == "P");
  CHECK(ld(head + R"("@graph": [{"@type": "Person"}, {"@type": ["BlogPosting"], "name": "N"}]})").title ==
        "N");
  CHECK(ld(head + R"("@type": "Product", "name": "N"})").title == "x");
  CHECK(ld(head + R"("@type": "Article", "headline": )").title == "x");
  CHECK(ld(std::string(100'000, '[')).title == "x");
}
