#include "scraper/extract/structured/microdata.hpp"

#include <ctime>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/scraper/extract/structured/structured_items.hpp"

using namespace trawl;
using support::structured_lines;
using support::structured_of;

namespace {

/// The properties of the only item of `<div itemscope>html</div>`.
std::string properties(const std::string& html) {
  const auto found = structured_of("<div itemscope>" + html + "</div>");
  REQUIRE(found.items().size() == 1);
  const std::string& data = found.items()[0].data;
  constexpr std::string_view kBefore = "{\"properties\":";
  REQUIRE(data.starts_with(kBefore));
  return data.substr(kBefore.size(), data.size() - kBefore.size() - 1);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("an item has its type, its id and its properties") {
  CHECK(structured_lines(
            "<p itemscope itemtype='http://schema.org/Book' itemid=' urn:isbn:1 '><b itemprop=name>A</b>") ==
        R"(microdata Book {"type":"http://schema.org/Book","id":"urn:isbn:1","properties":{"name":"A"}})"
        "\n");
  CHECK(
      structured_lines("<p itemscope itemtype='http://a.example/x#One http://a.example/Two' itemid=/i>x") ==
      R"(microdata One {"type":["http://a.example/x#One","http://a.example/Two"],"id":"https://example.org/i","value":"x"})"
      "\n");
  CHECK(structured_lines("<p itemscope itemid=x><b itemprop=n>y</b>") ==
        "microdata  {\"properties\":{\"n\":\"y\"}}\n");
}

TEST_CASE("the value of a property is where the standard says for its element") {
  CHECK(properties("<meta itemprop=a content=' x  y '><meta itemprop=b>") == R"({"a":" x  y ","b":""})");
  for (const char* element : {"audio", "embed", "iframe", "img", "source", "track", "video"}) {
    CAPTURE(element);
    CHECK(properties(fmt::format("<{0} itemprop=a src=' i.png '></{0}>", element)) ==
          R"({"a":"https://example.org/dir/i.png"})");
    CHECK(properties(fmt::format("<{0} itemprop=a></{0}>", element)) == R"({"a":""})");
  }
  CHECK(
      properties(
          "<a itemprop=a href='?q'>x</a><link itemprop=b href=//o.example><area itemprop=c href=#f>") ==
      R"({"a":"https://example.org/dir/page?q","b":"https://o.example/","c":"https://example.org/dir/page#f"})");
  CHECK(properties("<a itemprop=a href=mailto:x@y.example>x</a>") == R"({"a":"mailto:x@y.example"})");
  CHECK(properties("<object itemprop=a data=foo></object>") == R"({"a":"https://example.org/dir/foo"})");
  CHECK(
      properties(
          "<data itemprop=a value=1>x</data><meter itemprop=b value=2>y</meter><data itemprop=c>z</data>") ==
      R"({"a":"1","b":"2","c":""})");
  CHECK(properties("<time itemprop=a datetime=2020-01-02>x</time><time itemprop=b>1999</time>") ==
        R"({"a":"2020-01-02","b":"1999"})");
  CHECK(properties("<span itemprop=a content=5>x</span><span itemprop=b content=''> y &amp;\n z </span>") ==
        R"({"a":"5","b":"y & z"})");
}

TEST_CASE("URLs are resolved against the page's base") {
  CHECK(structured_lines("<base href=/other/><p itemscope><a itemprop=u href=x>") ==
        "microdata  {\"properties\":{\"u\":\"https://example.org/other/x\"}}\n");
}

TEST_CASE("texts are folded, blocks are lines, and scripts and styles are no text") {
  CHECK(properties(
            "<div itemprop=a> one\n two<p>three<br>four</p><script>x</script><style>y</style>five</div>") ==
        R"({"a":"one two\nthree\nfour\nfive"})");
}

TEST_CASE("a property that has several values has a list, and an element may be several properties") {
  CHECK(properties("<b itemprop='a b'>1</b><i itemprop=a>2</i><i itemprop='a a'>3</i>") ==
        R"({"a":["1","2","3"],"b":"1"})");
  CHECK(properties("<b itemprop=' '>1</b><b itemprop='http://x.example/p'>2</b>") ==
        R"({"http://x.example/p":"2"})");
}

TEST_CASE("an item can be a value, and what stands in it belongs to it alone") {
  CHECK(
      properties(
          "<div itemprop=o itemscope itemtype=http://s/Offer><b itemprop=p>5</b></div><b itemprop=n>x</b>") ==
      R"({"o":{"type":"http://s/Offer","properties":{"p":"5"}},"n":"x"})");
  CHECK(properties("<div itemprop=a><b itemprop=b>x</b></div>") == R"({"a":"x","b":"x"})");
}

TEST_CASE(
    "an item without itemprop in another is an item of its own, and so is one that is nobody's property") {
  CHECK(structured_lines("<div itemscope><b itemprop=a>1</b><p itemscope><i itemprop=b>2</i></p></div>") ==
        "microdata  {\"properties\":{\"a\":\"1\"}}\nmicrodata  {\"properties\":{\"b\":\"2\"}}\n");
  CHECK(structured_lines("<div itemprop=x itemscope><b itemprop=a>1</b></div>") ==
        "microdata  {\"properties\":{\"a\":\"1\"}}\n");
  CHECK(structured_lines("<b itemprop=a>1</b><template><p itemscope><b itemprop=a>1</b></template>") == "");
}

TEST_CASE("itemref adds properties from elsewhere, each element once") {
  CHECK(structured_lines("<div itemscope itemref='x y none x'></div><p id=x>A <b itemprop=n>1</b></p>"
                         "<i id=y itemprop=m>2</i><i id=y itemprop=m>3</i>") ==
        R"(microdata  {"properties":{"n":"1","m":"2"}})"
        "\n");
  CHECK(structured_lines("<div itemscope itemref='a b'><p id=a><b id=b itemprop=n>1</b></p></div>") ==
        "microdata  {\"properties\":{\"n\":\"1\"}}\n");
  CHECK(structured_lines(
            "<div itemscope itemref=a></div><div id=a itemprop=o itemscope><b itemprop=n>1</b></div>") ==
        "microdata  {\"properties\":{\"o\":{\"properties\":{\"n\":\"1\"}}}}\n");
  CHECK(structured_lines(
            "<div id=a itemprop=o itemscope><b itemprop=n>1</b></div><div itemscope itemref=a></div>") ==
        "microdata  {\"properties\":{\"o\":{\"properties\":{\"n\":\"1\"}}}}\n");
}

TEST_CASE("an item that contains itself is ERROR there, as in the standard's JSON") {
  CHECK(
      structured_lines(
          "<div itemscope itemref=a></div>"
          "<div id=a itemprop=x itemscope itemref=b></div><div id=b itemprop=y itemscope itemref=a></div>") ==
      R"(microdata  {"properties":{"x":{"properties":{"y":{"properties":{"x":"ERROR"}}}}}})"
      "\n");
  CHECK(structured_lines("<div id=a itemscope itemref=a><b itemprop=n>1</b></div>") ==
        "microdata  {\"properties\":{\"n\":\"1\"}}\n");
  CHECK(structured_lines(
            "<div id=o><div itemscope itemref=o><b itemprop=n>1</b></div><i itemprop=m>2</i></div>") ==
        R"(microdata  {"properties":{"n":"1","m":"2"}})"
        "\n");
}

TEST_CASE("a page in XHTML and a page in UTF-16 are read, too") {
  const std::string xhtml =
      "<html xmlns='http://www.w3.org/1999/xhtml'><body><p itemscope=''><b "
      "itemprop='n'>1</b></p></body></html>";
  CHECK(support::lines_of(structured_of(xhtml, "application/xhtml+xml")) ==
        "microdata  {\"properties\":{\"n\":\"1\"}}\n");
  CHECK(structured_lines("<p ItemScope ITEMPROP=x><b itemProp=n>1</b>") ==
        "microdata  {\"properties\":{\"n\":\"1\"}}\n");
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("<p ITEMSCOPE><b itemprop=n>1</b>")) wide += {c, '\0'};
  CHECK(support::lines_of(structured_of(wide, "text/html")) == "microdata  {\"properties\":{\"n\":\"1\"}}\n");
}

TEST_CASE("items are nested at most 64 deep, and a note says so") {
  const auto found = structured_of(repeated("<div itemprop=a itemscope>", 100));
  REQUIRE(found.items().size() == 1);
  CHECK(nlohmann::json::accept(found.items()[0].data));
  REQUIRE(found.notes().size() == 1);
  CHECK(found.notes()[0].text == "microdata: the page has too much of it; some was left out");
}

TEST_CASE("hostile microdata ends soon and stays small") {
  const std::clock_t begin = std::clock();
  const auto ends = [](const std::string& html) {
    const auto found = structured_of(html);
    std::size_t bytes = 0;
    for (const auto& item : found.items()) bytes += item.data.size();
    CHECK(bytes <= 8 << 20);
    CHECK(found.items().size() <= 10'000);
    CHECK(!found.notes().empty());
  };
  const std::string text(1'000'000, 'x');
  ends(repeated("<i itemscope></i>", 100'000));
  ends("<div itemscope>" + repeated("<div itemprop=a>", 400) + text);
  ends("<div id=a>" + repeated("<i itemprop=b></i>", 20'000) + "</div>" +
       repeated("<i itemscope itemref=a></i>", 2'000));
  ends("<div itemscope itemref=x0></div>" + [] {
    std::string html;  // each refers twice to the next: 2^60 items
    for (int i = 0; i < 60; ++i)
      html += fmt::format(
          "<i id=x{0} itemprop=a itemscope itemref='x{1} y{1}'></i><i id=y{0} itemprop=b itemscope "
          "itemref='x{1} y{1}'></i>",
          i, i + 1);
    return html;
  }());
  CHECK(std::clock() - begin < 30 * CLOCKS_PER_SEC);
}
