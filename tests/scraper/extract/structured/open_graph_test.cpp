#include "scraper/extract/structured/open_graph.hpp"

#include <doctest/doctest.h>

#include "tests/scraper/extract/structured/structured_items.hpp"

using namespace trawl;

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string read(const Pairs& properties) {
  extract::StructuredData found;
  extract::add_open_graph(properties, found);
  return support::lines_of(found);
}

}  // namespace

TEST_CASE("OpenGraph and Twitter cards are an item each, with their types") {
  CHECK(
      read({{"og:title", "The \"Rock\""},
            {"twitter:card", "summary"},
            {"og:type", "video.movie"},
            {"twitter:site", "@x"},
            {"product:price:amount", "5"}}) ==
      R"(opengraph video.movie {"og:title":"The \"Rock\"","og:type":"video.movie","product:price:amount":"5"})"
      "\n"
      R"(twitter summary {"twitter:card":"summary","twitter:site":"@x"})"
      "\n");
  CHECK(read({}) == "");
  CHECK(read({{"og:type", "a"}, {"og:type", "b"}}) == "opengraph a {\"og:type\":[\"a\",\"b\"]}\n");
}

TEST_CASE("a property that comes several times has a list") {
  CHECK(read({{"article:tag", "a"}, {"og:title", ""}, {"article:tag", "b"}, {"article:tag", "a"}}) ==
        "opengraph  {\"article:tag\":[\"a\",\"b\",\"a\"],\"og:title\":\"\"}\n");
  CHECK(read({{"og:locale", "en"}, {"og:locale:alternate", "de"}, {"og:locale:alternate", "fr"}}) ==
        "opengraph  {\"og:locale\":\"en\",\"og:locale:alternate\":[\"de\",\"fr\"]}\n");
}

TEST_CASE("what is said of an image belongs to the image before it (https://ogp.me/#array)") {
  CHECK(read({{"og:image", "/rock.jpg"},
              {"og:image:width", "300"},
              {"og:image:height", "200"},
              {"og:image", "/rock2.jpg"},
              {"og:image", "/rock3.jpg"},
              {"og:image:height", "1000"}}) ==
        R"(opengraph  {"og:image":[{"url":"/rock.jpg","width":"300","height":"200"},"/rock2.jpg",)"
        R"({"url":"/rock3.jpg","height":"1000"}]})"
        "\n");
  CHECK(read({{"og:image", "a"}, {"og:video", "v"}, {"og:image:alt", "x"}, {"og:video:type", "t"}}) ==
        R"(opengraph  {"og:image":{"url":"a","alt":"x"},"og:video":{"url":"v","type":"t"}})"
        "\n");
  CHECK(read({{"og:image", "a"}}) == "opengraph  {\"og:image\":\"a\"}\n");
  CHECK(read({{"music:song", "s"}, {"music:song:track", "2"}}) ==
        "opengraph  {\"music:song\":{\"url\":\"s\",\"track\":\"2\"}}\n");
}

TEST_CASE("og:image:url is another name of og:image, and what has no image before it stands alone") {
  CHECK(
      read({{"og:image", "a"}, {"og:image:url", "a"}, {"og:image:secure_url", "s"}, {"og:image:url", "b"}}) ==
      "opengraph  {\"og:image\":[{\"url\":\"a\",\"secure_url\":\"s\"},\"b\"]}\n");
  CHECK(read({{"og:image:width", "3"}, {"og:image", "a"}, {"og:images", "x"}}) ==
        "opengraph  {\"og:image:width\":\"3\",\"og:images\":\"x\",\"og:image\":\"a\"}\n");
}
