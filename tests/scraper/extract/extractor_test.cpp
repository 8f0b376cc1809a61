#include "scraper/extract/extractor.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/spider_rules.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

using support::css;
using support::FieldOf;
using support::json;
using support::SpiderRules;

const Selector kOneRow;

/// A page, and what rules make of it.
struct Page {
  explicit Page(std::string page_body, std::string media_type = "text/html")
      : body(std::move(page_body)), type(std::move(media_type)) {}

  Extracted by(const SpiderRules& rules) const {
    PageInput input(url, body, type);
    input.content_type = type;
    input.label = label;
    input.paging = paging;
    input.fetched_at = 1'700'000'000;
    return Extractor(rules.made()).extract(input);
  }
  Page& at(std::string_view text) {
    url = fetch::Url::parse(text).value();
    return *this;
  }

  fetch::Url url = fetch::Url::parse("http://a.test/shop/page").value();
  std::string body, type, label, paging;
};

/// Counts what it was asked for, and repeats the input.
struct CountingRunner : CommandRunner {
  CommandEnd run(const std::vector<std::string>&, std::string_view input) override {
    ++times;
    CommandEnd end;
    end.output = input;
    return end;
  }
  std::size_t times = 0;
};

/// The links alone, and how often a command ran for them.
std::pair<std::string, std::size_t> links_on(const std::string& body, const std::string& type,
                                             const SpiderRules& rules) {
  const fetch::Url url = fetch::Url::parse("http://a.test/").value();
  CountingRunner runner;
  PageInput input(url, body, type);
  input.commands = &runner;
  PageSources sources(input);
  const Extracted extracted = Extractor(rules.made()).follow(sources);
  CHECK(extracted.items.empty());
  CHECK(extracted.counts.empty());
  std::string links;
  for (const Followed& followed : extracted.followed) links += followed.url + ' ';
  return {links, runner.times};
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  return "NULL";
}

/// "table(value, value) table(…)<parent": as few words as tell the rows.
std::string rows_of(const Extracted& extracted, const SpiderRules& rules) {
  std::string text;
  for (const Item& item : extracted.items) {
    text += (text.empty() ? "" : " ") + rules.made()->tables.at(item.table).name + '(';
    for (std::size_t i = 0; i < item.values.size(); ++i)
      text += (i > 0 ? ", " : "") + text_of(item.values[i]);
    text += ')';
    if (item.parent) text += fmt::format("<{}", *item.parent);
  }
  return text;
}

std::string rows_on(const Page& page, const SpiderRules& rules) {
  return rows_of(page.by(rules), rules);
}

std::string followed_on(const Page& page, const SpiderRules& rules) {
  std::string text;
  for (const Followed& followed : page.by(rules).followed)
    text += (text.empty() ? "" : " ") + followed.url + (followed.label.empty() ? "" : "=" + followed.label);
  return text;
}

/// Items of {"name": …} in a list, and what follows.
SpiderRules api_rules() {
  SpiderRules rules;
  rules.items("", "things", json("$.items[*]"), {FieldOf("name", json("$.name"))}, {"name"});
  return rules;
}

Page api_page(const std::string& names, const std::string& rest = "") {
  std::string items;
  for (const char name : names) items += fmt::format(R"({}{{"name":"{}"}})", items.empty() ? "" : ",", name);
  return Page(fmt::format(R"({{"items":[{}]{}}})", items, rest), "application/json");
}

}  // namespace

TEST_CASE("each match of select is a row, with fields relative to it") {
  SpiderRules rules;
  rules.items("/shop/", "products", css(".product"),
              {FieldOf("title", css("h2::text")), FieldOf("price", css(".price"), FieldType::number),
               FieldOf("link", css("a"), FieldType::url)});
  const Page page(
      R"(<base href="/base/"><div class=product><h2> Lamp </h2><b class=price>12.50</b><a href=1>x</a></div>
                     <div class=product><h2>Chair</h2><a href=2>x</a></div>)");
  CHECK(rows_on(page, rules) ==
        "products(Lamp, 12.5, http://a.test/base/1) products(Chair, NULL, http://a.test/base/2)");
}

TEST_CASE("without select a page is one row, and the first selector that finds something counts") {
  SpiderRules rules;
  rules.items("", "pages", kOneRow,
              {FieldOf("title", css("h1::text")).or_by(css("title::text")),
               FieldOf("all", css("p::text")).is_list(), FieldOf("none", css("i::text")).or_else("-")});
  CHECK(rows_on(Page("<title>T</title><p>a<p>b\"c"), rules) == R"(pages(T, ["a","b\"c"], -))");
}

TEST_CASE("every entry of pages that matches is applied, the others are not") {
  SpiderRules rules;
  rules.items("/shop/", "a", kOneRow, {FieldOf("x", css("h1::text"))});
  rules.items("/blog/", "b", kOneRow, {FieldOf("x", css("h1::text"))});
  rules.items("page$", "c", kOneRow, {FieldOf("x", css("h1::text"))});
  const auto extracted = Page("<h1>x</h1>").by(rules);
  CHECK(rows_of(extracted, rules) == "a(x) c(x)");
  CHECK(extracted.counts.size() == 2);
}

TEST_CASE("nested rows know their parent, and go with it") {
  SpiderRules rules;
  rules.items("", "products", css("article"), {FieldOf("name", css("h2::text")).is_required()});
  rules.nested("reviews", css("li"), {FieldOf("stars", css("b"), FieldType::integer)});
  const Page page(R"(<article><h2>A</h2><ul><li><b>5</b><li><b>3</b></ul></article>
                     <article><ul><li><b>1</b></ul></article>
                     <article><h2>B</h2><ul><li><b>4</b></ul></article>)");
  const auto extracted = page.by(rules);
  CHECK(rows_of(extracted, rules) == "products(A) reviews(5)<0 reviews(3)<0 products(B) reviews(4)<3");
  REQUIRE(extracted.notes.size() == 1);
  CHECK(extracted.notes[0].kind == "item left out");
  CHECK(extracted.notes[0].text == "a row of products was left out: it has no name");
}

TEST_CASE("a value of the wrong type is NULL and counted; a required one leaves the row out") {
  SpiderRules rules;
  rules.items("", "t", css("p"),
              {FieldOf("n", css("b"), FieldType::number),
               FieldOf("must", css("i"), FieldType::integer).is_required()});
  const auto extracted =
      Page("<p><b>1</b><i>1</i><p><b>cheap</b><i>2</i><p><i>many</i><p><b>2</b>").by(rules);
  CHECK(rows_of(extracted, rules) == "t(1, 1) t(NULL, 2)");
  REQUIRE(extracted.counts.size() == 2);
  CHECK(extracted.counts[0].rows == 2);  // a row that is left out counts for what it lacks
  CHECK(extracted.counts[0].matched == 2);
  CHECK(extracted.counts[0].nulls == 1);
  CHECK(extracted.counts[0].bad_type == 1);
  CHECK(extracted.counts[1].rows == 4);
  CHECK(extracted.counts[1].matched == 3);
  CHECK(extracted.counts[1].nulls == 2);
  REQUIRE(extracted.notes.size() == 2);
  CHECK(extracted.notes[0].text == "a row of t was left out: 'many' of must is no int");
  CHECK(extracted.notes[1].text == "a row of t was left out: it has no must");
}

TEST_CASE("a row without its key is left out") {
  SpiderRules rules;
  rules.items("", "t", css("p"), {FieldOf("id", css("b")), FieldOf("x", css("i"))}, {"id"});
  const auto extracted = Page("<p><b>1</b><p><i>x</i>").by(rules);
  CHECK(rows_of(extracted, rules) == "t(1, NULL)");
  CHECK(extracted.notes.at(0).text == "a row of t was left out: it has no id, which is its key");
}

TEST_CASE("a page has at most so many notes, and the last says how many more there were") {
  SpiderRules rules;
  rules.items("", "t", css("p"), {FieldOf("x", css("b")).is_required()});
  std::string body;
  for (int i = 0; i < 1'000; ++i) body += "<p>";
  const auto notes = Page(body).by(rules).notes;
  CHECK(notes.size() == 21);
  CHECK(notes.back().text == "980 more notes of this page were left out");
}

TEST_CASE("JSON and JSON lines are pages like any other, by whatever type they come") {
  SpiderRules rules;
  rules.items("", "t", json("$[*]"),
              {FieldOf("n", json("$.n"), FieldType::number), FieldOf("tags", json("$.tags"), FieldType::json),
               FieldOf("is", json("$.is"), FieldType::boolean), FieldOf("none", json("$.null"))});
  const std::string list = R"([{"n":1.234,"tags":["a",{"b":1}],"is":true,"null":null},{"n":"x"}])";
  const std::string expected = R"(t(1.234, ["a",{"b":1}], 1, NULL) t(NULL, NULL, NULL, NULL))";
  for (const char* type : {"application/json", "application/vnd.api+json", "text/plain", "text/html",
                           "application/octet-stream", ""}) {
    CAPTURE(type);
    CHECK(rows_on(Page(list, type), rules) == expected);
  }
  const std::string lines = "{\"n\":1}\n\n{\"n\":2}\n";
  for (const char* type : {"application/x-ndjson", "application/jsonl", "application/json", "text/plain"}) {
    CAPTURE(type);
    CHECK(rows_on(Page(lines, type), rules) == "t(1, NULL, NULL, NULL) t(2, NULL, NULL, NULL)");
  }
  CHECK(rows_on(Page("\xEF\xBB\xBF[{\"n\":1}]", "application/json"), rules) == "t(1, NULL, NULL, NULL)");
}

TEST_CASE("broken JSON gives no rows and a note") {
  const auto extracted = Page(R"({"items":[{"name":"a"})", "application/json").by(api_rules());
  CHECK(extracted.items.empty());
  REQUIRE(extracted.notes.size() == 1);
  CHECK(extracted.notes[0].text.find("it is no JSON") != std::string::npos);
}

TEST_CASE("rows of nested JSON are relative to their row") {
  SpiderRules rules;
  rules.items("", "orders", json("$.orders[*]"), {FieldOf("id", json("$.id"), FieldType::integer)});
  rules.nested("lines", json("$.lines[*]"), {FieldOf("sku", json("/sku"))});
  CHECK(rows_on(
            Page(R"({"orders":[{"id":1,"lines":[{"sku":"a"},{"sku":"b"}]},{"id":2,"lines":[{"sku":"c"}]}]})",
                 "application/json"),
            rules) == "orders(1) lines(a)<0 lines(b)<0 orders(2) lines(c)<3");
}

TEST_CASE("XML, a feed and XHTML have a tree by the rules of XML") {
  SpiderRules rules;
  rules.items("", "t", css("item"),
              {FieldOf("title", css("title::text")), FieldOf("link", css("link::text"))});
  const std::string feed =
      "<?xml "
      "version='1.0'?><rss><channel><item><title>A</title><link>http://a.test/1</link></item></channel></"
      "rss>";
  for (const char* type : {"application/rss+xml", "text/xml", "application/xml"}) {
    CAPTURE(type);
    CHECK(rows_on(Page(feed, type), rules) == "t(A, http://a.test/1)");
  }
  SpiderRules titles;
  titles.items("", "t", kOneRow, {FieldOf("h", css("h1::text")), FieldOf("after", css("p::text"))});
  CHECK(
      rows_on(Page("<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body><h1>A</h1><script/>"
                   "<p>B</p></body></html>",
                   "application/xhtml+xml"),
              titles) == "t(A, B)");
}

TEST_CASE("an empty page gives nothing, and a PDF is skipped unless its URL is all that a rule asks for") {
  SpiderRules rules;
  rules.items("", "t", kOneRow, {FieldOf("x", css("h1::text"))});
  for (const char* body : {"", " \r\n", "\xEF\xBB\xBF"}) {
    const auto extracted = Page(body).by(rules);
    CHECK(extracted.items.empty());
    CHECK(extracted.skipped == "");
  }
  const Page pdf("%PDF-1.7", "application/pdf");
  CHECK(pdf.by(rules).items.empty());
  CHECK(pdf.by(rules).skipped == "http://a.test/shop/page is application/pdf, which rules cannot read");
  SpiderRules by_url;
  by_url.items("", "t", kOneRow, {FieldOf("name", support::selector(Language::url, "([^/]+)$"))});
  CHECK(rows_on(pdf, by_url) == "t(page)");
  CHECK(pdf.by(by_url).skipped == "");
}

TEST_CASE("a regex looks at its row, and a page's own data are at hand") {
  SpiderRules rules;
  rules.items("", "t", css("p"),
              {FieldOf("sku", support::selector(Language::regex, "SKU: (\\d+)")),
               FieldOf("ld", support::selector(Language::json_ld, "$..name")),
               FieldOf("meta", support::selector(Language::meta, "og:title"))});
  CHECK(
      rows_on(
          Page(R"(<meta property="og:title" content=M><script type="application/ld+json">{"name":"N"}</script>
                       <p>SKU: 1<p>SKU: 2)"),
          rules) == "t(1, N, M) t(2, N, M)");
}

TEST_CASE("what selectors find is followed: links of elements, and texts of JSON relative to the page") {
  SpiderRules rules;
  rules.follow(css("a.next"), "list").follow(css("img::attr(src)"));
  CHECK(followed_on(Page("<base href=/b/><a class=next href='?page=2'>x</a><a href=no>y</a><img src=i.png>"),
                    rules) == "http://a.test/b/?page=2=list http://a.test/b/i.png");
  SpiderRules api = api_rules();
  api.follow(json("$.next"));
  CHECK(followed_on(api_page("a", R"(,"next":"?page=2")"), api) == "http://a.test/shop/page?page=2");
  CHECK(followed_on(api_page("a", R"(,"next":{"href":"/x"})"), api) == "http://a.test/x");
  for (const char* next : {R"(,"next":null)", R"(,"next":"")", R"(,"next":false)", R"(,"next":2)", ""}) {
    CAPTURE(next);
    CHECK(followed_on(api_page("a", next), api) == "");
  }
}

TEST_CASE("a follow rule holds on the pages that it names, and a pattern chooses among what it finds") {
  SpiderRules rules;
  auto& rule = rules.follow();
  rule.selector = css("a");
  rule.url_pattern = "/p/[0-9]+$";
  rule.on.label = "list";
  rule.priority = 5;
  Page page("<a href=/p/1>1</a><a href=/p/x>x</a>");
  CHECK(followed_on(page, rules) == "");
  page.label = "list";
  CHECK(followed_on(page, rules) == "http://a.test/p/1");
  CHECK(page.by(rules).followed.at(0).priority == 5);
}

TEST_CASE("patterns alone choose among the page's links, the first that matches") {
  SpiderRules rules;
  rules.follow().url_pattern = "/p/";
  rules.spider().follow[0].label = "detail";
  rules.follow().url_pattern = "/list";
  rules.spider().follow[1].on.type = "html";
  const Extractor extractor(rules.made());
  const auto chosen = [&](const char* link, const char* type) {
    const auto choice = extractor.choice_on(*fetch::Url::parse("http://a.test/"), "", type);
    const FollowRule* rule = choice.rule_for(*fetch::Url::parse(link));
    return rule == nullptr ? "none" : rule->label;
  };
  CHECK(extractor.chooses_links());
  CHECK(chosen("http://a.test/p/list", "text/html") == "detail");
  CHECK(chosen("http://a.test/list", "text/html") == "");
  CHECK(chosen("http://a.test/list", "application/json") == "none");
  CHECK(chosen("http://a.test/", "text/html") == "none");
}

TEST_CASE("a cursor is put into the URL, and the label of the page stays") {
  SpiderRules rules = api_rules();
  auto& rule = rules.follow();
  rule.selector = json("$.cursor");
  rule.parameter = "after";
  Page page = api_page("a", R"(,"cursor":"x=/+")");
  page.at("http://a.test/api?limit=10&after=w").label = "api";
  CHECK(followed_on(page, rules) == "http://a.test/api?limit=10&after=x%3D%2F%2B=api");
  CHECK(page.by(rules).followed.at(0).repeats_request);
  for (const char* end :
       {R"(,"cursor":null)", R"(,"cursor":"")", R"(,"cursor":false)", R"(,"cursor":0)", ""}) {
    CAPTURE(end);
    CHECK(followed_on(api_page("a", end), rules) == "");
  }
  CHECK(followed_on(api_page("a", R"(,"cursor":17)"), rules) == "http://a.test/shop/page?after=17");
}

TEST_CASE("a counter goes on until a page has no rows, or those of the page before or of the first page") {
  SpiderRules rules = api_rules();
  auto& rule = rules.follow();
  rule.parameter = "page";
  rule.step = 1;
  const auto next_of = [&](Page page, int number, const std::string& paging) {
    page.at(fmt::format("http://a.test/api?page={}", number)).paging = paging;
    const auto followed = page.by(rules).followed;
    return followed.empty() ? Followed() : followed.front();
  };
  const Followed second = next_of(api_page("ab"), 1, "");
  CHECK(second.url == "http://a.test/api?page=2");
  const Followed third = next_of(api_page("cd"), 2, second.paging);
  CHECK(third.url == "http://a.test/api?page=3");
  CHECK(next_of(api_page("e"), 3, third.paging).url == "http://a.test/api?page=4");
  CHECK(next_of(api_page(""), 3, third.paging).url == "");
  CHECK(next_of(api_page("cd", R"(,"now":12)"), 3, third.paging).url == "");
  CHECK(next_of(api_page("ab"), 3, third.paging).url == "");
  CHECK(next_of(Page("", "application/json"), 3, third.paging).url == "");
}

TEST_CASE("a counter with a selector goes on while that finds something that is not false") {
  SpiderRules rules = api_rules();
  auto& rule = rules.follow();
  rule.selector = json("$.more");
  rule.parameter = "offset";
  rule.step = 20;
  CHECK(followed_on(api_page("a", R"(,"more":true)"), rules) == "http://a.test/shop/page?offset=20");
  CHECK(followed_on(api_page("a", R"(,"more":false)"), rules) == "");
  CHECK(followed_on(api_page("a"), rules) == "");
}

TEST_CASE("a next link in JSON without end ends where pages bring nothing new") {
  SpiderRules rules = api_rules();
  rules.follow(json("$.next"));
  Page page = api_page("", R"(,"next":"?page=2")");
  const auto first = page.by(rules).followed;
  REQUIRE(first.size() == 1);
  page.paging = first[0].paging;
  CHECK(page.by(rules).followed.empty());
}

TEST_CASE("whoever wants the links alone pays for no rows, unless paging asks whether they are new") {
  SpiderRules rules;
  rules.items("", "t", css("p"), {FieldOf("a", css("b::text")).filter("cmd", {"f"})});
  const std::string html = "<p><b>x</b></p><a href=/n>n</a>";
  CHECK(links_on(html, "text/html", rules) == std::pair<std::string, std::size_t>("", 0));
  rules.follow(css("a"));
  CHECK(links_on(html, "text/html", rules) == std::pair<std::string, std::size_t>("http://a.test/n ", 0));
  rules.follow().parameter = "page";
  CHECK(links_on(html, "text/html", rules) ==
        std::pair<std::string, std::size_t>("http://a.test/n http://a.test/?page=2 ", 1));
}

TEST_CASE("rules that were written for HTML make the same rows of a page of XHTML") {
  SpiderRules rules;
  rules.items(
      "", "t", support::selector(Language::xpath, "//div[h2]"),
      {FieldOf("css", css("h2::text")), FieldOf("xpath", support::selector(Language::xpath, "./p/text()")),
       FieldOf("root", support::selector(Language::xpath, "/html/body/@class")),
       FieldOf("circle", support::selector(Language::xpath, ".//svg/circle/@r")),
       FieldOf("meta", support::selector(Language::meta, "author"))});
  const std::string head = "<head><title>T</title><meta name='author' content='A'/></head>";
  const std::string body =
      "<body class='c'><div><h2>H</h2><p>P</p><svg{}><circle r='1'/></svg></div></body></html>";
  const std::string rows = rows_on(Page("<html>" + head + fmt::format(fmt::runtime(body), "")), rules);
  CHECK(rows == "t(H, P, c, 1, A)");
  const std::string xhtml = "<html xmlns='http://www.w3.org/1999/xhtml'>" + head +
                            fmt::format(fmt::runtime(body), " xmlns='http://www.w3.org/2000/svg'");
  CHECK(rows_on(Page(xhtml, "application/xhtml+xml"), rules) == rows);
}
