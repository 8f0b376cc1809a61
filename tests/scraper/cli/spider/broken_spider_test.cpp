#include <span>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "scraper/cli/spider/spider_file.hpp"

using namespace trawl;

namespace {

struct Broken {
  const char* text;
  const char* message;
};

/// What a user sees for the file "shop.yaml", after "trawl: ".
std::string complaint(const std::string& text) {
  try {
    cli::parse_spider_file(text, "shop.yaml");
  } catch (const cli::ConfigError& error) {
    return error.what();
  }
  return "";
}

void check(std::span<const Broken> files) {
  for (const Broken& file : files) {
    CAPTURE(file.text);
    CHECK(complaint(file.text) == file.message);
  }
}

}  // namespace

TEST_CASE("YAML that cannot be read is refused with its place and what to do") {
  constexpr Broken kFiles[] = {
      {"pages:\n\t- items:\n", "shop.yaml:2:1: a tab in the indentation; YAML indents with spaces"},
      {"pages:\n- items:\n    table: t\n    fields:\n      a: #main h1\n",
       "shop.yaml:5:7: 'a' has no value; what follows ' #' is a comment: put it between quotes"},
      {"follow: {css: a[rel=next]}\n",
       "shop.yaml:1:15: put a[rel=next] between quotes: without them the text ends at '[' between brackets"},
      {"follow: {css: a:is(.x, .y)}\n",
       "shop.yaml:1:24: unknown key '.y)'; put text that has a ',' in it between quotes"},
      {"follow: *\n", "shop.yaml:1:10: put text that begins with '*' between quotes"},
      {"follow:\n- xpath: @href\n", "shop.yaml:2:10: no value begins with '@'; put it between quotes"},
      {"follow:\n- url: \"\\d+\"\n",
       "shop.yaml:2:11: '\\d' means nothing between double quotes; single quotes keep a '\\' as it is"},
      {"name: 'shop\nstart: a.org\n", "shop.yaml:4:1: a quotation mark before this place is never closed"},
      {"name: shop: x\n",
       "shop.yaml:1:11: no key can stand here; indent the keys of one map alike, and put text that has ': ' "
       "in it "
       "between quotes"},
      {"name: a\nname: b\n", "shop.yaml:2:1: duplicate key 'name', first on line 1"},
      {"x: &x {a: b}\nfetch:\n  <<: *x\n",
       "shop.yaml:3:3: merge keys ('<<') are not read; write the keys out"},
      {"name: a\n---\nname: b\n", "shop.yaml:2:1: a second document begins here"},
      {"name: \"a\x01\"\n", "shop.yaml:1:9: a control character (U+0001)"},
      {"name: \xE9\n", "shop.yaml:1:1: this line is not UTF-8"},
  };
  check(kFiles);
}

TEST_CASE("text that YAML reads in pieces is shown whole, where it begins, to be put between quotes") {
  struct Text {
    const char* line;
    int column;
    const char* text;
    const char* why;
  };
  constexpr const char *kBracket = "the text ends at '['", *kQuestion = "the text ends at '?'";
  constexpr Text kTexts[] = {
      {"start: [https://a.test/?page=1]", 9, "https://a.test/?page=1", kQuestion},
      {"start: [http://b.test/, https://a.test/x?p=1 , c]", 25, "https://a.test/x?p=1", kQuestion},
      {"start: {url: https://a.test/?p=1&q=2, method: POST}", 14, "https://a.test/?p=1&q=2", kQuestion},
      {"start: [https://a.test/{x}]", 9, "https://a.test/{x}", "the text ends at '{'"},
      {"start: [https://a.test/a,b]", 9, "https://a.test/a,b", "the text ends at ','"},
      {"start: [b.test, https://a.test/1,2.5,c, https://c.test/]", 17, "https://a.test/1,2.5,c",
       "the text ends at ','"},
      {"start: {url: [https://a.test/a,b]}", 15, "https://a.test/a,b", "the text ends at ','"},
      {"seeds: [https://a.test/a,b]", 9, "https://a.test/a,b", "the text ends at ','"},
      {"follow: {css: a[href], label: x}", 15, "a[href]", kBracket},
      {"follow: {css: [href]::text}", 15, "[href]::text", "the text ends at ':'"},
      {"follow: {css: .a [href]}", 15, ".a [href]", kBracket},
      {"follow: {css: a:not([href])}", 15, "a:not([href])", kBracket},
      {"follow: {css: 'b', xpath: //a[contains(@x, 'y')]/@href}", 27, "//a[contains(@x, 'y')]/@href",
       kBracket},
      {"follow: {json: $['a'], label: x}", 16, "$['a']", kBracket},
      {"follow: {url: /p/[0-9]{2}}", 15, "/p/[0-9]{2}", kBracket},
      {"follow: {css: é a[href]}", 15, "é a[href]", kBracket},
      {"follow: [{css: a[href]}]", 16, "a[href]", kBracket},
      {"follow: {css: #next}", 15, "#next", "what follows ' #' is a comment"},
      {"follow: {css: a #next, label: x}", 15, "a #next", "what follows ' #' is a comment"},
  };
  for (const Text& text : kTexts) {
    CAPTURE(text.line);
    const std::string wanted = fmt::format("shop.yaml:1:{}: put {} between quotes: without them {}",
                                           text.column, text.text, text.why);
    CHECK(complaint(std::string(text.line) + "\n").starts_with(wanted));
  }
}

TEST_CASE("text that is no piece of another keeps the message of what is missing") {
  constexpr Broken kFiles[] = {
      {"start: [?page=1]\n", "shop.yaml:1:9: no value begins with '?'; put it between quotes"},
      {"follow: {xpath: @href}\n", "shop.yaml:1:17: no value begins with '@'; put it between quotes"},
      {"follow: {css: a xpath: b}\n",
       "shop.yaml:1:22: a '}' is missing, or a ',' before this place; put text that has [ ] { } , or ': ' in "
       "it between quotes"},
      {"follow: {css: b::text, c}\n",
       "shop.yaml:1:24: unknown key 'c'; put text that has a ',' in it between quotes"},
      {"pages: {items: {table: t, fields: {a: b::text, c}}}\n",
       "shop.yaml:1:48: 'c' has no value; put text that has a ',' in it between quotes"},
      {"pages: {items: {table: t, fields: {a: > b}}}\n",
       "shop.yaml:1:39: no value begins with '>'; put it between quotes"},
      {"start: &page=2\n",
       "shop.yaml:1:1: 'start' has no value; put text that begins with '&' between quotes"},
      {"start:\n  https://a.test/1\n  https://a.test/2\n",
       "shop.yaml:2:3: 'https://a.test/1 https://a.test/2' cannot be crawled: it is more than one URL; write "
       "each "
       "on a line or in an entry of its own"},
      {"follow:\n  css: > b\n", "shop.yaml:2:10: put text that begins with '>' or '|' between quotes"},
      {"start: {url: a.org # now\n",
       "shop.yaml:3:1: a '}' is missing, or a ',' before this place; put text that has [ ] { } , or ': ' in "
       "it "
       "between quotes"},
  };
  check(kFiles);
}

TEST_CASE("unknown keys and wrong types are refused with what was meant") {
  constexpr Broken kFiles[] = {
      {"strat: a.org\n", "shop.yaml:1:1: unknown key 'strat' (did you mean 'start'?)"},
      {"items: {table: t}\n", "shop.yaml:1:1: unknown key 'items'; it belongs in an entry of 'pages'"},
      {"limits: {delay: 1s}\n", "shop.yaml:1:10: unknown key 'delay'; it belongs in 'polite'"},
      {"polite:\n  delays: 1s\n", "shop.yaml:2:3: unknown key 'delays' (did you mean 'delay'?)"},
      {"fetch: {allow-commands: true}\n",
       "shop.yaml:1:9: unknown key 'allow-commands'; it is for the command line: no file may allow itself to "
       "run commands"},
      {"delay: 1s\npolite: {delay: 2s}\n", "shop.yaml:2:10: 'delay' stands on line 1, too"},
      {"name: [shop]\n", "shop.yaml:1:7: 'name' takes a single value"},
      {"pages: products\n", "shop.yaml:1:8: 'pages' takes a list or keys with values"},
      {"pages:\n", "shop.yaml:1:1: 'pages' has no value"},
      {"follow: []\n",
       "shop.yaml:1:9: 'follow' is empty; without it every link in scope is followed, and none with limits: "
       "{depth: 0}"},
      {"fetch: {http2: maybe}\n", "shop.yaml:1:16: 'http2' must be true or false, not 'maybe'"},
      {"follow: {css: a, priority: high}\n", "shop.yaml:1:28: 'priority' takes a whole number, not 'high'"},
      {"- start\n", "shop.yaml:1:1: expected settings, each as 'key: value'"},
  };
  check(kFiles);
}

TEST_CASE("a bad beginning or a bad way on is refused") {
  constexpr Broken kFiles[] = {
      {"start: {method: POST}\n", "shop.yaml:1:8: a start entry needs one of url, file, sitemap, range"},
      {"start: {url: a.org, range: b}\n", "shop.yaml:1:8: a start entry has 'url' or 'range', not both"},
      {"start: {range: 'http://a.org/{1-9}'}\n",
       "shop.yaml:1:16: range 'http://a.org/{1-9}': '{1-9}' is no range; write {1..50}, {1..50..5} or {a,b}; "
       "a brace "
       "of the URL is %7B"},
      {"start: {file: nowhere.txt}\n", "shop.yaml:1:15: cannot read nowhere.txt: No such file or directory"},
      {"start: {url: a.org, method: post}\n",
       "shop.yaml:1:29: unknown method 'post'; write 'POST'; it is one of GET, POST, PUT, PATCH, DELETE"},
      {"start: {url: a.org, method: GET, body: x}\n", "shop.yaml:1:40: a body needs a method such as POST"},
      {"start: {sitemap: a.org/s.xml, label: x}\n", "shop.yaml:1:38: 'label' does not go with 'sitemap'"},
      {"start: [ftp://a.org/]\n",
       "shop.yaml:1:9: 'ftp://a.org/' cannot be crawled: not an http or https URL"},
      {"follow: {label: next}\n",
       "shop.yaml:1:9: a follow rule needs one of css, xpath, json, url, parameter"},
      {"follow: {css: a, xpath: //a}\n", "shop.yaml:1:9: a follow rule has 'css' or 'xpath', not both"},
      {"follow: {url: '/p/('}\n", "shop.yaml:1:15: pattern '/p/(': missing ): /p/( at position 1"},
      {"follow: {css: a, step: 1}\n",
       "shop.yaml:1:24: 'step' counts a query parameter: name it by 'parameter'"},
      {"follow: {parameter: page, step: 0}\n", "shop.yaml:1:33: a counter needs a step other than 0"},
      {"start: {url: a.org, label: list}\nfollow: {css: a, on: {label: lists}}\n",
       "shop.yaml:2:30: no 'start' or 'follow' sets the label 'lists' (did you mean 'list'?)"},
  };
  check(kFiles);
}

TEST_CASE("two starts that a crawl cannot tell apart are refused at the second") {
  constexpr Broken kFiles[] = {
      {"start:\n- a.org\n- {url: 'https://a.org/#x', headers: {Accept: x}}\n",
       "shop.yaml:3:3: https://a.org/#x stands at 2:3 with other headers: a crawl asks a URL once, so leave "
       "one "
       "of the two out, or crawl them into two files"},
      {"start:\n- {url: [b.org, a.org], label: x}\n- {range: 'http{s,}://a.org/', label: y}\n",
       "shop.yaml:3:3: https://a.org/ stands at 2:3 with another label: a crawl asks a URL once, so leave "
       "one of "
       "the two out"},
      {"start:\n- {url: a.org, body: x, headers: {X: 1}}\n- {url: a.org, body: x, headers: {X: 2}}\n",
       "shop.yaml:3:3: https://a.org/ stands at 2:3 with other headers: a crawl asks a URL once, so leave "
       "one of "
       "the two out, or crawl them into two files"},
  };
  check(kFiles);
  for (const char* text :
       {"start: [a.org, a.org]", "start: [a.org, {url: a.org, method: POST, headers: {X: 1}}]",
        "start: [{url: a.org, body: x}, {url: a.org, body: '{}'}, {url: b.org, body: x}]"}) {
    CAPTURE(text);
    CHECK(complaint(text) == "");
  }
}

TEST_CASE("texts in a list that no blank parts are two URLs if they look like two") {
  for (const char* text : {"start: [https://a.test/,https://b.test/]", "start: [a.org,b.org]",
                           "start: [\"https://a.test/\",\"b.org\"]", "start: [https://a.test/, b.org]"}) {
    CAPTURE(text);
    CHECK(complaint(text) == "");
  }
}

TEST_CASE("rules for tables that cannot work are refused") {
  constexpr Broken kFiles[] = {
      {"pages: {match: /p/}\n", "shop.yaml:1:8: an entry of 'pages' needs 'items'"},
      {"pages: {items: {table: t}}\n", "shop.yaml:1:16: an entry of 'items' needs 'fields'"},
      {"pages: {items: {table: t, fields: {a: {type: int}}}}\n",
       "shop.yaml:1:39: a field needs one of css, xpath, json, jsonld, meta, regex, url"},
      {"pages: {items: {table: t, fields: {a: {css: b, type: float}}}}\n",
       "shop.yaml:1:54: unknown type 'float'; write 'number'; it is one of text, int, number, date, bool, "
       "url, html, json"},
      {"pages: {items: {table: t, fields: {a: {css: b, required: sometimes}}}}\n",
       "shop.yaml:1:58: 'required' must be true or false, not 'sometimes'"},
      {"pages: {items: {table: t, fields: {a: {css: b, type: number, default: free}}}}\n",
       "shop.yaml:1:71: the default 'free' is not of the type number"},
      {"pages: {items: {table: t, fields: {a: {css: b, locale: de}}}}\n",
       "shop.yaml:1:56: 'locale' is for the types int, number and date"},
      {"pages: {items: {table: t, key: skuu, fields: {sku: b}}}\n",
       "shop.yaml:1:32: 'skuu' is in the key of 't', but no field here has that name (did you mean 'sku'?)"},
      {"pages: {items: {table: t, fields: {a: b}, items: {table: u, fields: {c: d}}}}\n",
       "shop.yaml:1:50: the table 'u' stands in rows of 't': it needs 'select'"},
      {"pages: {items: {table: t, select: '$.p[*]', fields: {name: name}}}\n",
       "shop.yaml:1:60: 'name' is CSS, but the rows are JSON; write '$.name'"},
      {"pages: {items: {table: t, select: h1::text, fields: {a: b}}}\n",
       "shop.yaml:1:35: 'select' chooses elements: ::text and ::attr(name) are for fields"},
      {"pages: {items: [{table: t, fields: {a: b}}, {table: t, fields: {a: {css: b, type: int}}}]}\n",
       "shop.yaml:1:65: 'a' is int here, but text on line 1"},
      {"pages: {items: {table: t, fields: {a: b, A: c}}}\n",
       "shop.yaml:1:42: two fields 'A': SQLite ignores case"},
      {"pages: {items: {table: Pages, fields: {a: b}}}\n",
       "shop.yaml:1:24: the name of the table 'Pages' is that of a table or view of every crawl file"},
      {"pages: {items: {table: t, fields: {_a: b}}}\n",
       "shop.yaml:1:36: the name of the field '_a' begins with _, which is for trawl's own columns"},
      {"pages: {items: {table: t, fields: {a: b}}}\ntests: {url: a.org, file: p, expect: {u: 1}}\n",
       "shop.yaml:2:39: no entry of 'pages' has a table 'u'"},
      {"pages: {items: {table: t, fields: {price: b}}}\ntests: {url: a.org, file: p, expect: {t: {prize: "
       "1}}}\n",
       "shop.yaml:2:43: the table 't' has no field 'prize' (did you mean 'price'?)"},
      {"pages: {items: {table: t, fields: {a: b}}}\ntests: {url: a.org, expect: {t: 1}}\n",
       "shop.yaml:2:8: a test needs one of file, stored"},
  };
  check(kFiles);
}

TEST_CASE("aliases that multiply are refused before they use memory") {
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i <= 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int n = 0; n < 10; ++n) bomb += before + ", ";
    bomb += "]\n";
  }
  CHECK(complaint(bomb).ends_with(": the file has too many values"));
  std::string text = "a: &a '" + std::string(1 << 20, 'x') + "'\nb: [";
  for (int i = 0; i < 100; ++i) text += "*a, ";
  CHECK(complaint(text + "]\n").ends_with(": the file has too many values"));
}

TEST_CASE("a table has 500 fields at most, those of all entries together") {
  const auto entry = [](int first, int last) {
    std::string text = "{table: t, fields: {f" + std::to_string(first) + ": b";
    for (int i = first + 1; i <= last; ++i) text += ", f" + std::to_string(i) + ": b";
    return text + "}}";
  };
  CHECK(complaint("pages: {items: " + entry(1, 500) + "}\n") == "");
  CHECK(complaint("pages: {items: [" + entry(1, 400) + ", " + entry(301, 500) + "]}\n") == "");
  CHECK(
      complaint("pages: {items: [" + entry(1, 400) + ",\n" + entry(301, 501) + "]}\n") ==
      "shop.yaml:2:1821: 'f501' is one field too many for the table 't': 500 at most; name another table, or "
      "take an object as one field of the type json");
}
